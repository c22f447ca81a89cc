"""The one place where text is typed: Textual's Input without blink, border, mouse or keys of its own.

There is one entry on the screen; a form says where it stands. It keeps the real cursor at the insertion point, so
that an input method opens its candidates there (terminal.md section 7, rule 10).
"""

from rich.cells import cell_len
from textual.geometry import Offset
from textual.widgets import Input

from gridtui.tui.keys import KeyPress


class TextEntry(Input):
    """A single-line entry laid over the page. Keys are given to it by ``take``, in the order they were typed."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        self._where: tuple[int, int, int] | None = None
        super().__init__(id="entry", compact=True, select_on_focus=False)
        self.cursor_blink = False
        self.display = False

    def place(self, column: int, row: int, width: int) -> None:
        """Stand at a cell of the page, ``width`` cells wide."""
        where = (column, row, width)
        if self.display and where == self._where:
            return
        self._where = where
        self.styles.offset = (column, row)
        self.styles.width = width
        self.display = True
        self.focus(scroll_visible=False)
        self.app.cursor_position = self.cursor_screen_offset

    @property
    def cursor_screen_offset(self) -> Offset:
        """The cell of the insertion point, known before the entry is laid out."""
        if self._where is None:
            return self.app.cursor_position
        column, row, width = self._where
        cells = cell_len(self.value[: self.cursor_position])  # as Textual counts when it draws the value
        return Offset(column + min(cells, max(0, width - 1)), row)

    def put_away(self) -> None:
        """Leave the page; what was typed stays with whoever placed the entry."""
        if self.display:
            self.display = False
            self._where = None

    def load(self, text: str) -> None:
        """Begin with a text, the cursor behind it."""
        if self.value != text:
            self.value = text
        self.action_end()

    def take(self, key: KeyPress) -> bool:
        """Edit by one key; False for a key that is none of the entry's business."""
        edits = {
            "left": self.action_cursor_left,
            "right": self.action_cursor_right,
            "home": self.action_home,
            "ctrl+a": self.action_home,
            "end": self.action_end,
            "ctrl+e": self.action_end,
            "backspace": self.action_delete_left,
            "ctrl+h": self.action_delete_left,
            "delete": self.action_delete_right,
            "ctrl+d": self.action_delete_right,
            "ctrl+u": self.action_delete_left_all,
            "ctrl+k": self.action_delete_right_all,
            "ctrl+w": self.action_delete_left_word,
        }
        if key.name in edits:
            edits[key.name]()
        elif key.text:
            self.insert_text_at_cursor(key.text)
        else:
            return False
        return True
