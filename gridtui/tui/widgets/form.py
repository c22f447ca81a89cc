"""A form: fields in rows, one of them in work, keys that go on and back. It knows no office.

Enter, Tab and Down go on, Shift+Tab and Up go back; what was typed is checked as a field is left, and a fault keeps
the form where it is.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gridtui.core.text import cell_width, for_display
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import ALERT, COLUMNS, PLAIN, STRONG
from gridtui.tui.widgets.fields import DiaryField, Field, State
from gridtui.tui.widgets.plain import EMPTY, Line, Span, clipped, line


class Placed(NamedTuple):
    """A field and the column its mark stands in."""

    field: Field
    column: int = 0


Rows = Sequence[Sequence[Placed]]


class Form:
    """Fields in rows. ``label_width`` aligns the values of the first column."""

    def __init__(self, rows: Rows, *, label_width: int) -> None:
        self._rows = [list(row) for row in rows]
        self.fields = [placed.field for row in self._rows for placed in row]
        self._label_width = label_width
        self.at = 0

    @property
    def current(self) -> Field:
        """The field in work."""
        return self.fields[self.at]

    def field(self, key: str) -> Field:
        """Return the field of that key; raises KeyError."""
        for each in self.fields:
            if each.key == key:
                return each
        raise KeyError(key)

    def go_to(self, key: str) -> None:
        """Work on the field of that key."""
        self.at = self.fields.index(self.field(key))

    def step(self, by: int) -> None:
        """Leave the field, which checks it, and go on or back."""
        self.current.finish()
        self.current.wants_next = False
        self.at = max(0, min(len(self.fields) - 1, self.at + by))

    def move(self, key: KeyPress) -> bool:
        """Go by one of the form's own keys; False for any other."""
        match key.name:
            case "enter":
                if not self.current.on_enter():
                    self.step(1)
            case "down" | "tab":
                self.step(1)
            case "up" | "shift+tab":
                self.step(-1)
            case _:
                return False
        return True

    def finish(self) -> None:
        """Check every field; a fault leaves the form on its field and is raised."""
        for index, each in enumerate(self.fields):
            at, self.at = self.at, index
            each.finish()
            self.at = at

    def state(self) -> dict[str, State]:
        """Return what a draft keeps of the form."""
        return {each.key: each.state() for each in self.fields if each.key != "end"}

    def restore(self, states: Mapping[str, object]) -> None:
        """Take what a draft kept, field by field, as far as it fits."""
        for each in self.fields:
            if each.key in states:
                each.restore(states[each.key])

    # -- painting

    def paint(self) -> list[Line]:
        """Return the form as lines, the mark before the field in work."""
        lines: list[Line] = []
        for row in self._rows:
            spans: list[Span] = []
            used = 0
            below: list[Line] = []
            for index, placed in enumerate(row):
                end = row[index + 1].column - 1 if index + 1 < len(row) else COLUMNS
                spans.append((" " * max(0, placed.column - used), PLAIN))
                painted = self._painted(placed)
                text_width = sum(cell_width(for_display(text)) for text, _look in painted)
                room = end - placed.column
                spans += clipped(painted, room)
                used = placed.column + min(text_width, room)
                if isinstance(placed.field, DiaryField):
                    below = self._more_lines(placed)
            lines.append(tuple(spans))
            lines += below
        return lines

    def _painted(self, placed: Placed) -> Line:
        field = placed.field
        mark = (">" if field is self.current else " ", PLAIN)
        label = self._label(placed)
        value = field.line_texts()[self._first_line(field)] if isinstance(field, DiaryField) else field.shown()
        look = STRONG if field is self.current and not field.typed else PLAIN
        doubt: Span = ("? ", ALERT) if field.doubtful else ("", PLAIN)
        return (mark, (label, PLAIN), doubt, (value, look))

    def _label(self, placed: Placed) -> str:
        label = placed.field.label
        width = self._label_width if placed.column == 0 else cell_width(label)
        return label + " " * (width - cell_width(label)) + " "

    def _first_line(self, field: DiaryField) -> int:
        return max(0, field.current_line - field.lines + 1)

    def _more_lines(self, placed: Placed) -> list[Line]:
        field = placed.field
        if not isinstance(field, DiaryField):
            return []
        first = self._first_line(field)
        indent = " " * (placed.column + 1 + self._label_width + 1)
        shown = field.line_texts()[first + 1 : first + field.lines]
        lines = [line(indent + text) for text in shown]
        return [*lines, *[EMPTY] * (field.lines - 1 - len(lines))]

    def entry_cell(self) -> tuple[int, int, int] | None:
        """Return column, row and width of the value being typed, None where the field in work is not typed."""
        if not self.current.typed:
            return None
        row_number = 0
        for row in self._rows:
            for index, placed in enumerate(row):
                if placed.field is self.current:
                    column = placed.column + 1 + cell_width(self._label(placed)) + (2 if placed.field.doubtful else 0)
                    end = row[index + 1].column - 1 if index + 1 < len(row) else COLUMNS
                    return column, row_number + self._line_in_field(placed.field), end - column
            row_number += max(placed.field.lines for placed in row)
        return None

    def _line_in_field(self, field: Field) -> int:
        return field.current_line - self._first_line(field) if isinstance(field, DiaryField) else 0

    def mark_cell(self) -> tuple[int, int]:
        """Return column and row of the mark."""
        row_number = 0
        for row in self._rows:
            for placed in row:
                if placed.field is self.current:
                    return placed.column, row_number
            row_number += max(placed.field.lines for placed in row)
        return 0, 0
