"""Reads of occurrences: what has to be attended or reported, and what was done about it since."""

import json
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from gridtui.core.records import Occurrence
from gridtui.core.time import day_of, instant_of
from gridtui.core.words import DwellingUse
from gridtui.store.database import Parameter, Reader
from gridtui.store.read_former import is_changed_since, moved_since
from gridtui.store.read_units import scope_units

_LATEST_MS: Final = (1 << 62) - 1
_LAST_MINUTE: Final = 1_439

_OCCURRENCE = """o.uid, o.trigger, o.at_ms, h.uid, o.place, u.uid, ifnull(u.name, ''), p.uid, ifnull(s.name, ''),
 o.note"""
_JOINS = """LEFT JOIN household h ON h.n = o.household LEFT JOIN unit u ON u.n = o.unit
LEFT JOIN post p ON p.n = o.post LEFT JOIN staff s ON s.n = p.staff"""
OCCURRENCE = f"SELECT {_OCCURRENCE} FROM occurrence o {_JOINS} WHERE o.uid = ? AND o.live = 1"
OF_HOUSEHOLD = f"""
SELECT {_OCCURRENCE} FROM household own CROSS JOIN occurrence o INDEXED BY occurrence_household ON o.household = own.n
{_JOINS} WHERE own.uid = ? AND o.live = 1
"""
_BETWEEN = f"""
SELECT {_OCCURRENCE} FROM occurrence o INDEXED BY occurrence_at {_JOINS}
WHERE o.live = 1 AND o.at_ms BETWEEN :since_ms AND :until_ms{{conditions}} ORDER BY o.at_ms
"""
_CONDITIONS = {
    "unit": """ AND ((o.household IS NULL AND o.unit IN (SELECT value FROM json_each(:unit)))
 OR h.grid IN (SELECT value FROM json_each(:unit)) OR h.community IN (SELECT value FROM json_each(:unit))
 OR h.courtyard IN (SELECT value FROM json_each(:unit)))""",
    "triggers": " AND o.trigger IN (SELECT value FROM json_each(:triggers))",
}
LIES_IN = """
SELECT h.n, h.walk, CASE WHEN h.n IS NULL THEN o.unit END, h.grid, h.community, h.courtyard
FROM occurrence o LEFT JOIN household h ON h.n = o.household WHERE o.uid = ?
"""
UNITS = "SELECT n, uid FROM unit"
GONE = """
SELECT o.uid, h.live FROM occurrence o INDEXED BY occurrence_at CROSS JOIN household h ON h.n = o.household
LEFT JOIN dwelling d ON d.n = h.dwelling
WHERE o.live = 1 AND o.at_ms BETWEEN ?2 AND ?3
 AND (h.live = 0 OR h.paper = 1 OR ifnull(h.to_day, 9999999) < ?1 OR d.use = ?4)
"""
PLACED = "SELECT at_ms, household FROM occurrence WHERE uid = ?"
VISITED = """
SELECT v.day, v.start_minute, v.entered_ms FROM visit v INDEXED BY visit_history
WHERE v.subject = ?1 AND v.day >= ?2 AND v.counts = 1 AND v.channel IN (SELECT value FROM json_each(?3))
ORDER BY v.day, v.n
"""
REPORTED = """
SELECT min(t.opened_ms) FROM occurrence o CROSS JOIN ticket t INDEXED BY ticket_occurrence ON t.occurrence = o.n
WHERE o.uid = ? AND t.live = 1
"""


class OccurrencePlace(NamedTuple):
    """Where something happened: the walking key of its household, None of none, and the units it was noted on."""

    walk: int | None
    units: tuple[bytes, ...]


def between_statement(fields: Iterable[str]) -> str:
    """Return the statement of ``occurrences``; ``fields`` are the conditions that are given."""
    given = set(fields)
    return _BETWEEN.format(conditions="".join(sql for name, sql in _CONDITIONS.items() if name in given))


def occurrence(reader: Reader, uid: bytes) -> Occurrence | None:
    """Return an occurrence; None where it is void or this store does not know it."""
    row = reader.row(OCCURRENCE, (uid,))
    return Occurrence(*row) if row else None


def occurrences_of(reader: Reader, household: bytes) -> tuple[Occurrence, ...]:
    """Return a household's occurrences, oldest first."""
    found = (Occurrence(*row) for row in reader.rows(OF_HOUSEHOLD, (household,)))
    return tuple(sorted(found, key=lambda one: one.at_ms))


def occurrences(
    reader: Reader,
    since_ms: int,
    until_ms: int | None = None,
    *,
    unit: bytes | None = None,
    triggers: Iterable[str] = (),
) -> tuple[Occurrence, ...]:
    """Return what occurred between two instants (both included; None: up to now and later), oldest first.

    Of ``unit``: of a household that lies in its subtree now, or of none and noted in it; ``triggers`` keeps these
    keys of the scheme.
    """
    given: dict[str, Parameter] = {"since_ms": since_ms, "until_ms": _LATEST_MS if until_ms is None else until_ms}
    if unit is not None:
        given["unit"] = scope_units(reader, unit)
    wanted = sorted(set(triggers))
    if wanted:
        given["triggers"] = json.dumps(wanted)
    return tuple(Occurrence(*row) for row in reader.rows(between_statement(given), given))


def places_of(reader: Reader, occurrences: Iterable[bytes], day: int) -> dict[bytes, OccurrencePlace]:
    """Return where things happened: where their households lay on a day, else the unit they were noted on."""
    uids: dict[int, bytes] = dict(reader.rows(UNITS))
    moved = moved_since(reader, day) if is_changed_since(reader, day) else {}
    found: dict[bytes, OccurrencePlace] = {}
    for occurrence in occurrences:
        home, walk, unit, grid, *around = reader.row(LIES_IN, (occurrence,)) or (None, None, None, None)
        units = (uids.get(n) for n in (unit, moved.get(home, grid), *around) if n is not None)
        found[occurrence] = OccurrencePlace(walk, tuple(dict.fromkeys(each for each in units if each is not None)))
    return found


def gone(reader: Reader, day: int, since_ms: int, until_ms: int) -> dict[bytes, bool]:
    """Return what happened at households where nobody is to be met on a day, and whether they are still on record."""
    rows = reader.rows(GONE, (day, since_ms, until_ms, int(DwellingUse.VACANT)))
    return {occurrence: bool(live) for occurrence, live in rows}


def attended(reader: Reader, occurrences: Iterable[bytes], channels: Iterable[int]) -> dict[bytes, int]:
    """Return when each occurrence was attended: the instant of the first counting visit since, by these channels.

    A visit counts at its own time, not when it was typed. One of the same day whose minute nobody knows counts if it
    was entered after the occurrence, at that moment; one of a later day without a minute at that day's end.
    """
    asked = json.dumps(sorted(set(channels)))
    found: dict[bytes, int] = {}
    for uid in occurrences:
        at_ms, household = reader.row(PLACED, (uid,)) or (0, None)
        if household is None:
            continue
        for _, visits in groupby(reader.rows(VISITED, (household, day_of(at_ms), asked)), itemgetter(0)):
            came = [came_ms for visit in visits if (came_ms := _came_ms(at_ms, *visit)) >= at_ms]
            if came:
                found[uid] = min(came)
                break
    return found


def reported(reader: Reader, occurrences: Iterable[bytes]) -> dict[bytes, int]:
    """Return when each occurrence was reported: the instant the first ticket that names it was opened."""
    opened = ((uid, reader.value(REPORTED, (uid,))) for uid in occurrences)
    return {uid: opened_ms for uid, opened_ms in opened if opened_ms is not None}


def _came_ms(at_ms: int, day: int, minute: int | None, entered_ms: int) -> int:
    if minute is not None:
        # The minute of the occurrence itself is not before it.
        return max(instant_of(day, minute), min(at_ms, instant_of(day, minute + 1) - 1))
    same_day = day == day_of(at_ms)
    return entered_ms if same_day and day_of(entered_ms) == day else instant_of(day, _LAST_MINUTE)
