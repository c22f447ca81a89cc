"""Which duties of one subject fell due between two days, and whether each was done in time.

Of the same definition as ``rules.cadence``: a duty not done in time is one that was overdue the day after its due day
and its days of grace, or, of a calendar period, one that is missed in the next. What fell due is judged once those
days are over, whatever came of it, so that today's open duties are neither done nor late. Left out are duties in a
pause on their due day, of a calendar period the subject did not owe as a whole, and of a cadence that ended before
their days of grace did. A rolling due day met in advance by several visits is one, and so is a stretch of days on
which it was late.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from gridtui.rules.coverage import Share
from gridtui.rules.duty import Pause, Plan
from gridtui.rules.pauses import covers, moved_due_day
from gridtui.rules.periods import Window, window_of
from gridtui.rules.plans import Cadence, cadence_on
from gridtui.rules.visit_facts import once_window
from gridtui.scheme.model import CadenceRule


class Fallen(msgspec.Struct, frozen=True, gc=False):
    """A duty that fell due. ``done_day`` is the visit that fulfilled it, None where none did."""

    due_day: int
    done_day: int | None
    in_time: bool


class _Stretch(msgspec.Struct, frozen=True, gc=False):
    """Days under one cadence; a duty is judged where its last day in time is ``last`` or before."""

    cadence: Cadence
    start: int
    last: int


def fallen_due(
    rule: CadenceRule,
    visits: Iterable[tuple[int, bytes]],
    *,
    first_day: int,
    last_day: int,
    as_of_day: int,
    from_day: int,
    to_day: int | None = None,
    plans: Sequence[Plan] = (),
    pauses: Sequence[Pause] = (),
) -> tuple[Fallen, ...]:
    """Return the duties of one subject (actor, area) whose due day lies between two days, in order.

    ``visits`` that count, each a day and whom it was to, as ``rules.visit_facts`` says; those after ``as_of_day`` are
    not known yet. ``from_day``, ``to_day``, ``plans`` and ``pauses`` as ``rules.cadence.decide`` takes them.
    """
    made = _Made(rule, [visit for visit in visits if visit[0] <= as_of_day])
    begins = max(from_day, rule.from_day)
    if rule.mode == "once":
        found = _once(rule, made, begins, _sooner(as_of_day - 1, to_day), pauses)
    else:
        ends = _sooner(as_of_day - 1, to_day, rule.to_day)
        found = _under(made, _stretches(rule, plans, begins, ends), (first_day, last_day), pauses)
    return tuple(each for each in found if first_day <= each.due_day <= last_day)


def timeliness(fallen: Iterable[Fallen]) -> Share:
    """Return how many of some fallen duties were done in time."""
    held = tuple(fallen)
    return Share("timeliness", sum(each.in_time for each in held), len(held))


def _sooner(day: int, *others: int | None) -> int:
    return min([day, *(other for other in others if other is not None)])


class _Made:
    """The visits of one subject in order: what counted when."""

    def __init__(self, rule: CadenceRule, visits: Iterable[tuple[int, bytes]]) -> None:
        self._is_distinct = rule.mode == "per_actor"
        self.visits = sorted(visits)
        self.days = [day for day, _ in self.visits]

    def nth_last(self, day: int, times: int) -> int | None:
        """Return the day of the n-th last visit (household, of a quota per actor) up to a day; None: fewer."""
        until = bisect_right(self.days, day)
        if not self._is_distinct:
            return self.days[until - times] if until >= times else None
        last = sorted({subject: that for that, subject in self.visits[:until]}.values())
        return last[-times] if len(last) >= times else None

    def reached(self, window: Window, times: int) -> int | None:
        """Return the day on which so many visits (households) were counted within a window; None: never."""
        within = self.visits[bisect_left(self.days, window.first) : bisect_right(self.days, window.last)]
        if not self._is_distinct:
            return within[times - 1][0] if len(within) >= times else None
        seen: set[bytes] = set()
        for day, subject in within:
            seen.add(subject)
            if len(seen) == times:
                return day
        return None


def _stretches(rule: CadenceRule, plans: Sequence[Plan], begins: int, ends: int) -> Iterator[_Stretch]:
    """Yield the stretches of days under one cadence, in order."""
    if ends < begins:
        return
    turns = {begins, *(plan.from_day for plan in plans), *(plan.to_day + 1 for plan in plans if plan.to_day)}
    starts: list[tuple[int, Cadence]] = []
    for day in sorted(turn for turn in turns if begins <= turn <= ends):
        cadence = cadence_on(rule, day, plans)
        if not starts or starts[-1][1] != cadence:
            starts.append((day, cadence))
    lasts = [*(day - 1 for day, _ in starts[1:]), ends]
    for (day, cadence), last in zip(starts, lasts, strict=True):
        yield _Stretch(cadence, day, last)


def _under(
    made: _Made, stretches: Iterable[_Stretch], days: tuple[int, int], pauses: Sequence[Pause]
) -> Iterator[Fallen]:
    for stretch in stretches:
        if stretch.cadence.period.kind == "rolling":
            yield from _rolling(made, stretch, days[1], pauses)
        elif stretch.cadence.period.kind != "office_sets":
            yield from _in_windows(made, stretch, days, pauses)


def _rolling(made: _Made, stretch: _Stretch, last_day: int, pauses: Sequence[Pause]) -> Iterator[Fallen]:
    days, times = stretch.cadence.period.days, stretch.cadence.times
    clock = stretch.start
    due_day = moved_due_day(clock + days, days, pauses)
    while due_day is not None:
        limit = due_day + stretch.cadence.grace_days
        counting = made.nth_last(min(limit, stretch.last), times)
        if counting is not None and counting > clock:
            following = moved_due_day(counting + days, days, pauses)
            if following is not None and following <= due_day:
                # A visit in a pause: the duty never came to be due on the day the pause had moved it to.
                clock, due_day = counting, following
                continue
        if due_day > last_day or limit > stretch.last:
            return
        done_day = _fulfilled(made, stretch, clock, due_day, pauses)
        yield Fallen(due_day, done_day, in_time=done_day is not None and done_day <= limit)
        if done_day is None:
            return
        clock = made.nth_last(max(done_day, limit), times) or clock
        due_day = moved_due_day(clock + days, days, pauses)


def _fulfilled(made: _Made, stretch: _Stretch, clock: int, due_day: int, pauses: Sequence[Pause]) -> int | None:
    """Return the first visit after the clock's day after which the duty falls due later and is not late; or None."""
    days, times, grace = stretch.cadence.period.days, stretch.cadence.times, stretch.cadence.grace_days
    for day in made.days[bisect_right(made.days, clock) :]:
        counting = made.nth_last(day, times)
        if counting is not None and counting > clock:
            following = moved_due_day(counting + days, days, pauses)
            if following is None or (following > due_day and following + grace >= day):
                return day
    return None


def _in_windows(made: _Made, stretch: _Stretch, days: tuple[int, int], pauses: Sequence[Pause]) -> Iterator[Fallen]:
    """Yield the duties of the windows that reach into some days: each stands for itself."""
    first_day, last_day = days
    period, times = stretch.cadence.period, stretch.cadence.times
    by_weekday = period.kind == "weekdays"
    window = window_of(period, max(stretch.start, first_day))
    while window is not None and window.first <= min(last_day, stretch.last):
        due_day = window.first if by_weekday else window.last
        limit = due_day + (stretch.cadence.grace_days if by_weekday else 0)
        limit = min(limit, window.last)
        is_owed = window.first >= stretch.start and limit <= stretch.last and not covers(pauses, due_day)
        if is_owed:
            done_day = made.reached(window, times)
            yield Fallen(due_day, done_day, in_time=done_day is not None and done_day <= limit)
        window = window_of(period, window.last + 1)


def _once(rule: CadenceRule, made: _Made, begins: int, ends: int, pauses: Sequence[Pause]) -> Iterator[Fallen]:
    window = once_window(rule)
    last = window.last - rule.grace_days
    if begins <= last <= ends and not covers(pauses, last):
        done_day = made.reached(window, rule.times)
        yield Fallen(last, done_day, in_time=done_day is not None and done_day <= last)
