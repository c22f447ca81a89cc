"""Painted lines: the only way text comes onto the screen, always as plain characters and never as markup.

A line is a tuple of spans, a span is (text, look). Record text goes through ``core.text.fit`` on its way, which takes
out control characters and everything of ambiguous width, so that no record can steer the terminal or shear a row.
"""

from collections.abc import Iterable, Mapping, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from gridtui.core.text import cell_width, fit, for_display
from gridtui.tui.look import COLUMNS, PLAIN, STYLES

Span = tuple[str, str]
Line = tuple[Span, ...]

_CUT = ".."

EMPTY: Line = ()
RULE: Line = (("-" * COLUMNS, PLAIN),)


def line(*parts: str | Span) -> Line:
    """Return a line of spans; a bare text is a plain span."""
    return tuple((part, PLAIN) if isinstance(part, str) else part for part in parts)


def cell(text: str, width: int, look: str = PLAIN) -> Span:
    """Return a span of exactly ``width`` cells: a column of a row."""
    return fit(text, width), look


def spaced(*spans: Span) -> Line:
    """Return columns with one blank between them."""
    return tuple(part for span in spans for part in (span, (" ", PLAIN)))[:-1]


def plain_text(row: Line) -> str:
    """Return the text of a line without its looks."""
    return "".join(text for text, _look in row)


def line_width(row: Line) -> int:
    """Return the cells a line takes as shown."""
    return sum(cell_width(for_display(text)) for text, _look in row)


def apart(left: Line, right: Line, width: int = COLUMNS) -> Line:
    """Return both on one line, the second against the right edge; the first gives way where they would meet."""
    room = width - line_width(right)
    return (*clipped(left, room - 1), (" " * max(0, room - min(line_width(left), room - 1)), PLAIN), *right)


def clipped(row: Line, width: int) -> Line:
    """Return the line cut to ``width`` cells."""
    kept: list[Span] = []
    left = width
    for text, look in row:
        shown = for_display(text)
        cells = cell_width(shown)
        if cells > left:
            kept.append((fit(shown, left), look))
            break
        kept.append((shown, look))
        left -= cells
    return tuple(kept)


def wrapped(text: str, width: int = COLUMNS, indent: str = "") -> list[Line]:
    """Return text broken into lines of ``width`` cells, later lines after ``indent``; newlines are kept.

    Chinese breaks anywhere, English words stay whole where they can.
    """
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        current = ""
        for word in _pieces(for_display(paragraph), width - cell_width(indent)):
            if cell_width(current) + cell_width(word.rstrip()) > width and current.strip():
                lines.append(line(current.rstrip()))
                current = indent + word.lstrip()
            else:
                current += word
        lines.append(line(current.rstrip()))
    return lines


def packed(words: Iterable[str], width: int = COLUMNS) -> list[str]:
    """Return words, two blanks between them, on as many lines of ``width`` cells as they need; none is broken."""
    lines = [""]
    for word in words:
        if lines[-1] and cell_width(for_display(lines[-1] + "  " + word)) > width:
            lines.append("")
        lines[-1] += ("  " if lines[-1] else "") + word
    return lines


def shortened(text: str, width: int) -> str:
    """Return a text of at most ``width`` cells, two dots for what was cut off."""
    return text if cell_width(for_display(text)) <= width else fit(text, width - len(_CUT)).rstrip() + _CUT


def _pieces(text: str, longest: int) -> Iterable[str]:
    """Split into the parts that are not broken: a wide character, or a word with the blanks after it.

    A word of more than ``longest`` cells is broken all the same.
    """
    piece = ""
    for char in text:
        if cell_width(char) > 1:
            if piece:
                yield piece
                piece = ""
            yield char
        elif (piece.endswith(" ") and char != " ") or len(piece) == longest:
            yield piece
            piece = char
        else:
            piece += char
    if piece:
        yield piece


def strip_of(row: Line, columns: int, styles: Mapping[str, Style] = STYLES) -> Strip:
    """Return a line as cells for Textual: at most COLUMNS of them written, the rest blank."""
    segments: list[Segment] = []
    cells = 0
    for text, look in clipped(row, min(columns, COLUMNS)):
        segments.append(Segment(text, styles[look]))
        cells += cell_width(text)
    if cells < columns:
        segments.append(Segment(" " * (columns - cells), styles[PLAIN]))
    return Strip(segments, columns)


class Page(Widget):
    """The whole screen as painted lines; showing new ones repaints only the lines that differ.

    ``styles`` are those of the looks.
    """

    ALLOW_SELECT = False
    can_focus = False

    def __init__(self, styles: Mapping[str, Style] = STYLES) -> None:
        super().__init__(id="page")
        self._looks = styles
        self._lines: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines on show, from the top."""
        return self._lines

    def show(self, lines: Sequence[Line]) -> int:
        """Put lines on the screen and return how many of them changed."""
        before, self._lines = self._lines, tuple(lines)
        height = max(len(before), len(self._lines))
        changed = [row for row in range(height) if _at(before, row) != _at(self._lines, row)]
        if changed:
            self.refresh(*(Region(0, row, self.size.width, 1) for row in changed))
        return len(changed)

    def render_line(self, y: int) -> Strip:
        """Return one line as cells (Textual's line API)."""
        return strip_of(_at(self._lines, y), self.size.width, self._looks)


def _at(lines: Sequence[Line], row: int) -> Line:
    return lines[row] if row < len(lines) else EMPTY
