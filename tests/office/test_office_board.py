"""The board of a day: the duties every card says, counted alike on every screen, kept while nothing changes."""

from collections import Counter
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from gridtui.core.time import FixedClock, instant_of
from gridtui.core.words import Channel
from gridtui.office import board as board_module
from gridtui.office import browse, kept_subjects, plans, visits
from gridtui.office.board import Board, board
from gridtui.office.due_board import open_rows
from gridtui.office.duty_views import By
from gridtui.office.mechanism import OWN_CONFIG, load_calendar, load_mechanism
from gridtui.office.session import OfficeSession, session_on
from gridtui.settings import OfficeTable, Settings
from gridtui.store import read_duties
from gridtui.store.database import Store
from gridtui.store.read_segments import Subjects
from tests.tools.fill_store import LAST_DAY, Office, Size, fill

SETTINGS = Settings(office=OfficeTable(schemes=("common", "yanjiaping", "luoguta", "fortnight")))
FORTNIGHT = """
[scheme]
key = "fortnight"
title = "半月一访"
source = "测试自拟"
uses = ["common", "yanjiaping", "luoguta"]
offices = []
"""
OF_FORTNIGHT = """
[[rule]]
key = "{tag}_fortnight"
title = "半月一访"
label = "半月一访"
source = "测试自拟"
actor_roles = ["grid_worker"]
actor_scope = "grid"
channels = ["home_visit"]
period = {{ kind = "rolling", days = 14 }}
segment = {{ any = ["{tag}"] }}
from = 2024-01-01
"""
"""Two rules that ask for the same visit, each from the day its own tag began: they often disagree."""
WORKER = "a1"
SECRETARY = "secretary"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Give an office of some hundred households with two years of visits."""
    folder = tmp_path_factory.mktemp("board")
    for own in (folder / OWN_CONFIG / "schemes", folder / "office" / OWN_CONFIG / "schemes"):
        own.mkdir(parents=True)
        rules = (OF_FORTNIGHT.format(tag=tag) for tag in ("empty_nest", "bereaved_family"))
        (own / "fortnight.toml").write_text(FORTNIGHT + "".join(rules), encoding="utf-8")
    office = Office(load_mechanism(folder, SETTINGS), load_calendar(folder), SECRETARY)
    made = fill(folder / "office", Size(300, 700, 8_000, 40), office=office)
    yield made
    made.close()


def session_of(store: Store, account: str) -> OfficeSession:
    """Act as an account at ten in the morning of the last day with visits."""
    return session_on(store, account=account, clock=FixedClock(instant_of(LAST_DAY, 600)), settings=SETTINGS)


def board_of(session: OfficeSession) -> Board:
    """Return the board of the session's day."""
    with session.store.reading() as reader:
        return board(reader, session, session.today)


def on_cards(session: OfficeSession, states: set[str]) -> dict[tuple[bytes, str, tuple[int, ...]], int | None]:
    """Return the first due day of each kind of visit that the cards of all households show in these states."""
    found: dict[tuple[bytes, str, tuple[int, ...]], int | None] = {}
    listed = browse.open_households(session)
    with session.store.reading() as reader:
        paper = {uid for (uid,) in reader.rows("SELECT uid FROM household WHERE paper = 1")}
    for row in listed.rows(0, listed.count):
        if row.vacant or row.uid in paper:
            continue
        for duty in browse.household_card(session, row.uid).duties:
            if duty.state in states:
                key = (row.uid, duty.rule_title, duty.channels)
                found[key] = min((day for day in (found.get(key), duty.due_day) if day is not None), default=None)
    return found


def test_the_due_board_holds_what_every_card_says(store: Store) -> None:
    """Each kind of visit once a household, with the day that falls first; a line counts the rows behind it."""
    session = session_of(store, SECRETARY)
    expected = on_cards(session, {"due", "overdue"})
    lines = browse.due_board(session, "building").lines
    rows = [row for line in lines for row in browse.due_rows(session, "building", line.key)]
    assert {(row.household, row.rule_title, row.channels): row.due_day for row in rows} == expected
    assert len(rows) == len(expected) == sum(line.owed - line.done for line in lines) > 10


def test_a_post_s_line_is_that_post_s_own_day(store: Store) -> None:
    """What a secretary sees of a grid worker is what the grid worker sees."""
    worker = session_of(store, WORKER)
    own = {(row.household, row.rule_key) for row in browse.today(worker).duties if not row.done_today}
    assert worker.actor is not None
    rows = browse.due_rows(session_of(store, SECRETARY), "post", worker.actor.hex())
    assert {(row.household, row.rule_key) for row in rows} == own
    assert own


def test_a_worker_sees_what_is_due_in_the_own_grid(store: Store) -> None:
    """Of the rules its role answers for, and no household of another grid."""
    session = session_of(store, WORKER)
    own = {rule.key for rule in session.scheme.rules if "grid_worker" in rule.actor_roles}
    with store.reading() as reader:
        grid = {
            uid
            for (uid,) in reader.rows(
                "SELECT uid FROM household WHERE grid = (SELECT n FROM unit WHERE uid = ?)", (session.scope_unit.uid,)
            )
        }
    rows = [row for row in browse.today(session).duties if row.state in {"due", "overdue"}]
    expected = {
        key[0]
        for key in on_cards(session, {"due", "overdue"})
        if key[0] in grid and key[1] in {rule.label for rule in session.scheme.rules if rule.key in own}
    }
    assert {row.household for row in rows} == expected
    assert {row.rule_key for row in rows} <= own
    assert expected


def test_the_first_row_counts_as_today_does(store: Store) -> None:
    """Overdue in the header is overdue on Today, for whoever acts."""
    for account in (SECRETARY, WORKER):
        session = session_of(store, account)
        assert browse.header(session).overdue == browse.today(session).overdue_count


def test_a_board_is_kept_until_something_it_is_made_of_changes(store: Store) -> None:
    """A saved visit makes another one; what duties are not made of does not."""
    session = session_of(store, WORKER)
    first = board_of(session)
    assert board_of(session) is first
    with store.writing(session.clock) as writer:
        writer.create("staff", {"name": "新来的"}, actor=session.actor)
    assert board_of(session) is first
    owed = next(entry for entry in first.shown if entry.asked.rule.counting_channels == (Channel.HOME_VISIT,))
    visits.quick_visit(session, owed.household)
    second = board_of(session)
    assert second is not first
    assert second.month_done > first.month_done
    assert board_of(session_of(store, SECRETARY)) is not second


def test_another_day_is_another_board(store: Store) -> None:
    """The kept board answers for its own day and mechanism only."""
    session = session_of(store, SECRETARY)
    today = board_of(session)
    with store.reading() as reader:
        assert board(reader, session, session.today - 40) != today
    assert board_of(session_of(store, SECRETARY)) is not today


def test_a_process_keeps_one_board_for_each_post(store: Store) -> None:
    """Days that are asked for once do not pile up."""
    session = session_of(store, WORKER)
    with store.reading() as reader:
        for back in range(5):
            board(reader, session, session.today - back)
    mine = [key for key in board_module._kept if key == (store.path, session.actor, False)]
    assert len(mine) == 1


@pytest.mark.parametrize("by", ["post", "building"])
def test_a_line_counts_the_rows_behind_it(store: Store, by: By) -> None:
    """By state, with plans, pauses, pairs and rules that ask for one visit and disagree; nobody is counted twice."""
    session = session_of(store, SECRETARY)
    if not any(line.paused for line in browse.due_board(session, "building").lines):
        arrange(session)
    board_lines = browse.due_board(session, by).lines
    assert board_lines
    for line in board_lines:
        rows = browse.due_rows(session, by, line.key, with_done=True)
        states = Counter(row.state for row in rows)
        told = (line.owed, line.done, line.overdue, line.paused)
        assert told == (len(rows) - states["paused"], states["done"], states["overdue"], states["paused"]), line.title
    assert any(line.paused for line in board_lines)


def arrange(session: OfficeSession) -> None:
    """Agree a weekly visit with one household, and pause what another is owed."""
    lines = browse.due_board(session, "building").lines
    rows = [row for line in lines for row in browse.due_rows(session, "building", line.key)]
    plan = plans.plan_form(session, rows[0].household, rule=rows[0].rule_key)
    plans.set_plan(session, replace(plan, period_kind="week", times=1))
    others = [row for row in rows if row.household != rows[0].household]
    paused = next(row for row in others if plans.pause_reasons(session, row.household, row.rule_key))
    reason = plans.pause_reasons(session, paused.household, paused.rule_key)[0].number
    plans.pause_duty(session, plans.PauseForm(paused.household, session.today, paused.rule_key, reason))


def test_of_two_rules_that_ask_for_one_visit_the_first_due_is_counted(store: Store) -> None:
    """A tag that began today asks for nothing yet, one of last year without a visit since is overdue: one is late."""
    session = session_of(store, SECRETARY)
    own = {"empty_nest", "bereaved_family"}
    rows_there = (row for row in board_of(session).facts.rows if not own & set(row[read_duties.MARKS]))
    row = next(row for row in rows_there if (row[read_duties.FIRST_FACT] or 0) < session.today - 40)
    household = row[read_duties.UID]
    key = str(row[read_duties.WALK] >> 32)
    before = {line.key: line for line in browse.due_board(session, "building").lines}[key]
    with store.writing(session.clock) as writer:
        for tag, day in (("empty_nest", session.today), ("bereaved_family", session.today - 400)):
            writer.create("tag", {"subject": household, "tag": tag, "from_day": day}, actor=session.actor)
    rows = [row for row in browse.due_rows(session, "building", key, with_done=True) if row.household == household]
    asked = [row for row in rows if row.rule_title == "半月一访"]
    after = {line.key: line for line in browse.due_board(session, "building").lines}[key]
    assert [row.state for row in asked] == ["overdue"]
    assert after.overdue == before.overdue + 1
    assert after.owed >= before.owed
    assert sum(row.state == "overdue" for row in browse.due_rows(session, "building", key)) == after.overdue


def subjects_of(board: Board) -> Subjects:
    """Return the very object a board's facts were asked about."""
    return board.facts.subjects


def test_a_saved_visit_leaves_who_is_asked_about_and_where_they_live(store: Store) -> None:
    """The next board is made of the same subjects; a tag more, and it is made of others."""
    session = session_of(store, SECRETARY)
    first = board_of(session)
    household = first.facts.rows[0][read_duties.UID]
    visits.quick_visit(session, household)
    second = board_of(session)
    assert second is not first
    assert subjects_of(second) is subjects_of(first)
    with store.writing(session.clock) as writer:
        tag = {"subject": household, "tag": "elder_alone", "from_day": session.today}
        writer.create("tag", tag, actor=session.actor)
    assert subjects_of(board_of(session)) is not subjects_of(first)


def test_a_process_keeps_the_subjects_of_few_boards(store: Store) -> None:
    """Days that are asked for once do not pile up, nor do the places of their households."""
    session = session_of(store, SECRETARY)
    for back in range(5):
        browse.due_board(session, "post", session.today - back)
    assert len(kept_subjects._subjects) <= kept_subjects.KEPT
    assert len(kept_subjects._places) <= kept_subjects.KEPT


def test_the_first_so_many_rows_are_the_first_of_all(store: Store) -> None:
    """A limit takes from the front of the walk and makes no more."""
    session = session_of(store, SECRETARY)
    everything = open_rows(session)
    assert open_rows(session, limit=7) == everything[:7]
    assert len(everything) > 7
