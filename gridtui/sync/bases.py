"""What a writer has seen: the base of a new operation (P3 field 10), from the heads it is made beside."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from gridtui.sync.operation import LAST_FIELD, LIFECYCLE, Kind, Operation, base_of, bases_of, decode_body
from gridtui.sync.replica import Replica, Status

MAX_LIVE_HEADS: Final = 32
"""Live heads of one field; an operation that would make more is held by the server (P9, "limit")."""


def base_for_set(entity: bytes, fields: Iterable[int], replica: Replica) -> tuple[bytes, ...] | None:
    """Return the base of a set or resolve: the heads seen of every field set and of field 0 (P3).

    Setting field 0 has seen every live head of the entity. Raises InputFault ``op.base_limit``.
    """
    row = replica.entity(entity)
    has_create = row is not None and row.status != Status.AWAITED
    live: dict[int, set[bytes]] = defaultdict(set)
    for head in replica.heads(entity):
        if head.dead_by is None:
            live[head.field].add(head.op)
    wanted = {LIFECYCLE, *fields}
    if LIFECYCLE in fields:
        wanted = set(range(LAST_FIELD + 1))
    seen: set[bytes] = set()
    for field in wanted:
        seen |= live[field] or ({entity} if has_create else set())
    return base_of(entity, frozenset(seen))


def base_for_event(entity: bytes, head_events: Iterable[bytes], replica: Replica) -> tuple[bytes, ...] | None:
    """Return the base of an event: the events nothing held has seen, and the heads of field 0 (P3).

    A visit only accumulates and passes no events. Raises InputFault ``op.base_limit``.
    """
    row = replica.entity(entity)
    seen = {head.op for head in replica.heads(entity) if head.field == LIFECYCLE and head.dead_by is None}
    if not seen and row is not None and row.status != Status.AWAITED:
        seen = {entity}
    return base_of(entity, frozenset(seen | set(head_events)))


def exceeds_head_limit(op: Operation, replica: Replica) -> bool:
    """Return whether applying would give a field more than 32 live heads; the server holds such an operation."""
    if op.kind not in (Kind.SET, Kind.RESOLVE):
        return False
    bases = frozenset(bases_of(op))
    live: dict[int, int] = defaultdict(int)
    for head in replica.heads(op.entity):
        if head.dead_by is None and head.op not in bases:
            live[head.field] += 1
    return any(live[field] >= MAX_LIVE_HEADS for field in decode_body(op))
