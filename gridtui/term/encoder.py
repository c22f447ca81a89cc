"""What to send so that a terminal that shows one screen shows another: a pure function of data, with few bytes.

Several ways are tried, and the shortest is taken: only what differs; after rows were scrolled; after everything from
the first change down was erased; the whole screen anew. So no frame is longer than a full repaint.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gridtui.term.brush import Brush, Capabilities, Stylus
from gridtui.term.cell_model import BLANK, Grid, Row
from gridtui.term.encoding import Encoding
from gridtui.term.pen import PLAIN, transition
from gridtui.term.scrolling import Shift, shifts

_CLEAR = "\x1b[2J"
_WHOLE_SCREEN_REGION = "\x1b[r"
_WORTH_A_SECOND_WAY_BYTES = 60
_WORTH_ERASING_ROWS = 3


class Frame(NamedTuple):
    """What to send, and where cursor and pen are afterwards."""

    output: bytes
    stylus: Stylus


class FrameEncoder:
    """Encodes frames for one terminal; it holds nothing but what does not change between frames."""

    def __init__(self, capabilities: Capabilities, encoding: Encoding = "utf-8") -> None:
        self.capabilities = capabilities
        self.encoding: Encoding = encoding

    def encode(self, sent: Grid | None, wanted: Grid, cursor: tuple[int, int], stylus: Stylus) -> Frame:
        """Return what turns ``sent`` into ``wanted`` and leaves the cursor at ``cursor`` (row, column from zero).

        Both have the same size, and at least one cell. ``sent`` None: nobody knows what the terminal shows, and all
        of it is painted anew.
        """
        columns = len(wanted[0].characters)
        blank = Row.blank(columns)
        start = Brush(columns, stylus, self.capabilities, self.encoding)
        if sent is None:
            best = self._anew(start, wanted, cursor, blank, is_spoilt=True)
        else:
            best = self._changed(start, sent, wanted, cursor, blank)
        return Frame(best.output, best.stylus)

    def _changed(self, start: Brush, sent: Grid, wanted: Grid, cursor: tuple[int, int], blank: Row) -> Brush:
        best = start.fork()
        _paint(best, sent, wanted, 0, blank)
        _finish(best, wanted, cursor)
        if best.size_bytes > _WORTH_A_SECOND_WAY_BYTES:
            best = _shortest([best, *self._other_ways(start, sent, wanted, cursor, blank)])
        if best.size_bytes > _least_bytes_anew(wanted):
            best = _shortest([best, self._anew(start, wanted, cursor, blank, is_spoilt=False)])
        return best

    def _other_ways(
        self, start: Brush, sent: Grid, wanted: Grid, cursor: tuple[int, int], blank: Row
    ) -> Iterator[Brush]:
        if self.capabilities.scroll:
            for shift in shifts(sent, wanted, blank):
                brush = start.fork()
                _scroll(brush, shift, len(wanted))
                _paint(brush, shift.applied(sent, blank), wanted, 0, blank)
                _finish(brush, wanted, cursor)
                yield brush
        for first in _erasable_from(sent, wanted):
            brush = start.fork()
            _paint(brush, sent[:first], wanted[:first], 0, blank)
            brush.erase_below(first, wanted[first])
            _paint(brush, [*sent[:first], *[blank] * (len(wanted) - first)], wanted, first, blank)
            _finish(brush, wanted, cursor)
            yield brush

    def _anew(self, start: Brush, wanted: Grid, cursor: tuple[int, int], blank: Row, *, is_spoilt: bool) -> Brush:
        """Paint everything; ``is_spoilt`` trusts neither pen nor scroll region."""
        brush = start.fork()
        region = _WHOLE_SCREEN_REGION if is_spoilt and self.capabilities.scroll else ""
        plain = transition(None if is_spoilt else start.pen, PLAIN)
        brush.send(region + plain + _CLEAR, Stylus(0, 0, PLAIN) if region else Stylus(start.row, start.column, PLAIN))
        if is_spoilt and not region:
            brush.row = brush.column = None
        _paint(brush, [blank] * len(wanted), wanted, 0, blank)
        _finish(brush, wanted, cursor)
        return brush


def _paint(brush: Brush, before: Grid, after: Grid, first: int, blank: Row) -> None:
    """Paint the rows that differ from row ``first`` on; several rows at the bottom that become blank are erased."""
    end = len(after)
    while end > first and after[end - 1] == blank:
        end -= 1
    for row in range(first, end):
        brush.paint_row(row, before[row], after[row])
    erased = [row for row in range(end, len(after)) if before[row] != blank]
    if len(erased) > 1:
        brush.erase_below(erased[0], blank)
    elif erased:
        brush.paint_row(erased[0], before[erased[0]], blank)


def _finish(brush: Brush, wanted: Grid, cursor: tuple[int, int]) -> None:
    row, column = cursor
    brush.go(row, column, wanted[row])


def _scroll(brush: Brush, shift: Shift, rows: int) -> None:
    brush.use_pen(PLAIN)
    whole = shift.is_whole_screen(rows)
    brush.send(shift.sequence(rows), Stylus(brush.row, brush.column, PLAIN) if whole else Stylus(0, 0, PLAIN))


def _erasable_from(before: Grid, after: Grid) -> Iterable[int]:
    """Return the rows from which erasing all below may pay: the first change, and the last long run of changes."""
    dirty = [row for row in range(len(after)) if before[row] != after[row]]
    if len(dirty) < _WORTH_ERASING_ROWS:
        return ()
    first = dirty[-1]
    while first - 1 in dirty:
        first -= 1
    return {dirty[0], first} if dirty[-1] - first + 1 >= _WORTH_ERASING_ROWS else (dirty[0],)


def _shortest(ways: list[Brush]) -> Brush:
    return min(ways, key=lambda way: way.size_bytes)


def _least_bytes_anew(wanted: Grid) -> int:
    """Return a number of bytes below which no full repaint of a screen can be."""
    return len(_CLEAR) + sum(len("".join(row.characters)) - row.characters.count(BLANK) for row in wanted)
