"""Grids drawn anew in one step (S4-2), old reports reproducing, and the whole of it taken back."""

from dataclasses import replace

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.core.words import Channel, PairingKind, TicketAct, UnitKind
from gridtui.office import activities, pairings, shifts, staffing, teams, tickets, undo
from gridtui.office import repartition_plan as planning
from gridtui.office.board import board
from gridtui.office.households import add_household, set_household
from gridtui.office.post_forms import PostForm
from gridtui.office.repartition import apply_plan
from gridtui.office.repartition_plan import GridPlan, Ground
from gridtui.office.repartition_review import review
from gridtui.office.session import OfficeSession
from gridtui.office.shifts import ShiftForm
from gridtui.office.teams import MemberForm, TeamForm
from gridtui.store import (
    read_activities,
    read_former,
    read_pairings,
    read_posts,
    read_shifts,
    read_teams,
    read_tickets,
)
from gridtui.store.read_campaigns import coverage
from gridtui.store.rows import BuildingCoverage, TicketFilter, Window
from tests.tools.office_builder import TODAY, SmallOffice

LAST_MONTH = TODAY - 20
HOME = (int(Channel.HOME_VISIT),)
Reported = tuple[list[tuple[str, bytes, str]], tuple[BuildingCoverage, ...]]


def ground_of(office: SmallOffice) -> Ground:
    """Return what a plan is made on."""
    return planning.ground_of(office.session("chen"))


def merged(office: SmallOffice) -> GridPlan:
    """Return the plan that makes 网格01 of both grids from today on."""
    ground = ground_of(office)
    plan = planning.as_it_is(ground, [office.units["网格03"], office.units["网格04"]], from_day=TODAY)
    plan = planning.taken_whole(plan, ground, office.units["网格04"], 0)
    return planning.renamed(planning.without_grid(plan, 1), 0, "网格01")


def reported(office: SmallOffice, account: str, grid: str, day: int) -> Reported:
    """Return a grid's board and coverage of a day, as the post of that day saw it."""
    session = office.session("chen")
    with office.store.reading() as reader:
        post = read_posts.post(reader, office.posts[account])
        acting: OfficeSession = replace(session, post=post)
        owed = [(one.asked.rule.key, one.household, one.state.name) for one in board(reader, acting, day).shown]
        window = Window(HOME, day - 30, day)
        return sorted(owed), coverage(reader, window, unit=office.units[grid])


def grids_now(office: SmallOffice) -> dict[str, bytes]:
    """Return the present grids by name."""
    return {unit.name: unit.uid for unit in office.session("chen").units_of(UnitKind.GRID)}


def test_two_grids_become_one_from_a_day_on(office: SmallOffice) -> None:
    """The old ones end the day before and name what came after; every household is in the new one."""
    saved = apply_plan(office.session("chen"), merged(office))
    assert saved.parameters == {"before": 2, "after": 1, "day": TODAY, "count": 12}
    grids = grids_now(office)
    assert set(grids) == {"网格01"}
    with office.store.reading() as reader:
        for head, old in (("刘秀芬", "网格03"), ("欧阳文", "网格04")):
            home = office.homes[head]
            assert read_former.grid_on(reader, home, TODAY) == grids["网格01"]
            assert read_former.grid_on(reader, home, TODAY - 1) == office.units[old]
        ended = reader.row("SELECT to_day, successors FROM unit WHERE uid = ?", (office.units["网格03"],))
        new = reader.value("SELECT n FROM unit WHERE uid = ?", (grids["网格01"],))
    assert ended == (TODAY - 1, f"[{new}]")


def test_last_months_board_and_coverage_come_out_again(office: SmallOffice) -> None:
    """What the old grids were asked for and had done on days before is counted on them, as it was."""
    asked = [
        (account, grid, day)
        for account, grid in (("zhang", "网格03"), ("he", "网格03"), ("li", "网格04"))
        for day in (LAST_MONTH, TODAY - 1)
    ]
    before = [reported(office, *each) for each in asked]
    assert any(owed for owed, _ in before)
    assert any(doors for _, doors in before)
    apply_plan(office.session("chen"), merged(office))
    assert [reported(office, *each) for each in asked] == before
    assert reported(office, "zhang", "网格03", TODAY) == ([], ())


def test_staff_go_on_with_their_pairings_in_the_new_grid(office: SmallOffice) -> None:
    """A post ends with its grid and goes on as one on the new grid; so do its pairings, from the same day."""
    home = office.homes["刘秀芬"]
    office.go_to(-5)
    pairings.pair(office.session("chen"), home, office.posts["he"])
    office.go_to(0)
    apply_plan(office.session("chen"), merged(office))
    with office.store.reading() as reader:
        held = [post for post in read_posts.posts(reader, TODAY) if post.unit_name == "网格01"]
        assert sorted((post.staff_name, post.role) for post in held) == [
            ("何春敏", "neighbor_lead"),
            ("孙桂英", "neighbor_lead"),
            ("张三", "grid_worker"),
            ("李梅", "grid_worker"),
        ]
        heir = next(post.uid for post in held if post.staff_name == "何春敏")
        assert read_posts.is_held(reader, office.posts["he"], TODAY - 1)
        assert not read_posts.is_held(reader, office.posts["he"], TODAY)
        for day, post in ((TODAY - 1, office.posts["he"]), (TODAY, heir)):
            (pairing,) = read_pairings.pairings_of_household(reader, home, day)
            assert (pairing.post, pairing.kind) == (post, PairingKind.CARE)


def test_hours_teams_and_what_recurs_go_on_in_the_new_grid(office: SmallOffice) -> None:
    """The clerk's week, the team of the grid and its Tuesday haircuts; all as before once it is taken back."""
    chen, grid = office.session("chen"), office.units["网格03"]
    shifts.add_shift(chen, ShiftForm(office.posts["zhang"], "值班", TODAY - 30, weekdays=(1,)))
    team = teams.add_team(chen, TeamForm("网格队", (grid,), TODAY - 30)).uid
    teams.add_member(chen, team, MemberForm(office.posts["zhang"], TODAY - 30, role="队员"))
    recurring = activities.new_series_form(chen, "free_haircut")
    series = activities.start_series(chen, msgspec.structs.replace(recurring, weekdays=(2,), unit=grid)).uid

    def held() -> tuple[list[bytes | None], tuple[bytes, ...], list[bytes | None], bytes | None]:
        with office.store.reading() as reader:
            rows = read_shifts.shifts(reader, TODAY + 1, TODAY + 8)
            (found,) = [each for each in read_teams.teams(reader, TODAY) if each.uid == team]
            members = read_teams.members(reader, team, TODAY)
            (of,) = [each for each in read_activities.series(reader, TODAY) if each.uid == series]
        return [row.post for row in rows], found.units, [member.post for member in members], of.unit

    before = held()
    saved = apply_plan(chen, merged(office))
    with office.store.reading() as reader:
        heir = next(post.uid for post in read_posts.posts(reader, TODAY) if post.staff_name == "张三")
    new = grids_now(office)["网格01"]
    assert held() == ([heir], (new,), [heir], new)
    undo.undo(chen, saved.undo)
    assert held() == before


def test_who_was_there_on_no_day_before_leaves_no_trace(office: SmallOffice) -> None:
    """A household entered on the day of the plan was never in the old grid."""
    home = add_household(office.session("chen"), door={}, grid=office.units["网格03"], head={"name": "沈源"}).uid
    apply_plan(office.session("chen"), merged(office))
    with office.store.reading() as reader:
        assert read_former.former_grids(reader, home) == ()
        assert len(read_former.former_grids(reader, office.homes["刘秀芬"])) == 1


def test_a_person_of_two_merged_grids_holds_one_post(office: SmallOffice) -> None:
    """Who did the same work in both grids is one worker of the new one."""
    staffing.fill_post(
        office.session("chen"),
        planning_form(office, "网格04"),
        staff=_staff_of(office, "zhang"),
    )
    apply_plan(office.session("chen"), merged(office))
    with office.store.reading() as reader:
        held = [post for post in read_posts.posts(reader, TODAY) if post.staff_name == "张三"]
    assert len(held) == 1


def test_open_tickets_follow_their_holder_and_their_place(office: SmallOffice) -> None:
    """A ticket in work is handed to the holder's new post, one about a place lies in the new grid."""
    zhang = office.session("zhang")
    form = msgspec.structs.replace(
        tickets.new_ticket_form(zhang), category="environment", title="楼道堆物", place="5号楼"
    )
    opened = tickets.open_ticket(zhang, form)
    tickets.act_on_ticket(zhang, opened.uid, TicketAct.ACCEPTED)
    saved = apply_plan(office.session("chen"), merged(office))
    grid = grids_now(office)["网格01"]
    with office.store.reading() as reader:
        found = read_tickets.ticket(reader, opened.uid)
        assert found is not None
        holder = read_posts.post(reader, found.owner or b"")
        (row,) = read_tickets.ticket_page(reader, TicketFilter(open=True, unit=grid))
    assert holder is not None
    assert (holder.staff_name, holder.unit, found.unit, row.uid) == ("张三", grid, grid, opened.uid)
    undo.undo(office.session("chen"), saved.undo)
    with office.store.reading() as reader:
        found = read_tickets.ticket(reader, opened.uid)
    assert found is not None
    assert (found.owner, found.unit) == (office.posts["zhang"], office.units["网格03"])


def test_one_grid_is_cut_in_two_by_building(office: SmallOffice) -> None:
    """A building of it becomes a grid of its own, also within a courtyard."""
    ground = ground_of(office)
    plan = planning.with_grid(planning.as_it_is(ground, [office.units["网格03"]], from_day=TODAY), "网格05")
    plan = planning.taken_building(plan, ground, (office.units["晏五村"], 6), 1)
    shown = review(office.session("chen"), plan, ground)
    assert [(row.name, row.households, row.lived_in) for row in shown.after] == [("网格03", 4, 4), ("网格05", 3, 2)]
    assert [row.staff for row in shown.after] == [(("张三", "grid worker"), ("何春敏", "neighbour lead")), ()]
    assert shown.faults == ()
    apply_plan(office.session("chen"), plan)
    grids = grids_now(office)
    assert set(grids) == {"网格03", "网格04", "网格05"}
    with office.store.reading() as reader:
        assert read_former.grid_on(reader, office.homes["赵志强"], TODAY) == grids["网格05"]
        assert read_former.grid_on(reader, office.homes["王建民"], TODAY) == grids["网格03"] != office.units["网格03"]


def test_one_undo_takes_everything_back(office: SmallOffice) -> None:
    """Grids, households, posts and pairings are as before, and so is the board of today."""
    pairings.pair(office.session("chen"), office.homes["刘秀芬"], office.posts["he"])
    before = {account: reported(office, account, "网格03", TODAY) for account in ("zhang", "he")}
    saved = apply_plan(office.session("chen"), merged(office))
    undo.undo(office.session("chen"), saved.undo)
    assert grids_now(office) == {name: office.units[name] for name in ("网格03", "网格04")}
    assert {account: reported(office, account, "网格03", TODAY) for account in ("zhang", "he")} == before
    with office.store.reading() as reader:
        assert read_former.former_grids(reader, office.homes["刘秀芬"]) == ()
        assert read_posts.is_held(reader, office.posts["zhang"], TODAY)
        assert [each.post for each in read_pairings.pairings(reader, TODAY)] == [office.posts["he"]]
        assert (
            reader.value("SELECT count(*) FROM post WHERE live = 1 AND unit NOT IN (SELECT n FROM unit WHERE live)")
            == 0
        )


def test_it_is_not_taken_back_over_what_others_did(office: SmallOffice) -> None:
    """A household that has moved on since keeps all of it as it is, nothing half."""
    saved = apply_plan(office.session("chen"), merged(office))
    other = staffing.add_grid(office.session("chen"), "网格09").uid
    set_household(office.session("chen"), office.homes["王建民"], {"grid": other})
    with pytest.raises(Refused, match=r"undo\.worked_on_since"):
        undo.undo(office.session("chen"), saved.undo)
    assert set(grids_now(office)) == {"网格01", "网格09"}


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("repartition.future", lambda plan: msgspec.structs.replace(plan, from_day=TODAY + 1)),
        ("repartition.name", lambda plan: planning.renamed(plan, 0, " ")),
        ("repartition.unplaced", lambda plan: _with(plan, plan.grids[0].households[1:])),
        ("repartition.empty", lambda plan: planning.with_grid(plan, "网格02")),
        ("repartition.placed_twice", lambda plan: msgspec.structs.replace(
            plan, grids=(*plan.grids, planning.PlannedGrid("网格02", plan.grids[0].households[:1]))
        )),
        ("repartition.post_unknown", lambda plan: planning.with_post(plan, b"nobody", 0)),
        ("repartition.no_grids", lambda plan: msgspec.structs.replace(plan, olds=())),
    ],
)  # fmt: skip
def test_a_plan_with_a_fault_is_not_made(office: SmallOffice, code: str, spoil: object) -> None:
    """The review names the fault, the act refuses with it, and nothing is saved."""
    assert callable(spoil)
    plan = spoil(merged(office))
    found = review(office.session("chen"), plan, ground_of(office)).faults
    assert code in [fault.code for fault in found]
    with pytest.raises(InputFault) as raised:
        apply_plan(office.session("chen"), plan)
    assert raised.value.code == found[0].code
    assert set(grids_now(office)) == {"网格03", "网格04"}


def test_a_day_before_the_last_change_is_refused(office: SmallOffice) -> None:
    """A household that changed its grid since the plan's day would have two histories."""
    apply_plan(office.session("chen"), merged(office))
    ground = ground_of(office)
    plan = planning.proposed(ground, 2, from_day=TODAY - 9)
    with pytest.raises(InputFault, match=r"repartition\.changed_since"):
        apply_plan(office.session("chen"), plan)


def test_only_who_may_draw_grids_draws_them(office: SmallOffice) -> None:
    """A grid worker neither plans nor applies."""
    plan = merged(office)
    with pytest.raises(Refused):
        planning.ground_of(office.session("zhang"))
    with pytest.raises(Refused):
        apply_plan(office.session("zhang"), plan)


def test_a_proposal_leaves_alone_what_stays(office: SmallOffice) -> None:
    """As many grids as there are, cut where they are cut: nothing to be made; one grid is a merger."""
    ground = ground_of(office)
    assert planning.proposed(ground, 1, from_day=TODAY).olds == tuple(grid.uid for grid in ground.grids)
    one = planning.proposed(ground, 1, from_day=TODAY)
    assert [len(grid.households) for grid in one.grids] == [12]
    assert [len(grid.posts) for grid in one.grids] == [4]
    apply_plan(office.session("chen"), one)
    again = planning.proposed(ground_of(office), 1, from_day=TODAY)
    assert (again.olds, again.grids) == ((), ())


def test_a_post_may_end_with_its_grid(office: SmallOffice) -> None:
    """Who is not to go on is named in the review, and ends."""
    plan = planning.with_post(merged(office), office.posts["li"], None)
    shown = review(office.session("chen"), plan, ground_of(office))
    assert shown.ending == ("李梅 grid worker 网格04",)
    apply_plan(office.session("chen"), plan)
    with office.store.reading() as reader:
        assert "李梅" not in {post.staff_name for post in read_posts.posts(reader, TODAY)}


def planning_form(office: SmallOffice, grid: str) -> PostForm:
    """Return a form of one more post of 张三."""
    return PostForm("张三", "grid_worker", office.units[grid], TODAY)


def _staff_of(office: SmallOffice, account: str) -> bytes:
    with office.store.reading() as reader:
        post = read_posts.post(reader, office.posts[account])
    assert post is not None
    return post.staff


def _with(plan: GridPlan, households: tuple[bytes, ...]) -> GridPlan:
    first = msgspec.structs.replace(plan.grids[0], households=households)
    return msgspec.structs.replace(plan, grids=(first, *plan.grids[1:]))
