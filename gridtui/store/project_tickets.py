"""The head of a ticket: its events in their order (P4) folded through the machine of the scheme it names."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from gridtui.core.time import day_of
from gridtui.core.words import TicketState, UnitKind
from gridtui.rules.lifecycle import EventFact, TicketFacts, TicketHead, fold
from gridtui.store.columns import TABLES, TICKET, TICKET_EVENT, Numbers, reference, shown_text, whole
from gridtui.store.database import Parameter, Row, Transaction
from gridtui.store.mechanism import Mechanism
from gridtui.store.replica import OPERATIONS_OF, StoreReplica, operation_of_row
from gridtui.sync.events import EventStamp, ordered
from gridtui.sync.heads import shown_values
from gridtui.sync.operation import Kind, Operation, Value, bases_of, decode_fields
from gridtui.sync.replica import ConflictKind, Status

STAMPS: Final = f"SELECT id, coalesce(eff, hlc) FROM op WHERE entity = ? AND kind = {int(Kind.EVENT)}"
UNITS_ABOVE: Final = (
    "SELECT c.kind, c.n FROM unit u CROSS JOIN json_each('[' || replace(trim(u.path, '/'), '/', ',') || ']') step"
    " CROSS JOIN unit c ON c.n = step.value WHERE u.n = ? AND u.path <> ''"
)
PLACE: Final = "SELECT community, grid FROM household WHERE n = ?"
HEAD: Final = (
    "opened_day", "community", "grid", "state", "open", "owner", "desk", "due_ms", "accepted_ms", "handled_ms",
    "replied_ms", "closed_ms", "closed_day", "result", "hops", "returns", "reopened", "answered",
)  # fmt: skip
"""Columns of ``ticket`` that the fold of its events fills."""
EVENT: Final = (
    "seq", "uid", "act", "at_ms", "actor", "to_post", "to_desk", "note", "result", "reply_channel", "withdraws",
    "applied",
)  # fmt: skip
"""Columns of ``ticket_event`` beside the ticket."""
SET_HEAD: Final = f"UPDATE ticket SET {' = ?, '.join(HEAD)} = ? WHERE n = ?"
DROP_EVENTS: Final = "DELETE FROM ticket_event WHERE ticket = ?"
KEEP_EVENT: Final = f"INSERT INTO ticket_event(ticket, {', '.join(EVENT)}) VALUES(?{',?' * len(EVENT)})"
DROP_CONFLICTS: Final = f"DELETE FROM conflict WHERE entity = ? AND kind = {int(ConflictKind.EVENT)}"
KEEP_CONFLICT: Final = f"INSERT INTO conflict(entity, field, kind, ref) VALUES(?, 0, {int(ConflictKind.EVENT)}, ?)"

_F: Final = {field.name: field.number for field in TABLES[TICKET].entity_type.fields}
_UNFOLDED: Final = TicketHead(state=TicketState.REGISTERED, open=True, owner=None, desk="", due_ms=None)
"""What a ticket shows while the store has no scheme at all."""


class Folded(NamedTuple):
    """A ticket as its operations add up: shown values, events in their order, and the head they fold to."""

    values: dict[int, Value]
    is_live: bool
    events: list[Operation]
    head: TicketHead


class Tickets:
    """Writes rows of ``ticket`` and ``ticket_event``."""

    def __init__(self, transaction: Transaction, replica: StoreReplica, numbers: Numbers) -> None:
        self._tx = transaction
        self._replica = replica
        self._numbers = numbers
        self.mechanism = Mechanism(transaction)

    def forget_mechanism(self) -> None:
        """Read schemes and calendar again: this transaction has changed them."""
        self.mechanism = Mechanism(self._tx)

    def project(self, uid: bytes) -> None:
        """Write the row of a ticket from its shown values and the fold of its events."""
        folded = self.folded(uid)
        table = TABLES[TICKET]
        row = (uid, int(folded.is_live), *table.row(folded.values, self._numbers))
        n: int = self._tx.rows(table.upsert, row)[0][0]
        self._numbers.learn("ticket", uid, n)
        self._tx.execute(SET_HEAD, (*self.head_columns(folded), n))
        self._write_events(n, uid, folded)

    def folded(self, uid: bytes) -> Folded:
        """Return what a ticket's operations add up to; writes nothing."""
        entity = self._replica.entity(uid)
        status = Status.AWAITED if entity is None else entity.status
        values = shown_values(uid, self._replica)
        operations = [operation_of_row(found) for found in self._tx.rows(OPERATIONS_OF, (uid,))]
        events = self._ordered(uid, operations)
        head = self._fold(values, events, operations) if status != Status.ERASED else _UNFOLDED
        return Folded(values, status == Status.LIVE, events, head)

    def _ordered(self, uid: bytes, operations: Iterable[Operation]) -> list[Operation]:
        """Return the ticket's events in the order they are taken."""
        events = {op.id: op for op in operations if op.kind == Kind.EVENT and op.type == TICKET_EVENT}
        if not events:
            return []
        effs: dict[bytes, int] = dict(self._tx.rows(STAMPS, (uid,)))
        stamps = [EventStamp(op.id, effs[op.id], op.hlc, bases_of(op)) for op in events.values()]
        return [events[stamp.id] for stamp in ordered(stamps)]

    def _fold(self, values: dict[int, Value], events: list[Operation], operations: Iterable[Operation]) -> TicketHead:
        scheme = reference(values.get(_F["scheme"]))
        ticket_class = whole(values.get(_F["ticket_class"]))
        machine = self.mechanism.machine(scheme, ticket_class)
        if machine is None:
            return _UNFOLDED
        reporter = values.get(_F["reporter"]) is not None or bool(shown_text(values.get(_F["reporter_name"])))
        facts = TicketFacts(
            opened_ms=whole(values.get(_F["opened_ms"])),
            opener=reference(values.get(_F["opener"])),
            source=whole(values.get(_F["source"])),
            has_reporter=reporter,
        )
        due_from = self.mechanism.due_from(scheme, ticket_class, shown_text(values.get(_F["category"])))
        others = {op.id: bases_of(op) for op in operations if op.kind != Kind.EVENT}
        return fold(machine, facts, [event_fact(op) for op in events], due_from=due_from, others=others)

    def head_columns(self, folded: Folded) -> Row:
        """Return the columns of ``HEAD`` for a folded ticket."""
        head = folded.head
        community, grid = self._place(folded.values)
        opened_ms = whole(folded.values.get(_F["opened_ms"]))
        return (
            day_of(opened_ms) if opened_ms else 0,
            community,
            grid,
            int(head.state),
            int(head.open and folded.is_live),
            None if head.owner is None else self._numbers.of("post", head.owner),
            head.desk,
            head.due_ms,
            head.accepted_ms,
            head.handled_ms,
            head.replied_ms,
            head.closed_ms,
            head.closed_day,
            head.result,
            head.hops,
            head.returns,
            head.reopened,
            int(head.answered),
        )

    def _place(self, values: dict[int, Value]) -> tuple[int | None, int | None]:
        """Return (community, grid) of the ticket's household, else those its unit stands in."""
        household = reference(values.get(_F["household"]))
        if household is not None:
            found = self._tx.row(PLACE, (self._numbers.of("household", household),))
            if found is not None and found != (None, None):
                return found[0], found[1]
        unit = reference(values.get(_F["unit"]))
        if unit is None:
            return None, None
        above: dict[int, int] = dict(self._tx.rows(UNITS_ABOVE, (self._numbers.of("unit", unit),)))
        return above.get(UnitKind.COMMUNITY, above.get(UnitKind.VILLAGE)), above.get(UnitKind.GRID)

    def _write_events(self, n: int, uid: bytes, folded: Folded) -> None:
        """Write the events in their order; one the machine could not take is a conflict a person looks at."""
        self._tx.execute(DROP_EVENTS, (n,))
        self._tx.execute(DROP_CONFLICTS, (uid,))
        for row in self.event_rows(folded):
            self._tx.execute(KEEP_EVENT, (n, *row))
        withdrawn = folded.head.withdrawn
        for index, (op, applied) in enumerate(zip(folded.events, folded.head.applied, strict=False)):
            if not applied and not (withdrawn and withdrawn[index]):
                self._tx.execute(KEEP_CONFLICT, (uid, op.id))

    def event_rows(self, folded: Folded) -> list[Row]:
        """Return the columns of ``EVENT`` for each event of a folded ticket, in their order."""
        applied = folded.head.applied
        return [
            (seq, *self._event_columns(op), int(bool(applied) and applied[seq - 1]))
            for seq, op in enumerate(folded.events, start=1)
        ]

    def _event_columns(self, op: Operation) -> Row:
        fact = event_fact(op)
        note: Parameter = shown_text(decode_fields(op.kind, op.body).get(_NOTE))
        return (
            fact.id,
            fact.act,
            fact.at_ms,
            None if fact.actor is None else self._numbers.of("post", fact.actor),
            None if fact.to_post is None else self._numbers.of("post", fact.to_post),
            fact.to_desk,
            note,
            fact.result,
            fact.reply_channel,
            fact.withdraws,
        )


_NOTE: Final = 5


def event_fact(op: Operation) -> EventFact:
    """Return a ticket event's operation as the fold takes it; values of another type count as not stated."""
    values = decode_fields(op.kind, op.body)
    return EventFact(
        id=op.id,
        act=whole(values.get(1)),
        at_ms=whole(values.get(2)),
        actor=op.actor,
        to_post=reference(values.get(3)),
        to_desk=shown_text(values.get(4)),
        result=whole(values.get(6)),
        reply_channel=whole(values.get(7)),
        withdraws=reference(values.get(8)),
        base=bases_of(op),
    )
