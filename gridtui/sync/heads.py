"""The head rows of one entity: what an operation does to them, and what they show (P4)."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from gridtui.core.errors import SyncFault
from gridtui.sync.operation import LIFECYCLE, Operation, Value, bases_of, decode_body
from gridtui.sync.packing import pack, unpack
from gridtui.sync.replica import Head, Placement, Replica, Status

VOID: Final = pack(1)
"""Field 0 of a voided entity, packed."""

_NOTHING: Final = pack(None)


def status_of(rows: Iterable[Head]) -> Status:
    """Return VOID if any live head of the lifecycle is void (P4)."""
    void = any(row.field == LIFECYCLE and row.dead_by is None and row.value == VOID for row in rows)
    return Status.VOID if void else Status.LIVE


class FieldRows:
    """The head rows of one entity while an operation is worked in; ``write`` tells the replica the difference."""

    def __init__(self, entity: bytes, heads: Sequence[Head], replica: Replica) -> None:
        self._entity = entity
        self._replica = replica
        self._before = {(head.field, head.op): head for head in heads}
        self._now = dict(self._before)
        self._create: tuple[int, int, dict[int, Value]] | None = None

    def rows(self) -> tuple[Head, ...]:
        """Return the rows as they stand now."""
        return tuple(self._now.values())

    def of(self, field: int) -> list[Head]:
        """Return the rows of a field, dead ones too."""
        return [head for head in self._now.values() if head.field == field]

    def put(self, head: Head) -> None:
        """Insert or replace a row."""
        self._now[head.field, head.op] = head

    def remove(self, head: Head) -> None:
        """Remove a row."""
        del self._now[head.field, head.op]

    def write(self) -> None:
        """Tell the replica what changed."""
        gone = [key for key in self._before if key not in self._now]
        put = [head for key, head in self._now.items() if self._before.get(key) != head]
        if gone or put:
            self._replica.change_heads(self._entity, gone, put)

    def take_create(self, op: Operation, placement: Placement) -> None:
        """Write the late create as a row where others set the field before it came; elsewhere no row says it."""
        fields = sorted({head.field for head in self._now.values()})
        if not fields:
            return
        killers = _Killers(op.id, self._replica)
        values = decode_body(op)
        eff = op.hlc if placement.eff is None else placement.eff
        for field in fields:
            superseded, dead_by = killers.of(field)
            if not superseded:
                self.put(Head(field, op.id, eff, op.hlc, _packed(field, values), dead_by))

    def take_set(self, op: Operation, placement: Placement, *, has_create: bool) -> None:
        """First take away what the operation had seen, then test whether one that came earlier has seen it."""
        bases = frozenset(bases_of(op))
        pending = placement.seq is None
        killers = _Killers(op.id, self._replica)
        eff = op.hlc if placement.eff is None else placement.eff
        for field, value in decode_body(op).items():
            if has_create and not self.of(field) and (pending or self._entity not in bases):
                self.put(self.create_head(field))
            for head in self.of(field):
                if head.op not in bases:
                    continue
                if not pending:
                    self.remove(head)
                elif head.dead_by is None:
                    self.put(msgspec.structs.replace(head, dead_by=op.id))
            superseded, dead_by = killers.of(field)
            if not superseded:
                self.put(Head(field, op.id, eff, op.hlc, pack(value), dead_by))

    def create_head(self, field: int) -> Head:
        """Return the held create as a head row of a field."""
        if self._create is None:
            held = self._replica.held(self._entity)
            op = self._replica.operation(self._entity)
            if held is None or op is None:
                raise SyncFault("op.create_lost")
            self._create = (held.order_eff, held.hlc, decode_body(op))
        eff, hlc, values = self._create
        return Head(field, self._entity, eff, hlc, _packed(field, values))

    def simplify(self) -> None:
        """Drop the row of a field whose only head is the create, which goes without saying."""
        for field in {head.field for head in self._now.values()}:
            rows = self.of(field)
            if len(rows) == 1 and rows[0].op == self._entity and rows[0].dead_by is None:
                self.remove(rows[0])


class _Killers:
    """Held operations that list a newly come one in their base."""

    def __init__(self, op: bytes, replica: Replica) -> None:
        self._found = [(by, fields, is_pending(by, replica)) for by, fields in replica.missing(op)]

    def of(self, field: int) -> tuple[bool, bytes | None]:
        """Return (superseded for good, the pending operation that supersedes it for now)."""
        dead_by: bytes | None = None
        for by, fields, pending in self._found:
            if fields >> field & 1:
                if not pending:
                    return True, None
                dead_by = by
        return False, dead_by


def is_pending(op: bytes, replica: Replica) -> bool:
    """Return whether a held operation has no place in the log, so that what it superseded must be restorable."""
    held = replica.held(op)
    return held is not None and held.placement.seq is None


def _packed(field: int, values: dict[int, Value]) -> bytes:
    if field == LIFECYCLE:
        return pack(values.get(LIFECYCLE, 0))
    value = values.get(field)
    return _NOTHING if value is None else pack(value)


def shown_values(entity: bytes, replica: Replica) -> dict[int, Value]:
    """Return field number -> shown value: that of the greatest head by (eff, hlc, id); fields without one left out.

    Field 0 is 1 (void) if any live head of it is. An awaited entity shows what was set; an erased one shows nothing.
    """
    row = replica.entity(entity)
    if row is None or row.status == Status.ERASED:
        return {}
    values: dict[int, Value] = {}
    if row.status != Status.AWAITED:
        create = replica.operation(entity)
        values = decode_body(create) if create is not None else {}
    return overlay_heads(values, replica.heads(entity))


def overlay_heads(values: dict[int, Value], heads: Sequence[Head]) -> dict[int, Value]:
    """Return the create's values with the shown heads on top."""
    greatest: dict[int, Head] = {}
    for head in heads:
        if head.dead_by is None and (head.field not in greatest or head.order > greatest[head.field].order):
            greatest[head.field] = head
    for field, head in greatest.items():
        value = unpack(head.value, references=False)
        if value is None:
            values.pop(field, None)
        else:
            values[field] = value  # type: ignore[assignment]  # no ext at rest
    if any(h.field == LIFECYCLE and h.dead_by is None and h.value == VOID for h in heads):
        values[LIFECYCLE] = 1
    return values
