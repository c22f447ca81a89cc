"""Events are taken in one order everywhere (P4)."""

import random as randoms

from hypothesis import given
from hypothesis import strategies as st

from gridtui.core.ids import make_id
from gridtui.sync.events import EventStamp, heads_of, known_before, ordered


def stamp(n: int, eff: int, *base: int) -> EventStamp:
    """Return the stamp of event n that has seen others."""
    return EventStamp(uid(n), eff, eff, tuple(uid(seen) for seen in base))


def uid(n: int) -> bytes:
    """Return the id of counter n."""
    return make_id(b"\1" * 12, n)


@st.composite
def event_sets(draw: st.DrawFn) -> list[EventStamp]:
    """Draw events each of which has seen any of those before it, and one that is not here."""
    return [
        stamp(n, draw(st.integers(1, 4)), *draw(st.lists(st.sampled_from([99, *range(1, n)]), unique=True)))
        for n in range(1, draw(st.integers(1, 9)))
    ]


@given(event_sets(), st.randoms(use_true_random=False))
def test_order_is_the_least_of_what_may_be_taken(events: list[EventStamp], random: randoms.Random) -> None:
    """Repeatedly the least (eff, hlc, id) whose held bases are taken, however they arrived."""
    held = {event.id for event in events}
    left = sorted(events, key=lambda event: (event.eff, event.hlc, event.id))
    expected: list[EventStamp] = []
    while left:
        taken = {event.id for event in expected}
        free = next(event for event in left if all(base in taken or base not in held for base in event.base))
        left.remove(free)
        expected.append(free)
    random.shuffle(events)
    assert ordered(events) == expected


def test_an_event_comes_after_what_its_writer_had_seen() -> None:
    """Even where the writer's clock was behind."""
    assert [e.id for e in ordered([stamp(2, 1, 1), stamp(1, 9), stamp(3, 5)])] == [uid(3), uid(1), uid(2)]


def test_heads_are_what_nobody_has_seen() -> None:
    """The base of the next event."""
    assert heads_of([stamp(1, 1), stamp(2, 1, 1), stamp(3, 1, 1)]) == {uid(2), uid(3)}


def test_reaching_goes_through_any_number_of_steps() -> None:
    """3 reaches 1 through 2; 4 is concurrent to all."""
    known = known_before([stamp(1, 1), stamp(2, 1, 1), stamp(3, 1, 2), stamp(4, 1)])
    assert known[uid(3)] == {uid(1), uid(2)}
    assert known[uid(4)] == frozenset()


def test_a_cycle_of_bases_loses_no_event() -> None:
    """No writer makes one; a broken one delays nothing (I10)."""
    assert [e.id for e in ordered([stamp(1, 2, 2), stamp(2, 1, 1), stamp(3, 9)])] == [uid(3), uid(2), uid(1)]
