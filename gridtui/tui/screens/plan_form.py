"""A personal plan: how often instead of the rule, from when to when, with which tag it ends."""

from typing import TYPE_CHECKING

from gridtui.locale import _
from gridtui.office import browse, plans
from gridtui.office.plans import PlanForm
from gridtui.office.views import Saved
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.screens.lists import Subject
from gridtui.tui.widgets.choice import ChoiceField, MultiChoiceField
from gridtui.tui.widgets.fields import DayField, NumberField, TextField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line
from gridtui.tui.words import weekday

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

LABEL_WIDTH = 8
SECOND_COLUMN = 40
A_WEEK = range(1, 8)


class PlanFormScreen(FormScreen):
    """A pace agreed with one household; ``template`` is one of the mechanism's to start from, '' none."""

    name = "plan_form"
    draft_name = "plan"

    def __init__(self, desk: "Desk", subject: Subject, template: str = "") -> None:
        super().__init__(desk, subject.household)
        self._subject = subject
        self._template = template

    async def make_form(self) -> Form:
        """Offer the duties of the household, the periods, and the tags it carries."""
        session, home = self.session, self._subject.household
        given = await self.desk.read(browse.plan_form, session, home, self._template)
        about = await self.desk.read(browse.plan_rules, session, home)
        card = await self.desk.read(browse.household_card, session, home)
        titles = {tag.tag: tag.tag for tag in card.household.tags}
        titles |= {key: tag.title for key in titles if (tag := session.scheme.tag(key)) is not None}
        rules = [*((rule.key, rule.label) for rule in about if rule.mode == "per_subject"), ("", _("every duty"))]
        self._rule = ChoiceField("rule", _("Duty"), rules, rules[0][0])
        self._kind = ChoiceField("period_kind", _("How often"), _periods(), given.period_kind)
        self._days = _number("days", _("Days"), given.days)
        self._weekdays = MultiChoiceField("weekdays", _("Weekdays"), _weekdays(), given.weekdays)
        self._times = _number("times", _("Times"), given.times)
        self._from_day = DayField("from_day", _("From day"), given.from_day, session.today, latest_past=False)
        self._to_day = DayField("to_day", _("Until"), given.to_day, session.today, latest_past=False, optional=True)
        tags = [("", _("no tag")), *titles.items()]
        self._tag = ChoiceField(
            "ends_with", _("Ends with"), tags, given.ends_with if given.ends_with in titles else ""
        )
        self._reason = TextField("reason", _("Reason"), given.reason)
        return Form(
            [
                [Placed(self._rule)],
                [Placed(self._kind), Placed(self._days, SECOND_COLUMN)],
                [Placed(self._weekdays), Placed(self._times, SECOND_COLUMN)],
                [Placed(self._from_day), Placed(self._to_day, SECOND_COLUMN)],
                [Placed(self._tag)],
                [Placed(self._reason)],
                [Placed(self.end_field())],
            ],
            label_width=LABEL_WIDTH,
        )

    def title(self) -> Line:
        """Name the household."""
        return ((_("Personal plan"), STRONG), (f"  {self._subject.full_label}", PLAIN))

    async def save(self) -> Saved:
        """Save the plan."""
        form = PlanForm(
            household=self._subject.household,
            from_day=self._from_day.value if self._from_day.value is not None else self.session.today,
            rule=str(self._rule.value or ""),
            period_kind=str(self._kind.value or ""),
            days=self._days.number,
            weekdays=tuple(day for day in self._weekdays.values if isinstance(day, int)),
            times=self._times.number,
            to_day=self._to_day.value,
            reason=self._reason.value,
            ends_with=str(self._tag.value or ""),
        )
        return await self.desk.write(plans.set_plan, self.session, form)


def _periods() -> list[tuple[str, str]]:
    return [
        ("day", _("every day")),
        ("week", _("every week")),
        ("month", _("every month")),
        ("rolling", _("every so many days")),
        ("weekdays", _("on weekdays")),
        ("quarter", _("every quarter")),
        ("year", _("every year")),
        ("", _("as the rule")),
    ]


def _weekdays() -> list[tuple[int, str]]:
    # Ordinal 1 is a Monday.
    return [(day, weekday(day)) for day in A_WEEK]


def _number(key: str, label: str, value: int) -> NumberField:
    field = NumberField(key, label)
    field.value = str(value) if value else ""
    return field
