"""What is arranged with single households instead of a rule: their plans and pauses, as a duty takes them.

Few households have any; the others cost nothing. What has ended within the reach of a year bears on today as well: a
rule starts anew the day after a plan, and a period that ended in a pause was not missed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from gridtui.core.records import PauseRecord, PlanRecord
from gridtui.office.ways import Ways
from gridtui.rules.cadence import decide
from gridtui.rules.duty import Duty, Pause, Plan
from gridtui.rules.pauses import pause_of
from gridtui.rules.plans import cadence_on, plan_of, plan_while_tagged
from gridtui.rules.visit_facts import Found, found_in, wanted_facts
from gridtui.scheme.model import CadenceRule
from gridtui.store import read_plans
from gridtui.store.database import Reader
from gridtui.store.rows import is_way

Stretch = tuple[int, int | None]
CountingDay = tuple[int, int]
"""A day and the way of a visit that counts (``store.rows.way_of``)."""


@dataclass
class Arranged:
    """The plans and pauses of one household that bear on a day, oldest first.

    ``tagged`` are the days of each tag a plan ends with; ``visits`` the days on which it was visited, as far back as
    the plans and pauses make them matter.
    """

    plans: tuple[PlanRecord, ...] = ()
    pauses: tuple[PauseRecord, ...] = ()
    tagged: dict[str, tuple[Stretch, ...]] = field(default_factory=dict)
    visits: tuple[CountingDay, ...] = ()
    _plans_under: dict[str, tuple[Plan, ...]] = field(default_factory=dict)
    _pauses_under: dict[str, tuple[Pause, ...]] = field(default_factory=dict)

    def plans_under(self, rule: CadenceRule) -> tuple[Plan, ...]:
        """Return the plans as they hold under a rule."""
        if rule.key not in self._plans_under:
            held = (self.plan_under(rule, kept) for kept in self.plans)
            self._plans_under[rule.key] = tuple(plan for plan in held if plan is not None)
        return self._plans_under[rule.key]

    def plan_under(self, rule: CadenceRule, kept: PlanRecord) -> Plan | None:
        """Return one plan as it holds under a rule; None where it is about another, or its tag never held."""
        plan = plan_of(rule, kept)
        if plan is None or not kept.ends_with:
            return plan
        return plan_while_tagged(plan, self.tagged.get(kept.ends_with, ()))

    def pauses_under(self, rule: CadenceRule) -> tuple[Pause, ...]:
        """Return the pauses as they hold under a rule."""
        if rule.key not in self._pauses_under:
            held = (pause_of(rule, kept) for kept in self.pauses)
            self._pauses_under[rule.key] = tuple(pause for pause in held if pause is not None)
        return self._pauses_under[rule.key]


NOTHING = Arranged()
"""Of a household without plans and pauses."""


def arranged_on(reader: Reader, day: int, household: bytes | None = None) -> dict[bytes, Arranged]:
    """Return household -> what is arranged with it that bears on a day; of everybody, or of one household."""
    plans = read_plans.plans_begun(reader, day, household)
    if household is None:
        pauses = read_plans.pauses_within(reader, day)
    else:
        pauses = {household: read_plans.pauses_of(reader, household, day)}
    found: dict[bytes, Arranged] = {}
    for uid in {*plans, *(uid for uid, kept in pauses.items() if kept)}:
        own = plans.get(uid, ())
        tags = {plan.ends_with for plan in own if plan.ends_with}
        tagged = {tag: read_plans.tagged_days(reader, uid, tag) for tag in tags}
        found[uid] = Arranged(own, pauses.get(uid, ()), tagged)
    return found


def decide_arranged(
    rule: CadenceRule,
    day: int,
    *,
    from_day: int,
    last_day: int | None,
    once_count: int | None = None,
    nth_last_day: int | None = None,
    visits: Sequence[CountingDay] = (),
    ways: Ways = (),
    arranged: Arranged = NOTHING,
) -> Duty:
    """Return the duty of one household under a rule, with its plans and pauses.

    ``last_day`` is its last visit that counts for the rule, ``once_count`` how many there were in the window of a
    rule of mode ``once``, ``nth_last_day`` the n-th last where the rule itself wants n in a stretch of days. Where
    several are wanted, ``visits`` are the days it was visited, in whatever way, ``ways`` those that count.
    """
    plans = arranged.plans_under(rule)
    pauses = arranged.pauses_under(rule)
    if not wants_several(rule, day, plans):
        count = once_count if rule.mode == "once" else None
        return decide(
            rule,
            as_of_day=day,
            from_day=from_day,
            last_day=last_day,
            count=count,
            plans=plans,
            pauses=pauses,
        )
    wanted = wanted_facts(rule, day, plans)
    found = Found() if wanted is None else found_in(wanted, [(on, b"") for on, by in visits if is_way(by, ways)])
    if nth_last_day is None or cadence_on(rule, day, plans).plan is not None:
        nth_last_day = found.nth_last_day
    return decide(
        rule,
        as_of_day=day,
        from_day=from_day,
        last_day=last_day,
        count=found.count,
        previous_count=found.previous_count,
        nth_last_day=nth_last_day,
        plans=plans,
        pauses=pauses,
    )


def first_day_needed(rule: CadenceRule, day: int, plans: Sequence[Plan] = ()) -> int | None:
    """Return since when visits bear on a duty that wants several; None where the last visit tells all."""
    wanted = wanted_facts(rule, day, plans) if wants_several(rule, day, plans) else None
    if wanted is None:
        return None
    if wanted.before is not None:
        return wanted.before.first
    # Of n visits in a stretch of days the n-th last may lie before it, but not before the plan that wants them.
    cadence = cadence_on(rule, day, plans)
    return min(wanted.window.first, wanted.window.first if cadence.plan is None else cadence.since_day)


def wants_several(rule: CadenceRule, day: int, plans: Sequence[Plan] = ()) -> bool:
    """Return whether more than one visit is wanted on a day; with one, the last visit tells all there is to know."""
    return rule.mode != "once" and cadence_on(rule, day, plans).times > 1
