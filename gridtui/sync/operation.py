"""The operation: the only thing that is replicated (P3), its canonical bytes and its body.

Everything an office saves is an operation; tables are what operations add up to. The bytes of an operation never
change after it was saved: they rest, travel and are hashed as they were written, also by a program that does not
understand all of them. What depends on where an operation lies in a log (scope, epoch, seq, eff, state) is its
*placement* and no part of the hash.
"""

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Final, TypeAlias, Union

import msgspec

from gridtui.core.errors import InputFault, SyncFault
from gridtui.core.ids import ID_BYTES, split_id
from gridtui.core.registry import BY_NUMBER, SCHEMA_VERSION, TYPES, EntityType
from gridtui.sync.hashing import h16
from gridtui.sync.packing import MAX_INTEGER, Packed, pack_typed, unpack

Value: TypeAlias = Union[bool, int, str, bytes, tuple["Value", ...], None]  # noqa: UP007 - recursive by name
"""What a field holds. None means not stated. References are ids of 16 bytes, lists are tuples."""

VERSION = 1
MAX_BASE = 64
MAX_BODY_BYTES = 8_192
LIFECYCLE = 0
"""Field 0 of every type: 0 live, 1 void."""
LAST_FIELD = 62
ALL_FIELDS = (1 << LAST_FIELD + 1) - 1
"""The mask of fields 0 to 62."""


class Kind(IntEnum):
    """What an operation does. Numbers not listed are kept and sent on unread; only the server mints 6 to 9."""

    CREATE = 1
    SET = 2
    EVENT = 3
    RESOLVE = 4
    MOVE = 5
    ENTER = 6
    LEAVE = 7
    ERASE = 8
    ADMIN = 9


class Operation(msgspec.Struct, frozen=True, array_like=True, gc=False, kw_only=True):
    """One operation, fields in the order of its canonical array (P3).

    ``id`` is P1's; a create's id is its entity. ``root`` is the household or place it belongs to, None the entity
    itself. ``hlc`` is milliseconds << 16 | counter. ``actor`` is a post. ``base`` is what the writer had seen,
    sorted: None is exactly the entity's create, () is nothing (a create). ``body`` is at most 8,192 bytes.
    """

    version: int = VERSION
    id: bytes
    kind: int
    type: int
    entity: bytes
    root: bytes | None
    schema: int = SCHEMA_VERSION
    hlc: int
    office: int
    actor: bytes | None
    base: tuple[bytes, ...] | None
    body: bytes


_encoder = msgspec.msgpack.Encoder()
_ORDER: Final = Operation.__struct_fields__
_MAX_16_BIT: Final = 65_535


def canonical_bytes(op: Operation) -> bytes:
    """Return the bytes that are hashed, kept and sent."""
    return _encoder.encode(op)


def op_hash(op: Operation) -> bytes:
    """Return the operation's 16-byte hash, which tells two operations of one id apart."""
    return h16(b"gs1op", canonical_bytes(op))


def bases_of(op: Operation) -> tuple[bytes, ...]:
    """Return the ids the writer had seen, with None written out as the entity's create."""
    return (op.entity,) if op.base is None else op.base


def base_of(entity: bytes, seen: frozenset[bytes]) -> tuple[bytes, ...] | None:
    """Return field 10 for a writer who had seen these ids: sorted, None for exactly the entity's create.

    Raises InputFault ``op.base_limit`` above 64.
    """
    if len(seen) == 1 and entity in seen:
        return None
    if len(seen) > MAX_BASE:
        raise InputFault("op.base_limit", limit=MAX_BASE)
    return tuple(sorted(seen))


def read_operation(source: bytes) -> Operation:
    """Return the operation its canonical bytes spell. Raises SyncFault ``op.malformed`` or ``frame.malformed``."""
    fields = unpack(source, nesting=2, references=False)
    if not isinstance(fields, tuple) or len(fields) != len(_ORDER):
        raise SyncFault("op.malformed", why="shape")
    return operation_of(fields)


def operation_of(fields: tuple[Packed, ...]) -> Operation:
    """Return the operation of twelve values in P3's order, checked. Raises SyncFault ``op.malformed``."""
    try:
        op = msgspec.convert(fields, Operation)
    except msgspec.ValidationError as error:
        raise SyncFault("op.malformed", why="type") from error
    check_operation(op)
    return op


def check_operation(op: Operation) -> None:
    """Raise SyncFault ``op.malformed`` with ``why`` unless every field is in its range (P3).

    The body is read only where the kind is one that this version understands: what a newer writer put in an operation
    of a new kind is not this version's to judge.
    """
    if op.version != VERSION:
        raise SyncFault("op.malformed", why="version")
    if not (1 <= op.type <= _MAX_16_BIT and 1 <= op.schema <= _MAX_16_BIT):
        raise SyncFault("op.malformed", why="range")
    if not all(0 <= number <= MAX_INTEGER for number in (op.kind, op.hlc, op.office)):
        raise SyncFault("op.malformed", why="range")
    _check_ids(op)
    if op.base is not None:
        _check_base(op.base)
    if len(op.body) > MAX_BODY_BYTES:
        raise SyncFault("op.malformed", why="body_limit")
    if op.kind in _READABLE:
        decode_body(op)


def _check_ids(op: Operation) -> None:
    if any(uid is not None and len(uid) != ID_BYTES for uid in (op.entity, op.root, op.actor)):
        raise SyncFault("op.malformed", why="id")
    try:
        split_id(op.id)
    except InputFault as error:
        raise SyncFault("op.malformed", why="id") from error
    if op.kind == Kind.CREATE and op.entity != op.id:
        raise SyncFault("op.malformed", why="entity")
    if op.root == op.entity:
        # Nil says it; a second spelling of the same fact would not survive a table that keeps the fact.
        raise SyncFault("op.malformed", why="root")


def _check_base(base: tuple[bytes, ...]) -> None:
    if len(base) > MAX_BASE or any(len(uid) != ID_BYTES for uid in base):
        raise SyncFault("op.malformed", why="base")
    if any(base[i] >= base[i + 1] for i in range(len(base) - 1)):
        raise SyncFault("op.malformed", why="base_order")


_KINDS: Final = frozenset(Kind)
_READABLE: Final = frozenset({Kind.CREATE, Kind.SET, Kind.EVENT, Kind.RESOLVE})


def _is_whole(value: object) -> bool:
    return type(value) is int and 0 <= value <= MAX_INTEGER


def _is_id(value: object) -> bool:
    return type(value) is bytes and len(value) == ID_BYTES


_FITS: Final[dict[str, Callable[[object], bool]]] = {
    "int": _is_whole,
    "day": _is_whole,
    "instant_ms": _is_whole,
    "flag": lambda value: type(value) is bool,
    "text": lambda value: type(value) is str,
    "ref": _is_id,
    "refs": lambda value: type(value) is tuple and all(_is_id(part) for part in value),
    "ints": lambda value: type(value) is tuple and all(_is_whole(part) for part in value),
}


def _plain_int(value: object) -> object:
    return int(value) if isinstance(value, IntEnum) else value


_PLACES: Final = {t.name: {f.name: (f.number, _FITS[f.type]) for f in t.fields} for t in TYPES}
_WIDTH: Final = {t.name: 1 + max(f.number for f in t.fields) for t in TYPES}


def _place(entity_type: EntityType, name: str, value: object) -> tuple[int, Value]:
    """Return (field number, value as stored); ``lifecycle`` is field 0."""
    if name == "lifecycle":
        number, fits = LIFECYCLE, _FITS["int"]
    else:
        found = _PLACES[entity_type.name].get(name)
        if found is None:
            raise InputFault("field.unknown", field=name, type=entity_type.name)
        number, fits = found
    if isinstance(value, IntEnum):
        value = int(value)
    elif type(value) is tuple:
        value = tuple([_plain_int(part) for part in value])
    if value is not None and not fits(value):
        raise InputFault("field.wrong_type", field=name, type=entity_type.name)
    return number, value  # type: ignore[return-value]  # one of Value's kinds by the check above


def place_values(entity_type: EntityType, values: Mapping[str, Value]) -> list[Value]:
    """Return values by field number, field 0 live, trailing nils cut: what the body of a create or event spells.

    Raises InputFault ``field.unknown`` or ``field.wrong_type``.
    """
    placed: list[Value] = [None] * _WIDTH[entity_type.name]
    placed[LIFECYCLE] = 0
    for name, value in values.items():
        number, stored = _place(entity_type, name, value)
        placed[number] = stored
    while placed[-1] is None:
        placed.pop()
    return placed


def pack_placed(placed: list[Value]) -> bytes:
    """Return the body of values placed by ``place_values``. Raises ``value.unstorable`` or ``op.body_limit``."""
    body = pack_typed(tuple(placed))
    if len(body) > MAX_BODY_BYTES:
        raise InputFault("op.body_limit", limit=MAX_BODY_BYTES, bytes=len(body))
    return body


def encode_create(entity_type: EntityType, values: Mapping[str, Value]) -> bytes:
    """Return the body of a create or an event: values by field number, trailing nils cut, field 0 live.

    Raises InputFault ``field.unknown``, ``field.wrong_type``, ``value.unstorable`` or ``op.body_limit``.
    """
    return pack_placed(place_values(entity_type, values))


def encode_set(entity_type: EntityType, changes: Mapping[str, Value]) -> bytes:
    """Return the body of a set or resolve: field, value, field, value by rising number; None takes a value away.

    ``lifecycle`` names field 0. Raises InputFault as ``encode_create``, and ``op.empty`` without a change.
    """
    if not changes:
        raise InputFault("op.empty")
    body: list[Value] = []
    for number, value in sorted((_place(entity_type, n, v) for n, v in changes.items()), key=lambda pair: pair[0]):
        body += (number, value)
    return pack_placed(body)


def decode_body(op: Operation) -> dict[int, Value]:
    """Return field number -> value of a create, event, set or resolve; fields unknown here are included.

    A create or event lists what it states; every field it leaves out is None. Raises SyncFault ``op.malformed``.
    """
    return decode_fields(op.kind, op.body)


def decode_fields(kind: int, body: bytes) -> dict[int, Value]:
    """Return ``decode_body`` of an operation of which only kind and body are at hand."""
    packed = unpack(body, references=False)
    if not isinstance(packed, tuple):
        raise SyncFault("op.malformed", why="body")
    if kind in (Kind.CREATE, Kind.EVENT):
        if len(packed) > LAST_FIELD + 1:
            raise SyncFault("op.malformed", why="fields")
        return {f: value for f, value in enumerate(packed) if value is not None}  # type: ignore[misc]  # no ext at rest
    if len(packed) % 2 or not packed:
        raise SyncFault("op.malformed", why="pairs")
    fields: dict[int, Value] = {}
    last = -1
    for number, value in zip(packed[::2], packed[1::2], strict=True):
        if type(number) is not int or not last < number <= LAST_FIELD:
            raise SyncFault("op.malformed", why="fields")
        fields[number] = value  # type: ignore[assignment]  # no ext at rest
        last = number
    return fields


def read_changes(entity_type: EntityType, body: bytes) -> dict[str, Value]:
    """Return what ``encode_set`` was given, by field name. Raises SyncFault ``op.malformed``."""
    names = {field.number: field.name for field in entity_type.fields} | {LIFECYCLE: "lifecycle"}
    return {names[number]: value for number, value in decode_fields(Kind.SET, body).items() if number in names}


def fields_set(op: Operation) -> int:
    """Return the mask of fields an operation sets: all for a create, none for an event or what is not understood."""
    if op.kind == Kind.CREATE:
        return ALL_FIELDS
    if op.kind in (Kind.SET, Kind.RESOLVE):
        return sum(1 << number for number in decode_body(op))
    return 0


def is_opaque(op: Operation) -> bool:
    """Return whether this version must keep the operation to be read again after an upgrade (P3)."""
    return op.kind not in _KINDS or op.type not in BY_NUMBER or op.schema > SCHEMA_VERSION
