"""Figures: coverage by building, grid and post, each number with its definition and its records; supervision."""

import pytest

from gridtui.office import activities, browse
from gridtui.office.session import OfficeSession
from gridtui.office.visits import quick_visit
from gridtui.scheme.model import ActivityKind
from tests.tui.person import Person, play
from tests.tui.worked_under import work_under

FIVE = (
    ActivityKind(key="report_back", title="定期汇报", kind="duty", level="community", leaves="record", source="S2-6"),
    ActivityKind(key="inspection", title="定期检查", kind="duty", level="community", leaves="sample", source="S2-6"),
    ActivityKind(key="appraisal", title="定期考核", kind="duty", level="community", leaves="score", source="S2-6"),
)


@pytest.fixture
def supervised(session: OfficeSession) -> OfficeSession:
    """Give the grid worker a mechanism with three duties of supervision, and the right to draw samples."""
    return work_under(session, also=("inspection.draw", "activity.plan"), activities=FIVE)


def test_coverage_stands_by_building_grid_and_post(session: OfficeSession) -> None:
    """Area 7; the way it is cut is chosen by digit."""

    async def story(person: Person) -> None:
        await person.act("person.visit")
        await person.press("enter", "0", "7")
        assert person.rows[2].startswith("覆盖率  晏家坪北院社区 11-01至11-21 按楼栋  应访40 见到1 覆盖率2%")
        assert "晏五村 5号楼" in person.marked
        await person.act("coverage.by")
        await person.press("3")
        assert any("张三" in row and "1/1" in row for row in person.body)

    play(session, story)


def test_each_number_says_what_it_counts_and_shows_its_records(session: OfficeSession) -> None:
    """Enter, Enter: the doors where nobody was met."""

    async def story(person: Person) -> None:
        await person.press("0", "7", "enter", "1")
        assert any("应访" in row for row in person.body[5:])
        await person.press("enter")
        assert "没见到人 5" in person.rows[2]
        await person.press("q", "q")
        await person.act("coverage.by")
        await person.press("2")
        await person.act("coverage.numbers")
        await person.press("4")
        assert person.marked.strip().startswith(">  4 上门见到")
        await person.press("5")
        assert "及时率" in person.marked
        await person.press("enter")
        assert "未按时" in person.rows[2]

    play(session, story)


def test_other_days_are_counted(session: OfficeSession) -> None:
    """The first day is typed; the screen behind counts anew."""

    async def story(person: Person) -> None:
        await person.press("0", "7")
        await person.act("coverage.period")
        await person.type("-3")
        await person.press("f2")
        assert "11-18至11-21" in person.rows[2]

    play(session, story)


def test_the_duties_of_supervision_are_held_from_their_calendar(supervised: OfficeSession) -> None:
    """S2-6: no day is invented; a report-back recorded stands as the last."""

    async def story(person: Person) -> None:
        await person.press("0", "7")
        await person.act("coverage.supervision")
        assert "定期汇报" in person.marked
        assert "日期：自定" in person.marked
        await person.press("enter", "1")
        await person.press("f2", "q")
        assert "上次11-21" in person.marked

    play(supervised, story)


def test_an_appraisal_begins_with_the_months_figures(supervised: OfficeSession) -> None:
    """Effort beside outcome stands in its summary, to be worked on."""
    quick_visit(supervised, browse.open_households(supervised).rows(0, 1)[0].uid)

    async def story(person: Person) -> None:
        await person.press("0", "7")
        await person.act("coverage.supervision")
        await person.press("3")
        await person.act("supervision.record")
        assert "覆盖率2%" in person.text
        assert "张三 上门1 见到1" in person.text

    play(supervised, story)


def test_a_sample_is_drawn_and_a_re_visit_logged(supervised: OfficeSession) -> None:
    """The share is typed; the one who made the visit is refused, and told so."""
    quick_visit(supervised, browse.open_households(supervised).rows(0, 1)[0].uid)

    async def story(person: Person) -> None:
        await person.press("0", "7")
        await person.act("coverage.supervision")
        await person.press("2")
        await person.act("supervision.record")
        await person.type("100")
        await person.press("f2")
        assert "抽到 1 户，已复查 0 户" in person.text
        await person.act("activity.recheck")
        await person.press("1", "f2")
        assert "谁走访的，不由谁复查" in person.text

    play(supervised, story)
    uid = browse.activities(supervised)[0].uid
    assert uid is not None
    assert len(browse.activity(supervised, uid).sample) == 1
    assert activities.form_of(browse.activity(supervised, uid).activity).kind == "inspection"
