"""Find on a thin line and beside the machine: echo first and results in a pause, or both in one frame."""

from pathlib import Path

import pytest

from tests.tools.demo_desk import STARTED, desk_command, desk_environment, make_demo_office
from tests.tools.pty_session import PtySession
from tests.tools.thin_link import LinkedSession

ROUND_TRIP_MS = 800
INITIALS = b"yql"
PERSON = "杨琪丽"
LABEL = "查找："
ECHO_BYTES = 20
QUIET_MS = 150


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an office that is only read."""
    return make_demo_office(tmp_path_factory.mktemp("find") / "office")


def await_echo(session: LinkedSession, letter: int, begun: int) -> None:
    """Wait until the program has sent a letter; it has not arrived yet."""
    session.wait_until(lambda _rows: letter in session.received[begun:], "the echo", 30)


def test_results_come_in_a_pause_of_the_typing(office: Path) -> None:
    """Letters typed within a round trip are echoed and nothing else is sent; then the results are, once."""
    with LinkedSession(
        desk_command(office), desk_environment(), bits_per_second=9_600, round_trip_ms=ROUND_TRIP_MS
    ) as session:
        session.wait_for(STARTED, 60)
        session.press("/")
        session.wait_for(LABEL)
        session.arrived(ROUND_TRIP_MS + 400)
        before = session.bytes_received
        for letter in INITIALS:
            session.send(bytes([letter]))
        await_echo(session, INITIALS[-1], before)
        echoed = len(session.received) - before
        assert echoed <= len(INITIALS) * ECHO_BYTES, bytes(session.received[before:])
        session.wait_for(PERSON)
        session.arrived(ROUND_TRIP_MS + 400)
        assert bytes(session.received[before:]).count("找到".encode()) == 1


def test_a_terminal_beside_the_machine_gets_letter_and_results_at_once(office: Path) -> None:
    """Where the terminal answers within milliseconds, a letter and the rows it leads to are one write."""
    with PtySession(desk_command(office), desk_environment()) as session:
        session.wait_for(STARTED, 60)
        session.press("/")
        session.wait_for(LABEL)
        session.settled(QUIET_MS)
        written = []
        for letter in INITIALS:
            before = session.writes
            session.send(bytes([letter]))
            session.settled(QUIET_MS)
            written.append(session.writes - before)
        assert PERSON in session.dump()
        assert min(written) == 1, "a busy machine may send some letters first, a near line not all of them"
