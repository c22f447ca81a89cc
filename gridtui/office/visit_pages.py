"""Reads of visits: lists, and one visit as it was entered."""

from gridtui.core.errors import InputFault
from gridtui.core.records import Household, Visit
from gridtui.core.time import day_of
from gridtui.office.names import shown_name
from gridtui.office.places import address_of, short_address
from gridtui.office.session import OfficeSession
from gridtui.office.views import VisitPage, VisitRow
from gridtui.store import read_households, read_visits
from gridtui.store import rows as stored

EARLIEST_DAY = 1


def visits(
    session: OfficeSession,
    *,
    household: bytes | None = None,
    since: int | None = None,
    until: int | None = None,
    before: tuple[int, bytes] | None = None,
    limit: int = 15,
) -> VisitPage:
    """Return a page of visits of the community, newest first; ``before`` is the ``next`` of the page above."""
    session.require("household.view")
    with session.store.reading() as reader:
        if household is not None:
            home = read_households.household(reader, household)
            if home is None:
                raise InputFault("household.unknown")
            found = read_visits.visits_of(reader, household, before=before, limit=limit + 1)
            rows = tuple(_of_household(session, visit, home) for visit in found)
            rows = tuple(row for row in rows if _within(row.day, since, until))
        else:
            wanted = stored.VisitFilter(since or EARLIEST_DAY, until or session.today, unit=session.community.uid)
            lines = read_visits.visits_page(reader, wanted, before=before, limit=limit + 1)
            rows = tuple(_line(session, line) for line in lines)
    shown = rows[:limit]
    return VisitPage(shown, (shown[-1].day, shown[-1].uid) if len(rows) > limit else None)


def visit(session: OfficeSession, uid: bytes) -> Visit:
    """Return a visit as it was entered; raises InputFault ``visit.unknown``."""
    session.require("household.view")
    with session.store.reading() as reader:
        found = read_visits.visit(reader, uid)
    if found is None:
        raise InputFault("visit.unknown")
    return found


def _within(day: int, since: int | None, until: int | None) -> bool:
    return (since is None or day >= since) and (until is None or day <= until)


def _of_household(session: OfficeSession, visit: Visit, home: Household) -> VisitRow:
    return VisitRow(
        uid=visit.uid,
        household=home.uid,
        day=visit.day,
        start_minute=visit.start_minute,
        half_day=visit.half_day,
        address=short_address(address_of(home.dwelling)),
        head_name=shown_name(home),
        channel=visit.channel,
        outcome=visit.outcome,
        visitor_names=visit.visitor_names,
        summary=visit.summary,
        late=day_of(visit.entered_ms) > visit.day,
        superseded=visit.superseded,
        clock_doubt=visit.clock_doubt,
        mine=visit.entered_by is not None and visit.entered_by == session.actor,
    )


def _line(session: OfficeSession, row: stored.VisitRow) -> VisitRow:
    return VisitRow(
        uid=row.uid,
        household=row.household,
        day=row.day,
        start_minute=row.start_minute,
        half_day=row.half_day,
        address=short_address(row.address),
        head_name=row.head_name,
        channel=row.channel,
        outcome=row.outcome,
        visitor_names=row.visitor_names,
        summary=row.summary,
        late=day_of(row.entered_ms) > row.day,
        superseded=row.superseded,
        clock_doubt=row.clock_doubt,
        mine=row.entered_by is not None and row.entered_by == session.actor,
    )
