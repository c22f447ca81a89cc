"""The board of a day: the duties every card says, counted alike on every screen, kept while nothing changes."""

from collections.abc import Iterator

import pytest

from gridtui.core.time import FixedClock, instant_of
from gridtui.core.words import Channel
from gridtui.office import board as board_module
from gridtui.office import browse, visits
from gridtui.office.board import Board, board
from gridtui.office.mechanism import load_calendar, load_mechanism
from gridtui.office.session import OfficeSession, session_on
from gridtui.settings import OfficeTable, Settings
from gridtui.store.database import Store
from tests.tools.fill_store import LAST_DAY, Office, Size, fill

SETTINGS = Settings(office=OfficeTable(schemes=("common", "yanjiaping", "luoguta")))
WORKER = "a1"
SECRETARY = "secretary"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Give an office of some hundred households with two years of visits."""
    folder = tmp_path_factory.mktemp("board")
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
