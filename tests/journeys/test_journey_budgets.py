"""What the office costs in bytes on a terminal of 80x24: the budgets of the last metre, on the program itself."""

from collections.abc import Iterator

import pytest

from tests.tools.clerk import Clerk
from tests.tools.ledger import Ledger
from tests.tools.office_host import WORKER, OfficeHost

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("budgets")]

SESSION_TIMES_LEAST = 1.03


class Counted(Ledger):
    """The ledger of a clerk, who knows the keys."""

    def __init__(self, clerk: Clerk) -> None:
        super().__init__(clerk.pty)
        self.clerk = clerk

    def act(self, *names: str) -> int:
        """Press actions and keys, and count."""
        self.clerk.press(*names)
        return self.settle()


@pytest.fixture
def counted(host: OfficeHost) -> Iterator[Counted]:
    """Open the office; what that sent is not counted yet."""
    with host.clerk(WORKER) as clerk:
        ledger = Counted(clerk)
        clerk.sees("今日 ").sees(">  1 ")
        yield ledger


def test_first_screen_and_row_moves(counted: Counted) -> None:
    """The first screen 2,200 bytes at most, a row move 80, a page 1,600."""
    assert counted.settle() <= 2_200
    assert all(counted.press("down") <= 80 for _ in range(6))
    assert counted.press("pagedown") <= 1_600


def test_card(counted: Counted) -> None:
    """The menu of a row and the card of a household: 900 bytes at most each, back as well."""
    counted.settle()
    assert counted.press("enter") <= 900
    assert counted.press("6") <= 900
    counted.clerk.sees("住户卡")
    assert counted.act("list.back") <= 1_600


def test_key_echo_and_idle(counted: Counted) -> None:
    """A typed character that changes no results: 20 bytes at most; while nobody types: none."""
    counted.settle()
    counted.act("list.find")
    counted.press("q", "q", "q")
    counted.clerk.sees("找到0户")
    counted.settle()
    assert all(counted.press(each) <= 20 for each in "98张7")
    assert counted.idle(2_500) == 0


def test_session_is_near_the_fewest_bytes(counted: Counted) -> None:
    """A session of moves, pages, a card, a search and its results: at most 1.03 times the fewest bytes possible."""
    counted.settle()
    for names in [["down"]] * 10 + [["pagedown"], ["pageup"], ["enter"], ["6"], ["list.back"], ["0", "2"]]:
        counted.act(*names)
    for names in [["pagedown"]] * 5 + [["list.find"], *[[each] for each in "5-2"], ["enter"], ["down"]]:
        counted.act(*names)
    assert counted.least > 5_000
    assert counted.total <= SESSION_TIMES_LEAST * counted.least, (counted.total, counted.least)
