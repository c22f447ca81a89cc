"""What is listed, found and shown: as far as the post sees, with numbers masked."""

import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.core.words import Channel, Outcome, TicketClass
from gridtui.office import browse, households
from gridtui.office.visits import quick_visit
from gridtui.scheme import acts
from gridtui.store.rows import HouseholdFilter
from gridtui.sync.operation import Value
from tests.office.ticket_steps import opened
from tests.tools.office_builder import TODAY, SmallOffice

GRID_03 = ["李文彬", "刘秀芬", "王建民", "马玉珍", "赵志强", "吴国华", "覃桂兰"]
GRID_04 = ["周海洋", "仇雪梅", "欧阳文", "冯建平", "郑秋菊"]


def heads(office: SmallOffice, account: str, wanted: HouseholdFilter | None = None) -> list[str]:
    """Return the heads an account's list holds, in walking order."""
    listed = browse.open_households(office.session(account), wanted=wanted)
    return [row.head_name for row in listed.rows(0, listed.count)]


@pytest.mark.parametrize(
    ("account", "seen"),
    [("zhang", GRID_03 + GRID_04), ("he", GRID_03), ("chen", GRID_03 + GRID_04), ("zhou", GRID_03 + GRID_04)],
)
def test_the_list_holds_what_the_post_may_see(office: SmallOffice, account: str, seen: list[str]) -> None:
    """In walking order, the paper household included; a vacant door is no household."""
    assert heads(office, account) == seen
    assert heads(office, account, HouseholdFilter(as_of_day=TODAY)) == seen


def test_a_filter_does_not_reach_beyond_the_post(office: SmallOffice) -> None:
    """A neighbour lead asks for the community or for the other grid in vain."""
    for unit in (office.session("he").community.uid, office.units["网格04"]):
        with pytest.raises(Refused) as fault:
            heads(office, "he", HouseholdFilter(as_of_day=TODAY, unit=unit))
        assert fault.value.code == "permission.scope"
    assert heads(office, "he", HouseholdFilter(as_of_day=TODAY, unit=office.units["网格03"])) == GRID_03
    assert heads(office, "he", HouseholdFilter(as_of_day=TODAY, grid=office.units["网格04"])) == []
    assert heads(office, "zhang", HouseholdFilter(as_of_day=TODAY, paper=True)) == ["吴国华"]


def test_a_list_stays_as_it_was_and_says_what_is_gone(office: SmallOffice) -> None:
    """Rows never move by themselves; a row that vanished shows as gone."""
    session = office.session("zhang")
    listed = browse.open_households(session)
    assert [(row.position, row.gone) for row in listed.rows(1, 2)] == [(2, False), (3, False)]
    with office.writing() as writer:
        writer.void(office.homes["刘秀芬"], actor=None)
    listed.refresh()
    assert [row.gone for row in listed.rows(0, 3)] == [False, True, False]
    assert listed.position_of(office.homes["王建民"]) == 2
    assert listed.position_of(b"0" * 16) is None


def test_a_row_shows_the_last_visit_and_open_tickets(office: SmallOffice) -> None:
    """One line of a list says what a clerk asks first."""
    opened(office, "zhang", "刘秀芬")
    listed = browse.open_households(office.session("zhang"))
    row = listed.rows(1, 1)[0]
    assert (row.head_name, row.members, row.open_tickets, row.last_visit_day) == ("刘秀芬", 2, 1, TODAY - 2)
    assert (row.address, row.grid_name, row.doubt, row.vacant) == ("晏五村5-2-501", "网格03", False, False)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lxf", ["刘秀芬"]),
        ("刘洋", ["刘秀芬"]),
        ("5-2-602", ["王建民"]),
        ("7481", ["刘秀芬"]),
        ("独居", ["刘秀芬", "覃桂兰", "欧阳文"]),
        ("晏六村 zhy", ["周海洋"]),
        ("", []),
        ("  ", []),
        ("无此人", []),
    ],
)
def test_find_takes_initials_names_addresses_numbers_and_tags(
    office: SmallOffice, typed: str, found: list[str]
) -> None:
    """In any mix, in walking order; a line without anything to look up finds nothing."""
    assert [row.head_name for row in browse.find(office.session("chen"), typed).rows] == found


def test_find_names_the_member_that_matched(office: SmallOffice) -> None:
    """Words match a household; the row shows whom they met."""
    row = browse.find(office.session("chen"), "刘洋").rows[0]
    assert (row.head_name, row.matched_name) == ("刘秀芬", "刘洋")


def test_find_stays_within_the_posts_reach(office: SmallOffice) -> None:
    """A neighbour lead finds nobody of the other grid, by no word."""
    assert browse.find(office.session("he"), "独居").total == 2
    for typed in ("欧阳文", "oyw", "晏六村", "1-2-301"):
        assert "欧阳文" not in {row.head_name for row in browse.find(office.session("he"), typed).rows}


def test_find_goes_page_by_page(office: SmallOffice) -> None:
    """The next page begins after the last row; the count is of all pages."""
    session = office.session("chen")
    first = browse.find(session, "晏五村", limit=4)
    rest = browse.find(session, "晏五村", limit=4, after=first.next_after)
    assert (first.total, first.many, rest.next_after) == (7, False, None)
    assert [row.head_name for row in (*first.rows, *rest.rows)] == GRID_03


def test_a_card_masks_every_number(office: SmallOffice) -> None:
    """Nobody reads a number by opening a card, not even the secretary."""
    for account in ("chen", "zhang", "he"):
        card = browse.household_card(office.session(account), office.homes["刘秀芬"])
        assert [member.phone for member in card.household.members] == ["100****7481", "100****3355"]
        assert {member.id_number[6:14] for member in card.household.members} == {"*" * 8}


def test_a_card_shows_what_is_known_of_a_household(office: SmallOffice) -> None:
    """Address, members, tags, who is paired, duties, open tickets, the last five visits."""
    with office.writing() as writer:
        writer.create(
            "pairing",
            {"post": office.posts["zhou"], "household": office.homes["刘秀芬"], "from_day": TODAY},
            root=office.homes["刘秀芬"],
            actor=None,
        )
    ticket = opened(office, "zhang", "刘秀芬", ticket_class=TicketClass.ROUTINE)
    for _ in range(6):
        quick_visit(office.session("zhang"), office.homes["刘秀芬"])
    card = browse.household_card(office.session("zhang"), office.homes["刘秀芬"])
    assert (card.address, card.short_address) == ("晏五村5号楼2单元501", "晏五村5-2-501")
    assert [row.uid for row in card.tickets] == [ticket]
    assert card.paired == ("周明 subdistrict officer",)
    assert len(card.visits) == 5
    assert {duty.rule_key for duty in card.duties} == {
        "elder_alone_monthly", "online_greeting_3_days", "home_visit_7_days",
    }  # fmt: skip
    assert card.may == {
        acts.HOUSEHOLD_EDIT, acts.RESIDENT_EDIT, acts.RESIDENT_REVEAL, acts.VISIT_LOG, acts.TICKET_OPEN,
        acts.PLAN_EDIT, acts.DUTY_PAUSE, acts.PAIRING_EDIT,
    }  # fmt: skip


def test_a_card_of_another_grid_says_what_may_be_done(office: SmallOffice) -> None:
    """A worker sees the community and works on the own grid."""
    card = browse.household_card(office.session("li"), office.homes["刘秀芬"])
    assert card.may == frozenset()


def test_who_is_paired_sees_and_visits_and_no_more(office: SmallOffice) -> None:
    """A pairing opens one household's card, visits and pauses to a post of another grid (包抓)."""
    session, home = office.session("he"), office.homes["欧阳文"]
    with pytest.raises(Refused):
        browse.household_card(session, home)
    with office.writing() as writer:
        values: dict[str, Value] = {"post": office.posts["he"], "household": home, "from_day": TODAY}
        writer.create("pairing", values, root=home, actor=None)
    assert browse.household_card(session, home).may == {acts.VISIT_LOG, acts.DUTY_PAUSE}
    assert quick_visit(session, home)
    assert browse.visits(session, household=home).rows
    with pytest.raises(Refused):
        opened(office, "he", "欧阳文")


def test_a_number_is_revealed_to_whoever_may(office: SmallOffice) -> None:
    """One at a time, on one's own ground, and only what is masked."""
    uid = office.people["刘秀芬"]
    assert browse.reveal(office.session("zhang"), uid, "phone") == "10008847481"
    assert browse.reveal(office.session("zhang"), uid, "id_number").startswith("62990119480302")
    for account, code in (("he", "permission.role"), ("li", "permission.scope"), ("zhou", "permission.role")):
        with pytest.raises(Refused) as fault:
            browse.reveal(office.session(account), uid, "phone")
        assert fault.value.code == code
    with pytest.raises(InputFault) as field:
        browse.reveal(office.session("zhang"), uid, "note")
    assert field.value.code == "reveal.field"
    with pytest.raises(InputFault) as unknown:
        browse.reveal(office.session("zhang"), b"0" * 16, "phone")
    assert unknown.value.code == "resident.unknown"


def test_unmasked_numbers_are_given_to_who_edits(office: SmallOffice) -> None:
    """To be changed they must be seen; who may not edit does not get them."""
    uid = office.people["刘秀芬"]
    assert browse.resident(office.session("zhang"), uid).phone == "10008847481"
    for account in ("he", "li", "zhou"):
        with pytest.raises(Refused):
            browse.resident(office.session(account), uid)


def test_visits_are_listed_newest_first_within_days_and_reach(office: SmallOffice) -> None:
    """Pages of the community, of a grid for a neighbour lead, of one household."""
    everything = browse.visits(office.session("chen"), limit=50)
    days = [row.day for row in everything.rows]
    assert days == sorted(days, reverse=True)
    assert len(days) == 10
    assert {row.head_name for row in browse.visits(office.session("he"), limit=50).rows} == {
        "刘秀芬", "王建民", "马玉珍", "赵志强", "覃桂兰",
    }  # fmt: skip
    week = browse.visits(office.session("chen"), since=TODAY - 7, until=TODAY - 2, limit=50)
    assert [row.day for row in week.rows] == [TODAY - 2, TODAY - 3, TODAY - 5]


def test_pages_of_one_household_skip_nothing(office: SmallOffice) -> None:
    """Days outside the stretch asked for neither end a page nor leave a hole in the next."""
    session, home = office.session("zhang"), office.homes["赵志强"]
    for _ in range(5):
        quick_visit(session, home, Outcome.NO_ANSWER)
    page = browse.visits(session, household=home, until=TODAY - 1, limit=1)
    assert [row.day for row in page.rows] == [TODAY - 5]
    assert page.next is not None
    rest = browse.visits(session, household=home, until=TODAY - 1, limit=1, before=page.next)
    assert [row.day for row in rest.rows] == [TODAY - 24]
    assert rest.next is None
    assert browse.visits(session, household=home, since=TODAY, limit=10).next is None


def test_a_row_of_a_visit_says_who_and_how(office: SmallOffice) -> None:
    """Visitors, address, channel, outcome; mine is what I entered."""
    row = browse.visits(office.session("he"), household=office.homes["刘秀芬"]).rows[0]
    assert (row.visitor_names, row.address, row.channel) == (("何春敏",), "晏五村5-2-501", Channel.ONLINE_GREETING)
    assert row.mine
    assert not browse.visits(office.session("zhang"), household=office.homes["刘秀芬"]).rows[0].mine


def test_a_visit_is_read_by_who_may_see_the_household(office: SmallOffice) -> None:
    """A diary is not read from another grid by a neighbour lead."""
    saved = quick_visit(office.session("li"), office.homes["周海洋"])
    assert browse.visit(office.session("zhang"), saved.uid)
    with pytest.raises(Refused):
        browse.visit(office.session("he"), saved.uid)
    with pytest.raises(InputFault) as fault:
        browse.visit(office.session("chen"), b"0" * 16)
    assert fault.value.code == "visit.unknown"


def test_forms_offer_what_the_mechanism_lists(office: SmallOffice) -> None:
    """Points, categories and results by number or key with their titles; colleagues with myself first."""
    session = office.session("li")
    assert browse.prompts(session)[0] == (1, "一切正常")
    assert ("environment", "环境卫生") in browse.categories(session)
    assert (1, "已解决") in browse.results(session)
    names = [post.staff_name for post in browse.colleagues(session)]
    assert names[0] == "李梅"
    assert len(names) == 8


def test_the_sync_screen_counts_what_waits(office: SmallOffice) -> None:
    """By lane; nobody enrolled it, nothing was sent."""
    before = browse.sync_view(office.session("zhang"))
    quick_visit(office.session("zhang"), office.homes["王建民"])
    after = browse.sync_view(office.session("zhang"))
    assert not after.enrolled
    assert sum(after.pending_by_lane.values()) == sum(before.pending_by_lane.values()) + 1
    assert (after.held, after.conflicts, after.last_ms) == (0, 0, None)


def test_a_changed_household_is_shown_changed_everywhere(office: SmallOffice) -> None:
    """List, find and card read the same rows."""
    session = office.session("zhang")
    households.set_resident(session, office.people["王建民"], {"name": "王建国"})
    assert "王建国" in heads(office, "zhang")
    assert [row.head_name for row in browse.find(session, "wjg").rows] == ["王建国"]
    assert browse.find(session, "wjm").rows == ()
