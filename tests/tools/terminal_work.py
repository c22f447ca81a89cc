"""The work by which terminal programs are compared, played in a pty and counted step by step.

Start, ten rows, five pages, a card opened and closed, find, ten characters, filter, notice, resize, quit. Every key
is pressed when the screen of the one before has settled; what was shown then is kept, and the fewest bytes that lead
from one such screen to the next are counted beside the bytes that were sent.
"""

from collections.abc import Sequence
from typing import NamedTuple

from tests.tools.least_bytes import BLANK, State, least_bytes, state_of
from tests.tools.pty_session import PtySession

RESIZED = (100, 30)
FOUND_BY = "晏五村 2-1 杨琪"
"""Ten characters, three words, that leave one household."""


class Step(NamedTuple):
    """Some keys that belong together; ``resizes`` changes the window instead of pressing one."""

    name: str
    keys: tuple[str, ...]
    resizes: bool = False


START = "start"
QUIT = "quit"
DESK_WORK: tuple[Step, ...] = (
    Step("list", ("0", "2")),
    Step("row", ("down",) * 10),
    Step("page", ("+",) * 5),
    Step("open card", ("enter", "5")),
    Step("close card", ("q",)),
    Step("find", ("/",)),
    Step("character", tuple(FOUND_BY)),
    Step("filter", ("enter",)),
    Step("notice", ("v", "enter")),
    Step("resize", (), resizes=True),
    Step(QUIT, ("q", "q", "q", "1")),
)
"""The work in the app, from its first screen on."""

STOCK_WORK: tuple[Step, ...] = (
    Step("row", ("down",) * 10),
    Step("page", ("pagedown",) * 5),
    Step("open card", ("enter",)),
    Step("close card", ("escape",)),
    Step("find", ("/",)),
    Step("character", tuple(FOUND_BY)),
    Step("filter", ("enter",)),
    Step("notice", ("n",)),
    Step("resize", (), resizes=True),
    Step(QUIT, ("ctrl+q",)),
)
"""The same in a list of its own, which begins with the list."""


class Cost(NamedTuple):
    """What one key did: bytes sent, the fewest for the same change, in how many writes."""

    step: str
    key: str
    sent: int
    least: int
    writes: int


class Played(NamedTuple):
    """A session that was played: what each key cost, and what was shown after each, the first screen first."""

    costs: tuple[Cost, ...]
    shown: tuple[State, ...]

    @property
    def sent(self) -> int:
        """The bytes of the whole session."""
        return sum(cost.sent for cost in self.costs)

    @property
    def least(self) -> int:
        """The fewest bytes of the whole session."""
        return sum(cost.least for cost in self.costs)

    def of(self, step: str) -> list[Cost]:
        """Return what the keys of a step cost."""
        return [cost for cost in self.costs if cost.step == step]


class Player:
    """Plays one session; ``is_bare`` denies the fewest bytes what only some terminals have: ECH and REP."""

    def __init__(self, session: PtySession, *, quiet_ms: int = 250, is_bare: bool = False) -> None:
        self.session = session
        self._quiet_ms = quiet_ms
        self._is_bare = is_bare
        self._sent = 0
        self._writes = 0
        self._before = _blank(session)
        self._costs: list[Cost] = []
        self._shown: list[State] = []

    def play(self, work: Sequence[Step], started: str) -> Played:
        """Wait for the first screen, on which ``started`` stands, and play; the program has ended afterwards."""
        self.session.wait_for(started, 60)
        self._settle(START, "", 4 * self._quiet_ms)
        for step in work:
            if step.resizes:
                self._before = _blank(self.session, RESIZED)
                self.session.resize(*RESIZED)
                self._settle(step.name, "", 2 * self._quiet_ms)
            for number, key in enumerate(step.keys):
                self.session.press(key)
                if step.name == QUIT and number == len(step.keys) - 1:
                    self.session.wait_exit(20)
                    self._count(step.name, key, least=0)
                else:
                    self._settle(step.name, key, self._quiet_ms)
        return Played(tuple(self._costs), tuple(self._shown))

    def _settle(self, step: str, key: str, quiet_ms: int) -> None:
        self.session.settled(quiet_ms, 60)
        after = state_of(self.session.terminal)
        self._count(step, key, least=least_bytes(self._before, after, ech=not self._is_bare, rep=not self._is_bare))
        self._before = after
        self._shown.append(after)

    def _count(self, step: str, key: str, *, least: int) -> None:
        sent, writes = self.session.bytes_received, self.session.writes
        self._costs.append(Cost(step, key, sent - self._sent, least, writes - self._writes))
        self._sent, self._writes = sent, writes


def _blank(session: PtySession, size: tuple[int, int] | None = None) -> State:
    columns, lines = size or (session.terminal.screen.columns, session.terminal.screen.lines)
    return State(((BLANK,) * columns,) * lines, (0, 0))
