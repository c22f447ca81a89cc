"""The duties of one household: how each stands and why. ``office.board`` decides the same of many at once."""

from collections.abc import Collection, Iterable

from gridtui.core.errors import InputFault
from gridtui.core.records import Household, Post
from gridtui.core.words import DwellingUse, Whereabouts
from gridtui.office import subjects
from gridtui.office.arranged import NOTHING, Arranged, CountingDay, arranged_on, decide_arranged
from gridtui.office.board import acting_roles, household_rules
from gridtui.office.duty_views import PauseLine, PlanLine
from gridtui.office.places import address_of, building_title, door_label
from gridtui.office.plan_lines import pause_line, plan_line
from gridtui.office.session import OfficeSession
from gridtui.office.views import DutyRow, Why
from gridtui.office.ways import Ways, ways_of
from gridtui.rules.cadence import explain
from gridtui.rules.duty import Duty, DutyState, Pause, Plan
from gridtui.rules.pauses import pause_of
from gridtui.rules.segments import holds, pair_mark, residence_mark, since, unbroken_since
from gridtui.rules.visit_facts import once_window
from gridtui.scheme import acts
from gridtui.scheme.model import CadenceRule
from gridtui.store import read_pairings, read_plans, read_posts, read_quotas, read_visits
from gridtui.store.database import Reader
from gridtui.store.read_pairings import PairSpan
from gridtui.store.rows import SubjectLine, is_way

_STATE_WORDS = {state: state.name.lower() for state in DutyState}


def duties_of(session: OfficeSession, home: Household) -> tuple[DutyRow, ...]:
    """Return every duty owed to one household, whoever owes it, done ones included."""
    day = session.today
    line = _line_of(home)
    with session.store.reading() as reader:
        rules = rules_about(session, reader, home, day)
        arranged = arranged_on(reader, day, home.uid).get(home.uid, NOTHING)
        visits = read_quotas.counting_days_of(reader, home.uid, day) if rules else ()
        spans = read_pairings.spans_of_household(reader, home.uid)
        counted = ways_of(reader, session.scheme, rules)
    rows = DutyRows(day)
    return tuple(
        rows.row(rule, _decide(rule, _from_day(session, home, rule, day, spans), day, visits, arranged, ways), line)
        for rule, ways in counted.items()
    )


def why(session: OfficeSession, household: bytes, rule_key: str) -> Why:
    """Return why a duty stands as it does: rule, source, plan or pause, the visit that last counted, what comes next.

    Raises InputFault ``household.unknown`` or ``rule.unknown`` (not in force, or not about this household); Refused.
    """
    home = subjects.household(session, household, acts.HOUSEHOLD_VIEW)
    day = session.today
    with session.store.reading() as reader:
        about = {rule.key: rule for rule in rules_about(session, reader, home, day)}
        if rule_key not in about:
            raise InputFault("rule.unknown", rule=rule_key)
        rule = about[rule_key]
        arranged = arranged_on(reader, day, home.uid).get(home.uid, NOTHING)
        visits = read_quotas.counting_days_of(reader, home.uid, day)
        from_day = _from_day(session, home, rule, day, read_pairings.spans_of_household(reader, home.uid))
        ways = ways_of(reader, session.scheme, (rule,))[rule]
        last = read_visits.last_counting_visit(reader, home.uid, ways, day)
        courtyard = home.dwelling.courtyard if home.dwelling else None
        path = session.path(home.grid or home.community) + session.path(courtyard)
        over = over_words(session, read_posts.posts(reader, day), rule, path)
    duty = _decide(rule, from_day, day, visits, arranged, ways)
    told = explain(
        rule,
        duty,
        from_day=from_day,
        as_of_day=day,
        plans=arranged.plans_under(rule),
        pauses=arranged.pauses_under(rule),
    )
    return Why(
        rule_title=rule.title,
        source=session.scheme.source_words(rule.source),
        assumed=bool(rule.assumed),
        mode=rule.mode,
        period=told.period.kind,
        days=told.period.days,
        weekdays=told.period.weekdays,
        times=told.times,
        channels=rule.counting_channels,
        state=_STATE_WORDS[duty.state],
        due_day=duty.due_day,
        days_left=duty.days_left,
        last_visit=last if last is not None and last.day >= (home.from_day or 0) else None,
        effective_from=rule.from_day,
        asked_since=told.from_day,
        missed_previous=duty.missed_previous,
        done=duty.done,
        plan=_plan_line(session, rule, told.plan, arranged),
        pause=_pause_line(session, rule, told.pause, arranged),
        escalates_to=over,
    )


class DutyRows:
    """Makes duties rows as screens show them: what is owed, never a person's condition.

    What rows of one rule or of one household share is made once; a community's board has thousands.
    """

    def __init__(self, day: int) -> None:
        self._day = day
        self._of_rule: dict[str, tuple[str, str, tuple[int, ...], bool]] = {}
        self._of_door: dict[bytes, tuple[str, str]] = {}

    def row(self, rule: CadenceRule, duty: Duty, line: SubjectLine) -> DutyRow:
        """Return the row of a duty."""
        ruled = self._of_rule.get(rule.key)
        if ruled is None:
            ruled = (rule.key, rule.label, rule.counting_channels, rule.period.kind == "month")
            self._of_rule[rule.key] = ruled
        door = self._of_door.get(line.uid)
        if door is None:
            door = self._of_door[line.uid] = (building_title(line.address), door_label(line.address))
        key, label, channels, monthly = ruled
        return DutyRow(
            household=line.uid,
            rule_key=key,
            rule_title=label,
            building_title=door[0],
            address=door[1],
            head_name=line.head_name,
            channels=channels,
            state=_STATE_WORDS[duty.state],
            days_left=duty.days_left,
            last_day=duty.last_day,
            due_day=duty.due_day,
            done_today=duty.last_day == self._day and duty.state == DutyState.DONE,
            pressing=duty.pressing,
            missed_previous=duty.missed_previous,
            monthly=monthly,
        )


def rules_about(
    session: OfficeSession, reader: Reader, home: Household, day: int, *, planned: Collection[str] | None = None
) -> list[CadenceRule]:
    """Return the rules in force that are about a household: nothing is owed where nobody lives.

    A rule about pairs is about it only while a post of that role is paired with it; one for which the office has
    stated no period, only where it is ``planned``: None is those of the household's own plans.
    """
    has_left = home.to_day is not None and home.to_day < day
    is_vacant = home.dwelling is not None and home.dwelling.use == DwellingUse.VACANT
    if home.paper or has_left or is_vacant or not home.live:
        return []
    marks = _marks(home, day)
    paired = {post.role for post, _ in read_posts.paired_posts(reader, home.uid, day)}
    if planned is None:
        plans = read_plans.plans_of(reader, home.uid, day)
        planned = {plan.rule for plan in plans if plan.period_kind}
    return [
        rule
        for rule in household_rules(session, day, planned)
        if holds(rule.segment, marks) and (not rule.is_by_pair or paired & session.scheme.roles_asked(rule))
    ]


def _decide(  # noqa: PLR0917 - what one duty rests on
    rule: CadenceRule, from_day: int, day: int, visits: tuple[CountingDay, ...], arranged: Arranged, ways: Ways
) -> Duty:
    """Return the duty of a household under a rule about it, from all its visits that count."""
    days = [on for on, by in visits if is_way(by, ways)]
    once = once_window(rule) if rule.mode == "once" else None
    days.sort()
    nth = days[-rule.times] if len(days) >= rule.times and rule.period.kind == "rolling" else None
    return decide_arranged(
        rule,
        day,
        from_day=from_day,
        last_day=days[-1] if days else None,
        once_count=None if once is None else sum(once.holds(on) for on in days),
        nth_last_day=nth,
        visits=visits,
        ways=ways,
        arranged=arranged,
    )


def _from_day(session: OfficeSession, home: Household, rule: CadenceRule, day: int, spans: Iterable[PairSpan]) -> int:
    """Return the day from which a rule asks for a household: of one about pairs, not before it was paired."""
    marks, asked = _marks(home, day), frozenset[str]()
    if rule.is_by_pair:
        asked = session.scheme.roles_asked(rule)
        began = unbroken_since(((first, last) for role, first, last in spans if role in asked), day)
        marks[pair_mark(asked)] = began or 0
    return since(rule.segment, marks, home.from_day or 0, asked)


def _plan_line(session: OfficeSession, rule: CadenceRule, plan: Plan | None, arranged: Arranged) -> PlanLine | None:
    """Return the plan in force as a card shows it."""
    kept = [each for each in arranged.plans if plan is not None and arranged.plan_under(rule, each) == plan]
    return plan_line(session, kept[-1]) if kept else None


def _pause_line(
    session: OfficeSession, rule: CadenceRule, pause: Pause | None, arranged: Arranged
) -> PauseLine | None:
    """Return the pause that covers today as a card shows it."""
    kept = [each for each in arranged.pauses if pause is not None and pause_of(rule, each) == pause]
    return pause_line(session, kept[-1]) if kept else None


def over_words(session: OfficeSession, posts: Iterable[Post], rule: CadenceRule, path: str) -> str:
    """Return the role a rule escalates to and who holds it over what lies on a path of units.

    '' where the rule names none.
    """
    if not rule.escalate_to:
        return ""
    names = [
        post.staff_name
        for post in posts
        if rule.escalate_to in acting_roles(session, post.role) and f"/{post.unit.hex()}/" in path
    ]
    return " ".join((session.role_title(rule.escalate_to), *dict.fromkeys(names)))


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
