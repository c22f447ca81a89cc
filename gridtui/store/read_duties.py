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
from gridtui.store.read_former import WITHIN, is_changed_since, scope_households
from gridtui.store.read_units import is_wide, number_of, scope_units
from gridtui.store.rows import Address, NthLast, SubjectLine, Window, parts_of

UID: Final = 0
WALK: Final = 1
SEGMENTS: Final = 2
"""Bits of the segments a subject is in: bit i for the i-th segment asked for."""
FROM_DAY: Final = 3
"""The household's own first day, 0 where it was never stated."""
MARKS: Final = 4
"""What puts it into segments, each with the day it began (``rules.segments``)."""
FIRST_FACT: Final = 5
"""From here on: the last counting day (None: never) of each set of ways a visit is made in (``rows.way_of``), then
the count of each window, then the
n-th last counting day (None: fewer) of each rule that wants n visits in a stretch of days.

A visit dated before the household's own first day is none of it: nobody lived there yet."""

SUBJECTS_ASKED_EACH: Final = 2_500
"""Up to that many subjects, seeking each one's visits beats reading every visit of the window."""

_BITS: Final = 62
"""Segments whose bits fit SQLite's integers."""
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
_SUBJECTS = """FROM json_each(:subjects) wanted CROSS JOIN household h ON h.n = CAST(wanted.key AS INT)
LEFT JOIN dwelling d ON d.n = h.dwelling
WHERE h.live = 1 AND h.paper = 0 AND ifnull(h.to_day, 9999999) >= :as_of AND h.walk IS NOT NULL
 AND ifnull(d.use, 0) <> :vacant_use"""
_IN_SCOPE = """ AND (h.grid IN (SELECT value FROM json_each(:unit))
 OR h.community IN (SELECT value FROM json_each(:unit)) OR h.courtyard IN (SELECT value FROM json_each(:unit)))"""
_SEEK = """(SELECT max(v.day) FROM visit v INDEXED BY visit_subject
 WHERE v.subject = h.n AND v.channel = {channel:d} AND v.counts = 1 AND v.day <= :as_of{by})"""
_COUNT = """(SELECT count(*) FROM visit v INDEXED BY visit_subject
 WHERE v.subject = h.n AND v.channel = {channel:d} AND v.counts = 1
 AND v.day BETWEEN max({first:d}, ifnull(h.from_day, 0)) AND {last:d}{by})"""
_NTH = """(SELECT v.day FROM visit v INDEXED BY visit_history
 WHERE v.subject = h.n AND v.day BETWEEN ifnull(h.from_day, 0) AND :as_of AND v.counts = 1
 AND {made} ORDER BY v.day DESC LIMIT 1 OFFSET {before:d})"""
_EXISTED = "v.day >= (SELECT ifnull(h.from_day, 0) FROM household h WHERE h.n = v.subject)"
_BY_PAIRED = """FROM pairing x INDEXED BY pairing_household
 CROSS JOIN visit_actor a ON a.post = x.post AND a.day = v.day AND a.subject = v.subject AND a.visit = v.n
 CROSS JOIN post p ON p.n = x.post CROSS JOIN role_bit b ON b.role = p.role
 WHERE x.household = v.subject AND x.live = 1 AND ifnull(x.from_day, 0) <= v.day
 AND ifnull(x.to_day, 9999999) >= v.day"""
PAIRED_ROLES = f"(SELECT json_group_array(b.bit) {_BY_PAIRED})"
"""The bits of the roles of those who made a visit ``v`` and whose post was paired with the household that day."""
MADE_BY_PAIRED = f"EXISTS (SELECT 1 {_BY_PAIRED} AND b.bit & {{roles}})"
"""Somebody of one of these roles made the visit ``v`` whose post was paired with the household that day."""
MADE = """EXISTS (SELECT 1 FROM json_each(:ways) way WHERE v.channel = way.value & 255
 AND (way.value < 256 OR v.roles & (way.value >> 8)))"""
"""The visit was made in one of the ways asked for (``rows.way_of``)."""
ACTORS = """
SELECT p.uid, (SELECT count(DISTINCT a.subject) FROM visit_actor a CROSS JOIN visit v ON v.n = a.visit
 WHERE a.post = p.n AND a.day BETWEEN :first AND :last AND v.counts = 1
 AND v.channel IN (SELECT value FROM json_each(:channels))
 AND a.subject IN (SELECT value FROM json_each(:subjects)))
FROM json_each(:posts) wanted CROSS JOIN post p ON p.n = wanted.value
"""
AREA = f"""
SELECT count(*) FROM visit v INDEXED BY visit_day
WHERE v.day BETWEEN :first AND :last AND v.counts = 1 AND {MADE}
 AND v.subject IN (SELECT value FROM json_each(:subjects)) AND {_EXISTED}
"""
AREA_BY_SUBJECT = f"""
SELECT count(*) FROM json_each(:subjects) wanted CROSS JOIN json_each(:ways) way
CROSS JOIN visit v INDEXED BY visit_subject
WHERE v.subject = wanted.value AND v.channel = way.value & 255 AND v.counts = 1
 AND v.day BETWEEN :first AND :last AND (way.value < 256 OR v.roles & (way.value >> 8)) AND {_EXISTED}
"""
LINES = """
SELECT h.uid, r.name, c.uid, c.name, h.building, h.entrance, h.door, d.address, g.uid, h.walk
FROM json_each(?) wanted CROSS JOIN household h ON h.walk = wanted.value
LEFT JOIN resident r ON r.n = h.head LEFT JOIN unit c ON c.n = h.courtyard LEFT JOIN dwelling d ON d.n = h.dwelling
LEFT JOIN unit g ON g.n = h.grid
"""


def facts_statement(
    way_sets: Sequence[Sequence[int]],
    windows: Sequence[Window],
    *,
    scoped: bool,
    nths: Sequence[NthLast] = (),
    asked_of: Sequence[int] = (),
) -> str:
    """Return the statement of ``due_facts``; each way is sought once, whatever number of sets it is in."""
    asked = list(asked_of) or [-1] * (len(way_sets) + len(windows) + len(nths))
    first_nth = len(way_sets) + len(windows)
    wanted: dict[int, int] = {}
    for ways, bits in zip(way_sets, asked, strict=False):
        for way in ways:
            wanted[way] = wanted.get(way, 0) | bits
    seeks = "".join(
        f", ifnull({_asked(_made_in(_SEEK, way), bits)}, 0) AS c{way:d}" for way, bits in sorted(wanted.items())
    )
    counts = "".join(
        f", {_asked(_window_count(window), bits)} AS w{number}"
        for number, (window, bits) in enumerate(zip(windows, asked[len(way_sets) : first_nth], strict=True))
    )
    counts += "".join(
        f", {_asked(_nth_last(wanted_nth), bits)} AS n{number}"
        for number, (wanted_nth, bits) in enumerate(zip(nths, asked[first_nth:], strict=True))
    )
    shown = [f"CASE WHEN {_latest(ways)} >= max(from_day, 1) THEN {_latest(ways)} END" for ways in way_sets]
    shown += [f"w{number}" for number in range(len(windows))]
    shown += [f"n{number}" for number in range(len(nths))]
    columns = "".join(f", {column}" for column in shown)
    scope = _IN_SCOPE if scoped else ""
    # Materialised: inlined into the outer SELECT, a seek would run once for each set its way is in.
    return f"""WITH facts AS MATERIALIZED (
 SELECT h.n, h.uid, h.walk, ifnull(h.from_day, 0) AS from_day{seeks}{counts} {_SUBJECTS}{scope})
SELECT n, uid, walk, from_day{columns} FROM facts"""


def _asked(fact: str, bits: int) -> str:
    """Return a fact that is sought only for subjects in one of the segments; -1 is every subject."""
    return fact if bits == -1 else f"CASE WHEN wanted.value & {bits:d} THEN {fact} END"


def _made_in(fact: str, way: int, **days: int) -> str:
    """Return a fact about visits made in one way."""
    channel, roles, paired_roles = parts_of(way)
    by = f" AND v.roles & {roles:d}" if roles else ""
    if paired_roles:
        by = f" AND {MADE_BY_PAIRED.format(roles=paired_roles)}"
    return fact.format(channel=channel, by=by, **days)


def _latest(ways: Sequence[int]) -> str:
    names = [f"c{way:d}" for way in sorted(set(ways))]
    return names[0] if len(names) == 1 else f"max({', '.join(names)})" if names else "0"


def _window_count(window: Window) -> str:
    counts = [_made_in(_COUNT, way, first=window.from_day, last=window.to_day) for way in sorted(set(window.ways))]
    return " + ".join(counts) or "0"


def _nth_last(wanted: NthLast) -> str:
    made = " OR ".join(_made_in("v.channel = {channel:d}{by}", way) for way in sorted(set(wanted.ways)))
    return _NTH.format(made=f"({made or 0})", before=wanted.nth - 1)


def due_facts(
    reader: Reader,
    segments: Sequence[Segment],
    way_sets: Sequence[Sequence[int]],
    *,
    as_of_day: int,
    unit: bytes | None = None,
    paired_with: Mapping[int, bytes] | None = None,
    windows: Sequence[Window] = (),
    nths: Sequence[NthLast] = (),
    asked_of: Sequence[int] = (),
) -> list[Row]:
    """Return one tuple (``UID``, ``WALK``, ``SEGMENTS``, ``FROM_DAY``, ``MARKS``, then facts) for each household.

    Only households in one of the segments are there; vacant dwellings, paper households and who has moved are left
    out. ``unit`` keeps those in its subtree on that day; ``paired_with`` names, by position of a segment, the post
    with which its households must be paired, wherever they lie: who is named for a family need not work in its grid
    (S2-5). ``asked_of`` gives, for each set of ways, each window and each of
    ``nths``, the bits of the segments it is sought for, which spares the seeks of everybody else: None and 0 stand
    there. Empty: sought for everybody.
    """
    paired = {place: _paired_on(reader, post, as_of_day) for place, post in (paired_with or {}).items()}
    carried, scoped = _carried_within(reader, segments, as_of_day, unit)
    masks = _masks(segments, carried, paired)
    chosen = asked_of if len(segments) <= _BITS else ()

    def sought(masks: Mapping[int, int], within: str | None) -> list[Row]:
        parameters: dict[str, Parameter] = {
            "subjects": json.dumps({n: masks[n] if chosen else 0 for n in sorted(masks)}),
            "as_of": as_of_day,
            "vacant_use": int(DwellingUse.VACANT),
        }
        scope = {} if within is None else {"unit": within}
        statement = facts_statement(way_sets, windows, scoped=within is not None, nths=nths, asked_of=chosen)
        return reader.rows(statement, parameters | scope) if masks else []

    rows = sought(masks, scope_units(reader, unit) if unit is not None and scoped else None)
    if unit is not None and paired:
        here = {row[0] for row in rows}
        elsewhere = _carried_then(reader, segments, as_of_day, sorted(frozenset().union(*paired.values()) - here))
        by_pair = sum(1 << place for place in paired)
        outside = {n: kept for n, mask in _masks(segments, elsewhere, paired).items() if (kept := mask & by_pair)}
        rows = [*rows, *sought(outside, None)]
        carried, masks = carried | elsewhere, masks | outside
    return [(*row[1:3], masks[row[0]], row[3], carried[row[0]], *row[4:]) for row in rows]


def subject_lines(reader: Reader, walks: Iterable[int]) -> dict[bytes, SubjectLine]:
    """Return what the rows of duties show of the households at these walking keys, in one statement for all."""
    return {
        uid: SubjectLine(uid, head or "", Address(yard, name or "", building, entrance, door, line or ""), grid, walk)
        for uid, head, yard, name, building, entrance, door, line, grid, walk in reader.rows(
            LINES, (json.dumps(list(walks)),)
        )
    }


def actor_coverage(
    reader: Reader, posts: Sequence[bytes], segment: Segment, window: Window, *, unit: bytes | None = None
) -> dict[bytes, int]:
    """Return how many different households of a segment each post has effectively visited in a window (per_actor)."""
    numbers = [n for n in (number_of(reader, "post", uid) for uid in posts) if n is not None]
    members = subjects_of(reader, segment, window.to_day, unit)
    parameters = _window_parameters(window, members) | {"posts": json.dumps(numbers)}
    return dict(reader.rows(ACTORS, parameters))


def area_count(reader: Reader, segment: Segment, window: Window, *, unit: bytes | None = None) -> int:
    """Return how many effective visits a segment's households of an area had in a window (per_area)."""
    members = subjects_of(reader, segment, window.to_day, unit)
    # A community's households are asked one by one, whatever the window; a street's are met day by day.
    statement = AREA_BY_SUBJECT if len(members) <= SUBJECTS_ASKED_EACH else AREA
    counted: int = reader.value(statement, _window_parameters(window, members))
    return counted


def _window_parameters(window: Window, members: Iterable[int]) -> dict[str, Parameter]:
    return {
        "first": window.from_day,
        "last": window.to_day,
        "channels": json.dumps(sorted({parts_of(way).channel for way in window.ways})),
        "ways": json.dumps(sorted(set(window.ways))),
        "subjects": json.dumps(list(members)),
    }


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
    found: list[Row] = []
    if tags:
        found += reader.rows(tagged, parameters)
    if residences:
        residing = reader.rows(residing_in, parameters)
        found += [(n, residence_mark(residence), from_day) for n, residence, from_day in residing]
    carried: dict[int, dict[str, int]] = {}
    for n, mark, from_day in found:
        marks = carried.setdefault(n, {})
        marks[mark] = min(marks.get(mark, from_day), from_day)
    return carried
