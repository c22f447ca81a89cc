"""A row of a roster with its columns: the cells of its fields as text, and where to report what is wrong in them."""

from functools import lru_cache

from gridtui.core.text import clean_line, normalise_width
from gridtui.exchange.cells import cell_text
from gridtui.exchange.columns import Columns
from gridtui.exchange.problems import Done, Findings
from gridtui.exchange.sheets import Cell, Row
from gridtui.exchange.spreadsheet_safety import restored
from gridtui.office.roster_entries import LONGEST_LINE


class RosterRow:
    """One row of one sheet, read through the sheet's columns. Each field is read, and its mending counted, once."""

    __slots__ = ("_cells", "_place", "_texts", "columns", "findings", "row", "sheet")

    def __init__(self, sheet: str, row: Row, columns: Columns, findings: Findings) -> None:
        self.sheet = sheet
        self.row = row
        self.columns = columns
        self.findings = findings
        self._place = columns.place
        self._cells = row.cells
        self._texts: dict[str, str] = {}

    @property
    def number(self) -> int:
        """The row number a spreadsheet shows."""
        return self.row.number

    def cell(self, field: str) -> Cell:
        """Return the cell of a field, '' where the sheet has no such column or the row is short."""
        column = self._place.get(field)
        return "" if column is None or column >= len(self._cells) else self._cells[column]

    def is_below(self, field: str) -> bool:
        """Tell whether the field's cell is part of a merged cell that began on an earlier row."""
        return self._place.get(field, -1) in self.row.below

    def raw(self, field: str) -> str:
        """Return the cell of a field as text, not cleaned yet: for readers that clean by rules of their own."""
        cell = self.cell(field)
        return restored(cell) if isinstance(cell, str) else cell_text(cell)

    def text(self, field: str) -> str:
        """Return the cell of a field as one clean line of plain width; mending is counted as a note."""
        known = self._texts.get(field)
        if known is not None:
            return known
        column = self._place.get(field)
        if column is None or column >= len(self._cells) or (cell := self._cells[column]) == "":
            return ""
        text = self._texts[field] = self.fitted(field, self._mended(cell), LONGEST_LINE)
        return text

    def written_notes(self) -> tuple[str, ...]:
        """Return what stands in the columns that make up the note, with the heading where it is no note column."""
        cells = self.row.cells
        notes = []
        for column, heading in self.columns.notes:
            if column < len(cells) and cells[column] != "":
                text = clean_line(cell_text(cells[column]))
                if text:
                    notes.append(f"{heading}：{text}" if heading else text)
        return tuple(notes)

    def problem(self, field: str, *kinds: str, done: Done) -> None:
        """Record a problem of this row's field."""
        heading = self.columns.heading(field)
        self.findings.problem(self.sheet, self.number, field, *kinds, column=heading, done=done)

    def _mended(self, cell: Cell) -> str:
        text, spacing, width = _plain(cell) if isinstance(cell, str) else (cell_text(cell), False, False)
        if spacing:
            self.findings.note("spacing_mended")
        if width:
            self.findings.note("width_mended")
        return text

    def fitted(self, field: str, text: str, limit: int) -> str:
        """Return a text cut to what a record holds; cutting is a problem."""
        if len(text) <= limit:
            return text
        self.problem(field, "text_cut", done=Done.CUT)
        return text[:limit]


@lru_cache(maxsize=8192)
def _plain(cell: str) -> tuple[str, bool, bool]:
    """Return a cell's text as one clean line of plain width, and whether spacing and width were mended.

    Kept, since most cells of a roster repeat a few words.
    """
    text = cell_text(cell)
    plain = normalise_width(text)
    return plain.strip(), text != cell, plain != text
