"""What a host does beside logins: distinct ids in every fork, everything imported once, background sync, upgrades."""

import os
import pwd
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gridtui.core.ids import split_id
from gridtui.store.database import Store
from tests.journeys import minting_host
from tests.term.host_stage import REPOSITORY, HostStage, until
from tests.tools.clerk import program
from tests.tools.office_host import SECRETARY, OfficeHost
from tests.tools.store_file import count_rows, integrity

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("host")]

FORKS = 100
AT_ONCE = 8
ME = pwd.getpwuid(os.getuid()).pw_name

LATE = """
import asyncio, sys
from pathlib import Path
from gridtui.commands.host import import_everything
import_everything()
from gridtui.core.time import SystemClock
from gridtui.locale import set_language
from gridtui.office.session import opened_session
from gridtui.settings import load_settings
from gridtui.tui.actions import AREAS
from gridtui.tui.app import GridtuiApp
from gridtui.tui.keymap import load_keymap
from gridtui.term.driver import PlainDriver
from textual import pilot
from textual.drivers import headless_driver
from rich.cells import cell_len

async def walk(app):
    async with app.run_test(size=(80, 24)) as person:
        for area in AREAS:
            await app.desk.go(area.name)
            await person.pause()
    cell_len("街")

set_language("zh_CN")
folder = Path(sys.argv[1])
before = set(sys.modules)
with opened_session(folder, account=sys.argv[2], clock=SystemClock(), settings=load_settings(folder, {})) as session:
    asyncio.run(walk(GridtuiApp(session, load_keymap("letters", None), driver_class=PlainDriver)))
print(sorted(set(sys.modules) - before))
"""


def host_on(host: OfficeHost, *more: str) -> HostStage:
    """Start the real host on an office."""
    command = program("host", "--socket", str(host.root / "run" / "login.sock"), *more)
    return HostStage(host.root, command=command, environment=host.environment())


def test_a_hundred_forks_mint_no_equal_id(tmp_path: Path) -> None:
    """Every child opens its own writer session: 300 ids of 100 sessions, each id in the store once."""
    Store.open(tmp_path / "office", create=True).close()
    socket = tmp_path / "run" / "login.sock"
    command = [sys.executable, minting_host.__file__, str(socket), str(tmp_path / "office")]
    with HostStage(tmp_path, command=command) as stage, ThreadPoolExecutor(AT_ONCE) as logins:
        done = list(logins.map(lambda number: stage.runs(f"网格{number}"), range(FORKS)))
    assert [each.stderr for each in done if each.returncode] == []
    ids = [bytes.fromhex(line) for each in done for line in each.stdout.decode().split()]
    assert len(ids) == len(set(ids)) == FORKS * minting_host.IDS
    assert len({split_id(uid)[0] for uid in ids}) == FORKS
    assert count_rows(tmp_path / "office", "unit") == FORKS * minting_host.IDS
    assert integrity(tmp_path / "office") == "ok"


def test_a_session_imports_nothing_after_the_fork(host: OfficeHost) -> None:
    """What the screens need was imported by the parent: a fork shares it and need not read it."""
    done = subprocess.run(
        [sys.executable, "-c", LATE, str(host.office), SECRETARY],
        env={**host.environment(), "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


def test_the_host_syncs_in_the_background(host: OfficeHost) -> None:
    """What the office has reaches the server without anybody asking; the parent itself opens no line."""
    with host.serving() as server:
        host.run("enrol", server.url, server.code(), account=SECRETARY)
        waiting = host.json("sync", "--status", account=SECRETARY)["waiting"]
        assert sum(waiting.values()) > 0
        with host_on(host, "--sync-seconds", "30"):
            until(lambda: _waits(host) == 0, "the office to be sent")


def _waits(host: OfficeHost) -> int:
    return sum(host.json("sync", "--status", account=SECRETARY)["waiting"].values())


def test_a_fault_of_the_background_sync_is_told_once(host: OfficeHost) -> None:
    """An office without a server: one sentence in the host's log, and logins go on."""
    with host_on(host, "--sync-seconds", "30") as stage:
        until(lambda: len(stage.log.splitlines()) >= 2, "the sentences")
        (syncing,) = stage.children
        os.kill(syncing, signal.SIGTERM)
        assert "Traceback" not in stage.log
        assert stage.process.poll() is None


def test_sighup_starts_the_newer_program_in_place(host: OfficeHost) -> None:
    """The process id stays, the program is read anew from the disk, and the socket never closes."""
    host.run("staff", "--appoint", "赵敏", "--account", ME, "--unit", "网格03", account=SECRETARY)
    words = ("households", "--limit", "1")
    with host_on(host) as stage:
        assert _login_status(host, stage, words) == 0
        for _time in range(3):
            stage.process.send_signal(signal.SIGHUP)
            assert _login_status(host, stage, words) == 0
        assert stage.process.poll() is None
        begun_with = Path(f"/proc/{stage.process.pid}/environ").read_bytes().split(b"\0")
        assert f"LISTEN_PID={stage.process.pid}".encode() in begun_with
        assert stage.stop() == 0
        assert not stage.socket.exists()


def _login_status(host: OfficeHost, stage: HostStage, words: Sequence[str]) -> int:
    done = subprocess.run(stage.login_command(*words), env=host.environment(), capture_output=True, check=False)
    assert re.search(rb"Traceback|gridtui host", done.stderr) is None, done.stderr
    return done.returncode
