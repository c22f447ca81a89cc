"""An operation's bytes are P3's, and nothing out of its ranges is taken for one."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.core.errors import InputFault, SyncFault
from gridtui.core.ids import make_id
from gridtui.core.registry import BY_NAME, SCHEMA_VERSION, TYPES, EntityType
from gridtui.core.words import Channel, Outcome
from gridtui.sync.operation import (
    ALL_FIELDS,
    Kind,
    Operation,
    Value,
    base_of,
    bases_of,
    canonical_bytes,
    check_operation,
    decode_body,
    encode_create,
    encode_set,
    fields_set,
    is_opaque,
    op_hash,
    read_operation,
)
from gridtui.sync.packing import pack

SESSION = bytes.fromhex("0199aabbccddfedcba987654")
HOUSEHOLD = make_id(SESSION, 1)
POST = make_id(SESSION, 2)
VISIT = BY_NAME["visit"]
RESIDENT = BY_NAME["resident"]


def operation(**changed: object) -> Operation:
    """Return a visit's operation with some fields changed."""
    op = Operation(
        id=make_id(SESSION, 3),
        kind=Kind.EVENT,
        type=VISIT.number,
        entity=HOUSEHOLD,
        root=None,
        hlc=0x0199AABBCCDD << 16 | 5,
        office=77,
        actor=POST,
        base=None,
        body=encode_create(VISIT, {"day": 739_500, "channel": Channel.HOME_VISIT, "outcome": Outcome.MET}),
    )
    return msgspec.structs.replace(op, **changed)


def test_golden_operation() -> None:
    """The canonical array of twelve, byte for byte, and its hash."""
    op = operation(schema=1)
    assert canonical_bytes(op).hex() == (
        "9c01"
        "c4100199aabbccdd7fedb2ea61d950000003"
        "030a"
        "c4100199aabbccdd7fedb2ea61d950000001"
        "c001cf0199aabbccdd0005"
        "4d"
        "c4100199aabbccdd7fedb2ea61d950000002"
        "c0"
        "c40c" + op.body.hex()
    )
    assert op.body.hex() == "9700ce000b48acc0c0c00101"
    assert op_hash(op).hex() == "64053455de42cfaa13c8068636991f1f"


def test_golden_bases() -> None:
    """Base is sorted ids, an empty array for a create and nil for exactly the entity's create."""
    seen = frozenset({make_id(SESSION, 9), make_id(SESSION, 4)})
    base = base_of(HOUSEHOLD, seen)
    assert base == (make_id(SESSION, 4), make_id(SESSION, 9))
    assert base_of(HOUSEHOLD, frozenset({HOUSEHOLD})) is None
    assert base_of(HOUSEHOLD, frozenset()) == ()
    assert bases_of(operation()) == (HOUSEHOLD,)
    assert canonical_bytes(operation(base=base))[-len(operation().body) - 2 :][:1] != b"\xc0"
    with pytest.raises(InputFault, match=r"op\.base_limit"):
        base_of(HOUSEHOLD, frozenset(make_id(SESSION, n) for n in range(1, 66)))


def test_golden_set() -> None:
    """A set is field, value, field, value by rising number; None takes a value away."""
    body = encode_set(RESIDENT, {"phone": "10012345678", "name": "张三", "lifecycle": 1, "note": None})
    assert body.hex() == "98000102a6e5bca0e4b88907ab313030313233343536373810c0"


def test_trailing_nils_are_cut() -> None:
    """A create of nothing is field 0 alone."""
    assert encode_create(RESIDENT, {"note": None}).hex() == "9100"


_VALUES: dict[str, st.SearchStrategy[Value]] = {
    "int": st.integers(0, 2**63 - 1),
    "day": st.integers(0, 10**6),
    "instant_ms": st.integers(0, 2**48),
    "flag": st.booleans(),
    "text": st.text(max_size=40),
    "ref": st.integers(1, 99).map(lambda n: make_id(SESSION, n)),
    "refs": st.lists(st.integers(1, 99).map(lambda n: make_id(SESSION, n)), max_size=4).map(tuple),
    "ints": st.lists(st.integers(0, 99), max_size=4).map(tuple),
}


@st.composite
def type_and_values(draw: st.DrawFn) -> tuple[EntityType, dict[str, Value]]:
    """Draw a type of the registry and values for some of its fields."""
    entity_type = draw(st.sampled_from(TYPES))
    fields = draw(st.lists(st.sampled_from(entity_type.fields), unique=True, min_size=1))
    return entity_type, {field.name: draw(st.none() | _VALUES[field.type]) for field in fields}


@given(type_and_values())
def test_bodies_are_read_again(drawn: tuple[EntityType, dict[str, Value]]) -> None:
    """Create and set of every type, arbitrary Unicode included."""
    entity_type, values = drawn
    numbered = {entity_type.field(name).number: value for name, value in values.items()}
    created = decode_body(operation(kind=Kind.CREATE, body=encode_create(entity_type, values)))
    assert created == {0: 0} | {number: value for number, value in numbered.items() if value is not None}
    assert decode_body(operation(kind=Kind.SET, body=encode_set(entity_type, values))) == numbered


@given(type_and_values())
def test_operations_are_read_again(drawn: tuple[EntityType, dict[str, Value]]) -> None:
    """Bytes to operation and back."""
    entity_type, values = drawn
    op = operation(type=entity_type.number, body=encode_create(entity_type, values), base=(POST,))
    assert read_operation(canonical_bytes(op)) == op


def test_what_an_operation_sets() -> None:
    """A create sets all fields, a set those it lists, an event none."""
    assert fields_set(operation(kind=Kind.CREATE)) == ALL_FIELDS == 2**63 - 1
    assert fields_set(operation(kind=Kind.SET, body=encode_set(RESIDENT, {"name": "甲", "lifecycle": 0}))) == 0b101
    assert fields_set(operation()) == 0
    assert fields_set(operation(kind=99, body=b"\xff")) == 0


def test_what_a_newer_writer_made_is_kept() -> None:
    """An unknown kind or type or a newer schema is opaque, and its body is not judged."""
    assert not is_opaque(operation())
    for newer in (operation(kind=99, body=b"\xff"), operation(type=60_000), operation(schema=SCHEMA_VERSION + 1)):
        check_operation(newer)
        assert is_opaque(newer)
        assert read_operation(canonical_bytes(newer)) == newer


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 2},
        {"type": 0},
        {"type": 65_536},
        {"schema": 0},
        {"id": b"\0" * 16},
        {"entity": b"\1" * 15},
        {"root": b"\1" * 17},
        {"root": HOUSEHOLD},
        {"actor": b""},
        {"kind": Kind.CREATE},
        {"base": (POST, HOUSEHOLD)},
        {"base": (POST, POST)},
        {"base": (b"\1" * 15,)},
        {"base": tuple(make_id(SESSION, n) for n in range(1, 66))},
        {"body": pack(b"\0" * 8_190)},
        {"body": b"\xff"},
        {"body": pack(5)},
        {"body": pack((0,) * 64)},
        {"kind": Kind.SET, "body": pack((1, 2, 3))},
        {"kind": Kind.SET, "body": pack(())},
        {"kind": Kind.SET, "body": pack((2, 0, 1, 0))},
        {"kind": Kind.SET, "body": pack((1, 0, 1, 0))},
        {"kind": Kind.RESOLVE, "body": pack((63, 0))},
        {"kind": Kind.SET, "body": pack((True, 0))},
    ],
)
def test_an_operation_out_of_its_ranges_is_refused(wrong: dict[str, object]) -> None:
    """Each range of P3."""
    op = operation(**wrong)
    with pytest.raises(SyncFault, match=r"op\.malformed|frame\.malformed"):
        check_operation(op)
    with pytest.raises(SyncFault, match=r"op\.malformed|frame\.malformed"):
        read_operation(canonical_bytes(op))


@pytest.mark.parametrize("spelling", ["c0", "90", "9c" + "c0" * 12, "9c" + "00" * 12, "9c01"])
def test_other_bytes_are_no_operation(spelling: str) -> None:
    """Shape and types of the array."""
    with pytest.raises(SyncFault, match="malformed"):
        read_operation(bytes.fromhex(spelling))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"nickname": "x"}, r"field\.unknown"),
        ({"name": 3}, r"field\.wrong_type"),
        ({"sex": -1}, r"field\.wrong_type"),
        ({"sex": True}, r"field\.wrong_type"),
        ({"household": b"short"}, r"field\.wrong_type"),
        ({"doubt": [1]}, r"field\.wrong_type"),
        ({"doubt": (-1,)}, r"field\.wrong_type"),
        ({"note": "\ud800"}, r"value\.unstorable"),
        ({"note": "长" * 2_731}, r"op\.body_limit"),
    ],
)
def test_values_are_checked_by_the_registry(values: dict[str, Value], code: str) -> None:
    """A value that does not fit its field never becomes an operation."""
    with pytest.raises(InputFault, match=code):
        encode_create(RESIDENT, values)
    with pytest.raises(InputFault, match=code):
        encode_set(RESIDENT, values)


def test_a_set_changes_something() -> None:
    """An empty set is no operation."""
    with pytest.raises(InputFault, match=r"op\.empty"):
        encode_set(RESIDENT, {})
