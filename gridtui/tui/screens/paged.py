"""A page about one thing that may be longer than the window: ``+`` and ``-`` turn it, digits are its acts."""

from abc import abstractmethod

from gridtui.locale import _
from gridtui.tui.keys import KeyPress
from gridtui.tui.screens.base import OfficeScreen
from gridtui.tui.widgets.plain import Line
from gridtui.tui.words import keyed


class PagedScreen(OfficeScreen):
    """Shows so much of ``page`` as there is room for."""

    _first_line = 0
    _height = 1
    _length = 0

    @abstractmethod
    def page(self) -> list[Line]:
        """Return all lines of it; none before it was read."""

    async def came_back(self) -> None:
        """Read again: what was in front may have changed it."""
        await self.load()

    def paint(self, height: int) -> list[Line]:
        """Return the part the person is on."""
        lines = self.page()
        self._height, self._length = height, len(lines)
        self._first_line = min(self._first_line, max(0, len(lines) - 1))
        return lines[self._first_line : self._first_line + height]

    def own_hints(self) -> list[str]:
        """Say how to act, and that there is more where there is."""
        more = [_("+- page")] if self._length > self._height else []
        return [keyed("enter", _("act")), *more]

    async def press(self, key: KeyPress) -> None:
        """Turn pages, or act; a digit takes the numbered act at once."""
        if self.desk.keymap.action_for(self.name, key.name) is not None:
            await super().press(key)
        elif key.name in {"+", "=", "down", "pagedown"} and self._first_line + self._height < self._length:
            self._first_line += self._height
        elif key.name in {"-", "up", "pageup"}:
            self._first_line = max(0, self._first_line - self._height)
        elif key.digit:
            await self._act_by_number(key)
        else:
            await super().press(key)

    async def _act_by_number(self, key: KeyPress) -> None:
        self.open_menu()
        if self.desk.prompt is not None:
            answer = self.desk.prompt.press(key)
            if answer.closes:
                self.desk.prompt = None
            if answer.follow is not None:
                await answer.follow()
