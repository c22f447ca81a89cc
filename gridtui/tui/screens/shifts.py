"""A week of hours: who is at which desk when; hours of one person that meet are marked."""

from typing import TYPE_CHECKING, Any

from gridtui.locale import _, say
from gridtui.office import browse, shifts
from gridtui.office.shifts import WEEK, ShiftForm, ShiftRow
from gridtui.office.views import Saved
from gridtui.tui.look import ALERT, PLAIN, STRONG
from gridtui.tui.screens.activity_form import values_of
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.screens.lists import ListScreen
from gridtui.tui.widgets.choice import ChoiceField, MultiChoiceField
from gridtui.tui.widgets.fields import DayField, TextField, TimeField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line, cell, line, spaced
from gridtui.tui.widgets.record_list import RecordList, Row, RowsOnDemand, memory_source
from gridtui.tui.words import clock_time, short_day, weekday

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk

SECOND_COLUMN = 26


class ShiftsScreen(ListScreen):
    """The shifts of one week under their days."""

    name = "shifts"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._monday = shifts.monday_of(desk.session.today)
        self._found: tuple[ShiftRow, ...] = ()
        self._rows: RowsOnDemand[ShiftRow] = RowsOnDemand((), self._row)

    async def load(self) -> None:
        """Read the week."""
        self._found = await self.desk.read(shifts.week, self.session, self._monday)
        self._rows = RowsOnDemand(self._found, self._row)
        await super().load()

    async def came_back(self) -> None:
        """Read again: hours may have been added in front."""
        await self.load()

    def _row(self, row: ShiftRow) -> Row:
        hours = f"{clock_time(row.start_minute)}-{clock_time(row.end_minute)}"
        spans = spaced(
            cell(hours if hours != "-" else _("all day"), 12),
            cell(row.desk, 16),
            cell(row.name, 12),
            cell(row.role_title, 14),
            cell(_("every week") if row.recurs else "", 8),
            cell(_("meets other hours") if row.overlaps else "", 11, ALERT),
        )
        heading = f"{weekday(row.day)} {short_day(row.day, self.session.today)}"
        return Row((row.uid, row.day), spans, heading)

    def title(self) -> Line:
        """Return which week it is."""
        today = self.session.today
        last = self._monday + WEEK - 1
        words = say("{first} to {last}", first=short_day(self._monday, today), last=short_day(last, today))
        return ((_("Hours"), STRONG), (f"  {words}", PLAIN))

    def empty_words(self) -> str:
        """Say that nobody has hours."""
        return _("No hours are noted in this week.")

    def menu_title(self) -> str:
        """Name the marked hours."""
        row = self._marked()
        return f"{row.name} {row.desk}" if row else ""

    def disabled_reason(self, action: "Action") -> str:
        """Acts on a row need one."""
        return _("There is no row to act on.") if action.on_row and self._marked() is None else ""

    def _marked(self) -> ShiftRow | None:
        marked = self.records.marked
        return next((row for row in self._found if marked and marked.key == (row.uid, row.day)), None)

    async def act_earlier(self) -> None:
        """Show the week before."""
        self._monday -= WEEK
        await self.load()

    async def act_later(self) -> None:
        """Show the week after."""
        self._monday += WEEK
        await self.load()

    async def act_new(self) -> None:
        """Note hours."""
        await self.desk.push(ShiftFormScreen(self.desk, self._monday))

    async def act_end(self) -> None:
        """End the marked hours, once asked."""
        row = self._marked()
        if row is None:
            return

        async def end() -> None:
            await self.desk.write(shifts.end_shift, self.session, row.uid)
            await self.load()

        words = _("End the hours of {name} at {desk} with today?") if row.recurs else _("Take off {name} at {desk}?")
        self.desk.ask(say(words, name=row.name, desk=row.desk), _("end now"), end)


class ShiftFormScreen(FormScreen):
    """Hours of a post: weekdays from a day on, or one day."""

    name = "shift_form"
    draft_name = "shift"

    def __init__(self, desk: "Desk", monday: int) -> None:
        super().__init__(desk, None)
        self._first = max(monday, desk.session.today)

    async def make_form(self) -> Form:
        """Offer the posts of today."""
        today = self.session.today
        held = await self.desk.read(browse.colleagues, self.session)
        posts = [(post.uid, f"{post.staff_name}({self.session.role_title(post.role)})") for post in held]
        days = [(day, weekday(day)) for day in range(1, WEEK + 1)]
        rows = [
            [Placed(ChoiceField("post", _("Post"), posts, posts[0][0] if posts else None))],
            [Placed(TextField("desk", _("Desk"), limit_characters=40))],
            [Placed(MultiChoiceField("weekdays", _("Weekdays"), days, ()))],
            [Placed(DayField("day", _("or one day"), None, today, latest_past=False, optional=True))],
            [
                Placed(TimeField("start_minute", _("Begins"), None)),
                Placed(TimeField("end_minute", _("Ends"), None), SECOND_COLUMN),
            ],
            [Placed(DayField("from_day", _("First day"), self._first, today, latest_past=False))],
            [Placed(DayField("to_day", _("Last day"), None, today, latest_past=False, optional=True))],
            [Placed(self.end_field())],
        ]
        return Form(rows, label_width=10)

    def title(self) -> Line:
        """Return what is noted."""
        return line((_("New hours"), STRONG))

    async def save(self) -> Saved:
        """Note the hours."""
        if self.form is None:
            raise RuntimeError
        return await self.desk.write(shifts.add_shift, self.session, ShiftForm(**_typed(self.form)))


def _typed(form: Form) -> dict[str, Any]:
    """Return what was typed, by field; ``Any`` because the struct it fills checks nothing here."""
    return values_of(form)
