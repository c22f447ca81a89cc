"""The encoder against a strict terminal: whatever changes, the terminal shows it, cursor included, and cheaply."""

import unicodedata
from collections.abc import Callable
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui.term.brush import UNKNOWN_STYLUS, Capabilities, Stylus
from gridtui.term.cell_model import BLANK, STUB, CellModel, Grid, cells_of, narrowed
from gridtui.term.encoder import FrameEncoder
from gridtui.term.pen import BOLD, DIM, ITALIC, PLAIN, REVERSE, STRIKE, UNDERLINE, Pen, pen, transition
from gridtui.term.plain import ambiguous_characters
from tests.tools.strict_terminal import Cell, Look, StrictTerminal
from tests.tools.terminal_model import TerminalModel

EVERYTHING = Capabilities(bce=True, ech=True, rep=True, scroll=True)
NOTHING = Capabilities(bce=False, ech=False, rep=False, scroll=False)
ATTRIBUTES = {1: BOLD, 2: DIM, 3: ITALIC, 4: UNDERLINE, 7: REVERSE, 9: STRIKE}

Change = Callable[[CellModel], None]

capabilities = st.builds(
    Capabilities,
    bce=st.booleans(),
    ech=st.booleans(),
    rep=st.booleans(),
    scroll=st.booleans(),
    wide_ambiguous=st.booleans(),
)
pens = st.one_of(
    st.just(PLAIN),
    st.builds(
        pen,
        st.none() | st.integers(0, 15),
        st.none() | st.integers(0, 15),
        st.sets(st.sampled_from(list(ATTRIBUTES.values())), max_size=2).map(sum),
    ),
)
texts = st.one_of(
    st.text("ab -住户住户", min_size=1, max_size=20),
    st.text("ab 住户é→Ω\u0301\u0302\u3000☂", min_size=1, max_size=8),
    st.builds(str.__mul__, st.sampled_from(" -=a住"), st.integers(1, 40)),
)


@st.composite
def painted(draw: st.DrawFn) -> Change:
    """Draw a text put anywhere."""
    row, column = draw(st.integers(0, 4)), draw(st.integers(0, 23))
    cells = cells_of(draw(texts), draw(pens))
    return lambda model: model.put(row % model.rows, column % model.columns, cells)


@st.composite
def rolled(draw: st.DrawFn) -> Change:
    """Draw a move of all rows."""
    lines = draw(st.integers(-4, 4))

    def roll(model: CellModel) -> None:
        model.wanted = [model.wanted[(row + lines) % model.rows].copy() for row in range(model.rows)]

    return roll


@st.composite
def edited(draw: st.DrawFn) -> Change:
    """Draw a row of which some characters become others of the same width, or which moves by a cell."""
    row, a_pen, is_moved = draw(st.integers(0, 4)), draw(pens), draw(st.booleans())
    chosen = draw(st.lists(st.sampled_from(["", "", "ab", "b户", " 走"]), min_size=24, max_size=24))

    def edit(model: CellModel) -> None:
        number = row % model.rows
        line = model.wanted[number].copy()
        if is_moved:
            model.put(number, 1, line)
        for column, pair in enumerate(chosen[: model.columns]):
            is_wide = column + 1 < model.columns and line.characters[column + 1] == STUB
            if pair and line.characters[column] != STUB:
                fitting = pair[1] if is_wide else pair[0]
                model.put(number, column, cells_of(fitting, line.pens[column] if is_wide else a_pen))

    return edit


@st.composite
def emptied(draw: st.DrawFn) -> Change:
    """Draw a row, or all from there on, that becomes blank in some colour."""
    first, all_below, a_pen = draw(st.integers(0, 4)), draw(st.booleans()), draw(pens)

    def empty(model: CellModel) -> None:
        for row in range(first, model.rows if all_below else min(first + 1, model.rows)):
            model.put(row, 0, cells_of(BLANK * model.columns, a_pen))

    return empty


frames = st.lists(
    st.tuples(
        st.lists(st.one_of(painted(), painted(), edited(), edited(), rolled(), emptied()), max_size=8),
        st.integers(0, 4),
        st.integers(0, 23),
    ),
    min_size=1,
    max_size=5,
)


def seen(wanted: Grid, *, wide_ambiguous: bool = False) -> list[list[Cell]]:
    """Return the cells of a grid as the strict terminal tells them, without those it may give two cells."""
    return [
        [
            (narrowed(cell) if wide_ambiguous and cell else cell, look(pen_of))
            for cell, pen_of in zip(row.characters, row.pens, strict=True)
        ]
        for row in wanted
    ]


def look(a_pen: Pen) -> Look:
    """Return a pen as the strict terminal tells it."""
    attributes = frozenset(number for number, bit in ATTRIBUTES.items() if a_pen & bit)
    return colour(a_pen), colour(a_pen >> 5), attributes


def colour(bits: Pen) -> int | None:
    """Return a colour as the strict terminal tells it."""
    return None if bits & 31 == 0 else (bits & 31) - 1


def text_rows(wanted: Grid) -> list[str]:
    """Return the rows as text."""
    return ["".join(row.characters).rstrip() for row in wanted]


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 24), st.integers(1, 5), capabilities, frames)
def test_frames_reproduce_exactly(
    columns: int, rows: int, capable: Capabilities, drawn: list[tuple[list[Change], int, int]]
) -> None:
    """Random frames in random sizes stand in the terminal cell by cell, cursor included, never dearer than anew."""
    model = CellModel(columns, rows)
    encoder = FrameEncoder(capable)
    terminal = StrictTerminal(columns, rows, bce=capable.bce, ech=capable.ech, rep=capable.rep, scroll=capable.scroll)
    stylus = UNKNOWN_STYLUS
    for changes, row, column in drawn:
        for change in changes:
            change(model)
        cursor = (row % rows, column % columns)
        frame = encoder.encode(model.sent, model.wanted, cursor, stylus)
        assert len(frame.output) <= len(encoder.encode(None, model.wanted, cursor, UNKNOWN_STYLUS).output)
        terminal.feed(frame.output)
        model.accept()
        stylus = frame.stylus
        assert terminal.cells() == seen(model.wanted, wide_ambiguous=capable.wide_ambiguous)
        ambiguous = [each for each in ambiguous_characters(frame.output.decode()) if not unicodedata.combining(each)]
        assert not (capable.wide_ambiguous and ambiguous)
        assert (terminal.row, terminal.column) == cursor == (stylus.row, stylus.column)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 24), st.integers(1, 5), frames)
def test_another_terminal_agrees(columns: int, rows: int, drawn: list[tuple[list[Change], int, int]]) -> None:
    """The model of a PuTTY that the pty tests use shows the same text and cursor."""
    model, encoder, terminal = CellModel(columns, rows), FrameEncoder(EVERYTHING), TerminalModel((columns, rows))
    terminal.feed(b"\x1b[?7l")
    stylus = UNKNOWN_STYLUS
    for changes, row, column in drawn:
        for change in changes:
            change(model)
        cursor = (row % rows, column % columns)
        frame = encoder.encode(model.sent, model.wanted, cursor, stylus)
        terminal.feed(frame.output)
        model.accept()
        stylus = frame.stylus
        assert terminal.rows() == [normalize("NFC", row) for row in text_rows(model.wanted)]
        assert (terminal.screen.cursor.y, terminal.screen.cursor.x) == cursor


def changed(
    before: CellModel,
    after: CellModel,
    capable: Capabilities = NOTHING,
    cursor: tuple[int, int] = (0, 0),
    cursor_before: tuple[int, int] = (0, 0),
) -> bytes:
    """Return the bytes from one screen to another, after a strict terminal showed that they do it."""
    encoder = FrameEncoder(capable)
    terminal = StrictTerminal(
        before.columns, before.rows, bce=capable.bce, ech=capable.ech, rep=capable.rep, scroll=capable.scroll
    )
    first = encoder.encode(None, before.wanted, cursor_before, UNKNOWN_STYLUS)
    frame = encoder.encode(before.wanted, after.wanted, cursor, Stylus(*cursor_before, PLAIN))
    terminal.feed(first.output + transition(first.stylus.pen, PLAIN).encode() + frame.output)
    assert terminal.cells() == seen(after.wanted)
    assert (terminal.row, terminal.column) == cursor
    return frame.output


def screen(*rows: str, columns: int = 40, a_pen: Pen = PLAIN) -> CellModel:
    """Return a screen of texts."""
    model = CellModel(columns, len(rows))
    for row, text in enumerate(rows):
        model.put(row, 0, cells_of(text, a_pen))
    return model


def test_nothing_changed_sends_nothing() -> None:
    """The same screen and the same cursor cost no byte."""
    assert changed(screen("住户"), screen("住户")) == b""


def test_typed_character_costs_its_bytes() -> None:
    """A character at the cursor, the cursor behind it: nothing but its own bytes."""
    before, after = screen("name: "), screen("name: 住")
    assert changed(before, after, cursor=(0, 8), cursor_before=(0, 6)) == "住".encode()


def test_colour_is_stated_once() -> None:
    """A pen holds over equal neighbours, over blanks between them and over rows."""
    after = screen("aa bb", "cc", a_pen=pen(1))
    assert changed(screen("", ""), after, cursor=(1, 2)) == b"\x1b[31maa bb\r\ncc"


def test_mark_that_moves_down() -> None:
    """The mark of a list moves one row: a blank, a step, the mark."""
    before, after = screen("> a", "  b"), screen("  a", "> b")
    assert changed(before, after, cursor=(1, 0)) == b" \r\n>\r"


def test_long_end_is_erased() -> None:
    """Text that goes at the end of a row goes by one erase."""
    assert changed(screen("long text to go"), screen("long")) == b"\x1b[4C\x1b[K\r"


def test_rows_below_are_erased_at_once() -> None:
    """Rows that become blank down to the bottom go by one erase."""
    assert changed(screen("a", "b", "c", "d"), screen("a", "", "", "")) == b"\n\x1b[J\x1bM"


@pytest.mark.parametrize(
    ("capable", "expected"),
    [
        (NOTHING, b"x" + b" " * 20 + b"y\r"),
        (Capabilities(ech=True), b"x\x1b[20X\x1b[20Cy\r"),
        (Capabilities(ech=False, rep=True), b"x \x1b[19by\r"),
    ],
)
def test_blanks_in_the_middle(capable: Capabilities, expected: bytes) -> None:
    """Blanks between texts are erased or repeated where the terminal can."""
    before = screen("o" * 40)
    after = screen("x" + " " * 20 + "y" + "o" * 18)
    assert changed(before, after, capable) == expected


def test_coloured_end_is_erased_only_where_erasing_colours() -> None:
    """Without BCE a coloured bar is written blank by blank."""
    before, after = screen("o" * 40), screen(" " * 40, a_pen=pen(None, 4))
    assert changed(before, after, Capabilities(bce=True)) == b"\x1b[44m\x1b[K"
    assert b" " * 39 in changed(before, after, NOTHING)


def test_scrolled_rows_are_not_sent_again() -> None:
    """Where the terminal scrolls, a list that moved by one row costs that row."""
    texts = [f"{number} 住户 row number {number}" for number in range(9)]
    before, after = screen("title", *texts[:8], "keys"), screen("title", *texts[1:], "keys")
    scrolled = changed(before, after, Capabilities(scroll=True), cursor_before=(5, 3))
    assert scrolled.startswith(b"\x1b[2;9r\x1b[S\x1b[r")
    assert len(scrolled) < 60 < len(changed(before, after))


def test_wide_character_is_never_halved() -> None:
    """A hanzi that moves by one cell is written whole, and so is what it covered."""
    before, after = screen("住户"), screen(" 住户")
    assert changed(before, after) == " 住户\r".encode()


def test_cursor_on_the_second_half_of_a_wide_character() -> None:
    """Wherever the app left the cursor, nothing is written again from the middle of a hanzi."""
    before, after = screen("住abc"), screen("住abd")
    for column in range(5):
        changed(before, after, cursor=(0, 1), cursor_before=(0, column))


def test_half_a_wide_character_at_the_edge_is_blank() -> None:
    """What does not fit the last column is not drawn there."""
    model = screen("abc住", columns=4)
    assert text_rows(model.wanted) == ["abc"]


def test_character_of_doubtful_width_is_followed_by_an_absolute_move() -> None:
    """After an arrow, which is two cells wide on some terminals, the column is stated anew."""
    assert changed(screen(""), screen("→b"), cursor=(0, 2)) == "→\r\x1b[Cb".encode()
