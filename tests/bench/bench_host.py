"""Logins under ``gridtui host``: how soon a session shows something, how soon it is settled, what thirty weigh.

The office is the demo's. Times are from the start of the login program, through a pseudo-terminal, one login after
the other while those before stay open. Memory is the proportional share (PSS) of each process when all are open.

    python -m tests.bench.bench_host [SESSIONS]
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.bench.measured import Limit, Row, percentile, row_of, table
from tests.bench.stores import Bench, default_cache
from tests.tools.pty_session import PtySession

SESSIONS = 30
FIRST_MS, SETTLED_MS, SESSION_MIB = 60, 300, 22
POST = "张三"
"""A grid worker of the demo: his login opens Today, with a list."""
QUIET_MS = 250
_WAIT_SECONDS = 30.0
_POLL_SECONDS = 0.02


def host_rows(bench: Bench, sessions: int = SESSIONS) -> Iterator[Row]:
    """Time and weigh logins to a host, held against the same program started without one."""
    count = 4 if bench.quick else sessions
    folder = demo_office(bench.cache)
    alone = [_login([*_PROGRAM, "--home", str(folder), "--post", POST]) for _ in range(bench.children)]
    for opened in alone:
        opened.session.close()
    first_alone = percentile([opened.first_ms for opened in alone], 50)
    settled_alone = percentile([opened.settled_ms for opened in alone], 50)
    with (
        TemporaryDirectory(prefix="gridtui-host-") as place,
        hosted(folder, Path(place) / "login.sock") as (host, words),
    ):
        logins = [_login([*words, "--post", POST]) for _ in range(count)]
        size = f"{count} sessions"
        limits = count == SESSIONS
        with ExitStack() as ends:
            for login in logins:
                ends.callback(login.session.close)
            firsts = [login.first_ms for login in logins]
            limit = (Limit(50, FIRST_MS),) if limits else ()
            yield row_of("login: first output", "tty", size, firsts, limit, ("no host", first_alone))
            limit = (Limit(95, SETTLED_MS),) if limits else ()
            settled = [login.settled_ms for login in logins]
            yield row_of("login: settled", "tty", size, settled, limit, ("no host", settled_alone))
            limit = (Limit(99, SESSION_MIB),) if limits else ()
            yield row_of("session: PSS", "process", size, _shares(_children(host)), limit, unit="MiB")
            programs = [login.session.process.pid for login in logins]
            yield row_of("login program: PSS", "process", size, _shares(programs), unit="MiB")
            yield row_of("parent: PSS", "process", size, _shares([host]), unit="MiB")


_PROGRAM = (sys.executable, "-m", "gridtui")
_LOGIN = (sys.executable, "-m", "gridtui.term.host.login")


def demo_office(cache: Path) -> Path:
    """Return the demo's office, synced as it is, built where it is not kept yet; it ends on the day it was built."""
    folder = cache / "host-demo"
    subprocess.run([*_PROGRAM, "demo", "--folder", str(folder), "--build-only"], check=True)
    return folder / "office"


@contextmanager
def hosted(folder: Path, socket: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """Run a host on an office; give its process id and the words that log in to it."""
    more = ("--socket", str(socket), "--sessions-each", "1000")
    with subprocess.Popen([*_PROGRAM, "--home", str(folder), "host", *more], stdin=subprocess.DEVNULL) as host:
        words = [*_LOGIN, "--socket", str(socket)]
        until = time.monotonic() + _WAIT_SECONDS
        while not socket.exists() or subprocess.run([*words, "manual"], capture_output=True, check=False).returncode:
            if time.monotonic() > until or host.poll() is not None:
                raise TimeoutError("the host does not answer")
            time.sleep(_POLL_SECONDS)
        try:
            yield host.pid, words
        finally:
            host.terminate()


class _Opened(NamedTuple):
    """A login that stays open, and the milliseconds to its first output and to the last before it was quiet."""

    session: PtySession
    first_ms: float
    settled_ms: float


def _login(words: Sequence[str]) -> _Opened:
    """Start a program and wait until it is quiet."""
    began = time.perf_counter_ns()
    session = PtySession(words, {"GRIDTUI_LANGUAGE": "zh_CN", "PYTHONPATH": os.environ.get("PYTHONPATH", "")})
    first_ns = 0

    def began_to_write(_rows: list[str]) -> bool:
        nonlocal first_ns
        first_ns = session.arrived_ns
        return bool(session.received)

    session.wait_until(began_to_write, "any output", _WAIT_SECONDS)
    session.wait_for(">  1 ", _WAIT_SECONDS)
    session.settled(QUIET_MS, _WAIT_SECONDS)
    return _Opened(session, (first_ns - began) / 1e6, (session.arrived_ns - began) / 1e6)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


def _shares(pids: Sequence[int]) -> list[float]:
    """Return each process's proportional share of memory in MiB."""
    shares = []
    for pid in pids:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
        shares.append(next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024)
    return shares


def main() -> None:
    """Print the table."""
    cache = default_cache()
    cache.mkdir(parents=True, exist_ok=True)
    sessions = int(sys.argv[1]) if len(sys.argv) > 1 else SESSIONS
    sys.stdout.write(table(host_rows(Bench(cache, quick=False), sessions)) + "\n")


if __name__ == "__main__":
    main()
