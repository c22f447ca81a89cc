"""Whether what must follow something that happened has followed: engine E3, the six to attend, the six to report.

The clock starts when the occurrence was noted and runs through nights and days off, as something happened that does
not wait: ``hours`` of the trigger are hours of the day. Where the office has not set them no clock runs, and the act
is due until it is done. What was done before the occurrence was noted is no answer to it.
"""

import msgspec

from gridtui.core.time import MS_PER_MINUTE
from gridtui.rules.duty import DutyState
from gridtui.scheme.model import Trigger

_MS_PER_HOUR = 60 * MS_PER_MINUTE


class OccurrenceDuty(msgspec.Struct, frozen=True, gc=False):
    """What an occurrence asks at an instant: UPCOMING, DUE, OVERDUE or DONE.

    ``due_ms`` is the last instant in time, None where no clock runs. ``minutes_left`` from the instant asked for to
    it, rounded down and so negative once past; None where it is done or no clock runs. ``done_ms`` is the first
    answer. ``is_late``: done after its time, or not done and its time is past.
    """

    state: DutyState
    due_ms: int | None
    minutes_left: int | None
    done_ms: int | None
    is_late: bool


def decide_occurrence(trigger: Trigger, *, at_ms: int, now_ms: int, done_ms: int | None = None) -> OccurrenceDuty:
    """Return what an occurrence noted at an instant asks now.

    ``done_ms`` is when it was first answered: a visit over one of the trigger's channels, or the ticket that names
    it; None where it was not, nor is it later than now. An occurrence dated in the future (a clock was wrong) is
    UPCOMING until then.
    """
    due_ms = at_ms + trigger.hours * _MS_PER_HOUR if trigger.hours else None
    if done_ms is not None and at_ms <= done_ms <= now_ms:
        return OccurrenceDuty(DutyState.DONE, due_ms, None, done_ms, is_late=due_ms is not None and done_ms > due_ms)
    if now_ms < at_ms:
        state = DutyState.UPCOMING
    else:
        state = DutyState.DUE if due_ms is None or now_ms <= due_ms else DutyState.OVERDUE
    minutes_left = None if due_ms is None else (due_ms - now_ms) // MS_PER_MINUTE
    return OccurrenceDuty(state, due_ms, minutes_left, None, is_late=state == DutyState.OVERDUE)
