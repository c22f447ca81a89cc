"""The order in which an entity's events are taken (P4), and which of them did not know each other.

An event is taken after every held event its writer had seen; among those that may be taken it is the least by
(eff, hlc, id). So each replica runs a ticket's machine over the same sequence, however the events arrived.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence

import msgspec


class EventStamp(msgspec.Struct, frozen=True, gc=False):
    """What orders an event. ``base`` is what its writer had seen; ids that are no events here count as taken."""

    id: bytes
    eff: int
    hlc: int
    base: tuple[bytes, ...]


def ordered(events: Sequence[EventStamp]) -> list[EventStamp]:
    """Return the events in the order they are taken. Events on a cycle of bases, which no writer makes, come last."""
    by_id = {event.id: event for event in events}
    waits: dict[bytes, int] = {}
    followers: dict[bytes, list[EventStamp]] = {}
    ready: list[tuple[int, int, bytes]] = []
    for event in by_id.values():
        seen = [base for base in event.base if base in by_id]
        waits[event.id] = len(seen)
        for base in seen:
            followers.setdefault(base, []).append(event)
        if not seen:
            ready.append(_key(event))
    heapq.heapify(ready)
    taken: list[EventStamp] = []
    while ready:
        event = by_id[heapq.heappop(ready)[2]]
        taken.append(event)
        for follower in followers.get(event.id, ()):
            waits[follower.id] -= 1
            if waits[follower.id] == 0:
                heapq.heappush(ready, _key(follower))
    left = [event for event in by_id.values() if waits[event.id] > 0]
    return taken + sorted(left, key=_key)


def _key(event: EventStamp) -> tuple[int, int, bytes]:
    return (event.eff, event.hlc, event.id)


def heads_of(events: Iterable[EventStamp]) -> frozenset[bytes]:
    """Return the events that no held event has seen; a new event's base names them."""
    listed = list(events)
    seen = {base for event in listed for base in event.base}
    return frozenset(event.id for event in listed if event.id not in seen)


def known_before(events: Sequence[EventStamp]) -> Mapping[bytes, frozenset[bytes]]:
    """Return for each event the held events it reaches by base, through any number of steps.

    Two events neither of which reaches the other are concurrent.
    """
    reached: dict[bytes, frozenset[bytes]] = {}
    for event in ordered(events):
        before: set[bytes] = set()
        for base in event.base:
            if base in reached:
                before.add(base)
                before |= reached[base]
        reached[event.id] = frozenset(before)
    return reached
