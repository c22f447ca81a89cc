"""What a replica keeps about operations, seen from the merge: small records and the one protocol both ends implement.

The office implements it on SQLite, the server on its own tables, tests in memory. None of them decides anything: the
merge reads through it and tells it what to write.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import Protocol

import msgspec

from gridtui.sync.operation import Operation


class State(IntEnum):
    """Where an operation stands between this replica and the log (P6). REFUSED ones count no longer."""

    PENDING = 0
    DURABLE = 1
    ARCHIVED = 2
    HELD = 3
    OFFER = 4
    REFUSED = 5
    FORWARDED = 6


class Status(IntEnum):
    """What an entity is here (P6). AWAITED: others speak of it, its create has not come."""

    LIVE = 0
    VOID = 1
    LEFT = 2
    ERASED = 3
    AWAITED = 4


class ConflictKind(IntEnum):
    """Why a person has to look: two values, an edit beside a voiding, an event the machine could not take."""

    VALUES = 0
    VOIDED = 1
    EVENT = 2


class Placement(msgspec.Struct, frozen=True, gc=False):
    """Where an operation lies in a log; never part of its hash. ``seq`` None: not in the log as far as known."""

    scope: int
    state: int = State.PENDING
    epoch: int | None = None
    seq: int | None = None
    eff: int | None = None
    chain: bytes | None = None


class HeldOperation(msgspec.Struct, frozen=True, gc=False):
    """An operation this replica has: its placement and what is not in its canonical bytes."""

    hash: bytes
    hlc: int
    placement: Placement

    @property
    def order_eff(self) -> int:
        """What counts as its eff: the hlc until the log gave one (P2)."""
        eff = self.placement.eff
        return self.hlc if eff is None else eff


class EntityRow(msgspec.Struct, frozen=True, gc=False):
    """An entity as far as it is known here. ``type`` 0 and ``root`` its own id while only events speak of it."""

    type: int
    root: bytes
    scope: int
    status: int
    moved_to: int | None = None


class Head(msgspec.Struct, frozen=True, gc=False):
    """One operation that set a field and that no held operation supersedes.

    ``value`` is packed. ``dead_by`` names the operation without a place in the log that supersedes it: it comes back
    to life if that one is refused, and goes when that one is placed.
    """

    field: int
    op: bytes
    eff: int
    hlc: int
    value: bytes
    dead_by: bytes | None = None

    @property
    def order(self) -> tuple[int, int, bytes]:
        """The order key of P2: (eff, hlc, id)."""
        return (self.eff, self.hlc, self.op)


class Conflict(msgspec.Struct, frozen=True, gc=False, order=True):
    """A derived conflict; never sent. ``ref`` is the event for ConflictKind.EVENT, else empty."""

    field: int
    kind: int
    ref: bytes = b""


class Replica(Protocol):
    """What the merge needs of a store. Every call runs in the caller's one transaction."""

    def held(self, op: bytes) -> HeldOperation | None:
        """Return the operation of that id if it rests here, refused ones too."""
        ...

    def covers(self, op: bytes) -> bool:
        """Return whether an operation's effect is in this state: held and not refused, or compacted into it."""
        ...

    def operation(self, op: bytes) -> Operation | None:
        """Return a held operation with its body; None where it is not here or its body was erased."""
        ...

    def operations_of(self, entity: bytes) -> Sequence[Operation]:
        """Return every held operation of an entity with a body that is not refused, in any order."""
        ...

    def save_operation(self, op: Operation, op_hash: bytes, placement: Placement, *, erased: bool) -> None:
        """Keep an operation, replacing a refused one of the same id; ``erased`` keeps it without its body."""
        ...

    def save_placement(self, op: bytes, placement: Placement) -> None:
        """Keep where an operation lies now."""
        ...

    def entity(self, entity: bytes) -> EntityRow | None:
        """Return what is known of an entity."""
        ...

    def save_entity(self, entity: bytes, row: EntityRow) -> None:
        """Keep what is known of an entity."""
        ...

    def heads(self, entity: bytes) -> Sequence[Head]:
        """Return all head rows of an entity, dead ones too."""
        ...

    def change_heads(self, entity: bytes, gone: Sequence[tuple[int, bytes]], put: Sequence[Head]) -> None:
        """Remove the rows of these (field, op), then insert or replace the rows put."""
        ...

    def missing(self, op: bytes) -> Sequence[tuple[bytes, int]]:
        """Return (by, field mask) of every held operation that lists this one, not held until now, in its base."""
        ...

    def save_missing(self, op: bytes, by: bytes, fields: int) -> None:
        """Note that ``by``, which sets these fields, lists ``op``, which is not held."""
        ...

    def drop_missing(self, op: bytes, by: bytes | None = None) -> None:
        """Forget the notes about ``op``, or only the one made by ``by``."""
        ...

    def save_conflicts(self, entity: bytes, conflicts: Sequence[Conflict]) -> None:
        """Replace the VALUES and VOIDED conflicts of an entity."""
        ...

    def erase(self, entity: bytes) -> None:
        """Blank the body of every operation of an entity; drop its heads, conflicts and carried values."""
        ...
