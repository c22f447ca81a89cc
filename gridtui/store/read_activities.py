"""Reads of activities: what was done on a day, what recurs, who came, how many of a kind there were."""

import json
from collections.abc import Iterable, Sequence

from gridtui.core.records import Activity, ActivitySeries, Attendance
from gridtui.store.database import Parameter, Reader, Row
from gridtui.store.read_units import scope_units
from gridtui.store.read_visits import POSTS

MOST_ACTIVITIES = 500

_ACTIVITY = """a.uid, a.kind, a.title, a.day, u.uid, ifnull(u.name, ''), a.place, a.start_minute, a.end_minute,
 a.posts, a.summary, a.heads, a.households, x.uid"""
_JOINS = "LEFT JOIN unit u ON u.n = a.unit LEFT JOIN activity_series x ON x.n = a.series"
_SERIES = """x.uid, x.kind, x.title, u.uid, ifnull(u.name, ''), x.place, x.weekdays, x.start_minute, x.end_minute,
 x.from_day, x.to_day"""
_SERIES_JOIN = "LEFT JOIN unit u ON u.n = x.unit"
_OF_UNIT = "a.unit IN (SELECT value FROM json_each(:unit))"
_CONDITIONS = {"unit": _OF_UNIT, "kinds": "a.kind IN (SELECT value FROM json_each(:kinds))"}

ACTIVITY = f"SELECT {_ACTIVITY} FROM activity a {_JOINS} WHERE a.uid = ? AND a.live = 1"
OF_SERIES = f"""
SELECT {_ACTIVITY} FROM activity_series own CROSS JOIN activity a INDEXED BY activity_of_series ON a.series = own.n
{_JOINS} WHERE own.uid = ? AND a.live = 1 AND a.day BETWEEN ? AND ? ORDER BY a.day, a.n
"""
SERIES = f"SELECT {_SERIES} FROM activity_series x {_SERIES_JOIN} WHERE x.live = 1 ORDER BY x.n"
SERIES_ON = f"""
SELECT {_SERIES} FROM activity_series x INDEXED BY activity_series_within {_SERIES_JOIN}
WHERE x.live = 1 AND ifnull(x.to_day, 9999999) >= ?1 AND ifnull(x.from_day, 0) <= ?1 ORDER BY x.n
"""
ONE_SERIES = f"SELECT {_SERIES} FROM activity_series x {_SERIES_JOIN} WHERE x.uid = ? AND x.live = 1"
ATTENDANCES = """
SELECT t.uid, a.uid, coalesce(r.name, t.name), r.uid, h.uid, t.note
FROM activity a CROSS JOIN attendance t INDEXED BY attendance_activity ON t.activity = a.n
LEFT JOIN resident r ON r.n = t.resident LEFT JOIN household h ON h.n = r.household
WHERE a.uid = ? AND t.live = 1 ORDER BY t.n
"""
ATTENDED_BY = f"""
SELECT {_ACTIVITY} FROM resident r CROSS JOIN attendance t INDEXED BY attendance_resident ON t.resident = r.n
CROSS JOIN activity a ON a.n = t.activity {_JOINS} WHERE r.uid = ? AND t.live = 1 AND a.live = 1
"""
HOUSEHOLDS = "SELECT h.n, h.uid FROM json_each(?) wanted CROSS JOIN household h ON h.n = wanted.value"
_COUNT = """SELECT count(*) FROM activity a INDEXED BY activity_kind
WHERE a.kind = :kind AND a.day BETWEEN :first AND :last AND a.live = 1"""


def list_statement(fields: Iterable[str]) -> str:
    """Return the statement of ``activities``, newest first without a sort; ``fields`` are the conditions given."""
    given = set(fields)
    conditions = "".join(f" AND {sql}" for name, sql in _CONDITIONS.items() if name in given)
    return f"""SELECT {_ACTIVITY} FROM activity a INDEXED BY activity_list {_JOINS}
WHERE a.live = 1 AND a.day BETWEEN :first AND :last{conditions} ORDER BY a.day DESC, a.n DESC LIMIT :limit"""


def count_statement(*, scoped: bool) -> str:
    """Return the statement of ``activity_count``, which reads the index alone."""
    return f"{_COUNT} AND {_OF_UNIT}" if scoped else _COUNT


def series(reader: Reader, day: int | None = None) -> tuple[ActivitySeries, ...]:
    """Return what recurs on a day's date range, or all there ever was; whether it is that weekday's is not asked."""
    rows = reader.rows(SERIES) if day is None else reader.rows(SERIES_ON, (day,))
    return tuple(map(_series, rows))


def one_series(reader: Reader, uid: bytes) -> ActivitySeries | None:
    """Return what recurs; None where it is void or this store does not know it."""
    row = reader.row(ONE_SERIES, (uid,))
    return _series(row) if row else None


def activity(reader: Reader, uid: bytes) -> Activity | None:
    """Return an activity; None where it is void or this store does not know it."""
    row = reader.row(ACTIVITY, (uid,))
    return _activities(reader, [row])[0] if row else None


def activities(
    reader: Reader,
    first_day: int,
    last_day: int,
    *,
    unit: bytes | None = None,
    kinds: Iterable[str] = (),
    limit: int = MOST_ACTIVITIES,
) -> tuple[Activity, ...]:
    """Return what was done between two days, newest first: on units of a subtree, of these kinds, where given."""
    given: dict[str, Parameter] = {"first": first_day, "last": last_day, "limit": limit}
    if unit is not None:
        given["unit"] = scope_units(reader, unit)
    wanted = sorted(set(kinds))
    if wanted:
        given["kinds"] = json.dumps(wanted)
    return _activities(reader, reader.rows(list_statement(given), given))


def activities_of_series(reader: Reader, series: bytes, first_day: int, last_day: int) -> tuple[Activity, ...]:
    """Return what was done of a series between two days, oldest first."""
    return _activities(reader, reader.rows(OF_SERIES, (series, first_day, last_day)))


def activities_of_posts(
    reader: Reader, posts: Iterable[bytes], first_day: int, last_day: int, *, kinds: Iterable[str] = ()
) -> dict[bytes, tuple[Activity, ...]]:
    """Return what each post took part in between two days, newest first; each post asked for is there."""
    found: dict[bytes, list[Activity]] = {post: [] for post in posts}
    for one in activities(reader, first_day, last_day, kinds=kinds, limit=-1):
        for post in one.posts:
            if post in found:
                found[post].append(one)
    return {post: tuple(taken) for post, taken in found.items()}


def attendances(reader: Reader, activity: bytes) -> tuple[Attendance, ...]:
    """Return who came to an activity, in the order they were noted."""
    return tuple(Attendance(*row) for row in reader.rows(ATTENDANCES, (activity,)))


def activities_attended(reader: Reader, resident: bytes) -> tuple[Activity, ...]:
    """Return the activities a resident came to, newest first."""
    found = _activities(reader, reader.rows(ATTENDED_BY, (resident,)))
    return tuple(sorted(found, key=lambda one: one.day or 0, reverse=True))


def activity_count(reader: Reader, kind: str, first_day: int, last_day: int, *, unit: bytes | None = None) -> int:
    """Return how many activities of a kind there were between two days, in a unit's subtree or everywhere."""
    given: dict[str, Parameter] = {"kind": kind, "first": first_day, "last": last_day}
    if unit is not None:
        given["unit"] = scope_units(reader, unit)
    counted: int = reader.value(count_statement(scoped=unit is not None), given)
    return counted


def _series(row: Row) -> ActivitySeries:
    uid, kind, title, unit, unit_name, place, weekdays, *rest = row
    return ActivitySeries(uid, kind, title, unit, unit_name, place, tuple(json.loads(weekdays)), *rest)


def _activities(reader: Reader, rows: Sequence[Row]) -> tuple[Activity, ...]:
    wanted = sorted({n for row in rows for n in json.loads(row[9])})
    doors = sorted({n for row in rows for n in json.loads(row[12])})
    posts = {n: (uid, name or "") for n, uid, name in reader.rows(POSTS, (json.dumps(wanted),))} if wanted else {}
    homes: dict[int, bytes] = dict(reader.rows(HOUSEHOLDS, (json.dumps(doors),))) if doors else {}
    return tuple(_activity(row, posts, homes) for row in rows)


def _activity(row: Row, posts: dict[int, tuple[bytes, str]], homes: dict[int, bytes]) -> Activity:
    uid, kind, title, day, unit, unit_name, place, start_minute, end_minute = row[:9]
    took_part, summary, heads, households, series = row[9:]
    came = [posts[n] for n in json.loads(took_part) if n in posts]
    return Activity(
        uid=uid,
        kind=kind,
        title=title,
        day=day,
        unit=unit,
        unit_name=unit_name,
        place=place,
        start_minute=start_minute,
        end_minute=end_minute,
        posts=tuple(post for post, _ in came),
        post_names=tuple(name for _, name in came),
        summary=summary,
        heads=heads,
        households=tuple(homes[n] for n in json.loads(households) if n in homes),
        series=series,
    )
