"""The merge's view of the office's tables (P4, P6): raw statements inside the caller's one write transaction."""

from collections.abc import Sequence
from typing import Final

from gridtui.core.ids import ID_BYTES
from gridtui.core.registry import BY_NUMBER, Lane
from gridtui.store.database import Row, Transaction
from gridtui.sync.operation import Operation, is_opaque
from gridtui.sync.replica import Conflict, ConflictKind, EntityRow, Head, HeldOperation, Placement, State

OPERATION: Final = "id, kind, type, entity, root, schema, hlc, office, actor, base, body"
HELD: Final = "SELECT hash, hlc, scope, state, epoch, seq, eff, chain FROM op WHERE id = ?"
COVERS: Final = f"SELECT 1 FROM op WHERE id = ? AND state <> {int(State.REFUSED)}"
ONE_OPERATION: Final = f"SELECT {OPERATION} FROM op WHERE id = ? AND body IS NOT NULL"
OPERATIONS_OF: Final = (
    f"SELECT {OPERATION} FROM op WHERE entity = ? AND body IS NOT NULL AND state <> {int(State.REFUSED)}"
)
SAVE_OPERATION: Final = (
    "INSERT OR REPLACE INTO op(id, hash, kind, type, entity, root, schema, hlc, office, actor, base, body,"
    " scope, lane, state, epoch, seq, eff, chain, opaque, saved_ms) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
SAVE_PLACEMENT: Final = "UPDATE op SET scope = ?, state = ?, epoch = ?, seq = ?, eff = ?, chain = ? WHERE id = ?"
ENTITY: Final = "SELECT type, root, scope, status, moved_to FROM entity WHERE id = ?"
SAVE_ENTITY: Final = (
    "INSERT INTO entity(id, type, root, scope, status, moved_to) VALUES(?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET"
    " type = excluded.type, root = excluded.root, scope = excluded.scope, status = excluded.status,"
    " moved_to = excluded.moved_to"
)
HEADS: Final = "SELECT field, op, eff, hlc, value, dead_by FROM field_head WHERE entity = ?"
DROP_HEAD: Final = "DELETE FROM field_head WHERE entity = ? AND field = ? AND op = ?"
SAVE_HEAD: Final = (
    "INSERT INTO field_head(entity, field, op, eff, hlc, value, dead_by) VALUES(?,?,?,?,?,?,?)"
    " ON CONFLICT(entity, field, op) DO UPDATE SET eff = excluded.eff, hlc = excluded.hlc, value = excluded.value,"
    " dead_by = excluded.dead_by"
)
MISSING: Final = "SELECT by, fields FROM missing_base WHERE op = ?"
SAVE_MISSING: Final = (
    "INSERT INTO missing_base(op, by, fields) VALUES(?,?,?)"
    " ON CONFLICT(op, by) DO UPDATE SET fields = excluded.fields"
)
DROP_CONFLICTS: Final = f"DELETE FROM conflict WHERE entity = ? AND kind <> {int(ConflictKind.EVENT)}"
SAVE_CONFLICT: Final = "INSERT INTO conflict(entity, field, kind, ref) VALUES(?,?,?,?)"
ERASE: Final = (
    "UPDATE op SET body = NULL WHERE entity = ?",
    "DELETE FROM field_head WHERE entity = ?",
    "DELETE FROM conflict WHERE entity = ?",
    "DELETE FROM carry WHERE entity = ?",
)


def joined_base(base: tuple[bytes, ...] | None) -> bytes | None:
    """Return how a base rests: its ids joined, None for None."""
    return None if base is None else b"".join(base)


def parted_base(base: bytes | None) -> tuple[bytes, ...] | None:
    """Return a base as it rests in parts again."""
    return None if base is None else tuple(base[at : at + ID_BYTES] for at in range(0, len(base), ID_BYTES))


def operation_of_row(row: Row) -> Operation:
    """Return the operation of a row of ``OPERATION``; its canonical bytes are those that were saved."""
    uid, kind, type_, entity, root, schema, hlc, office, actor, base, body = row
    return Operation(
        id=uid,
        kind=kind,
        type=type_,
        entity=entity,
        root=None if root == entity else root,
        schema=schema,
        hlc=hlc,
        office=office,
        actor=actor,
        base=parted_base(base),
        body=body,
    )


def operation_parameters(
    op: Operation, op_hash: bytes, placement: Placement, saved_ms: int, *, erased: bool = False
) -> Row:
    """Return the parameters of ``SAVE_OPERATION``."""
    known = BY_NUMBER.get(op.type)
    return (
        op.id,
        op_hash,
        op.kind,
        op.type,
        op.entity,
        op.root or op.entity,
        op.schema,
        op.hlc,
        op.office,
        op.actor,
        joined_base(op.base),
        None if erased else op.body,
        placement.scope,
        int(known.lane if known else Lane.EDIT),
        int(placement.state),
        placement.epoch,
        placement.seq,
        placement.eff,
        placement.chain,
        int(is_opaque(op)),
        saved_ms,
    )


class StoreReplica:
    """``Replica`` on the office's tables."""

    def __init__(self, transaction: Transaction, saved_ms: int) -> None:
        self._tx = transaction
        self._saved_ms = saved_ms

    def held(self, op: bytes) -> HeldOperation | None:
        """See ``Replica``."""
        row = self._tx.row(HELD, (op,))
        return None if row is None else HeldOperation(row[0], row[1], Placement(*row[2:]))

    def covers(self, op: bytes) -> bool:
        """See ``Replica``; the office compacts nothing away that is younger than its log."""
        return self._tx.row(COVERS, (op,)) is not None

    def operation(self, op: bytes) -> Operation | None:
        """See ``Replica``."""
        row = self._tx.row(ONE_OPERATION, (op,))
        return None if row is None else operation_of_row(row)

    def operations_of(self, entity: bytes) -> Sequence[Operation]:
        """See ``Replica``."""
        return [operation_of_row(row) for row in self._tx.rows(OPERATIONS_OF, (entity,))]

    def save_operation(self, op: Operation, op_hash: bytes, placement: Placement, *, erased: bool) -> None:
        """See ``Replica``."""
        self._tx.execute(SAVE_OPERATION, operation_parameters(op, op_hash, placement, self._saved_ms, erased=erased))

    def save_placement(self, op: bytes, placement: Placement) -> None:
        """See ``Replica``."""
        self._tx.execute(
            SAVE_PLACEMENT,
            (
                placement.scope,
                int(placement.state),
                placement.epoch,
                placement.seq,
                placement.eff,
                placement.chain,
                op,
            ),
        )

    def entity(self, entity: bytes) -> EntityRow | None:
        """See ``Replica``."""
        row = self._tx.row(ENTITY, (entity,))
        return None if row is None else EntityRow(*row)

    def save_entity(self, entity: bytes, row: EntityRow) -> None:
        """See ``Replica``."""
        self._tx.execute(SAVE_ENTITY, (entity, row.type, row.root, row.scope, int(row.status), row.moved_to))

    def heads(self, entity: bytes) -> Sequence[Head]:
        """See ``Replica``."""
        return [Head(*row) for row in self._tx.rows(HEADS, (entity,))]

    def change_heads(self, entity: bytes, gone: Sequence[tuple[int, bytes]], put: Sequence[Head]) -> None:
        """See ``Replica``."""
        for field, op in gone:
            self._tx.execute(DROP_HEAD, (entity, field, op))
        for head in put:
            self._tx.execute(SAVE_HEAD, (entity, head.field, head.op, head.eff, head.hlc, head.value, head.dead_by))

    def missing(self, op: bytes) -> Sequence[tuple[bytes, int]]:
        """See ``Replica``."""
        return self._tx.rows(MISSING, (op,))

    def save_missing(self, op: bytes, by: bytes, fields: int) -> None:
        """See ``Replica``."""
        self._tx.execute(SAVE_MISSING, (op, by, fields))

    def drop_missing(self, op: bytes, by: bytes | None = None) -> None:
        """See ``Replica``."""
        if by is None:
            self._tx.execute("DELETE FROM missing_base WHERE op = ?", (op,))
        else:
            self._tx.execute("DELETE FROM missing_base WHERE op = ? AND by = ?", (op, by))

    def save_conflicts(self, entity: bytes, conflicts: Sequence[Conflict]) -> None:
        """See ``Replica``."""
        self._tx.execute(DROP_CONFLICTS, (entity,))
        for conflict in conflicts:
            self._tx.execute(SAVE_CONFLICT, (entity, conflict.field, int(conflict.kind), conflict.ref))

    def erase(self, entity: bytes) -> None:
        """See ``Replica``."""
        for statement in ERASE:
            self._tx.execute(statement, (entity,))
