"""The engine against the walk of ``reference_cadence``, over thousands of random histories of every mode and period.

The histories lie around the ends of months, quarters and years and around 29 February. Each is asked about on several
days, its own past and future among them.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import msgspec
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gridtui.core.words import Channel
from gridtui.rules.cadence import Judge, decide
from gridtui.rules.duty import Duty, DutyState, Pause, Plan
from gridtui.rules.plans import plan_while_tagged
from gridtui.rules.visit_facts import Found, found_in, wanted_facts
from gridtui.scheme.model import CadenceRule, Period, Segment
from tests.rules.cadence_stories import stories
from tests.rules.reference_cadence import Seen, Story, Told, told

THOROUGH: Final = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
Drawn = tuple[Story, tuple[int, ...]]


def facts_of(story: Story, today: int) -> Found:
    """Return the facts as a store would find them: the visits that count, in the windows asked for."""
    wanted = wanted_facts(story.rule, today, story.plans)
    if wanted is None:
        return Found()
    return found_in(wanted, [(seen.day, seen.household.encode()) for seen in story.visits if is_fact(story, seen)])


def is_fact(story: Story, seen: Seen) -> bool:
    """Return whether a visit counts for the story's subject, as a store decides it."""
    is_counted = seen.is_effective and Channel[seen.channel.upper()] in story.rule.counting_channels
    if not is_counted or seen.day < story.existed.get(seen.household, 0):
        return False
    match story.rule.mode:
        case "per_area":
            return True
        case "per_actor":
            first, last = story.tagged[seen.household]
            return story.subject in seen.visitors and Pause(first, last).holds(seen.day)
        case _:
            return seen.household == story.subject


def decided(story: Story, today: int) -> Duty:
    """Return what the engine says."""
    first, last = story.tagged[story.subject]
    found = facts_of(story, today)
    return decide(
        story.rule,
        as_of_day=today,
        from_day=max(first, story.existed.get(story.subject, 0)),
        to_day=last,
        last_day=found.last_day,
        count=found.count,
        previous_count=found.previous_count,
        nth_last_day=found.nth_last_day,
        plans=story.plans,
        pauses=story.pauses,
    )


def agree(story: Story, today: int) -> None:
    """Hold the engine's duty against what the walk tells, field by field."""
    expected, duty = told(story, today), decided(story, today)
    assert _essence(duty, expected) == expected
    if duty.due_day is not None:
        assert duty.days_left == duty.due_day - today
    late_or_last = duty.state == DutyState.DUE and duty.days_left is not None and duty.days_left <= 2
    assert duty.pressing == (duty.state == DutyState.OVERDUE or late_or_last)


def _essence(duty: Duty, expected: Told) -> Told:
    done = None if expected.done is None else duty.done
    return Told(duty.state, duty.due_day, duty.missed_previous, done, duty.exceeded)


def plain(story: Story) -> Story:
    """Return the story of a subject that has neither plan nor pause and has not ended."""
    first, _ = story.tagged[story.subject]
    rule = msgspec.structs.replace(story.rule, times=1)
    tagged = story.tagged | {story.subject: (first, None)}
    return replace(story, rule=rule, tagged=tagged, pauses=(), plans=())


@settings(THOROUGH, max_examples=3_000)
@given(stories("per_subject"))
def test_a_household_is_owed_what_the_walk_says(drawn: Drawn) -> None:
    """Every period, n visits, grace, substitutes, pauses, excuses, plans, late entries: state, due day, missed."""
    story, days = drawn
    for today in days:
        agree(story, today)


@settings(THOROUGH, max_examples=1_500)
@given(stories("per_subject"))
def test_the_board_judges_as_the_walk_does(drawn: Drawn) -> None:
    """``Judge`` is the same definition for plain facts, of which a board has thousands."""
    story = plain(drawn[0])
    for today in drawn[1]:
        judge = Judge(story.rule, today)
        assert judge.is_plain == (story.rule.period.kind != "office_sets")
        from_day = max(story.tagged[story.subject][0], story.existed.get(story.subject, 0))
        if judge.is_plain:
            assert judge.state(facts_of(story, today).last_day, from_day) == told(story, today).state


@settings(THOROUGH, max_examples=1_000)
@given(stories("per_actor"))
def test_an_actor_owes_different_households(drawn: Drawn) -> None:
    """S0-9: a household visited twice counts once, one visited by another not at all."""
    for today in drawn[1]:
        agree(drawn[0], today)


@settings(THOROUGH, max_examples=1_000)
@given(stories("per_area"))
def test_an_area_holds_n_to_m_events(drawn: Drawn) -> None:
    """S2-8: fewer than n is due, more than m is exceeded."""
    for today in drawn[1]:
        agree(drawn[0], today)


@settings(THOROUGH, max_examples=1_500)
@given(stories("once"))
def test_a_campaign_asks_once(drawn: Drawn) -> None:
    """S0-7: the window, its days of grace, who joined after it and who left before its end."""
    for today in drawn[1]:
        agree(drawn[0], today)


@settings(THOROUGH, max_examples=1_000)
@given(stories("per_subject"))
def test_when_a_visit_was_entered_changes_nothing(drawn: Drawn) -> None:
    """A late entry counts on the day of the visit: entered in another order, every visit decides the same."""
    story, days = drawn
    late = replace(story, visits=tuple(replace(seen, entered_day=seen.day + 45) for seen in reversed(story.visits)))
    for today in days:
        assert decided(late, today) == decided(story, today)


@settings(THOROUGH, max_examples=1_000)
@given(stories("per_subject"))
def test_no_visit_counts_before_its_day(drawn: Drawn) -> None:
    """A visit dated in the future decides nothing today: without it the duty is the same."""
    story, days = drawn
    for today in days:
        known = replace(story, visits=tuple(seen for seen in story.visits if seen.day <= today))
        assert decided(known, today) == decided(story, today)


tag_days = st.lists(
    st.tuples(st.integers(1, 80), st.none() | st.integers(0, 30)).map(
        lambda days: (days[0], None if days[1] is None else days[0] + days[1])
    ),
    max_size=4,
)


@settings(THOROUGH, max_examples=500)
@given(st.integers(1, 80), st.none() | st.integers(0, 60), tag_days)
@example(5, None, [(1, 10), (11, 20), (22, None)])
def test_a_plan_ends_with_its_tag(first: int, length: int | None, tagged: list[tuple[int, int | None]]) -> None:
    """S1-13: day by day, a plan holds from the first day the tag is there too until the day one of them is not."""
    plan = Plan(Period(kind="day"), 1, first, None if length is None else first + length)
    expected: list[int] = []
    for day in range(1, 200):
        has_tag = any(Pause(*days).holds(day) for days in tagged)
        if plan.holds(day) and has_tag:
            expected.append(day)
        elif expected:
            break
    held = plan_while_tagged(plan, tagged)
    assert expected == ([] if held is None else [day for day in range(1, 200) if held.holds(day)])


def test_29_february_is_the_last_day_of_its_month() -> None:
    """In 2028 February's duty is due on the 29th, and the duty of March begins the day after."""
    anchor = date(2028, 2, 29)
    rule = CadenceRule(
        key="k", title="走访", label="走访", source="S4-5", actor_roles=("worker",), actor_scope="grid",
        segment=Segment(everyone=True), channels=("home_visit",), period=Period(kind="month"), from_=date(2026, 1, 1),
    )  # fmt: skip
    story = Story(rule, "h0", {"h0": (1, None)})
    for offset, last in ((0, anchor), (1, date(2028, 3, 31)), (-29, date(2028, 1, 31))):
        today = (anchor + timedelta(days=offset)).toordinal()
        agree(story, today)
        assert decided(story, today).due_day == last.toordinal()
