"""The headless twins of the lists: what a screen shows, as JSON and as a table, under its permission and masks."""

import re
from typing import Any

import pytest

from gridtui.core.errors import GridtuiError
from gridtui.core.time import SystemClock, day_of, iso_day
from gridtui.core.words import Outcome
from gridtui.office import browse, occurrences, visits
from gridtui.office.session import opened_session
from gridtui.settings import load_settings
from tests.tools.office_host import NEIGHBOUR, SECRETARY, WORKER, OfficeHost

FULL_ID_NUMBER = re.compile(r"(?<![0-9a-f])\d{17}[\dXx](?![0-9a-f])")
FULL_PHONE = re.compile(r"(?<![0-9a-f])1\d{10}(?![0-9a-f])")
TWINS = (("households",), ("visits",), ("due", "--all"), ("tickets", "--all"))


def today() -> str:
    """Return the office's present day."""
    return iso_day(day_of(SystemClock().now_ms()))


def log_two_visits(host: OfficeHost) -> list[str]:
    """Log a visit and a knock as 张三; return whom they are to."""
    settings = load_settings(host.office, {})
    with opened_session(host.office, account=WORKER, clock=SystemClock(), settings=settings) as session:
        first, second = browse.today(session).duties[:2]
        visits.quick_visit(session, first.household, Outcome.MET)
        visits.quick_visit(session, second.household, Outcome.NO_ANSWER)
    return [first.head_name, second.head_name]


def test_households_lists_all_of_them_in_walking_order(read_only: OfficeHost) -> None:
    """With what a list may show."""
    rows = read_only.json("households", account=WORKER)
    assert len(rows) == 400
    assert set(rows[0]) >= {"id", "address", "head", "members", "grid", "last_visit", "open_tickets"}
    doors = [row["address"] for row in rows]
    assert doors[0].startswith("晏五村1-1-")
    assert doors == sorted(doors, key=lambda address: [int(part) for part in re.findall(r"\d+", address)])


@pytest.mark.parametrize(
    ("words", "head"),
    [(["wts"], "王桐思"), (["王桐思"], "王桐思"), (["wts", "5-2"], "王桐思"), (["5-2-403"], "王桐思")],
)
def test_households_finds_as_the_screen_does(read_only: OfficeHost, words: list[str], head: str) -> None:
    """Initials, name, address, in any mix."""
    assert head in [row["head"] for row in read_only.json("households", *words, account=WORKER)]


def test_a_limit_and_an_order_are_kept(read_only: OfficeHost) -> None:
    """So many rows; by name is by pinyin."""
    rows = read_only.json("households", "--order", "name", "--limit", "3", account=WORKER)
    assert len(rows) == 3
    assert rows[0]["head"].startswith(("阿", "艾", "安"))


def test_due_lists_what_the_acting_post_owes(read_only: OfficeHost) -> None:
    """Each grid worker their own; the secretary gets what everybody owes."""
    mine, theirs = (read_only.json("due", account=account) for account in (WORKER, NEIGHBOUR))
    assert mine
    assert theirs
    assert {row["household"] for row in mine}.isdisjoint(row["household"] for row in theirs)
    assert {row["state"] for row in mine} <= {"due", "overdue"}
    everybody = {(row["household"], row["rule"]) for row in read_only.json("due", account=SECRETARY)}
    assert {(row["household"], row["rule"]) for row in (*mine, *theirs)} <= everybody


def test_due_as_of_a_day_answers_for_that_day(read_only: OfficeHost) -> None:
    """A month ago the month's visits were due at that month's end."""
    rows = read_only.json("due", "--all", "--as-of", "2027-02-10", account=WORKER)
    assert {row["due"] for row in rows if row["due"]} == {"2027-02-28"}


def test_a_post_one_is_over_owes_what_it_sees_itself(host: OfficeHost) -> None:
    """``--post`` by the secretary: the visits and what happened, as the worker's own list on that day."""
    own = host.json("due", "--as-of", "2027-02-10", account=WORKER)
    assert own
    seen = host.json("due", "--post", "张三", "--as-of", "2027-02-10", account=SECRETARY)
    assert sorted(seen, key=str) == sorted(own, key=str)


def test_what_is_done_leaves_due_and_stands_among_the_visits(host: OfficeHost) -> None:
    """A knock nobody answered is a visit and leaves the duty open."""
    owed = len(host.json("due", account=WORKER))
    met, knocked = log_two_visits(host)
    rows = host.json("visits", account=WORKER)
    assert {(row["head"], row["outcome"], row["day"]) for row in rows} == {
        (met, "met", today()),
        (knocked, "no_answer", today()),
    }
    assert rows[0]["visitors"] == ["张三"]
    assert len(host.json("due", account=WORKER)) == owed - 1


def test_visits_can_be_asked_for_by_household_and_by_day(host: OfficeHost) -> None:
    """Nothing before, nothing after."""
    met, _knocked = log_two_visits(host)
    (row,) = (row for row in host.json("visits", account=WORKER) if row["head"] == met)
    assert host.json("visits", "--household", row["household"], account=WORKER) == [row]
    assert len(host.json("visits", "--since", today(), "--until", today(), account=WORKER)) == 2
    assert host.json("visits", "--until", "2020-01-01", account=WORKER) == []


def test_a_table_says_the_same_in_aligned_columns(read_only: OfficeHost) -> None:
    """A head, a line a row, and the sum below what is due."""
    lines = read_only.run("due", account=WORKER).stdout.splitlines()
    rows = read_only.json("due", account=WORKER)
    assert "户主" in lines[0].split()
    assert len(lines) == len(rows) + 2
    assert lines[-1].startswith(f"应访{len(rows)}")


@pytest.mark.parametrize("words", TWINS, ids=lambda words: words[0])
def test_no_list_shows_a_full_number(host: OfficeHost, words: tuple[str, ...]) -> None:
    """Neither an identity number nor a telephone, in a table or in JSON, for whomever asks."""
    log_two_visits(host)
    for account in (WORKER, SECRETARY):
        for said in (host.run(*words, account=account).stdout, host.run(*words, "--json", account=account).stdout):
            assert not FULL_ID_NUMBER.search(said)
            assert not FULL_PHONE.search(said)


def test_nobody_of_the_office_sees_nothing(read_only: OfficeHost) -> None:
    """An account without a post is refused by every list, in words."""
    for words in TWINS:
        ended = read_only.run(*words, account="stranger", status=1)
        assert ended.stdout == ""
        assert "stranger" in ended.stderr


def test_who_holds_several_posts_chooses_one(host: OfficeHost) -> None:
    """By name, role or id; a post of somebody else's is refused."""
    host.run("staff", "--appoint", "李梅", "--account", SECRETARY, "--unit", "网格03", account=SECRETARY)
    mine, everybody = (host.json("--post", post, "due", account=SECRETARY) for post in ("网格员", "社区书记"))
    assert 0 < len(mine) < len(everybody)
    ended = host.run("--post", "街道办事员", "due", account=SECRETARY, status=1)
    assert "街道办事员" in ended.stderr


def test_the_twin_and_the_screen_read_through_one_door(host: OfficeHost) -> None:
    """The command's document holds what the office's own function gives."""
    log_two_visits(host)
    settings = load_settings(host.office, {})
    with opened_session(host.office, account=WORKER, clock=SystemClock(), settings=settings) as session:
        shown: list[Any] = [(row.uid.hex(), row.head_name, row.summary) for row in browse.visits(session).rows]
        owed = browse.today(session)
    assert [(row["id"], row["head"], row["summary"]) for row in host.json("visits", account=WORKER)] == shown
    assert len(host.json("due", account=WORKER)) == owed.due_count
    with (
        pytest.raises(GridtuiError),
        opened_session(host.office, account="stranger", clock=SystemClock(), settings=settings),
    ):
        pass


def test_due_by_post_and_building_is_the_due_board(read_only: OfficeHost) -> None:
    """A line each, by the reads of the screen; the rows of a post are that post's own."""
    by_post = read_only.json("due", "--by", "post", account=SECRETARY)
    worker = next(line for line in by_post if line["title"] == "张三")
    assert worker["kind"] == "post"
    assert worker["owed"] >= worker["done"] + worker["overdue"]
    rows = read_only.json("due", "--post", "张三", account=SECRETARY)
    assert [(row["household"], row["rule"]) for row in rows] != []
    own = {(row["household"], row["rule"]) for row in read_only.json("due", account=WORKER)}
    assert {(row["household"], row["rule"]) for row in rows} == own
    buildings = read_only.json("due", "--by", "building", account=SECRETARY)
    assert {line["kind"] for line in buildings} == {"building"}
    lines = read_only.run("due", "--by", "building", account=SECRETARY).stdout.splitlines()
    assert len(lines) == len(buildings) + 1


def test_due_has_what_must_be_answered_for_whoever_asks(host: OfficeHost) -> None:
    """The worker, the secretary for everybody, the secretary for that worker: one occurrence."""
    settings = load_settings(host.office, {})
    with opened_session(host.office, account=WORKER, clock=SystemClock(), settings=settings) as session:
        home = browse.today(session).duties[0].household
        form = occurrences.new_occurrence_form(session, "mood_swing", home)
        uid = occurrences.note_occurrence(session, form).uid.hex()
    asked: list[tuple[tuple[str, ...], str]] = [
        (("due",), WORKER),
        (("due",), SECRETARY),
        (("due", "--post", "张三"), SECRETARY),
    ]
    for words, account in asked:
        rows = host.json(*words, account=account)
        assert [row["id"] for row in rows if row["kind"] == "occurrence"] == [uid]
    assert "情绪" in host.run("due", account=SECRETARY).stdout


@pytest.mark.parametrize("wrong", ["-1", "x", "1.5", ""])
def test_a_limit_that_is_none_is_refused(read_only: OfficeHost, wrong: str) -> None:
    """Wrong use, status 2, instead of an empty list that looks like nothing is owed."""
    for words in (("due",), ("visits",), ("households",), ("tickets",)):
        read_only.run(*words, f"--limit={wrong}", account=WORKER, status=2)


def test_one_post_and_a_line_each_are_two_questions(read_only: OfficeHost) -> None:
    """Both at once would leave one unanswered without a word."""
    read_only.run("due", "--by", "post", "--post", "张三", account=SECRETARY, status=2)


def test_a_list_that_is_cut_states_no_sum(read_only: OfficeHost) -> None:
    """Of two rows out of many nobody is told that two are due."""
    whole, cut = (read_only.run("due", *more, account=WORKER).stdout for more in ((), ("--limit", "2")))
    assert "其中逾期" in whole
    assert "其中逾期" not in cut


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-29"])
def test_a_day_that_cannot_be_asked_about_is_refused(read_only: OfficeHost, day: str) -> None:
    """In words, by every command that takes one."""
    for words in (("due", "--as-of"), ("due", "--by", "post", "--as-of"), ("scheme", "simulate", "--from")):
        assert day in read_only.run(*words, day, account=SECRETARY, status=2).stderr


def test_due_of_a_post_one_is_not_over_is_refused(read_only: OfficeHost) -> None:
    """Neither one's own nor below."""
    read_only.run("due", "--post", "无此人", account=WORKER, status=1)
