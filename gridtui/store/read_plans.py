"""Reads of what holds for one household instead of a rule: plans, and the days on which rules pause.

The boards need them all at once: a few thousand rows at most, found by their last day so that what has ended long ago
costs nothing.
"""

import json
from typing import Final

from gridtui.core.records import PauseRecord, PlanRecord
from gridtui.core.words import Whereabouts
from gridtui.store.database import Parameter, Reader, Row

PAUSE_REACH_DAYS: Final = 400
"""Pauses this far before and after a day bear on what is due on it: a year's period and what was missed in it."""

NO_END: Final = 9_999_999
"""Later than any day."""

_PLAN = """p.uid, h.uid, p.rule, p.period_kind, p.days, p.weekdays, p.times, p.from_day, p.to_day, p.reason,
 p.ends_with, p.n"""
_PAUSE = "p.uid, h.uid, p.rule, p.from_day, p.to_day, p.reason, p.note, p.excuse, p.n"
_TOUCHES = "p.live = 1 AND ifnull(p.to_day, 9999999) >= :first AND ifnull(p.from_day, 0) <= :last"
_TAGGED = """(p.ends_with = '' OR EXISTS (SELECT 1 FROM tag t INDEXED BY tag_subject
 LEFT JOIN resident r ON r.n = t.subject_resident
 WHERE t.subject_household = p.household AND t.tag = p.ends_with AND t.live = 1
 AND ifnull(t.from_day, 0) <= :last AND ifnull(t.to_day, 9999999) >= :first
 AND (t.subject_resident IS NULL
  OR (r.live = 1 AND r.lives <> :elsewhere AND ifnull(r.lives_to, 9999999) >= :first))))"""

PLAN = f"SELECT {_PLAN} FROM plan p LEFT JOIN household h ON h.n = p.household WHERE p.uid = ? AND p.live = 1"
PAUSE = f"SELECT {_PAUSE} FROM pause p LEFT JOIN household h ON h.n = p.household WHERE p.uid = ? AND p.live = 1"
PLANS_OF = f"""
SELECT {_PLAN} FROM household h CROSS JOIN plan p INDEXED BY plan_household ON p.household = h.n
WHERE h.uid = :household AND {_TOUCHES} AND {_TAGGED}
"""
PLANS_WITHIN = f"""
SELECT {_PLAN} FROM plan p INDEXED BY plan_within CROSS JOIN household h ON h.n = p.household
WHERE {_TOUCHES} AND {_TAGGED}
"""
PAUSES_OF = f"""
SELECT {_PAUSE} FROM household h CROSS JOIN pause p INDEXED BY pause_household ON p.household = h.n
WHERE h.uid = :household AND {_TOUCHES}
"""
PAUSES_WITHIN = f"""
SELECT {_PAUSE} FROM pause p INDEXED BY pause_within CROSS JOIN household h ON h.n = p.household WHERE {_TOUCHES}
"""
TAGGED_DAYS = f"""
SELECT ifnull(t.from_day, 0), min(ifnull(t.to_day, {NO_END}), ifnull(r.lives_to, {NO_END}))
FROM household h CROSS JOIN tag t INDEXED BY tag_subject ON t.subject_household = h.n
LEFT JOIN resident r ON r.n = t.subject_resident
WHERE h.uid = ?1 AND t.tag = ?2 AND t.live = 1 AND (t.subject_resident IS NULL OR (r.live = 1 AND r.lives <> ?3))
ORDER BY t.n
"""


def plan(reader: Reader, uid: bytes) -> PlanRecord | None:
    """Return a plan, ended or not; None where it is void or this store does not know it."""
    row = reader.row(PLAN, (uid,))
    return _plan(row) if row else None


def pause(reader: Reader, uid: bytes) -> PauseRecord | None:
    """Return a pause, over or not; None where it is void or this store does not know it."""
    row = reader.row(PAUSE, (uid,))
    return _pause(row) if row else None


def plans_of(reader: Reader, household: bytes, day: int) -> tuple[PlanRecord, ...]:
    """Return a household's plans in force on a day, oldest first.

    One that ends with a tag is in force while somebody in the household carries that tag.
    """
    rows = reader.rows(PLANS_OF, _on(day) | {"household": household})
    return tuple(map(_plan, _oldest_first(rows)))


def plans_within(reader: Reader, day: int) -> dict[bytes, tuple[PlanRecord, ...]]:
    """Return household -> ``plans_of``, for every household that has any."""
    found: dict[bytes, tuple[PlanRecord, ...]] = {}
    for row in _oldest_first(reader.rows(PLANS_WITHIN, _on(day))):
        found[row[1]] = (*found.get(row[1], ()), _plan(row))
    return found


def pauses_of(reader: Reader, household: bytes, day: int) -> tuple[PauseRecord, ...]:
    """Return a household's pauses that bear on a day (``PAUSE_REACH_DAYS``), oldest first."""
    rows = reader.rows(PAUSES_OF, _around(day) | {"household": household})
    return tuple(map(_pause, _oldest_first(rows)))


def pauses_within(reader: Reader, day: int) -> dict[bytes, tuple[PauseRecord, ...]]:
    """Return household -> ``pauses_of``, for every household that has any."""
    found: dict[bytes, tuple[PauseRecord, ...]] = {}
    for row in _oldest_first(reader.rows(PAUSES_WITHIN, _around(day))):
        found[row[1]] = (*found.get(row[1], ()), _pause(row))
    return found


def plans_begun(reader: Reader, day: int, household: bytes | None = None) -> dict[bytes, tuple[PlanRecord, ...]]:
    """Return household -> its plans that began by a day and ended no longer than ``PAUSE_REACH_DAYS`` before it.

    The ended ones bear on what is due as well: the rule starts anew the day after. Of everybody, or of one household.
    One that ends with a tag is there if somebody carried that tag on any of those days.
    """
    given: dict[str, Parameter] = _on(day) | {"first": day - PAUSE_REACH_DAYS}
    statement = PLANS_WITHIN
    if household is not None:
        statement, given = PLANS_OF, given | {"household": household}
    rows = reader.rows(statement, given)
    found: dict[bytes, tuple[PlanRecord, ...]] = {}
    for row in _oldest_first(rows):
        found[row[1]] = (*found.get(row[1], ()), _plan(row))
    return found


def plans_after(reader: Reader, household: bytes, day: int) -> tuple[PlanRecord, ...]:
    """Return a household's plans that have not ended before a day, those to come included, oldest first."""
    rows = reader.rows(PLANS_OF, _on(day) | {"last": NO_END, "household": household})
    return tuple(map(_plan, _oldest_first(rows)))


def tagged_days(reader: Reader, household: bytes, tag: str) -> tuple[tuple[int, int | None], ...]:
    """Return the first and last days (None: open) on which a household, or a member who lives there, had a tag."""
    rows = reader.rows(TAGGED_DAYS, (household, tag, int(Whereabouts.ELSEWHERE)))
    return tuple((first, None if last == NO_END else last) for first, last in rows)


def _on(day: int) -> dict[str, Parameter]:
    return {"first": day, "last": day, "elsewhere": int(Whereabouts.ELSEWHERE)}


def _around(day: int) -> dict[str, Parameter]:
    return {"first": day - PAUSE_REACH_DAYS, "last": day + PAUSE_REACH_DAYS}


def _oldest_first(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: int(row[-1]))


def _plan(row: Row) -> PlanRecord:
    uid, household, rule, period_kind, days, weekdays, *rest, _ = row
    return PlanRecord(uid, household or b"", rule, period_kind, days, tuple(json.loads(weekdays)), *rest)


def _pause(row: Row) -> PauseRecord:
    uid, household, rule, from_day, to_day, reason, note, excuse, _ = row
    return PauseRecord(uid, household or b"", rule, from_day, to_day, reason, note, bool(excuse))
