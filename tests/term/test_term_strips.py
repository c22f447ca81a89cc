"""Strips as cells: every character stands where Textual counts it to be, so that no row is sheared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from gridtui.core.cells import GETA
from gridtui.term.cell_model import BLANK, STUB, Row, character_cells
from gridtui.term.strips import cells_of_strip

DISPUTED = ("ก\u0903", "☰", "\u1160\u11e1", "\u3164", "☀\ufe0f", "👨\u200d👩\u200d👧", "👍\U0001f3fd", "🇨🇳")
"""Vowel signs, trigrams, jamo, a filler, emoji of several code points."""


def cells(text: str) -> Row:
    """Return the cells of a strip of one segment."""
    return cells_of_strip(Strip([Segment(text)]))


@pytest.mark.parametrize("disputed", DISPUTED)
def test_what_follows_a_character_of_disputed_width_stays_in_place(disputed: str) -> None:
    """Behind it stands what Textual puts there, in the column in which the cursor and the next strip expect it."""
    row = cells(f"住{disputed}户1").characters
    assert row[:2] == ["住", STUB]
    assert row[2 + cell_len(disputed) :] == ["户", STUB, "1"]


def test_a_stand_in_has_the_width_that_was_counted() -> None:
    """Two cells become the geta mark, one a blank, none nothing."""
    assert cells("a☰b").characters == ["a", GETA, STUB, "b"]
    assert cells("aก\u0903b").characters == ["a", "ก", "b"]
    assert cells("☀\ufe0fb").characters == ["☀", BLANK, "b"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
def test_there_are_as_many_cells_as_textual_counts(text: str) -> None:
    """Whatever the text; no wide character is without its second half, no second half without its character."""
    row = cells(text).characters
    assert len(row) == cell_len(text)
    for left, right in zip([BLANK, *row], [*row, BLANK], strict=True):
        is_wide = left not in {STUB, BLANK} and character_cells(unicodedata.normalize("NFC", left)[0]) == 2
        assert (right == STUB) == is_wide
