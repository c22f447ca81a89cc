"""Quotas of posts and areas, rules of one round, occurrences, several posts: what is on Today beside households."""

from datetime import date
from typing import Any

import msgspec
import pytest

from gridtui.core.errors import InputFault
from gridtui.core.words import Channel, TicketClass
from gridtui.office import browse
from gridtui.office.duty_views import QuotaRow
from gridtui.office.session import OfficeSession
from gridtui.office.undo import undo
from gridtui.office.visits import VisitForm, log_visit, quick_visit
from gridtui.scheme.model import CadenceRule, Period, Segment, Trigger
from gridtui.sync.operation import Value
from tests.tools.office_builder import COMMUNITY, SETTLED_DAY, SUBDISTRICT, TODAY, SmallOffice


def rule(key: str, **changes: Any) -> CadenceRule:
    """Return a rule of the contact leader: so many needy households a month (S0-9)."""
    values: dict[str, Any] = {
        "title": f"{key}每月走访",
        "label": key,
        "source": "S0-9",
        "actor_roles": ("contact_leader",),
        "actor_scope": "contact_community",
        "channels": ("home_visit",),
        "mode": "per_actor",
        "times": 2,
        "period": Period(kind="month"),
        "segment": Segment(any=("dibao",)),
        "from_": date.fromordinal(SETTLED_DAY),
    }
    return CadenceRule(key=key, **(values | changes))


def use_rules(office: SmallOffice, *rules: CadenceRule, triggers: tuple[Trigger, ...] = ()) -> None:
    """Add rules and triggers to the office's mechanism."""
    scheme = office.session("chen").scheme
    changed = msgspec.structs.replace(scheme, rules=(*scheme.rules, *rules), triggers=(*scheme.triggers, *triggers))
    with office.writing() as writer:
        writer.keep_scheme(changed)
    office.renewed()


@pytest.fixture
def led(office: SmallOffice) -> SmallOffice:
    """Give an office whose contact leader 周副主任 owes two needy households a month."""
    use_rules(office, rule("needy"))
    office.add_post("zhouf", "周副主任", "contact_leader", COMMUNITY)
    return office


def quota(session: OfficeSession, key: str = "needy", day: int | None = None) -> QuotaRow:
    """Return one quota of the acting post."""
    return next(row for row in browse.quotas(session, day) if row.rule_key == key)


def visit(office: SmallOffice, account: str, head: str, days: int = 0, *, channel: int = Channel.HOME_VISIT) -> bytes:
    """Log a visit of a post some days ago."""
    session = office.session(account)
    form = VisitForm(office.homes[head], TODAY + days, None, (office.posts[account],), channel=channel)
    return log_visit(session, form).uid


def test_a_leader_is_short_by_as_many_households_as_are_missing(led: SmallOffice) -> None:
    """One of two, short by one; the second closes it; Today shows it beside the board of those below."""
    session = led.session("zhouf")
    visit(led, "zhouf", "王建民", -3)
    row = quota(session)
    assert (row.done, row.wanted, row.missing, row.state, row.days_left) == (1, 2, 1, "due", 9)
    visit(led, "zhouf", "覃桂兰")
    assert (quota(session).missing, quota(session).state) == (0, "done")
    view = browse.today(session)
    assert view.quotas == (quota(session),)
    assert "张三" in {line.title for line in view.lines}


def test_the_same_household_twice_is_one_household(led: SmallOffice) -> None:
    """Different households are counted, whoever else was visited; an undone visit is none."""
    session = led.session("zhouf")
    visit(led, "zhouf", "王建民", -3)
    visit(led, "zhouf", "王建民")
    visit(led, "zhouf", "李文彬")
    visit(led, "zhouf", "覃桂兰", channel=Channel.PHONE)
    assert quota(session).done == 1
    visit(led, "zhouf", "仇雪梅")
    assert quota(session).done == 2
    undo(session)
    assert quota(session).done == 1


def test_a_visit_of_somebody_else_is_not_the_leader_s(led: SmallOffice) -> None:
    """A quota of an actor; going together counts for both."""
    visit(led, "zhang", "王建民")
    assert quota(led.session("zhouf")).done == 0
    together = VisitForm(led.homes["覃桂兰"], TODAY, None, (led.posts["zhang"], led.posts["zhouf"]))
    log_visit(led.session("zhang"), together)
    assert quota(led.session("zhouf")).done == 1


def test_a_household_counts_if_it_was_needy_on_the_day_of_the_visit(led: SmallOffice) -> None:
    """Last month reproduces: a tag that ended since changes nothing, one that began since brings nothing."""
    session = led.session("zhouf")
    visit(led, "zhouf", "王建民", -5)
    visit(led, "zhouf", "李文彬", -5)
    with led.writing() as writer:
        ended = writer.read.value(
            "SELECT t.uid FROM tag t JOIN resident r ON r.n = t.subject_resident WHERE r.name = '王建民'"
        )
        writer.set(ended, {"to_day": TODAY - 2}, actor=None)
        tagged: dict[str, Value] = {"subject": led.people["李文彬"], "tag": "dibao", "from_day": TODAY - 1}
        writer.create("tag", tagged, root=led.homes["李文彬"], actor=None)
    assert quota(session).done == 1
    visit(led, "zhouf", "李文彬")
    assert quota(session).done == 2


def test_a_new_month_begins_at_nothing_and_says_what_was_missed(led: SmallOffice) -> None:
    """One of two is a month missed; and the old month stands as it stood."""
    session = led.session("zhouf")
    visit(led, "zhouf", "王建民")
    led.go_to(10)
    assert (quota(session).done, quota(session).missed_previous) == (0, True)
    assert quota(session, day=TODAY).done == 1


def test_a_quota_begins_with_the_post(led: SmallOffice) -> None:
    """Who took the post in the middle of a month owes the month, and missed none before it."""
    with led.writing() as writer:
        writer.set(led.posts["zhouf"], {"from_day": TODAY - 4}, actor=None)
    led.renewed()
    session = led.session("zhouf")
    assert (quota(session).state, quota(session).missed_previous) == ("due", False)
    assert quota(session, day=TODAY - 6).state == "upcoming"


def test_communities_kept_elsewhere_are_not_counted_and_named(led: SmallOffice) -> None:
    """A leader on the street with five communities, of which one is kept here: 1 of 5."""
    with led.writing() as writer:
        for number in range(4):
            values: dict[str, Value] = {"kind": 4, "name": f"样例{number}社区", "parent": led.units[SUBDISTRICT]}
            writer.create("unit", values, actor=None)
    led.add_post("wangf", "王主任", "contact_leader", SUBDISTRICT)
    assert (quota(led.session("wangf")).held, quota(led.session("wangf")).scopes) == (1, 5)
    assert (quota(led.session("zhouf")).held, quota(led.session("zhouf")).scopes) == (1, 1)


def test_a_quota_of_fixed_households_counts_only_the_paired(office: SmallOffice) -> None:
    """Whoever is paired with the post on the day of the visit, wherever it lies."""
    use_rules(office, rule("fixed", actor_scope="paired", segment=Segment(everyone=True), times=1))
    office.add_post("zhouf", "周副主任", "contact_leader", COMMUNITY)
    with office.writing() as writer:
        pair: dict[str, Value] = {"post": office.posts["zhouf"], "household": office.homes["李文彬"]}
        writer.create("pairing", pair, root=office.homes["李文彬"], actor=None)
    visit(office, "zhouf", "王建民")
    assert quota(office.session("zhouf"), "fixed").done == 0
    visit(office, "zhouf", "李文彬")
    assert quota(office.session("zhouf"), "fixed").state == "done"


def test_a_rolling_quota_looks_back_over_its_days(office: SmallOffice) -> None:
    """Two households in any ten days: due again ten days after the second-last."""
    use_rules(office, rule("ten", period=Period(kind="rolling", days=10)))
    office.add_post("zhouf", "周副主任", "contact_leader", COMMUNITY)
    visit(office, "zhouf", "王建民", -6)
    visit(office, "zhouf", "覃桂兰", -1)
    row = quota(office.session("zhouf"), "ten")
    assert (row.state, row.days_left, row.done) == ("done", 4, 2)


def test_an_area_holds_two_to_three_events_a_year(office: SmallOffice) -> None:
    """S2-8: one of two to three, then enough, then more than the most."""
    use_rules(office, area("stand", times=2, times_most=3, period=Period(kind="year")))
    session = office.session("chen")
    found = []
    row = quota(session, "stand")
    for number in range(4):
        held(office, "stand", TODAY - number)
        row = quota(session, "stand")
        found.append((row.done, row.missing, row.state, row.exceeded))
    assert found == [(1, 1, "due", False), (2, 0, "done", False), (3, 0, "done", False), (4, 0, "done", True)]
    assert (row.most, row.counts, row.mode) == (3, "activities", "per_area")


def test_activities_of_another_kind_or_a_void_one_do_not_count(office: SmallOffice) -> None:
    """And an activity of a unit below counts for the area above it."""
    use_rules(office, area("stand", times=1))
    session = office.session("chen")
    held(office, "other", TODAY)
    gone = held(office, "stand", TODAY)
    with office.writing() as writer:
        writer.void(gone, actor=None)
    assert quota(session, "stand").done == 0
    held(office, "stand", TODAY, unit="晏五村")
    assert quota(session, "stand").done == 1


def test_an_area_s_visits_are_whoever_made_them(office: SmallOffice) -> None:
    """Three visits to needy households of the grid a month, over all visitors; another grid's are not of it."""
    use_rules(office, rule("grid", mode="per_area", actor_roles=("grid_worker",), actor_scope="grid", times=2))
    visit(office, "he", "王建民")
    visit(office, "li", "仇雪梅")
    row = quota(office.session("zhang"), "grid")
    assert (row.done, row.unit_name) == (2, "网格03")
    assert quota(office.session("li"), "grid").done == 1


def test_a_post_over_several_areas_has_a_row_for_each(office: SmallOffice) -> None:
    """Each grid by itself, of a secretary who answers for both."""
    use_rules(office, area("round", actor_scope="grid", times=1))
    held(office, "round", TODAY, unit="网格04")
    rows = {row.unit_name: row.state for row in browse.quotas(office.session("chen"))}
    assert rows == {"网格03": "due", "网格04": "done"}


def test_reports_of_each_post_are_counted_by_who_took_part(office: SmallOffice) -> None:
    """S2-6: a report-back a month of each grid worker."""
    use_rules(
        office,
        area("report", mode="per_actor", actor_roles=("grid_worker",), actor_scope="grid", times=1),
    )
    held(office, "report", TODAY, posts=(office.posts["zhang"],))
    assert quota(office.session("zhang"), "report").state == "done"
    assert quota(office.session("li"), "report").state == "due"


def test_what_the_office_has_not_set_is_asked_of_nobody(office: SmallOffice) -> None:
    """No frequency in the source: no row until the office states one."""
    unset = Period(kind="office_sets")
    use_rules(office, rule("open", period=unset), area("open_too", period=unset))
    office.add_post("zhouf", "周副主任", "contact_leader", COMMUNITY)
    assert browse.quotas(office.session("zhouf")) == ()
    assert browse.quotas(office.session("chen")) == ()


def test_a_round_asks_each_household_once_in_its_window(office: SmallOffice) -> None:
    """Due to its last day, overdue in the days of grace, then no longer asked."""
    use_rules(
        office,
        rule(
            "round",
            mode="once",
            times=1,
            actor_roles=("grid_worker",),
            actor_scope="grid",
            segment=Segment(everyone=True),
            from_=date.fromordinal(TODAY - 3),
            to=date.fromordinal(TODAY + 3),
            grace_days=2,
        ),
    )
    session = office.session("zhang")

    def rows() -> dict[str, str]:
        return {row.head_name: row.state for row in browse.today(session).duties if row.rule_key == "round"}

    assert set(rows().values()) == {"due"}
    assert "马玉珍" not in rows()
    quick_visit(session, office.homes["李文彬"])
    assert rows()["李文彬"] == "done"
    office.go_to(4)
    assert set(rows().values()) == {"overdue"}
    assert "李文彬" not in rows()
    office.go_to(6)
    assert rows() == {}


def test_a_person_s_other_post_shows_what_is_due_there(office: SmallOffice) -> None:
    """S4-3: the acting post's rows, and one line for each other post."""
    office.go_to(7)
    officer = browse.today(office.session("sun", "专干"))
    assert [(other.unit_name, other.overdue) for other in officer.others] == [("网格04", 2)]
    assert browse.today(office.session("zhang")).others == ()


def test_visits_of_a_person_s_other_post_count_for_the_person(led: SmallOffice) -> None:
    """Whoever goes as community grid head has been there as leader, too."""
    with led.writing() as writer:
        staff = writer.read.value("SELECT uid FROM staff WHERE account = 'zhouf'")
        other: dict[str, Value] = {"staff": staff, "role": "community_director", "unit": led.units[COMMUNITY]}
        writer.create("post", other, actor=None)
    led.renewed()
    quick_visit(led.session("zhouf", "community_director"), led.homes["王建民"])
    assert quota(led.session("zhouf", "contact_leader")).done == 1


ATTEND = Trigger(
    key="dispute_there", title="矛盾纠纷必到", act="attend", roles=("grid_worker",), source="S4-6", hours=4,
    visit_channels=("home_visit",),
)  # fmt: skip
REPORT = Trigger(
    key="broken_there", title="设施损坏必报", act="report", roles=("grid_worker",), source="S4-7", hours=24,
    ticket_kind="problem", ticket_class="routine", category="facility",
)  # fmt: skip


def noted(office: SmallOffice, trigger: Trigger, head: str | None, minutes_ago: int = 60) -> bytes:
    """Note something that happened."""
    values: dict[str, Value] = {
        "trigger": trigger.key,
        "at_ms": office.clock.now_ms() - minutes_ago * 60_000,
        "unit": office.units["网格03"],
        "note": "争吵",
    }
    if head is not None:
        values["household"] = office.homes[head]
    with office.writing() as writer:
        return writer.create("occurrence", values, root=office.homes[head] if head else None, actor=None)


def test_what_happened_is_on_today_of_the_roles_that_answer(office: SmallOffice) -> None:
    """By hours: due, then overdue and counted in the first row; gone the day after it was answered."""
    use_rules(office, triggers=(ATTEND, REPORT))
    noted(office, ATTEND, "李文彬")
    noted(office, REPORT, None)
    session = office.session("zhang")
    rows = browse.today(session).occurrences
    assert [(row.title, row.state, row.minutes_left) for row in rows] == [
        ("矛盾纠纷必到", "due", 180),
        ("设施损坏必报", "due", 23 * 60),
    ]
    assert browse.today(office.session("li")).occurrences == ()
    assert browse.today(office.session("he")).occurrences == ()
    office.go_to(0, 15 * 60)
    late = browse.today(session)
    assert late.occurrences[0].state == "overdue"
    assert browse.header(session).overdue == late.overdue_count == 1
    quick_visit(session, office.homes["李文彬"])
    assert browse.today(session).occurrences[0].state == "done"
    office.go_to(1)
    assert [row.trigger for row in browse.today(session).occurrences] == [REPORT.key]


def test_a_report_is_answered_by_the_ticket_that_names_it(office: SmallOffice) -> None:
    """A ticket opened from it; a ticket about something else does not."""
    use_rules(office, triggers=(REPORT,))
    happened = noted(office, REPORT, None)
    session = office.session("zhang")
    with office.writing() as writer:
        values: dict[str, Value] = {
            "ticket_class": TicketClass.ROUTINE,
            "opened_ms": office.clock.now_ms(),
            "unit": office.units["网格03"],
        }
        writer.create("ticket", values, actor=None)
        assert browse.today(session).occurrences[0].state == "due"
        writer.create("ticket", values | {"occurrence": happened}, actor=None)
    assert browse.today(session).occurrences[0].state == "done"


def test_a_line_of_the_board_that_nobody_knows_is_refused(office: SmallOffice) -> None:
    """It was of somebody who holds no post here any more."""
    with pytest.raises(InputFault, match=r"board\.line_unknown"):
        browse.due_rows(office.session("chen"), "post", "00")


def test_a_role_nobody_holds_has_a_line_that_says_so(office: SmallOffice) -> None:
    """A duty is never lost with the post that owed it."""
    with office.writing() as writer:
        writer.set(office.posts["he"], {"to_day": TODAY - 1}, actor=None)
    office.renewed()
    lines = browse.due_board(office.session("chen")).lines
    nobody = next(line for line in lines if not line.title)
    assert (nobody.role_title, nobody.overdue) == (office.session("chen").role_title("neighbor_lead"), 2)
    rows = browse.due_rows(office.session("chen"), "post", nobody.key)
    assert sum(row.state == "overdue" for row in rows) == 2


def test_the_board_by_building_follows_the_walk(office: SmallOffice) -> None:
    """A building a line, its rows at its doors; paused ones are not owed."""
    session = office.session("chen")
    lines = browse.due_board(session, "building").lines
    assert [line.title for line in lines] == ["晏五村 5号楼", "晏五村 6号楼", "晏六村 1号楼"]
    rows = browse.due_rows(session, "building", lines[0].key, with_done=True)
    assert len(rows) == lines[0].owed
    assert {row.building_title for row in rows} == {"晏五村 5号楼"}


def test_a_post_above_communities_sees_a_line_for_each(office: SmallOffice) -> None:
    """The street's officer: by community first, and by post or building where that is asked."""
    session = office.session("zhou")
    view = browse.today(session)
    assert [(line.title, line.overdue) for line in view.lines] == [("中院社区", 2)]
    assert view.lines_by == "community"
    assert sum(line.knocked for line in view.lines) > 0
    rows = browse.due_rows(session, "community", view.lines[0].key)
    assert len(rows) == view.lines[0].owed - view.lines[0].done
    assert {line.title for line in browse.due_board(session, "post").lines} >= {"张三", "何春敏"}


def test_a_paired_household_s_duty_is_its_pair_s(office: SmallOffice) -> None:
    """S0-12: of the officer paired with it, and of nobody else of that role."""
    use_rules(
        office,
        rule("fixed", mode="per_subject", times=1, actor_roles=("street_officer",), actor_scope="paired"),
    )
    with office.writing() as writer:
        pair: dict[str, Value] = {"post": office.posts["zhou"], "household": office.homes["王建民"]}
        writer.create("pairing", pair, root=office.homes["王建民"], actor=None)
    assert [row.head_name for row in browse.today(office.session("zhou")).duties] == ["王建民"]
    line = next(line for line in browse.due_board(office.session("chen")).lines if line.title == "周明")
    assert (line.owed, line.done) == (1, 0)
    assert [row.rule_key for row in browse.due_rows(office.session("chen"), "post", line.key)] == ["fixed"]


def area(key: str, **changes: Any) -> CadenceRule:
    """Return a rule of a secretary that counts activities of the community."""
    values: dict[str, Any] = {
        "mode": "per_area",
        "actor_roles": ("community_secretary",),
        "actor_scope": "community",
        "channels": (),
        "counts": "activities",
        "activity": key,
        "segment": Segment(everyone=True),
    }
    return rule(key, **(values | changes))


def held(office: SmallOffice, kind: str, day: int, unit: str = COMMUNITY, posts: tuple[bytes, ...] = ()) -> bytes:
    """Record an activity."""
    values: dict[str, Value] = {"kind": kind, "day": day, "unit": office.units[unit], "posts": posts}
    with office.writing() as writer:
        return writer.create("activity", values, actor=None)
