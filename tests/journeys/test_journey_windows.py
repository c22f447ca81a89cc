"""A clerk at xterm and at PuTTY's terminal, over a real sshd and a line of 9,600 bit/s with 600 ms.

What a terminal was sent is read in its own log, what it painted on screenshots: both have to say the same, cell by
cell. With GRIDTUI_SCREENSHOTS=FOLDER the screenshots are kept there, to be looked at.
"""

import getpass
import shutil
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, get_args

import pytest

from gridtui.core.time import SystemClock, elapsed_ms
from tests.term.host_stage import HostStage, until
from tests.tools import loopback_sshd, window_terminal
from tests.tools.clerk import program
from tests.tools.demo_desk import ACCOUNT, STARTED, make_demo_office
from tests.tools.loopback_sshd import LoopbackSshd
from tests.tools.office_host import OfficeHost
from tests.tools.shaped_proxy import ShapedProxy
from tests.tools.store_file import count_rows
from tests.tools.terminal_model import TerminalModel
from tests.tools.window_terminal import COLUMNS, ROWS, Kind, WindowTerminal

BITS_PER_SECOND, ROUND_TRIP_MS = 9_600, 600
PACKET = 60
"""Bytes that SSH adds to a frame, which is one packet."""
KEY_EXCHANGE = "KexAlgorithms=curve25519-sha256"
"""The smaller of the two in use, as the test is to be short."""
PERSON, INITIALS = "杨琪丽", "yql"

_QUIET_MS = ROUND_TRIP_MS + 400
_ABSENT = window_terminal.missing(*get_args(Kind)) or loopback_sshd.missing()
pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("host"),
    pytest.mark.skipif(_ABSENT != "", reason=_ABSENT),
]


class Line(NamedTuple):
    """A thin line to an office's host, and an SSH client that goes over it."""

    office: Path
    stage: HostStage
    proxy: ShapedProxy
    client: list[str]


@contextmanager
def thin_line(office: OfficeHost) -> Iterator[Line]:
    """Run a host on the office, behind a real sshd, behind a thin line."""
    knock = office.root / "run" / "login.sock"
    login = [sys.executable, "-m", "gridtui.term.host.login", "--socket", str(knock)]
    host = HostStage(office.root, command=program("host", "--socket", str(knock)), environment=office.environment())
    try:
        with LoopbackSshd(office.root / "ssh", login) as sshd:
            proxy = ShapedProxy(sshd.port, bits_per_second=BITS_PER_SECOND, round_trip_ms=ROUND_TRIP_MS)
            try:
                yield Line(office.office, host, proxy, sshd.client("-o", KEY_EXCHANGE, port=proxy.port))
            finally:
                proxy.close()
    finally:
        host.stop()


class Sight:
    """Who looks at a window: waits for what should come, and compares what was sent with what was painted."""

    def __init__(self, window: WindowTerminal, proxy: ShapedProxy) -> None:
        self._window = window
        self._proxy = proxy
        self._carried_bytes = 0
        self.pictures: list[bytes] = []
        self.red_cells = 0

    def sees(self, text: str, name: str, at_most_bytes: int) -> TerminalModel:
        """Wait for a new text and a quiet line, which may have carried so many bytes since the last look."""
        self._window.wait_for(text)
        self._proxy.wait_idle(_QUIET_MS)
        model, shot = self._look(name)
        self._compare(model, shot)
        self.pictures.append(shot.read_bytes())
        carried, self._carried_bytes = self._proxy.down_bytes - self._carried_bytes, self._proxy.down_bytes
        assert carried <= at_most_bytes, f"{name}: {carried} bytes"
        return model

    def _look(self, name: str) -> tuple[TerminalModel, Path]:
        """Return what was sent and what is painted, between which nothing came."""
        model, shot = self._window.shown(), self._window.shot(name)
        while (now := self._window.shown()).rows() != model.rows():
            model, shot = now, self._window.shot(name)
        return model, shot

    def _compare(self, model: TerminalModel, shot: Path) -> None:
        """Every character of the model is painted in its cells, no blank is; red is where it should be."""
        paint, screen = self._window.paint(shot), model.screen
        cursor = screen.cursor.y, screen.cursor.x
        assert paint.is_inked(*cursor), f"no cursor, see {shot}"
        for place in ((row, column) for row in range(ROWS) for column in range(COLUMNS)):
            row, column = place
            cell = screen.buffer[row][column]
            if place == cursor or cell.data == "":
                continue
            is_wide = column + 1 < COLUMNS and screen.buffer[row][column + 1].data == ""
            cells = [place, (row, column + 1)] if is_wide else [place]
            is_inked = any(paint.is_inked(*each) for each in cells)
            assert is_inked == (cell.data != " "), f"{cell.data!r} in row {row}, column {column}, see {shot}"
            if is_inked:
                is_red = cell.fg == "red"
                assert any(paint.is_red(*each) for each in cells) == is_red, (
                    f"the colour of {cell.data!r}, see {shot}"
                )
                self.red_cells += is_red


def play(kind: Kind, office: OfficeHost) -> None:
    """Log a visit, from the first screen to the end: right cells, few bytes, one record, a window that closes."""
    with thin_line(office) as line:
        visits = count_rows(line.office, "visit")
        begun_ms = elapsed_ms()
        with WindowTerminal(kind, line.client, office.root) as window:
            sight = Sight(window, line.proxy)
            sight.sees(STARTED, "first", 5_000)
            least_ms = line.proxy.takes_ms(line.proxy.down_bytes)
            assert elapsed_ms() - begun_ms > least_ms, "the line was faster than it can be"
            assert len(window.received) <= 2_200
            _find_somebody(window, sight)
            _log_a_visit(window, sight)
            window.press("q", "q", "q")
            sight.sees("1退出", "question", 3_000)
            window.press("1")
            assert window.has_ended()
        assert len(set(sight.pictures)) == len(sight.pictures), "two screenshots are the same"
        assert sight.red_cells
        assert count_rows(line.office, "visit") == visits + 1
        until(lambda: line.stage.children == [], "the session to end")


def _find_somebody(window: WindowTerminal, sight: Sight) -> None:
    """Go to the households, down ten rows, a page on, and find by initials."""
    window.press("0", "2")
    sight.sees("按走访顺序", "list", 1_600 + 3 * PACKET)
    window.press(*["Down"] * 10)
    marked = [row for row in sight.sees("> 11 ", "rows", 10 * (80 + PACKET)).rows() if row.startswith(">")]
    assert len(marked) == 1
    window.press("plus")
    sight.sees("第2页", "page", 1_600 + 2 * PACKET)
    window.press("slash")
    window.type(INITIALS)
    sight.sees(PERSON, "find", 1_600 + 6 * PACKET)
    window.press("Return")
    sight.sees("v已访", "found", 200 + PACKET)


def _log_a_visit(window: WindowTerminal, sight: Sight) -> None:
    """Say with v and Enter that the one who was found was visited."""
    window.press("v")
    assert PERSON in sight.sees("Enter保存", "asked", 200 + PACKET).rows()[-2]
    window.press("Return")
    assert PERSON in sight.sees("已记：", "logged", 400 + 2 * PACKET).rows()[-2]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[Kind, Future[None]]]:
    """Play in both terminals at once, each at an office of its own; nearly all of the time is the line's."""
    built = OfficeHost(tmp_path_factory.mktemp("windows"))
    make_demo_office(built.office, SystemClock())
    appoint = ("staff", "--appoint", "赵敏", "--account", getpass.getuser(), "--unit", "网格01")
    built.run("--post", "李梅", *appoint, account=ACCOUNT)
    offices = {kind: OfficeHost(tmp_path_factory.mktemp(kind)) for kind in get_args(Kind)}
    for each in offices.values():
        shutil.copytree(built.office, each.office)
    with ThreadPoolExecutor(len(offices)) as at_once:
        yield {kind: at_once.submit(play, kind, office) for kind, office in offices.items()}


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_visit_is_logged_on_a_thin_line(kind: Kind, played: Mapping[Kind, Future[None]]) -> None:
    """Whoever sits at this terminal sees what was sent, in the right cells, and what they say is kept."""
    played[kind].result()
