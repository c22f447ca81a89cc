"""What fell due and whether it was in time: told by hand, and agreeing with the duty of every single day."""

from dataclasses import replace
from datetime import date

import msgspec
from hypothesis import HealthCheck, given, settings

from gridtui.rules.duty import Duty, DutyState, Pause
from gridtui.rules.pauses import covers
from gridtui.rules.periods import Window, window_before, window_of
from gridtui.rules.plans import cadence_on
from gridtui.rules.timeliness import Fallen, fallen_due, timeliness
from gridtui.scheme.model import CadenceRule, Mode, Period, PeriodKind, Segment
from tests.rules.cadence_stories import stories
from tests.rules.reference_cadence import Story
from tests.rules.test_rules_cadence_reference import decided, is_fact

NOVEMBER = Window(date(2026, 11, 1).toordinal(), date(2026, 11, 30).toordinal())
TODAY = date(2026, 12, 15).toordinal()


def rule(kind: PeriodKind, days: int = 0, mode: Mode = "per_subject", **changes: object) -> CadenceRule:
    """Make a rule in force from 2026."""
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
        from_=date(2026, 1, 1),
        mode=mode,
    )
    return msgspec.structs.replace(made, **changes)


def november(made: CadenceRule, *days: int, **facts: object) -> list[tuple[int, int | None, bool]]:
    """Return what fell due in November 2026, days as days of it, of visits on such days."""
    found = fallen_due(
        made,
        [(NOVEMBER.first - 1 + day, b"h") for day in days],
        first_day=NOVEMBER.first,
        last_day=NOVEMBER.last,
        as_of_day=TODAY,
        from_day=NOVEMBER.first,
        **facts,  # type: ignore[arg-type]
    )
    base = NOVEMBER.first - 1
    return [(each.due_day - base, each.done_day and each.done_day - base, each.in_time) for each in found]


def test_each_due_day_of_a_rolling_rule_is_met_or_late() -> None:
    """Every 7 days from 11-01: due 11-08 and done on it, due 11-15 and done late, the next not done at all."""
    assert november(rule("rolling", 7), 8, 17) == [(8, 8, True), (15, 17, False), (24, None, False)]


def test_a_due_day_met_in_advance_by_several_visits_is_one() -> None:
    """Whoever visits on 11-03, 05 and 07 has met the one due day of 11-08, and is due again 7 days after 11-07."""
    assert november(rule("rolling", 7), 3, 5, 7) == [(8, 3, True), (14, None, False)]


def test_days_of_grace_are_in_time() -> None:
    """Two days of grace: the visit of 11-10 is in time for 11-08."""
    assert november(rule("rolling", 7, grace_days=2), 10) == [(8, 10, True), (17, None, False)]


def test_a_month_is_in_time_or_missed() -> None:
    """A calendar period is done within it or not at all."""
    assert november(rule("month"), 12) == [(30, 12, True)]
    assert november(rule("month")) == [(30, None, False)]
    assert november(rule("month", times=2), 3, 28) == [(30, 28, True)]


def test_a_period_not_owed_as_a_whole_is_left_out() -> None:
    """Who joined or left in the middle, or was paused on the last day, is neither in time nor late."""
    monthly = rule("month")
    assert november(msgspec.structs.replace(monthly, from_=date(2026, 11, 2)), 12) == []
    assert november(monthly, 12, to_day=NOVEMBER.last - 1) == []
    assert november(monthly, pauses=[Pause(NOVEMBER.last, None)]) == []


def test_a_weekday_is_in_time_on_its_day() -> None:
    """Tuesday 11-03 done on the day, Friday 11-06 a day late, the seven later ones not at all."""
    found = november(rule("weekdays"), 3, 7)
    assert found[:3] == [(3, 3, True), (6, 7, False), (10, None, False)]
    assert len(found) == 8


def test_today_is_not_judged_before_it_is_over() -> None:
    """What falls due on the day asked for is neither done nor late, whatever was done."""
    made = rule("rolling", 7)
    for visits in ((), ((NOVEMBER.first + 6, b"h"),)):
        found = fallen_due(
            made,
            visits,
            first_day=NOVEMBER.first,
            last_day=NOVEMBER.last,
            as_of_day=NOVEMBER.first + 7,
            from_day=NOVEMBER.first,
        )
        assert found == ()


def test_once_is_in_time_by_its_last_day() -> None:
    """A campaign to 11-20 with two days of grace: the door of 11-21 is done, but late."""
    sweep = rule("office_sets", mode="once", from_=date(2026, 11, 1), to=date(2026, 11, 20), grace_days=2)
    assert november(sweep, 15) == [(20, 15, True)]
    assert november(sweep, 21) == [(20, 21, False)]
    assert november(sweep, 23) == [(20, None, False)]


def test_an_actor_is_in_time_with_different_households() -> None:
    """S0-9: the same household twice is one of two."""
    two = rule("month", mode="per_actor", times=2)
    base = NOVEMBER.first
    for second, in_time in ((b"h", False), (b"g", True)):
        visits = [(base, b"h"), (base + 3, second)]
        found = fallen_due(two, visits, first_day=base, last_day=NOVEMBER.last, as_of_day=TODAY, from_day=base)
        assert [each.in_time for each in found] == [in_time]


def test_timeliness_is_a_share_of_what_fell_due() -> None:
    """Part and whole are counts of duties; of nothing there is no percentage."""
    share = timeliness([Fallen(1, 1, in_time=True), Fallen(2, 9, in_time=False), Fallen(3, None, in_time=False)])
    assert (share.definition, share.part, share.whole, share.percent) == ("timeliness", 1, 3, 33)
    assert timeliness([]).percent is None


def fallen_of(story: Story, days: Window) -> tuple[Fallen, ...]:
    """Return what fell due in a story in some days, known well after them."""
    first, last = story.tagged[story.subject]
    return fallen_due(
        story.rule,
        [(seen.day, seen.household.encode()) for seen in story.visits if is_fact(story, seen)],
        first_day=days.first,
        last_day=days.last,
        as_of_day=days.last + 400,
        from_day=max(first, story.existed.get(story.subject, 0)),
        to_day=last,
        plans=story.plans,
        pauses=story.pauses,
    )


THOROUGH = settings(max_examples=600, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@THOROUGH
@given(stories("per_subject"))
def test_what_is_late_was_overdue_the_day_after(drawn: tuple[Story, tuple[int, ...]]) -> None:
    """A duty is in time or late as the engine says the day after its due day and grace, wherever it can be seen."""
    story, days = drawn
    for fallen in fallen_of(story, Window(days[0], days[0] + 120)):
        cadence = cadence_on(story.rule, fallen.due_day, story.plans)
        grace = 0 if cadence.period.kind not in {"rolling", "weekdays"} else cadence.grace_days
        after = fallen.due_day + grace + 1
        window = window_of(cadence.period, fallen.due_day)
        if window is not None:
            after = min(after, window.last + 1)
        if is_seen(story, after, fallen.due_day):
            known = replace(story, visits=tuple(seen for seen in story.visits if seen.day < after))
            assert is_late(decided(known, after), fallen.due_day, window) == (not fallen.in_time)


@THOROUGH
@given(stories("per_subject"))
def test_whatever_was_overdue_fell_due_and_is_late(drawn: tuple[Story, tuple[int, ...]]) -> None:
    """Day by day: each duty that comes to be overdue, each period that is said to be missed, is among the late."""
    story, days = drawn
    stretch = Window(days[0], days[0] + 60)
    late = {fallen.due_day for fallen in fallen_of(story, stretch) if not fallen.in_time}
    was_overdue = False
    for today in range(stretch.first, stretch.last + 1):
        duty, cadence = decided(story, today), cadence_on(story.rule, today, story.plans)
        is_overdue = duty.state == DutyState.OVERDUE
        if is_overdue and not was_overdue and duty.due_day == today - cadence.grace_days - 1:
            assert duty.due_day in late or duty.due_day < stretch.first
        was_overdue = is_overdue
        before = duty.window and window_before(cadence.period, duty.window)
        if duty.missed_previous and before is not None:
            due_day = before.first if cadence.period.kind == "weekdays" else before.last
            assert due_day in late or due_day < stretch.first or not is_seen(story, today, due_day)


def is_seen(story: Story, after: int, due_day: int) -> bool:
    """Return whether a day's duty still tells of a due day: not paused, nobody gone, the same cadence."""
    _, last = story.tagged[story.subject]
    is_there = all(day is None or after <= day for day in (last, story.rule.to_day))
    same = cadence_on(story.rule, after, story.plans) == cadence_on(story.rule, due_day, story.plans)
    return is_there and same and not covers(story.pauses, after)


def is_late(duty: Duty, due_day: int, window: Window | None) -> bool:
    """Return whether a duty says that it is late for a due day, or that the period of it was missed."""
    if window is not None and duty.window != window:
        return duty.missed_previous
    return duty.state == DutyState.OVERDUE and duty.due_day == due_day


def test_a_weekday_s_visit_is_in_time_within_its_grace() -> None:
    """Tuesdays and Fridays with a day of grace: Wednesday is in time for Tuesday, and late without it."""
    graced, strict = (november(rule("weekdays", grace_days=grace), 4) for grace in (1, 0))
    assert (graced[0], strict[0]) == ((3, 4, True), (3, 4, False))
