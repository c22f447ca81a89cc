"""What a session of the real app costs in bytes, through a real pty, on the demo office: budgets that hold a build.

The same work is played on the paced driver and, to see that the budgets can fail, on the plain one, which writes what
Textual makes. Both have to show the same cells.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from tests.tools.demo_desk import BARE_TERMINAL, PLAIN_DRIVER, STARTED, demo_desk, make_demo_office
from tests.tools.peer_lists import STOCK_STARTED, stock_list
from tests.tools.pty_session import PtySession
from tests.tools.terminal_work import DESK_WORK, START, STOCK_WORK, Played, Player

QUIET_MS = 250
IDLE_MS = 3_000
IN_A_FIELD = "日记"
TYPED = "老人身体12."
BUDGETS_BYTES: Mapping[str, int] = {
    START: 2_200,
    "list": 1_600,
    "row": 80,
    "page": 1_600,
    "open card": 900,
    "close card": 1_600,
    "notice": 900,
}
"""What one key of these steps may cost; a card is closed by a page of the list."""
ENVIRONMENTS: Mapping[str, Mapping[str, str]] = {"paced": {}, "bare": BARE_TERMINAL, "plain": {PLAIN_DRIVER: "1"}}
OVER_MINIMUM = 1.03
PART_OF_STOCK = 1 / 12


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the office that every session begins with."""
    return make_demo_office(tmp_path_factory.mktemp("demo") / "office")


@pytest.fixture(scope="session")
def played(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Played]:
    """Play the work side by side in every way there is, once for all workers of a run."""
    base = tmp_path_factory.getbasetemp()
    kept = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "app_budgets.json"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(msgspec.json.encode(play_all(template, tmp_path_factory.mktemp("played"))))
    return msgspec.json.decode(kept.read_bytes(), type=dict[str, Played])


def play_all(template: Path, folder: Path) -> dict[str, Played]:
    """Play the app on a terminal that has everything, on a bare one, on the plain driver, and the stock list."""

    def app(name: str) -> Played:
        shutil.copytree(template, folder / name)
        with demo_desk(folder / name, environment=ENVIRONMENTS[name]) as session:
            return Player(session, quiet_ms=QUIET_MS, is_bare=name == "bare").play(DESK_WORK, STARTED)

    def stock() -> Played:
        with stock_list(template, folder) as session:
            return Player(session, quiet_ms=QUIET_MS).play(STOCK_WORK, STOCK_STARTED)

    with ThreadPoolExecutor() as players:
        running = {name: players.submit(app, name) for name in ENVIRONMENTS}
        return {"stock": stock(), **{name: each.result() for name, each in running.items()}}


@pytest.fixture
def paced(played: dict[str, Played]) -> Played:
    """Return the session on a terminal that has everything."""
    return played["paced"]


@pytest.fixture
def bare(played: dict[str, Played]) -> Played:
    """Return the session on a terminal that has nothing but what all have."""
    return played["bare"]


@pytest.fixture
def plain(played: dict[str, Played]) -> Played:
    """Return the session on the plain driver: what Textual writes, in the app's own look."""
    return played["plain"]


@pytest.fixture
def session(template: Path, tmp_path: Path) -> Iterator[PtySession]:
    """Start the app on an office of its own and go to its households."""
    office = tmp_path / "office"
    shutil.copytree(template, office)
    with demo_desk(office) as started:
        started.wait_for(STARTED, 30)
        started.press("0", "2")
        started.wait_for("按走访顺序")
        started.settled(QUIET_MS)
        yield started


def into_the_diary(session: PtySession) -> None:
    """Open the visit form of the household under the mark and go to its diary."""
    session.press("enter", "3")
    session.wait_for(IN_A_FIELD)
    for _ in range(9):
        session.settled(QUIET_MS)
        if any(f">{IN_A_FIELD}" in row for row in session.screen()):
            return
        session.press("down")
    raise AssertionError(session.dump())


def most(played: Played, step: str) -> int:
    """Return the bytes of the dearest key of a step."""
    return max(cost.sent for cost in played.of(step))


@pytest.mark.parametrize("step", BUDGETS_BYTES)
def test_budget(paced: Played, step: str) -> None:
    """No key of a step costs more than its budget."""
    assert most(paced, step) <= BUDGETS_BYTES[step]


@pytest.mark.parametrize("step", [step for step in BUDGETS_BYTES if step != "notice"])
def test_budget_fails_without_the_last_metre(plain: Played, step: str) -> None:
    """The same step on the plain driver is over its budget, so that the budgets above hold something.

    But a notice: it changes so few cells that its bound, a dialog's, is wide for any driver.
    """
    assert most(plain, step) > BUDGETS_BYTES[step]


def test_session_is_near_its_own_minimum(paced: Played, bare: Played) -> None:
    """A whole session costs at most 1.03 times the fewest bytes, with and without what only some terminals have."""
    assert paced.sent <= OVER_MINIMUM * paced.least
    assert bare.sent <= OVER_MINIMUM * bare.least


def test_minimum_is_not_missed_by_the_encoder(bare: Played) -> None:
    """No frame is shorter than what is taken for the fewest bytes, where nothing scrolls: the search finds them."""
    assert [cost for cost in bare.costs if cost.sent < cost.least] == []


def test_session_is_a_twelfth_of_stock_textual(paced: Played, played: dict[str, Played]) -> None:
    """The same work in a list as a newcomer to Textual writes it costs at least twelve times as much."""
    assert paced.sent <= PART_OF_STOCK * played["stock"].sent


def test_every_screen_has_the_cells_textual_made(paced: Played, plain: Played) -> None:
    """Cell by cell, look and cursor included, every screen of the work is what the plain driver shows."""
    assert len(paced.shown) == len(plain.shown)
    for ours, theirs in zip(paced.shown, plain.shown, strict=True):
        assert ours == theirs


def test_every_frame_is_one_write(paced: Played) -> None:
    """A key is one write; two where what it asks for is read after its echo."""
    assert max(cost.writes for cost in paced.costs if cost.step != START) <= 2
    assert {cost.writes for cost in paced.of("row") + paced.of("page")} == {1}


def test_key_echo(session: PtySession) -> None:
    """A character typed into a field costs 20 bytes at most, hanzi too."""
    into_the_diary(session)
    session.send("访")
    session.settled(QUIET_MS)
    for character in TYPED:
        before = session.bytes_received
        session.send(character)
        session.wait_for(character)
        session.settled(QUIET_MS)
        assert 0 < session.bytes_received - before <= 20, character


def test_idle_sends_nothing(session: PtySession) -> None:
    """With the cursor in a field and nobody typing, not one byte leaves: no blink, no clock, no keep-alive."""
    into_the_diary(session)
    before = session.bytes_received
    session.settled(IDLE_MS)
    assert session.bytes_received == before
