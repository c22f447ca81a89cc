"""A post's day: the duties of its rules on its unit, decided from facts each time, and the tickets that wait for it.

A post whose role no rule names (a secretary, a clerk) sees what is overdue in the whole community instead: what those
it answers for have not done.
"""

from gridtui.core.errors import InputFault
from gridtui.core.records import Household
from gridtui.core.words import TicketClass, Whereabouts
from gridtui.office.board import board, countable, counting_window
from gridtui.office.places import address_of, building_title, door_label
from gridtui.office.session import OfficeSession
from gridtui.office.ticket_pages import ticket_row
from gridtui.office.views import DutyRow, Header, TicketRow, TodayView, Why
from gridtui.rules.cadence import decide
from gridtui.rules.duty import Duty, DutyState
from gridtui.rules.segments import holds, residence_mark, since
from gridtui.scheme import acts
from gridtui.scheme.model import CadenceRule
from gridtui.store import local, read_duties, read_households, read_sync, read_tickets, read_visits
from gridtui.store import rows as stored
from gridtui.store.database import Reader
from gridtui.store.rows import SubjectLine, TicketFilter

TICKETS_SHOWN = 20
SUPERVISORS = frozenset(("secretary", "clerk"))


def today(session: OfficeSession, day: int | None = None) -> TodayView:
    """Return the acting post's day; ``day`` asks how another day stood."""
    session.require(acts.HOUSEHOLD_VIEW)
    asked = session.today if day is None else day
    with session.store.reading() as reader:
        owed = board(reader, session, asked)
        lines = read_duties.subject_lines(reader, {entry.walk for entry in owed.shown})
        tickets = _waiting(reader, session)
    rows = [_duty_row(entry.asked.rule, entry.duty, lines[entry.household], asked) for entry in owed.shown]
    duties = _in_walking_order(rows, lines)
    return TodayView(
        day=asked,
        duties=duties,
        tickets=tickets,
        due_count=sum(row.state in {"due", "overdue"} for row in duties),
        done_count=sum(row.done_today for row in duties),
        overdue_count=owed.overdue_count,
        month_done=owed.month_done,
        month_due=owed.month_due,
    )


def header(session: OfficeSession) -> Header:
    """Return the first row of every screen."""
    session.require(acts.HOUSEHOLD_VIEW)
    with session.store.reading() as reader:
        owed = board(reader, session, session.today)
        state = read_sync.sync_state(reader)
        drafts = local.count_drafts(reader, session.undo_owner)
        wanted = TicketFilter(open=True, unit=session.community.uid, classes=(TicketClass.URGENT,))
        urgent = read_tickets.count_tickets(reader, wanted)
    return Header(
        office_name=session.office_name,
        unit_name=session.scope_unit.name,
        post_title=session.role_title(session.post.role) if session.post else "",
        staff_name=session.post.staff_name if session.post else session.account,
        drafts=drafts,
        unsent=state.unsent,
        overdue=owed.overdue_count,
        urgent=urgent,
        conflicts=state.conflicts,
        last_sync_ms=state.last_sync_ms,
    )


def duties_of(session: OfficeSession, home: Household) -> tuple[DutyRow, ...]:
    """Return every duty owed to one household, whoever owes it, done ones included."""
    day = session.today
    rows = []
    for rule in countable(session.scheme.rules_in_force(day)):
        decided = _decide_for(session, home, rule, day)
        if decided is not None:
            rows.append(_duty_row(rule, decided, _line_of(home), day))
    return tuple(rows)


def why(session: OfficeSession, household: bytes, rule_key: str) -> Why:
    """Return why a duty stands as it does: rule, source, the visit that last counted, when it next falls due.

    Raises InputFault ``household.unknown`` or ``rule.unknown`` (not in force, or not about this household).
    """
    session.require(acts.HOUSEHOLD_VIEW)
    day = session.today
    with session.store.reading() as reader:
        home = read_households.household(reader, household)
    if home is None:
        raise InputFault("household.unknown")
    rule = next((rule for rule in session.scheme.rules_in_force(day) if rule.key == rule_key), None)
    decided = _decide_for(session, home, rule, day) if rule else None
    if rule is None or decided is None:
        raise InputFault("rule.unknown", rule=rule_key)
    with session.store.reading() as reader:
        last = read_visits.last_counting_visit(reader, household, rule.counting_channels, day)
    return Why(
        rule_title=rule.title,
        source=rule.source,
        assumed=bool(rule.assumed),
        mode=rule.mode,
        period=rule.period.kind,
        days=rule.period.days,
        times=rule.times,
        channels=rule.counting_channels,
        state=decided.state.name.lower(),
        due_day=decided.due_day,
        days_left=decided.days_left,
        last_visit=last,
        effective_from=rule.from_day,
        missed_previous=decided.missed_previous,
    )


def _duty_row(rule: CadenceRule, duty: Duty, line: SubjectLine, day: int) -> DutyRow:
    return DutyRow(
        household=line.uid,
        rule_key=rule.key,
        rule_title=rule.label,
        building_title=building_title(line.address),
        address=door_label(line.address),
        head_name=line.head_name,
        channels=rule.counting_channels,
        state=duty.state.name.lower(),
        days_left=duty.days_left,
        last_day=duty.last_day,
        due_day=duty.due_day,
        done_today=duty.last_day == day and duty.state == DutyState.DONE,
        pressing=duty.pressing,
        missed_previous=duty.missed_previous,
    )


def _in_walking_order(rows: list[DutyRow], lines: dict[bytes, SubjectLine]) -> tuple[DutyRow, ...]:
    """Return the rows by building in walking order, buildings with something overdue first."""
    late = {row.building_title for row in rows if row.state == "overdue"}
    first: dict[str, int] = {}
    for row in rows:
        walk = lines[row.household].walk
        first[row.building_title] = min(first.get(row.building_title, walk), walk)
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                row.building_title not in late,
                first[row.building_title],
                lines[row.household].walk,
                row.due_day or 0,
            ),
        )
    )


def _waiting(reader: Reader, session: OfficeSession) -> tuple[TicketRow, ...]:
    """Return the open tickets that wait for the acting post: its own, and for those who assign, the unassigned."""
    found: list[stored.TicketRow] = []
    if session.actor is not None:
        mine = TicketFilter(open=True, owner=session.actor)
        found += read_tickets.ticket_page(reader, mine, limit=TICKETS_SHOWN)
    if session.role_kind in SUPERVISORS:
        waiting = TicketFilter(open=True, unit=session.community.uid, owner=None)
        page = read_tickets.ticket_page(reader, waiting, limit=TICKETS_SHOWN)
        found += [row for row in page if row.owner is None]
    found.sort(key=lambda row: (row.due_ms is None, row.due_ms or 0))
    return tuple(ticket_row(session, row) for row in found[:TICKETS_SHOWN])


def _decide_for(session: OfficeSession, home: Household, rule: CadenceRule, day: int) -> Duty | None:
    """Return the duty of one household under one rule, None where the rule is not about it."""
    marks = _marks(home, day)
    if home.paper or not holds(rule.segment, marks):
        return None
    with session.store.reading() as reader:
        last = read_visits.last_counting_visit(reader, home.uid, rule.counting_channels, day)
        window = counting_window(rule, day)
        count = None if window is None else read_visits.count_visits(reader, home.uid, window)
    return decide(
        rule,
        as_of_day=day,
        from_day=since(rule.segment, marks, home.from_day or 0),
        last_day=last.day if last else None,
        count=count,
    )


def _marks(home: Household, day: int) -> dict[str, int]:
    """Return what a household carries on a day, as the store's statement gathers it for many."""
    lives_here = {
        member.uid: member
        for member in home.members
        if member.lives != Whereabouts.ELSEWHERE and (member.lives_to is None or member.lives_to >= day)
    }
    marks: dict[str, int] = {}
    for tag in home.tags:
        in_force = (tag.from_day or 0) <= day and (tag.to_day is None or tag.to_day >= day)
        if in_force and (tag.subject == home.uid or tag.subject in lives_here):
            marks[tag.tag] = min(marks.get(tag.tag, tag.from_day or 0), tag.from_day or 0)
    for member in lives_here.values():
        mark = residence_mark(member.residence)
        marks[mark] = min(marks.get(mark, member.lives_from or 0), member.lives_from or 0)
    return marks


def _line_of(home: Household) -> SubjectLine:
    head = home.members[0].name if home.members else ""
    return SubjectLine(home.uid, head, address_of(home.dwelling), home.grid, 0)
