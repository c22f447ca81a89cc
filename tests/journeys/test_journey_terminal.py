"""The office on terminals of every kind: those that answer, stay silent, are set to GBK, or are typed ahead of."""

import pytest

from gridtui.core.time import elapsed_ms
from gridtui.term.asking import PATIENCE_MS
from gridtui.term.probe import QUESTIONS
from tests.tools.clerk import program, surroundings
from tests.tools.office_host import WORKER, OfficeHost
from tests.tools.pty_session import PtySession
from tests.tools.terminal_model import Profile

pytestmark = pytest.mark.journey

TODAY, HOUSEHOLDS = "今日", "按走访顺序"
LEAVE = "1退出"


def opened(
    host: OfficeHost, *words: str, profile: Profile = "putty", encoding: str = "utf-8", **environment: str
) -> PtySession:
    """Start the office in a terminal, as the worker."""
    around = {**surroundings(host.office, host.home, WORKER), "TERM": "xterm", **environment}
    return PtySession(program(*words), around, profile=profile, encoding=encoding, cwd=host.home)


def leave(session: PtySession) -> None:
    """End the program by its own question, from an area or from Today."""
    for _step in range(3):
        session.settled()
        if any(LEAVE in row for row in session.screen()):
            break
        session.press("q")
    session.wait_for(LEAVE)
    session.press("1")
    assert session.wait_exit(20) == 0


def test_keys_typed_before_the_first_screen_are_done(host: OfficeHost) -> None:
    """What is typed while the program starts, and while the terminal is asked, is the first thing done."""
    with opened(host) as session:
        session.press("0", "2")
        session.wait_for(HOUSEHOLDS, 30)
        leave(session)


def test_a_gbk_terminal_is_right_from_the_first_screen(host: OfficeHost) -> None:
    """Before anybody typed a hanzi, the cursor has told that the terminal is set to GBK."""
    with opened(host, encoding="gb18030") as session:
        session.wait_for(TODAY, 30)
        assert bytes(session.received).count(b"\x1b[2J") == 1
        session.send("/刘")
        session.wait_for("刘")
        session.press("escape")
        leave(session)


def test_a_silent_terminal_costs_its_patience_and_gets_plain_frames(host: OfficeHost) -> None:
    """The questions are waited for once and not long; nothing it might not know is sent."""
    with opened(host, profile="mute") as session:
        session.wait_until(lambda _rows: QUESTIONS in session.received, "the questions", 30)
        asked_ms = elapsed_ms()
        session.press("0", "2")
        session.wait_for(HOUSEHOLDS, 30)
        assert elapsed_ms() - asked_ms < PATIENCE_MS + 5_000
        frames = bytes(session.received).replace(QUESTIONS, b"")
        assert b"X" not in {frames[at + 2 : at + 5].lstrip(b"0123456789")[:1] for at in places(frames, b"\x1b[")}
        leave(session)


def places(raw: bytes, part: bytes) -> list[int]:
    """Return where a part begins in bytes."""
    return [at for at in range(len(raw)) if raw.startswith(part, at)]


@pytest.mark.parametrize(
    "answers",
    [
        b"\x1b[5;25R\x1b[5;26R\x1b[5;30R\x1b[1;1R\x1b[>0;136;0c\x1b[?6c",
        b"\x1b[9;99R\x1b[1;1R\x1b[0;0R\x1b[7777;9999R\x1b[>9;9;9;9;9c\x1b[?99999999c",
        b"\x1b[?c\x1b[>c\x1b[;R\x1b[R\x1b[0n\x1b[c\x1b[1;R",
    ],
    ids=["right", "wrong", "rubbish"],
)
@pytest.mark.parametrize("is_late", [False, True])
def test_answers_that_come_late_or_wrong_type_nothing(host: OfficeHost, answers: bytes, is_late: bool) -> None:
    """Whatever comes for an answer, before or after the first screen, no key is pressed by it and keys work."""
    with opened(host, profile="mute") as session:
        session.wait_until(lambda _rows: QUESTIONS in session.received, "the questions", 30)
        if is_late:
            session.wait_for(TODAY, 30)
        session.send(answers)
        session.wait_for(TODAY, 30)
        session.settled(1_000)
        assert any(row.startswith(TODAY) for row in session.screen()), session.dump()
        session.press("0", "2")
        session.wait_for(HOUSEHOLDS, 30)
        leave(session)


def test_a_wrong_encoding_is_put_right_by_command(host: OfficeHost) -> None:
    """Typed blind, as the command is ASCII; the whole screen is sent again."""
    with opened(host) as session:
        session.wait_for(TODAY, 30)
        session.send(":encoding gb18030\r")
        session.wait_gone(TODAY)
        session.send(":encoding utf-8\r")
        session.wait_for(TODAY)
        session.wait_for("utf-8")
        leave(session)


def test_nothing_is_asked_where_a_person_said_so(host: OfficeHost) -> None:
    """The command line goes before the settings; no question is sent."""
    with opened(host, "--terminal", "probe=off", GRIDTUI_PROBE="on") as session:
        session.wait_for(TODAY, 30)
        assert QUESTIONS not in session.received
        leave(session)


def test_a_terminal_without_colours_gets_none(host: OfficeHost) -> None:
    """With NO_COLOR only bold and reverse are sent, and no greys in their stead."""
    with opened(host, NO_COLOR="1") as session:
        session.wait_for(TODAY, 30)
        session.press("0", "2")
        session.wait_for(HOUSEHOLDS, 30)
        session.settled()
        pens = [session.received[at:].split(b"m")[0] for at in places(bytes(session.received), b"\x1b[")]
        coloured = [pen for pen in pens if pen[2:3] in b"3 4 9".split() and pen[2:].replace(b";", b"").isdigit()]
        assert coloured == []
        leave(session)


def test_an_unknown_word_is_refused_before_anything_starts(host: OfficeHost) -> None:
    """A capability that does not exist, or a word it does not take, names those that do."""
    assert "ech" in host.run("--terminal", "echo=on", "due", account=WORKER, status=2).stderr
    assert "auto on off" in host.run("--terminal", "ech=maybe", "due", account=WORKER, status=2).stderr
