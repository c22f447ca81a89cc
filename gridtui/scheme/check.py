"""Whether a scheme holds together: what no type can say, and what its sources leave for the office to decide."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations

import msgspec

from gridtui.core.errors import SettingsFault
from gridtui.core.words import TicketClass
from gridtui.scheme.acts import ACTS
from gridtui.scheme.machine import Machine
from gridtui.scheme.model import CadenceRule, CareTag, Period, Scheme, Segment, TimeLimit

WATCHING_WORDS = (
    "刑满", "刑释", "吸毒", "戒毒", "涉毒", "社区矫正", "矫正", "信访", "上访", "访民", "重点人员", "稳控", "维稳",
    "邪教", "宗教", "信教", "涉黑", "前科", "涉稳", "管控",
)  # fmt: skip
"""Words that name people to be watched. A tag is for care (2.3); the matter behind such a word is a ticket."""

GRACEFUL_PERIODS = frozenset({"rolling", "weekdays", "office_sets"})
"""Periods whose duty can be late; a calendar period that ended is missed, and a new one has begun."""

ROUTINE_END = "closed"


class OpenQuestion(msgspec.Struct, frozen=True, gc=False):
    """Something the sources leave to the office. ``is_assumed``: a value stands there, which no source states."""

    table: str
    key: str
    is_assumed: bool


def scheme_faults(scheme: Scheme, origin: str) -> Iterator[SettingsFault]:
    """Yield everything that does not hold together; ``origin`` names the file of a fault in no entry."""
    for code, table, parameters in _faults(scheme):
        yield SettingsFault(code, (), **{"file": origin, "table": table, **parameters})


def open_questions(scheme: Scheme) -> tuple[OpenQuestion, ...]:
    """Return what the office has still to decide: first what is empty, then what is assumed, each in order."""
    empty, assumed = [], []
    for rule in scheme.rules:
        table = f"rule {rule.key}"
        if rule.period.kind == "office_sets":
            empty.append(OpenQuestion(table, "period", is_assumed=False))
        if rule.segment.office_sets:
            empty.append(OpenQuestion(table, "segment", is_assumed=False))
        assumed += [OpenQuestion(table, key, is_assumed=True) for key in rule.assumed]
    for limit in scheme.limits:
        table = _limit_name(limit)
        if not limit.amount:
            empty.append(OpenQuestion(table, "amount", is_assumed=False))
        assumed += [OpenQuestion(table, key, is_assumed=True) for key in limit.assumed]
    return (*empty, *assumed)


Fault = tuple[str, str, dict[str, str | int]]


def _faults(scheme: Scheme) -> Iterator[Fault]:
    yield from _role_faults(scheme)
    for tag in scheme.tags:
        yield from _tag_faults(tag)
    yield from _synonym_faults(scheme.tags)
    for rule in scheme.rules:
        yield from _rule_faults(scheme, rule)
    yield from _overlaps(scheme.rules)
    yield from _machine_set_faults(scheme)
    for limit in scheme.limits:
        table = _limit_name(limit)
        categories = [limit.category] if limit.category else []
        yield from _unknown(table, "category", categories, (category.key for category in scheme.categories))
        yield from _assumed_faults(table, limit, limit.assumed)
    yield from _number_faults(scheme)


def _role_faults(scheme: Scheme) -> Iterator[Fault]:
    for role in scheme.roles:
        table = f"role {role.key}"
        yield from _unknown(table, "also", role.also, ACTS)
        yield from _unknown(table, "never", role.never, ACTS)


def _tag_faults(tag: CareTag) -> Iterator[Fault]:
    table = f"tag {tag.key}"
    for text in (tag.title, *tag.synonyms):
        if any(word in text for word in WATCHING_WORDS):
            yield "scheme.watching_tag", table, {"key": "title" if text == tag.title else "synonyms", "name": text}
    if tag.restricted and tag.on_list:
        yield "scheme.contradiction", table, {"key": "on_list", "other": "restricted"}


def _synonym_faults(tags: Iterable[CareTag]) -> Iterator[Fault]:
    holder: dict[str, str] = {}
    for tag in tags:
        for word in {tag.title, *tag.synonyms}:
            if word in holder:
                yield (
                    "scheme.synonym_twice",
                    f"tag {tag.key}",
                    {"key": "synonyms", "name": word, "other": holder[word]},
                )
            holder[word] = tag.key


def _rule_faults(scheme: Scheme, rule: CadenceRule) -> Iterator[Fault]:
    table = f"rule {rule.key}"
    roles = [role.key for role in scheme.roles]
    tags = [tag.key for tag in scheme.tags]
    yield from _unknown(table, "actor_roles", rule.actor_roles, roles)
    yield from _unknown(table, "escalate_to", [rule.escalate_to] if rule.escalate_to else [], roles)
    yield from _unknown(table, "segment", (*rule.segment.any, *rule.segment.all, *rule.segment.none), tags)
    yield from _unknown(table, "pause_reasons", rule.pause_reasons, (reason.key for reason in scheme.pause_reasons))
    yield from _assumed_faults(table, rule, rule.assumed)
    yield from _segment_faults(table, rule.segment)
    yield from _period_faults(table, rule.period)
    if set(rule.channels) & set(rule.substitutes):
        yield "scheme.contradiction", table, {"key": "substitutes", "other": "channels"}
    if rule.to is not None and rule.to < rule.from_:
        yield "scheme.dates", table, {"key": "to"}
    if rule.mode == "once" and rule.to is None:
        yield "scheme.missing_key", table, {"key": "to"}
    if rule.grace_days and rule.period.kind not in GRACEFUL_PERIODS and rule.mode != "once":
        yield "scheme.contradiction", table, {"key": "grace_days", "other": "period"}
    if rule.times_most and (rule.mode != "per_area" or rule.times_most < rule.times):
        yield "scheme.contradiction", table, {"key": "times_most", "other": "times"}


def _segment_faults(table: str, segment: Segment) -> Iterator[Fault]:
    chosen = bool(segment.any or segment.all or segment.residences)
    if [chosen, segment.everyone, segment.office_sets].count(True) != 1:
        yield "scheme.segment", table, {"key": "segment"}
    if set(segment.none) & {*segment.any, *segment.all}:
        yield "scheme.contradiction", table, {"key": "segment none", "other": "segment any"}


def _period_faults(table: str, period: Period) -> Iterator[Fault]:
    if (period.kind == "rolling") != (period.days > 0):
        yield "scheme.period", table, {"key": "period days"}
    if (period.kind == "weekdays") != bool(period.weekdays):
        yield "scheme.period", table, {"key": "period weekdays"}


def _overlaps(rules: Iterable[CadenceRule]) -> Iterator[Fault]:
    by_key: dict[str, list[CadenceRule]] = {}
    for rule in rules:
        by_key.setdefault(rule.key, []).append(rule)
    for key, versions in by_key.items():
        for one, other in combinations(sorted(versions, key=lambda rule: rule.from_day), 2):
            if one.to_day is None or other.from_day <= one.to_day:
                yield "scheme.overlap", f"rule {key}", {"key": "from", "name": other.from_.isoformat()}


def _machine_set_faults(scheme: Scheme) -> Iterator[Fault]:
    stated = {machine.ticket_class for machine in scheme.machines}
    for ticket_class in TicketClass:
        if ticket_class not in stated:
            yield "scheme.missing_machine", "machine", {"key": ticket_class.name.lower()}
    desks = [desk.key for desk in scheme.desks]
    for machine in scheme.machines:
        table = f"machine {machine.key}"
        yield from _unknown(table, "goes_to", [machine.goes_to], ("opener", *desks))
        yield from _unknown(table, "copy_desk", [machine.copy_desk] if machine.copy_desk else [], desks)
        yield from _machine_faults(table, machine)


def _machine_faults(table: str, machine: Machine) -> Iterator[Fault]:
    pairs = Counter((step.act, state) for step in machine.steps for state in step.after)
    for (act, state), times in pairs.items():
        if times > 1:
            yield "scheme.twice", f"{table} step {act}", {"key": state}
    needs = {need for step in machine.steps for need in step.needs}
    if "copy" in needs and not machine.copy_desk:
        yield "scheme.missing_key", table, {"key": "copy_desk"}
    reached = _reached(machine)
    if ROUTINE_END not in reached:
        yield "scheme.no_way", table, {"key": "step", "name": ROUTINE_END}
    for step in machine.steps:
        for state in step.after:
            if state not in reached:
                yield "scheme.no_way", f"{table} step {step.act}", {"key": "after", "name": state}


def _reached(machine: Machine) -> set[str]:
    reached: set[str] = {"registered"}
    while True:
        more = {step.to for step in machine.steps if reached & set(step.after)} - reached - {""}
        if not more:
            return reached
        reached |= more


def _number_faults(scheme: Scheme) -> Iterator[Fault]:
    for table, entries in (
        ("prompt", scheme.prompts),
        ("result", scheme.results),
        ("pause_reason", scheme.pause_reasons),
    ):
        numbers = Counter(entry.number for entry in entries)
        for entry in entries:
            if numbers[entry.number] > 1:
                yield "scheme.number_twice", f"{table} {entry.key}", {"key": "number", "number": entry.number}


def _assumed_faults(table: str, entry: msgspec.Struct, assumed: Iterable[str]) -> Iterator[Fault]:
    return _unknown(table, "assumed", assumed, (field.encode_name for field in msgspec.structs.fields(type(entry))))


def _unknown(table: str, key: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    held = frozenset(known)
    for name in names:
        if name not in held:
            yield "scheme.unknown_name", table, {"key": key, "name": name}


def _limit_name(limit: TimeLimit) -> str:
    return " ".join(part for part in ("limit", limit.ticket_class, limit.category) if part)
