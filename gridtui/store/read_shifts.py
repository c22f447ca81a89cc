"""Reads of shifts: the hours of posts at desks."""

import json

from gridtui.core.records import Shift
from gridtui.store.database import Reader, Row

_SHIFT = """x.uid, p.uid, ifnull(s.name, ''), x.desk, x.day, x.weekdays, x.start_minute, x.end_minute, x.from_day,
 x.to_day"""
_JOIN = "LEFT JOIN staff s ON s.n = p.staff"
_TOUCHES = "ifnull(x.to_day, ifnull(x.day, 9999999)) >= ?1 AND ifnull(x.from_day, ifnull(x.day, 0)) <= ?2"
SHIFTS = f"""
SELECT {_SHIFT} FROM shift x INDEXED BY shift_within CROSS JOIN post p ON p.n = x.post {_JOIN}
WHERE x.live = 1 AND {_TOUCHES} ORDER BY x.desk, x.start_minute, x.n
"""
SHIFTS_OF = f"""
SELECT {_SHIFT} FROM post p CROSS JOIN shift x INDEXED BY shift_post ON x.post = p.n {_JOIN}
WHERE p.uid = ?3 AND x.live = 1 AND {_TOUCHES} ORDER BY x.desk, x.start_minute, x.n
"""
SHIFT = f"SELECT {_SHIFT} FROM shift x CROSS JOIN post p ON p.n = x.post {_JOIN} WHERE x.uid = ? AND x.live = 1"


def shift(reader: Reader, uid: bytes) -> Shift | None:
    """Return a shift; None where it is void or this store does not know it."""
    row = reader.row(SHIFT, (uid,))
    return _shift(row) if row else None


def shifts(reader: Reader, first_day: int, last_day: int) -> tuple[Shift, ...]:
    """Return the shifts that may fall between two days, by desk and hour; which weekday is whose is not asked."""
    return tuple(map(_shift, reader.rows(SHIFTS, (first_day, last_day))))


def shifts_of(reader: Reader, post: bytes, first_day: int, last_day: int) -> tuple[Shift, ...]:
    """Return one post's of ``shifts``."""
    return tuple(map(_shift, reader.rows(SHIFTS_OF, (first_day, last_day, post))))


def _shift(row: Row) -> Shift:
    uid, post, name, desk, day, weekdays, *rest = row
    return Shift(uid, post, name, desk, day, tuple(json.loads(weekdays)), *rest)
