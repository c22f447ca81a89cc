"""Which row a mistyped label may have meant: one slip of the finger away, and no more."""

import pytest

from gridtui.rules.near_labels import MOST_NAMED, near_rows
from gridtui.rules.row_codes import SYMBOLS, number_of, sheet_labels

LABELS = sheet_labels(b"one sheet", 40)


@pytest.mark.parametrize("row", [0, 7, 39])
def test_every_wrong_symbol_names_the_row_that_was_meant(row: int) -> None:
    """Whatever the symbol and wherever it stands: the check refuses it, and the row is among those named."""
    meant = LABELS[row]
    for place, symbol in [(place, symbol) for place in range(4) for symbol in SYMBOLS]:
        typed = meant[:place] + symbol + meant[place + 1 :]
        if typed != meant:
            assert number_of(typed) is None
            near = near_rows(LABELS, typed)
            assert row in near or len(near) == MOST_NAMED


def test_swapped_neighbours_name_the_row() -> None:
    """The commonest slip after a wrong key."""
    meant = next(label for label in LABELS if len(set(label)) == len(label))
    for at in range(3):
        typed = meant[:at] + meant[at + 1] + meant[at] + meant[at + 2 :]
        assert LABELS.index(meant) in near_rows(LABELS, typed)


def test_a_symbol_left_out_or_doubled_names_the_row() -> None:
    """Three or five symbols are no label; which was meant can still be told."""
    meant = LABELS[5]
    assert 5 in near_rows(LABELS, meant[:2] + meant[3:])
    assert 5 in near_rows(LABELS, meant[:2] + meant[1:])


def test_small_letters_wide_letters_and_blanks_do_not_matter() -> None:
    """As people and input methods give them."""
    wide = "".join(chr(ord(symbol) + 0xFEE0) for symbol in LABELS[3][:3].lower())
    assert 3 in near_rows(LABELS, f" {wide} ?")


@pytest.mark.parametrize("typed", ["", "????", "ABCDEFG" * 40, "8", "路线单"])
def test_what_is_far_from_every_label_names_nobody(typed: str) -> None:
    """No row is guessed."""
    assert near_rows(LABELS, typed) == ()
