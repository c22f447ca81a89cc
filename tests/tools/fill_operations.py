"""The operations that the rows of a filled store would have come from: creates, visits and steps of tickets.

Each has its true body, hash and place in one log, and lies there as after a sync: durable, with nothing left to send.
Rows are read back table by table: what is only local (``n``, keys, heads) is no part of them.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from gridtui.core.registry import BY_NAME
from gridtui.store.database import Row, Transaction
from gridtui.store.replica import SAVE_OPERATION, operation_parameters
from gridtui.store.sync_meta import number_once, write_number
from gridtui.sync.clock import EARLIEST_MS, hlc_of
from gridtui.sync.operation import Kind, Operation, Value, encode_create, op_hash
from gridtui.sync.replica import Placement, State, Status

EPOCH: Final = 1

_CREATED: Final[Mapping[str, tuple[str, str]]] = {
    "unit": (
        "uid kind name parent rank",
        "SELECT t.uid, t.uid, t.uid, t.kind, t.name, p.uid, t.rank FROM unit t LEFT JOIN unit p ON p.n = t.parent",
    ),
    "staff": ("uid name account", "SELECT t.uid, t.uid, t.uid, t.name, t.account FROM staff t"),
    "post": (
        "uid staff role unit from_day",
        (
            "SELECT t.uid, t.uid, t.uid, s.uid, t.role, u.uid, t.from_day FROM post t"
            " JOIN staff s ON s.n = t.staff JOIN unit u ON u.n = t.unit"
        ),
    ),
    "dwelling": (
        "uid courtyard building entrance door use",
        (
            "SELECT t.uid, t.uid, t.uid, c.uid, t.building, t.entrance, t.door, t.use FROM dwelling t"
            " JOIN unit c ON c.n = t.courtyard"
        ),
    ),
    "household": (
        "uid dwelling grid community paper doubt",
        (
            "SELECT t.uid, t.uid, t.uid, d.uid, g.uid, c.uid, t.paper, t.doubt FROM household t"
            " JOIN dwelling d ON d.n = t.dwelling JOIN unit g ON g.n = t.grid JOIN unit c ON c.n = t.community"
        ),
    ),
    "resident": (
        "uid household name relation sex birth_day phone lives position",
        (
            "SELECT t.uid, t.uid, h.uid, h.uid, t.name, t.relation, t.sex, t.birth_day, t.phone, t.lives, t.position"
            " FROM resident t JOIN household h ON h.n = t.household"
        ),
    ),
    "tag": (
        "uid subject tag from_day to_day",
        (
            "SELECT t.uid, t.uid, h.uid, ifnull(r.uid, h.uid), t.tag, t.from_day, t.to_day FROM tag t"
            " JOIN household h ON h.n = t.subject_household LEFT JOIN resident r ON r.n = t.subject_resident"
        ),
    ),
    "ticket": (
        "uid number kind ticket_class category title household opened_ms opener",
        (
            "SELECT t.uid, t.uid, h.uid, t.number, t.kind, t.ticket_class, t.category, t.title, h.uid, t.opened_ms,"
            " p.uid FROM ticket t JOIN household h ON h.n = t.household JOIN post p ON p.n = t.opener"
        ),
    ),
}
"""Type -> the fields it states, and the statement that reads (uid, entity, root, then a value a field)."""

_EVENTS: Final[Mapping[str, tuple[str, str]]] = {
    "visit": (
        "uid day start_minute channel outcome visitors summary entered_ms",
        (
            "SELECT t.uid, h.uid, h.uid, t.day, t.start_minute, t.channel, t.outcome, p.uid, t.summary, t.entered_ms"
            " FROM visit t CROSS JOIN household h ON h.n = t.subject CROSS JOIN post p ON p.n = t.actor"
        ),
    ),
    "ticket_event": (
        "uid act at_ms",
        (
            "SELECT t.uid, k.uid, h.uid, t.act, t.at_ms FROM ticket_event t CROSS JOIN ticket k ON k.n = t.ticket"
            " CROSS JOIN household h ON h.n = k.household"
        ),
    ),
}
_ENTITY: Final = f"INSERT INTO entity(id, type, root, scope, status) VALUES(?, ?, ?, ?, {int(Status.LIVE)})"


class _Log:
    """One log of one scope, in which every operation gets the next place."""

    def __init__(self, scope: int, office: int) -> None:
        self._scope = scope
        self._office = office
        self._seq = 0

    @property
    def hlc(self) -> int:
        """The stamp of the newest operation."""
        return hlc_of(EARLIEST_MS + self._seq)

    def row(self, type_name: str, kind: Kind, row: Row, fields: list[str]) -> Row:
        """Return the parameters of the row of ``op`` for one row of a table."""
        self._seq += 1
        uid, entity, root = row[:3]
        values = {field: _value(field, value) for field, value in zip(fields, row[3:], strict=True)}
        op = Operation(
            id=uid,
            kind=kind,
            type=BY_NAME[type_name].number,
            entity=entity,
            root=None if root == entity else root,
            hlc=self.hlc,
            office=self._office,
            actor=None,
            base=() if kind == Kind.CREATE else None,
            body=encode_create(BY_NAME[type_name], values),
        )
        digest = op_hash(op)
        placement = Placement(self._scope, State.DURABLE, EPOCH, self._seq, self.hlc, digest)
        return operation_parameters(op, digest, placement, EARLIEST_MS)


def write_operations(transaction: Transaction) -> None:
    """Write the operations and entities of a store that was filled by rows alone."""
    scope = number_once(transaction, "scope")
    log = _Log(scope, number_once(transaction, "office"))
    for statements, kind in ((_CREATED, Kind.CREATE), (_EVENTS, Kind.EVENT)):
        for type_name, (names, sql) in statements.items():
            fields = names.split()[1:]
            transaction.executemany(SAVE_OPERATION, _operations(transaction, log, type_name, kind, sql, fields))
    for type_name, (_, sql) in _CREATED.items():
        number = BY_NAME[type_name].number
        entities = ((uid, number, root, scope) for uid, _, root, *_ in transaction.each(sql))
        transaction.executemany(_ENTITY, entities)
    write_number(transaction, "hlc", log.hlc)


def _operations(  # noqa: PLR0917 - one table's part of the log
    transaction: Transaction, log: _Log, type_name: str, kind: Kind, sql: str, fields: list[str]
) -> Iterator[Row]:
    for row in transaction.each(sql):
        yield log.row(type_name, kind, row, fields)


def _value(field: str, value: int | str | bytes | None) -> Value:
    """Return a column's value as the field holds it."""
    if field == "visitors":
        return (value,)
    if field == "doubt":
        return tuple(json.loads(str(value)))
    return value
