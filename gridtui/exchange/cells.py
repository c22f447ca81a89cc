"""A cell of any type as the text a person sees in it, cleaned for a record.

Spreadsheets type what was text: a room 501 arrives as 501.0, an ID number as 6.29e+17 with its last digits lost, a
birthday as a date. Whole numbers come back as their digits, as far as a spreadsheet keeps them (15 digits).
"""

import math
from datetime import date, datetime

from gridtui.core.text import clean_line
from gridtui.exchange.sheets import Cell
from gridtui.exchange.spreadsheet_safety import restored

_EXACT_LIMIT = 10**15
_SPREADSHEET_EPOCH = date(1899, 12, 30).toordinal()
_FIRST_SERIAL, _LAST_SERIAL = 3_000, 73_050  # 1908 to 2099; a smaller number is a year


def cell_text(cell: Cell) -> str:
    """Return a cell as one clean line; a number that lost digits keeps its exponent so that it can be told."""
    if isinstance(cell, str):
        return clean_line(restored(cell))
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, (int, float)):
        whole = math.isfinite(cell) and abs(cell) < _EXACT_LIMIT and cell == int(cell)
        return str(int(cell)) if whole else repr(float(cell))
    return cell.date().isoformat() if isinstance(cell, datetime) else str(cell)


def cell_day(cell: Cell) -> int | None:
    """Return the day of a cell that a spreadsheet holds as a date or a date's number, None for any other cell."""
    if isinstance(cell, datetime):
        return cell.date().toordinal()
    if isinstance(cell, date):
        return cell.toordinal()
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and _FIRST_SERIAL <= cell <= _LAST_SERIAL:
        return _SPREADSHEET_EPOCH + int(cell)
    return None
