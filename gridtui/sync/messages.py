"""What travels between an office and the server, as records: the contents of P8 and P9 before they are bytes."""

import msgspec

from gridtui.core.registry import SCHEMA_VERSION
from gridtui.sync.operation import Operation
from gridtui.sync.packing import Packed


class SessionLine(msgspec.Struct, frozen=True, gc=False):
    """A session of a request. ``max_n`` is above 0 only for the office's own with operations the log may lack."""

    session: bytes
    max_n: int = 0


class ScopeLine(msgspec.Struct, frozen=True, gc=False):
    """Where an office stands in a scope: its index in the grant, its cursor, and 8 bytes of its chain there."""

    index: int
    seq: int
    chain: bytes


class Sent(msgspec.Struct, frozen=True, gc=False):
    """An operation of a request and the scope its writer put it in."""

    scope_index: int
    operation: Operation


class Malformed(msgspec.Struct, frozen=True, gc=False):
    """An operation that breaks a rule: what can be said of it, and its array of P3 as far as it has one."""

    scope_index: int
    id: bytes
    raw: bytes
    why: str


class Request(msgspec.Struct, frozen=True):
    """What an office asks and gives (P8)."""

    schema: int
    epoch: int
    grant_version: int
    clock_ms: int
    max_bytes: int
    sessions: tuple[SessionLine, ...] = ()
    scopes: tuple[ScopeLine, ...] = ()
    operations: tuple[Sent | Malformed, ...] = ()


class ResultLine(msgspec.Struct, frozen=True, gc=False):
    """What became of the operation at ``place`` of the request; ``argument`` is a held reason, or 0."""

    place: int
    code: int
    argument: int = 0


class SessionCount(msgspec.Struct, frozen=True, gc=False):
    """What the server holds of a session: every n up to ``have_prefix``, ``have_count`` in all."""

    session: bytes
    have_prefix: int
    have_count: int
    archived_n: int = 0


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A place in a scope's log. ``operation`` None is the office's own, returned bare; ``eff`` None is its hlc."""

    id: bytes
    eff: int | None
    operation: Operation | None = None


class Pulled(msgspec.Struct, frozen=True):
    """The log of a scope after ``from_seq`` up to ``to_seq``; ``more`` counts what is still to come."""

    index: int
    from_seq: int
    to_seq: int
    floor: int
    entries: tuple[Entry, ...]
    chain: bytes
    receipt: bytes
    more: int


class EpochLine(msgspec.Struct, frozen=True, gc=False):
    """One epoch of the tenant's history: its ordinal and where each scope of the grant stood when it began."""

    ordinal: int
    epoch: int
    bases: tuple[tuple[int, int], ...]


class Response(msgspec.Struct, frozen=True):
    """What the server answers (P9). ``history`` is given to an office that names another epoch.

    ``schema`` is the registry version of the request: nil stands for it on the wire, whatever the server's own is.
    """

    epoch: int
    grant_version: int
    history: tuple[EpochLine, ...] | None = None
    results: tuple[ResultLine, ...] = ()
    stamps: tuple[tuple[int, int], ...] = ()
    sessions: tuple[SessionCount, ...] = ()
    pulled: tuple[Pulled, ...] = ()
    notices: tuple[tuple[Packed, ...], ...] = ()
    schema: int = SCHEMA_VERSION
