"""The two small forms of a plan of grids: how many there are to be, and what one is called."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from gridtui.locale import _
from gridtui.office.views import Saved
from gridtui.tui.look import STRONG
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.widgets.fields import NumberField, TextField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line, line

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk


class GridNumberScreen(FormScreen):
    """How many grids the program is to propose."""

    name = "grids_number"
    draft_name = ""

    def __init__(self, desk: "Desk", number: int, then: Callable[[int], Awaitable[None]]) -> None:
        super().__init__(desk, None)
        self._number = number
        self._then = then

    async def make_form(self) -> Form:
        """Ask for the number."""
        field = NumberField("number", _("How many"))
        field.value = str(self._number)
        return Form([[Placed(field)], [Placed(self.end_field())]], label_width=10)

    def title(self) -> Line:
        """Return what is asked."""
        return line((_("Propose new grids"), STRONG))

    def remarks(self) -> list[Line]:
        """Say how they are drawn."""
        return [
            line(" " + _("Each is a stretch of the walk with as even a load as buildings allow;")),
            line(" " + _("a grid that would stay as it is is left alone. Nothing is saved yet.")),
        ]

    async def save(self) -> Saved | None:
        """Hand the number on."""
        field = self.form.field("number") if self.form else None
        if isinstance(field, NumberField):
            await self._then(field.number)
        return None


class GridNameScreen(FormScreen):
    """What a new grid is called."""

    name = "grids_name"
    draft_name = ""

    def __init__(self, desk: "Desk", name: str, then: Callable[[str], Awaitable[None]]) -> None:
        super().__init__(desk, None)
        self._called = name
        self._then = then

    async def make_form(self) -> Form:
        """Ask for the name."""
        field = TextField("name", _("Name of it"), self._called, limit_characters=60)
        return Form([[Placed(field)], [Placed(self.end_field())]], label_width=10)

    def title(self) -> Line:
        """Return what is asked."""
        return line((_("Name of the grid"), STRONG))

    async def save(self) -> Saved | None:
        """Hand the name on."""
        field = self.form.field("name") if self.form else None
        if isinstance(field, TextField):
            await self._then(field.value)
        return None
