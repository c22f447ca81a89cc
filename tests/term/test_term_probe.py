"""What is asked of a terminal at the start, and what its answers are read as; nothing typed is lost."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui.term.capabilities import Answers
from gridtui.term.probe import QUESTIONS, REPORTS, AnswerReader
from tests.tools.terminal_model import Profile, TerminalModel

PUTTY = b"\x1b[5;25R\x1b[5;26R\x1b[5;30R\x1b[1;1R\x1b[>0;136;0c\x1b[?6c"
READ_FROM_PUTTY = Answers(
    round_trip_ms=40,
    sample_cells=4,
    ambiguous_cells=1,
    repeat_cells=4,
    has_region=True,
    attributes=(6,),
    identity=(0, 136, 0),
)
KEYS = (
    b"a", b"\r", "住户".encode(), "走访".encode("gb18030"), b"\x1b[A", b"\x1bOP", b"\x1b[1;2R", b"\x1b[15~", b"\x1b",
)  # fmt: skip


def read(*parts: bytes) -> tuple[Answers | None, bytes]:
    """Return what is read from bytes that come in parts, and what was typed."""
    reader = AnswerReader()
    for part in parts:
        reader.feed(part)
    return reader.finish(40), reader.typed


@pytest.mark.parametrize(
    ("profile", "encoding", "attributes", "identity", "cells"),
    [
        ("putty", "utf-8", (6,), (0, 136, 0), 4),
        ("xterm", "utf-8", (64, 1, 2, 6, 9, 15, 18, 21, 22), (41, 379, 0), 4),
        ("putty", "gb18030", (6,), (0, 136, 0), 6),
    ],
)
def test_a_terminal_is_read_as_it_is(
    profile: Profile, encoding: str, attributes: tuple[int, ...], identity: tuple[int, ...], cells: int
) -> None:
    """The cursor tells whether hanzi are UTF-8 or GB18030, and who says what he is is heard."""
    answers, typed = read(TerminalModel((80, 24), encoding=encoding, profile=profile).feed(QUESTIONS))
    assert answers == Answers(
        round_trip_ms=40,
        sample_cells=cells,
        ambiguous_cells=1 if cells == 4 else 2,
        repeat_cells=4,
        has_region=True,
        attributes=attributes,
        identity=identity,
    )
    assert typed == b""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_questions_leave_nothing_to_see(encoding: str) -> None:
    """What stood on the screen stands there afterwards; the cursor is at the beginning of a blank line."""
    terminal = TerminalModel((80, 24), encoding=encoding)
    terminal.feed(b"$ gridtui\r\nhello\r\n")
    before = terminal.rows()
    terminal.feed(QUESTIONS)
    assert terminal.rows() == before
    assert (terminal.screen.cursor.y, terminal.screen.cursor.x) == (2, 0)
    assert terminal.screen.margins in (None, (0, 23))


def test_the_questions_cost_little() -> None:
    """All of them together are below a tenth of a second at 9,600 bit/s."""
    assert len(QUESTIONS) <= 90


def test_no_byte_of_the_samples_is_a_control_of_an_8_bit_terminal() -> None:
    """Bytes 0x80 to 0x9F would be control sequences where the terminal is set to Latin-1."""
    assert not [byte for byte in QUESTIONS if 0x80 <= byte < 0xA0]


def test_the_questions_end_as_soon_as_the_last_is_answered() -> None:
    """DA1 comes last: after it nothing is missing, even where others were left out."""
    reader = AnswerReader()
    notes = reader.notes
    assert (notes.has_begun, notes.is_complete, notes.missing_reports) == (False, False, REPORTS)
    reader.feed(b"\x1b[5;25R")
    assert (notes.has_begun, notes.is_complete, notes.missing_reports) == (True, False, REPORTS - 1)
    reader.feed(b"\x1b[?1;2c")
    assert (notes.is_complete, notes.missing_reports) == (True, 0)


def test_silence_is_told_from_an_answer() -> None:
    """A terminal that answers nothing has no answers; what was typed is there."""
    assert read(b"2\r") == (None, b"2\r")


@settings(max_examples=200, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    keys=st.lists(st.sampled_from(KEYS), max_size=8),
    cuts=st.lists(st.integers(0, 120), max_size=6),
)
def test_keys_typed_between_the_answers_are_kept_in_order(seed: int, keys: list[bytes], cuts: list[int]) -> None:
    """Type-ahead is never lost and never taken for an answer, wherever it falls and however reads cut it."""
    chance = random.Random(seed)
    answers = PUTTY.replace(b"R", b"R|").replace(b"c", b"c|").split(b"|")[:-1]
    places = sorted(chance.randrange(len(answers) + 1) for _ in keys)
    stream = b""
    for index, answer in enumerate([*answers, b""]):
        stream += b"".join(key for key, place in zip(keys, places, strict=True) if place == index) + answer
    parts, at = [], 0
    for cut in [*sorted(cuts), len(stream)]:
        parts.append(stream[at:cut])
        at = max(at, cut)
    assert read(*parts) == (READ_FROM_PUTTY, b"".join(keys))


def test_a_second_answer_is_not_swallowed() -> None:
    """What looks like an answer after all were given belongs to what comes next."""
    assert read(PUTTY + b"\x1b[?6c\x1b[7;30Rx") == (READ_FROM_PUTTY, b"\x1b[?6c\x1b[7;30Rx")


def test_an_answer_cut_by_the_end_of_patience_is_handed_on() -> None:
    """The decoder gets its beginning, so that its rest is not typed into a form."""
    answers, typed = read(b"q\x1b[5;25R\x1b[5;2")
    assert answers == Answers(round_trip_ms=40, sample_cells=4)
    assert typed == b"q\x1b[5;2"


@settings(max_examples=200, deadline=None)
@given(raw=st.binary(max_size=300))
def test_no_byte_kills_it(raw: bytes) -> None:
    """Whatever comes, reading it raises nothing and loses nothing that is no answer."""
    reader = AnswerReader()
    reader.feed(raw)
    reader.finish(1)
    if not reader.notes.has_begun:
        assert reader.typed == raw
