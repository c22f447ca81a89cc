"""The facts that duties are decided from: who is in a rule's segment, and when a visit last counted.

Obligations are never stored. Three steps: the segments by tags in force on the day asked for, then one statement of
correlated seeks for the last counting day of each set of channels, then ``rules.cadence`` on the integers. The day is
a parameter everywhere, so that last month is the same code.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from gridtui.core.words import DwellingUse
from gridtui.scheme.model import Segment
from gridtui.store.database import Parameter, Reader, Row
from gridtui.store.read_segments import Subjects, subjects, subjects_elsewhere, subjects_of
from gridtui.store.read_units import number_of, scope_units
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
    pair_roles: Mapping[int, frozenset[str]] | None = None,
    windows: Sequence[Window] = (),
    nths: Sequence[NthLast] = (),
    asked_of: Sequence[int] = (),
) -> list[Row]:
    """Return one tuple (``UID``, ``WALK``, ``SEGMENTS``, ``FROM_DAY``, ``MARKS``, then facts) for each household.

    Only households in one of the segments are there; vacant dwellings, paper households and who has moved are left
    out. ``unit`` keeps those in its subtree on that day; ``paired_with`` names, by position of a segment, the post
    with which its households must be paired, wherever they lie: who is named for a family need not work in its grid
    (S2-5). ``pair_roles`` names, by position, the roles of posts of whose pairings the marks say the beginning.
    ``asked_of`` gives, for each set of ways, each window and each of
    ``nths``, the bits of the segments it is sought for, which spares the seeks of everybody else: None and 0 stand
    there. Empty: sought for everybody.
    """
    found = subjects(reader, segments, as_of_day=as_of_day, unit=unit, paired_with=paired_with, pair_roles=pair_roles)
    return facts_about(reader, found, way_sets, windows=windows, nths=nths, asked_of=asked_of)


def facts_about(
    reader: Reader,
    found: Subjects,
    way_sets: Sequence[Sequence[int]],
    *,
    windows: Sequence[Window] = (),
    nths: Sequence[NthLast] = (),
    asked_of: Sequence[int] = (),
) -> list[Row]:
    """Return what ``due_facts`` does, about subjects that were found before and are still the same."""
    chosen = asked_of if len(found.segments) <= _BITS else ()

    def sought(of: Subjects) -> Iterator[Row]:
        parameters: dict[str, Parameter] = {
            "subjects": msgspec.json.encode({n: of.masks[n] if chosen else 0 for n in sorted(of.masks)}).decode(),
            "as_of": of.as_of_day,
            "vacant_use": int(DwellingUse.VACANT),
        }
        if of.is_wider and of.unit is not None:
            parameters["unit"] = scope_units(reader, of.unit)
        statement = facts_statement(way_sets, windows, scoped="unit" in parameters, nths=nths, asked_of=chosen)
        # One at a time: thousands of rows held twice would cost the collector more than some of them cost to find.
        return reader.each(statement, parameters) if of.masks else iter(())

    if found.unit is None or not found.paired:
        return [_as_facts(row, found) for row in sought(found)]
    rows = list(sought(found))
    elsewhere = subjects_elsewhere(reader, found, frozenset(row[0] for row in rows))
    return [*(_as_facts(row, found) for row in rows), *(_as_facts(row, elsewhere) for row in sought(elsewhere))]


def _as_facts(row: Row, found: Subjects) -> Row:
    n = row[0]
    return (*row[1:3], found.masks[n], row[3], found.marks[n], *row[4:])


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
