"""Working days: the plain week, less the days off and plus the make-up days of each year's notice.

The State Council names next year's days each November, when an offline office cannot install anything, so the lists
are records: 2025 and 2026 are shipped, later years come from the server or an administrator. In a year without a
list only weekends count, and every answer that touched it says ``estimated``.
"""

import tomllib
from bisect import bisect_right
from collections.abc import Iterable
from datetime import date

import msgspec

from gridtui.core.errors import GridtuiError, InputFault, SettingsFault

DAYS_OF_WORK = 5
MOST_WORKING_DAYS = 10_000


class CalendarYear(msgspec.Struct, frozen=True):
    """The notice of one year: ordinal days off and make-up working days, each ascending, all within the year."""

    year: int
    title: str
    source: str
    off_days: tuple[int, ...]
    work_days: tuple[int, ...]


class WorkingDay(msgspec.Struct, frozen=True, gc=False):
    """A day found by counting working days; ``estimated`` if a year on the way has no list."""

    day: int
    estimated: bool


class WorkingDayCount(msgspec.Struct, frozen=True, gc=False):
    """A number of working days, negative backwards; ``estimated`` if a year on the way has no list."""

    working_days: int
    estimated: bool


class _Holiday(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    off: list[date] = []
    work: list[date] = []


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    year: int
    title: str
    source: str
    holiday: list[_Holiday]


def _problems(document: _Document) -> list[GridtuiError]:
    """Return everything that is wrong with a list: days of another year, and days named twice."""
    days = [day for holiday in document.holiday for day in (*holiday.off, *holiday.work)]
    found: list[GridtuiError] = [
        InputFault("calendar.other_year", year=document.year, day=day.isoformat())
        for day in days
        if day.year != document.year
    ]
    found += [
        InputFault("calendar.day_twice", day=day.isoformat()) for day in sorted(set(days)) if days.count(day) > 1
    ]
    if not days:
        found.append(InputFault("calendar.no_days", year=document.year))
    return found


def read_calendar(toml_text: str, *, name: str = "") -> CalendarYear:
    """Return the list of a year from its TOML form; ``name`` is the file it came from, for the message.

    Raises SettingsFault: calendar.unreadable (no TOML, or keys and values not of the form) or calendar.wrong with the
    problems calendar.other_year, calendar.day_twice and calendar.no_days.
    """
    try:
        document = msgspec.convert(tomllib.loads(toml_text), _Document)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as reason:
        raise SettingsFault("calendar.unreadable", name=name, reason=str(reason)) from reason
    if problems := _problems(document):
        raise SettingsFault("calendar.wrong", problems, name=name, year=document.year)
    off = sorted(day.toordinal() for holiday in document.holiday for day in holiday.off)
    work = sorted(day.toordinal() for holiday in document.holiday for day in holiday.work)
    return CalendarYear(document.year, document.title, document.source, tuple(off), tuple(work))


def _is_weekday(day: int) -> bool:
    return (day - 1) % 7 < DAYS_OF_WORK  # ordinal 1 is a Monday


def _weekdays_until(day: int) -> int:
    """Return how many Mondays to Fridays there are from ordinal 1 to a day, both counted."""
    weeks, rest = divmod(day, 7)
    return weeks * DAYS_OF_WORK + min(rest, DAYS_OF_WORK)


class WorkingCalendar(msgspec.Struct, frozen=True):
    """Which days are worked, for the years that have lists and, estimated, for all others.

    ``rest_weekdays`` are Mondays to Fridays off, ``work_weekends`` Saturdays and Sundays worked, both ascending.
    """

    years: frozenset[int]
    rest_weekdays: tuple[int, ...]
    work_weekends: tuple[int, ...]

    @classmethod
    def from_tables(cls, tables: Iterable[CalendarYear]) -> "WorkingCalendar":
        """Return the calendar of some years' lists; of two lists for one year the later in order holds."""
        by_year = {table.year: table for table in tables}
        rest = sorted(day for table in by_year.values() for day in table.off_days if _is_weekday(day))
        work = sorted(day for table in by_year.values() for day in table.work_days if not _is_weekday(day))
        return cls(frozenset(by_year), tuple(rest), tuple(work))

    def first_difference(self, other: "WorkingCalendar") -> int | None:
        """Return the first day that only one of the two works, None where they say the same of every day."""
        differ = {*self.rest_weekdays} ^ {*other.rest_weekdays} | {*self.work_weekends} ^ {*other.work_weekends}
        return min(differ, default=None)

    def is_estimated(self, day: int) -> bool:
        """Tell whether the day's year has no list, so that only weekends are known."""
        return date.fromordinal(day).year not in self.years

    def is_working_day(self, day: int) -> bool:
        """Tell whether a day is worked."""
        listed = self.rest_weekdays if _is_weekday(day) else self.work_weekends
        place = bisect_right(listed, day) - 1
        is_listed = place >= 0 and listed[place] == day
        return _is_weekday(day) != is_listed

    def _worked_until(self, day: int) -> int:
        return _weekdays_until(day) - bisect_right(self.rest_weekdays, day) + bisect_right(self.work_weekends, day)

    def _is_span_estimated(self, first: int, last: int) -> bool:
        years = range(date.fromordinal(first).year, date.fromordinal(last).year + 1)
        return not self.years.issuperset(years)

    def add_working_days(self, day: int, working_days: int) -> WorkingDay:
        """Return the n-th working day after a day, which does not count itself; before it if n is negative.

        0 is the day itself if it is worked, else the next working day. Raises ValueError beyond 10,000.
        """
        if abs(working_days) > MOST_WORKING_DAYS:
            raise ValueError(working_days)
        step = -1 if working_days < 0 else 1
        found, left = day, abs(working_days)
        while left or not self.is_working_day(found):
            found += step
            if left and self.is_working_day(found):
                left -= 1
        return WorkingDay(found, self._is_span_estimated(min(day, found), max(day, found)))

    def working_days_between(self, start: int, end: int) -> WorkingDayCount:
        """Return the working days after ``start`` up to and including ``end``; negative if ``end`` is earlier.

        So that ``add_working_days(start, n)`` of a positive n is n working days away.
        """
        first, last = min(start, end), max(start, end)
        worked = self._worked_until(end) - self._worked_until(start)
        return WorkingDayCount(worked, self._is_span_estimated(first, last))


def read_calendars(documents: Iterable[tuple[str, str]]) -> WorkingCalendar:
    """Return the calendar of several lists in TOML, each with the name of its file; of one year twice, the later.

    Raises SettingsFault as ``read_calendar`` does.
    """
    return WorkingCalendar.from_tables(read_calendar(toml_text, name=name) for toml_text, name in documents)
