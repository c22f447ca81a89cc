"""和政东街社区, 三访五定一对接 (report of 2016), played in 2026.

The report states no frequency but one: the outreach in the courtyards two or three times a year (S2-8). Every other
number stands in the replay's own file, each assumed: the three visits (S2-5) and the five fixed duties (S2-6).
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import msgspec
import pytest

from gridtui.core.errors import InputFault
from gridtui.core.words import Outcome
from gridtui.office.activities import (
    add_attendance,
    new_activity_form,
    new_series_form,
    record_activity,
    start_series,
)
from gridtui.office.activity_pages import activity
from gridtui.office.cards import household_card
from gridtui.office.coverage_views import DutyLine
from gridtui.office.duty_views import QuotaRow
from gridtui.office.inspections import InspectionForm, draw_sample, recheck_form
from gridtui.office.pairings import pair
from gridtui.office.quotas import quotas
from gridtui.office.shifts import ShiftForm, add_shift, week
from gridtui.office.staffing import roles_held_with
from gridtui.office.supervision import supervision
from gridtui.office.today import today
from gridtui.office.views import DutyRow
from gridtui.office.visits import log_visit
from gridtui.scheme.check import open_questions
from tests.journeys.replay_office import YEAR, Home, Place, Post, ReplayOffice, Yard, ordinal, replay_office

HERE = "和政东街社区"
THREE_VISITS = """
[[rule]]
key = "service_targets_any_time"
segment = { any = ["disabled_elder"] }
assumed = ["segment"]

[[rule]]
key = "grid_residents_regularly"
period = { kind = "quarter" }
assumed = ["period"]

[[rule]]
key = "special_families_by_name"
period = { kind = "rolling", days = 15 }
assumed = ["period"]
"""
FIVE_FIXED = """
[[rule]]
key = "quota_visits"
period = { kind = "month" }
times = 8
assumed = ["period", "times"]

[[rule]]
key = "report_back_regularly"
period = { kind = "month" }
times = 1
assumed = ["period", "times"]

[[rule]]
key = "review_regularly"
period = { kind = "month" }
times = 1
assumed = ["period", "times"]

[[rule]]
key = "inspection_regularly"
period = { kind = "quarter" }
times = 1
assumed = ["period", "times"]

[[rule]]
key = "appraisal_regularly"
period = { kind = "quarter" }
times = 1
assumed = ["period", "times"]
"""
STAFF = (
    Post("director", "董海", "community_director", HERE),
    Post("secretary", "陈洁", "community_secretary", HERE),
    Post("worker1", "王兰英", "grid_worker", "网格01"),
    Post("worker2", "王志强", "grid_worker", "网格02"),
    Post("worker2", "王志强", "window_clerk", HERE),
    Post("worker3", "王海燕", "grid_worker", "网格03"),
)
YARDS = (
    Yard(HERE, "网格01", "铁路一院", 20, {"bereaved_family": 2, "disabled_elder": 1}, paper=1, vacant=1),
    Yard(HERE, "网格02", "铁路二院", 20, {"bereaved_family": 1}, paper=2),
    Yard(HERE, "网格03", "铁路三院", 12, {"disabled_elder": 2}),
)
OUTREACH = "prepregnancy_outreach_yearly"

Opened = Callable[..., ReplayOffice]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Give the community with its three grids, under an own file."""
    with ExitStack() as stack:

        def make(*own: str) -> ReplayOffice:
            place = Place("620102018002", "hezhengdongjie", "".join(own))
            return stack.enter_context(replay_office(tmp_path / "office", place, STAFF, YARDS))

        yield make


def _quota(office: ReplayOffice, account: str, rule: str, role: str | None = None) -> QuotaRow:
    (row,) = [row for row in quotas(office.session(account, role)) if row.rule_key == rule]
    return row


def _duty(office: ReplayOffice, home: Home, rule: str) -> DutyRow:
    (row,) = [row for row in household_card(office.session("director"), home.uid).duties if row.rule_key == rule]
    return row


# ---------------------------------------------------------------- S2-5: three kinds of visits


def test_as_shipped_nothing_is_owed_but_the_outreach(opened: Opened) -> None:
    """Of what the report gives no number for, no duty arises, and the office is asked for each."""
    office = opened()
    office.go_to((5, 11))
    scheme = office.session("director").scheme
    silent = {rule.key for rule in scheme.rules if rule.period.kind == "office_sets"}
    assert len(silent) == 8
    asked = {each.table.removeprefix("rule ") for each in open_questions(scheme) if not each.is_assumed}
    assert silent <= asked
    assert today(office.session("worker1")).duties == ()
    assert quotas(office.session("worker1")) == ()
    assert [row.rule_key for row in quotas(office.session("director"))] == [OUTREACH]


def test_whom_a_service_is_for_is_visited_any_time(opened: Opened) -> None:
    """S2-5: on demand, so nothing falls due, however often or seldom somebody comes; what was done is on record."""
    office = opened(THREE_VISITS)
    home = office.living("disabled_elder", grid="网格01")[0]
    for day in office.days((5, 11), (5, 15)):
        if day % 2:
            office.visit("worker1", home)
        card = household_card(office.session("worker1"), home.uid)
        assert "service_targets_any_time" not in {row.rule_key for row in card.duties}
    assert len(household_card(office.session("worker1"), home.uid).visits) in {2, 3}


def test_residents_of_a_grid_are_visited_every_quarter(opened: Opened) -> None:
    """S2-5: everybody really living in the grid once in the period the office set, across the quarter's end."""
    office = opened(THREE_VISITS)
    homes = office.living(grid="网格02")
    assert len(homes) == 18
    left = homes[11]
    for place, day in enumerate(office.days((4, 1), (4, 18))):
        if homes[place] is not left:
            office.visit("worker2", homes[place], role="grid_worker")
        assert day <= ordinal((4, 18))
    office.go_to((6, 30))
    view = today(office.session("worker2", "grid_worker"))
    open_ones = {row.household for row in view.duties if row.rule_key == "grid_residents_regularly"}
    assert open_ones == {left.uid}
    office.go_to((7, 1))
    view = today(office.session("worker2", "grid_worker"))
    rows = [row for row in view.duties if row.rule_key == "grid_residents_regularly"]
    assert {row.household for row in rows} == {home.uid for home in homes}
    assert {row.household for row in rows if row.missed_previous} == {left.uid}
    assert {row.due_day for row in rows} == {ordinal((9, 30))}


def test_a_special_family_has_a_person_by_name(opened: Opened) -> None:
    """S2-5: the family paired with a worker is that worker's to visit; one paired with nobody is nobody's yet."""
    office = opened(THREE_VISITS)
    named, other = office.living("bereaved_family", grid="网格01")
    office.go_to((4, 19))
    plain = next(home for home in office.living(grid="网格01") if not home.tags)
    for home in (named, plain):
        pair(office.session("director"), home.uid, office.posts["worker3"])
    assert not [row for row in today(office.session("worker3")).duties if row.rule_key == "special_families_by_name"]
    office.go_to((5, 4))
    for account, homes in (("worker3", {named.uid}), ("worker1", set())):
        rows = [row for row in today(office.session(account)).duties if row.rule_key == "special_families_by_name"]
        assert {row.household for row in rows} == homes, account
    assert household_card(office.session("worker3"), named.uid).paired
    assert "special_families_by_name" not in {
        row.rule_key for row in household_card(office.session("director"), other.uid).duties
    }
    office.visit("worker3", named)
    assert _duty(office, named, "special_families_by_name").due_day == ordinal((5, 19))
    office.go_to((5, 20))
    office.visit("worker1", named)
    assert _duty(office, named, "special_families_by_name").state == "overdue"


# ---------------------------------------------------------------- S2-6: five fixed duties, each leaves a record


def test_a_fixed_number_of_visits_a_month(opened: Opened) -> None:
    """S2-6: eight different households of the own grid; the same one twice and nobody at home do not count."""
    office = opened(FIVE_FIXED)
    homes = office.living(grid="网格01")
    standing = {}
    for place, day in enumerate(office.days((5, 1), (5, 31))):
        if place < 7:
            office.visit("worker1", homes[place])
        elif place == 10:
            office.visit("worker1", homes[0])
            office.visit("worker1", homes[8], Outcome.NO_ANSWER)
        elif place == 20:
            office.visit("worker1", homes[8])
        row = _quota(office, "worker1", "quota_visits")
        standing[day] = row.done, row.missing, row.state
    assert standing[ordinal((5, 20))] == (7, 1, "due")
    assert standing[ordinal((5, 21))] == (8, 0, "done")
    assert _quota(office, "worker2", "quota_visits", "grid_worker").done == 0


def _hold(office: ReplayOffice, account: str, kind: str, summary: str) -> bytes:
    session = office.session(account)
    return record_activity(session, msgspec.structs.replace(new_activity_form(session, kind), summary=summary)).uid


def _line(office: ReplayOffice, kind: str) -> DutyLine:
    (line,) = [line for line in supervision(office.session("director")) if line.kind == kind]
    return line


def test_report_review_inspection_appraisal_leave_records(opened: Opened) -> None:
    """S2-6: the calendar names when each was last held, what it leaves, and the record opens from it."""
    office = opened(FIVE_FIXED)
    kinds = ("quota_visits", "report_back", "review", "inspection", "appraisal")
    office.go_to((5, 25))
    assert [line.kind for line in supervision(office.session("director"))] == list(kinds)
    assert {line.last for line in supervision(office.session("director"))} == {None}
    assert _quota(office, "worker1", "report_back_regularly").state == "due"
    told = _hold(office, "worker1", "report_back", "本月走访情况汇报")
    _hold(office, "director", "review", "网格工作评议")
    _hold(office, "director", "appraisal", "季度考核")
    states = {row.rule_key: row.state for row in quotas(office.session("director"))}
    assert states == {
        "review_regularly": "done",
        "inspection_regularly": "due",
        "appraisal_regularly": "done",
        OUTREACH: "due",
    }
    assert _quota(office, "worker1", "report_back_regularly").state == "done"
    assert _quota(office, "worker3", "report_back_regularly").state == "due"
    line = _line(office, "report_back")
    assert (line.last, line.last_day, line.held_this_year) == (told, ordinal((5, 25)), 1)
    assert activity(office.session("director"), told).activity.summary == "本月走访情况汇报"
    assert {line.kind: line.leaves for line in supervision(office.session("director"))} == {
        "quota_visits": "record",
        "report_back": "record",
        "review": "record",
        "inspection": "sample",
        "appraisal": "score",
    }
    office.go_to((6, 1))
    assert _quota(office, "director", "review_regularly").state == "due"
    assert not _quota(office, "director", "review_regularly").missed_previous
    assert _quota(office, "worker3", "report_back_regularly").missed_previous
    assert _quota(office, "director", "appraisal_regularly").state == "done"


def test_days_the_office_fixes_are_called_in(opened: Opened) -> None:
    """S2-6: a review every Friday, as the office sets it: the next is named, and one without a record is counted."""
    office = opened(FIVE_FIXED)
    office.go_to((5, 4))
    form = msgspec.structs.replace(new_series_form(office.session("director"), "review"), weekdays=(5,))
    start_series(office.session("director"), form)
    calendar = {}
    for day in office.days((5, 4), (5, 11)):
        line = _line(office, "review")
        calendar[day] = line.next_day, line.unrecorded
    friday = ordinal((5, 8))
    assert calendar[ordinal((5, 4))] == calendar[friday] == (friday, 0)
    assert calendar[ordinal((5, 11))] == (friday + 7, 1)


def test_an_inspection_looks_into_a_sample_again(opened: Opened) -> None:
    """S2-6: drawn from each worker's visits; whoever made a visit does not look into it again; findings stay."""
    office = opened(FIVE_FIXED)
    visited = {}
    for account, role, grid in (
        ("worker1", None, "网格01"),
        ("worker2", "grid_worker", "网格02"),
        ("worker3", None, "网格03"),
    ):
        for place, home in enumerate(office.living(grid=grid)[:10]):
            office.go_to((5, 4 + place))
            office.visit(account, home, role=role)
            visited[home.uid] = grid
    office.go_to((5, 25))
    director = office.session("director")
    form = InspectionForm(new_activity_form(director, "inspection"), ordinal((5, 1)), ordinal((5, 24)), 20)
    drawn = draw_sample(director, form).uid
    sample = activity(director, drawn).sample
    assert sorted(visited[row.household] for row in sample) == [
        "网格01",
        "网格01",
        "网格02",
        "网格02",
        "网格03",
        "网格03",
    ]
    assert {row.recheck for row in sample} == {None}
    assert _quota(office, "director", "inspection_regularly").state == "done"
    office.go_to((5, 26))
    director = office.session("director")
    own = next(row for row in sample if visited[row.household] == "网格01")
    worker = office.session("worker1")
    with pytest.raises(InputFault, match=r"visit\.recheck_own"):
        log_visit(worker, recheck_form(worker, activity(worker, drawn).activity, own.household))
    again = recheck_form(director, activity(director, drawn).activity, sample[0].household)
    log_visit(director, again)
    gone = recheck_form(director, activity(director, drawn).activity, sample[1].household)
    log_visit(director, msgspec.structs.replace(gone, outcome=Outcome.NO_ANSWER, met=()))
    rows = {row.household: row for row in activity(director, drawn).sample}
    assert [rows[row.household].outcome for row in sample] == [Outcome.MET, Outcome.NO_ANSWER, None, None, None, None]
    assert rows[sample[0].household].visit == sample[0].visit


# ---------------------------------------------------------------- S2-8: a stand in the yard


def _stand(office: ReplayOffice, month: int, yard: int) -> tuple[bytes, QuotaRow]:
    """Hold a stand in a courtyard on the twelfth of a month; return it and how the year then stands."""
    office.go_to((month, 12), 9 * 60)
    director = office.session("director")
    form = new_activity_form(director, "prepregnancy_outreach")
    held = record_activity(director, msgspec.structs.replace(form, place=YARDS[yard].name, heads=20)).uid
    add_attendance(director, held, name="区医院妇科医生")
    return held, _quota(office, "director", OUTREACH)


def test_outreach_two_or_three_times_a_year(opened: Opened) -> None:
    """S2-8: one stand is short by one, two are enough, three are still within, the fourth exceeds."""
    office = opened()
    stands = [_stand(office, month, yard) for month, yard in ((3, 1), (6, 2), (9, 0), (11, 1))]
    assert [(row.done, row.missing, row.state, row.exceeded) for _, row in stands] == [
        (1, 1, "due", False),
        (2, 0, "done", False),
        (3, 0, "done", False),
        (4, 0, "done", True),
    ]
    held, row = stands[0]
    assert (row.wanted, row.most, row.due_day) == (2, 3, date(YEAR, 12, 31).toordinal())
    view = activity(office.session("director"), held)
    assert (view.leaves, view.activity.place, view.activity.heads, len(view.came)) == ("roster", YARDS[1].name, 20, 1)
    office.go_to((6, 30))
    assert [(row.done, row.state) for row in quotas(office.session("director"), ordinal((6, 30)))] == [(2, "done")]
    office.go_to(date(YEAR + 1, 1, 4).toordinal())
    row = _quota(office, "director", OUTREACH)
    assert (row.done, row.state, row.missed_previous) == (0, "due", False)


# ---------------------------------------------------------------- S2-4: window staff go down to the grids


def test_a_clerk_holds_window_and_grid_with_hours_of_each(opened: Opened) -> None:
    """S2-4: one person, two posts, and where the hours of both meet it shows."""
    office = opened()
    office.go_to((5, 4))
    director = office.session("director")
    assert set(roles_held_with(director, "grid_worker")) == {"window_clerk", "desk_officer"}
    assert {post.role for post in office.session("worker2").posts} == {"grid_worker", "window_clerk"}
    window = ShiftForm(
        office.posts["worker2/window_clerk"],
        "综窗",
        ordinal((5, 4)),
        weekdays=(1, 3),
        start_minute=540,
        end_minute=720,
    )
    grid = msgspec.structs.replace(
        window, post=office.posts["worker2"], desk="下网格", weekdays=(2, 3), start_minute=660, end_minute=1020
    )
    add_shift(director, window)
    add_shift(director, grid)
    rows = [(row.day, row.desk, row.overlaps) for row in week(director, ordinal((5, 4)))]
    monday = ordinal((5, 4))
    assert rows == [
        (monday, "综窗", False),
        (monday + 1, "下网格", False),
        (monday + 2, "综窗", True),
        (monday + 2, "下网格", True),
    ]
