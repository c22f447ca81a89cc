"""Conflicts: derived from the heads, never sent, and resolved by a person (P4, I8)."""

from collections import defaultdict
from collections.abc import Sequence

from gridtui.core.registry import BY_NUMBER, Merge
from gridtui.sync.heads import VOID
from gridtui.sync.operation import LIFECYCLE, bases_of
from gridtui.sync.replica import Conflict, ConflictKind, EntityRow, Head, Replica, Status


def conflicts_of(entity: bytes, row: EntityRow, rows: Sequence[Head], replica: Replica) -> tuple[Conflict, ...]:
    """Return the conflicts of an entity: fields whose live heads differ, and a voiding beside an edit."""
    live: dict[int, list[Head]] = defaultdict(list)
    for head in rows:
        if head.dead_by is None:
            live[head.field].append(head)
    entity_type = BY_NUMBER.get(row.type)
    found: list[Conflict] = []
    for field, heads in live.items():
        if len({head.value for head in heads}) > 1:
            known = entity_type.field_numbered(field) if entity_type and field else None
            if known is None or known.merge is not Merge.LATEST:
                found.append(Conflict(field, ConflictKind.VALUES))
    voids = [head for head in live[LIFECYCLE] if head.value == VOID]
    if voids:
        edits = {head.op for field, heads in live.items() if field != LIFECYCLE for head in heads}
        if row.status != Status.AWAITED:
            edits.add(entity)
        if any(not _know_each_other(void.op, edit, replica) for void in voids for edit in edits):
            found.append(Conflict(LIFECYCLE, ConflictKind.VOIDED))
    return tuple(sorted(found))


def _know_each_other(one: bytes, other: bytes, replica: Replica) -> bool:
    return one == other or any(
        op is not None and seen in bases_of(op)
        for op, seen in ((replica.operation(one), other), (replica.operation(other), one))
    )
