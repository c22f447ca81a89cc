"""The only way entity rows change: each act writes its operation, the merge state and the rows in one transaction.

A Writer lives inside one write transaction (``Store.writing``). Ids and the hybrid clock are taken inside it, so that
what is rolled back spends nothing. What staff save here and what comes from other offices takes one path: operation,
merge, projection.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from gridtui.core.calendar import WorkingCalendar
from gridtui.core.errors import InputFault
from gridtui.core.registry import BY_NAME, BY_NUMBER
from gridtui.core.time import Clock, day_of
from gridtui.scheme.load import scheme_digest
from gridtui.scheme.model import Scheme
from gridtui.store.columns import TABLE_NAMED
from gridtui.store.database import Row, Transaction
from gridtui.store.mechanism import TakenUp, keep_calendar, keep_published, keep_scheme, kept_scheme, take_up
from gridtui.store.minting import Minting
from gridtui.store.projection import Projection
from gridtui.store.replica import (
    SAVE_ENTITY,
    SAVE_OPERATION,
    StoreReplica,
    operation_parameters,
    parted_base,
)
from gridtui.store.sync_meta import number_once, read_number, write_number
from gridtui.sync.bases import base_for_event, base_for_set
from gridtui.sync.clock import corrected_wall, is_far_ahead, receive, relaxed, tick
from gridtui.sync.events import EventStamp, heads_of
from gridtui.sync.merge import Applied, Outcome, acknowledge, apply
from gridtui.sync.operation import (
    LIFECYCLE,
    Kind,
    Operation,
    Value,
    encode_create,
    encode_set,
    op_hash,
    pack_placed,
    place_values,
)
from gridtui.sync.protocol import ScopeKind, scope_kind_of
from gridtui.sync.refusal import refuse
from gridtui.sync.replica import EntityRow, Placement, State, Status

EVENT_STAMPS: Final = (
    "SELECT id, coalesce(eff, hlc), hlc, base FROM op"
    f" WHERE entity = ? AND kind = {int(Kind.EVENT)} AND state <> {int(State.REFUSED)}"
)

UNSENT: Final = "SELECT 1 FROM op INDEXED BY op_unsent WHERE state IN (0, 4) LIMIT 1"

_TICKET_EVENT: Final = BY_NAME["ticket_event"].number


class Writer:
    """Creates, changes and voids entities, records events, and takes in what came by sync.

    ``read`` is the transaction itself: reads see what was written before in it.
    """

    def __init__(self, transaction: Transaction, clock: Clock) -> None:
        self.read = transaction
        self._clock = clock
        self._minting = Minting(transaction, clock)
        self._replica = StoreReplica(transaction, clock.now_ms())
        self._projection = Projection(transaction, self._replica)
        self._hlc: int | None = None
        self._offset_ms = 0
        self._office: int | None = None
        self._scope: int | None = None
        self._scopes: dict[bytes, int] = {}

    @property
    def office(self) -> int:
        """This office's id (P1), minted on first use."""
        if self._office is None:
            self._office = number_once(self.read, "office")
        return self._office

    @property
    def scope(self) -> int:
        """The scope of this office's community, minted on first use; enrolment may replace it."""
        if self._scope is None:
            self._scope = number_once(self.read, "scope")
        return self._scope

    def create(
        self,
        type_name: str,
        values: Mapping[str, Value],
        *,
        root: bytes | None = None,
        actor: bytes | None,
        scope: int | None = None,
    ) -> bytes:
        """Create an entity and return its id.

        ``root`` is the household or place it belongs to, None where it stands for itself; ``scope`` None is that of
        the root, else the street's for what the street keeps, else the office's own. Raises InputFault as
        ``encode_create``.
        """
        entity_type = BY_NAME[type_name]
        body = encode_create(entity_type, values)
        uid = self._minting.new_id()
        op = self._creation(uid, entity_type.number, root, actor, body)
        self._take(op, self._scope_for(entity_type.number, root, scope))
        return uid

    def bulk_create(
        self,
        type_name: str,
        rows: Sequence[Mapping[str, Value]],
        *,
        roots: Sequence[bytes | None] | None = None,
        actor: bytes | None,
        scope: int | None = None,
    ) -> list[bytes]:
        """Create many entities of one type and return their ids, in order; the same rows as ``create``, faster.

        ``roots`` has one entry for each row, None where all stand for themselves. All of them fail together.
        """
        entity_type = BY_NAME[type_name]
        placed = [place_values(entity_type, values) for values in rows]
        bodies = [pack_placed(values) for values in placed]
        uids = self._minting.new_ids(len(rows))
        operations: list[Row] = []
        entities: list[Row] = []
        now = self._clock.now_ms()
        for uid, body, root in zip(uids, bodies, roots or [None] * len(rows), strict=True):
            op = self._creation(uid, entity_type.number, root, actor, body)
            placement = Placement(self._scope_for(entity_type.number, root, scope))
            operations.append(operation_parameters(op, op_hash(op), placement, now))
            entities.append((uid, entity_type.number, root or uid, placement.scope, int(Status.LIVE), None))
        self.read.executemany(SAVE_OPERATION, operations)
        self.read.executemany(SAVE_ENTITY, entities)
        first_n = (self.read.value(f"SELECT max(n) FROM {type_name}") or 0) + 1
        self._projection.created(TABLE_NAMED[type_name], first_n, uids, placed)
        return uids

    def set(self, uid: bytes, changes: Mapping[str, Value], *, actor: bytes | None) -> bytes:
        """Change fields of an entity, None taking a value away; return the operation's id.

        Raises InputFault ``entity.unknown``, ``entity.erased``, and as ``encode_set``.
        """
        return self._set(Kind.SET, uid, changes, actor)

    def resolve(self, uid: bytes, changes: Mapping[str, Value], *, actor: bytes | None) -> bytes:
        """Settle a conflict by stating the values that hold; return the operation's id. Raises as ``set``."""
        return self._set(Kind.RESOLVE, uid, changes, actor)

    def void(self, uid: bytes, *, actor: bytes | None) -> bytes:
        """Void an entity; return the operation's id. It is kept and can be restored. Raises as ``set``."""
        return self._set(Kind.SET, uid, {"lifecycle": 1}, actor)

    def restore(self, uid: bytes, *, actor: bytes | None) -> bytes:
        """Make a voided entity live again; return the operation's id. Raises as ``set``."""
        return self._set(Kind.SET, uid, {"lifecycle": 0}, actor)

    def event(
        self,
        type_name: str,
        entity: bytes,
        values: Mapping[str, Value],
        *,
        root: bytes | None = None,
        actor: bytes | None,
    ) -> bytes:
        """Record an event of an entity (a visit of a household, a step of a ticket) and return its id.

        ``root`` None is the entity's own. Raises InputFault ``entity.unknown``, ``entity.erased``, and as
        ``encode_create``.
        """
        event_type = BY_NAME[type_name]
        row = self._known(entity)
        body = encode_create(event_type, values)
        seen = heads_of(self._stamps(entity)) if event_type.number == _TICKET_EVENT else ()
        base = base_for_event(entity, seen, self._replica)
        uid = self._minting.new_id()
        op = self._operation(
            uid,
            kind=Kind.EVENT,
            type_number=event_type.number,
            entity=entity,
            root=_root(root or row.root, entity),
            actor=actor,
            base=base,
            body=body,
        )
        self._take(op, row.scope)
        return uid

    def receive(self, received: Iterable[tuple[Operation, Placement]]) -> list[Applied]:
        """Take in operations with their places in the log, this office's own coming back included.

        The operations have passed ``check_operation``. Does not move the cursor: the caller writes it in the same
        transaction, after at most 50 operations.
        """
        outcomes: list[Applied] = []
        for op, placement in received:
            applied = apply(op, placement, self._replica)
            outcomes.append(applied)
            if placement.eff is not None and applied.outcome in (Outcome.APPLIED, Outcome.PLACED, Outcome.ERASED):
                self._hlc = receive(self._stored_hlc(), placement.eff)
            if applied.changes_state:
                self._projection.operation(op)
        return outcomes

    def acknowledge(self, op_id: bytes, state: State, eff: int | None = None) -> bool:
        """Note what the server answered to a pushed operation; ``eff`` None keeps the hlc. False if not held here."""
        known = acknowledge(op_id, state, eff, self._replica)
        op = self._replica.operation(op_id)
        if op is not None and eff is not None and eff != op.hlc:
            self._projection.operation(op)
        return known

    def refuse(self, op_id: bytes) -> None:
        """Take out an own operation the server refused for good; what it superseded shows again."""
        op = self._replica.operation(op_id)
        refuse(op_id, self._replica)
        if op is not None:
            self._projection.withdraw(op)

    def keep_scheme(self, scheme: Scheme) -> bytes:
        """Keep what this office's files add up to and return its digest.

        The office works under it, and new tickets name it, unless a published scheme is in force.
        """
        digest = scheme_digest(scheme)
        is_new = kept_scheme(self.read, digest) is None
        self._taken_up(keep_scheme(self.read, scheme, day_of(self._clock.now_ms())))
        if is_new:
            self._projection.refold_tickets((digest,))
        return digest

    def take_up_scheme(self) -> None:
        """Work under the scheme in force today: a published version may have begun or come since."""
        self._projection.refold_tickets(keep_published(self.read))
        self._taken_up(take_up(self.read, day_of(self._clock.now_ms())))

    def _taken_up(self, taken: TakenUp) -> None:
        if taken.is_new:
            self._projection.refold_tickets()
        if taken.is_retitled:
            self._projection.reindex_tagged()

    def keep_calendar(self, calendar: WorkingCalendar) -> None:
        """Keep the calendar by which the store counts working days; limits it moves are reckoned again."""
        changed = keep_calendar(self.read, calendar)
        if changed is not None:
            self._projection.refold_tickets_due_from(changed)

    def flush(self) -> None:
        """Bring derived rows (walking keys, find keys, ticket heads) up to date, for a read in this transaction."""
        self._projection.flush()

    def finish(self) -> None:
        """Write down what the transaction owes: derived rows, counters, the clock, revisions. Call before commit.

        Where it brought or voided a published scheme, the one in force is the current one from here on.
        """
        self._projection.flush()
        if self._projection.has_schemes:
            self.take_up_scheme()
            self._projection.flush()
        self._projection.raise_revisions()
        self._minting.keep()
        if self._hlc is not None:
            write_number(self.read, "hlc", self._hlc)

    def _set(self, kind: Kind, uid: bytes, changes: Mapping[str, Value], actor: bytes | None) -> bytes:
        row = self._known(uid)
        entity_type = BY_NUMBER[row.type]
        body = encode_set(entity_type, changes)
        fields = [LIFECYCLE if name == "lifecycle" else entity_type.field(name).number for name in changes]
        base = base_for_set(uid, fields, self._replica)
        op_id = self._minting.new_id()
        op = self._operation(
            op_id,
            kind=kind,
            type_number=row.type,
            entity=uid,
            root=_root(row.root, uid),
            actor=actor,
            base=base,
            body=body,
        )
        self._take(op, row.scope)
        return op_id

    def _take(self, op: Operation, scope: int) -> None:
        apply(op, Placement(scope), self._replica)
        self._projection.operation(op)

    def _creation(
        self, uid: bytes, type_number: int, root: bytes | None, actor: bytes | None, body: bytes
    ) -> Operation:
        return self._operation(
            uid,
            kind=Kind.CREATE,
            type_number=type_number,
            entity=uid,
            root=_root(root, uid),
            actor=actor,
            base=(),
            body=body,
        )

    def _operation(
        self,
        uid: bytes,
        *,
        kind: Kind,
        type_number: int,
        entity: bytes,
        root: bytes | None,
        actor: bytes | None,
        base: tuple[bytes, ...] | None,
        body: bytes,
    ) -> Operation:
        self._hlc = tick(self._stored_hlc(), corrected_wall(self._clock.now_ms(), self._offset_ms))
        return Operation(
            id=uid,
            kind=kind,
            type=type_number,
            entity=entity,
            root=root,
            hlc=self._hlc,
            office=self.office,
            actor=actor,
            base=base,
            body=body,
        )

    def _stored_hlc(self) -> int:
        if self._hlc is None:
            self._offset_ms = read_number(self.read, "offset") or 0
            self._hlc = self._trusted(read_number(self.read, "hlc") or 0)
        return self._hlc

    def _trusted(self, stored: int) -> int:
        """Return the stored hlc, fallen back where a clock that had run ahead was put right meanwhile (P2)."""
        wall_ms = corrected_wall(self._clock.now_ms(), self._offset_ms)
        if not is_far_ahead(stored, wall_ms):
            return stored
        pending = self.read.row(UNSENT) is not None
        highest: int = 0 if pending else self.read.value("SELECT max(eff) FROM op") or 0
        return relaxed(stored, wall_ms, highest, pending=pending)

    def _known(self, uid: bytes) -> EntityRow:
        """Return an entity that can be written to; raises InputFault ``entity.unknown`` or ``entity.erased``."""
        row = self._replica.entity(uid)
        if row is None or row.status == Status.AWAITED or row.type not in BY_NUMBER:
            raise InputFault("entity.unknown")
        if row.status == Status.ERASED:
            raise InputFault("entity.erased")
        return row

    def _stamps(self, entity: bytes) -> Sequence[EventStamp]:
        return [
            EventStamp(uid, eff, hlc, (entity,) if base is None else parted_base(base) or ())
            for uid, eff, hlc, base in self.read.rows(EVENT_STAMPS, (entity,))
        ]

    def _scope_for(self, type_number: int, root: bytes | None, scope: int | None) -> int:
        if scope is not None:
            return scope
        if root is not None:
            known = self._scopes.get(root)
            if known is None:
                row = self._replica.entity(root)
                known = None if row is None else row.scope
            if known is not None:
                self._scopes[root] = known
                return known
        if scope_kind_of(type_number) == ScopeKind.STREET:
            street = read_number(self.read, "street_scope")
            if street is not None:
                return street
        return self.scope


def _root(root: bytes | None, entity: bytes) -> bytes | None:
    return None if root == entity else root
