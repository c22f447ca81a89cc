"""Open a roster file as sheets of numbered rows, whatever it is: xlsx, xls, or delimited text.

The kind is told by the first bytes, never by the name. Nothing in a file is trusted: sizes are checked before
anything is read, formulas are text, and what cannot be read is refused with a code that says what to do.
"""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol

import msgspec

from gridtui.core.errors import InputFault

MAX_FILE_BYTES = 64 * 1024 * 1024
"""The largest file that is opened; a roster of 100,000 residents is about 9 MB."""
MAX_SHEET_CELLS = 3_000_000
"""The largest area of one sheet; a spreadsheet library allocates it whole."""
_DIGEST_BYTES = 16

Cell = str | float | int | bool | date | datetime | time | timedelta


class Row(msgspec.Struct, frozen=True, gc=False):
    """A row of a sheet. ``number`` is what a spreadsheet shows, from 1.

    ``below`` holds the columns (from 0) in which this row lies in a merged cell that began on an earlier row.
    """

    number: int
    cells: list[Cell]
    below: tuple[int, ...] = ()


class Sheet(Protocol):
    """One sheet, read from the top each time ``rows`` is called."""

    @property
    def name(self) -> str:
        """Return the sheet's name; a text file's own name."""
        ...

    @property
    def height(self) -> int:
        """Return about how many rows the sheet has, for progress; 0 where that is not known before reading."""
        ...

    def rows(self) -> Iterator[Row]:
        """Yield the rows that hold anything, in order."""
        ...


class RosterFile(msgspec.Struct, frozen=True):
    """An opened file. ``digest`` is BLAKE2b over its bytes and names the file for resuming."""

    path: Path
    digest: bytes
    sheets: tuple[Sheet, ...]


def open_roster(path: Path) -> RosterFile:
    """Open a roster file; raises InputFault for one that is missing, too large, locked, damaged or no roster file."""
    head = _checked_head(path)
    digest = _digest(path)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        from gridtui.exchange.workbook import workbook_sheets

        return RosterFile(path, digest, workbook_sheets(path, zipped=head.startswith(b"PK")))
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise InputFault("import.web_page", file=path.name)
    from gridtui.exchange.delimited import delimited_sheet

    return RosterFile(path, digest, (delimited_sheet(path),))


def _checked_head(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise InputFault("import.file_missing", file=path.name)
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise InputFault(
                "import.too_large", file=path.name, megabytes=size >> 20, limit_megabytes=MAX_FILE_BYTES >> 20
            )
        if size == 0:
            raise InputFault("import.empty", file=path.name)
        with path.open("rb") as stream:
            return stream.read(512)
    except OSError as error:
        raise InputFault("import.unreadable", file=path.name) from error


def _digest(path: Path) -> bytes:
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.digest()
