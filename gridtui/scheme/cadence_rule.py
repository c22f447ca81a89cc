"""How often whom is visited by whom, and how often an area has what activity: the tables duties are derived from."""

from datetime import date
from functools import lru_cache
from typing import Annotated, Literal

import msgspec

from gridtui.core.words import Channel
from gridtui.scheme.care import Segment
from gridtui.scheme.vocabulary import (
    ActorScope,
    ChannelName,
    Count,
    Counted,
    Entry,
    Key,
    MadeBy,
    Mode,
    PeriodKind,
    Source,
    Title,
    Weekday,
)


class Period(Entry, frozen=True):
    """How often. ``days`` is N of a rolling period; ``weekdays`` are 1 Monday to 7 Sunday.

    ``office_sets``: the source states no frequency, and no duty arises until the office states one.
    """

    kind: PeriodKind
    days: Annotated[int, msgspec.Meta(ge=0, le=3660)] = 0
    weekdays: tuple[Weekday, ...] = ()


class CadenceRule(Entry, frozen=True):
    """How often whom is visited by whom, from which obligations are derived (engine E1).

    ``counts`` says what is counted: visits over ``channels``, or activities of the kind ``activity``, which have no
    channel. ``times`` is n; ``times_most`` the m of "n to m events" in an area (0: no upper bound). A visit over one
    of ``substitutes`` counts as if it came over ``channels``. ``made_by``: whether only a visit made by one of
    ``actor_roles`` counts (a courtyard lead's does not fulfil what the secretary owes), or anybody's. ``grace_days``
    after the due day are not yet overdue.
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
    period: Period
    from_: date = msgspec.field(name="from")
    channels: tuple[ChannelName, ...] = ()
    mode: Mode = "per_subject"
    times: Count = 1
    times_most: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0
    substitutes: tuple[ChannelName, ...] = ()
    counts: Counted = "visits"
    activity: Key | Literal[""] = ""
    grace_days: Annotated[int, msgspec.Meta(ge=0, le=366)] = 0
    pause_reasons: tuple[Key, ...] = ()
    made_by: MadeBy = "anybody"
    escalate_to: Key | Literal[""] = ""
    programme: Key | Literal[""] = ""
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
        """Every channel whose visits satisfy the rule, substitutes included, as stored; none where activities do."""
        return _stored_channels((*self.channels, *self.substitutes))

    @property
    def is_by_pair(self) -> bool:
        """Whether it asks posts for the households they are paired with."""
        return self.actor_scope == "paired"

    def in_force(self, day: int) -> bool:
        """Return whether the rule holds on a day."""
        return self.from_day <= day and (self.to_day is None or day <= self.to_day)

    def overlaps(self, other: "CadenceRule") -> bool:
        """Return whether there is a day on which both hold."""
        first, second = sorted((self, other), key=lambda rule: rule.from_day)
        return first.to_day is None or second.from_day <= first.to_day


class PlanTemplate(Entry, frozen=True):
    """A personal cadence a plan form offers to start from (S1-13); it makes no duty before a plan is written.

    ``ends_with`` is the tag with whose end such a plan ends, "" where it does not hang on one.
    """

    key: Key
    title: Title
    source: Source
    period: Period
    times: Count = 1
    ends_with: Key | Literal[""] = ""
    assumed: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def _stored_channels(names: tuple[ChannelName, ...]) -> tuple[int, ...]:
    """Return channels as they are stored; asked for every row of a board."""
    return tuple(sorted({Channel[name.upper()].value for name in names}))
