"""Who is at work: accounts, posts, units; how far each post reaches."""

import pytest

from gridtui.core.errors import InputFault, Refused, StoreFault
from gridtui.core.ids import show_id
from gridtui.core.words import UnitKind
from gridtui.locale import set_language
from gridtui.office import browse, staffing
from gridtui.office.session import choose_post, opened_session
from gridtui.scheme import acts
from gridtui.settings import Settings
from gridtui.store.database import Store
from tests.tools.office_builder import COMMUNITY, SUBDISTRICT, TODAY, SmallOffice


def test_who_holds_one_post_acts_in_it(office: SmallOffice) -> None:
    """Identity comes from the system account."""
    session = office.session("zhang")
    assert session.post is not None
    assert (session.post.staff_name, session.post.unit_name, session.role_kind) == ("张三", "网格03", "worker")
    assert (session.office_name, session.scope_unit.name) == ("中院社区", "网格03")


def test_an_account_of_nobody_is_refused(office: SmallOffice) -> None:
    """What somebody types is never identity."""
    for account in ("root", ""):
        with pytest.raises(Refused) as fault:
            office.session(account)
        assert fault.value.code == "account.unknown"


def test_who_holds_several_posts_chooses(office: SmallOffice) -> None:
    """Until then no post acts and nothing may be done (S4-3)."""
    session = office.session("sun")
    assert [post.role for post in session.posts] == ["desk_officer", "neighbor_lead"]
    assert (session.post, session.actor) == (None, None)
    with pytest.raises(Refused) as fault:
        browse.today(session)
    assert fault.value.code == "permission.no_post"
    chosen = choose_post(session, session.posts[1].uid)
    assert chosen.scope_unit.name == "网格04"
    assert chosen.store is session.store


@pytest.mark.parametrize("wanted", ["id", "孙桂英", "neighbor_lead", "邻长", "neighbour lead"])
def test_a_post_is_chosen_by_id_name_or_title(office: SmallOffice, wanted: str) -> None:
    """In whatever language the program speaks; of several that fit the first."""
    post = office.posts["sun2"]
    session = office.session("sun", show_id(post) if wanted == "id" else wanted)
    assert session.actor == (office.posts["sun"] if wanted == "孙桂英" else post)


def test_a_post_that_is_not_held_cannot_be_chosen(office: SmallOffice) -> None:
    """Neither by name nor by another's id."""
    with pytest.raises(InputFault) as fault:
        office.session("zhang", "社区书记")
    assert fault.value.code == "post.unknown"
    with pytest.raises(InputFault):
        choose_post(office.session("zhang"), office.posts["chen"])


def test_a_post_acts_between_its_days(office: SmallOffice) -> None:
    """The last day is still in; the day after the account is nobody's."""
    with office.writing() as writer:
        writer.set(office.posts["zhang"], {"to_day": TODAY}, actor=None)
    assert office.session("zhang").actor == office.posts["zhang"]
    office.renewed()
    office.go_to(1)
    with pytest.raises(Refused):
        office.session("zhang")


def test_titles_are_said_in_the_language_in_use(office: SmallOffice) -> None:
    """The mechanism names its roles in Chinese and English; an unknown key is shown as it is."""
    session = office.session("zhang")
    assert session.role_title("grid_worker") == "grid worker"
    set_language("zh_CN")
    try:
        assert session.role_title("grid_worker") == "网格员"
    finally:
        set_language("en")
    assert session.role_title("wizard") == "wizard"


@pytest.mark.parametrize(
    ("account", "unit"),
    [("zhang", COMMUNITY), ("he", "网格03"), ("chen", COMMUNITY), ("wang", COMMUNITY), ("zhou", SUBDISTRICT)],
)
def test_lists_reach_as_far_as_the_post(office: SmallOffice, account: str, unit: str) -> None:
    """A worker sees the community, a neighbour lead the grid, a street officer the street."""
    assert office.session(account).reach(acts.HOUSEHOLD_VIEW) == office.units[unit]


def test_nowhere_is_a_refusal_with_its_reason(office: SmallOffice) -> None:
    """What a post cannot do anywhere greys the action; asked all the same, it is refused by role."""
    session = office.session("he")
    assert session.may_anywhere(acts.HOUSEHOLD_EDIT).code == "permission.role"
    with pytest.raises(Refused) as fault:
        session.reach(acts.HOUSEHOLD_EDIT)
    assert fault.value.code == "permission.role"
    assert session.may_anywhere(acts.VISIT_LOG).allowed


def test_the_community_is_the_one_the_settings_name(office: SmallOffice) -> None:
    """A store that came to hold its neighbours keeps serving its own community."""
    with office.writing() as writer:
        writer.create(
            "unit",
            {
                "kind": UnitKind.COMMUNITY,
                "name": "甲社区",
                "code": "620103006001",
                "parent": office.units[SUBDISTRICT],
            },
            actor=None,
        )
    office.renewed()
    with office.store.transaction() as transaction:
        transaction.execute("UPDATE unit SET path = '/0/' WHERE name = '甲社区'")
    assert office.session("zhang").community.uid == office.units[COMMUNITY]


def test_a_unit_made_since_is_known_at_once(office: SmallOffice) -> None:
    """A secretary who adds a grid works on it in the same session, and so do the colleagues at work."""
    chen = office.session("chen")
    office.session("wang")
    grid = staffing.add_grid(chen, "网格05").uid
    assert chen.decide(acts.HOUSEHOLD_ADD, unit=grid).allowed
    assert office.session("wang").decide(acts.HOUSEHOLD_ADD, unit=grid).allowed


def test_what_lies_in_a_unit_nobody_knows_is_out_of_reach(office: SmallOffice) -> None:
    """Nothing is taken for the community by mistake."""
    assert office.session("chen").decide(acts.HOUSEHOLD_EDIT, unit=b"0" * 16).code == "permission.scope"


def test_parents_in_a_circle_hold_nothing_up(office: SmallOffice) -> None:
    """Two edits elsewhere may make two units each other's parent."""
    with office.writing() as writer:
        writer.set(office.units[SUBDISTRICT], {"parent": office.units[COMMUNITY]}, actor=None)
    office.renewed()
    assert office.session("zhang").decide(acts.HOUSEHOLD_VIEW).allowed


def test_an_empty_store_says_it_is_not_set_up(office: SmallOffice) -> None:
    """Before the wizard there is no office to open."""
    folder = office.folder.parent / "empty"
    Store.open(folder, create=True).close()
    with (
        pytest.raises(StoreFault) as fault,
        opened_session(folder, account="chen", clock=office.clock, settings=Settings()),
    ):
        pass
    assert fault.value.code == "office.not_set_up"
