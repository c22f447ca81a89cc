"""Tickets: a matter is registered, handed on, handled, answered, closed; each step is recorded (S0-16, S4-9)."""

from datetime import date

import msgspec

from gridtui.core.errors import InputFault, Refused
from gridtui.core.records import Household, Ticket
from gridtui.core.words import TicketClass, TicketKind, TicketSource
from gridtui.office import drafts
from gridtui.office.acts import UndoStep, line, lines, remember
from gridtui.office.session import OfficeSession
from gridtui.office.ticket_pages import act_choices
from gridtui.office.views import Saved
from gridtui.scheme.load import scheme_digest
from gridtui.store import read_households, read_posts, read_tickets, read_visits
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value


class TicketForm(msgspec.Struct, frozen=True):
    """What is typed about a new matter: about a household, or about a ``place`` where there is none."""

    title: str = ""
    category: str = ""
    household: bytes | None = None
    place: str = ""
    kind: int = TicketKind.PROBLEM
    ticket_class: int = TicketClass.COORDINATION
    detail: str = ""
    source: int = TicketSource.PATROL
    reporter: bytes | None = None
    reporter_name: str = ""
    reporter_phone: str = ""
    visit: bytes | None = None


class StepForm(msgspec.Struct, frozen=True):
    """What is stated with a step. ``to_post`` or ``to_desk`` for a hand-over, ``result`` for a close."""

    note: str = ""
    to_post: bytes | None = None
    to_desk: str = ""
    result: int = 0
    reply_channel: int = 0


def new_ticket_form(
    session: OfficeSession, *, household: bytes | None = None, visit: bytes | None = None
) -> TicketForm:
    """Return the form of a new ticket; from a visit, its household, its person and what the diary says are filled."""
    detail = ""
    if visit is not None:
        with session.store.reading() as reader:
            logged = read_visits.visit(reader, visit)
        if logged is None:
            raise InputFault("visit.unknown")
        household, detail = logged.household, logged.diary
    home = _household(session, household) if household else None
    told = home.members[0] if home and home.members else None
    return TicketForm(
        household=household,
        source=TicketSource.VISIT if visit else TicketSource.RESIDENT if household else TicketSource.PATROL,
        detail=detail,
        reporter=told.uid if told else None,
        reporter_name=told.name if told else "",
        reporter_phone=told.phone if told else "",
        visit=visit,
        category=session.scheme.categories[0].key if session.scheme.categories else "",
    )


def open_ticket(session: OfficeSession, form: TicketForm) -> Saved:
    """Register a matter under the next number of the year.

    Raises InputFault ``ticket.no_title``, ``ticket.no_category``, ``ticket.no_place`` (neither household nor place),
    ``household.unknown``; Refused without ``ticket.open``.
    """
    home = _household(session, form.household) if form.household else None
    session.require("ticket.open", unit=home.grid if home else None)
    if not form.title.strip():
        raise InputFault("ticket.no_title", field="title")
    if form.category not in {category.key for category in session.scheme.categories}:
        raise InputFault("ticket.no_category", field="category")
    if home is None and not form.place.strip():
        raise InputFault("ticket.no_place", field="place")
    with session.store.writing(session.clock) as writer:
        number = _next_number(session, writer)
        values = _values(session, form, number, home)
        uid = writer.create("ticket", values, root=home.uid if home else None, actor=session.actor)
        drafts.drop_in(session, writer, "ticket", form.household)
        told = {"number": number, "title": line(form.title)}
        return remember(session, writer, uid, "ticket.opened", told, [UndoStep("void", uid)])


def act_on_ticket(session: OfficeSession, ticket: bytes, act: int, form: StepForm | None = None) -> Saved:
    """Record a step of a ticket.

    Raises InputFault ``ticket.unknown``, ``ticket.needs`` (``missing`` names what the step still needs),
    ``ticket.needs_note``, ``ticket.needs_to``, ``ticket.needs_result``; Refused where the acting post may not, or
    the ticket's state does not take the step (``ticket.state``).
    """
    stated = form or StepForm()
    with session.store.writing(session.clock) as writer:
        found = read_tickets.ticket(writer.read, ticket)
        if found is None:
            raise InputFault("ticket.unknown")
        _check_step(session, found, act, stated)
        values: dict[str, Value] = {
            "act": act,
            "at_ms": session.clock.now_ms(),
            "to_post": stated.to_post,
            "to_desk": line(stated.to_desk),
            "note": lines(stated.note),
            "result": stated.result,
            "reply_channel": stated.reply_channel,
        }
        uid = writer.event("ticket_event", ticket, values, root=found.household, actor=session.actor)
        drafts.drop_in(session, writer, "ticket_step", ticket)
        told: dict[str, str | int] = {"number": found.number, "act": act}
        step = UndoStep("withdraw_step", uid, of=ticket)
        return remember(session, writer, uid, "ticket.act", told, [step])


def _check_step(session: OfficeSession, ticket: Ticket, act: int, stated: StepForm) -> None:
    choice = next((choice for choice in act_choices(session, ticket) if choice.act == act), None)
    if choice is None:
        raise Refused("ticket.state", number=ticket.number)
    if choice.missing:
        raise InputFault("ticket.needs", number=ticket.number, missing=" ".join(choice.missing))
    if not choice.allowed:
        raise Refused(choice.reason, number=ticket.number)
    if "note" in choice.asks and not stated.note.strip():
        raise InputFault("ticket.needs_note", field="note")
    if "to" in choice.asks and stated.to_post is None and not stated.to_desk:
        raise InputFault("ticket.needs_to", field="to_post")
    if "result" in choice.asks and not stated.result:
        raise InputFault("ticket.needs_result", field="result")
    if stated.to_post is not None:
        with session.store.reading() as reader:
            held = {post.uid for post in read_posts.posts(reader, session.today)}
        if stated.to_post not in held:
            raise InputFault("ticket.to_unknown", field="to_post")


def _values(session: OfficeSession, form: TicketForm, number: str, home: Household | None) -> dict[str, Value]:
    return {
        "number": number,
        "kind": form.kind,
        "ticket_class": form.ticket_class,
        "category": form.category,
        "title": line(form.title),
        "detail": lines(form.detail),
        "household": form.household,
        "place": line(form.place),
        "source": form.source,
        "reporter": form.reporter,
        "reporter_name": line(form.reporter_name),
        "reporter_phone": line(form.reporter_phone),
        "opened_ms": session.clock.now_ms(),
        "opener": session.actor,
        "scheme": scheme_digest(session.scheme),
        "visit": form.visit,
        "unit": home.grid if home and home.grid else session.scope_unit.uid,
    }


def _next_number(session: OfficeSession, writer: Writer) -> str:
    """Return prefix, year and the next counter (ZY26-0113); inside the transaction, so that no number comes twice."""
    stem = f"{session.ticket_prefix}{date.fromordinal(session.today).year % 100:02d}-"
    return f"{stem}{read_tickets.last_counter(writer.read, stem) + 1:04d}"


def _household(session: OfficeSession, uid: bytes) -> Household:
    with session.store.reading() as reader:
        home = read_households.household(reader, uid)
    if home is None:
        raise InputFault("household.unknown")
    return home
