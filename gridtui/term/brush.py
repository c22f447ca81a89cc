"""Paint rows of cells with few bytes: knows where the terminal's cursor and pen are and collects what to send.

Pure: nothing here writes to a terminal. Two attempts at the same thing are made with two forks of one brush, and the
shorter is joined. The last column is never trusted: after it was written only the row of the cursor is known, and
likewise after a character whose width differs between terminals.
"""

import re
from typing import NamedTuple

import msgspec

from gridtui.term.cell_model import BLANK, STUB, Row, dirty_spans, is_certain, is_erasable, narrowed
from gridtui.term.encoding import Encoding, encode
from gridtui.term.moves import cheapest_move
from gridtui.term.pen import PLAIN, SHOWS_ON_BLANK, Pen, on_blank, pen_for_blank, shows_blank, transition

_ERASE_LINE = "\x1b[K"
_ERASE_BELOW = "\x1b[J"
_SPACES_LIMIT = 2  # so many blanks at the end of a row are not dearer than erasing it
_WORTH_ERASING_BYTES = 8  # a row cheaper than this gains nothing from being erased first
_EQUAL_CHARACTERS = re.compile(r"([ -~])\1{5,}")


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """What a terminal can do beyond moving and colours.

    ``bce``: erased cells take the background of the pen. ``ech``: ``ESC[nX`` erases characters. ``rep``: ``ESC[nb``
    repeats the last one. ``scroll``: scroll regions and ``ESC[nS``, ``ESC[nT``. ``wide_ambiguous``: characters of
    ambiguous width (UAX #11, class A) take two cells, so that in one cell another stands for them.
    """

    bce: bool = True
    ech: bool = True
    rep: bool = False
    scroll: bool = False
    wide_ambiguous: bool = False


class Stylus(NamedTuple):
    """Where the terminal's cursor is, from zero, and what it draws with; None for what is not known."""

    row: int | None
    column: int | None
    pen: Pen | None


UNKNOWN_STYLUS = Stylus(None, None, None)


class Brush:
    """Paints rows of ``columns`` cells, beginning where ``stylus`` says."""

    __slots__ = ("_parts", "capabilities", "column", "columns", "encoding", "pen", "row")

    def __init__(self, columns: int, stylus: Stylus, capabilities: Capabilities, encoding: Encoding) -> None:
        self._parts: list[str] = []
        self.columns = columns
        self.row, self.column, self.pen = stylus
        self.capabilities = capabilities
        self.encoding: Encoding = encoding

    @property
    def stylus(self) -> Stylus:
        """Where cursor and pen are once everything was sent."""
        return Stylus(self.row, self.column, self.pen)

    @property
    def output(self) -> bytes:
        """What to send."""
        return encode("".join(self._parts), self.encoding)

    @property
    def size_bytes(self) -> int:
        """How much there is to send."""
        return self._bytes_of("".join(self._parts))

    def fork(self) -> "Brush":
        """Return a brush that goes on from here and has nothing to send yet."""
        return Brush(self.columns, self.stylus, self.capabilities, self.encoding)

    def join(self, fork: "Brush") -> None:
        """Take over what a fork painted."""
        self._parts += fork._parts  # noqa: SLF001 - of the same class
        self.row, self.column, self.pen = fork.row, fork.column, fork.pen

    # -- steps

    def send(self, sequence: str, stylus: Stylus) -> None:
        """Send a sequence that leaves cursor and pen as ``stylus`` says."""
        self._parts.append(sequence)
        self.row, self.column, self.pen = stylus

    def go(self, row: int, column: int, cells: Row) -> None:
        """Move to a cell; ``cells`` is its row, finished to the left of it, which may be written again on the way."""
        if self.row == row and self.column == column:
            return
        best = cheapest_move(self.row, self.column, row, column)
        for start in {0, self.column}:
            if start is not None and 0 < column - start < len(best):
                text = self._rewritten(cells, start, column)
                if text:
                    way = cheapest_move(self.row, self.column, row, start) + text
                    best = way if self._bytes_of(way) < self._bytes_of(best) else best
        self._parts.append(best)
        self.row, self.column = row, column

    def use_pen(self, a_pen: Pen) -> None:
        """Draw with this pen from here on."""
        if self.pen != a_pen:
            self._parts.append(transition(self.pen, a_pen))
            self.pen = a_pen

    def erase_below(self, row: int, cells: Row) -> None:
        """Erase a row and all below it to plain blanks; ``cells`` is that row as it is to be."""
        self.go(row, 0, cells)
        self._use_blank_pen(PLAIN, PLAIN)
        self._parts.append(_ERASE_BELOW)

    # -- rows

    def paint_row(self, row: int, before: Row, after: Row) -> None:
        """Paint what differs between two states of a row, erasing its end first where that is shorter."""
        if before == after:
            return
        spans = dirty_spans(before, after)
        direct = self.fork()
        direct._paint_spans(row, spans, after)  # noqa: SLF001 - of the same class
        size_bytes = direct.size_bytes
        if size_bytes > _WORTH_ERASING_BYTES and BLANK in after.characters and not _is_erased(before, after.pens[-1]):
            erased = self.fork()
            if erased._paint_erased(row, spans[0][0], before, after) and erased.size_bytes < size_bytes:  # noqa: SLF001 - of the same class
                direct = erased
        self.join(direct)

    def _paint_erased(self, row: int, first: int, before: Row, after: Row) -> bool:
        """Erase the row from its first change and paint the rest; False when its end cannot be erased."""
        last = self.columns - 1
        if not is_erasable(after, last, with_background=self.capabilities.bce):
            return False
        fill, rest = after.pens[last], self.columns - first
        self.go(row, first, after)
        self._use_blank_pen(fill, after.pens[first])
        self._parts.append(_ERASE_LINE)
        erased = Row(before.characters[:first] + [BLANK] * rest, before.pens[:first] + [fill] * rest)
        self._paint_spans(row, dirty_spans(erased, after), after)
        return True

    def _paint_spans(self, row: int, spans: list[tuple[int, int]], after: Row) -> None:
        tail = self._tail_of(after)
        for first, end in spans:
            if end > tail:
                if first < tail:
                    self._paint_cells(row, first, tail, after)
                self._erase_tail(row, tail, (max(first, tail), spans[-1][1]), after)
                return
            self._paint_cells(row, first, end, after)

    def _tail_of(self, after: Row) -> int:
        """Return where the erasable blanks at the end of a row begin; its length if there are none."""
        tail = self.columns
        if is_erasable(after, tail - 1, with_background=self.capabilities.bce):
            fill = after.pens[tail - 1]
            characters, pens = after.characters, after.pens
            while tail > 0 and characters[tail - 1] == BLANK and pens[tail - 1] == fill:
                tail -= 1
        return tail

    def _erase_tail(self, row: int, tail: int, dirty: tuple[int, int], after: Row) -> None:
        first, end = dirty
        fill = after.pens[first]
        if end - first <= _SPACES_LIMIT and end < self.columns:
            self.go(row, first, after)
            self._use_blank_pen(fill, fill)
            self._write(BLANK * (end - first), row, end)
            return
        if not (self.row == row and self.column is not None and tail <= self.column <= first):
            near, far = self.fork(), self.fork()
            near.go(row, tail, after)
            far.go(row, first, after)
            self.join(min(near, far, key=lambda each: each.size_bytes))
        self._use_blank_pen(fill, fill)
        self._parts.append(_ERASE_LINE)

    def _paint_cells(self, row: int, first: int, end: int, after: Row) -> None:
        characters, pens = after.characters, after.pens
        column = first
        while column < end:
            a_pen = pens[column]
            start = column
            column += 1
            if characters[start] == BLANK and not a_pen & SHOWS_ON_BLANK:
                while column < end and characters[column] == BLANK and pens[column] == a_pen:
                    column += 1
                self._paint_blanks(row, (start, column), end, after)
            else:
                while (
                    column < end and pens[column] == a_pen and (characters[column] != BLANK or a_pen & SHOWS_ON_BLANK)
                ):
                    column += 1
                self._paint_text(row, start, column, after)

    def _paint_blanks(self, row: int, blanks: tuple[int, int], span_end: int, after: Row) -> None:
        first, end = blanks
        fill = after.pens[first]
        following = after.pens[end] if end < span_end else fill
        self.go(row, first, after)
        self._use_blank_pen(fill, following)
        spaces = self._shortened(BLANK * (end - first), end)
        if self.capabilities.ech and is_erasable(after, first, with_background=self.capabilities.bce):
            erase = f"\x1b[{end - first}X"
            onward = 0 if end == span_end else len(cheapest_move(row, first, row, end))
            if len(erase) + onward < len(spaces):
                self._parts.append(erase)
                return
        self._write(spaces, row, end)

    def _paint_text(self, row: int, first: int, end: int, after: Row) -> None:
        a_pen = after.pens[first]
        cells = after.characters[first:end]
        if self.capabilities.wide_ambiguous:
            cells = [narrowed(cell) for cell in cells]
        text = "".join(cells)
        if text.isascii() or all(map(is_certain, cells)):
            self.go(row, first, after)
            self.use_pen(a_pen)
            self._write(self._shortened(text, end), row, end)
            return
        for column, cell in enumerate(cells, first):
            if cell != STUB:
                self.go(row, column, after)
                self.use_pen(a_pen)
                width = 2 if column + 1 < end and cells[column + 1 - first] == STUB else 1
                self._write(cell, row, column + width)
                if not is_certain(cell):
                    self.column = None

    # -- bytes

    def _write(self, text: str, row: int, end: int) -> None:
        self._parts.append(text)
        self.row, self.column = row, end if end < self.columns else None

    def _use_blank_pen(self, fill: Pen, following: Pen) -> None:
        if not shows_blank(self.pen, fill):
            self.use_pen(pen_for_blank(self.pen, fill, following))

    def _shortened(self, text: str, end: int) -> str:
        """Return text with runs of one character as a repeat, where the terminal has it; never in the last column."""
        if not self.capabilities.rep:
            return text
        kept = "" if end < self.columns else text[-1:]
        body = text[: len(text) - len(kept)]
        return _EQUAL_CHARACTERS.sub(lambda run: f"{run[1]}\x1b[{len(run[0]) - 1}b", body) + kept

    def _rewritten(self, cells: Row, start: int, end: int) -> str:
        """Return the text of cells when the present pen draws them as they are, else nothing."""
        characters, pens = cells.characters[start:end], cells.pens[start:end]
        if self.pen is None or characters[0] == STUB:
            return ""
        for cell, a_pen in zip(characters, pens, strict=True):
            if cell == BLANK and not a_pen & SHOWS_ON_BLANK:
                if on_blank(self.pen) != a_pen:
                    return ""
            elif a_pen != self.pen or not is_certain(cell):
                return ""
        return "".join(characters)

    def _bytes_of(self, text: str) -> int:
        return len(text) if text.isascii() else len(encode(text, self.encoding))


def _is_erased(row: Row, fill: Pen) -> bool:
    """Tell whether a row is what erasing it would make of it."""
    return row.characters.count(BLANK) == len(row.characters) and row.pens.count(fill) == len(row.pens)
