"""Taking operations into the log (P7): gapless numbers, each operation once, nothing refused that can be kept.

Every operation of a request ends in one of three places before it is answered: in the log, in ``held`` with the
reason, or, for a session that turned out to be cloned, nowhere with the answer *reissue*. What was taken before is
answered as it was then, so that a lost answer costs nothing.
"""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from gridtui.core.ids import make_id, split_id
from gridtui.core.registry import BY_NAME, BY_NUMBER
from gridtui.server.database import ServerDatabase, Transaction
from gridtui.server.registers import Grant, OfficeKey
from gridtui.server.replica import LogReplica
from gridtui.sync.bases import exceeds_head_limit
from gridtui.sync.chain import chain_next
from gridtui.sync.clock import effective, server_clock
from gridtui.sync.hashing import h16
from gridtui.sync.merge import Outcome, apply
from gridtui.sync.messages import Malformed, ResultLine, Sent
from gridtui.sync.operation import Kind, Operation, canonical_bytes, op_hash
from gridtui.sync.protocol import TRANSACTION_OPERATIONS, Held, Result, scope_kind_of
from gridtui.sync.replica import Placement, State, Status

_SERVER_KINDS: Final = frozenset({Kind.ENTER, Kind.LEAVE, Kind.ERASE, Kind.ADMIN})
_POST: Final = BY_NAME["post"].number


class Taken(msgspec.Struct, frozen=True):
    """What became of a request's operations: what differs from "applied", and stamps that differ from the hlc."""

    results: tuple[ResultLine, ...] = ()
    stamps: tuple[tuple[int, int], ...] = ()
    appended: int = 0


class _Scope(msgspec.Struct):
    """A scope's head while a transaction adds to it."""

    scope: int
    seq: int
    chain: bytes
    clock_ms: int
    changed: bool = False


class _Session(msgspec.Struct):
    """A writer session while a transaction adds to it."""

    session: bytes
    office: int
    have_prefix: int
    have_count: int
    retired: bool
    changed: bool = False


def take(
    database: ServerDatabase,
    key: OfficeKey,
    grants: Sequence[Grant],
    operations: Sequence[Sent | Malformed],
    *,
    now_ms: int,
    also: Callable[[Transaction], None],
) -> Taken:
    """Take the operations of a request in transactions of at most 256; each is on the disk before this returns.

    ``also`` runs in the first of them: what has to be written with a push, at no flush of its own.
    """
    results: list[ResultLine] = []
    stamps: list[tuple[int, int]] = []
    appended = 0
    for start in range(0, len(operations), TRANSACTION_OPERATIONS):
        with database.writing() as tx:
            if start == 0:
                also(tx)
            batch = _Batch(tx, key, grants, now_ms)
            for place, part in enumerate(operations[start : start + TRANSACTION_OPERATIONS], start):
                result, argument, stamp = batch.take(part)
                if result != Result.APPLIED:
                    results.append(ResultLine(place, result, argument))
                if stamp is not None and isinstance(part, Sent) and stamp != part.operation.hlc:
                    stamps.append((place, stamp))
            batch.finish()
            appended += batch.appended
    return Taken(tuple(results), tuple(stamps), appended)


class _Batch:
    """One transaction of a push. ``take`` gives (result, held reason or 0, eff or None)."""

    def __init__(self, tx: Transaction, key: OfficeKey, grants: Sequence[Grant], now_ms: int) -> None:
        self._tx = tx
        self._tenant = key.tenant
        self._office = key.office
        self._grants = grants
        self._now_ms = now_ms
        self._replica = LogReplica(tx, key.tenant, now_ms)
        self._scopes: dict[int, _Scope] = {}
        self._sessions: dict[bytes, _Session] = {}
        self.appended = 0

    def take(self, part: Sent | Malformed) -> tuple[Result, int, int | None]:
        """Take one operation, or find where it was taken before."""
        if isinstance(part, Malformed):
            uid, operation_hash, raw = part.id, h16(b"gs1raw", part.raw), part.raw
        else:
            uid, operation_hash, raw = part.operation.id, op_hash(part.operation), b""
        session = self._session(split_id(uid)[0])
        known, used = self._known(uid, operation_hash, session)
        if known is not None:
            return known
        reason, scope = self._judge(part, session, used=used)
        if reason is not None:
            raw = raw if isinstance(part, Malformed) else canonical_bytes(part.operation)
            return self._hold(uid, operation_hash, raw, reason, session, used=used)
        if session.retired or scope is None or isinstance(part, Malformed):
            return Result.REISSUE, 0, None
        return self._append(part.operation, operation_hash, scope, session)

    def finish(self) -> None:
        """Write the heads of scopes and sessions that changed."""
        for scope in self._scopes.values():
            if scope.changed:
                self._tx.execute(
                    "UPDATE scope SET seq=?, chain=?, clock_ms=? WHERE tenant=? AND scope=?",
                    (scope.seq, scope.chain, scope.clock_ms, self._tenant, scope.scope),
                )
        for session in self._sessions.values():
            if session.changed:
                self._save_session(session)

    def _known(
        self, op: bytes, operation_hash: bytes, session: _Session
    ) -> tuple[tuple[Result, int, int | None] | None, bool]:
        """Return (the answer given when this very operation was taken before, whether its id is taken)."""
        row = self._tx.row("SELECT hash, eff FROM log WHERE tenant=? AND op_id=?", (self._tenant, op))
        if row is not None and row[0] == operation_hash:
            return (Result.DUPLICATE, 0, int(row[1])), True
        held = self._tx.rows(
            "SELECT hash, reason FROM held WHERE tenant=? AND op_id=? AND office=?", (self._tenant, op, self._office)
        )
        for kept, reason in held:
            if kept == operation_hash:
                return (Result.HELD, int(reason), None), True
        if row is not None or held:
            return None, True
        compacted = split_id(op)[1] <= session.have_prefix and session.office == self._office
        return ((Result.DUPLICATE, 0, None) if compacted else None), compacted

    def _id_is_used(self, op: bytes) -> bool:
        """Return whether an id of this office is durable; what others sent under it proves nothing."""
        return any(
            self._tx.row(f"SELECT 1 FROM {table} WHERE tenant=? AND op_id=?{own}", (self._tenant, op, *parameters))
            for table, own, parameters in (
                ("log", "", ()),
                ("held", " AND office=?", (self._office,)),
                ("forward", "", ()),
            )
        )

    def _hold(
        self, op: bytes, operation_hash: bytes, raw: bytes, reason: Held, session: _Session, *, used: bool
    ) -> tuple[Result, int, int | None]:
        self._tx.execute(
            "INSERT INTO held(tenant, op_id, hash, office, raw, reason, at_ms, state) VALUES(?,?,?,?,?,?,?,0)",
            (self._tenant, op, operation_hash, self._office, raw, reason, self._now_ms),
        )
        if session.office == self._office and not used:
            self._count(session, split_id(op)[1])
        return Result.HELD, reason, None

    def _judge(self, part: Sent | Malformed, session: _Session, *, used: bool) -> tuple[Held | None, _Scope | None]:
        """Return (why an operation waits for a person, None) or (None, its scope, None for a retired session)."""
        reason: Held | None = None
        if session.office != self._office:
            reason = Held.UNPROVEN
        elif used:
            session.retired = session.changed = True
            reason = Held.ID_REUSED
        elif isinstance(part, Malformed):
            reason = Held.MALFORMED
        elif not session.retired:
            return self._place(part)
        return reason, None

    def _place(self, part: Sent) -> tuple[Held | None, _Scope | None]:
        """Return (None, the scope) of an operation that may be appended, else (why not, None)."""
        op = part.operation
        scope = self._route(part)
        if op.kind in _SERVER_KINDS:
            return Held.NOT_SERVER, None
        if scope is None:
            return Held.SCOPE, None
        if self._is_unproven(op):
            return Held.UNPROVEN, None
        if exceeds_head_limit(op, self._replica):
            return Held.LIMIT, None
        return None, self._scope(scope)

    def _route(self, part: Sent) -> int | None:
        """Return the scope of an operation's root if the office may write there, else None.

        An entity stands where its root stands: an operation that names another root speaks of what is not there.
        """
        if not 0 <= part.scope_index < len(self._grants):
            return None
        op, grant = part.operation, self._grants[part.scope_index]
        if grant.withdrawn or (op.type in BY_NUMBER and scope_kind_of(op.type) != grant.kind):
            return None
        root = self._replica.entity(op.root or op.entity)
        scope = grant.scope if root is None else root.scope
        if not any(other.scope == scope and not other.withdrawn for other in self._grants):
            return None
        entity = root if op.root is None else self._replica.entity(op.entity)
        stands_there = entity is None or entity.status == Status.AWAITED or entity.scope == scope
        return scope if stands_there else None

    def _is_unproven(self, op: Operation) -> bool:
        actor = None if op.actor is None else self._replica.entity(op.actor)
        return actor is not None and actor.type not in (0, _POST)

    def _append(
        self, op: Operation, operation_hash: bytes, scope: _Scope, session: _Session
    ) -> tuple[Result, int, int | None]:
        scope.clock_ms = server_clock(self._now_ms, scope.clock_ms)
        eff = effective(op.hlc, scope.clock_ms)
        seq = scope.seq + 1
        chain = chain_next(scope.chain, seq, operation_hash, eff)
        applied = apply(op, Placement(scope.scope, State.DURABLE, None, seq, eff, chain), self._replica)
        scope.seq, scope.chain, scope.changed = seq, chain, True
        self._count(session, split_id(op.id)[1])
        self.appended += 1
        if applied.outcome == Outcome.ERASED:
            return Result.ERASED, 0, eff
        return (Result.CONFLICT if applied.conflicts else Result.APPLIED), 0, eff

    def _scope(self, scope: int) -> _Scope:
        found = self._scopes.get(scope)
        if found is None:
            row = self._tx.row(
                "SELECT seq, chain, clock_ms FROM scope WHERE tenant=? AND scope=?", (self._tenant, scope)
            )
            if row is None:
                raise KeyError(scope)
            found = self._scopes[scope] = _Scope(scope, *row)
        return found

    def _session(self, session: bytes) -> _Session:
        found = self._sessions.get(session)
        if found is None:
            row = self._tx.row(
                "SELECT office, have_prefix, have_count, retired FROM session WHERE tenant=? AND session=?",
                (self._tenant, session),
            )
            if row is None:
                found = _Session(session, self._office, 0, 0, retired=False)
            else:
                found = _Session(session, row[0], row[1], row[2], bool(row[3]))
            self._sessions[session] = found
        return found

    def _count(self, session: _Session, n: int) -> None:
        """Count a durable n and move the prefix over every n that is durable by now."""
        session.changed = True
        session.have_count += 1
        if n != session.have_prefix + 1:
            return
        session.have_prefix = n
        while session.have_count > session.have_prefix and self._id_is_used(
            make_id(session.session, session.have_prefix + 1)
        ):
            session.have_prefix += 1

    def _save_session(self, session: _Session) -> None:
        self._tx.execute(
            "INSERT INTO session(tenant, session, office, have_prefix, have_count, retired) VALUES(?,?,?,?,?,?)"
            " ON CONFLICT(tenant, session) DO UPDATE SET have_prefix=excluded.have_prefix,"
            " have_count=excluded.have_count, retired=excluded.retired",
            (
                self._tenant,
                session.session,
                session.office,
                session.have_prefix,
                session.have_count,
                int(session.retired),
            ),
        )
