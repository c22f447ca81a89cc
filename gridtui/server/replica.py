"""The merge's view of the server's tables: one tenant, inside one transaction (P4, P7)."""

from collections.abc import Sequence
from typing import Final

from gridtui.core.errors import InputFault
from gridtui.core.ids import ID_BYTES, split_id
from gridtui.server.database import Row, Transaction
from gridtui.sync.operation import Operation
from gridtui.sync.replica import Conflict, EntityRow, Head, HeldOperation, Placement, State

OPERATION_COLUMNS: Final = "op_id, kind, type, entity, root, schema, hlc, office, actor, base, body"


def joined_base(base: tuple[bytes, ...] | None) -> bytes | None:
    """Return how a base rests: its ids joined, None for None."""
    return None if base is None else b"".join(base)


def operation_of_row(row: Row) -> Operation:
    """Return the operation of a row of ``OPERATION_COLUMNS`` whose body was not erased."""
    uid, kind, type_, entity, root, schema, hlc, office, actor, base, body = row
    return Operation(
        id=uid,
        kind=kind,
        type=type_,
        entity=entity,
        root=root,
        schema=schema,
        hlc=hlc,
        office=office,
        actor=actor,
        base=None if base is None else tuple(base[at : at + ID_BYTES] for at in range(0, len(base), ID_BYTES)),
        body=body,
    )


class LogReplica:
    """A ``Replica`` of one tenant; every operation in the log is durable, nothing is pending."""

    def __init__(self, tx: Transaction, tenant: int, at_ms: int) -> None:
        self._tx = tx
        self._tenant = tenant
        self._at_ms = at_ms

    def held(self, op: bytes) -> HeldOperation | None:
        """Return the operation of that id if it is in a log."""
        row = self._tx.row(
            "SELECT hash, hlc, scope, seq, eff, chain FROM log WHERE tenant=? AND op_id=?", (self._tenant, op)
        )
        if row is None:
            return None
        return HeldOperation(row[0], row[1], Placement(row[2], State.DURABLE, None, row[3], row[4], row[5]))

    def covers(self, op: bytes) -> bool:
        """Return whether an operation is in a log or was compacted out of one."""
        if self._tx.row("SELECT 1 FROM log WHERE tenant=? AND op_id=?", (self._tenant, op)):
            return True
        if self._tx.row("SELECT 1 FROM held WHERE tenant=? AND op_id=?", (self._tenant, op)):
            return False
        try:
            session, n = split_id(op)
        except InputFault:
            return False
        row = self._tx.row("SELECT have_prefix FROM session WHERE tenant=? AND session=?", (self._tenant, session))
        return row is not None and n <= int(row[0])

    def operation(self, op: bytes) -> Operation | None:
        """Return an operation of the log, None where it is not there or its body was erased."""
        row = self._tx.row(
            f"SELECT {OPERATION_COLUMNS} FROM log WHERE tenant=? AND op_id=? AND body IS NOT NULL", (self._tenant, op)
        )
        return None if row is None else operation_of_row(row)

    def operations_of(self, entity: bytes) -> Sequence[Operation]:
        """Return every operation of an entity whose body was not erased."""
        rows = self._tx.rows(
            f"SELECT {OPERATION_COLUMNS} FROM log WHERE tenant=? AND entity=? AND body IS NOT NULL",
            (self._tenant, entity),
        )
        return [operation_of_row(row) for row in rows]

    def save_operation(self, op: Operation, op_hash: bytes, placement: Placement, *, erased: bool) -> None:
        """Append an operation to the log at its placement."""
        self._tx.execute(
            "INSERT INTO log(tenant, scope, seq, op_id, hash, kind, type, entity, root, schema, hlc, office, actor,"
            " base, body, eff, chain, at_ms) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                self._tenant,
                placement.scope,
                placement.seq,
                op.id,
                op_hash,
                op.kind,
                op.type,
                op.entity,
                op.root,
                op.schema,
                op.hlc,
                op.office,
                op.actor,
                joined_base(op.base),
                None if erased else op.body,
                placement.eff,
                placement.chain,
                self._at_ms,
            ),
        )

    def save_placement(self, op: bytes, placement: Placement) -> None:
        """Raise RuntimeError: an operation of the log has its place for good."""
        raise RuntimeError(op, placement)

    def entity(self, entity: bytes) -> EntityRow | None:
        """Return what is known of an entity."""
        row = self._tx.row(
            "SELECT type, root, scope, status, moved_to FROM entity WHERE tenant=? AND id=?", (self._tenant, entity)
        )
        return None if row is None else EntityRow(*row)

    def save_entity(self, entity: bytes, row: EntityRow) -> None:
        """Keep what is known of an entity."""
        self._tx.execute(
            "INSERT INTO entity(tenant, id, type, root, scope, status, moved_to) VALUES(?,?,?,?,?,?,?)"
            " ON CONFLICT(tenant, id) DO UPDATE SET type=excluded.type, root=excluded.root, scope=excluded.scope,"
            " status=excluded.status, moved_to=excluded.moved_to",
            (self._tenant, entity, row.type, row.root, row.scope, row.status, row.moved_to),
        )

    def heads(self, entity: bytes) -> Sequence[Head]:
        """Return all head rows of an entity."""
        rows = self._tx.rows(
            "SELECT field, op, eff, hlc, value, dead_by FROM field_head WHERE tenant=? AND entity=?",
            (self._tenant, entity),
        )
        return [Head(*row) for row in rows]

    def change_heads(self, entity: bytes, gone: Sequence[tuple[int, bytes]], put: Sequence[Head]) -> None:
        """Remove the rows of these (field, op), then insert or replace the rows put."""
        if gone:
            self._tx.executemany(
                "DELETE FROM field_head WHERE tenant=? AND entity=? AND field=? AND op=?",
                [(self._tenant, entity, field, op) for field, op in gone],
            )
        if put:
            self._tx.executemany(
                "INSERT INTO field_head(tenant, entity, field, op, eff, hlc, value, dead_by) VALUES(?,?,?,?,?,?,?,?)"
                " ON CONFLICT(tenant, entity, field, op) DO UPDATE SET eff=excluded.eff, hlc=excluded.hlc,"
                " value=excluded.value, dead_by=excluded.dead_by",
                [
                    (self._tenant, entity, head.field, head.op, head.eff, head.hlc, head.value, head.dead_by)
                    for head in put
                ],
            )

    def missing(self, op: bytes) -> Sequence[tuple[bytes, int]]:
        """Return (by, field mask) of every operation that lists this one in its base."""
        rows = self._tx.rows("SELECT by_op, fields FROM missing_base WHERE tenant=? AND op=?", (self._tenant, op))
        return [(row[0], row[1]) for row in rows]

    def save_missing(self, op: bytes, by: bytes, fields: int) -> None:
        """Note that ``by`` lists ``op``, which is not in a log."""
        self._tx.execute(
            "INSERT INTO missing_base(tenant, op, by_op, fields) VALUES(?,?,?,?)"
            " ON CONFLICT(tenant, op, by_op) DO UPDATE SET fields=excluded.fields",
            (self._tenant, op, by, fields),
        )

    def drop_missing(self, op: bytes, by: bytes | None = None) -> None:
        """Forget the notes about ``op``, or only the one made by ``by``."""
        if by is None:
            self._tx.execute("DELETE FROM missing_base WHERE tenant=? AND op=?", (self._tenant, op))
        else:
            self._tx.execute("DELETE FROM missing_base WHERE tenant=? AND op=? AND by_op=?", (self._tenant, op, by))

    def save_conflicts(self, entity: bytes, conflicts: Sequence[Conflict]) -> None:
        """Keep nothing: conflicts are derived, and people resolve them at an office."""

    def erase(self, entity: bytes) -> None:
        """Blank the body of every operation of an entity; drop its heads and carried values."""
        for statement in (
            "UPDATE log SET body=NULL WHERE tenant=? AND entity=?",
            "DELETE FROM field_head WHERE tenant=? AND entity=?",
            "DELETE FROM carry WHERE tenant=? AND entity=?",
        ):
            self._tx.execute(statement, (self._tenant, entity))
