"""Campaigns on the screen: started, walked, the missed doors, categories, what is told and asked."""

import msgspec
import pytest

from gridtui.office import browse, campaigns
from gridtui.office.session import OfficeSession
from gridtui.scheme.model import CampaignCategory, CampaignKind, Segment, VisitTemplate, When
from tests.tui.person import Person, play
from tests.tui.worked_under import work_under

KINDS = (
    CampaignKind(
        key="sweep", title="大走访", days=30, target_percent=100, source="S0-7",
        categories=(
            CampaignCategory(key="key_home", title="重点户", visitor_roles=("community_secretary",)),
            CampaignCategory(key="plain_home", title="普通户"),
        ),
    ),
    CampaignKind(key="fraud", title="防诈宣讲", topic="防诈骗", told=True, source="S3-10"),
)  # fmt: skip
QUESTIONS = (
    VisitTemplate(
        key="needy", title="困难户", when=When(segment=Segment(any=("dibao",))), questions=("家里怎么样？",),
        source="S0-14",
    ),
)  # fmt: skip


@pytest.fixture
def sweeping(session: OfficeSession) -> OfficeSession:
    """Give the grid worker two kinds of campaign and the right to run them."""
    return work_under(session, also=("campaign.run",), campaigns=KINDS, templates=QUESTIONS)


def start(session: OfficeSession, key: str = "sweep") -> bytes:
    """Start a campaign in the post's grid."""
    form = campaigns.new_campaign_form(session, key)
    return campaigns.start_campaign(session, msgspec.structs.replace(form, to_day=session.today + 5)).uid


def test_a_sweep_is_started_and_its_board_opens(sweeping: OfficeSession) -> None:
    """By digits and Enter: area, campaigns, start, kind, through the form."""

    async def story(person: Person) -> None:
        await person.press("0", "6")
        await person.act("activities.campaigns", "campaigns.new")
        await person.press("1")
        assert person.rows[2].startswith("开展专项行动  大走访")
        await person.press("f2")
        assert person.rows[2].startswith("大走访  网格03 11-21至12-20")
        assert "应访40户  敲门0  见到0  覆盖率0%" in person.rows[3]
        assert "目标100%：还差40户" in person.rows[3]
        assert "晏五村 5号楼" in person.marked

    play(sweeping, story)


def test_the_missed_doors_of_a_building_are_walked_from_their_list(sweeping: OfficeSession) -> None:
    """Enter, the list; Enter, the walk; a digit, and the board has moved."""
    start(sweeping)

    async def story(person: Person) -> None:
        await person.press("0", "6")
        await person.act("activities.campaigns")
        await person.press("enter", "1", "enter", "1")
        assert "没敲过门 5户" in person.rows[2]
        await person.press("enter")
        assert person.rows[2].startswith("逐户走访")
        await person.press("1", "2", "q")
        assert "没敲过门 3户" in person.rows[2]
        await person.press("q")
        assert "敲门2  见到1" in person.rows[3]

    play(sweeping, story)


def test_a_category_by_hand_warns_of_another_visitor(sweeping: OfficeSession) -> None:
    """S0-8: saved, and the status line says who is to go there."""
    start(sweeping)

    async def story(person: Person) -> None:
        await person.press("0", "2")
        await person.act("person.category")
        await person.press("1")
        assert "重点户" in person.status
        await person.act("person.visit")
        await person.press("enter")
        assert "注意：重点户应由" in person.status

    play(sweeping, story)


def test_categories_by_tags_fill_the_board(sweeping: OfficeSession) -> None:
    """Category, tags and save by digits."""
    uid = start(sweeping)

    async def story(person: Person) -> None:
        await person.press("0", "6")
        await person.act("activities.campaigns", "campaigns.board", "campaign.assign")
        await person.press("2", "f2")
        assert "已记：40户定为普通户" in person.status

    play(sweeping, story)
    assert dict(browse.campaign_board(sweeping, uid).by_category) == {"重点户": 0, "普通户": 40}


def test_what_is_told_is_ticked_in_the_form_and_on_the_walk(sweeping: OfficeSession) -> None:
    """S3-10: a field that is there while a topic runs; digit 9 at the door."""
    uid = start(sweeping, "fraud")

    async def story(person: Person) -> None:
        await person.act("person.visit_form")
        assert "宣讲" in person.text
        await person.press(*["down"] * 8, "1", "f2")
        await person.act("person.walk")
        await person.press("9")

    play(sweeping, story)
    assert browse.campaign_board(sweeping, uid).told == 2


def test_the_questions_of_the_mechanism_stand_below_the_form(sweeping: OfficeSession) -> None:
    """S0-14: a needy household's basics; nobody else's."""

    async def story(person: Person) -> None:
        await person.act("person.visit_form")
        assert "家里怎么样？" not in person.text
        await person.press("escape", "2")
        await person.act("person.visit_form")
        assert "家里怎么样？" in person.text

    play(sweeping, story)
