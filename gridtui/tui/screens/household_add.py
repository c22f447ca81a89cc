"""A new household: the door it lives behind, its grid, its head. A door that stood empty is lived in again."""

from typing import TYPE_CHECKING

from gridtui.core.errors import InputFault
from gridtui.core.words import DwellingUse, Sex, UnitKind
from gridtui.locale import _
from gridtui.locale.words import word_list
from gridtui.office import households
from gridtui.office.views import Saved
from gridtui.sync.operation import Value
from gridtui.tui.look import STRONG
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.widgets.choice import ChoiceField
from gridtui.tui.widgets.fields import Field, NumberField, TextField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

LABEL_WIDTH = 8
SECOND_COLUMN = 40


class HouseholdAddScreen(FormScreen):
    """Door, grid and head of a new household; members and tags follow on its card."""

    name = "household_add"
    draft_name = "household_add"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, None)

    async def make_form(self) -> Form:
        """Offer the courtyards and grids of the office."""
        courtyards = [(unit.uid, unit.name) for unit in self.session.units_of(UnitKind.COURTYARD)]
        grids = [(unit.uid, unit.name) for unit in self.session.units_of(UnitKind.GRID)]
        own = self.session.post.unit if self.session.post else None
        grid = own if any(uid == own for uid, _name in grids) else (grids[0][0] if grids else None)
        door: tuple[Field, ...] = (
            ChoiceField("courtyard", _("Courtyard"), courtyards, courtyards[0][0] if courtyards else None),
            NumberField("building", _("Building")),
            NumberField("entrance", _("Entrance")),
            TextField("door", _("Room"), limit_characters=20),
            ChoiceField("use", _("Use of door"), word_list(DwellingUse), DwellingUse.OWNER_OCCUPIED),
            ChoiceField("grid", _("Grid"), grids, grid),
        )
        head: tuple[Field, ...] = (
            TextField("name", _("Head"), limit_characters=40),
            ChoiceField("sex", _("Sex"), word_list(Sex), Sex.UNKNOWN),
            TextField("id_number", _("ID number"), limit_characters=24),
            TextField("phone", _("Phone"), limit_characters=20),
        )
        rows = [
            [Placed(left), Placed(right, SECOND_COLUMN)] for left, right in zip(door[::2], door[1::2], strict=True)
        ]
        rows += [
            [Placed(left), Placed(right, SECOND_COLUMN)] for left, right in zip(head[::2], head[1::2], strict=True)
        ]
        return Form([*rows, [Placed(self.end_field())]], label_width=LABEL_WIDTH)

    def title(self) -> Line:
        """Return what the form is."""
        return ((_("New household"), STRONG),)

    async def save(self) -> Saved:
        """Save door, household and head in one act."""
        form = self.form
        if form is None:
            raise RuntimeError
        values = {
            field.key: field.number if isinstance(field, NumberField) else getattr(field, "value", None)
            for field in form.fields
        }
        grid = values["grid"]
        if not isinstance(grid, bytes):
            raise InputFault("household.no_grid", field="grid")
        door: dict[str, Value] = {key: values[key] for key in ("courtyard", "building", "entrance", "door", "use")}
        head: dict[str, Value] = {key: values[key] for key in ("name", "sex", "id_number", "phone") if values[key]}
        return await self.desk.write(households.add_household, self.session, door=door, grid=grid, head=head)

    async def saved(self, saved: Saved) -> None:
        """Go on with the card of the new household."""
        from gridtui.tui.screens.household_card import HouseholdCardScreen

        await self.desk.push(HouseholdCardScreen(self.desk, saved.uid))
