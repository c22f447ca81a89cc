"""A pause: why, until when, of which duty; by digits and Enter."""

from typing import TYPE_CHECKING

from gridtui.locale import _
from gridtui.office import browse, plans
from gridtui.office.plans import PauseForm
from gridtui.office.views import Saved
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.screens.lists import Subject
from gridtui.tui.widgets.choice import ChoiceField
from gridtui.tui.widgets.fields import DayField, TextField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

LABEL_WIDTH = 8
SECOND_COLUMN = 40
PAUSED, EXCUSED = 0, 1


class PauseFormScreen(FormScreen):
    """Days on which nothing is asked of one household; the marked duty is the one meant at first."""

    name = "pause_form"
    draft_name = "pause"

    def __init__(self, desk: "Desk", subject: Subject) -> None:
        super().__init__(desk, subject.household)
        self._subject = subject

    async def make_form(self) -> Form:
        """Offer the reasons the mechanism knows for the marked duty, then which duty it is."""
        session, home = self.session, self._subject.household
        about = await self.desk.read(browse.pause_rules, session, home)
        keys = [rule.key for rule in about]
        chosen = self._subject.rule if self._subject.rule in keys else ""
        reasons = await self.desk.read(browse.pause_reasons, session, home, chosen)
        options = [(reason.number, reason.title) for reason in reasons]
        rules = [*((rule.key, rule.label) for rule in about), ("", _("every duty"))]
        self._reason = ChoiceField("reason", _("Reason"), options, None)
        self._to_day = DayField("to_day", _("Until"), None, session.today, latest_past=False, optional=True)
        self._note = TextField("note", _("Note"), "")
        self._rule = ChoiceField("rule", _("Duty"), rules, chosen)
        self._from_day = DayField("from_day", _("From day"), session.today, session.today)
        self._kind = ChoiceField("excuse", _("Counts as"), [(PAUSED, _("paused")), (EXCUSED, _("excused"))], PAUSED)
        return Form(
            [
                [Placed(self._reason)],
                [Placed(self._to_day), Placed(self._from_day, SECOND_COLUMN)],
                [Placed(self._note)],
                [Placed(self._rule), Placed(self._kind, SECOND_COLUMN)],
                [Placed(self.end_field())],
            ],
            label_width=LABEL_WIDTH,
        )

    def title(self) -> Line:
        """Name the household."""
        return ((_("Pause a duty"), STRONG), (f"  {self._subject.full_label}", PLAIN))

    async def save(self) -> Saved:
        """Save the pause."""
        form = PauseForm(
            household=self._subject.household,
            from_day=self._from_day.value if self._from_day.value is not None else self.session.today,
            rule=str(self._rule.value or ""),
            reason=self._reason.value if isinstance(self._reason.value, int) else 0,
            to_day=self._to_day.value,
            note=self._note.value,
            excuse=self._kind.value == EXCUSED,
        )
        return await self.desk.write(plans.pause_duty, self.session, form)
