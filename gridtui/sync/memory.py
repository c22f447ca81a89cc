"""A replica in memory: for tests, simulations and for checking what a store added up incrementally."""

from collections.abc import Sequence

import msgspec

from gridtui.sync.chain import CREATED_FIELD, StateDigest, entity_term, event_term
from gridtui.sync.operation import Kind, Operation
from gridtui.sync.replica import Conflict, EntityRow, Head, HeldOperation, Placement, State, Status


class MemoryReplica:
    """The ``Replica`` protocol on dictionaries. ``ops`` holds (operation or None when erased, entity, kind, held)."""

    def __init__(self) -> None:
        self.ops: dict[bytes, tuple[Operation | None, bytes, int, HeldOperation]] = {}
        self.entities: dict[bytes, EntityRow] = {}
        self.head_rows: dict[bytes, dict[tuple[int, bytes], Head]] = {}
        self.missing_bases: dict[tuple[bytes, bytes], int] = {}
        self.conflicts: dict[bytes, tuple[Conflict, ...]] = {}

    def held(self, op: bytes) -> HeldOperation | None:
        """See ``Replica``."""
        found = self.ops.get(op)
        return None if found is None else found[3]

    def covers(self, op: bytes) -> bool:
        """See ``Replica``; nothing is ever compacted here."""
        held = self.held(op)
        return held is not None and held.placement.state != State.REFUSED

    def operation(self, op: bytes) -> Operation | None:
        """See ``Replica``."""
        found = self.ops.get(op)
        return None if found is None else found[0]

    def operations_of(self, entity: bytes) -> Sequence[Operation]:
        """See ``Replica``."""
        return [
            op
            for op, of, _, held in self.ops.values()
            if of == entity and op is not None and held.placement.state != State.REFUSED
        ]

    def save_operation(self, op: Operation, op_hash: bytes, placement: Placement, *, erased: bool) -> None:
        """See ``Replica``."""
        kept = None if erased else op
        self.ops[op.id] = (kept, op.entity, op.kind, HeldOperation(op_hash, op.hlc, placement))

    def save_placement(self, op: bytes, placement: Placement) -> None:
        """See ``Replica``."""
        kept, entity, kind, held = self.ops[op]
        self.ops[op] = (kept, entity, kind, msgspec.structs.replace(held, placement=placement))

    def entity(self, entity: bytes) -> EntityRow | None:
        """See ``Replica``."""
        return self.entities.get(entity)

    def save_entity(self, entity: bytes, row: EntityRow) -> None:
        """See ``Replica``."""
        self.entities[entity] = row

    def heads(self, entity: bytes) -> Sequence[Head]:
        """See ``Replica``."""
        return tuple(self.head_rows.get(entity, {}).values())

    def change_heads(self, entity: bytes, gone: Sequence[tuple[int, bytes]], put: Sequence[Head]) -> None:
        """See ``Replica``."""
        rows = self.head_rows.setdefault(entity, {})
        for key in gone:
            rows.pop(key, None)
        rows.update({(head.field, head.op): head for head in put})

    def missing(self, op: bytes) -> Sequence[tuple[bytes, int]]:
        """See ``Replica``."""
        return [(by, fields) for (missing, by), fields in self.missing_bases.items() if missing == op]

    def save_missing(self, op: bytes, by: bytes, fields: int) -> None:
        """See ``Replica``."""
        self.missing_bases[op, by] = fields

    def drop_missing(self, op: bytes, by: bytes | None = None) -> None:
        """See ``Replica``."""
        for key in [key for key in self.missing_bases if key[0] == op and by in (None, key[1])]:
            del self.missing_bases[key]

    def save_conflicts(self, entity: bytes, conflicts: Sequence[Conflict]) -> None:
        """See ``Replica``."""
        self.conflicts[entity] = tuple(conflicts)

    def erase(self, entity: bytes) -> None:
        """See ``Replica``."""
        for op, (_, of, kind, held) in list(self.ops.items()):
            if of == entity:
                self.ops[op] = (None, of, kind, held)
        self.head_rows.pop(entity, None)
        self.conflicts.pop(entity, None)

    def digest(self) -> StateDigest:
        """Return the state digest (P5): entities with an operation not in the log are left out."""
        digest = StateDigest()
        unplaced = {
            of
            for _, of, _, held in self.ops.values()
            if held.placement.seq is None and held.placement.state != State.REFUSED
        }
        for entity, row in self.entities.items():
            if entity in unplaced or row.status == Status.ERASED:
                continue
            heads = [(head.field, head.op, head.eff) for head in self.heads(entity)]
            create = self.held(entity)
            if create is not None and create.placement.seq is not None:
                heads.append((CREATED_FIELD, entity, create.order_eff))
            digest.add(entity, entity_term(entity, heads))
            for op, (_, of, kind, held) in self.ops.items():
                if of == entity and kind == Kind.EVENT and held.placement.seq is not None:
                    digest.add(entity, event_term(entity, op))
        return digest
