"""Rows of lists: what one line of a screen or of a command's JSON needs, read in one statement.

Like core records they are copies and run no query. References are uids, days ordinals, instants UTC milliseconds;
None and '' mean not stated.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec


class Address(msgspec.Struct, frozen=True, gc=False):
    """Where a door is. ``line`` is the address as free text, for what has no courtyard; 0 and '' mean not stated."""

    courtyard: bytes | None = None
    courtyard_name: str = ""
    building: int = 0
    entrance: int = 0
    door: str = ""
    line: str = ""


class HouseholdRow(msgspec.Struct, frozen=True, gc=False):
    """One line of a household list. ``gone`` rows have vanished since the list was made and hold the uid at most.

    ``last_visit_day`` is the last effective contact of any channel, ``tags`` are catalogue keys in force on the day
    asked for, ``matched_name`` the member a search found ('' where the words met no single member).
    """

    uid: bytes
    head_name: str = ""
    members: int = 0
    address: Address = Address()
    grid: bytes | None = None
    grid_name: str = ""
    open_tickets: int = 0
    last_visit_day: int | None = None
    tags: tuple[str, ...] = ()
    doubt: bool = False
    vacant: bool = False
    paper: bool = False
    matched_name: str = ""
    gone: bool = False


class HouseholdFilter(msgspec.Struct, frozen=True):
    """Which households a list holds: all conditions given hold at once. Moved-out households are left out.

    ``unit`` is anything of the org tree, its whole subtree counts; ``building`` and ``entrance`` are meant inside a
    ``courtyard``. ``as_of_day`` decides which tags are in force and who has moved.
    """

    as_of_day: int
    unit: bytes | None = None
    grid: bytes | None = None
    courtyard: bytes | None = None
    building: int | None = None
    entrance: int | None = None
    tag: str | None = None
    vacant: bool | None = None
    doubt: bool | None = None
    paper: bool | None = None


class FindPage(msgspec.Struct, frozen=True):
    """One page of a search. ``total`` is exact up to 1,000 and 1,001 beyond; ``next_after`` None ends it.

    ``too_many`` says that the hits are too many to be put in name order (above 5,000): one more letter is needed.
    """

    rows: tuple[HouseholdRow, ...]
    total: int
    next_after: int | None = None
    too_many: bool = False


class Walk(msgspec.Struct, frozen=True, gc=False):
    """One entrance of one building, with how many doors and households are behind it."""

    courtyard: bytes
    courtyard_name: str
    building: int
    entrance: int
    doors: int
    households: int


class DoorRow(msgspec.Struct, frozen=True, gc=False):
    """One door on the building walk, once for each household behind it, once where there is none.

    ``outcome_today`` is the outcome of the last visit on the day asked for, ``misses_this_month`` how often nobody
    answered in its calendar month up to that day.
    """

    dwelling: bytes
    door: str
    use: int
    household: bytes | None = None
    head_name: str = ""
    note: str = ""
    last_visit_day: int | None = None
    outcome_today: int | None = None
    visit_today: bytes | None = None
    misses_this_month: int = 0


class VisitRow(msgspec.Struct, frozen=True, gc=False):
    """One line of a visit list; the diary is not read."""

    uid: bytes
    household: bytes
    head_name: str
    address: Address
    day: int
    start_minute: int | None
    half_day: int
    channel: int
    outcome: int
    visitor_names: tuple[str, ...]
    summary: str
    entered_ms: int
    entered_by: bytes | None
    counts: bool
    superseded: bool
    clock_doubt: bool


class VisitFilter(msgspec.Struct, frozen=True):
    """Which visits a list holds, from ``from_day`` to ``to_day``, both included.

    ``visitor`` is a post that met somebody, ``caller`` one that went, whatever came of it.
    """

    from_day: int
    to_day: int
    unit: bytes | None = None
    visitor: bytes | None = None
    caller: bytes | None = None
    channels: tuple[int, ...] = ()
    outcomes: tuple[int, ...] = ()


class TicketRow(msgspec.Struct, frozen=True, gc=False):
    """One line of a ticket list or queue. ``due_ms`` None means no clock runs."""

    uid: bytes
    number: str
    kind: int
    ticket_class: int
    category: str
    title: str
    place: str
    state: int
    open: bool
    opened_ms: int
    due_ms: int | None
    closed_ms: int | None
    owner: bytes | None
    owner_name: str
    desk: str
    household: bytes | None
    head_name: str
    address: Address


class TicketFilter(msgspec.Struct, frozen=True):
    """Which tickets a list holds. ``open`` True gives a queue by due time, otherwise newest opening day first.

    ``unit`` is anything of the org tree with its subtree, ``owner`` a post, ``desk`` a desk's key; days are opening
    days, both included.
    """

    open: bool | None = None
    state: int | None = None
    unit: bytes | None = None
    owner: bytes | None = None
    desk: str | None = None
    kinds: tuple[int, ...] = ()
    classes: tuple[int, ...] = ()
    from_day: int | None = None
    to_day: int | None = None


_CHANNEL_BITS = 8
_CHANNELS = (1 << _CHANNEL_BITS) - 1
_ROLE_BITS = 25
_ROLES = (1 << _ROLE_BITS) - 1
REPLACED: Final = 1
OUT_OF_TIME: Final = 2
"""What ``visit.superseded`` says of a visit nobody made on that day: corrected, or dated when it cannot have been."""

NOBODY: Final = 1 << _ROLE_BITS - 1
"""A bit no role has (``role_bit`` holds 24): in such a way nobody goes."""


def way_of(channel: int, roles: int = 0, paired_roles: int = 0) -> int:
    """Return one way a visit may be made, as one number: its channel, above it the bits of roles, twice.

    Of a way that counts towards a rule somebody of one of ``roles`` must have gone, or somebody of ``paired_roles``
    whose post was paired with the household that day; without either, anybody.
    """
    return paired_roles << _CHANNEL_BITS + _ROLE_BITS | roles << _CHANNEL_BITS | channel


class Way(NamedTuple):
    """A way taken apart."""

    channel: int
    roles: int
    paired_roles: int


def parts_of(way: int) -> Way:
    """Return what ``way_of`` was given."""
    return Way(way & _CHANNELS, way >> _CHANNEL_BITS & _ROLES, way >> _CHANNEL_BITS + _ROLE_BITS)


def is_way(made: int, ways: Iterable[int]) -> bool:
    """Return whether a visit made in one way counts among the ways that are asked for."""
    return any(
        not (made ^ asked) & _CHANNELS and (asked <= _CHANNELS or (made & asked) > _CHANNELS) for asked in ways
    )


class Window(msgspec.Struct, frozen=True):
    """Visits to count: made in one of these ways, from a day to a day, both included."""

    ways: tuple[int, ...]
    from_day: int
    to_day: int


class NthLast(msgspec.Struct, frozen=True):
    """The n-th last visit that counts, made in one of these ways."""

    ways: tuple[int, ...]
    nth: int


class BuildingCoverage(msgspec.Struct, frozen=True, gc=False):
    """How far a sweep came in one building: doors, those knocked at, those where somebody was met.

    ``courtyard`` None and '': doors that are in no courtyard.
    """

    courtyard: bytes | None
    courtyard_name: str
    building: int
    doors: int
    knocked: int
    met: int


class SubjectLine(msgspec.Struct, frozen=True, gc=False):
    """What a duty's row shows of its household."""

    uid: bytes
    head_name: str
    address: Address
    grid: bytes | None
    walk: int


class ScopeState(msgspec.Struct, frozen=True, gc=False):
    """How far this store is in the log of one scope: ``seq`` is the last number held, None before the first pull."""

    scope: int
    seq: int | None
    state: int


class SyncState(msgspec.Struct, frozen=True):
    """What waits to be sent and how far pulling is. ``pending`` counts operations by lane (``registry.Lane``)."""

    pending: dict[int, int]
    held: int
    conflicts: int
    scopes: tuple[ScopeState, ...]
    last_sync_ms: int | None

    @property
    def unsent(self) -> int:
        """How many operations the server is not known to hold."""
        return sum(self.pending.values())
