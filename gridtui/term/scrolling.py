"""Rows that only moved: find them, so that the terminal moves them instead of receiving them again."""

from collections.abc import Sequence
from typing import NamedTuple

from gridtui.term.cell_model import Grid, Row

_WORTH_ROWS = 2
_CANDIDATES = 2


class Shift(NamedTuple):
    """Rows ``top`` to ``bottom`` (inclusive, from zero) move by ``lines``: up when positive, down when negative."""

    top: int
    bottom: int
    lines: int

    def sequence(self, rows: int) -> str:
        """Return what makes a terminal of so many rows do it; with a region set, the cursor is at home afterwards."""
        count = str(abs(self.lines)) if abs(self.lines) > 1 else ""
        scroll = f"\x1b[{count}{'S' if self.lines > 0 else 'T'}"
        return scroll if self.is_whole_screen(rows) else f"\x1b[{self.top + 1};{self.bottom + 1}r{scroll}\x1b[r"

    def is_whole_screen(self, rows: int) -> bool:
        """Tell whether no region has to be set."""
        return self.top == 0 and self.bottom == rows - 1

    def applied(self, before: Grid, blank: Row) -> list[Row]:
        """Return the rows after the move; those that came in are blank."""
        part = list(before[self.top : self.bottom + 1])
        fresh = [blank] * abs(self.lines)
        moved = part[self.lines :] + fresh if self.lines > 0 else fresh + part[: self.lines]
        return [*before[: self.top], *moved, *before[self.bottom + 1 :]]


def shifts(before: Grid, after: Grid, blank: Row) -> list[Shift]:
    """Return the moves that put most rows into place, best first; few, and none when nothing moved."""
    numbers: dict[Row, int] = {blank: 0}
    old = [numbers.setdefault(row, len(numbers)) for row in before]
    new = [numbers.setdefault(row, len(numbers)) for row in after]
    found: list[tuple[int, Shift]] = []
    for lines in range(1, len(old)):
        found += _runs(old, new, lines)
        found += _runs(old, new, -lines)
    found.sort(key=lambda each: -each[0])
    return [shift for _, shift in found[:_CANDIDATES]]


def _runs(old: Sequence[int], new: Sequence[int], lines: int) -> list[tuple[int, Shift]]:
    """Return the runs of rows that stand ``lines`` further up now, with how many of them that puts into place."""
    found = []
    row, end = max(0, -lines), min(len(old), len(old) - lines)
    while row < end:
        first = row
        while row < end and new[row] == old[row + lines]:
            row += 1
        gain = sum(new[each] not in (old[each], 0) for each in range(first, row))
        if gain >= _WORTH_ROWS:
            top, bottom = min(first, first + lines), max(row - 1, row - 1 + lines)
            found.append((gain, Shift(top, bottom, lines)))
        row = max(row, first + 1)
    return found
