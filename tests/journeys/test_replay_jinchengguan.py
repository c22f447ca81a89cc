"""金城关社区, 田字型网格 (report of about 2023, which it shares with 草场街社区), played in May 2026.

Each grid has a team of a subdistrict leader, party members and people who came home (S1-1); party members are paired
with households, with their load in view (S1-5); patrols find what becomes tickets (S1-16), merchants are looked at
again (S1-7). What the report leaves open stands in the replay's own file.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from gridtui.core.words import PairingKind, TicketSource
from gridtui.office.activities import new_activity_form, record_activity
from gridtui.office.activity_pages import activities, activity
from gridtui.office.duty_views import QuotaRow
from gridtui.office.pairings import end_pairing, pair, paired_rows
from gridtui.office.post_pages import post_list, post_page
from gridtui.office.quotas import quotas
from gridtui.office.teams import MemberForm, TeamForm, add_member, add_team, end_member, teams
from gridtui.office.ticket_forms import new_ticket_form
from gridtui.office.ticket_pages import ticket
from gridtui.office.tickets import open_ticket
from gridtui.office.today import today
from tests.journeys.replay_office import Home, Place, Post, ReplayOffice, Yard, ordinal, replay_office

HERE = "金城关社区"
STREET = "靖远路街道"
LINKED = "linked_households"
PACE = f"""
[[rule]]
key = "{LINKED}"
period = {{ kind = "month" }}
assumed = ["period"]

[[rule]]
key = "routine_patrols"
period = {{ kind = "week" }}
times = 2
assumed = ["period", "times"]

[[rule]]
key = "merchant_rechecks"
period = {{ kind = "month" }}
times = 1
assumed = ["period", "times"]
"""
GRIDS = ("网格01", "网格02", "网格03", "网格04")
STAFF = (
    Post("director", "董海", "community_director", HERE),
    Post("leader", "梁志强", "contact_leader", HERE),
    *(Post(f"worker{place}", f"王网格{place}", "grid_worker", grid) for place, grid in enumerate(GRIDS, 1)),
    *(Post(f"member{place}", f"党联户{place}", "linked_member", HERE) for place in (1, 2, 3)),
)
YARDS = tuple(
    Yard(HERE, grid, f"金城{place}院", 12, {"elder_alone": 1}, paper=1, vacant=1)
    for place, grid in enumerate(GRIDS, 1)
)

Opened = Callable[..., ReplayOffice]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Give the community with its four grids, under an own file."""
    with ExitStack() as stack:

        def make(*own: str) -> ReplayOffice:
            place = Place("620102011002", "jinchengguan", "".join(own))
            return stack.enter_context(replay_office(tmp_path / "office", place, STAFF, YARDS))

        yield make


# ---------------------------------------------------------------- S1-1: a team for each grid


def test_each_grid_has_a_team_of_three_kinds_of_people(opened: Opened) -> None:
    """S1-1: who holds a post here and who is sent by another body; who goes is of the team until that day."""
    office = opened()
    office.go_to((5, 4))
    director = office.session("director")
    shape = next(each for each in director.scheme.teams if each.key == "grid_team")
    assert (shape.level, shape.members) == ("grid", ("街道领导", "党员", "返乡人员"))
    made = {}
    for grid in GRIDS:
        form = TeamForm(f"{grid}团队", (office.units[grid],), ordinal((5, 4)), shape.programme)
        made[grid] = add_team(director, form).uid
        for member in (
            MemberForm(office.posts["leader"], ordinal((5, 4)), role="街道领导"),
            MemberForm(None, ordinal((5, 4)), name=f"{grid}党员", body="市属国企", role="党员"),
            MemberForm(None, ordinal((5, 4)), name=f"{grid}返乡", body="返乡大学生", role="返乡人员"),
        ):
            add_member(director, made[grid], member)
    views = {view.team.name: view for view in teams(director)}
    assert len(views) == 4
    assert {view.programme_title for view in views.values()} == {"田字型网格"}
    assert [(member.name, member.role) for member in views["网格02团队"].members] == [
        ("梁志强", "街道领导"),
        ("网格02党员", "党员"),
        ("网格02返乡", "返乡人员"),
    ]
    assert set(post_page(director, office.posts["leader"]).teams) == set(views)
    office.go_to((5, 20))
    director = office.session("director")
    gone = views["网格02团队"].members[2]
    end_member(director, made["网格02"], gone.uid)
    assert len(next(view for view in teams(director) if view.team.name == "网格02团队").members) == 3
    office.go_to((5, 21))
    left = next(view for view in teams(office.session("director")) if view.team.name == "网格02团队").members
    assert gone.name not in {member.name for member in left}


# ---------------------------------------------------------------- S1-5: party members and their households


def _loads(office: ReplayOffice) -> dict[str, int]:
    return {row.name: row.load.pairings for row in post_list(office.session("director"), role="linked_member")}


def test_party_members_are_paired_with_households(opened: Opened) -> None:
    """S1-5: many to many, with each member's load; every month each member has the own households and no others."""
    office = opened(PACE)
    office.go_to((5, 4))
    director = office.session("director")
    homes = [office.living(grid=grid)[place] for place, grid in enumerate(GRIDS)]
    shared = homes[0]
    for account, own in (("member1", homes), ("member2", [shared, office.living(grid="网格02")[5]])):
        for home in own:
            pair(director, home.uid, office.posts[account], PairingKind.LINKED, ordinal((5, 1)))
    assert _loads(office) == {"党联户1": 4, "党联户2": 2, "党联户3": 0}
    assert {row.name for row in paired_rows(director, shared.uid)} == {"党联户1", "党联户2"}
    asked = {row.household for row in today(office.session("member1")).duties if row.rule_key == LINKED}
    assert asked == {home.uid for home in homes}
    assert today(office.session("member3")).duties == ()
    done = []
    for place, _ in enumerate(office.days((5, 5), (5, 8))):
        office.visit("member1", homes[place])
        done.append(today(office.session("member1")).month_done)
    assert done == [1, 2, 3, 4]
    office.go_to((6, 1))
    duties = today(office.session("member2")).duties
    assert {row.household: row.missed_previous for row in duties} == {
        shared.uid: False,
        office.living(grid="网格02")[5].uid: True,
    }


def test_a_pairing_that_ends_takes_its_duty_along(opened: Opened) -> None:
    """S1-5: pairings are dated: from the day after, the household is the next member's."""
    office = opened(PACE)
    office.go_to((5, 4))
    home = office.living(grid="网格03")[0]
    first = pair(office.session("director"), home.uid, office.posts["member1"], PairingKind.LINKED).uid
    office.go_to((5, 20))
    end_pairing(office.session("director"), first)
    pair(office.session("director"), home.uid, office.posts["member3"], PairingKind.LINKED, ordinal((5, 21)))
    assert _asked(office) == {"member1": {home.uid}, "member3": set()}
    office.go_to((5, 21))
    assert _asked(office) == {"member1": set(), "member3": {home.uid}}
    assert _loads(office) == {"党联户1": 0, "党联户2": 0, "党联户3": 1}


def _asked(office: ReplayOffice) -> dict[str, set[bytes]]:
    return {
        account: {row.household for row in today(office.session(account)).duties}
        for account in ("member1", "member3")
    }


# ---------------------------------------------------------------- S1-16, S1-7: patrols, merchants


def _quota(office: ReplayOffice, account: str, rule: str) -> QuotaRow:
    (row,) = [row for row in quotas(office.session(account)) if row.rule_key == rule]
    return row


def _patrol(
    office: ReplayOffice, account: str, kind: str, *findings: tuple[str, str], home: Home | None = None
) -> bytes:
    """Record a patrol of now and open a ticket for each finding (title, category)."""
    session = office.session(account)
    held = record_activity(session, new_activity_form(session, kind)).uid
    for title, category in findings:
        form = new_ticket_form(session, household=home.uid if home else None)
        place = "" if home else "滨河路摊点"
        open_ticket(
            session, msgspec.structs.replace(form, title=title, category=category, place=place, activity=held)
        )
    return held


def test_what_a_patrol_finds_becomes_tickets(opened: Opened) -> None:
    """S1-16: the patrol keeps its findings, each finding knows its patrol, and a grid's patrols are counted."""
    office = opened(PACE)
    standing = {}
    found = b""
    for day in office.days((5, 4), (5, 10)):
        if day == ordinal((5, 5)):
            home = office.living(grid="网格01")[3]
            _patrol(office, "worker1", "routine_patrol", ("楼道堆物", "hazard"), home=home)
        if day == ordinal((5, 7)):
            found = _patrol(
                office, "worker1", "routine_patrol", ("垃圾未清", "environment"), ("路灯不亮", "facility")
            )
        row = _quota(office, "worker1", "routine_patrols")
        standing[day - ordinal((5, 4))] = row.done, row.wanted, row.state
    assert [standing[place] for place in (0, 1, 2, 3, 6)] == [
        (0, 2, "due"),
        (1, 2, "due"),
        (1, 2, "due"),
        (2, 2, "done"),
        (2, 2, "done"),
    ]
    assert _quota(office, "worker2", "routine_patrols").missing == 2
    view = activity(office.session("director"), found)
    assert view.leaves == "findings"
    assert {row.title for row in view.findings} == {"垃圾未清", "路灯不亮"}
    kept = ticket(office.session("director"), view.findings[0].uid).ticket
    assert (kept.activity, kept.source) == (found, TicketSource.PATROL)
    rows = activities(office.session("director"), kind="routine_patrol")
    assert [(row.day, row.findings, row.unit_name) for row in rows] == [
        (ordinal((5, 7)), 2, "网格01"),
        (ordinal((5, 5)), 1, "网格01"),
    ]
    office.go_to((5, 11))
    assert [_quota(office, f"worker{place}", "routine_patrols").missed_previous for place in (1, 2)] == [False, True]


def test_merchants_are_looked_at_again(opened: Opened) -> None:
    """S1-7: after the joint clean-up a recheck of the three wardens' duty, with its checklist, once a month here."""
    office = opened(PACE)
    office.go_to((5, 12))
    _patrol(office, "director", "joint_clean_up")
    assert _quota(office, "director", "merchant_rechecks").state == "due"
    office.go_to((5, 26))
    held = _patrol(office, "director", "merchant_recheck", ("门前车辆乱停", "environment"))
    view = activity(office.session("director"), held)
    assert (view.checklist, view.programme) == (("门前脏乱", "车辆停放"), "门前三包")
    assert [row.title for row in view.findings] == ["门前车辆乱停"]
    assert _quota(office, "director", "merchant_rechecks").state == "done"
    office.go_to((6, 1))
    assert _quota(office, "director", "merchant_rechecks").done == 0


def test_as_shipped_no_frequency_is_made_up(opened: Opened) -> None:
    """S1-5, S1-7, S1-16: the report states none, so nothing is owed before the office says how often."""
    office = opened()
    office.go_to((5, 12))
    home = office.living(grid="网格01")[0]
    pair(office.session("director"), home.uid, office.posts["member1"], PairingKind.LINKED)
    assert _asked(office) == {"member1": set(), "member3": set()}
    assert quotas(office.session("worker1")) == quotas(office.session("director")) == ()
