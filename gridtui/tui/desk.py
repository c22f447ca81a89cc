"""The desk a person works at: the areas and their screens, the prompt on the last lines, the session, the jobs.

Screens are plain objects that paint lines, not Textual screens: one page and one entry stay mounted, so that going
from one to the next sends only the cells that differ and costs no styling, layout or 50 ms wait. Keys are taken one
at a time, each to its end, jobs included, before the next: type-ahead is never lost and never reordered.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ParamSpec, Protocol, TypeVar

from gridtui.core.errors import GridtuiError, SettingsFault, StoreFault
from gridtui.locale import _, say
from gridtui.locale.acts import act_sentence
from gridtui.locale.sentences import sentences_for
from gridtui.office import browse, undo
from gridtui.office.mechanism import renewed
from gridtui.office.session import OfficeSession
from gridtui.office.views import Header, Saved
from gridtui.office.visits import VisitForm
from gridtui.term.encoding import Encoding
from gridtui.term.profile import MINIMUM_COLUMNS, MINIMUM_LINES, fits
from gridtui.tui.actions import AREAS
from gridtui.tui.exchange import Exchange, Progress, ended_words, progress_words
from gridtui.tui.jobs import Jobs, outlived
from gridtui.tui.keymap import Keymap
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import ALERT, COLUMNS
from gridtui.tui.prompts import AreaChoice, Confirm, Prompt, Question
from gridtui.tui.screens.base import OfficeScreen
from gridtui.tui.widgets.entry import TextEntry
from gridtui.tui.widgets.frame import ROWS_ABOVE, ROWS_BELOW, area_line, header_line, keys_line
from gridtui.tui.widgets.plain import EMPTY, RULE, Line, clipped, line
from gridtui.tui.words import keyed

LOOK_AGAIN_S = 0.05
"""How often is looked whether a busy line is idle again."""

HEADER_PATIENCE_S = 0.15
"""How long the first page waits for row 1."""

P = ParamSpec("P")
T = TypeVar("T")


class Terminal(Protocol):
    """What the desk needs of the application it stands in."""

    def show(self, lines: list[Line], cursor: tuple[int, int]) -> None:
        """Put the page on the screen, the cursor at a column and row unless the entry holds it."""
        ...

    def repaint(self) -> None:
        """Send the whole screen again, whatever the terminal is thought to show."""
        ...

    def use_encoding(self, encoding: Encoding) -> None:
        """Read and write the terminal in this encoding from here on."""
        ...

    def leave(self) -> None:
        """End the program."""
        ...

    @property
    def is_line_idle(self) -> bool:
        """Whether the terminal has shown all that was sent, so that nothing else would have to wait for it."""
        ...

    @property
    def is_line_near(self) -> bool:
        """Whether the terminal answers as fast as one beside the machine, so that bytes need not be spared."""
        ...

    def one_frame(self) -> contextlib.AbstractContextManager[None]:
        """Show nothing of what changes in the ``with`` block before its end."""
        ...

    def when_seen(self, then: Callable[[], None]) -> None:
        """Call back once the next frame has reached the person's terminal, and not for keys typed before it."""
        ...


class Desk:
    """Who works where, and what is on the screen. ``size`` is (columns, lines)."""

    def __init__(
        self,
        session: OfficeSession,
        keymap: Keymap,
        terminal: Terminal,
        entry: TextEntry,
        exchange: Exchange | None = None,
    ) -> None:
        self.session = session
        self.keymap = keymap
        self.terminal = terminal
        self.entry = entry
        self.jobs = Jobs()
        self.size = (MINIMUM_COLUMNS, MINIMUM_LINES)
        self.area = AREAS[0].name
        self.prompt: Prompt | None = None
        self.header: Header | None = None
        self.news = False
        self.last_visit: VisitForm | None = None
        self.saved: Saved | None = None
        self.sync_runs = False
        self.sync_words = ""
        self.defects: list[Exception] = []
        self.last_words: tuple[str, ...] = ()
        """What is left to say once the terminal is given back; () where the person left."""
        self._exchange = exchange
        self._stacks: dict[str, list[OfficeScreen]] = {}
        self._status: tuple[Line, ...] = ()
        self._saved_is_shown = False
        self._was_shown = False
        self._busy = asyncio.Lock()
        self._header_is_read = asyncio.Event()

    # -- where one is

    @property
    def screen(self) -> OfficeScreen:
        """The screen in front."""
        return self._stacks[self.area][-1]

    @property
    def depth(self) -> int:
        """How many screens stand on each other in this area."""
        return len(self._stacks[self.area])

    @property
    def body_lines(self) -> int:
        """Lines between the frame's first and last rows."""
        return self.size[1] - ROWS_ABOVE - ROWS_BELOW

    async def open(self, first: OfficeScreen | None = None) -> None:
        """Begin: a screen that asks first (which post), or the first area."""
        async with self._busy:
            await self._open(first)

    async def _open(self, first: OfficeScreen | None) -> None:
        """Show the first page with row 1 on it: a second frame would wait until a thin line has carried this one."""
        self.refresh_header()
        if first is not None:
            self._stacks[self.area] = [first]
            await self._opened(first)
        else:
            await self.go(self.area)
        if self.session.post is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._header_is_read.wait(), HEADER_PATIENCE_S)
        self.paint()

    async def go(self, area: str) -> None:
        """Go to an area, where it was left."""
        from gridtui.tui.screens import AREA_SCREENS

        await self.screen_left()
        self.area = area
        if area not in self._stacks:
            screen = AREA_SCREENS[area]()(self)
            self._stacks[area] = [screen]
            await self._opened(screen)
        else:
            await self._in_front_again()

    async def push(self, screen: OfficeScreen) -> None:
        """Put a screen in front of this one."""
        await self.screen_left()
        self._stacks[self.area].append(screen)
        await self._opened(screen)

    async def back(self) -> None:
        """Leave the screen in front; at the top of an area go to Today, and there ask about leaving the program."""
        if self.depth > 1:
            left = self._stacks[self.area].pop()
            await self.guarded(left.left())
            await self._in_front_again()
        elif self.area != AREAS[0].name:
            await self.go(AREAS[0].name)
        else:
            self.ask(_("Leave the program? Everything shown as saved is saved."), _("leave"), self._leave)

    async def replace(self, screen: OfficeScreen) -> None:
        """Put a screen in the place of the one in front."""
        await self.screen_left()
        self._stacks[self.area][-1] = screen
        await self._opened(screen)

    async def start_over(self, session: OfficeSession) -> None:
        """Act from here on as another post: every screen is read again."""
        self.session = session
        self._stacks.clear()
        self.saved = None
        self.area = AREAS[0].name
        await self._open(None)

    async def screen_left(self) -> None:
        """Tell the screen in front that it is about to be covered; a form keeps its draft."""
        if self._stacks.get(self.area):
            await self.guarded(self.screen.left())

    async def keep_drafts(self) -> None:
        """Keep the draft of every form that is open; the line may have dropped, the program have failed."""
        for stack in self._stacks.values():
            for screen in stack:
                await self._let_go(screen)

    async def _let_go(self, screen: OfficeScreen) -> None:
        """Tell a screen that it is left, whatever state it is in."""
        await outlived(self.guarded(screen.left()), f"leaving screen {screen.name}")

    async def _in_front_again(self) -> None:
        self.screen.fit_to_window()
        await self.guarded(self.screen.came_back())

    async def _opened(self, screen: OfficeScreen) -> None:
        await self.guarded(screen.load())

    async def _leave(self) -> None:
        self.terminal.leave()

    # -- keys

    async def press(self, key: KeyPress) -> None:
        """Take one key to its end, then paint once."""
        async with self._busy:
            if key.name == "ctrl+l":
                self.terminal.repaint()
                return
            if self.too_small:
                return
            self._status = ()
            self._was_shown, self._saved_is_shown = self._saved_is_shown, False
            await self._outlive(self._press(key))

    async def _outlive(self, work: Coroutine[Any, Any, None]) -> None:
        """Await what the screen in front does, and paint; a defect of one screen must not end a clerk's session.

        The screen that failed is left, its draft kept, and said to have failed.
        """
        defect = await outlived(self._and_paint(work), f"screen {self.screen.name}")
        if defect is None:
            return
        self.defects.append(defect)
        self.prompt = None
        if self.depth > 1:
            await self._let_go(self._stacks[self.area].pop())
        self.fail(StoreFault("program.fault", kind=type(defect).__name__))
        self.paint()

    async def _and_paint(self, work: Coroutine[Any, Any, None]) -> None:
        await self.guarded(work)
        self.paint()

    async def _press(self, key: KeyPress) -> None:
        if self.prompt is not None:
            asked, self.prompt = self.prompt, None
            answer = asked.press(key)
            if not answer.closes and self.prompt is None:
                self.prompt = asked
            if answer.follow is not None:
                await answer.follow()
            if not answer.key_still_counts:
                return
        await self.screen.press(key)

    def choose_area(self) -> None:
        """Ask for the digit of an area."""

        def going(area: str) -> Callable[[], Awaitable[None]]:
            return lambda: self.go(area)

        self.prompt = AreaChoice(going)

    def confirm(self, text: str, act: Callable[[], Awaitable[None]], verb: str = "") -> None:
        """Ask for Enter in one line; ``verb`` is what it does, '' is to save."""
        self.prompt = Confirm(text, act, verb)

    def ask(self, text: str, yes: str, act: Callable[[], Awaitable[None]]) -> None:
        """Ask a question that deletes, sends, closes or ends; it hears no key typed before it was seen."""
        question = Question(text, yes, act)
        self.prompt = question
        self.terminal.when_seen(question.be_seen)

    async def until_line_is_idle(self) -> None:
        """Wait until the terminal has shown all that was sent: who types on a thin line waits for nothing else.

        It is asked once. Where an answer was lost, nothing more is sent until the driver has given it up.
        """
        seen = asyncio.Event()
        self.terminal.when_seen(seen.set)
        await seen.wait()
        while not self.terminal.is_line_idle:  # noqa: ASYNC110 - no event tells that a line has run dry
            await asyncio.sleep(LOOK_AGAIN_S)

    # -- jobs

    async def read(self, reading: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one of the office's reads."""
        return await self.jobs.read(reading, *args, **kwargs)

    async def write(self, writing: Callable[P, Saved], /, *args: P.args, **kwargs: P.kwargs) -> Saved:
        """Run one of the office's acts and say on the status line what was done."""
        saved = await self.jobs.write(writing, *args, **kwargs)
        self.saved = saved
        self._saved_is_shown = True
        words = act_sentence(saved.message, saved.parameters)
        self.note(f"{words} {keyed(self.keymap.key_of('list.undo'), _('undo'))}" if saved.undo is not None else words)
        self.refresh_header()
        return saved

    async def take_back(self) -> None:
        """Undo the act the status line names, or ask about the last one of this post today."""
        if self._was_shown and self.saved is not None and self.saved.undo is not None:
            await self._undo(self.saved.undo)
            return
        last = await self.read(undo.last_undo, self.session)
        if last is None or last.undo is None:
            self.note(_("Nothing of today is left to undo."))
            return
        undone = last.undo
        self.confirm(
            say("Undo: {done}", done=act_sentence(last.message, last.parameters)),
            lambda: self._undo(undone),
            _("undo"),
        )

    async def _undo(self, undone: bytes) -> None:
        await self.write(undo.undo, self.session, undone)
        self.saved = None
        await self.screen.undone()

    async def guarded(self, work: Coroutine[Any, Any, None]) -> None:
        """Await a step; an error of the tree becomes two sentences on the last lines.

        Where a newer program has taken the store over, drafts are kept and the session ends.
        """
        try:
            await work
        except GridtuiError as error:
            self.fail(error)
            if error.code == "store.upgraded" and not self.last_words:
                self.last_words = sentences_for(error)
                await self.keep_drafts()
                self.terminal.leave()

    def refresh_header(self) -> None:
        """Read the counts of row 1, and by which mechanism the office works, behind what the person does."""
        if self.session.post is None:
            return
        self._header_is_read.clear()
        self.jobs.newest("header", self._read_header())

    async def _read_header(self) -> None:
        session = self.session
        try:
            now = await self.jobs.read(renewed, session)
            if self.session is session:
                self.session = now
            self.header = await self.jobs.read(browse.header, now)
        except GridtuiError as error:
            self.fail(error)
        self._header_is_read.set()
        # Not within a key: its screen may be half way from one state to the next.
        async with self._busy:
            self.paint()

    # -- the exchange with the server

    def start_sync(self) -> None:
        """Start an exchange beside everything else; one at a time."""
        if self._exchange is None:
            self.note(_("No server is enrolled here."))
        elif not self.sync_runs:
            self.sync_runs = True
            self.sync_words = _("The sync begins.")
            self.jobs.newest("exchange", self._run_exchange(self._exchange))

    async def _run_exchange(self, exchange: Exchange) -> None:
        loop = asyncio.get_running_loop()

        def tell(progress: Progress) -> None:
            loop.call_soon_threadsafe(self._sync_moved, progress)

        try:
            done = await self.jobs.exchange(exchange.run, self.session, tell)
        except GridtuiError as error:
            happened, next_step = sentences_for(error)
            self.sync_words = f"{happened} {next_step}"
            self.fail(error)
        else:
            self.sync_words = ended_words(done)
            self.note(self.sync_words)
            self.news = self.news or done.received > 0
        finally:
            self.sync_runs = False
        async with self._busy:
            await self.guarded(self.screen.sync_moved())
            self.refresh_header()
            self.paint()

    def close(self) -> None:
        """End an exchange under way, then the threads."""
        if self._exchange is not None:
            self._exchange.cancel()
        self.jobs.close()

    def _sync_moved(self, progress: Progress) -> None:
        self.sync_words = progress_words(progress)
        if self.area == "sync":
            self.paint()

    # -- what is shown

    def note(self, text: str) -> None:
        """Say something on the status line until the next key."""
        self._status = (line(text),)

    def fail(self, error: GridtuiError) -> None:
        """Say what happened and what is safe, then what to press, on two lines."""
        happened, next_step = sentences_for(error)
        if isinstance(error, SettingsFault) and error.problems:
            # The office's folder says nothing here and would fill the row.
            next_step = sentences_for(error.problems[0])[0].replace(f"{self.session.folder}/", "")
        self._status = (line((happened, ALERT)), line(next_step))

    @property
    def too_small(self) -> bool:
        """Whether the terminal has fewer cells than the screens need."""
        return not fits(*self.size)

    async def resize(self, columns: int, lines: int) -> None:
        """Fit the screens to a new size."""
        self.size = (columns, lines)
        if self._stacks.get(self.area) and not self.too_small:
            await self._outlive(self.screen.resized())
        else:
            self.paint()

    def paint(self) -> None:
        """Show the screen in front, the frame around it, and the prompt."""
        if not self._stacks.get(self.area):
            return
        columns, lines = self.size
        if self.too_small:
            self.entry.put_away()
            text = say(
                "The window has {columns}x{lines} cells; it needs {least_columns}x{least_lines}.",
                columns=columns,
                lines=lines,
                least_columns=MINIMUM_COLUMNS,
                least_lines=MINIMUM_LINES,
            )
            self.terminal.show([clipped(line(text), max(1, columns - 1))], (0, 0))
            return
        screen = self.screen
        body = screen.paint(self.body_lines)
        body = [*body, *[EMPTY] * (self.body_lines - len(body))][: self.body_lines]
        column, row = screen.cursor()
        place = screen.entry_place()
        if place is None:
            self.entry.put_away()
        else:
            self.entry.place(place.column, ROWS_ABOVE + place.row, min(place.width, COLUMNS - place.column))
        self.terminal.show([*self._first_lines(screen), *body, *self._last_lines(screen)], (column, ROWS_ABOVE + row))

    def _first_lines(self, screen: OfficeScreen) -> list[Line]:
        if not screen.is_framed:
            return [line(self.session.office_name), EMPTY]
        return [header_line(self.header, self.session.today) if self.header else EMPTY, area_line(self.area)]

    def _news_line(self) -> Line:
        return line(
            say("Something changed. {refresh}", refresh=keyed(self.keymap.key_of("list.refresh"), _("refresh")))
        )

    def _last_lines(self, screen: OfficeScreen) -> list[Line]:
        """Return rule, status and keys; a prompt or an error takes the lines it needs."""
        if self.prompt is not None:
            asked, keys = self.prompt.lines()
            return [self._status[0] if self._status else RULE, asked, keys]
        keys = keys_line(screen.hints())
        if len(self._status) > 1:
            return [*self._status, keys]
        if self._status:
            return [RULE, self._status[0], keys]
        news = self._news_line() if self.news else EMPTY
        return [RULE, screen.status() or news, keys]
