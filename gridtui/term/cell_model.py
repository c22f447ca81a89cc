"""What the terminal shows and what it should show, cell by cell: plain values, no I/O and no Textual.

A cell is a character and a pen. A wide character takes two cells, the second of which is the explicit STUB; marks
that combine stand behind their character in the same cell. Blanks are normalised: of their pen only what can be seen
is kept, so that equal looks are equal values.
"""

import operator
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import compress
from typing import Final

from gridtui.core.cells import for_display
from gridtui.term.pen import PLAIN, SHOWS_ON_BLANK, Pen, on_blank

BLANK: Final = " "
STUB: Final = ""
"""The second cell of a wide character."""

_MARKS_LIMIT = 4
_STRANGER = "?"
_ONE_CELL = {"“": '"', "”": '"', "‘": "'", "·": "."}
_SYMBOLS_END = 0x2E80
_PICTURES = range(0x1F000, 0x20000)


class Row:
    """One row: two lists of equal length, the characters and the pens they are drawn with."""

    __slots__ = ("characters", "pens")

    def __init__(self, characters: list[str], pens: list[Pen]) -> None:
        self.characters = characters
        self.pens = pens

    @classmethod
    def blank(cls, columns: int) -> "Row":
        """Return a row of plain blanks."""
        return cls([BLANK] * columns, [PLAIN] * columns)

    def copy(self) -> "Row":
        """Return a row of its own with the same cells."""
        return Row(self.characters.copy(), self.pens.copy())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and self.characters == other.characters and self.pens == other.pens

    def __hash__(self) -> int:
        return hash((tuple(self.characters), tuple(self.pens)))


Grid = Sequence[Row]
"""The rows of a screen from the top, all of one length."""


def blank_grid(rows: int, columns: int) -> list[Row]:
    """Return a screen of plain blanks."""
    return [Row.blank(columns) for _ in range(rows)]


@lru_cache(8192)
def character_cells(character: str) -> int:
    """Return the cells a character takes: 0 for marks and controls, 2 for wide and full-width ones, else 1."""
    if unicodedata.category(character) in {"Mn", "Me", "Cc", "Cf", "Cs", "Zl", "Zp"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@lru_cache(8192)
def is_certain(cell: str) -> bool:
    """Tell whether every terminal moves by the same number of cells for what stands in a cell.

    ASCII and hanzi are; ambiguous width (UAX #11), combining marks and the rest of the world's scripts are not.
    """
    if cell.isascii():
        return True
    return len(cell) == 1 and unicodedata.east_asian_width(cell) in "WF" and _is_script(ord(cell))


@lru_cache(8192)
def narrowed(cell: str) -> str:
    """Return what stands for a cell where characters of ambiguous width take two: the first of its plain form."""
    if cell.isascii() or unicodedata.east_asian_width(cell[0]) != "A":
        return cell
    plain = _ONE_CELL.get(cell[0]) or for_display(cell[0])[:1]
    return plain if plain and plain.isascii() else _STRANGER


def _is_script(code: int) -> bool:
    """Tell apart hanzi and kana from symbols and emoji: how wide those are depends on the year of the terminal."""
    return code >= _SYMBOLS_END and code not in _PICTURES


def cells_of(text: str, a_pen: Pen) -> Row:
    """Return the cells of a text drawn with one pen; controls are left out, and marks that have no character."""
    blank_pen = on_blank(a_pen)
    if text.isascii() and text.isprintable():
        return Row(list(text), [blank_pen if each == BLANK else a_pen for each in text])
    characters: list[str] = []
    pens: list[Pen] = []
    for character in text:
        width = character_cells(character)
        if width == 0:
            if characters and unicodedata.combining(character):
                _combine(characters, character)
        elif character.isspace():
            characters += [BLANK] * width
            pens += [blank_pen] * width
        else:
            characters += (character, STUB)[:width]
            pens += [a_pen] * width
    return Row(characters, pens)


def _combine(characters: list[str], mark: str) -> None:
    at = len(characters) - (2 if characters[-1] == STUB else 1)
    if len(characters[at]) <= _MARKS_LIMIT and characters[at] != BLANK:
        characters[at] += mark


class CellModel:
    """A screen of ``columns`` by ``rows``: ``wanted`` is what it should show, ``sent`` what was sent to it.

    ``sent`` is None while nobody knows what the terminal shows: at the start, after a resize, after ``forget``.
    """

    def __init__(self, columns: int, rows: int) -> None:
        self.columns = columns
        self.wanted: list[Row] = blank_grid(rows, columns)
        self.sent: list[Row] | None = None

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.wanted)

    def resize(self, columns: int, rows: int) -> None:
        """Begin anew with a blank screen of another size."""
        self.columns = columns
        self.wanted = blank_grid(rows, columns)
        self.sent = None

    def forget(self) -> None:
        """Take what the terminal shows for unknown, so that the next frame paints all of it."""
        self.sent = None

    def put(self, row: int, column: int, cells: Row) -> None:
        """Want cells at a place; what lies outside the screen is cut off, and no half of a wide character stays."""
        if not 0 <= row < self.rows or not 0 <= column < self.columns:
            return
        room = self.columns - column
        characters, pens = cells.characters[:room], cells.pens[:room]
        if not characters:
            return
        _mend(characters, pens, len(characters) == room < len(cells.characters) and cells.characters[room] == STUB)
        line = self.wanted[row]
        end = column + len(characters)
        if line.characters[column] == STUB:
            _make_blank(line, column - 1)
        if end < self.columns and line.characters[end] == STUB:
            _make_blank(line, end)
        line.characters[column:end] = characters
        line.pens[column:end] = pens

    def accept(self) -> None:
        """Take it that the terminal shows what is wanted now: a frame was sent."""
        sent = self.sent
        if sent is None:
            self.sent = [row.copy() for row in self.wanted]
            return
        for number, row in enumerate(self.wanted):
            if sent[number] != row:
                sent[number] = row.copy()


def _mend(characters: list[str], pens: list[Pen], is_cut: bool) -> None:
    """Blank a half character at either end of cells that were cut."""
    if characters[0] == STUB:
        characters[0], pens[0] = BLANK, on_blank(pens[0])
    if is_cut:
        characters[-1], pens[-1] = BLANK, on_blank(pens[-1])


def _make_blank(line: Row, column: int) -> None:
    line.characters[column], line.pens[column] = BLANK, on_blank(line.pens[column])


def is_erasable(row: Row, column: int, *, with_background: bool) -> bool:
    """Tell whether an erased cell looks like this one; coloured ones only on terminals that erase in colour."""
    a_pen = row.pens[column]
    return row.characters[column] == BLANK and not a_pen & SHOWS_ON_BLANK and (with_background or a_pen == PLAIN)


def dirty_spans(before: Row, after: Row) -> list[tuple[int, int]]:
    """Return where two rows differ as spans (first, end) of whole characters of both.

    A character that differs makes its first cell differ, so that only ends can be cut.
    """
    spans: list[tuple[int, int]] = []
    columns = len(after.characters)
    differ: Iterable[bool] = map(operator.ne, before.characters, after.characters)
    if before.pens != after.pens:
        differ = map(operator.or_, differ, map(operator.ne, before.pens, after.pens))
    for first, end in _stretches(compress(range(columns), differ)):
        is_cut = end < columns and (before.characters[end] == STUB or after.characters[end] == STUB)
        spans.append((first, end + 1 if is_cut else end))
    return spans


def _stretches(columns: Iterable[int]) -> list[tuple[int, int]]:
    stretches: list[tuple[int, int]] = []
    first = end = -1
    for column in columns:
        if column != end:
            if first >= 0:
                stretches.append((first, end))
            first = column
        end = column + 1
    if first >= 0:
        stretches.append((first, end))
    return stretches
