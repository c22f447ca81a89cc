"""Invented operations for the tests of wire, engine and server, and Hypothesis strategies for arbitrary ones."""

from hypothesis import strategies as st

from gridtui.core.ids import make_id
from gridtui.core.registry import BY_NAME, SCHEMA_VERSION
from gridtui.sync.operation import Kind, Operation, Value, encode_create, encode_set
from gridtui.sync.packing import pack

NOW_MS = 1_795_000_000_000
HLC = NOW_MS << 16
SESSION = (NOW_MS - 60_000).to_bytes(6, "big") + b"\x11\x22\x33\x44\x55\x66"
OTHER_SESSION = (NOW_MS - 120_000).to_bytes(6, "big") + b"\xa1\xa2\xa3\xa4\xa5\xa6"
OFFICE = 0x1234_5678_9ABC_DEF0
HOUSEHOLD = make_id(OTHER_SESSION, 7)
POST = make_id(OTHER_SESSION, 3)
SCHEMA = 1
"""The registry version the samples were written under: of the first release, so that pinned bytes stay."""


def household(n: int, note: str = "", session: bytes = SESSION, office: int = OFFICE, hlc: int = HLC) -> Operation:
    """Return the create of a household by counter ``n``."""
    uid = make_id(session, n)
    values: dict[str, Value] = {"paper": n, "note": note}
    body = encode_create(BY_NAME["household"], values)
    return Operation(
        id=uid,
        kind=Kind.CREATE,
        type=BY_NAME["household"].number,
        entity=uid,
        root=None,
        schema=SCHEMA,
        hlc=hlc + n,
        office=office,
        actor=POST,
        base=(),
        body=body,
    )


def visit(
    n: int, diary: str = "老人身体状况良好，血压偏高，已提醒按时服药。下周再次上门。", session: bytes = SESSION
) -> Operation:
    """Return a visit event on ``HOUSEHOLD`` by counter ``n``, as long as a real one."""
    values: dict[str, Value] = {
        "day": 739_575,
        "start_minute": 555,
        "end_minute": 580,
        "channel": 1,
        "outcome": 1,
        "visitors": (POST,),
        "met": (make_id(OTHER_SESSION, 9),),
        "diary": diary,
        "entered_ms": NOW_MS,
    }
    return Operation(
        id=make_id(session, n),
        kind=Kind.EVENT,
        type=BY_NAME["visit"].number,
        entity=HOUSEHOLD,
        root=None,
        schema=SCHEMA,
        hlc=HLC + n,
        office=OFFICE,
        actor=POST,
        base=None,
        body=encode_create(BY_NAME["visit"], values),
    )


def change(
    n: int,
    entity: bytes,
    base: tuple[bytes, ...] | None,
    session: bytes = SESSION,
    office: int = OFFICE,
    **values: Value,
) -> Operation:
    """Return a set of household fields by counter ``n``."""
    return Operation(
        id=make_id(session, n),
        kind=Kind.SET,
        type=BY_NAME["household"].number,
        entity=entity,
        root=None,
        schema=SCHEMA,
        hlc=HLC + n,
        office=office,
        actor=None,
        base=base,
        body=encode_set(BY_NAME["household"], values),
    )


sessions = st.builds(
    lambda ms, tail: ms.to_bytes(6, "big") + tail, st.integers(0, (1 << 48) - 1), st.binary(min_size=6, max_size=6)
)
ids = st.one_of(
    st.builds(make_id, st.sampled_from((SESSION, OTHER_SESSION)), st.integers(1, (1 << 26) - 1)),
    st.builds(make_id, sessions, st.integers(1, (1 << 26) - 1)),
    st.binary(min_size=16, max_size=16),
)
_whole = st.integers(0, (1 << 63) - 1)
_leaves = st.one_of(st.none(), st.booleans(), _whole, st.text(max_size=40), st.binary(max_size=24), ids)
values = st.one_of(_leaves, st.lists(_leaves, max_size=4).map(tuple))
known_bodies = st.lists(values, max_size=10).map(lambda parts: pack((0, *parts)))
strange_bodies = st.one_of(st.binary(max_size=60), known_bodies)


@st.composite
def operations(draw: st.DrawFn, office: int = OFFICE) -> Operation:
    """Draw any operation that P3 allows, kinds and types of the future included."""
    uid = make_id(draw(st.sampled_from((SESSION, OTHER_SESSION))), draw(st.integers(1, (1 << 26) - 1)))
    kind = draw(st.one_of(st.sampled_from((Kind.CREATE, Kind.EVENT)), st.integers(5, 300)))
    base = draw(st.one_of(st.none(), st.frozensets(ids, max_size=5)))
    entity = uid if kind == Kind.CREATE else draw(ids)
    root = draw(st.one_of(st.none(), ids))
    return Operation(
        id=uid,
        kind=int(kind),
        type=draw(st.integers(1, 65535)),
        entity=entity,
        root=None if root == entity else root,
        schema=draw(st.sampled_from((SCHEMA, SCHEMA_VERSION, 65535))),
        hlc=draw(_whole),
        office=office,
        actor=draw(st.one_of(st.none(), ids)),
        base=None if base is None else tuple(sorted(base)),
        body=draw(known_bodies if kind in tuple(Kind) else strange_bodies),
    )
