"""What a terminal is asked at the start, and what its bytes answer: one write, one round trip, nothing left to see.

Each sample is written and followed by the question where the cursor is (CPR). The samples hold no byte that an 8-bit
terminal takes for a control, and the column is past those in which a report has the bytes of Shift+F3. DA1 comes
last, as every terminal answers it. What is no answer was typed by a person meanwhile, and is kept. Pure: no I/O.
"""

import re
from typing import Final

from gridtui.term.capabilities import Answers

_BASE_COLUMN: Final = 21
_HANZI: Final = "亿人".encode()  # four cells in UTF-8, three hanzi in GB18030
_AMBIGUOUS: Final = "÷".encode()
_WHERE: Final = b"\x1b[6n"
_REPEATED: Final = b"-\x1b[3b\x1b[X"
_REGION: Final = b"\x1b7\x1b[2;3r" + _WHERE + b"\x1b[r\x1b8"
_UNSEEN: Final = b"\r\x1b[K"
_WHO: Final = b"\x1b[>c\x1b[c"

QUESTIONS: Final = (
    b"\r\x1b[%dC" % (_BASE_COLUMN - 1)
    + _HANZI + _WHERE + _AMBIGUOUS + _WHERE + _REPEATED + _WHERE + _REGION + _UNSEEN + _WHO
)  # fmt: skip
"""All questions. They leave the cursor at the beginning of its line and that line blank."""

REPORTS: Final = 4
"""How many cursor reports are asked for."""

_ANSWER = re.compile(rb"\x1b\[(?:(\d{1,4});(\d{1,4})R|\?([\d;]{1,60})c|>([\d;]{1,60})c)")
_BEGUN = re.compile(rb"\x1b(?:\[(?:[?>]?[\d;]{0,60})?)?\Z")
_SHIFT_F3_COLUMNS = range(2, 9)


class AnswerNotes:
    """What was answered so far. Each ``take`` tells whether what came answers a question that is still open."""

    def __init__(self) -> None:
        self._places: list[tuple[int, int]] = []
        self._attributes: tuple[int, ...] | None = None
        self._identity: tuple[int, ...] | None = None

    @property
    def is_complete(self) -> bool:
        """The last question was answered: nothing more comes."""
        return self._attributes is not None

    @property
    def has_begun(self) -> bool:
        """Something was answered."""
        return bool(self._places or self._identity or self._attributes)

    @property
    def missing_reports(self) -> int:
        """How many cursor reports may still come."""
        return 0 if self.is_complete else REPORTS - len(self._places)

    def take_place(self, row: int, column: int) -> bool:
        """Take a cursor report."""
        if self.missing_reports == 0 or column in _SHIFT_F3_COLUMNS:
            return False
        self._places.append((row, column))
        return True

    def take_attributes(self, numbers: tuple[int, ...]) -> bool:
        """Take the numbers of DA1."""
        if self.is_complete:
            return False
        self._attributes = numbers
        return True

    def take_identity(self, numbers: tuple[int, ...]) -> bool:
        """Take the numbers of DA2."""
        if self._identity is not None:
            return False
        self._identity = numbers
        return True

    def answers(self, round_trip_ms: int | None) -> Answers | None:
        """Return what was answered and the time it took, None for nothing at all."""
        if not self.has_begun:
            return None
        columns = [column for _, column in self._places[:3]]
        steps = [after - before for before, after in zip([_BASE_COLUMN, *columns], columns, strict=False)]
        cells = [*steps, None, None, None]
        has_region = self._places[REPORTS - 1] == (1, 1) if len(self._places) == REPORTS else None
        return Answers(
            round_trip_ms=round_trip_ms,
            sample_cells=cells[0],
            ambiguous_cells=cells[1],
            repeat_cells=cells[2],
            has_region=has_region,
            attributes=self._attributes,
            identity=self._identity,
        )


class AnswerReader:
    """Takes a terminal's bytes as they come: answers go to ``notes``, what answers nothing to ``typed``, in order."""

    def __init__(self) -> None:
        self.typed = b""
        self.notes = AnswerNotes()
        self._waiting = b""

    def feed(self, raw: bytes) -> bool:
        """Take bytes; return whether an answer was among them."""
        raw, self._waiting = self._waiting + raw, b""
        at, has_answered = 0, False
        for found in _ANSWER.finditer(raw):
            if self._take(found):
                self.typed += raw[at : found.start()]
                at, has_answered = found.end(), True
        rest = raw[at:]
        begun = None if self.notes.is_complete else _BEGUN.search(rest)
        if begun is not None:
            rest, self._waiting = rest[: begun.start()], begun[0]
        self.typed += rest
        return has_answered

    def finish(self, round_trip_ms: int | None) -> Answers | None:
        """Return what was answered and the time it took, None for nothing at all.

        What was begun and not ended is taken for typed: its rest is still to come.
        """
        self.typed += self._waiting
        self._waiting = b""
        return self.notes.answers(round_trip_ms)

    def _take(self, found: "re.Match[bytes]") -> bool:
        row, column, attributes, identity = found.groups()
        if row is not None:
            return self.notes.take_place(int(row), int(column))
        if attributes is not None:
            return self.notes.take_attributes(_numbers(attributes))
        return self.notes.take_identity(_numbers(identity))


def _numbers(text: bytes) -> tuple[int, ...]:
    return tuple(int(each or 0) for each in text.split(b";"))
