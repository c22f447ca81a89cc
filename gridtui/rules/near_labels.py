"""Which rows of a route sheet a mistyped label may have meant: those one slip of the finger away.

A label that fails its check is never taken for another; the rows are named so that the person looks at the paper.
"""

import unicodedata
from collections.abc import Sequence

MOST_NAMED = 3


def near_rows(labels: Sequence[str], text: str) -> tuple[int, ...]:
    """Return the rows, 0 first and three at most, whose label is one slip from what was typed.

    A slip is a wrong symbol, two neighbours swapped, a symbol left out or one too many. Case, width and blanks do
    not matter.
    """
    typed = "".join(unicodedata.normalize("NFKC", text).upper().split())
    near = (row for row, label in enumerate(labels) if _is_one_slip(label, typed))
    return tuple(row for _, row in zip(range(MOST_NAMED), near, strict=False))


def _is_one_slip(label: str, typed: str) -> bool:
    if len(label) == len(typed):
        differ = [at for at, (meant, came) in enumerate(zip(label, typed, strict=True)) if meant != came]
        if len(differ) == 1:
            return True
        swapped = len(differ) == 2 and differ[1] == differ[0] + 1  # noqa: PLR2004 - two neighbours
        return swapped and label[differ[0]] == typed[differ[1]] and label[differ[1]] == typed[differ[0]]
    longer, shorter = (label, typed) if len(label) > len(typed) else (typed, label)
    return len(longer) == len(shorter) + 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )
