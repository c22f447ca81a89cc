"""Who is in a segment on a day: households by the tags in force and by the residence of who lives there.

Of a household that may be in one of some segments it is told what it carries, each mark with the day it began, and
which of the segments it is in. Whether somebody is to be met there (vacant, on paper only, moved) is asked with the
facts (``read_duties``).
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from gridtui.core.words import Whereabouts
from gridtui.rules.segments import holds, pair_mark, residence_mark, unbroken_since
from gridtui.scheme.model import Segment
from gridtui.store.database import Parameter, Reader
from gridtui.store.read_former import WITHIN, is_changed_since, scope_households
from gridtui.store.read_units import is_wide, number_of, scope_units

_ENTRIES_ASKED_EACH: Final = 3_000
"""Index entries, up to three a household, up to which a unit's households are asked one by one."""

_IN_FORCE = """t.subject_household IS NOT NULL AND t.live = 1 AND ifnull(t.from_day, 0) <= :as_of
 AND ifnull(t.to_day, 9999999) >= :as_of AND (t.subject_resident IS NULL
  OR (r.live = 1 AND r.lives <> :elsewhere AND ifnull(r.lives_to, 9999999) >= :as_of))"""
TAGGED = f"""
SELECT t.subject_household, t.tag, ifnull(t.from_day, 0) FROM tag t INDEXED BY tag_segment
LEFT JOIN resident r ON r.n = t.subject_resident
WHERE t.tag IN (SELECT value FROM json_each(:tags)) AND {_IN_FORCE}
"""
TAGGED_BETWEEN = TAGGED.replace(
    "WHERE t.tag IN", "WHERE t.subject_household BETWEEN :first_n AND :last_n AND t.tag IN"
)
TAGGED_AMONG = f"""
SELECT t.subject_household, t.tag, ifnull(t.from_day, 0) FROM json_each(:households) wanted
CROSS JOIN tag t INDEXED BY tag_subject ON t.subject_household = wanted.value
LEFT JOIN resident r ON r.n = t.subject_resident
WHERE t.tag IN (SELECT value FROM json_each(:tags)) AND {_IN_FORCE}
"""
_OF_RESIDENCE = """r.residence IN (SELECT value FROM json_each(:residences)) AND r.household IS NOT NULL
 AND r.live = 1 AND r.lives <> :elsewhere AND ifnull(r.lives_to, 9999999) >= :as_of"""
RESIDING = f"""
SELECT r.household, r.residence, ifnull(r.lives_from, 0) FROM resident r INDEXED BY resident_residence
WHERE {_OF_RESIDENCE}
"""
RESIDING_BETWEEN = f"{RESIDING} AND r.household BETWEEN :first_n AND :last_n"
RESIDING_AMONG = f"""
SELECT r.household, r.residence, ifnull(r.lives_from, 0) FROM json_each(:households) wanted
CROSS JOIN resident r INDEXED BY resident_household ON r.household = wanted.value WHERE {_OF_RESIDENCE}
"""
EVERYONE = "SELECT n FROM household INDEXED BY household_list WHERE walk IS NOT NULL AND live = 1"
EXTENT = f"SELECT min(n), max(n) FROM ({WITHIN})"
PAIRED = """
SELECT x.household FROM pairing x INDEXED BY pairing_post
WHERE x.post = ?1 AND x.live = 1 AND ifnull(x.from_day, 0) <= ?2 AND ifnull(x.to_day, 9999999) >= ?2
"""


_SPAN = "x.household, p.role, ifnull(x.from_day, 0), ifnull(x.to_day, 9999999)"
PAIRED_SPANS = f"""
SELECT {_SPAN} FROM pairing x CROSS JOIN post p ON p.n = x.post WHERE x.live = 1 AND p.live = 1
"""
PAIRED_AMONG = f"""
SELECT {_SPAN} FROM json_each(?) wanted CROSS JOIN pairing x INDEXED BY pairing_household
ON x.household = wanted.value CROSS JOIN post p ON p.n = x.post WHERE x.live = 1 AND p.live = 1
"""


class Subjects(NamedTuple):
    """Who may be asked about under some segments in a unit on a day, by local number; these stay inside this package.

    ``marks``: what each carries, with the day it began. ``masks``: bit i for the i-th segment, where there is any.
    ``paired``: by position of a segment, whom a post is paired with. ``pair_roles``: by position of a segment about
    pairs, the roles of whose posts one is paired. ``is_wider``: some may lie outside the unit.
    """

    segments: tuple[Segment, ...]
    as_of_day: int
    unit: bytes | None
    marks: Mapping[int, dict[str, int]]
    masks: Mapping[int, int]
    paired: Mapping[int, frozenset[int]]
    pair_roles: Mapping[int, frozenset[str]]
    is_wider: bool


def subjects(
    reader: Reader,
    segments: Sequence[Segment],
    *,
    as_of_day: int,
    unit: bytes | None = None,
    paired_with: Mapping[int, bytes] | None = None,
    pair_roles: Mapping[int, frozenset[str]] | None = None,
) -> Subjects:
    """Return the households of a unit, None: of the whole store, that may be in one of the segments on a day.

    ``paired_with`` names, by position of a segment, the post with which its households must be paired; ``pair_roles``
    the roles of posts with which they are, so that the marks say since when.
    """
    paired = {place: _paired_on(reader, post, as_of_day) for place, post in (paired_with or {}).items()}
    marks, is_wider = _carried_within(reader, segments, as_of_day, unit)
    masks = _masks(segments, marks, paired)
    _mark_pairs(reader, marks, pair_roles or {}, as_of_day)
    return Subjects(tuple(segments), as_of_day, unit, marks, masks, paired, pair_roles or {}, is_wider)


def subjects_elsewhere(reader: Reader, found: Subjects, here: frozenset[int]) -> Subjects:
    """Return the paired households that are not ``here``, in the segments of pairs only: they may lie anywhere."""
    outside = sorted(frozenset().union(*found.paired.values()) - here)
    marks = _carried_then(reader, found.segments, found.as_of_day, outside)
    by_pair = sum(1 << place for place in found.paired)
    masks = {n: kept for n, m in _masks(found.segments, marks, found.paired).items() if (kept := m & by_pair)}
    _mark_pairs(reader, marks, found.pair_roles, found.as_of_day)
    return found._replace(unit=None, marks=marks, masks=masks, is_wider=False)


def subjects_of(reader: Reader, segment: Segment, as_of_day: int, unit: bytes | None) -> list[int]:
    """Return the local numbers of one segment's households; they stay inside this package."""
    carried, _ = _carried_within(reader, (segment,), as_of_day, unit, exactly=True)
    return list(_masks((segment,), carried, {}))


def _carried_within(
    reader: Reader, segments: Sequence[Segment], as_of_day: int, unit: bytes | None, *, exactly: bool = False
) -> tuple[dict[int, dict[str, int]], bool]:
    """Return the marks of every household that may be in one of the segments, and whether some may be of elsewhere.

    The households of a small unit are asked one by one. Of a community of tens of thousands the marked ones between
    its first and last number are read in one go, which are its own and few besides, as a community's roster is
    entered in one piece; of a street or the whole store, all that are marked. A day before households changed their
    grid is asked of those who were in the unit then.
    """
    if unit is not None and is_changed_since(reader, as_of_day):
        return _carried_then(reader, segments, as_of_day, scope_households(reader, unit, as_of_day)), False
    reach: dict[str, Parameter] = {}
    within: list[int] | None = None
    scoped = unit is not None and not exactly and is_wide(reader, unit)
    if unit is not None and not scoped:
        below: dict[str, Parameter] = {"unit": scope_units(reader, unit)}
        exactly = exactly or any(segment.everyone for segment in segments)
        first = reader.rows(WITHIN if exactly else f"{WITHIN} LIMIT {_ENTRIES_ASKED_EACH + 1}", below)
        scoped = not exactly and len(first) > _ENTRIES_ASKED_EACH
        if scoped:
            reach["first_n"], reach["last_n"] = reader.rows(EXTENT, below)[0]
        else:
            within = sorted({row[0] for row in first})
            reach["households"] = json.dumps(within)
    carried = _carried(reader, segments, as_of_day, reach)
    if any(segment.everyone for segment in segments):
        numbers = within if within is not None else [row[0] for row in reader.rows(EVERYONE)]
        for n in numbers:
            carried.setdefault(n, {})
    return carried, scoped


def _carried_then(
    reader: Reader, segments: Sequence[Segment], as_of_day: int, households: Sequence[int]
) -> dict[int, dict[str, int]]:
    """Return the marks of every one of some households, in ascending order, that may be in one of the segments."""
    reach: dict[str, Parameter] = {"households": json.dumps(households)}
    if len(households) > _ENTRIES_ASKED_EACH:
        reach = {"first_n": households[0], "last_n": households[-1]}
    found = _carried(reader, segments, as_of_day, reach)
    if any(segment.everyone for segment in segments):
        return {n: found.get(n, {}) for n in households}
    return {n: found[n] for n in households if n in found}


def _paired_on(reader: Reader, post: bytes, as_of_day: int) -> frozenset[int]:
    """Return the local numbers of the households a post is paired with on a day."""
    return frozenset(row[0] for row in reader.rows(PAIRED, (number_of(reader, "post", post) or 0, as_of_day)))


def _mark_pairs(
    reader: Reader, marks: Mapping[int, dict[str, int]], pair_roles: Mapping[int, frozenset[str]], day: int
) -> None:
    """Add to what households carry since when they are paired, by each set of roles that is asked for."""
    wanted = set(pair_roles.values())
    if not wanted:
        return
    is_few = len(marks) <= _ENTRIES_ASKED_EACH
    rows = reader.each(PAIRED_AMONG, (json.dumps(list(marks)),)) if is_few else reader.each(PAIRED_SPANS, ())
    spans: dict[int, list[tuple[str, int, int]]] = {}
    for n, *span in rows:
        if n in marks:
            spans.setdefault(n, []).append((span[0], span[1], span[2]))
    for roles in wanted:
        mark = pair_mark(roles)
        for n, held in spans.items():
            since = unbroken_since(((first, last) for role, first, last in held if role in roles), day)
            if since is not None:
                marks[n][mark] = since


def _masks(
    segments: Sequence[Segment],
    carried: Mapping[int, Mapping[str, int]],
    paired: Mapping[int, frozenset[int]],
) -> dict[int, int]:
    """Return the households of each segment: their local number to the bits of the segments they are in.

    ``paired`` keeps, by position of a segment, the households paired with somebody.
    """
    decided: dict[frozenset[str], int] = {}
    masks: dict[int, int] = {}
    for n, found in carried.items():
        marks = frozenset(found)
        mask = decided.get(marks)
        if mask is None:
            mask = sum(1 << place for place, segment in enumerate(segments) if holds(segment, marks))
            decided[marks] = mask
        if mask:
            masks[n] = mask
    for place, households in paired.items():
        masks = {n: kept for n, m in masks.items() if (kept := m if n in households else m & ~(1 << place))}
    return masks


def _carried(
    reader: Reader, segments: Sequence[Segment], as_of_day: int, reach: Mapping[str, Parameter]
) -> dict[int, dict[str, int]]:
    """Return what each household carries of all that the segments ask for, each mark with its earliest day.

    ``reach`` holds ``households`` to be asked one by one, or ``first_n`` and ``last_n``, or nothing: everybody.
    """
    tags = {tag for segment in segments for tag in (*segment.any, *segment.all, *segment.none)}
    residences = {number for segment in segments for number in segment.residence_numbers}
    parameters: dict[str, Parameter] = {
        "tags": json.dumps(sorted(tags)),
        "residences": json.dumps(sorted(residences)),
        "as_of": as_of_day,
        "elsewhere": int(Whereabouts.ELSEWHERE),
    }
    tagged, residing_in = TAGGED, RESIDING
    if "households" in reach:
        tagged, residing_in = TAGGED_AMONG, RESIDING_AMONG
    elif reach:
        tagged, residing_in = TAGGED_BETWEEN, RESIDING_BETWEEN
    parameters |= reach
    carried: dict[int, dict[str, int]] = {}

    def carry(n: int, mark: str, from_day: int) -> None:
        marks = carried.get(n)
        if marks is None:
            carried[n] = {mark: from_day}
        elif marks.get(mark, from_day) >= from_day:
            marks[mark] = from_day

    if tags:
        for row in reader.each(tagged, parameters):
            carry(*row)
    if residences:
        for n, residence, from_day in reader.each(residing_in, parameters):
            carry(n, residence_mark(residence), from_day)
    return carried
