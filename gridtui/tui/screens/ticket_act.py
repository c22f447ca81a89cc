"""One act on a ticket: what it asks for, and before it is done what it does to the clock and who will see it."""

from typing import TYPE_CHECKING

from gridtui.core.words import Channel, TicketAct
from gridtui.locale import _, say
from gridtui.locale.words import word, word_list
from gridtui.office import browse, tickets
from gridtui.office.views import ActChoice, Saved, TicketView
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.screens.ticket import EFFECTS
from gridtui.tui.widgets.choice import ChoiceField
from gridtui.tui.widgets.fields import Field, TextField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line, line

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

LABEL_WIDTH = 8
NO_DESK = ""


class TicketActScreen(FormScreen):
    """The form of one act. Closing and voiding end the ticket's clock and are asked about once more."""

    name = "ticket_act"
    draft_name = "ticket_step"

    def __init__(self, desk: "Desk", view: TicketView, choice: ActChoice) -> None:
        super().__init__(desk, view.ticket.uid)
        self._view = view
        self._act = TicketAct(choice.act)
        self._agreed = False

    async def make_form(self) -> Form:
        """Ask what this act needs and no more."""
        fields: list[Field] = []
        desks = [(desk.key, desk.title) for desk in self.session.scheme.desks]
        if self._act is TicketAct.HANDED_OVER:
            colleagues = await self.desk.read(browse.colleagues, self.session)
            posts = [(post.uid, f"{post.staff_name}({post.unit_name})") for post in colleagues]
            fields += [
                ChoiceField("to_post", _("To post"), posts, None),
                ChoiceField("to_desk", _("or desk"), desks, None),
            ]
        elif self._act is TicketAct.REPLIED:
            fields.append(ChoiceField("reply_channel", _("By"), word_list(Channel), Channel.PHONE))
        elif self._act is TicketAct.CLOSED:
            results = await self.desk.read(browse.results, self.session)
            fields.append(ChoiceField("result", _("Result"), results, None))
        elif self._act is TicketAct.NOTED and desks:
            fields.append(ChoiceField("to_desk", _("Copy to"), ((NO_DESK, _("nobody")), *desks), NO_DESK))
        rows = [[Placed(field)] for field in fields]
        rows.append([Placed(TextField("note", _("Note"), limit_characters=500))])
        rows.append([Placed(self.end_field())])
        return Form(rows, label_width=LABEL_WIDTH)

    def title(self) -> Line:
        """Return the act and the ticket."""
        ticket = self._view.ticket
        return (
            (word(TicketAct, self._act), STRONG),
            (f"  {ticket.number} {ticket.title} {self._view.address}", PLAIN),
        )

    def remarks(self) -> list[Line]:
        """Say what the act does to the clock and who will see it."""
        return [line(" " + _(EFFECTS[self._act]))] if self._act in EFFECTS else []

    async def act_save(self) -> None:
        """Do the act; what ends the ticket is asked about first."""
        if self._act in {TicketAct.CLOSED, TicketAct.VOIDED} and not self._agreed:
            self.desk.ask(
                say("{act} {number}?", act=word(TicketAct, self._act), number=self._view.ticket.number),
                word(TicketAct, self._act),
                self._agree,
            )
            return
        self._agreed = False
        await super().act_save()

    async def _agree(self) -> None:
        self._agreed = True
        await self.act_save()

    async def save(self) -> Saved:
        """Take the act through the office."""
        form = self.form
        values = {each.key: getattr(each, "value", None) for each in form.fields} if form else {}
        to_post = values.get("to_post")
        step = tickets.StepForm(
            note=str(values.get("note") or ""),
            to_post=to_post if isinstance(to_post, bytes) else None,
            to_desk=str(values.get("to_desk") or ""),
            result=_number(values.get("result")),
            reply_channel=_number(values.get("reply_channel")),
        )
        return await self.desk.write(tickets.act_on_ticket, self.session, self._view.ticket.uid, int(self._act), step)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
