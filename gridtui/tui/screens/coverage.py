"""Coverage: the seventh area. Doors, knocks and who was met, by building, grid or post; effort beside outcome."""

from typing import TYPE_CHECKING

from gridtui.locale import N_, _, say
from gridtui.office import browse
from gridtui.office.coverage import By, month_so_far
from gridtui.office.coverage_views import CoverageRow, CoverageView
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.prompts import Act, Menu, MenuChoice
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.screens.lists import ListScreen
from gridtui.tui.widgets.choice import ChoiceField
from gridtui.tui.widgets.fields import DayField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line, cell, line, spaced
from gridtui.tui.widgets.record_list import RecordList, Row, RowsOnDemand, memory_source
from gridtui.tui.words import percent_words, short_day

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk

WAYS: dict[By, str] = {"building": N_("by building"), "grid": N_("by grid"), "post": N_("by post")}


class CoverageScreen(ListScreen):
    """One line each, in walking order or that of the org tree; a line's numbers are a key away."""

    name = "coverage"
    rows_above = 2

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._by: By = "building"
        self._unit: bytes | None = None
        self._days = month_so_far(desk.session)
        self._view: CoverageView | None = None
        self._rows: RowsOnDemand[CoverageRow] = RowsOnDemand((), self._row)

    async def load(self) -> None:
        """Count."""
        self._view = await self.desk.read(
            browse.coverage,
            self.session,
            unit=self._unit,
            first_day=self._days[0],
            last_day=self._days[1],
            by=self._by,
        )
        self._rows = RowsOnDemand(self._view.rows, self._row)
        await super().load()

    def _row(self, row: CoverageRow) -> Row:
        counts = row.counts
        effort = "" if row.attempts is None else f"{row.attempts}/{row.effective}"
        return Row(
            _key(row),
            spaced(
                cell(row.title, 20),
                cell(row.role, 10),
                cell(str(counts.doors), 6),
                cell(str(counts.knocked), 6),
                cell(str(counts.met), 6),
                cell(percent_words(counts.met, counts.doors), 6),
                cell(effort, 11),
            ),
        )

    def title(self) -> Line:
        """Return where, when, and all together."""
        view = self._view
        if view is None:
            return line("")
        today = self.session.today
        total = view.total
        words = say(
            "{unit} {first} to {last} {way}  doors {doors} met {met} coverage {percent}",
            unit=view.unit_name,
            first=short_day(view.from_day, today),
            last=short_day(view.to_day, today),
            way=_(WAYS[self._by]),
            doors=total.doors,
            met=total.met,
            percent=percent_words(total.met, total.doors),
        )
        return ((_("Coverage"), STRONG), (f"  {words}", PLAIN))

    def paint(self, height: int) -> list[Line]:
        """Return the title, what stands in the columns, and the rows."""
        title, *rows = super().paint(height - 1)
        heads = spaced(
            cell("", 4),
            cell(_("Where"), 20),
            cell(_("Post") if self._by == "post" else "", 10),
            cell(_("Doors"), 6),
            cell(_("Knocked"), 6),
            cell(_("Met"), 6),
            cell(_("Cover"), 6),
            cell("" if self._by == "building" else _("Calls/met"), 11),
        )
        return [title, heads[1:], *rows]

    def menu_title(self) -> str:
        """Name the marked line."""
        row = self._marked()
        return row.title if row else ""

    def disabled_reason(self, action: "Action") -> str:
        """Acts on a row need one."""
        return _("There is no row to act on.") if action.on_row and self._marked() is None else ""

    def _marked(self) -> CoverageRow | None:
        marked = self.records.marked
        rows = self._view.rows if self._view else ()
        return next((row for row in rows if marked and marked.key == _key(row)), None)

    async def act_numbers(self) -> None:
        """Open the numbers of the marked line, each with its definition and its records."""
        from gridtui.tui.screens.coverage_numbers import NumbersScreen

        row = self._marked()
        if row is not None and self._view is not None:
            await self.desk.push(NumbersScreen(self.desk, self._view, row))

    async def act_by(self) -> None:
        """Choose buildings, grids or posts."""
        choices = [MenuChoice(_(label), self._showing(way)) for way, label in WAYS.items()]
        self.desk.prompt = Menu(_("Coverage by what?"), choices, self.desk.note)

    def _showing(self, way: By) -> Act:
        async def show() -> None:
            self._by = way
            await self.load()

        return show

    async def act_period(self) -> None:
        """Set place and days."""
        await self.desk.push(PeriodScreen(self.desk, self))

    async def act_supervision(self) -> None:
        """Open the duties of supervision."""
        from gridtui.tui.screens.supervision import SupervisionScreen

        await self.desk.push(SupervisionScreen(self.desk))

    @property
    def asked(self) -> tuple[bytes | None, int, int]:
        """Place (None: all the post may see), first and last day asked for."""
        return self._unit, *self._days

    async def ask(self, unit: bytes | None, first_day: int, last_day: int) -> None:
        """Count for another place and other days."""
        self._unit, self._days = unit, (first_day, last_day)
        await self.load()


class PeriodScreen(FormScreen):
    """Place and days of the coverage on show."""

    name = "coverage_period"
    draft_name = ""

    def __init__(self, desk: "Desk", coverage: CoverageScreen) -> None:
        super().__init__(desk, None)
        self._coverage = coverage

    async def make_form(self) -> Form:
        """Show what holds now."""
        unit, first, last = self._coverage.asked
        units = [(each.uid, each.name) for each in await self.desk.read(browse.coverage_units, self.session)]
        today = self.session.today
        rows = [
            [Placed(DayField("first_day", _("First day"), first, today))],
            [Placed(DayField("last_day", _("Last day"), last, today))],
            [Placed(ChoiceField("unit", _("Place"), units, unit or (units[0][0] if units else None)))],
            [Placed(self.end_field())],
        ]
        return Form(rows, label_width=8)

    def title(self) -> Line:
        """Return what is set here."""
        return ((_("Place and days"), STRONG),)

    async def save(self) -> None:
        """Give them to the screen."""
        if self.form is None:
            return
        first, last, unit = (self.form.field(key) for key in ("first_day", "last_day", "unit"))
        if isinstance(first, DayField) and isinstance(last, DayField) and isinstance(unit, ChoiceField):
            place = unit.value if isinstance(unit.value, bytes) else None
            today = self.session.today
            await self._coverage.ask(place, first.value or today, last.value or today)


def _key(row: CoverageRow) -> tuple[bytes | None, bytes | None, int]:
    building = row.building
    if building is not None:
        return building.courtyard, None, building.building
    return row.unit, row.post, 0
