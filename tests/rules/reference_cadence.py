"""What a person with a paper calendar would say is owed: slow, and plain enough to be seen to be right.

Written from the sentences at the top of ``rules.cadence`` alone. It walks day by day and knows no formula: a period
is the days around a day that bear the same name on the calendar, a clock is a count of days, a pause is a set of
days. Nothing of the engine is used but its values.
"""

from dataclasses import dataclass, field
from datetime import date

from gridtui.rules.duty import DutyState, Pause, Plan
from gridtui.scheme.model import CadenceRule, Period

FAR_AHEAD = 1_200
"""No story lasts that many days: a pause of more has no end."""


@dataclass(frozen=True)
class Seen:
    """A visit as it was entered, perhaps long after the day it was made; ``entered_day`` decides nothing."""

    day: int
    household: str
    channel: str = "home_visit"
    visitors: tuple[str, ...] = ("anna",)
    is_effective: bool = True
    entered_day: int = 0


@dataclass(frozen=True)
class Story:
    """One duty's world: the rule, whose it is, all that ever happened; days as ordinals, ``None`` is open.

    ``tagged``: from when to when each household is in the rule's segment. ``existed``: its own first day.
    """

    rule: CadenceRule
    subject: str
    tagged: dict[str, tuple[int, int | None]]
    existed: dict[str, int] = field(default_factory=dict)
    visits: tuple[Seen, ...] = ()
    pauses: tuple[Pause, ...] = ()
    plans: tuple[Plan, ...] = ()


@dataclass(frozen=True)
class Told:
    """What is said of the duty on a day. ``done`` is None where the calendar does not count."""

    state: DutyState
    due_day: int | None
    missed: bool = False
    done: int | None = None
    exceeded: bool = False


def told(story: Story, today: int) -> Told:
    """Return what is owed on a day."""
    return _Day(story, today).told()


class _Day:
    def __init__(self, story: Story, today: int) -> None:
        self.story = story
        self.rule = story.rule
        self.today = today
        joined, self.left = self._life()
        self.period, self.times, self.start = self._cadence(joined)
        self.made = self._made()

    def _life(self) -> tuple[int, int | None]:
        """Return the first day and the last (None: open) on which the rule asks anything of the subject."""
        first, last = self.story.tagged.get(self.story.subject, (0, None))
        first = max(first, self.story.existed.get(self.story.subject, 0), self.rule.from_.toordinal())
        ends = [last] if last is not None else []
        if self.rule.to is not None and self.rule.mode != "once":
            ends.append(self.rule.to.toordinal())
        return first, min(ends) if ends else None

    def _cadence(self, joined: int) -> tuple[Period, int, int]:
        """Return period and number in force today, and the first day of the unbroken days they have been."""
        holder = self._plan_of(self.today)
        day = self.today
        while day > joined and self._plan_of(day - 1) == holder:
            day -= 1
        start = max(day, joined)
        if holder is None:
            return self.rule.period, self.rule.times, start
        return self.story.plans[holder].period, self.story.plans[holder].times, start

    def _plan_of(self, day: int) -> int | None:
        """Return the place of the plan that holds on a day: the latest begun, the later in order of two."""
        best: int | None = None
        for place, plan in enumerate(self.story.plans):
            is_within = plan.from_day <= day <= (plan.to_day or day) and self.rule.mode == "per_subject"
            if is_within and (best is None or plan.from_day >= self.story.plans[best].from_day):
                best = place
        return best

    def _made(self) -> dict[int, list[str]]:
        """Return whom the counting visits of each day up to today were to."""
        made: dict[int, list[str]] = {}
        for seen in self.story.visits:
            if seen.day <= self.today and self._counts(seen):
                made.setdefault(seen.day, []).append(seen.household)
        return made

    def _counts(self, seen: Seen) -> bool:
        if not seen.is_effective or seen.channel not in {*self.rule.channels, *self.rule.substitutes}:
            return False
        if seen.day < self.story.existed.get(seen.household, 0):
            return False
        if self.rule.mode == "per_area":
            return True
        if self.rule.mode == "per_actor":
            first, last = self.story.tagged.get(seen.household, (0, 0))
            return self.story.subject in seen.visitors and first <= seen.day <= (last or seen.day)
        return seen.household == self.story.subject

    def is_paused(self, day: int) -> bool:
        """Tell whether any pause covers a day."""
        return any(pause.from_day <= day <= (pause.to_day or day) for pause in self.story.pauses)

    def is_excused(self, day: int) -> bool:
        """Tell whether a pause that is an excuse covers a day."""
        return any(pause.is_excuse and pause.from_day <= day <= (pause.to_day or day) for pause in self.story.pauses)

    def is_gone(self, day: int) -> bool:
        """Tell whether subject or rule had ended before a day."""
        return self.left is not None and day > self.left

    def told(self) -> Told:
        """Say it: first what the calendar says, then whether anything is asked at all."""
        if self.rule.mode == "once":
            said = self._once()
            if said.state == DutyState.EXCUSED:
                return said
        elif self.period.kind == "office_sets":
            said = Told(DutyState.UPCOMING, None)
        elif self.period.kind == "rolling":
            said = self._rolling()
        else:
            said = self._calendar()
        if self.is_gone(self.today):
            return Told(DutyState.EXCUSED, None, said.missed, said.done, said.exceeded)
        if self.is_paused(self.today) and said.state != DutyState.DONE:
            state = DutyState.EXCUSED if self.is_excused(self.today) else DutyState.PAUSED
            return Told(state, said.due_day, said.missed, said.done, said.exceeded)
        return said

    def _done(self, days: list[int]) -> int:
        """Count visits, or different households, on some days."""
        met = [household for day in days for household in self.made.get(day, [])]
        return len(set(met)) if self.rule.mode == "per_actor" else len(met)

    def _rolling(self) -> Told:
        length = self.period.days
        clock, is_made = self.start, False
        back: list[int] = []
        for day in range(self.today, self.start - 1, -1):
            # The clock began again on the latest day from which on enough visits were made.
            back.append(day)
            if day in self.made and self._done(back) >= self.times:
                clock, is_made = day, True
                break
        due_day, is_moved = self._count_down(clock, length)
        done = self._done([self.today - ago for ago in range(length + 1)])
        exceeded = bool(self.rule.times_most) and done > self.rule.times_most
        if self.today < self.start or due_day is None:
            state = DutyState.UPCOMING
        elif self.today - due_day > self.rule.grace_days:
            state = DutyState.OVERDUE
        elif due_day - self.today <= min(3, length // 3):
            state = DutyState.DUE
        else:
            state = DutyState.DONE if is_made and not is_moved else DutyState.UPCOMING
        return Told(state, due_day, done=done, exceeded=exceeded)

    def _count_down(self, clock: int, length: int) -> tuple[int | None, bool]:
        """Count the days down from a clock's start; one that runs out in a pause starts again as the pause ends."""
        day, left, is_moved = clock, length, False
        while True:
            day, left = day + 1, left - 1
            if left:
                continue
            if not self.is_paused(day):
                return day, is_moved
            while self.is_paused(day + 1):
                day += 1
                if day > clock + FAR_AHEAD:
                    return None, True
            left, is_moved = length, True

    def _calendar(self) -> Told:
        opening = max(self.today, self.start)
        days = self._period_around(opening)
        listed = self.period.kind == "weekdays"
        done = self._done(days) if self.today in days else 0
        exceeded = bool(self.rule.times_most) and done > self.rule.times_most
        due_day = days[0] if listed else days[-1]
        if listed and self.start > days[0]:
            state, due_day = DutyState.UPCOMING, days[-1] + 1
        elif self.today < self.start:
            state = DutyState.UPCOMING
        elif done >= self.times:
            state = DutyState.DONE
        elif listed and self.is_paused(due_day):
            state = DutyState.EXCUSED
        elif listed and self.today > due_day + self.rule.grace_days:
            state = DutyState.OVERDUE
        else:
            state = DutyState.DUE
        return Told(state, due_day, self._missed(days), done, exceeded)

    def _missed(self, days: list[int]) -> bool:
        before = self._period_around(days[0] - 1)
        owed_on = before[0] if self.period.kind == "weekdays" else before[-1]
        if self.start > before[0] or self.is_gone(owed_on) or self.is_paused(owed_on):
            return False
        return self._done(before) < self.times

    def _period_around(self, day: int) -> list[int]:
        """Return the days around a day that belong to the same period."""
        if self.period.kind == "weekdays":
            first = day
            while date.fromordinal(first).isoweekday() not in self.period.weekdays:
                first -= 1
            days = [first]
            while date.fromordinal(days[-1] + 1).isoweekday() not in self.period.weekdays:
                days.append(days[-1] + 1)
            return days
        name = self._name_of(day)
        first = day
        while self._name_of(first - 1) == name:
            first -= 1
        days = [first]
        while self._name_of(days[-1] + 1) == name:
            days.append(days[-1] + 1)
        return days

    def _name_of(self, day: int) -> tuple[int, ...]:
        """Return what the calendar calls the period a day is in."""
        that = date.fromordinal(day)
        match self.period.kind:
            case "week":
                return that.isocalendar()[:2]
            case "month":
                return (that.year, that.month)
            case "quarter":
                return (that.year, (that.month + 2) // 3)
            case "year":
                return (that.year,)
            case _:
                return (day,)

    def _once(self) -> Told:
        first = self.rule.from_.toordinal()
        last = first if self.rule.to is None else self.rule.to.toordinal()
        grace = self.rule.grace_days
        done = self._done([day for day in range(first, last + grace + 1) if day <= self.today])
        if self.start > last:
            return Told(DutyState.EXCUSED, None, done=done)
        missed = False
        if self.today < self.start:
            state = DutyState.UPCOMING
        elif done >= self.times:
            state = DutyState.DONE
        elif self.today <= last:
            state = DutyState.DUE
        elif self.is_paused(last):
            state = DutyState.EXCUSED
        elif self.today <= last + grace:
            state = DutyState.OVERDUE
        else:
            state, missed = DutyState.EXCUSED, not self.is_gone(last)
        return Told(state, last, missed, done)
