"""From the field registry to the columns of the tables that operations add up to.

Each column has its field's name. What arrives from other offices was checked for its form only, so every value is
brought into its column's type here: one of another type shows as not stated, text is shown without control
characters. The operation itself keeps what was written.
"""

import json
from collections.abc import Callable
from typing import Final

import msgspec

from gridtui.core.ids import ID_BYTES
from gridtui.core.registry import BY_NAME, TYPES, EntityType, Field
from gridtui.core.text import clean_text
from gridtui.store.database import Parameter, Transaction
from gridtui.sync.operation import Value

NULLABLE_NUMBERS: Final = frozenset({"start_minute", "end_minute"})
"""Integers for which 0 says something else than "not stated"."""
STATED_DAYS: Final = frozenset({("visit", "day")})
"""Days that are never NULL."""
UNTARGETED: Final = frozenset({("tag", "subject")})
"""References to one of several tables; their columns are the projection's."""

INSERT_AWAITED: Final = "INSERT INTO {table}(uid, live) VALUES(?, 0)"
NUMBER_OF: Final = "SELECT n FROM {table} WHERE uid = ?"


class Numbers:
    """Local numbers of uids in one transaction; what is not here yet gets a bare row that awaits it."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._known: dict[tuple[str, bytes], int] = {}

    def of(self, table: str, uid: bytes) -> int:
        """Return the ``n`` of a uid in a table, making an awaited row where there is none."""
        known = self._known.get((table, uid))
        if known is None:
            known = self.find(table, uid)
            if known is None:
                known = self._transaction.insert(INSERT_AWAITED.format(table=table), (uid,))
            self._known[table, uid] = known
        return known

    def find(self, table: str, uid: bytes) -> int | None:
        """Return the ``n`` of a uid, None where the table has no row of it."""
        known = self._known.get((table, uid))
        if known is None:
            known = self._transaction.value(NUMBER_OF.format(table=table), (uid,))
        return known

    def learn(self, table: str, uid: bytes, n: int) -> None:
        """Remember the number of a row just written."""
        self._known[table, uid] = n


def whole(value: Value) -> int:
    """Return an integer, 0 for anything else."""
    return value if type(value) is int else 0


def whole_or_none(value: Value) -> int | None:
    """Return an integer, None for anything else."""
    return value if type(value) is int else None


def flag(value: Value) -> int:
    """Return 1 for True (or a 1 of a writer that knew no flags), 0 for anything else."""
    return int(value is True or value == 1)


def shown_text(value: Value) -> str:
    """Return a text as it may be shown, '' for anything else."""
    if type(value) is not str:
        return ""
    return value if value.isprintable() else clean_text(value)


def reference(value: Value) -> bytes | None:
    """Return an id, None for anything else."""
    return value if type(value) is bytes and len(value) == ID_BYTES else None


def references(value: Value) -> tuple[bytes, ...]:
    """Return the ids of a list."""
    parts = value if type(value) is tuple else ()
    return tuple(part for part in parts if type(part) is bytes and len(part) == ID_BYTES)


def integers_json(value: Value) -> str:
    """Return a JSON array of the integers of a list."""
    parts = value if type(value) is tuple else ()
    return json.dumps([part for part in parts if type(part) is int], separators=(",", ":")) if parts else "[]"


Convert = Callable[[Value, Numbers], Parameter]

_PLAIN: Final[dict[str, Callable[[Value], Parameter]]] = {
    "int": whole,
    "day": whole,
    "instant_ms": whole,
    "flag": flag,
    "text": shown_text,
    "ints": integers_json,
}


def _converter(table: str, field: Field) -> Convert:
    """Return what brings a field's value into its column."""
    kind, target = field.type, field.target
    if kind == "ref":
        return lambda value, numbers: _number(reference(value), target, numbers)
    if kind == "refs":
        return lambda value, numbers: _numbers_json(references(value), target, numbers)
    if field.name in NULLABLE_NUMBERS or (kind == "day" and (table, field.name) not in STATED_DAYS):
        return lambda value, _: whole_or_none(value)
    plain = _PLAIN[kind]
    return lambda value, _: plain(value)


def _number(uid: bytes | None, target: str, numbers: Numbers) -> Parameter:
    if uid is None or not target:
        return uid
    return numbers.of(target, uid)


def _numbers_json(uids: tuple[bytes, ...], target: str, numbers: Numbers) -> str:
    return json.dumps([numbers.of(target, uid) for uid in uids], separators=(",", ":")) if uids else "[]"


class Table(msgspec.Struct, frozen=True):
    """A table of entities (or of visits) with its columns in the registry's order and its two statements.

    ``upsert`` takes uid, live and the columns and returns ``n``; ``insert`` takes n, uid, live and the columns.
    """

    name: str
    entity_type: EntityType
    columns: tuple[tuple[int, Convert], ...]
    upsert: str
    insert: str

    def row(self, values: dict[int, Value], numbers: Numbers) -> list[Parameter]:
        """Return the parameters of the columns for shown values by field number."""
        return [convert(values.get(number), numbers) for number, convert in self.columns]

    def position(self, field: str) -> int:
        """Return where a field's column stands in ``row``."""
        number = self.entity_type.field(field).number
        return next(place for place, (listed, _) in enumerate(self.columns) if listed == number)


def _table(entity_type: EntityType) -> Table:
    name = entity_type.name
    fields = [field for field in entity_type.fields if (name, field.name) not in UNTARGETED]
    names = ["uid", "live", *(field.name for field in fields)]
    sets = ", ".join(f"{column} = excluded.{column}" for column in names[1:])
    marks = ",".join("?" * len(names))
    return Table(
        name=name,
        entity_type=entity_type,
        columns=tuple((field.number, _converter(name, field)) for field in fields),
        upsert=(
            f"INSERT INTO {name}({', '.join(names)}) VALUES({marks})"
            f" ON CONFLICT(uid) DO UPDATE SET {sets} RETURNING n"
        ),
        insert=f"INSERT INTO {name}(n, {', '.join(names)}) VALUES(?,{marks})",
    )


TABLES: Final = {t.number: _table(t) for t in TYPES if t.name != "ticket_event"}
"""Registry number -> table. Events of tickets stand in ``ticket_event``, which the ticket's fold writes."""

TABLE_NAMED: Final = {table.name: table for table in TABLES.values()}
HOUSEHOLD: Final = BY_NAME["household"].number
RESIDENT: Final = BY_NAME["resident"].number
DWELLING: Final = BY_NAME["dwelling"].number
UNIT: Final = BY_NAME["unit"].number
TAG: Final = BY_NAME["tag"].number
POST: Final = BY_NAME["post"].number
VISIT: Final = BY_NAME["visit"].number
TICKET: Final = BY_NAME["ticket"].number
TICKET_EVENT: Final = BY_NAME["ticket_event"].number
