"""Activities: days that have no record yet, what is to come, what was held; patrols, services, meetings, duties."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from gridtui.core.words import HalfDay
from gridtui.locale import N_, _, say
from gridtui.locale.words import word
from gridtui.office import activities, browse
from gridtui.office.activity_views import ActivityRow
from gridtui.tui.look import ALERT, PLAIN, STRONG
from gridtui.tui.prompts import Act, Menu, MenuChoice
from gridtui.tui.screens.lists import ListScreen, day_and_time
from gridtui.tui.widgets.plain import Line, cell, spaced
from gridtui.tui.widgets.record_list import RecordList, Row, RowsOnDemand, memory_source
from gridtui.tui.words import weekday

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk

GROUPS = {
    "patrol": N_("patrols"),
    "service": N_("services"),
    "outreach": N_("outreach"),
    "meeting": N_("meetings"),
    "duty": N_("supervision"),
    "training": N_("training"),
}
"""Groups of the mechanism's kinds (``scheme.vocabulary.ActivityGroup``)."""
STATES = {"unrecorded": N_("No record yet"), "upcoming": N_("To come"), "held": N_("Held")}

Key = tuple[str, bytes, int]
"""State, id of the activity or the series, day: what a row is about."""
KindAct = Callable[[str], Act]
"""Gives what to do with a kind."""


class ActivitiesScreen(ListScreen):
    """The sixth area."""

    name = "activities"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._group = ""
        self._found: tuple[ActivityRow, ...] = ()
        self._rows: RowsOnDemand[ActivityRow] = RowsOnDemand((), self._row)

    async def load(self) -> None:
        """Read what is to come and what was held."""
        self._found = await self.desk.read(browse.activities, self.session, group=self._group)
        self._rows = RowsOnDemand(self._found, self._row)
        await super().load()

    async def came_back(self) -> None:
        """Read again: something may have been recorded in front."""
        await self.load()

    def _row(self, row: ActivityRow) -> Row:
        half = word(HalfDay, row.half_day) if row.half_day else ""
        when = day_and_time(row.day, row.start_minute, half, self.session.today)
        counts = [
            say("{count} came", count=row.people) if row.people else "",
            say("findings {count}", count=row.findings) if row.findings else "",
        ]
        spans = spaced(
            cell(f"{when} {weekday(row.day)}", 17, ALERT if row.state == "unrecorded" else PLAIN),
            cell(row.title, 24),
            cell(f"{row.unit_name} {row.place}", 19),
            cell(" ".join(each for each in counts if each), 12),
        )
        return Row(_key(row), spans, _(STATES[row.state]))

    def title(self) -> Line:
        """Return which activities these are, and how many of each."""
        held = sum(row.state == "held" for row in self._found)
        late = sum(row.state == "unrecorded" for row in self._found)
        which = _(GROUPS[self._group]) if self._group else _("every kind")
        words = say(
            "{which}  held {held}  to come {ahead}", which=which, held=held, ahead=len(self._found) - held - late
        )
        missing = say("  no record {count}", count=late) if late else ""
        return ((_("Activities"), STRONG), (f"  {words}", PLAIN), (missing, ALERT))

    def menu_title(self) -> str:
        """Name the marked activity."""
        row = self._marked()
        return row.title if row else ""

    def disabled_reason(self, action: "Action") -> str:
        """Acts on a row need one."""
        return _("There is no row to act on.") if action.on_row and self._marked() is None else ""

    def _marked(self) -> ActivityRow | None:
        marked = self.records.marked
        return next((row for row in self._found if marked and marked.key == _key(row)), None)

    # -- acts

    async def act_open(self) -> None:
        """Open what was held; record what has no record yet."""
        from gridtui.tui.screens.activity import ActivityScreen
        from gridtui.tui.screens.activity_form import ActivityFormScreen

        row = self._marked()
        if row is None:
            return
        if row.uid is not None:
            await self.desk.push(ActivityScreen(self.desk, row.uid))
        elif row.state == "upcoming" and row.day > self.session.today:
            self.desk.note(_("Its day has not come yet."))
        elif row.series is not None:
            series = await self.desk.read(browse.series_day, self.session, row.series)
            form = activities.form_for_series(self.session, series, row.day)
            await self.desk.push(ActivityFormScreen(self.desk, row.kind, form=form))

    async def act_new(self) -> None:
        """Choose a kind and record one that was held."""
        await self._choose_kind(_("Record which activity?"), self._recording)

    async def act_series(self) -> None:
        """Open what recurs."""
        from gridtui.tui.screens.series import SeriesScreen

        await self.desk.push(SeriesScreen(self.desk))

    async def act_campaigns(self) -> None:
        """Open the campaigns."""
        from gridtui.tui.screens.campaigns import CampaignsScreen

        await self.desk.push(CampaignsScreen(self.desk))

    async def act_supervision(self) -> None:
        """Open the duties of supervision."""
        from gridtui.tui.screens.supervision import SupervisionScreen

        await self.desk.push(SupervisionScreen(self.desk))

    async def act_occurrences(self) -> None:
        """Open what must be attended or reported."""
        from gridtui.tui.screens.occurrences import OccurrencesScreen

        await self.desk.push(OccurrencesScreen(self.desk))

    async def act_group(self) -> None:
        """Show one group of kinds, or all of them."""
        choices = [MenuChoice(_("every kind"), self._showing(""))]
        choices += [MenuChoice(_(label), self._showing(group)) for group, label in GROUPS.items()]
        self.desk.prompt = Menu(_("Show which activities?"), choices, self.desk.note)

    def _showing(self, group: str) -> Act:
        async def show() -> None:
            self._group = group
            await self.load()

        return show

    async def _choose_kind(self, title: str, act: KindAct) -> None:
        kinds = await self.desk.read(browse.activity_kinds, self.session, (self._group,) if self._group else ())
        if kinds:
            self.desk.prompt = Menu(title, [MenuChoice(label, act(key)) for key, label in kinds], self.desk.note)
        else:
            self.desk.note(_("The mechanism of this office names no such kind of activity."))

    def _recording(self, kind: str) -> Act:
        async def record() -> None:
            from gridtui.tui.screens.activity_form import ActivityFormScreen
            from gridtui.tui.screens.inspection_form import InspectionFormScreen

            shape = self.session.scheme.activity(kind)
            draws = shape is not None and shape.leaves == "sample"
            await self.desk.push(
                InspectionFormScreen(self.desk, kind) if draws else ActivityFormScreen(self.desk, kind)
            )

        return record


def _key(row: ActivityRow) -> Key:
    return row.state, row.uid or row.series or b"", row.day
