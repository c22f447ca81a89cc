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
        task = _Task(wanted, cursor, Row.blank(columns), {})
        start = Brush(columns, stylus, self.capabilities, self.encoding)
        best = self._anew(start, task, is_spoilt=True) if sent is None else self._changed(start, sent, task)
        return Frame(best.output, best.stylus)

    def _changed(self, start: Brush, sent: Grid, task: "_Task") -> Brush:
        best = start.fork()
        task.paint(best, sent)
        task.finish(best)
        if best.size_bytes > _WORTH_A_SECOND_WAY_BYTES:
            best = _shortest([best, *self._other_ways(start, sent, task)])
        if best.size_bytes > _least_bytes_anew(task.wanted):
            best = _shortest([best, self._anew(start, task, is_spoilt=False)])
        return best

    def _other_ways(self, start: Brush, sent: Grid, task: "_Task") -> Iterator[Brush]:
        wanted, blank = task.wanted, task.blank
        if self.capabilities.scroll:
            for shift in shifts(sent, wanted, blank):
                brush = start.fork()
                _scroll(brush, shift, len(wanted))
                task.paint(brush, shift.applied(sent, blank))
                task.finish(brush)
                yield brush
        for first in _erasable_from(sent, wanted):
            brush = start.fork()
            task.paint(brush, sent, end=first)
            brush.erase_below(first, wanted[first])
            task.paint(brush, [blank] * len(wanted), first=first)
            task.finish(brush)
            yield brush

    def _anew(self, start: Brush, task: "_Task", *, is_spoilt: bool) -> Brush:
        """Paint everything; ``is_spoilt`` trusts neither pen nor scroll region."""
        brush = start.fork()
        region = _WHOLE_SCREEN_REGION if is_spoilt and self.capabilities.scroll else ""
        plain = transition(None if is_spoilt else start.pen, PLAIN)
        brush.send(region + plain + _CLEAR, Stylus(0, 0, PLAIN) if region else Stylus(start.row, start.column, PLAIN))
        if is_spoilt and not region:
            brush.row = brush.column = None
        task.paint(brush, [task.blank] * len(task.wanted))
        task.finish(brush)
        return brush


class _Task(NamedTuple):
    """What is to be shown, and the rows painted so far: ways that come to a row alike paint it alike."""

    wanted: Grid
    cursor: tuple[int, int]
    blank: Row
    painted: dict[tuple[int, int, Stylus], Brush]

    def paint(self, brush: Brush, before: Grid, *, first: int = 0, end: int | None = None) -> None:
        """Paint the rows that differ from ``first`` on; several at the bottom that become blank are erased."""
        below = end = len(self.wanted) if end is None else end
        while end > first and self.wanted[end - 1] == self.blank:
            end -= 1
        for row in range(first, end):
            self._paint_row(brush, row, before[row])
        erased = [row for row in range(end, below) if before[row] != self.blank]
        if len(erased) > 1:
            brush.erase_below(erased[0], self.blank)
        elif erased:
            self._paint_row(brush, erased[0], before[erased[0]])

    def finish(self, brush: Brush) -> None:
        """Leave the cursor where it belongs."""
        row, column = self.cursor
        brush.go(row, column, self.wanted[row])

    def _paint_row(self, brush: Brush, row: int, before: Row) -> None:
        if before is self.wanted[row]:
            return
        key = (row, id(before), brush.stylus)
        known = self.painted.get(key)
        if known is None:
            known = self.painted[key] = brush.fork()
            known.paint_row(row, before, self.wanted[row])
        brush.join(known)


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
