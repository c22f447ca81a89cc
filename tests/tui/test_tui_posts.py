"""Posts, pairings, hours, teams and grids at the screen: by digits, Enter and arrows, or by letters."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.core.time import FixedClock
from gridtui.core.words import UnitKind
from gridtui.locale import set_language
from gridtui.office import post_pages, staffing
from gridtui.office.session import OfficeSession, open_session
from gridtui.office.shifts import monday_of, week
from gridtui.office.teams import teams
from gridtui.settings import load_settings
from tests.tui.person import Person, play
from tests.tui.small_office import SECRETARY


@pytest.fixture
def secretary(template: Path, tmp_path: Path, clock: FixedClock) -> Iterator[OfficeSession]:
    """Return the secretary's session on a copy of the office, in Chinese."""
    set_language("zh_CN")
    folder = tmp_path / "office"
    shutil.copytree(template, folder)
    opened = open_session(folder, account=SECRETARY, clock=clock, settings=load_settings(folder, {}))
    yield opened
    opened.store.close()
    set_language("en")


async def manage(person: Person, label: str) -> None:
    """Go to the area of management and open one of its screens by its digit."""
    await person.press("0", "9")
    (row,) = [each for each in person.body if label in each]
    await person.press(row.lstrip("> ").split()[0], "enter")


def test_posts_show_what_they_answer_for(secretary: OfficeSession) -> None:
    """Each post with its lived-in homes; its page lists duties."""

    async def story(person: Person) -> None:
        await manage(person, "岗位")
        assert any("网格员" in row and "张三" in row and "40户" in row for row in person.body)
        await person.press("2", "enter", "1")
        assert "张三" in person.rows[2]
        assert any("联系常住40户" in row for row in person.body)

    play(secretary, story)


def test_a_proposal_without_a_move_can_be_left(secretary: OfficeSession) -> None:
    """Of a role one person holds nothing has to move; the keys of every screen work all the same."""

    async def story(person: Person) -> None:
        await manage(person, "岗位")
        before = person.rows[2]
        await person.press("2")
        await person.act("posts.rebalance")
        assert person.rows[2] != before
        await person.act("rebalance.apply")
        assert "没有要调整" in person.status
        await person.press("left")
        assert person.rows[2] == before
        await person.act("posts.rebalance")
        await person.press("q")
        assert person.rows[2] == before

    play(secretary, story)


def test_somebody_is_appointed_by_digits_and_enter(secretary: OfficeSession) -> None:
    """The role from a menu, the name typed, everything else as offered; undo takes it back."""

    async def story(person: Person) -> None:
        await manage(person, "岗位")
        await person.act("posts.appoint")
        digit = person.keys.split("网格员")[0][-1]
        await person.press(digit)
        await person.type("沈源")
        await person.act("form.save")
        assert "沈源" in person.status
        assert any("沈源" in row for row in person.body)
        await person.act("list.undo")
        assert not any("沈源" in row for row in person.body)

    play(secretary, story)


def test_a_post_is_changed_and_marked_as_running_out(secretary: OfficeSession) -> None:
    """A certificate that ends within sixty days stands out on the list."""

    async def story(person: Person) -> None:
        await manage(person, "岗位")
        await person.press("2", "enter", "1")
        await person.act("post.edit")
        while not any(row.startswith(">证书号") for row in person.body):
            await person.press("down")
        await person.type("0031")
        await person.press("enter")
        await person.type("12-20")
        await person.act("form.save")
        assert any("证书0031" in row and "证书29天" in row for row in person.body)
        await person.act("list.back")
        assert "将到期1" in person.rows[2]

    play(secretary, story)


def test_the_public_list_is_written_for_printing(secretary: OfficeSession) -> None:
    """A document and a text in the office's folder, names and posts only."""

    async def story(person: Person) -> None:
        await manage(person, "岗位")
        await person.act("posts.public")
        assert "public/posts.docx" in person.status

    play(secretary, story)
    text = (secretary.folder / "public" / "posts.txt").read_text("utf-8")
    assert text.startswith("中院社区岗位公示表 2026-11-21")
    assert (secretary.folder / "public" / "posts.docx").stat().st_mode & 0o777 == 0o600


def test_a_household_is_paired_and_parted_on_its_card(secretary: OfficeSession) -> None:
    """The post, then the kind; the card names who looks after it, and the post's page the household."""

    async def story(person: Person) -> None:
        await person.press("0", "2", "1", "enter")
        await person.act("person.card")
        await person.act("card.pair")
        digit = person.keys.split("张三")[0][-1]
        await person.press(digit, "1")
        assert "结对" in person.status
        assert any("张三" in row for row in person.body[:2])
        await manage(person, "岗位")
        await person.press("2", "enter", "1")
        assert any("结对1户" in row for row in person.body)
        await person.act("post.unpair")
        await person.press("1")
        assert "今日止" in person.status

    play(secretary, story)


def test_hours_of_a_week_are_noted(secretary: OfficeSession) -> None:
    """Weekdays by digits; the week shows them under their days."""

    async def story(person: Person) -> None:
        await manage(person, "值班")
        assert any("本周没有班次" in row for row in person.body)
        await person.act("shifts.new")
        await person.press("1")
        await person.type("便民窗口")
        await person.press("enter", "6", "7", "enter", "enter")
        await person.type("0830")
        await person.act("form.save")
        assert any("08:30" in row and "便民窗口" in row for row in person.body)
        await person.act("shifts.later")
        assert sum("便民窗口" in row for row in person.body) == 2

    play(secretary, story)
    assert len(week(secretary, monday_of(secretary.today))) == 2


def test_a_team_of_several_bodies_is_made(secretary: OfficeSession) -> None:
    """A name, a grid, a member from elsewhere."""

    async def story(person: Person) -> None:
        await manage(person, "队伍")
        await person.act("teams.new")
        await person.type("攻坚组")
        await person.press("enter", "1")
        await person.act("form.save")
        await person.press("1")
        await person.act("teams.member")
        await person.press("enter")
        await person.type("沈源")
        await person.press("enter")
        await person.type("区住建局")
        await person.act("form.save")
        assert any("沈源" in row and "区住建局" in row for row in person.body)

    play(secretary, story)
    assert [len(view.members) for view in teams(secretary)] == [1]


def test_a_grid_is_cut_in_two_and_the_cut_taken_back(secretary: OfficeSession) -> None:
    """A new grid, a building for it, the question; what stays as it is is no part of it."""

    async def story(person: Person) -> None:
        await manage(person, "网格划分")
        await person.act("grids.add")
        await person.type("网格04")
        await person.act("form.save")
        await person.press("2")
        assert person.marked.split()[2] == "网格04"
        await person.act("grids.cut")
        await person.press(person.keys.split("晏五村 7")[0][-1])
        assert any("34户" in row for row in person.body)
        await person.act("grids.apply")
        await person.press("1")
        assert "1个网格自11-21起改为2个" in person.status
        assert any("网格04" in row for row in person.body)

    play(secretary, story)
    assert [unit.name for unit in secretary.units_of(UnitKind.GRID)] == ["网格03", "网格04"]

    async def back(person: Person) -> None:
        await manage(person, "网格划分")
        await person.act("list.undo")
        await person.press("enter")
        assert not any("网格04" in row for row in person.body)

    play(secretary, back)
    assert [row.load.households for row in post_pages.post_list(secretary)] == [40, 40]


def test_a_plan_with_a_fault_says_what_is_wrong(secretary: OfficeSession) -> None:
    """A grid without anybody cannot be made, and the reason stands above the list."""

    async def story(person: Person) -> None:
        await manage(person, "网格划分")
        await person.act("grids.apply")
        assert "请先起方案" in person.status
        await person.act("grids.add")
        await person.type("网格04")
        await person.act("form.save")
        assert any("网格04里没有一户" in row for row in person.body)
        await person.act("grids.apply")
        assert "没有一户" in person.status

    play(secretary, story)


def test_homes_are_evened_out_by_digits_alone(secretary: OfficeSession) -> None:
    """Two workers of one grid: a row is struck out, the rest moves as one and comes back as one."""
    grid = secretary.units_of(UnitKind.GRID)[0].uid
    staffing.appoint(secretary, name="吴敏", account="", role="grid_worker", unit=grid)

    def loads() -> list[int]:
        return [row.load.pairings for row in post_pages.post_list(secretary, role="grid_worker")]

    async def story(person: Person) -> None:
        await manage(person, "岗位")
        await person.press("3", "enter")
        await person.press(person.keys.split("均衡")[0][-1])
        assert any("张三 0->20" in row for row in person.body)
        await person.press("2", "enter", "1")
        assert person.marked.startswith(">  2 --")
        await person.press("enter", "2")
        await person.press("1")
        assert "39户自今日起换了网格员" in person.status
        assert sum(loads()) == 39
        await person.act("list.undo")
        assert loads() == [0, 0]

    play(secretary, story)


def test_a_plan_that_was_begun_is_dropped_by_a_yes_alone(secretary: OfficeSession) -> None:
    """One key too many does not cost an hour of drawing grids."""

    async def story(person: Person) -> None:
        await manage(person, "网格划分")
        await person.act("grids.add")
        await person.type("网格09")
        await person.act("form.save")
        await person.press("q")
        assert "方案" in person.status
        await person.press("2")
        assert "网格09" in person.text
        await person.press("q")
        await person.press("1")
        assert "网格09" not in person.text

    play(secretary, story)
