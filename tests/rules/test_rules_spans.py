"""Spans on lived-in households: who is short, the fewest moves that even them out, the nearest able lead."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui.rules.spans import Home, Lead, Move, Span, _flows, nearest_able, rebalance, spans
from gridtui.rules.walking import walk_key

POSTS = (b"a", b"b", b"c")


def street(*numbers: int) -> list[Home]:
    """Make so many households of each post, one post after the other along the walk."""
    owners = [post for post, number in zip(POSTS, numbers, strict=False) for _ in range(number)]
    return [Home(bytes([walk]), walk, post) for walk, post in enumerate(owners)]


def test_a_span_is_what_lives_there() -> None:
    """S3-3: counted, and held against the least and the most the office states, where it states them."""
    homes = street(4, 11, 7)
    assert [span.state for span in spans(homes, POSTS, least=5, most=10)] == ["short", "over", "within"]
    assert [span.households for span in spans(homes, POSTS, least=5, most=10)] == [4, 11, 7]
    assert spans(homes, [b"a"], least=0, most=0) == (Span(b"a", 4, "unset"),)


def test_the_nearest_households_go_to_the_neighbour() -> None:
    """The lead with eleven gives its first one, at the near end of the walk, to the lead with four."""
    found = rebalance(street(4, 11, 7), POSTS, least=5, most=10)
    assert found.moves == (Move(bytes([4]), b"b", b"a"),)
    assert [span.households for span in found.after] == [5, 10, 7]
    assert (found.fits, found.posts_least, found.posts_most) == (True, 3, 4)


def test_nothing_moves_where_all_are_within() -> None:
    """A proposal is not made for its own sake."""
    assert rebalance(street(5, 10, 7), POSTS, least=5, most=10).moves == ()


def test_who_has_nobody_goes_to_the_lead_along_the_walk() -> None:
    """A household of nobody, or of a post that has ended, joins the lead of the one before it."""
    homes = [*street(5, 5), Home(b"x", 6, None), Home(b"y", 7, b"ended")]
    found = rebalance(homes, POSTS[:2], least=1, most=10)
    assert set(found.moves) == {Move(b"x", None, b"b"), Move(b"y", None, b"b")}


def test_a_lead_without_households_is_filled_from_where_it_stands() -> None:
    """A new lead between two full ones takes from both sides."""
    homes = [Home(bytes([walk]), walk * 10, b"a" if walk < 10 else b"c") for walk in range(20)]
    found = rebalance(homes, POSTS, least=6, most=8, places={b"b": 95})
    assert [span.households for span in found.after] == [6, 6, 8]
    assert {move.to_post for move in found.moves} == {b"b"}
    assert len(found.moves) == 6


def test_what_cannot_be_held_is_said() -> None:
    """Thirty households and three leads of at most eight: as even as it gets, and four leads would do."""
    found = rebalance(street(20, 5, 5), POSTS, least=2, most=8)
    assert (found.fits, found.posts_least, found.posts_most) == (False, 4, 15)
    assert [span.households for span in found.after] == [10, 10, 10]


def test_who_was_given_on_purpose_stays() -> None:
    """S3-4: a special household is not moved to even out numbers; its neighbour goes instead."""
    homes = street(4, 11, 7)
    homes[4] = Home(bytes([4]), 4, b"b", stays=True)
    assert rebalance(homes, POSTS, least=5, most=10).moves == (Move(bytes([5]), b"b", b"a"),)


def test_no_posts_no_proposal() -> None:
    """And a span whose least is above its most is refused."""
    assert not rebalance(street(3), (), least=1, most=2).fits
    with pytest.raises(ValueError, match="3"):
        rebalance([], POSTS, least=3, most=2)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=4), st.integers(0, 5), st.integers(1, 6))
def test_no_fewer_moves_would_do(numbers: list[int], least: int, more: int) -> None:
    """Against every way there is of holding so many households between least and most."""
    most = least + more
    total = sum(numbers)
    if not least * len(numbers) <= total <= most * len(numbers):
        return
    flows = _flows(numbers, least, most)
    passed = [0, *flows, 0]
    after = [number + passed[place] - passed[place + 1] for place, number in enumerate(numbers)]
    assert all(least <= number <= most for number in after)
    assert sum(after) == total
    assert sum(map(abs, flows)) == min(
        _cost(numbers, way) for way in product(range(least, most + 1), repeat=len(numbers)) if sum(way) == total
    )


def _cost(numbers: list[int], way: tuple[int, ...]) -> int:
    return sum(abs(sum(numbers[:count]) - sum(way[:count])) for count in range(1, len(numbers)))


owners = st.lists(st.sampled_from((b"a", b"b", b"c", b"z", None)), max_size=40)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(owners, st.integers(0, 6), st.integers(1, 8))
def test_every_household_has_one_lead_and_the_numbers_agree(drawn: list[bytes | None], least: int, more: int) -> None:
    """However mixed the walk: nobody is lost, nobody has two, and the spans after are those of the moves."""
    homes = [Home(bytes([walk]), walk, post) for walk, post in enumerate(drawn)]
    found = rebalance(homes, POSTS, least=least, most=least + more)
    leads = {home.household: home.post for home in homes} | {move.household: move.to_post for move in found.moves}
    assert set(leads.values()) <= set(POSTS)
    assert {span.post: span.households for span in found.after} == {
        post: list(leads.values()).count(post) for post in POSTS
    }
    assert len({move.household for move in found.moves}) == len(found.moves)
    if found.fits:
        assert all(span.state == "within" for span in found.after)


def door(courtyard: int, building: int, entrance: int) -> int:
    """Return the walking key of the first household at door 101."""
    return walk_key(courtyard, building, entrance, "101", 0)


def test_the_nearest_able_lead_is_proposed() -> None:
    """S3-4: same entrance before same building before same courtyard, wherever else the numbers differ."""
    leads = [
        Lead(b"other yard", (door(2, 3, 1),), 1),
        Lead(b"next building", (door(1, 4, 2),), 1),
        Lead(b"next entrance", (door(1, 3, 1), door(9, 9, 9)), 1),
        Lead(b"same entrance", (door(1, 3, 2),), 9),
    ]
    found = nearest_able(door(1, 3, 2), leads)
    assert [candidate.post for candidate in found] == [
        b"same entrance",
        b"next entrance",
        b"next building",
        b"other yard",
    ]
    assert [(each.courtyards, each.buildings, each.entrances) for each in found] == [
        (0, 0, 0), (0, 0, 1), (0, 1, 0), (1, 0, 0),
    ]  # fmt: skip


def test_of_equally_near_ones_the_more_able_is_proposed() -> None:
    """Fewer special households first, then more of the four haves, then the lighter load."""
    here = (door(1, 1, 1),)
    leads = [
        Lead(b"loaded", here, 9, special=1, qualities=4),
        Lead(b"busy", here, 9, special=2, qualities=4),
        Lead(b"light", here, 3, special=1, qualities=4),
        Lead(b"less able", here, 1, special=1, qualities=3),
    ]
    assert [each.post for each in nearest_able(here[0], leads)] == [b"light", b"loaded", b"less able", b"busy"]


def test_who_is_hindered_comes_last_with_the_reason() -> None:
    """A full span, an unchecked holder and one of whom nobody knows where are named, not left out."""
    here = (door(1, 1, 1),)
    leads = [
        Lead(b"full", here, 10),
        Lead(b"unchecked", here, 1, is_checked=False),
        Lead(b"nowhere", (), 1),
        Lead(b"far", (door(5, 1, 1),), 9),
    ]
    found = nearest_able(here[0], leads, most=10)
    assert [(each.post, each.hindrance) for each in found] == [
        (b"far", ""), (b"unchecked", "unchecked"), (b"full", "full"), (b"nowhere", "no_place"),
    ]  # fmt: skip
