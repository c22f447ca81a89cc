"""Code lists of the field as integers; unknown values from newer writers are kept and shown raw.

Display words are gettext messages in ``gridtui.locale.words``. Numbers are permanent, as they are stored.
"""

from enum import IntEnum


class UnitKind(IntEnum):
    """Levels of the org tree."""

    DISTRICT = 1
    SUBDISTRICT = 2
    TOWNSHIP = 3
    COMMUNITY = 4
    VILLAGE = 5
    AREA = 6
    GROUP = 7
    GRID = 8
    COURTYARD = 9
    BUILDING = 10


class Sex(IntEnum):
    """GB/T 2261.1."""

    UNKNOWN = 0
    MALE = 1
    FEMALE = 2
    UNSTATED = 9


class Relation(IntEnum):
    """Relation to the head of the household, main groups of GB/T 4761-2008."""

    OTHER = 0
    HEAD = 1
    SPOUSE = 2
    SON = 3
    DAUGHTER = 4
    GRANDCHILD = 5
    PARENT = 6
    GRANDPARENT = 7
    SIBLING = 8
    CHILD_IN_LAW = 9
    TENANT = 10


class DwellingUse(IntEnum):
    """What a dwelling is used for."""

    UNKNOWN = 0
    OWNER_OCCUPIED = 1
    RENTED = 2
    VACANT = 3


class Residence(IntEnum):
    """Residence as a roster or a person states it; the facts behind it are ``registered`` and ``lives``."""

    UNKNOWN = 0
    USUAL = 1
    FLOATING = 2
    SPLIT = 3


class Whereabouts(IntEnum):
    """Where a person is registered, or lives: two independent facts with the same three values."""

    UNKNOWN = 0
    HERE = 1
    ELSEWHERE = 2


class Channel(IntEnum):
    """How contact was made."""

    HOME_VISIT = 1
    ONLINE_GREETING = 2
    PHONE = 3
    AT_OFFICE = 4
    MEETING = 5


class Outcome(IntEnum):
    """What came of a visit; only MET is effective."""

    MET = 1
    NO_ANSWER = 2
    REFUSED = 3
    MOVED = 4
    VACANT = 5


class HalfDay(IntEnum):
    """Half of a day, where the minute is not known."""

    UNKNOWN = 0
    MORNING = 1
    AFTERNOON = 2
    EVENING = 3


class TicketKind(IntEnum):
    """What a ticket is about (S3-12: five counters)."""

    PROBLEM = 1
    APPEAL = 2
    DISPUTE = 3
    HAZARD = 4
    MICRO_SERVICE = 5


class TicketClass(IntEnum):
    """The four disposal classes (S4-9)."""

    ROUTINE = 1
    COORDINATION = 2
    URGENT = 3
    APPROVAL = 4


class TicketSource(IntEnum):
    """Where a ticket came from (S4-8)."""

    PATROL = 1
    VISIT = 2
    RESIDENT = 3
    PROPERTY_MANAGER = 4
    PETITION = 5
    HOTLINE = 6
    DEPARTMENT = 7
    DESK = 8


class TicketAct(IntEnum):
    """Events of a ticket; the scheme's machine says which apply in which state."""

    OPENED = 1
    ACCEPTED = 2
    HANDED_OVER = 3
    HANDLED = 4
    REPLIED = 5
    CLOSED = 6
    RETURNED = 7
    REOPENED = 8
    NOTED = 9
    VOIDED = 10
    WITHDRAWN = 11


class TicketState(IntEnum):
    """Where a ticket stands."""

    REGISTERED = 1
    ACCEPTED = 2
    HANDLING = 3
    REPLIED = 4
    CLOSED = 5
    RETURNED = 6
    VOIDED = 7


class TicketResult(IntEnum):
    """Truthful closing words."""

    FIXED = 1
    PARTLY_FIXED = 2
    EXPLAINED = 3
    PARKED = 4
    OUT_OF_SCOPE = 5
    SELF_RESOLVED = 6


class PairingKind(IntEnum):
    """Why a post and a household are paired."""

    CARE = 1
    LINKED = 2
    CONTACT = 3
