"""What an import has to say about a file: problems a person settles, notes that are only counted.

A problem names sheet, row, column, its kind and what was done. Several reasons about one field of one row are one
problem, whose kind is the gravest reason. Notes (an unknown area, a blank phone, mended spacing) are tallied.
"""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

import msgspec


class Done(StrEnum):
    """What the import did about a problem; words stand in ``exchange.wording``."""

    KEPT = "kept"
    """The value is kept as it was read and marked to be confirmed."""
    NOTED = "noted"
    """The value does not fit its field: it is kept in the note, the field is marked to be confirmed."""
    MERGED = "merged"
    """The person is kept once, in the household that came first, and marked to be confirmed."""
    ASSUMED = "assumed"
    """What is missing was taken from the rows around it and marked to be confirmed."""
    CUT = "cut"
    """What is longer than a record holds was cut at its end and marked to be confirmed."""
    LISTED = "listed"
    """The row describes no person; it is listed here and not taken in."""


class Problem(msgspec.Struct, frozen=True):
    """One doubtful field of one row. ``row`` is the row a spreadsheet shows.

    ``column`` is the heading, '' where the whole row is meant.
    """

    sheet: str
    row: int
    column: str
    field: str
    kind: str
    done: Done
    reasons: tuple[str, ...] = ()


_GRAVITY = (
    "id_precision",
    "id_characters",
    "id_length",
    "id_date",
    "id_checksum",
    "duplicate_resident",
    "id_shared",
    "sex_mismatch",
    "birth_mismatch",
)
_RANK = {kind: rank for rank, kind in enumerate(_GRAVITY)}


def gravest(kinds: Iterable[str]) -> str:
    """Return the kind that names a problem with several reasons; the first one where none outranks the others."""
    return min(kinds, key=lambda kind: _RANK.get(kind, len(_RANK)))


class Findings:
    """Problems and notes of one file, in the order they were found."""

    def __init__(self) -> None:
        self.notes: Counter[str] = Counter()
        self.unknown_tags: Counter[str] = Counter()
        self._problems: dict[tuple[str, int, str], Problem] = {}

    def problem(self, sheet: str, row: int, field: str, *kinds: str, column: str, done: Done) -> None:
        """Record a problem; reasons for a field that has one already join it."""
        reasons = kinds
        key = (sheet, row, field)
        known = self._problems.get(key)
        if known is not None:
            reasons = known.reasons + tuple(kind for kind in reasons if kind not in known.reasons)
            done = known.done
        self._problems[key] = Problem(sheet, row, column, field, gravest(reasons), done, reasons)

    def note(self, kind: str, count: int = 1) -> None:
        """Count a note."""
        self.notes[kind] += count

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem by sheet in file order, then row."""
        order = {sheet: place for place, sheet in enumerate(dict.fromkeys(key[0] for key in self._problems))}
        return tuple(sorted(self._problems.values(), key=lambda found: (order[found.sheet], found.row)))
