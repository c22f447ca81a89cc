"""Coverage, effort, timeliness, the calendar of supervision, an inspection by sample."""

from datetime import date

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.core.words import Channel, Outcome
from gridtui.office import activities, activity_pages, coverage, inspections
from gridtui.office.coverage_views import Timeliness
from gridtui.office.health import examine
from gridtui.office.households import set_household
from gridtui.office.inspections import InspectionForm
from gridtui.office.session import OfficeSession
from gridtui.office.supervision import supervision
from gridtui.office.timeliness import timeliness_of
from gridtui.office.undo import undo
from gridtui.office.visit_pages import visits
from gridtui.office.visits import log_visit, new_visit_form, quick_visit
from gridtui.scheme.model import ActivityKind
from gridtui.sync.operation import Value
from tests.tools.office_builder import COMMUNITY, TODAY, SmallOffice

FIVE = (
    ActivityKind(key="report_back", title="定期汇报", kind="duty", level="community", leaves="record", source="S2-6"),
    ActivityKind(key="inspection", title="定期检查", kind="duty", level="community", leaves="sample", source="S2-6"),
)


def supervising(office: SmallOffice, account: str = "chen") -> OfficeSession:
    """Return a session under a mechanism with two duties of supervision."""
    session = office.session(account)
    object.__setattr__(session, "scheme", msgspec.structs.replace(session.scheme, activities=FIVE))
    return session


def drawn(office: SmallOffice, percent: int = 100) -> bytes:
    """Draw a sample of the last month's visits."""
    session = supervising(office)
    form = activities.new_activity_form(session, "inspection")
    return inspections.draw_sample(session, InspectionForm(form, TODAY - 40, TODAY, percent)).uid


def test_a_month_is_covered_by_building_in_walking_order(office: SmallOffice) -> None:
    """The month so far: doors, knocked and met of each; the total is their sum."""
    view = coverage.coverage(office.session("chen"))
    assert [row.title for row in view.rows] == ["晏五村 5号楼", "晏五村 6号楼", "晏六村 1号楼", "晏六村 2号楼"]
    assert [(row.counts.doors, row.counts.knocked, row.counts.met) for row in view.rows] == [
        (4, 2, 2),
        (2, 2, 1),
        (3, 1, 1),
        (2, 0, 0),
    ]
    assert (view.total.doors, view.total.met) == (11, 4)
    assert view.from_day == TODAY - 20


def test_grids_stand_beside_their_calls(office: SmallOffice) -> None:
    """Attempts count every call, effective those that met somebody."""
    view = coverage.coverage(office.session("chen"), by="grid")
    rows = {row.title: row for row in view.rows}
    assert (rows["网格03"].attempts, rows["网格03"].effective, rows["网格03"].counts.doors) == (4, 3, 6)
    assert (rows["网格04"].attempts, rows["网格04"].effective, rows["网格04"].counts.doors) == (1, 1, 5)


def test_posts_stand_in_the_order_of_the_org_tree(office: SmallOffice) -> None:
    """Nobody is ranked: a post without a call stands where it belongs."""
    view = coverage.coverage(office.session("chen"), by="post")
    made = {row.title: (row.attempts, row.effective) for row in view.rows}
    assert made["网格03 张三"] == (2, 1)
    assert made["网格03 何春敏"] == (2, 2)
    assert made["网格04 孙桂英"] == (0, 0)
    places = [row.title.split()[0] for row in view.rows]
    assert places == [*["中院社区"] * 3, "网格03", "网格03", "网格04", "网格04"]


def test_every_number_has_its_records(office: SmallOffice) -> None:
    """Doors not met and calls of a post are lists whose lengths are the numbers."""
    session = office.session("chen")
    view = coverage.coverage(session)
    doors = coverage.coverage_doors(
        session,
        unit=office.units[COMMUNITY],
        first_day=view.from_day,
        last_day=view.to_day,
        building=view.rows[0].building,
    )
    assert len(doors) == view.rows[0].counts.doors - view.rows[0].counts.met
    page = visits(session, unit=office.units["网格03"], since=view.from_day, until=view.to_day)
    assert {row.head_name for row in page.rows} >= {"覃桂兰", "赵志强"}
    page = visits(session, visitor=office.posts["zhang"], since=view.from_day, until=view.to_day)
    assert {row.head_name for row in page.rows} == {"覃桂兰", "赵志强"}


def test_timeliness_is_done_of_fallen_due(office: SmallOffice) -> None:
    """The elder greeted too late stands among the duties not done in time; a share is part and whole."""
    session = office.session("chen")
    found = timeliness_of(session, unit=office.units["网格03"], first_day=TODAY - 20, last_day=TODAY)
    assert found.share.whole - found.share.part == len(found.late)
    assert "刘秀芬" in {duty.head_name for duty in found.late}


def knocked(office: SmallOffice, first_day: int) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    """Return knocks and people met at the doors of 网格03, in it, and by its worker, since a day."""
    view = coverage.coverage(office.session("chen"), by="grid", first_day=first_day)
    grid = next(row for row in view.rows if row.title == "网格03")
    of_posts = coverage.coverage(office.session("chen"), by="post", first_day=first_day).rows
    worker = next(row for row in of_posts if row.post == office.posts["zhang"])
    doors = coverage.coverage(office.session("chen"), unit=office.units["网格03"], by="building", first_day=first_day)
    return (
        (doors.total.knocked, doors.total.met),
        (grid.attempts or 0, grid.effective or 0),
        (worker.attempts or 0, worker.effective or 0),
    )


def test_a_visit_before_the_household_was_there_is_no_knock(office: SmallOffice) -> None:
    """Neither met nor called: until its first day is put right, then it is all of them, and undone none again."""
    before = knocked(office, TODAY - 6)
    session, home = office.session("zhang"), office.homes["李文彬"]
    log_visit(session, msgspec.structs.replace(new_visit_form(session, home), day=TODAY - 5, start_minute=None))
    with_it = knocked(office, TODAY - 6)
    assert with_it == tuple((calls + 1, met + 1) for calls, met in before)
    set_household(office.session("chen"), home, {"from_day": TODAY - 2})
    assert knocked(office, TODAY - 6) == before
    undo(office.session("chen"))
    assert knocked(office, TODAY - 6) == with_it
    assert all(checked.wrong == 0 for checked in examine(office.store, compares=True).checked)


def test_a_visit_dated_ahead_is_no_knock_when_that_day_has_come(office: SmallOffice) -> None:
    """Nobody called that day: the missed door stays missed."""
    office.go_to(5)
    before = knocked(office, TODAY + 1)
    office.go_to(0)
    zhang, home = office.posts["zhang"], office.homes["李文彬"]
    with office.writing() as writer:
        values: dict[str, Value] = {
            "day": TODAY + 2,
            "channel": Channel.HOME_VISIT,
            "outcome": Outcome.NO_ANSWER,
            "visitors": (zhang,),
            "entered_ms": office.clock.ms,
        }
        writer.event("visit", home, values, root=home, actor=zhang)
    office.go_to(5)
    assert knocked(office, TODAY + 1) == before


def test_timeliness_of_a_post_is_of_what_its_role_answers_for(office: SmallOffice) -> None:
    """The neighbour lead's and the grid worker's duties are told apart; together they are the unit's."""
    session, unit = office.session("chen"), office.units["网格03"]

    def of(post: bytes | None) -> Timeliness:
        return timeliness_of(session, unit=unit, first_day=TODAY - 40, last_day=TODAY, post=post)

    everybody = of(None)
    found = {account: of(office.posts[account]) for account in ("zhang", "he", "chen")}
    assert found["zhang"].share.whole > 0
    assert found["he"].share.whole > 0
    assert found["zhang"].share.whole + found["he"].share.whole == everybody.share.whole
    assert {late.rule_title for late in found["zhang"].late}.isdisjoint(late.rule_title for late in found["he"].late)
    assert found["chen"].share.whole == 0
    with pytest.raises(InputFault, match=r"post\.unknown"):
        of(b"nobody")


def test_a_period_has_an_order_and_a_post_its_reach(office: SmallOffice) -> None:
    """The end is not before the beginning; another unit is refused."""
    session = office.session("chen")
    with pytest.raises(InputFault) as fault:
        coverage.coverage(session, first_day=TODAY, last_day=TODAY - 1)
    assert fault.value.code == "dates.order"
    with pytest.raises(Refused):
        coverage.coverage(office.session("he"), unit=office.units["网格04"])


def test_the_calendar_says_what_was_held_and_what_the_office_has_not_set(office: SmallOffice) -> None:
    """S2-6 states no frequency: no day is invented."""
    session = supervising(office)
    assert [(duty.title, duty.last, duty.next_day) for duty in supervision(session)] == [
        ("定期汇报", None, None),
        ("定期检查", None, None),
    ]
    activities.record_activity(session, activities.new_activity_form(session, "report_back"))
    form = activities.new_series_form(session, "report_back")
    activities.start_series(session, msgspec.structs.replace(form, weekdays=(1,)))
    first = supervision(session)[0]
    assert (first.last_day, first.held_this_year, first.next_day) == (TODAY, 1, TODAY + 2)


def test_the_calendar_counts_the_year_and_looks_past_what_is_held(office: SmallOffice) -> None:
    """Last December's is not this year's; a day on which one was held is not the next one."""
    session = supervising(office)
    form = activities.new_activity_form(session, "report_back")
    activities.record_activity(session, msgspec.structs.replace(form, day=TODAY))
    with office.writing() as writer:
        values: dict[str, Value] = {
            "kind": "report_back",
            "title": "定期汇报",
            "day": date(2025, 12, 30).toordinal(),
            "unit": office.units[COMMUNITY],
        }
        writer.create("activity", values, actor=None)
    series = activities.new_series_form(session, "report_back")
    activities.start_series(session, msgspec.structs.replace(series, weekdays=(6,)))
    first = supervision(session)[0]
    assert (first.held_this_year, first.next_day) == (1, TODAY + 7)


def test_two_inspections_draw_apart_and_leave_out_what_was_corrected(office: SmallOffice) -> None:
    """The draw follows from the inspection's id, so that anybody can draw it again; a corrected visit is none."""
    samples = {activity_pages.activity(supervising(office), drawn(office, 1)).activity.households for _ in range(12)}
    assert len(samples) > 1
    saved = quick_visit(office.session("zhang"), office.homes["李文彬"])
    before = activity_pages.activity(supervising(office), drawn(office)).activity.households
    assert office.homes["李文彬"] in before
    undo(office.session("zhang"), saved.undo)
    after = activity_pages.activity(supervising(office), drawn(office)).activity.households
    assert office.homes["李文彬"] not in after


def test_a_re_visit_of_an_older_inspection_is_not_the_newer_one_s(office: SmallOffice) -> None:
    """What was looked into before it was drawn has still to be looked into."""
    session, home = supervising(office), office.homes["周海洋"]
    older = activity_pages.activity(session, drawn(office)).activity
    form = msgspec.structs.replace(inspections.recheck_form(session, older, home), visitors=(office.posts["chen"],))
    log_visit(session, form)
    office.go_to(3)
    newer = drawn(office)
    row = next(row for row in activity_pages.activity(supervising(office), newer).sample if row.household == home)
    assert row.recheck is None


def test_a_sample_is_drawn_from_each_persons_visits_and_kept(office: SmallOffice) -> None:
    """At least one household of each who visited; the same inspection always shows the same."""
    uid = drawn(office, 1)
    session = supervising(office)
    view = activity_pages.activity(session, uid)
    assert office.homes["周海洋"] in view.activity.households
    assert 2 <= len(view.sample) <= 3
    assert view.sample == activity_pages.activity(session, uid).sample
    undo(session)
    with pytest.raises(InputFault):
        activity_pages.activity(session, uid)


def test_a_re_visit_names_the_visit_it_looks_into(office: SmallOffice) -> None:
    """It stands on the inspection; whoever made the visit does not look into it again."""
    uid = drawn(office)
    session = supervising(office)
    activity = activity_pages.activity(session, uid).activity
    home = office.homes["周海洋"]
    form = inspections.recheck_form(session, activity, home)
    own = msgspec.structs.replace(form, visitors=(office.posts["li"],))
    with pytest.raises(InputFault) as fault:
        log_visit(session, own)
    assert fault.value.code == "visit.recheck_own"
    with pytest.raises(InputFault) as fault:
        log_visit(session, msgspec.structs.replace(form, day=TODAY - 40, start_minute=None))
    assert fault.value.code == "visit.recheck_before"
    log_visit(session, form)
    row = next(row for row in activity_pages.activity(session, uid).sample if row.household == home)
    assert (row.recheck_day, row.outcome, row.visitors) == (TODAY, Outcome.MET, ("李梅",))


@pytest.mark.parametrize(
    ("percent", "first", "kind", "code"),
    [
        (0, TODAY - 40, "inspection", "inspection.percent"),
        (10, TODAY + 1, "inspection", "dates.order"),
        (10, TODAY, "inspection", "inspection.nothing"),
        (10, TODAY - 40, "report_back", "inspection.kind"),
    ],
)
def test_what_cannot_be_drawn(office: SmallOffice, percent: int, first: int, kind: str, code: str) -> None:
    """Each fault is named, and no inspection is begun."""
    session = supervising(office)
    form = activities.new_activity_form(session, kind)
    with pytest.raises(InputFault) as fault:
        inspections.draw_sample(session, InspectionForm(form, first, TODAY, percent))
    assert fault.value.code == code
    assert activity_pages.activities(session) == ()


def test_a_household_outside_the_sample_is_no_re_visit(office: SmallOffice) -> None:
    """Only what was drawn is looked into."""
    uid = drawn(office)
    session = supervising(office)
    quick_visit(session, office.homes["冯建平"])
    with pytest.raises(InputFault) as fault:
        inspections.recheck_form(session, activity_pages.activity(session, uid).activity, office.homes["冯建平"])
    assert fault.value.code == "inspection.not_drawn"
