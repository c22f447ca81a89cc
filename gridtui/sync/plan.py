"""What the engine of a sync starts from and what it tells its driver to write down: records without behaviour."""

from enum import Enum

import msgspec

from gridtui.sync.messages import EpochLine, SessionCount
from gridtui.sync.operation import Operation
from gridtui.sync.protocol import FIRST_BATCH_BYTES, LEAST_BATCH_BYTES, MOST_BATCH_BYTES, MOST_PULL_BYTES, ScopeKind
from gridtui.sync.replica import Placement, State


class Step(Enum):
    """What comes after an answer was written down."""

    DONE = 0
    MORE = 1
    FULL_BODIES = 2
    """More, and the next request must ask for the office's own operations in full."""


class Standing(Enum):
    """Whether a scope's cursor may move. Values are those of ``cursor.state`` in the store."""

    OPEN = 0
    REWOUND = 1
    """Set back by a new epoch; if the chains differ now, the scope is fetched anew."""
    FORKED = 2
    HISTORY_LOST = 3


class Cursor(msgspec.Struct, frozen=True):
    """How far an office is in a scope: every operation up to ``seq``, and the 16-byte chain there."""

    seq: int
    chain: bytes
    standing: Standing = Standing.OPEN
    receipt: bytes | None = None


class Granted(msgspec.Struct, frozen=True):
    """A scope of the office's grant; its place in the list is its index on the wire."""

    scope: int
    kind: ScopeKind
    name: str = ""
    withdrawn: bool = False


class Position(msgspec.Struct, frozen=True):
    """Everything the engine starts from, as it stands in the store. ``epoch`` 0: never synced."""

    office: int
    epoch: int
    grant_version: int
    grants: tuple[Granted, ...]
    cursors: dict[int, Cursor]
    known_epochs: frozenset[int] = frozenset()


class Pending(msgspec.Struct, frozen=True, gc=False):
    """An operation that waits to be sent, and the scope it was written in."""

    operation: Operation
    scope: int


class Ack(msgspec.Struct, frozen=True, gc=False):
    """What is known now of an operation that was sent. ``eff`` None is its hlc.

    ``reason`` says why it is held; ``reissue`` asks to mint it again under a new id.
    """

    id: bytes
    state: State
    eff: int | None = None
    reason: int = 0
    reissue: bool = False


class Arrival(msgspec.Struct, frozen=True, gc=False):
    """An operation at its place in the log. ``operation`` None: the store has it already."""

    id: bytes
    placement: Placement
    operation: Operation | None


class Arrived(msgspec.Struct, frozen=True):
    """What one scope's log brought, in order, chain checked, and where its cursor stands after the last."""

    scope: int
    arrivals: tuple[Arrival, ...]
    receipt: bytes
    more: int


class Rewind(msgspec.Struct, frozen=True, gc=False):
    """A scope's cursor after an epoch change; own operations above it are pending again. ``rebuild``: seq is 0."""

    scope: int
    seq: int
    rebuild: bool = False


class Plan(msgspec.Struct, frozen=True):
    """What to write down after an answer, in the order of the fields."""

    step: Step
    grants: tuple[Granted, ...] | None = None
    grant_version: int = 0
    epoch: int | None = None
    history: tuple[EpochLine, ...] = ()
    rewinds: tuple[Rewind, ...] = ()
    stopped: tuple[tuple[int, Standing], ...] = ()
    arrived: tuple[Arrived, ...] = ()
    acks: tuple[Ack, ...] = ()
    counts: tuple[SessionCount, ...] = ()
    rolled_back: tuple[bytes, ...] = ()
    refused: tuple[bytes, ...] = ()
    sent: int = 0
    """How many of the operations just sent are durable now."""
    new_boot: bool = False
    upgrade: int = 0


class Pace(msgspec.Struct):
    """How much goes into one request on this link: about ten seconds of air, kept with the link."""

    push_bytes: int = FIRST_BATCH_BYTES
    pull_bytes: int = FIRST_BATCH_BYTES

    def succeeded(self) -> None:
        """Double after a request that came through."""
        self.push_bytes = min(2 * self.push_bytes, MOST_BATCH_BYTES)
        self.pull_bytes = min(2 * self.pull_bytes, MOST_PULL_BYTES)

    def was_cut(self) -> None:
        """Halve after a cut."""
        self.push_bytes = max(self.push_bytes // 2, LEAST_BATCH_BYTES)
        self.pull_bytes = max(self.pull_bytes // 2, LEAST_BATCH_BYTES)
