"""What a person at a terminal waits for: the first page, and the rows a key asks for, on a real pseudo-terminal.

A key is timed from being written into the terminal to the arrival of the output after which the page is the one this
key leads to; what the page is was learnt on a first, untimed round. The terminal's model takes the output in after
its arrival, so that its own work is not measured.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.measured import Limit, Row, percentile, row_of
from tests.bench.programs import run
from tests.bench.stores import Bench
from tests.tools.pty_session import PtySession

FINDING = ("w", "f", "backspace", "backspace", "5", "0", "1", "backspace", "backspace", "backspace")
PAGING = ("+", "+", "-", "-")
OPENING = ("enter", "5", "q")
"""The row's menu, its card, and back; the card alone is timed."""
_BODY = slice(2, -1)
"""The rows that a key changes; above are the first row and the areas, below the keys."""
QUIET_MS = 250
_PAUSE_SECONDS = 0.04
_WAIT_SECONDS = 30
_MARK = ">  1 "


def paint_rows(bench: Bench) -> Iterator[Row]:
    """Time the program from its start to the page of Today."""
    for size, folder in bench.scale():
        nothing = percentile([run(("-c", "pass"), folder).ms for _ in range(bench.few)], 50)
        samples = []
        for _ in range(bench.children):
            began = time.perf_counter_ns()
            with _program(folder) as session:
                _until_rows(session)
                samples.append((session.arrived_ns - began) / 1e6)
        yield row_of("start to first page", "tty", size, samples, (), ("python", nothing))


def key_rows(bench: Bench) -> Iterator[Row]:
    """Time keys on the find screen, on the list and on a card."""
    large: dict[str, float] = {}
    for size, folder in bench.scale():
        with _program(folder) as session:
            _until_rows(session)
            for what, way_in, cycle, timed, limit in (
                ("key to rows: next page", ("0", "2"), PAGING, PAGING, Limit(95, 20)),
                ("key to card", (), OPENING, ("5",), Limit(95, 20)),
                ("key to rows: find", ("/",), FINDING, FINDING, Limit(95, 20)),
            ):
                for key in way_in:
                    session.press(key)
                    session.settled(QUIET_MS, _WAIT_SECONDS)
                samples = _timed(session, cycle, timed, bench.calls)
                median = percentile(samples, 50)
                limits = bench.at(size, limit)
                grown = size.startswith("10x") and what in large
                yield row_of(
                    what,
                    "tty",
                    size,
                    samples,
                    limits,
                    ("large", large[what]) if grown else None,
                    ratio_at_most=bench.growth if grown else None,
                )
                if size == "large":
                    large[what] = median


def _program(folder: Path) -> PtySession:
    return PtySession([sys.executable, "-m", "gridtui", "--home", str(folder), "--language", "zh_CN"])


def _until_rows(session: PtySession) -> None:
    session.wait_until(lambda rows: any(row.startswith(_MARK) for row in rows), "the first page", _WAIT_SECONDS)


def _timed(session: PtySession, cycle: Sequence[str], timed: Sequence[str], calls: int) -> list[float]:
    """Return the milliseconds of some of the keys of a cycle, which is gone through round after round."""
    pages: list[list[str]] = []
    for key in cycle:
        session.press(key)
        pages.append(session.settled(QUIET_MS, _WAIT_SECONDS)[_BODY])
    samples: list[float] = []
    number = 0
    while len(samples) < calls:
        place = number % len(cycle)
        number += 1
        time.sleep(_PAUSE_SECONDS)
        pressed_ns = time.perf_counter_ns()
        session.press(cycle[place])
        session.wait_until(
            lambda rows, page=pages[place]: rows[_BODY] == page,  # type: ignore[misc]  # bound now
            f"the page after {cycle[place]}",
            _WAIT_SECONDS,
        )
        if cycle[place] in timed:
            samples.append((session.arrived_ns - pressed_ns) / 1e6)
    return samples
