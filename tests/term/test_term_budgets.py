"""What a session costs in bytes, through a real pty: budgets, and the distance from the fewest bytes possible."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.tools.ledger import Ledger
from tests.tools.pty_session import PtySession

COMMAND = [sys.executable, str(Path(__file__).parent / "list_app.py")]
ENVIRONMENT = {"PYTHONPATH": str(Path(__file__).parents[2])}
STARTED = "PgDn"


@contextmanager
def counted(*, capable: bool = False, **environment: str) -> Iterator[Ledger]:
    """Start the list in an 80x24 terminal; nothing is counted yet."""
    more = {"LIST_APP_CAPABLE": "1"} if capable else {}
    with PtySession(COMMAND, {**ENVIRONMENT, **more, **environment}) as session:
        ledger = Ledger(session, rep=capable)
        session.wait_for(STARTED)
        yield ledger


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """Start the list and let it settle."""
    with counted() as started:
        started.settle()
        yield started


def test_first_screen() -> None:
    """From nothing to the list: 2,200 bytes at most."""
    with counted() as started:
        assert started.settle() <= 2_200


def test_row_move(ledger: Ledger) -> None:
    """A row further down: 80 bytes at most, once the cursor is in the list."""
    ledger.press("down")
    assert all(ledger.press("down") <= 80 for _ in range(8))
    assert ledger.press("up") <= 80


def test_page(ledger: Ledger) -> None:
    """A page of other people: 1,600 bytes at most."""
    assert all(ledger.press("pagedown") <= 1_600 for _ in range(3))


def test_card(ledger: Ledger) -> None:
    """A card over the lower half, opened and closed: 900 bytes at most each, for a card of this size and look."""
    assert ledger.press("enter") <= 900
    assert ledger.press("c") <= 900


def test_key_echo(ledger: Ledger) -> None:
    """A typed character: 20 bytes at most, hanzi too."""
    ledger.press("/")
    assert all(ledger.press(each) <= 20 for each in "12文昌a")


def test_notice(ledger: Ledger) -> None:
    """A line that appears costs that line."""
    assert ledger.press("n") <= 80


def test_idle_sends_nothing(ledger: Ledger) -> None:
    """With the cursor in the entry and nobody typing, not one byte in two seconds and a half."""
    ledger.press("/")
    assert ledger.idle(2_500) == 0


@pytest.mark.parametrize("capable", [False, True])
def test_session_is_near_the_fewest_bytes(capable: bool) -> None:
    """A whole session costs at most 1.03 times the fewest bytes that show the same screens."""
    with counted(capable=capable) as ledger:
        ledger.settle()
        for key in ["down"] * 10 + ["pagedown"] * 5 + ["enter", "c", "/", *"12号楼1单元10", "enter", "n"]:
            ledger.press(key)
        assert ledger.least > 5_000
        assert ledger.total <= 1.03 * ledger.least
