"""Why a number is owed: the rule, its source, how far it is, and what was counted."""

from typing import TYPE_CHECKING

from gridtui.locale import _, say
from gridtui.office import browse
from gridtui.office.duty_views import QuotaRow, QuotaWhy
from gridtui.tui.duty_rows import held_words, pace_words, quota_words
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.screens.base import OfficeScreen
from gridtui.tui.widgets.plain import EMPTY, Line, line, wrapped
from gridtui.tui.words import days_words, late_look, short_day

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk


class QuotaScreen(OfficeScreen):
    """The answer to ``y`` on a quota."""

    name = "quota"

    def __init__(self, desk: "Desk", row: QuotaRow) -> None:
        super().__init__(desk)
        self._row = row
        self._why: QuotaWhy | None = None

    async def load(self) -> None:
        """Read what was counted."""
        self._why = await self.desk.read(browse.why_quota, self.session, self._row.rule_key, self._row.unit)

    def paint(self, height: int) -> list[Line]:
        """Return rule, source, count, and the households or activities that counted, as many as fit."""
        why = self._why
        title: Line = ((_("Why due"), STRONG), (f"  {self._row.rule_title} {self._row.unit_name}", PLAIN))
        if why is None:
            return [title]
        today = self.session.today
        row = why.row
        source = why.source or _("no document is named")
        if why.assumed:
            source += _(" (partly assumed, the office decides)")
        pace = pace_words(why.period, why.days, why.weekdays, row.wanted)
        lines: list[Line] = [
            title,
            EMPTY,
            *wrapped(say("Rule: {rule}, {pace}", rule=why.rule_title, pace=pace)),
            *wrapped(say("Source: {source}", source=source)),
            line(say("In force since {day}", day=short_day(why.effective_from, today))),
        ]
        if why.escalates_to:
            lines.append(line(say("Above it: {who}", who=why.escalates_to)))
        if held_words(row):
            words = say(
                "{held} of {scopes} communities are held here; what was done elsewhere is not counted.",
                held=row.held,
                scopes=row.scopes,
            )
            lines.append(line(words))
        state = (days_words(row.days_left), late_look(row.days_left))
        lines += [
            EMPTY,
            line(quota_words(row) + "  "),
            line(say("Due on {day}: ", day=short_day(row.due_day, today)), state),
        ]
        counted = [line(f"   {short_day(day, today)}  {name}") for day, name in why.counted]
        room = height - len(lines) - 1
        return [*lines, line(_("Counted:")), *counted[: max(0, room)]] if counted else lines
