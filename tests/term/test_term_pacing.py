"""Pacing over a simulated thin link: soon the right screen, never an old one, whatever the terminal answers."""

import random

import pytest

from gridtui.term.cell_model import BLANK, CellModel, cells_of
from gridtui.term.pacing import ASK_AFTER_BYTES, PATIENCE_MS, SILENT_ASK_MS, SILENT_INTERVAL_MS, Pacer
from gridtui.term.pen import PLAIN, REVERSE
from tests.tools.simulated_link import Answering, SimulatedLink, at_once

ROUND_TRIP_MS = 600
HOLD_STARTS_MS, HOLD_LASTS_MS = 30_000, 3_000
PAGE_ROWS = 18
NAMES = ("张建国", "王秀英", "李伟", "赵芳", "陈建军")


class PersonList:
    """A full screen of people, the chosen one in reverse, in pages: a heavier list than the program's own."""

    def __init__(self) -> None:
        self.model = CellModel(80, 24)
        self.chosen = 0

    def paint(self) -> tuple[int, int]:
        """Paint the page and return the cursor."""
        first = self.chosen - self.chosen % PAGE_ROWS
        self.model.put(0, 0, cells_of("文昌街道 李秀英 (网格员)", PLAIN))
        for row in range(PAGE_ROWS):
            number = first + row
            door = f"文昌街道{number % 31 + 1}号楼{number % 6 + 1}单元"
            text = f"{number:5d} {NAMES[number % 5]} {door} 10{number * 7919:09d}"
            self.model.put(2 + row, 0, cells_of(BLANK * 79, PLAIN))
            self.model.put(2 + row, 0, cells_of(text, REVERSE if number == self.chosen else PLAIN))
        self.model.put(22, 0, cells_of(f"{self.chosen + 1:3d}/200", PLAIN))
        return 2 + self.chosen - first, 0

    def move_down(self) -> tuple[int, int]:
        """Choose the next one."""
        self.chosen += 1
        return self.paint()


def hold_down(
    bits_per_second: float, presses: int = 45, *, unrest_ms: int = 0, answering: Answering = at_once
) -> SimulatedLink:
    """Open the list, then hold a key for three seconds."""
    listed, unrest = PersonList(), random.Random(presses)
    link = SimulatedLink(
        listed.model,
        bits_per_second=bits_per_second,
        round_trip_ms=ROUND_TRIP_MS,
        unrest_ms=lambda: unrest.randrange(unrest_ms + 1),
        answering=answering,
    )
    link.press(10, listed.paint)
    for press in range(presses):
        link.press(HOLD_STARTS_MS + press * HOLD_LASTS_MS // presses, listed.move_down)
    link.run()
    return link


def right_after_ms(link: SimulatedLink) -> int:
    """Return how long after the key was released the screen was right."""
    first = next(at_ms for at_ms, state in link.shown if state == link.state)
    return first - HOLD_STARTS_MS - HOLD_LASTS_MS


@pytest.mark.parametrize(("bits_per_second", "limit_ms"), [(2_400, 8_000), (9_600, 2_000), (64_000, 800)])
@pytest.mark.parametrize("unrest_ms", [0, 100])
def test_held_key(bits_per_second: int, limit_ms: int, unrest_ms: int) -> None:
    """A key held for three seconds at a round trip of 600 ms: soon after its release the screen is right.

    For any number of repeats, so that the list may have turned its page at the last of them. At 64 kbit/s nothing
    is left of the pacing but the line itself.
    """
    worst_ms = max(
        right_after_ms(hold_down(bits_per_second, presses, unrest_ms=unrest_ms)) for presses in range(36, 57, 4)
    )
    assert worst_ms <= limit_ms


def test_line_is_measured() -> None:
    """Round trip and rate are learnt from the answers."""
    pacer = hold_down(9_600).pacer
    assert pacer.round_trip_ms == pytest.approx(ROUND_TRIP_MS, abs=40)
    assert pacer.bytes_per_second == pytest.approx(1_200, rel=0.1)


def test_line_is_used() -> None:
    """While the key is held frames keep coming: the pacing does not leave the line idle."""
    link = hold_down(9_600)
    during = [at_ms for at_ms, _ in link.shown if HOLD_STARTS_MS + 500 < at_ms < HOLD_STARTS_MS + HOLD_LASTS_MS]
    assert len(during) >= 5


def test_only_the_newest_state_is_sent() -> None:
    """States that were overtaken cost nothing: fewer frames than keys, each newer than the one before."""
    link = hold_down(9_600)
    states = [state for _, state in link.shown]
    assert len(link.frames) < 30
    assert states == sorted(set(states))


def never(_arrived_ms: int, _place: tuple[int, int]) -> None:
    """Answer nothing."""


def wrongly(arrived_ms: int, _place: tuple[int, int]) -> tuple[int, tuple[int, int]]:
    """Answer at once, but with a place where the cursor is not."""
    return arrived_ms, (1, 77)


def after_ten_seconds(arrived_ms: int, place: tuple[int, int]) -> tuple[int, tuple[int, int]]:
    """Answer rightly, but late."""
    return arrived_ms + 10_000, place


@pytest.mark.parametrize("answering", [never, wrongly, after_ten_seconds])
def test_odd_terminals_see_the_right_screen(answering: Answering) -> None:
    """A terminal that never answers, answers wrongly or late gets the newest frame, at the pace of a fast line."""
    link = hold_down(1_000_000, answering=answering)
    assert right_after_ms(link) <= 1_000


def test_silent_terminal_is_not_paced() -> None:
    """One that answered nothing for the time of patience gets a frame per interval, and a question now and then."""
    pacer = Pacer()
    pacer.sent(500, 0, (1, 1))
    assert pacer.wait_ms(10) > PATIENCE_MS - 100
    assert pacer.wait_ms(PATIENCE_MS) == 0
    pacer.sent(900, PATIENCE_MS)
    assert pacer.wait_ms(PATIENCE_MS + 30) == SILENT_INTERVAL_MS - 30
    assert pacer.wait_ms(PATIENCE_MS + SILENT_INTERVAL_MS) == 0
    assert not pacer.wants_answer(900, PATIENCE_MS + SILENT_INTERVAL_MS)
    assert pacer.wants_answer(1, SILENT_ASK_MS)


def test_terminal_known_to_be_silent_is_not_waited_for() -> None:
    """What it left unanswered before the start is not waited for again; an answer after all ends the silence."""
    pacer = Pacer()
    pacer.sent(7, 0, (1, 1))
    pacer.presume_silent(0)
    pacer.sent(2_000, 10)
    assert pacer.wait_ms(10) == SILENT_INTERVAL_MS
    assert pacer.settled_number == 1
    assert pacer.reported(1, 1, 2_500)
    assert not pacer.is_silent


def test_late_answer_ends_the_silence() -> None:
    """When a silent terminal answers after all, it is paced, with the round trip it has."""
    pacer = Pacer()
    pacer.sent(30, 0, (1, 1))
    pacer.expire(PATIENCE_MS)
    silence = [pacer.is_silent]
    assert pacer.reported(1, 1, 10_000)
    assert [*silence, pacer.is_silent] == [True, False]
    assert pacer.round_trip_ms == 10_000


def test_unasked_answer_is_ignored() -> None:
    """A report nobody asked for, or for another place, acknowledges nothing."""
    pacer = Pacer()
    assert not pacer.reported(1, 1, 0)
    pacer.sent(30, 0, (5, 9))
    assert not pacer.reported(1, 2, 100)
    assert pacer.settled_number == 0
    assert pacer.reported(5, 9, 600)
    assert (pacer.settled_number, pacer.round_trip_ms) == (1, 600)
    assert not pacer.reported(5, 9, 601)


def test_what_came_before_a_question_does_not_answer_it() -> None:
    """It was read earlier than the question left and waited for its turn; no round trip is less than nothing."""
    pacer = Pacer()
    pacer.sent(30, 1_000, (5, 9))
    assert not pacer.reported(5, 9, 949)
    assert (pacer.settled_number, pacer.round_trip_ms) == (0, None)
    assert pacer.reported(5, 9, 1_600)
    assert pacer.round_trip_ms == 600


def test_terminal_that_is_always_wrong_is_believed() -> None:
    """Where no answer ever names the right place, places are not compared any more."""
    pacer = Pacer()
    answered = []
    for at_ms in range(0, 40_000, 1_000):
        pacer.sent(300, at_ms, (5, 9))
        answered.append(pacer.reported(7, 7, at_ms + 50))
    assert not any(answered[:2])
    assert all(answered[3:])


def test_answers_acknowledge_all_before() -> None:
    """An answer settles its question and those before it; what left later is still out."""
    pacer = Pacer()
    pacer.sent(30, 0, (1, 1))
    pacer.sent(300, 5, (2, 1))
    pacer.sent(300, 9, (3, 1))
    assert pacer.reported(2, 1, 900)
    assert pacer.settled_number == 2
    assert pacer.reported(3, 1, 1_100)
    assert pacer.settled_number == 3


def answered_pacer() -> Pacer:
    """Return the pacer of a line of 1,000 bytes a second and a round trip of 600 ms, everything acknowledged."""
    pacer = Pacer()
    pacer.sent(30, 0, (1, 1))
    pacer.reported(1, 1, 600)
    pacer.sent(1_000, 1_000, (1, 1))
    pacer.reported(1, 1, 2_600)
    return pacer


def test_small_frames_do_not_ask() -> None:
    """A typed character asks for nothing; about 200 bytes do."""
    pacer = answered_pacer()
    asked = []
    for at_ms in range(3_000, 8_000, 100):
        asked.append(pacer.wants_answer(10, at_ms))
        pacer.sent(10, at_ms, (1, 1) if asked[-1] else None)
        if asked[-1]:
            pacer.reported(1, 1, at_ms + 50)
    assert asked.index(True) == ASK_AFTER_BYTES // 10 - 1
    assert sum(asked) == 2


def test_round_trip_is_measured_again() -> None:
    """After a while a small frame asks as well, so that a changed route is noticed."""
    pacer = answered_pacer()
    assert not pacer.wants_answer(10, 20_000)
    assert pacer.wants_answer(10, 40_000)


def test_next_frame_waits_until_the_line_runs_dry() -> None:
    """After a frame of a second's length the next one leaves a moment before that second is over."""
    pacer = answered_pacer()
    assert pacer.bytes_per_second == pytest.approx(1_000)
    pacer.sent(1_000, 5_000, (1, 1))
    assert 900 <= pacer.wait_ms(5_000) < 1_000
    assert pacer.wait_ms(5_990) == 0


def test_late_answer_stops_the_line() -> None:
    """When an answer is overdue the line is slower than thought: nothing leaves until it comes."""
    pacer = answered_pacer()
    pacer.sent(500, 5_000, (1, 1))
    assert pacer.wait_ms(5_600) == 0
    assert pacer.wait_ms(6_600) > 1_000
    pacer.reported(1, 1, 7_600)
    assert pacer.wait_ms(7_600) == 0
    rate = pacer.bytes_per_second
    assert rate is not None
    assert rate < 800


def test_lost_answer_costs_five_seconds() -> None:
    """An answer that never comes is given up; the terminal stays paced, since it answered before."""
    pacer = answered_pacer()
    pacer.sent(500, 5_000, (1, 1))
    assert pacer.wait_ms(6_600) > 0
    assert pacer.wait_ms(6_100 + PATIENCE_MS) == 0
    assert not pacer.is_silent
    assert pacer.settled_number == 3


def test_renewed_terminal_is_asked_again() -> None:
    """After a repaint a silent terminal has a new chance."""
    pacer = Pacer()
    pacer.sent(30, 0, (1, 1))
    pacer.expire(PATIENCE_MS)
    pacer.renew(6_000)
    assert not pacer.is_silent
    assert pacer.wants_answer(300, 6_000)
    assert pacer.wait_ms(6_000) == 0
