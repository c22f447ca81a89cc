"""Merge: what a set of operations adds up to (P4), one operation at a time and in any order.

The state of an entity is a function of the set of operations held, not of their order: applying incrementally equals
folding the set. A field's heads are the operations that set it and that no held operation setting it lists in its
base. One head is the ordinary case; two with different values are a conflict that a person resolves, never a silent
winner. A create sets every field, so it stands for itself: no row for a field means that its one head is the create.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum

import msgspec

from gridtui.sync.conflicts import conflicts_of
from gridtui.sync.heads import FieldRows, status_of
from gridtui.sync.operation import Kind, Operation, bases_of, fields_set, op_hash
from gridtui.sync.replica import Conflict, EntityRow, Head, HeldOperation, Placement, Replica, State, Status


class Outcome(IntEnum):
    """What applying an operation came to."""

    APPLIED = 0
    """New here; the state may have changed."""
    DUPLICATE = 1
    """Held already, nothing changed."""
    PLACED = 2
    """Held already, its place in the log is new; the shown value may have changed."""
    ERASED = 3
    """Kept without its body: the entity is erased."""
    ID_REUSED = 4
    """Another operation of the same id is held; nothing was kept."""


class Applied(msgspec.Struct, frozen=True, gc=False):
    """What applying did. ``conflicts`` are those of the entity now (events' conflicts are the projection's).

    ``restamped``: an operation that was held already has another eff now, so that another value may be shown.
    """

    outcome: Outcome
    conflicts: tuple[Conflict, ...] = ()
    restamped: bool = False

    @property
    def changes_state(self) -> bool:
        """Whether rows that follow from the state have to be written again."""
        return self.outcome == Outcome.APPLIED or self.restamped


def apply(op: Operation, placement: Placement, replica: Replica) -> Applied:
    """Take an operation into the state; the same one twice is taken once.

    ``op`` has passed ``check_operation``. Raises nothing of its own; what cannot be interpreted is kept opaque.
    """
    operation_hash = op_hash(op)
    held = replica.held(op.id)
    if held is not None:
        if held.hash != operation_hash:
            return Applied(Outcome.ID_REUSED)
        if held.placement.state != State.REFUSED:
            return _place(op, held, placement, replica)
        if placement.seq is None:
            return Applied(Outcome.DUPLICATE)
    entity = replica.entity(op.entity)
    erased = entity is not None and entity.status == Status.ERASED
    replica.save_operation(op, operation_hash, placement, erased=erased or op.kind == Kind.ERASE)
    if erased:
        return Applied(Outcome.ERASED)
    if op.kind == Kind.ERASE:
        replica.erase(op.entity)
        replica.save_entity(op.entity, _erased(op, entity, placement))
        return Applied(Outcome.APPLIED)
    return Applied(Outcome.APPLIED, _merge(op, placement, entity, replica))


def _erased(op: Operation, entity: EntityRow | None, placement: Placement) -> EntityRow:
    if entity is None:
        return EntityRow(op.type, op.root or op.entity, placement.scope, Status.ERASED)
    return msgspec.structs.replace(entity, status=Status.ERASED)


def _place(op: Operation, held: HeldOperation, now: Placement, replica: Replica) -> Applied:
    """Take the place of the newer epoch; what the operation superseded while pending goes for good."""
    before = held.placement
    newer = now.seq is not None and (
        before.seq is None or before.epoch is None or (now.epoch is not None and now.epoch > before.epoch)
    )
    if not newer:
        return Applied(Outcome.DUPLICATE)
    replica.save_placement(op.id, now)
    entity = replica.entity(op.entity)
    if entity is None or entity.status == Status.ERASED:
        return Applied(Outcome.PLACED)
    heads = replica.heads(op.entity)
    gone = [(head.field, head.op) for head in heads if head.dead_by == op.id]
    put = _restamped(heads, op.id, now.eff)
    if gone or put:
        replica.change_heads(op.entity, gone, put)
    return Applied(Outcome.PLACED, restamped=now.eff is not None and now.eff != held.order_eff)


def _restamped(heads: Iterable[Head], op_id: bytes, eff: int | None) -> list[Head]:
    """Return the rows of an operation whose eff is another now."""
    if eff is None:
        return []
    return [msgspec.structs.replace(h, eff=eff) for h in heads if h.op == op_id and h.eff != eff]


def acknowledge(op_id: bytes, state: State, eff: int | None, replica: Replica) -> bool:
    """Note what the server answered to a pushed operation that has no place here yet; ``eff`` None keeps the hlc.

    Returns whether the operation is known. What it superseded stays restorable until its place is known (P10).
    """
    held = replica.held(op_id)
    if held is None:
        return False
    now = msgspec.structs.replace(held.placement, state=state, eff=held.hlc if eff is None else eff)
    replica.save_placement(op_id, now)
    op = replica.operation(op_id)
    if op is not None and fields_set(op):
        put = _restamped(replica.heads(op.entity), op_id, now.eff)
        if put:
            replica.change_heads(op.entity, (), put)
    return True


def _merge(op: Operation, placement: Placement, entity: EntityRow | None, replica: Replica) -> tuple[Conflict, ...]:
    mask = fields_set(op)
    bases = bases_of(op)
    rows: Sequence[Head] = ()
    if mask:
        fields = FieldRows(op.entity, () if entity is None else replica.heads(op.entity), replica)
        if op.kind == Kind.CREATE:
            fields.take_create(op, placement)
        else:
            fields.take_set(op, placement, has_create=entity is not None and entity.status != Status.AWAITED)
        fields.write()
        rows = fields.rows()
    replica.drop_missing(op.id)
    for base in bases:
        if not replica.covers(base):
            replica.save_missing(base, op.id, mask)
    row = _entity_after(op, placement, entity, rows if mask else None)
    if row != entity:
        replica.save_entity(op.entity, row)
    if not mask or (op.kind == Kind.CREATE and not rows):
        return ()
    conflicts = conflicts_of(op.entity, row, rows, replica)
    replica.save_conflicts(op.entity, conflicts)
    return conflicts


def _entity_after(
    op: Operation, placement: Placement, entity: EntityRow | None, rows: Iterable[Head] | None
) -> EntityRow:
    """Return what is known of the entity after an operation; ``rows`` None where it set no field."""
    if op.kind == Kind.CREATE:
        if entity is not None and entity.status == Status.LEFT:
            return msgspec.structs.replace(entity, type=op.type, root=op.root or op.entity)
        return EntityRow(op.type, op.root or op.entity, placement.scope, status_of(rows or ()))
    if entity is None:
        known = op.kind in (Kind.SET, Kind.RESOLVE)
        return EntityRow(op.type if known else 0, op.root or op.entity, placement.scope, Status.AWAITED)
    row = entity
    if entity.type == 0 and op.kind in (Kind.SET, Kind.RESOLVE):
        row = msgspec.structs.replace(row, type=op.type)
    if rows is not None and entity.status in (Status.LIVE, Status.VOID):
        row = msgspec.structs.replace(row, status=status_of(rows))
    return row
