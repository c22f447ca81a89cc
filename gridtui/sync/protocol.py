"""Numbers of the exchange between an office and the central server: codes, limits and their history (P8, P9).

Every number is permanent: it travels, and some of it rests in both databases.

Protocol history
    1  first release. ``offers``, ``frames`` and ``ext`` travel as empty arrays. The dictionary a request names is the
       one its payload and its answer are packed with, where they are packed; 0 is none. A packed payload is a
       Zstandard frame without its magic; an answer's begins with 0, which no array does.
       Body references travel as ext 1 inside an inlined body array; a body that is not canonical travels as bin.
       Nil stands for what both sides can derive: an entity equal to the operation's own id, a stamp equal to
       the operation's hlc, a schema equal to the one the request states.
       A session of a response that the request did not list carries start, random and office after its counts.
"""

from enum import IntEnum, IntFlag
from typing import Final

from gridtui.core.registry import BY_NAME

PROTOCOL: Final = 1
"""The protocol this program speaks; a server that cannot answers ``Status.PROTOCOL`` with its range."""

OLDEST_PROTOCOL: Final = 1
"""The oldest protocol a server of this version still answers."""

MAGIC: Final = b"gs"
SYNC_PATH: Final = "/s"
ENROL_PATH: Final = "/enrol"
HEALTH_PATH: Final = "/healthz"
ROOT_PATH: Final = "/root"

MAX_PACKED_BYTES: Final = 1 << 20
"""A request as it arrives, signature included."""

MAX_PLAIN_BYTES: Final = 8 << 20
"""A payload after decompression, either way."""

MAX_RATIO: Final = 100
"""Plain bytes for each packed byte; more is a decompression bomb."""

MAX_OPERATIONS: Final = 4096
MAX_SESSIONS: Final = 256
MAX_SCOPES: Final = 64
MAX_BODY_BYTES: Final = 8192
MAX_BODY_NESTING: Final = 4
MAX_BASES: Final = 64
MAX_LIVE_HEADS: Final = 32
MAX_N: Final = (1 << 26) - 1
MAX_STORED: Final = (1 << 63) - 1
MAX_SCHEMA: Final = 65535
MAX_ANSWER_BYTES: Final = 8 << 20
"""A response as it arrives; the client stops reading there."""

TRANSACTION_OPERATIONS: Final = 256
"""Operations of a push the server commits at once (P7)."""

SLICE_OPERATIONS: Final = 50
"""Received operations an office applies in one transaction (P6)."""

FIRST_BATCH_BYTES: Final = 2048
LEAST_BATCH_BYTES: Final = 512
MOST_BATCH_BYTES: Final = 256 << 10
MOST_PULL_BYTES: Final = 65_535
"""A batch aims at ten seconds of air: it starts at the first, doubles on success, halves on a cut."""

STREET_TYPES: Final = frozenset(BY_NAME[name].number for name in ("unit", "staff", "post", "scheme", "scheme_part"))
"""Registry numbers routed to the street's scope, to which every office of the street subscribes."""


class Flag(IntFlag):
    """Bits of a request's flag byte."""

    ZSTD = 1
    FILE = 2
    FULL_BODIES = 4


class Status(IntEnum):
    """What became of a request as a whole (P9). Anything but OK and REPLAYED stored nothing."""

    OK = 0
    BAD_FRAME = 1
    TOO_LARGE = 2
    BAD_SIGNATURE = 3
    UNKNOWN_OFFICE = 4
    REVOKED = 5
    WRONG_SERVER = 6
    DICTIONARY = 7
    PROTOCOL = 8
    REPLAYED = 9
    BUSY = 10
    INTERNAL = 11


class Result(IntEnum):
    """What became of one pushed operation (P9). Only REISSUE is not durable."""

    APPLIED = 0
    DUPLICATE = 1
    CONFLICT = 2
    FORWARDED = 3
    HELD = 4
    REISSUE = 5
    ERASED = 6


class Held(IntEnum):
    """Why the server keeps an operation beside the log until a person decides."""

    MALFORMED = 1
    SCOPE = 2
    UNPROVEN = 3
    ID_REUSED = 4
    LIMIT = 5
    NOT_SERVER = 6


class Notice(IntEnum):
    """First element of a notice; its arguments follow in the same array."""

    GRANTED = 1
    """[1, index, scope, scope kind, name]"""

    WITHDRAWN = 2
    """[2, index]"""

    ROLLED_BACK = 3
    """[3, session index]: the server holds later operations of that session than the office."""

    FORK = 4
    """[4, index]: the chains of a scope disagree at the office's place."""

    UPGRADE = 5
    """[5, schema]: the server knows a newer registry."""

    HISTORY_LOST = 6
    """[6, index]: the office stands above the server in one and the same epoch."""

    REBUILD = 7
    """[7, index]: the office's place is gone; the scope is fetched anew."""

    KEYS = 8
    RELEASED = 9
    REFUSED = 10


class ScopeKind(IntEnum):
    """What a scope is the log of."""

    COMMUNITY = 1
    STREET = 2


def scope_kind_of(entity_type: int) -> ScopeKind:
    """Return which kind of scope holds a type's operations."""
    return ScopeKind.STREET if entity_type in STREET_TYPES else ScopeKind.COMMUNITY
