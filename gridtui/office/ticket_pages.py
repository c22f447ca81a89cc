"""Reads of tickets: queues and lists, one ticket's page with the steps it takes now."""

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.phones import mask_phone
from gridtui.core.records import Ticket, TicketEvent
from gridtui.core.time import day_of
from gridtui.core.words import TicketAct, TicketState
from gridtui.locale import language
from gridtui.office import subjects
from gridtui.office.places import address_of, long_address, short_address
from gridtui.office.session import COMMUNITIES, OfficeSession
from gridtui.office.views import ActChoice, SlotLine, TicketPage, TicketRow, TicketView
from gridtui.rules.lifecycle import CLOSED_STATES, TicketHead, allowed_acts
from gridtui.scheme import acts
from gridtui.scheme.machine import Machine
from gridtui.scheme.model import SlotKey
from gridtui.store import (
    read_activities,
    read_households,
    read_occurrences,
    read_posts,
    read_tickets,
    read_visits,
)
from gridtui.store import rows as stored
from gridtui.store.database import Reader
from gridtui.store.mechanism import Mechanism

_SIGNS = frozenset((TicketAct.ACCEPTED, TicketAct.HANDLED, TicketAct.REPLIED))
_PASSES_ON = frozenset((TicketAct.HANDED_OVER, TicketAct.RETURNED, TicketAct.REOPENED))


def tickets(
    session: OfficeSession,
    *,
    state_open: bool | None = True,
    mine: bool = False,
    after: bytes | None = None,
    limit: int = 15,
) -> TicketPage:
    """Return a page of tickets: open ones by due time, others newest first; ``mine`` are those the post holds.

    Raises Refused without ``ticket.view``.
    """
    within = session.reach(acts.TICKET_VIEW)
    wanted = stored.TicketFilter(
        open=state_open,
        unit=None if mine else within,
        owner=session.actor if mine else None,
    )
    with session.store.reading() as reader:
        found = read_tickets.ticket_page(reader, wanted, after=after, limit=limit + 1)
        total = read_tickets.count_tickets(reader, wanted)
    rows = tuple(ticket_row(session, row) for row in found[:limit])
    return TicketPage(rows, total, rows[-1].uid if len(found) > limit else None)


def ticket_row(session: OfficeSession, row: stored.TicketRow) -> TicketRow:
    """Return a stored row as it is shown: place in words, category by its title, working days left."""
    days_left, estimated = days_left_until(session, row.due_ms if row.open else None)
    return TicketRow(
        uid=row.uid,
        number=row.number,
        ticket_class=row.ticket_class,
        kind=row.kind,
        category=category_title(session, row.category),
        title=row.title,
        address=short_address(row.address) if row.household else row.place,
        state=row.state,
        opened_ms=row.opened_ms,
        due_ms=row.due_ms,
        days_left=days_left,
        estimated=estimated,
        owner_name=row.owner_name or desk_title(session, row.desk),
        household=row.household,
        open=row.open,
    )


def ticket(session: OfficeSession, uid: bytes) -> TicketView:
    """Return a ticket's page. A void one is shown as it was, with nothing to do; a phone only to whoever replies.

    Raises InputFault ``ticket.unknown``, Refused.
    """
    with session.store.reading() as reader:
        found = read_tickets.ticket(reader, uid)
        if found is None:
            raise InputFault("ticket.unknown")
        home = read_households.household(reader, found.household) if found.household else None
        if home is None or not subjects.decision_at(session, home, acts.TICKET_VIEW).allowed:
            session.require(acts.TICKET_VIEW, unit=found.unit, holder=found.owner)
        slots = _slots(session, reader, found)
        came_of, came_of_day = _came_of(session, reader, found)
        choices = act_choices(session, reader, found) if found.live else ()
    found = msgspec.structs.replace(found, events=tuple(_in_words(session, event) for event in found.events))
    if not found.live:
        found = msgspec.structs.replace(found, state=TicketState.VOIDED)
    if not session.decide(acts.TICKET_REPLY, unit=found.unit, holder=found.owner).allowed:
        found = msgspec.structs.replace(found, reporter_phone=mask_phone(found.reporter_phone))
    is_open = found.live and found.closed_ms is None
    days_left, estimated = days_left_until(session, found.due_ms if is_open else None)
    return TicketView(
        ticket=found,
        address=long_address(address_of(home.dwelling)) if home else found.place,
        category=category_title(session, found.category),
        slots=slots,
        acts=choices,
        days_left=days_left,
        estimated=estimated,
        came_of=came_of,
        came_of_day=came_of_day,
    )


def _came_of(session: OfficeSession, reader: Reader, ticket: Ticket) -> tuple[str, int | None]:
    """Return what a ticket was opened out of and its day: an activity (S1-16), an occurrence, a visit."""
    activity = read_activities.activity(reader, ticket.activity) if ticket.activity else None
    if activity is not None:
        return activity.title, activity.day
    occurrence = read_occurrences.occurrence(reader, ticket.occurrence) if ticket.occurrence else None
    if occurrence is not None:
        trigger = session.scheme.trigger(occurrence.trigger)
        return trigger.title if trigger else occurrence.trigger, day_of(occurrence.at_ms)
    visit = read_visits.visit(reader, ticket.visit) if ticket.visit else None
    return "", visit.day if visit else None


def _in_words(session: OfficeSession, event: TicketEvent) -> TicketEvent:
    """Return an event with the desk it names by its title."""
    return msgspec.structs.replace(event, to_desk=desk_title(session, event.to_desk)) if event.to_desk else event


def act_choices(session: OfficeSession, reader: Reader, ticket: Ticket) -> tuple[ActChoice, ...]:
    """Return the steps the ticket's state admits, each with what it still needs and whether the post may take it.

    They are those of the mechanism the ticket was opened under, by which its events are folded.
    """
    machine = Mechanism(reader).machine(ticket.scheme, ticket.ticket_class)
    if machine is None:
        return ()
    has_reporter = ticket.reporter is not None or bool(ticket.reporter_name)
    choices = []
    for choice in allowed_acts(machine, _head(machine, ticket), ticket.source, has_reporter=has_reporter):
        decision = session.decide(f"ticket.{_act_word(choice.act)}", unit=ticket.unit, holder=ticket.owner)
        choices.append(ActChoice(choice.act, decision.allowed, choice.missing, choice.asks, decision.code))
    return tuple(choices)


def days_left_until(session: OfficeSession, due_ms: int | None) -> tuple[int | None, bool]:
    """Return the working days left until an instant, negative once past, and whether that is estimated."""
    if due_ms is None:
        return None, False
    counted = session.calendar.working_days_between(session.today, day_of(due_ms))
    return counted.working_days, counted.estimated


def category_title(session: OfficeSession, key: str) -> str:
    """Return a category's title; the key itself where the mechanism no longer names it."""
    return next((category.title for category in session.scheme.categories if category.key == key), key)


def desk_title(session: OfficeSession, key: str) -> str:
    """Return a desk's title; the key itself where the mechanism names none, '' for no desk."""
    return next((desk.title for desk in session.scheme.desks if desk.key == key), key)


def _act_word(act: int) -> str:
    """Return the permission's word for a ticket act: what is asked for is the doing, not the fact."""
    return {
        TicketAct.ACCEPTED: "accept",
        TicketAct.HANDED_OVER: "hand_over",
        TicketAct.HANDLED: "handle",
        TicketAct.REPLIED: "reply",
        TicketAct.CLOSED: "close",
        TicketAct.RETURNED: "return",
        TicketAct.REOPENED: "reopen",
        TicketAct.NOTED: "note",
        TicketAct.VOIDED: "void",
    }[TicketAct(act)]


def _head(machine: Machine, ticket: Ticket) -> TicketHead:
    """Return what the stored fold says that the machine asks for; events it did not take are left out."""
    handled_ms = copied_ms = signed_ms = None
    hops = 0
    for event in ticket.events:
        if not event.applied:
            continue
        if event.act in _SIGNS:
            signed_ms = event.at_ms
        elif event.act in _PASSES_ON:
            signed_ms = None
        if event.act == TicketAct.REOPENED:
            handled_ms = copied_ms = None
        elif event.act == TicketAct.HANDLED:
            handled_ms = event.at_ms
        elif event.act == TicketAct.HANDED_OVER:
            hops += 1
        elif event.act == TicketAct.NOTED and machine.copy_desk and event.to_desk == machine.copy_desk:
            copied_ms = event.at_ms
    return TicketHead(
        state=TicketState(ticket.state),
        open=ticket.closed_ms is None and ticket.state not in CLOSED_STATES,
        owner=ticket.owner,
        desk=ticket.desk,
        due_ms=ticket.due_ms,
        signed_ms=signed_ms,
        handled_ms=handled_ms,
        replied_ms=ticket.replied_ms,
        copied_ms=copied_ms,
        hops=hops,
        answered=ticket.replied_ms is not None,
    )


def _slots(session: OfficeSession, reader: Reader, ticket: Ticket) -> tuple[SlotLine, ...]:
    """Return who does each part, in the order and words of the mechanism; all five where it states none."""
    names = _doers(session, reader, ticket)
    stated = {slot.key: slot.title_en if language() == "en" else slot.title for slot in session.scheme.slots}
    return tuple(SlotLine(key, stated.get(key, ""), names[key]) for key in stated or names)


def _doers(session: OfficeSession, reader: Reader, ticket: Ticket) -> dict[SlotKey, str]:
    """Return who found, reported, owns, solved and supervises a ticket; '' is nobody.

    Who opened it found and reports it; who holds it, or the desk it lies at, owns it; who recorded the last measure
    solves it; the secretary of the community it lies in supervises what somebody else holds.
    """
    solver = next(
        (event.actor_name for event in reversed(ticket.events) if event.act == TicketAct.HANDLED and event.applied),
        "",
    )
    community = session.above(ticket.unit, *COMMUNITIES)
    leaders = {role.key for role in session.scheme.roles if role.kind == "secretary"}
    supervisor = next(
        (
            post
            for post in read_posts.posts(reader, session.today)
            if post.role in leaders and post.uid != ticket.owner and post.unit == community
        ),
        None,
    )
    opener = ticket.opener_name
    owner = ticket.owner_name or desk_title(session, ticket.desk)
    return {
        "found": opener,
        "reported": opener,
        "owned": owner,
        "solved": solver,
        "supervised": supervisor.staff_name if supervisor else "",
    }
