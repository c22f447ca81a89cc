"""How many lived-in households each post answers for, how to even them out, and who takes a special household.

The span of a neighbour lead is counted on households that live there (S3-3): paper households, vacant dwellings and
who has left are no longer in it, which is what puts spans out of balance. To even them out households move between
leads next to each other on the walk, as few as will do. A special person gets the nearest, most able lead (S3-4).
"""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median_low
from typing import Literal

import msgspec

from gridtui.rules.walking import address_bits

SpanState = Literal["unset", "short", "within", "over"]


class Home(msgspec.Struct, frozen=True, gc=False):
    """A lived-in household: its walking key and the post that answers for it, None for nobody.

    ``stays``: it was given to its post on purpose (S3-4) and is not moved to even out numbers.
    """

    household: bytes
    walk: int
    post: bytes | None
    stays: bool = False


class Span(msgspec.Struct, frozen=True, gc=False):
    """How many lived-in households a post answers for; ``unset``: the office has stated no number."""

    post: bytes
    households: int
    state: SpanState


class Move(msgspec.Struct, frozen=True, gc=False):
    """A household that goes from one post (None: nobody) to another."""

    household: bytes
    from_post: bytes | None
    to_post: bytes


class Rebalance(msgspec.Struct, frozen=True, gc=False):
    """A proposal. ``fits``: so many posts can hold so many households between least and most.

    Where they cannot, the proposal is as even as it gets, and ``posts_least`` to ``posts_most`` would do.
    """

    moves: tuple[Move, ...]
    before: tuple[Span, ...]
    after: tuple[Span, ...]
    fits: bool
    posts_least: int
    posts_most: int


class Lead(msgspec.Struct, frozen=True, gc=False):
    """A post that may take a special household. ``places``: walking keys of where its holder lives or works.

    ``special`` households are with it already; ``qualities`` of its holder were confirmed (S3-2: the four haves);
    ``is_checked``: the eligibility check was made.
    """

    post: bytes
    places: tuple[int, ...]
    households: int
    special: int = 0
    qualities: int = 0
    is_checked: bool = True


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """A post for a special household. Its distance is in courtyards, buildings, entrances, 0 where they are the same.

    ``hindrance``: why it is not able: ``unchecked``, ``full`` (its span holds no more), ``no_place``; "" where it is.
    """

    post: bytes
    courtyards: int
    buildings: int
    entrances: int
    households: int
    hindrance: Literal["", "unchecked", "full", "no_place"]


def spans(homes: Iterable[Home], posts: Iterable[bytes], *, least: int, most: int) -> tuple[Span, ...]:
    """Return the span of each post in the order given; least and most 0: the office has not set it."""
    held = dict.fromkeys(posts, 0)
    for home in homes:
        if home.post in held:
            held[home.post] += 1
    return tuple(Span(post, number, _state(number, least, most)) for post, number in held.items())


def rebalance(
    homes: Iterable[Home], posts: Sequence[bytes], *, least: int, most: int, places: Mapping[bytes, int] | None = None
) -> Rebalance:
    """Return how to bring every post between ``least`` and ``most`` with the fewest moves between neighbours.

    ``places``: walking keys by which posts without a household are put on the walk. Who has no post among these goes
    to that of the household before it on the walk. Raises ValueError unless 0 <= least <= most and 1 <= most.
    """
    if not 0 <= least <= most or not most:
        raise ValueError(least, most)
    walked = sorted(homes, key=lambda home: (home.walk, home.household))
    before = spans(walked, posts, least=least, most=most)
    if not posts:
        return Rebalance((), (), (), not walked, 0, 0)
    order = _along_the_walk(walked, posts, places or {})
    held = _adopted(walked, order)
    total = len(walked)
    fits = least * len(order) <= total <= most * len(order)
    least_here, most_here = min(least, total // len(order)), max(most, -(-total // len(order)))
    _pass_on(held, _flows([len(held[post]) for post in order], least_here, most_here), order)
    moves = tuple(
        Move(home.household, home.post if home.post in held else None, post)
        for post in order
        for home in held[post]
        if home.post != post
    )
    after = tuple(Span(post, len(held[post]), _state(len(held[post]), least, most)) for post in posts)
    posts_most = total // least if least else total
    return Rebalance(moves, before, after, fits, -(-total // most), posts_most)


def nearest_able(place: int, leads: Iterable[Lead], *, most: int = 0) -> tuple[Candidate, ...]:
    """Return the posts for a special household at a walking key, the nearest able first, then the hindered.

    Of equally near ones the one with fewer special households, more qualities, fewer households comes first. ``most``
    is the span's, 0 where none is set.
    """
    ranked = []
    for lead in leads:
        hindrance: Literal["", "unchecked", "full", "no_place"] = ""
        if not lead.places:
            hindrance = "no_place"
        elif not lead.is_checked:
            hindrance = "unchecked"
        elif most and lead.households >= most:
            hindrance = "full"
        distance = min((_distance(place, other) for other in lead.places), default=(0, 0, 0))
        order = (
            bool(hindrance),
            not lead.places,
            distance,
            lead.special,
            -lead.qualities,
            lead.households,
            lead.post,
        )
        ranked.append((order, Candidate(lead.post, *distance, lead.households, hindrance)))
    return tuple(candidate for _, candidate in sorted(ranked, key=lambda pair: pair[0]))


def _state(number: int, least: int, most: int) -> SpanState:
    if not most:
        return "unset"
    return "short" if number < least else "over" if number > most else "within"


def _distance(one: int, other: int) -> tuple[int, int, int]:
    """Return how far apart two doors are; buildings of different courtyards have no distance of their own."""
    here, there = address_bits(one), address_bits(other)
    for level in range(3):
        if here[level] != there[level]:
            apart = [0, 0, 0]
            apart[level] = abs(here[level] - there[level])
            return apart[0], apart[1], apart[2]
    return 0, 0, 0


def _along_the_walk(walked: Sequence[Home], posts: Sequence[bytes], places: Mapping[bytes, int]) -> list[bytes]:
    """Return the posts in the order of the walk: each stands in the middle of its households."""
    walks: dict[bytes, list[int]] = {post: [] for post in posts}
    for home in walked:
        if home.post in walks:
            walks[home.post].append(home.walk)
    return sorted(walks, key=lambda post: (median_low(walks[post]) if walks[post] else places.get(post, 0), post))


def _adopted(walked: Sequence[Home], order: Sequence[bytes]) -> dict[bytes, list[Home]]:
    """Return the households of each post in walking order, those of nobody with the household before them."""
    held: dict[bytes, list[Home]] = {post: [] for post in order}
    nearest = next((home.post for home in walked if home.post in held), None) or order[0]
    for home in walked:
        if home.post is not None and home.post in held:
            nearest = home.post
        held[nearest].append(home)
    return held


def _flows(numbers: Sequence[int], least: int, most: int) -> list[int]:
    """Return how many households each post passes on to the next one (negative: takes from it), the fewest in all.

    What the first k posts hold together is some number p, as far as may be from what they hold now only as it must:
    the cost of the best way to p is convex in p, so that its least point leads back to the best choice before.
    """
    posts, total = len(numbers), sum(numbers)
    sums = [sum(numbers[:count]) for count in range(posts + 1)]
    lows = [max(count * least, total - (posts - count) * most) for count in range(posts + 1)]
    highs = [min(count * most, total - (posts - count) * least) for count in range(posts + 1)]
    costs = [0]
    best = [0]
    for count in range(1, posts + 1):
        low = lows[count - 1]
        sought = [
            costs[_clamped(best[-1], held - most, held - least, lows[count - 1], highs[count - 1]) - low]
            + abs(held - sums[count])
            for held in range(lows[count], highs[count] + 1)
        ]
        costs = sought
        best.append(lows[count] + costs.index(min(costs)))
    held = total
    flows: list[int] = []
    for count in range(posts - 1, 0, -1):
        held = _clamped(best[count], held - most, held - least, lows[count], highs[count])
        flows.append(sums[count] - held)
    return flows[::-1]


def _clamped(wanted: int, *bounds: int) -> int:
    """Return the nearest number to one wanted that lies within both pairs of bounds."""
    return max(bounds[0], bounds[2], min(wanted, bounds[1], bounds[3]))


def _pass_on(held: dict[bytes, list[Home]], flows: Sequence[int], order: Sequence[bytes]) -> None:
    """Move households between neighbours, those at the near end of the walk first; who stays is passed over."""
    for place in range(len(order) - 1):
        for _ in range(flows[place]):
            _pass_one(held[order[place]], held[order[place + 1]], from_end=True)
    for place in reversed(range(len(order) - 1)):
        for _ in range(-flows[place]):
            _pass_one(held[order[place + 1]], held[order[place]], from_end=False)


def _pass_one(giver: list[Home], taker: list[Home], *, from_end: bool) -> None:
    places = range(len(giver) - 1, -1, -1) if from_end else range(len(giver))
    for place in places:
        if not giver[place].stays:
            taker.insert(0 if from_end else len(taker), giver.pop(place))
            return
