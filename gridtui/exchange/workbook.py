"""Read a workbook, xlsx or xls, through calamine, after looking at what calamine would not survive.

Calamine allocates the whole rectangle that a sheet's outermost cells span, and an allocation that fails ends the
process. So the cell addresses of an xlsx are read first. The same look finds formulas without a stored result, whose
text stands for them: a name such as ``=HYPERLINK(...)`` is then shown, not lost.
"""

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import python_calamine

from gridtui.core.errors import InputFault
from gridtui.exchange.sheets import MAX_SHEET_CELLS, Cell, Row

_Formulas = dict[int, dict[int, str]]

_MAX_UNPACKED_BYTES = 256 * 1024 * 1024
_BLOCK_BYTES = 1 << 18
_OVERLAP_BYTES = 1 << 13
_MAX_ROWS = 1_048_576
_OLE = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What reading a broken archive raises; of a packing or encryption ``zipfile`` does not know, the last two."""
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_SHEET_ENTRY = re.compile(r'<(?:\w+:)?sheet\s[^<>]*?\br:id="([^"]+)"')
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^<>]*>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_FILLED_CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^<>]*\s)?r=["\']([A-Z]{1,3})(\d{1,7})["\'][^<>]*(?<!/)>')
_ROW = re.compile(rb'<(?:\w+:)?row\s(?:[^<>]*\s)?r=["\'](\d{1,7})["\']')
_FAR_COLUMN = re.compile(rb'\br=["\'](?:[A-Z]{3}|[B-Z][A-Z])\d')
_NEAR_COLUMNS = 52
"""Columns up to AZ; a cell further out is looked at closely."""
_FORMULA_ALONE = re.compile(
    rb'<c\s(?:[^<>]*\s)?r="([A-Z]{1,3})(\d{1,7})"[^<>]*><f(?:\s[^<>]*)?>([^<]{1,4096})</f>(?:<v\s*/>|<v></v>)?</c>'
)


class WorkbookSheet(msgspec.Struct, frozen=True):
    """One sheet of a workbook. ``formulas`` holds formulas without a stored result, by row, then column, from 0."""

    path: Path
    workbook: python_calamine.CalamineWorkbook
    position: int
    name: str
    height: int
    formulas: _Formulas

    def rows(self) -> Iterator[Row]:
        """Yield the rows that hold anything; merged cells are known to lie below their first row."""
        try:
            sheet = self.workbook.get_sheet_by_index(self.position)
        except python_calamine.CalamineError as error:
            raise InputFault("import.damaged", file=self.path.name) from error
        if sheet.start is None:
            return
        first_column = sheet.start[1]
        below = _MergedColumns(sheet.merged_cell_ranges or [])
        for index, cells in enumerate(sheet.iter_rows()):
            row: list[Cell] = [""] * first_column + list(cells)
            for column, text in self.formulas.get(index, {}).items():
                row.extend([""] * (column + 1 - len(row)))
                row[column] = row[column] or text
            if row.count("") < len(row):
                yield Row(index + 1, row, below.at(index))


class _MergedColumns:
    """Which columns of a row lie below the first row of a merged cell; asked for rows in rising order."""

    def __init__(self, ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
        self._ranges = sorted(
            (first_row, last_row, column)
            for (first_row, column), (last_row, _) in ranges
            if first_row < last_row <= _MAX_ROWS
        )
        self._next = 0
        self._open: dict[int, tuple[int, int]] = {}

    def at(self, row: int) -> tuple[int, ...]:
        while self._next < len(self._ranges) and self._ranges[self._next][0] <= row:
            first_row, last_row, column = self._ranges[self._next]
            self._open[column] = (first_row, last_row)
            self._next += 1
        return tuple([column for column, (first, last) in self._open.items() if first < row <= last])


def workbook_sheets(path: Path, *, zipped: bool) -> tuple[WorkbookSheet, ...]:
    """Return the sheets of a workbook, hidden ones too; raises InputFault for a locked, damaged or other file."""
    if not zipped and _is_locked(path):
        raise InputFault("import.locked", file=path.name)
    looked_at = _inspected_parts(path) if zipped else {}
    try:
        workbook = python_calamine.load_workbook(path)
        return tuple(
            WorkbookSheet(path, workbook, position, about.name, *looked_at.get(position) or (0, {}))
            for position, about in enumerate(workbook.sheets_metadata)
            if about.typ is python_calamine.SheetTypeEnum.WorkSheet
        )
    except python_calamine.PasswordError as error:
        raise InputFault("import.locked", file=path.name) from error
    except python_calamine.CalamineError as error:
        raise InputFault("import.damaged", file=path.name) from error


def _is_locked(path: Path) -> bool:
    with path.open("rb") as stream:
        return _LOCKED in stream.read()


def _inspected_parts(path: Path) -> dict[int, tuple[int, _Formulas]]:
    """Check sizes before calamine allocates; return each sheet's last row and formulas, by sheet position."""
    try:
        with zipfile.ZipFile(path) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise InputFault("import.not_a_roster", file=path.name)
            if sum(part.file_size for part in archive.infolist()) > _MAX_UNPACKED_BYTES:
                raise InputFault("import.swollen", file=path.name, limit_megabytes=_MAX_UNPACKED_BYTES >> 20)
            positions = _part_positions(archive)
            return {
                positions.get(part, -1): _inspected_part(archive, part, path.name)
                for part in archive.namelist()
                if _SHEET_PART.fullmatch(part)
            }
    except _DAMAGE as error:
        raise InputFault("import.damaged", file=path.name) from error


def _part_positions(archive: zipfile.ZipFile) -> dict[str, int]:
    """Return the place of each sheet's part in the workbook; a part it cannot place is left out."""
    try:
        relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8")
        entries = _SHEET_ENTRY.findall(archive.read("xl/workbook.xml").decode("utf-8"))
    except (KeyError, UnicodeDecodeError):
        return {}
    targets = {}
    for relation in _RELATION.findall(relations):
        about = dict(_ATTRIBUTE.findall(relation))
        target = about.get("Target", "")
        targets[about.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return {targets[entry]: position for position, entry in enumerate(entries) if entry in targets}


def _inspected_part(archive: zipfile.ZipFile, part: str, file: str) -> tuple[int, _Formulas]:
    """Read one sheet's text: refuse cells so far out that the area is too large, collect formulas."""
    last_row = 0
    is_wide = False
    formulas: _Formulas = {}
    for text in _blocks(archive, part):
        last_row = max(last_row, *map(int, _ROW.findall(text)), 0)
        is_wide = is_wide or _FAR_COLUMN.search(text) is not None
        if b"<f" in text:
            for letters, digits, formula in _FORMULA_ALONE.findall(text):
                shown = "=" + html.unescape(formula.decode("utf-8", "replace"))
                formulas.setdefault(int(digits) - 1, {})[_column_number(letters) - 1] = shown
    if is_wide or last_row * _NEAR_COLUMNS > MAX_SHEET_CELLS:
        last_row = _refuse_far_cells(archive, part, file)
    return last_row, formulas


def _refuse_far_cells(archive: zipfile.ZipFile, part: str, file: str) -> int:
    """Look at every cell's address; return the last row that holds something."""
    last_row = last_column = 0
    for text in _blocks(archive, part):
        cells = _FILLED_CELL.findall(text)
        last_row = max(last_row, max((int(digits) for digits in {cell[1] for cell in cells}), default=0))
        last_column = max(last_column, max(map(_column_number, {cell[0] for cell in cells}), default=0))
    if last_row * last_column > MAX_SHEET_CELLS:
        raise InputFault("import.far_cell", file=file, row=last_row, column=last_column)
    return last_row


def _blocks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield a part's text in blocks, each with the end of the one before, so that nothing is cut in two."""
    with archive.open(part) as stream:
        kept = b""
        while block := stream.read(_BLOCK_BYTES):
            text = kept + block
            yield text
            kept = text[-_OVERLAP_BYTES:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
