"""How ids travel: a session named once in the batch, then an index and a counter instead of 16 bytes (P1, P8).

An id whose session the batch does not name travels as its 16 bytes; a session is worth naming for its references
alone from the second use on. A body travels as its array with references inside; a body that is not one canonical
array travels as the bytes it is, so that its hash survives every route.
"""

from collections.abc import Iterable

from msgspec.msgpack import Ext

from gridtui.core.errors import InputFault, SyncFault
from gridtui.core.ids import ID_BYTES, IdStem, id_stem, split_id
from gridtui.sync.packing import REFERENCE_CODE, Packed, Reference, pack, put_varint, take_varint, unpack
from gridtui.sync.protocol import MAX_BODY_BYTES, MAX_BODY_NESTING, MAX_SESSIONS

WireId = Ext | bytes
_WORTH_NAMING = 2
_BIN_HEAD_BYTES = 3
_ARRAY_STARTS = frozenset((*range(0x90, 0xA0), 0xDC, 0xDD))


def session_of(uid: bytes) -> bytes | None:
    """Return the session of an id, None for 16 bytes that no writer can have minted."""
    try:
        return split_id(uid)[0]
    except InputFault:
        return None


def body_values(body: bytes | None) -> tuple[Packed, ...] | None:
    """Return the values of a body that is one canonical array without wire references, else None."""
    if not body or body[0] not in _ARRAY_STARTS:
        return None
    try:
        values = unpack(body, nesting=MAX_BODY_NESTING)
    except SyncFault:
        return None
    if not isinstance(values, tuple) or _holds_reference(values):
        return None
    return values


def _holds_reference(values: tuple[Packed, ...]) -> bool:
    return any(
        isinstance(value, Reference) or (isinstance(value, tuple) and _holds_reference(value)) for value in values
    )


def ids_within(values: tuple[Packed, ...]) -> Iterable[bytes]:
    """Yield every 16-byte string of a body, at any depth."""
    for value in values:
        if isinstance(value, bytes):
            if len(value) == ID_BYTES:
                yield value
        elif isinstance(value, tuple):
            yield from ids_within(value)


class SessionTable:
    """The sessions of a batch in the order of their indexes; a request names 256 at most."""

    def __init__(self, sessions: Iterable[bytes] = (), limit: int = MAX_SESSIONS) -> None:
        self.limit = limit
        self.sessions: list[bytes] = list(sessions)
        self._places = {session: place for place, session in enumerate(self.sessions)}
        self._stems: dict[int, IdStem] = {}

    def add(self, session: bytes) -> int:
        """Return the index of a session, named now if it was not. Raises SyncFault ``batch.sessions`` when full."""
        place = self._places.get(session)
        if place is None:
            place = len(self.sessions)
            if place >= self.limit:
                raise SyncFault("batch.sessions", limit=self.limit)
            self._places[session] = place
            self.sessions.append(session)
        return place

    def add_referenced(self, ids: Iterable[bytes]) -> None:
        """Name the sessions that these ids use at least twice, as long as there is room."""
        uses: dict[bytes, int] = {}
        for uid in ids:
            session = session_of(uid)
            if session is not None and session not in self._places:
                uses[session] = uses.get(session, 0) + 1
        for session, count in uses.items():
            if count >= _WORTH_NAMING and len(self.sessions) < self.limit:
                self.add(session)

    def shorten(self, uid: bytes) -> WireId:
        """Return the wire form of an id: a reference if its session is named, else its bytes."""
        try:
            session, n = split_id(uid)
        except InputFault:
            return uid
        place = self._places.get(session)
        if place is None:
            return uid
        return Ext(REFERENCE_CODE, put_varint(place) + put_varint(n))

    def make(self, place: int, n: int) -> bytes:
        """Return the id of a counter in the session at an index; raises SyncFault ``frame.malformed``."""
        stem = self._stems.get(place)
        if stem is None:
            if place >= len(self.sessions):
                raise SyncFault("frame.malformed", why="session_index")
            stem = self._stems[place] = id_stem(self.sessions[place])
        try:
            return stem.make(n)
        except ValueError:
            raise SyncFault("frame.malformed", why="n") from None

    def lengthen(self, wire: WireId) -> bytes:
        """Return the 16 bytes of an id from its wire form; raises SyncFault ``frame.malformed``."""
        if isinstance(wire, bytes):
            if len(wire) != ID_BYTES:
                raise SyncFault("frame.malformed", why="id_length")
            return wire
        if wire.code != REFERENCE_CODE:
            raise SyncFault("frame.malformed", why="ext")
        source = bytes(wire.data)
        place, at = take_varint(source, 0)
        n, at = take_varint(source, at)
        if at != len(source):
            raise SyncFault("frame.malformed", why="reference")
        return self.make(place, n)

    def shorten_body(self, values: tuple[Packed, ...]) -> list[object]:
        """Return a body's values with the ids of named sessions as references."""
        return [self._shorten_value(value) for value in values]

    def _shorten_value(self, value: Packed) -> object:
        if isinstance(value, bytes) and len(value) == ID_BYTES:
            return self.shorten(value)
        if isinstance(value, tuple):
            return [self._shorten_value(part) for part in value]
        return value

    def lengthen_body(self, wire: bytes) -> bytes:
        """Return the resting bytes of a body from its packed wire form, bin or array.

        Raises SyncFault ``frame.malformed`` for another shape, or SyncFault ``body.too_long`` over 8 KiB.
        """
        if len(wire) > MAX_BODY_BYTES + _BIN_HEAD_BYTES:
            raise SyncFault("body.too_long", limit=MAX_BODY_BYTES)
        body = self.resting_body(wire)
        if len(body) > MAX_BODY_BYTES:
            raise SyncFault("body.too_long", limit=MAX_BODY_BYTES)
        return body

    def resting_body(self, wire: bytes) -> bytes:
        """Return ``lengthen_body`` of a body of any length."""
        values = unpack(wire, nesting=MAX_BODY_NESTING)
        if isinstance(values, bytes):
            return values
        if isinstance(values, tuple):
            return pack(self._lengthen_values(values), nesting=MAX_BODY_NESTING)
        raise SyncFault("frame.malformed", why="body")

    def _lengthen_values(self, values: tuple[Packed, ...]) -> tuple[Packed, ...]:
        return tuple(
            self.make(value.session, value.n)
            if isinstance(value, Reference)
            else self._lengthen_values(value)
            if isinstance(value, tuple)
            else value
            for value in values
        )
