"""The facts a duty is decided from: which days the store must look at, and the same facts taken from a list of days.

A fact is about visits that count (effective, not corrected or withdrawn, over one of the rule's channels, not dated
before the household's own first day), each on the day it was made, whenever it was entered. A visit dated after the
day asked for is no fact of that day. For a quota per actor a visit is one of that actor, to a household that was in
the rule's segment on the day of the visit; per area it is any visit or activity of the area.
"""

from collections.abc import Iterable, Sequence

import msgspec

from gridtui.rules.duty import Plan
from gridtui.rules.periods import Window, window_before, window_of
from gridtui.rules.plans import cadence_on
from gridtui.scheme.model import CadenceRule


class Wanted(msgspec.Struct, frozen=True, gc=False):
    """What to look for. ``until_day``: the day asked for; no later day is a fact. ``window``: the days to count in.

    ``before``: the days to count in to tell whether the period before was missed, None where there is none. ``nth``:
    of a rolling period, the n-th last is wanted (1: the last). ``is_distinct``: households are counted, each by its
    last visit, not visits.
    """

    until_day: int
    window: Window
    before: Window | None = None
    nth: int = 1
    is_distinct: bool = False


class Found(msgspec.Struct, frozen=True, gc=False):
    """The facts as ``rules.cadence.decide`` takes them, by the same names; None where not wanted or none."""

    last_day: int | None = None
    count: int | None = None
    previous_count: int | None = None
    nth_last_day: int | None = None


def wanted_facts(rule: CadenceRule, as_of_day: int, plans: Sequence[Plan] = ()) -> Wanted | None:
    """Return what must be found for a duty under a rule on a day; None where no duty arises from it.

    With one wanted visit per subject the last counting day alone decides the state, except under ``once``, where it
    may lie after the window.
    """
    distinct = rule.mode == "per_actor"
    if rule.mode == "once":
        return Wanted(as_of_day, window=_cut(once_window(rule), as_of_day))
    cadence = cadence_on(rule, as_of_day, plans)
    if cadence.period.kind == "office_sets":
        return None
    window = window_of(cadence.period, as_of_day)
    if window is None:
        stretch = Window(as_of_day - cadence.period.days, as_of_day)
        return Wanted(as_of_day, nth=cadence.times, window=stretch, is_distinct=distinct)
    before = window_before(cadence.period, window)
    return Wanted(as_of_day, window=_cut(window, as_of_day), before=before, is_distinct=distinct)


def once_window(rule: CadenceRule) -> Window:
    """Return the days in which a visit fulfils a rule of mode ``once``: its own, and its days of grace."""
    last = rule.from_day if rule.to_day is None else rule.to_day
    return Window(rule.from_day, last + rule.grace_days)


def found_in(wanted: Wanted, visits: Iterable[tuple[int, bytes]]) -> Found:
    """Return the facts among visits that count, each a day and whom it was to; in any order."""
    counting = [visit for visit in visits if visit[0] <= wanted.until_day]
    days = sorted(_last_of_each(counting) if wanted.is_distinct else [day for day, _ in counting])
    return Found(
        last_day=days[-1] if days else None,
        count=_count(wanted, wanted.window, counting),
        previous_count=_count(wanted, wanted.before, counting),
        nth_last_day=days[-wanted.nth] if len(days) >= wanted.nth else None,
    )


def _count(wanted: Wanted, window: Window | None, visits: Sequence[tuple[int, bytes]]) -> int | None:
    if window is None:
        return None
    within = [subject for day, subject in visits if window.holds(day)]
    return len(set(within)) if wanted.is_distinct else len(within)


def _last_of_each(visits: Sequence[tuple[int, bytes]]) -> list[int]:
    last: dict[bytes, int] = {}
    for day, subject in visits:
        last[subject] = max(day, last.get(subject, day))
    return list(last.values())


def _cut(window: Window, day: int) -> Window:
    return Window(window.first, min(window.last, day))
