"""Reads of what quotas count: whom posts visited and in which units, and who answers for a household's duties.

A quota asks for different households, each in the rule's segment on the day of the visit; so what a household carried
comes with the days it carried it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from gridtui.core.words import UnitKind, Whereabouts
from gridtui.rules.segments import residence_mark
from gridtui.scheme.model import Segment
from gridtui.store.database import Parameter, Reader
from gridtui.store.read_duties import MADE, PAIRED_ROLES
from gridtui.store.read_former import is_changed_since, moved_since, scope_households
from gridtui.store.read_plans import NO_END
from gridtui.store.read_segments import subjects_of
from gridtui.store.read_units import number_of, scope_units
from gridtui.store.rows import way_of

VISITED_BY = """
SELECT p.uid, a.day, a.subject, h.uid FROM json_each(:posts) wanted
CROSS JOIN visit_actor a ON a.post = wanted.value AND a.day BETWEEN :first AND :last
CROSS JOIN visit v ON v.n = a.visit AND v.counts = 1 AND v.channel IN (SELECT value FROM json_each(:channels))
CROSS JOIN household h ON h.n = a.subject CROSS JOIN post p ON p.n = a.post
WHERE a.day >= ifnull(h.from_day, 0) AND h.paper = 0 AND h.live = 1
"""
WITHIN = """ AND (h.grid IN (SELECT value FROM json_each(:unit))
 OR h.community IN (SELECT value FROM json_each(:unit))
 OR h.courtyard IN (SELECT value FROM json_each(:unit)))"""
AMONG = " AND a.subject IN (SELECT value FROM json_each(:households))"
PAIRED = """ AND EXISTS (SELECT 1 FROM pairing x INDEXED BY pairing_post WHERE x.post = :paired AND x.live = 1
 AND x.household = a.subject AND ifnull(x.from_day, 0) <= a.day AND ifnull(x.to_day, 9999999) >= a.day)"""
TAGGED = f"""
SELECT t.subject_household, t.tag, ifnull(t.from_day, 0),
 min(ifnull(t.to_day, {NO_END}), ifnull(r.lives_to, {NO_END}))
FROM json_each(:households) wanted CROSS JOIN tag t INDEXED BY tag_subject ON t.subject_household = wanted.value
LEFT JOIN resident r ON r.n = t.subject_resident
WHERE t.live = 1 AND t.tag IN (SELECT value FROM json_each(:tags))
 AND (t.subject_resident IS NULL OR (r.live = 1 AND r.lives <> :elsewhere))
"""
RESIDING = f"""
SELECT r.household, r.residence, ifnull(r.lives_from, 0), ifnull(r.lives_to, {NO_END})
FROM json_each(:households) wanted CROSS JOIN resident r INDEXED BY resident_household ON r.household = wanted.value
WHERE r.live = 1 AND r.lives <> :elsewhere AND r.residence IN (SELECT value FROM json_each(:residences))
"""
COUNTING_DAYS = f"""
SELECT h.uid, v.day, v.channel, v.roles, {PAIRED_ROLES} FROM json_each(:households) wanted
CROSS JOIN household h ON h.walk = wanted.value CROSS JOIN visit v INDEXED BY visit_subject ON v.subject = h.n
WHERE v.day BETWEEN max(:first, ifnull(h.from_day, 0)) AND :last AND v.counts = 1
"""
COUNTING_DAYS_SINCE = f"""
SELECT h.uid, v.day, v.channel, v.roles, {PAIRED_ROLES} FROM json_each(:households) wanted
CROSS JOIN household h ON h.walk = CAST(wanted.key AS INT)
CROSS JOIN visit v INDEXED BY visit_subject ON v.subject = h.n
WHERE v.day BETWEEN max(wanted.value, ifnull(h.from_day, 0)) AND :last AND v.counts = 1
"""
COUNTING_DAYS_OF = f"""
SELECT v.day, v.channel, v.roles, {PAIRED_ROLES} FROM household h
CROSS JOIN visit v INDEXED BY visit_subject ON v.subject = h.n
WHERE h.uid = :household AND v.day BETWEEN ifnull(h.from_day, 0) AND :last AND v.counts = 1
"""
AREA_DAYS = f"""
SELECT v.day FROM visit v INDEXED BY visit_day WHERE v.day BETWEEN :first AND :last
 AND v.counts = 1 AND {MADE} AND v.subject IN (SELECT value FROM json_each(:subjects))
 AND v.day >= (SELECT ifnull(h.from_day, 0) FROM household h WHERE h.n = v.subject)
ORDER BY v.day DESC LIMIT :limit
"""
PLACES = """
SELECT h.uid, h.n, h.grid, h.community, h.courtyard FROM json_each(?) wanted
CROSS JOIN household h ON h.walk = wanted.value
"""
UNITS = "SELECT n, uid FROM unit"
PAIRS = """
SELECT h.uid, p.uid, p.role FROM pairing x CROSS JOIN household h ON h.n = x.household
CROSS JOIN post p ON p.n = x.post
WHERE x.live = 1 AND ifnull(x.from_day, 0) <= ?1 AND ifnull(x.to_day, 9999999) >= ?1 AND p.live = 1
"""
HELD = """
SELECT u.uid, EXISTS (SELECT 1 FROM household INDEXED BY household_community WHERE community = u.n)
FROM unit own CROSS JOIN unit u INDEXED BY unit_path
ON u.path >= own.path AND u.path < substr(own.path, 1, length(own.path) - 1) || '0'
WHERE own.uid = ? AND u.live = 1 AND u.kind IN (?, ?)
"""


class MarkStretch(NamedTuple):
    """A mark (``rules.segments``) a household carried from a day to a day, both included."""

    mark: str
    first: int
    last: int


class PostVisit(NamedTuple):
    """A visit that counts, by a post: its day, the household, and what that carried of all that was asked for."""

    day: int
    household: bytes
    marks: tuple[MarkStretch, ...]


class Places(NamedTuple):
    """The units a household lies in on a day, None where in none."""

    grid: bytes | None
    community: bytes | None
    courtyard: bytes | None


def visited_by(
    reader: Reader,
    posts: Iterable[bytes],
    channels: Iterable[int],
    segment: Segment,
    *,
    first_day: int,
    last_day: int,
    unit: bytes | None = None,
    paired_with: bytes | None = None,
) -> dict[bytes, list[PostVisit]]:
    """Return the counting visits of posts between two days, each with what its household carried of a segment.

    ``unit`` keeps households of its subtree, as it was on ``last_day``; ``paired_with`` those paired with a post on
    the day of the visit. A post without a visit is not there.
    """
    numbers = [n for n in (number_of(reader, "post", uid) for uid in posts) if n is not None]
    given: dict[str, Parameter] = {
        "posts": json.dumps(numbers),
        "first": first_day,
        "last": last_day,
        "channels": json.dumps(sorted(set(channels))),
    }
    statement = VISITED_BY
    if unit is not None and is_changed_since(reader, last_day):
        statement += AMONG
        given["households"] = json.dumps(scope_households(reader, unit, last_day))
    elif unit is not None:
        statement += WITHIN
        given["unit"] = scope_units(reader, unit)
    if paired_with is not None:
        statement += PAIRED
        given["paired"] = number_of(reader, "post", paired_with) or 0
    rows = reader.rows(statement, given)
    carried = _carried(reader, sorted({row[2] for row in rows}), segment)
    found: dict[bytes, list[PostVisit]] = {}
    for post, day, n, household in rows:
        found.setdefault(post, []).append(PostVisit(day, household, carried.get(n, ())))
    return found


def counting_days_of(reader: Reader, household: bytes, last_day: int) -> tuple[tuple[int, int], ...]:
    """Return (day, way) of every visit that counts for a household, up to a day, in order."""
    rows = reader.rows(COUNTING_DAYS_OF, {"household": household, "last": last_day})
    return tuple(sorted((day, way_of(channel, roles, _together(paired))) for day, channel, roles, paired in rows))


def counting_days(
    reader: Reader, walks: Iterable[int], first_day: int, last_day: int
) -> dict[bytes, tuple[tuple[int, int], ...]]:
    """Return household -> (day, way) of its visits that count between two days, in order, for these walking keys."""
    given: dict[str, Parameter] = {"households": json.dumps(list(walks)), "first": first_day, "last": last_day}
    found: dict[bytes, list[tuple[int, int]]] = {}
    for household, day, channel, roles, paired in reader.rows(COUNTING_DAYS, given):
        found.setdefault(household, []).append((day, way_of(channel, roles, _together(paired))))
    return {household: tuple(sorted(days)) for household, days in found.items()}


def counting_days_since(
    reader: Reader, since: Mapping[int, int], last_day: int
) -> dict[bytes, tuple[tuple[int, int], ...]]:
    """Return household -> (day, way) of its visits that count, in order, of each walking key since its own day."""
    found: dict[bytes, list[tuple[int, int]]] = {}
    given: dict[str, Parameter] = {"households": json.dumps(dict(since)), "last": last_day}
    for household, day, channel, roles, paired in reader.rows(COUNTING_DAYS_SINCE, given):
        found.setdefault(household, []).append((day, way_of(channel, roles, _together(paired))))
    return {household: tuple(sorted(days)) for household, days in found.items()}


def area_days(
    reader: Reader, segment: Segment, ways: Iterable[int], *, unit: bytes, days: tuple[int, int], limit: int
) -> tuple[int, ...]:
    """Return the days of the last counting visits to a unit's households of a segment, newest first.

    ``days`` are the first and the last of those looked at.
    """
    first_day, last_day = days
    given: dict[str, Parameter] = {
        "first": first_day,
        "last": last_day,
        "ways": json.dumps(sorted(set(ways))),
        "subjects": json.dumps(subjects_of(reader, segment, last_day, unit)),
        "limit": limit,
    }
    return tuple(row[0] for row in reader.rows(AREA_DAYS, given))


def communities_held(reader: Reader, unit: bytes) -> tuple[int, int]:
    """Return how many communities of a unit's subtree this store holds households of, and how many there are."""
    rows = reader.rows(HELD, (unit, int(UnitKind.COMMUNITY), int(UnitKind.VILLAGE)))
    return sum(row[1] for row in rows), len(rows)


def walks_of(reader: Reader, households: Iterable[bytes]) -> list[int]:
    """Return the walking keys of some households."""
    found = (reader.value("SELECT walk FROM household WHERE uid = ?", (uid,)) for uid in households)
    return [walk for walk in found if walk is not None]


def first_days(reader: Reader, households: Iterable[bytes]) -> dict[bytes, int | None]:
    """Return the first day of some households, None where it was never stated."""
    return {uid: reader.value("SELECT from_day FROM household WHERE uid = ?", (uid,)) for uid in households}


def places_at(reader: Reader, walks: Iterable[int], day: int) -> dict[bytes, Places]:
    """Return household -> the units it lay in on a day, for the households at these walking keys."""
    units: dict[int | None, bytes] = dict(reader.rows(UNITS))
    moved = moved_since(reader, day) if is_changed_since(reader, day) else {}
    return {
        uid: Places(units.get(moved.get(n, grid)), units.get(community), units.get(courtyard))
        for uid, n, grid, community, courtyard in reader.rows(PLACES, (json.dumps(list(walks)),))
    }


def pairs_on(reader: Reader, day: int) -> dict[bytes, tuple[tuple[bytes, str], ...]]:
    """Return household -> the posts paired with it on a day, each with its role."""
    found: dict[bytes, tuple[tuple[bytes, str], ...]] = {}
    for household, post, role in reader.rows(PAIRS, (day,)):
        found[household] = (*found.get(household, ()), (post, role))
    return found


def _together(bits: str) -> int:
    """Return bits, given as a JSON array, as one number."""
    return reduce(or_, json.loads(bits), 0) if bits != "[]" else 0


def _carried(reader: Reader, households: Sequence[int], segment: Segment) -> dict[int, tuple[MarkStretch, ...]]:
    tags = (*segment.any, *segment.all, *segment.none)
    given: dict[str, Parameter] = {
        "households": json.dumps(list(households)),
        "tags": json.dumps(sorted(set(tags))),
        "residences": json.dumps(sorted(segment.residence_numbers)),
        "elsewhere": int(Whereabouts.ELSEWHERE),
    }
    found: dict[int, tuple[MarkStretch, ...]] = {}
    rows = [(n, tag, first, last) for n, tag, first, last in reader.rows(TAGGED, given)] if tags else []
    if segment.residence_numbers:
        residing = reader.rows(RESIDING, given)
        rows += [(n, residence_mark(number), first, last) for n, number, first, last in residing]
    for n, mark, first, last in rows:
        found[n] = (*found.get(n, ()), MarkStretch(mark, first, last))
    return found
