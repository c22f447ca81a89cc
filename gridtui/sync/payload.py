"""What a request and a response say, inside their outer frames: arrays of P8 and P9, encoded and checked.

Encoding is deterministic. Decoding checks types, ranges and counts while it reads (an array longer than its limit is
refused before its elements are made), and never raises anything but SyncFault. An operation that has the right shape
but breaks a rule is no error of the frame: it comes out as ``Malformed`` in its place, so that it delays no other.
"""

import contextlib
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Meta, Raw
from msgspec.msgpack import Ext

from gridtui.core.errors import SyncFault
from gridtui.core.ids import RANDOM_BYTES, SESSION_BYTES, session_start_ms, split_id
from gridtui.core.registry import SCHEMA_VERSION
from gridtui.sync.messages import (
    Entry,
    EpochLine,
    Malformed,
    Pulled,
    Request,
    Response,
    ResultLine,
    ScopeLine,
    Sent,
    SessionCount,
    SessionLine,
)
from gridtui.sync.operation import VERSION, Operation, check_operation
from gridtui.sync.packing import Packed, unpack
from gridtui.sync.protocol import (
    MAX_BASES,
    MAX_BODY_BYTES,
    MAX_N,
    MAX_OPERATIONS,
    MAX_SCHEMA,
    MAX_SCOPES,
    MAX_SESSIONS,
    MAX_STORED,
)
from gridtui.sync.references import SessionTable, WireId, body_values, ids_within

CHAIN_BYTES: Final = 8
"""How much of a chain travels (P5)."""
RECEIPT_BYTES: Final = 16
_LOOSE_NESTING: Final = 4
_MOST_ENTRIES: Final = 1 << 20
_BARE_MARK: Final = 0x93
_MOST_RESTING_BYTES: Final = 8 * MAX_BODY_BYTES
"""Up to here a body that is too long is kept in its resting form; no program of ours writes one at all."""

Whole = Annotated[int, Meta(ge=0, le=MAX_STORED)]
Number16 = Annotated[int, Meta(ge=1, le=MAX_SCHEMA)]
Place = Annotated[int, Meta(ge=0, le=MAX_OPERATIONS)]
Short = Annotated[bytes, Meta(min_length=CHAIN_BYTES, max_length=CHAIN_BYTES)]


_encoder = msgspec.msgpack.Encoder()


def _put_row(table: SessionTable, scope_index: int, op: Operation, previous_hlc: int, schema: int) -> list[object]:
    session, n = split_id(op.id)
    values = body_values(op.body)
    return [
        scope_index,
        op.kind,
        table.add(session),
        n,
        op.type,
        None if op.entity == op.id else table.shorten(op.entity),
        None if op.root is None else table.shorten(op.root),
        op.hlc - previous_hlc,
        None if op.actor is None else table.shorten(op.actor),
        None if op.base is None else [table.shorten(uid) for uid in op.base],
        op.body if values is None else table.shorten_body(values),
        None if op.schema == schema else op.schema,
    ]


def _referenced(op: Operation) -> Iterable[bytes]:
    if op.entity != op.id:
        yield op.entity
    if op.root is not None:
        yield op.root
    if op.actor is not None:
        yield op.actor
    if op.base is not None:
        yield from op.base
    values = body_values(op.body)
    if values is not None:
        yield from ids_within(values)


def session_table(request: Request) -> SessionTable:
    """Return the sessions a request names, in order: those it lists, its writers', and those worth it as references.

    Raises SyncFault ``batch.sessions`` above 256 writing sessions.
    """
    table = SessionTable(line.session for line in request.sessions)
    sent = [part for part in request.operations if isinstance(part, Sent)]
    for part in sent:
        table.add(split_id(part.operation.id)[0])
    table.add_referenced(uid for part in sent for uid in _referenced(part.operation))
    return table


def encode_request(request: Request) -> bytes:
    """Return the payload of a request. Raises SyncFault ``batch.sessions`` above 256 writing sessions."""
    table = session_table(request)
    most = {line.session: line.max_n for line in request.sessions}
    sent = [part for part in request.operations if isinstance(part, Sent)]
    rows = []
    previous = 0
    for part in sent:
        rows.append(_put_row(table, part.scope_index, part.operation, previous, request.schema))
        previous = part.operation.hlc
    return _encoder.encode(
        [
            request.schema,
            request.epoch,
            request.grant_version,
            request.clock_ms,
            request.max_bytes,
            [(session_start_ms(session), session[6:], most.get(session, 0)) for session in table.sessions],
            [(line.index, line.seq, line.chain) for line in request.scopes],
            rows,
            (),
            (),
            (),
        ]
    )


class _Row(msgspec.Struct, array_like=True, forbid_unknown_fields=True, gc=False):
    scope_index: Whole
    kind: Whole
    session: Whole
    n: Whole
    type: Whole
    entity: bytes | Ext | None
    root: bytes | Ext | None
    hlc_delta: Annotated[int, Meta(ge=-MAX_STORED, le=MAX_STORED)]
    actor: bytes | Ext | None
    base: Annotated[list[bytes | Ext], Meta(max_length=MAX_BASES)] | None
    body: Raw
    schema: Whole | None


class _FullEntry(_Row, array_like=True, forbid_unknown_fields=True, gc=False):
    eff: Whole | None


class _RequestFrame(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    schema: Number16
    epoch: Whole
    grant_version: Whole
    clock_ms: Whole
    max_bytes: Whole
    sessions: Annotated[list[tuple[Whole, bytes, Whole]], Meta(max_length=MAX_SESSIONS)]
    scopes: Annotated[list[tuple[Whole, Whole, Short]], Meta(max_length=MAX_SCOPES)]
    operations: Annotated[list[_Row], Meta(max_length=MAX_OPERATIONS)]
    offers: Annotated[list[Raw], Meta(max_length=MAX_OPERATIONS)]
    frames: Annotated[list[Raw], Meta(max_length=MAX_SCOPES)]
    ext: Annotated[list[Raw], Meta(max_length=MAX_SCOPES)]


_request_decoder = msgspec.msgpack.Decoder(_RequestFrame)


_Read = TypeVar("_Read")


def _read(decode: Callable[[bytes], _Read], source: bytes) -> _Read:
    try:
        return decode(source)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SyncFault("frame.malformed", why="payload") from error


def _session(start_ms: int, random: bytes) -> bytes:
    if start_ms >> 48 or len(random) != RANDOM_BYTES:
        raise SyncFault("frame.malformed", why="session")
    return start_ms.to_bytes(SESSION_BYTES - RANDOM_BYTES, "big") + random


def _lengthen(table: SessionTable, wire: WireId | None) -> bytes | None:
    return None if wire is None else table.lengthen(wire)


def _take_row(table: SessionTable, row: _Row, hlc: int, office: int, schema: int) -> Operation:
    """Return the operation of a row; raises SyncFault for every rule it breaks."""
    uid = table.make(row.session, row.n)
    operation = Operation(
        id=uid,
        kind=row.kind,
        type=row.type,
        entity=uid if row.entity is None else table.lengthen(row.entity),
        root=_lengthen(table, row.root),
        schema=schema if row.schema is None else row.schema,
        hlc=hlc,
        office=office,
        actor=_lengthen(table, row.actor),
        base=None if row.base is None else tuple([table.lengthen(wire) for wire in row.base]),
        body=table.lengthen_body(bytes(row.body)),
    )
    check_operation(operation)
    return operation


def _as_told(table: SessionTable, row: _Row, hlc: int, office: int, schema: int) -> bytes:
    """Return the array of P3 for a row that breaks a rule, ids and body in their resting form where they have one.

    The batch's indexes mean nothing outside it; sent again in another batch, the operation has the same bytes.
    """

    def whole(wire: WireId | None) -> WireId | None:
        try:
            return _lengthen(table, wire)
        except SyncFault:
            return wire

    uid = table.make(row.session, row.n)
    body = bytes(row.body)
    if len(body) <= _MOST_RESTING_BYTES:
        with contextlib.suppress(SyncFault):
            body = table.resting_body(body)
    return _encoder.encode(
        (
            VERSION,
            uid,
            row.kind,
            row.type,
            uid if row.entity is None else whole(row.entity),
            whole(row.root),
            schema if row.schema is None else row.schema,
            hlc if 0 <= hlc <= MAX_STORED else str(hlc),
            office,
            whole(row.actor),
            None if row.base is None else [whole(wire) for wire in row.base],
            body,
        )
    )


def decode_request(plain: bytes, office: int) -> Request:
    """Return what a payload asks, its operations under the office that signed it.

    Raises SyncFault ``frame.malformed``. An operation whose id cannot be told makes the whole frame malformed; one
    that breaks another rule comes out as ``Malformed``.
    """
    frame = _read(_request_decoder.decode, plain)
    table = SessionTable(_session(start, random) for start, random, _ in frame.sessions)
    if len(set(table.sessions)) != len(table.sessions):
        raise SyncFault("frame.malformed", why="session_twice")
    parts: list[Sent | Malformed] = []
    hlc = 0
    for row in frame.operations:
        hlc += row.hlc_delta
        uid = table.make(row.session, row.n)
        try:
            parts.append(Sent(row.scope_index, _take_row(table, row, hlc, office, frame.schema)))
        except SyncFault as fault:
            why = str(fault.parameters.get("why", fault.code))
            parts.append(Malformed(row.scope_index, uid, _as_told(table, row, hlc, office, frame.schema), why))
    return Request(
        schema=frame.schema,
        epoch=frame.epoch,
        grant_version=frame.grant_version,
        clock_ms=frame.clock_ms,
        max_bytes=frame.max_bytes,
        sessions=tuple(
            SessionLine(session, min(line[2], MAX_N))
            for session, line in zip(table.sessions, frame.sessions, strict=True)
        ),
        scopes=tuple(ScopeLine(*line) for line in frame.scopes),
        operations=tuple(parts),
    )


def _put_entry(table: SessionTable, index: int, entry: Entry, previous_hlc: int, schema: int) -> list[object]:
    op = entry.operation
    if op is None:
        session, n = split_id(entry.id)
        return [table.add(session), n, entry.eff]
    eff = None if entry.eff == op.hlc else entry.eff
    return [*_put_row(table, index, op, previous_hlc, schema), eff]


def encode_response(response: Response, asked: Sequence[bytes], office: int) -> bytes:
    """Return the payload of a response to a request that named the sessions ``asked`` and came from ``office``."""
    table = SessionTable(asked, MAX_OPERATIONS)
    counts = {table.add(count.session): count for count in response.sessions}
    full = [entry.operation for block in response.pulled for entry in block.entries if entry.operation is not None]
    writers: dict[int, int] = {}
    for op in full:
        place = table.add(split_id(op.id)[0])
        if place >= len(asked) or op.office != office:
            writers[place] = op.office
    table.add_referenced(uid for op in full for uid in _referenced(op))
    pulled = []
    previous = 0
    for block in response.pulled:
        entries = []
        for entry in block.entries:
            entries.append(_put_entry(table, block.index, entry, previous, response.schema))
            previous = previous if entry.operation is None else entry.operation.hlc
        pulled.append(
            [block.index, block.from_seq, block.to_seq, block.floor, entries, block.chain, block.receipt, block.more]
        )
    return _encoder.encode(
        [
            response.epoch,
            None if response.history is None else [[h.ordinal, h.epoch, h.bases] for h in response.history],
            response.grant_version,
            [[line.place, line.code, line.argument] for line in response.results],
            response.stamps,
            _session_rows(table, len(asked), counts, writers),
            pulled,
            response.notices,
            (),
        ]
    )


def _session_rows(
    table: SessionTable, asked: int, counts: dict[int, SessionCount], writers: dict[int, int]
) -> list[list[object]]:
    """Return one row for each session with counts, each the request did not list, each of another office."""
    rows: list[list[object]] = []
    for place, session in enumerate(table.sessions):
        count = counts.get(place)
        row: list[object] = [place, 0, 0, 0]
        if count is not None:
            row = [place, count.have_prefix, count.have_count, count.archived_n]
        if place >= asked or place in writers:
            rows.append([*row, session_start_ms(session), session[6:], writers.get(place, 0)])
        elif count is not None:
            rows.append(row)
    return rows


class _PulledFrame(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    index: Whole
    from_seq: Whole
    to_seq: Whole
    floor: Whole
    entries: Annotated[list[Raw], Meta(max_length=_MOST_ENTRIES)]
    chain: Short
    receipt: Annotated[bytes, Meta(min_length=RECEIPT_BYTES, max_length=RECEIPT_BYTES)]
    more: Whole


class _SessionRow(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    place: Whole
    have_prefix: Whole
    have_count: Whole
    archived_n: Whole
    start_ms: Whole | None = None
    random: bytes = b""
    office: Whole = 0


class _ResponseFrame(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    epoch: Whole
    history: Annotated[list[tuple[Whole, Whole, list[tuple[Whole, Whole]]]], Meta(max_length=MAX_OPERATIONS)] | None
    grant_version: Whole
    results: Annotated[list[tuple[Place, Whole, Whole]], Meta(max_length=MAX_OPERATIONS)]
    stamps: Annotated[list[tuple[Place, Whole]], Meta(max_length=MAX_OPERATIONS)]
    sessions: Annotated[list[_SessionRow], Meta(max_length=MAX_OPERATIONS)]
    pulled: Annotated[list[_PulledFrame], Meta(max_length=MAX_SCOPES)]
    notices: Annotated[list[Raw], Meta(max_length=MAX_OPERATIONS)]
    frames: Annotated[list[Raw], Meta(max_length=MAX_OPERATIONS)]


_response_decoder = msgspec.msgpack.Decoder(_ResponseFrame)
_bare_decoder = msgspec.msgpack.Decoder(tuple[Whole, Whole, Whole | None])
_full_decoder = msgspec.msgpack.Decoder(_FullEntry)


def decode_response(plain: bytes, asked: Sequence[bytes], office: int) -> Response:
    """Return what the server said to a request that named the sessions ``asked``; raises SyncFault."""
    frame = _read(_response_decoder.decode, plain)
    table = SessionTable(asked, MAX_OPERATIONS)
    offices = dict.fromkeys(range(len(table.sessions)), office)
    counts: list[SessionCount] = []
    for row in frame.sessions:
        if row.start_ms is not None:
            if table.add(_session(row.start_ms, row.random)) != row.place:
                raise SyncFault("frame.malformed", why="session_order")
            offices[row.place] = row.office
        elif row.place >= len(asked):
            raise SyncFault("frame.malformed", why="session_index")
        if row.have_prefix or row.have_count or row.place < len(asked):
            counts.append(SessionCount(table.sessions[row.place], row.have_prefix, row.have_count, row.archived_n))
    pulled = _take_pulled(frame.pulled, table, offices)
    return Response(
        epoch=frame.epoch,
        grant_version=frame.grant_version,
        history=None
        if frame.history is None
        else tuple(EpochLine(ordinal, epoch, tuple(bases)) for ordinal, epoch, bases in frame.history),
        results=tuple(ResultLine(*line) for line in frame.results),
        stamps=tuple(frame.stamps),
        sessions=tuple(counts),
        pulled=pulled,
        notices=tuple(_notice(bytes(raw)) for raw in frame.notices),
    )


def _take_pulled(blocks: Sequence[_PulledFrame], table: SessionTable, offices: dict[int, int]) -> tuple[Pulled, ...]:
    """Return the blocks with their entries whole; hlc steps run on over all full entries of a response."""
    pulled: list[Pulled] = []
    hlc = 0
    for block in blocks:
        entries: list[Entry] = []
        for raw in block.entries:
            source = bytes(raw)
            if source[0] == _BARE_MARK:
                place, n, eff = _read(_bare_decoder.decode, source)
                entries.append(Entry(table.make(place, n), eff))
                continue
            row = _read(_full_decoder.decode, source)
            hlc += row.hlc_delta
            operation = _take_row(table, row, hlc, offices.get(row.session, 0), SCHEMA_VERSION)
            entries.append(Entry(operation.id, hlc if row.eff is None else row.eff, operation))
        pulled.append(
            Pulled(
                block.index,
                block.from_seq,
                block.to_seq,
                block.floor,
                tuple(entries),
                block.chain,
                block.receipt,
                block.more,
            )
        )
    return tuple(pulled)


def _notice(source: bytes) -> tuple[Packed, ...]:
    notice = unpack(source, nesting=_LOOSE_NESTING)
    if not isinstance(notice, tuple) or not notice:
        raise SyncFault("frame.malformed", why="notice")
    return notice
