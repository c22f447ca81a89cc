"""Logging in to a host: the terminal is handed over, signals and the exit status are relayed, the kernel says who."""

import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gridtui.term.host.login import words_asked
from tests.term.host_stage import PATIENCE_SECONDS, REPOSITORY, HostStage, until

NOBODY = 65_534
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can log in as somebody else")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[HostStage]:
    """Start a tiny host."""
    with HostStage(tmp_path) as started:
        yield started


def test_the_session_has_the_terminal_and_hears_its_size(stage: HostStage) -> None:
    """The size is right at the start and after every change, which the kernel tells the login alone."""
    with stage.login("size") as login:
        login.wait_for("size=80x24")
        login.resize(132, 50)
        login.wait_for("size=132x50")
        login.resize(20, 5)
        login.wait_for("size=20x5")
        login.send("q\r")
        assert login.wait_exit() == 0


@pytest.mark.parametrize("status", [0, 1, 42, 255])
def test_the_exit_status_comes_back(stage: HostStage, status: int) -> None:
    """The login program ends as the session did."""
    assert stage.runs("exit", str(status)).returncode == status


def test_a_dropped_line_reaches_the_session(stage: HostStage) -> None:
    """A terminal that is gone is a SIGHUP to the session, which ends in order."""
    with stage.login("size") as login:
        login.wait_for("size=80x24")
        login.hang_up()
        until((stage.folder / "hung-up").exists, "the session to hear it")
    until(lambda: len(stage.children) == 1, "the session to end")


def test_a_killed_login_is_a_dropped_line(stage: HostStage) -> None:
    """A login that ends without a word leaves no session behind."""
    with stage.login("size") as login:
        login.wait_for("size=80x24")
        login.kill9()
        until((stage.folder / "hung-up").exists, "the session to hear it")


def test_interrupt_and_continue_are_relayed(stage: HostStage) -> None:
    """SIGCONT repaints, SIGINT interrupts, as if the session were the terminal's own process."""
    with stage.login("size") as login:
        before = login.wait_for("size=80x24")
        login.process.send_signal(signal.SIGCONT)
        login.wait_until(lambda rows: sum("size=" in row for row in rows) > sum("size=" in row for row in before))
        login.process.send_signal(signal.SIGINT)
        assert login.wait_exit() == 9


def test_pipes_do_for_a_command(stage: HostStage) -> None:
    """A login without a terminal hands its pipes over: ssh host gridtui due --json."""
    done = stage.runs("input", given="住户".encode(), environment={"LANG": "zh_CN.UTF-8"})
    assert done.stdout.decode() == "read=住户\n"


def test_what_the_parent_made_is_never_looked_through_for_garbage(stage: HostStage) -> None:
    """The collector of a session runs, over its own objects: else each collection would copy the parent's pages."""
    frozen, enabled = stage.runs("frozen").stdout.decode().split()
    assert int(frozen.removeprefix("frozen=")) > 1_000
    assert enabled == "enabled=True"


def test_text_goes_out_in_the_logins_encoding(stage: HostStage) -> None:
    """A GBK login reads and writes GB18030, whatever the host's own locale."""
    done = stage.runs("input", given="住户".encode("gb18030"), environment={"LANG": "zh_CN.GBK"})
    assert done.stdout.decode("gb18030") == "read=住户\n"


def test_a_login_sets_its_terminal_and_nothing_else(stage: HostStage) -> None:
    """Names that choose folders, servers or code are not the login's to set."""
    asked = {
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "GRIDTUI_LANGUAGE": "en",
        "GRIDTUI_HOME": "/elsewhere",
        "LD_PRELOAD": "",
        "USER": "somebody",
        "LOGNAME": "somebody",
    }
    said = stage.runs("who", environment=asked).stdout.decode()
    me = pwd.getpwuid(os.getuid()).pw_name
    assert said == f"account={me} uid={os.getuid()} GRIDTUI_LANGUAGE=en LANG=C.UTF-8 TERM=xterm home=None\n"


@pytest.fixture
def open_place() -> Iterator[Path]:
    """Give a folder that other accounts can enter, which pytest's own are not."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@AS_ROOT
def test_the_kernel_says_who_it_is(tmp_path: Path, open_place: Path) -> None:
    """The account is that of the process that connected; the session itself runs as the service account."""
    with HostStage(tmp_path, socket=open_place / "login.sock") as stage:
        stage.socket.chmod(0o666)
        said = stage.runs("who", user=NOBODY, environment={"USER": "root", "LOGNAME": "root"}).stdout.decode()
        assert said.startswith(f"account={pwd.getpwuid(NOBODY).pw_name} uid=0 ")


@AS_ROOT
def test_others_do_not_reach_a_private_socket(tmp_path: Path, open_place: Path) -> None:
    """Without a group the folder the host makes is the service account's alone; a stranger finds no host."""
    with HostStage(tmp_path, socket=open_place / "private" / "login.sock") as stage:
        assert stage.socket.parent.stat().st_mode & 0o777 == 0o700
        done = stage.runs("exit", "42", user=NOBODY, environment={"GRIDTUI_LANGUAGE": "en"})
        assert done.returncode != 42
        assert b"No host runs here" in done.stderr


def test_the_login_program_loads_the_standard_library_alone() -> None:
    """It is in memory once for each session: nothing of ours but its own two files, no typing, json or asyncio."""
    shown = subprocess.run(
        [sys.executable, "-c", "import sys, gridtui.term.host.login; print(*sys.modules)"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        check=True,
    )
    loaded = set(shown.stdout.split())
    own = {name for name in loaded if name.startswith("gridtui")}
    rooms = {"gridtui", "gridtui.term", "gridtui.term.host"}
    assert own == {*rooms, "gridtui.term.host.login", "gridtui.term.host.passing"}
    assert not loaded & {"typing", "json", "asyncio", "msgspec", "gettext", "argparse", "pathlib", "subprocess"}


WORDS_ASKED: tuple[tuple[list[str], dict[str, str], tuple[str, ...] | None], ...] = (
    ([], {}, ()),
    (["due", "--json"], {}, ("due", "--json")),
    (["-c", "gridtui due --json"], {}, ("due", "--json")),
    (["-c", "/usr/bin/gridtui-login"], {}, ()),
    (["-c", "gridtui-login"], {"SSH_ORIGINAL_COMMAND": "gridtui due"}, ("due",)),
    ([], {"SSH_ORIGINAL_COMMAND": "gridtui find '晏五村 5'"}, ("find", "晏五村 5")),
    ([], {"SSH_ORIGINAL_COMMAND": "rm -rf /"}, None),
    ([], {"SSH_ORIGINAL_COMMAND": "gridtui 'unclosed"}, None),
    ([], {"SSH_ORIGINAL_COMMAND": "   "}, None),
    (["-c", "/bin/sh"], {}, None),
    (["-c", ""], {}, None),
)


@pytest.mark.parametrize(("arguments", "environ", "words"), WORDS_ASKED, ids=range(len(WORDS_ASKED)))
def test_words_are_found_as_sshd_gives_them(
    arguments: list[str], environ: dict[str, str], words: tuple[str, ...] | None
) -> None:
    """By hand, as a login shell and as a forced command; another program is never what was asked for."""
    assert words_asked(arguments, environ) == words


def test_without_a_host_the_program_runs_itself(tmp_path: Path) -> None:
    """One line says so, and the words are the program's."""
    done = subprocess.run(
        [sys.executable, "-m", "gridtui.term.host.login", "--socket", str(tmp_path / "none"), "--version"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "GRIDTUI_LANGUAGE": "en"},
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.startswith("gridtui ")
    assert done.stderr.startswith("No host runs here")
    assert done.stderr.count("\n") == 1
