"""Grids drawn anew: everybody in exactly one, loads within the stated bound, stretches of the walk."""

import time
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridtui.core.errors import InputFault
from gridtui.rules.repartition import GridLoad, Placed, Repartition, repartition
from gridtui.rules.walking import address_bits, walk_key

DAY = date(2026, 7, 1).toordinal()


def home(number: int, building: int, grid: bytes | None = b"old", **facts: object) -> Placed:
    """Make a household in a building of one community, at a door of its own."""
    walk = walk_key(1, building, 1, str(100 + number), 0)
    return Placed(number.to_bytes(4, "big"), walk, b"c", grid, **facts)  # type: ignore[arg-type]


def buildings(*numbers: int, grids: tuple[bytes, ...] = ()) -> list[Placed]:
    """Make so many households in each building; ``grids`` names the old grid of each building."""
    made: list[Placed] = []
    for building, number in enumerate(numbers):
        for _ in range(number):
            made.append(home(len(made), building, grids[building] if grids else b"old"))
    return made


def loads(found: Repartition) -> list[int]:
    """Return the loads of the new grids, in order."""
    return [grid.load for grid in found.grids]


def test_a_cut_goes_between_buildings_where_that_is_nearly_even() -> None:
    """Buildings of 19, 22 and 19 households in three grids: three buildings, not three times twenty."""
    assert loads(repartition(buildings(19, 22, 19), 3, from_day=DAY)) == [19, 22, 19]


def test_a_building_is_cut_where_it_must_be() -> None:
    """One building of 60 in three grids is cut at the nearest doors."""
    assert loads(repartition(buildings(60), 3, from_day=DAY)) == [20, 20, 20]


def test_where_an_old_grid_ended_a_new_one_ends_rather() -> None:
    """Of two buildings' ends that are near enough, the one the households know is taken."""
    old = (b"1", b"1", b"2", b"2")
    assert loads(repartition(buildings(19, 1, 1, 19, grids=old), 2, from_day=DAY)) == [20, 20]
    assert loads(repartition(buildings(18, 1, 1, 20, grids=old), 2, from_day=DAY)) == [19, 21]
    new = repartition(buildings(18, 1, 1, 20, grids=old), 2, from_day=DAY)
    assert [grid.from_grids for grid in new.grids] == [((b"1", 19),), ((b"2", 21),)]


def test_key_persons_weigh_more_and_empty_doors_nothing() -> None:
    """Twenty households with key persons of two each are a grid beside sixty without; paper households go along."""
    homes = [home(number, 0, key_persons=1) for number in range(20)]
    homes += [home(20 + number, 1) for number in range(60)]
    homes += [home(80 + number, 2, is_lived_in=False) for number in range(10)]
    found = repartition(homes, 2, from_day=DAY)
    assert [(len(grid.households), grid.lived_in, grid.key_persons, grid.load) for grid in found.grids] == [
        (20, 20, 20, 60), (70, 60, 0, 60),
    ]  # fmt: skip
    assert found.before == (GridLoad(b"old", 90, 80, 20, 120),)
    assert loads(repartition(homes, 2, from_day=DAY, key_person_households=0)) == [40, 40]


def test_a_new_grid_names_what_it_succeeds() -> None:
    """S4-2: the old grid most of its households come from stands first; those in none are said too."""
    homes = [home(number, 0, b"east") for number in range(4)]
    homes += [home(4 + number, 0, b"west") for number in range(5)]
    homes.append(home(9, 0, None))
    found = repartition(homes, 1, from_day=DAY)
    assert (found.from_day, found.grids[0].from_grids) == (DAY, ((b"west", 5), (b"east", 4), (None, 1)))


def test_communities_share_the_grids_by_load() -> None:
    """24 grids for communities of 1,200, 900 and 300 households: twelve, nine and three."""
    homes = [
        Placed(bytes([c, n >> 8, n & 255]), walk_key(c, n // 40, 1, str(n % 40), 0), bytes([c]), None)
        for c, number in ((1, 1_200), (2, 900), (3, 300))
        for n in range(number)
    ]
    found = repartition(homes, 24, from_day=DAY)
    assert [sum(grid.community == bytes([c]) for grid in found.grids) for c in (1, 2, 3)] == [12, 9, 3]
    chosen = repartition(homes, {b"\x01": 2, b"\x02": 1, b"\x03": 1}, from_day=DAY)
    assert [(grid.community, grid.place, grid.load) for grid in chosen.grids] == [
        (b"\x01", 0, 600), (b"\x01", 1, 600), (b"\x02", 0, 900), (b"\x03", 0, 300),
    ]  # fmt: skip


def test_no_grid_is_empty_and_no_community_without() -> None:
    """More grids than households, or fewer than communities, is refused."""
    for grids, code in ((3, "grid.more_than_households"), (0, "grid.fewer_than_communities")):
        with pytest.raises(InputFault) as fault:
            repartition(buildings(2), grids, from_day=DAY)
        assert fault.value.code == code
    with pytest.raises(InputFault) as fault:
        repartition(buildings(2), {b"another": 1}, from_day=DAY)
    assert fault.value.code == "grid.fewer_than_communities"
    assert repartition([], 0, from_day=DAY).grids == ()


placed = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 3),
        st.integers(0, 1),
        st.integers(0, 9),
        st.integers(0, 3),
        st.booleans(),
        st.sampled_from((0, 0, 0, 0, 1, 3)),
    ),
    min_size=1,
    max_size=120,
)


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(placed, st.integers(1, 12))
def test_everybody_is_in_exactly_one_grid_of_their_own_community(
    drawn: list[tuple[int, int, int, int, int, bool, int]], grids: int
) -> None:
    """None lost, none twice, every grid a stretch of the walk, every load within the bound, whatever the homes."""
    homes = []
    for n, (community, building, entrance, door, old, lived_in, key) in enumerate(drawn):
        walk = walk_key(community, building, entrance, str(door), 0) + n
        homes.append(Placed(bytes([n]), walk, bytes([community]), bytes([old]), lived_in, key))
    communities = {placed_home.community for placed_home in homes}
    if not len(communities) <= grids <= len(homes):
        with pytest.raises(InputFault):
            repartition(homes, grids, from_day=DAY)
        return
    found = repartition(homes, grids, from_day=DAY)
    assert len(found.grids) == grids
    walk_of = {one.household: (one.community, one.walk, one.household) for one in homes}
    in_order = [walk_of[household] for grid in found.grids for household in grid.households]
    assert sorted(in_order) == sorted(walk_of.values())
    for each in communities:
        along = [walk for walk in in_order if walk[0] == each]
        assert along == sorted(along)
    for grid in found.grids:
        assert grid.households
        assert {walk_of[household][0] for household in grid.households} == {grid.community}
        assert abs(grid.load - found.even[grid.community]) <= found.bound[grid.community]
    assert sum(grid.load for grid in found.grids) == sum(before.load for before in found.before)


def test_thirty_seven_grids_become_twenty_four() -> None:
    """S4-2 at the size of a street: 8,000 households in five communities, in a second, cut between buildings."""
    homes = []
    for n in range(8_000):
        community, old = bytes([n // 1_600]), bytes([n * 37 // 8_000])
        walk = walk_key(n // 1_600, n // 48 % 256, n // 12 % 4 + 1, str(n % 12), n % 256 // 12)
        homes.append(Placed(n.to_bytes(4, "big"), walk, community, old, n % 9 > 0, int(n % 17 == 0)))
    began = time.process_time()
    found = repartition(homes, 24, from_day=DAY)
    assert time.process_time() - began < 1.0
    assert (len(found.before), len(found.grids)) == (37, 24)
    assert all(abs(grid.load - found.even[grid.community]) <= found.even[grid.community] / 4 for grid in found.grids)
    walks = {each.household: address_bits(each.walk)[:2] for each in homes}
    assert all(walks[one.households[-1]] != walks[other.households[0]] for one, other in pairwise(found.grids))
    assert found.even[b"\x00"] == Fraction(sum(grid.load for grid in found.grids if grid.community == b"\x00"), 5)
