"""What happened and must be answered, on the due board: a line is its post's own day, however it is told apart."""

import msgspec
import pytest

from gridtui.core.errors import InputFault
from gridtui.core.words import DwellingUse
from gridtui.office import browse, households, occurrences
from gridtui.office.due_board import open_answers
from gridtui.office.duty_views import By, DueLine
from gridtui.office.households import set_household
from gridtui.office.tickets import open_ticket
from gridtui.office.undo import undo
from gridtui.office.visits import quick_visit
from tests.office.occurrence_steps import noted
from tests.tools.office_builder import MINUTE, TODAY, SmallOffice

HOURS = 24


@pytest.fixture
def timed(office: SmallOffice) -> SmallOffice:
    """Give the office with a day's time to answer in, which no report states."""
    scheme = office.session("chen").scheme
    triggers = tuple(msgspec.structs.replace(each, hours=HOURS) for each in scheme.triggers)
    with office.writing() as writer:
        writer.keep_scheme(msgspec.structs.replace(scheme, triggers=triggers))
    office.renewed()
    return office


def lines(office: SmallOffice, by: By, account: str = "chen") -> dict[str, DueLine]:
    """Return the lines of the secretary's board by their key."""
    return {line.key: line for line in browse.due_board(office.session(account), by).lines}


def counted(office: SmallOffice, by: By, key: str) -> tuple[int, int, int]:
    """Return what a line owes, has done and is late with; nothing where it is not there."""
    line = lines(office, by).get(key)
    return (line.owed, line.done, line.overdue) if line else (0, 0, 0)


def test_a_line_of_the_board_is_late_as_its_post_s_own_day_is(timed: SmallOffice) -> None:
    """From noted to late to answered: the board's line, the post's first row and its Today say the same number."""
    key = timed.posts["zhang"].hex()
    worker = timed.session("zhang")
    owed, done, late = counted(timed, "post", key)
    noted(timed, "mood_swing", "王建民")
    assert counted(timed, "post", key) == (owed + 1, done, late)
    timed.go_to(1, MINUTE + 1)
    assert counted(timed, "post", key)[2] == browse.header(worker).overdue == browse.today(worker).overdue_count
    assert counted(timed, "post", key)[2] > late
    before = counted(timed, "post", key)
    quick_visit(worker, timed.homes["王建民"])
    after = counted(timed, "post", key)
    assert after[2] == browse.header(worker).overdue < before[2]
    assert after[0] == before[0]
    undo(worker)
    assert counted(timed, "post", key) == before


def test_everybody_s_late_answers_stand_in_the_secretary_s_first_row(timed: SmallOffice) -> None:
    """A post that is over others counts what any of them is late with, each once."""
    timed.go_to(1)
    without = browse.header(timed.session("chen")).overdue
    timed.go_to(0)
    noted(timed, "mood_swing", "王建民")
    noted(timed, "dispute", "周海洋", account="li")
    timed.go_to(1, MINUTE + 1)
    secretary = timed.session("chen")
    assert browse.header(secretary).overdue == browse.today(secretary).overdue_count == without + 2


def test_who_is_over_a_post_opens_what_it_must_answer(office: SmallOffice) -> None:
    """The same rows as on its own Today, also of a day before; a grid beside it has none."""
    noted(office, "mood_swing", "王建民")
    own = browse.today(office.session("zhang")).occurrences
    assert len(own) == 1
    secretary, key = office.session("chen"), office.posts["zhang"].hex()
    assert browse.due_answers(secretary, "post", key) == own
    assert browse.due_answers(secretary, "post", key, TODAY - 1) == ()
    with pytest.raises(InputFault, match=r"board\.line_unknown"):
        browse.due_answers(secretary, "post", "nobody")
    assert browse.due_answers(office.session("li"), "post", key) == ()


def test_what_was_answered_is_shown_where_the_done_ones_are_wanted(office: SmallOffice) -> None:
    """On the day it was answered, marked; the next day it is gone."""
    uid = noted(office, "mood_swing", "王建民")
    office.go_to(0, MINUTE + 5)
    quick_visit(office.session("zhang"), office.homes["王建民"])
    secretary, key = office.session("chen"), office.posts["zhang"].hex()
    assert browse.due_answers(secretary, "post", key) == ()
    assert [row.uid for row in browse.due_answers(secretary, "post", key, with_done=True)] == [uid]
    office.go_to(1)
    assert browse.due_answers(secretary, "post", key, with_done=True) == ()


def test_by_building_what_happened_at_a_door_is_in_its_building(office: SmallOffice) -> None:
    """What happened at no door has a line of its own, so that no part of the board is missing a sum."""
    before = {key: line.owed for key, line in lines(office, "building").items()}
    noted(office, "mood_swing", "王建民")
    at_place = noted(office, "damaged_facility", place="晏五村东门")
    now = lines(office, "building")
    grown = {line.title: line.owed - before.get(key, 0) for key, line in now.items() if line.owed != before.get(key)}
    assert grown == {"晏五村 5号楼": 1, "": 1}
    elsewhere = next(line for line in now.values() if not line.title)
    rows = browse.due_answers(office.session("chen"), "building", elsewhere.key)
    assert [row.uid for row in rows] == [at_place]
    assert browse.due_rows(office.session("chen"), "building", elsewhere.key) == ()


def test_a_building_where_nothing_else_is_owed_has_its_line(office: SmallOffice) -> None:
    """A household no rule asks for is answered for all the same, at its place in the walk."""
    known = lines(office, "building")
    assert "晏五村 6号楼" in {line.title for line in known.values()}
    with office.writing() as writer:
        writer.keep_scheme(msgspec.structs.replace(office.session("chen").scheme, rules=()))
    office.renewed()
    assert lines(office, "building") == {}
    noted(office, "mood_swing", "覃桂兰")
    (line,) = lines(office, "building").values()
    assert (line.title, line.owed) == ("晏五村 6号楼", 1)


def test_by_community_it_stands_with_the_community(office: SmallOffice) -> None:
    """A street officer's line of the community grows by one."""
    (before,) = browse.due_board(office.session("zhou"), "community").lines
    noted(office, "damaged_facility", place="晏五村东门")
    (now,) = browse.due_board(office.session("zhou"), "community").lines
    assert (now.key, now.owed) == (before.key, before.owed + 1)


def test_where_nobody_holds_the_post_the_role_says_so(office: SmallOffice) -> None:
    """Nothing that must be answered falls between posts."""
    noted(office, "mood_swing", "王建民")
    with office.writing() as writer:
        for account in ("zhang", "he"):
            writer.set(office.posts[account], {"to_day": TODAY - 1}, actor=None)
    trigger = office.session("chen").scheme.trigger("mood_swing")
    assert trigger is not None
    nobody = [line for line in lines(office, "post").values() if line.key == f"nobody:{trigger.roles[0]}"]
    assert len(nobody) == 1
    rows = browse.due_answers(office.session("chen"), "post", nobody[0].key)
    assert [row.trigger for row in rows] == ["mood_swing"]


def test_a_person_s_other_post_counts_what_must_be_answered_there(timed: SmallOffice) -> None:
    """Due and late on the line of the other post are those of its own first row."""
    noted(timed, "mood_swing", "周海洋", account="li")
    timed.go_to(1, MINUTE + 1)
    desk, lead = timed.session("sun", "desk_officer"), timed.session("sun", "neighbor_lead")
    (other,) = browse.today(desk).others
    assert other.overdue == browse.header(lead).overdue


def test_what_everybody_must_answer_is_listed_once(office: SmallOffice) -> None:
    """For a post that is over others, whoever noted it, the most pressing first; a day before there was nothing."""
    first = noted(office, "mood_swing", "王建民")
    office.go_to(0, MINUTE + 1)
    second = noted(office, "dispute", "周海洋", account="li")
    secretary = office.session("chen")
    assert [row.uid for row in open_answers(secretary)] == [first, second]
    assert open_answers(secretary, TODAY - 1) == ()


def test_who_holds_a_role_with_another_answers_for_it(office: SmallOffice) -> None:
    """A trigger that names the role answered for by the holder of the other one."""
    scheme = office.session("chen").scheme
    role = scheme.role("grid_worker")
    assert role is not None
    held = msgspec.structs.replace(role, key="watch", title="值守", held_with=("grid_worker",))
    triggers = tuple(
        msgspec.structs.replace(each, roles=("watch",)) if each.key == "mood_swing" else each
        for each in scheme.triggers
    )
    with office.writing() as writer:
        writer.keep_scheme(msgspec.structs.replace(scheme, roles=(*scheme.roles, held), triggers=triggers))
    office.renewed()
    noted(office, "mood_swing", "王建民")
    key = office.posts["zhang"].hex()
    assert len(browse.today(office.session("zhang")).occurrences) == 1
    assert len(browse.due_answers(office.session("chen"), "post", key)) == 1
    assert not [line for line in lines(office, "post").values() if line.key.startswith("nobody:watch")]


@pytest.mark.parametrize("gone", ["void", "left", "paper", "vacant"])
def test_nobody_is_asked_to_go_where_nobody_is(office: SmallOffice, gone: str) -> None:
    """What must be attended goes with the household; what must be reported stays, but for a record made in error."""
    noted(office, "mood_swing", "覃桂兰")
    report = noted(office, "damaged_facility", "覃桂兰")
    home = office.homes["覃桂兰"]
    with office.writing() as writer:
        if gone == "void":
            writer.void(home, actor=None)
        elif gone == "vacant":
            writer.set(office.doors["晏五村6-2-401"], {"use": DwellingUse.VACANT}, actor=None)
        else:
            writer.set(home, {"to_day": TODAY - 1} if gone == "left" else {"paper": 1}, actor=None)
    left = [row.uid for row in open_answers(office.session("chen"))]
    assert left == ([] if gone == "void" else [report])


def test_a_day_before_a_household_moved_to_another_grid_is_as_it_was(office: SmallOffice) -> None:
    """The post of the grid it was in owed the answer, the one it is in now owes it from the move on."""
    noted(office, "mood_swing", "王建民")
    office.go_to(1)
    office.renewed()
    chen, day = office.session("chen"), TODAY

    def owed(on: int | None = None) -> dict[str, int]:
        return {
            line.title: line.owed
            for line in browse.due_board(chen, "post", on).lines
            if line.title in {"张三", "李梅"}
        }

    before = owed(day)
    set_household(chen, office.homes["王建民"], {"grid": office.units["网格04"]})
    assert owed(day) == before
    assert [row.trigger for row in browse.due_answers(chen, "post", office.posts["li"].hex())] == ["mood_swing"]
    assert browse.due_answers(chen, "post", office.posts["zhang"].hex()) == ()


def test_a_line_counts_what_was_answered_today_as_done(office: SmallOffice) -> None:
    """Its share grows with the answer; the next day it is neither owed nor done."""
    key = office.posts["zhang"].hex()
    owed, done, late = counted(office, "post", key)
    noted(office, "damaged_facility", place="晏五村东门")
    session = office.session("zhang")
    uid = browse.today(session).occurrences[0].uid
    form = occurrences.report_form(session, uid)
    assert form is not None
    open_ticket(session, msgspec.structs.replace(form, title="路灯不亮"))
    assert counted(office, "post", key) == (owed + 1, done + 1, late)


def test_what_is_dated_a_moment_ahead_is_not_owed_yet(office: SmallOffice) -> None:
    """As a watch that runs ahead notes it; from that moment on it is."""
    session = office.session("zhang")
    form = occurrences.new_occurrence_form(session, "mood_swing", office.homes["王建民"])
    occurrences.note_occurrence(session, msgspec.structs.replace(form, start_minute=form.start_minute + 5))
    assert browse.today(session).occurrences == ()
    office.go_to(0, MINUTE + 5)
    assert len(browse.today(session).occurrences) == 1


def test_what_is_kept_of_answers_follows_tags_and_the_mechanism(office: SmallOffice) -> None:
    """A report that a tag answers is gone when the tag is given; a trigger nobody names any more asks nothing."""
    session = office.session("zhang")
    noted(office, "new_pregnancy", "赵志强")
    noted(office, "mood_swing", "王建民")
    assert len(browse.today(session).occurrences) == 2
    tag = next(each.tag for each in session.scheme.triggers if each.key == "new_pregnancy")
    households.add_tag(session, office.people["钱小燕"], office.homes["赵志强"], tag)
    states = {row.trigger: row.state for row in browse.today(session).occurrences}
    assert states == {"new_pregnancy": "done", "mood_swing": "due"}
    with office.writing() as writer:
        writer.keep_scheme(msgspec.structs.replace(session.scheme, triggers=()))
    office.renewed()
    assert browse.today(office.session("zhang")).occurrences == ()
