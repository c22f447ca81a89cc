"""An office's file looked at from outside the program: counts and its integrity, by SQLite alone."""

import sqlite3
from contextlib import closing
from pathlib import Path

FILE_NAME = "office.db"
BUSY_SECONDS = 30


def count_rows(folder: Path, table: str, where: str = "1") -> int:
    """Return how many rows a table of the office's file has."""
    with closing(_opened(folder)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])


def integrity(folder: Path) -> str:
    """Return what SQLite says about the whole file: ``ok``, or what is wrong."""
    with closing(_opened(folder)) as connection:
        return "\n".join(str(row[0]) for row in connection.execute("PRAGMA integrity_check"))


def _opened(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / FILE_NAME, timeout=BUSY_SECONDS)
