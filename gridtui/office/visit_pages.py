"""Reads of visits: lists, and one visit as it was entered."""

from gridtui.core.records import Household, Visit
from gridtui.core.time import day_of
from gridtui.core.words import Outcome
from gridtui.office import subjects
from gridtui.office.names import shown_name
from gridtui.office.places import address_of, short_address
from gridtui.office.session import OfficeSession
from gridtui.office.views import VisitPage, VisitRow
from gridtui.scheme import acts
from gridtui.store import read_quotas, read_visits
from gridtui.store import rows as stored

EARLIEST_DAY = 1
LATEST_DAY = 9_999_999
"""Visits dated ahead by a wrong clock stand on the list, marked."""


def visits(
    session: OfficeSession,
    *,
    household: bytes | None = None,
    unit: bytes | None = None,
    visitor: bytes | None = None,
    since: int | None = None,
    until: int | None = None,
    before: tuple[int, bytes] | None = None,
    limit: int = 15,
) -> VisitPage:
    """Return a page of visits the acting post may see, newest first; ``before`` is the ``next`` of the page above.

    ``since`` and ``until`` are the first and the last day, both included; ``unit`` keeps those in its subtree,
    ``visitor`` those of one post. Raises InputFault ``household.unknown``, Refused.
    """
    first, last = since or EARLIEST_DAY, until or LATEST_DAY
    if household is not None:
        home = subjects.household(session, household, acts.HOUSEHOLD_VIEW)
        rows = _of_one(session, home, (first, last), before, limit + 1)
    else:
        within = session.reach(acts.HOUSEHOLD_VIEW)
        if unit is not None:
            session.require(acts.HOUSEHOLD_VIEW, unit=unit)
            within = unit
        wanted = stored.VisitFilter(first, last, unit=within, caller=visitor)
        with session.store.reading() as reader:
            lines = read_visits.visits_page(reader, wanted, before=before, limit=limit + 1)
            begun = read_quotas.first_days(reader, {line.household for line in lines})
        rows = [
            _line(session, line, address=line.address, head_name=line.head_name, from_day=begun.get(line.household))
            for line in lines
        ]
    shown = tuple(rows[:limit])
    return VisitPage(shown, (shown[-1].day, shown[-1].uid) if len(rows) > limit else None)


def visit(session: OfficeSession, uid: bytes) -> Visit:
    """Return a visit as it was entered; raises InputFault ``visit.unknown``, Refused."""
    found, _ = subjects.visit(session, uid, acts.HOUSEHOLD_VIEW)
    return found


def _of_one(
    session: OfficeSession, home: Household, days: tuple[int, int], before: tuple[int, bytes] | None, limit: int
) -> list[VisitRow]:
    """Return up to ``limit`` visits of one household within the days, newest first."""
    first, last = days
    rows: list[VisitRow] = []
    with session.store.reading() as reader:
        while len(rows) < limit:
            found = read_visits.visits_of(reader, home.uid, before=before, limit=limit)
            rows += [_of_household(session, visit, home) for visit in found if first <= visit.day <= last]
            if len(found) < limit or found[-1].day < first:
                break
            before = (found[-1].day, found[-1].uid)
    return rows[:limit]


def _of_household(session: OfficeSession, visit: Visit, home: Household) -> VisitRow:
    address = address_of(home.dwelling)
    return _line(session, visit, address=address, head_name=shown_name(home), from_day=home.from_day)


def _line(
    session: OfficeSession,
    visit: Visit | stored.VisitRow,
    *,
    address: stored.Address,
    head_name: str,
    from_day: int | None,
) -> VisitRow:
    return VisitRow(
        uid=visit.uid,
        household=visit.household,
        day=visit.day,
        start_minute=visit.start_minute,
        half_day=visit.half_day,
        address=short_address(address),
        head_name=head_name,
        channel=visit.channel,
        outcome=visit.outcome,
        visitor_names=visit.visitor_names,
        summary=visit.summary,
        late=day_of(visit.entered_ms) > visit.day,
        superseded=visit.superseded,
        clock_doubt=visit.clock_doubt,
        mine=visit.entered_by is not None and visit.entered_by == session.actor,
        uncounted=_uncounted(visit, from_day),
    )


def _uncounted(visit: Visit | stored.VisitRow, from_day: int | None) -> str:
    """Return why a visit that met somebody counts for nothing, '' where it counts or is corrected."""
    if visit.outcome != Outcome.MET or visit.superseded:
        return ""
    if visit.day > day_of(visit.entered_ms):
        return "ahead"
    return "before" if visit.day < (from_day or 0) else ""
