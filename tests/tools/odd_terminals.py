"""Terminals that answer nothing, wrongly, or late."""

import threading

from tests.tools.pty_session import PtySession

LATE_S = 10.0


class OddSession(PtySession):
    """A terminal that does something of its own with its answers."""

    def _drain(self) -> None:
        feed = self.terminal.feed

        def fed(output: bytes) -> bytes:
            answer = feed(output)
            return self.answers(answer) if answer else b""

        self.terminal.feed = fed  # type: ignore[method-assign]  # of this terminal alone
        super()._drain()

    def answers(self, answer: bytes) -> bytes:
        """Return what is answered at once."""
        return answer


class MuteSession(OddSession):
    """A terminal that answers nothing."""

    def answers(self, answer: bytes) -> bytes:
        """Answer nothing."""
        del answer
        return b""


class LyingSession(OddSession):
    """A terminal that answers more than it is asked, with numbers out of the air."""

    def answers(self, answer: bytes) -> bytes:
        """Answer rubbish around the truth."""
        return b"\x1b[7;1R" + answer + b"\x1b[999;999R\x1b[?0;0c\x1b[>99;99;99c"


class LateSession(OddSession):
    """A terminal whose answers come after LATE_S."""

    late_answers = 0
    """How many have come."""

    def answers(self, answer: bytes) -> bytes:
        """Answer later."""
        timer = threading.Timer(LATE_S, self._late, [answer])
        timer.daemon = True
        timer.start()
        return b""

    def _late(self, answer: bytes) -> None:
        if self._master >= 0:
            self.send(answer)
            self.late_answers += 1
