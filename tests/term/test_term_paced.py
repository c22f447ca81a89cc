"""The paced driver in a real pty: the newest screen, few bytes, nothing unasked, whatever the terminal does."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from gridtui.term import paced_app, seam
from gridtui.term.driver import PlainDriver
from gridtui.term.paced_driver import PacedDriver
from tests.tools.pty_session import PtySession

COMMAND = [sys.executable, str(Path(__file__).parent / "small_app.py")]
ENVIRONMENT = {"PYTHONPATH": str(Path(__file__).parents[2]), "SMALL_APP_DRIVER": "paced"}
QUESTION = b"\x1b[6n"


@pytest.fixture
def session() -> Iterator[PtySession]:
    """Start the small app in an 80x24 terminal."""
    with PtySession(COMMAND, ENVIRONMENT) as started:
        started.wait_for("size=80x24 in=field")
        started.settled()
        yield started


def sent_by(session: PtySession, *keys: str) -> bytes:
    """Press keys and return what that sent."""
    before = session.bytes_received
    session.press(*keys)
    session.settled()
    return bytes(session.received[before:])


def test_one_write_a_frame(session: PtySession) -> None:
    """What a key changes leaves as one write, though it is several updates of the compositor."""
    session.press("ctrl+o")
    session.wait_for("in=list")
    session.settled()
    writes = session.writes
    session.press("down")
    session.wait_for("key=down")
    session.settled()
    assert session.writes == writes + 1


def test_cursor_stands_where_the_app_says(session: PtySession) -> None:
    """After each frame the terminal's cursor is in the field, where an input method opens its candidates."""
    session.send("住户")
    session.wait_for("住户")
    session.settled()
    assert session.cursor == (1, 5)


def test_repaint_sends_everything_anew(session: PtySession) -> None:
    """Ctrl+L clears and paints the whole screen, with nothing but what the app wants."""
    sent = sent_by(session, "ctrl+l")
    assert b"\x1b[2J" in sent
    assert "small app 住户".encode() in sent


def test_another_window_of_the_same_size_is_painted_anew(session: PtySession) -> None:
    """Who reattaches has an empty screen; the signal of a window that changed nothing says so."""
    before = session.bytes_received
    os.kill(session.process.pid, signal.SIGWINCH)
    session.wait_until(lambda _: session.bytes_received > before, "a repaint")
    session.settled()
    sent = bytes(session.received[before:])
    assert b"\x1b[2J" in sent
    assert "small app 住户".encode() in sent


def test_resize_paints_anew_once(session: PtySession) -> None:
    """Of the screens a change of size makes Textual compose, one is sent."""
    before = session.bytes_received
    session.resize(100, 30)
    session.wait_for("size=100x30")
    session.settled()
    assert bytes(session.received[before:]).count(b"\x1b[2J") <= 2
    assert len(session.received) - before < 300


@pytest.mark.parametrize("size", [(1, 1), (2, 40), (500, 200)])
def test_any_size(session: PtySession, size: tuple[int, int]) -> None:
    """Windows of one cell and of a hundred thousand are survived, and the screen comes back."""
    session.resize(*size)
    session.settled(400)
    session.resize(80, 24)
    session.wait_for("size=80x24")
    assert session.screen()[0] == "small app 住户"


def test_stalled_terminal_gets_the_newest_screen(session: PtySession) -> None:
    """While the terminal reads nothing the app goes on; then it gets the last state, not all that were between."""
    session.press("ctrl+o")
    session.wait_for("in=list")
    session.settled()
    before = len(session.received)
    with session._changed:  # the thread that reads for the terminal waits for this
        for _ in range(200):
            session.press("down", "up", "pagedown")
        session.press("home")
    session.wait_for("key=home")
    session.settled()
    assert len(session.received) - before < 2_500


def test_mute_terminal_is_served() -> None:
    """A terminal that answers nothing shows the right screen at once, and later too."""
    with PtySession(COMMAND, ENVIRONMENT, profile="mute") as session:
        session.wait_for("size=80x24 in=field")
        session.send("住户")
        session.wait_for("住户", timeout=2)
        session.press("f10")
        assert session.wait_exit(2) == 0


def test_app_hears_when_its_frame_was_seen(session: PtySession) -> None:
    """A question is asked in the frame itself, and the app is told once the terminal has shown it."""
    sent = sent_by(session, "ctrl+o")
    assert QUESTION not in sent
    session.send(b"\x1b[18~")
    session.wait_for("key=seen")
    shown = bytes(session.received)
    assert shown.index(b"asked") < shown.rindex(QUESTION) < shown.index(b"seen")


def test_bell_leaves_the_screen_known(session: PtySession) -> None:
    """A bell costs its byte and no repaint."""
    assert sent_by(session, "ctrl+b") == b"\a"
    assert b"\x1b[2J" not in sent_by(session, "a")


def test_app_stopped_by_others_paints_anew(session: PtySession) -> None:
    """After SIGSTOP from outside and SIGCONT the app takes the terminal anew, whatever was written meanwhile."""
    os.kill(session.process.pid, signal.SIGSTOP)
    os.waitpid(session.process.pid, os.WUNTRACED)
    session.terminal.feed(b"\x1b[?1049l\x1b[10;5Hprompt")
    os.kill(session.process.pid, signal.SIGCONT)
    session.wait_for("small app 住户")
    session.wait_gone("prompt")
    session.send("后")
    session.wait_for("后")
    assert session.terminal.on_alternate_screen


def test_changed_seam_falls_back_to_the_plain_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where this Textual lacks a private name the plain driver is used, and which name it was is told."""
    assert paced_app.choose_driver() == paced_app.DriverChoice(PacedDriver, ())
    monkeypatch.setattr(seam, "CLASS_NAMES", (("textual.app", "App", "_displays"),))
    assert paced_app.choose_driver() == paced_app.DriverChoice(PlainDriver, ("textual.app.App._displays",))


def test_where_drivers_themselves_changed_textuals_own_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our plain driver leans on names of Textual's, too; without these nothing of ours stands between."""
    monkeypatch.setattr(seam, "INSTANCE_NAMES", (("textual.driver", "Driver", "_gone"),))
    assert paced_app.choose_driver() == paced_app.DriverChoice(LinuxDriver, ("textual.driver.Driver._gone",))


def test_another_way_to_display_passes_an_app_that_fell_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a parameter more, and no private name of the app left to read."""
    shown: list[object] = []
    monkeypatch.setattr(App, "_display", lambda _self, *given: shown.append(given))
    for fallen_back in (PlainDriver, LinuxDriver):
        app: paced_app.PacedApp[None] = paced_app.PacedApp(driver_class=fallen_back)
        for name in ("_driver", "_running", "_closed", "_batch_count"):
            vars(app).pop(name, None)
        app._display("screen", "renderable", "more")
    assert shown == [("screen", "renderable", "more")] * 2


@pytest.mark.parametrize(
    ("table", "entry", "told"),
    [
        ("INSTANCE_NAMES", ("textual.gone", "App", "x"), "textual.gone.App.x"),
        ("PARAMETERS", (("textual.app", "App", "_display", ("self", "x"))), "textual.app.App._display(self, x)"),
        ("CALLS", ("textual.app", "App", "_display", "paint"), "textual.app.App._display: paint"),
    ],
)
def test_every_kind_of_change_is_noticed(
    monkeypatch: pytest.MonkeyPatch, table: str, entry: tuple[object, ...], told: str
) -> None:
    """A module that is gone, other parameters, another way to draw: each is named."""
    monkeypatch.setattr(seam, table, (entry,))
    assert seam.missing_names() == (told,)
