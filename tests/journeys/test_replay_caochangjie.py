"""草场街社区, 田字型网格 (report of about 2023, which it shares with 金城关社区), played in May and June 2026.

Focus groups are visited at a pace the office sets (S1-3); one disabled man is visited every day and brought meals
three times a week, until he moves into a care home (S1-13). Doors are knocked at with chat, gifts and policy (S1-4).
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from gridtui.core.errors import InputFault
from gridtui.core.words import TicketSource, Whereabouts
from gridtui.office.activities import add_attendance, new_activity_form, record_activity
from gridtui.office.activity_pages import activity
from gridtui.office.campaign_pages import campaign_board, templates_for
from gridtui.office.campaigns import new_campaign_form, start_campaign
from gridtui.office.cards import household_card
from gridtui.office.duties import why
from gridtui.office.households import set_resident
from gridtui.office.pairings import pair
from gridtui.office.plans import PauseForm, end_pause, end_plan, pause_duty, pause_rules, plan_form, set_plan
from gridtui.office.tags import add_tag, end_tag
from gridtui.office.ticket_forms import new_ticket_form
from gridtui.office.today import today
from gridtui.office.views import DutyRow
from tests.journeys.replay_office import Home, Place, Post, ReplayOffice, Yard, ordinal, replay_office

HERE = "草场街社区"
FOCUS = {
    "needy_party_member": 1,
    "empty_nest": 1,
    "elder_alone": 1,
    "bereaved_family": 1,
    "disability": 1,
    "severe_disability": 1,
    "dibao": 1,
}
GROUPS, LINKED = "focus_groups", "linked_households"
PACE = f"""
[[rule]]
key = "{GROUPS}"
period = {{ kind = "month" }}
made_by = "roles"
assumed = ["period", "made_by"]

[[rule]]
key = "{LINKED}"
period = {{ kind = "month" }}
made_by = "roles"
assumed = ["period", "made_by"]
"""
STAFF = (
    Post("secretary", "陈洁", "community_secretary", HERE),
    Post("worker", "王兰英", "grid_worker", "网格01"),
    Post("other", "王志强", "grid_worker", "网格02"),
    Post("member", "党永福", "linked_member", HERE),
)
YARDS = (
    Yard(HERE, "网格01", "草场一院", 24, {**FOCUS, "veteran": 1}, paper=1, vacant=1),
    Yard(HERE, "网格02", "草场二院", 16, {"elder_alone": 2}, vacant=1),
)
IN_CARE_HOME = 4

Opened = Callable[..., ReplayOffice]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Give the community with its two grids, under an own file."""
    with ExitStack() as stack:

        def make(*own: str) -> ReplayOffice:
            place = Place("620102012006", "caochangjie", "".join(own))
            return stack.enter_context(replay_office(tmp_path / "office", place, STAFF, YARDS))

        yield make


def _duties(office: ReplayOffice, home: Home) -> dict[str, DutyRow]:
    """Return every duty owed to a household, done ones included, by rule."""
    return {row.rule_key: row for row in household_card(office.session("secretary"), home.uid).duties}


def _done(office: ReplayOffice, home: Home, rule: str) -> tuple[int, int, str]:
    """Return how many visits of how many were made, and the state."""
    reason = why(office.session("secretary"), home.uid, rule)
    return reason.done, reason.times, reason.state


# ---------------------------------------------------------------- S1-3: focus groups


def test_focus_groups_are_asked_at_the_pace_the_office_sets(opened: Opened) -> None:
    """S1-3: the seven groups of the own grid and nobody else; as shipped, without a pace, nobody."""
    office = opened(PACE)
    office.go_to((5, 4))
    asked = {row.household for row in today(office.session("worker")).duties if row.rule_key == GROUPS}
    assert asked == {home.uid for home in office.living(*FOCUS, grid="网格01")}
    assert len(asked) == 7
    office.visit("worker", office.living("dibao")[0])
    assert today(office.session("worker")).month_done == 1


def test_without_a_pace_nobody_is_asked(opened: Opened) -> None:
    """The report names the groups and no frequency: none is made up."""
    office = opened()
    office.go_to((5, 4))
    assert today(office.session("worker")).duties == ()


# ---------------------------------------------------------------- S1-13: a plan for one man


def test_a_plan_needs_no_pace_of_its_group(opened: Opened) -> None:
    """S1-13: as shipped the group has no pace; his plan alone is asked, of him, and what it lacks is refused."""
    office = opened()
    man, neighbour = office.living("severe_disability")[0], office.living("disability")[0]
    office.go_to((5, 4))
    worker = office.session("worker")
    form = plan_form(worker, man.uid, "daily_care", GROUPS)
    with pytest.raises(InputFault, match=r"plan\.period"):
        set_plan(worker, msgspec.structs.replace(form, period_kind=""))
    plan = set_plan(worker, form).uid
    for _ in office.days((5, 4), (5, 6)):
        (row,) = today(office.session("worker")).duties
        assert (row.household, row.state) == (man.uid, "due")
        assert (_done(office, man, GROUPS), _duties(office, neighbour)) == ((0, 1, "due"), {})
        office.visit("worker", man)
        assert [row.state for row in today(office.session("worker")).duties] == ["done"]
    assert pause_rules(office.session("worker"), neighbour.uid) == ()
    office.go_to((5, 8))
    assert _duties(office, man)[GROUPS].missed_previous
    end_plan(office.session("worker"), plan)
    assert today(office.session("worker")).duties == ()
    assert _duties(office, man) == {}


def _cared_for(office: ReplayOffice) -> Home:
    """Agree on Monday, May 4, on daily visits by the worker and three deliveries a week by his party member."""
    man = office.living("severe_disability")[0]
    office.go_to((5, 4))
    pair(office.session("secretary"), man.uid, office.posts["member"])
    add_tag(office.session("worker"), man.head, man.uid, "serious_illness")
    for template, rule in (("daily_care", GROUPS), ("deliveries_three_weekly", LINKED)):
        form = plan_form(office.session("worker"), man.uid, template, rule)
        set_plan(office.session("worker"), msgspec.structs.replace(form, ends_with="serious_illness"))
    return man


def test_a_daily_plan_goes_before_the_rule_of_the_group(opened: Opened) -> None:
    """S1-13: a neighbour visited once is done for the month; he is due every morning, and a day without is missed."""
    office = opened(PACE)
    man = _cared_for(office)
    neighbour = office.living("disability")[0]
    missed = ordinal((5, 9))
    states = {}
    for day in office.days((5, 4), (5, 17)):
        if day == ordinal((5, 5)):
            office.visit("worker", neighbour)
        shown = {row.household: row for row in today(office.session("worker")).duties if row.rule_key == GROUPS}
        states[day] = shown[man.uid].state, shown[man.uid].missed_previous
        assert (neighbour.uid in shown) == (day <= ordinal((5, 5)))
        if day != missed:
            office.visit("worker", man)
            assert _duties(office, man)[GROUPS].state == "done"
    assert {state for state, _ in states.values()} == {"due"}
    assert [day for day, (_, missed_before) in states.items() if missed_before] == [missed + 1]
    reason = why(office.session("worker"), man.uid, GROUPS)
    assert (reason.period, reason.plan.reason if reason.plan else "") == ("day", "每日探望")


def test_three_deliveries_a_week_beside_it(opened: Opened) -> None:
    """S1-13: the member's own three a week; two in the second week are one short, and that is said on Monday."""
    office = opened(PACE)
    man = _cared_for(office)
    on = {ordinal((5, day)) for day in (4, 6, 8, 11, 15, 18, 20, 22)}
    sundays = {}
    for day in office.days((5, 4), (5, 25)):
        office.visit("worker", man)
        if day in on:
            office.visit("member", man)
        if (day - ordinal((5, 10))) % 7 == 0:
            sundays[day] = _done(office, man, LINKED)
    assert list(sundays.values()) == [(3, 3, "done"), (2, 3, "due"), (3, 3, "done")]
    shown = {row.rule_key: row for row in today(office.session("member"), ordinal((5, 18))).duties}
    assert (shown[LINKED].state, shown[LINKED].missed_previous) == ("due", True)
    shown = {row.rule_key: row for row in today(office.session("member"), ordinal((5, 25))).duties}
    assert (shown[LINKED].state, shown[LINKED].missed_previous) == ("due", False)


def test_with_the_change_of_status_the_plan_ends(opened: Opened) -> None:
    """S1-13: when what the plan hangs on ends, the group's own pace holds again from that day."""
    office = opened(PACE)
    man = _cared_for(office)
    for _ in office.days((5, 4), (5, 19)):
        office.visit("worker", man)
    office.go_to((5, 20))
    assert _duties(office, man)[GROUPS].state == "due"
    tags = household_card(office.session("worker"), man.uid).tags
    (illness,) = [tag.uid for tag in tags if tag.title == "重病"]
    end_tag(office.session("worker"), man.uid, illness)
    assert _duties(office, man)[GROUPS].state == "done"
    assert not any(plan.in_force for plan in household_card(office.session("worker"), man.uid).plans)
    office.go_to((6, 1))
    reason = why(office.session("worker"), man.uid, GROUPS)
    assert (reason.state, reason.period, reason.due_day, reason.plan) == ("due", "month", ordinal((6, 30)), None)
    before = today(office.session("worker"), ordinal((5, 19))).duties
    assert [(row.state, row.due_day) for row in before if row.household == man.uid] == [("done", ordinal((5, 19)))]


def test_in_the_care_home_nothing_is_asked(opened: Opened) -> None:
    """S1-13: persuaded to move in on May 20, paused until it is plain that he stays, then no longer of this place."""
    office = opened(PACE)
    man = _cared_for(office)
    office.go_to((5, 20))
    pause = pause_duty(office.session("worker"), PauseForm(man.uid, ordinal((5, 20)), reason=IN_CARE_HOME)).uid
    for day in office.days((5, 20), (5, 31)):
        assert {row.state for row in _duties(office, man).values()} == {"paused"}, day
        assert man.uid not in {row.household for row in today(office.session("worker")).duties}
    end_pause(office.session("worker"), pause)
    assert _duties(office, man)[GROUPS].state == "due"
    set_resident(office.session("worker"), man.head, {"lives": Whereabouts.ELSEWHERE, "lives_to": ordinal((5, 30))})
    assert GROUPS not in _duties(office, man)
    office.go_to((6, 1))
    assert man.uid not in {row.household for row in today(office.session("worker")).duties}


def test_a_plan_ended_by_hand_gives_the_group_its_pace_back(opened: Opened) -> None:
    """What was agreed may be ended any day; two plans of one rule never hold at once."""
    office = opened(PACE)
    man = _cared_for(office)
    office.go_to((5, 12))
    worker = office.session("worker")
    with pytest.raises(InputFault, match=r"plan\.held"):
        set_plan(worker, plan_form(worker, man.uid, "daily_care", GROUPS))
    plan = next(plan for plan in household_card(worker, man.uid).plans if plan.rule_key == GROUPS)
    end_plan(worker, plan.uid)
    assert _duties(office, man)[GROUPS].due_day == ordinal((5, 31))


# ---------------------------------------------------------------- S1-4, S1-8, S1-10: at the door


def test_the_door_knock_runs_as_long_as_the_office_says(opened: Opened) -> None:
    """S1-4: no length is stated and none made up; chat, gifts and policy are asked at each door, gifts are kept."""
    office = opened(PACE)
    office.go_to((5, 11))
    secretary = office.session("secretary")
    form = new_campaign_form(secretary, "door_knock")
    with pytest.raises(InputFault, match=r"campaign\.no_end"):
        start_campaign(secretary, form)
    campaign = start_campaign(secretary, msgspec.structs.replace(form, to_day=ordinal((5, 20)))).uid
    home = office.living(grid="网格01")[2]
    (template,) = [each for each in templates_for(office.session("worker"), home.uid) if each.key == "door_knock"]
    assert template.prompts == ("chatted", "gift_given", "policy_told")
    numbers = {prompt.key: prompt.number for prompt in secretary.scheme.prompts}
    prompts = tuple(numbers[key] for key in template.prompts)
    office.visit("worker", home, prompts=prompts, gifts="米一袋，油一桶")
    board = campaign_board(office.session("secretary"), campaign)
    assert (board.knocked, board.doors, board.target_percent) == (1, 22 + 15, 0)
    (kept,) = household_card(office.session("worker"), home.uid).visits
    assert (kept.prompts, kept.gifts) == (prompts, "米一袋，油一桶")
    office.go_to((5, 21))
    assert templates_for(office.session("worker"), home.uid) == ()


def test_what_a_visit_finds_becomes_a_case_with_one_key(opened: Opened) -> None:
    """S1-8: from the visit the form has the household, who told it and what was said."""
    office = opened(PACE)
    office.go_to((5, 11))
    home = office.living("dibao")[0]
    saved = office.visit("worker", home, diary="住院花费大，断了收入。")
    form = new_ticket_form(office.session("worker"), visit=saved.uid)
    assert (form.household, form.reporter, form.visit) == (home.uid, home.head, saved.uid)
    assert (form.detail, form.source) == ("住院花费大，断了收入。", TicketSource.VISIT)


def test_partner_bodies_sign_up(opened: Opened) -> None:
    """S1-10: who reported for service that day stands on the roster."""
    office = opened()
    office.go_to((5, 16))
    secretary = office.session("secretary")
    held = record_activity(secretary, new_activity_form(secretary, "partner_sign_up")).uid
    for name in ("区图书馆", "志愿者小队"):
        add_attendance(secretary, held, name=name)
    view = activity(secretary, held)
    assert (view.leaves, view.programme, len(view.came)) == ("roster", "双报到", 2)
