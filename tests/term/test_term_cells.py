"""Cells, pens and moves: the values the encoder works on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.term.cell_model import BLANK, STUB, CellModel, Row, cells_of, dirty_spans
from gridtui.term.moves import cheapest_move
from gridtui.term.pen import BOLD, DIM, ITALIC, PLAIN, REVERSE, UNDERLINE, on_blank, pen, pen_for_blank, transition
from tests.tools.strict_terminal import StrictTerminal


def test_wide_character_takes_two_cells() -> None:
    """A hanzi is followed by a stub drawn with the same pen."""
    assert cells_of("a住", BOLD).characters == ["a", "住", STUB]
    assert cells_of("a住", BOLD).pens == [BOLD] * 3


def test_marks_stay_in_the_cell_of_their_character() -> None:
    """A combining mark takes no cell; on a hanzi it stands in the first; alone it is left out."""
    assert cells_of("e\u0301x", PLAIN).characters == ["e\u0301", "x"]
    assert cells_of("住\u0301x", PLAIN).characters == ["住\u0301", STUB, "x"]
    assert cells_of("\u0301x", PLAIN).characters == ["x"]
    assert len(cells_of("e" + "\u0301" * 50, PLAIN).characters[0]) <= 6


@pytest.mark.parametrize("text", ["a\x1b[2Jb", "a\x00b\n", "a\x9bb", "\ud800ab"])
def test_controls_never_become_cells(text: str) -> None:
    """Nothing that steers a terminal, nor half a surrogate pair, gets into a cell."""
    cells = cells_of(text, PLAIN).characters
    assert all(cell.isprintable() for cell in cells)
    assert cells[0] == "a"
    assert cells[-1] == "b"


def test_blanks_keep_only_what_can_be_seen() -> None:
    """Of a blank's pen the background is kept, the rest only where it shows."""
    assert on_blank(pen(1, 2, BOLD | ITALIC)) == pen(None, 2)
    assert on_blank(pen(1, 2, REVERSE | ITALIC)) == pen(1, 2, REVERSE)
    assert cells_of("a b", pen(3)).pens == [pen(3), PLAIN, pen(3)]


def test_no_half_of_a_wide_character_stays() -> None:
    """What cuts a wide character in two blanks the other half."""
    model = CellModel(6, 1)
    model.put(0, 0, cells_of("住户走", PLAIN))
    model.put(0, 1, cells_of("xy", PLAIN))
    assert model.wanted[0].characters == [BLANK, "x", "y", BLANK, "走", STUB]
    model.put(0, 5, cells_of("住", PLAIN))
    assert model.wanted[0].characters == [BLANK, "x", "y", BLANK, BLANK, BLANK]
    model.put(0, 0, Row([STUB, "z"], [PLAIN] * 2))
    assert model.wanted[0].characters[:2] == [BLANK, "z"]


def test_what_lies_outside_is_cut_off() -> None:
    """Cells beyond the screen are dropped."""
    model = CellModel(4, 2)
    model.put(5, 0, cells_of("x", PLAIN))
    model.put(0, 9, cells_of("x", PLAIN))
    model.put(-1, 0, cells_of("x", PLAIN))
    model.put(1, 2, cells_of("abcdef", PLAIN))
    assert ["".join(row.characters) for row in model.wanted] == ["    ", "  ab"]


def test_accepted_screen_is_a_copy() -> None:
    """What was sent stays as it was when something else is wanted afterwards."""
    model = CellModel(4, 1)
    model.accept()
    model.put(0, 0, cells_of("ab", PLAIN))
    assert model.sent is not None
    assert model.sent[0].characters == [BLANK] * 4
    model.accept()
    model.put(0, 0, cells_of("cd", PLAIN))
    assert "".join(model.sent[0].characters) == "ab  "
    model.forget()
    assert model.sent is None


def test_spans_hold_whole_characters() -> None:
    """A span that would begin or end inside a wide character of either row is widened."""
    assert dirty_spans(cells_of("a住户b", PLAIN), cells_of("a走户b", PLAIN)) == [(1, 3)]
    assert dirty_spans(cells_of("a住b", PLAIN), cells_of("axyb", PLAIN)) == [(1, 3)]
    assert dirty_spans(cells_of("住户", PLAIN), cells_of(" 住b", PLAIN)) == [(0, 4)]


pens = st.builds(
    pen,
    st.none() | st.integers(0, 15),
    st.none() | st.integers(0, 15),
    st.sampled_from([PLAIN, BOLD, DIM, BOLD | DIM, REVERSE, UNDERLINE | ITALIC]),
)


@given(st.none() | pens, pens)
def test_transition_reaches_the_pen(before: int | None, after: int) -> None:
    """From any pen, known or not, the sequence leads to the wanted one; never dearer than a reset."""
    terminal = StrictTerminal(1, 1)
    terminal.feed(b"\x1b[4;33;45m" if before is None else transition(PLAIN, before).encode())
    terminal.feed(transition(before, after).encode())
    anew = StrictTerminal(1, 1)
    anew.feed(transition(PLAIN, after).encode())
    assert terminal.look == anew.look
    assert len(transition(before, after)) <= len(transition(PLAIN, after)) + 3


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (PLAIN, pen(1, None, BOLD), "\x1b[1;31m"),
        (pen(1, None, BOLD), PLAIN, "\x1b[m"),
        (pen(1), pen(9), "\x1b[91m"),
        (pen(1, 4, BOLD), pen(1, None, BOLD), "\x1b[49m"),
        (BOLD | REVERSE, pen(2), "\x1b[;32m"),
        (None, BOLD, "\x1b[;1m"),
        (BOLD | DIM, BOLD, "\x1b[;1m"),
    ],
)
def test_cheapest_transitions(before: int | None, after: int, expected: str) -> None:
    """Step by step or by way of a reset, whichever is shorter."""
    assert transition(before, after) == expected


def test_pen_of_a_blank_looks_ahead() -> None:
    """A blank is drawn with the pen that comes next where it fits, and keeps the present one where that fits."""
    assert pen_for_blank(REVERSE, PLAIN, pen(1)) == pen(1)
    assert pen_for_blank(pen(1), PLAIN, pen(1)) == pen(1)


@given(st.none() | st.integers(0, 23), st.none() | st.integers(0, 79), st.integers(0, 23), st.integers(0, 79))
def test_move_arrives(row: int | None, column: int | None, to_row: int, to_column: int) -> None:
    """From wherever the cursor may be, known or not, a move leads to the cell in eight bytes at most."""
    terminal = StrictTerminal(80, 24)
    terminal.row, terminal.column = (5 if row is None else row), column
    move = cheapest_move(row, column, to_row, to_column)
    terminal.feed(move.encode())
    assert (terminal.row, terminal.column) == (to_row, to_column)
    assert len(move) <= 8
