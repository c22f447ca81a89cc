"""Answers of the terminal that come in the middle of something else: heard at once, and never typed into a form."""

import pytest

from gridtui.term.decoder import ESCAPE_WAIT_MS, InputDecoder
from gridtui.term.keys import CursorReport, DeviceReport, Key, Paste

Report = CursorReport | DeviceReport


@pytest.fixture
def decoder() -> InputDecoder:
    """Return a decoder of a terminal that was asked where its cursor is."""
    asked = InputDecoder()
    asked.expect_cursor_report(0)
    return asked


@pytest.mark.parametrize(
    ("raw", "report"),
    [
        (b"\x1b[1;2R", CursorReport(1, 2)),
        (b"\x1b[24;80R", CursorReport(24, 80)),
        (b"\x1b[?1;2c", DeviceReport("?", (1, 2))),
    ],
)
def test_in_a_paste(decoder: InputDecoder, raw: bytes, report: Report) -> None:
    """PuTTY pastes line by line and answers in between."""
    assert decoder.feed(b"\x1b[200~ab" + raw, 0) == [report]
    assert decoder.feed(b"cd\x1b[201~x", 0) == [Paste("abcd"), Key("x", "x")]


def test_a_report_that_was_copied(decoder: InputDecoder) -> None:
    """One more than was asked for is text like any other, less its control characters."""
    events = decoder.feed(b"\x1b[200~a\x1b[5;6R\x1b[24;80Rb\x1b[201~", 0)
    assert events == [CursorReport(5, 6), Paste("a[24;80Rb")]


def test_behind_the_f1_of_sco(decoder: InputDecoder) -> None:
    """ESC[M could begin a mouse report, whose bytes are never controls: no part of the answer is eaten or typed."""
    assert decoder.feed(b"\x1b[M\x1b[24;80R1", 0) == [CursorReport(24, 80), Key("1", "1")]


@pytest.mark.parametrize("begun", [b"\x1b", b"\x1b[", b"\x1bO", b"\x1b[1;5", b"\xe4\xbd"])
def test_behind_what_was_begun(decoder: InputDecoder, begun: bytes) -> None:
    """A key whose rest is on its way, or a person's Esc, holds no answer up."""
    assert CursorReport(24, 80) in decoder.feed(begun + b"\x1b[24;80R", ESCAPE_WAIT_MS - 1)
