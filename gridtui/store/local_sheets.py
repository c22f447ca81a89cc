"""Printed route sheets as this office keeps them: which households stand on them, row by row, for two months.

A sheet is found by its number, which runs from 1; its labels follow from its salt (``rules.row_codes``). It is kept
as what it was when it was printed: the day's duties change with every visit, the paper does not. Nothing is synced.
"""

from typing import Final

import msgspec

from gridtui.core.ids import ID_BYTES
from gridtui.store.database import Reader, Row, Transaction

_COLUMNS = "n, salt, post, day, made_ms, households"
ADD_SHEET: Final = "INSERT INTO local_sheet(salt, post, day, made_ms, households) VALUES(?, ?, ?, ?, ?)"
SHEETS: Final = f"SELECT {_COLUMNS} FROM local_sheet ORDER BY n DESC"
SHEET: Final = f"SELECT {_COLUMNS} FROM local_sheet WHERE n = ?"
DROP_SHEETS: Final = "DELETE FROM local_sheet WHERE made_ms < ? AND n < (SELECT max(n) FROM local_sheet)"


class KeptSheet(msgspec.Struct, frozen=True):
    """One printed sheet. ``households`` are its rows from the top, ``post`` whose day it is."""

    number: int
    salt: bytes
    post: bytes
    day: int
    made_ms: int
    households: tuple[bytes, ...]


def add_sheet(
    transaction: Transaction, *, salt: bytes, post: bytes, day: int, made_ms: int, households: tuple[bytes, ...]
) -> KeptSheet:
    """Keep a sheet and return it with its number."""
    number = transaction.insert(ADD_SHEET, (salt, post, day, made_ms, b"".join(households)))
    return KeptSheet(number, salt, post, day, made_ms, households)


def sheets(reader: Reader) -> tuple[KeptSheet, ...]:
    """Return every sheet that is kept, the latest first."""
    return tuple(map(_sheet, reader.rows(SHEETS)))


def sheet(reader: Reader, number: int) -> KeptSheet | None:
    """Return a sheet by its number, None where it was never printed here or is kept no longer."""
    row = reader.row(SHEET, (number,))
    return _sheet(row) if row else None


def drop_sheets(transaction: Transaction, before_ms: int) -> None:
    """Forget the sheets printed before an instant, but for the latest: its number must not be given again."""
    transaction.execute(DROP_SHEETS, (before_ms,))


def _sheet(row: Row) -> KeptSheet:
    number, salt, post, day, made_ms, households = row
    uids = tuple(households[at : at + ID_BYTES] for at in range(0, len(households), ID_BYTES))
    return KeptSheet(number, salt, post, day, made_ms, uids)
