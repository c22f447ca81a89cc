"""What is owed to one subject under one rule on one day, as values; ``rules.cadence`` decides them."""

from enum import IntEnum

import msgspec

from gridtui.rules.periods import Window
from gridtui.scheme.model import Period


class DutyState(IntEnum):
    """Where a duty stands; DONE and EXCUSED ask nothing of anybody, PAUSED nothing for now."""

    UPCOMING = 1
    DUE = 2
    OVERDUE = 3
    DONE = 4
    EXCUSED = 5
    PAUSED = 6


class Plan(msgspec.Struct, frozen=True, gc=False):
    """A personal cadence that replaces the rule's between two days (S1-13); ``to_day`` None is open."""

    period: Period
    times: int
    from_day: int
    to_day: int | None = None

    def holds(self, day: int) -> bool:
        """Return whether the plan runs on a day."""
        return self.from_day <= day and (self.to_day is None or day <= self.to_day)


class Pause(msgspec.Struct, frozen=True, gc=False):
    """Days on which nothing is asked; ``to_day`` None is open. ``is_excuse``: nothing was owed at all."""

    from_day: int
    to_day: int | None
    is_excuse: bool = False

    def holds(self, day: int) -> bool:
        """Return whether a day lies in it."""
        return self.from_day <= day and (self.to_day is None or day <= self.to_day)


class Duty(msgspec.Struct, frozen=True, gc=False):
    """What one subject is owed under one rule, as of one day.

    ``due_day`` is the last day in time, None where nothing falls due; ``days_left`` from the day asked for to it,
    negative once past. ``done`` visits count towards ``wanted``. ``window`` is the stretch they are counted in, None
    for a rolling rule. ``pressing``: overdue, or due with at most two days left. ``exceeded``: an area holds more
    than the most the rule allows.
    """

    state: DutyState
    due_day: int | None
    days_left: int | None
    last_day: int | None
    done: int
    wanted: int
    window: Window | None = None
    missed_previous: bool = False
    pressing: bool = False
    exceeded: bool = False


class Explanation(msgspec.Struct, frozen=True, gc=False):
    """Why a duty stands where it does, for the ``y`` key: rule, source document, last visit that counts, due day.

    ``assumed`` names keys of the rule no source states. ``plan_days``: the rolling days of a personal plan in force,
    0 where its period is another; None where no plan is in force.
    """

    rule_key: str
    rule_title: str
    label: str
    source: str
    assumed: tuple[str, ...]
    duty: Duty
    from_day: int
    plan_days: int | None = None
