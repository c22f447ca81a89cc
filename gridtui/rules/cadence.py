"""Whether a visit is owed: the one definition of upcoming, due, overdue, done, excused and paused, for every screen.

Integers in, integers out: days are ordinals, facts are what the store found. Nothing here is stored.

**Rolling N days.** The duty falls due N days after the last counting visit, or after the subject's start where that
is later (never visited: start + N). With n visits wanted in N days it is the n-th last visit that counts. It is
*done* until the last days before the due day (a third of N, at most 3; *upcoming* where no visit was made yet), then
*due*, and *overdue* once the due day and the grace days have passed. Overdue days carry on until a visit is made.

**Calendar period** (day, week, month, quarter, year). The duty is *due* all through the period and *done* with the
n-th visit in it. Its due day is the last day. Nothing carries over: a period that ended unfulfilled counts as missed
in the reports of that period, is shown as ``missed_previous``, and a new duty starts. A subject that joined in the
middle of a period owes that period, but is never said to have missed it.

**Weekday pattern.** Each listed day is a duty, due that day and then overdue until a visit or the next listed day. A
subject that joined between two listed days begins with the next.

**Once.** One visit between the rule's first and last day; overdue during the grace days, then excused and missed.

**Office sets.** No duty arises: *upcoming*, without a due day.

A pause covers its days (*paused*, or *excused* where it is an excuse). A rolling duty that would fall due inside one
falls due N days after its end, *upcoming* till then; a calendar period that ends inside one is not missed; a weekday
inside one is excused. A plan replaces the rule's period and number while it runs. A subject or rule that has ended is
*excused*.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import msgspec

from gridtui.rules.duty import Duty, DutyState, Explanation, Pause, Plan
from gridtui.rules.periods import Window, window_before, window_of
from gridtui.scheme.model import CadenceRule, Period

LEAD_MOST_DAYS = 3
"""A rolling duty is due at most this many days before its due day; any duty is pressing in as many last days."""

FactKind = Literal["last", "nth", "count", "none"]


def facts_wanted(rule: CadenceRule) -> FactKind:
    """Return what the store must find for a rule: the last counting day, the n-th last, a count in the window.

    "none": the office has not set the period, so that no duty arises. A plan may want another kind of fact.
    """
    if rule.period.kind == "office_sets" and rule.mode != "once":
        return "none"
    if rule.times == 1 and rule.mode in {"per_subject", "once"}:
        return "last"
    return "nth" if rule.period.kind == "rolling" else "count"


def decide(
    rule: CadenceRule,
    *,
    as_of_day: int,
    from_day: int,
    last_day: int | None = None,
    count: int | None = None,
    previous_count: int | None = None,
    nth_last_day: int | None = None,
    to_day: int | None = None,
    plan: Plan | None = None,
    pauses: Sequence[Pause] = (),
) -> Duty:
    """Return the duty of one subject (or, by the rule's mode, of one actor or area) as of a day.

    ``from_day`` is when the subject's own obligation began (tag, household, post), ``to_day`` its last day, None
    while it lasts. ``last_day``: the last counting visit up to the day asked for, over every counting channel.
    ``count`` and ``previous_count``: counting visits (per_actor: distinct households) in the present window up to
    that day, and in the window before; None lets one wanted visit be read from ``last_day``. ``nth_last_day``: the
    n-th last one of a rolling rule that wants n.
    """
    cadence = _cadence(rule.period, rule.times, rule.grace_days)
    start = max(from_day, rule.from_day)
    if plan is not None and plan.holds(as_of_day):
        cadence = _cadence(plan.period, plan.times, rule.grace_days)
        start = max(start, plan.from_day)
    facts = _Facts(as_of_day, start, last_day, count, previous_count, nth_last_day, pauses)
    if rule.mode == "once":
        duty = _once(rule, facts)
    elif cadence.period.kind == "office_sets":
        duty = _duty(DutyState.UPCOMING, None, facts, 0, cadence.times)
    elif cadence.period.kind == "rolling":
        duty = _rolling(cadence, facts)
    else:
        duty = _in_window(cadence, facts)
    if rule.times_most and duty.done > rule.times_most:
        duty = msgspec.structs.replace(duty, exceeded=True)
    return _where_nothing_is_asked(duty, rule, facts, to_day)


def explain(rule: CadenceRule, duty: Duty, *, from_day: int, as_of_day: int, plan: Plan | None = None) -> Explanation:
    """Return the structured answer to "why is this due"; ``duty`` is what ``decide`` gave for the same facts."""
    plan_days = plan.period.days if plan is not None and plan.holds(as_of_day) else None
    start = max(from_day, rule.from_day)
    return Explanation(rule.key, rule.title, rule.label, rule.source, rule.assumed, duty, start, plan_days)


class Judge:
    """One rule on one day, for boards of thousands: ``state`` gives what ``decide`` would, for plain facts only.

    Plain means one wanted visit per subject, no plan, no pause, and a subject that has not ended; ``is_plain`` says
    whether the rule is of that kind.
    """

    def __init__(self, rule: CadenceRule, as_of_day: int) -> None:
        self.is_plain = rule.mode == "per_subject" and rule.times == 1 and rule.period.kind != "office_sets"
        self.rule = rule
        self.as_of_day = as_of_day
        self._rule_from = rule.from_day
        self._in_force = rule.to_day is None or as_of_day <= rule.to_day
        self._days = rule.period.days if rule.period.kind == "rolling" else 0
        self._lead = lead_days(self._days)
        self._grace = rule.grace_days
        self._window = window_of(rule.period, as_of_day)
        self._first = 0 if self._window is None else self._window.first
        self._open_state = _open_state(rule.period, rule.grace_days, self._first, as_of_day)
        self._begins_with_next = rule.period.kind == "weekdays"

    def state(self, last_day: int | None, from_day: int) -> DutyState:
        """Return the state of one subject; ``last_day`` None where it was never visited."""
        if not self._in_force:
            return DutyState.EXCUSED
        start = max(from_day, self._rule_from)
        if self.as_of_day < start:
            return DutyState.UPCOMING
        if self._window is None:
            return self._rolling_state(last_day, start)
        if last_day is not None and last_day >= self._first:
            return DutyState.DONE
        return DutyState.UPCOMING if self._begins_with_next and start > self._first else self._open_state

    def _rolling_state(self, last_day: int | None, start: int) -> DutyState:
        is_counted = last_day is not None and last_day >= start
        late = self.as_of_day - (last_day if last_day is not None and is_counted else start) - self._days
        if late > self._grace:
            return DutyState.OVERDUE
        if late >= -self._lead:
            return DutyState.DUE
        return DutyState.DONE if is_counted else DutyState.UPCOMING


def lead_days(rolling_days: int) -> int:
    """Return how many days before its due day a rolling duty is due: a third of N, at most 3."""
    return min(LEAD_MOST_DAYS, rolling_days // 3)


class _Cadence(msgspec.Struct, frozen=True, gc=False):
    period: Period
    times: int
    grace_days: int


class _Facts(msgspec.Struct, frozen=True, gc=False):
    as_of_day: int
    start: int
    last_day: int | None
    count: int | None
    previous_count: int | None
    nth_last_day: int | None
    pauses: Sequence[Pause]


@lru_cache(maxsize=512)
def _cadence(period: Period, times: int, grace_days: int) -> _Cadence:
    return _Cadence(period, times, grace_days)


def _duty(state: DutyState, due_day: int | None, facts: _Facts, done: int, wanted: int) -> Duty:
    days_left = None if due_day is None else due_day - facts.as_of_day
    near = state == DutyState.DUE and days_left is not None and days_left < LEAD_MOST_DAYS
    return Duty(state, due_day, days_left, facts.last_day, done, wanted, pressing=near or state == DutyState.OVERDUE)


def _rolling(cadence: _Cadence, facts: _Facts) -> Duty:
    counting = facts.last_day if cadence.times == 1 else facts.nth_last_day
    days = cadence.period.days
    is_counted = counting is not None and counting >= facts.start
    due_day = (counting if is_counted and counting is not None else facts.start) + days
    for pause in sorted(facts.pauses, key=lambda pause: pause.from_day):
        if pause.to_day is not None and pause.holds(due_day):
            due_day, is_counted = pause.to_day + days, False
    late = facts.as_of_day - due_day
    if facts.as_of_day < facts.start:
        state = DutyState.UPCOMING
    elif late > cadence.grace_days:
        state = DutyState.OVERDUE
    elif late >= -lead_days(days):
        state = DutyState.DUE
    else:
        state = DutyState.DONE if is_counted else DutyState.UPCOMING
    done = cadence.times if is_counted and late <= 0 else min(facts.count or 0, cadence.times)
    return _duty(state, due_day, facts, done, cadence.times)


def _in_window(cadence: _Cadence, facts: _Facts) -> Duty:
    window = window_of(cadence.period, facts.as_of_day)
    if window is None:
        return _duty(DutyState.UPCOMING, None, facts, 0, cadence.times)
    by_weekday = cadence.period.kind == "weekdays"
    done = _done_in(window, facts)
    due_day = window.first if by_weekday else window.last
    if facts.as_of_day < facts.start:
        state = DutyState.UPCOMING
    elif done >= cadence.times:
        state = DutyState.DONE
    elif by_weekday and facts.start > window.first:
        state, due_day = DutyState.UPCOMING, window.last + 1
    elif by_weekday and any(pause.holds(window.first) for pause in facts.pauses):
        state = DutyState.EXCUSED
    else:
        state = _open_state(cadence.period, cadence.grace_days, window.first, facts.as_of_day)
    return msgspec.structs.replace(
        _duty(state, due_day, facts, done, cadence.times),
        window=window,
        missed_previous=_missed_previous(cadence, window, facts),
    )


def _done_in(window: Window, facts: _Facts) -> int:
    if facts.count is not None:
        return facts.count
    return 1 if window.holds(facts.last_day) else 0


def _open_state(period: Period, grace_days: int, first: int, as_of_day: int) -> DutyState:
    """Return the state of a window not yet fulfilled: only a weekday's turn can be late within its own stretch."""
    is_late = period.kind == "weekdays" and as_of_day > first + grace_days
    return DutyState.OVERDUE if is_late else DutyState.DUE


def _missed_previous(cadence: _Cadence, window: Window, facts: _Facts) -> bool:
    before = window_before(cadence.period, window)
    if before is None or facts.start > before.first or any(pause.holds(before.last) for pause in facts.pauses):
        return False
    if facts.previous_count is not None:
        return facts.previous_count < cadence.times
    if facts.last_day is None:
        return True
    return cadence.times == 1 and facts.last_day < before.first


def _once(rule: CadenceRule, facts: _Facts) -> Duty:
    last = rule.from_day if rule.to_day is None else rule.to_day
    window = Window(rule.from_day, last)
    done = _done_in(window, facts)
    if facts.as_of_day < facts.start:
        state = DutyState.UPCOMING
    elif done >= rule.times:
        state = DutyState.DONE
    elif facts.as_of_day <= last:
        state = DutyState.DUE
    elif facts.as_of_day <= last + rule.grace_days:
        state = DutyState.OVERDUE
    else:
        state = DutyState.EXCUSED
    missed = state == DutyState.EXCUSED
    return msgspec.structs.replace(_duty(state, last, facts, done, rule.times), window=window, missed_previous=missed)


def _where_nothing_is_asked(duty: Duty, rule: CadenceRule, facts: _Facts, to_day: int | None) -> Duty:
    """Return the duty as excused where subject or rule has ended, as paused where a pause covers the day."""
    has_ended = to_day is not None and facts.as_of_day > to_day
    if rule.mode != "once" and rule.to_day is not None and facts.as_of_day > rule.to_day:
        has_ended = True
    if has_ended:
        return msgspec.structs.replace(duty, state=DutyState.EXCUSED, due_day=None, days_left=None, pressing=False)
    covering = [pause for pause in facts.pauses if pause.holds(facts.as_of_day)]
    if not covering or duty.state == DutyState.DONE:
        return duty
    is_excuse = any(pause.is_excuse for pause in covering)
    return msgspec.structs.replace(duty, state=DutyState.EXCUSED if is_excuse else DutyState.PAUSED, pressing=False)
