"""What must follow when something happened: the clock, its end, and answers that came too late or too early."""

import pytest

from gridtui.core.time import MS_PER_MINUTE
from gridtui.rules.duty import DutyState
from gridtui.rules.triggers import OccurrenceDuty, decide_occurrence
from gridtui.scheme.model import Trigger

D = DutyState
NOTED = 1_800_000_000_000
HOUR = 60 * MS_PER_MINUTE


def trigger(hours: int) -> Trigger:
    """Make the trigger of a dispute that must be attended within so many hours."""
    return Trigger(
        key="dispute", title="邻里纠纷必到", act="attend", roles=("grid_worker",), source="S4-6", hours=hours
    )


@pytest.mark.parametrize(
    ("after_ms", "state", "minutes_left"),
    [
        (-1, D.UPCOMING, 120),
        (0, D.DUE, 120),
        (2 * HOUR, D.DUE, 0),
        (2 * HOUR + 1, D.OVERDUE, -1),
        (26 * HOUR, D.OVERDUE, -24 * 60),
    ],
)
def test_the_clock_runs_from_the_moment_it_was_noted(after_ms: int, state: DutyState, minutes_left: int) -> None:
    """S4-6 with two hours: due to the last millisecond of them, overdue after, upcoming where the clock was ahead."""
    found = decide_occurrence(trigger(2), at_ms=NOTED, now_ms=NOTED + after_ms)
    is_late = state == D.OVERDUE
    assert found == OccurrenceDuty(state, NOTED + 2 * HOUR, minutes_left, None, is_late=is_late)


@pytest.mark.parametrize(("after_ms", "is_late"), [(0, False), (2 * HOUR, False), (2 * HOUR + 1, True)])
def test_an_answer_is_done_in_time_or_late(after_ms: int, is_late: bool) -> None:
    """A late answer ends the duty and stays late."""
    done_ms = NOTED + after_ms
    found = decide_occurrence(trigger(2), at_ms=NOTED, now_ms=NOTED + 9 * HOUR, done_ms=done_ms)
    assert found == OccurrenceDuty(D.DONE, NOTED + 2 * HOUR, None, done_ms, is_late=is_late)


@pytest.mark.parametrize("done_ms", [NOTED - 1, NOTED + 9 * HOUR + 1])
def test_what_was_before_it_or_is_yet_to_come_is_no_answer(done_ms: int) -> None:
    """A visit before the dispute was noted does not settle it, nor does one dated later than now."""
    found = decide_occurrence(trigger(2), at_ms=NOTED, now_ms=NOTED + 9 * HOUR, done_ms=done_ms)
    assert (found.state, found.done_ms) == (D.OVERDUE, None)


def test_no_clock_runs_where_the_office_has_not_set_the_hours() -> None:
    """Section 5: no hours are invented; the act is due, never overdue, never late."""
    waiting = decide_occurrence(trigger(0), at_ms=NOTED, now_ms=NOTED + 999 * HOUR)
    assert waiting == OccurrenceDuty(D.DUE, None, None, None, is_late=False)
    done = decide_occurrence(trigger(0), at_ms=NOTED, now_ms=NOTED + 999 * HOUR, done_ms=NOTED + 998 * HOUR)
    assert (done.state, done.is_late) == (D.DONE, False)
