"""Last month is judged by last month's rules: Today, due board, numbers owed, timeliness of a day before a change."""

import pytest

from gridtui.office import browse, publishing
from gridtui.office.due_board import due_board
from gridtui.office.duty_views import DueLine
from gridtui.office.publishing import proposal
from gridtui.office.setup import refresh_mechanism
from gridtui.office.timeliness import timeliness_of
from gridtui.office.today import today
from gridtui.office.views import TodayView
from gridtui.office.visits import quick_visit
from tests.tools.office_builder import TODAY, SmallOffice

RULES = """
[scheme]
key = "assumed"
title = "本街道"
source = "街道会议"
uses = ["common"]

[[rule]]
key = "home_visit_7_days"
period = {{ kind = "rolling", days = {days} }}

[[rule]]
key = "homes_a_month"
title = "每月走访户数"
label = "每月户数"
source = "街道会议"
from = 2026-01-01
actor_roles = ["neighbor_lead"]
actor_scope = "grid"
segment = {{ everyone = true }}
channels = ["home_visit"]
period = {{ kind = "month" }}
times = {times}
mode = "per_actor"
"""


def state(office: SmallOffice, days: int, times: int) -> None:
    """Write how many days a home visit holds and how many homes a month are owed into the office's own file."""
    own = office.folder / "config" / "schemes"
    own.mkdir(parents=True, exist_ok=True)
    (own / "assumed.toml").write_text(RULES.format(days=days, times=times), "utf-8")


@pytest.fixture
def changed(office: SmallOffice) -> SmallOffice:
    """Give the office two days after a change: seven days and five homes until today, then thirty and one."""
    state(office, 7, 5)
    refresh_mechanism(office.store, office.settings, office.clock)
    office.renewed()
    quick_visit(office.session("he"), office.homes["覃桂兰"])
    state(office, 30, 1)
    publishing.publish(office.session("chen"), proposal(office.session("chen"), TODAY + 1))
    office.go_to(2)
    office.renewed()
    return office


def late(view: TodayView) -> set[str]:
    """Return whose home visit is overdue on a neighbour lead's day."""
    return {row.head_name for row in view.duties if row.rule_key == "home_visit_7_days" and row.state == "overdue"}


def line(office: SmallOffice, day: int) -> DueLine:
    """Return the neighbour lead's line of the secretary's board on a day."""
    found = due_board(office.session("chen"), "post", day).lines
    return next(each for each in found if each.key == office.posts["he"].hex())


def test_today_of_a_day_before_is_as_it_was(changed: SmallOffice) -> None:
    """The elder visited nine days before was overdue under seven days, and is not under thirty."""
    lead = changed.session("he")
    assert "刘秀芬" in late(today(lead, TODAY))
    assert late(today(lead)) == set()
    assert {row.wanted for row in today(lead, TODAY).quotas} == {5}
    assert {row.wanted for row in today(lead).quotas} == {1}


def test_the_due_board_of_a_day_before_is_as_it_was(changed: SmallOffice) -> None:
    """Its line, the rows behind it and the number owed."""
    lead, secretary = changed.session("he"), changed.session("chen")
    before, now = line(changed, TODAY), line(changed, TODAY + 2)
    assert before.overdue == today(lead, TODAY).overdue_count
    assert now.overdue == today(lead).overdue_count
    assert ([row.wanted for row in before.quotas], [row.wanted for row in now.quotas]) == ([5], [1])
    for day in (TODAY, TODAY + 2):
        rows = browse.due_rows(secretary, "post", before.key, day)
        kept = {row.head_name for row in rows if (row.rule_key, row.state) == ("home_visit_7_days", "overdue")}
        assert kept == late(today(lead, day))


def test_timeliness_of_a_period_is_judged_by_the_rules_of_its_end(changed: SmallOffice) -> None:
    """What fell due under seven days stays late; a period that ends after the change has the new rule's duties."""
    session, unit = changed.session("chen"), changed.units["网格03"]
    before = timeliness_of(session, unit=unit, first_day=TODAY - 20, last_day=TODAY)
    now = timeliness_of(session, unit=unit, first_day=TODAY - 20, last_day=TODAY + 2)
    seven = {(row.head_name, row.rule_title) for row in before.late}
    assert [each for each in seven if each[0] == "刘秀芬"]
    assert before.share.whole > now.share.whole


def test_why_says_the_rule_that_holds_now(changed: SmallOffice) -> None:
    """A card is of today."""
    why = browse.why(changed.session("he"), changed.homes["刘秀芬"], "home_visit_7_days")
    assert why.days == 30
