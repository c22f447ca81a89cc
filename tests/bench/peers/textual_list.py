"""The same list as the app's, written as a newcomer to Textual writes it: its own widgets, its own look, its driver.

    python tests/bench/peers/textual_list.py PEOPLE.json

The file holds rows of texts. Down, page down, Enter for a card, Escape, ``/`` to find, Enter to filter, ``n`` for a
notice, Ctrl+Q to quit. Nothing of the package is imported: what is measured is Textual as it comes.
"""

import json
import sys
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import DataTable, Footer, Header, Input, Label

HEADS = ("", "住址", "户主", "人口", "网格", "上次走访")


class Card(ModalScreen[None]):
    """A household in front of the list."""

    CSS = "Card { align: center middle; } #card { width: 64; height: 14; border: thick $primary; padding: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "返回")]

    def __init__(self, household: list[str]) -> None:
        super().__init__()
        self._household = household

    def compose(self) -> ComposeResult:
        """Show every field on a line of its own."""
        with Vertical(id="card"):
            for head, text in zip(HEADS[1:], self._household, strict=True):
                yield Label(f"{head}: {text}", markup=False)


class ListApp(App[None]):
    """The list, a field to find in, a footer."""

    TITLE = "中院社区"
    BINDINGS: ClassVar[list[BindingType]] = [("slash", "find", "查找"), ("n", "notice", "通知")]

    def __init__(self, people: list[list[str]]) -> None:
        super().__init__()
        self._people = people
        self._shown = people

    def compose(self) -> ComposeResult:
        """Lay out header, field, table and footer."""
        yield Header()
        yield Input(placeholder="姓名、地址")
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table and go to it."""
        table = self._table
        table.add_columns(*HEADS)
        self._fill()
        table.focus()

    @property
    def _table(self) -> DataTable[str]:
        return self.query_one(DataTable)

    def _fill(self) -> None:
        self._table.clear()
        for number, household in enumerate(self._shown, 1):
            self._table.add_row(str(number), *household)

    def action_find(self) -> None:
        """Go to the field."""
        self.query_one(Input).focus()

    def action_notice(self) -> None:
        """Tell that a visit was saved."""
        household = self._shown[self._table.cursor_row]
        self.notify(f"已记：{household[0]} {household[1]} 已访 入户")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Show the households that have all the words, and go back to the table."""
        words = event.value.split()
        self._shown = [each for each in self._people if all(any(word in text for text in each) for word in words)]
        self._fill()
        self._table.focus()

    def on_data_table_row_selected(self, event: "DataTable.RowSelected") -> None:
        """Open the card."""
        self.push_screen(Card(self._shown[event.cursor_row]))


if __name__ == "__main__":
    ListApp(json.loads(Path(sys.argv[1]).read_text("utf-8"))).run(mouse=False)
