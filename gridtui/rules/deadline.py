"""When a ticket's limit runs out: calendar and working units, office hours, and whether the answer is a guess.

The clock starts when the ticket is registered (dispatch), not when somebody signs for it. Conventions:

minutes, hours     run through nights and days off, from the instant itself
working_hours      run during office hours of working days; a start outside them counts from the next opening
days, working_days the first day after the start is day 1, and the limit runs out at closing time of the last one
"""

from collections.abc import Callable

import msgspec

from gridtui.core.calendar import WorkingCalendar
from gridtui.core.time import MS_PER_MINUTE, day_of, instant_of, minute_of
from gridtui.scheme.model import TimeLimit

_MINUTES = {"minutes": 1, "hours": 60}
_MINUTES_IN_HOUR = 60


class OfficeHours(msgspec.Struct, frozen=True, gc=False):
    """Minutes of the day at which the office opens and closes, on every working day."""

    opens: int = 9 * 60
    closes: int = 18 * 60


class Due(msgspec.Struct, frozen=True, gc=False):
    """The instant a limit runs out. ``estimated``: a year on the way has no list of working days."""

    at_ms: int
    estimated: bool


DEFAULT_HOURS = OfficeHours()


def due_after(
    limit: TimeLimit | None, start_ms: int, calendar: WorkingCalendar, hours: OfficeHours = DEFAULT_HOURS
) -> Due | None:
    """Return when a limit that starts at an instant runs out; None where there is no limit or the office sets it."""
    if limit is None or not limit.amount:
        return None
    match limit.unit:
        case "minutes" | "hours":
            return Due(start_ms + limit.amount * _MINUTES[limit.unit] * MS_PER_MINUTE, estimated=False)
        case "days":
            return Due(instant_of(day_of(start_ms) + limit.amount, hours.closes), estimated=False)
        case "working_days":
            last = calendar.add_working_days(day_of(start_ms), limit.amount)
            return Due(instant_of(last.day, hours.closes), last.estimated)
        case "working_hours":
            return _after_working_minutes(limit.amount * _MINUTES_IN_HOUR, start_ms, calendar, hours)


def due_clock(
    limit: TimeLimit | None, calendar: WorkingCalendar, hours: OfficeHours = DEFAULT_HOURS
) -> Callable[[int], int | None]:
    """Return the clock ``rules.lifecycle.fold`` asks: start instant -> instant the limit runs out, or None."""

    def due_from(start_ms: int) -> int | None:
        due = due_after(limit, start_ms, calendar, hours)
        return None if due is None else due.at_ms

    return due_from


def _after_working_minutes(minutes: int, start_ms: int, calendar: WorkingCalendar, hours: OfficeHours) -> Due:
    """Count minutes of office time, to the minute; what ends with a day ends at closing, not at the next opening."""
    first = day_of(start_ms)
    minute = min(max(minute_of(start_ms), hours.opens), hours.closes)
    if not calendar.is_working_day(first) or minute >= hours.closes:
        first = calendar.add_working_days(first, 1).day
        minute = hours.opens
    span = hours.closes - hours.opens
    whole_days, rest = divmod(minute - hours.opens + minutes - 1, span)
    last = calendar.add_working_days(first, whole_days)
    estimated = last.estimated or calendar.is_estimated(day_of(start_ms))
    return Due(instant_of(last.day, hours.opens + rest + 1), estimated)
