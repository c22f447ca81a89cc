"""The restricted MessagePack of the protocol: one spelling for each value, checked to the byte (sync.md section 4).

Allowed are nil, bool, integers from 0 to 2^63-1, text, bytes, arrays and ext 1, each in its shortest form. There is
no float, no map, no negative integer, and nothing may follow the value. Because every value has exactly one spelling,
what was read can be compared with what it would be written as; that comparison is the check, and bytes that are
hashed or signed mean one thing only.

Ext 1 is a reference on the wire: session index and counter as two little-endian base-128 numbers.
"""

from typing import TypeAlias, Union

import msgspec
from msgspec.msgpack import Ext

from gridtui.core.errors import InputFault, SyncFault

MAX_NESTING = 4
"""Arrays within arrays a frame may hold (sync.md section 4, "Limits before allocation")."""
MAX_INTEGER = (1 << 63) - 1
REFERENCE_CODE = 1

_MAX_VARINT_BYTES = 9


class Reference:
    """A reference on the wire: the session's place in the batch's list, and the counter within that session."""

    __slots__ = ("n", "session")

    def __init__(self, session: int, n: int) -> None:
        self.session = session
        self.n = n

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and (self.session, self.n) == (other.session, other.n)

    def __hash__(self) -> int:
        return hash((self.session, self.n))

    def __repr__(self) -> str:
        return f"Reference({self.session}, {self.n})"


Packed: TypeAlias = Union[bool, int, str, bytes, Reference, tuple["Packed", ...], None]  # noqa: UP007 - a string cannot be joined by | at run time
"""A value the protocol can write. Arrays are tuples, so that what was read cannot change."""


def put_varint(number: int) -> bytes:
    """Return a number from 0 to 2^63-1 in base 128, low digits first, a set high bit meaning "more follows"."""
    digits = bytearray()
    while number > 0x7F:  # noqa: PLR2004 - the base-128 digit is the definition
        digits.append(number & 0x7F | 0x80)
        number >>= 7
    digits.append(number)
    return bytes(digits)


def take_varint(source: bytes, at: int) -> tuple[int, int]:
    """Return (number, index after it). Raises SyncFault ``frame.malformed`` if cut off or not the shortest form."""
    number = 0
    for place in range(_MAX_VARINT_BYTES):
        if at + place >= len(source):
            break
        digit = source[at + place]
        number |= (digit & 0x7F) << 7 * place
        if digit <= 0x7F:  # noqa: PLR2004 - the base-128 digit is the definition
            if digit == 0 and place:
                break
            return number, at + place + 1
    raise SyncFault("frame.malformed", why="varint")


def _spell(value: object) -> Ext:
    if isinstance(value, Reference):
        return Ext(REFERENCE_CODE, put_varint(value.session) + put_varint(value.n))
    raise TypeError(type(value))


_encoder = msgspec.msgpack.Encoder(enc_hook=_spell)
_decoder = msgspec.msgpack.Decoder()


def _frozen(value: object, room: int, references: bool) -> Packed:
    """Return the value with arrays as tuples; raises SyncFault for a kind of value the protocol does not have."""
    if value is None or value is True or value is False:
        return value
    kind = type(value)
    if kind is int or kind is str or kind is bytes:
        if kind is int and not 0 <= value <= MAX_INTEGER:  # type: ignore[operator]  # exact type known from kind
            raise SyncFault("frame.malformed", why="integer")
        return value  # type: ignore[return-value]  # int, str or bytes by the line above
    if isinstance(value, list):
        if room == 0:
            raise SyncFault("frame.malformed", why="nesting")
        return tuple([_frozen(part, room - 1, references) for part in value])
    if references and isinstance(value, Ext) and value.code == REFERENCE_CODE:
        data = bytes(value.data)
        session, at = take_varint(data, 0)
        n, at = take_varint(data, at)
        if at != len(data):
            raise SyncFault("frame.malformed", why="reference")
        return Reference(session, n)
    raise SyncFault("frame.malformed", why="type")


def unpack(source: bytes, *, nesting: int = MAX_NESTING, references: bool = True) -> Packed:
    """Return the one value that ``source`` spells.

    ``nesting`` is the number of arrays that may stand within each other; ``references`` False refuses ext 1, which
    nothing at rest may hold. Raises SyncFault ``frame.malformed`` with
    ``why`` for everything the protocol does not allow, whatever the bytes.
    """
    try:
        raw = _decoder.decode(source)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SyncFault("frame.malformed", why="bytes") from error
    value = _frozen(raw, nesting, references)
    if _encoder.encode(value) != source:
        raise SyncFault("frame.malformed", why="not_shortest")
    return value


def check_packable(value: object, *, nesting: int = MAX_NESTING) -> None:
    """Raise InputFault ``value.unstorable`` unless the protocol can write the value."""
    if value is None or isinstance(value, bool | bytes | Reference):
        return
    if isinstance(value, int):
        if 0 <= value <= MAX_INTEGER:
            return
    elif isinstance(value, str):
        if value.isascii() or _is_text(value):
            return
    elif isinstance(value, tuple) and nesting:
        for part in value:
            check_packable(part, nesting=nesting - 1)
        return
    raise InputFault("value.unstorable")


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def pack(value: Packed, *, nesting: int = MAX_NESTING) -> bytes:
    """Return the one spelling of a value. Raises InputFault ``value.unstorable`` for what it cannot write."""
    check_packable(value, nesting=nesting)
    return _encoder.encode(value)


def pack_typed(value: Packed) -> bytes:
    """Return the spelling of a value whose parts are known to be of the protocol's types and ranges.

    Raises InputFault ``value.unstorable`` for text that is not Unicode, the one thing a type does not say.
    """
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError as error:
        raise InputFault("value.unstorable") from error
