"""Textual's positioned strips become cells: the one place where its compositor is read.

A strip that is the very object last seen at its place is left out; the compositor gives cached ones for whatever did
not change. Rich styles become pens of sixteen colours, each once. Control segments and links are dropped.
"""

from collections.abc import Iterator
from functools import lru_cache

from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

from gridtui.core.cells import GETA
from gridtui.term.cell_model import BLANK, STUB, CellModel, Row, cells_of
from gridtui.term.pen import BLINK, BOLD, DIM, ITALIC, PLAIN, REVERSE, STRIKE, UNDERLINE, Pen, on_blank, pen

_STAND_INS = ("", BLANK, GETA)
"""What stands for a character of disputed width, by the cells it takes; one is what a sign adds that has no form."""

_Placed = tuple[int, int, Strip]


class StripPainter:
    """Paints the compositor's updates into a cell model of the screen's size."""

    def __init__(self, columns: int, rows: int) -> None:
        self.model = CellModel(columns, rows)
        self._seen: list[dict[int, Strip]] = [{} for _ in range(rows)]

    def paint(self, update: LayoutUpdate | ChopsUpdate) -> None:
        """Want what an update shows; an update of the whole screen also says how large that is."""
        if isinstance(update, LayoutUpdate):
            self._fit(update.region.size)
        for row, column, strip in positioned(update):
            if 0 <= row < len(self._seen) and strip.cell_length > 0:
                self._put(row, column, strip)

    def _fit(self, size: Size) -> None:
        if (size.width, size.height) != (self.model.columns, self.model.rows) and size.area > 0:
            self.model.resize(size.width, size.height)
            self._seen = [{} for _ in range(size.height)]

    def _put(self, row: int, column: int, strip: Strip) -> None:
        seen = self._seen[row]
        if seen.get(column) is strip:
            return
        end = column + strip.cell_length
        for other_column, other in list(seen.items()):
            if other_column < end and column < other_column + other.cell_length:
                del seen[other_column]
        seen[column] = strip
        self.model.put(row, column, cells_of_strip(strip))


def positioned(update: LayoutUpdate | ChopsUpdate) -> Iterator[_Placed]:
    """Return the strips of an update with row and column, cut to what it declares changed."""
    if isinstance(update, LayoutUpdate):
        for row, strips in enumerate(update.strips, update.region.y):
            column = update.region.x
            for strip in strips:
                yield row, column, strip
                column += strip.cell_length
        return
    for row, first, end in update.spans:
        for strip_end, (column, chop) in zip(update.chop_ends[row], update.chops[row].items(), strict=False):
            if chop is not None and column <= end and strip_end > first:
                inside = first <= column < end and strip_end <= end
                yield row, column, chop if inside else chop.crop(0, min(strip_end, end) - column)


def cells_of_strip(strip: Strip) -> Row:
    """Return a strip's cells, exactly as many as Textual counts, whatever it holds."""
    characters: list[str] = []
    pens: list[Pen] = []
    for text, style, control in strip:
        if not control:
            cells = _as_counted(text, pen_of(style))
            characters += cells.characters
            pens += cells.pens
    missing = strip.cell_length - len(characters)
    if missing < 0:
        is_halved = characters[missing] == STUB
        del characters[missing:], pens[missing:]
        if is_halved and characters:
            characters[-1], pens[-1] = BLANK, on_blank(pens[-1])
    return Row(characters + [BLANK] * missing, pens + [PLAIN] * missing)


def _as_counted(text: str, a_pen: Pen) -> Row:
    """Return a text's cells, every character where Textual counts it to be.

    Where the two disagree on a width, terminals do as well: something of that width stands for such a character.
    """
    cells = cells_of(text, a_pen)
    if text.isascii() or len(cells.characters) == cell_len(text):
        return cells
    counted = Row([], [])
    end = 0
    for index, character in enumerate(text, 1):
        first, end = end, cell_len(text[:index])
        own = cells_of(character, a_pen)
        if len(own.characters) != end - first:
            own = cells_of(_STAND_INS[max(0, end - first)], a_pen)
        counted.characters += own.characters
        counted.pens += own.pens
    return counted


@lru_cache(4096)
def pen_of(style: Style | None) -> Pen:
    """Return the pen nearest to a style: sixteen colours, no links, no frames."""
    if style is None:
        return PLAIN
    attributes = (
        (style.bold, BOLD),
        (style.dim, DIM),
        (style.italic, ITALIC),
        (style.underline or style.underline2, UNDERLINE),
        (style.blink or style.blink2, BLINK),
        (style.reverse, REVERSE),
        (style.strike, STRIKE),
    )
    return pen(_sixteen(style.color), _sixteen(style.bgcolor), sum(bit for is_on, bit in attributes if is_on))


def _sixteen(colour: Color | None) -> int | None:
    return None if colour is None or colour.is_default else colour.downgrade(ColorSystem.STANDARD).number
