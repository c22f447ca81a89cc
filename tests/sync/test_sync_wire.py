"""The frames of P8 and P9: what is sent comes back to the byte, small, and in pinned bytes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui.core.ids import make_id, split_id
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
from gridtui.sync.operation import Operation, op_hash
from gridtui.sync.payload import decode_request, decode_response, encode_request, encode_response
from gridtui.sync.protocol import Flag, Status
from gridtui.sync.signing import SigningKey, key_tag, verify
from gridtui.sync.wire import open_request, put_response, put_status, read_answer, read_envelope, seal_request
from tests.sync.sync_samples import (
    HLC,
    NOW_MS,
    OFFICE,
    OTHER_SESSION,
    SCHEMA,
    SESSION,
    change,
    household,
    operations,
    visit,
)

KEY = SigningKey(bytes(range(32)))
SERVER_TAG = key_tag(b"\x07" * 32)


def request_of(*sent: Operation, scopes: tuple[ScopeLine, ...] = ()) -> Request:
    """Return a request that pushes these operations to the first scope of the grant."""
    written = dict.fromkeys(split_id(op.id)[0] for op in sent)
    return Request(
        schema=SCHEMA,
        epoch=NOW_MS << 16,
        grant_version=2,
        clock_ms=NOW_MS,
        max_bytes=65535,
        sessions=tuple(SessionLine(session, 9) for session in written),
        scopes=scopes,
        operations=tuple(Sent(0, op) for op in sent),
    )


def seal(request: Request) -> bytes:
    """Return the request sealed by the test's key."""
    return seal_request(
        request, server_tag=SERVER_TAG, office=OFFICE, key_no=1, boot=0xDEAD, counter=5, sign=KEY.sign
    )


@given(st.lists(operations(), max_size=12))
@settings(max_examples=60, deadline=None)
def test_request_round_trip(drawn: list[Operation]) -> None:
    """Whatever operations P3 allows arrive with the hash they left with."""
    sent = [Sent(i % 3, op) for i, op in enumerate(drawn)]
    request = Request(1, 5, 1, NOW_MS, 9, operations=tuple(sent))
    back = decode_request(encode_request(request), OFFICE)
    got = [part for part in back.operations if isinstance(part, Sent)]
    assert [op_hash(part.operation) for part in got] == [op_hash(part.operation) for part in sent]
    assert got == sent


@given(st.lists(operations(office=77), max_size=10), st.lists(operations(), max_size=6), st.data())
@settings(max_examples=40, deadline=None)
def test_response_round_trip(others: list[Operation], own: list[Operation], data: st.DataObject) -> None:
    """Pulled operations arrive with their writer's office, their stamps and their hash; own ones come bare."""
    others = [msg for msg in others if split_id(msg.id)[0] == OTHER_SESSION]
    own = [msg for msg in own if split_id(msg.id)[0] == SESSION]
    entries = [Entry(op.id, data.draw(st.sampled_from((op.hlc, 5, HLC))), op) for op in others]
    entries += [Entry(op.id, data.draw(st.one_of(st.none(), st.just(HLC)))) for op in own]
    response = Response(
        epoch=9,
        grant_version=3,
        history=(EpochLine(1, 9, ((0, 4), (1, 7))),),
        results=(ResultLine(0, 4, 2),),
        stamps=((1, HLC),),
        sessions=(SessionCount(SESSION, 12, 14),),
        pulled=(Pulled(0, 5, 5 + len(entries), 0, tuple(entries), b"c" * 8, b"r" * 16, 3),),
        notices=((1, 0, 55, 1, "东街社区"),),
    )
    asked = (SESSION,)
    assert decode_response(encode_response(response, asked, OFFICE), asked, OFFICE) == response


def test_references_are_derived() -> None:
    """An id whose session is named costs 4 to 6 bytes instead of 18 (P1)."""
    entity = make_id(SESSION, 5)
    short = encode_request(request_of(change(6, entity, None, note="x")))
    assert entity not in short
    assert len(short) < 90


def test_session_used_once_is_not_named() -> None:
    """A single reference to another writer's record travels as 16 bytes: naming its session would cost more."""
    op = change(6, make_id(OTHER_SESSION, 5), None, note="x")
    assert len(decode_request(encode_request(request_of(op)), OFFICE).sessions) == 1


def test_body_that_is_not_canonical_travels_as_it_is() -> None:
    """The body of an unknown kind is anybody's: it arrives byte for byte."""
    op = Operation(
        id=make_id(SESSION, 1), kind=99, type=7, entity=make_id(SESSION, 1), root=None, hlc=1, office=OFFICE,
        actor=None, base=None, body=b"\x91\xcd\x00\x01",
    )  # fmt: skip
    (back,) = decode_request(encode_request(request_of(op)), OFFICE).operations
    assert isinstance(back, Sent)
    assert back.operation.body == b"\x91\xcd\x00\x01"


def test_operation_that_breaks_a_rule_delays_no_other() -> None:
    """An unsorted base is malformed in its place; the operations around it arrive (I10)."""
    entity = make_id(SESSION, 1)
    bad = change(3, entity, (make_id(SESSION, 2), entity), note="x")
    request = request_of(household(1), bad, household(4))
    first, second, third = decode_request(encode_request(request), OFFICE).operations
    assert isinstance(first, Sent)
    assert isinstance(second, Malformed)
    assert (second.id, second.why) == (bad.id, "base_order")
    assert isinstance(third, Sent)
    assert op_hash(third.operation) == op_hash(household(4))


def test_envelope_is_signed_as_sent() -> None:
    """The signature covers every byte before it and is made by the office's key."""
    raw = seal(request_of(visit(1)))
    envelope = read_envelope(raw)
    assert envelope.office == OFFICE
    assert (envelope.boot, envelope.counter, envelope.key_no) == (0xDEAD, 5, 1)
    assert verify(KEY.public, envelope.signature, envelope.signed)
    assert not verify(KEY.public, envelope.signature, envelope.signed[:-1] + b"\0")
    assert open_request(envelope) == decode_request(encode_request(request_of(visit(1))), OFFICE)


def test_large_payload_is_compressed() -> None:
    """A batch of visits shrinks, and its envelope says so."""
    raw = seal(request_of(*(visit(n) for n in range(1, 40))))
    envelope = read_envelope(raw)
    assert envelope.flags & Flag.ZSTD
    assert envelope.plain_length > 3 * len(envelope.payload)
    assert len(open_request(envelope).operations) == 39


def test_answer_round_trip() -> None:
    """A response arrives under its status; one of statuses alone carries its arguments."""
    envelope = read_envelope(seal(request_of(visit(1))))
    response = Response(epoch=1, grant_version=1, stamps=((0, 4),))
    raw = put_response(response, NOW_MS, envelope, (SESSION,), Status.OK)
    answer = read_answer(raw, envelope.tag, (SESSION,), OFFICE)
    assert (answer.status, answer.server_ms, answer.response) == (Status.OK, NOW_MS, response)
    busy = read_answer(put_status(Status.BUSY, NOW_MS, envelope.tag, (30,)), envelope.tag, (), OFFICE)
    assert (busy.status, busy.arguments, busy.response) == (Status.BUSY, (30,), None)


def test_pinned_empty_check() -> None:
    """The bytes of an empty check are permanent: another program speaks them."""
    sealed = seal(request_of(scopes=(ScopeLine(0, 300, b"\xc0" * 8),)))
    assert read_envelope(sealed).signed.hex() == (
        "67730100ddd6249d123456789abcdef001000000dead052d"
        "9b01cf01a1ee565e00000002cf000001a1ee565e00cdffff90919300cd012cc408c0c0c0c0c0c0c0c090909090"
    )


def test_pinned_request_payload() -> None:
    """The bytes of a push are permanent: a create, and a set of what it made."""
    pushed = request_of(household(1, "a"), change(2, make_id(SESSION, 1), None, paper=3))
    assert encode_request(pushed).hex() == (
        "9b01cf01a1ee565e00000002cf000001a1ee565e00cdffff9193cf000001a1ee5573a0c40611223344556609"
        "90929c0001000107c0c0cf01a1ee565e000001c41001a1ee5489407a1a8a8e929698000003909700c0c001c0c0a161c0"
        "9c0002000207d5010001c001c0c0920303c0909090"
    )


def test_pinned_response_payload() -> None:
    """The bytes of a response are permanent: a bare entry, a full one of another office, a notice."""
    pulled = Pulled(
        index=0,
        from_seq=5,
        to_seq=7,
        floor=0,
        entries=(
            Entry(make_id(SESSION, 1), None),
            Entry(make_id(OTHER_SESSION, 1), HLC + 1, household(1, "b", OTHER_SESSION, 77)),
        ),
        chain=b"c" * 8,
        receipt=b"r" * 16,
        more=0,
    )
    response = Response(
        epoch=9,
        grant_version=3,
        sessions=(SessionCount(SESSION, 2, 2),),
        stamps=((1, HLC),),
        pulled=(pulled,),
        notices=((6, 0),),
        schema=SCHEMA,
    )
    assert encode_response(response, (SESSION,), OFFICE).hex() == (
        "9909c00390919201cf01a1ee565e0000009294000202009701000000cf000001a1ee548940c406a1a2a3a4a5a64d"
        "91980005070092930001c09d0001010107c0c0cf01a1ee565e000001d5010103909700c0c001c0c0a162c0c0"
        "c4086363636363636363c410727272727272727272727272727272720091920600"
        "90"
    )


@pytest.mark.parametrize("operation_count", [0, 1])
def test_payload_sizes(operation_count: int) -> None:
    """An empty check is at most 140 bytes, and what a visit adds beside its own text at most 130."""
    operations_ = [visit(n, "") for n in range(1, operation_count + 1)]
    raw = seal(request_of(*operations_, scopes=(ScopeLine(0, 300, b"\xc0" * 8),)))
    assert len(raw) <= 140 + 130 * operation_count
