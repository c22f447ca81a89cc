"""The ticket form: what, where, who reported it; from a household, from a visit with one key, or for a place."""

from typing import TYPE_CHECKING

import msgspec

from gridtui.core.words import TicketClass, TicketKind, TicketSource
from gridtui.locale import _
from gridtui.locale.words import word_list
from gridtui.office import browse, tickets
from gridtui.office.views import Saved
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.screens.lists import Subject
from gridtui.tui.widgets.choice import ChoiceField
from gridtui.tui.widgets.fields import TextField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

LABEL_WIDTH = 8
SECOND_COLUMN = 38


class TicketFormScreen(FormScreen):
    """Open a ticket. ``subject`` None is a place; ``visit`` is the visit that found it.

    ``form`` is what is known already, and its draft is kept under ``draft_subject``.
    """

    name = "ticket_form"
    draft_name = "ticket"

    def __init__(
        self,
        desk: "Desk",
        subject: Subject | None,
        *,
        visit: bytes | None = None,
        form: tickets.TicketForm | None = None,
        draft_subject: bytes | None = None,
    ) -> None:
        super().__init__(desk, draft_subject or (subject.household if subject else None))
        self._subject = subject
        self._visit = visit
        self._base = form

    async def make_form(self) -> Form:
        """Read the office's categories and who lives there."""
        household = self._subject.household if self._subject else None
        base = self._base
        if base is None:
            base = await self.desk.read(tickets.new_ticket_form, self.session, household=household, visit=self._visit)
        categories = await self.desk.read(browse.categories, self.session)
        self._base = base
        rows = [
            [
                Placed(ChoiceField("kind", _("Kind"), word_list(TicketKind), base.kind)),
                Placed(
                    ChoiceField("ticket_class", _("Class"), word_list(TicketClass), base.ticket_class), SECOND_COLUMN
                ),
            ],
            [
                Placed(ChoiceField("category", _("Category"), list(categories), base.category or None)),
                Placed(ChoiceField("source", _("Source"), word_list(TicketSource), base.source), SECOND_COLUMN),
            ],
            [Placed(TextField("title", _("Title"), base.title, limit_characters=60))],
            [Placed(TextField("place", _("Place"), base.place, limit_characters=80))],
            [Placed(TextField("detail", _("Detail"), base.detail, limit_characters=500))],
            [
                Placed(TextField("reporter_name", _("Reporter"), base.reporter_name, limit_characters=40)),
                Placed(
                    TextField("reporter_phone", _("Phone"), base.reporter_phone, limit_characters=20), SECOND_COLUMN
                ),
            ],
            [Placed(self.end_field())],
        ]
        form = Form(rows, label_width=LABEL_WIDTH)
        form.go_to("title" if base.category else "category")
        return form

    def title(self) -> Line:
        """Return what the ticket is about."""
        about = self._subject.full_label if self._subject else ""
        return ((_("Open ticket"), STRONG), (f"  {about}", PLAIN))

    async def save(self) -> Saved:
        """Open the ticket."""
        form, base = self.form, self._base
        if form is None or base is None:
            raise RuntimeError
        values = {each.key: getattr(each, "value", None) for each in form.fields if each.key != "end"}
        values["category"] = values["category"] or ""
        return await self.desk.write(tickets.open_ticket, self.session, msgspec.structs.replace(base, **values))
