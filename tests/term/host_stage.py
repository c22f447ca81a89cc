"""A real host in a process of its own, and logins to it through the real login program in a real pseudo-terminal."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from gridtui.core.time import elapsed_ms
from tests.tools.pty_session import PtySession

REPOSITORY = Path(__file__).parents[2]
TINY = Path(__file__).parent / "tiny_host.py"
PATIENCE_SECONDS = 20.0

_AS_ANOTHER = (
    "import locale, os, sys; from gridtui.term.host import login; from gridtui.locale import sentences; "
    "os.setgroups([]); os.setgid(int(sys.argv[1])); os.setuid(int(sys.argv[1])); "
    "sys.exit(login.main(sys.argv[2:]))"
)
"""A login that becomes another user after its imports, as that user may not be able to read this checkout."""


def until(holds: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until a condition holds; AssertionError names it after ``seconds``."""
    deadline_ms = elapsed_ms() + int(seconds * 1000)
    while not holds():
        assert elapsed_ms() < deadline_ms, f"waited {seconds} s for {what}"
        time.sleep(0.005)


class HostStage:
    """A host that runs ``command`` (the tiny one by default) on a socket in ``folder``."""

    def __init__(
        self,
        folder: Path,
        *more: str,
        command: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        socket: Path | None = None,
    ) -> None:
        self.folder = folder
        self.socket = socket or folder / "run" / "login.sock"
        self._environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), **(environment or {})}
        self._command = list(command) or [sys.executable, str(TINY), str(self.socket), str(folder), *more]
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with (self.folder / "host.log").open("ab") as log:
            process = subprocess.Popen(
                self._command, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        until(self.socket.exists, "the host's socket")
        return process

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def log(self) -> str:
        """What the host wrote."""
        return (self.folder / "host.log").read_text("utf-8", "replace")

    @property
    def descriptors(self) -> int:
        """How many files the parent has open."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))  # noqa: PTH208 - a count

    @property
    def children(self) -> list[int]:
        """The parent's children, the companion included, dead ones that nobody buried as well."""
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in task.read_text().split()]

    @property
    def resident_kb(self) -> int:
        """The parent's resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))

    def login_command(self, *words: str) -> list[str]:
        """Return the command line of the login program."""
        return [sys.executable, "-m", "gridtui.term.host.login", "--socket", str(self.socket), *words]

    def login(self, *words: str, environment: Mapping[str, str] | None = None) -> PtySession:
        """Log in through a pseudo-terminal."""
        return PtySession(self.login_command(*words), {"PYTHONPATH": str(REPOSITORY), **(environment or {})})

    def runs(
        self, *words: str, environment: Mapping[str, str] | None = None, given: bytes = b"", user: int | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Log in through pipes, as another user where ``user`` is a uid, and wait for the end."""
        return subprocess.run(
            self.login_command(*words)
            if user is None
            else [sys.executable, "-c", _AS_ANOTHER, str(user), "--socket", str(self.socket), *words],
            input=given,
            capture_output=True,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), **(environment or {})},
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    def reload(self) -> None:
        """Make the host start again in place, as an upgrade does, and wait for it."""
        ready = self.folder / "ready"
        ready.unlink(missing_ok=True)
        self.process.send_signal(signal.SIGHUP)
        until(ready.exists, "the host after its upgrade")

    def restart(self) -> None:
        """Stop the parent alone and start another, as ``systemctl restart`` does with KillMode=process."""
        self.stop()
        self.process = self._start()

    def stop(self) -> int:
        """Stop the parent and return its exit status; sessions go on."""
        self.process.terminate()
        return self.process.wait(PATIENCE_SECONDS)
