"""Reads of activities: what is to come, what was held, one activity's page, what recurs."""

from collections.abc import Iterable

from gridtui.core.errors import InputFault
from gridtui.core.records import Activity, ActivitySeries
from gridtui.office.activities import known
from gridtui.office.activity_views import ActivityRow, ActivityView, SeriesRow
from gridtui.office.inspections import sample_rows
from gridtui.office.session import OfficeSession
from gridtui.office.ticket_pages import ticket_row
from gridtui.scheme import acts
from gridtui.scheme.model import ActivityKind
from gridtui.store import read_activities, read_tickets
from gridtui.store.database import Reader

DAYS_AHEAD = 14
"""How far ahead what recurs is listed, and how far back a day of it without a record is."""
DAYS_BACK = 92
WEEK = 7


def activity_kinds(session: OfficeSession, groups: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """Return (key, title) of the mechanism's kinds of activity; ``groups`` keeps those of some groups."""
    wanted = set(groups)
    return tuple((kind.key, kind.title) for kind in session.scheme.activities if not wanted or kind.kind in wanted)


def activities(
    session: OfficeSession,
    *,
    kind: str = "",
    group: str = "",
    since: int | None = None,
    until: int | None = None,
    to_come: bool = True,
) -> tuple[ActivityRow, ...]:
    """Return the activities the acting post may see.

    First the days of a series that have no record yet, then what is to come, then what was held, newest first.
    ``kind`` and ``group`` keep those of one kind or group of the mechanism; ``since`` defaults to a quarter back.
    Raises Refused.
    """
    within = session.reach(acts.ACTIVITY_VIEW)
    first = session.today - DAYS_BACK if since is None else since
    last = session.today if until is None else until
    kinds = [each.key for each in session.scheme.activities if _is_wanted(each, kind, group)]
    with session.store.reading() as reader:
        found = read_activities.activities(reader, first, last, unit=within, kinds=kinds) if kinds else ()
        held = [_held(session, reader, each) for each in found]
        ahead = _of_series(session, reader, within, kinds) if to_come else []
    missed = [row for row in ahead if row.state == "unrecorded"]
    return (*missed, *(row for row in ahead if row.state == "upcoming"), *held)


def activity(session: OfficeSession, uid: bytes) -> ActivityView:
    """Return the page of an activity; raises InputFault ``activity.unknown``, Refused."""
    found = known(session, uid, acts.ACTIVITY_VIEW)
    kind = session.scheme.activity(found.kind)
    with session.store.reading() as reader:
        came = read_activities.attendances(reader, uid)
        findings = read_tickets.tickets_of_activity(reader, uid)
        sample = sample_rows(session, reader, found)
    return ActivityView(
        activity=found,
        kind_title=kind.title if kind else found.kind,
        group=kind.kind if kind else "",
        leaves=kind.leaves if kind else "record",
        programme=_programme(session, kind),
        checklist=kind.checklist if kind else (),
        ages=tuple(group.title for group in kind.ages) if kind else (),
        came=came,
        findings=tuple(ticket_row(session, row) for row in findings),
        sample=sample,
        may_change=session.decide(acts.ACTIVITY_RECORD, unit=found.unit).allowed,
    )


def series_list(session: OfficeSession) -> tuple[SeriesRow, ...]:
    """Return everything that recurs or recurred where the acting post may see, what goes on first. Raises Refused."""
    within = session.path(session.reach(acts.ACTIVITY_VIEW))
    with session.store.reading() as reader:
        found = read_activities.series(reader)
    rows = [_series_row(session, each) for each in found if session.path(each.unit).startswith(within)]
    return tuple(sorted(rows, key=lambda row: (row.next_day is None, row.next_day or 0)))


def series_day(session: OfficeSession, series: bytes) -> ActivitySeries:
    """Return a series; raises InputFault ``series.unknown``, Refused."""
    with session.store.reading() as reader:
        found = read_activities.one_series(reader, series)
    if found is None:
        raise InputFault("series.unknown")
    session.require(acts.ACTIVITY_VIEW, unit=found.unit)
    return found


def days_of(series: ActivitySeries, first: int, last: int) -> list[int]:
    """Return the days between two days, both included, on which a series recurs."""
    first = max(first, series.from_day or first)
    last = min(last, last if series.to_day is None else series.to_day)
    return [day for day in range(first, last + 1) if (day - 1) % WEEK + 1 in series.weekdays]


def _is_wanted(kind: ActivityKind, key: str, group: str) -> bool:
    return (not key or kind.key == key) and (not group or kind.kind == group)


def _held(session: OfficeSession, reader: Reader, each: Activity) -> ActivityRow:
    kind = session.scheme.activity(each.kind)
    return ActivityRow(
        state="held",
        kind=each.kind,
        kind_title=kind.title if kind else each.kind,
        group=kind.kind if kind else "",
        title=each.title,
        day=each.day or 0,
        start_minute=each.start_minute,
        half_day=0,
        unit_name=each.unit_name,
        place=each.place,
        uid=each.uid,
        series=each.series,
        people=each.heads + len(read_activities.attendances(reader, each.uid)),
        findings=len(read_tickets.tickets_of_activity(reader, each.uid)),
    )


def _of_series(session: OfficeSession, reader: Reader, within: bytes, kinds: list[str]) -> list[ActivityRow]:
    """Return the days of what recurs around today that no record says were held, earliest first."""
    scope = session.path(within)
    first, last = session.today - DAYS_AHEAD, session.today + DAYS_AHEAD
    rows = []
    for each in read_activities.series(reader):
        if each.kind not in kinds or not session.path(each.unit).startswith(scope):
            continue
        held = {one.day for one in read_activities.activities_of_series(reader, each.uid, first, last)}
        rows += [_to_come(session, each, day) for day in days_of(each, first, last) if day not in held]
    return sorted(rows, key=lambda row: (row.day, row.start_minute or 0))


def _to_come(session: OfficeSession, each: ActivitySeries, day: int) -> ActivityRow:
    kind = session.scheme.activity(each.kind)
    return ActivityRow(
        state="unrecorded" if day < session.today else "upcoming",
        kind=each.kind,
        kind_title=kind.title if kind else each.kind,
        group=kind.kind if kind else "",
        title=each.title,
        day=day,
        start_minute=each.start_minute,
        half_day=kind.stored_half_day if kind else 0,
        unit_name=each.unit_name,
        place=each.place,
        series=each.uid,
    )


def _series_row(session: OfficeSession, each: ActivitySeries) -> SeriesRow:
    kind = session.scheme.activity(each.kind)
    coming = days_of(each, session.today, session.today + WEEK)
    later = each.from_day if each.from_day is not None and each.from_day > session.today else None
    return SeriesRow(
        uid=each.uid,
        kind_title=kind.title if kind else each.kind,
        title=each.title,
        unit_name=each.unit_name,
        place=each.place,
        weekdays=each.weekdays,
        start_minute=each.start_minute,
        from_day=each.from_day,
        to_day=each.to_day,
        next_day=coming[0] if coming else later,
    )


def _programme(session: OfficeSession, kind: ActivityKind | None) -> str:
    key = kind.programme if kind else ""
    return next((programme.title for programme in session.scheme.programmes if programme.key == key), "")
