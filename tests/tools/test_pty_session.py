"""The test rig must be right itself: what it shows is what a terminal would show."""

import signal
import sys

import pytest

from tests.tools.pty_session import PtySession
from tests.tools.terminal_model import TerminalModel

ECHO = """
import os, sys, termios, tty
attributes = termios.tcgetattr(0)
tty.setraw(0)
os.write(1, b"ready\\r\\n")
while (read := os.read(0, 100)) != b"q":
    os.write(1, b"[" + read.hex().encode() + b"]")
"""


def test_typed_text_reaches_the_program_and_its_answer_the_screen() -> None:
    """Sent text arrives in the terminal's encoding and what comes back is on the screen."""
    with PtySession([sys.executable, "-c", ECHO]) as session:
        session.wait_for("ready")
        session.send("户")
        session.wait_for("[e688b7]")
        session.press("down")
        session.wait_for("[1b5b42]")
        session.send("q")
        assert session.wait_exit() == 0


def test_cursor_report_is_answered() -> None:
    """A program asking for the cursor gets the position a terminal would give."""
    script = "import os,tty; tty.setraw(0); os.write(1, b'\\x1b[5;7H\\x1b[6n'); print(os.read(0, 20).hex())"
    with PtySession([sys.executable, "-c", script]) as session:
        session.wait_for(b"\x1b[5;7R".hex())


def test_failure_shows_the_screen() -> None:
    """A wait that fails shows what stood on the screen."""
    with PtySession(["/bin/sh", "-c", "echo 住户; read line"]) as session:
        session.wait_for("住户")
        with pytest.raises(AssertionError, match=r"住户"):
            session.wait_for("走访", timeout=0.1)


def test_wait_ends_early_when_the_program_is_gone() -> None:
    """Waiting for a program that has ended fails at once, not after the timeout."""
    with PtySession(["/bin/sh", "-c", "exit 3"]) as session:
        with pytest.raises(AssertionError, match="住户"):
            session.wait_for("住户", timeout=60)
        assert session.wait_exit() == 3


def test_resize_reaches_the_program() -> None:
    """The kernel tells the program the new window size."""
    with PtySession(["/bin/sh", "-c", "echo ready; read line; stty size; read line"]) as session:
        session.wait_for("ready")
        session.resize(100, 30)
        session.send("\n")
        session.wait_for("30 100")


def test_hang_up_sends_sighup() -> None:
    """A dropped line ends a program that does nothing about it."""
    session = PtySession(["/bin/sh", "-c", "echo ready; exec sleep 30"])
    session.wait_for("ready")
    session.hang_up()
    assert session.wait_exit(2) == -signal.SIGHUP


def test_kill9_leaves_nothing_running() -> None:
    """A killed program is reaped."""
    session = PtySession(["/bin/sh", "-c", "trap '' HUP; echo ready; sleep 30; sleep 30"])
    session.wait_for("ready")
    session.kill9()
    assert session.close() == -signal.SIGKILL


def test_half_a_wide_character_does_not_survive() -> None:
    """Overwriting one half of a wide character blanks the other half."""
    terminal = TerminalModel((10, 2))
    terminal.feed("住户\x1b[1;2Hx".encode())
    assert terminal.rows()[0] == " x户"
    terminal.feed("\x1b[1;4H走".encode())
    assert terminal.rows()[0] == " x 走"


def test_alternate_screen_gives_the_main_screen_back() -> None:
    """Leaving the alternate screen shows what was there before."""
    terminal = TerminalModel((10, 2))
    terminal.feed(b"shell$\x1b[?1049h\x1b[Happ")
    assert terminal.rows()[0] == "app"
    terminal.feed(b"\x1b[?1049l")
    assert terminal.rows()[0] == "shell$"


@pytest.mark.parametrize(
    "output",
    [
        b"\x1b]0;title\x07",
        b"\x1b]0;title\x1b\\",
        b"\x1b[>1u",
        b"\x1b[<u",
        b"\x1b[?2026$p",
        b"\x1bP+q544e\x1b\\",
        b"\x1b(B",
    ],
)
def test_unprintable_sequences_print_nothing(output: bytes) -> None:
    """Sequences a terminal swallows leave no letters, however they are cut."""
    terminal = TerminalModel((10, 2))
    for cut in range(len(output)):
        terminal.feed(output[:cut])
        terminal.feed(output[cut:])
    assert terminal.rows() == ["", ""]


def test_repeat_and_scroll() -> None:
    """REP repeats the last character, SU moves rows up without the cursor."""
    terminal = TerminalModel((10, 3))
    terminal.feed(b"a\x1b[3b\r\nb\x1b[1S")
    assert terminal.rows() == ["b", "", ""]
    assert terminal.screen.cursor.y == 1


def test_gb18030_terminal_reads_gb18030() -> None:
    """A terminal set to GB18030 shows what is written in it, split anywhere."""
    terminal = TerminalModel((10, 1), encoding="gb18030")
    for byte in "住户".encode("gb18030"):
        terminal.feed(bytes([byte]))
    assert terminal.rows() == ["住户"]
