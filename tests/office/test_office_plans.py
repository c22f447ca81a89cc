"""Plans and pauses: what is agreed with one household instead of a rule, on Today, card and why, and taken back."""

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.office import browse
from gridtui.office.households import end_tag
from gridtui.office.plans import PauseForm, PlanForm, end_pause, end_plan, pause_duty, set_plan
from gridtui.office.session import OfficeSession
from gridtui.office.undo import undo
from gridtui.office.visits import log_visit, new_visit_form, quick_visit
from gridtui.scheme.model import Period, PlanTemplate
from gridtui.sync.operation import Value
from tests.tools.office_builder import TODAY, SmallOffice

SEVEN = "home_visit_7_days"
THREE = "online_greeting_3_days"
IN_HOSPITAL = 1
"""Number of the first reason the shipped mechanisms pause for."""


def plan(office: SmallOffice, head: str, **stated: Any) -> PlanForm:
    """Return the form of a plan from today on."""
    return PlanForm(office.homes[head], **({"from_day": TODAY} | stated))


def pause(office: SmallOffice, head: str, **stated: Any) -> PauseForm:
    """Return the form of a stay in hospital from today on."""
    return PauseForm(office.homes[head], **({"from_day": TODAY, "reason": IN_HOSPITAL} | stated))


def stands(session: OfficeSession, office: SmallOffice, head: str, rule: str = SEVEN) -> tuple[str, int | None]:
    """Return state and days left of a duty, the same on the card, in why and on Today where it stands there."""
    home = office.homes[head]
    row = next(row for row in browse.household_card(session, home).duties if row.rule_key == rule)
    told = browse.why(session, home, rule)
    assert (row.state, row.due_day) == (told.state, told.due_day)
    view = browse.today(session)
    for listed in (*view.duties, *view.paused):
        if (listed.household, listed.rule_key) == (home, rule):
            assert (listed.state, listed.days_left) == (row.state, row.days_left)
    return row.state, row.days_left


def test_a_plan_goes_before_the_rule_of_the_group(office: SmallOffice) -> None:
    """S1-13: every day instead of every seven; it starts its own clock the day it begins."""
    session = office.session("he")
    assert stands(session, office, "刘秀芬") == ("overdue", -2)
    set_plan(office.session("zhang"), plan(office, "刘秀芬", rule=SEVEN, period_kind="day"))
    assert stands(session, office, "刘秀芬") == ("due", 0)
    quick_visit(session, office.homes["刘秀芬"])
    assert stands(session, office, "刘秀芬")[0] == "done"
    office.go_to(1)
    assert stands(session, office, "刘秀芬") == ("due", 0)


def test_a_plan_may_want_several_visits_a_week(office: SmallOffice) -> None:
    """Deliveries three times a week (S1-13): due till the third, counted on the days of the visits."""
    session = office.session("he")
    office.go_to(2)  # Monday
    form = plan(office, "刘秀芬", rule=SEVEN, period_kind="week", times=3, from_day=TODAY + 2)
    set_plan(office.session("zhang"), form)
    for _ in range(2):
        quick_visit(session, office.homes["刘秀芬"])
    assert stands(session, office, "刘秀芬")[0] == "due"
    quick_visit(session, office.homes["刘秀芬"])
    assert stands(session, office, "刘秀芬")[0] == "done"
    assert browse.why(session, office.homes["刘秀芬"], SEVEN).done == 3


def test_a_plan_of_every_rule_holds_for_each(office: SmallOffice) -> None:
    """Greeting and visit alike; the rule's channels stay."""
    session = office.session("he")
    set_plan(office.session("zhang"), plan(office, "刘秀芬", period_kind="rolling", days=10))
    assert stands(session, office, "刘秀芬", SEVEN) == stands(session, office, "刘秀芬", THREE) == ("upcoming", 10)


def test_when_a_plan_is_ended_the_rule_starts_anew(office: SmallOffice) -> None:
    """Nobody is late today by a measure that did not hold yesterday."""
    zhang, session = office.session("zhang"), office.session("he")
    made = set_plan(zhang, plan(office, "刘秀芬", rule=SEVEN, period_kind="rolling", days=60))
    office.go_to(20)
    assert stands(session, office, "刘秀芬") == ("upcoming", 40)
    end_plan(zhang, made.uid)
    assert stands(session, office, "刘秀芬") == ("upcoming", 7)


def test_a_plan_ends_with_its_tag(office: SmallOffice) -> None:
    """The day after the tag ended the rule of whoever is left holds again."""
    zhang, session = office.session("zhang"), office.session("he")
    form = plan(office, "覃桂兰", rule=SEVEN, period_kind="day", ends_with="dibao")
    set_plan(zhang, form)
    assert stands(session, office, "覃桂兰") == ("due", 0)
    tag = next(line for line in browse.household_card(zhang, office.homes["覃桂兰"]).tags if "低保" in line.title)
    office.go_to(5)
    end_tag(zhang, office.homes["覃桂兰"], tag.uid)
    assert stands(session, office, "覃桂兰") == ("upcoming", 7)


def test_a_pause_asks_nothing_and_is_no_row_of_today(office: SmallOffice) -> None:
    """In hospital: neither due nor overdue; the header counts it no more."""
    session = office.session("he")
    before = browse.today(session)
    pause_duty(session, pause(office, "刘秀芬", rule=SEVEN, to_day=TODAY + 4))
    after = browse.today(session)
    assert stands(session, office, "刘秀芬") == ("paused", -2)
    assert len(after.duties) == len(before.duties) - 1
    assert [(row.rule_key, row.state) for row in after.paused] == [(SEVEN, "paused")]
    assert browse.header(session).overdue == after.overdue_count == before.overdue_count - 1
    office.go_to(5)
    assert stands(session, office, "刘秀芬") == ("overdue", -7)


def test_what_would_fall_due_in_a_pause_falls_due_after_it(office: SmallOffice) -> None:
    """A full period after the last day of the pause."""
    session = office.session("he")
    quick_visit(session, office.homes["刘秀芬"])
    pause_duty(session, pause(office, "刘秀芬", to_day=TODAY + 10))
    office.go_to(11)
    assert stands(session, office, "刘秀芬") == ("upcoming", 6)


def test_an_excused_pause_says_so(office: SmallOffice) -> None:
    """Nothing was owed at all."""
    session = office.session("he")
    pause_duty(session, pause(office, "刘秀芬", rule=SEVEN, excuse=True))
    assert stands(session, office, "刘秀芬")[0] == "excused"


def test_a_paused_monthly_visit_is_not_asked_of_the_month(office: SmallOffice) -> None:
    """41 of 63 is reached by those who can be visited."""
    session = office.session("zhang")
    before = browse.today(session).month_due
    pause_duty(session, pause(office, "王建民"))
    assert browse.today(session).month_due == before - 1


def test_a_pause_ended_early_asks_again_from_today(office: SmallOffice) -> None:
    """Home from hospital before the day that was said."""
    session = office.session("he")
    quick_visit(session, office.homes["刘秀芬"])
    made = pause_duty(session, pause(office, "刘秀芬"))
    office.go_to(20)
    assert stands(session, office, "刘秀芬") == ("paused", None)
    saved = end_pause(session, made.uid)
    assert stands(session, office, "刘秀芬") == ("upcoming", 6)
    undo(session, saved.undo)
    assert stands(session, office, "刘秀芬") == ("paused", None)


@pytest.mark.parametrize("is_plan", [True, False])
def test_setting_and_ending_are_taken_back(office: SmallOffice, is_plan: bool) -> None:
    """What began today and is ended today never held; undo brings it back, and undo again."""
    session = office.session("zhang")

    def kept() -> int:
        card = browse.household_card(session, office.homes["刘秀芬"])
        return len(card.plans if is_plan else card.pauses)

    if is_plan:
        made = set_plan(session, plan(office, "刘秀芬", period_kind="day"))
        ended = end_plan(session, made.uid)
    else:
        made = pause_duty(session, pause(office, "刘秀芬"))
        ended = end_pause(session, made.uid)
    assert kept() == 0
    undo(session, ended.undo)
    assert kept() == 1
    undo(session, made.undo)
    assert kept() == 0


def test_the_card_lists_what_is_arranged(office: SmallOffice) -> None:
    """Rule, days, reason; why names the one in force."""
    session = office.session("zhang")
    set_plan(session, plan(office, "刘秀芬", rule=SEVEN, period_kind="day", reason="术后", to_day=TODAY + 9))
    pause_duty(session, pause(office, "刘秀芬", rule=THREE, note="住院两周"))
    card = browse.household_card(session, office.homes["刘秀芬"])
    assert [(line.rule_title, line.period, line.reason, line.in_force) for line in card.plans] == [
        ("七天一访", "day", "术后", True)
    ]
    assert [(line.rule_title, line.note, line.in_force) for line in card.pauses] == [("三天一问候", "住院两周", True)]
    he = office.session("he")
    told = browse.why(he, office.homes["刘秀芬"], SEVEN)
    assert (told.period, told.plan, told.pause) == ("day", card.plans[0], None)
    assert browse.why(he, office.homes["刘秀芬"], THREE).pause == card.pauses[0]


def test_why_names_who_a_duty_escalates_to(office: SmallOffice) -> None:
    """The role of the rule, and who holds it over this household."""
    session = office.session("he")
    assert browse.why(session, office.homes["刘秀芬"], SEVEN).escalates_to == session.role_title("group_lead")
    office.add_post("zheng", "郑组长", "group_lead", "620103006003")
    told = browse.why(office.session("he"), office.homes["刘秀芬"], SEVEN)
    assert told.escalates_to.endswith("郑组长")


def test_a_form_begins_with_a_plan_of_the_mechanism(office: SmallOffice) -> None:
    """Daily care, deliveries three times a week: the mechanism's templates (S1-13)."""
    template = PlanTemplate(key="care", title="每日探望", source="S1-13", period=Period(kind="week"), times=3)
    session = office.session("zhang")
    session = replace(session, scheme=msgspec.structs.replace(session.scheme, plans=(template,)))
    form = browse.plan_form(session, office.homes["刘秀芬"], "care", SEVEN)
    assert (form.rule, form.period_kind, form.times, form.reason) == (SEVEN, "week", 3, "每日探望")
    with pytest.raises(InputFault, match=r"plan\.template"):
        browse.plan_form(session, office.homes["刘秀芬"], "other")


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ({}, "plan.nothing"),
        ({"period_kind": "rolling"}, "plan.days"),
        ({"period_kind": "rolling", "days": 367}, "plan.days"),
        ({"period_kind": "weekdays"}, "plan.weekdays"),
        ({"period_kind": "weekdays", "weekdays": (0, 8)}, "plan.weekdays"),
        ({"period_kind": "office_sets"}, "plan.period"),
        ({"period_kind": "day", "times": 100}, "plan.times"),
        ({"period_kind": "day", "rule": "nothing"}, "rule.unknown"),
        ({"period_kind": "day", "ends_with": "orphan"}, "plan.tag"),
        ({"period_kind": "day", "to_day": TODAY - 1}, "dates.order"),
        ({"period_kind": "day", "reason": "长" * 201}, "text.too_long"),
    ],
)
def test_a_plan_that_says_nothing_sound_is_refused(office: SmallOffice, stated: dict[str, Any], code: str) -> None:
    """Each fault by its code, and nothing is saved."""
    session = office.session("zhang")
    with pytest.raises(InputFault) as fault:
        set_plan(session, plan(office, "刘秀芬", **stated))
    assert fault.value.code == code
    assert browse.household_card(session, office.homes["刘秀芬"]).plans == ()


def test_two_plans_of_one_rule_do_not_hold_on_one_day(office: SmallOffice) -> None:
    """The first is ended before another is set; of another rule, or later, there may be one."""
    session = office.session("zhang")
    set_plan(session, plan(office, "刘秀芬", rule=SEVEN, period_kind="day", to_day=TODAY + 5))
    with pytest.raises(InputFault, match=r"plan\.held"):
        set_plan(session, plan(office, "刘秀芬", rule=SEVEN, period_kind="week", from_day=TODAY + 5))
    set_plan(session, plan(office, "刘秀芬", rule=SEVEN, period_kind="week", from_day=TODAY + 6))
    set_plan(session, plan(office, "刘秀芬", rule=THREE, period_kind="day"))


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ({"reason": 0}, "pause.no_reason"),
        ({"reason": 999}, "pause.reason"),
        ({"to_day": TODAY - 1}, "dates.order"),
        ({"rule": "monthly_needy"}, "rule.unknown"),
    ],
)
def test_a_pause_without_a_reason_of_the_rule_is_refused(
    office: SmallOffice, stated: dict[str, Any], code: str
) -> None:
    """A rule pauses for the reasons its mechanism names and for no other."""
    with pytest.raises(InputFault) as fault:
        pause_duty(office.session("he"), pause(office, "刘秀芬", **stated))
    assert fault.value.code == code


def test_all_duties_pause_for_the_reasons_they_share(office: SmallOffice) -> None:
    """One of them alone may have more."""
    session = office.session("he")
    home = office.homes["刘秀芬"]
    shared = {reason.key for reason in browse.pause_reasons(session, home)}
    about = [{reason.key for reason in browse.pause_reasons(session, home, key)} for key in (SEVEN, THREE)]
    assert shared <= about[0] & about[1]
    assert shared


def test_who_may_arrange_what(office: SmallOffice) -> None:
    """A neighbour lead pauses in the own grid and sets no plans; a grid worker both in the own grid."""
    with pytest.raises(Refused):
        set_plan(office.session("he"), plan(office, "刘秀芬", period_kind="day"))
    with pytest.raises(Refused):
        pause_duty(office.session("he"), pause(office, "欧阳文"))
    with pytest.raises(Refused):
        set_plan(office.session("li"), plan(office, "刘秀芬", period_kind="day"))


def test_a_late_entry_counts_on_the_day_of_the_visit(office: SmallOffice) -> None:
    """Typed today, made three days ago: the clock runs from then (S0-15)."""
    session = office.session("he")
    form = msgspec.structs.replace(new_visit_form(session, office.homes["刘秀芬"]), day=TODAY - 3, start_minute=None)
    log_visit(session, form)
    assert stands(session, office, "刘秀芬") == ("done", 4)


def test_a_visit_before_the_household_was_there_counts_for_nothing(office: SmallOffice) -> None:
    """Recorded, and on the list of visits; neither board nor card takes it."""
    session = office.session("he")
    with office.writing() as writer:
        writer.set(office.homes["刘秀芬"], {"from_day": TODAY - 5}, actor=None)
    assert stands(session, office, "刘秀芬") == ("due", 2)
    assert browse.why(session, office.homes["刘秀芬"], SEVEN).last_visit is None
    for rows in (browse.visits(session, household=office.homes["刘秀芬"]).rows, browse.visits(session).rows):
        marks = {row.day: row.uncounted for row in rows if row.household == office.homes["刘秀芬"]}
        assert marks == {TODAY - 2: "", TODAY - 9: "before"}


def test_a_visit_dated_ahead_counts_for_nothing_and_stands_marked(office: SmallOffice) -> None:
    """No form takes one; another office's wrong clock may send one."""
    session = office.session("he")
    home = office.homes["刘秀芬"]
    values: dict[str, Value] = {"day": TODAY + 3, "channel": 1, "outcome": 1, "entered_ms": office.clock.now_ms()}
    with office.writing() as writer:
        writer.event("visit", home, values | {"visitors": (office.posts["he"],)}, root=home, actor=None)
    assert stands(session, office, "刘秀芬") == ("overdue", -2)
    assert browse.visits(session).rows[0].uncounted == "ahead"
    office.go_to(4)
    assert stands(session, office, "刘秀芬") == ("overdue", -6)


def test_february_29_is_a_day_like_others(office: SmallOffice) -> None:
    """A pause to the end of a leap February ends there."""
    session = office.session("he")
    leap = date(2028, 2, 29).toordinal()
    pause_duty(session, pause(office, "刘秀芬", to_day=leap))
    office.go_to(leap - TODAY)
    assert stands(session, office, "刘秀芬")[0] == "paused"
    office.go_to(leap - TODAY + 1)
    assert stands(session, office, "刘秀芬")[0] == "overdue"
