"""Hours of posts over a week, and teams of people from several bodies."""

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.office import shifts, teams, undo
from gridtui.office.shifts import ShiftForm, ShiftRow
from gridtui.office.teams import MemberForm, TeamForm
from tests.tools.office_builder import TODAY, SmallOffice

MONDAY = TODAY - 5
"""TODAY is a Saturday."""


def week(office: SmallOffice) -> list[ShiftRow]:
    """Return this week's shifts as anybody sees them."""
    return list(shifts.week(office.session("zhang"), MONDAY))


def hours(office: SmallOffice, account: str, **changes: object) -> ShiftForm:
    """Return a form of hours at the window in the morning, Monday and Wednesday."""
    form = ShiftForm(office.posts[account], "便民窗口", MONDAY, weekdays=(1, 3), start_minute=510, end_minute=720)
    return msgspec.structs.replace(form, **changes)


def test_a_week_shows_what_recurs_and_single_days(office: SmallOffice) -> None:
    """Weekdays fall on their days within their dates; the last day counts."""
    chen = office.session("chen")
    shifts.add_shift(chen, hours(office, "wang", to_day=MONDAY + 1))
    shifts.add_shift(chen, hours(office, "zhang", weekdays=(), day=TODAY, desk="值班"))
    assert [(row.day, row.name, row.recurs) for row in week(office)] == [
        (MONDAY, "王丽", True),
        (TODAY, "张三", False),
    ]
    assert shifts.monday_of(TODAY) == shifts.monday_of(MONDAY) == MONDAY


def test_hours_of_one_person_that_meet_are_marked(office: SmallOffice) -> None:
    """Two posts of 孙桂英 at the same time, whichever desks they are at (S4-3)."""
    chen = office.session("chen")
    shifts.add_shift(chen, hours(office, "sun"))
    shifts.add_shift(chen, hours(office, "sun2", weekdays=(1,), start_minute=700, end_minute=760, desk="网格"))
    shifts.add_shift(chen, hours(office, "wang"))
    assert [(row.day, row.name) for row in week(office) if row.overlaps] == [(MONDAY, "孙桂英")] * 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"desk": " "}, "shift.no_desk"),
        ({"weekdays": ()}, "shift.days"),
        ({"day": TODAY}, "shift.days"),
        ({"weekdays": (0,)}, "shift.days"),
        ({"end_minute": 500}, "shift.times"),
        ({"start_minute": 1_440}, "shift.times"),
        ({"to_day": MONDAY - 1}, "dates.order"),
        ({"post": None}, "post.unknown"),
    ],
)
def test_hours_that_cannot_be_are_refused(office: SmallOffice, changes: dict[str, object], code: str) -> None:
    """One day or weekdays, an end after the beginning, a desk."""
    with pytest.raises(InputFault) as fault:
        shifts.add_shift(office.session("chen"), hours(office, "wang", **changes))
    assert fault.value.code == code


def test_hours_end_and_come_back(office: SmallOffice) -> None:
    """What recurs ends with today, a single day goes; each can be undone; others may not."""
    chen = office.session("chen")
    weekly = shifts.add_shift(chen, hours(office, "wang", weekdays=(6, 7)))
    single = shifts.add_shift(chen, hours(office, "wang", weekdays=(), day=TODAY))
    with pytest.raises(Refused):
        shifts.end_shift(office.session("zhang"), weekly.uid)
    ended = [shifts.end_shift(chen, each.uid) for each in (weekly, single)]
    assert [(row.day, row.recurs) for row in week(office)] == [(TODAY, True)]
    for saved in reversed(ended):
        undo.undo(chen, saved.undo)
    assert len(week(office)) == 3
    undo.undo(chen, single.undo)
    with pytest.raises(InputFault, match=r"shift\.unknown"):
        shifts.end_shift(chen, single.uid)


def test_a_team_has_members_from_several_bodies(office: SmallOffice) -> None:
    """Who holds a post here, and who is named with the body that sent them (S1-1)."""
    chen, grid = office.session("chen"), office.units["网格03"]
    made = teams.add_team(chen, TeamForm("网格03攻坚组", (grid,), TODAY))
    teams.add_member(chen, made.uid, MemberForm(office.posts["zhang"], TODAY, role="组长"))
    teams.add_member(chen, made.uid, MemberForm(None, TODAY, name="沈源", body="区住建局"))
    (view,) = teams.teams(office.session("zhang"))
    assert view.team.unit_names == ("网格03",)
    assert [(member.name, member.body, member.role) for member in view.members] == [
        ("张三", "", "组长"),
        ("沈源", "区住建局", ""),
    ]
    with pytest.raises(InputFault, match=r"team\.member_held"):
        teams.add_member(chen, made.uid, MemberForm(None, TODAY, name=" 沈源 "))
    with pytest.raises(InputFault, match=r"team\.no_member"):
        teams.add_member(chen, made.uid, MemberForm(None, TODAY))


def test_a_team_ends_with_its_members_and_comes_back(office: SmallOffice) -> None:
    """The last day is today; one act brings team and members back."""
    chen, grid = office.session("chen"), office.units["网格03"]
    made = teams.add_team(chen, TeamForm("网格03攻坚组", (grid,), TODAY))
    member = teams.add_member(chen, made.uid, MemberForm(office.posts["zhang"], TODAY))
    left = teams.end_member(chen, made.uid, member.uid)
    undo.undo(chen, left.undo)
    ended = teams.end_team(chen, made.uid)
    office.go_to(1)
    assert teams.teams(chen) == ()
    office.go_to(0)
    undo.undo(chen, ended.undo)
    office.go_to(1)
    assert [len(view.members) for view in teams.teams(chen)] == [1]


@pytest.mark.parametrize(("form", "code"), [(("", True), "team.no_name"), (("组", False), "team.no_unit")])
def test_a_team_has_a_name_and_a_unit(office: SmallOffice, form: tuple[str, bool], code: str) -> None:
    """Nothing is saved without."""
    name, has_unit = form
    units = (office.units["网格03"],) if has_unit else ()
    with pytest.raises(InputFault) as fault:
        teams.add_team(office.session("chen"), TeamForm(name, units, TODAY))
    assert fault.value.code == code
