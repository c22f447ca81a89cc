"""Reads of tickets: one with its events, a household's, the queue of what is open, the list of all.

A queue goes by due time, tickets without a clock last; a list by opening day, newest first. Both are keyset pages
whose key is the uid of the last row. The queue of one owner, grid, desk or community has an index of its own.
"""

import json
from collections.abc import Iterable

from gridtui.core.records import Ticket, TicketEvent
from gridtui.core.words import UnitKind
from gridtui.store.database import Parameter, Reader, Row
from gridtui.store.read_units import number_of, scope_units
from gridtui.store.rows import Address, TicketFilter, TicketRow

COUNTED_AT_MOST = 1_000
_NO_DUE_MS = (1 << 62) - 1

_TICKET = """t.n, t.uid, t.number, t.kind, t.ticket_class, t.category, t.title, t.detail, t.state, t.opened_ms, h.uid,
 t.place, t.source, r.uid, t.reporter_name, t.reporter_phone, po.uid, so.name, pw.uid, sw.name, t.scheme, v.uid,
 t.due_ms, t.replied_ms, t.closed_ms, t.result, u.uid, t.desk, t.live, a.uid, oc.uid"""
_TICKET_JOINS = """LEFT JOIN household h ON h.n = t.household LEFT JOIN resident r ON r.n = t.reporter
LEFT JOIN post po ON po.n = t.opener LEFT JOIN staff so ON so.n = po.staff
LEFT JOIN post pw ON pw.n = t.owner LEFT JOIN staff sw ON sw.n = pw.staff LEFT JOIN visit v ON v.n = t.visit
LEFT JOIN unit u ON u.n = t.unit LEFT JOIN activity a ON a.n = t.activity
LEFT JOIN occurrence oc ON oc.n = t.occurrence"""
TICKET = f"SELECT {_TICKET} FROM ticket t {_TICKET_JOINS} WHERE t.uid = ?"
TICKET_NUMBERED = (
    f"SELECT {_TICKET} FROM ticket t {_TICKET_JOINS} WHERE t.number = ? AND t.live = 1 ORDER BY t.n LIMIT 1"
)
EVENTS = """
SELECT e.uid, e.act, e.at_ms, p.uid, s.name, q.uid, z.name, e.to_desk, e.note, e.result, e.reply_channel, e.withdraws,
 e.applied
FROM ticket_event e LEFT JOIN post p ON p.n = e.actor LEFT JOIN staff s ON s.n = p.staff
LEFT JOIN post q ON q.n = e.to_post LEFT JOIN staff z ON z.n = q.staff WHERE e.ticket = ? ORDER BY e.seq
"""
_LINE = """t.uid, t.number, t.kind, t.ticket_class, t.category, t.title, t.place, t.state, t.open, t.opened_ms,
 t.due_ms, t.closed_ms, p.uid, s.name, t.desk, h.uid, m.name, c.uid, c.name, h.building, h.entrance, h.door,
 d.address"""
_LINE_JOINS = """LEFT JOIN post p ON p.n = t.owner LEFT JOIN staff s ON s.n = p.staff
LEFT JOIN household h ON h.n = t.household LEFT JOIN resident m ON m.n = h.head LEFT JOIN unit c ON c.n = h.courtyard
LEFT JOIN dwelling d ON d.n = h.dwelling"""
OF_HOUSEHOLD = f"""
SELECT {_LINE} FROM ticket t INDEXED BY ticket_house {_LINE_JOINS}
WHERE t.household = ? AND t.live = 1 ORDER BY t.n DESC LIMIT ?
"""
OF_ACTIVITY = f"""
SELECT {_LINE} FROM activity a CROSS JOIN ticket t INDEXED BY ticket_activity ON t.activity = a.n {_LINE_JOINS}
WHERE a.uid = ? AND t.live = 1 ORDER BY t.n
"""

NUMBERS = "SELECT number FROM ticket INDEXED BY ticket_number WHERE number > ? AND number < ?"

_CONDITIONS: dict[str, str] = {
    "state": "t.state = :state",
    "owner": "t.owner = :owner",
    "desk": "t.desk = :desk",
    "grid": "t.grid = :grid",
    "community": "t.community = :community",
    "unit": """(t.grid IN (SELECT value FROM json_each(:unit)) OR t.community IN (SELECT value FROM json_each(:unit))
 OR t.unit IN (SELECT value FROM json_each(:unit)))""",
    "kinds": "t.kind IN (SELECT value FROM json_each(:kinds))",
    "classes": "t.ticket_class IN (SELECT value FROM json_each(:classes))",
    "from_day": "t.opened_day >= :from_day",
    "to_day": "t.opened_day <= :to_day",
    "closed": "t.open = 0",
}
"""The condition each part of a filter adds; every parameter has the part's name."""


def queue_statement(fields: Iterable[str], *, clock: bool) -> str:
    """Return the statement of one page of a queue, of the tickets with a clock or of those without one."""
    given = tuple(fields)
    index = _queue_index(given)
    position = "(t.due_ms, t.n) > (:after_due, :after_n)" if clock else "t.due_ms IS NULL AND t.n > :after_n"
    order = "t.due_ms, t.n" if clock else "t.n"
    where = " AND ".join(("t.open = 1 AND t.live = 1", position, *(_CONDITIONS[name] for name in given)))
    return (
        f"SELECT {_LINE} FROM ticket t INDEXED BY {index} {_LINE_JOINS} WHERE {where} ORDER BY {order} LIMIT :limit"
    )


def list_statement(fields: Iterable[str]) -> str:
    """Return the statement of one page of a list by opening day, newest first."""
    given = tuple(fields)
    index = "ticket_list" if "community" in given else "ticket_opened"
    position = "(t.opened_day, t.n) < (:before_day, :before_n)"
    where = " AND ".join(("t.live = 1", position, *(_CONDITIONS[name] for name in given)))
    return f"""SELECT {_LINE} FROM ticket t INDEXED BY {index} {_LINE_JOINS}
WHERE {where} ORDER BY t.opened_day DESC, t.n DESC LIMIT :limit"""


def count_statement(fields: Iterable[str], *, is_open: bool) -> str:
    """Return the statement that counts what a filter holds, up to a limit."""
    given = tuple(fields)
    index = _queue_index(given) if is_open else "ticket_list" if "community" in given else "ticket_opened"
    live = "t.live = 1 AND t.open = 1" if is_open else "t.live = 1"
    where = " AND ".join((live, *(_CONDITIONS[name] for name in given)))
    return f"SELECT count(*) FROM (SELECT 1 FROM ticket t INDEXED BY {index} WHERE {where} LIMIT :counted)"


def _queue_index(given: tuple[str, ...]) -> str:
    """Return the index whose leading columns a filter fixes, so that it is in due order without a sort."""
    for index, fixed in (
        ("ticket_owner", ("owner",)),
        ("ticket_grid", ("grid",)),
        ("ticket_desk", ("desk", "state")),
        ("ticket_queue", ("community", "state")),
    ):
        if all(name in given for name in fixed):
            return index
    return "ticket_open"


def ticket(reader: Reader, uid: bytes) -> Ticket | None:
    """Return a ticket with its events in the order they were applied; None where this store does not know it."""
    row = reader.row(TICKET, (uid,))
    return _ticket(reader, row) if row else None


def ticket_numbered(reader: Reader, number: str) -> Ticket | None:
    """Return the live ticket of a number (ZY26-0113), the older one where two carry it; None if there is none."""
    row = reader.row(TICKET_NUMBERED, (number,))
    return _ticket(reader, row) if row else None


def last_counter(reader: Reader, stem: str) -> int:
    """Return the highest counter under a number's stem (``ZY26-``), void tickets included; 0 where there is none."""
    rows = reader.rows(NUMBERS, (stem, stem[:-1] + chr(ord(stem[-1]) + 1)))
    return max((int(number[len(stem) :]) for (number,) in rows if number[len(stem) :].isdecimal()), default=0)


def tickets_of(reader: Reader, household: bytes, *, limit: int = 50) -> tuple[TicketRow, ...]:
    """Return a household's tickets, the last to arrive first."""
    n = number_of(reader, "household", household)
    return () if n is None else tuple(map(_line, reader.rows(OF_HOUSEHOLD, (n, limit))))


def tickets_of_activity(reader: Reader, activity: bytes) -> tuple[TicketRow, ...]:
    """Return the findings of a patrol or another activity, in the order they arrived."""
    return tuple(map(_line, reader.rows(OF_ACTIVITY, (activity,))))


def ticket_page(
    reader: Reader, wanted: TicketFilter, *, after: bytes | None = None, limit: int = 50
) -> tuple[TicketRow, ...]:
    """Return one page of what a filter holds, a queue where ``open`` is True; next page: after its last row's uid."""
    given = _parameters(reader, wanted) | {"limit": limit}
    if wanted.open:
        return tuple(map(_line, _queue(reader, given, after, limit)))
    opened_day, n = 9_999_999, 0
    if after is not None:
        opened_day, n = reader.row("SELECT opened_day, n FROM ticket WHERE uid = ?", (after,)) or (0, 0)
    fields = [name for name in given if name in _CONDITIONS]
    rows = reader.rows(list_statement(fields), given | {"before_day": opened_day, "before_n": n})
    return tuple(map(_line, rows))


def count_tickets(reader: Reader, wanted: TicketFilter) -> int:
    """Return how many tickets a filter holds: exact up to 1,000, 1,001 beyond."""
    given = _parameters(reader, wanted)
    fields = [name for name in given if name in _CONDITIONS]
    statement = count_statement(fields, is_open=bool(wanted.open))
    counted: int = reader.value(statement, given | {"counted": COUNTED_AT_MOST + 1})
    return counted


def _queue(reader: Reader, given: dict[str, Parameter], after: bytes | None, limit: int) -> list[Row]:
    fields = [name for name in given if name in _CONDITIONS]
    due_ms, n = -_NO_DUE_MS, 0
    if after is not None:
        due_ms, n = reader.row("SELECT due_ms, n FROM ticket WHERE uid = ?", (after,)) or (None, _NO_DUE_MS)
    rows: list[Row] = []
    if due_ms is not None:
        rows = reader.rows(queue_statement(fields, clock=True), given | {"after_due": due_ms, "after_n": n})
        n = 0
    if len(rows) < limit:
        rest = given | {"after_n": n, "limit": limit - len(rows)}
        rows += reader.rows(queue_statement(fields, clock=False), rest)
    return rows


def _parameters(reader: Reader, wanted: TicketFilter) -> dict[str, Parameter]:
    """Return the parameters of the parts of a filter that are given, a unit as grid, community or anything else."""
    given: dict[str, Parameter] = {}
    for name in ("state", "desk", "from_day", "to_day"):
        value = getattr(wanted, name)
        if value is not None:
            given[name] = value
    if wanted.open is False:
        given["closed"] = 1
    if wanted.owner is not None:
        given["owner"] = number_of(reader, "post", wanted.owner) or 0
    if wanted.kinds:
        given["kinds"] = json.dumps(wanted.kinds)
    if wanted.classes:
        given["classes"] = json.dumps(wanted.classes)
    if wanted.unit is not None:
        kind, n = reader.row("SELECT kind, n FROM unit WHERE uid = ?", (wanted.unit,)) or (0, 0)
        if kind in (UnitKind.COMMUNITY, UnitKind.VILLAGE):
            given["community"] = n
        elif kind == UnitKind.GRID:
            given["grid"] = n
        else:
            given["unit"] = scope_units(reader, wanted.unit)
    return given


def _line(row: Row) -> TicketRow:
    *facts, household, head, courtyard, yard, building, entrance, door, line = row
    uid, number, kind, ticket_class, category, title, place, state, is_open, opened_ms, due_ms = facts[:11]
    closed_ms, owner, owner_name, desk = facts[11:]
    return TicketRow(
        uid=uid,
        number=number,
        kind=kind,
        ticket_class=ticket_class,
        category=category,
        title=title,
        place=place,
        state=state,
        open=bool(is_open),
        opened_ms=opened_ms,
        due_ms=due_ms,
        closed_ms=closed_ms,
        owner=owner,
        owner_name=owner_name or "",
        desk=desk,
        household=household,
        head_name=head or "",
        address=Address(courtyard, yard or "", building or 0, entrance or 0, door or "", line or ""),
    )


def _ticket(reader: Reader, row: Row) -> Ticket:
    n, uid, number, kind, ticket_class, category, title, detail, state, opened_ms, household = row[:11]
    place, source, reporter, reporter_name, reporter_phone, opener, opener_name, owner, owner_name = row[11:20]
    scheme, visit, due_ms, replied_ms, closed_ms, result, unit, desk, live, activity, occurrence = row[20:]
    return Ticket(
        uid=uid,
        number=number,
        kind=kind,
        ticket_class=ticket_class,
        category=category,
        title=title,
        detail=detail,
        state=state,
        opened_ms=opened_ms,
        household=household,
        place=place,
        unit=unit,
        source=source,
        reporter=reporter,
        reporter_name=reporter_name,
        reporter_phone=reporter_phone,
        opener=opener,
        opener_name=opener_name or "",
        owner=owner,
        owner_name=owner_name or "",
        scheme=scheme,
        visit=visit,
        due_ms=due_ms,
        replied_ms=replied_ms,
        closed_ms=closed_ms,
        result=result,
        desk=desk,
        live=bool(live),
        activity=activity,
        occurrence=occurrence,
        events=tuple(_event(uid, event) for event in reader.rows(EVENTS, (n,))),
    )


def _event(ticket: bytes, row: Row) -> TicketEvent:
    uid, act, at_ms, actor, actor_name, to_post, to_post_name, to_desk, note, result, reply, withdraws, applied = row
    return TicketEvent(
        uid=uid,
        ticket=ticket,
        act=act,
        at_ms=at_ms,
        actor=actor,
        actor_name=actor_name or "",
        to_post=to_post,
        to_post_name=to_post_name or "",
        to_desk=to_desk,
        note=note,
        result=result,
        reply_channel=reply,
        withdraws=withdraws,
        applied=bool(applied),
    )
