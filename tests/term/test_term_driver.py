"""Both drivers in a real pty: what is typed arrives, noise does not kill, a dropped line ends the program."""

import os
import pty
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.term import seam
from gridtui.term.decoder import ESCAPE_WAIT_MS
from tests.tools.pty_session import PtySession

COMMAND = [sys.executable, str(Path(__file__).parent / "small_app.py")]
REPOSITORY = str(Path(__file__).parents[2])
HUNG_UP, TERMINATED = 70, 71
ENVIRONMENT = {"PYTHONPATH": REPOSITORY}


@pytest.fixture(params=["plain", "paced"])
def environment(request: pytest.FixtureRequest) -> dict[str, str]:
    """Name the driver under test to the small app."""
    return {**ENVIRONMENT, "SMALL_APP_DRIVER": str(request.param)}


@pytest.fixture
def session(environment: dict[str, str]) -> Iterator[PtySession]:
    """Start the small app in an 80x24 terminal."""
    with PtySession(COMMAND, environment) as started:
        started.wait_for("size=80x24 in=field")
        yield started


def leave_field(session: PtySession) -> None:
    """Leave the field, so that keys show by name."""
    session.press("ctrl+o")
    session.wait_for("in=list")


def test_seam_holds() -> None:
    """Every private name of Textual we lean on exists in the pinned version."""
    assert seam.missing_names() == ()
    import textual

    assert textual.__version__ == seam.PINNED_TEXTUAL


def test_typed_hanzi_arrive(session: PtySession) -> None:
    """Typed hanzi and ASCII stand in the field, and the cursor in its row, where an input method anchors."""
    session.send("a住户")
    session.wait_for("a住户")
    session.settled()
    assert session.cursor[0] == 1


def test_keys_have_their_names(session: PtySession) -> None:
    """Outside a field a key shows by name, full-width forms and Chinese punctuation by their ASCII key."""
    leave_field(session)
    for raw, name in ((b"\x1b[B", "down"), (b"\x1b[24~", "f12"), (b"\x1b[1;5C", "ctrl+right")):
        session.send(raw)
        session.wait_for(f"key={name}")
    for text, name in (("１", "1"), ("、", "slash"), ("住", "住"), ("v", "v")):
        session.send(text)
        session.wait_for(f"key={name} ")


def test_gbk_bytes_switch_the_session_both_ways() -> None:
    """A terminal set to GBK is found out by its first hanzi; input and output follow."""
    with PtySession(COMMAND, ENVIRONMENT, encoding="gb18030") as session:
        session.wait_for("size=80x24 in=field")
        session.send("住户")
        session.wait_for("code=gb18030")
        session.wait_for("small app 住户")
        session.send("走访")
        assert session.wait_for("住户走访")[1] == "住户走访"


def test_gbk_locale_starts_in_gbk() -> None:
    """A locale that names GBK starts the session in it."""
    environment = {**ENVIRONMENT, "LANG": "zh_CN.GBK"}
    with PtySession(COMMAND, environment, encoding="gb18030") as session:
        session.wait_for("small app 住户")


def test_byte_that_is_nothing_does_not_kill(session: PtySession) -> None:
    """0xFF, which ends stock Textual, shows as a replacement and nothing else happens."""
    session.send(b"\xffa")
    session.wait_for("\ufffda")
    session.press("f10")
    assert session.wait_exit() == 0


@pytest.mark.journey
def test_200_000_random_bytes_do_not_kill(session: PtySession) -> None:
    """After 200,000 random bytes Ctrl+L repaints and typing works."""
    leave_field(session)
    session.send(random.Random(8).randbytes(200_000))
    session.settled(quiet_ms=ESCAPE_WAIT_MS + 200, timeout=60)
    session.press("ctrl+o")
    session.wait_for("in=list", timeout=60)
    session.send(b"\x1b[19~")
    session.wait_for("in=field", timeout=60)
    session.send("1 alive")
    session.wait_for("1 alive", timeout=60)
    session.terminal.feed(b"\x1b[10;5Hspoilt")
    session.press("ctrl+l")
    session.wait_gone("spoilt")


def test_split_sequence_is_one_key(session: PtySession) -> None:
    """An arrow key cut after Esc by a slow link is an arrow key, not Esc and letters."""
    leave_field(session)
    session.send(b"\x1b")
    session.settled(quiet_ms=300)
    session.send(b"[")
    session.settled(quiet_ms=300)
    session.send(b"A")
    session.wait_for("key=up")


def test_escape_and_a_letter_are_two_keys(session: PtySession) -> None:
    """Esc then v is Esc and v; Esc alone arrives after the wait."""
    leave_field(session)
    session.send(b"\x1bv")
    session.wait_for("key=v ")
    session.send(b"\x1b")
    session.wait_for("key=escape")


def test_paste_arrives_as_text(session: PtySession) -> None:
    """A bracketed paste arrives whole: its newline is no Enter, its control characters are gone."""
    leave_field(session)
    session.send("\x1b[200~第一行\r第二行\x07\x1b[201~")
    session.wait_for("paste=2lines")
    assert "2004" in session.terminal.private_modes


def test_resize_storm_ends_with_the_right_screen(session: PtySession) -> None:
    """After many changes of size the screen is the last size's."""
    for step in range(60):
        session.resize(80 + step % 40, 20 + step % 11)
    session.resize(90, 26)
    session.wait_for("size=90x26")
    session.send("后")
    session.wait_for("后")
    assert session.screen()[0] == "small app 住户"


def test_repaint_repairs_a_spoilt_screen(session: PtySession) -> None:
    """Ctrl+L clears what line noise or wall left on the screen."""
    session.settled()
    session.terminal.feed(b"\x1b[10;5Hnoise\x1b[1;1Hnoise")
    session.press("ctrl+l")
    session.wait_gone("noise")
    session.wait_for("small app 住户")


def test_hang_up_ends_the_process_within_two_seconds(session: PtySession) -> None:
    """A dropped line ends the process in order, in the way the app decides."""
    session.hang_up()
    assert session.wait_exit(2) == HUNG_UP


def test_hang_up_that_sends_no_signal_ends_the_process() -> None:
    """A line that just returns end of file ends the process as well."""
    with PtySession(["/bin/sh", "-c", "trap '' HUP; exec \"$@\"", "sh", *COMMAND], ENVIRONMENT) as session:
        session.wait_for("size=80x24 in=field")
        session.hang_up()
        assert session.wait_exit(2) == HUNG_UP


def test_an_output_that_fails_alone_ends_the_process() -> None:
    """Nothing is said on the input, no signal comes: the write that fails is the line's loss."""
    keyboard, reading = pty.openpty()
    screen, writing = pty.openpty()
    started = subprocess.Popen(
        COMMAND,
        stdin=reading,
        stdout=writing,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **ENVIRONMENT, "TERM": "xterm"},
        start_new_session=True,
    )
    for ours in (reading, writing):
        os.close(ours)
    shown = b""
    while b"in=field" not in shown:
        shown += os.read(screen, 65_536)
    os.close(screen)
    os.write(keyboard, b"x")
    assert started.wait(10) == HUNG_UP
    os.close(keyboard)


def test_app_that_decides_nothing_ends_with_the_signals_number() -> None:
    """An app without terminal_lost exits with 128 + SIGHUP."""
    script = """
import os, sys
from gridtui.term.profile import prepare
prepare(os.environ)
from textual.app import App
from gridtui.term.driver import PlainDriver
class Silent(App[None]):
    def on_mount(self) -> None:
        self.title = "x"
app = Silent(driver_class=PlainDriver)
app.run(mouse=False)
sys.exit(app.return_code)
"""
    with PtySession([sys.executable, "-c", script], ENVIRONMENT) as session:
        session.wait_until(lambda _: session.terminal.on_alternate_screen, "the app's screen")
        session.settled()
        session.hang_up()
        assert session.wait_exit(2) == 128 + signal.SIGHUP


def test_suspended_app_gives_a_cooked_line_and_comes_back(session: PtySession) -> None:
    """While the terminal is lent to a shell it is as it was found; afterwards everything is painted anew."""
    session.send("前")
    session.wait_for("前")
    session.send(b"\x1b[20~")
    session.wait_for(" icanon")
    assert not session.terminal.on_alternate_screen
    session.send("\r")
    session.wait_for("small app 住户")
    session.send("后")
    session.wait_for("前后")


def test_terminate_gives_the_terminal_back(session: PtySession) -> None:
    """SIGTERM ends the app in order: main screen, no bracketed paste, line wrap on."""
    os.kill(session.process.pid, signal.SIGTERM)
    assert session.wait_exit(2) == TERMINATED
    assert not session.terminal.on_alternate_screen
    assert "2004" not in session.terminal.private_modes


def test_quit_gives_the_terminal_back(session: PtySession) -> None:
    """After the app the main screen is back and the last bytes are the ones that restore it."""
    session.press("f10")
    assert session.wait_exit() == 0
    assert bytes(session.received).endswith(b"\x1b[m\x1b[?7h\x1b[?2004l\x1b[?1049l")
    assert session.screen() == [""] * 24


def test_stop_and_continue_repaint(session: PtySession) -> None:
    """A stopped app gives the terminal back; continued, it paints everything anew and reads keys again."""
    session.send("前")
    session.wait_for("前")
    os.kill(session.process.pid, signal.SIGTSTP)
    session.wait_until(lambda _: not session.terminal.on_alternate_screen, "the main screen")
    _, status = os.waitpid(session.process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    os.kill(session.process.pid, signal.SIGCONT)
    session.wait_for("small app 住户")
    session.send("后")
    session.wait_for("前后")


def test_nothing_else_is_asked_of_the_terminal(session: PtySession, environment: dict[str, str]) -> None:
    """No mouse, focus or kitty mode, no query but for the cursor by the paced driver, no system command is sent."""
    session.send("走访")
    session.press("tab", "ctrl+l", "f10")
    session.wait_exit()
    sent = bytes(session.received)
    for forbidden in (
        b"\x1b]",
        b"?1000",
        b"?1003",
        b"?1004",
        b"?1006",
        b"$p",
        b"\x1b[>",
        b"\x1b[<u",
        b"?2026",
    ):
        assert forbidden not in sent
    assert (b"\x1b[6n" in sent) is (environment["SMALL_APP_DRIVER"] == "paced")


def test_title_is_sent_once() -> None:
    """A title is the one operating system command, sent once."""
    with PtySession(COMMAND, {**ENVIRONMENT, "SMALL_APP_TITLE": "gridtui\x07"}) as session:
        session.wait_for("size=80x24 in=field")
        session.press("ctrl+l", "f10")
        session.wait_exit()
        assert bytes(session.received).count(b"\x1b]") == 1
        assert b"\x1b]0;gridtui\x07" in session.received


def test_idle_sends_nothing(session: PtySession) -> None:
    """With a field focused and nobody typing, not one byte is sent."""
    session.settled(quiet_ms=400)
    before = session.bytes_received
    session.settled(quiet_ms=1500)
    assert session.bytes_received == before


def test_program_without_a_terminal_ends() -> None:
    """With its input at an end the app ends instead of waiting for ever."""
    ended = subprocess.run(
        COMMAND,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=10,
        check=False,
        env={**os.environ, **ENVIRONMENT},
    )
    assert ended.returncode == HUNG_UP
