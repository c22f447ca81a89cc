"""What is done in the field beside regular visits: must-attend and must-report, templates, campaigns, activities."""

from typing import Annotated, Literal

import msgspec

from gridtui.core.words import Channel, HalfDay, TicketClass, TicketKind, TicketSource
from gridtui.scheme.care import AgeGroup, Segment
from gridtui.scheme.vocabulary import (
    ActivityGroup,
    ChannelName,
    ClassName,
    Entry,
    HalfDayName,
    Key,
    Leaves,
    Level,
    Minute,
    Question,
    Source,
    SourceName,
    TicketKindName,
    Title,
    VisitPart,
    Weekday,
)

LONGEST_HOURS = 744
"""31 days: an act that may wait longer is no answer to something that happened."""


class Trigger(Entry, frozen=True):
    """Something that happens and what must follow (E3): somebody goes there, or it is reported.

    ``hours`` from the moment it was noted, 0 where the office sets it: no clock runs until then. ``attend`` is
    fulfilled by a visit over one of ``visit_channels``. ``report`` opens a ticket of ``ticket_kind``,
    ``ticket_class`` and ``category``, or asks for a ``change`` of the registry: the care tag ``tag``, or a household
    that moved in. ``prompts`` are keys of prompts ticked in advance, ``template`` the visit's template.
    """

    key: Key
    title: Title
    act: Literal["attend", "report"]
    roles: Annotated[tuple[Key, ...], msgspec.Meta(min_length=1)]
    source: Source
    hours: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_HOURS)] = 0
    visit_channels: tuple[ChannelName, ...] = ()
    ticket_kind: TicketKindName | Literal[""] = ""
    ticket_class: ClassName | Literal[""] = ""
    category: Key | Literal[""] = ""
    change: Literal["", "tag", "household"] = ""
    tag: Key | Literal[""] = ""
    prompts: tuple[Key, ...] = ()
    template: Key | Literal[""] = ""
    programme: Key | Literal[""] = ""
    assumed: tuple[str, ...] = ()

    @property
    def stored_channels(self) -> tuple[int, ...]:
        """The channels as they are stored."""
        return tuple(sorted(Channel[name.upper()].value for name in self.visit_channels))

    @property
    def stored_kind(self) -> TicketKind | None:
        """The kind of the ticket it opens, None where it opens none."""
        return TicketKind[self.ticket_kind.upper()] if self.ticket_kind else None

    @property
    def stored_class(self) -> TicketClass | None:
        """The class of the ticket it opens, None where it opens none."""
        return TicketClass[self.ticket_class.upper()] if self.ticket_class else None


class When(Entry, frozen=True):
    """For which visits a template is: a segment, an open ticket from one of these sources, a campaign's category.

    Exactly one is stated; ``campaign`` alone is every door of it.
    """

    segment: Segment | None = None
    ticket_sources: tuple[SourceName, ...] = ()
    campaign: Key | Literal[""] = ""
    category: Key | Literal[""] = ""

    @property
    def stored_sources(self) -> tuple[int, ...]:
        """The ticket sources as they are stored."""
        return tuple(sorted(TicketSource[name.upper()].value for name in self.ticket_sources))


class VisitTemplate(Entry, frozen=True):
    """What a visit of some kind asks (S0-14): questions shown, keys of prompts offered, parts of the visit wanted."""

    key: Key
    title: Title
    when: When
    source: Source
    questions: tuple[Question, ...] = ()
    prompts: tuple[Key, ...] = ()
    records: tuple[VisitPart, ...] = ()
    assumed: tuple[str, ...] = ()


class CampaignCategory(Entry, frozen=True):
    """A category of one campaign's door list, which ends with the campaign and is never a tag.

    ``visitor_roles`` are who visits it (S0-8); none where the source does not say, and then nobody is a mismatch.
    """

    key: Key
    title: Title
    visitor_roles: tuple[Key, ...] = ()
    template: Key | Literal[""] = ""


class CampaignKind(Entry, frozen=True):
    """A sweep over doors (E7), opened with its dates as a record.

    ``days`` is how long it runs, ``target_percent`` how many of the doors it wants; 0 where the office sets it.
    ``topic`` and ``script`` are what is told; ``told``: each household told is ticked (S3-10).
    """

    key: Key
    title: Title
    source: Source
    days: Annotated[int, msgspec.Meta(ge=0, le=366)] = 0
    target_percent: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    topic: Annotated[str, msgspec.Meta(max_length=80)] = ""
    script: Annotated[str, msgspec.Meta(max_length=400)] = ""
    told: bool = False
    categories: tuple[CampaignCategory, ...] = msgspec.field(name="category", default=())
    programme: Key | Literal[""] = ""
    assumed: tuple[str, ...] = ()

    def category(self, key: str) -> CampaignCategory | None:
        """Return the category of that key, None where the campaign has none such."""
        return next((category for category in self.categories if category.key == key), None)


class ActivityKind(Entry, frozen=True):
    """A kind of activity (E9, E12): patrol, service, outreach stand, meeting, supervision, training.

    ``level`` is the kind of unit it is held for. ``weekdays`` and the time of day say when it recurs, where a source
    says so: ``start_minute`` None is no stated minute. ``segment`` and ``ages`` are whom it is for, anybody where
    neither is stated. ``checklist`` is what is looked at.
    """

    key: Key
    title: Title
    kind: ActivityGroup
    level: Level
    leaves: Leaves
    source: Source
    weekdays: tuple[Weekday, ...] = ()
    half_day: HalfDayName | Literal[""] = ""
    start_minute: Minute | None = None
    end_minute: Minute | None = None
    segment: Segment | None = None
    ages: tuple[AgeGroup, ...] = ()
    checklist: tuple[Title, ...] = ()
    programme: Key | Literal[""] = ""
    assumed: tuple[str, ...] = ()

    @property
    def stored_half_day(self) -> HalfDay:
        """The half of the day as it is stored."""
        return HalfDay[self.half_day.upper()] if self.half_day else HalfDay.UNKNOWN
