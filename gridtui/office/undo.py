"""Taking an act back: by its author, on the same day, without deleting anything.

A visit is taken back by a record that points at it, a step of a ticket by an event that names it, an entity by
voiding it, a change by setting the old values. A second act in between by somebody else stays: setting the old value
then is a change like any other, which merges or conflicts as two people's changes do.
"""

import msgspec

from gridtui.core.errors import InputFault, Refused
from gridtui.core.registry import BY_NAME
from gridtui.core.words import TicketAct
from gridtui.office.acts import UndoStep
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.office.visits import withdrawal
from gridtui.store import local, read_visits
from gridtui.store.writer import Writer
from gridtui.sync.operation import read_changes

TICKET_OPENED = "ticket.opened"


def last_undo(session: OfficeSession) -> Saved | None:
    """Return today's latest act of this post that can still be taken back; None if there is none."""
    with session.store.reading() as reader:
        row = local.last_undo(reader, session.undo_owner, session.today)
    if row is None:
        return None
    return Saved(b"", row.label, msgspec.json.decode(row.parameters, type=dict[str, str | int]), row.id)


def undo(session: OfficeSession, undo_id: bytes | None = None) -> Saved:
    """Take an act back, by default today's latest; return what the person is told.

    Raises InputFault ``undo.nothing``; Refused ``undo.not_yours`` or ``undo.too_late`` (only on the same day).
    """
    with session.store.writing(session.clock) as writer:
        if undo_id is None:
            row = local.last_undo(writer.read, session.undo_owner, session.today)
        else:
            row = local.undo(writer.read, undo_id)
        if row is None or not local.mark_undone(writer.read, row.id):
            raise InputFault("undo.nothing")
        if row.account != session.undo_owner:
            raise Refused("undo.not_yours")
        if row.day != session.today:
            raise Refused("undo.too_late")
        for step in msgspec.json.decode(row.inverse, type=list[UndoStep]):
            _take_back(session, writer, step)
    told = msgspec.json.decode(row.parameters, type=dict[str, str | int])
    told.setdefault("label", next((told[key] for key in ("name", "address", "unit") if key in told), ""))
    return Saved(b"", _message(row.label), told)


def _take_back(session: OfficeSession, writer: Writer, step: UndoStep) -> None:
    match step.kind:
        case "void":
            writer.void(step.uid, actor=session.actor)
        case "restore":
            writer.restore(step.uid, actor=session.actor)
        case "set":
            changes = read_changes(BY_NAME[step.of.decode()], step.body)
            writer.set(step.uid, changes, actor=session.actor)
        case "withdraw_visit":
            visit = read_visits.visit(writer.read, step.uid)
            if visit is None:
                raise InputFault("visit.unknown")
            values = withdrawal(session, visit)
            writer.event("visit", visit.household, values, root=visit.household, actor=session.actor)
        case "withdraw_step":
            values = {"act": TicketAct.WITHDRAWN, "at_ms": session.clock.now_ms(), "withdraws": step.uid}
            writer.event("ticket_event", step.of, values, actor=session.actor)


def _message(label: str) -> str:
    """Return the status line of taking back what a label saved."""
    return {
        "visit.logged": "visit.withdrawn",
        "visit.corrected": "visit.withdrawn",
        "ticket.opened": "ticket.voided",
        "ticket.act": "ticket.step_withdrawn",
    }.get(label, "change.withdrawn")
