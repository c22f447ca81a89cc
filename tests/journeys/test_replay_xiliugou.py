"""西柳沟街道, 3+4大走访 (report of 2017), played in February and March 2026.

The street is kept with its five communities and two villages (S0-1). February has the four standing duties to needy
households (S0-9 to S0-12), March the sweep of thirty days in which no household is missed (S0-7, S0-8).
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from gridtui.core.words import Channel, Outcome, TicketSource, UnitKind
from gridtui.office.campaign_pages import campaign_board, campaigns, missed_doors, templates_for
from gridtui.office.campaigns import AssignForm, assign_by_tags, assign_door, new_campaign_form, start_campaign
from gridtui.office.due_board import due_board, due_rows
from gridtui.office.duty_views import DueLine, QuotaRow
from gridtui.office.pairings import pair
from gridtui.office.quotas import quotas
from gridtui.office.ticket_forms import new_ticket_form
from gridtui.office.tickets import open_ticket
from gridtui.office.today import today
from gridtui.office.visit_pages import visit
from tests.journeys.replay_office import Home, Place, Post, ReplayOffice, Yard, ordinal, replay_office

STREET = "西柳沟街道"
FIRST = "上坎社区"
COMMUNITIES = (FIRST, "西柳沟社区", "化工街社区", "月牙桥社区", "古浪路社区", "张家大坪村", "柴家台村")
NEEDY = ("dibao", "dibao_margin", "tekun", "temporary_hardship")
XILIUGOU = Place(
    "620104007001",
    "xiliugou",
    others=tuple(f"620104007{number}" for number in ("002", "003", "004", "005", "201", "202")),
)
STAFF = (
    Post("secretary", "陈洁", "community_secretary", FIRST),
    Post("director", "董海", "community_director", FIRST),
    Post("north", "楼玉梅", "courtyard_lead", "上坎一院"),
    Post("south", "楼小燕", "courtyard_lead", "上坎二院"),
    Post("officer", "周明", "street_officer", STREET),
    Post("officer2", "周兰", "street_officer", STREET),
    *(Post(f"leader{place}", f"梁领导{place}", "contact_leader", name) for place, name in enumerate(COMMUNITIES)),
    *(Post(f"partner{place}", f"龚建{place}", "partner_unit", name) for place, name in enumerate(COMMUNITIES)),
)
YARDS = (
    Yard(FIRST, "", "上坎一院", 20, {"dibao": 4, "tekun": 1, "temporary_hardship": 1}, paper=1, vacant=1),
    Yard(FIRST, "", "上坎二院", 20, {"dibao": 2, "dibao_margin": 1}, paper=1, vacant=1),
    *(Yard(name, "", f"{name[:2]}院", 24, {"dibao": 3}, paper=1, vacant=1) for name in COMMUNITIES[1:]),
)
DOORS = 2 * 18 + 6 * 22
"""Doors somebody lives behind: without the vacant ones and those of paper households."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[ReplayOffice]:
    """Give the street as it stands on New Year's Day."""
    with replay_office(tmp_path / "office", XILIUGOU, STAFF, YARDS) as office:
        yield office


def test_the_street_has_five_communities_and_two_villages(office: ReplayOffice) -> None:
    """S0-1: communities and villages stand side by side under the street, under their own names."""
    session = office.session("secretary")
    below = [unit for unit in session.units.values() if unit.parent == office.units[STREET]]
    assert {unit.name for unit in below} == set(COMMUNITIES)
    assert sorted(unit.kind for unit in below) == [UnitKind.COMMUNITY] * 5 + [UnitKind.VILLAGE] * 2


# ---------------------------------------------------------------- S0-9: each leader five needy households a month


def _five(office: ReplayOffice, account: str) -> QuotaRow:
    rows = [row for row in quotas(office.session(account)) if row.rule_key == "leader_five_needy"]
    assert len(rows) == 1
    return rows[0]


def test_a_leader_who_visited_four_is_short_by_one_and_the_fifth_closes_it(office: ReplayOffice) -> None:
    """S0-9: five different needy households of the contact community a month; the same one twice is one."""
    needy = office.living(*NEEDY, community=FIRST)
    others = [home for home in office.living(community=FIRST) if not home.tags]
    to_visit = {ordinal((2, day)): home for day, home in zip((3, 5, 10, 12), needy, strict=False)}
    again = {ordinal((2, 19)): needy[0], ordinal((2, 20)): others[0]}
    missed_at = {ordinal((2, 24)): needy[4]}
    standing: dict[int, tuple[int, int]] = {}
    for day in office.days((2, 1), (2, 28)):
        for home in (found for found in (to_visit.get(day), again.get(day)) if found):
            office.visit("leader0", home)
        if day in missed_at:
            office.visit("leader0", missed_at[day], Outcome.NO_ANSWER)
        if day == ordinal((2, 27)):
            row = _five(office, "leader0")
            assert (row.done, row.wanted, row.missing, row.state) == (4, 5, 1, "due")
            office.visit("leader0", needy[4])
        row = _five(office, "leader0")
        standing[day] = row.done, row.missing
    assert standing[ordinal((2, 12))] == (4, 1)
    assert standing[ordinal((2, 26))] == (4, 1)
    assert standing[ordinal((2, 27))] == (5, 0)
    assert _five(office, "leader0").state == "done"
    assert _five(office, "leader1").done == 0
    office.go_to((3, 1))
    assert [(row.done, row.missed_previous) for row in (_five(office, "leader0"), _five(office, "leader1"))] == [
        (0, False),
        (0, True),
    ]


def test_last_month_is_asked_as_it_stood(office: ReplayOffice) -> None:
    """A day of February asked in March gives what February gave; a visit entered late counts on its own day."""
    needy = office.living(*NEEDY, community=FIRST)
    office.go_to((2, 27))
    for home in needy[:4]:
        office.visit("leader0", home)
    office.go_to((3, 3))
    assert _five(office, "leader0").missed_previous
    office.visit("leader0", needy[4], day=ordinal((2, 28)))
    rows = quotas(office.session("leader0"), ordinal((2, 27)))
    assert [(row.done, row.missing) for row in rows] == [(4, 1)]
    rows = quotas(office.session("leader0"), ordinal((2, 28)))
    assert [(row.done, row.state) for row in rows] == [(5, "done")]
    assert not _five(office, "leader0").missed_previous


# ---------------------------------------------------------------- S0-10 to S0-12


def _line(office: ReplayOffice, asker: str, account: str) -> DueLine:
    """Return the line of a post on the due board as somebody over it sees it."""
    key = office.posts[account].hex()
    return next(line for line in due_board(office.session(asker), "post").lines if line.key == key)


def _state(office: ReplayOffice, asker: str, account: str, home: Home, rule: str) -> str:
    """Return how a post stands with a household under a rule; '' where nothing is asked."""
    rows = due_rows(office.session(asker), "post", office.posts[account].hex(), with_done=True)
    found = {row.state for row in rows if row.household == home.uid and row.rule_key == rule}
    assert len(found) <= 1
    return next(iter(found), "")


@pytest.mark.parametrize("visitor", ["secretary", "director"])
def test_a_visit_by_the_secretary_or_the_director_satisfies(office: ReplayOffice, visitor: str) -> None:
    """S0-10: one of the two visits every needy household of the community once a month, and closes it for both."""
    rule = "secretary_or_director_monthly"
    needy = office.living(*NEEDY, community=FIRST)
    office.go_to((2, 11))
    office.visit(visitor, needy[0])
    for account in ("secretary", "director"):
        assert _state(office, "secretary", account, needy[0], rule) == "done"
        assert _state(office, "secretary", account, needy[1], rule) == "due"
    office.go_to((3, 1))
    for account in ("secretary", "director"):
        assert _state(office, "secretary", account, needy[0], rule) == "due"


def test_the_courtyard_lead_goes_every_week(office: ReplayOffice) -> None:
    """S0-11: every needy household of the courtyard once a calendar week; of another courtyard nothing is asked."""
    own = office.living(*NEEDY, yard="上坎一院")
    for day in office.days((2, 2), (2, 15)):
        week_day = day - ordinal((2, 2))
        if week_day < 7 and week_day < len(own):
            office.visit("north", own[week_day])
    office.go_to((2, 8))
    assert _line(office, "secretary", "north").done == len(own)
    office.go_to((2, 10))
    duties = today(office.session("north")).duties
    assert {row.household for row in duties if row.state == "due"} == {home.uid for home in own}
    assert not any(row.missed_previous for row in duties)
    office.go_to((2, 16))
    assert all(row.missed_previous for row in today(office.session("north")).duties)
    south = {home.uid for home in office.living(*NEEDY, yard="上坎二院")}
    assert {row.household for row in today(office.session("south")).duties} == south


def test_an_officer_has_one_fixed_household_a_month(office: ReplayOffice) -> None:
    """S0-12: the subdistrict officer is asked for the household of the pairing, and for no other."""
    needy = office.living(*NEEDY, community=FIRST)
    office.go_to((2, 1))
    for account, home in (("officer", needy[0]), ("officer2", needy[1])):
        pair(office.session("secretary"), home.uid, office.posts[account])
    office.go_to((2, 2))
    for day in office.days((2, 2), (3, 2)):
        if day == ordinal((2, 18)):
            office.visit("officer", needy[0])
            assert _state(office, "officer", "officer", needy[0], "officer_fixed_household") == "done"
            assert _state(office, "officer", "officer2", needy[1], "officer_fixed_household") == "due"
    assert [(row.household, row.missed_previous) for row in today(office.session("officer")).duties] == [
        (needy[0].uid, False)
    ]
    assert [(row.household, row.missed_previous) for row in today(office.session("officer2")).duties] == [
        (needy[1].uid, True)
    ]


def test_a_visit_counts_for_those_who_owe_it(office: ReplayOffice) -> None:
    """S0-10 to S0-12: whoever else comes, the secretary, the lead and the officer of the pairing still owe theirs."""
    home = office.living(*NEEDY, yard="上坎一院")[0]
    office.go_to((2, 10))
    pair(office.session("secretary"), home.uid, office.posts["officer"])
    owed = {
        "secretary": "secretary_or_director_monthly",
        "north": "courtyard_weekly",
        "officer": "officer_fixed_household",
    }

    def done() -> set[str]:
        states = {account: _state(office, "officer", account, home, rule) for account, rule in owed.items()}
        assert set(states.values()) <= {"due", "done"}
        return {account for account, state in states.items() if state == "done"}

    expected: set[str] = set()
    for visitor, closes in (
        ("leader0", ""),
        ("partner0", ""),
        ("officer2", ""),
        ("north", "north"),
        ("director", "secretary"),
    ):
        office.visit(visitor, home)
        expected |= {closes} - {""}
        assert done() == expected, visitor
    office.visit("officer", home)
    assert done() == set(owed)


# ---------------------------------------------------------------- S0-7, S0-8: thirty days, no household missed


def _sweep(office: ReplayOffice) -> tuple[bytes, dict[bytes, str]]:
    """Start the sweep on March 2 and give every household its category; return it and who visits whom."""
    office.go_to((3, 2))
    officer = office.session("officer")
    form = new_campaign_form(officer, "no_household_missed")
    assert form.to_day == ordinal((3, 31))
    campaign = start_campaign(officer, form).uid
    visitors: dict[bytes, str] = {}
    for place, name in enumerate(COMMUNITIES):
        plain = [home for home in office.living(community=name) if not home.tags]
        assign_door(officer, campaign, plain[0].uid, "key_household")
        assign_door(officer, campaign, plain[1].uid, "well_off_household")
        visitors[plain[0].uid] = f"leader{place}"
        visitors |= {home.uid: f"partner{place}" for home in office.living(*NEEDY, community=name)}
    assign_by_tags(officer, campaign, AssignForm("poor_household", any_tags=NEEDY))
    assign_by_tags(officer, campaign, AssignForm("ordinary_household"))
    return campaign, visitors


def test_the_sweep_reaches_all_doors_and_names_the_one_missed(office: ReplayOffice) -> None:
    """S0-7: on the thirtieth day one door is left, it is named, and visiting it makes 100 percent."""
    campaign, visitors = _sweep(office)
    homes = office.living()
    assert len(homes) == DOORS
    *rest, last = homes
    rest.remove(missed := rest[77])
    a_day = -(-len(rest) // 29)
    knocked: list[int] = []
    for place, day in enumerate(office.days((3, 2), (3, 30))):
        for home in rest[place * a_day : (place + 1) * a_day]:
            outcome = Outcome.NO_ANSWER if home is rest[0] else Outcome.MET
            office.visit(visitors.get(home.uid, "officer"), home, outcome)
        assert day <= ordinal((3, 30))
        knocked.append(campaign_board(office.session("officer"), campaign).knocked)
    assert knocked == [min(len(rest), (place + 1) * a_day) for place in range(29)]
    office.go_to((3, 31))
    officer = office.session("officer")
    office.visit("officer", last, channel=Channel.PHONE)
    left = missed_doors(officer, campaign)
    assert {door.household for door in left} == {missed.uid, last.uid}
    office.visit("officer", last)
    board = campaign_board(officer, campaign)
    assert (board.doors, board.knocked, board.target_percent) == (DOORS, DOORS - 1, 100)
    (only,) = missed_doors(officer, campaign)
    assert (only.household, only.category) == (missed.uid, "普通户")
    (short,) = [building for building in board.buildings if building.knocked < building.doors]
    assert missed_doors(officer, campaign, building=short) == (only,)
    office.visit("officer", missed)
    board = campaign_board(officer, campaign)
    assert (board.knocked, board.met) == (DOORS, DOORS - 1)
    assert missed_doors(officer, campaign) == ()
    assert [door.household for door in missed_doors(officer, campaign, lacks="met")] == [rest[0].uid]
    (row,) = campaigns(officer)
    assert (row.state, row.knocked * 100 // row.doors) == ("running", 100)
    office.go_to((4, 1))
    assert campaigns(office.session("officer"))[0].state == "ended"


def test_a_visitor_of_another_role_is_warned_of(office: ReplayOffice) -> None:
    """S0-8: leaders go to key households, partner units to poor ones, officers to ordinary ones; others are told."""
    _sweep(office)
    office.go_to((3, 9))
    poor = office.living(*NEEDY, community=FIRST)[0]
    plain = [home for home in office.living(community=FIRST) if not home.tags]
    key, well_off, ordinary = plain[:3]
    saved = office.visit("officer", poor)
    assert saved.message == "visit.logged_by_other"
    title = office.session("officer").role_title
    assert (saved.parameters["category"], saved.parameters["wanted"]) == ("困难户", title("partner_unit"))
    assert office.visit("officer", key).parameters["wanted"] == title("contact_leader")
    for account, home in (("partner0", poor), ("leader0", key), ("officer", ordinary), ("partner0", well_off)):
        assert office.visit(account, home).message == "visit.logged"
    assert campaigns(office.session("officer"))[0].met == 4


# ---------------------------------------------------------------- S0-13 to S0-15: what a visit asks, and when it is


def test_what_a_visit_asks_follows_the_household(office: ReplayOffice) -> None:
    """S0-14: a petition asks for its cause, the needy for their basics, the well-off of the sweep for know-how."""
    _sweep(office)
    secretary = office.session("secretary")
    needy = office.living(*NEEDY, community=FIRST)[0]
    petition, well_off, ordinary = [home for home in office.living(community=FIRST) if not home.tags][:3]
    form = new_ticket_form(secretary, household=petition.uid)
    stated = {"title": "楼道灯不亮", "category": "facility", "source": TicketSource.PETITION}
    open_ticket(secretary, msgspec.structs.replace(form, **stated))
    asked = [
        {template.key for template in templates_for(secretary, home.uid)}
        for home in (petition, needy, well_off, ordinary)
    ]
    always = "diary_and_contact"
    assert asked == [{always, "petition_cause"}, {always, "needy_basics"}, {always, "well_off_know_how"}, {always}]


def test_an_evening_visit_on_a_sunday_counts(office: ReplayOffice) -> None:
    """S0-15, S0-13: no hour is refused; what was said stays word for word, beside its summary and the card left."""
    home = office.living(*NEEDY, community=FIRST)[0]
    sunday = office.go_to((2, 8), 21 * 60 + 5)
    words = "“楼道灯坏了半个月，晚上不敢下楼。”"
    saved = office.visit("leader0", home, diary=words, summary="楼道灯", card_left=True)
    kept = visit(office.session("leader0"), saved.uid)
    assert (kept.day, kept.start_minute) == (sunday, 21 * 60 + 5)
    assert (kept.diary, kept.summary, kept.card_left) == (words, "楼道灯", True)
    assert _five(office, "leader0").done == 1
