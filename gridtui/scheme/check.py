"""Whether a scheme holds together: what no type can say, and what its sources leave for the office to decide."""

from collections.abc import Iterable, Iterator

import msgspec

from gridtui.core.errors import SettingsFault
from gridtui.scheme.check_fieldwork import fieldwork_faults
from gridtui.scheme.check_machines import machine_faults
from gridtui.scheme.check_posts import post_faults, shelf_life_faults, shelf_life_name, tag_faults
from gridtui.scheme.check_rules import doubled_rules, rule_faults
from gridtui.scheme.faults import Fault, assumed_faults, number_faults, unknown
from gridtui.scheme.model import Scheme, TimeLimit


class OpenQuestion(msgspec.Struct, frozen=True, gc=False):
    """Something the sources leave to the office. ``is_assumed``: a value stands there, which no source states."""

    table: str
    key: str
    is_assumed: bool


def scheme_faults(scheme: Scheme, origin: str) -> Iterator[SettingsFault]:
    """Yield everything that does not hold together; ``origin`` names the file of a fault in no entry."""
    return _with_file(_faults(scheme), origin)


def scheme_doubts(scheme: Scheme, origin: str) -> Iterator[SettingsFault]:
    """Yield what holds together and is still hardly meant; a scheme with doubts is used."""
    return _with_file(doubled_rules(scheme.rules), origin)


def open_questions(scheme: Scheme) -> tuple[OpenQuestion, ...]:
    """Return what the office has still to decide: first what is empty, then what is assumed, each in order."""
    empty = tuple(OpenQuestion(table, key, is_assumed=False) for table, key in _empty(scheme))
    assumed = tuple(OpenQuestion(table, key, is_assumed=True) for table, keys in _assumed(scheme) for key in keys)
    return (*empty, *assumed)


def _with_file(faults: Iterable[Fault], origin: str) -> Iterator[SettingsFault]:
    for code, table, parameters in faults:
        yield SettingsFault(code, (), **{"file": origin, "table": table, **parameters})


def _faults(scheme: Scheme) -> Iterator[Fault]:
    yield from post_faults(scheme)
    yield from tag_faults(scheme)
    yield from rule_faults(scheme)
    yield from fieldwork_faults(scheme)
    yield from shelf_life_faults(scheme)
    yield from machine_faults(scheme)
    for limit in scheme.limits:
        table = _limit_name(limit)
        yield from unknown(table, "category", [limit.category], (category.key for category in scheme.categories))
        yield from assumed_faults(table, limit, limit.assumed)
    for name, entries in (
        ("prompt", scheme.prompts),
        ("result", scheme.results),
        ("pause_reason", scheme.pause_reasons),
        ("method", scheme.methods),
        ("pool", scheme.pools),
        ("quality", scheme.qualities),
    ):
        yield from number_faults(name, entries)


def _empty(scheme: Scheme) -> Iterator[tuple[str, str]]:
    """Yield table and key of what no source states and the office has not set."""
    yield from _empty_duties(scheme)
    yield from _empty_fieldwork(scheme)
    for span in scheme.spans:
        if span.office_sets:
            yield f"span {span.role}", "most"
        if span.special is not None and span.special.office_sets:
            yield f"span {span.role}", "special"
    yield from ((shelf_life_name(life), "months") for life in scheme.shelf_lives if not life.months)
    yield from ((_limit_name(limit), "amount") for limit in scheme.limits if not limit.amount)


def _empty_duties(scheme: Scheme) -> Iterator[tuple[str, str]]:
    for rule in scheme.rules:
        if rule.period.kind == "office_sets" and rule.mode != "once":
            yield f"rule {rule.key}", "period"
        if rule.segment.office_sets:
            yield f"rule {rule.key}", "segment"
    yield from ((f"plan {plan.key}", "period") for plan in scheme.plans if plan.period.kind == "office_sets")


def _empty_fieldwork(scheme: Scheme) -> Iterator[tuple[str, str]]:
    yield from ((f"trigger {trigger.key}", "hours") for trigger in scheme.triggers if not trigger.hours)
    for campaign in scheme.campaigns:
        if not campaign.days:
            yield f"campaign {campaign.key}", "days"
        if not campaign.target_percent:
            yield f"campaign {campaign.key}", "target_percent"
    for activity in scheme.activities:
        if activity.segment is not None and activity.segment.office_sets:
            yield f"activity {activity.key}", "segment"


def _assumed(scheme: Scheme) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each table with the keys whose values no source states."""
    yield from ((f"level {level.key}", level.assumed) for level in scheme.levels)
    yield from ((f"role {role.key}", role.assumed) for role in scheme.roles)
    yield from ((f"team {team.key}", team.assumed) for team in scheme.teams)
    yield from ((f"span {span.role}", span.assumed) for span in scheme.spans)
    yield from ((f"rule {rule.key}", rule.assumed) for rule in scheme.rules)
    yield from ((f"plan {plan.key}", plan.assumed) for plan in scheme.plans)
    yield from ((f"trigger {trigger.key}", trigger.assumed) for trigger in scheme.triggers)
    yield from ((f"template {template.key}", template.assumed) for template in scheme.templates)
    yield from ((f"campaign {campaign.key}", campaign.assumed) for campaign in scheme.campaigns)
    yield from ((f"activity {activity.key}", activity.assumed) for activity in scheme.activities)
    yield from ((shelf_life_name(life), life.assumed) for life in scheme.shelf_lives)
    yield from ((_limit_name(limit), limit.assumed) for limit in scheme.limits)


def _limit_name(limit: TimeLimit) -> str:
    return " ".join(part for part in ("limit", limit.ticket_class, limit.category) if part)
