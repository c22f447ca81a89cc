"""The duties of one household: how each stands and why. ``office.board`` decides the same of many at once."""

from gridtui.core.errors import InputFault
from gridtui.core.records import Household, Visit
from gridtui.core.words import DwellingUse, Whereabouts
from gridtui.office import subjects
from gridtui.office.board import countable, counting_window
from gridtui.office.places import address_of, building_title, door_label
from gridtui.office.session import OfficeSession
from gridtui.office.views import DutyRow, Why
from gridtui.rules.cadence import decide
from gridtui.rules.duty import Duty, DutyState
from gridtui.rules.segments import holds, residence_mark, since
from gridtui.scheme import acts
from gridtui.scheme.model import CadenceRule
from gridtui.store import read_posts, read_visits
from gridtui.store.database import Reader
from gridtui.store.rows import SubjectLine


def duties_of(session: OfficeSession, home: Household) -> tuple[DutyRow, ...]:
    """Return every duty owed to one household, whoever owes it, done ones included."""
    day = session.today
    line = _line_of(home)
    with session.store.reading() as reader:
        decided = [(rule, _decide(reader, home, rule, day)) for rule in _rules_about(session, reader, home, day)]
    return tuple(duty_row(rule, duty, line, day) for rule, (duty, _) in decided)


def why(session: OfficeSession, household: bytes, rule_key: str) -> Why:
    """Return why a duty stands as it does: rule, source, the visit that last counted, when it next falls due.

    Raises InputFault ``household.unknown`` or ``rule.unknown`` (not in force, or not about this household); Refused.
    """
    home = subjects.household(session, household, acts.HOUSEHOLD_VIEW)
    day = session.today
    with session.store.reading() as reader:
        about = {rule.key: rule for rule in _rules_about(session, reader, home, day)}
        if rule_key not in about:
            raise InputFault("rule.unknown", rule=rule_key)
        rule = about[rule_key]
        duty, last = _decide(reader, home, rule, day)
    return Why(
        rule_title=rule.title,
        source=rule.source,
        assumed=bool(rule.assumed),
        mode=rule.mode,
        period=rule.period.kind,
        days=rule.period.days,
        times=rule.times,
        channels=rule.counting_channels,
        state=duty.state.name.lower(),
        due_day=duty.due_day,
        days_left=duty.days_left,
        last_visit=last,
        effective_from=rule.from_day,
        missed_previous=duty.missed_previous,
    )


def duty_row(rule: CadenceRule, duty: Duty, line: SubjectLine, day: int) -> DutyRow:
    """Return a duty as a row shows it: what is owed, never a person's condition."""
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


def _rules_about(session: OfficeSession, reader: Reader, home: Household, day: int) -> list[CadenceRule]:
    """Return the rules in force that are about a household: nothing is owed where nobody lives.

    A rule about pairs is about it only while a post of that role is paired with it.
    """
    has_left = home.to_day is not None and home.to_day < day
    is_vacant = home.dwelling is not None and home.dwelling.use == DwellingUse.VACANT
    if home.paper or has_left or is_vacant or not home.live:
        return []
    marks = _marks(home, day)
    paired = {post.role for post, _ in read_posts.paired_posts(reader, home.uid, day)}
    return [
        rule
        for rule in countable(session.scheme.rules_in_force(day))
        if holds(rule.segment, marks) and (rule.actor_scope != "paired" or paired.intersection(rule.actor_roles))
    ]


def _decide(reader: Reader, home: Household, rule: CadenceRule, day: int) -> tuple[Duty, Visit | None]:
    """Return the duty of a household under a rule about it, and the visit that counted last."""
    last = read_visits.last_counting_visit(reader, home.uid, rule.counting_channels, day)
    window = counting_window(rule, day)
    duty = decide(
        rule,
        as_of_day=day,
        from_day=since(rule.segment, _marks(home, day), home.from_day or 0),
        last_day=last.day if last else None,
        count=None if window is None else read_visits.count_visits(reader, home.uid, window),
    )
    return duty, last


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
    head = subjects.head_of(home)
    return SubjectLine(home.uid, head.name if head else "", address_of(home.dwelling), home.grid, 0)
