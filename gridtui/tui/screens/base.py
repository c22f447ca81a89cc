"""What every screen is: it reads by jobs, paints lines, and takes keys the frame did not take."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from gridtui.core.errors import InputFault, Refused
from gridtui.locale import _
from gridtui.tui.actions import Action, actions_of
from gridtui.tui.keys import KeyPress
from gridtui.tui.prompts import Menu, MenuChoice
from gridtui.tui.widgets.plain import EMPTY, Line
from gridtui.tui.words import keyed

if TYPE_CHECKING:
    from gridtui.office.session import OfficeSession
    from gridtui.tui.desk import Desk


class EntryPlace(NamedTuple):
    """Where the text entry stands on the body: column and row of its first cell, and its width."""

    column: int
    row: int
    width: int


class OfficeScreen:
    """One screen. ``name`` is its scope in the action registry."""

    name: ClassVar[str]
    is_framed: ClassVar[bool] = True
    """Whether the counts and the areas stand above it; not before a post was chosen."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk

    @property
    def session(self) -> "OfficeSession":
        """The session all reads and acts go through."""
        return self.desk.session

    # -- life

    async def load(self) -> None:
        """Read what the screen shows, once, when it opens."""

    async def refresh(self) -> None:
        """Read again because the person asked to."""
        await self.load()

    async def undone(self) -> None:
        """Show that the last act was taken back; a page of what is no longer there goes."""
        try:
            await self.refresh()
        except InputFault as fault:
            if not fault.code.endswith(".unknown"):
                raise
            await self.desk.back()

    async def came_back(self) -> None:
        """Take the front again; what is shown stays unless it must not."""

    async def left(self) -> None:
        """Go away or be covered; a form keeps its draft."""

    def fit_to_window(self) -> None:
        """Take as much as the window has room for, the next time something is read."""

    async def resized(self) -> None:
        """Fit what is shown to the window's new size."""

    async def sync_moved(self) -> None:
        """Hear that an exchange ended; lists stay as they are until the person reads again."""

    # -- what is shown

    def paint(self, height: int) -> list[Line]:
        """Return the body: at most ``height`` lines."""
        del height
        return []

    def status(self) -> Line:
        """Return what the status line says while nothing else is to be said."""
        return EMPTY

    def cursor(self) -> tuple[int, int]:
        """Return the cell of the body where the cursor rests, (column, row)."""
        return 0, 0

    def entry_place(self) -> EntryPlace | None:
        """Return where text is typed, None where this screen takes none now."""
        return None

    def hints(self) -> list[str]:
        """Return the keys of the last line, the most useful first, the way back last."""
        offered = [action for action in actions_of(self.name) if action.in_footer and self.allows(action)]
        words = [
            keyed(key, _(action.label)) for action in offered if (key := self.desk.keymap.key_of(action.id)) != ""
        ]
        return [*self.own_hints(), *words]

    def own_hints(self) -> list[str]:
        """Return what the structural keys do here."""
        return []

    # -- keys

    async def press(self, key: KeyPress) -> None:
        """Take one key: an action of the registry, else one of the screen's own keys."""
        action = self.desk.keymap.action_for(self.name, key.name)
        if action is not None:
            await self.do(action)
        elif key.name == "0":
            self.desk.choose_area()
        elif key.name == "enter":
            self.open_menu()
        elif key.is_hanzi:
            from gridtui.tui.screens.find import FindScreen

            await self.desk.push(FindScreen(self.desk, key.text))

    async def do(self, action: Action) -> None:
        """Do an action, or say why it cannot be done now."""
        reason = self.reason_against(action)
        if reason:
            self.desk.note(reason)
            return
        method: Callable[[], Awaitable[None]] = getattr(self, action.method)
        await method()

    def allows(self, action: Action) -> bool:
        """Tell whether the acting post may do this at all."""
        return not action.permission or self.session.may_anywhere(action.permission).allowed

    def reason_against(self, action: Action) -> str:
        """Return why an action cannot be done now, '' where it can."""
        if action.permission:
            decision = self.session.may_anywhere(action.permission)
            if not decision.allowed:
                from gridtui.locale.sentences import sentences_for

                return sentences_for(Refused(decision.code))[0]
        return self.disabled_reason(action)

    def disabled_reason(self, action: Action) -> str:
        """Return why the screen's state does not take an action, '' where it does."""
        del action
        return ""

    def open_menu(self) -> None:
        """Show the numbered actions: those on the marked row first, then the screen's own."""
        offered = actions_of(self.name)
        ordered = [a for a in offered if a.on_row] + [a for a in offered if not a.on_row]
        choices = [
            MenuChoice(_(action.label), self._doing(action), self.reason_against(action)) for action in ordered
        ]
        self.desk.prompt = Menu(self.menu_title(), [*self.own_choices(), *choices], self.desk.note)

    def own_choices(self) -> list[MenuChoice]:
        """Return numbered choices that stand before the registry's actions."""
        return []

    def menu_title(self) -> str:
        """Return what the numbered actions are about."""
        return ""

    def _doing(self, action: Action) -> Callable[[], Awaitable[None]]:
        return lambda: self.do(action)

    # -- actions every page has

    async def act_back(self) -> None:
        """Go one level back."""
        await self.desk.back()

    async def act_refresh(self) -> None:
        """Read again."""
        self.desk.news = False
        self.desk.refresh_header()
        await self.refresh()

    async def act_undo(self) -> None:
        """Take back the last act."""
        await self.desk.take_back()

    async def act_find(self) -> None:
        """Open find."""
        from gridtui.tui.screens.find import FindScreen

        await self.desk.push(FindScreen(self.desk, ""))

    async def act_command(self) -> None:
        """Open the command line."""
        from gridtui.tui.screens.command_line import CommandLineScreen

        await self.desk.push(CommandLineScreen(self.desk, self))

    async def act_help(self) -> None:
        """Open the help of this screen."""
        from gridtui.tui.screens.help import HelpScreen

        await self.desk.push(HelpScreen(self.desk, self.name))

    async def act_post(self) -> None:
        """Choose another of the person's posts."""
        from gridtui.tui.screens.post_choice import PostChoiceScreen

        if len(self.session.posts) > 1:
            await self.desk.push(PostChoiceScreen(self.desk, self.session.posts))
        else:
            self.desk.note(_("You hold one post today."))

    async def act_drafts(self) -> None:
        """Open the list of drafts."""
        from gridtui.tui.screens.drafts import DraftsScreen

        await self.desk.push(DraftsScreen(self.desk))
