"""What screens and commands are given of coverage and supervision; as ``office.views``."""

import msgspec

from gridtui.office.activity_views import BuildingRow
from gridtui.rules.coverage import DoorCounts, Share


class CoverageRow(msgspec.Struct, frozen=True, gc=False):
    """One line of coverage: a building, a unit, or a post beside the doors of its unit.

    ``attempts`` and ``effective`` are visits made and those that met somebody: of the unit by whomever, of a post its
    own; None for a building, where only doors are counted.
    """

    title: str
    unit: bytes | None
    counts: DoorCounts
    attempts: int | None = None
    effective: int | None = None
    building: BuildingRow | None = None
    post: bytes | None = None
    role: str = ""


class CoverageView(msgspec.Struct, frozen=True):
    """Coverage of a unit between two days, in the order of the org tree: nobody is ranked (4.25)."""

    unit: bytes
    unit_name: str
    from_day: int
    to_day: int
    by: str
    rows: tuple[CoverageRow, ...]
    total: DoorCounts


class LateDuty(msgspec.Struct, frozen=True, gc=False):
    """A duty that fell due and was not done in time; ``done_day`` None: not at all."""

    household: bytes
    address: str
    head_name: str
    rule_title: str
    due_day: int
    done_day: int | None


class Timeliness(msgspec.Struct, frozen=True):
    """How many of the duties that fell due were done in time, and those that were not, by address."""

    share: Share
    late: tuple[LateDuty, ...]


class DutyLine(msgspec.Struct, frozen=True, gc=False):
    """One of the duties of supervision (S2-6): when it was last held, when it is due again, how often this year.

    ``next_day`` None: the office has not set on which days it recurs.
    """

    kind: str
    title: str
    leaves: str
    last: bytes | None
    last_day: int | None
    next_day: int | None
    held_this_year: int
    unrecorded: int
