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
    """A personal cadence that replaces the rule's between two days (S1-13); ``to_day`` None is open.

    ``rules.plans`` says which of several holds, and when one ends that ends with a tag.
    """

    period: Period
    times: int
    from_day: int
    to_day: int | None = None

    def holds(self, day: int) -> bool:
        """Return whether the plan runs on a day."""
        return self.from_day <= day and (self.to_day is None or day <= self.to_day)

    @property
    def is_empty(self) -> bool:
        """Whether it ends before it begins."""
        return self.to_day is not None and self.to_day < self.from_day


class Pause(msgspec.Struct, frozen=True, gc=False):
    """Days on which nothing is asked; ``to_day`` None is open. ``is_excuse``: nothing was owed at all."""

    from_day: int
    to_day: int | None
    is_excuse: bool = False

    def holds(self, day: int) -> bool:
        """Return whether a day lies in it."""
        return self.from_day <= day and (self.to_day is None or day <= self.to_day)


class Duty(msgspec.Struct, frozen=True, gc=False):
    """What one subject (actor, area) is owed under one rule, as of one day.

    ``due_day`` is the last day in time, None where nothing falls due; ``days_left`` from the day asked for to it,
    negative once past. ``done`` visits count towards ``wanted`` and may be more. ``window`` is the stretch they are
    counted in, None for a rolling rule. ``missed_previous``: the period before ended unfulfilled; false also where
    nobody looked. ``pressing``: overdue, or due with at most two days left. ``exceeded``: an area holds more than the
    most the rule allows (S2-8).
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

    ``assumed`` names keys of the rule no source states. ``from_day``: since when the present cadence asks it of this
    subject. ``period`` and ``times`` are those in force, a plan's where ``plan`` is not None. ``pause`` covers the
    day asked for; of several the one that ends last.
    """

    rule_key: str
    rule_title: str
    label: str
    source: str
    assumed: tuple[str, ...]
    duty: Duty
    from_day: int
    period: Period
    times: int
    plan: Plan | None = None
    pause: Pause | None = None
