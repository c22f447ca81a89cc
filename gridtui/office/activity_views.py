"""What screens and commands are given of activities, campaigns, occurrences and supervision, ready to show.

As in ``office.views``: frozen copies, days are ordinals, minutes count from midnight, None means not stated.
"""

import msgspec

from gridtui.core.records import Activity, Attendance, Campaign
from gridtui.office.views import TicketRow


class ActivityRow(msgspec.Struct, frozen=True, gc=False):
    """One line of the list of activities, held or to come.

    ``state``: ``held``, ``upcoming``, or ``unrecorded`` (its day is past and nothing was recorded). ``uid`` None
    until it was held. ``people`` is everybody counted, by name or not; ``findings`` the tickets it led to.
    """

    state: str
    kind: str
    kind_title: str
    group: str
    title: str
    day: int
    start_minute: int | None
    half_day: int
    unit_name: str
    place: str
    uid: bytes | None = None
    series: bytes | None = None
    people: int = 0
    findings: int = 0


class ActivityView(msgspec.Struct, frozen=True):
    """The page of one activity that was held.

    ``leaves`` is what the scheme says its kind leaves: record, findings, roster, sample, score. ``may_change``: the
    acting post may add to it.
    """

    activity: Activity
    kind_title: str
    group: str
    leaves: str
    programme: str
    checklist: tuple[str, ...]
    ages: tuple[str, ...]
    came: tuple[Attendance, ...]
    findings: tuple[TicketRow, ...]
    sample: tuple["SampleRow", ...]
    may_change: bool


class SampleRow(msgspec.Struct, frozen=True, gc=False):
    """One household of an inspection's sample with the visit looked into again and the re-visit, None until made.

    ``outcome`` is the re-visit's, None until then; ``first_day`` the day of the visit that is looked into.
    """

    household: bytes
    address: str
    head_name: str
    visit: bytes | None
    first_day: int | None
    first_outcome: int | None
    visitors: tuple[str, ...]
    recheck: bytes | None = None
    recheck_day: int | None = None
    outcome: int | None = None


class SeriesRow(msgspec.Struct, frozen=True, gc=False):
    """Something that recurs. ``next_day`` None once it has ended."""

    uid: bytes
    kind_title: str
    title: str
    unit_name: str
    place: str
    weekdays: tuple[int, ...]
    start_minute: int | None
    from_day: int | None
    to_day: int | None
    next_day: int | None


class CampaignRow(msgspec.Struct, frozen=True, gc=False):
    """One campaign on the list, with how far it came. ``target_percent`` 0: the office has set none."""

    uid: bytes
    key: str
    title: str
    kind_title: str
    unit_name: str
    from_day: int
    to_day: int
    state: str
    doors: int
    knocked: int
    met: int
    target_percent: int


class BuildingRow(msgspec.Struct, frozen=True, gc=False):
    """How far a sweep came in one building; ``courtyard`` None: doors that are in no courtyard."""

    courtyard: bytes | None
    building: int
    title: str
    doors: int
    knocked: int
    met: int


class CampaignBoard(msgspec.Struct, frozen=True):
    """A campaign and its buildings in walking order.

    ``told`` counts the households told its topic, None where the kind has none to tick; ``by_category`` (title,
    doors) of its door list; ``day`` is the last day counted.
    """

    campaign: Campaign
    kind_title: str
    script: str
    state: str
    day: int
    target_percent: int
    buildings: tuple[BuildingRow, ...]
    doors: int
    knocked: int
    met: int
    told: int | None
    by_category: tuple[tuple[str, int], ...]


class CampaignPart(msgspec.Struct, frozen=True, gc=False):
    """A household's part in a running campaign of kind ``key``; ``category`` '' where it has none yet."""

    campaign: bytes
    key: str
    title: str
    category: str
    category_title: str


class MissedDoor(msgspec.Struct, frozen=True, gc=False):
    """A door a sweep missed. ``category`` is the title of its category, '' where it has none."""

    household: bytes
    address: str
    head_name: str
    category: str
