"""Households: the whole scope of the post, in walking order or by name, a page at a time."""

from abc import abstractmethod
from typing import TYPE_CHECKING, Literal

from gridtui.core.words import Outcome
from gridtui.locale import _, say
from gridtui.locale.words import word
from gridtui.office import browse
from gridtui.office.find import HouseholdBrowse
from gridtui.office.views import HouseholdRow, Saved
from gridtui.tui.look import ALERT, GOOD, PLAIN, STRONG
from gridtui.tui.screens.lists import ListScreen, PeopleScreen, Subject, page_words
from gridtui.tui.widgets.plain import Line, cell, spaced
from gridtui.tui.widgets.record_list import MOST_ROWS, RecordList, RecordPage, Row
from gridtui.tui.words import short_day

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

Order = Literal["walk", "name"]


class HouseholdRowsScreen(ListScreen, PeopleScreen):
    """What every list of households shares: rows, the marked household, a visit marked in place."""

    def __init__(self, desk: "Desk", start: int) -> None:
        super().__init__(desk, RecordList(self._page, start))
        self._shown: dict[bytes, HouseholdRow] = {}
        self._outcomes: dict[bytes, int] = {}

    @abstractmethod
    async def _page(self, start: int, height: int) -> RecordPage[int]:
        """Return the rows from a place on."""

    def rows_of(self, households: tuple[HouseholdRow, ...]) -> tuple[Row, ...]:
        """Return households as rows, remembering them for acts."""
        self._shown = {row.uid: row for row in households}
        return tuple(self._row(row) for row in households)

    def _row(self, row: HouseholdRow) -> Row:
        outcome = self._outcomes.get(row.uid, 0)
        name = row.head_name or (_("(vacant)") if row.vacant else "-")
        if row.matched_name and row.matched_name != row.head_name:
            name += f"({row.matched_name})"
        today = self.session.today
        last = today if outcome == Outcome.MET else row.last_visit_day
        marks = " ".join(
            [
                *row.tags,
                *([say("tickets {count}", count=row.open_tickets)] if row.open_tickets else []),
                *([_("moved away")] if row.gone else []),
            ]
        )
        spans = spaced(
            cell(row.address, 18),
            cell(("?" if row.doubt else " ") + name, 16),
            cell(say("{count} persons", count=row.members), 4),
            cell(row.grid_name, 8),
            cell("[x]" + word(Outcome, outcome), 10, GOOD)
            if outcome
            else cell(short_day(last, today), 10, PLAIN if last else ALERT),
            cell(marks, 13),
        )
        return Row(row.uid, spans)

    def subject(self) -> Subject | None:
        """Return the marked household."""
        marked = self.records.marked
        row = self._shown.get(marked.key) if marked and isinstance(marked.key, bytes) else None
        if row is None:
            return None
        done = self._outcomes.get(row.uid) == Outcome.MET or row.last_visit_day == self.session.today
        return Subject(row.uid, row.address, row.head_name, done_today=done)

    async def came_back(self) -> None:
        """Show what was done in front, each row in its place."""
        await self.reread()

    async def undone(self) -> None:
        """Show the row of the act that was taken back as it was before."""
        if self._outcomes:
            self._outcomes.popitem()
        await self.reread()

    async def reread(self) -> None:
        """Read the rows on show again."""
        await self.records.read()

    async def acted(self, subject: Subject, saved: Saved, outcome: int) -> None:
        """Mark the household's row in its place."""
        del saved
        self._outcomes.pop(subject.household, None)
        self._outcomes[subject.household] = outcome
        if (row := self._shown.get(subject.household)) is not None:
            self.records.replace(self._row(row))


class HouseholdsScreen(HouseholdRowsScreen):
    """The second area."""

    name = "households"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, 0)
        self._order: Order = "walk"
        self._browse: HouseholdBrowse | None = None

    async def load(self) -> None:
        """Open the list anew: households that moved in or out since are where they belong."""
        self._outcomes.clear()
        self._browse = await self.desk.read(browse.open_households, self.session, order=self._order)
        await super().load()

    async def reread(self) -> None:
        """Read the rows on show again, each in its place."""
        if self._browse is not None:
            self._browse.refresh()
        await super().reread()

    async def _page(self, start: int, height: int) -> RecordPage[int]:
        if self._browse is None:
            return RecordPage((), None)
        count = min(height, MOST_ROWS)
        households = await self.desk.read(self._browse.rows, start, count)
        after = start + len(households)
        return RecordPage(self.rows_of(households), after if after < self._browse.count else None)

    def title(self) -> Line:
        """Return how many there are, in which order, and which page this is."""
        count = self._browse.count if self._browse else 0
        order = _("by walk") if self._order == "walk" else _("by name")
        words = say("{count} households, {order}", count=count, order=order)
        return ((_("Households"), STRONG), (f"  {words}  {page_words(self.records)}", PLAIN))

    async def act_add(self) -> None:
        """Add a household."""
        from gridtui.tui.screens.household_add import HouseholdAddScreen

        await self.desk.push(HouseholdAddScreen(self.desk))

    async def act_order(self) -> None:
        """Order by walk or by name; the list begins again."""
        self._order = "name" if self._order == "walk" else "walk"
        self._browse = await self.desk.read(browse.open_households, self.session, order=self._order)
        await self.records.restart(0)
