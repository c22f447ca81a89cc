"""An office's mechanism as typed data. Engines are code, mechanisms are data: no code branches on an office's name.

The field names of the tables are the keys of the TOML files in ``config/schemes``; an array of tables is named in the
singular (``[[rule]]``). Titles are Chinese, as the office reads them. Every entry that states a fact of a mechanism
has a ``source``: the row of the requirements (S4-5) or the document; ``assumed`` names the keys of an entry that no
source states and the office should decide.

This is the door: whoever needs a table of a scheme imports it from here.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar

import msgspec

from gridtui.core.words import TicketClass
from gridtui.scheme.cadence_rule import CadenceRule, Period, PlanTemplate
from gridtui.scheme.care import AgeGroup, CareTag, Segment, ShelfLife
from gridtui.scheme.disposal import Category, Desk, Phrase, Slot, SlotKey, TimeLimit
from gridtui.scheme.fieldwork import (
    ActivityKind,
    CampaignCategory,
    CampaignKind,
    Trigger,
    VisitTemplate,
    When,
)
from gridtui.scheme.machine import Machine
from gridtui.scheme.posts import LevelTitle, Role, Span, Team
from gridtui.scheme.vocabulary import (
    ActorScope,
    CarePurpose,
    ChannelName,
    Counted,
    Entry,
    Key,
    Level,
    Mode,
    Numbered,
    PeriodKind,
    PostKind,
    Programme,
    ReportKey,
    Source,
    TimeUnit,
    Title,
    UnitName,
)

__all__ = [
    "About",
    "ActivityKind",
    "ActorScope",
    "AgeGroup",
    "CadenceRule",
    "CampaignCategory",
    "CampaignKind",
    "CarePurpose",
    "CareTag",
    "Category",
    "ChannelName",
    "Counted",
    "Desk",
    "Entry",
    "Key",
    "Level",
    "LevelTitle",
    "Machine",
    "Mode",
    "Numbered",
    "Period",
    "PeriodKind",
    "Phrase",
    "PlanTemplate",
    "PostKind",
    "Programme",
    "Report",
    "Role",
    "Scheme",
    "Segment",
    "ShelfLife",
    "Slot",
    "SlotKey",
    "Source",
    "Span",
    "Team",
    "TimeLimit",
    "TimeUnit",
    "Title",
    "Trigger",
    "UnitName",
    "VisitTemplate",
    "When",
]


class About(Entry, frozen=True):
    """What the scheme is: ``offices`` are 12-digit division codes it is for, ``uses`` schemes it builds on."""

    key: Key
    title: Title
    source: Source
    uses: tuple[Key, ...] = ()
    offices: tuple[str, ...] = ()


class Report(Entry, frozen=True):
    """A document that an entry was taken from; ``key`` is what its source begins with: S3 of S3-5."""

    key: ReportKey
    title: Source


class Scheme(Entry, frozen=True):
    """The whole mechanism of an office. Effective dates stand on its rules."""

    about: About = msgspec.field(name="scheme")
    reports: tuple[Report, ...] = msgspec.field(name="report", default=())
    levels: tuple[LevelTitle, ...] = msgspec.field(name="level", default=())
    roles: tuple[Role, ...] = msgspec.field(name="role", default=())
    teams: tuple[Team, ...] = msgspec.field(name="team", default=())
    spans: tuple[Span, ...] = msgspec.field(name="span", default=())
    tags: tuple[CareTag, ...] = msgspec.field(name="tag", default=())
    rules: tuple[CadenceRule, ...] = msgspec.field(name="rule", default=())
    plans: tuple[PlanTemplate, ...] = msgspec.field(name="plan", default=())
    triggers: tuple[Trigger, ...] = msgspec.field(name="trigger", default=())
    templates: tuple[VisitTemplate, ...] = msgspec.field(name="template", default=())
    campaigns: tuple[CampaignKind, ...] = msgspec.field(name="campaign", default=())
    activities: tuple[ActivityKind, ...] = msgspec.field(name="activity", default=())
    shelf_lives: tuple[ShelfLife, ...] = msgspec.field(name="shelf_life", default=())
    machines: tuple[Machine, ...] = msgspec.field(name="machine", default=())
    limits: tuple[TimeLimit, ...] = msgspec.field(name="limit", default=())
    categories: tuple[Category, ...] = msgspec.field(name="category", default=())
    desks: tuple[Desk, ...] = msgspec.field(name="desk", default=())
    programmes: tuple[Programme, ...] = msgspec.field(name="programme", default=())
    prompts: tuple[Numbered, ...] = msgspec.field(name="prompt", default=())
    results: tuple[Numbered, ...] = msgspec.field(name="result", default=())
    pause_reasons: tuple[Numbered, ...] = msgspec.field(name="pause_reason", default=())
    methods: tuple[Numbered, ...] = msgspec.field(name="method", default=())
    """How somebody came to a post (S3-2), stored in ``post.chosen_how``."""
    pools: tuple[Numbered, ...] = msgspec.field(name="pool", default=())
    """Whom a post is given to by preference (S3-2), stored in ``post.pool``."""
    qualities: tuple[Numbered, ...] = msgspec.field(name="quality", default=())
    """What is checked before somebody gets a post (S3-2); ``post.checked`` says that it was."""
    phrases: tuple[Phrase, ...] = msgspec.field(name="phrase", default=())
    slots: tuple[Slot, ...] = msgspec.field(name="slot", default=())

    def machine(self, ticket_class: int) -> Machine:
        """Return how tickets of a class are disposed of; a class no machine names is disposed of as routine.

        Raises KeyError where the scheme states no routine machine, which ``check`` refuses.
        """
        by_class: dict[int, Machine] = {machine.ticket_class: machine for machine in self.machines}
        return by_class.get(ticket_class) or by_class[TicketClass.ROUTINE]

    def limit(self, ticket_class: int, category: str) -> TimeLimit | None:
        """Return the limit of a class and category, else of the class; None where no clock runs."""
        of_class = [limit for limit in self.limits if TicketClass[limit.ticket_class.upper()] == ticket_class]
        for wanted in (category, ""):
            for limit in of_class:
                if limit.category == wanted:
                    return limit if limit.amount else None
        return None

    def source_words(self, source: str) -> str:
        """Return a source with the report its row stands in before it, where one is named: whom people can ask."""
        titles = [report.title for report in self.reports if f"{report.key}-" in source]
        return " ".join((*titles, source))

    def role(self, key: str) -> Role | None:
        """Return the role of that key, None where this scheme knows none."""
        return _keyed(self.roles, key)

    def roles_fulfilling(self, rule: CadenceRule) -> frozenset[str]:
        """Return the roles of which one must have made a visit that counts towards a rule; none: anybody may.

        Who holds a role because he holds another one goes under either (``Role.held_with``).
        """
        return frozenset() if rule.made_by == "anybody" else self.roles_asked(rule)

    def roles_asked(self, rule: CadenceRule) -> frozenset[str]:
        """Return the roles whose holders a rule asks: those it names, and those with which one of them is held."""
        held_with = (key for role in self.roles if role.key in rule.actor_roles for key in role.held_with)
        return frozenset((*rule.actor_roles, *held_with))

    def role_table(self) -> dict[str, Role]:
        """Return the roles by key, as ``rules.permission.may`` takes them."""
        return {role.key: role for role in self.roles}

    def tag(self, key: str) -> CareTag | None:
        """Return the tag of that key, None where this scheme knows none."""
        return _keyed(self.tags, key)

    def rules_in_force(self, day: int) -> tuple[CadenceRule, ...]:
        """Return the cadence rules that hold on a day, in the scheme's order."""
        return tuple(rule for rule in self.rules if rule.in_force(day))

    def level(self, key: str) -> LevelTitle | None:
        """Return how this office names a kind of unit, None where it states nothing of it."""
        return _keyed(self.levels, key)

    def trigger(self, key: str) -> Trigger | None:
        """Return the trigger of that key, None where this scheme knows none."""
        return _keyed(self.triggers, key)

    def template(self, key: str) -> VisitTemplate | None:
        """Return the visit template of that key, None where this scheme knows none."""
        return _keyed(self.templates, key)

    def campaign(self, key: str) -> CampaignKind | None:
        """Return the kind of campaign of that key, None where this scheme knows none."""
        return _keyed(self.campaigns, key)

    def activity(self, key: str) -> ActivityKind | None:
        """Return the kind of activity of that key, None where this scheme knows none."""
        return _keyed(self.activities, key)

    def prompt(self, key: str) -> Numbered | None:
        """Return the prompt of that key, None where this scheme knows none."""
        return _keyed(self.prompts, key)

    def span(self, role: str) -> Span | None:
        """Return how many households a post of a role answers for, None where no source speaks of it."""
        return next((span for span in self.spans if span.role == role), None)

    def shelf_months(self, type_name: str, field: str) -> int | None:
        """Return how many months a field stays fresh, None where it is never said to be stale."""
        for life in self.shelf_lives:
            if (life.type, life.field) == (type_name, field):
                return life.months or None
        return None


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


_E = TypeVar("_E", bound=_Keyed)


def _keyed(entries: Iterable[_E], key: str) -> _E | None:
    return next((entry for entry in entries if entry.key == key), None)
