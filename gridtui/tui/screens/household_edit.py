"""Changing a household: its door, paper household or not, the note. Doubtful fields are marked until confirmed."""

from typing import TYPE_CHECKING

from gridtui.core.records import Household
from gridtui.core.registry import BY_NAME
from gridtui.core.words import DwellingUse
from gridtui.locale import _
from gridtui.locale.words import word_list
from gridtui.office import browse, households
from gridtui.office.views import Saved
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.widgets.choice import ChoiceField
from gridtui.tui.widgets.fields import DayField, Field, TextField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

LABEL_WIDTH = 10


class HouseholdEditScreen(FormScreen):
    """The household's own fields and the use of its door."""

    name = "household_edit"
    draft_name = "household"

    def __init__(self, desk: "Desk", household: bytes) -> None:
        super().__init__(desk, household)
        self._uid = household
        self._household: Household | None = None
        self._address = ""

    async def make_form(self) -> Form:
        """Read the household."""
        card = await self.desk.read(browse.household_card, self.session, self._uid)
        home = card.household
        self._household, self._address = home, card.address
        today = self.session.today
        fields: list[Field] = [
            ChoiceField(
                "paper", _("Paper household?"), ((0, _("lives here")), (1, _("paper household"))), home.paper
            ),
            DayField("from_day", _("Since"), home.from_day, today, optional=True),
            DayField("to_day", _("Until"), home.to_day, today, optional=True, latest_past=False),
            TextField("note", _("Note"), home.note, limit_characters=200),
        ]
        if home.dwelling is not None:
            fields.append(ChoiceField("use", _("Use of door"), word_list(DwellingUse), home.dwelling.use))
        mark_doubts(fields, "household", home.doubt)
        rows = [[Placed(field)] for field in (*fields, self.end_field())]
        return Form(rows, label_width=LABEL_WIDTH)

    def title(self) -> Line:
        """Return which household this is."""
        return ((_("Edit household"), STRONG), (f"  {self._address}", PLAIN))

    async def save(self) -> Saved:
        """Save what differs; the door is a record of its own."""
        form, home = self.form, self._household
        if form is None or home is None:
            raise RuntimeError
        typed = typed_values(form)
        use = typed.pop("use", None)
        before = {"paper": home.paper, "from_day": home.from_day, "to_day": home.to_day, "note": home.note}
        changes = {name: value for name, value in typed.items() if before[name] != value}
        saved = None
        if home.dwelling is not None and use is not None and use != home.dwelling.use:
            seen = {"use": home.dwelling.use}
            saved = await self.desk.write(households.set_dwelling, self.session, self._uid, {"use": use}, seen=seen)
        if changes or saved is None:
            seen_fields = {name: before[name] for name in changes}
            saved = await self.desk.write(
                households.set_household, self.session, self._uid, changes, seen=seen_fields
            )
        return saved


def mark_doubts(fields: list[Field], type_name: str, doubt: tuple[int, ...]) -> None:
    """Mark the fields a record holds to be confirmed."""
    numbers = {field.name: field.number for field in BY_NAME[type_name].fields}
    for field in fields:
        field.doubtful = numbers.get(field.key) in doubt


def typed_values(form: Form) -> dict[str, int | str | None]:
    """Return what a form of plain fields holds, by registry field name."""
    values: dict[str, int | str | None] = {}
    for field in form.fields:
        value = getattr(field, "value", None)
        if field.key != "end" and (value is None or isinstance(value, int | str)):
            values[field.key] = value
    return values
