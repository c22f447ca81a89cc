"""The fewest bytes that turn one screen into another: a search for every row, made to judge encoders by.

Own rules, nothing of the encoder's: rows are done from the top; within a row every mixture of writing, skipping,
erasing characters, erasing the rest and repeating is tried, with every pen that occurs there, and the cheapest kept
(shortest path over column, pen and whether the rest was erased). Erasing everything below a row is tried too.
"""

from collections.abc import Sequence
from functools import lru_cache
from string import hexdigits
from typing import NamedTuple

from pyte.graphics import FG_BG_256

from tests.tools.terminal_model import TerminalModel

Look = tuple[str, str, bool, bool, bool, bool, bool]  # colour, background, bold, italic, underline, strike, reverse
Cell = tuple[str, Look]
Screen = tuple[tuple[Cell, ...], ...]

PLAIN: Look = ("default", "default", False, False, False, False, False)
BLANK: Cell = (" ", PLAIN)
_SEQUENCE = 3  # ESC, [ and the final
_SPELT = 6
_PALETTE = {spelt: number for number, spelt in reversed(list(enumerate(FG_BG_256)))}


class State(NamedTuple):
    """What a terminal shows and where its cursor is (row, column from zero)."""

    screen: Screen
    cursor: tuple[int, int]


def state_of(terminal: TerminalModel) -> State:
    """Take down what a terminal shows now."""
    screen = terminal.screen
    rows = tuple(
        tuple(_normal(screen.buffer[row][column]) for column in range(screen.columns)) for row in range(screen.lines)
    )
    return State(rows, (screen.cursor.y, min(screen.cursor.x, screen.columns - 1)))


def least_bytes(before: State, after: State, *, ech: bool = True, rep: bool = False) -> int:
    """Return the fewest bytes from one state to the other, the pen plain before; 0 when nothing changed."""
    changed = [row for row, (old, new) in enumerate(zip(before.screen, after.screen, strict=True)) if old != new]
    costs = [_painted(before.screen, after, before.cursor, ech=ech, rep=rep)]
    for first in changed[:1] + _last_run(changed):
        blank = ((BLANK,) * len(after.screen[0]),) * (len(after.screen) - first)
        above = State(after.screen[:first] + before.screen[first:], (first, 0))
        cost = _painted(before.screen, above, before.cursor, ech=ech, rep=rep) + _SEQUENCE
        costs.append(cost + _painted(after.screen[:first] + blank, after, (first, 0), ech=ech, rep=rep))
    return min(costs)


def _last_run(rows: list[int]) -> list[int]:
    return [row for row in rows if row - 1 not in rows][-1:]


def _painted(screen: Screen, after: State, cursor: tuple[int, int], *, ech: bool, rep: bool) -> int:
    total, (row, column), look = 0, cursor, PLAIN
    for number, (old, new) in enumerate(zip(screen, after.screen, strict=True)):
        if old != new:
            dirty = next(each for each in range(len(new)) if old[each] != new[each])
            while old[dirty][0] == "" or new[dirty][0] == "":
                dirty -= 1
            ways = []
            for start in {0, min(column, dirty), dirty}:
                if new[start][0] != "":
                    cost, end, pen = _row_cost(old, new, start, look, ech=ech, rep=rep)
                    ways.append((_move_cost((row, column), (number, start)) + cost, end, pen))
            cost, column, look = min(ways)
            total, row = total + cost, number
    return total + min(_move_cost((row, column), after.cursor), _rewriting_cost(after, row, column, look))


def _rewriting_cost(after: State, row: int, column: int, look: Look) -> int:
    """Return what it costs to go to the cursor by writing again what stands in between; much if that cannot be."""
    cells = after.screen[row][column : after.cursor[1]] if row == after.cursor[0] else ()
    if not cells or cells[0][0] == "" or not all(_draws(look, each) for each in cells):
        return 1 << 30
    return sum(len(character.encode()) for character, _ in cells)


@lru_cache(65_536)
def _row_cost(
    old: tuple[Cell, ...], new: tuple[Cell, ...], start: int, look: Look, *, ech: bool, rep: bool
) -> tuple[int, int, Look]:
    """Return the least cost of a row from a column on, and the column and pen one ends with."""
    width = len(new)
    looks = {PLAIN, look, *(each for _, each in new)}
    dirty = {
        False: [old[each] != new[each] or (old[each][0] == "") != (new[each][0] == "") for each in range(width)],
        True: [new[each] != BLANK for each in range(width)],
    }
    _widen(dirty[False], old, new)
    ends: list[tuple[int, int, Look]] = []
    costs: dict[tuple[int, bool, Look], int] = {(start, False, look): 0}
    for column in range(start, width + 1):
        for erased in (False, True):
            for pen in looks:
                cost = costs.pop((column, erased, pen), None)
                if cost is None:
                    continue
                if not any(dirty[erased][column:]):
                    ends.append((cost, min(column, width - 1), pen))
                    continue
                for step, at, is_erased, with_pen in _steps(new, column, pen, looks, dirty[erased], ech=ech, rep=rep):
                    if is_erased and not any(each != BLANK for each in new[column:]):
                        ends.append((cost + step, column, with_pen))
                        continue
                    key = (at, erased or is_erased, with_pen)
                    costs[key] = min(costs.get(key, 1 << 30), cost + step)
    return min(ends)


def _steps(
    new: tuple[Cell, ...], column: int, pen: Look, looks: set[Look], dirty: Sequence[bool], *, ech: bool, rep: bool
) -> list[tuple[int, int, bool, Look]]:
    """Return what can be done at a column: (cost, next column, whether the rest was erased, pen)."""
    width, steps = len(new), []
    skip = column
    while skip < width and not dirty[skip]:
        skip += 1
    if skip > column:
        steps.append((_count_cost(skip - column), skip, False, pen))
    fitting = [each for each in looks if _draws(each, new[column])]
    end = column + 1
    while end < width and new[end] == new[column]:
        end += 1
    for each in fitting:
        change = _pen_cost(pen, each)
        if new[column][0]:
            cells = 2 if column + 1 < width and new[column + 1][0] == "" else 1
            size = len(new[column][0].encode())
            steps.append((change + size, column + cells, False, each))
            if rep and cells == 1 and end - column > 1:
                steps.append((change + size + _count_cost(end - column - 1), end, False, each))
        if ech and new[column] == BLANK:
            onward = _count_cost(end - column) if any(dirty[end:]) else 0
            steps.append((change + _count_cost(end - column) + onward, end, False, each))
    if new[-1] == BLANK:
        steps += [(_pen_cost(pen, each) + _SEQUENCE, column, True, each) for each in looks if _draws(each, BLANK)]
    return steps


def _widen(dirty: list[bool], old: tuple[Cell, ...], new: tuple[Cell, ...]) -> None:
    """Make both halves of a wide character dirty when one is."""
    for columns in (range(len(new)), range(len(new) - 1, -1, -1)):
        for column in columns:
            for row in (old, new):
                if column and row[column][0] == "" and (dirty[column] or dirty[column - 1]):
                    dirty[column] = dirty[column - 1] = True


def _draws(pen: Look, cell: Cell) -> bool:
    character, look = cell
    if character == " " and not any(look[4:]):
        return pen[1] == look[1] and not any(pen[4:])
    return pen == look


@lru_cache(4096)
def _pen_cost(before: Look, after: Look) -> int:
    if before == after:
        return 0
    anew = sum(_code_size(each) for each in after[:2] if each != "default") + sum(2 for each in after[2:] if each)
    changes = [_code_size(new) for old, new in zip(before[:2], after[:2], strict=True) if old != new]
    changes += [2 if new else 3 for old, new in zip(before[2:], after[2:], strict=True) if old != new]
    return 2 + min(sum(changes), anew + 1 if anew == 0 or before != PLAIN else anew)


def _code_size(colour: str) -> int:
    """Return the bytes of a colour in a sequence, with its separator; pyte names the sixteen and spells others."""
    if len(colour) == _SPELT and set(colour) <= set(hexdigits):
        if colour in _PALETTE:
            return len(f"38;5;{_PALETTE[colour]};")
        return len("38;2;") + sum(len(f"{int(colour[part : part + 2], 16)};") for part in (0, 2, 4))
    return 4 if colour.startswith(("bright", "bfight")) else 3


@lru_cache(65_536)
def _move_cost(start: tuple[int, int], goal: tuple[int, int]) -> int:
    (row, column), (to_row, to_column) = start, goal
    down, right = to_row - row, to_column - column
    absolute = _SEQUENCE + (0 if to_row == 0 else len(str(to_row + 1)))
    absolute += 0 if to_column == 0 else 1 + len(str(to_column + 1))
    vertical = min(down, _count_cost(down)) if down >= 0 else min(-2 * down, _count_cost(-down))
    across = _count_cost(right) if right >= 0 else min(-right, _count_cost(-right))
    across = min(across, 1 + _count_cost(to_column), _SEQUENCE + len(str(to_column + 1)))
    return min(absolute, vertical + across)


def _count_cost(count: int) -> int:
    return 0 if count == 0 else _SEQUENCE + (len(str(count)) if count > 1 else 0)


def _normal(cell: object) -> Cell:
    data, fg, bg, bold, italics, underscore, strike, reverse = cell[:8]  # type: ignore[index]  # pyte's named tuple
    if data == " " and not (underscore or strike or reverse):
        return data, ("default", bg, False, False, False, False, False)
    return data, (fg, bg, bold, italics, underscore, strike, reverse)
