"""Questions to the terminal that are still open when the first screen leaves, and what their answers change.

On a thin line the answers come a round trip after the questions. Who knows the encoding without them sends the first
screen meanwhile, with the few sequences every terminal has, and makes use of the others once they have proved
themselves. Pure: time is passed in, in milliseconds of one clock.
"""

from collections.abc import Callable

from gridtui.term.capabilities import Answers, Assessment
from gridtui.term.keys import CursorReport, DeviceReport
from gridtui.term.probe import AnswerNotes


class OpenQuestions:
    """Takes the answers that come after ``asked_ms``; ``round_trip_ms`` is that of the first one, None before it."""

    def __init__(self, notes: AnswerNotes, asked_ms: int, round_trip_ms: int | None = None) -> None:
        self._notes = notes
        self.asked_ms = asked_ms
        self._round_trip_ms = round_trip_ms

    @property
    def missing_reports(self) -> int:
        """How many cursor reports may still come."""
        return self._notes.missing_reports

    @property
    def has_begun(self) -> bool:
        """Something was answered."""
        return self._notes.has_begun

    def take(self, report: CursorReport | DeviceReport, now_ms: int) -> bool:
        """Take an answer; False for one to a question that was asked later."""
        if isinstance(report, CursorReport):
            is_answer = self._notes.take_place(report.row, report.column)
        elif report.kind == "?":
            is_answer = self._notes.take_attributes(report.numbers)
        else:
            is_answer = self._notes.take_identity(report.numbers)
        if is_answer and self._round_trip_ms is None:
            self._round_trip_ms = now_ms - self.asked_ms
        return is_answer

    @property
    def answers(self) -> Answers | None:
        """What was answered by now, None for nothing."""
        return self._notes.answers(self._round_trip_ms)


Reassess = Callable[[Answers | None], Assessment]
"""Decides anew what a terminal can do, with all that was answered by now."""
