"""What a change of rules would ask: counted against days walked one by one, and fast enough to be asked at once."""

import time
from collections import Counter
from datetime import date

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridtui.rules.cadence import decide
from gridtui.rules.duty import DutyState
from gridtui.rules.simulation import Overload, Ruled, RuleLoad, Standing, duties_per_day, simulate
from gridtui.scheme.model import CadenceRule, Mode, Period, PeriodKind, Segment

MONDAY = date(2026, 11, 2).toordinal()
ANNA, BAO, CHEN = b"anna", b"bao", b"chen"
NEVER: Standing = (None, 0)


def rule(kind: PeriodKind, days: int = 0, mode: Mode = "per_subject", **changes: object) -> CadenceRule:
    """Make a rule in force since long ago."""
    made = CadenceRule(
        key="k",
        title="走访",
        label="走访",
        source="S3-5",
        actor_roles=("worker",),
        actor_scope="grid",
        segment=Segment(everyone=True),
        channels=("home_visit",),
        period=Period(kind=kind, days=days, weekdays=(2, 5) if kind == "weekdays" else ()),
        from_=date(2020, 1, 1),
        mode=mode,
    )
    return msgspec.structs.replace(made, **changes)


def weekly(made: CadenceRule, *standing: Standing, weeks: int = 4) -> tuple[int, ...]:
    """Return the visits of each week that a rule asks of one post with these subjects."""
    found = simulate([], [Ruled(made, {ANNA: standing})], first_day=MONDAY, weeks=weeks)
    return found.posts[0].new


def test_a_rolling_rule_asks_on_its_due_days() -> None:
    """Every 7 days: one visit a week each; every 3 days: seven visits in three weeks."""
    assert weekly(rule("rolling", 7), (MONDAY - 2, 0), (MONDAY - 1, 0)) == (2, 2, 2, 2)
    assert weekly(rule("rolling", 3), (MONDAY - 1, 0), weeks=3) == (2, 2, 3)


def test_what_is_overdue_falls_on_the_first_day() -> None:
    """Ten households never visited are ten visits of the first week, not of weeks long gone."""
    assert weekly(rule("rolling", 30), *[NEVER] * 10, weeks=5) == (10, 0, 0, 0, 10)


def test_a_month_is_spread_over_the_days_left_of_it() -> None:
    """29 open households on 2 November: one a day to the 30th; from December on, 31 days for all of them."""
    assert weekly(rule("month"), *[NEVER] * 29) == (7, 7, 7, 7)
    assert weekly(rule("month"), *[(MONDAY, 0)] * 31, weeks=5) == (0, 0, 0, 0, 6)


def test_a_listed_weekday_is_asked_on_its_day() -> None:
    """Tuesday and Friday are two a week; on Monday, Friday's turn is still open for whom nobody visited."""
    assert weekly(rule("weekdays"), (MONDAY - 3, 0)) == (2, 2, 2, 2)
    assert weekly(rule("weekdays"), (MONDAY - 4, 0)) == (3, 2, 2, 2)


def test_once_is_spread_over_its_window() -> None:
    """A sweep of two weeks over 140 doors, of which 14 are done: nine a day."""
    sweep = rule("office_sets", mode="once", from_=date(2026, 11, 1), to=date(2026, 11, 15))
    standing = [NEVER] * 126 + [(MONDAY - 1, 0)] * 14
    assert weekly(sweep, *standing) == (63, 63, 0, 0)


def test_several_visits_are_several() -> None:
    """Three visits a week of one household are three; S0-9: five households a month of a leader."""
    assert weekly(rule("week", times=3), NEVER) == (3, 3, 3, 3)
    leader = simulate(
        [], [Ruled(rule("month", mode="per_actor", times=5), {ANNA: [NEVER]})], first_day=MONDAY, weeks=5
    )
    assert sum(leader.posts[0].new[:4]) == 4
    assert leader.new_rules == (RuleLoad("k", 1, 5, 1),)


def test_a_rule_asks_on_its_days_in_force_alone() -> None:
    """One that ends on the second Sunday asks nothing in the third week; one that begins then asks nothing before."""
    ends = rule("rolling", 7, to=date(2026, 11, 15))
    begins = rule("day", from_=date(2026, 11, 16))
    assert weekly(ends, (MONDAY - 1, 0)) == (1, 1, 0, 0)
    assert weekly(begins, NEVER) == (0, 0, 7, 7)
    assert weekly(rule("office_sets"), NEVER) == (0, 0, 0, 0)


def test_one_visit_of_two_wanted_leaves_the_period_open() -> None:
    """A rule of two a month is not done by one, whenever that was made."""
    once, twice = rule("month"), rule("month", times=2)
    assert sum(weekly(once, (MONDAY, 0))) == 0
    assert sum(weekly(twice, (MONDAY, 0))) > 0


def test_idle_and_single_posts_are_no_measure() -> None:
    """Who is asked for nothing does not pull the others' median down; one alone does not stand out from itself."""
    daily = rule("day")
    asked = {ANNA: [NEVER] * 2, BAO: [NEVER] * 3}
    idle = {CHEN: (0,), b"dai": (0,), b"er": (0,)}
    found = simulate([], [Ruled(daily, asked)], first_day=MONDAY, weeks=1, done=idle)
    assert [load.overloads for load in found.posts] == [()] * 5
    uneven = {ANNA: [(MONDAY + 1, 0)] * 9}
    alone = simulate([], [Ruled(rule("rolling", 14), uneven)], first_day=MONDAY, weeks=4)
    assert alone.posts[0].overloads == ()


def test_more_than_anybody_has_shown_to_do_is_too_much() -> None:
    """Where all posts are asked alike none stands out, and what each did lately is the measure; few say nothing."""
    daily = rule("day")
    subjects = {post: [NEVER] * 20 for post in (ANNA, BAO, CHEN)}
    done = {ANNA: (40, 30), BAO: (60, 10), CHEN: (0, 0)}
    found = simulate([], [Ruled(daily, subjects)], first_day=MONDAY, weeks=1, done=done)
    posts = {load.post: load for load in found.posts}
    assert {load.new for load in found.posts} == {(140,)}
    assert posts[ANNA].overloads == (Overload(0, 140, 120, "done"),)
    assert (posts[BAO].overloads, posts[CHEN].overloads) == ((), ())
    few = simulate([], [Ruled(daily, {ANNA: [NEVER] * 7})], first_day=MONDAY, weeks=1, done={ANNA: (1,)})
    assert few.posts[0].overloads == ()


def test_who_is_overloaded_is_named_with_the_reason() -> None:
    """Over what a post can do, or over twice the median of its like; a post of another role is no measure."""
    made = rule("rolling", 7)
    subjects = {ANNA: [(MONDAY - 1, 0)] * 10, BAO: [(MONDAY - 1, 0)] * 10, CHEN: [(MONDAY - 1, 0)] * 30}
    found = simulate(
        [Ruled(made, {ANNA: [NEVER]})],
        [Ruled(made, subjects)],
        first_day=MONDAY,
        weeks=1,
        capacity={ANNA: 9},
        done={BAO: (4, 5)},
    )
    posts = {load.post: load for load in found.posts}
    assert [load.post for load in found.posts] == [CHEN, ANNA, BAO]
    assert posts[ANNA].overloads == (Overload(0, 10, 9, "capacity"),)
    assert posts[CHEN].overloads == (Overload(0, 30, 20, "median"),)
    assert (posts[BAO].overloads, posts[BAO].done) == ((), (4, 5))
    assert (posts[ANNA].old, posts[ANNA].overloads_before) == ((1,), ())
    assert posts[CHEN].by_rule == (("k", 30),)
    apart = simulate([], [Ruled(made, subjects)], first_day=MONDAY, weeks=1, roles={CHEN: "leader"})
    assert [load.overloads for load in apart.posts] == [(), (), ()]


def test_a_rule_that_asks_for_the_impossible_is_named() -> None:
    """100,001 households every day: nothing is left out of the numbers, and the rule is named as a fault."""
    crowd = {ANNA: [NEVER] * 100_001}
    found = simulate([], [Ruled(rule("day"), crowd)], first_day=MONDAY, weeks=1)
    assert [(fault.code, fault.parameters) for fault in found.faults] == [
        ("scheme.too_many_duties", {"rule": "k", "duties_per_day": 100_001, "most": 100_000})
    ]
    assert found.posts[0].new == (700_007,)
    assert simulate([], [Ruled(rule("week"), crowd)], first_day=MONDAY, weeks=1).faults == ()


def test_duties_a_day_are_of_the_long_run() -> None:
    """Of N days one N-th, rounded up; of a listed weekday all; of a campaign, one day's part of its window."""
    sweep = rule("office_sets", mode="once", from_=date(2026, 11, 1), to=date(2026, 11, 30), grace_days=5)
    asked = [duties_per_day(made, 100) for made in (rule("rolling", 7), rule("weekdays"), sweep, rule("office_sets"))]
    assert asked == [15, 100, 4, 0]


@pytest.mark.parametrize("weeks", [0, 54])
def test_a_simulation_is_of_a_year_at_most(weeks: int) -> None:
    """And of one week at least."""
    with pytest.raises(ValueError, match=str(weeks)):
        simulate([], [], first_day=MONDAY, weeks=weeks)


kinds = st.sampled_from(["rolling", "weekdays", "day"])
standings = st.lists(st.tuples(st.none() | st.integers(-40, -1), st.integers(-60, 20)), max_size=12)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(kinds, st.integers(1, 12), standings)
def test_the_count_is_that_of_a_worker_who_visits_on_every_due_day(
    kind: PeriodKind, days: int, drawn: list[tuple[int | None, int]]
) -> None:
    """Day by day: whoever visits each household on the day it falls due, or at once, makes just as many visits."""
    made = rule(kind, days if kind == "rolling" else 0)
    standing = [(None if last is None else MONDAY + last, MONDAY + start) for last, start in drawn]
    walked: Counter[int] = Counter()
    for last, start in standing:
        latest = last
        for day in range(MONDAY, MONDAY + 28):
            duty = decide(made, as_of_day=day, from_day=start, last_day=latest)
            is_asked = duty.state in {DutyState.DUE, DutyState.OVERDUE} and day >= (duty.due_day or 0)
            if is_asked:
                walked[(day - MONDAY) // 7] += 1
                latest = day
    assert weekly(made, *standing) == tuple(walked[week] for week in range(4))


calendar_kinds = st.sampled_from(["week", "month", "quarter", "year"])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(calendar_kinds, standings, st.integers(1, 3), st.integers(1, 53))
def test_what_is_spread_is_neither_lost_nor_made(
    kind: PeriodKind, drawn: list[tuple[int | None, int]], times: int, weeks: int
) -> None:
    """Over whole periods every household is asked for its n visits in each, but for the present one if it is done."""
    made = rule(kind, times=times)
    standing = [(None if last is None else MONDAY + last, MONDAY + start) for last, start in drawn]
    asked = weekly(made, *standing, weeks=weeks)
    assert all(number >= 0 for number in asked)
    assert sum(asked) <= len(drawn) * times * (weeks + 1)
    assert weekly(made, *standing, weeks=53)[:weeks] == asked


def test_subjects_may_come_counted() -> None:
    """A store that counts by standing gives the same as one row for each."""
    made = rule("rolling", 7)
    counted = simulate([], [Ruled(made, {ANNA: {(MONDAY - 1, 0): 30, NEVER: 2}})], first_day=MONDAY, weeks=4)
    assert counted.posts[0].new == weekly(made, *[(MONDAY - 1, 0)] * 30, NEVER, NEVER)
    assert counted.new_rules[0].subjects == 32


def test_forty_posts_of_two_thousand_subjects_under_twelve_rules() -> None:
    """960,000 standings are counted in well under a second, so that a number can be tried out."""
    standing = [(MONDAY - number % 45, MONDAY - 400) for number in range(2_000)]
    ruled = [
        Ruled(rule("rolling", 3 + number) if number % 2 else rule("month"), {bytes([p]): standing for p in range(40)})
        for number in range(12)
    ]
    began = time.process_time()
    found = simulate([], ruled, first_day=MONDAY, weeks=13)
    assert time.process_time() - began < 1.0
    assert len(found.posts) == 40
    assert sum(load.subjects for load in found.new_rules) == 960_000
