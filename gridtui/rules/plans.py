"""Which cadence holds for one household on a day: the rule's own, or a personal plan that replaces it (S1-13).

Of several plans that hold on a day the one that began last holds, of two that began together the later in order. A
plan replaces period and number; whose duty it is, over which channels and with how many days of grace stays with the
rule. It says nothing of a rule of another mode than ``per_subject``.

Whenever one cadence gives way to another, a plan begun or a plan ended, the new one begins its own clock that day, as
it would for somebody who joined then: nobody is late today by a measure that did not hold yesterday.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, cast, get_args

import msgspec

from gridtui.core.records import PlanRecord
from gridtui.rules.duty import Plan
from gridtui.scheme.model import CadenceRule, Period, PeriodKind

KINDS: Final = frozenset(get_args(PeriodKind))


class Cadence(msgspec.Struct, frozen=True, gc=False):
    """How often, as it holds on a day. ``since_day``: the day it took over from another, 0 where none held before.

    ``plan`` is the plan that says so, None where the rule does.
    """

    period: Period
    times: int
    grace_days: int
    since_day: int = 0
    plan: Plan | None = None


def cadence_on(rule: CadenceRule, day: int, plans: Sequence[Plan] = ()) -> Cadence:
    """Return the cadence under a rule on a day for a household that has these plans."""
    if not plans or rule.mode != "per_subject":
        return _of_rule(rule.period, rule.times, rule.grace_days)
    begun = [plan for plan in plans if plan.from_day <= day and not plan.is_empty]
    begun.sort(key=lambda plan: plan.from_day)
    since_day = 0
    for plan in reversed(begun):
        if plan.to_day is None or day <= plan.to_day:
            return Cadence(plan.period, plan.times, rule.grace_days, max(since_day, plan.from_day), plan)
        since_day = max(since_day, plan.to_day + 1)
    return Cadence(rule.period, rule.times, rule.grace_days, since_day)


def plan_of(rule: CadenceRule, kept: PlanRecord) -> Plan | None:
    """Return a kept plan as it holds under a rule, None where it is about another one.

    What it does not state of period and number is the rule's own; so is a period it states by half (rolling without
    days, weekdays without any) or in a word this version does not know. One about every rule sets no pace for a rule
    for which the office has set none. A tag it may end with is left to ``plan_while_tagged``.
    """
    if kept.rule != rule.key and (kept.rule or rule.period.kind == "office_sets"):
        return None
    kind = cast("PeriodKind", kept.period_kind) if kept.period_kind in KINDS else rule.period.kind
    period = Period(
        kind=kind,
        days=(kept.days or rule.period.days) if kind == "rolling" else 0,
        weekdays=tuple(sorted(kept.weekdays or rule.period.weekdays)) if kind == "weekdays" else (),
    )
    is_half = (kind == "rolling" and not period.days) or (kind == "weekdays" and not period.weekdays)
    return Plan(rule.period if is_half else period, kept.times or rule.times, kept.from_day or 0, kept.to_day)


def plan_while_tagged(plan: Plan, tagged: Iterable[tuple[int, int | None]]) -> Plan | None:
    """Return a plan that ends with a tag as it holds: from and to the days the tag is in force without a break.

    ``tagged`` are the first and last days (None: open) of the tag on the household or a member; days that touch are
    one stretch, and the plan belongs to the first it meets. None where it meets none: the plan never holds.
    """
    first: int | None = None
    last: int | None = 0
    for from_day, to_day in sorted(tagged, key=lambda days: days[0]):
        if first is None:
            if to_day is None or to_day >= plan.from_day:
                first, last = from_day, to_day
        elif last is not None and from_day <= last + 1:
            last = None if to_day is None else max(last, to_day)
    if first is None:
        return None
    ends = [day for day in (plan.to_day, last) if day is not None]
    held = msgspec.structs.replace(plan, from_day=max(plan.from_day, first), to_day=min(ends, default=None))
    return None if held.is_empty else held


@lru_cache(maxsize=512)
def _of_rule(period: Period, times: int, grace_days: int) -> Cadence:
    return Cadence(period, times, grace_days)
