"""The due board: how each post, building or community stands, and the rows behind a line."""

from collections.abc import Hashable
from typing import TYPE_CHECKING

from gridtui.core.words import Channel, Outcome
from gridtui.locale import _, say
from gridtui.office import browse
from gridtui.office.due_board import usual_way, ways
from gridtui.office.duty_views import By, DueBoard, DueLine, OccurrenceRow
from gridtui.office.views import DutyRow, Saved
from gridtui.tui.duty_rows import duty_spans, line_heading, line_spans, line_title, occurrence_spans
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.screens import answers
from gridtui.tui.screens.lists import ListScreen, OpeningListScreen, PeopleScreen, Subject, page_words
from gridtui.tui.widgets.plain import Line
from gridtui.tui.widgets.record_list import RecordList, Row, RowsOnDemand, memory_source
from gridtui.tui.words import short_day

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk


class DueBoardScreen(OpeningListScreen):
    """Lines in the order of the org tree or of the walk; Enter opens the rows behind one."""

    name = "due_board"

    def __init__(self, desk: "Desk", by: By | None = None) -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._by: By = by or usual_way(desk.session)
        self._board: DueBoard | None = None
        self._rows: RowsOnDemand[DueLine] = RowsOnDemand((), self._row)

    async def load(self) -> None:
        """Read how everybody stands."""
        await self._read()
        await super().load()

    async def came_back(self) -> None:
        """Read again: a row may have been acted on."""
        await self._read()
        await super().came_back()

    async def _read(self) -> None:
        self._board = await self.desk.read(browse.due_board, self.session, self._by)
        self._rows = RowsOnDemand(self._board.lines, self._row)

    def _row(self, row: DueLine) -> Row:
        return Row(row.key, line_spans(row, self._by), line_heading(self._by))

    def title(self) -> Line:
        """Return the unit and the day."""
        unit = self._board.unit_name if self._board else ""
        day = short_day(self.session.today, self.session.today)
        return ((_("Due board"), STRONG), (f"  {unit}  {day}  {page_words(self.records)}", PLAIN))

    def empty_words(self) -> str:
        """Say that nothing is asked of anybody."""
        return _("The mechanism asks nothing of anybody here.")

    async def act_open(self) -> None:
        """Open the rows behind the marked line."""
        marked = self.records.marked
        found = [line for line in self._board.lines if marked and line.key == marked.key] if self._board else []
        if found:
            await self.desk.push(DueRowsScreen(self.desk, self._by, found[0]))

    def marked_uid(self) -> bytes | None:
        """Return the marked line's key, so that Enter opens it."""
        marked = self.records.marked
        return str(marked.key).encode() if marked else None

    async def act_by(self) -> None:
        """Tell apart by the next thing: post, building, community."""
        known = ways(self.session)
        self._by = known[(known.index(self._by) + 1) % len(known)]
        await self._read()
        await self.records.restart(0)


class DueRowsScreen(ListScreen, PeopleScreen):
    """What must be answered and visited behind a line: open or paused; the done ones where they are wanted."""

    name = "due_rows"

    def __init__(self, desk: "Desk", by: By, of: DueLine) -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._by = by
        self._of = of
        self._with_done = False
        self._done: dict[tuple[bytes, str], int] = {}
        self._found: tuple[OccurrenceRow | DutyRow, ...] = ()
        self._rows: RowsOnDemand[OccurrenceRow | DutyRow] = RowsOnDemand((), self._row)

    async def load(self) -> None:
        """Read the rows; those done here leave."""
        asked = self.session, self._by, self._of.key
        happened = await self.desk.read(browse.due_answers, *asked, with_done=self._with_done)
        self._found = (*happened, *await self.desk.read(browse.due_rows, *asked, with_done=self._with_done))
        self._done.clear()
        self._rows = RowsOnDemand(self._found, self._row)
        await super().load()

    async def came_back(self) -> None:
        """Read again: what was done in front shows."""
        await self.load()

    def _row(self, row: OccurrenceRow | DutyRow) -> Row:
        if isinstance(row, OccurrenceRow):
            return Row(row.uid, occurrence_spans(row, self.session.today), _("To attend and report"))
        key = (row.household, row.rule_key)
        spans = duty_spans(row, self.session.today, self._done.get(key, Outcome.MET if row.state == "done" else 0))
        return Row(key, spans, row.building_title or " ")

    def title(self) -> Line:
        """Return whose these are."""
        which = f"{line_title(self._of, self._by)} {self._of.role_title} {self._of.unit_name}".strip()
        count = say("{count} rows", count=len(self._found))
        return ((which, STRONG), (f"  {count}  {page_words(self.records)}", PLAIN))

    def empty_words(self) -> str:
        """Say that nothing is open."""
        return _("Nothing is open here.")

    def _marked(self) -> OccurrenceRow | DutyRow | None:
        marked = self.records.marked
        return next((row for row in self._found if marked and marked.key == _key_of(row)), None)

    def subject(self) -> Subject | None:
        """Return the household of the marked row."""
        row = self._marked()
        if not isinstance(row, DutyRow):
            return answers.subject_of(self.session, row) if row else None
        channel = row.channels[0] if row.channels else Channel.HOME_VISIT
        done = row.done_today or self._done.get((row.household, row.rule_key)) == Outcome.MET
        return Subject(row.household, row.address, row.head_name, channel, row.rule_key, done, row.building_title)

    def menu_title(self) -> str:
        """Name the marked row."""
        row = self._marked()
        return answers.title_of(row) if isinstance(row, OccurrenceRow) else super().menu_title()

    def disabled_reason(self, action: "Action") -> str:
        """Say so where the marked row is about no household."""
        if action.on_row and self.subject() is None and self._marked() is not None:
            return _("This concerns no household.")
        return super().disabled_reason(action)

    async def press(self, key: KeyPress) -> None:
        """Enter opens what must be reported; everything else is the list's."""
        row = self._marked()
        if key.name == "enter" and isinstance(row, OccurrenceRow) and row.act == "report":
            self.records.forget_digits()
            await answers.report(self.desk, row)
        else:
            await super().press(key)

    async def acted(self, subject: Subject, saved: Saved, outcome: int) -> None:
        """Show how the household's rows stand, where they are; what is done leaves with the next refresh."""
        del saved
        for at, row in enumerate(self._found):
            if row.household != subject.household:
                continue
            if isinstance(row, OccurrenceRow):
                now = await self.desk.read(browse.occurrence, self.session, row.uid)
                self._found = (*self._found[:at], now, *self._found[at + 1 :])
                self.records.replace(self._row(now))
            elif row.rule_key == subject.rule:
                self._done[row.household, row.rule_key] = outcome
                self.records.replace(self._row(row))
        self._rows = RowsOnDemand(self._found, self._row)

    async def act_all(self) -> None:
        """Show the done ones too, or only what is open."""
        self._with_done = not self._with_done
        await self.load()


def _key_of(row: OccurrenceRow | DutyRow) -> Hashable:
    return row.uid if isinstance(row, OccurrenceRow) else (row.household, row.rule_key)
