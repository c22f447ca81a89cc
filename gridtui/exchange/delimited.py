"""Read a delimited text file: UTF-8 with or without a mark, UTF-16 with a mark, GB18030.

Order of trial: byte order mark, strict UTF-8, strict GB18030. Statistical guessing was measured and was wrong on
short Chinese files. Quoting is strict, since a quote left open would swallow the rest of the file in silence.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import msgspec

from gridtui.core.errors import InputFault
from gridtui.exchange.sheets import Row

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS = (",", "\t", ";", "，", "|")
_SAMPLE_LINES = 40
_BLOCK_CHARACTERS = 1 << 18
_MAX_CELL_CHARACTERS = 32_768


class DelimitedSheet(msgspec.Struct, frozen=True):
    """A text file as one sheet. A row's number is its record number, which is what a spreadsheet shows."""

    path: Path
    encoding: str
    separator: str
    height: int

    @property
    def name(self) -> str:
        """Return the file's name without its ending."""
        return self.path.stem

    def rows(self) -> Iterator[Row]:
        """Yield the records that hold anything; raises InputFault where quoting is broken."""
        number = 0
        csv.field_size_limit(_MAX_CELL_CHARACTERS)
        with _opened(self.path, self.encoding) as stream:
            try:
                for number, cells in enumerate(csv.reader(stream, delimiter=self.separator, strict=True), 1):
                    if any(cells):
                        yield Row(number, list(cells))
            except csv.Error as error:
                raise InputFault("import.quotes", file=self.path.name, row=number + 1) from error


def delimited_sheet(path: Path) -> DelimitedSheet:
    """Return the file as a sheet; raises InputFault where it is in no encoding this program reads."""
    encoding = encoding_of(path)
    lines: list[str] = []
    height = 0
    with _opened(path, encoding) as stream:
        for height, line in enumerate(stream, 1):
            if height <= _SAMPLE_LINES:
                lines.append(line)
    separator = max(_SEPARATORS, key=lambda mark: sum(line.count(mark) for line in lines))
    return DelimitedSheet(path, encoding, separator, height)


def encoding_of(path: Path) -> str:
    """Return the name of the encoding the whole file is valid in; raises InputFault where there is none."""
    with path.open("rb") as stream:
        head = stream.read(4)
    marked = [encoding for mark, encoding in _MARKS if head.startswith(mark)]
    for encoding in marked or ("utf-8", "gb18030"):
        if _is_valid(path, encoding):
            return encoding
    raise InputFault("import.encoding", file=path.name)


def _is_valid(path: Path, encoding: str) -> bool:
    try:
        with _opened(path, encoding) as stream:
            while stream.read(_BLOCK_CHARACTERS):
                pass
    except UnicodeError:
        return False
    return True


def _opened(path: Path, encoding: str) -> TextIO:
    return path.open(encoding=encoding, errors="strict", newline="")
