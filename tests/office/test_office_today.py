"""Today: whose duties are listed, in which order, what counts as done, what waits; and why each is due."""

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused
from gridtui.core.words import Channel, DwellingUse, Outcome, TicketAct, TicketClass
from gridtui.office import browse, households
from gridtui.office.session import OfficeSession
from gridtui.office.undo import undo
from gridtui.office.views import DutyRow
from gridtui.office.visits import log_visit, new_visit_form, quick_visit
from tests.office.ticket_steps import opened, step
from tests.tools.office_builder import TODAY, SmallOffice

REPORT = "张家界市永定区锣鼓塔街道公开报道，年份不详"


def lines(session: OfficeSession) -> list[tuple[str, str, str, int | None]]:
    """Return head, label, state and days left of each row."""
    return [(row.head_name, row.rule_title, row.state, row.days_left) for row in browse.today(session).duties]


def row_of(session: OfficeSession, head: str, label: str) -> DutyRow:
    """Return one row."""
    return next(row for row in browse.today(session).duties if (row.head_name, row.rule_title) == (head, label))


def test_a_post_sees_the_duties_of_its_own_rules_on_its_own_unit(office: SmallOffice) -> None:
    """A grid worker's are the monthly ones of the grid, a neighbour lead's the three and seven days."""
    assert lines(office.session("zhang")) == [("王建民", "每月必访", "due", 9), ("赵志强", "每月必访", "due", 9)]
    assert {label for _, label, *_ in lines(office.session("he"))} == {"七天一访", "三天一问候"}
    assert {head for head, *_ in lines(office.session("li"))} == {"仇雪梅", "欧阳文"}


def test_rows_stand_in_walking_order_with_overdue_buildings_first(office: SmallOffice) -> None:
    """While both are late the walk decides; with 5号楼 done, 6号楼 comes first; at one door what is late first."""
    session = office.session("he")
    assert [(row.building_title, row.rule_title) for row in browse.today(session).duties] == [
        ("晏五村 5号楼", "七天一访"),
        ("晏五村 5号楼", "三天一问候"),
        ("晏五村 6号楼", "七天一访"),
    ]
    quick_visit(session, office.homes["刘秀芬"])
    assert browse.today(session).duties[0].building_title == "晏五村 6号楼"


def test_one_visit_done_for_two_rules_is_one_line(office: SmallOffice) -> None:
    """A household with two monthly tags is visited once: rows of one label and one way are one row."""
    office.go_to(30)
    rows = [row for row in browse.today(office.session("zhang")).duties if row.head_name == "覃桂兰"]
    assert [row.rule_title for row in rows] == ["每月必访"]


def test_a_done_row_stays_and_says_so(office: SmallOffice) -> None:
    """Rows never move by themselves: what was done today is marked, not gone."""
    session = office.session("he")
    before = browse.today(session)
    quick_visit(session, office.homes["刘秀芬"])
    after = browse.today(session)
    row = row_of(session, "刘秀芬", "七天一访")
    assert (row.state, row.done_today, row.last_day, row.days_left) == ("done", True, TODAY, 7)
    assert (after.done_count, after.overdue_count) == (before.done_count + 1, before.overdue_count - 1)
    assert len(after.duties) == len(before.duties)
    undo(session)
    assert browse.today(session).duties == before.duties


def test_a_knock_nobody_answered_leaves_the_duty(office: SmallOffice) -> None:
    """Only a visit that met somebody counts."""
    session = office.session("he")
    before = browse.today(session).duties
    quick_visit(session, office.homes["刘秀芬"], Outcome.NO_ANSWER)
    assert browse.today(session).duties == before


def test_a_greeting_is_no_visit(office: SmallOffice) -> None:
    """Whether a home visit also counts as a greeting the office decides (S3-5): here neither counts for the other."""
    session = office.session("he")
    quick_visit(session, office.homes["刘秀芬"], channel=Channel.ONLINE_GREETING)
    assert row_of(session, "刘秀芬", "七天一访").state == "overdue"
    assert row_of(session, "刘秀芬", "三天一问候").state == "done"


def test_a_calendar_month_is_due_till_its_end_and_never_overdue(office: SmallOffice) -> None:
    """The window's end is the day it falls due; a month missed shows in the next as missed."""
    session = office.session("zhang")
    assert row_of(session, "王建民", "每月必访").days_left == 9
    office.go_to(9)
    assert row_of(session, "王建民", "每月必访").state == "due"
    office.go_to(10)
    row = row_of(session, "王建民", "每月必访")
    assert (row.state, row.missed_previous) == ("due", True)


def test_a_rolling_duty_counts_from_the_last_visit(office: SmallOffice) -> None:
    """Nine days ago under a rule of seven: two days late, and later every day."""
    session = office.session("he")
    assert row_of(session, "刘秀芬", "七天一访").days_left == -2
    office.go_to(1)
    assert row_of(session, "刘秀芬", "七天一访").days_left == -3
    office.go_to(0)
    form = msgspec.structs.replace(new_visit_form(session, office.homes["刘秀芬"]), day=TODAY - 5, start_minute=None)
    log_visit(session, form)
    assert row_of(session, "刘秀芬", "七天一访").days_left == 2


def test_who_was_tagged_yesterday_is_not_a_year_overdue(office: SmallOffice) -> None:
    """An obligation begins with its tag, however old the household and the rule are."""
    session = office.session("sun", "邻长")
    assert lines(session) == []
    office.go_to(1)
    assert lines(session) == [("欧阳文", "三天一问候", "due", 1)]
    office.go_to(7)
    assert sorted(lines(session)) == [("欧阳文", "七天一访", "overdue", -1), ("欧阳文", "三天一问候", "overdue", -5)]


def test_paper_households_and_vacant_doors_owe_nothing(office: SmallOffice) -> None:
    """Nobody lives there: nothing is due on Today, on the card, or in a count."""
    session = office.session("zhang")
    before = browse.today(session).month_due
    assert not any(row.head_name == "吴国华" for row in browse.today(session).duties)
    assert browse.household_card(session, office.homes["吴国华"]).duties == ()
    households.set_dwelling(session, office.homes["王建民"], {"use": DwellingUse.VACANT})
    assert browse.today(session).month_due == before - 1
    assert browse.household_card(session, office.homes["王建民"]).duties == ()


def test_who_has_moved_away_owes_nothing(office: SmallOffice) -> None:
    """From the day after the household's last."""
    session = office.session("zhang")
    households.set_household(session, office.homes["王建民"], {"to_day": TODAY})
    assert row_of(session, "王建民", "每月必访")
    office.go_to(1)
    assert not any(row.head_name == "王建民" for row in browse.today(session).duties)
    assert browse.household_card(session, office.homes["王建民"]).duties == ()


def test_the_secretary_sees_how_each_post_stands(office: SmallOffice) -> None:
    """A post whose role no rule names has no rows of its own but the due board, and counts what is overdue."""
    view = browse.today(office.session("chen"))
    assert (view.duties, view.overdue_count, view.lines_by) == ((), 2, "post")
    stand = {line.title: (line.owed, line.done, line.overdue) for line in view.lines}
    assert stand == {"张三": (5, 3, 0), "何春敏": (6, 3, 2), "李梅": (3, 1, 0), "孙桂英": (0, 0, 0)}
    assert browse.header(office.session("zhou")).overdue == 2


def test_the_month_counts_done_and_due(office: SmallOffice) -> None:
    """Visited and due this month, over every monthly duty of the post."""
    session = office.session("zhang")
    before = browse.today(session)
    assert before.month_due == 6
    quick_visit(session, office.homes["王建民"])
    after = browse.today(session)
    assert (after.month_done, after.month_due) == (before.month_done + 1, before.month_due)


def test_another_day_is_asked_for_with_its_own_facts(office: SmallOffice) -> None:
    """Last week is the same code: later visits are not known then."""
    session = office.session("he")
    then = browse.today(session, TODAY - 9)
    row = next(row for row in then.duties if (row.head_name, row.rule_title) == ("刘秀芬", "七天一访"))
    assert (row.state, row.done_today, then.day) == ("done", True, TODAY - 9)


def test_the_header_counts_as_the_screens_do(office: SmallOffice) -> None:
    """Office, post, person; drafts, unsent, overdue, urgent."""
    session = office.session("he")
    opened(office, "zhang", ticket_class=TicketClass.URGENT)
    browse_header = browse.header(session)
    assert browse_header.office_name == "中院社区"
    assert (browse_header.unit_name, browse_header.staff_name) == ("网格03", "何春敏")
    assert browse_header.overdue == browse.today(session).overdue_count == 2
    assert (browse_header.urgent, browse_header.drafts, browse_header.conflicts) == (1, 0, 0)
    assert browse_header.last_sync_ms is None
    assert browse_header.unsent > 0


def test_what_waits_is_what_i_hold_and_what_lies_at_my_desk(office: SmallOffice) -> None:
    """A secretary signs for the community's desk, a street officer for the street's."""
    held = opened(office, "zhang")
    community = opened(office, "zhang", ticket_class=TicketClass.COORDINATION)
    street = opened(office, "zhang", ticket_class=TicketClass.URGENT)

    def waiting(account: str) -> set[bytes]:
        return {row.uid for row in browse.today(office.session(account)).tickets}

    assert waiting("zhang") == {held}
    assert waiting("chen") == waiting("wang") == {community}
    assert waiting("zhou") == {street}
    step(office, "wang", community, TicketAct.ACCEPTED)
    assert waiting("chen") == set()
    assert waiting("wang") == {community}


def test_owned_tickets_never_hide_what_waits(office: SmallOffice) -> None:
    """The desk's queue is read on until enough is found that nobody signed for."""
    for _ in range(22):
        step(office, "wang", opened(office, "zhang", ticket_class=TicketClass.COORDINATION), TicketAct.ACCEPTED)
    last = opened(office, "zhang", ticket_class=TicketClass.COORDINATION)
    assert [row.uid for row in browse.today(office.session("chen")).tickets] == [last]


def test_why_quotes_rule_source_and_the_visit_that_counted(office: SmallOffice) -> None:
    """``y`` answers: the rule, its source document, the last visit that counted, when it next falls due."""
    told = browse.why(office.session("he"), office.homes["刘秀芬"], "home_visit_7_days")
    assert (told.rule_title, told.source, told.assumed) == ("七天一入户走访", f"{REPORT} S3-5", True)
    assert (told.mode, told.period, told.days, told.times) == ("per_subject", "rolling", 7, 1)
    assert (told.state, told.due_day, told.days_left) == ("overdue", TODAY - 2, -2)
    assert told.last_visit is not None
    assert (told.last_visit.day, told.last_visit.visitor_names) == (TODAY - 9, ("何春敏",))


def test_why_of_a_duty_never_fulfilled_names_no_visit(office: SmallOffice) -> None:
    """Nobody has been there yet."""
    told = browse.why(office.session("chen"), office.homes["欧阳文"], "home_visit_7_days")
    assert told.last_visit is None
    assert told.due_day == TODAY + 6


@pytest.mark.parametrize(("head", "rule"), [("李文彬", "home_visit_7_days"), ("刘秀芬", "nothing")])
def test_why_of_what_is_not_owed_is_refused(office: SmallOffice, head: str, rule: str) -> None:
    """A rule that is not about this household gives no reason."""
    with pytest.raises(InputFault) as fault:
        browse.why(office.session("chen"), office.homes[head], rule)
    assert fault.value.code == "rule.unknown"


def test_a_neighbour_lead_asks_only_about_the_own_grid(office: SmallOffice) -> None:
    """Why, card and Today share one permission."""
    with pytest.raises(Refused):
        browse.why(office.session("he"), office.homes["欧阳文"], "home_visit_7_days")
