"""The duties of supervision (S2-6): report-back, review, inspection, appraisal as a calendar with its records.

They are activities of kinds the mechanism groups under ``duty``; a report that states no frequency leaves it to the
office, which sets the days as a series.
"""

from datetime import date

from gridtui.office.activity_pages import DAYS_BACK, WEEK, activities, days_of
from gridtui.office.coverage_views import DutyLine
from gridtui.office.session import OfficeSession
from gridtui.scheme import acts
from gridtui.store import read_activities

GROUP = "duty"


def supervision(session: OfficeSession) -> tuple[DutyLine, ...]:
    """Return the mechanism's duties of supervision in its order, with what each left where the post may see.

    Raises Refused.
    """
    within = session.reach(acts.ACTIVITY_VIEW)
    scope = session.path(within)
    year = date.fromordinal(session.today).replace(month=1, day=1).toordinal()
    rows = activities(session, group=GROUP, since=min(year, session.today - DAYS_BACK))
    with session.store.reading() as reader:
        recurring = [each for each in read_activities.series(reader) if session.path(each.unit).startswith(scope)]
    lines = []
    for kind in session.scheme.activities:
        if kind.kind != GROUP:
            continue
        own = [row for row in rows if row.kind == kind.key]
        held = [row for row in own if row.state == "held"]
        ahead = [
            day
            for each in recurring
            if each.kind == kind.key
            for day in days_of(each, session.today, session.today + WEEK)
            if all(row.day != day for row in held)
        ]
        later = [
            each.from_day for each in recurring if each.kind == kind.key and (each.from_day or 0) > session.today
        ]
        coming = ahead or [day for day in later if day is not None]
        lines.append(
            DutyLine(
                kind=kind.key,
                title=kind.title,
                leaves=kind.leaves,
                last=held[0].uid if held else None,
                last_day=held[0].day if held else None,
                next_day=min(coming) if coming else None,
                held_this_year=sum(row.day >= year for row in held),
                unrecorded=sum(row.state == "unrecorded" for row in own),
            )
        )
    return tuple(lines)
