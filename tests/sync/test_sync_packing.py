"""Packing has one spelling for each value and refuses every other byte string."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.core.errors import InputFault, SyncFault
from gridtui.sync.packing import Packed, Reference, check_packable, pack, put_varint, take_varint, unpack

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(0, 2**63 - 1),
    st.text(),
    st.binary(),
    st.builds(Reference, st.integers(0, 300), st.integers(0, 2**26 - 1)),
)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=20).map(tuple), max_leaves=20)


def depth(value: Packed) -> int:
    """Arrays within arrays of a value."""
    return 1 + max((depth(part) for part in value), default=0) if isinstance(value, tuple) else 0


@given(values.filter(lambda value: depth(value) <= 4))
def test_what_was_written_is_read_again(value: Packed) -> None:
    """Every value the protocol has, arbitrary Unicode included."""
    assert unpack(pack(value)) == value


@pytest.mark.parametrize(
    ("value", "spelling"),
    [
        (None, "c0"),
        (False, "c2"),
        (True, "c3"),
        (0, "00"),
        (127, "7f"),
        (128, "cc80"),
        (255, "ccff"),
        (256, "cd0100"),
        (65_536, "ce00010000"),
        (2**32, "cf0000000100000000"),
        (2**63 - 1, "cf7fffffffffffffff"),
        ("", "a0"),
        ("户", "a3e688b7"),
        ("a" * 32, "d920" + "61" * 32),
        (b"", "c400"),
        (b"\x01" * 256, "c50100" + "01" * 256),
        ((), "90"),
        ((0,) * 16, "dc0010" + "00" * 16),
        (Reference(0, 1), "d5010001"),
        (Reference(3, 300), "c7030103ac02"),
    ],
)
def test_golden_spelling(value: Packed, spelling: str) -> None:
    """Shortest forms, byte for byte."""
    assert pack(value).hex() == spelling
    assert unpack(bytes.fromhex(spelling)) == value


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param("", id="nothing"),
        pytest.param("c1", id="never_used"),
        pytest.param("ca00000000", id="float32"),
        pytest.param("cb3ff0000000000000", id="float64"),
        pytest.param("80", id="map"),
        pytest.param("8100a0", id="map_in_use"),
        pytest.param("ff", id="negative"),
        pytest.param("d0ff", id="negative_8"),
        pytest.param("cf8000000000000000", id="above_2^63-1"),
        pytest.param("cc01", id="long_int"),
        pytest.param("d001", id="signed_int"),
        pytest.param("cd0001", id="long_int_16"),
        pytest.param("d90161", id="long_text"),
        pytest.param("da000161", id="long_text_16"),
        pytest.param("c5000101", id="long_bytes"),
        pytest.param("dc000100", id="long_array"),
        pytest.param("0000", id="trailing"),
        pytest.param("c403aabb", id="cut_off"),
        pytest.param("a1ff", id="bad_utf8"),
        pytest.param("a3eda080", id="surrogate"),
        pytest.param("919191919100", id="nesting"),
        pytest.param("91" * 5000 + "00", id="deep_nesting"),
        pytest.param("d5020001", id="other_ext"),
        pytest.param("d6ff00000000", id="timestamp"),
        pytest.param("d50180", id="reference_cut_off"),
        pytest.param("c70301800001", id="reference_varint_not_shortest"),
        pytest.param("c70301000101", id="reference_trailing"),
        pytest.param("c702010001", id="long_ext"),
        pytest.param("ddffffffff", id="lying_array"),
        pytest.param("c6ffffffff", id="lying_bytes"),
    ],
)
def test_every_other_spelling_is_refused(spelling: str) -> None:
    """Whatever a broken or hostile peer sends, the answer is one fault."""
    with pytest.raises(SyncFault, match=r"frame\.malformed"):
        unpack(bytes.fromhex(spelling))


@given(st.binary(max_size=60))
def test_arbitrary_bytes_are_a_value_or_a_fault(source: bytes) -> None:
    """Nothing but SyncFault comes out, and what is accepted is spelled exactly so."""
    try:
        value = unpack(source)
    except SyncFault:
        return
    assert pack(value) == source


@given(values, st.randoms(use_true_random=False))
def test_mutated_bytes_are_a_value_or_a_fault(value: Packed, random: object) -> None:
    """One byte changed anywhere."""
    source = bytearray(msgspec.msgpack.encode(_plain(value)))
    at = random.randrange(len(source))  # type: ignore[attr-defined]  # a Random by the strategy
    source[at] = random.randrange(256)  # type: ignore[attr-defined]  # a Random by the strategy
    try:
        found = unpack(bytes(source))
    except SyncFault:
        return
    assert pack(found) == bytes(source)


def _plain(value: Packed) -> object:
    if isinstance(value, Reference):
        return value.n
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("value", [1.5, {}, -1, 2**63, "\ud800", [1], (((((1,),),),),)])
def test_what_cannot_be_stored_is_refused_before_it_is_written(value: object) -> None:
    """Floats, maps, negative and large integers, broken text, lists, deep nesting."""
    with pytest.raises(InputFault, match=r"value\.unstorable"):
        check_packable(value)


@given(st.integers(0, 2**63 - 1), st.binary(max_size=5))
def test_varint(number: int, rest: bytes) -> None:
    """A varint says where it ends."""
    spelled = put_varint(number)
    assert take_varint(rest + spelled + rest, len(rest)) == (number, len(rest) + len(spelled))
