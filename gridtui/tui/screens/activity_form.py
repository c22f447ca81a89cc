"""The forms of an activity that was held and of a series that recurs."""

from typing import TYPE_CHECKING

import msgspec

from gridtui.locale import _, say
from gridtui.office import activities, browse
from gridtui.office.activity_forms import FIRST_WEEKDAY, LAST_WEEKDAY
from gridtui.office.coverage import month_so_far
from gridtui.office.views import Saved
from gridtui.scheme import acts
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.widgets.choice import ChoiceField, MultiChoiceField
from gridtui.tui.widgets.fields import DayField, DiaryField, Field, NumberField, TextField, TimeField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line
from gridtui.tui.words import days_between, percent_words, weekday

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

LABEL_WIDTH = 8
SECOND_COLUMN = 26
THIRD_COLUMN = 46
SUMMARY_LINES = 5


class ActivityFormScreen(FormScreen):
    """Record an activity that was held, or change one: then ``changes`` is its id and ``form`` what it says now."""

    name = "activity_form"
    draft_name = "activity"

    def __init__(
        self,
        desk: "Desk",
        kind: str,
        *,
        form: activities.ActivityForm | None = None,
        changes: bytes | None = None,
    ) -> None:
        super().__init__(desk, changes or (form.series if form else None) or kind.encode())
        self._kind = kind
        self._base = form
        self._changes = changes

    async def make_form(self) -> Form:
        """Read where it may be held and who may have been there."""
        session = self.session
        base = self._base
        if base is None:
            base = await self.desk.read(activities.new_activity_form, session, self._kind)
            shape = session.scheme.activity(self._kind)
            if shape is not None and shape.leaves == "score" and base.unit is not None:
                base = msgspec.structs.replace(base, summary=await appraisal_words(self.desk, base.unit))
        self._base = base
        units = await self.desk.read(activities.units_for, session, self._kind)
        posts = [(post.uid, post.staff_name) for post in await self.desk.read(browse.colleagues, session)]
        phrases = [phrase.text for phrase in await self.desk.read(browse.stock_phrases, session)]
        heads = NumberField("heads", _("Heads"))
        heads.value = str(base.heads or "")
        rows = [
            [Placed(TextField("title", _("Title"), base.title, limit_characters=60))],
            [
                Placed(DayField("day", _("Date"), base.day, session.today)),
                Placed(TimeField("start_minute", _("Begins"), base.start_minute), SECOND_COLUMN),
                Placed(TimeField("end_minute", _("Finish"), base.end_minute), THIRD_COLUMN),
            ],
            [Placed(ChoiceField("unit", _("Unit"), units, base.unit))],
            [Placed(TextField("place", _("Place"), base.place, limit_characters=80))],
            [Placed(MultiChoiceField("posts", _("People"), posts, base.posts, least=1))],
            [Placed(heads)],
            [Placed(DiaryField("summary", _("Summary"), base.summary, phrases, lines=SUMMARY_LINES))],
            [Placed(self.end_field())],
        ]
        made = Form(rows, label_width=LABEL_WIDTH)
        made.go_to("day" if self._changes is None else "title")
        return made

    def title(self) -> Line:
        """Return what is recorded."""
        kind = self.session.scheme.activity(self._kind)
        head = _("Change activity") if self._changes else _("Record activity")
        return ((head, STRONG), (f"  {kind.title if kind else self._kind}", PLAIN))

    def typed(self) -> activities.ActivityForm:
        """Return the form as typed."""
        form, base = self.form, self._base
        if form is None or base is None:
            raise RuntimeError
        return msgspec.structs.replace(base, **values_of(form))

    async def save(self) -> Saved:
        """Record it, or change what was recorded."""
        if self._changes is not None and self._base is not None:
            return await self.desk.write(
                activities.change_activity, self.session, self._changes, self.typed(), self._base
            )
        return await self.desk.write(activities.record_activity, self.session, self.typed())

    async def saved(self, saved: Saved) -> None:
        """Go on with the page of a new record: findings and who came follow there."""
        from gridtui.tui.screens.activity import ActivityScreen

        if self._changes is None:
            await self.desk.push(ActivityScreen(self.desk, saved.uid))


async def appraisal_words(desk: "Desk", unit: bytes) -> str:
    """Return what an appraisal goes by (S2-6): the month's figures of a unit, effort beside outcome."""
    session = desk.session
    first, last = month_so_far(session)
    view = await desk.read(browse.coverage, session, unit=unit, first_day=first, last_day=last, by="post")
    made = await desk.read(browse.timeliness_of, session, unit=unit, first_day=first, last_day=last)
    days = days_between(first, last, session.today)
    lines = [
        say(
            "{days} doors {doors} knocked {knocked} met {met} coverage {percent}",
            days=days,
            doors=view.total.doors,
            knocked=view.total.knocked,
            met=view.total.met,
            percent=percent_words(view.total.met, view.total.doors),
        ),
        say("done in time {part}/{whole}", part=made.share.part, whole=made.share.whole),
    ]
    lines += [
        say("{who} calls {calls} met {met}", who=row.title, calls=row.attempts or 0, met=row.effective or 0)
        for row in view.rows
        if row.attempts
    ]
    return "\n".join(lines)


class SeriesFormScreen(FormScreen):
    """Begin what recurs on weekdays."""

    name = "series_form"
    draft_name = "series"

    def __init__(self, desk: "Desk", kind: str) -> None:
        super().__init__(desk, kind.encode())
        self._kind = kind
        self._base: activities.SeriesForm | None = None

    async def make_form(self) -> Form:
        """Offer what the mechanism says of the kind."""
        session = self.session
        base = await self.desk.read(activities.new_series_form, session, self._kind)
        self._base = base
        units = await self.desk.read(activities.units_for, session, self._kind, acts.ACTIVITY_PLAN)
        days = [(day, weekday(day)) for day in range(FIRST_WEEKDAY, LAST_WEEKDAY + 1)]
        rows: list[list[Placed]] = [
            [Placed(TextField("title", _("Title"), base.title, limit_characters=60))],
            [Placed(MultiChoiceField("weekdays", _("Weekdays"), days, base.weekdays))],
            [
                Placed(TimeField("start_minute", _("Begins"), base.start_minute)),
                Placed(TimeField("end_minute", _("Finish"), base.end_minute), SECOND_COLUMN),
            ],
            [Placed(ChoiceField("unit", _("Unit"), units, base.unit))],
            [Placed(TextField("place", _("Place"), base.place, limit_characters=80))],
            [
                Placed(DayField("from_day", _("First day"), base.from_day, session.today, latest_past=False)),
                Placed(DayField("to_day", _("Last day"), None, session.today, latest_past=False, optional=True), 40),
            ],
            [Placed(self.end_field())],
        ]
        form = Form(rows, label_width=LABEL_WIDTH)
        form.go_to("weekdays")
        return form

    def title(self) -> Line:
        """Return what recurs."""
        return ((_("New series"), STRONG), (f"  {self._base.title if self._base else ''}", PLAIN))

    async def save(self) -> Saved:
        """Begin the series."""
        form, base = self.form, self._base
        if form is None or base is None:
            raise RuntimeError
        typed = msgspec.structs.replace(base, **values_of(form))
        return await self.desk.write(activities.start_series, self.session, typed)


def values_of(form: Form) -> dict[str, object]:
    """Return what stands in the fields of a form, by key: numbers as numbers, several choices as a tuple."""
    return {each.key: _value(each) for each in form.fields if each.key != "end"}


def _value(field: Field) -> object:
    if isinstance(field, MultiChoiceField):
        return field.values
    return field.number if isinstance(field, NumberField) else getattr(field, "value", None)
