"""A row of a roster with its columns: the cells of its fields as text, and where to report what is wrong in them."""

import msgspec

from gridtui.core.text import clean_line, normalise_width
from gridtui.exchange.cells import cell_text
from gridtui.exchange.columns import Columns
from gridtui.exchange.problems import Done, Findings
from gridtui.exchange.sheets import Cell, Row


class RosterRow(msgspec.Struct):
    """One row of one sheet, read through the sheet's columns. ``texts`` keeps what was read, so that it is once."""

    sheet: str
    row: Row
    columns: Columns
    findings: Findings
    texts: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def number(self) -> int:
        """The row number a spreadsheet shows."""
        return self.row.number

    def cell(self, field: str) -> Cell:
        """Return the cell of a field, '' where the sheet has no such column or the row is short."""
        column = self.columns.place.get(field)
        cells = self.row.cells
        return "" if column is None or column >= len(cells) else cells[column]

    def is_below(self, field: str) -> bool:
        """Tell whether the field's cell is part of a merged cell that began on an earlier row."""
        return self.columns.place.get(field, -1) in self.row.below

    def text(self, field: str) -> str:
        """Return the cell of a field as one clean line of plain width; mending is counted as a note."""
        text = self.texts.get(field)
        if text is None:
            cell = self.cell(field)
            text = self.texts[field] = "" if cell == "" else self._mended(cell)
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
        text = cell_text(cell)
        if text != cell and isinstance(cell, str):
            self.findings.note("spacing_mended")
        plain = normalise_width(text)
        if plain != text:
            self.findings.note("width_mended")
        return plain.strip()
