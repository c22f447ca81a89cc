"""What saving a visit costs: alone, with eight people typing, a sync or an import beside them, and a slow disk."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from gridtui.core.time import SystemClock
from tests.bench import asking
from tests.bench.measured import Limit, Row, percentile, row_of, timed
from tests.bench.stores import Bench, copied, opened
from tests.bench.typist import own_households, save_one

TYPISTS = 8
PAUSE_MS = 500
"""Between two saves of one person; nobody types a visit in half a second."""
SLOW_FLUSH_MS = 8
SLACK_MS = 10
"""What a save may take beyond one flush on a slower disk."""
_PAGE_BYTES = 4096
SAVE = (Limit(50, 5), Limit(95, 20))
SCENES = (
    ("", "save, 8 typists", 0),
    ("sync", "save, 8 typists, sync", 0),
    ("import", "save, 8 typists, import", 0),
    ("sync", f"save, 8 typists, sync, flush +{SLOW_FLUSH_MS} ms", SLOW_FLUSH_MS),
)
"""What runs beside eight people typing, how the row is called, and by how much each flush is slower."""


def save_rows(bench: Bench) -> Iterator[Row]:
    """Time saving at each size alone, then beside others, at ``large`` and with ten times the residents."""
    yield from _alone(bench)
    for size in ("large", "10x residents"):
        if size in dict(bench.scale()):
            yield from _beside_others(bench, size)


def _beside_others(bench: Bench, size: str) -> Iterator[Row]:
    with copied(bench.folder(size)) as folder:
        flush = flush_ms(folder, bench.calls)
        for beside, what, slower_ms in SCENES:
            spent = typed_by_many(folder, bench.calls // TYPISTS * 2, beside, slower_ms)
            slowed = (Limit(50, flush + SLOW_FLUSH_MS + SLACK_MS),)
            limits = bench.at(size, *(slowed if slower_ms else SAVE if beside != "import" else ()))
            yield row_of(what, "office", size, spent, limits, ("one flush", flush + slower_ms))


def _alone(bench: Bench) -> Iterator[Row]:
    large: float | None = None
    for size, folder in bench.scale():
        with opened(folder, asking.WORKER, SystemClock()) as session:
            households = own_households(session)
            samples = [save_one(session, households[number % len(households)]) for number in range(bench.calls)]
        if size == "large":
            large = percentile(samples, 50)
        if size.startswith("10x") and large is not None:
            reference, growth = ("large", large), bench.growth
        else:
            reference, growth = ("one flush", flush_ms(folder, bench.calls)), None
        yield row_of("save, alone", "office", size, samples, bench.at(size, *SAVE), reference, ratio_at_most=growth)


def flush_ms(folder: Path, calls: int) -> float:
    """Return the median milliseconds of appending a page to a file beside the store until the disk has it."""
    path = folder / "flush.bench"
    with path.open("wb", buffering=0) as stream:

        def one(_: int) -> None:
            stream.write(os.urandom(_PAGE_BYTES))
            os.fdatasync(stream.fileno())

        samples = timed(one, calls)
    path.unlink()
    return percentile(samples, 50)


def typed_by_many(folder: Path, saves_each: int, beside: str, slower_ms: int) -> list[float]:
    """Return the milliseconds of every save of the processes that type at once."""
    typists = [
        _child("typist", str(folder), f"a{number}", str(saves_each), str(PAUSE_MS), str(slower_ms))
        for number in range(1, TYPISTS + 1)
    ]
    others = [_child("alongside", str(folder), beside, str(slower_ms))] if beside else []
    try:
        for child in (*typists, *others):
            _line(child)
        for child in typists:
            _tell(child, "go\n")
        return [spent for child in typists for spent in msgspec.json.decode(_line(child), type=list[float])]
    finally:
        for child in (*typists, *others):
            _end(child)


def _child(module: str, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", f"tests.bench.{module}", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _line(child: subprocess.Popen[str]) -> str:
    said = child.stdout.readline() if child.stdout else ""
    if not said:
        raise RuntimeError(f"a child of the benchmark ended with {child.wait(30)}")
    return said


def _tell(child: subprocess.Popen[str], words: str) -> None:
    if child.stdin is not None:
        child.stdin.write(words)
        child.stdin.flush()


def _end(child: subprocess.Popen[str]) -> None:
    if child.stdin is not None:
        child.stdin.close()
    deadline = time.monotonic() + 30
    while child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    if child.poll() is None:
        child.kill()
    child.wait()
    if child.stdout is not None:
        child.stdout.close()
