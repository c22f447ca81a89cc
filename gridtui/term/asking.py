"""Asking a terminal what it is, on a line put into raw mode, while the program goes on starting.

    asked = ask(line)            # one write
    ...                          # import Textual meanwhile
    heard = asked.hear(1_200)    # what came, and what was typed meanwhile

The line stays raw, so that nothing typed is echoed, edited or eaten by flow control before the driver reads it; who
called ``ask`` calls ``line.leave()`` at the end.
"""

import os
import select
import threading
from typing import Literal, NamedTuple

from gridtui.core.time import elapsed_ms
from gridtui.term.capabilities import Answers
from gridtui.term.late import OpenQuestions
from gridtui.term.probe import QUESTIONS, AnswerReader
from gridtui.term.tty import RawLine

PATIENCE_MS = 1_200
"""How long the first answer may take: the longest round trip of the links in use, and half of that again."""

FIRST_SCREEN_WAIT_MS = 100
"""How long the first screen waits for answers where its encoding is known without them: a fast line's round trip."""

_PATIENCE_OF_LINK_MS = {"auto": PATIENCE_MS, "fast": 300, "slow": 600, "thin": 3_000}
_BETWEEN_ANSWERS_MS = 600
_READ_BYTES = 4_096


def patience_ms(link: Literal["auto", "fast", "slow", "thin"]) -> int:
    """Return how long to wait for the first answer on a line a person named; "auto" for one nobody did."""
    return _PATIENCE_OF_LINK_MS[link]


class Heard(NamedTuple):
    """What came: the answers, None for silence; the bytes typed meanwhile; the questions still open, if any."""

    answers: Answers | None
    typed: bytes
    open_questions: OpenQuestions | None


NOTHING_HEARD = Heard(None, b"", None)


class Asked:
    """Questions on their way to a terminal. A thread takes the answers, so that their time is their own."""

    def __init__(self, input_descriptor: int, output_descriptor: int) -> None:
        self._input = input_descriptor
        self._reader = AnswerReader()
        self._round_trip_ms: int | None = None
        self._changed = threading.Condition()
        self._wake_read, self._wake_write = os.pipe()
        self._has_ended = not _write_all(output_descriptor, QUESTIONS)
        self._asked_ms = self._answered_ms = elapsed_ms()
        self._thread = threading.Thread(target=self._listen, name="terminal-answers", daemon=True)
        self._thread.start()

    def hear(self, wait_ms: int = PATIENCE_MS) -> Heard:
        """Wait for the answers: at most ``wait_ms`` since the questions left for the first, a moment for each next.

        Nobody else may read the terminal before this has returned.
        """
        with self._changed:
            while not self._has_ended:
                until_ms = self._asked_ms + wait_ms
                if self._round_trip_ms is not None:
                    until_ms = max(until_ms, self._answered_ms + _BETWEEN_ANSWERS_MS)
                left_ms = until_ms - elapsed_ms()
                if left_ms <= 0:
                    break
                self._changed.wait(left_ms / 1_000)
        os.close(self._wake_write)
        self._thread.join()
        os.close(self._wake_read)
        answers = self._reader.finish(self._round_trip_ms)
        notes = self._reader.notes
        still_open = None if notes.is_complete else OpenQuestions(notes, self._asked_ms, self._round_trip_ms)
        return Heard(answers, self._reader.typed, still_open)

    def _listen(self) -> None:
        while not self._has_ended:
            ready, _, _ = select.select([self._input, self._wake_read], [], [])
            if self._wake_read in ready:
                return
            try:
                raw = os.read(self._input, _READ_BYTES)
            except OSError:
                raw = b""
            with self._changed:
                self._take(raw)
                self._changed.notify_all()

    def _take(self, raw: bytes) -> None:
        """Take what came; nothing says that the line is gone."""
        if self._reader.feed(raw):
            self._answered_ms = elapsed_ms()
            if self._round_trip_ms is None:
                self._round_trip_ms = self._answered_ms - self._asked_ms
        self._has_ended = self._reader.notes.is_complete or not raw


def ask(line: RawLine, input_descriptor: int = 0, output_descriptor: int = 1) -> Asked | None:
    """Put the line into raw mode and ask; None where there is no terminal to ask."""
    if not (os.isatty(input_descriptor) and os.isatty(output_descriptor)):
        return None
    line.enter()
    return Asked(input_descriptor, output_descriptor)


def _write_all(descriptor: int, raw: bytes) -> bool:
    """Write bytes; False when the line is gone."""
    try:
        while raw:
            raw = raw[os.write(descriptor, raw) :]
    except OSError:
        return False
    return True
