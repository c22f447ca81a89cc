"""An office host and a central server for journeys: real processes, their own homes, folders that are thrown away.

    host = OfficeHost(tmp_path)
    host.run("init", "--division", DIVISION, "--person", "李梅", account="limei")
    with host.serving() as server:
        host.run("enrol", server.url, server.code(), account="limei")
    with host.clerk("zhangsan") as clerk:
        clerk.sees("今日")

Nothing of this process's environment reaches them but the way to the package.
"""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gridtui.core.time import elapsed_ms
from tests.tools.clerk import CHECKOUT, Clerk, program, surroundings

DIVISION = "620103006003"
"""中院社区 of 晏家坪街道; the division is real, everybody in it is invented."""
OFFICE_NAME = "中院社区"
PREFIX = "ZY"
ROSTER = CHECKOUT / "tests" / "exchange" / "rosters" / "roster-zhongyuan.xlsx"
"""400 households with 1,099 residents in six grids."""
SECRETARY, WORKER, NEIGHBOUR = "limei", "zhangsan", "wangli"
"""System accounts: 李梅 the secretary, 张三 of 网格03, 王丽 of 网格02."""

DEADLINE_MS = 60_000
_POLL_SECONDS = 0.01


def settled(holds: Callable[[], bool], what: str, deadline_ms: int = DEADLINE_MS) -> None:
    """Wait until something holds; AssertionError names it after the deadline."""
    end = elapsed_ms() + deadline_ms
    while not holds():
        assert elapsed_ms() < end, f"never came: {what}"
        time.sleep(_POLL_SECONDS)


class RunningServer:
    """A ``gridtui serve`` of its own."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path, log: Path, host: "OfficeHost") -> None:
        self.process = process
        self.folder = folder
        self._log = log
        self._host = host
        settled(self._bound, "the server's port")

    def _bound(self) -> bool:
        assert self.process.poll() is None, self._log.read_text("utf-8")
        return self.port != 0

    @property
    def port(self) -> int:
        """The port it listens on, 0 before it does."""
        lines = [json.loads(line) for line in self._log.read_text("utf-8").splitlines() if line.endswith("}")]
        return next((int(line["port"]) for line in lines if line["event"] == "serving"), 0)

    @property
    def url(self) -> str:
        """Where offices reach it."""
        return f"https://127.0.0.1:{self.port}"

    def code(self, name: str = OFFICE_NAME, division: str = DIVISION, prefix: str = PREFIX) -> str:
        """Return a one-time code for a new office, given out by command beside the running server."""
        words = ("--new-office", name, "--division", division, "--prefix", prefix, "--json")
        return str(json.loads(self._host.run("serve", "--folder", str(self.folder), *words).stdout)["code"])

    def holds(self) -> Any:
        """Return what the server says it holds."""
        return self._host.json("serve", "--folder", str(self.folder), "--status")


class OfficeHost:
    """One host of an office, with a home, an office's folder and a server's folder under ``root``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "home"
        self.office = root / "office"
        self.server = root / "server"
        self.home.mkdir(parents=True, exist_ok=True)

    def environment(self, account: str = "", **more: str) -> dict[str, str]:
        """Return the whole environment of a command, nothing of this process's own but where programs are."""
        return {"PATH": "/usr/bin:/bin", **surroundings(self.office, self.home, account, **more)}

    def run(
        self, *words: str, account: str = "", status: int = 0, stdin: str = "", language: str = "zh_CN"
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end and check its exit status; nothing it says may be a traceback."""
        ended = subprocess.run(
            program(*words),
            env=self.environment(account, GRIDTUI_LANGUAGE=language),
            cwd=self.home,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=DEADLINE_MS / 1000,
            check=False,
        )
        said = f"gridtui {' '.join(words)}\n{ended.stdout}\n{ended.stderr}"
        assert "Traceback" not in ended.stdout + ended.stderr, said
        assert ended.returncode == status, f"exit status {ended.returncode}\n{said}"
        return ended

    def json(self, *words: str, account: str = "") -> Any:
        """Run a command with ``--json`` and return its document."""
        return json.loads(self.run(*words, "--json", account=account).stdout)

    @contextmanager
    def started(
        self, *words: str, account: str = "", log: Path | None = None, command: Sequence[str] | None = None
    ) -> "Iterator[subprocess.Popen[bytes]]":
        """Start a command, or another program, and do not wait for it; killed at the end of the block.

        ``log`` takes what it writes to both of its outputs.
        """
        with (log or Path(os.devnull)).open("ab") as out:
            process = subprocess.Popen(
                command or program(*words),
                env=self.environment(account),
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait(DEADLINE_MS / 1000)

    def clerk(self, account: str, *words: str) -> Clerk:
        """Return a clerk who opens the office in a terminal of their own."""
        return Clerk(self.office, self.home, account, *words)

    @contextmanager
    def serving(self) -> Iterator[RunningServer]:
        """Run the central server, over TLS on a free port, until the block ends."""
        log = self.root / "server.log"
        with self.started("serve", "--folder", str(self.server), "--port", "0", log=log) as process:
            yield RunningServer(process, self.server, log, self)
            process.terminate()
            assert process.wait(DEADLINE_MS / 1000) == 0

    # -- an office as others begin with it

    def set_up(self, *, roster: Path | None = ROSTER) -> None:
        """Set the office up by commands: the secretary, a roster, and two people of the grids."""
        self.run("init", "--division", DIVISION, "--prefix", PREFIX, "--person", "李梅", account=SECRETARY)
        if roster is None:
            self.run("staff", "--add-grid", "网格02", account=SECRETARY)
            self.run("staff", "--add-grid", "网格03", account=SECRETARY)
        else:
            self.run("import", str(roster), "--yes", account=SECRETARY)
        for name, account, grid in (("张三", WORKER, "网格03"), ("王丽", NEIGHBOUR, "网格02")):
            self.run("staff", "--appoint", name, "--account", account, "--unit", grid, account=SECRETARY)
