"""One request of an office from its bytes to the bytes of its answer (P8, P9). No HTTP here.

The order is the protocol's: sizes, who signed, then decompression; what was pushed is on the disk before anything is
answered; what is pulled is read after the push, so that an office gets its own operations' places at once.
"""

import threading
from functools import partial
from typing import Final

import msgspec

from gridtui.core.registry import SCHEMA_VERSION
from gridtui.core.time import Clock
from gridtui.server.database import ServerDatabase, Transaction
from gridtui.server.epoch import history
from gridtui.server.keys import ServerKeys
from gridtui.server.pull import Given, Puller
from gridtui.server.push import Taken, take
from gridtui.server.registers import Grant, OfficeKey, grant_version, grants_of, office_key
from gridtui.sync.messages import EpochLine, Request, Response, SessionCount
from gridtui.sync.packing import Packed
from gridtui.sync.protocol import Flag, Notice, Result, Status
from gridtui.sync.signing import verify
from gridtui.sync.wire import Envelope, FrameFault, open_request, put_response, put_status, read_envelope, request_tag

_BOOTS_REMEMBERED: Final = 8
"""Counters kept in memory for one office: its latest processes."""
_BOOTS_KEPT_SECONDS: Final = 90 * 86_400
"""How long the counters of an office's past processes are kept; a boot is its start in seconds."""


class Exchanged(msgspec.Struct, frozen=True):
    """An answer, and what may be said of it in a log: numbers without any record."""

    answer: bytes
    status: Status
    office: int = 0
    taken: int = 0
    held: int = 0
    given: int = 0


class Exchange:
    """Answers requests of the protocol for every tenant of one database, in one epoch. Threads share it."""

    def __init__(self, database: ServerDatabase, keys: ServerKeys, epoch: int, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._epoch = epoch
        self._clock = clock
        self._seen: dict[int, dict[int, int]] = {}
        self._seen_guard = threading.Lock()

    def answer(self, raw: bytes) -> Exchanged:
        """Return the answer to a request, whatever its bytes; storage failures are the caller's to catch."""
        now_ms = self._clock.now_ms()
        try:
            envelope, key, grants = self._authenticate(raw)
            request = open_request(envelope)
        except FrameFault as fault:
            return Exchanged(put_status(fault.status, now_ms, request_tag(raw), fault.arguments), fault.status)
        return self._exchange(envelope, key, grants, request, now_ms)

    def busy(self, raw: bytes, status: Status, *arguments: int) -> bytes:
        """Return an answer of a status alone to a request that was not looked at."""
        return put_status(status, self._clock.now_ms(), request_tag(raw), arguments)

    def _authenticate(self, raw: bytes) -> tuple[Envelope, OfficeKey, tuple[Grant, ...]]:
        envelope = read_envelope(raw)
        if envelope.server_tag != self._keys.tag:
            raise FrameFault(Status.WRONG_SERVER)
        with self._database.reading() as tx:
            key = office_key(tx, envelope.office, envelope.key_no)
            grants = () if key is None else grants_of(tx, key.tenant, key.office)
        if key is None:
            raise FrameFault(Status.UNKNOWN_OFFICE)
        if not verify(key.sign_key, envelope.signature, envelope.signed):
            raise FrameFault(Status.BAD_SIGNATURE)
        if key.revoked_ms:
            raise FrameFault(Status.REVOKED)
        return envelope, key, grants

    def _exchange(
        self, envelope: Envelope, key: OfficeKey, grants: tuple[Grant, ...], request: Request, now_ms: int
    ) -> Exchanged:
        fresh = self._is_fresh(envelope, key)
        taken, given = Taken(), Given()
        epochs: tuple[EpochLine, ...] | None = None
        if request.epoch <= self._epoch:
            note = partial(_note_counter, key=key, envelope=envelope)
            taken = take(self._database, key, grants, request.operations, now_ms=now_ms, also=note)
        with self._database.reading() as tx:
            if request.epoch != self._epoch:
                epochs = _history(tx, key, grants)
            if fresh and request.epoch in (0, self._epoch):
                given = self._give(tx, envelope, key, grants, request)
            counts = _counts(tx, key, request)
        response = Response(
            epoch=self._epoch,
            grant_version=grant_version(grants),
            history=epochs,
            results=taken.results,
            stamps=taken.stamps,
            sessions=counts,
            pulled=given.pulled,
            notices=(*_grant_notices(grants, request), *_rolled_back(request, counts), *given.notices),
            schema=request.schema,
        )
        asked = [line.session for line in request.sessions]
        status = Status.OK if fresh else Status.REPLAYED
        return Exchanged(
            put_response(response, now_ms, envelope, asked, status),
            status,
            office=key.office,
            taken=taken.appended,
            held=sum(1 for line in taken.results if line.code == Result.HELD),
            given=sum(len(block.entries) for block in given.pulled),
        )

    def _give(
        self, tx: Transaction, envelope: Envelope, key: OfficeKey, grants: tuple[Grant, ...], request: Request
    ) -> Given:
        puller = Puller(
            tx,
            key,
            epoch=self._epoch,
            receipt_key=self._keys.receipt,
            request=request,
            full_bodies=bool(envelope.flags & Flag.FULL_BODIES),
        )
        return puller.give(grants, request.scopes)

    def _is_fresh(self, envelope: Envelope, key: OfficeKey) -> bool:
        """Note a request's counter; return False for one that was seen.

        Counters are kept in memory and written with a push: a check alone costs no flush, and one repeated after a
        crash gives nothing that its sender was not given before.
        """
        with self._seen_guard:
            boots = self._seen.setdefault(key.office, {})
            if envelope.boot not in boots:
                boots[envelope.boot] = self._stored_counter(key, envelope.boot)
                if len(boots) > _BOOTS_REMEMBERED:
                    del boots[next(iter(boots))]
            fresh = envelope.counter > boots[envelope.boot]
            if fresh:
                boots[envelope.boot] = envelope.counter
        return fresh

    def _stored_counter(self, key: OfficeKey, boot: int) -> int:
        with self._database.reading() as tx:
            row = tx.row(
                "SELECT counter FROM request_seen WHERE tenant=? AND office=? AND boot=?",
                (key.tenant, key.office, boot),
            )
        return -1 if row is None else int(row[0])


def _note_counter(tx: Transaction, key: OfficeKey, envelope: Envelope) -> None:
    tx.execute(
        "INSERT INTO request_seen(tenant, office, boot, counter) VALUES(?,?,?,?)"
        " ON CONFLICT(tenant, office, boot) DO UPDATE SET counter=max(counter, excluded.counter)",
        (key.tenant, key.office, envelope.boot, envelope.counter),
    )
    tx.execute(
        "DELETE FROM request_seen WHERE tenant=? AND office=? AND boot<?",
        (key.tenant, key.office, envelope.boot - _BOOTS_KEPT_SECONDS),
    )


def _counts(tx: Transaction, key: OfficeKey, request: Request) -> tuple[SessionCount, ...]:
    """Return what the server holds of each of the office's own sessions that the request lists."""
    counts: list[SessionCount] = []
    for line in request.sessions:
        row = line.max_n and tx.row(
            "SELECT have_prefix, have_count FROM session WHERE tenant=? AND session=? AND office=?",
            (key.tenant, line.session, key.office),
        )
        if row:
            counts.append(SessionCount(line.session, row[0], row[1]))
    return tuple(counts)


def _rolled_back(request: Request, counts: tuple[SessionCount, ...]) -> list[tuple[Packed, ...]]:
    """Return a notice for each session of which the server holds more than the office itself: it was restored."""
    places = {line.session: (place, line.max_n) for place, line in enumerate(request.sessions)}
    return [
        (int(Notice.ROLLED_BACK), places[count.session][0])
        for count in counts
        if count.have_count > places[count.session][1]
    ]


def _history(tx: Transaction, key: OfficeKey, grants: tuple[Grant, ...]) -> tuple[EpochLine, ...]:
    """Return the tenant's epochs with the bases of the office's own scopes."""
    index = {grant.scope: grant.index for grant in grants}
    return tuple(
        EpochLine(
            ordinal, epoch, tuple(sorted((index[scope], base) for scope, base in bases.items() if scope in index))
        )
        for ordinal, epoch, bases in history(tx, key.tenant)
    )


def _grant_notices(grants: tuple[Grant, ...], request: Request) -> list[tuple[Packed, ...]]:
    """Return what changed in the grant since the version the office knows, and a newer registry."""
    notices: list[tuple[Packed, ...]] = []
    for grant in grants:
        if grant.granted > request.grant_version:
            notices.append((int(Notice.GRANTED), grant.index, grant.scope, int(grant.kind), grant.name))
        if grant.withdrawn > request.grant_version:
            notices.append((int(Notice.WITHDRAWN), grant.index))
    if request.schema < SCHEMA_VERSION:
        notices.append((int(Notice.UPGRADE), SCHEMA_VERSION))
    return notices
