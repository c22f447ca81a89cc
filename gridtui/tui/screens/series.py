"""What recurs: on which weekdays, where, when next; one is begun and ended here."""

from typing import TYPE_CHECKING

from gridtui.locale import _, say
from gridtui.office import activities, browse
from gridtui.office.activity_views import SeriesRow
from gridtui.tui.look import PLAIN, QUIET, STRONG
from gridtui.tui.prompts import Act, Menu, MenuChoice
from gridtui.tui.screens.lists import ListScreen
from gridtui.tui.widgets.plain import Line, cell, spaced
from gridtui.tui.widgets.record_list import RecordList, Row, memory_source
from gridtui.tui.words import clock_time, short_day, weekday

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk


class SeriesScreen(ListScreen):
    """Everything that recurs or recurred, what goes on first."""

    name = "series"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._found: tuple[SeriesRow, ...] = ()
        self._rows: tuple[Row, ...] = ()

    async def load(self) -> None:
        """Read what recurs."""
        self._found = await self.desk.read(browse.series_list, self.session)
        self._rows = tuple(self._row(row) for row in self._found)
        await super().load()

    async def came_back(self) -> None:
        """Read again: one may have begun in front."""
        await self.load()

    def _row(self, row: SeriesRow) -> Row:
        today = self.session.today
        ended = row.next_day is None
        state = (
            say("ended {day}", day=short_day(row.to_day, today))
            if ended
            else say("next {day}", day=short_day(row.next_day, today))
        )
        days = _(", ").join(weekday(day) for day in row.weekdays)
        return Row(
            row.uid,
            spaced(
                cell(row.title, 24),
                cell(f"{days} {clock_time(row.start_minute)}", 20),
                cell(f"{row.unit_name} {row.place}", 16),
                cell(state, 13, QUIET if ended else PLAIN),
            ),
        )

    def title(self) -> Line:
        """Return how many recur."""
        going = sum(row.next_day is not None for row in self._found)
        words = say("{count} going on", count=going)
        return ((_("Series"), STRONG), (f"  {words}", PLAIN))

    def menu_title(self) -> str:
        """Name the marked series."""
        row = self._marked()
        return row.title if row else ""

    def disabled_reason(self, action: "Action") -> str:
        """Ask for a row that has not ended."""
        row = self._marked()
        if action.on_row and row is None:
            return _("There is no row to act on.")
        return _("It has ended already.") if action.on_row and row is not None and row.next_day is None else ""

    def _marked(self) -> SeriesRow | None:
        marked = self.records.marked
        return next((row for row in self._found if marked and marked.key == row.uid), None)

    async def act_new(self) -> None:
        """Choose a kind and begin a series of it."""
        kinds = await self.desk.read(browse.activity_kinds, self.session)
        choices = [MenuChoice(label, self._beginning(key)) for key, label in kinds]
        if choices:
            self.desk.prompt = Menu(_("What is to recur?"), choices, self.desk.note)
        else:
            self.desk.note(_("The mechanism of this office names no such kind of activity."))

    def _beginning(self, kind: str) -> Act:
        async def begin() -> None:
            from gridtui.tui.screens.activity_form import SeriesFormScreen

            await self.desk.push(SeriesFormScreen(self.desk, kind))

        return begin

    async def act_end(self) -> None:
        """End the marked series with today, once asked."""
        row = self._marked()
        if row is None:
            return

        async def end() -> None:
            await self.desk.write(activities.end_series, self.session, row.uid)
            await self.load()

        self.desk.ask(say("End {title} with today? What was held stays.", title=row.title), _("end it"), end)
