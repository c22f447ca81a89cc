"""The manual in the app: its pages by number, one of them paged; Markdown is shown as the plain text it is."""

import re
from typing import TYPE_CHECKING, Final

from gridtui.locale import _, language
from gridtui.manual import page_names, read_page
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import COLUMNS, STRONG
from gridtui.tui.screens.base import OfficeScreen
from gridtui.tui.screens.lists import ListScreen
from gridtui.tui.widgets.plain import EMPTY, Line, cell, wrapped
from gridtui.tui.widgets.record_list import RecordList, Row, memory_source

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

_RULE_OF_TABLE: Final = re.compile(r"\|[-:| ]+\|")
_MARKS: Final = re.compile(r"\*\*|`")
_LINK: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")


class ManualScreen(ListScreen):
    """The pages of the manual, by their titles."""

    name = "manual"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._rows = tuple(
            Row(name, (cell(name, 14), cell(title_of(read_page(name, language())), 50))) for name in page_names()
        )

    def title(self) -> Line:
        """Return what the list is."""
        return ((_("Manual"), STRONG),)

    def enter_words(self) -> str:
        """Return what Enter does."""
        return _("open")

    async def press(self, key: KeyPress) -> None:
        """Enter opens the marked page."""
        marked = self.records.marked
        if key.name == "enter" and marked is not None:
            await self.desk.push(ManualPageScreen(self.desk, str(marked.key)))
        else:
            await super().press(key)


class ManualPageScreen(OfficeScreen):
    """One page of the manual."""

    name = "manual_page"

    def __init__(self, desk: "Desk", page: str) -> None:
        super().__init__(desk)
        self._lines = lines_of(read_page(page, language()))
        self._first_line = 0

    def paint(self, height: int) -> list[Line]:
        """Return the lines the person paged to."""
        self._first_line = max(0, min(self._first_line, len(self._lines) - height))
        return self._lines[self._first_line : self._first_line + height]

    def own_hints(self) -> list[str]:
        """Say how to turn the page."""
        return [_("+- page")]

    async def press(self, key: KeyPress) -> None:
        """Turn the page, or go on as every screen does."""
        page = self.desk.body_lines - 1
        if key.name in {"+", "=", "down", "pagedown", "enter", "space"}:
            self._first_line += page
        elif key.name in {"-", "up", "pageup"}:
            self._first_line = max(0, self._first_line - page)
        else:
            await super().press(key)


def title_of(page: str) -> str:
    """Return the first heading of a page."""
    return next((text.lstrip("# ") for text in page.splitlines() if text.startswith("#")), "")


def lines_of(page: str) -> list[Line]:
    """Return a page's Markdown as lines to paint: headings bold, tables as columns of words, no marks."""
    lines: list[Line] = []
    for text in page.splitlines():
        plain = _MARKS.sub("", _LINK.sub(r"\1", text))
        if plain.startswith("#"):
            lines.append(((plain.lstrip("# "), STRONG),))
        elif _RULE_OF_TABLE.fullmatch(plain):
            continue
        elif plain.startswith("|"):
            first, *rest = [each.strip() for each in plain.strip("|").split("|")]
            told, *more = wrapped("  ".join(rest), COLUMNS - 18)
            lines.append((cell("  " + first, 18), *told))
            lines += [(cell("", 18), *each) for each in more]
        else:
            lines += wrapped(plain, COLUMNS, "  ") if plain else [EMPTY]
    return lines
