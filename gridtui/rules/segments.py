"""Whom a rule is about, decided from what a household carries, and since when it is.

A household carries marks: the keys of tags in force on it or on a member who lives there, and ``=n`` for a member's
residence, ``@`` and roles for being paired with a post of one of them. Each mark knows the day it began, 0 where that
was never stated.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from gridtui.scheme.model import Segment

Marks = Mapping[str, int]
"""Mark -> the day it began, 0 where nobody stated it."""


def residence_mark(residence: int) -> str:
    """Return the mark of a member's residence."""
    return f"={residence}"


@lru_cache(maxsize=64)
def pair_mark(roles: frozenset[str]) -> str:
    """Return the mark of being paired with a post of one of some roles; it began when that did without a break."""
    return "@" + ",".join(sorted(roles))


def unbroken_since(spans: Iterable[tuple[int, int]], day: int) -> int | None:
    """Return the first day of the days that spans cover without a gap up to a day; None where none covers it.

    Each span is its first and its last day. Whoever takes over a household the day after another gave it up goes on
    where that one was; after a gap it begins anew.
    """
    held = list(spans)
    found: int | None = None
    at = day
    while firsts := [first for first, last in held if first <= at <= last]:
        found = min(firsts)
        at = found - 1
    return found


@lru_cache(maxsize=256)
def wanted_marks(segment: Segment) -> frozenset[str]:
    """Return the marks of which one is enough to be in a segment; the tags it asks for in full are not among them."""
    return frozenset((*segment.any, *map(residence_mark, segment.residence_numbers)))


def needed_marks(segment: Segment, pair_roles: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the marks that must all have begun: the tags a segment asks for in full, and being paired."""
    return frozenset((*segment.all, *((pair_mark(pair_roles),) if pair_roles else ())))


def holds(segment: Segment, marks: frozenset[str] | Marks) -> bool:
    """Return whether a household that carries these marks is in a segment."""
    if segment.office_sets or any(tag in marks for tag in segment.none):
        return False
    if not all(tag in marks for tag in segment.all):
        return False
    wanted = wanted_marks(segment)
    if wanted:
        return any(mark in marks for mark in wanted)
    return segment.everyone or bool(segment.all)


def since(segment: Segment, marks: Marks, household_from: int, pair_roles: frozenset[str] = frozenset()) -> int:
    """Return the day a household came into a segment: the later of its own first day and of the marks that put it in.

    Of a rule about pairs that of ``pair_roles`` is among them. Of marks that are enough one by one the earliest
    counts; of those asked for in full the latest.
    """
    return since_marks(wanted_marks(segment), needed_marks(segment, pair_roles), marks, household_from)


def since_marks(enough: frozenset[str], needed: frozenset[str], marks: Marks, household_from: int) -> int:
    """Return ``since`` for a segment taken apart: the marks of which one is enough, and the tags it asks for."""
    earliest = min([day for mark, day in marks.items() if mark in enough], default=0)
    latest = max([day for mark, day in marks.items() if mark in needed], default=0) if needed else 0
    return max(household_from, earliest, latest)
