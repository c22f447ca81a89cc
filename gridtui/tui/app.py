"""The Textual application: one page, one entry, keys handed to the desk in their order. Nothing else.

Textual's own bindings, command palette, mouse, notices and quit key are not in use: what a key does is decided by the
action registry alone.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.driver import Driver
from textual.events import Event, Key, Paste, Resize
from textual.geometry import Offset

from gridtui.core.errors import GridtuiError, StoreFault
from gridtui.locale import say
from gridtui.locale.sentences import sentences_for
from gridtui.office.session import OfficeSession
from gridtui.term.driver import EncodingSwitched, driver_of
from gridtui.term.encoding import Encoding
from gridtui.term.paced_app import PacedApp
from gridtui.term.profile import Profile
from gridtui.term.tty import RawLine
from gridtui.tui.desk import Desk
from gridtui.tui.exchange import Exchange
from gridtui.tui.keymap import Keymap
from gridtui.tui.keys import KeyPress, key_press
from gridtui.tui.look import COLOURLESS, STYLES, THEME
from gridtui.tui.screens.base import OfficeScreen
from gridtui.tui.widgets.entry import TextEntry
from gridtui.tui.widgets.plain import Line, Page

LINE_LOST = 129
"""Exit status of a session whose line dropped: 128 and the number of SIGHUP."""

FirstScreen = Callable[[Desk], OfficeScreen]
"""Makes the screen that asks before the first area opens."""


class GridtuiApp(PacedApp[int]):
    """The app of one session."""

    CSS_PATH = "styles/plain.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    ALLOW_SELECT = False

    def __init__(
        self,
        session: OfficeSession,
        keymap: Keymap,
        *,
        first: FirstScreen | None = None,
        exchange: Exchange | None = None,
        driver_class: type[Driver] | None = None,
        terminal_profile: Profile | None = None,
        terminal_line: RawLine | None = None,
        fault: GridtuiError | None = None,
    ) -> None:
        self.terminal_profile = terminal_profile
        self.terminal_line = terminal_line
        super().__init__(driver_class=driver_class)
        self.theme = THEME
        self.animation_level = "none"
        has_colours = terminal_profile is None or terminal_profile.colours > 0
        self.page = Page(STYLES if has_colours else COLOURLESS)
        self.entry = TextEntry()
        self.desk = Desk(session, keymap, self, self.entry, exchange)
        self._first = first
        self._fault = fault

    def compose(self) -> ComposeResult:
        """Put the page and the entry on the one screen."""
        yield self.page
        yield self.entry

    async def on_mount(self) -> None:
        """Open the first screen."""
        await self.desk.resize(*self.size)
        await self.desk.open(self._first(self.desk) if self._first else None)
        if self._fault is not None:
            self.desk.fail(self._fault)
            self.desk.paint()

    async def on_event(self, event: Event) -> None:
        """Hand keys to the desk, one after the other; everything else is Textual's."""
        if isinstance(event, Key):
            event.stop()
            await self.desk.press(key_press(event))
        elif isinstance(event, Paste):
            event.stop()
            await self._paste(event.text)
        else:
            await super().on_event(event)

    async def _paste(self, text: str) -> None:
        """Type a paste into the entry; where nothing is typed it is dropped, so that it can press no key."""
        if self.entry.display:
            first, *rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            await self.desk.press(KeyPress("paste", first))
            for pasted in rest:
                await self.desk.press(KeyPress("enter"))
                await self.desk.press(KeyPress("paste", pasted))

    async def on_resize(self, event: Resize) -> None:
        """Fit the page to the window."""
        await self.desk.resize(event.size.width, event.size.height)

    def show(self, lines: list[Line], cursor: tuple[int, int]) -> None:
        """Put the page on the screen (the desk's port)."""
        self.page.show(lines)
        if not self.entry.display:
            self.cursor_position = Offset(*cursor)

    def repaint(self) -> None:
        """Send the whole screen again (the desk's port)."""
        driver = driver_of(self)
        if driver is not None:
            driver.repaint()
        else:
            self.refresh(layout=True)

    def use_encoding(self, encoding: Encoding) -> None:
        """Read and write the terminal in this encoding (the desk's port)."""
        driver = driver_of(self)
        if driver is not None:
            driver.use_encoding(encoding)

    def leave(self) -> None:
        """End the program (the desk's port)."""
        self.exit(0)

    def terminal_lost(self, reason: str) -> None:
        """End in order, drafts kept, when the line dropped or somebody asked us to end (the driver calls it)."""
        del reason
        self.call_next(self._leave_with_drafts)

    async def _leave_with_drafts(self) -> None:
        await self.desk.keep_drafts()
        self.exit(LINE_LOST)

    def on_encoding_switched(self, switched: EncodingSwitched) -> None:
        """Say once that the terminal turned out to use another encoding."""
        self.desk.note(
            say(
                "This terminal speaks {encoding}; the screen follows. :encoding utf-8 goes back.",
                encoding=switched.name,
            )
        )
        self.desk.paint()

    def _fatal_error(self) -> None:
        """End with two sentences: Textual's own report prints the values of variables, which are people's records."""
        happened, next_step = sentences_for(
            StoreFault("program.fault", kind=type(getattr(self, "_exception", None)).__name__)
        )
        self.panic(f"{happened}\n{next_step}")

    @property
    def is_line_idle(self) -> bool:
        """Whether the terminal has shown all that was sent, as far as the driver can tell (the desk's port)."""
        return bool(getattr(driver_of(self), "is_line_idle", True))

    @property
    def is_line_near(self) -> bool:
        """Whether the terminal answers as fast as one beside the machine; False where that is not known."""
        return bool(getattr(driver_of(self), "is_line_near", False))

    @contextmanager
    def one_frame(self) -> Iterator[None]:
        """Show nothing of what changes in the ``with`` block before its end (the desk's port)."""
        with self.batch_update():
            yield
        self.screen.check_idle()  # the app asks only itself

    def when_seen(self, then: Callable[[], None]) -> None:
        """Call back once the next frame is out; a driver that hears the terminal's answer waits for that as well."""
        wait = getattr(driver_of(self), "when_seen", None)
        self.call_after_refresh(wait, then) if callable(wait) else self.call_after_refresh(then)

    async def on_unmount(self) -> None:
        """Keep the drafts, whyever the program ends, and end the threads."""
        await self.desk.keep_drafts()
        self.desk.close()
