"""What tells two schemes apart, in sentences: posts, tags and activities by their titles, numbers in their units."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Literal, cast

import msgspec

from gridtui.core.words import (
    Channel,
    HalfDay,
    Residence,
    TicketAct,
    TicketClass,
    TicketKind,
    TicketSource,
    TicketState,
    UnitKind,
)
from gridtui.locale import N_, _, language, say
from gridtui.locale.field_words import TYPES, field_words
from gridtui.locale.scheme_words import INNER_TABLES, KEYS, TABLES, VALUES
from gridtui.locale.words import word
from gridtui.scheme.check import OpenQuestion
from gridtui.scheme.diff import Change, Value
from gridtui.scheme.model import CadenceRule, Scheme

if TYPE_CHECKING:
    from gridtui.office.simulation import SimulationView
    from gridtui.rules.simulation import Overload

_LISTS: tuple[type[IntEnum], ...] = (Channel, Residence, TicketKind, TicketClass, TicketSource)
_LIST_OF_KEY: dict[str, type[IntEnum]] = {
    "level": UnitKind,
    "under": UnitKind,
    "actor_scope": UnitKind,
    "half_day": HalfDay,
    "after": TicketState,
    "step.to": TicketState,
    "act": TicketAct,
    "ticket_sources": TicketSource,
    "person_sources": TicketSource,
}
_OFFICE_SETS = {
    "trigger.hours", "campaign.days", "campaign.target_percent", "limit.amount", "shelf_life.months", "span.most",
}  # fmt: skip
"""Numbers whose 0 leaves them to the office."""
_NOT_STATED = {"level.number", "role.per_unit", "role.term_months", "rule.times_most"}
"""Numbers whose 0 says nothing."""
_PERIODS = {
    "day": N_("every day"),
    "week": N_("every week"),
    "month": N_("every month"),
    "quarter": N_("every quarter"),
    "year": N_("every year"),
    "office_sets": N_("the office sets it"),
}
_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_TITLED = (
    "roles", "tags", "activities", "templates", "campaigns", "programmes", "prompts", "pause_reasons", "categories",
    "desks", "machines",
)  # fmt: skip
_HOLDERS = {"campaign": "campaigns", "machine": "machines", "activity": "activities"}
"""Tables that hold arrays of tables."""
_ENTRIES = {"rule": "rules", "plan": "plans", "trigger": "triggers", "role": "roles", "level": "levels",
            "team": "teams", "template": "templates", "campaign": "campaigns", "activity": "activities"}  # fmt: skip
"""Tables whose entries have a key -> where a scheme holds them."""
_TITLED_KEYS = {
    "actor_roles": "roles",
    "escalate_to": "roles",
    "held_with": "roles",
    "visitor_roles": "roles",
    "role": "roles",
    "any": "tags",
    "all": "tags",
    "none": "tags",
    "tag": "tags",
    "ends_with": "tags",
    "activity": "activities",
    "template": "templates",
    "campaign": "campaigns",
    "programme": "programmes",
    "prompts": "prompts",
    "pause_reasons": "pause_reasons",
    "category": "categories",
    "copy_desk": "desks",
    "goes_to": "desks",
    "roles": "roles",
}
"""Keys whose values are keys of entries that have a title."""


class SchemeWords:
    """The words for changes between two schemes; entries are called as the newer one calls them."""

    def __init__(self, old: Scheme, new: Scheme) -> None:
        self._titles: dict[str, dict[str, str]] = {}
        for name in _TITLED:
            entries = (*getattr(old, name), *getattr(new, name))
            self._titles[name] = {entry.key: _title(entry) for entry in entries}

    def sentence(self, change: Change) -> str:
        """Return what changed as one line."""
        table = table_word(change.table)
        title = self._called(change)
        if not change.key:
            message = (
                N_("{table} {title} ({entry}): added")
                if change.old is None
                else N_("{table} {title} ({entry}): taken away")
            )
            return say(message, table=table, title=title, entry=change.entry)
        old, new = (self._value(change, value) for value in (change.old, change.new))
        key = key_word(change.table, change.key)
        if title == change.entry or not change.entry:
            message = N_("{table} {title}: {key} changed from '{old}' to '{new}'")
            return say(message, table=table, title=title, key=key, old=old, new=new)
        message = N_("{table} {title} ({entry}): {key} changed from '{old}' to '{new}'")
        return say(message, table=table, title=title, entry=change.entry, key=key, old=old, new=new)

    def _called(self, change: Change) -> str:
        """Return what an entry is called, behind the title of the entry it lies in where it lies in one."""
        own = change.title or change.entry
        if change.table == "span":
            return self._titles["roles"].get(own, own)
        if change.table == "shelf_life":
            return _fact_words(own)
        table, *inner = change.table.split(" ")
        if not inner:
            return own
        own = word(TicketAct, TicketAct[own.upper()]) if own.upper() in TicketAct.__members__ else own
        return f"{self._titles[_HOLDERS[table]].get(inner[0], inner[0])} {own}"

    def _value(self, change: Change, value: Value) -> str:
        last, inner = change.key.rpartition(".")[2], change.table.rpartition(" ")[2]
        place = f"{inner}.{last}"
        if isinstance(value, str) and value:
            return self._word(place, last, value)
        if isinstance(value, Mapping):
            return period_words(value)
        if isinstance(value, tuple):
            return _joined([self._value(change, each) for each in value]) or _("nothing")
        return _plain_words(place, value)

    def _word(self, place: str, last: str, value: str) -> str:
        if last in _TITLED_KEYS and value in self._titles[_TITLED_KEYS[last]]:
            return self._titles[_TITLED_KEYS[last]][value]
        listed = _LIST_OF_KEY.get(place) or _LIST_OF_KEY.get(last)
        for code_list in (*((listed,) if listed else ()), *_LISTS):
            if value.upper() in code_list.__members__:
                return word(code_list, code_list[value.upper()])
        return _(VALUES[value]) if value in VALUES and last not in _OWN_WORDS else value


_OWN_WORDS = frozenset({"key", "title", "title_en", "label", "source", "text", "topic", "script", "field", "assumed"})
"""Keys whose values are the office's own words or names, never looked up."""


def question_words(scheme: Scheme, question: OpenQuestion) -> str:
    """Return what the office has still to decide: which entry, and what of it."""
    table, _space, entry = question.table.partition(" ")
    titled = next((held for held in getattr(scheme, _ENTRIES.get(table, ""), ()) if held.key == entry), None)
    if table == "span":
        titled = scheme.role(entry)
    if table == "limit":
        return _limit_words(scheme, entry)
    if table == "shelf_life":
        entry = _fact_words(entry)
    called = entry if titled is None else f"{_title(titled)} ({entry})"
    return say("{table} {title}: {key}", table=table_word(table), title=called, key=key_word(table, question.key))


def _fact_words(entry: str) -> str:
    """Return what a fact is called whose shelf life is spoken of: ``resident phone`` is a member's phone."""
    type_name, _space, field = entry.partition(" ")
    return f"{_(TYPES.get(type_name, type_name))} {field_words(field)}"


def _limit_words(scheme: Scheme, entry: str) -> str:
    """Return which time limit is open, and in which unit it counts."""
    name, _space, category = entry.partition(" ")
    limit = next(each for each in scheme.limits if (each.ticket_class, each.category) == (name, category))
    title = " ".join(each for each in (word(TicketClass, TicketClass[name.upper()]), category) if each)
    return say("{table} {title}: {key}", table=table_word("limit"), title=title, key=_(VALUES[limit.unit]))


def table_word(table: str) -> str:
    """Return what an entry of a table is: ``campaign sweep category`` is a category of a campaign."""
    first, *inner = table.split(" ")
    message = INNER_TABLES.get(f"{first} {inner[-1]}") if inner else TABLES.get(first)
    return _(message) if message is not None else table


def key_word(table: str, key: str) -> str:
    """Return what a key of a table says; the key itself where there is no word for it."""
    last, inner = key.rpartition(".")[2], table.rpartition(" ")[2]
    message = KEYS.get(f"{inner}.{last}") or KEYS.get(last)
    return _(message) if message is not None else key


def period_words(period: Mapping[str, Value]) -> str:
    """Return how often a period is: every 7 days, every month, every Tuesday."""
    kind = str(period["kind"])
    if kind == "rolling":
        return say("every {days} days", days=cast("int", period["days"]))
    if kind == "weekdays":
        days = cast("tuple[int, ...]", period["weekdays"])
        return say("every {weekdays}", weekdays=_joined([_(_WEEKDAYS[day - 1]) for day in days]))
    return _(_PERIODS[kind])


def _plain_words(place: str, value: bool | int | Literal[""] | None) -> str:
    """Return the words of a value that is no word itself: nothing, yes or no, a number in the table it stands in."""
    last = place.rpartition(".")[2]
    if value is None:
        return _("open") if place == "rule.to" else _("not stated")
    if isinstance(value, bool) or value == "":
        return _("nothing") if value == "" else _yes_no(value)
    if value == 0 and place in _OFFICE_SETS | _NOT_STATED:
        return _("the office sets it") if place in _OFFICE_SETS else _("not stated")
    if last == "weekdays":
        return _(_WEEKDAYS[value - 1])
    return f"{value // 60:02}:{value % 60:02}" if last in {"start_minute", "end_minute"} else str(value)


def _yes_no(value: bool) -> str:
    return _("yes") if value else _("no")


def _title(entry: object) -> str:
    own = getattr(entry, "title_en", "") if language() == "en" else ""
    return own or str(getattr(entry, "title", ""))


def _joined(words: list[str]) -> str:
    return (", " if language() == "en" else "、").join(words)


def pace_words(rule: CadenceRule) -> str:
    """Return how often a rule asks, and of how much: every 7 days; every month, 5 households."""
    if rule.mode == "once":
        return _("once")
    period = period_words(msgspec.to_builtins(rule.period))
    if rule.period.kind == "office_sets":
        return period
    if rule.mode == "per_actor":
        return say("{period}, {times} households a post", period=period, times=rule.times)
    most = rule.times_most if rule.times_most > rule.times else 0
    times = f"{rule.times}-{most}" if most else str(rule.times)
    if rule.mode == "per_area":
        return say("{period}, {times} in an area", period=period, times=times)
    return period if rule.times == 1 else say("{period}, {times} times", period=period, times=times)


def overload_words(overloads: "Sequence[Overload]") -> str:
    """Return the first week that is too much for a post, and against what; '' where none is."""
    if not overloads:
        return ""
    first = overloads[0]
    messages = {
        "capacity": N_("week {week}: {duties}, more than {limit}"),
        "median": N_("week {week}: {duties}, others' double is {limit}"),
        "done": N_("week {week}: {duties}, three times what was done is {limit}"),
    }
    return say(messages[first.reason], week=first.week + 1, duties=first.duties, limit=first.limit)


def duties_words(found: "SimulationView") -> str:
    """Return how much both mechanisms ask of all posts together."""
    before, after = (sum(load.duties for load in loads) for loads in (found.old_rules, found.new_rules))
    return say("Duties in {weeks} weeks: {before} now, {after} then.", weeks=found.weeks, before=before, after=after)
