"""Working days of the shipped years agree with an independent source, and unknown years say so."""

from datetime import date
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.core.calendar import WorkingCalendar, read_calendar, read_calendars
from gridtui.core.errors import SettingsFault

CALENDARS = Path(__file__).parents[2] / "config" / "calendars"
SHIPPED = read_calendars((path.read_text(encoding="utf-8"), path.name) for path in sorted(CALENDARS.glob("*.toml")))
FORM = 'year = 2030\ntitle = "t"\nsource = "s"\n[[holiday]]\nname = "n"\noff = [2030-01-01]\n'
days = st.dates(date(2024, 6, 1), date(2027, 6, 1)).map(date.toordinal)


def day(text: str) -> int:
    """Return the ordinal of an ISO date."""
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_day_of_a_shipped_year_agrees_with_the_oracle(year: int) -> None:
    """365 days, checked against chinesecalendar."""
    for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
        assert SHIPPED.is_working_day(ordinal) == chinese_calendar.is_workday(date.fromordinal(ordinal))
        assert not SHIPPED.is_estimated(ordinal)


def test_the_shipped_lists_name_their_source() -> None:
    """A deadline can be traced to a notice."""
    for path in sorted(CALENDARS.glob("*.toml")):
        table = read_calendar(path.read_text(encoding="utf-8"))
        assert path.stem == str(table.year)
        assert str(table.year) in table.title
        assert "State Council General Office" in table.source


def test_a_year_without_a_list_is_estimated_from_weekends() -> None:
    """2027 was not announced on 2026-11-21: 1 January counts as the Friday it is, and the answer says estimated."""
    assert SHIPPED.is_estimated(day("2027-01-01"))
    assert SHIPPED.is_working_day(day("2027-01-01"))
    assert not SHIPPED.is_working_day(day("2027-01-02"))


def test_a_deadline_skips_the_holiday_and_counts_make_up_days() -> None:
    """Three working days from Friday 13 February 2026: the 14th is worked, then nine days off."""
    found = SHIPPED.add_working_days(day("2026-02-13"), 3)
    assert (found.day, found.estimated) == (day("2026-02-25"), False)


def test_a_deadline_beyond_the_list_is_estimated() -> None:
    """Any year on the way without a list makes it so, also backwards."""
    assert SHIPPED.add_working_days(day("2026-12-30"), 3).estimated
    assert SHIPPED.add_working_days(day("2027-01-05"), -5).estimated
    assert not SHIPPED.add_working_days(day("2026-12-30"), 1).estimated
    assert SHIPPED.working_days_between(day("2026-12-30"), day("2027-01-01")).estimated


def test_fifteen_working_days_of_the_window() -> None:
    """Taken in on 2026-11-20, fifteen working days end on 12-11."""
    assert SHIPPED.add_working_days(day("2026-11-20"), 15).day == day("2026-12-11")


def test_no_working_days_is_the_day_or_the_next_worked() -> None:
    """A deadline of 0 days never falls on a day off."""
    assert SHIPPED.add_working_days(day("2026-11-20"), 0).day == day("2026-11-20")
    assert SHIPPED.add_working_days(day("2026-11-21"), 0).day == day("2026-11-23")


def test_a_warning_is_counted_backwards() -> None:
    """One working day before Monday is Friday; before the make-up Sunday 2026-01-04 it is 31 December."""
    assert SHIPPED.add_working_days(day("2026-11-23"), -1).day == day("2026-11-20")
    assert SHIPPED.add_working_days(day("2026-01-04"), -1).day == day("2025-12-31")


@given(days, st.integers(1, 300))
def test_adding_and_counting_agree(start: int, working_days: int) -> None:
    """The n-th working day is n working days away, forwards and backwards."""
    later = SHIPPED.add_working_days(start, working_days).day
    assert SHIPPED.is_working_day(later)
    assert SHIPPED.working_days_between(start, later).working_days == working_days
    earlier = SHIPPED.add_working_days(later, -working_days).day
    assert SHIPPED.working_days_between(later, earlier).working_days == -sum(
        SHIPPED.is_working_day(each) for each in range(earlier + 1, later + 1)
    )


@given(days, days)
def test_counting_is_the_sum_of_days(start: int, end: int) -> None:
    """The arithmetic gives what walking day by day gives."""
    first, last = min(start, end), max(start, end)
    walked = sum(SHIPPED.is_working_day(each) for each in range(first + 1, last + 1))
    assert SHIPPED.working_days_between(start, end).working_days == (walked if end >= start else -walked)


def test_a_later_list_of_the_same_year_replaces_the_earlier() -> None:
    """A corrected notice from the server holds."""
    first = read_calendar(FORM)
    second = read_calendar(FORM.replace("2030-01-01", "2030-01-02"))
    calendar = WorkingCalendar.from_tables([first, second])
    assert calendar.is_working_day(day("2030-01-01"))
    assert not calendar.is_working_day(day("2030-01-02"))


def test_no_lists_at_all_is_the_plain_week() -> None:
    """A program without its configuration still counts, and says it estimates."""
    found = WorkingCalendar.from_tables([]).add_working_days(day("2026-11-20"), 5)
    assert (found.day, found.estimated) == (day("2026-11-27"), True)


def test_an_absurd_number_of_days_is_a_mistake() -> None:
    """Forty years of working days is not a deadline."""
    with pytest.raises(ValueError, match="10001"):
        SHIPPED.add_working_days(day("2026-11-20"), 10_001)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "year = ",
        "year = 2030",
        FORM + "extra = 1\n",
        FORM.replace("[2030-01-01]", "['x']"),
        FORM.replace("year = 2030", "year = '2030'"),
    ],
)
def test_a_list_of_another_form_is_refused(text: str) -> None:
    """The fault names the file and what was wrong."""
    with pytest.raises(SettingsFault) as caught:
        read_calendar(text, name="2030.toml")
    assert caught.value.code == "calendar.unreadable"
    assert caught.value.parameters["name"] == "2030.toml"


def test_every_wrong_day_of_a_list_is_named() -> None:
    """One look shows all problems: days of another year, and days named twice."""
    with pytest.raises(SettingsFault) as caught:
        read_calendar(FORM + "work = [2030-01-01, 2031-01-05]\n")
    assert [problem.code for problem in caught.value.problems] == ["calendar.other_year", "calendar.day_twice"]


def test_a_list_without_days_is_refused() -> None:
    """An empty list would pass weekends off as the law."""
    with pytest.raises(SettingsFault) as caught:
        read_calendar(FORM.replace("off = [2030-01-01]", ""))
    assert [problem.code for problem in caught.value.problems] == ["calendar.no_days"]


@given(st.sets(days, max_size=5), st.sets(days, max_size=5))
def test_two_calendars_agree_up_to_their_first_difference(one: set[int], other: set[int]) -> None:
    """Before it every day is the same in both, on it they differ; None where no day differs."""
    first, second = (
        WorkingCalendar(
            frozenset(),
            tuple(sorted(each for each in listed if date.fromordinal(each).isoweekday() <= 5)),
            tuple(sorted(each for each in listed if date.fromordinal(each).isoweekday() > 5)),
        )
        for listed in (one, other)
    )
    found = first.first_difference(second)
    assert found == second.first_difference(first)
    differ = [each for each in sorted(one | other) if first.is_working_day(each) != second.is_working_day(each)]
    assert found == (differ[0] if differ else None)
