"""The words every table of a scheme is made of: shapes of keys and titles, closed lists, the base of all tables.

``rules`` and ``office`` import them through ``scheme.model``.
"""

from typing import Annotated, Literal

import msgspec

Key = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,39}$")]
ReportKey = Annotated[str, msgspec.Meta(pattern="^S[0-9]{1,2}$")]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Source = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Question = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Count = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
Weekday = Annotated[int, msgspec.Meta(ge=1, le=7)]
"""1 Monday to 7 Sunday."""
Minute = Annotated[int, msgspec.Meta(ge=0, le=1439)]
"""Minute of the day."""

ChannelName = Literal["home_visit", "online_greeting", "phone", "at_office", "meeting"]
ResidenceName = Literal["usual", "floating", "split"]
Level = Literal["district", "subdistrict", "community", "area", "group", "grid", "courtyard", "building"]
"""Where a post can sit, widest first. A village is a community here: its posts are the same (S0-1)."""
UnitName = Literal[
    "district",
    "subdistrict",
    "township",
    "community",
    "village",
    "area",
    "group",
    "grid",
    "courtyard",
    "building",
]
"""Kinds of units, as ``core.words.UnitKind`` in lower case."""
PostKind = Literal["leader", "secretary", "clerk", "officer", "worker", "neighbour"]
ActorScope = Literal["building", "courtyard", "grid", "group", "area", "community", "contact_community", "paired"]
Mode = Literal["per_subject", "per_actor", "per_area", "once"]
PeriodKind = Literal["day", "week", "month", "quarter", "year", "rolling", "weekdays", "office_sets"]
Counted = Literal["visits", "activities"]
MadeBy = Literal["roles", "anybody"]
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

TicketKindName = Literal["problem", "appeal", "dispute", "hazard", "micro_service"]
ClassName = Literal["routine", "coordination", "urgent", "approval"]
SourceName = Literal["patrol", "visit", "resident", "property_manager", "petition", "hotline", "department", "desk"]
HalfDayName = Literal["morning", "afternoon", "evening"]

ActivityGroup = Literal["patrol", "service", "outreach", "meeting", "duty", "training"]
"""What an activity is for: looking after places, serving, telling, deliberating, supervising, learning."""
Leaves = Literal["record", "findings", "roster", "sample", "score"]
"""What an activity leaves: words, findings for tickets, who came, households to visit again, an appraisal."""
VisitPart = Literal["diary", "summary", "card_left", "gifts", "prompts", "met"]
"""Parts of a visit, as fields of the registry, which an office may ask for."""


class Entry(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True, cache_hash=True
):
    """Base of every table of a scheme: unknown keys are refused, and a default adds nothing to the digest."""


class Numbered(Entry, frozen=True):
    """A choice stored by its permanent number: prompts, results, pause reasons, ways to a post, pools, qualities."""

    number: Annotated[int, msgspec.Meta(ge=1, le=999)]
    key: Key
    title: Title
    source: Source


class Programme(Entry, frozen=True):
    """A label a mechanism is known by."""

    key: Key
    title: Title
    source: Source
