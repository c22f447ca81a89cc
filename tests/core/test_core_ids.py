"""Ids are P1 to the bit."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.core.errors import InputFault
from gridtui.core.ids import LAST_N, make_id, new_session, read_id, session_start_ms, show_id, split_id

SESSION = bytes.fromhex("0199aabbccddfedcba987654")

sessions = st.binary(min_size=12, max_size=12)
counters = st.integers(1, LAST_N)


def test_golden_id() -> None:
    """start_ms | 0111 | r[47:36] | 10 | r[35:0] | n, worked out by hand for one session."""
    assert make_id(SESSION, 1).hex() == "0199aabbccdd7fedb2ea61d950000001"
    assert make_id(SESSION, LAST_N).hex() == "0199aabbccdd7fedb2ea61d953ffffff"


@given(sessions, counters)
def test_an_id_is_its_session_and_counter(session: bytes, n: int) -> None:
    """(session, n) gives the id and the id gives (session, n)."""
    uid = make_id(session, n)
    assert split_id(uid) == (session, n)
    assert read_id(show_id(uid)) == uid


@given(sessions, counters)
def test_an_id_is_a_uuid_of_version_7(session: bytes, n: int) -> None:
    """Version and variant stand where RFC 9562 puts them."""
    uid = make_id(session, n)
    assert uid[6] >> 4 == 7
    assert uid[8] >> 6 == 0b10


@given(st.integers(0, 2**47), st.integers(1, 2**40), counters, counters)
def test_ids_sort_by_session_start(start: int, later: int, n: int, m: int) -> None:
    """A session that began later has greater ids, whatever the counters."""
    first = new_session(start, os.urandom)
    second = new_session(start + later, os.urandom)
    assert make_id(first, n) < make_id(second, m)


def test_a_session_is_the_clock_and_the_systems_random_source() -> None:
    """12 bytes: 48 bits of milliseconds, then what the source gave."""
    session = new_session(0x0199AABBCCDD, lambda count: b"\xfe" * count)
    assert session.hex() == "0199aabbccdd" + "fe" * 6
    assert session_start_ms(session) == 0x0199AABBCCDD


@pytest.mark.parametrize("ms", [-1, 1 << 48])
def test_a_clock_outside_48_bits_is_refused(ms: int) -> None:
    """An id cannot carry such an instant."""
    with pytest.raises(InputFault, match=r"id\.clock_range"):
        new_session(ms, os.urandom)


@pytest.mark.parametrize("n", [0, -1, LAST_N + 1])
def test_a_counter_outside_26_bits_is_an_error(n: int) -> None:
    """The counter runs from 1 to 2^26-1."""
    with pytest.raises(ValueError, match=str(n)):
        make_id(SESSION, n)


def test_a_session_of_another_length_is_an_error() -> None:
    """12 bytes and nothing else."""
    with pytest.raises(ValueError, match="11"):
        make_id(SESSION[:11], 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00",
        "g" * 32,
        "0199aabbccdd4fedb2ea61d950000001",
        "0199aabbccdd7fed72ea61d950000001",
        "0199aabbccdd7fedb2ea61d950000000",
        " 199aabbccdd7fedb2ea61d950000001",
        "０" * 32,
    ],
)
def test_what_p1_cannot_have_made_is_refused(text: str) -> None:
    """Wrong length, digits, version, variant or counter."""
    with pytest.raises(InputFault, match=r"id\.malformed"):
        read_id(text)
