"""Identifiers of everything that is replicated (P1): made without a lookup, sorted by when the writer started.

A *session* is the start of a writing process in UTC milliseconds (48 bit) and 48 random bits: 12 bytes. An *id* is
that session and a counter n in the shape of a UUIDv7, so that (session, n) and the id are two spellings of one thing:

    start_ms(48) | 0111 | r[47:36] (12) | 10 | r[35:0] (36) | n (26)

Who opens a session, and when a new one is due, is decided where ids are spent (``store.minting``); this module is the
arithmetic alone.
"""

from collections.abc import Callable

from gridtui.core.errors import InputFault

SESSION_BYTES = 12
ID_BYTES = 16
RANDOM_BYTES = 6
LAST_N = (1 << 26) - 1
"""The greatest counter of a session; the one after it needs a new session."""
LAST_START_MS = (1 << 48) - 1

_VERSION = 0b0111
_VARIANT = 0b10


def new_session(now_ms: int, random: Callable[[int], bytes]) -> bytes:
    """Return a fresh session of 12 bytes; ``random(6)`` comes from the system's source (``os.urandom``).

    Raises InputFault ``id.clock_range`` where the clock stands outside 48 bits of milliseconds.
    """
    if not 0 <= now_ms <= LAST_START_MS:
        raise InputFault("id.clock_range", ms=now_ms)
    return now_ms.to_bytes(6, "big") + random(RANDOM_BYTES)


def session_start_ms(session: bytes) -> int:
    """Return the UTC milliseconds at which a session began by its writer's clock."""
    return int.from_bytes(session[:6], "big")


def make_id(session: bytes, n: int) -> bytes:
    """Return the id of counter ``n`` (1 to 2^26-1) of a session. Raises ValueError outside these ranges."""
    return id_stem(session).make(n)


class IdStem:
    """A session with everything about its ids worked out but the counter; for minting many."""

    __slots__ = ("_high",)

    def __init__(self, high: int) -> None:
        self._high = high

    def make(self, n: int) -> bytes:
        """Return the id of counter ``n`` (1 to 2^26-1). Raises ValueError outside."""
        if not 1 <= n <= LAST_N:
            raise ValueError(n)
        return (self._high | n).to_bytes(ID_BYTES, "big")


def id_stem(session: bytes) -> IdStem:
    """Return the stem that mints a session's ids. Raises ValueError unless the session has 12 bytes."""
    if len(session) != SESSION_BYTES:
        raise ValueError(len(session))
    start = int.from_bytes(session[:6], "big")
    r = int.from_bytes(session[6:], "big")
    high = start << 80 | _VERSION << 76 | (r >> 36) << 64 | _VARIANT << 62 | (r & (1 << 36) - 1) << 26
    return IdStem(high)


def split_id(uid: bytes) -> tuple[bytes, int]:
    """Return (session, n) of an id. Raises InputFault ``id.malformed`` for what P1 cannot have made."""
    if len(uid) != ID_BYTES:
        raise InputFault("id.malformed")
    bits = int.from_bytes(uid, "big")
    n = bits & LAST_N
    if bits >> 76 & 0b1111 != _VERSION or bits >> 62 & 0b11 != _VARIANT or n == 0:
        raise InputFault("id.malformed")
    r = (bits >> 64 & 0xFFF) << 36 | bits >> 26 & (1 << 36) - 1
    return uid[:6] + r.to_bytes(RANDOM_BYTES, "big"), n


def show_id(uid: bytes) -> str:
    """Return an id as 32 lower-case hexadecimal digits, as ``--json`` prints it."""
    return uid.hex()


def read_id(text: str) -> bytes:
    """Return the id of 32 hexadecimal digits, upper or lower case. Raises InputFault ``id.malformed``."""
    if len(text) != 2 * ID_BYTES or not text.isascii() or not text.isalnum():
        raise InputFault("id.malformed")
    try:
        uid = bytes.fromhex(text)
    except ValueError as error:
        raise InputFault("id.malformed") from error
    split_id(uid)
    return uid
