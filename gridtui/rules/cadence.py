"""Whether a visit is owed: the one definition of upcoming, due, overdue, done, excused and paused, for every screen.

Integers in, integers out: days are ordinals, facts are what the store found (``rules.visit_facts``). Nothing here is
stored. What is said of a visit and a subject holds for a household under ``per_subject`` and ``once``, for a post and
the different households it visited under ``per_actor``, for a unit and its visits or activities under ``per_area``.

**Rolling N days.** The duty falls due N days after the last counting visit, or after the subject's start where that
is later (never visited: start + N). With n visits wanted in N days it is the n-th last visit that counts. It is
*done* until the last days before the due day (a third of N, at most 3; *upcoming* where no visit was made yet), then
*due*, and *overdue* once the due day and the grace days have passed. Overdue days carry on until a visit is made. A
visit before the start does not count.

**Calendar period** (day, week, month, quarter, year). The duty is *due* all through the period and *done* with the
n-th visit in it. Its due day is the last day. Nothing carries over: a period that ended unfulfilled counts as missed
in the reports of that period, is shown as ``missed_previous``, and a new duty starts. A subject that joined in the
middle of a period owes that period, but is never said to have missed it; nor is one that left before its last day. A
visit in the period counts though it was made before the subject joined: the household was seen that month.

**Weekday pattern.** Each listed day is a duty, due that day and then overdue until a visit or the next listed day. A
subject that joined between two listed days begins with the next, and is *upcoming* till then whoever visits it. What
was missed is the listed day: a subject that left after it, or was paused after it, has missed it.

**Once.** One visit between the rule's first and last day; overdue during the grace days, in which a visit still
fulfils it, then excused and missed. A subject that joined after the last day is excused and has missed nothing.

**Office sets.** No duty arises: *upcoming*, without a due day.

**Before the start** a duty is *upcoming*; its due day is the first one after the start.

**Pauses.** A pause covers its days (*paused*, or *excused* where it is an excuse; what is done stays done). A rolling
duty that would fall due inside one falls due N days after its end, *upcoming* till then, and has no due day while the
pause has no end; one that fell due before the pause is as late after it as if there had been none, and its grace days
run on. A calendar period that ends inside one is not missed; a weekday inside one is excused; a window of ``once``
that ends inside one is excused and not missed. Pauses that touch are one.

**Plans.** A plan replaces the rule's period and number while it runs; when it begins, and when it ends, the new
cadence starts as for a subject that joined that day (``rules.plans``).

A subject or rule that has ended is *excused*.
"""

from collections.abc import Sequence

import msgspec

from gridtui.rules.duty import Duty, DutyState, Explanation, Pause, Plan
from gridtui.rules.pauses import covers, moved_due_day
from gridtui.rules.periods import Window, window_before, window_of
from gridtui.rules.plans import Cadence, cadence_on
from gridtui.rules.visit_facts import once_window
from gridtui.scheme.model import CadenceRule, Period

LEAD_MOST_DAYS = 3
"""A rolling duty is due at most this many days before its due day; any duty is pressing in as many last days."""


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
    plans: Sequence[Plan] = (),
    pauses: Sequence[Pause] = (),
) -> Duty:
    """Return the duty of one subject (or, by the rule's mode, of one actor or area) as of a day.

    ``from_day`` is when the subject's own obligation began (tag, household, post), ``to_day`` its last day, None
    while it lasts. ``last_day``: the last counting visit up to the day asked for, over every counting channel.
    ``count`` and ``previous_count``: counting visits (per_actor: distinct households) in the present window up to
    that day, and in the window before; None lets one wanted visit be read from ``last_day``, which under ``once``
    holds only up to the end of the window. ``nth_last_day``: the n-th last one of a rolling rule that wants n.
    """
    cadence = cadence_on(rule, as_of_day, plans)
    start = max(from_day, rule.from_day, cadence.since_day)
    end = to_day
    if rule.mode != "once" and rule.to_day is not None:
        end = rule.to_day if to_day is None else min(to_day, rule.to_day)
    facts = _Facts(as_of_day, start, end, last_day, count, previous_count, nth_last_day, pauses)
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
    is_over = rule.mode == "once" and duty.state == DutyState.EXCUSED
    return duty if is_over else _where_nothing_is_asked(duty, facts)


def explain(
    rule: CadenceRule,
    duty: Duty,
    *,
    from_day: int,
    as_of_day: int,
    plans: Sequence[Plan] = (),
    pauses: Sequence[Pause] = (),
) -> Explanation:
    """Return the structured answer to "why is this due"; ``duty`` is what ``decide`` gave for the same facts."""
    cadence = cadence_on(rule, as_of_day, plans)
    covering = [pause for pause in pauses if pause.holds(as_of_day)]
    return Explanation(
        rule.key,
        rule.title,
        rule.label,
        rule.source,
        rule.assumed,
        duty,
        max(from_day, rule.from_day, cadence.since_day),
        cadence.period,
        cadence.times,
        cadence.plan,
        max(covering, key=lambda pause: (pause.to_day is None, pause.to_day or 0), default=None),
    )


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
        if self._begins_with_next and start > self._first:
            return DutyState.UPCOMING
        return DutyState.DONE if last_day is not None and last_day >= self._first else self._open_state

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


class _Facts(msgspec.Struct, frozen=True, gc=False):
    as_of_day: int
    start: int
    end: int | None
    last_day: int | None
    count: int | None
    previous_count: int | None
    nth_last_day: int | None
    pauses: Sequence[Pause]

    def is_there(self, day: int) -> bool:
        """Whether the subject has not left, nor the rule ended, before a day."""
        return self.end is None or day <= self.end


def _duty(state: DutyState, due_day: int | None, facts: _Facts, done: int, wanted: int) -> Duty:
    days_left = None if due_day is None else due_day - facts.as_of_day
    near = state == DutyState.DUE and days_left is not None and days_left < LEAD_MOST_DAYS
    return Duty(state, due_day, days_left, facts.last_day, done, wanted, pressing=near or state == DutyState.OVERDUE)


def _rolling(cadence: Cadence, facts: _Facts) -> Duty:
    days = cadence.period.days
    counting = facts.last_day if cadence.times == 1 else facts.nth_last_day
    is_counted = counting is not None and counting >= facts.start
    first_due = (counting if is_counted and counting is not None else facts.start) + days
    due_day = moved_due_day(first_due, days, facts.pauses) if facts.pauses else first_due
    is_fulfilled = is_counted and due_day == first_due
    if facts.as_of_day < facts.start or due_day is None:
        state = DutyState.UPCOMING
    elif facts.as_of_day > due_day + cadence.grace_days:
        state = DutyState.OVERDUE
    elif facts.as_of_day >= due_day - lead_days(days):
        state = DutyState.DUE
    else:
        state = DutyState.DONE if is_fulfilled else DutyState.UPCOMING
    done = facts.count
    if done is None:
        done = cadence.times if is_counted and facts.as_of_day <= first_due else 0
    return _duty(state, due_day, facts, done, cadence.times)


def _in_window(cadence: Cadence, facts: _Facts) -> Duty:
    window = window_of(cadence.period, max(facts.as_of_day, facts.start))
    if window is None:
        return _duty(DutyState.UPCOMING, None, facts, 0, cadence.times)
    by_weekday = cadence.period.kind == "weekdays"
    begins_with_next = by_weekday and facts.start > window.first
    done = _done_in(window, facts) if window.holds(facts.as_of_day) else 0
    due_day = window.first if by_weekday else window.last
    if begins_with_next:
        state, due_day = DutyState.UPCOMING, window.last + 1
    elif facts.as_of_day < facts.start:
        state = DutyState.UPCOMING
    elif done >= cadence.times:
        state = DutyState.DONE
    elif by_weekday and covers(facts.pauses, window.first):
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


def _missed_previous(cadence: Cadence, window: Window, facts: _Facts) -> bool:
    before = window_before(cadence.period, window)
    if before is None or facts.start > before.first:
        return False
    due_day = before.first if cadence.period.kind == "weekdays" else before.last
    if not facts.is_there(due_day) or covers(facts.pauses, due_day):
        return False
    if facts.previous_count is not None:
        return facts.previous_count < cadence.times
    return facts.last_day is None or facts.last_day < before.first


def _once(rule: CadenceRule, facts: _Facts) -> Duty:
    window = once_window(rule)
    last = window.last - rule.grace_days
    done = _done_in(window, facts)
    if facts.start > last:
        return _duty(DutyState.EXCUSED, None, facts, done, rule.times)
    missed = False
    if facts.as_of_day < facts.start:
        state = DutyState.UPCOMING
    elif done >= rule.times:
        state = DutyState.DONE
    elif facts.as_of_day <= last:
        state = DutyState.DUE
    elif covers(facts.pauses, last):
        state = DutyState.EXCUSED
    elif facts.as_of_day <= window.last:
        state = DutyState.OVERDUE
    else:
        state, missed = DutyState.EXCUSED, facts.is_there(last)
    asked_in = Window(window.first, last)
    return msgspec.structs.replace(
        _duty(state, last, facts, done, rule.times), window=asked_in, missed_previous=missed
    )


def _where_nothing_is_asked(duty: Duty, facts: _Facts) -> Duty:
    """Return the duty as excused where subject or rule has ended, as paused where a pause covers the day."""
    if not facts.is_there(facts.as_of_day):
        return msgspec.structs.replace(duty, state=DutyState.EXCUSED, due_day=None, days_left=None, pressing=False)
    covering = [pause for pause in facts.pauses if pause.holds(facts.as_of_day)]
    if not covering or duty.state == DutyState.DONE:
        return duty
    is_excuse = any(pause.is_excuse for pause in covering)
    return msgspec.structs.replace(duty, state=DutyState.EXCUSED if is_excuse else DutyState.PAUSED, pressing=False)
