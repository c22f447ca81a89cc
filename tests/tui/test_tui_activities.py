"""Activities: a patrol with its findings, a roster by pinyin, what recurs, a sample to re-visit."""

import msgspec
import pytest

from gridtui.core.time import FixedClock
from gridtui.office import activities, browse, occurrences
from gridtui.office.session import OfficeSession
from gridtui.scheme.model import ActivityKind
from tests.tui.person import Person, play
from tests.tui.worked_under import work_under

KINDS = (
    ActivityKind(
        key="round", title="日常巡查", kind="patrol", level="grid", leaves="findings", source="S1-16"
    ),
    ActivityKind(
        key="haircut", title="免费理发", kind="service", level="community", leaves="roster", source="S4-13",
        weekdays=(2,), half_day="morning",
    ),
)  # fmt: skip


@pytest.fixture
def fieldwork(session: OfficeSession) -> OfficeSession:
    """Give the grid worker a mechanism with two kinds of activity."""
    return work_under(session, also=("activity.plan",), activities=KINDS)


async def record_patrol(person: Person) -> None:
    """Go to area 6 and record a patrol, by digits and Enter alone."""
    await person.press("0", "6", "enter", "2", "1")
    assert person.rows[2].startswith("记活动  日常巡查")
    await person.press(*["enter"] * 8, "1")


def test_a_patrol_is_recorded_by_digits_and_enter_alone(fieldwork: OfficeSession) -> None:
    """From any screen: area, kind, through the form, saved; its page opens."""

    async def story(person: Person) -> None:
        await record_patrol(person)
        assert person.status.startswith("已记：日常巡查 11-21")
        assert person.rows[2].startswith("活动  日常巡查")
        assert "发现问题 0" in person.text
        await person.press("q")
        assert "日常巡查" in person.marked

    play(fieldwork, story)
    row = browse.activities(fieldwork)[0]
    assert (row.unit_name, row.group, row.state) == ("网格03", "patrol", "held")


def test_a_finding_becomes_a_ticket_that_names_the_patrol(fieldwork: OfficeSession) -> None:
    """S1-16: place and source are filled, title and category typed."""

    async def story(person: Person) -> None:
        await record_patrol(person)
        await person.act("activity.finding")
        await person.press("1", "down")
        await person.type("灯坏了")
        await person.press("f2")
        assert "发现问题 1" in person.text
        assert "灯坏了" in person.text
        await person.press("0", "4", "enter")
        assert "来源 巡查 11-21 日常巡查" in person.text

    play(fieldwork, story)
    ticket = browse.tickets(fieldwork).rows[0]
    assert browse.ticket(fieldwork, ticket.uid).ticket.activity == browse.activities(fieldwork)[0].uid
    assert ticket.address == "网格03"


def test_undo_takes_the_patrol_back(fieldwork: OfficeSession) -> None:
    """The list is empty again."""

    async def story(person: Person) -> None:
        await record_patrol(person)
        await person.press("q")
        await person.act("list.undo")
        await person.press("enter")
        assert "没有" in person.body[1]

    play(fieldwork, story)
    assert browse.activities(fieldwork) == ()


def test_undo_on_the_page_of_a_patrol_leaves_the_page(fieldwork: OfficeSession) -> None:
    """What was taken back is said; nothing is said to be missing."""

    async def story(person: Person) -> None:
        await record_patrol(person)
        await person.press("u")
        assert "已撤销" in person.status
        assert "不在记录" not in person.text
        assert not person.rows[2].startswith("活动  日常巡查")

    play(fieldwork, story)
    assert browse.activities(fieldwork) == ()


def test_what_was_answered_stays_in_its_row_until_a_refresh(session: OfficeSession, clock: FixedClock) -> None:
    """Rows never move by themselves: the visit marks what it answered."""
    home = browse.find(session, "王建民").rows[0].uid
    occurrences.note_occurrence(session, occurrences.new_occurrence_form(session, "mood_swing", home))
    clock.ms += 60_000

    async def story(person: Person) -> None:
        await person.press("0", "6")
        await person.act("activities.occurrences")
        assert "王建民" in person.marked
        await person.act("person.visit")
        assert "Enter保存" in person.keys
        await person.press("enter")
        assert "[x]" in person.marked
        await person.act("list.refresh")
        assert "王建民" not in person.text

    play(session, story)


def test_an_undo_is_asked_for_as_an_undo(session: OfficeSession) -> None:
    """Enter does not save then; the line of keys says what it does."""
    home = browse.find(session, "王建民").rows[0].uid
    occurrences.note_occurrence(session, occurrences.new_occurrence_form(session, "mood_swing", home))

    async def story(person: Person) -> None:
        await person.press("u")
        assert "Enter撤销" in person.keys
        await person.press("enter")
        assert "已撤销" in person.status

    play(session, story)


def test_residents_are_noted_by_pinyin_and_strangers_by_name(fieldwork: OfficeSession) -> None:
    """Find, Enter, who of them; whoever is not found is noted by name."""
    form = msgspec.structs.replace(activities.new_activity_form(fieldwork, "round"), kind="haircut", title="免费理发")
    uid = activities.record_activity(fieldwork, form).uid

    async def story(person: Person) -> None:
        await person.press("0", "6", "enter", "1")
        await person.act("activity.attend")
        await person.type("lxf")
        await person.press("enter", "enter", "1")
        assert person.status.startswith("已记：刘秀芬 参加") or person.status.startswith("已记：刘秀芬参加")
        await person.type("路人甲")
        await person.press("enter", "enter", "escape")
        assert "签到 2 人" in person.text

    play(fieldwork, story)
    assert [came.name for came in browse.activity(fieldwork, uid).came] == ["刘秀芬", "路人甲"]


def test_an_activity_not_yet_due_is_not_recorded(fieldwork: OfficeSession) -> None:
    """A day to come says so."""
    form = activities.new_series_form(fieldwork, "round")
    session = fieldwork
    secretary = msgspec.structs.replace(form, weekdays=(7,), from_day=session.today)
    activities.start_series(session, secretary)

    async def story(person: Person) -> None:
        await person.press("0", "6", "enter", "1")
        assert person.status == "日子还没到。"

    play(session, story)
