"""The cheapest way of the cursor from one cell to another.

Rows and columns count from zero. ``None`` for a column says that only the row is known, as it is after the last
column was written; ``None`` for a row says that nothing is. Line feed moves straight down: the line has no output
processing. It is never sent on the last row, where it would scroll, nor reverse index on the first.
"""

from functools import lru_cache

_FEEDS_LIMIT = 3


@lru_cache(16_384)
def cheapest_move(row: int | None, column: int | None, to_row: int, to_column: int) -> str:
    """Return the shortest sequence that takes the cursor to a cell; empty when it is there."""
    absolute = _absolute(to_row, to_column)
    if row is None:
        return absolute
    down = _vertical(to_row - row)
    ways = ["\r" + down + _right(to_column)]  # of equals the first is taken: carriage return heals a lost column
    if column is not None:
        ways.append(down + _across(to_column - column))
    if to_column:
        ways.append(f"{down}\x1b[{to_column + 1}G")
    return min(*ways, absolute, key=len)


def _absolute(row: int, column: int) -> str:
    if column == 0:
        return "\x1b[H" if row == 0 else f"\x1b[{row + 1}H"
    return f"\x1b[;{column + 1}H" if row == 0 else f"\x1b[{row + 1};{column + 1}H"


def _vertical(rows: int) -> str:
    if rows > 0:
        return "\n" * rows if rows <= _FEEDS_LIMIT else f"\x1b[{rows}B"
    if rows < 0:
        return "\x1bM" if rows == -1 else f"\x1b[{-rows}A"
    return ""


def _across(columns: int) -> str:
    return _right(columns) if columns >= 0 else min("\b" * -columns, f"\x1b[{-columns}D", key=len)


def _right(columns: int) -> str:
    if columns == 0:
        return ""
    return "\x1b[C" if columns == 1 else f"\x1b[{columns}C"
