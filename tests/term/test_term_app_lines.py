"""The real app on terminals that answer oddly, under a locale of C, and on lines that drop: nobody loses a record."""

import re
from pathlib import Path

import pytest

from gridtui.tui.app import LINE_LOST
from tests.tools.demo_desk import make_demo_office
from tests.tools.odd_terminals import LateSession, LyingSession, MuteSession, OddSession
from tests.tools.office_host import settled
from tests.tools.pty_session import PtySession
from tests.tools.storms import PATIENCE_SECONDS, WORDS, Storm
from tests.tools.thin_link import LinkedSession

VISITS = "SELECT count(*) FROM visit"
MORE_WORDS = "，下周再去"
BLOCKED_MS = 1_000


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the office that every session begins with."""
    return make_demo_office(tmp_path_factory.mktemp("demo") / "office")


def written_bytes(session: PtySession) -> int:
    """Return how many bytes the program's writes have taken so far, those of its files among them."""
    counts = Path(f"/proc/{session.process.pid}/io").read_text("ascii")
    return int(re.findall(r"wchar: (\d+)", counts)[0])


def fill_the_line(session: PtySession) -> None:
    """Stop reading and ask for repaints until one of them stays in the middle: nothing is written any more."""
    session._stop_reading()

    def is_blocked() -> bool:
        before = written_bytes(session)
        session.press("ctrl+l")
        try:
            settled(lambda: written_bytes(session) > before, "a frame", BLOCKED_MS)
        except AssertionError:
            return True
        return False

    settled(is_blocked, "a frame that is half written")


@pytest.mark.parametrize("kind", [MuteSession, LyingSession, LateSession])
def test_odd_answers(template: Path, tmp_path: Path, kind: type[OddSession]) -> None:
    """The app is served whatever the terminal answers; nothing of an answer is typed, not even ten seconds later."""
    with Storm(template, tmp_path, kind=kind) as storm:
        session = storm.session
        storm.to_list()
        storm.save_a_visit()
        storm.write_diary()
        if isinstance(session, LateSession):
            settled(lambda: session.late_answers > 1, "answers to the first questions and to a frame")
            session.send(MORE_WORDS)
            session.wait_for(WORDS + MORE_WORDS, PATIENCE_SECONDS)
        rows = storm.is_right()
        assert any(re.search(rf"{WORDS}({MORE_WORDS})?\s*$", row) for row in rows), session.dump()
        storm.leaves_no_trace()


def test_locale_of_c(template: Path, tmp_path: Path) -> None:
    """Under LC_ALL=C hanzi are shown, typed, found and saved."""
    with Storm(template, tmp_path, environment={"LC_ALL": "C", "LANG": "C"}) as storm:
        storm.to_list()
        storm.save_a_visit()
        storm.session.send("杨")
        storm.session.wait_for("杨琪丽", PATIENCE_SECONDS)
        storm.is_right()
        storm.leaves_no_trace()


def test_line_drops_in_mid_frame(template: Path, tmp_path: Path) -> None:
    """A line that drops while a frame is half written ends the app; the visit stays, and the draft comes back."""
    with Storm(template, tmp_path) as storm:
        session = storm.session
        storm.to_list()
        storm.save_a_visit()
        visits = storm.stored(VISITS)
        session.press("down")
        storm.write_diary()
        fill_the_line(session)
        session.hang_up()
        assert session.wait_exit(PATIENCE_SECONDS) == LINE_LOST
        assert storm.stored(VISITS) == visits
        assert storm.diaries(WORDS) == [WORDS]
    with Storm(template, tmp_path) as storm:
        storm.to_list()
        storm.session.press("down")
        storm.to_diary()
        storm.session.wait_for(WORDS, PATIENCE_SECONDS)
        storm.leaves_no_trace()


def test_drop_on_a_thin_link(template: Path, tmp_path: Path) -> None:
    """A line of 9,600 bit/s drops while a screen is on its way: the terminal has half of it, the store all."""
    with Storm(template, tmp_path, kind=LinkedSession, bits_per_second=9_600, round_trip_ms=600) as storm:
        session = storm.session
        storm.to_list()
        storm.write_diary()
        shown = session.screen()
        session.press("ctrl+l")
        settled(lambda: shown != session.screen(), "a repaint on its way")
        session.hang_up()
        assert session.wait_exit(PATIENCE_SECONDS) == LINE_LOST
        assert storm.diaries(WORDS) == [WORDS]
        storm.leaves_no_trace()
