"""The stretch of days a calendar rule counts in: day, week (from Monday), month, quarter, year, weekday's turn."""

from calendar import monthrange
from datetime import date
from functools import lru_cache

import msgspec

from gridtui.scheme.model import Period

_WEEK = 7
_MONTHS_IN_QUARTER = 3
_MONTHS_IN_YEAR = 12
_MONTHS = {"month": 1, "quarter": _MONTHS_IN_QUARTER, "year": _MONTHS_IN_YEAR}


class Window(msgspec.Struct, frozen=True, gc=False):
    """Days from ``first`` to ``last``, both counted, as ordinals."""

    first: int
    last: int

    def holds(self, day: int | None) -> bool:
        """Return whether a day is in it; no day is in none."""
        return day is not None and self.first <= day <= self.last


def window_of(period: Period, day: int) -> Window | None:
    """Return the stretch a day lies in; None for a rolling period and for one the office has not set.

    A weekday pattern's stretch runs from a day of the pattern to the day before the next one.
    """
    match period.kind:
        case "day":
            return Window(day, day)
        case "week":
            monday = day - (day - 1) % _WEEK
            return Window(monday, monday + _WEEK - 1)
        case "month" | "quarter" | "year":
            return _months_around(day, _MONTHS[period.kind])
        case "weekdays":
            return _turn_around(day, period.weekdays)
        case "rolling" | "office_sets":
            return None


def window_before(period: Period, window: Window) -> Window | None:
    """Return the stretch that ends the day before; None where the calendar begins."""
    return window_of(period, window.first - 1) if window.first > _WEEK else None


def months_after(day: int, months: int) -> int:
    """Return the same day of the month so many months later, the month's last day where it has no such day."""
    that = date.fromordinal(day)
    year, month = divmod(that.year * _MONTHS_IN_YEAR + that.month - 1 + months, _MONTHS_IN_YEAR)
    return date(year, month + 1, min(that.day, monthrange(year, month + 1)[1])).toordinal()


@lru_cache(maxsize=64)
def _months_around(day: int, months: int) -> Window:
    that = date.fromordinal(day)
    month = (that.month - 1) // months * months + 1
    first = that.replace(month=month, day=1)
    year, next_month = divmod(month - 1 + months, _MONTHS_IN_YEAR)
    following = date(that.year + year, next_month + 1, 1)
    return Window(first.toordinal(), following.toordinal() - 1)


def _turn_around(day: int, weekdays: tuple[int, ...]) -> Window:
    back = min((day - weekday) % _WEEK for weekday in weekdays)
    ahead = min((weekday - day - 1) % _WEEK for weekday in weekdays)
    return Window(day - back, day + ahead)
