"""The facts that duties are decided from: who is in a rule's segment, and when a visit last counted.

Obligations are never stored. Three steps: the segments by tags in force on the day asked for, then one statement of
correlated seeks for the last counting day of each set of channels, then ``rules.cadence`` on the integers. The day is
a parameter everywhere, so that last month is the same code.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from gridtui.core.words import DwellingUse, Whereabouts
from gridtui.rules.segments import holds, residence_mark
from gridtui.scheme.model import Segment
from gridtui.store.database import Parameter, Reader, Row
from gridtui.store.read_units import is_wide, number_of, scope_units
from gridtui.store.rows import Address, SubjectLine, Window

UID: Final = 0
WALK: Final = 1
SEGMENTS: Final = 2
"""Bits of the segments a subject is in: bit i for the i-th segment asked for."""
FROM_DAY: Final = 3
"""The household's own first day, 0 where it was never stated."""
MARKS: Final = 4
"""What puts it into segments, each with the day it began (``rules.segments``)."""
FIRST_FACT: Final = 5
"""From here on: the last counting day (None: never) of each set of channels, then the count of each window."""

SUBJECTS_ASKED_EACH: Final = 2_500
"""Up to that many subjects, seeking each one's visits beats reading every visit of the window."""

_IN_FORCE = """t.subject_household IS NOT NULL AND t.live = 1 AND ifnull(t.from_day, 0) <= :as_of
 AND ifnull(t.to_day, 9999999) >= :as_of AND (t.subject_resident IS NULL
  OR (r.live = 1 AND r.lives <> :elsewhere AND ifnull(r.lives_to, 9999999) >= :as_of))"""
TAGGED = f"""
SELECT t.subject_household, t.tag, ifnull(t.from_day, 0) FROM tag t INDEXED BY tag_segment
LEFT JOIN resident r ON r.n = t.subject_resident
WHERE t.tag IN (SELECT value FROM json_each(:tags)) AND {_IN_FORCE}
"""
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
RESIDING_AMONG = f"""
SELECT r.household, r.residence, ifnull(r.lives_from, 0) FROM json_each(:households) wanted
CROSS JOIN resident r INDEXED BY resident_household ON r.household = wanted.value WHERE {_OF_RESIDENCE}
"""
EVERYONE = "SELECT n FROM household INDEXED BY household_list WHERE walk IS NOT NULL AND live = 1"
WITHIN = """
SELECT n FROM household INDEXED BY household_grid WHERE grid IN (SELECT value FROM json_each(:unit))
UNION ALL SELECT n FROM household INDEXED BY household_community
 WHERE community IN (SELECT value FROM json_each(:unit))
UNION ALL SELECT n FROM household INDEXED BY household_courtyard
 WHERE courtyard IN (SELECT value FROM json_each(:unit))
"""
PAIRED = """
SELECT x.household FROM pairing x INDEXED BY pairing_post
WHERE x.post = ?1 AND x.live = 1 AND ifnull(x.from_day, 0) <= ?2 AND ifnull(x.to_day, 9999999) >= ?2
"""
_SUBJECTS = """FROM json_each(:subjects) wanted CROSS JOIN household h ON h.n = wanted.value
LEFT JOIN dwelling d ON d.n = h.dwelling
WHERE h.live = 1 AND h.paper = 0 AND ifnull(h.to_day, 9999999) >= :as_of AND h.walk IS NOT NULL
 AND ifnull(d.use, 0) <> :vacant_use"""
_IN_SCOPE = """ AND (h.grid IN (SELECT value FROM json_each(:unit))
 OR h.community IN (SELECT value FROM json_each(:unit)) OR h.courtyard IN (SELECT value FROM json_each(:unit)))"""
_SEEK = """(SELECT max(v.day) FROM visit v INDEXED BY visit_subject
 WHERE v.subject = h.n AND v.channel = {channel:d} AND v.counts = 1 AND v.day <= :as_of)"""
_COUNT = """(SELECT count(*) FROM visit v INDEXED BY visit_subject
 WHERE v.subject = h.n AND v.channel = {channel:d} AND v.counts = 1 AND v.day BETWEEN {first:d} AND {last:d})"""
ACTORS = """
SELECT p.uid, (SELECT count(DISTINCT a.subject) FROM visit_actor a CROSS JOIN visit v ON v.n = a.visit
 WHERE a.post = p.n AND a.day BETWEEN :first AND :last AND v.counts = 1
 AND v.channel IN (SELECT value FROM json_each(:channels))
 AND a.subject IN (SELECT value FROM json_each(:subjects)))
FROM json_each(:posts) wanted CROSS JOIN post p ON p.n = wanted.value
"""
AREA = """
SELECT count(*) FROM visit v INDEXED BY visit_day
WHERE v.day BETWEEN :first AND :last AND v.counts = 1 AND v.channel IN (SELECT value FROM json_each(:channels))
 AND v.subject IN (SELECT value FROM json_each(:subjects))
"""
AREA_BY_SUBJECT = """
SELECT count(*) FROM json_each(:subjects) wanted CROSS JOIN json_each(:channels) channel
CROSS JOIN visit v INDEXED BY visit_subject
WHERE v.subject = wanted.value AND v.channel = channel.value AND v.counts = 1 AND v.day BETWEEN :first AND :last
"""
LINES = """
SELECT h.uid, r.name, c.uid, c.name, h.building, h.entrance, h.door, d.address, g.uid, h.walk
FROM json_each(?) wanted CROSS JOIN household h ON h.n = wanted.value
LEFT JOIN resident r ON r.n = h.head LEFT JOIN unit c ON c.n = h.courtyard LEFT JOIN dwelling d ON d.n = h.dwelling
LEFT JOIN unit g ON g.n = h.grid
"""


def facts_statement(channel_sets: Sequence[Sequence[int]], windows: Sequence[Window], *, scoped: bool) -> str:
    """Return the statement of ``due_facts``; each channel is sought once, whatever number of sets it is in."""
    channels = sorted({channel for channels in channel_sets for channel in channels})
    seeks = "".join(f", ifnull({_SEEK.format(channel=channel)}, 0) AS c{channel:d}" for channel in channels)
    counts = "".join(f", {_window_count(window)} AS w{number}" for number, window in enumerate(windows))
    shown = [f"nullif({_latest(channels)}, 0)" for channels in channel_sets]
    shown += [f"w{number}" for number in range(len(windows))]
    columns = "".join(f", {column}" for column in shown)
    scope = _IN_SCOPE if scoped else ""
    # Materialised: inlined into the outer SELECT, a seek would run once for each set its channel is in.
    return f"""WITH facts AS MATERIALIZED (
 SELECT h.n, h.uid, h.walk, ifnull(h.from_day, 0) AS from_day{seeks}{counts} {_SUBJECTS}{scope})
SELECT n, uid, walk, from_day{columns} FROM facts"""


def _latest(channels: Sequence[int]) -> str:
    names = [f"c{channel:d}" for channel in sorted(set(channels))]
    return names[0] if len(names) == 1 else f"max({', '.join(names)})" if names else "0"


def _window_count(window: Window) -> str:
    counts = [
        _COUNT.format(channel=channel, first=window.from_day, last=window.to_day)
        for channel in sorted(set(window.channels))
    ]
    return " + ".join(counts) or "0"


def due_facts(
    reader: Reader,
    segments: Sequence[Segment],
    channel_sets: Sequence[Sequence[int]],
    *,
    as_of_day: int,
    unit: bytes | None = None,
    paired_with: Mapping[int, bytes] | None = None,
    windows: Sequence[Window] = (),
) -> list[Row]:
    """Return one tuple (``UID``, ``WALK``, ``SEGMENTS``, ``FROM_DAY``, ``MARKS``, then facts) for each household.

    Only households in one of the segments are there; vacant dwellings, paper households and who has moved are left
    out. ``unit`` keeps those in its subtree; ``paired_with`` names, by position of a segment, the post with which its
    households must be paired.
    """
    carried = _carried_within(reader, segments, as_of_day, unit)
    masks = _masks(reader, segments, as_of_day, carried, paired_with or {})
    if not masks:
        return []
    parameters: dict[str, Parameter] = {
        "subjects": json.dumps(list(masks)),
        "as_of": as_of_day,
        "vacant_use": int(DwellingUse.VACANT),
    }
    scoped = unit is not None and is_wide(reader, unit)
    if unit is not None and scoped:
        parameters["unit"] = scope_units(reader, unit)
    rows = reader.rows(facts_statement(channel_sets, windows, scoped=scoped), parameters)
    return [(uid, walk, masks[n], from_day, carried[n], *facts) for n, uid, walk, from_day, *facts in rows]


def subject_lines(reader: Reader, households: Iterable[bytes]) -> dict[bytes, SubjectLine]:
    """Return what the rows of duties show of their households."""
    wanted = [n for n in (number_of(reader, "household", uid) for uid in households) if n is not None]
    return {
        uid: SubjectLine(uid, head or "", Address(yard, name or "", building, entrance, door, line or ""), grid, walk)
        for uid, head, yard, name, building, entrance, door, line, grid, walk in reader.rows(
            LINES, (json.dumps(wanted),)
        )
    }


def actor_coverage(
    reader: Reader, posts: Sequence[bytes], segment: Segment, window: Window, *, unit: bytes | None = None
) -> dict[bytes, int]:
    """Return how many different households of a segment each post has effectively visited in a window (per_actor)."""
    numbers = [n for n in (number_of(reader, "post", uid) for uid in posts) if n is not None]
    members = _members(reader, segment, window.to_day, unit)
    parameters = _window_parameters(window, members) | {"posts": json.dumps(numbers)}
    return dict(reader.rows(ACTORS, parameters))


def area_count(reader: Reader, segment: Segment, window: Window, *, unit: bytes | None = None) -> int:
    """Return how many effective visits a segment's households of an area had in a window (per_area)."""
    members = _members(reader, segment, window.to_day, unit)
    # A community's households are asked one by one, whatever the window; a street's are met day by day.
    statement = AREA_BY_SUBJECT if len(members) <= SUBJECTS_ASKED_EACH else AREA
    counted: int = reader.value(statement, _window_parameters(window, members))
    return counted


def _window_parameters(window: Window, members: Iterable[int]) -> dict[str, Parameter]:
    return {
        "first": window.from_day,
        "last": window.to_day,
        "channels": json.dumps(sorted(set(window.channels))),
        "subjects": json.dumps(list(members)),
    }


def _members(reader: Reader, segment: Segment, as_of_day: int, unit: bytes | None) -> dict[int, int]:
    """Return the local numbers of one segment's households."""
    return _masks(reader, (segment,), as_of_day, _carried_within(reader, (segment,), as_of_day, unit), {})


def _carried_within(
    reader: Reader, segments: Sequence[Segment], as_of_day: int, unit: bytes | None
) -> dict[int, dict[str, int]]:
    """Return the marks of every household that may be in one of the segments.

    In a community or below, its households are gathered first; in a street or the whole store, the marked ones.
    """
    within: list[int] | None = None
    if unit is not None and not is_wide(reader, unit):
        within = sorted({row[0] for row in reader.rows(WITHIN, {"unit": scope_units(reader, unit)})})
    carried = _carried(reader, segments, as_of_day, within)
    if any(segment.everyone for segment in segments):
        numbers = within if within is not None else [row[0] for row in reader.rows(EVERYONE)]
        for n in numbers:
            carried.setdefault(n, {})
    return carried


def _masks(
    reader: Reader,
    segments: Sequence[Segment],
    as_of_day: int,
    carried: Mapping[int, Mapping[str, int]],
    paired_with: Mapping[int, bytes],
) -> dict[int, int]:
    """Return the households of each segment: their local number to the bits of the segments they are in."""
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
    for place, post in paired_with.items():
        paired = {row[0] for row in reader.rows(PAIRED, (number_of(reader, "post", post) or 0, as_of_day))}
        masks = {n: kept for n, m in masks.items() if (kept := m if n in paired else m & ~(1 << place))}
    return masks


def _carried(
    reader: Reader, segments: Sequence[Segment], as_of_day: int, within: list[int] | None
) -> dict[int, dict[str, int]]:
    """Return what each household carries of all that the segments ask for, each mark with its earliest day."""
    tags = {tag for segment in segments for tag in (*segment.any, *segment.all, *segment.none)}
    residences = {number for segment in segments for number in segment.residence_numbers}
    parameters: dict[str, Parameter] = {
        "tags": json.dumps(sorted(tags)),
        "residences": json.dumps(sorted(residences)),
        "as_of": as_of_day,
        "elsewhere": int(Whereabouts.ELSEWHERE),
    }
    if within is not None:
        parameters["households"] = json.dumps(within)
    found: list[Row] = []
    if tags:
        found += reader.rows(TAGGED if within is None else TAGGED_AMONG, parameters)
    if residences:
        residing = reader.rows(RESIDING if within is None else RESIDING_AMONG, parameters)
        found += [(n, residence_mark(residence), from_day) for n, residence, from_day in residing]
    carried: dict[int, dict[str, int]] = {}
    for n, mark, from_day in found:
        marks = carried.setdefault(n, {})
        marks[mark] = min(marks.get(mark, from_day), from_day)
    return carried
