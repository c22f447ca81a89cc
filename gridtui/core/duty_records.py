"""Frozen records of what is planned, run, noted and published: the part of ``core.records`` about duties.

As there: a record is a copy of facts, ``uid`` is the 16-byte id (P1), references are uids, None means not stated,
days are ordinals with both ends included. Weekdays run from 1, Monday, to 7; minutes count from midnight. What is
void is not there.
"""

import msgspec


class Team(msgspec.Struct, frozen=True, gc=False):
    """A team that works on units: of several posts, or of people from elsewhere. ``programme`` is a label or ''."""

    uid: bytes
    name: str
    units: tuple[bytes, ...] = ()
    unit_names: tuple[str, ...] = ()
    from_day: int | None = None
    to_day: int | None = None
    programme: str = ""


class TeamMember(msgspec.Struct, frozen=True, gc=False):
    """A member of a team: who holds ``post``, or somebody named from ``body``, the unit that sent them.

    ``name`` is shown: of the post's holder where there is a post.
    """

    uid: bytes
    team: bytes
    name: str
    post: bytes | None = None
    body: str = ""
    role: str = ""
    from_day: int | None = None
    to_day: int | None = None


class PlanRecord(msgspec.Struct, frozen=True, gc=False):
    """What is agreed with one household instead of a rule; ``rule`` '' is every rule about it.

    Of period (``period_kind``), ``days``, ``weekdays`` and ``times`` the rule's own holds where one is '', 0 or ().
    ``ends_with`` is the tag with which the plan ends.
    """

    uid: bytes
    household: bytes
    rule: str = ""
    period_kind: str = ""
    days: int = 0
    weekdays: tuple[int, ...] = ()
    times: int = 0
    from_day: int | None = None
    to_day: int | None = None
    reason: str = ""
    ends_with: str = ""


class PauseRecord(msgspec.Struct, frozen=True, gc=False):
    """Days on which a rule does not run for a household; ``rule`` '' is all of them.

    ``reason`` is the number of one of the scheme's pause reasons; ``excuse``: what fell due in it is excused.
    """

    uid: bytes
    household: bytes
    rule: str = ""
    from_day: int | None = None
    to_day: int | None = None
    reason: int = 0
    note: str = ""
    excuse: bool = False


class SchemeRecord(msgspec.Struct, frozen=True, gc=False):
    """A published mechanism that holds from a day on. ``digest`` is its content hash in hexadecimal."""

    uid: bytes
    digest: str
    title: str
    from_day: int | None = None
    parts: int = 0
    note: str = ""


class Campaign(msgspec.Struct, frozen=True, gc=False):
    """A round through the doors of a unit between two days. ``key`` is the scheme's, ``topic`` what is told."""

    uid: bytes
    key: str
    title: str
    unit: bytes | None = None
    unit_name: str = ""
    from_day: int | None = None
    to_day: int | None = None
    topic: str = ""
    note: str = ""


class CampaignDoor(msgspec.Struct, frozen=True, gc=False):
    """A household on a campaign's list of doors with its category there, which ends with the campaign."""

    uid: bytes
    campaign: bytes
    household: bytes
    category: str = ""


class ActivitySeries(msgspec.Struct, frozen=True, gc=False):
    """An activity that recurs on weekdays of a unit, such as haircuts on Tuesday mornings."""

    uid: bytes
    kind: str
    title: str
    unit: bytes | None = None
    unit_name: str = ""
    place: str = ""
    weekdays: tuple[int, ...] = ()
    start_minute: int | None = None
    end_minute: int | None = None
    from_day: int | None = None
    to_day: int | None = None


class Activity(msgspec.Struct, frozen=True, gc=False):
    """A patrol, a meeting, a service or another thing done on a day; ``kind`` is the scheme's key.

    ``heads`` counts people without names; ``households`` are a sample to visit again or doors passed.
    """

    uid: bytes
    kind: str
    title: str
    day: int | None = None
    unit: bytes | None = None
    unit_name: str = ""
    place: str = ""
    start_minute: int | None = None
    end_minute: int | None = None
    posts: tuple[bytes, ...] = ()
    post_names: tuple[str, ...] = ()
    summary: str = ""
    heads: int = 0
    households: tuple[bytes, ...] = ()
    series: bytes | None = None


class Attendance(msgspec.Struct, frozen=True, gc=False):
    """Somebody who came to an activity: a resident, or a name."""

    uid: bytes
    activity: bytes
    name: str
    resident: bytes | None = None
    household: bytes | None = None
    note: str = ""


class Occurrence(msgspec.Struct, frozen=True, gc=False):
    """Something that must be attended or reported; ``trigger`` is the scheme's key, ``post`` who noted it."""

    uid: bytes
    trigger: str
    at_ms: int
    household: bytes | None = None
    place: str = ""
    unit: bytes | None = None
    unit_name: str = ""
    post: bytes | None = None
    post_name: str = ""
    note: str = ""


class Confirmation(msgspec.Struct, frozen=True, gc=False):
    """Fields (registry numbers) of a household, or of ``resident`` in it, found unchanged on a day."""

    uid: bytes
    household: bytes
    fields: tuple[int, ...]
    day: int | None = None
    resident: bytes | None = None
    visit: bytes | None = None


class Shift(msgspec.Struct, frozen=True, gc=False):
    """Hours of a post at a desk: on one ``day``, or on ``weekdays`` between two days."""

    uid: bytes
    post: bytes
    post_name: str
    desk: str
    day: int | None = None
    weekdays: tuple[int, ...] = ()
    start_minute: int | None = None
    end_minute: int | None = None
    from_day: int | None = None
    to_day: int | None = None


class Pairing(msgspec.Struct, frozen=True, gc=False):
    """A post that looks after a household; ``kind`` is a number of ``core.words.PairingKind``, 0 not stated."""

    uid: bytes
    post: bytes
    household: bytes
    kind: int = 0
    from_day: int | None = None
    to_day: int | None = None
