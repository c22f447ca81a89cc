"""Reads of visits: one, a household's history, and the visits of an area or a person over a period.

Histories are keyset pages, newest first; the key of a page is (day, uid) of its last row. A record that only
withdraws another is not shown; what it withdrew is shown as superseded.
"""

import json
from collections.abc import Iterable

from gridtui.core.records import Visit
from gridtui.store.database import Parameter, Reader, Row
from gridtui.store.read_duties import MADE_BY_PAIRED
from gridtui.store.read_units import is_wide, number_of, scope_units
from gridtui.store.rows import REPLACED, Address, VisitFilter, VisitRow, Window

Before = tuple[int, bytes]
"""Where a page ends: the day and the uid of its last row."""

_NEWEST = 9_999_999
_WIDE_ONE_IN = 16
"""A page of 50 then looks at some 800 visits."""

_VISIT = """v.uid, h.uid, v.day, v.channel, v.outcome, v.visitors, v.actor, v.entered_ms, v.start_minute,
 v.end_minute, v.half_day, v.met, v.prompts, v.diary, v.summary, v.gifts, v.card_left, o.uid, v.superseded,
 v.clock_doubt, v.told, k.uid"""
_VISIT_JOINS = """LEFT JOIN household h ON h.n = v.subject LEFT JOIN visit o ON o.n = v.corrects
LEFT JOIN visit k ON k.n = v.rechecks"""
VISIT = f"SELECT {_VISIT} FROM visit v {_VISIT_JOINS} WHERE v.uid = ?"
VISITS_OF = f"""
SELECT {_VISIT} FROM visit v INDEXED BY visit_history {_VISIT_JOINS}
WHERE v.subject = ?1 AND v.live = 1 AND v.withdrawn = 0 AND (v.day, v.n) < (?2, ?3)
ORDER BY v.day DESC, v.n DESC LIMIT ?4
"""
_BY_PAIRED = MADE_BY_PAIRED.format(roles="(way.value >> 33)")
LAST_COUNTING = f"""
SELECT {_VISIT} FROM visit v INDEXED BY visit_history {_VISIT_JOINS}
WHERE v.subject = ?1 AND v.counts = 1 AND v.day <= ?2 AND EXISTS (SELECT 1 FROM json_each(?3) way
 WHERE v.channel = way.value & 255 AND (way.value < 256 OR v.roles & (way.value >> 8)
  OR {_BY_PAIRED}))
ORDER BY v.day DESC, v.n DESC LIMIT 1
"""
POSTS = """
SELECT p.n, p.uid, s.name FROM json_each(?) wanted CROSS JOIN post p ON p.n = wanted.value
LEFT JOIN staff s ON s.n = p.staff
"""
RECHECKS = f"""
SELECT {_VISIT} FROM visit first CROSS JOIN visit v INDEXED BY visit_rechecks ON v.rechecks = first.n {_VISIT_JOINS}
WHERE first.uid = ? AND v.live = 1 AND v.withdrawn = 0
"""
CAMPAIGNS = "SELECT c.n, c.uid FROM json_each(?) wanted CROSS JOIN campaign c ON c.n = wanted.value"
RESIDENTS = "SELECT r.n, r.uid FROM json_each(?) wanted CROSS JOIN resident r ON r.n = wanted.value"

_LINE = """v.uid, h.uid, r.name, c.uid, c.name, h.building, h.entrance, h.door, d.address, v.day, v.start_minute,
 v.half_day, v.channel, v.outcome, v.visitors, v.summary, v.entered_ms, v.actor, v.counts, v.superseded,
 v.clock_doubt"""
_LINE_JOINS = """CROSS JOIN household h ON h.n = v.subject LEFT JOIN resident r ON r.n = h.head
LEFT JOIN unit c ON c.n = h.courtyard LEFT JOIN dwelling d ON d.n = h.dwelling"""
_SHOWN = "v.live = 1 AND v.withdrawn = 0"
_OF_CHANNEL = "v.channel IN (SELECT value FROM json_each(:channels))"
_OF_OUTCOME = "v.outcome IN (SELECT value FROM json_each(:outcomes))"
_IN_SCOPE = """v.subject IN (
 SELECT n FROM household INDEXED BY household_grid WHERE grid IN (SELECT value FROM json_each(:unit))
 UNION ALL SELECT n FROM household INDEXED BY household_community
  WHERE community IN (SELECT value FROM json_each(:unit))
 UNION ALL SELECT n FROM household INDEXED BY household_courtyard
  WHERE courtyard IN (SELECT value FROM json_each(:unit)))"""
_IN_WIDE_SCOPE = """(h.grid IN (SELECT value FROM json_each(:wide_unit))
 OR h.community IN (SELECT value FROM json_each(:wide_unit))
 OR h.courtyard IN (SELECT value FROM json_each(:wide_unit)))"""
_OF_CALLER = "EXISTS (SELECT 1 FROM json_each(v.visitors) wanted WHERE wanted.value = :caller)"
_CONDITIONS = {
    "unit": _IN_SCOPE,
    "wide_unit": _IN_WIDE_SCOPE,
    "channels": _OF_CHANNEL,
    "outcomes": _OF_OUTCOME,
    "caller": _OF_CALLER,
}

COUNTED = f"""
SELECT count(*) FROM json_each(?2) way CROSS JOIN visit v INDEXED BY visit_subject
WHERE v.subject = ?1 AND v.channel = way.value & 255 AND v.counts = 1 AND v.day BETWEEN ?3 AND ?4
 AND (way.value < 256 OR v.roles & (way.value >> 8) OR {_BY_PAIRED})
"""

_BY_DAY = "visit v INDEXED BY visit_list"
_BY_VISITOR = "visit_actor a CROSS JOIN visit v ON v.n = a.visit"


def page_statement(fields: Iterable[str]) -> str:
    """Return the statement of a page; ``fields`` are the filter's optional fields that are given.

    It walks the days backwards, through one post's visits where a visitor is given, and never sorts.
    """
    given = set(fields)
    conditions = " AND ".join((_SHOWN, *(sql for name, sql in _CONDITIONS.items() if name in given)))
    if "visitor" in given:
        return f"""SELECT {_LINE} FROM {_BY_VISITOR} {_LINE_JOINS}
WHERE a.post = :visitor AND a.day BETWEEN :from_day AND :to_day AND {conditions}
 AND (a.day, a.subject, a.visit) < (:before_day, :before_subject, :before_n)
ORDER BY a.day DESC, a.subject DESC, a.visit DESC LIMIT :limit"""
    return f"""SELECT {_LINE} FROM {_BY_DAY} {_LINE_JOINS}
WHERE v.day BETWEEN :from_day AND :to_day AND {conditions} AND (v.day, v.n) < (:before_day, :before_n)
ORDER BY v.day DESC, v.n DESC LIMIT :limit"""


def visit(reader: Reader, uid: bytes) -> Visit | None:
    """Return a visit as it was entered; None where this store does not know it."""
    row = reader.row(VISIT, (uid,))
    return _visits(reader, [row])[0] if row else None


def visits_of(
    reader: Reader, household: bytes, *, before: Before | None = None, limit: int = 15
) -> tuple[Visit, ...]:
    """Return a household's visits, newest first, those corrected since included; next page: before its last row."""
    subject = number_of(reader, "household", household)
    if subject is None:
        return ()
    day, n, _ = _position(reader, before)
    return _visits(reader, reader.rows(VISITS_OF, (subject, day, n, limit)))


def rechecks_of(reader: Reader, visit: bytes) -> tuple[Visit, ...]:
    """Return the visits by which a visit was looked into again, those corrected since included."""
    return _visits(reader, reader.rows(RECHECKS, (visit,)))


def last_counting_visit(reader: Reader, household: bytes, ways: Iterable[int], as_of_day: int) -> Visit | None:
    """Return the last visit that counts, made in one of these ways, up to a day; None if there is none."""
    subject = number_of(reader, "household", household) or 0
    row = reader.row(LAST_COUNTING, (subject, as_of_day, json.dumps(list(ways))))
    return _visits(reader, [row])[0] if row else None


def count_visits(reader: Reader, household: bytes, window: Window) -> int:
    """Return how many of a household's visits count in a window."""
    subject = number_of(reader, "household", household) or 0
    ways = json.dumps(sorted(set(window.ways)))
    counted: int = reader.value(COUNTED, (subject, ways, window.from_day, window.to_day))
    return counted


def visits_page(
    reader: Reader, wanted: VisitFilter, *, before: Before | None = None, limit: int = 50
) -> tuple[VisitRow, ...]:
    """Return one page of the visits a filter holds, newest first; next page: before (day, uid) of its last row."""
    day, n, subject = _position(reader, before)
    given: dict[str, Parameter] = {"from_day": wanted.from_day, "to_day": wanted.to_day, "limit": limit}
    given |= {"before_day": day, "before_n": n, "before_subject": subject}
    if wanted.unit is not None:
        # A small unit's households are listed first; of one that many visits are in, each visit's is asked instead.
        wide = is_wide(reader, wanted.unit, _WIDE_ONE_IN)
        given["wide_unit" if wide else "unit"] = scope_units(reader, wanted.unit)
    if wanted.visitor is not None:
        given["visitor"] = number_of(reader, "post", wanted.visitor) or 0
    if wanted.caller is not None:
        given["caller"] = number_of(reader, "post", wanted.caller) or 0
    if wanted.channels:
        given["channels"] = json.dumps(wanted.channels)
    if wanted.outcomes:
        given["outcomes"] = json.dumps(wanted.outcomes)
    rows = reader.rows(page_statement(given), given)
    posts = _posts(reader, rows, visitors_at=14, actor_at=17)
    return tuple(_line(row, posts) for row in rows)


def _position(reader: Reader, before: Before | None) -> tuple[int, int, int]:
    """Return (day, n, subject) of the keyset position, above every row where none is given."""
    if before is None:
        return _NEWEST, 0, 0
    row = reader.row("SELECT day, n, ifnull(subject, 0) FROM visit WHERE uid = ?", (before[1],))
    if row is None:
        return before[0], 0, 0
    day, n, subject = row
    return day, n, subject


def _posts(reader: Reader, rows: Iterable[Row], *, visitors_at: int, actor_at: int) -> dict[int, tuple[bytes, str]]:
    """Return (uid, staff name) of every post that rows name as visitor or as who typed."""
    wanted: set[int] = set()
    for row in rows:
        wanted.update(json.loads(row[visitors_at]))
        if row[actor_at] is not None:
            wanted.add(row[actor_at])
    return {n: (uid, name or "") for n, uid, name in reader.rows(POSTS, (json.dumps(sorted(wanted)),))}


def _line(row: Row, posts: dict[int, tuple[bytes, str]]) -> VisitRow:
    uid, household, head, courtyard, yard, building, entrance, door, line, day, minute = row[:11]
    half_day, channel, outcome, visitors, summary, entered_ms, actor, counts, superseded, doubt = row[11:]
    return VisitRow(
        uid=uid,
        household=household,
        head_name=head or "",
        address=Address(courtyard, yard or "", building, entrance, door, line or ""),
        day=day,
        start_minute=minute,
        half_day=half_day,
        channel=channel,
        outcome=outcome,
        visitor_names=tuple(posts[n][1] for n in json.loads(visitors) if n in posts),
        summary=summary,
        entered_ms=entered_ms,
        entered_by=posts[actor][0] if actor in posts else None,
        counts=bool(counts),
        superseded=superseded == REPLACED,
        clock_doubt=bool(doubt),
    )


def _visits(reader: Reader, rows: list[Row]) -> tuple[Visit, ...]:
    posts = _posts(reader, rows, visitors_at=5, actor_at=6)
    met = sorted({n for row in rows for n in json.loads(row[11])})
    residents: dict[int, bytes] = dict(reader.rows(RESIDENTS, (json.dumps(met),)))
    said = sorted({n for row in rows for n in json.loads(row[20])})
    campaigns: dict[int, bytes] = dict(reader.rows(CAMPAIGNS, (json.dumps(said),))) if said else {}
    return tuple(_visit(row, posts, residents, campaigns) for row in rows)


def _visit(
    row: Row, posts: dict[int, tuple[bytes, str]], residents: dict[int, bytes], campaigns: dict[int, bytes]
) -> Visit:
    uid, household, day, channel, outcome, visitors, actor, entered_ms, start, end, half_day = row[:11]
    met, prompts, diary, summary, gifts, card_left, corrects, superseded, clock_doubt, told, rechecks = row[11:]
    came = [posts[n] for n in json.loads(visitors) if n in posts]
    entered_by, entered_by_name = posts.get(actor, (None, ""))
    return Visit(
        uid=uid,
        household=household or b"",
        day=day,
        channel=channel,
        outcome=outcome,
        visitors=tuple(post for post, _ in came),
        visitor_names=tuple(name for _, name in came),
        entered_by=entered_by,
        entered_by_name=entered_by_name,
        entered_ms=entered_ms,
        start_minute=start,
        end_minute=end,
        half_day=half_day,
        met=tuple(residents[n] for n in json.loads(met) if n in residents),
        prompts=tuple(json.loads(prompts)),
        diary=diary,
        summary=summary,
        gifts=gifts,
        card_left=bool(card_left),
        corrects=corrects,
        superseded=superseded == REPLACED,
        clock_doubt=bool(clock_doubt),
        told=tuple(campaigns[n] for n in json.loads(told) if n in campaigns),
        rechecks=rechecks,
    )
