"""Instants, days and the only clock reads of the program.

An instant is an integer of UTC milliseconds; a day is ``date.toordinal()`` in the office's zone, so that periods
and distances are integer arithmetic. The office's zone is China's one legal time, UTC+8 without summer time since
1991, so that no zone table has to be on the machine. A day of 0 never occurs and nothing stores it.
"""

import time
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Protocol

OFFICE_ZONE = timezone(timedelta(hours=8))
MS_PER_DAY = 86_400_000
MS_PER_MINUTE = 60_000

_OFFSET_MS = 8 * 60 * MS_PER_MINUTE
_EPOCH_DAY = date(1970, 1, 1).toordinal()


class Clock(Protocol):
    """Where the present comes from; passed in, so that tests own it."""

    def now_ms(self) -> int:
        """Return the present instant in UTC milliseconds."""
        ...


class SystemClock:
    """The machine's clock."""

    def now_ms(self) -> int:
        """Return the machine's present instant in UTC milliseconds."""
        return time.time_ns() // 1_000_000


class FixedClock:
    """A clock that stands still until it is moved; for tests, replays and ``--as-of``."""

    def __init__(self, ms: int) -> None:
        self.ms = ms

    def now_ms(self) -> int:
        """Return the instant the clock was set to."""
        return self.ms


def elapsed_ms() -> int:
    """Return milliseconds of a clock that never jumps; for measuring spans, not for telling the time."""
    return time.monotonic_ns() // 1_000_000


def day_of(instant_ms: int) -> int:
    """Return the office's day on which an instant falls."""
    return _EPOCH_DAY + (instant_ms + _OFFSET_MS) // MS_PER_DAY


def minute_of(instant_ms: int) -> int:
    """Return the minute of the office's day, 0 to 1439."""
    return (instant_ms + _OFFSET_MS) % MS_PER_DAY // MS_PER_MINUTE


def instant_of(day: int, minute: int = 0) -> int:
    """Return the UTC milliseconds at which a minute of an office's day begins."""
    return (day - _EPOCH_DAY) * MS_PER_DAY - _OFFSET_MS + minute * MS_PER_MINUTE


@lru_cache(maxsize=4_096)
def iso_day(day: int) -> str:
    """Return ``2026-11-21``."""
    return date.fromordinal(day).isoformat()


def parse_iso_day(text: str) -> int:
    """Return the day of ``2026-11-21``; raises ValueError for anything else."""
    return date.fromisoformat(text).toordinal()


def iso_instant(instant_ms: int) -> str:
    """Return the instant in the office's zone to the second, ``2026-11-21T10:20:00+08:00``."""
    moment = datetime.fromtimestamp(instant_ms // 1000, tz=UTC)
    return moment.astimezone(OFFICE_ZONE).isoformat(timespec="seconds")
