"""Begin a change of many households: which ones, what of them, and the value; the preview follows."""

from abc import abstractmethod
from typing import TYPE_CHECKING

from gridtui.core.errors import InputFault
from gridtui.core.words import DwellingUse, Residence, UnitKind, Whereabouts
from gridtui.locale import _
from gridtui.locale.bulk_words import BULK_WORDS, bulk_words
from gridtui.locale.words import word_list
from gridtui.office.bulk_edit import preview
from gridtui.office.bulk_views import BulkChange, Selection
from gridtui.office.views import Saved
from gridtui.tui.look import STRONG
from gridtui.tui.screens.bulk_preview import BulkPreviewScreen
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.widgets.choice import ChoiceField
from gridtui.tui.widgets.fields import EndField, Field, NumberField, TextField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line
from gridtui.tui.words import keyed

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

LABEL_WIDTH = 10
NOTE_CHARACTERS = 200
_CODES = {
    "dwelling.use": DwellingUse,
    "resident.residence": Residence,
    "resident.lives": Whereabouts,
    "resident.registered": Whereabouts,
}


class _OnField(EndField):
    """The end of a step: on to the next, or back."""

    def shown(self) -> str:
        """Return the two ways on."""
        return _("1go on 2back")


class _StepScreen(FormScreen):
    """A form that leads to another screen; it stays behind it to be changed."""

    draft_name = ""

    def end_field(self) -> EndField:
        """Return the last field: on or back by digit."""

        def go_on() -> None:
            self._ends = "save"

        def leave() -> None:
            self._ends = "leave"

        return _OnField(go_on, leave)

    def hints(self) -> list[str]:
        """Return the step's keys."""
        on = keyed(self.desk.keymap.key_of("form.save"), _("go on"))
        return [keyed("enter", _("next")), keyed("up", _("previous")), on, keyed("escape", _("back"))]

    async def save(self) -> Saved | None:
        """Save nothing: the step after it does."""
        return None

    async def act_save(self) -> None:
        """Check the form and go on."""
        form = self.form
        if form is None:
            return
        try:
            form.finish()
            await self.go_on(form)
        except InputFault as fault:
            field = fault.parameters.get("field")
            if any(each.key == field for each in form.fields):
                form.go_to(str(field))
            self._lend_entry()
            self.desk.fail(fault)

    @abstractmethod
    async def go_on(self, form: Form) -> None:
        """Open the next screen."""


class BulkEditScreen(_StepScreen):
    """Which households, all conditions at once, and what is to be changed of them."""

    name = "bulk_edit"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, None)

    async def make_form(self) -> Form:
        """Offer the units and tags of the office."""
        anywhere: list[tuple[bytes | int | str, str]] = [(b"", _("any"))]
        grids = [(unit.uid, unit.name) for unit in self.session.units_of(UnitKind.GRID)]
        courtyards = [(unit.uid, unit.name) for unit in self.session.units_of(UnitKind.COURTYARD)]
        tags = [(tag.key, tag.title) for tag in self.session.scheme.tags]
        kinds = [(kind, bulk_words(kind)) for kind in BULK_WORDS]
        hint = _("Initials, name, address, phone tail, ID tail, tag: lxf 5-2")
        fields: tuple[Field, ...] = (
            TextField("find", _("Find line"), hint=hint, limit_characters=80),
            ChoiceField("grid", _("Grid"), [*anywhere, *grids], b""),
            ChoiceField("courtyard", _("Courtyard"), [*anywhere, *courtyards], b""),
            NumberField("building", _("Building")),
            ChoiceField("tag", _("Tag"), [("", _("any")), *tags], ""),
            ChoiceField("kind", _("Change"), kinds, kinds[0][0]),
        )
        return Form([[Placed(field)] for field in (*fields, self.end_field())], label_width=LABEL_WIDTH)

    def title(self) -> Line:
        """Return what is asked."""
        return ((_("Bulk edit"), STRONG), ("  " + _("which households, and what to change"), ""))

    async def go_on(self, form: Form) -> None:
        """Ask for the value."""
        values = {field.key: getattr(field, "value", None) for field in form.fields}
        building = form.field("building")
        grid, courtyard, kind = values["grid"], values["courtyard"], values["kind"]
        selection = Selection(
            find=str(values["find"] or ""),
            grid=grid if isinstance(grid, bytes) and grid else None,
            courtyard=courtyard if isinstance(courtyard, bytes) and courtyard else None,
            building=building.number if isinstance(building, NumberField) and building.number else None,
            tag=str(values["tag"] or ""),
        )
        if selection.is_empty:
            raise InputFault("bulk.no_selection", field="find")
        await self.desk.push(BulkValueScreen(self.desk, selection, str(kind)))


class BulkValueScreen(_StepScreen):
    """The value of a change: one field that fits its kind."""

    name = "bulk_value"

    def __init__(self, desk: "Desk", selection: Selection, kind: str) -> None:
        super().__init__(desk, None)
        self._selection = selection
        self._kind = kind

    async def make_form(self) -> Form:
        """Offer the values of the kind."""
        return Form([[Placed(self._field())], [Placed(self.end_field())]], label_width=LABEL_WIDTH)

    def _field(self) -> Field:
        kind = self._kind
        if kind == "household.grid":
            grids = [(unit.uid, unit.name) for unit in self.session.units_of(UnitKind.GRID)]
            return ChoiceField("value", _("Grid"), grids, grids[0][0] if grids else None)
        if kind == "household.paper":
            return ChoiceField("value", _("Value"), ((0, _("no")), (1, _("yes"))), 1)
        if kind.startswith("tag."):
            tags = [(tag.key, tag.title) for tag in self.session.scheme.tags]
            return ChoiceField("value", _("Tag"), tags, tags[0][0] if tags else None)
        if kind in _CODES:
            words = word_list(_CODES[kind])
            return ChoiceField("value", _("Value"), words, words[-1][0])
        return TextField("value", _("Text"), limit_characters=NOTE_CHARACTERS)

    def title(self) -> Line:
        """Return what the value is for."""
        return ((_("Bulk edit"), STRONG), (f"  {bulk_words(self._kind)}", ""))

    async def go_on(self, form: Form) -> None:
        """Preview the change."""
        value = getattr(form.field("value"), "value", None)
        change = BulkChange(self._kind, value if isinstance(value, bytes | int | str) else "")
        seen = await self.desk.read(preview, self.session, self._selection, change)
        await self.desk.replace(BulkPreviewScreen(self.desk, seen))
