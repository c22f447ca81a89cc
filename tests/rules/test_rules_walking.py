"""Walking and name keys: order is the walk, values out of range clamp, every key is unique through its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.core.errors import InputFault
from gridtui.rules.walking import door_number, name_key, plain_door, walk_key, walk_ranges

doors = st.builds(lambda number, suffix: f"{number}{suffix}", st.integers(0, 16383), st.sampled_from(["", "a", "-2"]))
texts = st.one_of(doors, st.text(max_size=12))
SIGNED_63 = 1 << 63


def test_the_bits_are_rank_building_entrance_door_place() -> None:
    """The key is rank << 40 | building << 32 | entrance << 26 | door << 8 | place."""
    assert walk_key(3, 5, 2, "501", 7) == 3 << 40 | 5 << 32 | 2 << 26 | (501 << 4) << 8 | 7


@pytest.mark.parametrize(
    ("door", "number", "suffix"),
    [
        ("501", 501, 0),
        ("0501", 501, 0),
        ("501室", 501, 0),
        ("５０１", 501, 0),
        ("501A", 501, 1),
        ("501b", 501, 2),
        ("501甲", 501, 1),
        ("501西", 501, 3),
        ("501-2", 501, 2),
        ("501-99", 501, 15),
        ("501z", 501, 15),
        ("99999", 16383, 0),
        ("9" * 5000, 16383, 0),
    ],
)
def test_a_door_number_is_the_number_and_its_suffix(door: str, number: int, suffix: int) -> None:
    """Door bits are number times 16 plus suffix index, both clamped to their highest value."""
    assert door_number(door) == number * 16 + suffix


@pytest.mark.parametrize("door", ["", "门面", "A101", "101ab", "-1", "501-"])
def test_a_door_without_a_number_stands_in_the_tail_of_its_building(door: str) -> None:
    """What is no numbered door comes after every numbered door of the building and before the next building."""
    assert door_number(door) is None
    key = walk_key(1, 5, 1, door, 40_000)
    assert walk_key(1, 5, 62, "16383z", 255) < key < walk_key(1, 6, 0, "0", 0)


def test_a_door_holds_256_households_and_then_refuses() -> None:
    """A place that would run into the next door is refused, not wrapped."""
    assert walk_key(1, 1, 1, "101", 255) < walk_key(1, 1, 1, "101a", 0)
    with pytest.raises(InputFault) as fault:
        walk_key(1, 1, 1, "101", 256)
    assert fault.value.code == "address.door_full"
    with pytest.raises(InputFault):
        walk_key(1, 1, 1, "101", -1)


def test_a_full_door_goes_on_in_the_tail_of_the_building() -> None:
    """The ranges a household may take are its door's, then the building's tail."""
    own, tail = walk_ranges(1, 5, 2, "501")
    assert own[0] == walk_key(1, 5, 2, "501", 0)
    assert len(own) == 256
    assert tail == walk_ranges(1, 5, 2, "")[0]


@given(st.integers(0, 2**22 - 1), st.integers(0, 255), st.integers(0, 62), doors, st.integers(0, 255))
def test_order_of_keys_is_order_of_the_walk(rank: int, building: int, entrance: int, door: str, place: int) -> None:
    """Comparing keys compares courtyard, building, entrance, door and place in that order."""
    other = (rank // 2, 255 - building, entrance // 3, "501", 4)
    bits = door_number(door)
    assert bits is not None
    mine = (rank, building, entrance, bits, place)
    theirs = (other[0], other[1], other[2], 501 << 4, other[4])
    assert (walk_key(rank, building, entrance, door, place) < walk_key(*other)) == (mine < theirs)


@given(st.integers(), st.integers(), st.integers(), texts, st.integers(0, 255))
def test_any_value_gives_a_key_that_fits(rank: int, building: int, entrance: int, door: str, place: int) -> None:
    """Nothing a roster holds makes the key leave 63 bits, and different places give different keys."""
    key = walk_key(rank, building, entrance, door, place)
    assert 0 <= key < SIGNED_63
    assert key != walk_key(rank, building, entrance, door, (place + 1) % 256)


@given(texts)
def test_the_plain_form_of_a_door_is_stable(door: str) -> None:
    """Making the plain form twice changes nothing, for any numbered door."""
    if door_number(door) is not None:
        assert plain_door(plain_door(door)) == plain_door(door)


@given(
    st.lists(st.integers(1, 511), max_size=4), st.lists(st.integers(1, 511), max_size=4), st.integers(0, 2**27 - 1)
)
def test_names_sort_by_syllable_numbers_then_row(mine: list[int], theirs: list[int], n: int) -> None:
    """Order by name is the order of the syllable numbers, the shorter name first; rows part equal names."""
    low, high = name_key(tuple(mine), n), name_key(tuple(theirs), n)
    assert (low < high) == (mine < theirs)
    assert name_key(tuple(mine), n // 2) <= low < SIGNED_63


def test_a_name_key_refuses_a_row_number_that_would_not_be_unique() -> None:
    """Beyond 27 bits two rows would share a key."""
    assert name_key((9, 9, 9, 9, 9), 0) == name_key((9, 9, 9, 9), 0)
    assert name_key((600,), 1) == name_key((511,), 1)
    for n in (-1, 1 << 27):
        with pytest.raises(InputFault) as fault:
            name_key((1,), n)
        assert fault.value.code == "household.row_number"
