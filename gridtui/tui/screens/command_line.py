"""The command line behind ``:``, so that an expert does without screens. Tab completes the word being typed.

:v 晏五村5-2-501 yf 血压正常     log a visit (yf is 已访 by its initials)
:t 晏五村6-1 环境卫生 垃圾堆放   open a ticket
:h lxf                           find
:encoding utf-8                  after a wrong guess, or where the client was changed
:8, :undo                        an area by digit, an action of the screen by its word
"""

from typing import TYPE_CHECKING

from gridtui.core.text import normalise_width
from gridtui.locale import _
from gridtui.tui.actions import Action, actions_of
from gridtui.tui.keys import KeyPress
from gridtui.tui.screens.base import EntryPlace, OfficeScreen
from gridtui.tui.typed_commands import Commands, area_of
from gridtui.tui.widgets.plain import Line, line
from gridtui.tui.words import keyed

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

SHOWN_COMPLETIONS = 8


class CommandLineScreen(OfficeScreen):
    """The screen below stays in view; the command is typed on the status line."""

    name = "command_line"

    def __init__(self, desk: "Desk", below: OfficeScreen) -> None:
        super().__init__(desk)
        self._below = below
        self._text = ""
        self._commands = Commands(desk)
        self._completions: tuple[str, ...] = ()

    async def load(self) -> None:
        """Begin with an empty line."""
        self.desk.entry.load("")
        self._completions = await self._commands.completions("")

    def paint(self, height: int) -> list[Line]:
        """Return the screen below, as it was."""
        return self._below.paint(height)

    def status(self) -> Line:
        """Return the prompt; the entry stands behind it."""
        return line(":")

    def entry_place(self) -> EntryPlace:
        """Return the status line, one cell in."""
        return EntryPlace(1, self.desk.body_lines + 1, 76)

    def hints(self) -> list[str]:
        """Return what Tab offers."""
        offered = list(self._completions[:SHOWN_COMPLETIONS])
        tab = [keyed("tab", _("completes"))] if offered else []
        return [*offered, *tab, keyed("enter", _("do")), keyed("escape", _("back"))]

    async def press(self, key: KeyPress) -> None:
        """Type, complete, or do."""
        if key.name == "escape" or (key.name == "backspace" and not self._text):
            await self.desk.back()
        elif key.name == "enter":
            await self._run()
        elif key.name == "tab":
            await self._complete()
        elif self.desk.entry.take(key):
            await self._typed(self.desk.entry.value)

    async def _typed(self, text: str) -> None:
        self._text = text
        self._completions = await self._commands.completions(text)

    async def _complete(self) -> None:
        if not self._completions:
            return
        stem, _blank, _word = self._text.rpartition(" ")
        text = f"{stem} {self._completions[0]} ".lstrip()
        self.desk.entry.load(text)
        await self._typed(text)

    async def _run(self) -> None:
        text = self._text.strip("\u3000 ")
        if not text:
            await self.desk.back()
            return
        if (area := area_of(text)) is not None:
            await self.desk.back()
            await self.desk.go(area)
        elif (action := self._action(text)) is not None:
            await self.desk.back()
            await self._below.do(action)
        else:
            screen = await self._commands.run(text)
            await self.desk.back()
            if screen is not None:
                await self.desk.push(screen)

    def _action(self, text: str) -> Action | None:
        named = [
            action
            for action in actions_of(self._below.name)
            if normalise_width(text) in {_(action.label), action.id, action.id.rsplit(".", 1)[-1]}
        ]
        return named[0] if named else None
