"""What a change of rules would ask of each post: duties per week under the old and the new rules, before it is saved.

By counting: a post's subjects under a rule are a histogram of few different days, never walked one by one. The weeks
are of seven days from the first day asked for. What is counted (the definition ``obligations``):

rolling   each due day, every N days from the first; what is overdue or due already falls on the first day
weekdays  each listed day, the first day's turn too where it is still open
calendar  what is open in a period is spread evenly over the days left of it, as any of them will do
once      likewise over the days left of the rule's window

Each duty counts n visits where the rule wants n, in the present period too, whatever part of them is done. It is
taken that each is done when it falls due: what a post cannot do is what the numbers show, not what they hide. A rule
counts on its days in force alone; who is paused or has left is not a subject.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Final, Literal

import msgspec

from gridtui.core.errors import SettingsFault
from gridtui.rules.periods import window_of
from gridtui.rules.visit_facts import once_window
from gridtui.scheme.model import CadenceRule

DUTIES_A_DAY_MOST: Final = 100_000
"""A rule that asks for more a day is a slip of the pen: nobody has so many people."""
TIMES_MEDIAN: Final = 2
"""A week of more than so many times the median post's stands out."""
TIMES_DONE: Final = 3
"""A week of more than so many times the most a post did in a week lately is more than it has shown it can do..."""
FEW_A_WEEK: Final = 50
"""...unless it is so few, ten a working day, that it says nothing."""
WEEKS_MOST: Final = 53
_WEEK: Final = 7
_SHORTEST_DAYS: Final = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}

Standing = tuple[int | None, int]
"""Of one subject: the last day that counts, None for never, and its own first day under the rule."""


class Ruled(msgspec.Struct, frozen=True, gc=False):
    """A rule and whom it is about, by the post that visits them; under ``per_actor`` the post is its one subject.

    Subjects come one by one, or counted by their standing.
    """

    rule: CadenceRule
    subjects: Mapping[bytes, Sequence[Standing] | Mapping[Standing, int]]


class Overload(msgspec.Struct, frozen=True, gc=False):
    """A week, 0 first, that is too much for a post.

    Over what it can do (``capacity``), far over the others' of its role (``median``), or over what it did (``done``).
    """

    week: int
    duties: int
    limit: int
    reason: Literal["capacity", "median", "done"]


class PostLoad(msgspec.Struct, frozen=True, gc=False):
    """One post's visits per week: ``old`` and ``new`` from the first week asked for on, ``done`` in the weeks before.

    ``overloads`` are of the new rules, ``overloads_before`` of the old ones. ``by_rule`` tells which of the new rules
    ask how much over all the weeks, the most first.
    """

    post: bytes
    old: tuple[int, ...]
    new: tuple[int, ...]
    done: tuple[int, ...]
    overloads: tuple[Overload, ...]
    overloads_before: tuple[Overload, ...]
    by_rule: tuple[tuple[str, int], ...]


class RuleLoad(msgspec.Struct, frozen=True, gc=False):
    """One rule's visits over all posts and weeks, and how many it asks for on a day in the long run, rounded up."""

    rule: str
    subjects: int
    duties: int
    duties_per_day: int


class Simulation(msgspec.Struct, frozen=True, gc=False):
    """What old and new rules ask. ``faults`` name the new rules that ask the impossible; nothing of it is left out.

    ``posts`` are the most loaded first, by the new rules.
    """

    first_day: int
    weeks: int
    posts: tuple[PostLoad, ...]
    old_rules: tuple[RuleLoad, ...]
    new_rules: tuple[RuleLoad, ...]
    faults: tuple[SettingsFault, ...]


def simulate(
    old: Sequence[Ruled],
    new: Sequence[Ruled],
    *,
    first_day: int,
    weeks: int,
    done: Mapping[bytes, Sequence[int]] | None = None,
    capacity: Mapping[bytes, int] | None = None,
    roles: Mapping[bytes, str] | None = None,
) -> Simulation:
    """Return what two sets of rules ask of every post in some weeks, 1 to 53.

    ``done``: what each post did per week lately, for comparison. ``capacity``: what a post can do in a week; a post
    not named is measured by the median alone. ``roles``: only posts of one role are measured by each other. Raises
    ValueError for another number of weeks. Faults: SettingsFault ``scheme.too_many_duties``.
    """
    if not 1 <= weeks <= WEEKS_MOST:
        raise ValueError(weeks)
    days = range(first_day, first_day + weeks * _WEEK)
    before, after = _Loads(old, days), _Loads(new, days)
    done, capacity, roles = done or {}, capacity or {}, roles or {}
    before_limits, limits = before.limits(roles), after.limits(roles)
    posts = [
        PostLoad(
            post,
            before.weekly(post),
            after.weekly(post),
            tuple(done.get(post, ())),
            _overloads(after.weekly(post), capacity.get(post), limits.get(roles.get(post, "")), done.get(post, ())),
            _overloads(
                before.weekly(post), capacity.get(post), before_limits.get(roles.get(post, "")), done.get(post, ())
            ),
            after.by_rule(post),
        )
        for post in {*before.posts, *after.posts, *done}
    ]
    posts.sort(key=lambda load: (-sum(load.new), -sum(load.old), load.post))
    found = (too_many_duties(load.rule, load.duties_per_day) for load in after.rules)
    faults = tuple(fault for fault in found if fault is not None)
    return Simulation(first_day, weeks, tuple(posts), before.rules, after.rules, faults)


def duties_per_day(rule: CadenceRule, subjects: int) -> int:
    """Return how many visits a day a rule asks for of so many subjects in the long run, rounded up.

    Of a weekday rule, those of one listed day; 0 where the office has not set the period.
    """
    if rule.mode == "once":
        window = once_window(rule)
        days = window.last - rule.grace_days - window.first + 1
    elif rule.period.kind == "office_sets":
        return 0
    else:
        days = rule.period.days or _SHORTEST_DAYS.get(rule.period.kind, 1)
    return -(-subjects * rule.times // days)


def too_many_duties(rule: str, a_day: int) -> SettingsFault | None:
    """Return the fault of a rule, by its key, that asks for so many visits a day; None where there can be so many."""
    if a_day <= DUTIES_A_DAY_MOST:
        return None
    return SettingsFault("scheme.too_many_duties", rule=rule, duties_per_day=a_day, most=DUTIES_A_DAY_MOST)


class _Loads:
    """What one set of rules asks: of every post per week and by rule, of every rule in all."""

    def __init__(self, ruled: Iterable[Ruled], days: range) -> None:
        self._nothing = [0] * (len(days) // _WEEK)
        self.posts: dict[bytes, list[int]] = {}
        self._by_rule: dict[bytes, Counter[str]] = {}
        totals = []
        for each in ruled:
            subjects = duties = 0
            for post, held_by_post in each.subjects.items():
                standing = Counter(held_by_post)
                asked = _asked(each.rule, standing, days)
                weekly = [sum(asked[day : day + _WEEK]) for day in range(0, len(asked), _WEEK)]
                held = self.posts.get(post, self._nothing)
                self.posts[post] = [one + other for one, other in zip(held, weekly, strict=True)]
                self._by_rule.setdefault(post, Counter())[each.rule.key] += sum(weekly)
                subjects += standing.total()
                duties += sum(weekly)
            totals.append(RuleLoad(each.rule.key, subjects, duties, duties_per_day(each.rule, subjects)))
        self.rules = tuple(totals)

    def weekly(self, post: bytes) -> tuple[int, ...]:
        """Return the visits per week of a post."""
        return tuple(self.posts.get(post, self._nothing))

    def by_rule(self, post: bytes) -> tuple[tuple[str, int], ...]:
        """Return the visits over all weeks that each rule asks of a post, the most first."""
        return tuple(self._by_rule.get(post, Counter()).most_common())

    def limits(self, roles: Mapping[bytes, str]) -> dict[str, int]:
        """Return for each role that several posts have the visits a week above which one of them stands out."""
        means: dict[str, list[float]] = {}
        for post, weekly in self.posts.items():
            if any(weekly):
                means.setdefault(roles.get(post, ""), []).append(sum(weekly) / len(weekly))
        return {role: int(TIMES_MEDIAN * median(held)) for role, held in means.items() if len(held) > 1}


def _asked(rule: CadenceRule, standing: Mapping[Standing, int], days: range) -> list[int]:
    """Return the visits of each day that a rule asks for of one post's subjects."""
    asked = [0] * len(days)
    last = days[-1] if rule.to_day is None or rule.mode == "once" else min(days[-1], rule.to_day)
    in_force = range(days.start, last + 1)
    if rule.mode == "once":
        _spread_once(rule, standing, days, asked)
    elif rule.period.kind == "rolling":
        _each_due_day(rule, standing, in_force, asked)
    elif rule.period.kind != "office_sets":
        _each_window(rule, standing, in_force, asked)
    return asked


def _each_due_day(rule: CadenceRule, standing: Mapping[Standing, int], days: range, asked: list[int]) -> None:
    first_due: Counter[int] = Counter()
    for (last_day, from_day), number in standing.items():
        start = max(from_day, rule.from_day)
        clock = last_day if last_day is not None and last_day >= start else start
        first_due[max(clock + rule.period.days, days.start)] += number
    for due_day, number in first_due.items():
        for day in range(due_day, days.stop, rule.period.days):
            asked[day - days.start] += number * rule.times


def _each_window(rule: CadenceRule, standing: Mapping[Standing, int], days: range, asked: list[int]) -> None:
    by_weekday = rule.period.kind == "weekdays"
    window = window_of(rule.period, days.start) if days else None
    while window is not None and window.first < days.stop:
        open_from: Counter[int] = Counter()
        for (last_day, from_day), number in standing.items():
            start = max(from_day, rule.from_day)
            is_done = last_day is not None and last_day >= window.first and rule.times == 1
            if start <= (window.first if by_weekday else window.last) and not is_done:
                open_from[max(window.first, days.start, start)] += number
        for begins, number in open_from.items():
            ends = begins if by_weekday else window.last
            _spread(number * rule.times, range(begins, ends + 1), days, asked)
        window = window_of(rule.period, window.last + 1)


def _spread_once(rule: CadenceRule, standing: Mapping[Standing, int], days: range, asked: list[int]) -> None:
    window = once_window(rule)
    last = window.last - rule.grace_days
    open_from: Counter[int] = Counter()
    for (last_day, from_day), number in standing.items():
        if max(from_day, window.first) <= last and not window.holds(last_day):
            open_from[max(days.start, from_day, window.first)] += number
    for begins, number in open_from.items():
        if begins <= window.last:
            _spread(number * rule.times, range(begins, max(begins, last) + 1), days, asked)


def _spread(visits: int, over: range, days: range, asked: list[int]) -> None:
    """Spread visits evenly over days, of which those asked for are noted; the last day brings the number to full."""
    for place in range(min(over.stop, days.stop) - over.start):
        share = visits * (place + 1) // len(over) - visits * place // len(over)
        asked[over.start + place - days.start] += share


def _overloads(
    weekly: Sequence[int], capacity: int | None, limit: int | None, done: Sequence[int]
) -> tuple[Overload, ...]:
    found = []
    shown = max(TIMES_DONE * max(done, default=0), FEW_A_WEEK) if any(done) else None
    for week, duties in enumerate(weekly):
        if capacity is not None and duties > capacity:
            found.append(Overload(week, duties, capacity, "capacity"))
        elif limit is not None and duties > limit:
            found.append(Overload(week, duties, limit, "median"))
        elif shown is not None and duties > shown:
            found.append(Overload(week, duties, shown, "done"))
    return tuple(found)
