"""A route sheet back at the desk: its number once, then a label and a digit a line; or digits alone, row by row.

What holds for all lines stands at the top: the day, the half of it, who went. A line that is no label of this sheet
is refused with the row it may have meant; nothing is ever taken for a neighbour.
"""

from typing import TYPE_CHECKING

from gridtui.core.errors import InputFault
from gridtui.core.text import cell_width, normalise_width
from gridtui.core.words import HalfDay, Outcome
from gridtui.locale import _, say
from gridtui.locale.words import word
from gridtui.office.route_entry import RESULTS, enter, read_line, with_outcome
from gridtui.office.route_sheets import route_sheet
from gridtui.office.route_views import RouteSheet, SheetEntry, SheetRound, SheetRow
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import GOOD, PLAIN, QUIET, STRONG
from gridtui.tui.screens.base import EntryPlace, OfficeScreen
from gridtui.tui.screens.building_walk import Round, WalkRoundScreen
from gridtui.tui.widgets.plain import Line, apart, cell, line
from gridtui.tui.words import keyed, short_day

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

ROWS_ABOVE_LIST = 3
MOST_TYPED = 300
_UNDO = frozenset(("u", "U", "撤"))
_DAY = frozenset(("d", "D"))
_NUMBER_DIGITS = 6


class RouteEntryScreen(OfficeScreen):
    """One sheet. ``number`` None asks for it first."""

    name = "route_entry"

    def __init__(self, desk: "Desk", number: int | None = None) -> None:
        super().__init__(desk)
        self._number = number
        self._sheet: RouteSheet | None = None
        self._round: Round | None = None
        self._text = ""
        self._typing = True
        self._at = 0

    # -- life

    async def load(self) -> None:
        """Read the sheet, where its number is known."""
        self._lend_entry()
        if self._number is not None:
            await self._open(self._number)

    async def refresh(self) -> None:
        """Read what is on record of the sheet's rows."""
        walked, sheet = self._round, self._sheet
        if walked is not None and sheet is not None:
            asked = SheetRound(walked.day, walked.visitors, walked.half_day)
            self._sheet = await self.desk.read(route_sheet, self.session, sheet.number, asked)

    async def came_back(self) -> None:
        """Take the entry again; the round may have been set in front."""
        self._lend_entry()
        await self.refresh()

    async def _open(self, number: int) -> None:
        self._sheet = await self.desk.read(route_sheet, self.session, number)
        self._round = Round(self._sheet.day, HalfDay.UNKNOWN, (self._sheet.post,), (self._sheet.staff_name,))
        self._number = number
        self._at = self._next_open(0)

    def _lend_entry(self) -> None:
        if self._typing:
            self.desk.entry.load(self._text)

    def _next_open(self, after: int) -> int:
        """Return the first row from a place on that has no outcome yet; the place itself where all have."""
        rows = self._sheet.rows if self._sheet else ()
        order = [*range(after, len(rows)), *range(after)]
        return next((place for place in order if not rows[place].outcome and not rows[place].gone), after)

    @property
    def round(self) -> Round:
        """Day, half day and visitors of the lines that follow."""
        return self._round or Round(self.session.today, HalfDay.UNKNOWN, (), ())

    def set_round(self, walked: Round) -> None:
        """Take another day, half day or visitors for the lines that follow."""
        self._round = walked

    # -- what is shown

    def paint(self, height: int) -> list[Line]:
        """Return the round, the entry, the results, and the rows around the mark."""
        sheet = self._sheet
        lines = [self._title(), ((self._label(), STRONG), ("" if self._typing else self._text, PLAIN))]
        if sheet is None:
            return [*lines, line(" " + _("The number stands at the head of the sheet."))]
        rows = max(1, height - ROWS_ABOVE_LIST)
        first = self._at // rows * rows
        shown = [self._row(row, first + place) for place, row in enumerate(sheet.rows[first : first + rows])]
        return [*lines, line(" " + self._results()), *shown]

    def _results(self) -> str:
        return " ".join(f"{digit}{word(Outcome, outcome)}" for digit, outcome in RESULTS)

    def _title(self) -> Line:
        sheet, walked = self._sheet, self._round
        if sheet is None or walked is None:
            return ((_("Enter a route sheet"), STRONG),)
        half = word(HalfDay, walked.half_day) if walked.half_day else ""
        day = f"{short_day(walked.day, self.session.today)}{half}"
        left: Line = (
            (say("Route sheet {number}", number=sheet.number), STRONG),
            (f"  {sheet.unit_name} {sheet.staff_name}   {day} {' '.join(walked.names)}", PLAIN),
        )
        entered = sum(bool(row.outcome) for row in sheet.rows)
        return apart(left, line(say("entered {entered}/{rows}", entered=entered, rows=len(sheet.rows))))

    def _row(self, row: SheetRow, place: int) -> Line:
        mark = ">" if place == self._at else " "
        if row.gone:
            return line((f"{mark} {row.label}  ", QUIET), (_("no longer on record here"), QUIET))
        number = next((digit for digit, outcome in RESULTS if outcome == row.outcome), "")
        done = f"[x]{number}{word(Outcome, row.outcome)}" if row.outcome else "_"
        return (
            (f"{mark} {row.label}  ", PLAIN),
            cell(f"{row.building_title} {row.door}".strip(), 30),
            cell(row.head_name, 14),
            (done, GOOD if row.outcome else PLAIN),
        )

    def _label(self) -> str:
        return (_("Label and result:") if self._sheet else _("Number of the sheet:")) + " "

    def cursor(self) -> tuple[int, int]:
        """Rest on the marked row."""
        return 0, ROWS_ABOVE_LIST + self._at % max(1, self.desk.body_lines - ROWS_ABOVE_LIST)

    def entry_place(self) -> EntryPlace | None:
        """Return the field while one types."""
        return EntryPlace(cell_width(self._label()), 1, 50) if self._typing else None

    def hints(self) -> list[str]:
        """Return what works while one types, or among the rows."""
        if self._typing and self._sheet is None:
            return [keyed("enter", _("open")), keyed("escape", _("back"))]
        if self._typing:
            enter_first = say("u {enter}", enter=keyed("enter", _("undo")))
            day_first = say("d {enter}", enter=keyed("enter", _("day")))
            return [
                keyed("enter", _("enter the line")),
                enter_first,
                day_first,
                keyed("down", _("by rows")),
                keyed("escape", _("back")),
            ]
        digits = [f"{digit}{word(Outcome, outcome)}" for digit, outcome in RESULTS]
        return [*digits, keyed("enter", _("by label")), *super().hints()]

    # -- keys

    async def press(self, key: KeyPress) -> None:
        """Type a line, or take digits row by row."""
        if self._typing:
            await self._press_typing(key)
        elif key.name == "enter":
            self._typing = True
            self._lend_entry()
        elif key.name in {"down", "up", "+", "=", "-", "pagedown", "pageup"}:
            self._move(key.name)
        elif key.digit and key.digit in dict(RESULTS):
            await self._record(SheetEntry(self._at, dict(RESULTS)[key.digit]))
        else:
            await super().press(key)

    async def _press_typing(self, key: KeyPress) -> None:
        if key.name == "escape":
            await self.desk.back()
        elif key.name in {"down", "tab"} and self._sheet is not None:
            self._typing = False
        elif key.name == "enter":
            await self._take_line(self._text.strip())
        elif self.desk.entry.take(key):
            self._text = self.desk.entry.value[:MOST_TYPED]

    async def _take_line(self, text: str) -> None:
        sheet = self._sheet
        if sheet is None:
            await self._open(_number_in(text))
        elif not text:
            self._typing = False
            return
        elif text in _UNDO:
            await self.desk.take_back()
        elif text in _DAY:
            await self.act_day()
        else:
            await self._take_label(sheet, text)
        self._text = ""
        self.desk.entry.load("")

    async def _take_label(self, sheet: RouteSheet, text: str) -> None:
        """Record a line; one that was slipped stays to be put right, one that is there already goes."""
        try:
            await self._record(await self.desk.read(read_line, self.session, sheet, text))
        except InputFault as fault:
            if fault.code != "route.entered":
                raise
            self.desk.fail(fault)

    async def _record(self, entry: SheetEntry) -> None:
        sheet, walked = self._sheet, self._round
        if sheet is None or walked is None:
            return
        asked = SheetRound(walked.day, walked.visitors, walked.half_day)
        self._at = entry.row
        await self.desk.write(enter, self.session, sheet, entry, asked)
        self._sheet = with_outcome(sheet, entry)
        if not self._typing:
            self._at = self._next_open(entry.row)

    def _move(self, name: str) -> None:
        rows = len(self._sheet.rows) if self._sheet else 0
        page = max(1, self.desk.body_lines - ROWS_ABOVE_LIST)
        by = {"down": 1, "up": -1, "-": -page, "pageup": -page}.get(name, page)
        self._at = max(0, min(rows - 1, self._at + by))

    async def act_day(self) -> None:
        """Set day, half day and visitors."""
        await self.desk.push(WalkRoundScreen(self.desk, self))


def _number_in(text: str) -> int:
    """Return the number that was typed; raises InputFault ``number.unreadable``."""
    plain = normalise_width(text)
    if not (plain.isascii() and plain.isdigit() and len(plain) <= _NUMBER_DIGITS):
        raise InputFault("number.unreadable", text=plain[:20])
    return int(plain)
