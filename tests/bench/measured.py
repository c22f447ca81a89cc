"""What a benchmark says: one row a number, with its limit and what it was held against, and how calls are timed."""

import gc
import math
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import msgspec

Level = Literal["store", "office", "term", "process", "tty"]
"""``store``: a read of ``gridtui.store``. ``office``: the function a screen calls. ``term``: the last metre's pure
part. ``process``: a whole program run as a child. ``tty``: keys into a pseudo-terminal, text out of it."""

WARM_UP = 3
"""Calls before the timed ones, so that the first page of a file is not what is measured."""


class Limit(msgspec.Struct, frozen=True):
    """The greatest value a percentile may have, in the row's unit."""

    percentile: int
    at_most: float


class Row(msgspec.Struct, frozen=True):
    """One line of the table. ``reference`` says in words what ``ratio`` compares the median with."""

    what: str
    level: Level
    size: str
    n: int
    p50: float
    p95: float
    p99: float
    unit: str = "ms"
    limits: tuple[Limit, ...] = ()
    reference: str = ""
    ratio: float | None = None
    ratio_at_most: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether every limit is kept; None where there is none."""
        values = {50: self.p50, 95: self.p95, 99: self.p99}
        kept = [values[limit.percentile] <= limit.at_most for limit in self.limits]
        if self.ratio_at_most is not None and self.ratio is not None:
            kept.append(self.ratio <= self.ratio_at_most)
        return all(kept) if kept else None


def percentile(samples: Sequence[float], percent: int) -> float:
    """Return the sample that ``percent`` of all do not exceed (nearest rank)."""
    ranked = sorted(samples)
    return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]


def row_of(  # noqa: PLR0917 - the columns of the table, in their order
    what: str,
    level: Level,
    size: str,
    samples: Sequence[float],
    limits: tuple[Limit, ...] = (),
    reference: tuple[str, float] | None = None,
    *,
    unit: str = "ms",
    ratio_at_most: float | None = None,
) -> Row:
    """Return the row of some samples; ``reference`` is what they are held against and its median."""
    p50 = percentile(samples, 50)
    name, held_against = reference or ("", 0.0)
    return Row(
        what=what,
        level=level,
        size=size,
        n=len(samples),
        p50=p50,
        p95=percentile(samples, 95),
        p99=percentile(samples, 99),
        unit=unit,
        limits=limits,
        reference=name,
        ratio=p50 / held_against if held_against else None,
        ratio_at_most=ratio_at_most,
    )


def timed(call: Callable[[int], object], calls: int) -> list[float]:
    """Return the milliseconds of each of some calls; a call is given its number, to ask for something else each time.

    The collector runs before, not during them, as nothing of what is measured leaves cycles behind.
    """
    for number in range(min(WARM_UP, calls)):
        call(number)
    gc.collect()
    spent = []
    for number in range(calls):
        began = time.perf_counter_ns()
        call(number)
        spent.append((time.perf_counter_ns() - began) / 1e6)
    return spent


def table(rows: Iterable[Row]) -> str:
    """Return the rows as aligned columns under their heads."""
    heads = ("what", "level", "size", "n", "p50", "p95", "p99", "", "limit", "met", "ratio", "held against")
    lines = [heads, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    numeric = range(3, 7)
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column in numeric else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cells(row: Row) -> tuple[str, ...]:
    limits = [f"p{limit.percentile} {limit.at_most:g}" for limit in row.limits]
    if row.ratio_at_most is not None:
        limits.append(f"x{row.ratio_at_most:g}")
    met = {True: "yes", False: "NO", None: ""}[row.met]
    numbers = tuple(_number(value) for value in (row.p50, row.p95, row.p99))
    ratio = "" if row.ratio is None else f"x{row.ratio:.3g}"
    return (
        row.what,
        row.level,
        row.size,
        str(row.n),
        *numbers,
        row.unit,
        ", ".join(limits),
        met,
        ratio,
        row.reference,
    )


def _number(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"
