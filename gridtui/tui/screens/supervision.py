"""The duties of supervision (S2-6) as a calendar: when each was last held, when it is due again, its records."""

from typing import TYPE_CHECKING

from gridtui.locale import N_, _, say
from gridtui.office import browse
from gridtui.office.coverage_views import DutyLine
from gridtui.tui.look import ALERT, PLAIN, QUIET, STRONG
from gridtui.tui.screens.lists import ListScreen
from gridtui.tui.widgets.plain import Line, cell, spaced
from gridtui.tui.widgets.record_list import RecordList, Row, memory_source
from gridtui.tui.words import short_day

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk

LEAVES = {
    "record": N_("a record"),
    "findings": N_("findings"),
    "roster": N_("a list of names"),
    "sample": N_("a sample to re-visit"),
    "score": N_("an appraisal"),
}
"""What an activity leaves (``scheme.vocabulary.Leaves``)."""


class SupervisionScreen(ListScreen):
    """A row a duty of the mechanism, in its order."""

    name = "supervision"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._found: tuple[DutyLine, ...] = ()
        self._rows: tuple[Row, ...] = ()

    async def load(self) -> None:
        """Read the calendar."""
        self._found = await self.desk.read(browse.supervision, self.session)
        self._rows = tuple(self._row(duty) for duty in self._found)
        await super().load()

    async def came_back(self) -> None:
        """Read again: one may have been held in front."""
        await self.load()

    def _row(self, duty: DutyLine) -> Row:
        today = self.session.today
        coming = say("next {day}", day=short_day(duty.next_day, today)) if duty.next_day else _("days: office sets")
        late = say("no record {count}", count=duty.unrecorded) if duty.unrecorded else ""
        return Row(
            duty.kind,
            spaced(
                cell(duty.title, 18),
                cell(_(LEAVES[duty.leaves]), 14),
                cell(say("last {day}", day=short_day(duty.last_day, today)), 12),
                cell(coming, 14, PLAIN if duty.next_day else QUIET),
                cell(say("this year {count}", count=duty.held_this_year), 9),
                cell(late, 8, ALERT),
            ),
        )

    def title(self) -> Line:
        """Return what the calendar is of."""
        return ((_("Supervision"), STRONG), ("  " + _("the mechanism's own duties, each leaves a record"), PLAIN))

    def empty_words(self) -> str:
        """Say that the mechanism names none."""
        return _("The mechanism of this office names no duty of supervision.")

    def menu_title(self) -> str:
        """Name the marked duty."""
        duty = self._marked()
        return duty.title if duty else ""

    def disabled_reason(self, action: "Action") -> str:
        """Acts on a row need one; the last record, one that was held."""
        duty = self._marked()
        if action.on_row and duty is None:
            return _("There is no row to act on.")
        if action.id == "supervision.last" and duty is not None and duty.last is None:
            return _("It was never held.")
        return ""

    def _marked(self) -> DutyLine | None:
        marked = self.records.marked
        return next((duty for duty in self._found if marked and marked.key == duty.kind), None)

    async def act_record(self) -> None:
        """Record the marked duty, draw its sample, or gather what an appraisal goes by."""
        from gridtui.tui.screens.activity_form import ActivityFormScreen
        from gridtui.tui.screens.inspection_form import InspectionFormScreen

        duty = self._marked()
        if duty is None:
            return
        if duty.leaves == "sample":
            await self.desk.push(InspectionFormScreen(self.desk, duty.kind))
        else:
            await self.desk.push(ActivityFormScreen(self.desk, duty.kind))

    async def act_last(self) -> None:
        """Open its last record."""
        from gridtui.tui.screens.activity import ActivityScreen

        duty = self._marked()
        if duty is not None and duty.last is not None:
            await self.desk.push(ActivityScreen(self.desk, duty.last))

    async def act_days(self) -> None:
        """Set the days it recurs on."""
        from gridtui.tui.screens.activity_form import SeriesFormScreen

        if (duty := self._marked()) is not None:
            await self.desk.push(SeriesFormScreen(self.desk, duty.kind))
