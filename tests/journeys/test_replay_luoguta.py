"""锣鼓塔街道, 三长制 (report without a year), played in March 2026.

Neighbour leads greet every three days and go to the door every seven (S3-5); whether a visit is also a greeting is
the office's to say, and both answers are played. Leads are chosen, published and given households really lived in
(S3-1 to S3-4, S3-8); the four hats tell topics and look for hazards (S3-9, S3-10).
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from gridtui.core.words import Channel, Outcome, PairingKind, UnitKind
from gridtui.office.activities import new_activity_form, record_activity
from gridtui.office.activity_pages import activity
from gridtui.office.campaign_pages import campaign_board, topics
from gridtui.office.campaigns import new_campaign_form, start_campaign
from gridtui.office.cards import household_card
from gridtui.office.due_board import due_rows
from gridtui.office.duties import why
from gridtui.office.households import set_household
from gridtui.office.pairings import pair, pair_candidates
from gridtui.office.plans import PauseForm, end_pause, pause_duty
from gridtui.office.post_forms import form_of, new_post_form
from gridtui.office.post_loads import Load, loads, staffed
from gridtui.office.post_pages import public_list
from gridtui.office.rebalance import apply_rebalance, rebalance_view
from gridtui.office.staffing import change_post, fill_post
from gridtui.office.tags import add_tag, end_tag
from gridtui.office.today import today
from gridtui.office.undo import undo
from gridtui.office.views import DutyRow
from gridtui.store import read_posts
from tests.journeys.replay_office import Home, Place, Post, ReplayOffice, Yard, ordinal, replay_office

REPORT = "张家界市永定区锣鼓塔街道公开报道，年份不详"
FIRST = "锣鼓塔社区"
OTHERS = ("430811002002", "430811002003")
GREETING, VISIT = "online_greeting_3_days", "home_visit_7_days"
UNDER_A_GROUP = """
[[level]]
key = "grid"
under = ["community", "village", "group"]
assumed = ["under"]
"""
COUNTS_AS_GREETING = """
[[rule]]
key = "online_greeting_3_days"
substitutes = ["home_visit"]
assumed = ["substitutes"]
"""
A_DAY_OF_GRACE = """
[[rule]]
key = "home_visit_7_days"
grace_days = 1
assumed = ["grace_days"]
"""
SPAN = """
[[span]]
role = "neighbor_lead"
office_sets = false
least = 7
most = 10
assumed = ["least", "most"]
"""
ABOVE = ((UnitKind.AREA, "一片"), (UnitKind.GROUP, "一组"))
STAFF = (
    Post("secretary", "覃秀珍", "community_secretary", FIRST),
    Post("area", "向永福", "area_lead", "一片"),
    Post("group", "田志强", "group_lead", "一组"),
    Post("he", "何春敏", "neighbor_lead", "一邻"),
    Post("a", "甲小兰", "neighbor_lead", "二邻"),
    Post("b", "乙小兰", "neighbor_lead", "二邻"),
    Post("c", "丙小兰", "neighbor_lead", "二邻"),
)
YARDS = (
    Yard(FIRST, "一邻", "老街一号院", 20, {"left_behind_child": 1, "disability": 1}, paper=2, vacant=1, above=ABOVE),
    Yard(FIRST, "二邻", "老街二号院", 30, {}, paper=4, vacant=2, above=ABOVE),
)
LIVED_IN = 24
"""Of the thirty doors of 二邻: four are paper households, behind two nobody lives."""

Opened = Callable[..., ReplayOffice]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Give the street's office under an own file, with one grid of one lead and one of three."""
    with ExitStack() as stack:

        def make(*own: str, staff: tuple[Post, ...] = STAFF, yards: tuple[Yard, ...] = YARDS) -> ReplayOffice:
            place = Place("430811002001", "luoguta", "".join((UNDER_A_GROUP, *own)), OTHERS)
            return stack.enter_context(replay_office(tmp_path / "office", place, staff, yards))

        yield make


def _duties(office: ReplayOffice, home: Home, account: str = "he") -> dict[str, DutyRow]:
    """Return what a lead's day shows of a household, by rule."""
    view = today(office.session(account))
    return {row.rule_key: row for row in (*view.duties, *view.paused) if row.household == home.uid}


def _due_days(office: ReplayOffice, home: Home) -> tuple[int | None, int | None]:
    """Return when greeting and visit fall due next, as the card says."""
    card = household_card(office.session("he"), home.uid)
    due = {row.rule_key: row.due_day for row in card.duties}
    return due.get(GREETING), due.get(VISIT)


def _alone(office: ReplayOffice) -> Home:
    """Return a household that is known from March 2 on as an elder who lives alone."""
    home = [home for home in office.living(grid="一邻") if not home.tags][3]
    office.go_to((3, 2))
    add_tag(office.session("secretary"), home.head, home.uid, "elder_alone")
    return home


# ---------------------------------------------------------------- S3-5: three days and seven days


@pytest.mark.parametrize(
    ("own", "greeting_due"),
    [((), (3, 8)), ((COUNTS_AS_GREETING,), (3, 10))],
    ids=["a visit is no greeting", "a visit is a greeting"],
)
def test_a_visit_on_the_fifth_day_resets_what_the_office_says(
    opened: Opened, own: tuple[str, ...], greeting_due: tuple[int, int]
) -> None:
    """S3-5: a greeting on day 3 and a visit on day 5; the seven days begin anew, the three only where it counts."""
    office = opened(*own)
    home = _alone(office)
    begun = {}
    for day in office.days((3, 2), (3, 7)):
        begun[day] = _due_days(office, home)
        if day == ordinal((3, 5)):
            assert _duties(office, home)[GREETING].state == "due"
            office.visit("he", home, channel=Channel.ONLINE_GREETING)
        if day == ordinal((3, 7)):
            office.visit("he", home)
    assert begun[ordinal((3, 2))] == (ordinal((3, 5)), ordinal((3, 9)))
    assert begun[ordinal((3, 7))] == (ordinal((3, 8)), ordinal((3, 9)))
    assert _due_days(office, home) == (ordinal(greeting_due), ordinal((3, 14)))
    office.go_to((3, 9))
    late = {key for key, row in _duties(office, home).items() if row.state == "overdue"}
    assert late == ({GREETING} if greeting_due == (3, 8) else set())


def test_a_greeting_is_never_a_visit(opened: Opened) -> None:
    """S3-5: greeted every three days for two weeks, the elder is still not visited; nobody at home is no visit."""
    office = opened(COUNTS_AS_GREETING)
    home = _alone(office)
    for day in office.days((3, 2), (3, 16)):
        if (day - ordinal((3, 2))) % 3 == 0:
            office.visit("he", home, channel=Channel.ONLINE_GREETING)
        if day == ordinal((3, 8)):
            office.visit("he", home, Outcome.NO_ANSWER)
        assert GREETING not in {key for key, row in _duties(office, home).items() if row.state == "overdue"}
    shown = _duties(office, home)[VISIT]
    assert (shown.state, shown.due_day, shown.days_left) == ("overdue", ordinal((3, 9)), -7)


@pytest.mark.parametrize(
    ("own", "first_late"), [((), (3, 10)), ((A_DAY_OF_GRACE,), (3, 11))], ids=["none", "one day"]
)
def test_a_visit_is_overdue_once_its_grace_has_passed(
    opened: Opened, own: tuple[str, ...], first_late: tuple[int, int]
) -> None:
    """The group lead finds what is overdue on the due board, and the reason names who is over it."""
    office = opened(*own)
    home = _alone(office)
    states = {day: _duties(office, home)[VISIT].state for day in office.days((3, 9), (3, 12))}
    late = ordinal(first_late)
    assert states == {day: "overdue" if day >= late else "due" for day in range(ordinal((3, 9)), ordinal((3, 13)))}
    reason = why(office.session("he"), home.uid, VISIT)
    assert (reason.source, reason.period, reason.days) == (f"{REPORT} S3-5", "rolling", 7)
    assert reason.escalates_to.endswith("田志强")
    (line,) = [line for line in today(office.session("group")).lines if line.title == "何春敏"]
    rows = due_rows(office.session("group"), "post", line.key)
    assert line.overdue == sum(row.state == "overdue" for row in rows)
    assert (home.uid, VISIT, "overdue") in {(row.household, row.rule_key, row.state) for row in rows}
    office.visit("he", home)
    assert _due_days(office, home)[1] == ordinal((3, 19))


def test_in_hospital_nothing_is_asked_and_then_anew(opened: Opened) -> None:
    """A pause with its reason: nothing is due in it, and what fell due in it is due N days after its end."""
    office = opened()
    home = _alone(office)
    office.go_to((3, 4))
    office.visit("he", home, channel=Channel.ONLINE_GREETING)
    office.go_to((3, 6))
    form = PauseForm(home.uid, ordinal((3, 6)), reason=1, to_day=ordinal((3, 15)), note="区医院")
    pause_duty(office.session("he"), form)
    for day in office.days((3, 6), (3, 15)):
        assert {row.state for row in _duties(office, home).values()} == {"paused"}, day
        assert home.uid not in {row.household for row in today(office.session("he")).duties}
    office.go_to((3, 16))
    assert _due_days(office, home) == (ordinal((3, 18)), ordinal((3, 22)))
    assert not any(row.state == "overdue" for row in _duties(office, home).values())
    office.go_to((3, 19))
    assert _duties(office, home)[GREETING].state == "overdue"


def test_home_earlier_than_thought(opened: Opened) -> None:
    """A pause without an end lasts until it is ended; that day the rule asks again, from that day on."""
    office = opened()
    home = _alone(office)
    pause = pause_duty(office.session("he"), PauseForm(home.uid, ordinal((3, 2)), reason=3)).uid
    office.go_to((3, 20))
    assert _due_days(office, home) == (None, None)
    end_pause(office.session("he"), pause)
    assert _due_days(office, home) == (ordinal((3, 22)), ordinal((3, 26)))


def test_with_the_tag_the_duty_ends(opened: Opened) -> None:
    """Who no longer lives alone is asked about no more; yesterday's board still says what it said."""
    office = opened()
    home = _alone(office)
    office.go_to((3, 20))
    before = today(office.session("he"))
    assert {row.rule_key for row in before.duties if row.household == home.uid} == {GREETING, VISIT}
    (tag,) = household_card(office.session("secretary"), home.uid).tags
    end_tag(office.session("secretary"), home.uid, tag.uid)
    assert _duties(office, home) == {}
    assert today(office.session("he")).overdue_count == before.overdue_count - 2
    kept = today(office.session("he"), ordinal((3, 19)))
    assert {row.rule_key for row in kept.duties if row.household == home.uid} == {GREETING, VISIT}


def test_children_left_behind_and_the_disabled_are_asked_too(opened: Opened) -> None:
    """S3-5 names three groups; nobody else, no paper household and no empty door is asked about."""
    office = opened()
    home = _alone(office)
    office.go_to((3, 12))
    asked = {(row.household, row.rule_key) for row in today(office.session("he")).duties}
    homes = [home, *office.living("left_behind_child", grid="一邻"), *office.living("disability", grid="一邻")]
    assert len(homes) == 3
    assert asked == {(each.uid, rule) for each in homes for rule in (GREETING, VISIT)}


# ---------------------------------------------------------------- S3-1, S3-2, S3-8: who the leads are


def test_a_hundred_and_twenty_four_leads_of_three_levels(opened: Opened) -> None:
    """S3-1: areas, groups and neighbours in one tree; every lead is over what lies below, and nothing else."""
    areas = [(f"{place}片", name) for place, name in enumerate((FIRST, "袁家界社区", "张家界社区", FIRST), 1)]
    staff, yards = [STAFF[0]], []
    for area, community in areas:
        staff.append(Post(f"{area}长", f"片长{area}", "area_lead", area))
        for group in (f"{area}{place}组" for place in range(1, 6)):
            staff.append(Post(f"{group}长", f"组长{group}", "group_lead", group))
            for grid in (f"{group}{place}邻" for place in range(1, 6)):
                staff.append(Post(f"{grid}长", f"邻长{grid}", "neighbor_lead", grid))
                above = ((UnitKind.AREA, area), (UnitKind.GROUP, group))
                tags = {"elder_alone": 1} if grid.endswith("1邻") else {}
                yards.append(Yard(community, grid, f"{grid}院", 3, tags, above=above))
    office = opened(staff=tuple(staff), yards=tuple(yards))
    assert len(staff) - 1 == 124
    office.go_to((3, 2))
    lines = {account: today(office.session(account)).lines for account in ("1片长", "1片1组长", "2片5组长")}
    overdue = {account: sum(line.overdue for line in found) for account, found in lines.items()}
    assert overdue == {"1片长": 10, "1片1组长": 2, "2片5组长": 2}
    assert len(today(office.session("2片5组1邻长")).duties) == 2
    assert today(office.session("2片5组2邻长")).duties == ()


def test_a_lead_is_chosen_checked_and_certified(opened: Opened) -> None:
    """S3-2, S3-8: how a lead was chosen, from which pool, what was checked, the certificate and until when."""
    office = opened()
    office.go_to((3, 2))
    secretary = office.session("secretary")
    form = msgspec.structs.replace(
        new_post_form(secretary, "neighbor_lead", office.units["一邻"]),
        name="彭永福",
        account="peng",
        chosen_how=2,
        pool=4,
        checked=True,
        certificate="锣邻-2026-031",
        certificate_day=ordinal((12, 31)),
        recommended_by=FIRST,
    )
    fill_post(secretary, form)
    office.renewed()
    (post,) = office.session("peng").posts
    assert (post.role, post.unit_name, post.checked) == ("neighbor_lead", "一邻", True)
    assert (post.certificate, post.certificate_day) == ("锣邻-2026-031", ordinal((12, 31)))
    titles = {entry.number: entry.title for entry in secretary.scheme.methods}
    pools = {entry.number: entry.title for entry in secretary.scheme.pools}
    assert (titles[post.chosen_how], pools[post.pool]) == ("居民推选", "退役军人")
    shown = {(row.unit_name, row.name) for row in public_list(office.session("secretary")).rows}
    assert shown >= {("一邻", "彭永福"), ("一邻", "何春敏"), ("一组", "田志强"), ("一片", "向永福")}
    assert "覃秀珍" not in {name for _, name in shown}
    assert len(secretary.scheme.qualities) == 4


# ---------------------------------------------------------------- S3-3, S3-4: whom a lead answers for


def _loads(office: ReplayOffice) -> dict[str, Load]:
    session = office.session("secretary")
    with session.store.reading() as reader:
        found = loads(session, staffed(session, reader, session.today))
    return {
        account: found[office.posts[account]] for account in ("he", "a", "b", "c") if office.posts[account] in found
    }


def _given(office: ReplayOffice, shares: dict[str, int], homes: list[Home] | None = None) -> None:
    """Pair the households of 二邻 with its leads in walking order, so many each; paper ones go with their row."""
    doors = iter(homes or [home for home in office.homes if home.grid == "二邻"])
    for account, number in shares.items():
        for _ in range(number):
            pair(office.session("secretary"), next(doors).uid, office.posts[account], PairingKind.LINKED)


def test_a_span_is_counted_on_households_really_lived_in(opened: Opened) -> None:
    """S3-3: paper households and empty doors are none; what is found to be paper makes a lead's span smaller."""
    office = opened(SPAN)
    office.go_to((3, 2))
    _given(office, {"a": 14, "b": 7, "c": 7})
    before = _loads(office)
    lived = sum(before[account].lived_in for account in "abc")
    assert (lived, sum(before[account].households for account in "abc")) == (LIVED_IN, LIVED_IN + 4)
    assert before["a"].state == "over"
    assert before["he"].lived_in == 17
    own = office.living(grid="二邻")[:3]
    for home in own:
        set_household(office.session("secretary"), home.uid, {"paper": 1})
    after = _loads(office)
    assert (after["a"].lived_in, after["a"].households) == (before["a"].lived_in - 3, 14)
    assert [after[account].lived_in for account in "bc"] == [before[account].lived_in for account in "bc"]


def test_spans_are_evened_out_in_one_step_and_back(opened: Opened) -> None:
    """S3-3: the proposal brings every lead within the span; one undo gives all doors back."""
    office = opened(SPAN)
    office.go_to((3, 2))
    _given(office, {"a": 16, "b": 6, "c": 6})
    before = _loads(office)
    office.go_to((3, 9))
    secretary = office.session("secretary")
    view = rebalance_view(secretary, "neighbor_lead", office.units["二邻"])
    assert (view.least, view.most, view.is_stated, view.fits) == (7, 10, True, True)
    saved = apply_rebalance(secretary, view)
    after = _loads(office)
    assert {after[account].state for account in "abc"} == {"within"}
    assert sum(after[account].lived_in for account in "abc") == LIVED_IN
    assert {(row.from_name, row.to_name) for row in view.moves} == {("甲小兰", "乙小兰"), ("乙小兰", "丙小兰")}
    assert saved.undo is not None
    undo(secretary, saved.undo)
    assert {key: load.lived_in for key, load in _loads(office).items()} == {
        key: load.lived_in for key, load in before.items()
    }


def test_a_special_household_is_proposed_the_nearest_able_lead(opened: Opened) -> None:
    """S3-4: the nearest of those whose qualities were checked; who is nearer but unchecked is not proposed."""
    office = opened(SPAN)
    proposed: dict[str, list[str]] = {}
    hindered: dict[str, dict[str, str]] = {}
    office.go_to((3, 2))
    home, *others = office.living(grid="二邻")
    _given(office, {"a": 8, "b": 7, "c": 8}, others)
    add_tag(office.session("secretary"), home.head, home.uid, "elder_alone")
    for account in ("b", "c", "a"):
        _check(office, account)
        candidates = pair_candidates(office.session("secretary"), home.uid)
        proposed[account] = [candidate.name for candidate in candidates if candidate.is_proposed]
        hindered[account] = {each.name: each.nearness.hindrance for each in candidates if each.nearness}
    assert proposed == {"b": ["乙小兰"], "c": ["乙小兰"], "a": ["甲小兰"]}
    assert hindered["b"] == {"甲小兰": "unchecked", "乙小兰": "", "丙小兰": "unchecked"}


def _check(office: ReplayOffice, account: str) -> None:
    """Say that a lead's qualities were looked into."""
    secretary = office.session("secretary")
    with secretary.store.reading() as reader:
        held = read_posts.post(reader, office.posts[account])
        shown = form_of(held, read_posts.staff(reader, held.staff)) if held else None
    assert shown is not None
    change_post(secretary, office.posts[account], msgspec.structs.replace(shown, checked=True), shown)
    office.renewed()


# ---------------------------------------------------------------- S3-9, S3-10: meetings, topics, hazards


def test_a_topic_is_ticked_for_every_household_told(opened: Opened) -> None:
    """S3-10: the sweep counts the households told of it; a visit without the tick is a visit and no telling."""
    office = opened()
    office.go_to((3, 2))
    secretary = office.session("secretary")
    form = msgspec.structs.replace(new_campaign_form(secretary, "told_telecom_fraud"), to_day=ordinal((3, 20)))
    campaign = start_campaign(secretary, form).uid
    assert topics(office.session("he")) == ((campaign, "防电信诈骗"),)
    homes = office.living(grid="一邻")
    told = {}
    for place, day in enumerate(office.days((3, 3), (3, 10))):
        office.visit("he", homes[place], told=(campaign,) if place % 4 else ())
        told[day] = campaign_board(office.session("secretary"), campaign)
    assert (told[ordinal((3, 10))].told, told[ordinal((3, 10))].met) == (6, 8)
    assert told[ordinal((3, 3))].told == 0


def test_a_hamlet_meeting_leaves_a_record_under_its_name(opened: Opened) -> None:
    """S3-9: 屋场会 keeps its name; who held it, where, how many came, and what was said."""
    office = opened()
    office.go_to((3, 13), 19 * 60 + 30)
    group = office.session("group")
    form = new_activity_form(group, "hamlet_meeting")
    form = msgspec.structs.replace(form, place="老街晒场", heads=43, summary="商定修路出工。")
    view = activity(office.session("secretary"), record_activity(group, form).uid)
    assert (view.kind_title, view.leaves, view.activity.heads) == ("屋场会", "record", 43)
    assert (view.activity.place, view.activity.posts) == ("老街晒场", (office.posts["group"],))
