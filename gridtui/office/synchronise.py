"""One sync of an office: the engine between the store and the server, with a report of what it cost and brought.

Runs outside the UI thread. What came is written in slices of at most 50 operations, each with its cursor in one
transaction, and the store rests between them as long as a slice held it, so that people at work notice nothing. It
may be killed anywhere: whatever was not written is asked for again.
"""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from gridtui.core.errors import SyncFault
from gridtui.core.time import Clock, elapsed_ms
from gridtui.office.enrolment import KEYS_FOLDER, OFFICE_KEY_FILE, Registration, read_registration
from gridtui.store.database import Store
from gridtui.store.read_sync import LAST_SYNC, meta_value
from gridtui.store.reissue import reissue
from gridtui.store.sync_meta import WRITE
from gridtui.store.sync_place import (
    count_pending,
    held_hash,
    open_sessions,
    operation,
    pending_operations,
    read_pace,
    read_position,
    retire_sessions,
    rewind,
    write_counts,
    write_cursor,
    write_grants,
    write_held_reason,
    write_history,
    write_pace,
    write_standing,
)
from gridtui.sync.compression import KNOWN_DICTIONARIES, NEWEST_DICTIONARY
from gridtui.sync.engine import Engine
from gridtui.sync.merge import Outcome
from gridtui.sync.messages import SessionLine
from gridtui.sync.plan import Arrived, Cursor, Plan, Step
from gridtui.sync.protocol import MAX_OPERATIONS, SLICE_OPERATIONS, Status
from gridtui.sync.replica import State
from gridtui.sync.signing import SigningKey, key_tag, read_key
from gridtui.sync.wire import read_answer, request_tag, seal_request

if TYPE_CHECKING:
    pass

LOCK_FILE: Final = "sync.lock"
HOLD_MS: Final = 10
"""How long a slice may hold the store; slices shrink and grow to that."""
_LEAST_SLICE: Final = 5
_TRIES: Final = 4
"""How often a request is sent again after a cut, each time half as large, before the sync gives up."""
_ROUNDS: Final = 100_000
_SMALLEST_ROW: Final = 24
_MOST_LISTED: Final = 40
"""Sessions a request lists beside those it sends of; each costs 19 bytes."""
_PAUSE_SECONDS: Final = 0.5
_WORTH_RETRYING: Final = frozenset({"sync.cut", "sync.slow"})
_OFFSET_STEP_MS: Final = 5_000
_MS_PER_SECOND: Final = 1000
_BOOT_MASK: Final = (1 << 32) - 1
"""A boot has 32 bits, and a clock that was never set may stand in any century."""


class SyncReport(msgspec.Struct):
    """What a sync cost and brought. Bytes are of HTTP, without the 22 of TLS a message; ``stopped`` counts scopes.

    ``waiting`` is what still waits to be sent, ``more`` what the server said is still to come.
    """

    up_bytes: int = 0
    down_bytes: int = 0
    round_trips: int = 0
    sent: int = 0
    received: int = 0
    held: int = 0
    reissued: int = 0
    conflicts: int = 0
    waiting: int = 0
    more: int = 0
    stopped: int = 0
    upgrade: int = 0
    duration_ms: int = 0


class SyncPreview(msgspec.Struct, frozen=True):
    """What a sync would send: operations and bytes of their bodies by lane. Nothing is sent to find out."""

    operations: dict[int, int]
    body_bytes: int


Progress = Callable[[SyncReport], None]


@contextmanager
def only_sync(folder: Path) -> Iterator[None]:
    """Hold the host's one sync for the ``with`` block; raises SyncFault ``sync.already_running``."""
    descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SyncFault("sync.already_running") from None
        yield
    finally:
        os.close(descriptor)


def preview(store: Store) -> SyncPreview:
    """Return what a sync would send now."""
    with store.reading() as reader:
        counts = count_pending(reader)
    return SyncPreview({lane: n for lane, (n, _) in counts.items()}, sum(size for _, size in counts.values()))


class Synchroniser:
    """Syncs one store with its server; keeps the connection warm between syncs. Used by one thread at a time.

    ``cancel`` may be called from any thread: the sync under way ends with ``sync.cancelled`` after the slice it is
    writing. Raises SyncFault ``sync.not_enrolled`` or as ``read_key``.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        from gridtui.sync.transport import Transport

        self._store = store
        self._clock = clock
        with store.reading() as reader:
            registration = read_registration(reader)
        if registration is None:
            raise SyncFault("sync.not_enrolled")
        self._registration: Registration = registration
        self._key: SigningKey = read_key(store.folder / KEYS_FOLDER / OFFICE_KEY_FILE)
        self._transport: Transport = Transport(registration.url, registration.root_pem)
        self._boot = clock.now_ms() // _MS_PER_SECOND & _BOOT_MASK
        self._counter = 0
        self._cancelled = threading.Event()
        self._dictionary = NEWEST_DICTIONARY
        self._slice = SLICE_OPERATIONS
        self._offset_ms = 0
        self._named: dict[bytes, int] = {}

    def cancel(self) -> None:
        """End the sync under way, and every later one of this object."""
        self._cancelled.set()
        self._transport.abort()

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()

    def sync(self, progress: Progress | None = None) -> SyncReport:
        """Send what waits and take in what is new; return the report.

        Raises SyncFault: ``sync.absent``, ``sync.slow``, ``sync.cut``, ``sync.wrong_server``, ``sync.rubbish``,
        ``sync.cancelled``, ``sync.already_running``, ``sync.server_behind``, ``sync.chain_differs`` or
        ``sync.status_...``; and StoreFault. What was written before is kept, and the next sync goes on from there.
        """
        report = SyncReport()
        started = elapsed_ms()
        with only_sync(self._store.folder):
            try:
                self._sync(report, progress)
            finally:
                report.duration_ms = elapsed_ms() - started
        return report

    def _sync(self, report: SyncReport, progress: Progress | None) -> None:
        with self._store.reading() as reader:
            position, pace = read_position(reader), read_pace(reader)
        if position is None:
            raise SyncFault("sync.not_enrolled")
        paced = (pace.push_bytes, pace.pull_bytes)
        engine = Engine(position, pace, self._lookup)
        self._named.clear()
        before = (self._transport.traffic.up_bytes, self._transport.traffic.down_bytes)
        try:
            for _ in range(_ROUNDS):
                plan = self._round(engine, report)
                self._write(engine, plan, position.office, report)
                if progress is not None:
                    self._count_traffic(report, before)
                    report.waiting = sum(preview(self._store).operations.values())
                    progress(report)
                if plan.step is Step.DONE:
                    break
        finally:
            self._count_traffic(report, before)
            if (pace.push_bytes, pace.pull_bytes) != paced:
                with self._store.transaction() as tx:
                    write_pace(tx, pace)
        self._finish(report)

    def _count_traffic(self, report: SyncReport, before: tuple[int, int]) -> None:
        report.up_bytes = self._transport.traffic.up_bytes - before[0]
        report.down_bytes = self._transport.traffic.down_bytes - before[1]

    def _lookup(self, op: bytes) -> tuple[bytes, int] | None:
        with self._store.reading() as reader:
            return held_hash(reader, op)

    def _round(self, engine: Engine, report: SyncReport) -> Plan:
        """Send one request and return what its answer means; after a cut send it again, half as large."""
        for attempt in range(_TRIES):
            raw = self._seal(engine)
            was_warm = self._transport.traffic.requests > 0 and attempt == 0
            sent_ms = self._clock.now_ms()
            try:
                got = self._transport.exchange(raw)
            except SyncFault as fault:
                if fault.code not in _WORTH_RETRYING or attempt == _TRIES - 1:
                    raise
                # A warm connection may have been closed while it was idle, which says nothing about the line.
                if not was_warm:
                    engine.pace.was_cut()
                self._pause(attempt)
                continue
            report.round_trips += 1
            answer = read_answer(got, request_tag(raw), engine.asked, engine.office, self._dictionary)
            if answer.status == Status.DICTIONARY and self._dictionary in KNOWN_DICTIONARIES[1:]:
                self._dictionary = max(known for known in (*answer.arguments, 0) if known in KNOWN_DICTIONARIES)
                continue
            self._offset_ms = answer.server_ms - (sent_ms + self._clock.now_ms()) // 2
            with self._store.reading():
                return engine.receive(answer)
        raise SyncFault("sync.cut")

    def _seal(self, engine: Engine) -> bytes:
        room = 2 * engine.pace.push_bytes // _SMALLEST_ROW + 2
        with self._store.reading() as reader:
            pending = pending_operations(reader, min(room, MAX_OPERATIONS) + 1)
            self._named |= {line.session: line.max_n for line in open_sessions(reader)[-_MOST_LISTED:]}
        listed = [SessionLine(*named) for named in self._named.items()]
        # The wall clock is told once a connection; the server judges each operation by its own.
        request = engine.request(pending, listed, 0 if self._counter else self._clock.now_ms())
        self._counter += 1
        return seal_request(
            request,
            server_tag=key_tag(self._registration.server_key),
            office=engine.office,
            key_no=1,
            boot=self._boot,
            counter=self._counter,
            sign=self._key.sign,
            full_bodies=engine.full_bodies,
            dictionary=self._dictionary,
        )

    def _pause(self, attempt: int) -> None:
        """Wait a moment before trying again, longer each time and never in step with other offices."""
        jitter = int.from_bytes(os.urandom(1), "big") / 256
        if self._cancelled.wait(_PAUSE_SECONDS * 2**attempt * (0.5 + jitter)):
            raise SyncFault("sync.cancelled")

    def _write(self, engine: Engine, plan: Plan, office: int, report: SyncReport) -> None:
        """Write down what an answer meant, in the order of the plan."""
        if plan.grants is not None or plan.epoch is not None or plan.rewinds or plan.stopped or plan.rolled_back:
            with self._store.transaction() as tx:
                if plan.grants is not None:
                    write_grants(tx, plan.grants, plan.grant_version)
                if plan.epoch is not None:
                    write_history(tx, engine.grants, plan.history)
                for change in plan.rewinds:
                    engine.rewound(change.scope, rewind(tx, office, change))
                for scope, standing in plan.stopped:
                    write_standing(tx, scope, standing)
                retire_sessions(tx, plan.rolled_back)
        placed = frozenset(arrival.id for arrived in plan.arrived for arrival in arrived.arrivals)
        durable = frozenset(ack.id for ack in plan.acks if not ack.reissue)
        self._reissue(frozenset(ack.id for ack in plan.acks if ack.reissue), placed | durable, report)
        for arrived in plan.arrived:
            self._take_in(arrived, placed, report)
        self._acknowledge(plan, report)
        if plan.new_boot:
            self._boot = self._boot + 1 & _BOOT_MASK
        report.sent += plan.sent
        report.more = sum(arrived.more for arrived in plan.arrived)
        report.stopped += len(plan.stopped)
        report.upgrade = max(report.upgrade, plan.upgrade)

    def _take_in(self, arrived: Arrived, placed: frozenset[bytes], report: SyncReport) -> None:
        """Take in what a scope's log brought, slice by slice, each with its cursor.

        ``placed`` is all that the answer brought.
        """
        at = 0
        while at < len(arrived.arrivals):
            part = arrived.arrivals[at : at + self._slice]
            at += len(part)
            started = elapsed_ms()
            with self._store.writing(self._clock) as writer:
                for arrival in part:
                    op = arrival.operation or operation(writer.read, arrival.id)
                    if op is None:
                        writer.acknowledge(arrival.id, State.DURABLE, arrival.placement.eff)
                        continue
                    (applied,) = writer.receive([(op, arrival.placement)])
                    if applied.outcome == Outcome.ID_REUSED:
                        taken = frozenset((op.id,))
                        report.reissued += reissue(writer, self._clock, taken, placed - taken)
                        (applied,) = writer.receive([(op, arrival.placement)])
                    report.conflicts += bool(applied.conflicts)
                last = part[-1].placement
                if last.seq is None or last.chain is None:
                    raise SyncFault("sync.chain_differs")
                write_cursor(writer.read, arrived.scope, Cursor(last.seq, last.chain, receipt=arrived.receipt))
            report.received += sum(1 for arrival in part if arrival.operation is not None)
            self._rest(elapsed_ms() - started)

    def _rest(self, held_ms: int) -> None:
        """Fit the slice to the hold, and leave the store to others as long as it was held."""
        if held_ms > HOLD_MS:
            self._slice = max(_LEAST_SLICE, self._slice // 2)
        else:
            self._slice = min(SLICE_OPERATIONS, self._slice + _LEAST_SLICE)
        if self._cancelled.wait(held_ms / _MS_PER_SECOND):
            raise SyncFault("sync.cancelled")

    def _acknowledge(self, plan: Plan, report: SyncReport) -> None:
        """Note what became of the operations sent whose place has not come with the same answer."""
        if not plan.acks and not plan.counts and not plan.refused:
            return
        acks = [ack for ack in plan.acks if not ack.reissue]
        for at in range(0, len(acks) or 1, SLICE_OPERATIONS):
            part = acks[at : at + SLICE_OPERATIONS]
            with self._store.writing(self._clock) as writer:
                for ack in part:
                    writer.acknowledge(ack.id, ack.state, ack.eff)
                    if ack.state == State.HELD:
                        write_held_reason(writer.read, ack.id, ack.reason)
                if at + SLICE_OPERATIONS >= len(acks):
                    write_counts(writer.read, plan.counts)
                    for uid in plan.refused:
                        writer.refuse(uid)
        report.held += sum(1 for ack in acks if ack.state == State.HELD)

    def _reissue(self, asked: frozenset[bytes], placed: frozenset[bytes], report: SyncReport) -> None:
        """Mint the operations the server asked for again; those ``placed`` stay as they are."""
        if asked:
            with self._store.writing(self._clock) as writer:
                report.reissued += reissue(writer, self._clock, asked, placed - asked)

    def _finish(self, report: SyncReport) -> None:
        """Note when this sync ended and how far the server's clock is from this one."""
        report.waiting = sum(preview(self._store).operations.values())
        with self._store.reading() as reader:
            offset = meta_value(reader, "offset")
        with self._store.transaction() as tx:
            tx.execute(WRITE, (LAST_SYNC, self._clock.now_ms()))
            if not isinstance(offset, int) or abs(offset - self._offset_ms) > _OFFSET_STEP_MS:
                tx.execute(WRITE, ("offset", self._offset_ms))


def run_sync(store: Store, clock: Clock, progress: Progress | None = None) -> SyncReport:
    """Sync a store once over a connection of its own; raises as ``Synchroniser`` and its ``sync``."""
    synchroniser = Synchroniser(store, clock)
    try:
        return synchroniser.sync(progress)
    finally:
        synchroniser.close()
