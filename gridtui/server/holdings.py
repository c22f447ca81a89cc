"""What the server holds, for an administrator and for tests: counts by scope and type, and records as they stand."""

from collections.abc import Iterator

import msgspec

from gridtui.core.registry import BY_NAME, BY_NUMBER, EntityType
from gridtui.server.database import Row, Transaction
from gridtui.server.registers import cards
from gridtui.server.replica import OPERATION_COLUMNS, LogReplica, operation_of_row
from gridtui.sync.heads import shown_values
from gridtui.sync.operation import Kind, Value, decode_body
from gridtui.sync.protocol import Held, ScopeKind
from gridtui.sync.replica import Status


class ScopeHoldings(msgspec.Struct, frozen=True):
    """One scope's log. ``entities`` counts live ones by type, ``events`` by type; names are the registry's."""

    code: str
    name: str
    kind: str
    seq: int
    chain: str
    entities: dict[str, int]
    voided: int
    events: dict[str, int]


class OfficeHoldings(msgspec.Struct, frozen=True):
    """One office expected or enrolled. ``operations`` counts what it has in the log, ``held`` what waits there."""

    office_no: int
    name: str
    prefix: str
    enrolled: bool
    revoked: bool
    operations: int
    held: int


class Holdings(msgspec.Struct, frozen=True):
    """Everything of one server. ``held`` counts operations that wait for a person by their reason."""

    epoch: int
    scopes: list[ScopeHoldings]
    offices: list[OfficeHoldings]
    held: dict[str, int]


class StoredRecord(msgspec.Struct, frozen=True):
    """One entity or event as the server shows it; ``values`` by field name, unknown fields by ``field_N``."""

    id: bytes
    entity: bytes
    type: str
    live: bool
    values: dict[str, Value]


def _type_name(number: int) -> str:
    known = BY_NUMBER.get(number)
    return known.name if known is not None else f"type_{number}"


def holdings(tx: Transaction, epoch: int) -> Holdings:
    """Return what the server holds; counts only, nothing of any record."""
    scopes = [
        _scope(tx, row)
        for row in tx.rows(
            "SELECT s.tenant, s.scope, n.code, n.name, s.kind, s.seq, s.chain FROM scope s"
            " JOIN scope_name n ON n.tenant=s.tenant AND n.scope=s.scope ORDER BY n.code"
        )
    ]
    held = {
        Held(reason).name.lower(): count
        for reason, count in tx.rows("SELECT reason, count(*) FROM held WHERE state=0 GROUP BY reason")
    }
    return Holdings(epoch, scopes, _offices(tx), held)


def _scope(tx: Transaction, row: Row) -> ScopeHoldings:
    tenant, scope, code, name, kind, seq, chain = row
    entities = tx.rows(
        "SELECT type, status, count(*) FROM entity WHERE tenant=? AND scope=? GROUP BY type, status", (tenant, scope)
    )
    events = tx.rows(
        "SELECT type, count(*) FROM log WHERE tenant=? AND scope=? AND kind=? GROUP BY type",
        (tenant, scope, int(Kind.EVENT)),
    )
    return ScopeHoldings(
        code=code,
        name=name,
        kind=ScopeKind(kind).name.lower(),
        seq=seq,
        chain=chain.hex(),
        entities={_type_name(type_): count for type_, status, count in entities if status == Status.LIVE},
        voided=sum(count for _, status, count in entities if status == Status.VOID),
        events={_type_name(type_): count for type_, count in events},
    )


def _offices(tx: Transaction) -> list[OfficeHoldings]:
    listed: list[OfficeHoldings] = []
    for card in cards(tx):
        key = (card.tenant, card.office)
        revoked = tx.row("SELECT min(revoked_ms) FROM office WHERE tenant=? AND office=?", key)
        logged = tx.row("SELECT count(*) FROM log WHERE tenant=? AND office=?", key) or (0,)
        held = tx.row("SELECT count(*) FROM held WHERE tenant=? AND office=? AND state=0", key) or (0,)
        listed.append(
            OfficeHoldings(
                office_no=card.office_no,
                name=card.name,
                prefix=card.prefix,
                enrolled=card.used_ms is not None,
                revoked=bool(revoked and revoked[0]),
                operations=logged[0],
                held=held[0],
            )
        )
    return listed


def records(tx: Transaction, type_name: str) -> Iterator[StoredRecord]:
    """Yield every record of a type as the log adds up, oldest id first; entities erased or awaited are left out."""
    entity_type = BY_NAME[type_name]
    for (tenant,) in tx.rows("SELECT tenant FROM street ORDER BY tenant"):
        replica = LogReplica(tx, tenant, 0)
        if entity_type.is_event:
            for row in tx.each(
                f"SELECT {OPERATION_COLUMNS} FROM log WHERE tenant=? AND kind=? AND type=? AND body IS NOT NULL"
                " ORDER BY op_id",
                (tenant, int(Kind.EVENT), entity_type.number),
            ):
                op = operation_of_row(row)
                yield StoredRecord(
                    op.id, op.entity, type_name, live=True, values=_named(entity_type, decode_body(op))
                )
            continue
        for uid, status in tx.rows(
            "SELECT id, status FROM entity WHERE tenant=? AND type=? AND status IN (0, 1) ORDER BY id",
            (tenant, entity_type.number),
        ):
            values = _named(entity_type, shown_values(uid, replica))
            yield StoredRecord(uid, uid, type_name, live=status == Status.LIVE, values=values)


def _named(entity_type: EntityType, values: dict[int, Value]) -> dict[str, Value]:
    named: dict[str, Value] = {}
    for number, value in values.items():
        field = entity_type.field_numbered(number)
        if number:
            named[field.name if field is not None else f"field_{number}"] = value
    return named
