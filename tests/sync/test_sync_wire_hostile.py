"""Bytes of an enemy or a broken link: never anything but a status or a SyncFault, and never memory on their word."""

import contextlib
import os
import tracemalloc

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui.core.errors import SyncFault
from gridtui.sync.compression import compress, expand
from gridtui.sync.messages import Entry, Malformed, Pulled, Response
from gridtui.sync.packing import put_varint
from gridtui.sync.payload import decode_request, encode_request
from gridtui.sync.protocol import MAX_PACKED_BYTES, MAX_PLAIN_BYTES, Status
from gridtui.sync.wire import FrameFault, open_request, put_response, read_answer, read_envelope
from tests.sync.sync_samples import NOW_MS, OFFICE, SESSION, household, visit
from tests.sync.test_sync_wire import KEY, SERVER_TAG, request_of, seal

SEALED = seal(request_of(*(visit(n) for n in range(1, 6))))
PLAIN = encode_request(request_of(household(1), household(2), visit(3)))
ENVELOPE = read_envelope(SEALED)
_PULLED = Pulled(0, 0, 2, 0, (Entry(household(1).id, 5, household(1, office=9)),), b"c" * 8, b"r" * 16, 0)
ANSWER = put_response(Response(epoch=1, grant_version=1, pulled=(_PULLED,)), NOW_MS, ENVELOPE, (SESSION,), Status.OK)


def _mutated(source: bytes) -> st.SearchStrategy[bytes]:
    """Return a strategy of the bytes with some overwritten, cut or inserted."""
    spots = st.lists(st.tuples(st.integers(0, len(source)), st.binary(max_size=6), st.integers(0, 6)), max_size=4)

    def apply(edits: list[tuple[int, bytes, int]]) -> bytes:
        changed = source
        for at, new, cut in edits:
            changed = changed[:at] + new + changed[at + cut :]
        return changed

    return spots.map(apply)


@given(st.one_of(st.binary(max_size=300), _mutated(SEALED)))
@settings(max_examples=200, deadline=None)
def test_any_request_bytes(raw: bytes) -> None:
    """Whatever arrives is read, or answered with a status."""
    with contextlib.suppress(FrameFault):
        open_request(read_envelope(raw))


@given(_mutated(PLAIN))
@settings(max_examples=300, deadline=None)
def test_any_payload(plain: bytes) -> None:
    """A payload signed by a broken office is read, or refused with a SyncFault."""
    with contextlib.suppress(SyncFault):
        decode_request(plain, OFFICE)


@given(st.one_of(st.binary(max_size=200), _mutated(ANSWER)))
@settings(max_examples=200, deadline=None)
def test_any_answer_bytes(raw: bytes) -> None:
    """Whatever a server or a portal in between answers is read, or refused as rubbish."""
    with contextlib.suppress(SyncFault):
        read_answer(raw, ENVELOPE.tag, (SESSION,), OFFICE)


def test_cut_answer_is_rubbish() -> None:
    """An answer cut anywhere is not applied in part."""
    for length in range(len(ANSWER)):
        with pytest.raises(SyncFault):
            read_answer(ANSWER[:length], ENVELOPE.tag, (SESSION,), OFFICE)


def _sealed_with(plain_length: int, payload: bytes, flags: int = 1, dictionary: int = 0) -> bytes:
    office = OFFICE.to_bytes(8, "big")
    head = b"gs" + bytes((1, flags)) + SERVER_TAG + office + bytes((1, dictionary)) + bytes(4) + b"\x01"
    content = head + put_varint(plain_length) + payload
    return content + KEY.sign(content)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"GET / HTTP/1.1", Status.BAD_FRAME),
        (SEALED[:2] + b"\x09" + SEALED[3:], Status.PROTOCOL),
        (SEALED[:3] + b"\x80" + SEALED[4:], Status.BAD_FRAME),
        (bytes(MAX_PACKED_BYTES + 1), Status.TOO_LARGE),
        (_sealed_with(MAX_PLAIN_BYTES + 1, bytes(MAX_PLAIN_BYTES // 64)), Status.TOO_LARGE),
        (_sealed_with(5000, b"x" * 49), Status.TOO_LARGE),
        (_sealed_with(4000, compress(b"a" * 5000) or b""), Status.TOO_LARGE),
        (_sealed_with(1000, (compress(os.urandom(16) * 70) or b"")), Status.BAD_FRAME),
        (_sealed_with(60, b"y" * 61, 0), Status.BAD_FRAME),
        (_sealed_with(60, b"y" * 60, 0, dictionary=9), Status.DICTIONARY),
    ],
)
def test_status_of_bad_frames(raw: bytes, status: Status) -> None:
    """Sizes, ratio, version, flags and lengths are checked, each with its status."""
    with pytest.raises(FrameFault) as caught:
        open_request(read_envelope(raw))
    assert caught.value.status == status


def test_bomb_costs_what_it_claims() -> None:
    """A frame that expands without end stops at the length that was promised."""
    bomb = compress_without_bound(64 << 20)
    tracemalloc.start()
    with pytest.raises(SyncFault):
        expand(bomb, 10_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 20


def compress_without_bound(size: int) -> bytes:
    """Return a frame of ``size`` zeros without its magic, which the product itself would not write."""
    from backports import zstd

    return zstd.compress(bytes(size))[4:]


def _frame(**parts: object) -> bytes:
    names = ("schema", "epoch", "grant", "clock", "max", "sessions", "scopes", "ops", "offers", "frames", "ext")
    values: dict[str, object] = dict.fromkeys(names[:5], 1) | dict.fromkeys(names[5:], ())
    return msgspec.msgpack.encode([(values | parts)[name] for name in names])


@pytest.mark.parametrize(
    "plain",
    [
        _frame(ops=[0] * 4097),
        _frame(sessions=[(1, b"123456", 0)] * 257),
        _frame(sessions=[(1, b"123456", 0)] * 2),
        _frame(scopes=[(0, 0, b"12345678")] * 65),
        _frame(scopes=[(0, 0, b"1234567")]),
        _frame(schema=0),
        _frame(schema=70_000),
        _frame(epoch=1 << 63),
        _frame(epoch=-1),
        _frame(epoch=1.0),
        _frame(ext={}),
        _frame(sessions=[(1 << 48, b"123456", 0)]),
        _frame(sessions=[(1, b"12345", 0)]),
        _frame(ops=[(0, 1, 0, 1, 7, None, None, 1, None, None, b"", None)]),
        _frame(sessions=[(1, b"123456", 0)], ops=[(0, 1, 0, 0, 7, None, None, 1, None, None, b"", None)]),
        b"\xdd\xff\xff\xff\xff",
        b"\x91" * 100_000,
        b"",
        _frame() + b"\xc0",
    ],
)
def test_limits_of_a_payload(plain: bytes) -> None:
    """Counts, ranges, types and depth beyond the limits are refused before anything is made of them."""
    with pytest.raises(SyncFault):
        decode_request(plain, OFFICE)


def test_empty_arrays_by_the_million_cost_nothing() -> None:
    """Eight megabytes of empty arrays where a body belongs are one malformed operation, not eight million lists."""
    body = msgspec.msgpack.encode([[]] * 1_000_000)
    row = msgspec.msgpack.encode([0, 99, 0, 1, 7, None, None, 1, None, None, msgspec.Raw(body), None])
    plain = _frame(sessions=[(1, b"123456", 0)], ops=[msgspec.Raw(row)])
    tracemalloc.start()
    request = decode_request(plain, OFFICE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(request.operations) == 1
    assert peak < 8 << 20


def test_clock_steps_beyond_all_bounds_are_one_malformed_operation() -> None:
    """Steps of the clock add up beyond 64 bits; each operation there is set aside, and the frame is read."""
    row = (0, 1, 0, 1, 7, None, None, (1 << 63) - 1, None, None, b"", None)
    request = decode_request(_frame(sessions=[(1, b"123456", 0)], ops=[row] * 5), OFFICE)
    assert [type(part) for part in request.operations] == [Malformed] * 5
