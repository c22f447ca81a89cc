"""Count what keys cost in bytes on a real pseudo-terminal, and beside it the fewest that show the same screens."""

from tests.tools.least_bytes import State, least_bytes, state_of
from tests.tools.pty_session import PtySession

QUIET_MS = 200


class Ledger:
    """Plays keys in a session from its start; ``total`` are the bytes sent, ``least`` the fewest for what was seen.

    ``rep``: the terminal repeats characters, so the fewest are counted with it.
    """

    def __init__(self, session: PtySession, *, rep: bool = False) -> None:
        self.session = session
        self.total = 0
        self.least = 0
        self._rep = rep
        self._before: State = state_of(session.terminal)

    def settle(self) -> int:
        """Count what was sent since the last time, once nothing more comes."""
        self.session.settled(QUIET_MS)
        after = state_of(self.session.terminal)
        self.least += least_bytes(self._before, after, rep=self._rep)
        self._before = after
        sent = self.session.bytes_received - self.total
        self.total += sent
        return sent

    def press(self, *keys: str) -> int:
        """Press keys without a pause, and count what they cost together."""
        self.session.press(*keys)
        return self.settle()

    def idle(self, quiet_ms: int) -> int:
        """Press nothing for a while and count."""
        self.session.settled(quiet_ms)
        return self.session.bytes_received - self.total
