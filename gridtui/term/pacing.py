"""When the next frame may leave: a model of the line, corrected by what the terminal acknowledges. Pure.

Behind sshd a pty never seems full, so whoever writes as fast as he can shows a picture that is minutes old. Here a
frame leaves when the line is about to run dry, so that what is sent is always the newest state. Once about 200 bytes
are out, a frame ends in the question ``ESC[6n``; the terminal answers it after it drew what came before. Two numbers
describe the line: the round trip of a small frame, and the bytes it carries in a second, both measured. While an
answer is late the model is wrong and nothing leaves, five seconds at most. A terminal that never answers is not
paced: one frame per SILENT_INTERVAL_MS, and a question now and then in case it answers after all.

Time is passed in: all times are milliseconds of one clock that does not go back. A place is (row, column) as the
terminal reports it, from 1.
"""

from collections import deque
from math import ceil

import msgspec

ASK_AFTER_BYTES = 200
"""Unacknowledged bytes after which a frame asks for an answer."""

PATIENCE_MS = 5_000
"""How long an answer may be late before the next frame leaves without it."""

SILENT_INTERVAL_MS = 100
"""The least time between two frames for a terminal that does not answer."""

SILENT_ASK_MS = 30_000
"""How often such a terminal is asked again."""

_FIRST_WINDOW_BYTES = 400  # what may be out while nothing is known about the line
_BACKLOG_MS = 40  # the line is about to run dry: the next frame is on its way when it does
_LATE_MS = 300  # answers come with some unrest
_SMALL_BYTES = 64
_RATE_SAMPLE_BYTES = 100
_BURST_MS = 20
_ROUND_TRIPS_KEPT = 4
_ROUND_TRIP_STALE_MS = 30_000
_RATES_KEPT = 8
_GIVEN_UP_KEPT = 8
_STRANGE_ANSWERS = 2
_PLAUSIBLE_PART = 0.8  # of the round trip: an answer that comes sooner is one to an earlier question

Place = tuple[int, int]


class Question(msgspec.Struct):
    """An ``ESC[6n`` that was sent: its number from 1, when, where the cursor stood, when the answer is expected.

    ``size_bytes`` are those sent since the question before. ``is_lone`` when hardly anything was in its way, so that
    its answer tells the round trip.
    """

    number: int
    asked_ms: int
    place: Place
    size_bytes: int
    is_lone: bool
    expected_ms: float = 0.0


class _Sent(msgspec.Struct):
    """A frame on its way."""

    at_ms: int
    size_bytes: int
    question: Question | None


class Pacer:
    """Decides for one line; ``sent`` and ``reported`` tell it what happened.

    ``settled_number`` is the last question that was answered or given up. ``is_silent`` while the terminal is taken
    for one that does not answer.
    """

    def __init__(self) -> None:
        self.settled_number = 0
        self.is_silent = False
        self._last_number = 0
        self._last_sent_ms: int | None = None
        self._last_asked_ms = 0
        self._last_answer_ms = 0
        self._free_ms = 0.0
        self._on_the_way: deque[_Sent] = deque()
        self._given_up: deque[Question] = deque(maxlen=_GIVEN_UP_KEPT)
        self._round_trips_ms: deque[int] = deque(maxlen=_ROUND_TRIPS_KEPT)
        self._round_trip_measured_ms = 0
        self._rates: deque[tuple[int, float]] = deque(maxlen=_RATES_KEPT)
        self._compares_places = True
        self._strange_answers = 0

    # -- what is known

    @property
    def round_trip_ms(self) -> int | None:
        """The round trip of a small frame; None while nothing was answered."""
        return min(self._round_trips_ms, default=None)

    @property
    def bytes_per_second(self) -> float | None:
        """What the line carries; None while that is not known."""
        if not self._rates:
            return None
        return 1_000 * sum(size for size, _ in self._rates) / max(1.0, sum(took_ms for _, took_ms in self._rates))

    @property
    def deadline_ms(self) -> float | None:
        """When the oldest open question is given up; None while none is open."""
        oldest = self._oldest_question
        return None if oldest is None else oldest.expected_ms + PATIENCE_MS

    # -- what to do

    def wait_ms(self, now_ms: int) -> int:
        """Return how long the next frame has to wait at least, as far as is known; 0 when it may leave now."""
        self.expire(now_ms)
        if self.is_silent:
            return 0 if self._last_sent_ms is None else max(0, self._last_sent_ms + SILENT_INTERVAL_MS - now_ms)
        oldest = self._oldest_question
        if oldest is not None:
            is_late = bool(self._round_trips_ms) and now_ms > oldest.expected_ms + self._tolerance_ms
            is_guess = not self._rates and sum(each.size_bytes for each in self._on_the_way) >= _FIRST_WINDOW_BYTES
            if is_late or is_guess:
                return max(1, ceil(oldest.expected_ms + PATIENCE_MS - now_ms))
        return max(0, ceil(self._free_ms - _BACKLOG_MS - now_ms))

    def wants_answer(self, size_bytes: int, now_ms: int) -> bool:
        """Tell whether a frame of this size, sent now, should end in a question."""
        if self.is_silent:
            return now_ms - self._last_asked_ms >= SILENT_ASK_MS
        if self._last_number == 0 or self._unasked_bytes + size_bytes >= ASK_AFTER_BYTES:
            return True
        is_stale = now_ms - self._round_trip_measured_ms >= _ROUND_TRIP_STALE_MS
        return is_stale and self._is_lone(size_bytes, now_ms) and self._oldest_question is None

    def expire(self, now_ms: int) -> None:
        """Give up the questions whose answer is overdue; who answers nothing, or twice in a row not, is silent."""
        deadline_ms = self.deadline_ms
        if deadline_ms is None or now_ms < deadline_ms:
            return
        self.is_silent = self.is_silent or not self._round_trips_ms or bool(self._given_up)
        self._give_up(now_ms)

    def presume_silent(self, now_ms: int) -> None:
        """Give up what is open and wait for no answer until one comes: earlier questions were left unanswered."""
        self.is_silent = True
        self._give_up(now_ms)

    def renew(self, now_ms: int) -> None:
        """Forget what is on its way and ask again: the terminal was cleared, or is another one."""
        self.is_silent = False
        self._given_up.clear()
        self._clear(now_ms)

    # -- what happened

    def sent(self, size_bytes: int, now_ms: int, place: Place | None = None) -> int:
        """Note a frame that left; ``place`` is the cursor's when it ends in a question. Return the last number."""
        question = None
        if place is not None:
            self._last_number += 1
            self._last_asked_ms = now_ms
            is_lone = self._is_lone(size_bytes, now_ms)
            question = Question(self._last_number, now_ms, place, self._unasked_bytes + size_bytes, is_lone)
        self._last_sent_ms = now_ms
        frame = _Sent(now_ms, size_bytes, question)
        self._load(frame)
        if question is not None or not self.is_silent:
            self._on_the_way.append(frame)
        return self._last_number

    def reported(self, row: int, column: int, now_ms: int) -> bool:
        """Note an answer; False when it answers no question and is ignored."""
        question = self._answered((row, column), now_ms)
        if question is None:
            return False
        self.is_silent = False
        round_trip_ms = now_ms - question.asked_ms
        if question.is_lone or self.round_trip_ms is None or round_trip_ms < self.round_trip_ms:
            self._round_trips_ms.append(round_trip_ms)
            self._round_trip_measured_ms = now_ms
        self._measure(question, now_ms)
        if question.number > self.settled_number:
            self.settled_number = question.number
            while self._on_the_way.popleft().question is not question:
                pass
        self._given_up.clear()
        self._last_answer_ms = now_ms
        self._free_ms = now_ms - (self.round_trip_ms or 0)
        for frame in self._on_the_way:
            self._load(frame)
        return True

    def _answered(self, place: Place, now_ms: int) -> Question | None:
        """Return the question an answer belongs to; who always answers strangely is believed in the end.

        What came before a question was asked answers another: it was read and waited for its turn meanwhile.
        """
        least_ms = (self.round_trip_ms or 0) * _PLAUSIBLE_PART
        questions = [each.question for each in self._on_the_way if each.question is not None]
        open_questions = [each for each in questions if each.asked_ms <= now_ms]
        asked = [each for each in open_questions if now_ms - each.asked_ms >= least_ms]
        asked += [each for each in [*self._given_up, *open_questions] if each not in asked]
        fitting = [each for each in asked if each.place == place or not self._compares_places]
        if fitting:
            self._strange_answers = 0
            return fitting[0]
        if asked:
            self._strange_answers += 1
            self._compares_places = self._strange_answers <= _STRANGE_ANSWERS
        return None

    # -- the line

    @property
    def _tolerance_ms(self) -> float:
        return max(_LATE_MS, (self.round_trip_ms or 0) / 2)

    @property
    def _oldest_question(self) -> Question | None:
        return next((each.question for each in self._on_the_way if each.question is not None), None)

    @property
    def _unasked_bytes(self) -> int:
        size_bytes = 0
        for each in reversed(self._on_the_way):
            if each.question is not None:
                break
            size_bytes += each.size_bytes
        return size_bytes

    def _is_lone(self, size_bytes: int, now_ms: int) -> bool:
        return size_bytes <= _SMALL_BYTES and self._free_ms <= now_ms

    def _load(self, frame: _Sent) -> None:
        """Put a frame behind those that are on the line."""
        rate = self.bytes_per_second
        takes_ms = 0.0 if rate is None else 1_000 * frame.size_bytes / rate
        self._free_ms = max(self._free_ms, frame.at_ms) + takes_ms
        if frame.question is not None:
            frame.question.expected_ms = self._free_ms + (self.round_trip_ms or 0)

    def _measure(self, question: Question, now_ms: int) -> None:
        """Learn the rate from an answer, if its bytes left together or it is late: else the line may have idled."""
        round_trip_ms = self.round_trip_ms or 0
        if question.size_bytes < _RATE_SAMPLE_BYTES or now_ms - question.asked_ms == round_trip_ms:
            return
        first_ms = question.asked_ms
        for frame in self._on_the_way:
            first_ms = min(first_ms, frame.at_ms)
            if frame.question is not None:
                break
        is_late = now_ms > question.expected_ms + self._tolerance_ms and bool(self._rates)
        if question.asked_ms - first_ms <= _BURST_MS or is_late:
            began_ms = max(self._last_answer_ms, first_ms + round_trip_ms)
            self._rates.append((question.size_bytes, max(0, now_ms - began_ms)))

    def _give_up(self, now_ms: int) -> None:
        self._given_up.extend(each.question for each in self._on_the_way if each.question is not None)
        self._clear(now_ms)

    def _clear(self, now_ms: int) -> None:
        self.settled_number = self._last_number
        self._on_the_way.clear()
        self._free_ms = now_ms
