"""An office's mechanism as typed data. Engines are code, mechanisms are data: no code branches on an office's name.

The field names here are the keys of the TOML files in ``config/schemes``; an array of tables is named in the singular
(``[[rule]]``). Titles are Chinese, as the office reads them. Every entry that states a fact of a mechanism has a
``source``: the row of the requirements (S4-5) or the document; ``assumed`` names the keys of an entry that no source
states and the office should decide.
"""

from datetime import date
from functools import lru_cache
from typing import Annotated, Literal

import msgspec

from gridtui.core.words import Channel, Residence, TicketClass
from gridtui.scheme.machine import ClassName, Entry, Machine

Key = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,39}$")]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Source = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Count = Annotated[int, msgspec.Meta(ge=1, le=10_000)]

ChannelName = Literal["home_visit", "online_greeting", "phone", "at_office", "meeting"]
ResidenceName = Literal["usual", "floating", "split"]
Level = Literal["district", "subdistrict", "community", "area", "group", "grid", "courtyard", "building"]
PostKind = Literal["leader", "secretary", "clerk", "officer", "worker", "neighbour"]
ActorScope = Literal["building", "courtyard", "grid", "group", "area", "community", "contact_community", "paired"]
Mode = Literal["per_subject", "per_actor", "per_area", "once"]
PeriodKind = Literal["day", "week", "month", "quarter", "year", "rolling", "weekdays", "office_sets"]
TimeUnit = Literal["minutes", "hours", "days", "working_hours", "working_days"]
CarePurpose = Literal[
    "company",
    "living_aid",
    "health_support",
    "disability_service",
    "child_protection",
    "maternal_service",
    "employment_service",
    "veteran_service",
    "family_support",
    "newcomer_service",
]
"""Why a household is known by a tag. The list is closed: there is no word in it for watching anybody (2.3)."""


class About(Entry, frozen=True):
    """What the scheme is: ``offices`` are 12-digit division codes it is for, ``uses`` schemes it builds on."""

    key: Key
    title: Title
    source: Source
    uses: tuple[Key, ...] = ()
    offices: tuple[str, ...] = ()


class Role(Entry, frozen=True):
    """A kind of post. ``level`` is the unit it is held on; ``kind`` gives its acts (``rules.permission``).

    ``also`` and ``never`` are acts this office adds to or takes from that kind.
    """

    key: Key
    title: Title
    title_en: Title
    level: Level
    kind: PostKind
    source: Source
    also: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


class CareTag(Entry, frozen=True):
    """A reason to care for a household or a person, with its purpose and the months after which it is reviewed.

    ``synonyms`` are words rosters use for it. ``on_list``: whether its title may stand on a list row. ``restricted``:
    seen by entitled posts only, every opening logged (S4-11).
    """

    key: Key
    title: Title
    purpose: CarePurpose
    review_months: Annotated[int, msgspec.Meta(ge=1, le=36)]
    source: Source
    synonyms: tuple[str, ...] = ()
    on_list: bool = False
    restricted: bool = False


class Segment(Entry, frozen=True):
    """Which households a rule is about, by tags in force on the household or a member.

    A household is in it if it carries one of ``any`` or a member's residence is one of ``residences`` (where either
    is stated), and every tag of ``all``, and none of ``none``. ``everyone`` is every household; ``office_sets`` is
    nobody until the office has named its own tags.
    """

    any: tuple[Key, ...] = ()
    all: tuple[Key, ...] = ()
    none: tuple[Key, ...] = ()
    residences: tuple[ResidenceName, ...] = ()
    everyone: bool = False
    office_sets: bool = False

    @property
    def residence_numbers(self) -> tuple[int, ...]:
        """The residences as they are stored."""
        return tuple(Residence[name.upper()].value for name in self.residences)


class Period(Entry, frozen=True):
    """How often. ``days`` is N of a rolling period; ``weekdays`` are 1 Monday to 7 Sunday.

    ``office_sets``: the source states no frequency, and no duty arises until the office states one.
    """

    kind: PeriodKind
    days: Annotated[int, msgspec.Meta(ge=0, le=3660)] = 0
    weekdays: tuple[Annotated[int, msgspec.Meta(ge=1, le=7)], ...] = ()


class CadenceRule(Entry, frozen=True):
    """How often whom is visited by whom, from which obligations are derived (engine E1).

    ``times`` is n; ``times_most`` the m of "n to m events" in an area (0: no upper bound). A visit over one of
    ``substitutes`` counts as if it came over ``channels``. ``grace_days`` after the due day are not yet overdue.
    ``from_`` and ``to`` (TOML: from, to) are the days the rule is in force, both inclusive. ``label`` is what a list
    row says of it. ``once`` takes its window from ``from`` and ``to``.
    """

    key: Key
    title: Title
    label: Title
    source: Source
    actor_roles: Annotated[tuple[Key, ...], msgspec.Meta(min_length=1)]
    actor_scope: ActorScope
    segment: Segment
    channels: Annotated[tuple[ChannelName, ...], msgspec.Meta(min_length=1)]
    period: Period
    from_: date = msgspec.field(name="from")
    mode: Mode = "per_subject"
    times: Count = 1
    times_most: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0
    substitutes: tuple[ChannelName, ...] = ()
    grace_days: Annotated[int, msgspec.Meta(ge=0, le=366)] = 0
    pause_reasons: tuple[Key, ...] = ()
    escalate_to: Key | Literal[""] = ""
    to: date | None = None
    assumed: tuple[str, ...] = ()

    @property
    def from_day(self) -> int:
        """First day in force."""
        return self.from_.toordinal()

    @property
    def to_day(self) -> int | None:
        """Last day in force, None while open."""
        return None if self.to is None else self.to.toordinal()

    @property
    def counting_channels(self) -> tuple[int, ...]:
        """Every channel whose visits satisfy the rule, substitutes included, as stored."""
        return _stored_channels((*self.channels, *self.substitutes))

    def in_force(self, day: int) -> bool:
        """Return whether the rule holds on a day."""
        return self.from_day <= day and (self.to_day is None or day <= self.to_day)


@lru_cache(maxsize=256)
def _stored_channels(names: tuple[ChannelName, ...]) -> tuple[int, ...]:
    """Return channels as they are stored; asked for every row of a board."""
    return tuple(sorted({Channel[name.upper()].value for name in names}))


class TimeLimit(Entry, frozen=True):
    """How long a ticket of a class may take; ``category`` "" is every category without a limit of its own.

    ``amount`` 0 means the office sets it: no clock runs until it does.
    """

    ticket_class: ClassName
    source: Source
    category: Key | Literal[""] = ""
    amount: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0
    unit: TimeUnit = "working_days"
    assumed: tuple[str, ...] = ()


class Category(Entry, frozen=True):
    """What a ticket is about; every ticket has one (S1-6)."""

    key: Key
    title: Title
    source: Source


class Desk(Entry, frozen=True):
    """A desk tickets go to, on the unit of a level."""

    key: Key
    title: Title
    level: Level
    source: Source


class Programme(Entry, frozen=True):
    """A label a mechanism is known by."""

    key: Key
    title: Title
    source: Source


class Numbered(Entry, frozen=True):
    """A choice stored by its permanent number: visit prompts, results, pause reasons."""

    number: Annotated[int, msgspec.Meta(ge=1, le=999)]
    key: Key
    title: Title
    source: Source


class Phrase(Entry, frozen=True):
    """A stock phrase (常用语) for diaries and notes; the office edits the list."""

    key: Key
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class Scheme(Entry, frozen=True):
    """The whole mechanism of an office. Effective dates stand on its rules."""

    about: About = msgspec.field(name="scheme")
    roles: tuple[Role, ...] = msgspec.field(name="role", default=())
    tags: tuple[CareTag, ...] = msgspec.field(name="tag", default=())
    rules: tuple[CadenceRule, ...] = msgspec.field(name="rule", default=())
    machines: tuple[Machine, ...] = msgspec.field(name="machine", default=())
    limits: tuple[TimeLimit, ...] = msgspec.field(name="limit", default=())
    categories: tuple[Category, ...] = msgspec.field(name="category", default=())
    desks: tuple[Desk, ...] = msgspec.field(name="desk", default=())
    programmes: tuple[Programme, ...] = msgspec.field(name="programme", default=())
    prompts: tuple[Numbered, ...] = msgspec.field(name="prompt", default=())
    results: tuple[Numbered, ...] = msgspec.field(name="result", default=())
    pause_reasons: tuple[Numbered, ...] = msgspec.field(name="pause_reason", default=())
    phrases: tuple[Phrase, ...] = msgspec.field(name="phrase", default=())

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

    def role(self, key: str) -> Role | None:
        """Return the role of that key, None where this scheme knows none."""
        return next((role for role in self.roles if role.key == key), None)

    def role_table(self) -> dict[str, Role]:
        """Return the roles by key, as ``rules.permission.may`` takes them."""
        return {role.key: role for role in self.roles}

    def tag(self, key: str) -> CareTag | None:
        """Return the tag of that key, None where this scheme knows none."""
        return next((tag for tag in self.tags if tag.key == key), None)

    def rules_in_force(self, day: int) -> tuple[CadenceRule, ...]:
        """Return the cadence rules that hold on a day, in the scheme's order."""
        return tuple(rule for rule in self.rules if rule.in_force(day))
