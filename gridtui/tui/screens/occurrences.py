"""What must be attended or reported: what is open, the pressing first; each followed up from its row."""

from typing import TYPE_CHECKING

from gridtui.locale import _, say
from gridtui.office import browse
from gridtui.office.duty_views import OccurrenceRow
from gridtui.office.views import Saved
from gridtui.tui.duty_rows import hours_span
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.screens import answers
from gridtui.tui.screens.lists import ListScreen, PeopleScreen, Subject
from gridtui.tui.widgets.plain import Line, cell, spaced
from gridtui.tui.widgets.record_list import RecordList, Row, RowsOnDemand, memory_source
from gridtui.tui.words import moment

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk


class OccurrencesScreen(ListScreen, PeopleScreen):
    """Open occurrences of the post's reach, or all of the last quarter."""

    name = "occurrences"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._all = False
        self._found: tuple[OccurrenceRow, ...] = ()
        self._rows: RowsOnDemand[OccurrenceRow] = RowsOnDemand((), self._row)

    async def load(self) -> None:
        """Read what is open."""
        self._found = await self.desk.read(browse.occurrences, self.session, open_only=not self._all)
        self._rows = RowsOnDemand(self._found, self._row)
        await super().load()

    async def came_back(self) -> None:
        """Read again: one may have been followed up in front."""
        await self.load()

    async def acted(self, subject: Subject, saved: Saved, outcome: int) -> None:
        """Show how the household's rows stand now, where they are: what a visit answered stays until a refresh."""
        del saved, outcome
        for at, row in enumerate(self._found):
            if row.household == subject.household:
                now = await self.desk.read(browse.occurrence, self.session, row.uid)
                self._found = (*self._found[:at], now, *self._found[at + 1 :])
                self.records.replace(self._row(now))
        self._rows = RowsOnDemand(self._found, self._row)

    def _row(self, row: OccurrenceRow) -> Row:
        return Row(
            row.uid,
            spaced(
                cell(moment(row.at_ms, self.session.today), 11),
                cell(row.title, 18),
                cell(f"{row.address or row.place} {row.head_name}".strip(), 22),
                cell(row.post_name, 7),
                hours_span(row),
            ),
        )

    def title(self) -> Line:
        """Return which these are."""
        which = _("with those done") if self._all else _("open ones")
        words = say("{count}, {which}", count=len(self._found), which=which)
        return ((_("To attend and report"), STRONG), (f"  {words}", PLAIN))

    def marked(self) -> OccurrenceRow | None:
        """Return the marked occurrence."""
        marked = self.records.marked
        return next((row for row in self._found if marked and marked.key == row.uid), None)

    def subject(self) -> Subject | None:
        """Return the household of the marked occurrence, with a channel that counts as attending it."""
        row = self.marked()
        return answers.subject_of(self.session, row) if row else None

    def menu_title(self) -> str:
        """Name the marked occurrence."""
        row = self.marked()
        return answers.title_of(row) if row else ""

    def disabled_reason(self, action: "Action") -> str:
        """Ask for an open row that must be reported."""
        row = self.marked()
        if action.id == "occurrences.report" and row is not None:
            if row.state == "done":
                return _("This is done already.")
            return _("This is attended by a visit.") if row.act == "attend" else ""
        if action.on_row and row is not None and row.household is None:
            return _("This concerns no household.")
        return super().disabled_reason(action)

    async def act_report(self) -> None:
        """Open what the marked occurrence asks for."""
        from gridtui.tui.screens.occurrence_form import follow_up

        row = self.marked()
        trigger = self.session.scheme.trigger(row.trigger) if row else None
        if row is not None and trigger is not None:
            await follow_up(self.desk, row.uid, trigger, self.subject())

    async def act_new(self) -> None:
        """Note something at a place."""
        from gridtui.tui.screens.occurrence_form import OccurrenceFormScreen

        await self.desk.push(OccurrenceFormScreen(self.desk, None))

    async def act_all(self) -> None:
        """Show those done too, or only open ones."""
        self._all = not self._all
        await self.load()
