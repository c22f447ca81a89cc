"""The one registry: every replicated entity and field, with its permanent number.

Wire rows, tables, masks, digests and merge behaviour are derived from it. A type number or a field number is never
reused or retyped; a renamed idea is a new field. Field 0 of every type is its lifecycle (0 live, 1 void) and is not
listed. Field numbers run from 1 to 62 (P3). A reader ignores fields it does not know.

Sensitivity follows the Personal Information Protection Law: OPEN is the office's own business, PERSONAL identifies a
person, SENSITIVE is what Articles 28 to 30 name (identity numbers, finances, minors), RESTRICTED is seen by entitled
posts only. A field above OPEN states its purpose; ``on_list`` says whether it may stand on a list row.
"""

from enum import IntEnum
from typing import Literal

import msgspec

FieldType = Literal["int", "flag", "text", "day", "instant_ms", "ref", "refs", "ints"]
"""``day`` is an ordinal day, ``ref`` 16 bytes, ``refs`` an array of them, ``ints`` an array of integers."""


class Sensitivity(IntEnum):
    """How careful every screen, export and log must be with a field."""

    OPEN = 0
    PERSONAL = 1
    SENSITIVE = 2
    RESTRICTED = 3


class Merge(IntEnum):
    """What two concurrent values mean: a conflict a person resolves, or the later one shown as harmless."""

    CONFLICT = 0
    LATEST = 1


class Lane(IntEnum):
    """The order in which operations leave the office (sync.md section 3)."""

    URGENT = 0
    VISIT = 1
    EDIT = 2


class Field(msgspec.Struct, frozen=True, gc=False):
    """One replicated field. ``target`` names the type a ``ref`` or ``refs`` points at."""

    number: int
    name: str
    type: FieldType
    target: str = ""
    sensitivity: Sensitivity = Sensitivity.OPEN
    purpose: str = ""
    on_list: bool = True
    merge: Merge = Merge.CONFLICT


class EntityType(msgspec.Struct, frozen=True):
    """One replicated type. ``is_event`` types are facts about another entity and only accumulate."""

    number: int
    name: str
    lane: Lane
    fields: tuple[Field, ...]
    is_event: bool = False

    def field(self, name: str) -> Field:
        """Return the field of that name; raises KeyError."""
        return _FIELD_BY_NAME[self.name][name]

    def field_numbered(self, number: int) -> Field | None:
        """Return the field of that number, None where this version knows none."""
        return _FIELD_BY_NUMBER[self.name].get(number)


_P = Sensitivity.PERSONAL
_S = Sensitivity.SENSITIVE

TYPES: tuple[EntityType, ...] = (
    EntityType(
        1,
        "unit",
        Lane.EDIT,
        (
            Field(1, "kind", "int"),
            Field(2, "name", "text"),
            Field(3, "parent", "ref", "unit"),
            Field(4, "code", "text"),
            Field(5, "edition", "int"),
            Field(6, "from_day", "day"),
            Field(7, "to_day", "day"),
            Field(8, "rank", "int", merge=Merge.LATEST),
            Field(9, "successors", "refs", "unit"),
        ),
    ),
    EntityType(
        2,
        "staff",
        Lane.EDIT,
        (
            Field(1, "name", "text"),
            Field(2, "account", "text"),
            Field(3, "phone", "text"),
            Field(4, "from_day", "day"),
            Field(5, "to_day", "day"),
        ),
    ),
    EntityType(
        3,
        "post",
        Lane.EDIT,
        (
            Field(1, "staff", "ref", "staff"),
            Field(2, "role", "text"),
            Field(3, "unit", "ref", "unit"),
            Field(4, "from_day", "day"),
            Field(5, "to_day", "day"),
            Field(6, "chosen_how", "int"),
            Field(7, "certificate", "text"),
            Field(8, "pool", "int"),
            Field(9, "checked", "flag"),
            Field(10, "term_day", "day"),
            Field(11, "certificate_day", "day"),
            Field(12, "recommended_by", "text"),
        ),
    ),
    EntityType(
        4,
        "pairing",
        Lane.EDIT,
        (
            Field(1, "post", "ref", "post"),
            Field(2, "household", "ref", "household"),
            Field(3, "from_day", "day"),
            Field(4, "to_day", "day"),
            Field(5, "kind", "int"),
        ),
    ),
    EntityType(
        5,
        "team",
        Lane.EDIT,
        (
            Field(1, "name", "text"),
            Field(2, "units", "refs", "unit"),
            Field(3, "from_day", "day"),
            Field(4, "to_day", "day"),
            Field(5, "programme", "text"),
        ),
    ),
    EntityType(
        6,
        "dwelling",
        Lane.EDIT,
        (
            Field(1, "courtyard", "ref", "unit"),
            Field(2, "building", "int"),
            Field(3, "entrance", "int"),
            Field(4, "door", "text"),
            Field(5, "use", "int"),
            Field(6, "address", "text"),
            Field(7, "rank", "int", merge=Merge.LATEST),
        ),
    ),
    EntityType(
        7,
        "household",
        Lane.EDIT,
        (
            Field(1, "dwelling", "ref", "dwelling"),
            Field(2, "grid", "ref", "unit"),
            Field(3, "paper", "int"),
            Field(4, "from_day", "day"),
            Field(5, "to_day", "day"),
            Field(6, "note", "text", sensitivity=_P, purpose="service", on_list=False),
            Field(7, "doubt", "ints", merge=Merge.LATEST),
            Field(8, "community", "ref", "unit"),
        ),
    ),
    EntityType(
        8,
        "resident",
        Lane.EDIT,
        (
            Field(1, "household", "ref", "household"),
            Field(2, "name", "text", sensitivity=_P, purpose="contact"),
            Field(3, "relation", "int", sensitivity=_P, purpose="contact"),
            Field(4, "sex", "int", sensitivity=_P, purpose="identity"),
            Field(5, "birth_day", "day", sensitivity=_P, purpose="identity"),
            Field(6, "id_number", "text", sensitivity=_S, purpose="identity", on_list=False),
            Field(7, "phone", "text", sensitivity=_P, purpose="contact", on_list=False),
            Field(8, "registered", "int", sensitivity=_P, purpose="residence"),
            Field(9, "lives", "int", sensitivity=_P, purpose="residence"),
            Field(10, "lives_from", "day", sensitivity=_P, purpose="residence"),
            Field(11, "lives_to", "day", sensitivity=_P, purpose="residence"),
            Field(12, "evidence", "text", sensitivity=_P, purpose="residence", on_list=False),
            Field(13, "residence", "int", sensitivity=_P, purpose="residence"),
            Field(14, "education", "text", sensitivity=_P, purpose="service", on_list=False),
            Field(15, "politics", "text", sensitivity=_P, purpose="service", on_list=False),
            Field(16, "note", "text", sensitivity=_S, purpose="service", on_list=False),
            Field(17, "doubt", "ints", merge=Merge.LATEST),
            Field(18, "position", "int", merge=Merge.LATEST),
        ),
    ),
    EntityType(
        9,
        "tag",
        Lane.EDIT,
        (
            Field(1, "subject", "ref"),
            Field(2, "tag", "text", sensitivity=_S, purpose="care", on_list=False),
            Field(3, "from_day", "day"),
            Field(4, "to_day", "day"),
            Field(5, "source", "text"),
            Field(6, "purpose", "text"),
            Field(7, "review_day", "day"),
        ),
    ),
    EntityType(
        10,
        "visit",
        Lane.VISIT,
        (
            Field(1, "day", "day"),
            Field(2, "start_minute", "int"),
            Field(3, "end_minute", "int"),
            Field(4, "half_day", "int"),
            Field(5, "channel", "int"),
            Field(6, "outcome", "int"),
            Field(7, "visitors", "refs", "post"),
            Field(8, "met", "refs", "resident"),
            Field(9, "prompts", "ints", sensitivity=_P, purpose="service"),
            Field(10, "diary", "text", sensitivity=_S, purpose="service", on_list=False),
            Field(11, "summary", "text", sensitivity=_P, purpose="service", on_list=False),
            Field(12, "gifts", "text"),
            Field(13, "card_left", "flag"),
            Field(14, "corrects", "ref", "visit"),
            Field(15, "withdrawn", "flag"),
            Field(16, "entered_ms", "instant_ms"),
            Field(17, "clock_doubt", "flag"),
            Field(18, "told", "refs", "campaign"),
            Field(19, "rechecks", "ref", "visit"),
        ),
        is_event=True,
    ),
    EntityType(
        11,
        "ticket",
        Lane.URGENT,
        (
            Field(1, "number", "text"),
            Field(2, "kind", "int"),
            Field(3, "ticket_class", "int"),
            Field(4, "category", "text"),
            Field(5, "title", "text", sensitivity=_P, purpose="service"),
            Field(6, "detail", "text", sensitivity=_P, purpose="service", on_list=False),
            Field(7, "household", "ref", "household"),
            Field(8, "place", "text"),
            Field(9, "source", "int"),
            Field(10, "reporter", "ref", "resident"),
            Field(11, "reporter_name", "text", sensitivity=_P, purpose="reply"),
            Field(12, "reporter_phone", "text", sensitivity=_P, purpose="reply", on_list=False),
            Field(13, "opened_ms", "instant_ms"),
            Field(14, "opener", "ref", "post"),
            Field(15, "scheme", "ref"),
            Field(16, "visit", "ref", "visit"),
            Field(17, "unit", "ref", "unit"),
            Field(18, "matter", "text"),
            Field(19, "activity", "ref", "activity"),
            Field(20, "occurrence", "ref", "occurrence"),
        ),
    ),
    EntityType(
        12,
        "ticket_event",
        Lane.URGENT,
        (
            Field(1, "act", "int"),
            Field(2, "at_ms", "instant_ms"),
            Field(3, "to_post", "ref", "post"),
            Field(4, "to_desk", "text"),
            Field(5, "note", "text", sensitivity=_P, purpose="service", on_list=False),
            Field(6, "result", "int"),
            Field(7, "reply_channel", "int"),
            Field(8, "withdraws", "ref"),
        ),
        is_event=True,
    ),
    EntityType(
        13,
        "team_member",
        Lane.EDIT,
        (
            Field(1, "team", "ref", "team"),
            Field(2, "post", "ref", "post"),
            Field(3, "name", "text", sensitivity=_P, purpose="contact"),
            Field(4, "body", "text"),
            Field(5, "role", "text"),
            Field(6, "from_day", "day"),
            Field(7, "to_day", "day"),
        ),
    ),
    EntityType(
        14,
        "plan",
        Lane.EDIT,
        (
            Field(1, "household", "ref", "household"),
            Field(2, "rule", "text"),
            Field(3, "period_kind", "text"),
            Field(4, "days", "int"),
            Field(5, "weekdays", "ints"),
            Field(6, "times", "int"),
            Field(7, "from_day", "day"),
            Field(8, "to_day", "day"),
            Field(9, "reason", "text", sensitivity=_S, purpose="care", on_list=False),
            Field(10, "ends_with", "text"),
        ),
    ),
    EntityType(
        15,
        "pause",
        Lane.EDIT,
        (
            Field(1, "household", "ref", "household"),
            Field(2, "rule", "text"),
            Field(3, "from_day", "day"),
            Field(4, "to_day", "day"),
            Field(5, "reason", "int"),
            Field(6, "note", "text", sensitivity=_S, purpose="service", on_list=False),
            Field(7, "excuse", "flag"),
        ),
    ),
    EntityType(
        16,
        "scheme",
        Lane.EDIT,
        (
            Field(1, "digest", "text"),
            Field(2, "title", "text"),
            Field(3, "from_day", "day"),
            Field(4, "parts", "int"),
            Field(5, "note", "text"),
        ),
    ),
    EntityType(
        17,
        "scheme_part",
        Lane.EDIT,
        (
            Field(1, "scheme", "ref", "scheme"),
            Field(2, "place", "int"),
            Field(3, "content", "text"),
        ),
    ),
    EntityType(
        18,
        "campaign",
        Lane.EDIT,
        (
            Field(1, "key", "text"),
            Field(2, "title", "text"),
            Field(3, "unit", "ref", "unit"),
            Field(4, "from_day", "day"),
            Field(5, "to_day", "day"),
            Field(6, "topic", "text"),
            Field(7, "note", "text"),
        ),
    ),
    EntityType(
        19,
        "campaign_door",
        Lane.EDIT,
        (
            Field(1, "campaign", "ref", "campaign"),
            Field(2, "household", "ref", "household"),
            Field(3, "category", "text"),
        ),
    ),
    EntityType(
        20,
        "activity_series",
        Lane.EDIT,
        (
            Field(1, "kind", "text"),
            Field(2, "title", "text"),
            Field(3, "unit", "ref", "unit"),
            Field(4, "place", "text"),
            Field(5, "weekdays", "ints"),
            Field(6, "start_minute", "int"),
            Field(7, "end_minute", "int"),
            Field(8, "from_day", "day"),
            Field(9, "to_day", "day"),
        ),
    ),
    EntityType(
        21,
        "activity",
        Lane.EDIT,
        (
            Field(1, "kind", "text"),
            Field(2, "series", "ref", "activity_series"),
            Field(3, "unit", "ref", "unit"),
            Field(4, "title", "text"),
            Field(5, "place", "text"),
            Field(6, "day", "day"),
            Field(7, "start_minute", "int"),
            Field(8, "end_minute", "int"),
            Field(9, "posts", "refs", "post"),
            Field(10, "summary", "text", sensitivity=_P, purpose="service", on_list=False),
            Field(11, "heads", "int"),
            Field(12, "households", "refs", "household"),
        ),
    ),
    EntityType(
        22,
        "attendance",
        Lane.EDIT,
        (
            Field(1, "activity", "ref", "activity"),
            Field(2, "resident", "ref", "resident"),
            Field(3, "name", "text", sensitivity=_P, purpose="service"),
            Field(4, "note", "text", sensitivity=_P, purpose="service", on_list=False),
        ),
    ),
    EntityType(
        23,
        "occurrence",
        Lane.URGENT,
        (
            Field(1, "trigger", "text"),
            Field(2, "household", "ref", "household"),
            Field(3, "place", "text"),
            Field(4, "unit", "ref", "unit"),
            Field(5, "at_ms", "instant_ms"),
            Field(6, "post", "ref", "post"),
            Field(7, "note", "text", sensitivity=_S, purpose="service", on_list=False),
        ),
    ),
    EntityType(
        24,
        "confirmation",
        Lane.EDIT,
        (
            Field(1, "household", "ref", "household"),
            Field(2, "resident", "ref", "resident"),
            Field(3, "fields", "ints"),
            Field(4, "day", "day"),
            Field(5, "visit", "ref", "visit"),
        ),
    ),
    EntityType(
        25,
        "former_grid",
        Lane.EDIT,
        (
            Field(1, "household", "ref", "household"),
            Field(2, "grid", "ref", "unit"),
            Field(3, "to_day", "day"),
        ),
    ),
    EntityType(
        26,
        "shift",
        Lane.EDIT,
        (
            Field(1, "post", "ref", "post"),
            Field(2, "desk", "text"),
            Field(3, "day", "day"),
            Field(4, "weekdays", "ints"),
            Field(5, "start_minute", "int"),
            Field(6, "end_minute", "int"),
            Field(7, "from_day", "day"),
            Field(8, "to_day", "day"),
        ),
    ),
)

BY_NAME: dict[str, EntityType] = {entity_type.name: entity_type for entity_type in TYPES}
BY_NUMBER: dict[int, EntityType] = {entity_type.number: entity_type for entity_type in TYPES}
_FIELD_BY_NAME = {t.name: {f.name: f for f in t.fields} for t in TYPES}
_FIELD_BY_NUMBER = {t.name: {f.number: f for f in t.fields} for t in TYPES}

SCHEMA_VERSION = 2
"""The registry version a writer states in each operation (P3 field 6); raised when a field is added.

2 added teams, plans, pauses, published schemes, campaigns, activities, occurrences, confirmations, former grids and
shifts, and how a post was filled, what a visit told, and what a ticket was found at.
"""
