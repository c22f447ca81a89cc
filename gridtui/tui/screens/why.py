"""Why a visit is due: the rule, its source document, the visit that last counted, when it next falls due."""

from typing import TYPE_CHECKING

from gridtui.core.words import Channel, Outcome
from gridtui.locale import _, say
from gridtui.locale.words import word
from gridtui.office import browse
from gridtui.office.views import Why
from gridtui.tui.duty_rows import pace_words, pause_words, plan_words
from gridtui.tui.look import ALERT, PLAIN, STRONG
from gridtui.tui.screens.base import OfficeScreen
from gridtui.tui.screens.lists import Subject
from gridtui.tui.widgets.plain import EMPTY, Line, line, wrapped
from gridtui.tui.words import days_words, late_look, short_day

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk


class WhyScreen(OfficeScreen):
    """The answer to ``y``."""

    name = "why"

    def __init__(self, desk: "Desk", subject: Subject) -> None:
        super().__init__(desk)
        self._subject = subject
        self._why: Why | None = None

    async def load(self) -> None:
        """Read the reasons."""
        self._why = await self.desk.read(browse.why, self.session, self._subject.household, self._subject.rule)

    def paint(self, height: int) -> list[Line]:
        """Return rule, source, last visit and the next due day."""
        del height
        why = self._why
        title: Line = ((_("Why due"), STRONG), (f"  {self._subject.full_label}", PLAIN))
        if why is None:
            return [title]
        today = self.session.today
        pace = pace_words(why.period, why.days, why.weekdays, why.times)
        channels = "/".join(word(Channel, channel) for channel in why.channels)
        source = why.source or _("no document is named")
        if why.assumed:
            source += _(" (partly assumed, the office decides)")
        lines: list[Line] = [
            title,
            EMPTY,
            *wrapped(say("Rule: {rule}, {channels}, {pace}", rule=why.rule_title, channels=channels, pace=pace)),
            *wrapped(say("Source: {source}", source=source)),
        ]
        lines.append(line(say("In force since {day}", day=short_day(why.effective_from, today))))
        if why.asked_since > why.effective_from:
            lines.append(line(say("Asked here since {day}", day=short_day(why.asked_since, today))))
        if why.plan is not None:
            lines += wrapped(say("Plan: {plan}", plan=plan_words(why.plan, today)))
        if why.pause is not None:
            lines += wrapped(say("Pause: {pause}", pause=pause_words(why.pause, today)))
        if why.escalates_to:
            lines.append(line(say("Above it: {who}", who=why.escalates_to)))
        lines += [EMPTY, line(self._last_words(why, today))]
        if why.times > 1:
            lines.append(line(say("{done} of {wanted} in this period", done=why.done, wanted=why.times)))
        if why.due_day is not None:
            state = (days_words(why.days_left), late_look(why.days_left))
            lines.append(line(say("Due on {day}: ", day=short_day(why.due_day, today)), state))
        if why.missed_previous:
            lines.append(line((_("The period before was missed."), ALERT)))
        return lines

    @staticmethod
    def _last_words(why: Why, today: int) -> str:
        visit = why.last_visit
        if visit is None:
            return _("No visit has counted for this rule yet.")
        return say(
            "Last visit that counted: {day} {names} {channel} {outcome}",
            day=short_day(visit.day, today),
            names=_(", ").join(visit.visitor_names),
            channel=word(Channel, visit.channel),
            outcome=word(Outcome, visit.outcome),
        )
