"""What must not harm a host: crashed sessions, garbage at its socket, silence, crowds, its own restart."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.core.errors import StoreFault
from gridtui.term.host import passing
from gridtui.term.host.door import open_door
from tests.term.host_stage import HostStage, until

SESSIONS = 100


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[HostStage]:
    """Start a tiny host."""
    with HostStage(tmp_path) as started:
        yield started


def connected(stage: HostStage) -> socket.socket:
    """Return a bare connection to the host's socket."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connection.settimeout(10)
    connection.connect(str(stage.socket))
    return connection


def answers(stage: HostStage) -> bool:
    """Tell whether a login works."""
    return stage.runs("exit", "42").returncode == 42


def test_a_crash_harms_no_other_session(stage: HostStage) -> None:
    """A session that dies of SIGSEGV ends alone: its login says so, gives the terminal back, ends with 128+11."""
    with stage.login("size") as other, stage.login("crash", environment={"GRIDTUI_LANGUAGE": "en"}) as crashed:
        other.wait_for("size=80x24")
        assert crashed.wait_exit() == 128 + signal.SIGSEGV
        assert any("The session ended by a fault" in row for row in crashed.screen())
        assert b"\x1b[?1049l" in crashed.received
        other.resize(100, 30)
        other.wait_for("size=100x30")
    assert answers(stage)


def test_a_fault_of_the_session_is_its_own(stage: HostStage) -> None:
    """An exception nobody caught ends the session with 1, and does not go on in the parent's frames."""
    assert stage.runs("fault", "x").returncode == 1
    until(lambda: len(stage.children) == 1, "no child but the companion")
    assert answers(stage)


@pytest.mark.parametrize(
    "packet", [b"\0", b"GET / HTTP/1.1\r\n\r\n", b"gridtui-login-1\0no end of words\0", b"x" * 100_000], ids=range(4)
)
def test_garbage_is_refused(stage: HostStage, packet: bytes) -> None:
    """Anything but a request of this version is answered with a refusal."""
    with connected(stage) as connection:
        connection.send(packet)
        assert connection.recv(256) == passing.REFUSED + b"host.not_understood"
    assert answers(stage)


def test_a_request_without_three_descriptors_is_refused_and_costs_none(stage: HostStage) -> None:
    """Too few or too many descriptors open no session and stay open nowhere."""
    until(lambda: len(stage.children) == 1, "the companion")
    before = stage.descriptors
    request = passing.encoded(passing.Request(("exit", "0"), {}))
    for count in (1, 2, 4, 200):
        with connected(stage) as connection, open(os.devnull) as file:  # noqa: PTH123 - any descriptor
            socket.send_fds(connection, [request], [file.fileno()] * count)
            assert connection.recv(256) == passing.REFUSED + b"host.not_understood"
    until(lambda: stage.descriptors <= before, "the descriptors to be closed")


def test_a_login_of_a_silent_peer_waits_for_nobody(stage: HostStage) -> None:
    """Connections that say nothing hold nobody up, and an account may have only so many of them."""
    silent = [connected(stage) for _ in range(16)]
    with connected(stage) as refused:
        assert refused.recv(256) == passing.REFUSED + b"host.busy"
    for connection in silent[8:]:
        connection.close()
    until(lambda: answers(stage), "a login between the silent ones")
    for connection in silent:
        connection.close()


def test_an_account_has_only_so_many_sessions(tmp_path: Path) -> None:
    """The login over the limit is told so; when one ends there is room again."""
    with HostStage(tmp_path, "2") as stage, stage.login("size") as first, stage.login("size") as second:
        first.wait_for("size=")
        second.wait_for("size=")
        refused = stage.runs("exit", "42", environment={"GRIDTUI_LANGUAGE": "en"})
        assert refused.returncode == 1
        assert b"As many sessions are open" in refused.stderr
        first.send("q\r")
        assert first.wait_exit() == 0
        until(lambda: answers(stage), "room")


@pytest.mark.parametrize("how", ["reload", "restart"])
def test_sessions_live_on_through_an_upgrade(stage: HostStage, how: str) -> None:
    """SIGHUP replaces the parent in place, a restart replaces the process; old sessions go on, new ones begin."""
    with stage.login("size") as old:
        shown = old.wait_for("size=80x24")
        if how == "reload":
            same = stage.process.pid
            stage.reload()
            stage.reload()
            assert stage.process.pid == same
        else:
            stage.restart()
        assert answers(stage)
        old.resize(90, 40)
        old.wait_for(f"size=90x40 {shown[0].split()[1]}")
        old.send("q\r")
        assert old.wait_exit() == 0
    until(lambda: len(stage.children) == 1, "no child but the companion")


def test_no_login_is_lost_in_an_upgrade_in_place(stage: HostStage) -> None:
    """The socket stays open under a reload: who connects meanwhile waits and is served."""
    assert answers(stage)
    stage.process.send_signal(signal.SIGHUP)
    assert answers(stage)


def test_a_companion_that_died_is_started_again_and_ends_with_the_host(stage: HostStage) -> None:
    """The background process comes back by itself and does not outlive the parent, however that ended."""
    noted = stage.folder / "companion"
    until(lambda: noted.exists() and noted.read_text() != "", "the companion")
    first = int(noted.read_text())
    os.kill(first, signal.SIGKILL)
    until(lambda: int(noted.read_text() or first) != first, "another companion")
    second = int(noted.read_text())
    stage.process.kill()
    stage.process.wait()
    until(lambda: not Path(f"/proc/{second}").exists(), "the companion to end")


def test_a_hundred_sessions_leave_nothing_behind(stage: HostStage) -> None:
    """Opened, used and closed: no descriptor, no child and no memory more than before."""
    answers(stage)
    until(lambda: len(stage.children) == 1, "the companion alone")
    files, memory_kb = stage.descriptors, stage.resident_kb
    for number in range(SESSIONS):
        assert stage.runs("exit", str(number)).returncode == number
    until(lambda: len(stage.children) == 1, "every session to be buried")
    until(lambda: stage.descriptors <= files, "the descriptors to be closed")
    assert stage.resident_kb - memory_kb < 1_024


def test_one_host_a_socket(stage: HostStage, tmp_path: Path) -> None:
    """A second host at the same place is refused and does no harm to the first."""
    with pytest.raises(StoreFault, match=r"host\.running"):
        open_door(stage.socket)
    assert answers(stage)
    assert tmp_path == stage.folder


def test_a_folder_others_may_write_is_refused(tmp_path: Path) -> None:
    """Who can write beside the socket can put another in its place."""
    tmp_path.chmod(0o777)
    with pytest.raises(StoreFault, match=r"host\.folder_unsafe"):
        open_door(tmp_path / "login.sock")
    with pytest.raises(StoreFault, match=r"host\.no_group"):
        open_door(tmp_path / "login.sock", "no-such-group-here")
