"""Plans and pauses: what replaces a rule for one household, what suspends it, and what holds when they end."""

from gridtui.core.records import PauseRecord, PlanRecord
from gridtui.rules.cadence import decide, explain
from gridtui.rules.duty import DutyState, Pause, Plan
from gridtui.rules.pauses import pause_of
from gridtui.rules.plans import plan_of
from gridtui.scheme.model import Period
from tests.rules.test_rules_cadence import MONTHLY, WEEKLY, day, rule

D = DutyState


def test_a_pause_ends_and_the_clock_starts_again() -> None:
    """In hospital 11-15 to 11-25: nothing is asked; what fell due inside falls due 7 days after the end."""
    pause = (Pause(day("11-15"), day("11-25")),)
    facts = {"from_day": 0, "last_day": day("11-12"), "pauses": pause}
    assert decide(WEEKLY, as_of_day=day("11-21"), **facts).state == D.PAUSED  # type: ignore[arg-type]
    after = decide(WEEKLY, as_of_day=day("11-26"), **facts)  # type: ignore[arg-type]
    assert (after.state, after.due_day) == (D.UPCOMING, day("12-02"))
    assert decide(WEEKLY, as_of_day=day("12-03"), **facts).state == D.OVERDUE  # type: ignore[arg-type]


def test_a_pause_forgives_no_duty_that_was_late_before_it() -> None:
    """Overdue since 11-20, paused from 11-23 to 11-25: on 11-26 it is overdue as before."""
    duty = decide(
        WEEKLY, as_of_day=day("11-26"), from_day=0, last_day=day("11-12"), pauses=[Pause(day("11-23"), day("11-25"))]
    )
    assert (duty.state, duty.due_day) == (D.OVERDUE, day("11-19"))


def test_a_month_that_ended_in_a_pause_is_not_missed() -> None:
    """And an excuse says that nothing was owed; a duty done in a pause is done."""
    paused = [Pause(day("11-28"), day("12-03"))]
    assert not decide(MONTHLY, as_of_day=day("12-05"), from_day=0, pauses=paused).missed_previous
    excused = [Pause(day("12-01"), None, is_excuse=True)]
    assert decide(MONTHLY, as_of_day=day("12-05"), from_day=0, pauses=excused).state == D.EXCUSED
    assert decide(MONTHLY, as_of_day=day("12-02"), from_day=0, last_day=day("12-01"), pauses=paused).state == D.DONE
    turns = decide(rule("weekdays"), as_of_day=day("11-18"), from_day=0, pauses=[Pause(day("11-17"), day("11-17"))])
    assert turns.state == D.EXCUSED


def test_a_plan_replaces_the_rule_while_it_runs() -> None:
    """S1-13: visited daily under a personal plan; when it ends the group rule holds again."""
    plan = Plan(Period(kind="day"), 1, day("11-01"), day("11-15"))
    assert decide(MONTHLY, as_of_day=day("11-10"), from_day=0, last_day=day("11-09"), plans=[plan]).state == D.DUE
    assert decide(MONTHLY, as_of_day=day("11-10"), from_day=0, last_day=day("11-10"), plans=[plan]).state == D.DONE
    assert decide(MONTHLY, as_of_day=day("11-16"), from_day=0, last_day=day("11-15"), plans=[plan]).state == D.DONE


def record(**fields: object) -> PlanRecord:
    """Make a plan as it is kept."""
    return PlanRecord(b"p", b"h", from_day=day("11-01"), **fields)  # type: ignore[arg-type]


def test_a_plan_about_every_rule_is_about_those_with_a_pace() -> None:
    """S1-13: where the office has set no period, only a plan that names the rule gives it one."""
    unpaced = rule("office_sets")
    assert plan_of(unpaced, record(rule="", period_kind="day")) is None
    named = plan_of(unpaced, record(rule="k", period_kind="day"))
    assert named is not None
    assert named.period == Period(kind="day")


def test_a_kept_plan_takes_from_the_rule_what_it_does_not_state() -> None:
    """Of period, days, weekdays and times the rule's own hold where the plan states none."""
    turns = rule("weekdays", times=2)
    states = [
        (WEEKLY, record(days=1), Period(kind="rolling", days=1), 1),
        (WEEKLY, record(times=3), WEEKLY.period, 3),
        (WEEKLY, record(period_kind="day"), Period(kind="day"), 1),
        (MONTHLY, record(days=3), MONTHLY.period, 1),
        (turns, record(weekdays=(5, 1)), Period(kind="weekdays", weekdays=(1, 5)), 2),
        (MONTHLY, record(period_kind="rolling"), MONTHLY.period, 1),
        (MONTHLY, record(period_kind="fortnight", times=2), MONTHLY.period, 2),
    ]
    for made, kept, period, times in states:
        assert plan_of(made, kept) == Plan(period, times, day("11-01"), None)


def test_a_plan_or_pause_of_another_rule_says_nothing() -> None:
    """'' is every rule about the household; a key is that rule alone."""
    assert plan_of(WEEKLY, record(rule="k")) is not None
    assert plan_of(WEEKLY, record(rule="another")) is None
    assert pause_of(WEEKLY, PauseRecord(b"p", b"h", rule="another")) is None
    kept = PauseRecord(b"p", b"h", from_day=day("11-01"), to_day=day("11-05"), excuse=True)
    assert pause_of(WEEKLY, kept) == Pause(day("11-01"), day("11-05"), is_excuse=True)


def test_why_names_the_plan_and_the_pause_in_force() -> None:
    """A plan gives period and number since its first day; of several pauses the one that ends last is named."""
    duty = decide(WEEKLY, as_of_day=day("11-21"), from_day=0)
    plan = Plan(Period(kind="rolling", days=1), 2, day("11-01"))
    pauses = [Pause(day("11-01"), None), Pause(day("11-20"), day("11-30")), Pause(day("11-01"), day("11-02"))]
    why = explain(WEEKLY, duty, from_day=0, as_of_day=day("11-21"), plans=[plan], pauses=pauses)
    assert (why.from_day, why.period, why.times, why.plan, why.pause) == (
        day("11-01"), plan.period, 2, plan, pauses[0],
    )  # fmt: skip
    assert explain(WEEKLY, duty, from_day=0, as_of_day=day("11-21"), pauses=pauses[1:]).pause == pauses[1]


def test_a_missed_weekday_is_the_listed_day() -> None:
    """Paused on Tuesday only, Tuesday's turn is not missed; paused on the Thursday after it, it is."""
    turns = rule("weekdays")
    friday = day("11-20")
    on_tuesday, on_thursday = ([Pause(friday - back, friday - back)] for back in (3, 1))
    assert not decide(turns, as_of_day=friday, from_day=0, pauses=on_tuesday).missed_previous
    assert decide(turns, as_of_day=friday, from_day=0, pauses=on_thursday).missed_previous


def test_pauses_that_touch_are_one() -> None:
    """A stay in hospital to 11-20, extended to 11-25: what fell due inside falls due 7 days after 11-25."""
    pauses = [Pause(day("11-15"), day("11-20")), Pause(day("11-21"), day("11-25"))]
    duty = decide(WEEKLY, as_of_day=day("11-26"), from_day=0, last_day=day("11-09"), pauses=pauses)
    assert duty.due_day == day("12-02")


def test_a_pause_without_an_end_has_no_due_day() -> None:
    """What would fall due in it falls due some day after it; nobody knows which."""
    pauses = [Pause(day("11-15"), None)]
    duty = decide(WEEKLY, as_of_day=day("11-21"), from_day=0, last_day=day("11-12"), pauses=pauses)
    assert (duty.state, duty.due_day, duty.days_left) == (D.PAUSED, None, None)


def test_nobody_is_late_by_a_measure_that_did_not_hold_yesterday() -> None:
    """A plan of once in 30 days ends on 11-15: the weekly rule begins on 11-16, first due on 11-23."""
    plan = Plan(Period(kind="rolling", days=30), 1, day("10-01"), day("11-15"))
    last = day("10-20")
    running = decide(WEEKLY, as_of_day=day("11-15"), from_day=0, last_day=last, plans=[plan])
    after = decide(WEEKLY, as_of_day=day("11-16"), from_day=0, last_day=last, plans=[plan])
    assert (running.due_day, after.state, after.due_day) == (day("11-19"), D.UPCOMING, day("11-23"))
    month = decide(MONTHLY, as_of_day=day("12-05"), from_day=0, plans=[plan])
    assert not month.missed_previous


def test_of_two_plans_the_one_that_began_last_holds() -> None:
    """A daily plan within a weekly one: daily while it runs, weekly again after it."""
    weekly = Plan(Period(kind="rolling", days=7), 1, day("11-01"))
    daily = Plan(Period(kind="rolling", days=1), 1, day("11-10"), day("11-12"))
    due = [
        decide(MONTHLY, as_of_day=day(on), from_day=0, last_day=day(on), plans=[daily, weekly]).due_day
        for on in ("11-09", "11-11", "11-13")
    ]
    assert due == [day("11-16"), day("11-12"), day("11-20")]
