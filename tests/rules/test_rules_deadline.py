"""Time limits: every unit, office hours, holidays, and whether the answer is a guess."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.core.calendar import WorkingCalendar, read_calendar
from gridtui.core.time import day_of, instant_of, minute_of
from gridtui.rules.deadline import OfficeHours, due_after, due_clock
from gridtui.scheme.model import TimeLimit, TimeUnit

FOLDER = Path(__file__).parents[2] / "config" / "calendars"
CALENDAR = WorkingCalendar.from_tables(
    read_calendar(FOLDER.joinpath(f"{year}.toml").read_text("utf-8")) for year in (2025, 2026)
)


def at(text: str) -> int:
    """Return the instant of 2026-11-20 09:12 in the office."""
    on, time = text.split()
    hour, minute = time.split(":")
    return instant_of(date.fromisoformat(on).toordinal(), int(hour) * 60 + int(minute))


def limit(amount: int, unit: TimeUnit) -> TimeLimit:
    """Make a limit of the routine class."""
    return TimeLimit(ticket_class="routine", source="x", amount=amount, unit=unit)


@pytest.mark.parametrize(
    ("amount", "unit", "start", "due"),
    [
        (3, "working_days", "2026-11-20 09:12", "2026-11-25 18:00"),
        (1, "working_days", "2026-11-21 09:12", "2026-11-23 18:00"),
        (1, "working_days", "2026-09-30 17:00", "2026-10-08 18:00"),
        (7, "days", "2026-11-20 09:12", "2026-11-27 18:00"),
        (2, "hours", "2026-11-20 23:30", "2026-11-21 01:30"),
        (15, "minutes", "2026-11-20 23:50", "2026-11-21 00:05"),
        (5, "working_hours", "2026-11-20 09:12", "2026-11-20 14:12"),
        (5, "working_hours", "2026-11-20 15:00", "2026-11-23 11:00"),
        (5, "working_hours", "2026-11-21 15:00", "2026-11-23 14:00"),
        (5, "working_hours", "2026-11-20 07:00", "2026-11-20 14:00"),
        (5, "working_hours", "2026-11-20 19:00", "2026-11-23 14:00"),
        (9, "working_hours", "2026-11-20 09:00", "2026-11-20 18:00"),
        (18, "working_hours", "2026-11-19 09:00", "2026-11-20 18:00"),
    ],
)
def test_when_a_limit_runs_out(amount: int, unit: TimeUnit, start: str, due: str) -> None:
    """Day 1 is the day after the start; what is counted in days ends at closing; nights count only for hours."""
    found = due_after(limit(amount, unit), at(start), CALENDAR)
    assert found is not None
    assert (found.at_ms, found.estimated) == (at(due), False)


def test_no_limit_no_clock() -> None:
    """Nothing runs out where the office has not set a limit."""
    assert due_after(None, 0, CALENDAR) is None
    assert due_after(limit(0, "days"), 0, CALENDAR) is None
    assert due_clock(None, CALENDAR)(0) is None
    assert due_clock(limit(1, "hours"), CALENDAR)(at("2026-11-20 09:00")) == at("2026-11-20 10:00")


@pytest.mark.parametrize("unit", ["working_days", "working_hours"])
def test_a_year_without_a_list_is_a_guess(unit: TimeUnit) -> None:
    """A limit that reaches into a year whose holidays are not known says so."""
    found = due_after(limit(60, unit), at("2026-12-28 09:00"), CALENDAR)
    assert found is not None
    assert found.estimated
    hours = due_after(limit(60, "hours"), at("2026-12-31 09:00"), CALENDAR)
    assert hours is not None
    assert not hours.estimated


@given(
    st.integers(1, 40),
    st.integers(at("2026-01-01 00:00") // 60_000, at("2026-10-01 00:00") // 60_000),
    st.integers(8 * 60, 10 * 60),
    st.integers(15 * 60, 20 * 60),
)
def test_working_hours_against_a_stopwatch(amount: int, start_minute: int, opens: int, closes: int) -> None:
    """Counting minute by minute, only while the office is open, comes to the same minute."""
    start_ms = start_minute * 60_000
    found = due_after(limit(amount, "working_hours"), start_ms, CALENDAR, OfficeHours(opens, closes))
    left, day, minute = amount * 60, day_of(start_ms), minute_of(start_ms)
    while left:
        if CALENDAR.is_working_day(day) and opens <= minute < closes:
            left -= 1
        minute += 1
        if minute == 24 * 60:
            day, minute = day + 1, 0
    assert found is not None
    assert found.at_ms == instant_of(day, minute)
