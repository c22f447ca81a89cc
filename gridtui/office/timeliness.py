"""How many duties that fell due were done in time, and which were not: judged day by day from visits and rules."""

from collections.abc import Mapping

from gridtui.core.errors import InputFault
from gridtui.core.ids import show_id
from gridtui.office.asked import VISITS_REACH_DAYS, Asked, Facts, facts_of
from gridtui.office.board import household_rules, is_asked_of, judged_on, planned_rules
from gridtui.office.coverage_views import LateDuty, Timeliness
from gridtui.office.places import short_address
from gridtui.office.session import OfficeSession
from gridtui.office.ways import Ways, ways_of
from gridtui.rules.segments import since_marks, wanted_marks
from gridtui.rules.timeliness import Fallen, fallen_due, timeliness
from gridtui.scheme import acts
from gridtui.scheme.model import CadenceRule
from gridtui.store import read_duties, read_posts, read_quotas
from gridtui.store.database import Reader
from gridtui.store.rows import is_way


def timeliness_of(
    session: OfficeSession, *, unit: bytes, first_day: int, last_day: int, post: bytes | None = None
) -> Timeliness:
    """Return how many duties that fell due in a unit between two days were done in time, and which were not.

    Of ``post``: those its role answers for in its unit. Last month is judged by last month's rules. Raises
    InputFault ``post.unknown``, Refused.
    """
    session.require(acts.COVERAGE_VIEW, unit=unit)
    with session.store.reading() as reader:
        judging = judged_on(session, reader, last_day)
        rules = household_rules(judging, last_day, planned_rules(reader, judging, last_day))
        held = read_posts.post(reader, post) if post is not None else None
        if post is not None and held is None:
            raise InputFault("post.unknown", post=show_id(post))
        if held is not None:
            rules = tuple(rule for rule in rules if held.role in judging.scheme.roles_asked(rule))
        if not rules:
            return Timeliness(timeliness(()), ())
        ways = ways_of(reader, judging.scheme, rules)
        facts = facts_of(reader, judging.scheme, ways, last_day, unit=unit, paired_with=post)
        fallen = _fallen(session, reader, facts, ways, (first_day, last_day))
        late = [each for each in fallen if not each[2].in_time]
        lines = read_duties.subject_lines(reader, {walk for _rule, walk, _each in late})
    by_walk = {line.walk: line for line in lines.values()}
    rows = tuple(
        LateDuty(
            by_walk[walk].uid,
            short_address(by_walk[walk].address),
            by_walk[walk].head_name,
            rule.label,
            each.due_day,
            each.done_day,
        )
        for rule, walk, each in late
        if walk in by_walk
    )
    return Timeliness(timeliness(each for _rule, _walk, each in fallen), rows)


class _Judged:
    """A rule by which thousands of households are judged; each way a visit was made in is looked at once."""

    def __init__(self, asked: Asked, ways: Ways) -> None:
        self.asked = asked
        self.rule = asked.rule
        self.bit = asked.bit
        self.enough = wanted_marks(asked.rule.segment)
        self.needed = asked.needed
        self._ways = ways
        self._counts: dict[int, bool] = {}

    def counts(self, way: int) -> bool:
        """Return whether a visit made in one way counts towards the rule."""
        known = self._counts.get(way)
        if known is None:
            known = self._counts[way] = is_way(way, self._ways)
        return known


def _fallen(
    session: OfficeSession, reader: Reader, facts: Facts, ways: Mapping[CadenceRule, Ways], days: tuple[int, int]
) -> list[tuple[CadenceRule, int, Fallen]]:
    """Return what fell due under each rule, with the walking key of its household, in walking order."""
    as_of, (first_day, last_day) = session.today, days
    walks = [row[read_duties.WALK] for row in facts.rows]
    # Before the first of the rules began, nothing counts towards any.
    since = max(first_day - VISITS_REACH_DAYS, min(rule.from_day for rule in ways))
    visits = read_quotas.counting_days(reader, walks, since, as_of)
    found: list[tuple[CadenceRule, int, Fallen]] = []
    asked_of = [_Judged(asked, ways[asked.rule]) for asked in facts.asked]
    for row in sorted(facts.rows, key=lambda row: row[read_duties.WALK] or 0):
        uid = row[read_duties.UID]
        arranged = facts.arranged.get(uid)
        for judged in asked_of:
            rule = judged.rule
            if not row[read_duties.SEGMENTS] & judged.bit or not is_asked_of(facts, judged.asked, row):
                continue
            began = since_marks(judged.enough, judged.needed, row[read_duties.MARKS], row[read_duties.FROM_DAY])
            made = [(day, uid) for day, way in visits.get(uid, ()) if judged.counts(way)]
            found += [
                (rule, row[read_duties.WALK], each)
                for each in fallen_due(
                    rule,
                    made,
                    first_day=first_day,
                    last_day=last_day,
                    as_of_day=as_of,
                    from_day=began,
                    plans=arranged.plans_under(rule) if arranged else (),
                    pauses=arranged.pauses_under(rule) if arranged else (),
                )
            ]
    return found
