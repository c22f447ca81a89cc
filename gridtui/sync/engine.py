"""The office's side of a sync as a state machine without input or output (P8 to P10).

A driver gives it what the store holds, sends the requests it makes and hands the answers back; it says what to write
down, in what order, and whether to go on. It keeps nothing that is not in the store, so that a driver may be killed
anywhere: what was not written is asked for again, and everything may be received twice.

    while True:
        request = engine.request(pending, sessions)          # None: nothing to say and nothing to ask
        plan = engine.receive(sealed and sent and answered)
        write plan.rewinds, plan.arrived (in slices, cursor with each), plan.acks, plan.counts, plan.grants
        if plan.step is Step.DONE: break
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeGuard

import msgspec

from gridtui.core.errors import SyncFault
from gridtui.core.ids import split_id
from gridtui.core.registry import SCHEMA_VERSION
from gridtui.sync.chain import COMPARED_BYTES, chain_next, chain_start
from gridtui.sync.messages import (
    Pulled,
    Request,
    Response,
    ScopeLine,
    Sent,
    SessionLine,
)
from gridtui.sync.operation import Operation, op_hash
from gridtui.sync.packing import Packed
from gridtui.sync.payload import session_table
from gridtui.sync.plan import (
    Ack,
    Arrival,
    Arrived,
    Cursor,
    Granted,
    Pace,
    Pending,
    Plan,
    Position,
    Rewind,
    Standing,
    Step,
)
from gridtui.sync.protocol import (
    MAX_OPERATIONS,
    Held,
    Notice,
    Result,
    ScopeKind,
    Status,
    scope_kind_of,
)
from gridtui.sync.replica import Placement, State
from gridtui.sync.wire import STATUS_CODES, Answer

_MOST_SESSIONS: Final = 200
"""Writing sessions of a batch; the rest of the 256 is for references."""
_ROW_BYTES: Final = 24
_PLAIN_PER_PACKED: Final = 2
_SCOPE_KINDS: Final = frozenset(ScopeKind)


Lookup = Callable[[bytes], tuple[bytes, int] | None]
"""(hash, hlc) of an operation the store holds, None if it does not."""


class Engine:
    """The state machine of one sync. Not for several threads."""

    def __init__(self, position: Position, pace: Pace, lookup: Lookup) -> None:
        self.office = position.office
        self._grants = list(position.grants)
        self._grant_version = position.grant_version
        self._cursors = dict(position.cursors)
        self._epoch = position.epoch
        self._known_epochs = position.known_epochs
        self.pace = pace
        self._lookup = lookup
        self._sent: tuple[Operation, ...] = ()
        self._asked: tuple[bytes, ...] = ()
        self._unsent = 0
        self._most_operations = MAX_OPERATIONS
        self.full_bodies = False

    @property
    def asked(self) -> tuple[bytes, ...]:
        """The sessions the last request named, in order; an answer's indexes count in them."""
        return self._asked

    @property
    def grants(self) -> tuple[Granted, ...]:
        """The grant as it is known now."""
        return tuple(self._grants)

    def cursor(self, scope: int) -> Cursor:
        """Return the cursor of a scope, at its beginning if there is none."""
        return self._cursors.get(scope) or Cursor(0, chain_start(scope))

    def request(self, pending: Sequence[Pending], sessions: Iterable[SessionLine], clock_ms: int) -> Request:
        """Return the next request: the first pending operations that fit, and a question about every open scope.

        ``pending`` is in the order to send, ``sessions`` are the office's own, not retired, with operations the log
        may lack. The sessions that references name are added when the request is encoded. ``clock_ms`` 0 tells no
        clock.
        """
        routed = [(index, waiting) for waiting in pending if (index := self._route(waiting)) is not None]
        batch = self._batch(routed)
        self._sent = tuple(sent.operation for sent in batch)
        self._unsent = len(routed) - len(batch)
        lines = {line.session: line for line in sessions}
        request = Request(
            schema=SCHEMA_VERSION,
            epoch=self._epoch,
            grant_version=self._grant_version,
            clock_ms=clock_ms,
            max_bytes=self.pace.pull_bytes,
            sessions=tuple(lines.values()),
            scopes=tuple(self._lines()),
            operations=batch,
        )
        self._asked = tuple(session_table(request).sessions)
        return request

    def _lines(self) -> Iterable[ScopeLine]:
        for index, granted in enumerate(self._grants):
            cursor = self.cursor(granted.scope)
            if not granted.withdrawn and cursor.standing in (Standing.OPEN, Standing.REWOUND):
                yield ScopeLine(index, cursor.seq, cursor.chain[:COMPARED_BYTES])

    def _batch(self, routed: Sequence[tuple[int, Pending]]) -> tuple[Sent, ...]:
        room = self.pace.push_bytes * _PLAIN_PER_PACKED
        batch: list[Sent] = []
        sessions: set[bytes] = set()
        for index, waiting in routed:
            room -= _ROW_BYTES + len(waiting.operation.body)
            sessions.add(split_id(waiting.operation.id)[0])
            if batch and (room < 0 or len(sessions) > _MOST_SESSIONS or len(batch) >= self._most_operations):
                break
            batch.append(Sent(index, waiting.operation))
        return tuple(batch)

    def _route(self, waiting: Pending) -> int | None:
        """Return the grant's index an operation goes to: its own scope, or the first of the kind its type needs."""
        kind = scope_kind_of(waiting.operation.type)
        fitting = [i for i, granted in enumerate(self._grants) if granted.kind == kind and not granted.withdrawn]
        for index in fitting:
            if self._grants[index].scope == waiting.scope:
                return index
        return fitting[0] if fitting else None

    def receive(self, answer: Answer) -> Plan:
        """Return what an answer means. Raises SyncFault with the status's code for one that ends the sync."""
        if answer.response is None:
            return self._refused(answer)
        response = answer.response
        self._most_operations = MAX_OPERATIONS
        if response.epoch < self._epoch:
            raise SyncFault("sync.server_behind")
        self.pace.succeeded()
        grants = self._take_grants(response)
        rewinds = self._enter_epoch(response)
        stopped, rebuilt = self._take_standings(response)
        arrived: list[Arrived] = []
        broken = False
        for block in response.pulled:
            taken = self._take_block(block)
            if taken is None:
                broken = True
            elif taken.arrivals:
                arrived.append(taken)
        if broken and self.full_bodies:
            raise SyncFault("sync.chain_differs")
        self.full_bodies = broken
        replayed = answer.status == Status.REPLAYED
        acks = self._acks(response, placed={arrival.id for block in arrived for arrival in block.arrivals})
        goes_on = bool(
            self._unsent or replayed or rewinds or rebuilt or grants or any(block.more for block in arrived)
        )
        return Plan(
            step=Step.FULL_BODIES if broken else Step.MORE if goes_on else Step.DONE,
            grants=grants,
            grant_version=self._grant_version,
            epoch=self._epoch if response.history is not None else None,
            history=response.history or (),
            rewinds=(*rewinds, *rebuilt),
            stopped=stopped,
            arrived=tuple(arrived),
            acks=acks,
            sent=len(self._sent) - sum(1 for ack in acks if ack.reissue or ack.state == State.HELD),
            counts=response.sessions,
            rolled_back=tuple(
                self._asked[place] for place in _numbers(response, Notice.ROLLED_BACK) if place < len(self._asked)
            ),
            refused=tuple(
                n[1] for n in response.notices if n[0] == Notice.REFUSED and len(n) > 1 and isinstance(n[1], bytes)
            ),
            new_boot=replayed,
            upgrade=max(_numbers(response, Notice.UPGRADE), default=0),
        )

    def _refused(self, answer: Answer) -> Plan:
        """Return how to go on after a status alone: smaller, or without an operation that spoils every batch."""
        if answer.status in (Status.BAD_FRAME, Status.TOO_LARGE) and self._sent:
            if len(self._sent) == 1:
                held = Ack(self._sent[0].id, State.HELD, reason=Held.MALFORMED)
                self._most_operations = MAX_OPERATIONS
                return Plan(step=Step.MORE, acks=(held,))
            self._most_operations = len(self._sent) // 2
            self.pace.was_cut()
            return Plan(step=Step.MORE)
        parameters = {"seconds": answer.arguments[0]} if answer.status == Status.BUSY and answer.arguments else {}
        raise SyncFault(STATUS_CODES[answer.status], **parameters)

    def _take_grants(self, response: Response) -> tuple[Granted, ...] | None:
        """Work in the notices about the grant; return it if it changed."""
        before = tuple(self._grants)
        for notice in response.notices:
            match notice:
                case (Notice.GRANTED, int(index), int(scope), int(kind), str(name)) if index <= len(self._grants):
                    if kind not in _SCOPE_KINDS:
                        raise SyncFault("sync.rubbish", why="scope_kind")
                    self._grants[index : index + 1] = [Granted(scope, ScopeKind(kind), name)]
                case (Notice.WITHDRAWN, int(index)) if index < len(self._grants):
                    self._grants[index] = msgspec.structs.replace(self._grants[index], withdrawn=True)
                case _:
                    continue
        self._grant_version = max(self._grant_version, response.grant_version)
        after = tuple(self._grants)
        return after if after != before else None

    def _enter_epoch(self, response: Response) -> tuple[Rewind, ...]:
        """Set the cursors back to where both histories agree, if the answer is of a newer epoch (P10)."""
        newer = response.epoch > self._epoch > 0
        first = self._epoch == 0
        self._epoch = response.epoch
        if response.history is None:
            return ()
        known = self._known_epochs
        self._known_epochs = known | {line.epoch for line in response.history}
        if first or not newer:
            return ()
        shared = [line.ordinal for line in response.history if line.epoch in known]
        last_shared = max(shared, default=-1)
        later = [dict(line.bases) for line in response.history if line.ordinal > last_shared]
        rewinds: list[Rewind] = []
        for index, granted in enumerate(self._grants):
            cursor = self._cursors.get(granted.scope)
            if cursor is None:
                continue
            common = min([cursor.seq, *(bases.get(index, 0) for bases in later)]) if shared else 0
            rewinds.append(Rewind(granted.scope, common))
        return tuple(rewinds)

    def rewound(self, scope: int, cursor: Cursor) -> None:
        """Take a cursor as the driver found it in the store after a rewind."""
        self._cursors[scope] = cursor

    def _take_standings(self, response: Response) -> tuple[tuple[tuple[int, Standing], ...], tuple[Rewind, ...]]:
        """Return (scopes that stop, scopes to fetch anew) by the server's notices."""
        stopped: list[tuple[int, Standing]] = []
        rebuilt: list[Rewind] = []
        for kind in (Notice.FORK, Notice.HISTORY_LOST, Notice.REBUILD):
            for index in _numbers(response, kind):
                if index >= len(self._grants):
                    continue
                scope = self._grants[index].scope
                cursor = self.cursor(scope)
                if cursor.seq and (kind == Notice.REBUILD or cursor.standing == Standing.REWOUND):
                    rebuilt.append(Rewind(scope, 0, rebuild=True))
                    self._cursors[scope] = Cursor(0, chain_start(scope), Standing.OPEN)
                    continue
                standing = Standing.FORKED if kind == Notice.FORK else Standing.HISTORY_LOST
                stopped.append((scope, standing))
                self._cursors[scope] = msgspec.structs.replace(cursor, standing=standing)
        return tuple(stopped), tuple(rebuilt)

    def _take_block(self, block: Pulled) -> Arrived | None:
        """Return what a block brings after checking its chain; None if own operations must come in full.

        A block that begins above the cursor, or of an unknown scope, brings nothing; what is known is skipped.
        """
        if block.index >= len(self._grants):
            return Arrived(0, (), block.receipt, 0)
        scope = self._grants[block.index].scope
        cursor = self.cursor(scope)
        if block.from_seq > cursor.seq or block.to_seq != block.from_seq + len(block.entries):
            return Arrived(scope, (), block.receipt, 0)
        chain = cursor.chain
        arrivals: list[Arrival] = []
        for seq, entry in enumerate(block.entries, block.from_seq + 1):
            if seq <= cursor.seq:
                continue
            if entry.operation is None:
                held = self._lookup(entry.id)
                if held is None:
                    return None
                operation_hash, hlc = held
            else:
                operation_hash, hlc = op_hash(entry.operation), entry.operation.hlc
            eff = hlc if entry.eff is None else entry.eff
            chain = chain_next(chain, seq, operation_hash, eff)
            placement = Placement(scope, State.DURABLE, self._epoch, seq, eff, chain)
            arrivals.append(Arrival(entry.id, placement, entry.operation))
        if chain[:COMPARED_BYTES] != block.chain:
            return None
        self._cursors[scope] = Cursor(max(block.to_seq, cursor.seq), chain, Standing.OPEN, block.receipt)
        return Arrived(scope, tuple(arrivals), block.receipt, block.more)

    def _acks(self, response: Response, placed: set[bytes]) -> tuple[Ack, ...]:
        """Return what became of each operation sent: by its result, or "applied", unless its place arrived too.

        An operation whose id another one has in the log is minted again as well: the server keeps a copy, but here
        the log's operation must take its id, or the cursor would pass it by.
        """
        lines = {line.place: line for line in response.results}
        stamps = dict(response.stamps)
        acks: list[Ack] = []
        for place, operation in enumerate(self._sent):
            line = lines.get(place)
            code = Result.APPLIED if line is None else line.code
            reason = line.argument if line is not None else 0
            if code == Result.REISSUE or (code == Result.HELD and reason == Held.ID_REUSED):
                acks.append(Ack(operation.id, State.PENDING, reissue=True))
            elif code == Result.HELD:
                acks.append(Ack(operation.id, State.HELD, reason=reason))
            elif operation.id not in placed:
                state = State.FORWARDED if code == Result.FORWARDED else State.DURABLE
                acks.append(Ack(operation.id, state, eff=stamps.get(place)))
        return tuple(acks)


def _numbers(response: Response, kind: Notice) -> list[int]:
    """Return the first argument of every notice of a kind that is a number."""
    return [
        notice[1] for notice in response.notices if len(notice) > 1 and notice[0] == kind and _is_number(notice[1])
    ]


def _is_number(value: Packed) -> TypeGuard[int]:
    return type(value) is int
