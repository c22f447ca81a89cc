"""Asking a terminal over a real pty: what is heard, how long is waited, and in what state the line is left."""

import os
import select
import termios
import tty
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from gridtui.core.time import elapsed_ms
from gridtui.term.asking import PATIENCE_MS, Heard, ask, patience_ms
from gridtui.term.probe import QUESTIONS, REPORTS
from gridtui.term.tty import RawLine
from tests.tools.terminal_model import TerminalModel


class Pair(NamedTuple):
    """Both ends of a pseudo-terminal."""

    terminal: int
    program: int

    def questions(self) -> bytes:
        """Return what the program wrote, once all questions are there."""
        asked = b""
        while len(asked) < len(QUESTIONS):
            assert select.select([self.terminal], [], [], 5)[0]
            asked += os.read(self.terminal, 4_096)
        return asked

    def answer(self, raw: bytes) -> None:
        """Send bytes to the program."""
        os.write(self.terminal, raw)


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Open a pseudo-terminal."""
    opened = Pair(*os.openpty())
    yield opened
    for descriptor in opened:
        os.close(descriptor)


def heard(pair: Pair, answers: bytes, wait_ms: int = 5_000) -> Heard:
    """Ask, answer, hear."""
    asked = ask(RawLine(pair.program), pair.program, pair.program)
    assert asked is not None
    assert pair.questions() == QUESTIONS
    if answers:
        pair.answer(answers)
    return asked.hear(wait_ms)


def test_a_terminal_that_answers_is_heard_at_once(pair: Pair) -> None:
    """The answers end the waiting, and their time is the round trip."""
    began_ms = elapsed_ms()
    found = heard(pair, TerminalModel().feed(QUESTIONS))
    assert elapsed_ms() - began_ms < 2_000
    assert found.answers is not None
    assert found.answers.identity == (0, 136, 0)
    assert found.answers.round_trip_ms is not None
    assert found.answers.round_trip_ms <= elapsed_ms() - began_ms
    assert (found.typed, found.open_questions) == (b"", None)


def test_a_silent_terminal_costs_the_patience_and_no_more(pair: Pair) -> None:
    """Nothing is waited for beyond the time-out, and what was typed is handed on."""
    began_ms = elapsed_ms()
    found = heard(pair, b"2\x1b[B", wait_ms=100)
    assert (found.answers, found.typed) == (None, b"2\x1b[B")
    assert found.open_questions is not None
    assert found.open_questions.missing_reports == REPORTS
    assert 100 <= elapsed_ms() - began_ms < 1_500


def test_a_terminal_that_stops_in_the_middle_is_not_waited_for(pair: Pair) -> None:
    """After an answer the next has a moment; then what came is what is known."""
    found = heard(pair, b"\x1b[5;25R\x1b[5;26R", wait_ms=100)
    assert found.answers is not None
    assert (found.answers.sample_cells, found.answers.repeat_cells) == (4, None)
    assert found.open_questions is not None
    assert found.open_questions.missing_reports == REPORTS - 2


def test_a_line_that_drops_ends_the_waiting() -> None:
    """A hang-up while the answers are awaited is no reason to wait."""
    pair = Pair(*os.openpty())
    asked = ask(RawLine(pair.program), pair.program, pair.program)
    assert asked is not None
    os.close(pair.terminal)
    began_ms = elapsed_ms()
    assert asked.hear(5_000).answers is None
    assert elapsed_ms() - began_ms < 2_000
    os.close(pair.program)


def test_what_is_no_terminal_is_not_asked() -> None:
    """A pipe gets no questions."""
    read_end, write_end = os.pipe()
    assert ask(RawLine(read_end), read_end, write_end) is None
    os.close(write_end)
    assert os.read(read_end, 10) == b""
    os.close(read_end)


def test_the_line_stays_raw_until_it_is_left(pair: Pair) -> None:
    """Between the answers and the first screen nothing typed is echoed or edited; then all is as it was found."""
    line = RawLine(pair.program)
    before = termios.tcgetattr(pair.program)
    asked = ask(line, pair.program, pair.program)
    assert asked is not None
    asked.hear(1)
    assert not termios.tcgetattr(pair.program)[tty.LFLAG] & (termios.ECHO | termios.ICANON)
    line.leave()
    assert termios.tcgetattr(pair.program) == before


def test_the_patience_depends_on_the_line_a_person_named() -> None:
    """A thin line is waited for longer, a fast one shorter."""
    assert patience_ms("fast") < patience_ms("slow") < patience_ms("auto") == PATIENCE_MS < patience_ms("thin")
