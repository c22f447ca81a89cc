"""What screens and commands are given: frozen copies, ready to show, under the asker's permission and masks.

``uid`` is a 16-byte id, days are ordinals, instants UTC milliseconds; None means not stated or not yet.
"""

from typing import NamedTuple

import msgspec

from gridtui.core.records import Household, Ticket, Visit
from gridtui.office.duty_views import By, DueLine, OccurrenceRow, OtherPost, PauseLine, PlanLine, QuotaRow
from gridtui.scheme.model import SlotKey


class Saved(msgspec.Struct, frozen=True, gc=False):
    """An act is on the disk. ``message`` keys the status line; ``undo`` takes it back, None where nothing can."""

    uid: bytes
    message: str
    parameters: dict[str, str | int]
    undo: bytes | None = None


class Header(msgspec.Struct, frozen=True, gc=False):
    """The first row of every screen. Counts are of the acting post's scope; ``last_sync_ms`` None is never.

    ``clock_wrong``: somebody should set the machine's clock, on which the day does not rest.
    """

    office_name: str
    unit_name: str
    post_title: str
    staff_name: str
    drafts: int
    unsent: int
    overdue: int
    urgent: int
    conflicts: int
    last_sync_ms: int | None
    clock_wrong: bool = False


class DutyRow(msgspec.Struct, frozen=True, gc=False):
    """One obligation on Today. ``days_left`` below zero is days overdue; ``building_title`` groups rows."""

    household: bytes
    rule_key: str
    rule_title: str
    building_title: str
    address: str
    head_name: str
    channels: tuple[int, ...]
    state: str
    days_left: int | None
    last_day: int | None
    due_day: int | None
    done_today: bool
    pressing: bool
    missed_previous: bool = False
    monthly: bool = False


class TicketRow(msgspec.Struct, frozen=True, gc=False):
    """One ticket on a list. ``days_left`` counts working days; ``estimated`` where the calendar has no list."""

    uid: bytes
    number: str
    ticket_class: int
    kind: int
    category: str
    title: str
    address: str
    state: int
    opened_ms: int
    due_ms: int | None
    days_left: int | None
    estimated: bool
    owner_name: str
    household: bytes | None
    open: bool


class TodayView(msgspec.Struct, frozen=True):
    """A post's day: duties in walking order, buildings with something overdue first, then tickets that wait.

    ``quotas`` are the numbers the post or its area owes, ``occurrences`` what happened and must be answered,
    ``paused`` the duties that are paused. ``lines`` are the due board of those the post is over, empty for others;
    a post whose role no rule names has no duties of its own (``is_own``). ``others`` are the person's other posts.
    """

    day: int
    duties: tuple[DutyRow, ...]
    tickets: tuple[TicketRow, ...]
    due_count: int
    done_count: int
    overdue_count: int
    month_done: int
    month_due: int
    paused: tuple[DutyRow, ...] = ()
    quotas: tuple[QuotaRow, ...] = ()
    occurrences: tuple[OccurrenceRow, ...] = ()
    lines: tuple[DueLine, ...] = ()
    lines_by: By | None = None
    others: tuple[OtherPost, ...] = ()
    is_own: bool = True


class HouseholdRow(msgspec.Struct, frozen=True, gc=False):
    """One household on a list. ``position`` counts from 1; ``gone`` once it left since the list was made."""

    uid: bytes
    position: int
    head_name: str
    matched_name: str
    address: str
    members: int
    grid_name: str
    open_tickets: int
    last_visit_day: int | None
    doubt: bool
    vacant: bool
    tags: tuple[str, ...] = ()
    gone: bool = False


class FindView(msgspec.Struct, frozen=True, gc=False):
    """A page of found households. ``total`` stops at 1,000 (``many`` is then True); ``next_after`` None ends."""

    rows: tuple[HouseholdRow, ...]
    total: int
    many: bool
    next_after: int | None
    needs_a_letter: bool = False


class TagLine(msgspec.Struct, frozen=True, gc=False):
    """A tag on a card. ``person`` is '' for a tag of the household itself."""

    uid: bytes
    title: str
    person: str
    from_day: int | None
    to_day: int | None
    review_day: int | None
    source: str


FactKey = tuple[bytes, int]
"""A fact: the household or resident it is of, and the registry's number of the field."""


class StaleFact(msgspec.Struct, frozen=True, gc=False):
    """A fact past its shelf life. ``name`` is '' for the household's own; numbers are masked in ``value``."""

    subject: bytes
    number: int
    name: str
    field: str
    value: int | str
    confirmed_day: int

    @property
    def key(self) -> FactKey:
        """What names the fact when it is said to be unchanged."""
        return self.subject, self.number


class HouseholdCard(msgspec.Struct, frozen=True):
    """Everything the card shows. Identity numbers and phones are masked; ``may`` holds the acts permitted."""

    household: Household
    address: str
    short_address: str
    tags: tuple[TagLine, ...]
    paired: tuple[str, ...]
    visits: tuple[Visit, ...]
    tickets: tuple[TicketRow, ...]
    duties: tuple[DutyRow, ...]
    may: frozenset[str]
    plans: tuple[PlanLine, ...] = ()
    pauses: tuple[PauseLine, ...] = ()
    stale: tuple[StaleFact, ...] = ()


class Why(msgspec.Struct, frozen=True):
    """Why a duty is due: the rule, its source, the visit that last counted, when it next falls due.

    ``period`` is the scheme's word (month, rolling, ...), ``days`` the N of a rolling one; where a ``plan`` holds
    they are the plan's. ``asked_since`` is since when it is asked of this household at this pace. ``pause`` covers
    today. ``escalates_to`` are the role that is over the duty and who holds it.
    """

    rule_title: str
    source: str
    assumed: bool
    mode: str
    period: str
    days: int
    times: int
    channels: tuple[int, ...]
    state: str
    due_day: int | None
    days_left: int | None
    last_visit: Visit | None
    effective_from: int
    missed_previous: bool
    asked_since: int = 0
    weekdays: tuple[int, ...] = ()
    done: int = 0
    plan: PlanLine | None = None
    pause: PauseLine | None = None
    escalates_to: str = ""


class WalkKey(NamedTuple):
    """One entrance of one building. ``entrance`` 0 is a building without entrances."""

    courtyard: bytes
    building: int
    entrance: int


class WalkDoor(msgspec.Struct, frozen=True, gc=False):
    """One door on the walk; ``household`` None where nobody is registered. ``today`` is today's last outcome.

    ``is_paused``: something is asked for no more for now, as somebody is in hospital; knock there with care.
    """

    dwelling: bytes
    household: bytes | None
    door: str
    head_name: str
    duty_title: str
    today: int | None
    misses_this_month: int
    vacant: bool
    note: str = ""
    is_paused: bool = False


class WalkView(msgspec.Struct, frozen=True):
    """One entrance, its doors in walking order, and what the round gave so far today."""

    key: WalkKey
    title: str
    doors: tuple[WalkDoor, ...]
    previous: WalkKey | None
    next: WalkKey | None
    knocked: int
    met: int
    no_answer: int
    refused: int
    moved: int


class VisitRow(msgspec.Struct, frozen=True, gc=False):
    """One visit on a list. ``late``: entered on a later day; ``mine``: entered by the acting post.

    ``uncounted``: somebody was met, and it counts for nothing, as its day is after the day it was entered ("ahead")
    or before the household's first ("before"); '' otherwise.
    """

    uid: bytes
    household: bytes
    day: int
    start_minute: int | None
    half_day: int
    address: str
    head_name: str
    channel: int
    outcome: int
    visitor_names: tuple[str, ...]
    summary: str
    late: bool
    superseded: bool
    clock_doubt: bool
    mine: bool
    uncounted: str = ""


class VisitPage(msgspec.Struct, frozen=True, gc=False):
    """A page of visits, newest first; ``next`` continues it."""

    rows: tuple[VisitRow, ...]
    next: tuple[int, bytes] | None


class TicketPage(msgspec.Struct, frozen=True, gc=False):
    """A page of tickets; ``next`` continues it."""

    rows: tuple[TicketRow, ...]
    total: int
    next: bytes | None


class ActChoice(msgspec.Struct, frozen=True, gc=False):
    """An act a ticket takes in its state. ``missing``: what it still needs first; ``asks``: what to state with it.

    ``reason`` is the code of the refusal where the acting post may not do it.
    """

    act: int
    allowed: bool
    missing: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    reason: str = ""


class SlotLine(msgspec.Struct, frozen=True, gc=False):
    """Who does one part of disposing of a ticket."""

    key: SlotKey
    title: str
    name: str


class TicketView(msgspec.Struct, frozen=True):
    """The ticket's page.

    ``slots``: who found, reported, owns, solved and supervises it, each in the words of the mechanism (S4-4); a name
    of '' is an empty slot, a title of '' one the mechanism has no word for. ``came_of`` is what it was opened out of,
    a patrol or something that happened, '' for none; ``came_of_day`` its day, or that of the visit.
    """

    ticket: Ticket
    address: str
    category: str
    slots: tuple[SlotLine, ...]
    acts: tuple[ActChoice, ...]
    days_left: int | None
    estimated: bool
    came_of: str = ""
    came_of_day: int | None = None


class ScopeLine(msgspec.Struct, frozen=True, gc=False):
    """How far one scope is synchronised: ``seq`` is the last log number applied here."""

    name: str
    seq: int


class SyncView(msgspec.Struct, frozen=True, gc=False):
    """The state of the exchange with the server, in numbers."""

    enrolled: bool
    server: str
    pending_by_lane: dict[int, int]
    held: int
    conflicts: int
    scopes: tuple[ScopeLine, ...]
    last_ms: int | None


class Phrase(msgspec.Struct, frozen=True, gc=False):
    """A stock phrase and how often the acting post used it."""

    text: str
    used: int


class DraftLine(msgspec.Struct, frozen=True, gc=False):
    """A kept draft: which form, about whom, when last touched."""

    form: str
    subject: bytes | None
    title: str
    updated_ms: int
