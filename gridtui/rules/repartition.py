"""Grids drawn anew: 37 become 24 (S4-2), each a stretch of the walk, as even in load as the buildings allow.

The load of a household is one where somebody lives there, and so many more for each key person of it; paper
households and vacant dwellings go along with their neighbours. No grid reaches over two communities (every grid
belongs to exactly one). Within a community the households stand in walking order and are cut into stretches: each cut
is sought where the even share ends, preferably between buildings where an old grid ended too, then between buildings,
then between entrances, if such a place lies within an eighth of a share; else between the two nearest households. So
every load lies within a quarter of its community's even share of that share, or within the heaviest household's load
where that is more.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Final

import msgspec

from gridtui.core.errors import InputFault
from gridtui.rules.walking import address_bits

KEY_PERSON_HOUSEHOLDS: Final = 2
"""For how many households a key person counts, unless the office says otherwise; assumed, no source states it."""
_SLACK: Final = Fraction(1, 8)
_BETWEEN_DOORS: Final = 3


class Placed(msgspec.Struct, frozen=True, gc=False):
    """A household as it is to be placed: where it stands on the walk, and what it weighs."""

    household: bytes
    walk: int
    community: bytes
    grid: bytes | None
    is_lived_in: bool = True
    key_persons: int = 0


class GridLoad(msgspec.Struct, frozen=True, gc=False):
    """What an existing grid holds; ``grid`` None are the households in none."""

    grid: bytes | None
    households: int
    lived_in: int
    key_persons: int
    load: int


class NewGrid(msgspec.Struct, frozen=True, gc=False):
    """A grid as proposed. ``place``: 0 for the first on its community's walk. ``households`` in walking order.

    ``from_grids``: how many of its households come from which old grid, the most first; that one it succeeds.
    """

    community: bytes
    place: int
    households: tuple[bytes, ...]
    lived_in: int
    key_persons: int
    load: int
    from_grids: tuple[tuple[bytes | None, int], ...]


class Repartition(msgspec.Struct, frozen=True, gc=False):
    """A proposal that takes effect on a day. ``before``: what the old grids hold.

    ``even`` is the even share of each community, ``bound`` how far from it a grid's load can be.
    """

    from_day: int
    grids: tuple[NewGrid, ...]
    before: tuple[GridLoad, ...]
    even: Mapping[bytes, Fraction]
    bound: Mapping[bytes, Fraction]


def repartition(
    homes: Iterable[Placed],
    grids: int | Mapping[bytes, int],
    *,
    from_day: int,
    key_person_households: int = KEY_PERSON_HOUSEHOLDS,
) -> Repartition:
    """Return new grids for some households, each in exactly one.

    ``grids``: how many in all, shared out among the communities by load, or how many in each. One is a merger,
    several of one grid's households a split. Raises InputFault ``grid.fewer_than_communities`` (each needs one) and
    ``grid.more_than_households`` (a grid would be empty), with ``grids`` and the number there is.
    """
    held: dict[bytes, list[Placed]] = {}
    for home in sorted(homes, key=lambda home: (home.walk, home.household)):
        held.setdefault(home.community, []).append(home)
    loads = {community: [_load(home, key_person_households) for home in placed] for community, placed in held.items()}
    shares = _shared_out(loads, grids) if isinstance(grids, int) else dict(grids)
    made: list[NewGrid] = []
    even: dict[bytes, Fraction] = {}
    bound: dict[bytes, Fraction] = {}
    for community, placed in held.items():
        number = shares.get(community, 0)
        _require(number, len(placed))
        even[community] = Fraction(sum(loads[community]), number)
        bound[community] = max(2 * _SLACK * even[community], Fraction(max(loads[community])))
        made += _cut(placed, loads[community], number, even[community])
    every = [home for placed in held.values() for home in placed]
    return Repartition(from_day, tuple(made), _before(every, key_person_households), even, bound)


def _load(home: Placed, key_person_households: int) -> int:
    return home.is_lived_in + key_person_households * home.key_persons


def _require(grids: int, households: int) -> None:
    if grids < 1:
        raise InputFault("grid.fewer_than_communities", grids=grids, communities=1)
    if grids > households:
        raise InputFault("grid.more_than_households", grids=grids, households=households)


def _shared_out(loads: Mapping[bytes, Sequence[int]], grids: int) -> dict[bytes, int]:
    """Share grids out among communities: one each, every further one where a grid weighs most (Sainte-Laguë)."""
    if grids < len(loads):
        raise InputFault("grid.fewer_than_communities", grids=grids, communities=len(loads))
    households = sum(len(each) for each in loads.values())
    if loads and grids > households:
        raise InputFault("grid.more_than_households", grids=grids, households=households)
    totals = {community: sum(each) for community, each in loads.items()}
    shares = dict.fromkeys(loads, 1)
    for _ in range(grids - len(loads)):
        open_ones = [community for community in loads if shares[community] < len(loads[community])]
        heaviest = max(open_ones, key=lambda community: Fraction(totals[community], 2 * shares[community] + 1))
        shares[heaviest] += 1
    return shares


def _cut(placed: Sequence[Placed], loads: Sequence[int], number: int, even: Fraction) -> list[NewGrid]:
    sums = [0, *accumulate(loads)]
    levels = [_level(one, other) for one, other in pairwise(placed)]
    cuts = [0]
    for count in range(1, number):
        allowed = range(cuts[-1] + 1, len(placed) - number + count + 1)
        cuts.append(_cut_near(count * even, even * _SLACK, sums, levels, allowed))
    cuts.append(len(placed))
    grids = []
    for place, (first, end) in enumerate(pairwise(cuts)):
        homes = placed[first:end]
        grids.append(
            NewGrid(
                homes[0].community,
                place,
                tuple(home.household for home in homes),
                sum(home.is_lived_in for home in homes),
                sum(home.key_persons for home in homes),
                sums[end] - sums[first],
                tuple(Counter(home.grid for home in homes).most_common()),
            )
        )
    return grids


def _level(one: Placed, other: Placed) -> int:
    """Return how good a place between two neighbours is for a cut: 0 the best, 3 between two doors of an entrance."""
    here, there = address_bits(one.walk), address_bits(other.walk)
    if here[:2] != there[:2]:
        return 0 if one.grid != other.grid else 1
    return 2 if here != there else 3


def _cut_near(target: Fraction, slack: Fraction, sums: Sequence[int], levels: Sequence[int], allowed: range) -> int:
    """Return before which of the households allowed to cut: the best kind of place near the target."""
    low = max(allowed.start, bisect_left(sums, target - slack))
    high = min(allowed.stop, bisect_right(sums, target + slack))
    nearest = bisect_left(sums, target)
    places = {*range(low, high), *(min(max(place, allowed[0]), allowed[-1]) for place in (nearest - 1, nearest))}
    distances = {place: abs(sums[place] - target) for place in places}
    closest = min(distances.values())
    good = [place for place in places if distances[place] <= max(slack, closest)]
    best = min(levels[place - 1] for place in good)
    if best == _BETWEEN_DOORS:
        good = [place for place in good if distances[place] == closest]
    chosen: int = min(good, key=lambda place: (levels[place - 1] != best, distances[place], place))
    return chosen


def _before(homes: Iterable[Placed], key_person_households: int) -> tuple[GridLoad, ...]:
    found: dict[bytes | None, list[int]] = {}
    for home in homes:
        sums = found.setdefault(home.grid, [0, 0, 0, 0])
        for place, number in enumerate(
            (1, int(home.is_lived_in), home.key_persons, _load(home, key_person_households))
        ):
            sums[place] += number
    return tuple(GridLoad(grid, *sums) for grid, sums in found.items())
