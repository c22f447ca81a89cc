"""The numbers of one building, unit or post: each with its definition, and the records behind it on Enter."""

from typing import TYPE_CHECKING, Literal, NamedTuple

from gridtui.locale import _, say
from gridtui.locale.definitions import DEFINITIONS
from gridtui.office import browse
from gridtui.office.activity_views import MissedDoor
from gridtui.office.coverage_views import CoverageRow, CoverageView, LateDuty, Timeliness
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import COLUMNS, PLAIN, STRONG
from gridtui.tui.screens.base import OfficeScreen
from gridtui.tui.screens.lists import ListScreen, PeopleScreen, Subject
from gridtui.tui.widgets.plain import Line, cell, line, spaced, wrapped
from gridtui.tui.widgets.record_list import RecordList, Row, memory_source
from gridtui.tui.words import days_between, percent_words, short_day

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

Behind = Literal["not_knocked", "not_met", "visits", "late"]


class Number(NamedTuple):
    """One number: its key in ``locale.definitions``, what it says, and which records stand behind it."""

    key: str
    label: str
    words: str
    behind: Behind


class NumbersScreen(ListScreen):
    """A number a row; below, what the marked one counts."""

    name = "numbers"

    def __init__(self, desk: "Desk", view: CoverageView, row: CoverageRow) -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._view = view
        self._row = row
        self._in_time: Timeliness | None = None
        self._numbers: tuple[Number, ...] = ()
        self._rows: tuple[Row, ...] = ()

    async def load(self) -> None:
        """Read how many duties were done in time; the other numbers are known."""
        row, view = self._row, self._view
        if row.building is None and row.unit is not None:
            self._in_time = await self.desk.read(
                browse.timeliness_of,
                self.session,
                unit=row.unit,
                first_day=view.from_day,
                last_day=view.to_day,
                post=row.post,
            )
        self._numbers = self._made()
        self._rows = tuple(
            Row(number.key, spaced(cell(number.label, 24), cell(number.words, 30))) for number in self._numbers
        )
        await super().load()

    def _made(self) -> tuple[Number, ...]:
        counts = self._row.counts
        numbers = [
            Number("coverage", _("Coverage"), _share(counts.met, counts.doors), "not_met"),
            Number("knocked_share", _("Knocked at"), _share(counts.knocked, counts.doors), "not_knocked"),
            Number("effective_share", _("Met of knocked"), _share(counts.met, counts.knocked), "not_met"),
        ]
        if self._row.attempts is not None:
            made = _share(self._row.effective or 0, self._row.attempts)
            numbers.append(Number("effort", _("Calls that met somebody"), made, "visits"))
        if self._in_time is not None:
            share = self._in_time.share
            numbers.append(Number("timeliness", _("Done in time"), _share(share.part, share.whole), "late"))
        return tuple(numbers)

    def title(self) -> Line:
        """Return whose numbers these are."""
        today = self.session.today
        days = days_between(self._view.from_day, self._view.to_day, today)
        return ((self._row.title, STRONG), (f"  {self._row.role}  {days}", PLAIN))

    def paint(self, height: int) -> list[Line]:
        """Return the numbers, and what the marked one counts."""
        number = self._marked()
        told = wrapped(" " + _(DEFINITIONS[number.key]), COLUMNS, " ") if number else []
        rows = super().paint(len(self._numbers) + 1)
        return [*rows, line(""), *told][:height]

    def enter_words(self) -> str:
        """Return what Enter does."""
        return _("records behind it")

    def _marked(self) -> Number | None:
        marked = self.records.marked
        return next((number for number in self._numbers if marked and marked.key == number.key), None)

    async def press(self, key: KeyPress) -> None:
        """Enter opens the records behind the marked number."""
        number = self._marked()
        if key.name == "enter" and number is not None:
            self.records.forget_digits()
            await self.desk.push(self._behind(number))
        else:
            await super().press(key)

    def _behind(self, number: Number) -> OfficeScreen:
        from gridtui.tui.screens.visits import VisitsScreen

        row, view = self._row, self._view
        if number.behind == "visits":
            return VisitsScreen(
                self.desk,
                unit=None if row.post else row.unit,
                visitor=row.post,
                days=(view.from_day, view.to_day),
            )
        if number.behind == "late":
            return LateScreen(self.desk, row, self._in_time.late if self._in_time else ())
        return DoorsScreen(self.desk, view, row, "knocked" if number.behind == "not_knocked" else "met")


class DoorsScreen(ListScreen, PeopleScreen):
    """The doors of a line that were not knocked at, or where nobody was met."""

    name = "coverage_doors"

    def __init__(self, desk: "Desk", view: CoverageView, row: CoverageRow, lacks: Literal["knocked", "met"]) -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._view = view
        self._row_asked = row
        self._lacks: Literal["knocked", "met"] = lacks
        self._found: tuple[MissedDoor, ...] = ()
        self._rows: tuple[Row, ...] = ()

    async def load(self) -> None:
        """Read the doors."""
        row = self._row_asked
        self._found = await self.desk.read(
            browse.coverage_doors,
            self.session,
            unit=row.unit or self._view.unit,
            first_day=self._view.from_day,
            last_day=self._view.to_day,
            building=row.building,
            lacks=self._lacks,
        )
        self._rows = tuple(
            Row(door.household, spaced(cell(door.address, 24), cell(door.head_name, 14))) for door in self._found
        )
        await super().load()

    async def came_back(self) -> None:
        """Read again: a door may have been visited in front."""
        await self.load()

    def title(self) -> Line:
        """Return which doors these are."""
        lacks = _("not knocked at") if self._lacks == "knocked" else _("nobody met")
        words = say("{where}  {lacks} {count}", where=self._row_asked.title, lacks=lacks, count=len(self._found))
        return ((_("Doors"), STRONG), (f"  {words}", PLAIN))

    def empty_words(self) -> str:
        """Say that none is missed."""
        return _("No door is missed.")

    def subject(self) -> Subject | None:
        """Return the marked door's household."""
        marked = self.records.marked
        door = next((each for each in self._found if marked and marked.key == each.household), None)
        return Subject(door.household, door.address, door.head_name) if door else None


class LateScreen(ListScreen, PeopleScreen):
    """Duties that fell due and were not done in time, in walking order."""

    name = "late_duties"

    def __init__(self, desk: "Desk", row: CoverageRow, late: tuple[LateDuty, ...]) -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._asked = row
        self._late = late
        self._rows: tuple[Row, ...] = ()

    async def load(self) -> None:
        """Show them."""
        today = self.session.today
        self._rows = tuple(
            Row(
                number,
                spaced(
                    cell(duty.address, 20),
                    cell(duty.head_name, 12),
                    cell(duty.rule_title, 18),
                    cell(say("due {day}", day=short_day(duty.due_day, today)), 12),
                    cell(
                        say("done {day}", day=short_day(duty.done_day, today)) if duty.done_day else _("not done"), 10
                    ),
                ),
            )
            for number, duty in enumerate(self._late)
        )
        await super().load()

    def title(self) -> Line:
        """Return whose these are."""
        words = say("{where}  not in time {count}", where=self._asked.title, count=len(self._late))
        return ((_("Duties"), STRONG), (f"  {words}", PLAIN))

    def subject(self) -> Subject | None:
        """Return the marked duty's household."""
        marked = self.records.marked
        duty = self._late[marked.key] if marked and isinstance(marked.key, int) else None
        return Subject(duty.household, duty.address, duty.head_name) if duty else None


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole}  {percent_words(part, whole)}"
