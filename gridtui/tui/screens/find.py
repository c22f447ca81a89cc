"""Find: one line of pinyin initials, names, parts of the address, phone and ID tails, in any mix; results page.

Enter always searches. Results follow the keys only once the terminal has shown what was typed and no key waits, so
that on a thin line they come in a pause; what is typed is never held up by a search or by its results.
"""

import asyncio
from typing import TYPE_CHECKING

from gridtui.core.errors import GridtuiError
from gridtui.core.text import cell_width
from gridtui.locale import _, say
from gridtui.office import browse
from gridtui.office.views import FindView
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.screens.base import EntryPlace
from gridtui.tui.screens.households import HouseholdRowsScreen
from gridtui.tui.widgets.plain import Line, line
from gridtui.tui.widgets.record_list import MOST_ROWS, RecordPage
from gridtui.tui.words import keyed

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

FIRST_PAGE = 0
WITH_THE_ECHO_S = 0.02
"""How long a near terminal's echo waits for the rows that belong to it."""


class FindScreen(HouseholdRowsScreen):
    """The find field and what it found. Enter in the field goes to the results; ``/`` goes back to the field.

    ``at_rows`` begins at the results, where the words are complete already.
    """

    name = "find"
    rows_above = 2

    def __init__(self, desk: "Desk", text: str, *, at_rows: bool = False) -> None:
        super().__init__(desk, FIRST_PAGE)
        self._text = text
        self._at_rows = at_rows
        self._found: FindView | None = None
        self._typing = True

    async def load(self) -> None:
        """Begin in the field; search at once where text was brought along."""
        self.fit_to_window()
        self.desk.entry.load(self._text)
        if self._text:
            await self._search()
        self._typing = not (self._at_rows and self.records.rows)

    async def refresh(self) -> None:
        """Search again for the same words."""
        self._outcomes.clear()
        await self._search()

    async def came_back(self) -> None:
        """Take the words into the field again, and show what was done in front."""
        self.desk.entry.load(self._text)
        await self.reread()

    async def _search(self) -> None:
        await self.records.restart(FIRST_PAGE)

    async def _page(self, start: int, height: int) -> RecordPage[int]:
        text = self._text.strip()
        if not text:
            self._found = None
            return RecordPage((), None)
        found = await self.desk.read(
            browse.find, self.session, text, after=start or None, limit=min(height, MOST_ROWS)
        )
        self._found = found
        return RecordPage(self.rows_of(found.rows), found.next_after)

    def _label(self) -> str:
        return _("Find:") + " "

    def title(self) -> Line:
        """Return the find field."""
        return ((self._label(), STRONG), ("" if self._typing else self._text, PLAIN))

    def paint(self, height: int) -> list[Line]:
        """Return the field, what came of it, and the rows."""
        field, *rows = super().paint(height - 1)
        return [field, line(" " + self._words()), *rows]

    def _words(self) -> str:
        found = self._found
        if found is None:
            return _("Initials, name, address, phone tail, ID tail, tag: lxf 5-2")
        if found.needs_a_letter:
            return _("One more character, please.")
        total = say("{count}+ found", count=found.total) if found.many else say("{count} found", count=found.total)
        return f"{total}  {say('page {number}', number=self.records.page_number)}" if found.next_after else total

    def empty_words(self) -> str:
        """Say nothing before the first search."""
        return _("Nobody found.") if self._found is not None else ""

    def cursor(self) -> tuple[int, int]:
        """Rest on the mark of the list."""
        column, row = super().cursor()
        return column, row

    def entry_place(self) -> EntryPlace | None:
        """Return the field while one types."""
        return EntryPlace(cell_width(self._label()), 0, 60) if self._typing else None

    def own_hints(self) -> list[str]:
        """Say how to go on from the field, or from the rows."""
        if self._typing:
            return [keyed("enter", _("to the rows")), keyed("escape", _("back"))]
        return [*super().own_hints(), keyed("/", _("words"))]

    def hints(self) -> list[str]:
        """Return only what works while one types."""
        return self.own_hints() if self._typing else super().hints()

    async def press(self, key: KeyPress) -> None:
        """Type, or act on the rows."""
        if not self._typing:
            await super().press(key)
        elif key.name == "escape":
            await self.desk.back()
        elif key.name in {"enter", "down"}:
            await self._go_to_rows()
        elif self.desk.terminal.is_line_near:
            with self.desk.terminal.one_frame():
                await self._type(key, is_near=True)
        else:
            await self._type(key, is_near=False)

    async def _type(self, key: KeyPress, *, is_near: bool) -> None:
        if self.desk.entry.take(key):
            self._text = self.desk.entry.value
            following = self.desk.jobs.newest("find", self._follow(is_near=is_near))
            if is_near:
                await asyncio.wait((following,), timeout=WITH_THE_ECHO_S)

    async def _go_to_rows(self) -> None:
        """Search for the whole text: the search behind the typing may have begun and not ended."""
        self.desk.jobs.drop("find")
        await self._search()
        self._typing = not self.records.rows
        if self._typing:
            self.desk.note(self.empty_words() or _("Type something to look for."))

    async def _follow(self, *, is_near: bool) -> None:
        """Search for what is typed so far, behind the typing: its echo goes first, and the next key's as well.

        On a terminal that is near it goes with the echo, where the search is as quick as it should be.
        """
        if not is_near:
            await self.desk.until_line_is_idle()
        try:
            await self._search()
        except GridtuiError as error:
            self.desk.fail(error)
        self.desk.paint()

    async def act_find(self) -> None:
        """Go back to the field."""
        self._typing = True
        self.desk.entry.load(self._text)
