"""The hybrid clock of operations (P2): integers in, integers out, no clock is read here.

An ``hlc`` is UTC milliseconds << 16 | counter. It says when an operation was written by its office's own clock and
never decides alone: order is (eff, hlc, id), and ``eff`` is what the server made of the hlc, so that an office whose
clock runs ahead cannot win for hours. A pending operation has no ``eff`` yet and counts with its hlc.
"""

from typing import Final

COUNTER_BITS: Final = 16
OFFSET_TRUSTED_MS: Final = 120_000
"""A server offset up to two minutes is noise of the line; above it the wall clock is wrong and is corrected."""
AHEAD_LIMIT_MS: Final = 600_000
"""A stored hlc more than ten minutes ahead of the corrected wall may fall back when nothing is pending."""
SERVER_TOLERANCE_MS: Final = 60_000
"""How far ahead of the server's clock an eff may stand."""
EARLIEST_MS: Final = 1_735_689_600_000
"""2025-01-01 in UTC: no operation is older than the program."""


def hlc_of(ms: int, counter: int = 0) -> int:
    """Return the hlc of an instant in UTC milliseconds."""
    return ms << COUNTER_BITS | counter


def ms_of(hlc: int) -> int:
    """Return the UTC milliseconds of an hlc or eff."""
    return hlc >> COUNTER_BITS


def corrected_wall(wall_ms: int, offset_ms: int) -> int:
    """Return the wall clock corrected by the server's offset (server minus wall) where that is above two minutes."""
    return wall_ms + offset_ms if abs(offset_ms) > OFFSET_TRUSTED_MS else wall_ms


def trusted_wall(wall_ms: int, offset_ms: int, seen_ms: int, stored: int) -> int:
    """Return the present as far as an office knows it: the corrected wall, unless that cannot be.

    ``seen_ms`` is the server's clock at the last sync, 0 without one. A corrected wall more than ten minutes before
    it was set back since, and the present stands at what was seen; or the wall was put right since the offset was
    learned, and counts itself: whichever is nearer to what was seen. So it does where it was behind and has passed
    what was seen; a clock that was left alone, offline for longer than it is behind, cannot be told from that, so
    what is entered is in doubt. A wall before the program was made is no clock at all: what the ``stored`` hlc says
    was seen, too.
    """
    if offset_ms > OFFSET_TRUSTED_MS and 0 < seen_ms <= wall_ms:
        # Behind when the offset was learned, and no longer: it was put right, as the first row asks for.
        return wall_ms
    corrected_ms = corrected_wall(wall_ms, offset_ms)
    known_ms = max(seen_ms, ms_of(stored)) if wall_ms < EARLIEST_MS and corrected_ms < EARLIEST_MS else seen_ms
    if corrected_ms + AHEAD_LIMIT_MS >= known_ms:
        return corrected_ms
    return wall_ms if 0 <= wall_ms - known_ms < known_ms - corrected_ms else known_ms


def tick(stored: int, wall_ms: int) -> int:
    """Return the hlc of a new operation, greater than the stored one; ``wall_ms`` is the corrected wall."""
    return max(stored + 1, hlc_of(wall_ms))


def receive(stored: int, eff: int) -> int:
    """Return the stored hlc after an operation from the log: its eff counts, never the raw hlc of another office."""
    return max(stored, eff)


def is_far_ahead(stored: int, wall_ms: int) -> bool:
    """Return whether the stored hlc is more than ten minutes ahead of the corrected wall."""
    return stored > hlc_of(wall_ms + AHEAD_LIMIT_MS)


def relaxed(stored: int, wall_ms: int, highest_eff: int, *, pending: bool) -> int:
    """Return the stored hlc, fallen back after a clock that had run ahead was put right.

    Only above ten minutes ahead of the corrected wall, and only with nothing pending: a pending operation could
    otherwise be followed by one with a smaller hlc. ``highest_eff`` is the highest held.
    """
    if pending or not is_far_ahead(stored, wall_ms):
        return stored
    return max(hlc_of(wall_ms), highest_eff)


def server_clock(wall_ms: int, scope_clock_ms: int) -> int:
    """Return a scope's clock, which is kept and never falls."""
    return max(wall_ms, scope_clock_ms)


def effective(hlc: int, clock_ms: int) -> int:
    """Return the eff the server gives: not before 2025, not more than 60 s ahead of the scope's clock."""
    return min(max(hlc, hlc_of(EARLIEST_MS)), hlc_of(clock_ms + SERVER_TOLERANCE_MS))
