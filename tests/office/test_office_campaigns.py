"""Campaigns: a sweep over every door, categories that end with it, who visits whom, what is told and asked."""

from collections.abc import Iterator

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.core.words import Outcome, TicketSource
from gridtui.locale.acts import act_sentence
from gridtui.office import campaign_pages, campaigns
from gridtui.office.campaigns import AssignForm
from gridtui.office.tickets import TicketForm, open_ticket
from gridtui.office.undo import undo
from gridtui.office.visits import log_visit, log_walk_door, new_visit_form, quick_visit
from gridtui.scheme.load import load_schemes
from gridtui.scheme.model import Scheme
from gridtui.settings import shipped_config
from tests.tools.office_builder import COMMUNITY, TODAY, SmallOffice

SWEEP, FRAUD = "no_household_missed", "told_telecom_fraud"


def mechanism() -> Scheme:
    """Return the mechanism with the campaigns of S0-7 and S3-10."""
    names = ("common", "xiliugou", "luoguta", "assumed")
    folder = shipped_config() / "schemes"
    return load_schemes([((folder / f"{name}.toml").read_text("utf-8"), name) for name in names])


@pytest.fixture
def sweeping(office: SmallOffice) -> Iterator[SmallOffice]:
    """Give an office whose sessions work under that mechanism."""
    scheme = mechanism()
    ordinary = office.session

    def session(account: str, post: str | None = None) -> object:
        found = ordinary(account, post)
        object.__setattr__(found, "scheme", scheme)
        object.__setattr__(found, "roles", {**found.roles, **scheme.role_table()})
        return found

    office.session = session  # type: ignore[method-assign,assignment]
    yield office
    office.session = ordinary  # type: ignore[method-assign]


def started(office: SmallOffice, key: str = SWEEP) -> bytes:
    """Start a campaign in the community for thirty days."""
    session = office.session("chen")
    form = campaigns.new_campaign_form(session, key)
    form = msgspec.structs.replace(form, unit=office.units[COMMUNITY], to_day=session.today + 29)
    return campaigns.start_campaign(session, form).uid


def test_a_sweep_counts_every_door_of_its_unit_by_building(sweeping: SmallOffice) -> None:
    """S0-7: eleven lived-in doors; the paper household and the vacant door are none."""
    uid = started(sweeping)
    board = campaign_pages.campaign_board(sweeping.session("chen"), uid)
    assert (board.doors, board.knocked, board.met, board.target_percent) == (11, 0, 0, 100)
    assert [row.title for row in board.buildings] == ["晏五村 5号楼", "晏五村 6号楼", "晏六村 1号楼", "晏六村 2号楼"]
    assert (board.campaign.from_day, board.campaign.to_day) == (TODAY, TODAY + 29)


def test_knocked_and_met_count_apart_and_the_missed_door_is_named(sweeping: SmallOffice) -> None:
    """A knock nobody answered is a knock; until somebody is met the door is missed as not met."""
    uid = started(sweeping)
    session = sweeping.session("zhang")
    quick_visit(session, sweeping.homes["李文彬"])
    quick_visit(session, sweeping.homes["刘秀芬"], Outcome.NO_ANSWER)
    board = campaign_pages.campaign_board(session, uid)
    first = board.buildings[0]
    assert (first.doors, first.knocked, first.met) == (4, 2, 1)
    missed = campaign_pages.missed_doors(session, uid, building=first)
    assert [door.head_name for door in missed] == ["王建民", "马玉珍"]
    missed = campaign_pages.missed_doors(session, uid, building=first, lacks="met")
    assert [door.head_name for door in missed] == ["刘秀芬", "王建民", "马玉珍"]


def test_the_mechanism_must_say_or_somebody_type_how_long(sweeping: SmallOffice) -> None:
    """S3-10 states no days: nothing is invented."""
    session = sweeping.session("chen")
    form = campaigns.new_campaign_form(session, FRAUD)
    assert form.to_day is None
    with pytest.raises(InputFault) as fault:
        campaigns.start_campaign(session, form)
    assert fault.value.code == "campaign.no_end"


def test_doors_get_categories_by_tags_and_by_hand(sweeping: SmallOffice) -> None:
    """S0-8: the first category stays where only free doors are asked for; one act is taken back as one."""
    uid = started(sweeping)
    session = sweeping.session("chen")
    saved = campaigns.assign_by_tags(session, uid, AssignForm("poor_household", any_tags=("dibao",)))
    assert saved.parameters["count"] == 3
    campaigns.assign_door(session, uid, sweeping.homes["王建民"], "key_household")
    campaigns.assign_by_tags(session, uid, AssignForm("ordinary_household"))
    board = campaign_pages.campaign_board(session, uid)
    assert dict(board.by_category) == {"重点户": 1, "困难户": 2, "普通户": 8, "小康户": 0}
    assert board.doors == 11
    undo(session)
    undo(session)
    undo(session)
    assert {number for _title, number in campaign_pages.campaign_board(session, uid).by_category} == {0}


def test_categories_end_with_the_campaign(sweeping: SmallOffice) -> None:
    """They are not tags: nothing of them is left the day after."""
    uid = started(sweeping)
    session = sweeping.session("chen")
    campaigns.assign_door(session, uid, sweeping.homes["王建民"], "key_household")
    assert campaign_pages.categories_of(session, sweeping.homes["王建民"])[0].category_title == "重点户"
    campaigns.end_campaign(session, uid)
    sweeping.go_to(1)
    assert campaign_pages.categories_of(session, sweeping.homes["王建民"]) == ()
    with pytest.raises(InputFault) as fault:
        campaigns.assign_door(session, uid, sweeping.homes["王建民"], "poor_household")
    assert fault.value.code == "campaign.ended"


def test_a_visit_by_another_role_is_saved_and_says_so(sweeping: SmallOffice) -> None:
    """S0-8: leaders go to key households; a warning, never a block."""
    uid = started(sweeping)
    home = sweeping.homes["王建民"]
    campaigns.assign_door(sweeping.session("chen"), uid, home, "key_household")
    saved = quick_visit(sweeping.session("zhang"), home)
    assert saved.message == "visit.logged_by_other"
    assert "重点户" in act_sentence(saved.message, saved.parameters)
    undo(sweeping.session("zhang"))
    assert campaign_pages.campaign_board(sweeping.session("chen"), uid).met == 0
    campaigns.assign_door(sweeping.session("chen"), uid, home, "well_off_household")
    assert quick_visit(sweeping.session("zhang"), home).message == "visit.logged"


@pytest.mark.parametrize("days", [-1, 30])
def test_before_and_after_a_sweep_nobody_is_warned(sweeping: SmallOffice, days: int) -> None:
    """The categories are the sweep's: a visit of another day is nobody's in particular."""
    uid = started(sweeping)
    home = sweeping.homes["王建民"]
    campaigns.assign_door(sweeping.session("chen"), uid, home, "key_household")
    session = sweeping.session("zhang")
    sweeping.go_to(max(days, 0))
    form = msgspec.structs.replace(new_visit_form(session, home), day=TODAY + days, start_minute=None)
    assert log_visit(session, form).message == "visit.logged"


def test_a_topic_is_told_household_by_household(sweeping: SmallOffice) -> None:
    """S3-10: from the visit form and from the walk; who was not met was not told."""
    uid = started(sweeping, FRAUD)
    session = sweeping.session("zhang")
    assert campaign_pages.topics(session) == ((uid, "防电信诈骗"),)
    form = new_visit_form(session, sweeping.homes["李文彬"])
    log_visit(session, msgspec.structs.replace(form, told=(uid,)))
    log_walk_door(session, sweeping.homes["王建民"], Outcome.MET, told=(uid,))
    log_walk_door(session, sweeping.homes["马玉珍"], Outcome.NO_ANSWER, told=(uid,))
    assert campaign_pages.campaign_board(session, uid).told == 2


def test_questions_follow_category_petition_and_need(sweeping: SmallOffice) -> None:
    """S0-14: the template is chosen by what the household is, not by who asks."""
    uid = started(sweeping)
    session = sweeping.session("chen")

    def questions(head: str) -> set[str]:
        found = campaign_pages.templates_for(session, sweeping.homes[head])
        return {question[:4] for template in found for question in template.questions}

    assert questions("王建民") == {"家庭基本"}
    assert questions("李文彬") == set()
    campaigns.assign_door(session, uid, sweeping.homes["李文彬"], "well_off_household")
    assert questions("李文彬") == {"有什么经"}
    category = session.scheme.categories[0].key
    open_ticket(
        session,
        TicketForm(title="信访", category=category, household=sweeping.homes["马玉珍"], source=TicketSource.PETITION),
    )
    assert questions("马玉珍") == {"事情的起"}


def test_a_campaign_ends_and_runs_again(sweeping: SmallOffice) -> None:
    """Undo gives it its days back; it ends once."""
    uid = started(sweeping)
    session = sweeping.session("chen")
    campaigns.end_campaign(session, uid)
    assert campaign_pages.campaigns(session)[0].to_day == session.today
    with pytest.raises(InputFault) as fault:
        campaigns.end_campaign(session, uid)
    assert fault.value.code == "campaign.ended"
    undo(session)
    assert campaign_pages.campaigns(session)[0].to_day == session.today + 29


def test_a_grid_worker_neither_starts_nor_sees_another_communitys_sweep(sweeping: SmallOffice) -> None:
    """Running one is the secretary's."""
    session = sweeping.session("zhang")
    with pytest.raises(Refused):
        campaigns.new_campaign_form(session, SWEEP)


def test_a_neighbour_lead_sees_the_doors_of_his_own_grid(sweeping: SmallOffice) -> None:
    """The board is narrowed to where the post may look."""
    uid = started(sweeping)
    assert campaign_pages.campaign_board(sweeping.session("he"), uid).doors == 6
