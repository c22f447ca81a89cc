"""Labels of the rows of a route sheet: three symbols and a check symbol, to be read by hand and typed back.

The 31 symbols leave out 0 O 1 I L. With weights 4 3 2 1 the sum of a label is a multiple of 31; as 31 is a prime and
the weights differ, every single wrong symbol and every swap of two symbols breaks it. A sheet numbers its rows from a
place of its own, so that a label typed from another sheet is mostly told apart too.
"""

import unicodedata
from hashlib import sha256
from typing import Final

SYMBOLS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH: Final = 4
LABELS: Final[int] = len(SYMBOLS) ** (LENGTH - 1)
"""Different labels: 29,791."""

_WEIGHTS: Final = (4, 3, 2, 1)
_VALUES: Final = {symbol: value for value, symbol in enumerate(SYMBOLS)}


def label(number: int) -> str:
    """Return the label of a number from 0 to LABELS - 1; raises ValueError for another."""
    if not 0 <= number < LABELS:
        raise ValueError(number)
    values: list[int] = []
    for _ in range(LENGTH - 1):
        number, value = divmod(number, len(SYMBOLS))
        values.insert(0, value)
    values.append(-_sum(values) % len(SYMBOLS))
    return "".join(SYMBOLS[value] for value in values)


def number_of(text: str) -> int | None:
    """Return the number of a label as it was typed, None where it is none: wrong length, symbol or check.

    Case, width and blanks do not matter.
    """
    typed = "".join(unicodedata.normalize("NFKC", text).upper().split())
    values = [_VALUES.get(symbol, -1) for symbol in typed]
    if len(values) != LENGTH or -1 in values or _sum(values) % len(SYMBOLS):
        return None
    number: int = 0
    for value in values[:-1]:
        number = number * len(SYMBOLS) + value
    return number


def sheet_labels(sheet: bytes, rows: int) -> tuple[str, ...]:
    """Return the labels of a sheet's rows, in order; ``sheet`` is what tells it from others (post, day, print).

    Raises ValueError beyond LABELS rows.
    """
    if rows > LABELS:
        raise ValueError(rows)
    first = _first_of(sheet)
    return tuple(label((first + row) % LABELS) for row in range(rows))


def _sum(values: list[int]) -> int:
    total = 0
    for weight, value in zip(_WEIGHTS, values, strict=False):
        total += weight * value
    return total


def _first_of(sheet: bytes) -> int:
    return int.from_bytes(sha256(sheet).digest()[:8], "big") % LABELS
