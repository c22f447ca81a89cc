"""A terminal that forgives nothing, to prove the encoder by.

Every sequence it was not told to know raises; so does a move relative to a column nobody can be sure of (after the
last column was written, or a character whose width differs between terminals), a line feed on the last row, and a
repeat without a character before it. Half of a wide character that is overwritten leaves rubbish in the other half.
"""

import re
from typing import Final

from wcwidth import wcwidth

RUBBISH: Final = "\ufffd"
_STUB = ""

# colour (None: the terminal's own), background, attributes by their SGR number
Look = tuple[int | None, int | None, frozenset[int]]
NORMAL: Final[Look] = (None, None, frozenset())
Cell = tuple[str, Look]

_TOKEN = re.compile(
    r"\x1b\[(?P<parameters>[0-9;]*)(?P<final>[A-Za-z])|\x1bM|[\r\n\b]|(?P<text>[^\x00-\x1f\x7f-\x9f])"
)
_FUNCTIONS = {
    "H": "_move_to",
    "G": "_move_to_column",
    "A": "_move_up",
    "B": "_move_down",
    "C": "_move_right",
    "D": "_move_left",
    "K": "_erase_line",
    "X": "_erase_characters",
    "J": "_erase_below",
    "b": "_repeat",
    "r": "_set_region",
    "S": "_scroll_up",
    "T": "_scroll_down",
    "m": "_set_pen",
}
_ENDED_BY = {22: {1, 2}, 23: {3}, 24: {4}, 25: {5}, 27: {7}, 29: {9}}
_SHOWN_ON_BLANK = {4, 7, 9}


class StrictTerminal:
    """``columns`` by ``rows`` blank cells, cursor at home; the options say what it knows and how it erases."""

    def __init__(
        self, columns: int, rows: int, *, bce: bool = True, ech: bool = False, rep: bool = False, scroll: bool = False
    ) -> None:
        self.columns = columns
        self.rows = rows
        self.grid: list[list[Cell]] = [[(" ", NORMAL)] * columns for _ in range(rows)]
        self.row = 0
        self.column: int | None = 0
        self.look = NORMAL
        self._bce, self._ech, self._rep, self._scroll = bce, ech, rep, scroll
        self._region = (0, rows - 1)
        self._last = ""
        self._combine_at = 0

    def feed(self, output: bytes) -> None:
        """Show what was sent; AssertionError for anything not to be relied on."""
        text, position = output.decode(), 0
        while position < len(text):
            token = _TOKEN.match(text, position)
            assert token, f"unknown sequence at {text[position : position + 12]!r}"
            position = token.end()
            if token["text"]:
                self._draw(token["text"])
            elif token["final"]:
                numbers = [int(each or 0) for each in token["parameters"].split(";")]
                getattr(self, _FUNCTIONS[token["final"]])(numbers)
                self._last = ""
            else:
                self._control(token[0])
                self._last = ""

    def cells(self) -> list[list[Cell]]:
        """Return what can be seen: blanks only with what shows on a blank."""
        return [[_seen(cell) for cell in row] for row in self.grid]

    # -- drawing

    def _draw(self, character: str) -> None:
        width = wcwidth(character)
        if width == 0:
            self._combine(character)
            return
        assert self.column is not None, "drawing where nobody knows the column"
        assert self.column + width <= self.columns, "a character beyond the right edge"
        line = self.grid[self.row]
        for column in range(self.column, self.column + width):
            self._spoil(column)
        line[self.column] = (character, self.look)
        if width == 2:
            line[self.column + 1] = (_STUB, self.look)
        self._combine_at = self.column
        self.column += width
        self._last = character if width == 1 else ""
        if self.column == self.columns or not _is_sure(character):
            self.column = None

    def _combine(self, mark: str) -> None:
        character, look = self.grid[self.row][self._combine_at]
        self.grid[self.row][self._combine_at] = (character + mark, look)
        self.column = None

    def _spoil(self, column: int) -> None:
        """Leave rubbish in the other half of a wide character that loses one."""
        line = self.grid[self.row]
        if line[column][0] == _STUB and column > 0:
            line[column - 1] = (RUBBISH, line[column - 1][1])
        if column + 1 < self.columns and line[column + 1][0] == _STUB:
            line[column + 1] = (RUBBISH, line[column + 1][1])

    def _control(self, control: str) -> None:
        if control == "\r":
            self.column = 0
        elif control == "\n":
            assert self.row < self.rows - 1, "a line feed that scrolls"
            self.row += 1
        elif control == "\x1bM":
            assert self.row > 0, "a reverse index that scrolls"
            self.row -= 1
        else:
            self._move_left([1])

    # -- moves

    def _move_to(self, numbers: list[int]) -> None:
        row, column = (*numbers, 1)[:2]
        self.row, self.column = max(row, 1) - 1, max(column, 1) - 1
        assert self.row < self.rows and self.column < self.columns, "a move beyond the edge"  # noqa: PT018 - one rule

    def _move_to_column(self, numbers: list[int]) -> None:
        self.column = max(numbers[0], 1) - 1
        assert self.column < self.columns, "a move beyond the edge"

    def _move_up(self, numbers: list[int]) -> None:
        self.row -= max(numbers[0], 1)
        assert self.row >= 0, "a move beyond the edge"

    def _move_down(self, numbers: list[int]) -> None:
        self.row += max(numbers[0], 1)
        assert self.row < self.rows, "a move beyond the edge"

    def _move_right(self, numbers: list[int]) -> None:
        assert self.column is not None, "a relative move from nobody knows where"
        self.column += max(numbers[0], 1)
        assert self.column < self.columns, "a move beyond the edge"

    def _move_left(self, numbers: list[int]) -> None:
        assert self.column is not None, "a relative move from nobody knows where"
        self.column -= max(numbers[0], 1)
        assert self.column >= 0, "a move beyond the edge"

    # -- erasing and scrolling

    def _erased(self) -> Cell:
        """Return what an erased cell shows; attributes that some terminals keep in it must be off."""
        assert not self.look[2] & _SHOWN_ON_BLANK, "erasing with an attribute that may show"
        if self._bce:
            return " ", (None, self.look[1], frozenset())
        assert self.look[1] is None, "erasing in colour where the terminal may not"
        return " ", NORMAL

    def _erase(self, first: int, end: int) -> None:
        for column in range(first, end):
            self._spoil(column)
            self.grid[self.row][column] = self._erased()

    def _erase_line(self, _numbers: list[int]) -> None:
        assert self.column is not None, "erasing from nobody knows where"
        self._erase(self.column, self.columns)

    def _erase_characters(self, numbers: list[int]) -> None:
        assert self._ech, "no ECH here"
        assert self.column is not None, "erasing from nobody knows where"
        assert self.column + max(numbers[0], 1) <= self.columns, "erasing beyond the edge"
        self._erase(self.column, self.column + max(numbers[0], 1))

    def _erase_below(self, numbers: list[int]) -> None:
        if numbers[0] == 2:
            self.grid = [[self._erased()] * self.columns for _ in range(self.rows)]
            return
        self._erase_line([0])
        for row in range(self.row + 1, self.rows):
            self.grid[row] = [self._erased()] * self.columns

    def _repeat(self, numbers: list[int]) -> None:
        assert self._rep, "no REP here"
        assert self._last, "nothing to repeat"
        assert self.column is not None
        assert self.column + numbers[0] < self.columns, "repeating into the last column"
        for _ in range(numbers[0]):
            self._draw(self._last)

    def _set_region(self, numbers: list[int]) -> None:
        assert self._scroll, "no scroll regions here"
        top, bottom = (*numbers, 0)[:2]
        self._region = (max(top, 1) - 1, (bottom or self.rows) - 1)
        assert self._region[0] < self._region[1] or not any(numbers), "a region of one row"
        self.row, self.column = 0, 0

    def _scroll_up(self, numbers: list[int]) -> None:
        self._roll(max(numbers[0], 1))

    def _scroll_down(self, numbers: list[int]) -> None:
        self._roll(-max(numbers[0], 1))

    def _roll(self, lines: int) -> None:
        assert self._scroll, "no scrolling here"
        top, bottom = self._region
        fresh = [[self._erased()] * self.columns for _ in range(abs(lines))]
        part = self.grid[top : bottom + 1]
        self.grid[top : bottom + 1] = part[lines:] + fresh if lines > 0 else fresh + part[:lines]

    # -- pen

    def _set_pen(self, numbers: list[int]) -> None:
        for number in numbers:
            colour, background, attributes = self.look
            if number == 0:
                self.look = NORMAL
            elif number in _ENDED_BY:
                self.look = (colour, background, attributes - _ENDED_BY[number])
            elif number < 10:
                self.look = (colour, background, attributes | {number})
            elif number // 10 in (3, 9):
                self.look = (_colour(number), background, attributes)
            else:
                assert number // 10 in (4, 10), f"unknown SGR {number}"
                self.look = (colour, _colour(number), attributes)


def _colour(number: int) -> int | None:
    bright, index = number >= 90, number % 10
    assert index < 8 or (index == 9 and not bright), f"unknown SGR {number}"
    return None if index == 9 else index + 8 * bright


def _is_sure(character: str) -> bool:
    return character.isascii() or 0x2E80 <= ord(character) < 0xFFE7 or ord(character) >= 0x20000


def _seen(cell: Cell) -> Cell:
    character, (colour, background, attributes) = cell
    if character != " ":
        return cell
    if attributes & _SHOWN_ON_BLANK:
        return character, (colour, background, attributes - {3, 5})
    return character, (None, background, frozenset())
