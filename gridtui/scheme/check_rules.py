"""Whether cadence rules hold together: names, periods, numbers nobody means, versions, escalation, doubles."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from gridtui.scheme.check_posts import level_keys
from gridtui.scheme.faults import (
    Fault,
    assumed_faults,
    contradiction,
    missing,
    programme_faults,
    role_keys,
    segment_faults,
    unknown,
)
from gridtui.scheme.model import CadenceRule, Level, Period, PlanTemplate, Scheme

GRACEFUL_PERIODS = frozenset({"rolling", "weekdays", "office_sets"})
"""Periods whose duty can be late; a calendar period that ended is missed, and a new one has begun."""

MOST_A_DAY = {"per_subject": 24, "once": 24, "per_area": 24, "per_actor": 200}
"""What one day can hold: a household an hour, an area an hour, a post a door every seven minutes of a whole day."""

_DAYS = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}
_WIDEST_FIRST: tuple[Level, ...] = (
    "district",
    "subdistrict",
    "community",
    "area",
    "group",
    "grid",
    "courtyard",
    "building",
)
_SCOPES_OF_OTHERS = {"contact_community": "community", "paired": None}
"""Scopes that are not the post's own unit: the level they lie on, None for single households."""


def rule_faults(scheme: Scheme) -> Iterator[Fault]:
    """Yield what is wrong with each rule and plan, and with rules side by side."""
    for rule in scheme.rules:
        table = f"rule {rule.key}"
        yield from _name_faults(scheme, rule)
        yield from segment_faults(scheme, table, rule.segment)
        yield from _period_faults(table, rule.period)
        yield from _counting_faults(table, rule)
        yield from _number_faults(table, rule)
        yield from _date_faults(table, rule)
        yield from _scope_faults(scheme, table, rule)
    for plan in scheme.plans:
        yield from _plan_faults(scheme, plan)
    yield from _overlaps(scheme.rules)
    yield from _circles(scheme.rules)
    yield from _impossible_pairs(scheme.rules)


def doubled_rules(rules: Iterable[CadenceRule]) -> Iterator[Fault]:
    """Yield pairs that ask the same posts to visit the same households over the same channels at different paces.

    Both can be kept, so this is no fault; of rules with substitutes nothing is said.
    """
    for one, other in combinations(rules, 2):
        if one.key == other.key or one.substitutes or other.substitutes or not one.overlaps(other):
            continue
        if _asks(one) == _asks(other) and _pace(one) != _pace(other) and "office_sets" not in _kinds(one, other):
            yield "scheme.doubled", f"rule {other.key}", {"key": "period", "other": one.key}


def _asks(rule: CadenceRule) -> tuple[object, ...]:
    """Return what two rules must share to be two paces of one duty."""
    return (
        frozenset(rule.actor_roles),
        rule.actor_scope,
        rule.segment,
        frozenset(rule.channels),
        rule.mode,
        rule.counts,
        rule.activity,
    )


def _pace(rule: CadenceRule) -> tuple[Period, int]:
    return rule.period, rule.times


def _kinds(*rules: CadenceRule) -> set[str]:
    return {rule.period.kind for rule in rules}


def _name_faults(scheme: Scheme, rule: CadenceRule) -> Iterator[Fault]:
    table = f"rule {rule.key}"
    yield from unknown(table, "actor_roles", rule.actor_roles, role_keys(scheme))
    yield from unknown(table, "escalate_to", [rule.escalate_to], role_keys(scheme))
    yield from unknown(table, "activity", [rule.activity], (activity.key for activity in scheme.activities))
    yield from unknown(table, "pause_reasons", rule.pause_reasons, (reason.key for reason in scheme.pause_reasons))
    yield from programme_faults(scheme, table, rule.programme)
    yield from assumed_faults(table, rule, rule.assumed)


def _period_faults(table: str, period: Period) -> Iterator[Fault]:
    if (period.kind == "rolling") != (period.days > 0):
        yield "scheme.period", table, {"key": "period days"}
    if (period.kind == "weekdays") != bool(period.weekdays):
        yield "scheme.period", table, {"key": "period weekdays"}


def _counting_faults(table: str, rule: CadenceRule) -> Iterator[Fault]:
    """Yield what does not fit what a rule counts: visits come over channels, activities are of a kind."""
    if rule.counts == "visits":
        if not rule.channels:
            yield missing(table, "channels")
        if rule.activity:
            yield contradiction(table, "activity", "counts")
        if set(rule.channels) & set(rule.substitutes):
            yield contradiction(table, "substitutes", "channels")
        return
    if not rule.activity:
        yield missing(table, "activity")
    for key in ("channels", "substitutes"):
        if getattr(rule, key):
            yield contradiction(table, key, "counts")
    if rule.mode == "per_subject":
        yield contradiction(table, "mode", "counts")


def _number_faults(table: str, rule: CadenceRule) -> Iterator[Fault]:
    if rule.grace_days and rule.period.kind not in GRACEFUL_PERIODS and rule.mode != "once":
        yield contradiction(table, "grace_days", "period")
    if rule.times_most and (rule.mode != "per_area" or rule.times_most < rule.times):
        yield contradiction(table, "times_most", "times")
    if rule.period.kind == "weekdays" and rule.mode == "per_subject" and rule.times > len(rule.period.weekdays):
        yield contradiction(table, "times", "period weekdays")
    most = MOST_A_DAY[rule.mode]
    days = _days_of(rule)
    if days and max(rule.times, rule.times_most) > most * days:
        yield "scheme.too_many", table, {"key": "times", "number": rule.times, "days": days, "most": most * days}


def _days_of(rule: CadenceRule) -> int:
    """Return how many days the number is spread over; 0 where the office has still to say, or the dates are wrong."""
    if rule.mode == "once":
        return 0 if rule.to_day is None else max(rule.to_day - rule.from_day + 1, 0)
    if rule.period.kind == "weekdays":
        return 1
    return rule.period.days or _DAYS.get(rule.period.kind, 0)


def _date_faults(table: str, rule: CadenceRule) -> Iterator[Fault]:
    if rule.to is not None and rule.to < rule.from_:
        yield "scheme.dates", table, {"key": "to"}
    if rule.mode == "once" and rule.to is None:
        yield missing(table, "to")


def _scope_faults(scheme: Scheme, table: str, rule: CadenceRule) -> Iterator[Fault]:
    """Yield a scope that lies on no level of this office, or is wider than the unit the post is held on."""
    level = _SCOPES_OF_OTHERS.get(rule.actor_scope, rule.actor_scope)
    if level is None:
        return
    yield from unknown(table, "actor_scope", [level], level_keys(scheme))
    if rule.actor_scope in _SCOPES_OF_OTHERS:
        return
    place: dict[str, int] = {name: at for at, name in enumerate(_WIDEST_FIRST)}
    for key in rule.actor_roles:
        role = scheme.role(key)
        if role is not None and place[level] < place[role.level]:
            yield "scheme.scope", table, {"key": "actor_scope", "name": level, "other": key}


def _plan_faults(scheme: Scheme, plan: PlanTemplate) -> Iterator[Fault]:
    table = f"plan {plan.key}"
    yield from _period_faults(table, plan.period)
    yield from unknown(table, "ends_with", [plan.ends_with], (tag.key for tag in scheme.tags))
    yield from assumed_faults(table, plan, plan.assumed)
    days = 1 if plan.period.kind == "weekdays" else plan.period.days or _DAYS.get(plan.period.kind, 0)
    most = MOST_A_DAY["per_subject"] * days
    if days and plan.times > most:
        yield "scheme.too_many", table, {"key": "times", "number": plan.times, "days": days, "most": most}


def _overlaps(rules: Iterable[CadenceRule]) -> Iterator[Fault]:
    by_key: dict[str, list[CadenceRule]] = {}
    for rule in rules:
        by_key.setdefault(rule.key, []).append(rule)
    for key, versions in by_key.items():
        for one, other in combinations(sorted(versions, key=lambda rule: rule.from_day), 2):
            if one.overlaps(other):
                yield "scheme.overlap", f"rule {key}", {"key": "from", "name": other.from_.isoformat()}


def _circles(rules: tuple[CadenceRule, ...]) -> Iterator[Fault]:
    """Yield rules whose overdue duties would come back to the post they came from, on any day they all hold."""
    told: set[str] = set()
    for day in sorted({rule.from_day for rule in rules}):
        held = [rule for rule in rules if rule.in_force(day) and rule.escalate_to]
        above: dict[str, set[str]] = {}
        for rule in held:
            for role in rule.actor_roles:
                above.setdefault(role, set()).add(rule.escalate_to)
        for rule in held:
            back = _way_back(rule.escalate_to, frozenset(rule.actor_roles), above)
            if back and rule.key not in told:
                told.add(rule.key)
                yield "scheme.circle", f"rule {rule.key}", {"key": "escalate_to", "name": " > ".join(back)}


def _way_back(start: str, goals: frozenset[str], above: dict[str, set[str]]) -> tuple[str, ...]:
    """Return the chain of roles from one to any of those wanted, () where none leads there."""
    chains: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    while chains:
        chain = chains.pop(0)
        if chain[-1] in goals:
            return chain
        for role in sorted(above.get(chain[-1], set()) - seen):
            seen.add(role)
            chains.append((*chain, role))
    return ()


def _impossible_pairs(rules: Iterable[CadenceRule]) -> Iterator[Fault]:
    """Yield a rule that wants more of an activity in an area than another one in force allows."""
    bounded = [rule for rule in rules if rule.mode == "per_area"]
    for one, other in combinations(bounded, 2):
        if not one.overlaps(other) or one.period != other.period or _asks(one) != _asks(other):
            continue
        for rule, against in ((one, other), (other, one)):
            if against.times_most and rule.times > against.times_most:
                yield contradiction(f"rule {rule.key}", "times", f"{against.key} times_most")
