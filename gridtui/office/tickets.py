"""Tickets: a matter is registered, handed on, handled, answered, closed; each step is recorded (S0-16, S4-9)."""

from datetime import date

import msgspec

from gridtui.core.errors import InputFault, Refused
from gridtui.core.records import Ticket
from gridtui.core.words import TicketAct
from gridtui.office import drafts
from gridtui.office.acts import UndoStep, line, lines, remember
from gridtui.office.session import OfficeSession
from gridtui.office.ticket_forms import TicketForm, check_form, new_ticket_form, values_of
from gridtui.office.ticket_pages import act_choices
from gridtui.office.views import ActChoice, Saved
from gridtui.store import read_posts, read_tickets
from gridtui.store.database import Reader
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value

__all__ = ["StepForm", "TicketForm", "act_on_ticket", "new_ticket_form", "open_ticket"]


class StepForm(msgspec.Struct, frozen=True):
    """What is stated with a step. ``to_post`` or ``to_desk`` for a hand-over, ``result`` for a close."""

    note: str = ""
    to_post: bytes | None = None
    to_desk: str = ""
    result: int = 0
    reply_channel: int = 0


def open_ticket(session: OfficeSession, form: TicketForm) -> Saved:
    """Register a matter under the next number of the year.

    Raises InputFault ``ticket.no_title``, ``ticket.no_category``, ``ticket.no_place`` (neither household nor place),
    ``ticket.other_visit`` (a visit to another household), ``field.unknown_choice``, ``text.too_long``,
    ``household.unknown``, ``visit.unknown``; Refused without ``ticket.open`` there.
    """
    home = check_form(session, form)
    values = values_of(session, form, home)
    with session.store.writing(session.clock) as writer:
        number = _next_number(session, writer)
        root = home.uid if home else None
        uid = writer.create("ticket", {**values, "number": number}, root=root, actor=session.actor)
        drafts.drop_in(session, writer, "ticket", form.household)
        told = {"number": number, "title": str(values["title"])}
        return remember(session, writer, uid, "ticket.opened", told, [UndoStep("void", uid)])


def act_on_ticket(session: OfficeSession, ticket: bytes, act: int, form: StepForm | None = None) -> Saved:
    """Record a step of a ticket.

    Raises InputFault ``ticket.unknown`` (also a void one), ``ticket.needs`` (``missing`` names what the step still
    needs), ``ticket.needs_note``, ``ticket.needs_to``, ``ticket.needs_result``, ``ticket.to_unknown`` (no post held
    today, no desk of the mechanism), ``text.too_long``; Refused where the acting post may not, or the ticket's state
    does not take the step (``ticket.state``).
    """
    stated = form or StepForm()
    values: dict[str, Value] = {
        "act": act,
        "at_ms": session.now_ms(),
        "to_post": stated.to_post,
        "to_desk": line(stated.to_desk, "to_desk"),
        "note": lines(stated.note, "note"),
        "result": stated.result if act == TicketAct.CLOSED else 0,
        "reply_channel": stated.reply_channel,
    }
    with session.store.writing(session.clock) as writer:
        found = read_tickets.ticket(writer.read, ticket)
        if found is None or not found.live:
            raise InputFault("ticket.unknown")
        _check_step(session, writer.read, found, act, stated)
        uid = writer.event("ticket_event", ticket, values, root=found.household, actor=session.actor)
        drafts.drop_in(session, writer, "ticket_step", ticket)
        told: dict[str, str | int] = {"number": found.number, "act": act}
        step = UndoStep("withdraw_step", uid, of=ticket)
        return remember(session, writer, uid, "ticket.act", told, [step])


def _check_step(session: OfficeSession, reader: Reader, ticket: Ticket, act: int, stated: StepForm) -> None:
    choice = next((choice for choice in act_choices(session, reader, ticket) if choice.act == act), None)
    if choice is None:
        raise Refused("ticket.state", number=ticket.number)
    if not choice.allowed:
        raise Refused(choice.reason, number=ticket.number)
    if choice.missing:
        raise InputFault("ticket.needs", number=ticket.number, missing=" ".join(choice.missing))
    _check_stated(session, choice, stated)
    if stated.to_post is not None and not read_posts.is_held(reader, stated.to_post, session.today):
        raise InputFault("ticket.to_unknown", field="to_post")
    if stated.to_desk and stated.to_desk not in {desk.key for desk in session.scheme.desks}:
        raise InputFault("ticket.to_unknown", field="to_desk")


def _check_stated(session: OfficeSession, choice: ActChoice, stated: StepForm) -> None:
    if "note" in choice.asks and not stated.note.strip():
        raise InputFault("ticket.needs_note", field="note")
    if "to" in choice.asks and stated.to_post is None and not stated.to_desk:
        raise InputFault("ticket.needs_to", field="to_post")
    if "result" in choice.asks and stated.result not in {result.number for result in session.scheme.results}:
        raise InputFault("ticket.needs_result", field="result")


def _next_number(session: OfficeSession, writer: Writer) -> str:
    """Return prefix, year and the next counter (ZY26-0113); inside the transaction, so that no number comes twice."""
    stem = f"{session.ticket_prefix}{date.fromordinal(session.today).year % 100:02d}-"
    return f"{stem}{read_tickets.last_counter(writer.read, stem) + 1:04d}"
