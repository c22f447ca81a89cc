"""A post's day: the duties of its rules on its unit, decided from facts each time, and the tickets that wait for it.

A post whose role no rule names (a secretary, a clerk) sees what is overdue in the whole community instead: what those
it answers for have not done.
"""

from collections.abc import Iterable

from gridtui.core.errors import InputFault
from gridtui.core.records import Household
from gridtui.core.words import TicketClass, Whereabouts
from gridtui.office.places import address_of, building_title, door_label
from gridtui.office.session import OfficeSession
from gridtui.office.ticket_pages import ticket_row
from gridtui.office.views import DutyRow, Header, TicketRow, TodayView, Why
from gridtui.rules.cadence import decide
from gridtui.rules.duty import Duty, DutyState
from gridtui.rules.periods import window_of
from gridtui.rules.segments import holds, residence_mark, since
from gridtui.scheme import acts
from gridtui.scheme.model import CadenceRule
from gridtui.store import local, read_duties, read_households, read_sync, read_tickets, read_visits
from gridtui.store import rows as stored
from gridtui.store.database import Reader, Row
from gridtui.store.rows import SubjectLine, TicketFilter, Window

SHOWN = frozenset((DutyState.DUE, DutyState.OVERDUE))
TICKETS_SHOWN = 20
SUPERVISORS = frozenset(("secretary", "clerk"))


class _Owed:
    """One duty of one household while Today is put together."""

    __slots__ = ("duty", "rule", "uid", "walk")

    def __init__(self, uid: bytes, walk: int, rule: CadenceRule, duty: Duty) -> None:
        self.uid = uid
        self.walk = walk
        self.rule = rule
        self.duty = duty


def today(session: OfficeSession, day: int | None = None) -> TodayView:
    """Return the acting post's day; ``day`` asks how another day stood."""
    session.require(acts.HOUSEHOLD_VIEW)
    asked = session.today if day is None else day
    rules, unit, own = _rules_of(session, asked)
    with session.store.reading() as reader:
        owed = list(_owed(reader, session, rules, asked, unit))
        shown = _once_each((entry for entry in owed if own or entry.duty.state == DutyState.OVERDUE), asked)
        lines = read_duties.subject_lines(reader, {entry.uid for entry in shown})
        tickets = _waiting(reader, session)
    duties = _in_walking_order([_duty_row(entry, lines[entry.uid], asked) for entry in shown], lines)
    monthly = [entry for entry in owed if entry.rule.period.kind == "month"]
    return TodayView(
        day=asked,
        duties=duties,
        tickets=tickets,
        due_count=sum(row.state in {"due", "overdue"} for row in duties),
        done_count=sum(row.done_today for row in duties),
        overdue_count=sum(row.state == "overdue" for row in duties),
        month_done=sum(entry.duty.state == DutyState.DONE for entry in monthly),
        month_due=len(monthly),
    )


def header(session: OfficeSession) -> Header:
    """Return the first row of every screen."""
    view = today(session)
    with session.store.reading() as reader:
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
        overdue=view.overdue_count,
        urgent=urgent,
        conflicts=state.conflicts,
        last_sync_ms=state.last_sync_ms,
    )


def duties_of(session: OfficeSession, home: Household) -> tuple[DutyRow, ...]:
    """Return every duty owed to one household, whoever owes it, done ones included."""
    day = session.today
    rows = []
    for rule in _countable(session.scheme.rules_in_force(day)):
        decided = _decide_for(session, home, rule, day)
        if decided is not None:
            rows.append(_duty_row(_Owed(home.uid, 0, rule, decided), _line_of(home), day))
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


def _rules_of(session: OfficeSession, day: int) -> tuple[tuple[CadenceRule, ...], bytes, bool]:
    """Return the rules a post answers for, the unit they are asked on, and whether they are its own."""
    rules = _countable(session.scheme.rules_in_force(day))
    role = session.post.role if session.post else ""
    own = tuple(rule for rule in rules if role in rule.actor_roles)
    if own:
        return own, session.scope_unit.uid, True
    return rules, session.scope_unit.uid, False


def _countable(rules: Iterable[CadenceRule]) -> tuple[CadenceRule, ...]:
    return tuple(rule for rule in rules if rule.mode == "per_subject" and rule.period.kind != "office_sets")


def _owed(
    reader: Reader, session: OfficeSession, rules: tuple[CadenceRule, ...], day: int, unit: bytes
) -> Iterable[_Owed]:
    channel_sets = [rule.counting_channels for rule in rules]
    counted = {place: window for place, rule in enumerate(rules) if (window := _window(rule, day)) is not None}
    paired = {place: session.actor for place, rule in enumerate(rules) if rule.actor_scope == "paired"}
    rows = read_duties.due_facts(
        reader,
        [rule.segment for rule in rules],
        channel_sets,
        as_of_day=day,
        unit=unit,
        paired_with={place: post for place, post in paired.items() if post is not None},
        windows=list(counted.values()),
    )
    count_at = {place: read_duties.FIRST_FACT + len(rules) + number for number, place in enumerate(counted)}
    for row in rows:
        for place, rule in enumerate(rules):
            if row[read_duties.SEGMENTS] >> place & 1:
                duty = _decide(rule, row, place, count_at.get(place), day)
                yield _Owed(row[read_duties.UID], row[read_duties.WALK], rule, duty)


def _decide(rule: CadenceRule, row: Row, place: int, count_at: int | None, day: int) -> Duty:
    return decide(
        rule,
        as_of_day=day,
        from_day=since(rule.segment, row[read_duties.MARKS], row[read_duties.FROM_DAY]),
        last_day=row[read_duties.FIRST_FACT + place],
        count=row[count_at] if count_at is not None else None,
    )


def _window(rule: CadenceRule, day: int) -> Window | None:
    """Return the days in which a rule that wants several visits counts them; None where the last visit is enough."""
    window = window_of(rule.period, day) if rule.times > 1 else None
    return None if window is None else Window(rule.counting_channels, window.first, min(window.last, day))


def _once_each(owed: Iterable[_Owed], day: int) -> list[_Owed]:
    """Return the duties to show: what is owed or was done, one line where several rules ask for the same visit."""
    shown: dict[tuple[bytes, str, tuple[int, ...]], _Owed] = {}
    for entry in owed:
        done_today = entry.duty.state == DutyState.DONE and entry.duty.last_day == day
        if entry.duty.state not in SHOWN and not done_today:
            continue
        key = (entry.uid, entry.rule.label, entry.rule.counting_channels)
        earlier = shown.get(key)
        if earlier is None or _sooner(entry.duty, earlier.duty):
            shown[key] = entry
    return list(shown.values())


def _sooner(duty: Duty, other: Duty) -> bool:
    return (duty.due_day or 0) < (other.due_day or 0)


def _duty_row(entry: _Owed, line: SubjectLine, day: int) -> DutyRow:
    duty = entry.duty
    return DutyRow(
        household=entry.uid,
        rule_key=entry.rule.key,
        rule_title=entry.rule.label,
        building_title=building_title(line.address),
        address=door_label(line.address),
        head_name=line.head_name,
        channels=entry.rule.counting_channels,
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
        window = _window(rule, day)
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
