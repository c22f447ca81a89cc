"""Whole frames through a thread, text in the session's encoding, nothing ambiguous in width."""

import os
import threading

import pytest

from gridtui.term.encoding import encode
from gridtui.term.output import BACKLOG_LIMIT_BYTES, FrameWriter
from gridtui.term.plain import ambiguous_characters

PIPE_BYTES = 65_536


def test_every_byte_arrives_in_order() -> None:
    """Frames of any size arrive whole and in order."""
    reading, writing = os.pipe()
    writer = FrameWriter(writing, lambda: None)
    frames = [bytes([65 + index % 26]) * (index * 37) for index in range(200)]
    received = bytearray()

    def drain() -> None:
        while chunk := os.read(reading, 8_192):
            received.extend(chunk)

    drainer = threading.Thread(target=drain)
    drainer.start()
    for frame in frames:
        writer.write(frame)
    assert writer.finish(5)
    os.close(writing)
    drainer.join(5)
    os.close(reading)
    assert bytes(received) == b"".join(frames)
    assert writer.bytes_written == len(received)


def test_stalled_terminal_stops_the_app_only_briefly() -> None:
    """When nobody reads, a frame waits a moment for room and is then kept all the same."""
    reading, writing = os.pipe()
    writer = FrameWriter(writing, lambda: None)
    writer.write(b"x" * (BACKLOG_LIMIT_BYTES + PIPE_BYTES))
    writer.write(b"y" * BACKLOG_LIMIT_BYTES)
    writer.write(b"z")
    received = b""
    while not received.endswith(b"z"):
        received += os.read(reading, PIPE_BYTES)
    assert len(received) == 2 * BACKLOG_LIMIT_BYTES + PIPE_BYTES + 1
    writer.finish(5)
    os.close(writing)
    os.close(reading)


def test_frame_being_written_is_finished_when_the_others_are_dropped() -> None:
    """Leaving drops waiting frames, never half a frame."""
    reading, writing = os.pipe()
    writer = FrameWriter(writing, lambda: None)
    writer.write(b"a" * (2 * PIPE_BYTES))
    received = os.read(reading, 1)
    writer.write(b"b" * 5_000)
    writer.discard_waiting()
    writer.write(b"end")
    while not received.endswith(b"end"):
        received += os.read(reading, PIPE_BYTES)
    assert received == b"a" * (2 * PIPE_BYTES) + b"end"
    writer.finish(5)
    os.close(writing)
    os.close(reading)


def test_terminal_that_is_gone_is_told_once() -> None:
    """Writing to nobody tells once, and further frames go nowhere without an error."""
    reading, writing = os.pipe()
    told = threading.Event()
    count: list[None] = []

    def gone() -> None:
        count.append(None)
        told.set()

    writer = FrameWriter(writing, gone)
    os.close(reading)
    writer.write(b"x")
    assert told.wait(5)
    writer.write(b"y")
    assert not writer.finish(5)
    os.close(writing)
    assert len(count) == 1


@pytest.mark.parametrize(
    ("text", "encoding", "encoded"),
    [
        ("住户", "utf-8", "住户".encode()),
        ("住户", "gb18030", b"\xd7\xa1\xbb\xa7"),
        ("a\ud800b", "utf-8", b"a?b"),
        ("住\udfff户", "gb18030", b"\xd7\xa1?\xbb\xa7"),
    ],
)
def test_text_goes_out_in_the_sessions_encoding(text: str, encoding: str, encoded: bytes) -> None:
    """Output is encoded in the session's encoding and never raises."""
    assert encode(text, encoding) == encoded  # type: ignore[arg-type]  # drawn from the literal's values


@pytest.mark.parametrize("text", ["a…b", "→", "─", "①", "“", "×", "·", "●"])
def test_ambiguous_characters_are_found(text: str) -> None:
    """Lines, arrows, dots and curly quotes are found."""
    assert len(ambiguous_characters(text + text)) == 1


def test_ascii_and_hanzi_are_fine() -> None:
    """ASCII, hanzi and full-width punctuation have one width everywhere."""
    assert ambiguous_characters("Enter 办理，住户：（1）。「a」[x]") == ()
