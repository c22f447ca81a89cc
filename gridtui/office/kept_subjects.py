"""Who a board asks about and where they live, kept while nobody is entered, moved, marked or paired.

A saved visit changes none of it, so the board after each costs only what may have changed (data access, "What may be
kept and why it is true").
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from gridtui.scheme.model import Segment
from gridtui.store import read_duties, read_quotas
from gridtui.store.database import Reader, Row
from gridtui.store.read_quotas import Places
from gridtui.store.read_revisions import revisions
from gridtui.store.read_segments import Subjects, subjects

MADE_OF: Final = ("unit", "pairing", "dwelling", "household", "resident", "tag", "former_grid")
"""The kinds of records that say who is asked about."""

KEPT: Final = 2
"""Boards whose subjects a process keeps: a person's own, and that of everybody in the unit."""


class _Asked(NamedTuple):
    """What subjects were asked for: the same question of an unchanged store has the same answer."""

    path: Path
    revisions: tuple[int, ...]
    day: int
    unit: bytes
    segments: tuple[Segment, ...]
    paired_with: tuple[tuple[int, bytes], ...]
    pair_roles: tuple[tuple[int, frozenset[str]], ...]


_subjects: dict[_Asked, Subjects] = {}
_places: dict[int, tuple[Subjects, Mapping[bytes, Places]]] = {}


def subjects_of(  # noqa: PLR0917 - what a question about subjects is made of
    reader: Reader,
    segments: Sequence[Segment],
    day: int,
    unit: bytes,
    paired_with: Mapping[int, bytes],
    pair_roles: Mapping[int, frozenset[str]],
) -> Subjects:
    """Return the subjects of some segments in a unit on a day, the kept ones where nobody has changed."""
    present = revisions(reader, MADE_OF)
    pairs = tuple(paired_with.items()), tuple(pair_roles.items())
    asked = _Asked(reader.store.path, present, day, unit, tuple(segments), *pairs)
    found = _subjects.pop(asked, None)
    if found is None:
        found = subjects(reader, segments, as_of_day=day, unit=unit, paired_with=paired_with, pair_roles=pair_roles)
    _subjects[asked] = found
    while len(_subjects) > KEPT:
        forgotten = _subjects.pop(next(iter(_subjects)))
        _places.pop(id(forgotten), None)
    return found


def places_of(reader: Reader, found: Subjects, rows: Sequence[Row]) -> Mapping[bytes, Places]:
    """Return household -> the units it lies in, for the rows of facts about subjects; kept as long as these are."""
    kept = _places.get(id(found))
    if kept is not None and kept[0] is found:
        return kept[1]
    places = read_quotas.places_at(reader, (row[read_duties.WALK] for row in rows), found.as_of_day)
    if any(each is found for each in _subjects.values()):
        _places[id(found)] = found, places
    return places


def forget() -> None:
    """Forget all of it, as a process does that has just begun."""
    _subjects.clear()
    _places.clear()
