"""Whole programs as children: how long they take, what they weigh at their peak, what they import."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from gridtui.core.time import FixedClock
from gridtui.office.setup import FirstPerson, set_up_office
from tests.bench.measured import Limit, Row, percentile, row_of
from tests.bench.rosters import write_roster
from tests.bench.stores import NOW_MS, SETTINGS, Bench, account

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("households", "独居", "--limit", "50", "--json"),
    ("visits", "--limit", "50", "--json"),
    ("due", "--limit", "50", "--json"),
    ("tickets", "--limit", "50", "--json"),
)
IMPORTED_ROWS = 20_000
_LOOK_SECONDS = 0.005
_HEAVY = ("textual", "httpx", "rich", "cryptography", "pypinyin", "xlsxwriter", "python_calamine")
_NAMES = f"""
import sys
from gridtui.cli import main
main(sys.argv[1:])
sys.stdout.flush()
sys.stderr.write(" ".join(name for name in {_HEAVY!r} if name in sys.modules))
"""
"""Runs a command and says which heavy packages it has loaded."""


class Run(msgspec.Struct, frozen=True):
    """One child that ended well: wall time, greatest resident size, and what it wrote."""

    ms: float
    peak_mib: float
    out: bytes
    err: bytes


def run(words: Sequence[str], folder: Path) -> Run:
    """Run a Python program on an office's folder; raises CalledProcessError where it fails."""
    # As an installation runs it: modules are compiled once, not by every process.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {**inherited, "GRIDTUI_HOME": str(folder), "LANG": "C.UTF-8"}
    began = time.perf_counter_ns()
    child = subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    peak = _Peak(child.pid)
    out, err = child.communicate()
    spent = (time.perf_counter_ns() - began) / 1e6
    peak_mib = peak.end()
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, list(words), out, err)
    return Run(spent, peak_mib, out, err)


class _Peak:
    """Watches the greatest resident size of a process; the kernel keeps it, so looking now and then is enough."""

    def __init__(self, pid: int) -> None:
        self._status = Path(f"/proc/{pid}/status")
        self._kib = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> float:
        """Stop and return the MiB."""
        self._ended.set()
        self._thread.join()
        return self._kib / 1024

    def _watch(self) -> None:
        while not self._ended.wait(_LOOK_SECONDS):
            try:
                lines = self._status.read_text(encoding="ascii").splitlines()
            except OSError:
                return
            self._kib = max([self._kib, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))])


def start_rows(bench: Bench) -> Iterator[Row]:
    """Time the interpreter alone, and the program saying its version."""
    times = bench.calls // 2
    nothing = [run(("-c", "pass"), bench.cache).ms for _ in range(times)]
    yield row_of("python -c pass", "process", "", nothing)
    version = [run(("-m", "gridtui", "--version"), bench.cache).ms for _ in range(times)]
    yield row_of("gridtui --version", "process", "", version, (), ("python", percentile(nothing, 50)))


def demo_rows(bench: Bench) -> Iterator[Row]:
    """Time the demo office until it can be opened, server and sync included; then how soon a next start finds it."""
    first, again = [], []
    for _ in range(max(1, bench.children // 4)):
        with TemporaryDirectory(prefix="gridtui-bench-", dir=bench.cache) as place:
            words = ("-m", "gridtui", "demo", "--build-only", "--folder", str(Path(place) / "demo"))
            first.append(run(words, Path(place)).ms / 1000)
            again.append(run(words, Path(place)).ms / 1000)
    limits = () if bench.quick else (Limit(99, 15),)
    yield row_of("demo, first start", "process", "2,000 households", first, limits, unit="s")
    limits = () if bench.quick else (Limit(99, 1),)
    yield row_of("demo, found built", "process", "2,000 households", again, limits, unit="s")


def command_rows(bench: Bench) -> Iterator[Row]:
    """Time the list commands to the last byte of their JSON, and see that none loads what it does not need."""
    for size, folder in bench.scale():
        nothing = percentile([run(("-c", "pass"), folder).ms for _ in range(bench.few)], 50)
        every: list[float] = []
        for words in COMMANDS:
            spent = [run(("-m", "gridtui", *words), folder).ms for _ in range(bench.calls // len(COMMANDS))]
            every += spent
            yield row_of(f"gridtui {words[0]} --limit 50 --json", "process", size, spent, (), ("python", nothing))
        limits = bench.at(size, Limit(95, 250))
        yield row_of("list commands, all", "process", size, every, limits, ("python", nothing))
        whole = [run(("-m", "gridtui", "due", "--json"), folder).ms for _ in range(bench.few)]
        yield row_of("gridtui due --json, all visits", "process", size, whole, limits, ("python", nothing))
        heavy = [float(len(run(("-c", _NAMES, *words), folder).err.split())) for words in COMMANDS]
        yield row_of("heavy packages loaded", "process", size, heavy, (Limit(99, 0),), unit="")


def import_rows(bench: Bench) -> Iterator[Row]:
    """Time and weigh an import into an office just set up, against reading the file alone."""
    people = IMPORTED_ROWS // (20 if bench.quick else 1)
    spent, peak, dry = [], [], []
    for number in range(max(1, bench.children // 2)):
        with TemporaryDirectory(prefix="gridtui-bench-", dir=bench.cache) as place:
            folder = Path(place) / "office"
            first = FirstPerson("李梅", account(), "community_secretary")
            set_up_office(folder, SETTINGS_ALONE, (first,), FixedClock(NOW_MS))
            roster = write_roster(Path(place) / "roster.xlsx", people, number + 1)
            words = ("-m", "gridtui", "import", str(roster), "--json")
            dry.append(run((*words, "--dry-run"), folder).ms / 1000)
            done = run((*words, "--yes"), folder)
            spent.append(done.ms / 1000)
            peak.append(done.peak_mib)
    size = f"{people} rows"
    limits = () if bench.quick else (Limit(99, 6),)
    yield row_of("import a roster", "process", size, spent, limits, ("dry run", percentile(dry, 50)), unit="s")
    limits = () if bench.quick else (Limit(99, 90),)
    yield row_of("memory of an import", "process", size, peak, limits, unit="MiB")


SETTINGS_ALONE = msgspec.structs.replace(
    SETTINGS, office=msgspec.structs.replace(SETTINGS.office, schemes=("common", "yanjiaping"))
)
"""The settings of an office that is set up in an empty folder, where the benchmark's own rules do not lie."""
