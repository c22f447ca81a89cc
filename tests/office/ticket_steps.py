"""Short words for tests of tickets: open one, take a step, see what it takes next."""

from gridtui.core.records import Ticket
from gridtui.core.words import TicketAct, TicketClass, TicketResult, TicketSource
from gridtui.office import browse
from gridtui.office.tickets import StepForm, TicketForm, act_on_ticket, open_ticket
from gridtui.office.views import ActChoice, Saved
from tests.tools.office_builder import SmallOffice


def opened(office: SmallOffice, account: str, head: str = "赵志强", **changes: object) -> bytes:
    """Open a ticket about a household and return its id; by default nobody waits for an answer."""
    values: dict[str, object] = {
        "title": "楼道堆物",
        "category": "environment",
        "household": office.homes[head],
        "ticket_class": TicketClass.ROUTINE,
        "source": TicketSource.PATROL,
    }
    return open_ticket(office.session(account), TicketForm(**(values | changes))).uid  # type: ignore[arg-type]


def step(office: SmallOffice, account: str, ticket: bytes, act: TicketAct, **stated: object) -> Saved:
    """Take a step in an account's name, with a note and a result where they are asked for."""
    values: dict[str, object] = {"note": "已办"}
    if act == TicketAct.CLOSED:
        values["result"] = TicketResult.FIXED
    return act_on_ticket(office.session(account), ticket, act, StepForm(**(values | stated)))  # type: ignore[arg-type]


def seen(office: SmallOffice, account: str, ticket: bytes) -> Ticket:
    """Return the ticket as an account sees it."""
    return browse.ticket(office.session(account), ticket).ticket


def choices(office: SmallOffice, account: str, ticket: bytes) -> dict[TicketAct, ActChoice]:
    """Return what the ticket's state admits, by act."""
    return {TicketAct(choice.act): choice for choice in browse.ticket(office.session(account), ticket).acts}
