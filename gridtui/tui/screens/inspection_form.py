"""Drawing an inspection's sample: which visits, and how many of a hundred; the office says both."""

from typing import TYPE_CHECKING

import msgspec

from gridtui.locale import _
from gridtui.office import activities, inspections
from gridtui.office.views import Saved
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.screens.activity_form import values_of
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.widgets.choice import ChoiceField
from gridtui.tui.widgets.fields import DayField, NumberField, TextField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line, line

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

DAYS_LOOKED_INTO = 30
SECOND_COLUMN = 40


class InspectionFormScreen(FormScreen):
    """An inspection begins with its sample; re-visits follow on its page."""

    name = "inspection_form"
    draft_name = "inspection"

    def __init__(self, desk: "Desk", kind: str) -> None:
        super().__init__(desk, kind.encode())
        self._kind = kind
        self._base: activities.ActivityForm | None = None

    async def make_form(self) -> Form:
        """Offer the last thirty days; the share is the office's to say."""
        session = self.session
        self._base = await self.desk.read(activities.new_activity_form, session, self._kind)
        units = await self.desk.read(activities.units_for, session, self._kind)
        first = session.today - DAYS_LOOKED_INTO
        rows = [
            [Placed(TextField("title", _("Title"), self._base.title, limit_characters=60))],
            [Placed(ChoiceField("unit", _("Unit"), units, self._base.unit))],
            [
                Placed(DayField("first_day", _("Visits from"), first, session.today)),
                Placed(DayField("last_day", _("to"), session.today, session.today), SECOND_COLUMN),
            ],
            [Placed(NumberField("percent", _("Of a hundred")))],
            [Placed(self.end_field())],
        ]
        form = Form(rows, label_width=10)
        form.go_to("percent")
        return form

    def title(self) -> Line:
        """Return what is drawn."""
        return ((_("Draw a sample"), STRONG), (f"  {self._base.title if self._base else ''}", PLAIN))

    def remarks(self) -> list[Line]:
        """Say how it is drawn."""
        return [
            line(" " + _("Each person's visits are drawn from by themselves, at least one of each.")),
            line(" " + _("Nobody chooses: the lots follow from the inspection's own number.")),
        ]

    async def save(self) -> Saved:
        """Draw the sample."""
        form, base = self.form, self._base
        if form is None or base is None:
            raise RuntimeError
        values = values_of(form)
        place = {key: values.pop(key) for key in ("title", "unit")}
        begun = inspections.InspectionForm(msgspec.structs.replace(base, **place), 0, 0, 0)
        typed = msgspec.structs.replace(begun, **values)
        return await self.desk.write(inspections.draw_sample, self.session, typed)

    async def saved(self, saved: Saved) -> None:
        """Go on with the sample."""
        from gridtui.tui.screens.activity import ActivityScreen

        await self.desk.push(ActivityScreen(self.desk, saved.uid))
