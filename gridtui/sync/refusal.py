"""Refusal: an operation that will never be in the log is taken out of the state again (P4, P6 state 5)."""

from collections.abc import Iterable, Sequence

import msgspec

from gridtui.sync.conflicts import conflicts_of
from gridtui.sync.heads import FieldRows, is_pending, status_of
from gridtui.sync.operation import Kind, Operation, bases_of, fields_set
from gridtui.sync.replica import EntityRow, Head, Replica, State, Status


def refuse(op_id: bytes, replica: Replica) -> None:
    """Take an operation out of the state: what it superseded lives again.

    It rests, marked, for its author to see. Nothing happens if it is not held, is refused already or has a place.
    """
    held = replica.held(op_id)
    if held is None or held.placement.state == State.REFUSED or held.placement.seq is not None:
        return
    op = replica.operation(op_id)
    replica.save_placement(op_id, msgspec.structs.replace(held.placement, state=State.REFUSED))
    if op is None:
        return
    others = [other for other in replica.operations_of(op.entity) if other.id != op_id]
    _unlist(op, others, replica)
    entity = replica.entity(op.entity)
    if fields_set(op) and entity is not None:
        _take_heads_out(op, entity, others, replica)


def _unlist(op: Operation, others: Sequence[Operation], replica: Replica) -> None:
    """Keep the notes about bases that are not held as if the operation had never come."""
    for base in bases_of(op):
        replica.drop_missing(base, op.id)
    for other in others:
        if op.id in bases_of(other):
            replica.save_missing(op.id, other.id, fields_set(other))


def _take_heads_out(op: Operation, entity: EntityRow, others: Sequence[Operation], replica: Replica) -> None:
    fields = FieldRows(op.entity, replica.heads(op.entity), replica)
    for head in fields.rows():
        if head.op == op.id:
            fields.remove(head)
        elif head.dead_by == op.id:
            _revive(head, others, fields, replica)
    if op.kind == Kind.CREATE:
        entity = msgspec.structs.replace(entity, status=Status.AWAITED)
    elif entity.status != Status.AWAITED:
        fields.simplify()
    if entity.status in (Status.LIVE, Status.VOID):
        entity = msgspec.structs.replace(entity, status=status_of(fields.rows()))
    fields.write()
    replica.save_entity(op.entity, entity)
    replica.save_conflicts(op.entity, conflicts_of(op.entity, entity, fields.rows(), replica))


def _revive(head: Head, others: Iterable[Operation], fields: FieldRows, replica: Replica) -> None:
    """Bring a head back to life unless another held operation supersedes it too."""
    dead_by: bytes | None = None
    for other in others:
        if other.kind != Kind.CREATE and fields_set(other) >> head.field & 1 and head.op in bases_of(other):
            if not is_pending(other.id, replica):
                fields.remove(head)
                return
            dead_by = other.id
    fields.put(msgspec.structs.replace(head, dead_by=dead_by))
