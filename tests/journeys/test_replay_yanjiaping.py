"""晏家坪街道, 六访六到六报 (report of 2020), played in February and March 2026.

Six kinds of households are visited every month (S4-5), six kinds of events attended and six reported (S4-6, S4-7),
hair is cut every Tuesday morning (S4-13), and in March 37 grids become 24 (S4-2).
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from gridtui.core.words import Outcome, TicketKind, UnitKind
from gridtui.office.activities import (
    add_attendance,
    form_for_series,
    new_activity_form,
    new_series_form,
    record_activity,
    start_series,
)
from gridtui.office.activity_pages import activities, activity, series_day
from gridtui.office.cards import household_card
from gridtui.office.coverage import coverage
from gridtui.office.coverage_views import CoverageRow
from gridtui.office.due_board import due_board
from gridtui.office.duty_views import OccurrenceRow, QuotaRow
from gridtui.office.households import add_household
from gridtui.office.occurrences import (
    new_occurrence_form,
    note_occurrence,
    occurrence,
    report_form,
    settle_with_household,
)
from gridtui.office.post_forms import new_post_form
from gridtui.office.quotas import quotas
from gridtui.office.repartition import apply_plan
from gridtui.office.repartition_plan import ground_of, proposed
from gridtui.office.repartition_review import review
from gridtui.office.staffing import fill_post, roles_held_with
from gridtui.office.tags import add_tag
from gridtui.office.ticket_forms import new_ticket_form
from gridtui.office.ticket_pages import ticket
from gridtui.office.tickets import open_ticket
from gridtui.office.today import today
from gridtui.office.undo import undo
from gridtui.office.views import DutyRow
from gridtui.scheme.check import open_questions
from gridtui.sync.operation import Value
from tests.journeys.replay_office import Home, Place, Post, ReplayOffice, Yard, ordinal, replay_office

STREET = "晏家坪街道"
FIRST = "中院社区"
GRIDS = {
    FIRST: range(1, 9),
    "晏家坪北院社区": range(9, 17),
    "晏家坪铁路院社区": range(17, 24),
    "晏家坪南院社区": range(24, 31),
    "西院社区": range(31, 38),
}
"""Thirty-seven, by community; how many each community had the report does not say."""
OTHERS = tuple(f"6201030060{number}" for number in ("01", "02", "04", "05"))
SIX_KINDS = {"dibao": 1, "elder_alone": 1, "disability": 1, "unemployed": 1, "veteran": 1}
STAFF = (
    Post("secretary", "陈洁", "community_secretary", FIRST),
    Post("director", "董海", "community_director", FIRST),
    Post("officer", "周明", "street_officer", STREET),
    *(
        Post(f"worker{number}", f"王网格{number}", "grid_worker", f"网格{number:02d}")
        for grids in GRIDS.values()
        for number in grids
    ),
)
YARDS = tuple(
    Yard(
        community,
        f"网格{number:02d}",
        f"{number}号院",
        14 if number == 1 else 6 + number % 3,
        SIX_KINDS if number == 1 else {"elder_alone": 1},
        floating=int(number == 1),
        paper=int(number % 4 == 1),
        vacant=int(number % 5 == 1),
    )
    for community, grids in GRIDS.items()
    for number in grids
)
OFFICER_DRAWS_GRIDS = """
[[role]]
key = "street_officer"
also = ["unit.edit"]
assumed = ["also"]
"""
HOURS = "".join(
    f'\n[[trigger]]\nkey = "{key}"\nhours = {hours}\nassumed = ["hours"]\n'
    for key, hours in {
        "mood_swing": 24,
        "volunteer_service": 72,
        "illness_or_hardship": 12,
        "sudden_event": 2,
        "dispute": 6,
        "neighbour_help": 48,
        "damaged_facility": 24,
        "dirty_environment": 24,
        "new_pregnancy": 72,
        "incoming_migrants": 72,
        "safety_hazard": 2,
        "instability": 4,
    }.items()
)
VETERANS = """
[[rule]]
key = "other_monthly"
segment = { any = ["veteran"] }
assumed = ["segment"]
"""
A_ROUND_A_DAY = """
[[rule]]
key = "all_day_rounds"
period = { kind = "day" }
times = 1
assumed = ["period", "times"]
"""
HOUR_MS = 3_600_000

Opened = Callable[..., ReplayOffice]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Give the street with its five communities and 37 grids, under an own file."""
    with ExitStack() as stack:

        def make(*own: str) -> ReplayOffice:
            place = Place("620103006003", "yanjiaping", "".join(own), OTHERS)
            return stack.enter_context(replay_office(tmp_path / "office", place, STAFF, YARDS))

        yield make


# ---------------------------------------------------------------- S4-5: six visits a month


def _kinds(office: ReplayOffice) -> dict[str, Home]:
    """Return one household of each kind in 网格01, by the rule that asks for it."""
    carriers = {
        "needy_monthly": "dibao",
        "elder_alone_monthly": "elder_alone",
        "disabled_monthly": "disability",
        "unemployed_monthly": "unemployed",
        "other_monthly": "veteran",
    }
    found = {rule: office.living(tag, grid="网格01")[0] for rule, tag in carriers.items()}
    return found | {"floating_monthly": next(home for home in office.homes if home.floating)}


def _asked(office: ReplayOffice, account: str = "worker1") -> dict[str, DutyRow]:
    """Return what a worker's day asks for, by rule; every household of the replay is of one kind."""
    return {row.rule_key: row for row in today(office.session(account)).duties}


def test_six_visits_start_anew_with_the_month(opened: Opened) -> None:
    """S4-5: what was visited in February, on its last day too, is done; on March 1 all six are due again."""
    office = opened(VETERANS)
    homes = _kinds(office)
    days = {"needy_monthly": 3, "elder_alone_monthly": 11, "floating_monthly": 20, "other_monthly": 28}
    done = {}
    for day in office.days((2, 1), (2, 28)):
        for rule, visited in days.items():
            if day == ordinal((2, visited)):
                office.visit("worker1", homes[rule])
        view = today(office.session("worker1"))
        done[day] = view.month_done
        assert view.month_due == 6
        assert not any(row.state == "overdue" for row in view.duties)
    assert [done[ordinal((2, day))] for day in (1, 3, 10, 11, 20, 27, 28)] == [0, 1, 1, 2, 3, 3, 4]
    pressing = {key for key, row in _asked(office).items() if row.state == "due" and row.pressing}
    assert pressing == {"disabled_monthly", "unemployed_monthly"}
    office.go_to((3, 1))
    asked = _asked(office)
    assert set(asked) == set(homes)
    assert {row.state for row in asked.values()} == {"due"}
    assert {key for key, row in asked.items() if row.missed_previous} == {"disabled_monthly", "unemployed_monthly"}
    assert {row.due_day for row in asked.values()} == {ordinal((3, 31))}
    before = today(office.session("worker1"), ordinal((2, 28)))
    assert (before.month_done, before.month_due) == (4, 6)


def test_one_visit_satisfies_two_of_the_six(opened: Opened) -> None:
    """An unemployed person who falls into hardship is on both lists, and one visit is one visit for both."""
    office = opened()
    home = _kinds(office)["unemployed_monthly"]
    office.go_to((2, 2))
    add_tag(office.session("worker1"), home.head, home.uid, "temporary_hardship")
    assert (today(office.session("worker1")).month_done, today(office.session("worker1")).month_due) == (0, 6)
    office.visit("worker1", home)
    assert (today(office.session("worker1")).month_done, today(office.session("worker1")).month_due) == (2, 6)


def test_other_key_persons_are_nobody_until_the_office_names_them(opened: Opened) -> None:
    """S4-5: the sixth kind ships empty and is named among what the office has to decide."""
    office = opened()
    office.go_to((2, 2))
    assert set(_asked(office)) == {
        "needy_monthly",
        "elder_alone_monthly",
        "disabled_monthly",
        "unemployed_monthly",
        "floating_monthly",
    }
    questions = {(each.table, each.key) for each in open_questions(office.session("worker1").scheme)}
    assert ("rule other_monthly", "segment") in questions


def test_the_office_names_them_and_they_are_asked_for(opened: Opened) -> None:
    """S4-5: with a tag in the office's own file, its carriers are visited every month like the others."""
    office = opened(VETERANS)
    office.go_to((2, 2))
    assert _asked(office)["other_monthly"].household == _kinds(office)["other_monthly"].uid
    questions = {
        (each.table, each.key) for each in open_questions(office.session("worker1").scheme) if not each.is_assumed
    }
    assert ("rule other_monthly", "segment") not in questions


# ---------------------------------------------------------------- S4-6, S4-7: six arrivals, six reports


def _note(office: ReplayOffice, trigger: str, home: Home | None = None, **stated: str) -> bytes:
    session = office.session("worker1")
    form = new_occurrence_form(session, trigger, home.uid if home else None)
    return note_occurrence(session, msgspec.structs.replace(form, **stated)).uid


def _stands(office: ReplayOffice, uid: bytes) -> tuple[str, int | None]:
    """Return how an occurrence stands and how many hours it has."""
    row = occurrence(office.session("worker1"), uid)
    return row.state, None if row.due_ms is None else (row.due_ms - row.at_ms) // HOUR_MS


SIX_ARRIVALS = ("mood_swing", "volunteer_service", "illness_or_hardship", "sudden_event", "dispute", "neighbour_help")


def test_the_six_are_attended_within_the_hours_the_office_sets(opened: Opened) -> None:
    """S4-6: each is done by a visit; who comes too late has come late, who does not come is overdue."""
    office = opened(HOURS)
    homes = [home for home in office.living(grid="网格01") if not home.tags]
    office.go_to((2, 10), 9 * 60)
    noted = {key: _note(office, key, homes[place]) for place, key in enumerate(SIX_ARRIVALS)}
    hours = {key: _stands(office, uid)[1] for key, uid in noted.items()}
    assert hours == dict(zip(SIX_ARRIVALS, (24, 72, 12, 2, 6, 48), strict=True))
    shown = [row.trigger for row in today(office.session("worker1")).occurrences]
    assert shown == [
        "sudden_event",
        "dispute",
        "illness_or_hardship",
        "mood_swing",
        "neighbour_help",
        "volunteer_service",
    ]
    assert today(office.session("worker2")).occurrences == ()
    office.go_to((2, 10), 10 * 60)
    office.visit("worker1", homes[SIX_ARRIVALS.index("sudden_event")])
    office.go_to((2, 10), 16 * 60)
    office.visit("worker1", homes[SIX_ARRIVALS.index("dispute")])
    office.go_to((2, 11), 9 * 60 + 1)
    states = {key: _stands(office, uid)[0] for key, uid in noted.items()}
    assert states == {
        "mood_swing": "overdue",
        "volunteer_service": "due",
        "illness_or_hardship": "overdue",
        "sudden_event": "done",
        "dispute": "done",
        "neighbour_help": "due",
    }
    rows = {row.trigger: row for row in today(office.session("worker1")).occurrences}
    assert set(rows) == set(SIX_ARRIVALS) - {"sudden_event", "dispute"}
    assert today(office.session("worker1")).overdue_count == 2
    late, in_time = (occurrence(office.session("worker1"), noted[key]) for key in ("dispute", "sudden_event"))
    assert [_is_late(row) for row in (late, in_time)] == [True, False]


def _is_late(row: OccurrenceRow) -> bool:
    assert row.done_ms is not None
    assert row.due_ms is not None
    return row.done_ms > row.due_ms


def test_without_hours_no_clock_runs(opened: Opened) -> None:
    """The report states no hours: as shipped all twelve are open until answered and never overdue."""
    office = opened()
    homes = [home for home in office.living(grid="网格01") if not home.tags]
    office.go_to((2, 10))
    uids = [_note(office, key, homes[0]) for key in SIX_ARRIVALS]
    uids += [_note(office, "dirty_environment", place="一号楼后"), _note(office, "new_pregnancy", homes[1])]
    office.go_to((3, 10))
    assert {_stands(office, uid) for uid in uids} == {("due", None)}
    assert today(office.session("worker1")).overdue_count == sum(
        row.state == "overdue" for row in today(office.session("worker1")).duties
    )


def test_the_six_are_reported_as_tickets_or_in_the_register(opened: Opened) -> None:
    """S4-7: four become tickets of their kind; a pregnancy is a tag with consent, people who move in a household."""
    office = opened(HOURS)
    home = next(home for home in office.living(grid="网格01") if not home.tags)
    office.go_to((2, 10), 9 * 60)
    worker = office.session("worker1")
    places = ("damaged_facility", "dirty_environment", "safety_hazard", "instability")
    noted = {key: _note(office, key, place=f"{key} 一号楼后", note="巡查发现") for key in places}
    noted |= {"new_pregnancy": _note(office, "new_pregnancy", home)}
    noted |= {"incoming_migrants": _note(office, "incoming_migrants", place="一号楼1单元")}
    office.go_to((2, 10), 10 * 60)
    worker = office.session("worker1")
    kinds = {}
    for key in places:
        form = report_form(worker, noted[key])
        assert form is not None
        opened_ticket = open_ticket(worker, msgspec.structs.replace(form, title=f"上报：{key}")).uid
        found = ticket(worker, opened_ticket).ticket
        kinds[key] = TicketKind(found.kind).name, found.detail
    assert kinds == {
        "damaged_facility": ("PROBLEM", "巡查发现"),
        "dirty_environment": ("PROBLEM", "巡查发现"),
        "safety_hazard": ("HAZARD", "巡查发现"),
        "instability": ("DISPUTE", "巡查发现"),
    }
    assert report_form(worker, noted["new_pregnancy"]) is None
    open_ones = {row.trigger for row in today(worker).occurrences if row.state == "due"}
    assert open_ones == {"new_pregnancy", "incoming_migrants"}
    add_tag(worker, home.head, home.uid, "pregnancy")
    door: dict[str, Value] = {"courtyard": office.units["1号院"], "building": 9, "entrance": 1, "door": "901"}
    new = add_household(worker, door=door, grid=office.units["网格01"], head={"name": "程新来"}).uid
    settle_with_household(worker, noted["incoming_migrants"], new)
    assert {_stands(office, uid)[0] for uid in noted.values()} == {"done"}
    office.go_to((2, 11))
    assert today(office.session("worker1")).occurrences == ()


# ---------------------------------------------------------------- S4-13, S4-1: haircuts and rounds


def _quota(office: ReplayOffice, account: str, rule: str) -> QuotaRow:
    (row,) = [row for row in quotas(office.session(account)) if row.rule_key == rule]
    return row


def test_hair_is_cut_every_tuesday_morning(opened: Opened) -> None:
    """S4-13: five Tuesdays of March, four held with who came; the fourth is missed and overdue until the fifth."""
    office = opened()
    office.go_to((3, 1))
    form = new_series_form(office.session("director"), "free_haircut")
    assert (form.weekdays, form.start_minute) == ((2,), 9 * 60)
    series = start_series(office.session("director"), msgspec.structs.replace(form, place="中院社区活动室")).uid
    homes = office.living(community=FIRST)
    states: dict[int, str] = {}
    held: list[bytes] = []
    for day in office.days((3, 1), (3, 31)):
        director = office.session("director")
        states[day] = _quota(office, "director", "haircut_every_tuesday").state
        tuesday = (day - ordinal((3, 3))) % 7 == 0
        assert (states[day] == "due") == tuesday
        if not tuesday or day == ordinal((3, 24)):
            continue
        uid = record_activity(director, form_for_series(director, series_day(director, series), day)).uid
        for home in homes[len(held) * 3 : len(held) * 3 + 3]:
            add_attendance(director, uid, resident=home.head)
        add_attendance(director, uid, name="赵小童", note="五岁")
        held.append(uid)
        assert _quota(office, "director", "haircut_every_tuesday").state == "done"
    late = {day for day, state in states.items() if state == "overdue"}
    since_february = {ordinal((3, 1)), ordinal((3, 2))}
    assert late == since_february | set(range(ordinal((3, 25)), ordinal((3, 31))))
    assert _quota(office, "director", "haircut_every_tuesday").missed_previous
    rows = [row for row in activities(office.session("director"), kind="free_haircut") if row.state == "held"]
    assert [(row.day, row.people) for row in rows] == [(ordinal((3, day)), 4) for day in (31, 17, 10, 3)]
    unrecorded = [row.day for row in activities(office.session("director")) if row.state == "unrecorded"]
    assert unrecorded == [ordinal((3, 24))]
    view = activity(office.session("director"), held[0])
    assert (view.leaves, view.ages) == ("roster", ("60岁以上老人", "学龄前儿童"))
    assert {came.name for came in view.came} >= {"赵小童"}


def test_a_round_a_day_leaves_findings(opened: Opened) -> None:
    """S4-1: how often 天天转 is walked the office says; a round's finding becomes a ticket and stays its finding."""
    office = opened(A_ROUND_A_DAY)
    counted = {}
    found: bytes = b""
    for day in office.days((2, 9), (2, 11)):
        worker = office.session("worker1")
        if day != ordinal((2, 10)):
            found = record_activity(worker, new_activity_form(worker, "all_day_round")).uid
        row = _quota(office, "worker1", "all_day_rounds")
        counted[day] = row.done, row.state, row.missed_previous
    assert list(counted.values()) == [(1, "done", True), (0, "due", False), (1, "done", True)]
    assert _quota(office, "worker2", "all_day_rounds").done == 0
    worker = office.session("worker1")
    form = msgspec.structs.replace(
        new_ticket_form(worker), title="窨井盖松动", category="hazard", place="一号楼前", activity=found
    )
    open_ticket(worker, form)
    view = activity(worker, found)
    assert (view.leaves, [row.title for row in view.findings]) == ("findings", ["窨井盖松动"])


# ---------------------------------------------------------------- S4-3: grid heads


def test_the_leader_in_contact_is_grid_head_too(opened: Opened) -> None:
    """S4-3: one person holds the posts side by side, and chooses in which to act."""
    office = opened()
    office.go_to((2, 2))
    secretary = office.session("secretary")
    held = roles_held_with(secretary, "grid_head")
    assert held == ("contact_leader",)
    community = office.units[FIRST]
    form = msgspec.structs.replace(new_post_form(secretary, "grid_head", community), name="梁领导", account="liang")
    fill_post(secretary, form, also=[(role, community) for role in (*held, "party_instructor")])
    office.renewed()
    posts = office.session("liang").posts
    assert {post.role for post in posts} == {"grid_head", "contact_leader", "party_instructor"}
    assert {post.unit_name for post in posts} == {FIRST}
    assert office.session("liang").post is None
    acting = office.session("liang", "grid_head").post
    assert acting is not None
    assert acting.role == "grid_head"
    levels = {level.key: level.number for level in secretary.scheme.levels}
    assert (levels["grid"], secretary.roles["grid_head"].per_unit) == (24, 1)


# ---------------------------------------------------------------- S4-2: 37 grids become 24


def _february(office: ReplayOffice) -> None:
    """Let every grid's worker go to some of the doors, and miss one, in the course of February."""
    homes = {number: office.living(grid=f"网格{number:02d}") for grids in GRIDS.values() for number in grids}
    for place, day in enumerate(office.days((2, 2), (2, 28))):
        for number, doors in homes.items():
            if place < len(doors) - 1 and (place + number) % 3:
                office.visit(f"worker{number}", doors[place], Outcome.NO_ANSWER if place == 2 else Outcome.MET)
        assert day <= ordinal((2, 28))


def _by_grid(office: ReplayOffice, first: tuple[int, int], last: tuple[int, int]) -> list[CoverageRow]:
    """Return the lines of the coverage of the street between two days, by grid."""
    session = office.session("officer")
    view = coverage(session, unit=office.units[STREET], first_day=ordinal(first), last_day=ordinal(last), by="grid")
    return list(view.rows)


def _present_grids(office: ReplayOffice) -> set[bytes]:
    return {unit.uid for unit in office.session("officer").units_of(UnitKind.GRID)}


def test_37_grids_become_24_and_february_still_reproduces(opened: Opened) -> None:
    """S4-2: in one reviewed step households and posts go on in the new grids; boards of before say what they said."""
    office = opened(OFFICER_DRAWS_GRIDS)
    _february(office)
    office.go_to((3, 10))
    elder = office.living("elder_alone", grid="网格06")[0]
    office.visit("worker6", elder)
    office.go_to((3, 16))
    old_grids = _present_grids(office)
    february, march = _by_grid(office, (2, 1), (2, 28)), _by_grid(office, (3, 1), (3, 15))
    board = due_board(office.session("officer"), "post", ordinal((2, 28)))
    assert len(old_grids) == len(february) == 37
    assert len({row.counts.coverage.percent for row in february}) > 3

    ground = ground_of(office.session("officer"))
    plan = proposed(ground, 24, from_day=ordinal((3, 16)))
    looked_at = review(office.session("officer"), plan, ground)
    assert (len(looked_at.before), len(looked_at.after)) == (37, 24)
    assert (looked_at.faults, looked_at.unplaced, looked_at.ending) == ((), 0, ())
    for number in (lambda row: row.households, lambda row: row.lived_in, lambda row: row.key_persons):
        assert sum(map(number, looked_at.after)) == sum(map(number, looked_at.before))
    assert max(row.load for row in looked_at.after) < 2 * min(row.load for row in looked_at.after)
    assert max(row.load for row in looked_at.before) > 2 * min(row.load for row in looked_at.before)
    saved = apply_plan(office.session("officer"), plan)
    office.renewed()

    new_grids = _present_grids(office)
    assert len(new_grids) == 24
    assert new_grids.isdisjoint(old_grids)
    assert {post.unit for number in range(1, 38) for post in office.session(f"worker{number}").posts} == new_grids
    assert _by_grid(office, (2, 1), (2, 28)) == february
    assert _by_grid(office, (3, 1), (3, 15)) == march
    assert due_board(office.session("officer"), "post", ordinal((2, 28))) == board
    now = _by_grid(office, (3, 1), (3, 16))
    assert {row.unit for row in now} == new_grids
    assert sum(row.counts.doors for row in now) == sum(row.counts.doors for row in march)
    assert sum(row.counts.met for row in now) == sum(row.counts.met for row in march) == 1
    assert {row.state for row in household_card(office.session("worker6"), elder.uid).duties} == {"done"}

    assert saved.undo is not None
    undo(office.session("officer"), saved.undo)
    office.renewed()
    assert _present_grids(office) == old_grids
    assert _by_grid(office, (2, 1), (2, 28)) == february
    assert {post.unit for number in range(1, 38) for post in office.session(f"worker{number}").posts} == old_grids
