"""One line that says how far long work came and how long it will still take; silent where nobody watches."""

import sys
from typing import TextIO

from gridtui.core.time import elapsed_ms
from gridtui.locale import _

_REDRAW_MS = 200
_FIRST_ESTIMATE_MS = 500


class ProgressLine:
    """A line on a terminal that is written over; nothing is written to a pipe.

    ``label`` says what is counted. Call it as progress functions are called: (done, total).
    """

    def __init__(self, label: str, stream: TextIO | None = None) -> None:
        self._label = label
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty()
        self._started_ms = elapsed_ms()
        self._drawn_ms = 0
        self._width = 0

    def __call__(self, done: int, total: int) -> None:
        """Draw the line anew, a few times a second."""
        now_ms = elapsed_ms()
        if not self._shown or (now_ms - self._drawn_ms < _REDRAW_MS and done < total):
            return
        self._drawn_ms = now_ms
        text = progress_words(self._label, done, total, now_ms - self._started_ms)
        self._stream.write("\r" + text.ljust(self._width))
        self._stream.flush()
        self._width = len(text)

    def end(self) -> None:
        """Take the line away."""
        if self._width:
            self._stream.write("\r" + " " * (2 * self._width) + "\r")
            self._stream.flush()
            self._width = 0


def progress_words(label: str, done: int, total: int, spent_ms: int) -> str:
    """Return ``label 1,200 / 20,000``, with the seconds left once they can be told."""
    text = f"{label} {done:,} / {total:,}"
    if done <= 0 or spent_ms < _FIRST_ESTIMATE_MS or done >= total:
        return text
    seconds = -(-spent_ms * (total - done) // done // 1000)
    return _("{text}, {seconds} s left").format(text=text, seconds=seconds)
