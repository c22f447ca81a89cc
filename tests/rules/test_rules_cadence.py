"""Cadence: one definition, checked against a reference that walks day by day through calendars and lives."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.rules.cadence import Judge, decide, explain, lead_days
from gridtui.rules.duty import Duty, DutyState, Pause, Plan
from gridtui.rules.periods import Window, window_before, window_of
from gridtui.rules.visit_facts import Wanted, wanted_facts
from gridtui.scheme.model import CadenceRule, Mode, Period, Segment

D = DutyState
BASE = date(2026, 1, 1).toordinal()


def rule(kind: str, *, days: int = 0, mode: Mode = "per_subject", **changes: object) -> CadenceRule:
    """Make a rule in force from 2026, with some keys changed."""
    made = CadenceRule(
        key="k",
        title="七天一入户走访",
        label="七天一访",
        source="S3-5",
        actor_roles=("worker",),
        actor_scope="grid",
        segment=Segment(everyone=True),
        channels=("home_visit",),
        period=Period(kind=kind, days=days, weekdays=(2, 5) if kind == "weekdays" else ()),  # type: ignore[arg-type]
        from_=date(2026, 1, 1),
        mode=mode,
    )
    return msgspec.structs.replace(made, **changes)


def day(text: str) -> int:
    """Return a day of 2026, as 11-21."""
    return date.fromisoformat(f"2026-{text}").toordinal()


WEEKLY = rule("rolling", days=7)
MONTHLY = rule("month")


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        ("11-12", D.DONE, 7),
        ("11-16", D.DONE, 3),
        ("11-17", D.DUE, 2),
        ("11-19", D.DUE, 0),
        ("11-20", D.OVERDUE, -1),
        ("11-21", D.OVERDUE, -2),
    ],
)
def test_a_rolling_duty_falls_due_n_days_after_the_last_visit(today: str, state: DutyState, left: int) -> None:
    """S3-5: last visit 11-12, every 7 days: due 11-19, two days overdue on 11-21."""
    duty = decide(WEEKLY, as_of_day=day(today), from_day=0, last_day=day("11-12"))
    assert (duty.state, duty.days_left, duty.due_day) == (state, left, day("11-19"))


def test_a_rolling_duty_never_fulfilled_falls_due_n_days_after_its_start() -> None:
    """Whoever came under the rule on 11-10 is first due on 11-17, and upcoming until the last days before."""
    states = [decide(WEEKLY, as_of_day=day(f"11-{n:02}"), from_day=day("11-10")).state for n in range(9, 20)]
    assert states == [D.UPCOMING] * 6 + [D.DUE] * 3 + [D.OVERDUE] * 2


def test_a_visit_before_the_start_does_not_count() -> None:
    """A tag set on 11-10 begins its own clock, whatever visits came before."""
    duty = decide(WEEKLY, as_of_day=day("11-12"), from_day=day("11-10"), last_day=day("11-09"))
    assert (duty.state, duty.due_day) == (D.UPCOMING, day("11-17"))


def test_grace_days_are_not_yet_overdue() -> None:
    """The due day stays; only the word changes later."""
    lenient = rule("rolling", days=7, grace_days=2)
    states = [
        decide(lenient, as_of_day=day(f"11-{n}"), from_day=0, last_day=day("11-12")).state for n in (19, 21, 22)
    ]
    assert states == [D.DUE, D.DUE, D.OVERDUE]


@pytest.mark.parametrize(
    ("today", "last", "state", "left", "pressing"),
    [
        ("11-21", "10-20", D.DUE, 9, False),
        ("11-27", "10-20", D.DUE, 3, False),
        ("11-28", "10-20", D.DUE, 2, True),
        ("11-30", "10-20", D.DUE, 0, True),
        ("11-30", "11-01", D.DONE, 0, False),
        ("12-01", "11-30", D.DUE, 30, False),
    ],
)
def test_a_monthly_duty_is_due_all_month(today: str, last: str, state: DutyState, left: int, pressing: bool) -> None:
    """S4-5: due until the last day, pressing in the last three, done with one visit, due again on the first."""
    duty = decide(MONTHLY, as_of_day=day(today), from_day=0, last_day=day(last))
    assert (duty.state, duty.days_left, duty.pressing) == (state, left, pressing)


def test_a_missed_month_is_said_and_not_carried() -> None:
    """The closed month is missed, the new one is due: never overdue."""
    duty = decide(MONTHLY, as_of_day=day("12-05"), from_day=0, last_day=day("10-20"))
    assert (duty.state, duty.missed_previous) == (D.DUE, True)
    assert not decide(MONTHLY, as_of_day=day("12-05"), from_day=0, last_day=day("11-20")).missed_previous
    assert decide(MONTHLY, as_of_day=day("12-05"), from_day=0).missed_previous
    visited = decide(MONTHLY, as_of_day=day("12-05"), from_day=0, last_day=day("12-02"), previous_count=0)
    assert (visited.state, visited.missed_previous) == (D.DONE, True)


def test_who_joined_in_the_middle_owes_the_month_but_has_missed_nothing() -> None:
    """A household registered on 11-15 is due in November; in December November is not held against it."""
    assert decide(MONTHLY, as_of_day=day("11-15"), from_day=day("11-15")).state == D.DUE
    assert decide(MONTHLY, as_of_day=day("11-14"), from_day=day("11-15")).state == D.UPCOMING
    assert not decide(MONTHLY, as_of_day=day("12-05"), from_day=day("11-15")).missed_previous


@pytest.mark.parametrize(
    ("kind", "on", "first", "last"),
    [
        ("week", "2026-11-21", "2026-11-16", "2026-11-22"),
        ("week", "2026-01-01", "2025-12-29", "2026-01-04"),
        ("month", "2028-02-29", "2028-02-01", "2028-02-29"),
        ("month", "2026-02-01", "2026-02-01", "2026-02-28"),
        ("month", "2026-12-31", "2026-12-01", "2026-12-31"),
        ("quarter", "2028-02-29", "2028-01-01", "2028-03-31"),
        ("quarter", "2026-10-01", "2026-10-01", "2026-12-31"),
        ("year", "2028-02-29", "2028-01-01", "2028-12-31"),
        ("weekdays", "2026-11-21", "2026-11-20", "2026-11-23"),
        ("weekdays", "2026-11-24", "2026-11-24", "2026-11-26"),
        ("day", "2026-11-21", "2026-11-21", "2026-11-21"),
    ],
)
def test_periods_end_where_the_calendar_does(kind: str, on: str, first: str, last: str) -> None:
    """Month, quarter and year ends, 29 February, weeks across the year, turns of Tuesday and Friday."""
    window = window_of(rule(kind).period, date.fromisoformat(on).toordinal())
    assert window == Window(date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal())


@given(st.sampled_from(["day", "week", "month", "quarter", "year", "weekdays"]), st.integers(400, 3_000_000))
def test_windows_tile_the_calendar(kind: str, on: int) -> None:
    """Every day lies in exactly one window, and the one before ends the day before."""
    period = rule(kind).period
    window = window_of(period, on)
    assert window is not None
    assert window.holds(on)
    assert window_of(period, window.first) == window_of(period, window.last) == window
    before = window_before(period, window)
    assert before is not None
    assert before.last == window.first - 1


def test_a_weekday_is_due_on_its_day_and_then_overdue_until_the_next() -> None:
    """A visit wanted on Tuesday and Friday: a late one satisfies, the next listed day starts anew."""
    turns = rule("weekdays")
    tuesday = day("11-17")
    states = [decide(turns, as_of_day=tuesday + n, from_day=0, last_day=tuesday - 3).state for n in range(4)]
    assert states == [D.DUE, D.OVERDUE, D.OVERDUE, D.DUE]
    assert decide(turns, as_of_day=tuesday + 2, from_day=0, last_day=tuesday + 1).state == D.DONE


def test_a_weekday_before_joining_is_not_owed() -> None:
    """Who joined on Wednesday begins with Friday, and is not overdue for Tuesday."""
    duty = decide(rule("weekdays"), as_of_day=day("11-18"), from_day=day("11-18"))
    assert (duty.state, duty.due_day) == (D.UPCOMING, day("11-20"))


def test_several_visits_in_a_period() -> None:
    """N of a calendar period is counted; n of a rolling period goes by the n-th last visit."""
    twice = rule("month", times=2)
    assert decide(twice, as_of_day=day("11-21"), from_day=0, count=1).state == D.DUE
    assert decide(twice, as_of_day=day("11-21"), from_day=0, count=2, previous_count=1).missed_previous
    thrice = rule("rolling", days=7, times=3)
    duty = decide(thrice, as_of_day=day("11-21"), from_day=0, last_day=day("11-20"), nth_last_day=day("11-12"))
    assert (duty.state, duty.due_day) == (D.OVERDUE, day("11-19"))
    assert decide(thrice, as_of_day=day("01-03"), from_day=0, last_day=day("01-02")).state == D.UPCOMING


def test_an_actor_covers_n_households_and_an_area_n_to_m() -> None:
    """S0-9: five distinct households a month; S2-8: two to three events a year in each courtyard."""
    five = rule("month", mode="per_actor", times=5)
    assert decide(five, as_of_day=day("11-21"), from_day=0, count=4).state == D.DUE
    assert decide(five, as_of_day=day("11-21"), from_day=0, count=5).state == D.DONE
    yearly = rule("year", mode="per_area", times=2, times_most=3)
    found = [decide(yearly, as_of_day=day("11-21"), from_day=0, count=n) for n in (1, 3, 4)]
    assert [(duty.state, duty.exceeded) for duty in found] == [(D.DUE, False), (D.DONE, False), (D.DONE, True)]


def test_once_in_a_window() -> None:
    """A campaign of November: due till its end, overdue in the grace days, then over and missed."""
    campaign = rule("office_sets", mode="once", from_=date(2026, 11, 1), to=date(2026, 11, 30), grace_days=2)
    found = [decide(campaign, as_of_day=day(on), from_day=0) for on in ("10-31", "11-30", "12-02", "12-03")]
    assert [duty.state for duty in found] == [D.UPCOMING, D.DUE, D.OVERDUE, D.EXCUSED]
    assert [duty.missed_previous for duty in found] == [False, False, False, True]
    assert decide(campaign, as_of_day=day("12-03"), from_day=0, last_day=day("11-05")).state == D.DONE
    assert decide(campaign, as_of_day=day("11-03"), from_day=0, last_day=day("10-05")).state == D.DUE


def test_nothing_is_owed_where_the_office_has_not_set_the_period() -> None:
    """Section 5: no frequency is invented."""
    duty = decide(rule("office_sets"), as_of_day=day("11-21"), from_day=0)
    assert (duty.state, duty.due_day) == (D.UPCOMING, None)


def test_who_left_and_a_rule_that_ended_are_excused() -> None:
    """A household gone on 11-10 owes nothing on 11-11, nor does anybody under a rule that has ended."""
    duty = decide(WEEKLY, as_of_day=day("11-21"), from_day=0, to_day=day("11-20"))
    assert (duty.state, duty.due_day, duty.pressing) == (D.EXCUSED, None, False)
    ended = rule("rolling", days=7, to=date(2026, 6, 30))
    assert decide(ended, as_of_day=day("07-01"), from_day=0).state == D.EXCUSED
    assert Judge(ended, day("07-01")).state(None, 0) == D.EXCUSED


def test_why_is_this_due() -> None:
    """The answer names the rule, its source, the last visit that counts and when it next falls due."""
    duty = decide(WEEKLY, as_of_day=day("11-21"), from_day=0, last_day=day("11-12"))
    why = explain(WEEKLY, duty, from_day=0, as_of_day=day("11-21"))
    assert (why.rule_title, why.source, why.duty.last_day, why.duty.due_day) == (
        "七天一入户走访", "S3-5", day("11-12"), day("11-19"),
    )  # fmt: skip
    assert (why.from_day, why.period, why.times, why.plan, why.pause) == (BASE, WEEKLY.period, 1, None, None)


def test_what_must_be_found() -> None:
    """A calendar rule counts in its window up to the day, a rolling one seeks the n-th last, once to its grace."""
    today = day("11-21")
    november = Window(day("11-01"), today)
    october = Window(day("10-01"), day("10-31"))
    assert wanted_facts(MONTHLY, today) == Wanted(today, november, october)
    assert wanted_facts(rule("month", mode="per_actor"), today) == Wanted(today, november, october, is_distinct=True)
    assert wanted_facts(rule("rolling", days=7, times=2), today) == Wanted(today, Window(today - 7, today), nth=2)
    assert wanted_facts(rule("office_sets"), today) is None
    campaign = rule("office_sets", mode="once", from_=date(2026, 11, 1), to=date(2026, 11, 15), grace_days=2)
    assert wanted_facts(campaign, today) == Wanted(today, Window(day("11-01"), day("11-17")))
    daily = Plan(Period(kind="day"), 1, day("11-20"))
    assert wanted_facts(MONTHLY, today, [daily]) == Wanted(today, Window(today, today), Window(today - 1, today - 1))


def test_a_visit_in_the_days_of_grace_still_fulfils_a_campaign() -> None:
    """Overdue must have a way out: the door opened a day late is done, not missed."""
    campaign = rule("office_sets", mode="once", from_=date(2026, 11, 1), to=date(2026, 11, 30), grace_days=2)
    assert decide(campaign, as_of_day=day("12-05"), from_day=0, count=1).state == D.DONE
    assert decide(campaign, as_of_day=day("12-02"), from_day=0, last_day=day("12-01")).state == D.DONE


def test_who_came_after_a_campaign_has_missed_nothing() -> None:
    """A household that moved in on 12-01 was never asked for in November."""
    campaign = rule("office_sets", mode="once", from_=date(2026, 11, 1), to=date(2026, 11, 30))
    duty = decide(campaign, as_of_day=day("12-05"), from_day=day("12-01"))
    assert (duty.state, duty.due_day, duty.missed_previous) == (D.EXCUSED, None, False)


def test_who_left_in_the_middle_of_a_period_has_not_missed_it() -> None:
    """The tag ended on 11-10: November is not held against anybody, October still is."""
    left = day("11-10")
    assert not decide(MONTHLY, as_of_day=day("12-05"), from_day=0, to_day=left).missed_previous
    assert decide(MONTHLY, as_of_day=day("11-20"), from_day=0, to_day=left).missed_previous


def test_before_the_start_the_first_due_day_is_named() -> None:
    """A tag set for 03-10 is first due at the end of March, whatever month it is today."""
    duty = decide(MONTHLY, as_of_day=day("01-15"), from_day=day("03-10"))
    assert (duty.state, duty.due_day) == (D.UPCOMING, day("03-31"))


def test_more_than_the_most_is_exceeded_in_a_rolling_period_too() -> None:
    """Two to three events in any 90 days: four are too many, and are counted as four."""
    yearly = rule("rolling", days=90, mode="per_area", times=2, times_most=3)
    duty = decide(yearly, as_of_day=day("11-21"), from_day=0, count=4, nth_last_day=day("11-01"))
    assert (duty.exceeded, duty.done) == (True, 4)


visits_made = st.lists(st.integers(0, 500), max_size=12).map(sorted)
offsets = st.integers(0, 500)


def reference_rolling(days: int, grace: int, start: int, today: int, visits: list[int]) -> DutyState:
    """Walk from the start to today, counting the days since the last visit, as a person with a paper calendar."""
    since, seen = 0, False
    for that in range(start, today + 1):
        if that > start:
            since += 1
        if that in visits:
            since, seen = 0, True
    if today < start:
        return D.UPCOMING
    if since > days + grace:
        return D.OVERDUE
    if since + lead_days(days) >= days:
        return D.DUE
    return D.DONE if seen else D.UPCOMING


@given(st.integers(1, 60), st.integers(0, 5), offsets, offsets, visits_made)
def test_rolling_against_the_walk(days: int, grace: int, start: int, today: int, visits: list[int]) -> None:
    """The formula and the day-by-day walk agree, for boards and for single rows alike."""
    made = rule("rolling", days=days, grace_days=grace)
    held = [BASE + visit for visit in visits if visit <= today]
    last = max(held, default=None)
    expected = reference_rolling(days, grace, BASE + start, BASE + today, held)
    assert decide(made, as_of_day=BASE + today, from_day=BASE + start, last_day=last).state == expected
    assert Judge(made, BASE + today).state(last, BASE + start) == expected


def label_of(kind: str, that: date) -> tuple[int, ...]:
    """Name the period a date is in, by the calendar's own words."""
    if kind == "week":
        return that.isocalendar()[:2]
    return {"day": (that.toordinal(),), "month": (that.year, that.month), "year": (that.year,)}.get(
        kind, (that.year, (that.month + 2) // 3)
    )


@given(st.sampled_from(["day", "week", "month", "quarter", "year"]), offsets, offsets, visits_made, st.integers(1, 3))
def test_calendar_against_the_walk(kind: str, start: int, today: int, visits: list[int], times: int) -> None:
    """Walking back day by day gives the days of this period and of the one before; counting in them decides."""
    made = rule(kind, times=times)
    now = date.fromordinal(BASE + today)
    here, back = [], now
    while label_of(kind, back) == label_of(kind, now):
        here.append(back.toordinal())
        back -= timedelta(days=1)
    before, name = [], label_of(kind, back)
    while label_of(kind, back) == name:
        before.append(back.toordinal())
        back -= timedelta(days=1)
    held = [BASE + visit for visit in visits if visit <= today]
    count, previous = (sum(visit in days for visit in held) for days in (here, before))
    duty: Duty = decide(
        made,
        as_of_day=BASE + today,
        from_day=BASE + start,
        last_day=max(held, default=None),
        count=count,
        previous_count=previous,
    )
    expected = D.UPCOMING if today < start else D.DONE if count >= times else D.DUE
    assert duty.state == expected
    assert duty.missed_previous == (previous < times and BASE + start <= min(before))
    assert duty.due_day is not None
    asked_in = label_of(kind, date.fromordinal(BASE + max(today, start)))
    assert label_of(kind, date.fromordinal(duty.due_day)) == asked_in
    assert label_of(kind, date.fromordinal(duty.due_day + 1)) != asked_in
    if times == 1:
        last = max(held, default=None)
        assert decide(made, as_of_day=BASE + today, from_day=BASE + start, last_day=last).state == expected
        assert Judge(made, BASE + today).state(last, BASE + start) == expected


kinds = st.sampled_from(["day", "week", "month", "quarter", "year", "weekdays", "rolling"])
pauses_made = st.lists(
    st.builds(
        lambda first, length, excuse: Pause(BASE + first, BASE + first + length, excuse),
        offsets,
        st.integers(0, 40),
        st.booleans(),
    ),
    max_size=3,
)


@given(kinds, offsets, offsets, st.one_of(st.none(), offsets), st.booleans())
def test_the_board_says_what_the_row_says(kind: str, start: int, today: int, visit: int | None, ends: bool) -> None:
    """Judge and decide are one definition, for every kind of period."""
    made = rule(kind, days=1 + start % 9 if kind == "rolling" else 0, to=date(2027, 1, 31) if ends else None)
    last = None if visit is None or visit > today else BASE + visit
    duty = decide(made, as_of_day=BASE + today, from_day=BASE + start, last_day=last)
    judge = Judge(made, BASE + today)
    assert judge.is_plain
    assert judge.state(last, BASE + start) == duty.state


@given(kinds, offsets, offsets, st.one_of(st.none(), offsets), pauses_made)
def test_whatever_the_pauses_the_answer_is_whole(
    kind: str, start: int, today: int, visit: int | None, pauses: list[Pause]
) -> None:
    """A covered day is never due or overdue, days left agree with the due day, and only late or last days press."""
    made = rule(kind, days=5 if kind == "rolling" else 0)
    last = None if visit is None or visit > today else BASE + visit
    duty = decide(made, as_of_day=BASE + today, from_day=BASE + start, last_day=last, pauses=pauses)
    if any(pause.holds(BASE + today) for pause in pauses):
        assert duty.state in {D.PAUSED, D.EXCUSED, D.DONE}
    assert duty.due_day is not None
    assert duty.days_left == duty.due_day - BASE - today
    if duty.pressing:
        assert duty.state == D.OVERDUE or (duty.state == D.DUE and duty.days_left <= 2)
