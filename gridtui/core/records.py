"""Frozen records the layers pass to each other. A record is a copy of facts: reading it can run no query.

``uid`` is the 16-byte id (P1). References are uids; None means not stated. Days are ordinals (``core.time``).
"""

import msgspec

from gridtui.core.duty_records import (
    Activity,
    ActivitySeries,
    Attendance,
    Campaign,
    CampaignDoor,
    Confirmation,
    Occurrence,
    Pairing,
    PauseRecord,
    PlanRecord,
    SchemeRecord,
    Shift,
    Team,
    TeamMember,
)

__all__ = [
    "Activity",
    "ActivitySeries",
    "Attendance",
    "Campaign",
    "CampaignDoor",
    "Confirmation",
    "Dwelling",
    "Household",
    "Occurrence",
    "Pairing",
    "PauseRecord",
    "PlanRecord",
    "Post",
    "Resident",
    "SchemeRecord",
    "Shift",
    "Staff",
    "Tag",
    "Team",
    "TeamMember",
    "Ticket",
    "TicketEvent",
    "Unit",
    "Visit",
]


class Unit(msgspec.Struct, frozen=True, gc=False):
    """A node of the org tree. ``rank`` orders siblings on the walk; ``code`` is the 12-digit division code or ''."""

    uid: bytes
    kind: int
    name: str
    parent: bytes | None = None
    code: str = ""
    rank: int = 0
    from_day: int | None = None
    to_day: int | None = None


class Staff(msgspec.Struct, frozen=True, gc=False):
    """A member of staff. ``account`` is the system account that proves who it is."""

    uid: bytes
    name: str
    account: str = ""
    phone: str = ""


class Post(msgspec.Struct, frozen=True, gc=False):
    """A role held on a unit between two days (both inclusive; None is open).

    ``chosen_how`` and ``pool`` are numbers of the scheme's methods and pools (S3-2), 0 not stated; ``checked``: may
    hold it; ``term_day`` ends the term, ``certificate_day`` the certificate.
    """

    uid: bytes
    staff: bytes
    staff_name: str
    role: str
    unit: bytes
    unit_name: str
    from_day: int | None = None
    to_day: int | None = None
    chosen_how: int = 0
    certificate: str = ""
    pool: int = 0
    checked: bool = False
    term_day: int | None = None
    certificate_day: int | None = None
    recommended_by: str = ""


class Dwelling(msgspec.Struct, frozen=True, gc=False):
    """A door: courtyard, building, entrance, door. 0 and '' mean not stated."""

    uid: bytes
    courtyard: bytes | None
    courtyard_name: str
    building: int
    entrance: int
    door: str
    use: int
    address: str = ""


class Resident(msgspec.Struct, frozen=True, gc=False):
    """A person of a household. ``doubt``: registry field numbers still to be confirmed; ``live`` False is void."""

    uid: bytes
    household: bytes
    name: str
    relation: int = 0
    sex: int = 0
    birth_day: int | None = None
    id_number: str = ""
    phone: str = ""
    registered: int = 0
    lives: int = 0
    lives_from: int | None = None
    lives_to: int | None = None
    evidence: str = ""
    residence: int = 0
    education: str = ""
    politics: str = ""
    note: str = ""
    doubt: tuple[int, ...] = ()
    position: int = 0
    live: bool = True


class Tag(msgspec.Struct, frozen=True, gc=False):
    """A care tag on a household or a resident. ``tag`` is the catalogue key, e.g. ``elder_alone``."""

    uid: bytes
    subject: bytes
    tag: str
    from_day: int | None = None
    to_day: int | None = None
    source: str = ""
    review_day: int | None = None


class Household(msgspec.Struct, frozen=True):
    """A household at a dwelling with its members and tags (its own and its members'); ``live`` False is void."""

    uid: bytes
    dwelling: Dwelling | None
    grid: bytes | None
    grid_name: str
    community: bytes | None
    paper: int
    note: str
    doubt: tuple[int, ...]
    members: tuple[Resident, ...]
    tags: tuple[Tag, ...]
    from_day: int | None = None
    to_day: int | None = None
    live: bool = True


class Visit(msgspec.Struct, frozen=True, gc=False):
    """A visit as it was entered. ``visitors`` and ``met`` are uids; ``superseded`` once a correction points at it.

    ``told`` are the campaigns whose topic the household was told; ``rechecks`` the visit this one looked into again.
    """

    uid: bytes
    household: bytes
    day: int
    channel: int
    outcome: int
    visitors: tuple[bytes, ...]
    visitor_names: tuple[str, ...]
    entered_by: bytes | None
    entered_by_name: str
    entered_ms: int
    start_minute: int | None = None
    end_minute: int | None = None
    half_day: int = 0
    met: tuple[bytes, ...] = ()
    prompts: tuple[int, ...] = ()
    diary: str = ""
    summary: str = ""
    gifts: str = ""
    card_left: bool = False
    corrects: bytes | None = None
    superseded: bool = False
    clock_doubt: bool = False
    told: tuple[bytes, ...] = ()
    rechecks: bytes | None = None


class TicketEvent(msgspec.Struct, frozen=True, gc=False):
    """One step of a ticket. ``applied`` is False where the machine could not take it (kept and marked)."""

    uid: bytes
    ticket: bytes
    act: int
    at_ms: int
    actor: bytes | None
    actor_name: str
    to_post: bytes | None = None
    to_post_name: str = ""
    to_desk: str = ""
    note: str = ""
    result: int = 0
    reply_channel: int = 0
    withdraws: bytes | None = None
    applied: bool = True


class Ticket(msgspec.Struct, frozen=True):
    """A ticket and the fold of its events. ``due_ms`` None means no clock runs; ``live`` False is void.

    ``desk`` is the key of the desk it lies at while nobody owns it; ``activity`` and ``occurrence`` say where it was
    found.
    """

    uid: bytes
    number: str
    kind: int
    ticket_class: int
    category: str
    title: str
    detail: str
    state: int
    opened_ms: int
    household: bytes | None = None
    place: str = ""
    source: int = 0
    reporter: bytes | None = None
    reporter_name: str = ""
    reporter_phone: str = ""
    unit: bytes | None = None
    opener: bytes | None = None
    opener_name: str = ""
    owner: bytes | None = None
    owner_name: str = ""
    scheme: bytes | None = None
    visit: bytes | None = None
    due_ms: int | None = None
    replied_ms: int | None = None
    closed_ms: int | None = None
    result: int = 0
    events: tuple[TicketEvent, ...] = ()
    desk: str = ""
    live: bool = True
    activity: bytes | None = None
    occurrence: bytes | None = None
