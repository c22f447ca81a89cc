"""A typed-up route sheet as a file: its number on the first line, then a label and a digit a line.

Blank lines and lines that begin with # are passed over. Every line is a visit of its own: a line that cannot be taken
is reported with its place and its reason, the others are saved.
"""

import re
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from gridtui.core.errors import GridtuiError, InputFault
from gridtui.office.route_entry import enter, read_line, with_outcome
from gridtui.office.route_sheets import round_of, route_sheet
from gridtui.office.route_views import SheetRound
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved

_NUMBER: Final = re.compile(r"[^0-9]*?([0-9]{1,6})[^0-9]*")
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_MOST_BYTES: Final = 1 << 20


class EnteredLine(msgspec.Struct, frozen=True):
    """A line of the file, counted from 1: what was saved, or why nothing was."""

    line: int
    text: str
    saved: Saved | None = None
    fault: GridtuiError | None = None


class EnteredSheet(msgspec.Struct, frozen=True):
    """What became of a file."""

    number: int
    lines: tuple[EnteredLine, ...]

    @property
    def refused(self) -> tuple[EnteredLine, ...]:
        """The lines nothing was saved of."""
        return tuple(line for line in self.lines if line.fault is not None)


def enter_lines(session: OfficeSession, lines: Sequence[str], *, day: int | None = None) -> EnteredSheet:
    """Save the lines of a sheet; ``day`` None is the sheet's own day.

    Raises InputFault ``route.no_number``, ``route.sheet_unknown``; Refused. What is wrong with one line is in the
    answer.
    """
    told = [
        (place, text) for place, text in enumerate(lines, 1) if text.strip() and not text.lstrip().startswith("#")
    ]
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", told[0][1]).strip()) if told else None
    if found is None:
        raise InputFault("route.no_number")
    sheet = route_sheet(session, int(found[1]))
    walked = round_of(sheet)
    if day is not None and day != walked.day:
        walked = SheetRound(day, walked.visitors)
        sheet = route_sheet(session, sheet.number, walked)
    entered: list[EnteredLine] = []
    for place, text in told[1:]:
        try:
            entry = read_line(session, sheet, text)
            saved = enter(session, sheet, entry, walked)
        except GridtuiError as fault:
            entered.append(EnteredLine(place, text.strip(), fault=fault))
        else:
            sheet = with_outcome(sheet, entry)
            entered.append(EnteredLine(place, text.strip(), saved))
    return EnteredSheet(sheet.number, tuple(entered))


def lines_of(path: str) -> list[str]:
    """Return the lines of a text file, of standard input for ``-``; raises InputFault ``route.unreadable_file``."""
    try:
        if path == "-":
            content = sys.stdin.buffer.read(_MOST_BYTES + 1)
        else:
            with Path(path).open("rb") as stream:
                content = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InputFault("route.unreadable_file", file=path) from error
    for encoding in _ENCODINGS if len(content) <= _MOST_BYTES else ():
        try:
            return content.decode(encoding).splitlines()
        except UnicodeDecodeError:
            continue
    raise InputFault("route.unreadable_file", file=path)
