"""The first screen does not wait for a thin line's answers, and what they say is made use of when they come."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gridtui.core.time import elapsed_ms
from gridtui.term.asking import patience_ms
from gridtui.term.capabilities import Answers
from gridtui.term.keys import CursorReport, DeviceReport
from gridtui.term.late import OpenQuestions
from gridtui.term.probe import QUESTIONS, AnswerNotes
from tests.tools.demo_desk import STARTED, desk_command, desk_environment, make_demo_office
from tests.tools.pty_session import PtySession
from tests.tools.thin_link import LinkedSession

LONG_TRIP_MS = 4_000
"""Longer than the program takes to its first screen on a machine whose cores are busy."""

_CLEAR = b"\x1b[2J"
_RULE_REPEATED = b"-\x1b[78b"
_RULE_SPELLED = b"-" * 79


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an office that is only read."""
    return make_demo_office(tmp_path_factory.mktemp("late") / "office")


@contextmanager
def far_away(
    office: Path, *, encoding: str = "utf-8", round_trip_ms: int = LONG_TRIP_MS, **environment: str
) -> Iterator[LinkedSession]:
    """Open the app for a terminal at the end of a long line."""
    with LinkedSession(
        desk_command(office),
        desk_environment(**environment),
        encoding=encoding,
        bits_per_second=1_000_000,
        round_trip_ms=round_trip_ms,
    ) as session:
        yield session


def has_sent(session: PtySession, text: str) -> bool:
    """Tell whether the program has sent a text, which need not have arrived."""
    return text.encode() in session.received


def test_what_is_answered_late_is_put_with_what_was_answered_before() -> None:
    """Reports are the questions' as long as one of them is open; the round trip is that of the first answer."""
    notes = AnswerNotes()
    notes.take_place(5, 25)
    questions = OpenQuestions(notes, 1_000, 400)
    reports = (CursorReport(5, 26), CursorReport(5, 30), CursorReport(1, 1), DeviceReport(">", (0, 136, 0)))
    assert [questions.take(each, 3_000) for each in reports] == [True] * 4
    assert not questions.take(CursorReport(7, 7), 3_000)
    assert questions.take(DeviceReport("?", (6,)), 3_000)
    assert not questions.take(DeviceReport("?", (6,)), 3_000)
    assert questions.answers == Answers(
        round_trip_ms=400,
        sample_cells=4,
        ambiguous_cells=1,
        repeat_cells=4,
        has_region=True,
        attributes=(6,),
        identity=(0, 136, 0),
    )


def test_silence_until_the_first_late_answer() -> None:
    """Nothing is known before it, and it tells the round trip."""
    questions = OpenQuestions(AnswerNotes(), 1_000)
    assert (questions.has_begun, questions.answers) == (False, None)
    assert questions.take(CursorReport(5, 25), 2_500)
    assert questions.answers == Answers(round_trip_ms=1_500, sample_cells=4)


def test_the_first_screen_leaves_before_the_answers(office: Path) -> None:
    """It uses no sequence that has to prove itself; once the answers are there, the next ones do."""
    with far_away(office) as session:
        begun_ms = elapsed_ms()
        session.wait_until(lambda _rows: QUESTIONS in session.received, "the questions", 30)
        session.wait_until(lambda _rows: has_sent(session, STARTED), "the first screen", LONG_TRIP_MS / 1_000)
        assert elapsed_ms() - begun_ms < LONG_TRIP_MS
        assert (_RULE_SPELLED in session.received, _RULE_REPEATED in session.received) == (True, False)
        session.wait_for(STARTED)
        session.press("ctrl+l")  # behind the answers
        session.wait_until(lambda _rows: _RULE_REPEATED in session.received, "REP in a repaint", 30)


def test_row_1_is_on_the_first_screen(office: Path) -> None:
    """A second frame would have to wait until the first was answered."""
    with far_away(office) as session:
        session.wait_until(lambda _rows: has_sent(session, STARTED), "the first screen", 30)
        begun = session.received.index(_CLEAR)
        assert "未传".encode() in session.received[begun : session.received.index(_RULE_SPELLED)]


def test_a_gbk_terminal_is_waited_for_where_the_locale_says_nothing(office: Path) -> None:
    """The first screen is the right one, as no other was sent before."""
    with far_away(office, encoding="gb18030", round_trip_ms=600, LANG="C") as session:
        session.wait_for(STARTED, 30)
        assert session.received.count(_CLEAR) == 1


def test_a_gbk_terminal_in_a_utf_8_locale_is_right_after_its_answer(office: Path) -> None:
    """Everything is sent again in the encoding the cursor told."""
    with far_away(office, encoding="gb18030", round_trip_ms=1_000, LANG="zh_CN.UTF-8") as session:
        session.wait_for(STARTED, 30)
        assert session.received.count(_CLEAR) == 2
        session.send("/刘")
        session.wait_for("刘")


def test_a_silent_terminal_is_not_paced(office: Path) -> None:
    """Who has answered nothing when patience ends gets the next frame then, not five seconds after the first."""
    with PtySession(desk_command(office), desk_environment(), profile="mute") as session:
        session.wait_for(STARTED, 30)
        session.press("0", "2")
        begun_ms = elapsed_ms()
        session.wait_for("按走访顺序", 30)
        assert elapsed_ms() - begun_ms < patience_ms("auto") + 2_000
