"""Where an office stands between its store and the server: grant, cursors, epochs, what waits, what was answered.

Reads and writes of P6's tables for ``office.synchronise``; entity rows change through the Writer alone.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from gridtui.store.database import Reader, Transaction
from gridtui.store.read_sync import meta_value
from gridtui.store.replica import OPERATION, operation_of_row
from gridtui.store.sync_meta import WRITE, read_number
from gridtui.sync.chain import chain_start
from gridtui.sync.messages import EpochLine, SessionCount, SessionLine
from gridtui.sync.operation import Operation
from gridtui.sync.packing import Packed, pack, unpack
from gridtui.sync.plan import Cursor, Granted, Pace, Pending, Position, Rewind, Standing
from gridtui.sync.protocol import FIRST_BATCH_BYTES, STREET_TYPES, ScopeKind
from gridtui.sync.replica import State

_WAITING: Final = "FROM op INDEXED BY op_unsent WHERE state IN (0, 4) AND state = 0"
PENDING: Final = f"SELECT {OPERATION}, scope {_WAITING} ORDER BY lane, id LIMIT ?"
COUNT_PENDING: Final = f"SELECT lane, count(*), sum(length(body)) {_WAITING} GROUP BY lane"
OPEN_SESSIONS: Final = "SELECT session, next_n - 1 FROM session WHERE retired = 0 AND have_prefix < next_n - 1"
HELD_HASH: Final = "SELECT hash, hlc FROM op WHERE id = ?"
ONE: Final = f"SELECT {OPERATION} FROM op WHERE id = ? AND body IS NOT NULL"
CURSORS: Final = "SELECT scope, seq, chain, state, receipt FROM cursor"
SAVE_CURSOR: Final = (
    "INSERT INTO cursor(scope, seq, chain, receipt, state) VALUES(?,?,?,?,?) ON CONFLICT(scope) DO UPDATE SET"
    " seq = excluded.seq, chain = excluded.chain, receipt = excluded.receipt, state = excluded.state"
)
CHAIN_AT: Final = "SELECT chain FROM op WHERE scope = ? AND seq = ?"
OWN_AGAIN: Final = (
    f"UPDATE op SET state = {int(State.PENDING)}, epoch = NULL, seq = NULL, eff = NULL, chain = NULL"
    " WHERE scope = ? AND office = ? AND (seq > ? OR (seq IS NULL AND state IN (1, 3, 6)))"
)
"""Operations of this office that the restored server may lack: above the common place, or durable without a place,
those it holds included."""
OTHERS_OFFERED: Final = (
    f"UPDATE op SET state = {int(State.OFFER)}, epoch = NULL, seq = NULL, chain = NULL"
    " WHERE scope = ? AND office <> ? AND seq > ?"
)
UNSTAMP_HEADS: Final = "UPDATE field_head SET eff = hlc WHERE op IN (SELECT id FROM op WHERE scope = ? AND state = 0)"
"""What waits counts with its hlc (P2)."""
COUNT: Final = "UPDATE session SET have_prefix = ? WHERE session = ? AND have_prefix < ?"
FORGET_PREFIXES: Final = "UPDATE session SET have_prefix = 0 WHERE retired = 0"
RETIRE: Final = "UPDATE session SET retired = 1 WHERE session = ?"
MOVE_OPERATIONS: Final = "UPDATE op SET scope = ?2 WHERE scope = ?1 AND type IN (SELECT value FROM json_each(?3))"
MOVE_ENTITIES: Final = "UPDATE entity SET scope = ?2 WHERE scope = ?1 AND type IN (SELECT value FROM json_each(?3))"
_GRANTS: Final = "grants"
_PACE: Final = "pace"


def read_position(reader: Reader) -> Position | None:
    """Return where the office stands; None before it was enrolled."""
    office = read_number(reader, "office")
    grants = read_grants(reader)
    if office is None or not grants:
        return None
    cursors = {
        scope: Cursor(seq, chain, Standing(state), receipt)
        for scope, seq, chain, state, receipt in reader.rows(CURSORS)
    }
    epochs = [row[0] for row in reader.rows("SELECT DISTINCT epoch FROM epoch ORDER BY ord")]
    return Position(
        office=office,
        epoch=epochs[-1] if epochs else 0,
        grant_version=read_number(reader, "grant_version") or 0,
        grants=grants,
        cursors=cursors,
        known_epochs=frozenset(epochs),
    )


def read_grants(reader: Reader) -> tuple[Granted, ...]:
    """Return the scopes this office was granted, in the order of their indexes; none before enrolment."""
    packed = meta_value(reader, _GRANTS)
    lines = unpack(packed) if isinstance(packed, bytes) else ()
    return tuple(_granted(line) for line in lines) if isinstance(lines, tuple) else ()


def _granted(line: Packed) -> Granted:
    match line:
        case (int(scope), int(kind), str(name), bool(withdrawn)):
            return Granted(scope, ScopeKind(kind), name, withdrawn)
        case _:
            raise TypeError(line)


def write_grants(tx: Transaction, grants: Sequence[Granted], version: int) -> None:
    """Keep the grant and its version."""
    packed = pack(tuple((g.scope, int(g.kind), g.name, g.withdrawn) for g in grants))
    tx.execute(WRITE, (_GRANTS, packed))
    tx.execute(WRITE, ("grant_version", version))


def read_pace(reader: Reader) -> Pace:
    """Return how much went well into one request on this link last time."""
    packed = meta_value(reader, _PACE)
    match unpack(packed) if isinstance(packed, bytes) else None:
        case (int(push), int(pull)):
            return Pace(push, pull)
        case _:
            return Pace(FIRST_BATCH_BYTES, FIRST_BATCH_BYTES)


def write_pace(tx: Transaction, pace: Pace) -> None:
    """Keep the pace of the link."""
    tx.execute(WRITE, (_PACE, pack((pace.push_bytes, pace.pull_bytes))))


def pending_operations(reader: Reader, limit: int) -> list[Pending]:
    """Return the first operations that wait to be sent: urgent tickets, visits, edits, each in the order saved."""
    return [Pending(operation_of_row(row[:-1]), row[-1]) for row in reader.rows(PENDING, (limit,))]


def count_pending(reader: Reader) -> dict[int, tuple[int, int]]:
    """Return lane -> (operations, bytes of their bodies) of what waits to be sent."""
    return {lane: (count, size or 0) for lane, count, size in reader.rows(COUNT_PENDING)}


def open_sessions(reader: Reader) -> list[SessionLine]:
    """Return this store's sessions of which the server may lack operations."""
    return [SessionLine(session, most) for session, most in reader.rows(OPEN_SESSIONS)]


def held_hash(reader: Reader, op: bytes) -> tuple[bytes, int] | None:
    """Return (hash, hlc) of an operation held here."""
    row = reader.row(HELD_HASH, (op,))
    return None if row is None else (row[0], row[1])


def operation(reader: Reader, op: bytes) -> Operation | None:
    """Return an operation held here with its body."""
    row = reader.row(ONE, (op,))
    return None if row is None else operation_of_row(row)


def write_cursor(tx: Transaction, scope: int, cursor: Cursor) -> None:
    """Move a scope's cursor; in the transaction that takes in the operations up to it."""
    tx.execute(SAVE_CURSOR, (scope, cursor.seq, cursor.chain, cursor.receipt, cursor.standing.value))


def write_standing(tx: Transaction, scope: int, standing: Standing) -> None:
    """Stop or open a scope without moving its cursor."""
    tx.execute("UPDATE cursor SET state = ? WHERE scope = ?", (standing.value, scope))


def write_history(tx: Transaction, grants: Sequence[Granted], history: Sequence[EpochLine]) -> None:
    """Keep the server's history of epochs instead of the one known before."""
    tx.execute("DELETE FROM epoch")
    tx.executemany(
        "INSERT INTO epoch(ord, epoch, scope, base) VALUES(?,?,?,?)",
        [
            (line.ordinal, line.epoch, grants[index].scope, base)
            for line in history
            for index, base in line.bases
            if index < len(grants)
        ],
    )


def rewind(tx: Transaction, office: int, change: Rewind) -> Cursor:
    """Set a scope back after an epoch change and return its cursor (P10).

    Own operations above it wait to be sent again, others' are kept for an offer; nothing is lost from the state.
    """
    scope = change.scope
    row = tx.row(CHAIN_AT, (scope, change.seq))
    seq = change.seq if row else 0
    tx.execute(OWN_AGAIN, (scope, office, seq))
    tx.execute(OTHERS_OFFERED, (scope, office, seq))
    tx.execute(UNSTAMP_HEADS, (scope,))
    tx.execute(FORGET_PREFIXES)
    cursor = Cursor(seq, row[0], Standing.REWOUND) if row else Cursor(0, chain_start(scope), Standing.OPEN)
    write_cursor(tx, scope, cursor)
    return cursor


def write_counts(tx: Transaction, counts: Iterable[SessionCount]) -> None:
    """Keep how far the server holds each session without a gap."""
    tx.executemany(COUNT, [(count.have_prefix, count.session, count.have_prefix) for count in counts])


def retire_sessions(tx: Transaction, sessions: Iterable[bytes]) -> None:
    """Mint nothing more in these sessions."""
    tx.executemany(RETIRE, [(session,) for session in sessions])


def write_held_reason(tx: Transaction, op: bytes, reason: int) -> None:
    """Keep why the server holds an operation, for the person who has to look at it."""
    tx.execute(WRITE, (f"held {op.hex()}", reason))


def adopt_scopes(tx: Transaction, community: int, street: int | None) -> None:
    """Replace the scope this office minted for itself by those it was granted; no hash covers a scope (P1)."""
    minted = read_number(tx, "scope")
    tx.execute(WRITE, ("scope", community))
    if street is not None:
        tx.execute(WRITE, ("street_scope", street))
    if minted is None or minted == community:
        return
    if street is not None:
        kept_by_street = str(sorted(STREET_TYPES))
        tx.execute(MOVE_OPERATIONS, (minted, street, kept_by_street))
        tx.execute(MOVE_ENTITIES, (minted, street, kept_by_street))
    tx.execute("UPDATE op SET scope = ? WHERE scope = ?", (community, minted))
    tx.execute("UPDATE entity SET scope = ? WHERE scope = ?", (community, minted))
