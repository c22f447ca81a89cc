"""Taking an act back: by its author, on the same day, without deleting anything.

A visit is taken back by a record that points at it, a correction by stating once more what it corrected, a step of a
ticket by an event that names it, an entity by voiding it, a change by setting the old values. What somebody else has
built upon since stays: the act is then refused to be taken back, and the way on is a change like any other.
"""

import msgspec

from gridtui.core.errors import InputFault, Refused
from gridtui.core.records import Ticket
from gridtui.core.registry import BY_NAME
from gridtui.core.words import TicketAct
from gridtui.office.acts import UndoStep
from gridtui.office.bulk_undo import is_undone, undo_bulk
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.office.visit_forms import restated
from gridtui.office.visits import withdrawal
from gridtui.scheme import acts
from gridtui.store import local, read_tickets, read_visits
from gridtui.store.database import Reader
from gridtui.store.read_corrections import correctors_of
from gridtui.store.read_in_use import is_in_use
from gridtui.store.read_values import is_still
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value, read_changes

_NAMES = ("name", "title", "address", "unit")
"""Parameters of an act that say whom it was about, the first that is there."""


def last_undo(session: OfficeSession) -> Saved | None:
    """Return today's latest act of this post that can still be taken back; None if there is none."""
    with session.store.reading() as reader:
        row = local.last_undo(reader, session.undo_owner, session.today)
    if row is None:
        return None
    return Saved(b"", row.label, msgspec.json.decode(row.parameters, type=dict[str, str | int]), row.id)


def undo(session: OfficeSession, undo_id: bytes | None = None) -> Saved:
    """Take an act back, by default today's latest; return what the person is told.

    Raises InputFault ``undo.nothing``; Refused ``undo.not_yours``, ``undo.too_late`` (only on the same day) or
    ``undo.worked_on_since`` (somebody has built upon it).
    """
    with session.store.reading() as reader:
        row = _row(session, reader, undo_id)
    steps = msgspec.json.decode(row.inverse, type=list[UndoStep])
    if steps and steps[0].kind == "bulk":
        _undo_many(session, row, steps[0].uid)
    else:
        with session.store.writing(session.clock) as writer:
            row = _row(session, writer.read, row.id)
            for step in steps:
                _take_back(session, writer, step)
            local.mark_undone(writer.read, row.id)
    told = msgspec.json.decode(row.parameters, type=dict[str, str | int])
    told.setdefault("label", next((told[key] for key in _NAMES if key in told), ""))
    return Saved(b"", _message(row.label), told)


def _undo_many(session: OfficeSession, row: local.UndoRow, change: bytes) -> None:
    """Take a change of many records back, in transactions of its own; by command it may be taken back already."""
    if not is_undone(session, change):
        undo_bulk(session, change)
    with session.store.transaction() as transaction:
        local.mark_undone(transaction, row.id)


def _row(session: OfficeSession, reader: Reader, undo_id: bytes | None) -> local.UndoRow:
    if undo_id is None:
        row = local.last_undo(reader, session.undo_owner, session.today)
    else:
        row = local.undo(reader, undo_id)
    if row is None or row.undone:
        raise InputFault("undo.nothing")
    if row.account != session.undo_owner:
        raise Refused("undo.not_yours")
    if row.day != session.today:
        raise Refused("undo.too_late")
    return row


def _take_back(session: OfficeSession, writer: Writer, step: UndoStep) -> None:
    match step.kind:
        case "void":
            _void(session, writer, step.uid)
        case "restore":
            writer.restore(step.uid, actor=session.actor)
        case "set":
            _set_back(session, writer, step)
        case "withdraw_visit":
            session.require(acts.VISIT_UNDO, author=session.actor)
            _withdraw_visit(session, writer, step.uid)
        case "restate_visit":
            session.require(acts.VISIT_UNDO, author=session.actor)
            _restate_visit(session, writer, step)
        case "withdraw_step":
            _withdraw_step(session, writer, step)
        case "bulk":
            raise InputFault("undo.nothing")


def _void(session: OfficeSession, writer: Writer, uid: bytes) -> None:
    """Void what was made, unless others have worked on it: a ticket's steps, a unit's households, a post's visits."""
    ticket = read_tickets.ticket(writer.read, uid)
    if ticket is not None and any(event.applied and event.actor != session.actor for event in ticket.events):
        raise Refused("undo.worked_on_since")
    if is_in_use(writer.read, uid):
        raise Refused("undo.worked_on_since")
    writer.void(uid, actor=session.actor)


def _set_back(session: OfficeSession, writer: Writer, step: UndoStep) -> None:
    """Set the old values, unless a field has another value by now than the act gave it."""
    type_name = step.of.decode()
    if step.after:
        made = read_changes(BY_NAME[type_name], step.after)
        if not is_still(writer.read, type_name, step.uid, made):
            raise Refused("undo.worked_on_since")
    writer.set(step.uid, read_changes(BY_NAME[type_name], step.body), actor=session.actor)


def _withdraw_visit(session: OfficeSession, writer: Writer, uid: bytes) -> None:
    visit = read_visits.visit(writer.read, uid)
    if visit is None:
        raise InputFault("visit.unknown")
    if not correctors_of(writer.read, uid) <= {session.actor}:
        raise Refused("undo.worked_on_since")
    writer.event("visit", visit.household, withdrawal(session, visit), root=visit.household, actor=session.actor)


def _restate_visit(session: OfficeSession, writer: Writer, step: UndoStep) -> None:
    """Let the record that was corrected hold again: of two corrections of one record the later one stands."""
    visit = read_visits.visit(writer.read, step.uid)
    if visit is None:
        raise InputFault("visit.unknown")
    if correctors_of(writer.read, step.of):
        raise Refused("undo.worked_on_since")
    values = {**restated(visit), "corrects": step.uid}
    writer.event("visit", visit.household, values, root=visit.household, actor=session.actor)


def _withdraw_step(session: OfficeSession, writer: Writer, step: UndoStep) -> None:
    ticket = read_tickets.ticket(writer.read, step.of)
    if ticket is None:
        raise InputFault("ticket.unknown")
    if _last_step(ticket) != step.uid:
        raise Refused("undo.worked_on_since")
    values: dict[str, Value] = {
        "act": TicketAct.WITHDRAWN,
        "at_ms": session.now_ms(),
        "withdraws": step.uid,
    }
    writer.event("ticket_event", step.of, values, actor=session.actor)


def _last_step(ticket: Ticket) -> bytes | None:
    """Return the last step that holds (``rules.lifecycle.withdrawable``): only that one may be taken out."""
    held = (event.uid for event in reversed(ticket.events) if event.applied and event.act != TicketAct.WITHDRAWN)
    return next(held, None)


def _message(label: str) -> str:
    """Return the status line of taking back what a label saved."""
    return {
        "visit.logged": "visit.withdrawn",
        "visit.logged_by_other": "visit.withdrawn",
        "visit.corrected": "visit.restated",
        "ticket.opened": "ticket.voided",
        "ticket.act": "ticket.step_withdrawn",
        "bulk.changed": "bulk.withdrawn",
    }.get(label, "change.withdrawn")
