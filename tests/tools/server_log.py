"""The server's own database read back: operations out of its log, decoded by the protocol's definition alone."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from gridtui.core.registry import BY_NUMBER
from gridtui.server.database import FILE_NAME
from gridtui.server.replica import OPERATION_COLUMNS, operation_of_row
from gridtui.sync.operation import Kind, Operation, Value, decode_body, op_hash


class Logged(NamedTuple):
    """One operation of the log, its values by field name; ``lifecycle`` is field 0."""

    operation: Operation
    type: str
    values: dict[str, Value]


def read_log(folder: Path) -> list[Logged]:
    """Return every operation of a server's log in the order of its scopes and numbers, each checked by its hash."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        rows = connection.execute(f"SELECT hash, {OPERATION_COLUMNS} FROM log ORDER BY tenant, scope, seq").fetchall()
    return list(_decoded(rows))


def _decoded(rows: list[tuple[object, ...]]) -> Iterator[Logged]:
    for hashed, *row in rows:
        operation = operation_of_row(tuple(row))
        assert op_hash(operation) == hashed, "an operation's bytes are not what was hashed"
        entity_type = BY_NUMBER[operation.type]
        names = {field.number: field.name for field in entity_type.fields} | {0: "lifecycle"}
        values = {names[number]: value for number, value in decode_body(operation).items()}
        yield Logged(operation, entity_type.name, values)


class ServerRecords:
    """Records as a server's log adds up where nobody contradicted anybody: later values stand over earlier ones."""

    def __init__(self, folder: Path) -> None:
        self.log = read_log(folder)
        self._records: dict[str, dict[bytes, dict[str, Value]]] = {}
        for logged in self.log:
            kept = self._records.setdefault(logged.type, {})
            is_event = logged.operation.kind == Kind.EVENT
            uid = logged.operation.id if is_event else logged.operation.entity
            kept.setdefault(uid, {"entity": logged.operation.entity, "actor": logged.operation.actor}).update(
                logged.values
            )

    def of(self, type_name: str) -> dict[bytes, dict[str, Value]]:
        """Return the records of a type by id, void ones included; ``entity`` and ``actor`` are the operation's."""
        return self._records.get(type_name, {})

    def post_named(self, name: str) -> bytes:
        """Return the id of the one post of a person."""
        staff = {uid for uid, values in self.of("staff").items() if values["name"] == name}
        (post,) = (uid for uid, values in self.of("post").items() if values["staff"] in staff)
        return post

    def head_of(self, household: Value) -> str:
        """Return the name of a household's first member."""
        members = [values for values in self.of("resident").values() if values["household"] == household]
        first = min(members, key=lambda values: int(str(values.get("position") or 0)))
        return str(first["name"])
