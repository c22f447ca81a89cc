"""Labels of a route sheet: whatever single symbol is misread, whatever two are swapped, no other row is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.rules.row_codes import LABELS, LENGTH, SYMBOLS, label, number_of, sheet_labels

numbers = st.integers(0, LABELS - 1)


def test_no_symbol_can_be_taken_for_another() -> None:
    """0 and O, 1, I and L are not used."""
    assert len(SYMBOLS) == len(set(SYMBOLS)) == 31
    assert not set("01OIL") & set(SYMBOLS)


def test_every_number_has_its_own_label() -> None:
    """29,791 labels of four symbols, each read back as its number."""
    labels = [label(number) for number in range(LABELS)]
    assert len(set(labels)) == LABELS
    assert {len(text) for text in labels} == {LENGTH}
    assert [number_of(text) for text in labels] == list(range(LABELS))


def test_every_single_error_is_detected() -> None:
    """Of all pairs of symbols, at each of the four places: no label is one symbol away from another.

    The check is a sum over the places, so what one place adds does not depend on the others: one label shows it all.
    """
    for base in (label(0), label(12_345), label(LABELS - 1)):
        for place in range(LENGTH):
            for symbol in SYMBOLS:
                wrong = base[:place] + symbol + base[place + 1 :]
                assert (number_of(wrong) is None) == (wrong != base)


def test_every_swap_of_neighbours_is_detected() -> None:
    """Over all labels: two different neighbours swapped are no label."""
    for number in range(LABELS):
        text = label(number)
        for place in range(LENGTH - 1):
            swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
            assert swapped == text or number_of(swapped) is None


@given(numbers, st.integers(0, LENGTH - 1), st.sampled_from(SYMBOLS))
def test_any_label_with_one_symbol_misread_is_none(number: int, place: int, symbol: str) -> None:
    """The same of labels drawn at random."""
    text = label(number)
    wrong = text[:place] + symbol + text[place + 1 :]
    assert wrong == text or number_of(wrong) is None


def test_how_a_label_is_typed_does_not_matter() -> None:
    """Small letters, blanks and full width are what a hand and an input method make of it."""
    text = label(17_171)
    forms = [text.lower(), f" {text[:2]} {text[2:]}\t", "".join(chr(ord(symbol) + 0xFEE0) for symbol in text)]
    assert [number_of(form) for form in forms] == [17_171] * 3


@given(st.text(max_size=8))
def test_whatever_is_typed_is_a_number_or_none(text: str) -> None:
    """Nothing a person types is an error of the program."""
    number = number_of(text)
    assert number is None or 0 <= number < LABELS


def test_what_is_no_label_is_none() -> None:
    """Too short, too long, a symbol never used, a wrong check."""
    text = label(5)
    assert [number_of(wrong) for wrong in ("", text[:3], text + "2", "0" + text[1:], "OIL1")] == [None] * 5


def test_there_are_no_more_labels() -> None:
    """A number out of range is a fault of the program, and a sheet has at most as many rows."""
    for number in (-1, LABELS):
        with pytest.raises(ValueError, match=str(number)):
            label(number)
    with pytest.raises(ValueError, match=str(LABELS + 1)):
        sheet_labels(b"s", LABELS + 1)


@given(st.binary(max_size=20), st.integers(1, 200))
def test_each_row_of_a_sheet_has_its_own_label(sheet: bytes, rows: int) -> None:
    """The same sheet has the same labels again, and no two alike; they count on from the first."""
    labels = sheet_labels(sheet, rows)
    first = number_of(labels[0])
    assert first is not None
    assert labels == sheet_labels(sheet, rows)
    assert [number_of(text) for text in labels] == [(first + row) % LABELS for row in range(rows)]


def test_a_label_of_another_sheet_is_told_apart() -> None:
    """Yesterday's sheet on the same desk: its labels name no row of today's."""
    assert not set(sheet_labels(b"2026-11-20 \x01", 40)) & set(sheet_labels(b"2026-11-21 \x01", 40))
