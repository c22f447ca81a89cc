"""Write a table as csv or xlsx: every cell is text, nothing in it is a formula or a link.

csv is UTF-8 with a byte order mark, which spreadsheets need to see Chinese, or GB18030; a character it lacks cannot
occur, as GB18030 holds all of Unicode. A file appears whole or not at all.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from gridtui.core.errors import InputFault
from gridtui.exchange.spreadsheet_safety import neutralised

CSV_ENCODINGS = ("utf-8-sig", "gb18030")
_WIDEST_COLUMN = 40
_HANZI_WIDTH = 2
_FILE_MODE = 0o600


def write_table(
    path: Path,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    title: str,
    encoding: str = CSV_ENCODINGS[0],
) -> int:
    """Write a table by the ending of its name and return how many rows it has.

    ``title`` names the sheet. Raises InputFault ``export.ending`` for any ending but .csv and .xlsx,
    ``export.unwritable`` where the file cannot be written; an older file of that name is then still there.
    """
    writers = {".csv": _write_csv, ".xlsx": _write_xlsx}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise InputFault("export.ending", file=path.name)
    part = path.with_name(f".{path.name}.part")
    try:
        part.touch(_FILE_MODE)
        count = writer(part, headings, rows, encoding if writer is _write_csv else title)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputFault("export.unwritable", file=str(path)) from error
    return count


def _write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]], encoding: str) -> int:
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headings)
        return sum(bool(writer.writerow([neutralised(cell) for cell in row])) for row in rows)


def _write_xlsx(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]], title: str) -> int:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(path, options)
    sheet = workbook.add_worksheet(title)
    text = workbook.add_format({"num_format": "@"})
    head = workbook.add_format({"num_format": "@", "bold": True, "bottom": 1})
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, min(_WIDEST_COLUMN, _HANZI_WIDTH * len(heading) + 6), text)
        sheet.write_string(0, column, heading, head)
    sheet.freeze_panes(1, 0)
    count = 0
    for count, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            sheet.write_string(count, column, cell, text)
    workbook.close()
    return count
