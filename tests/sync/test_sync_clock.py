"""The hybrid clock: P2's rules one by one."""

from hypothesis import given
from hypothesis import strategies as st

from gridtui.sync.clock import (
    EARLIEST_MS,
    corrected_wall,
    effective,
    hlc_of,
    ms_of,
    receive,
    relaxed,
    server_clock,
    tick,
)

WALL = 1_795_000_000_000
stamps = st.integers(0, hlc_of(2**45))
walls = st.integers(0, 2**45)


@given(stamps, walls)
def test_a_tick_always_advances(stored: int, wall: int) -> None:
    """Whatever the wall says, the next hlc is greater than the stored one."""
    assert tick(stored, wall) > stored


def test_a_tick_is_the_wall_or_one_more_than_stored() -> None:
    """Counters rise within a millisecond and while the wall is behind."""
    assert tick(0, WALL) == WALL << 16
    assert tick(WALL << 16, WALL) == (WALL << 16) + 1
    assert tick(hlc_of(WALL, 7), WALL - 5) == hlc_of(WALL, 8)
    assert ms_of(tick(0, WALL)) == WALL


def test_a_wall_is_corrected_only_above_two_minutes() -> None:
    """A smaller offset is the line's."""
    assert corrected_wall(WALL, 120_000) == WALL
    assert corrected_wall(WALL, 120_001) == WALL + 120_001
    assert corrected_wall(WALL, -3_600_000) == WALL - 3_600_000


@given(stamps, stamps)
def test_receiving_never_falls(stored: int, eff: int) -> None:
    """The stored hlc becomes the greater of the two."""
    assert receive(stored, eff) == max(stored, eff)


def test_a_clock_that_ran_ahead_falls_back_when_nothing_is_pending() -> None:
    """Ten minutes are tolerated; the highest eff held is never undercut."""
    ahead = hlc_of(WALL + 600_001)
    assert relaxed(ahead, WALL, 0, pending=False) == hlc_of(WALL)
    assert relaxed(ahead, WALL, hlc_of(WALL + 5), pending=False) == hlc_of(WALL + 5)
    assert relaxed(ahead, WALL, 0, pending=True) == ahead
    assert relaxed(hlc_of(WALL + 600_000), WALL, 0, pending=False) == hlc_of(WALL + 600_000)


@given(stamps, walls)
def test_eff_stays_between_2025_and_a_minute_ahead(hlc: int, clock: int) -> None:
    """A skewed office is clamped, never refused."""
    eff = effective(hlc, max(clock, EARLIEST_MS))
    assert hlc_of(EARLIEST_MS) <= eff <= hlc_of(max(clock, EARLIEST_MS) + 60_000)
    if hlc_of(EARLIEST_MS) <= hlc <= hlc_of(clock + 60_000):
        assert eff == hlc


def test_a_scopes_clock_never_falls() -> None:
    """The server's wall may be set back."""
    assert server_clock(WALL - 10, WALL) == WALL
    assert server_clock(WALL + 10, WALL) == WALL + 10
