"""Comparing what is kept with what follows from operations and facts: nothing is written, everything is recomputed.

One read transaction on a connection that refuses to write; rows are streamed. What may be kept beside the facts, and
that it can be proved so, stands in the rules of data access ("What may be kept, and why it is true").
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Final, Literal, NamedTuple

import msgspec

from gridtui.core.registry import TYPES
from gridtui.rules.find_keys import find_keys
from gridtui.store.columns import HOUSEHOLD, TABLES, Numbers, Table
from gridtui.store.database import Row, Store, Transaction
from gridtui.store.project_tickets import EVENT, HEAD, Tickets
from gridtui.store.project_visits import does_count, is_in_time
from gridtui.store.read_find import find_facts
from gridtui.store.replica import OPERATION, StoreReplica, operation_of_row
from gridtui.store.rows import OUT_OF_TIME, REPLACED
from gridtui.sync.heads import shown_values
from gridtui.sync.memory import MemoryReplica
from gridtui.sync.merge import apply
from gridtui.sync.operation import Kind
from gridtui.sync.replica import Placement, State, Status

Kept = Literal["heads", "rows", "visits", "visitors", "sums", "tickets", "find"]
"""Field heads of entities, the rows they show, whether visits count, for whom, how many; ticket heads, find keys."""

_AT_ONCE: Final = 200
_STEP: Final = 1_000
_EVENT_KIND: Final = int(Kind.EVENT)
_REFUSED: Final = int(State.REFUSED)
_PLACED: Final = "scope, state, epoch, seq, eff, chain"
_DERIVED: Final = frozenset({(HOUSEHOLD, "community")})
"""Columns of a field that another row fills where the field does not state it."""

CHANGES: Final = (
    f"SELECT entity, {OPERATION}, {_PLACED} FROM op INDEXED BY op_entity"
    f" WHERE kind <> {_EVENT_KIND} AND body IS NOT NULL AND state <> {_REFUSED} ORDER BY entity"
)
HEADS: Final = "SELECT entity, field, op, eff, hlc, value FROM field_head WHERE dead_by IS NULL ORDER BY entity"
ERASED: Final = f"SELECT id FROM entity WHERE status = {int(Status.ERASED)} ORDER BY id"
ROWS: Final = "SELECT uid, live, {columns} FROM {table} ORDER BY uid"
STATUS: Final = "SELECT status FROM entity WHERE id = ?"
STANDING: Final = (
    "SELECT v.corrects, v.n FROM visit v INDEXED BY visit_corrects JOIN op o ON o.id = v.uid"
    " WHERE v.corrects IS NOT NULL AND v.live = 1"
    " ORDER BY v.corrects, coalesce(o.eff, o.hlc), o.hlc, v.uid"
)
"""Of several corrections of one visit the last stands."""
VISITS: Final = (
    "SELECT v.n, v.live, v.subject, v.day, v.outcome, v.withdrawn, v.entered_ms, v.corrects, v.superseded, v.counts,"
    " v.visitors, coalesce(o.eff, o.hlc), h.from_day FROM visit v LEFT JOIN op o ON o.id = v.uid"
    " LEFT JOIN household h ON h.n = v.subject ORDER BY v.n"
)
VISITOR: Final = "SELECT 1 FROM visit_actor WHERE post = ? AND day = ? AND subject = ? AND visit = ?"
MADE: Final = """
SELECT v.day, v.channel, v.visitors, count(*), sum(v.counts) FROM visit v
WHERE v.live = 1 AND v.superseded = 0 AND v.withdrawn = 0 GROUP BY v.day, v.channel, v.visitors
"""
SUMS: Final = "SELECT day, channel, post, attempts, effective FROM visit_sum"
TICKETS: Final = f"SELECT n, uid, live, {', '.join(HEAD)} FROM ticket ORDER BY n"
TICKET_EVENTS: Final = f"SELECT {', '.join(EVENT)} FROM ticket_event WHERE ticket = ? ORDER BY seq"
PLACED_HOUSEHOLDS: Final = "SELECT n, walk FROM household WHERE walk IS NOT NULL ORDER BY walk"
FOUND: Final = "SELECT rowid, t FROM find WHERE rowid BETWEEN ? AND ?"
STRAY: Final = "SELECT count(*) FROM find f LEFT JOIN household h ON h.walk = f.rowid WHERE h.n IS NULL"


class Checked(NamedTuple):
    """What was compared: how many, and how many of them are not as they should be."""

    kept: Kept
    compared: int
    wrong: int


class FileFacts(msgspec.Struct, frozen=True):
    """The store's file: its schema, its bytes and those of its log, the bytes free beside it, whether it is whole."""

    schema: int
    file_bytes: int
    log_bytes: int
    free_bytes: int
    is_whole: bool


Progress = Callable[[Kept, int], None]
"""Told what is being compared and how many were, now and then."""


def file_facts(store: Store) -> FileFacts:
    """Return what the file is like, after SQLite looked at every page of it."""
    log = store.path.with_name(store.path.name + "-wal")
    with store.reading() as reader:
        schema = reader.value("PRAGMA user_version")
        verdict = reader.value("PRAGMA quick_check(1)")
    return FileFacts(
        schema=schema,
        file_bytes=store.path.stat().st_size,
        log_bytes=log.stat().st_size if log.exists() else 0,
        free_bytes=shutil.disk_usage(os.fspath(store.folder)).free,
        is_whole=verdict == "ok",
    )


def check_kept(store: Store, progress: Progress = lambda _kept, _count: None) -> tuple[Checked, ...]:
    """Compare everything that is kept with what it follows from; changes nothing.

    Each kind is read in a state of its own, so that the log is held back as briefly as may be.
    """
    checked: list[Checked] = []
    for compare in (_Checks.heads, _Checks.rows, _Checks.visits, _Checks.sums, _Checks.tickets, _Checks.found):
        with store.reading() as reader:
            # A transaction on a connection of which SQLite refuses every write.
            checked += compare(_Checks(Transaction(store, reader.database), progress))
    return tuple(checked)


class _KnownNumbers(Numbers):
    """Local numbers without making rows: what is not here has a number no row has."""

    def of(self, table: str, uid: bytes) -> int:
        return self.find(table, uid) or -1


class _Checks:
    """The comparisons of one transaction."""

    def __init__(self, reader: Transaction, progress: Progress) -> None:
        self._reader = reader
        self._replica = StoreReplica(reader, 0)
        self._numbers = _KnownNumbers(reader)
        self._progress = progress

    def _counted(self, kept: Kept, verdicts: Iterable[bool]) -> Checked:
        """Count how many were compared and how many of them are wrong."""
        compared = wrong = 0
        for is_right in verdicts:
            compared += 1
            wrong += not is_right
            if compared % _STEP == 0:
                self._progress(kept, compared)
        return Checked(kept, compared, wrong)

    # -- field heads

    def heads(self) -> list[Checked]:
        return [self._counted("heads", self._head_verdicts())]

    def _head_verdicts(self) -> Iterator[bool]:
        """Compare the heads of every entity with the fold of its operations (P4)."""
        kept = _Groups(self._reader.each(HEADS))
        erased = {uid for (uid,) in self._reader.each(ERASED)}
        for entity, rows in groupby(self._reader.each(CHANGES), key=lambda row: row[0]):
            yield from (False for _ in kept.before(entity))
            changes = [row[1:] for row in rows]
            of_entity = kept.of(entity)
            if entity in erased:
                yield not of_entity
            elif len(changes) > 1 or of_entity or changes[0][1] != Kind.CREATE:
                yield _folded_heads(entity, changes) == {tuple(row) for row in of_entity}
            else:
                yield True
        yield from (False for _ in kept.rest())

    # -- rows

    def rows(self) -> list[Checked]:
        tables = [TABLES[each.number] for each in TYPES if not each.is_event]
        return [self._counted("rows", (verdict for table in tables for verdict in self._row_verdicts(table)))]

    def _row_verdicts(self, table: Table) -> Iterator[bool]:
        """Compare the rows of a table with the values their heads show."""
        known = {field.number: field.name for field in table.entity_type.fields}
        number = table.entity_type.number
        names = [known[field] for field, _ in table.columns]
        free = {index for index, name in enumerate(names) if (number, name) in _DERIVED}
        for uid, live, *columns in self._reader.each(ROWS.format(columns=", ".join(names), table=table.name)):
            status = self._reader.value(STATUS, (uid,))
            wanted = table.row(shown_values(uid, self._replica), self._numbers)
            is_same = all(
                have == want or (index in free and want is None)
                for index, (have, want) in enumerate(zip(columns, wanted, strict=True))
            )
            yield is_same and live == int(status == Status.LIVE)

    # -- visits

    def visits(self) -> list[Checked]:
        standing: dict[int, int] = dict(self._reader.each(STANDING))
        expected = missing = 0

        def verdicts() -> Iterator[bool]:
            nonlocal expected, missing
            for n, live, subject, day, outcome, withdrawn, entered_ms, corrects, *kept in self._reader.each(VISITS):
                superseded, counts, visitors, eff, first = kept
                is_replaced = n in standing or (corrects is not None and standing.get(corrects) not in (n, None))
                is_out_of_time = bool(live) and not is_in_time(day, entered_ms, eff, first)
                stands = REPLACED if is_replaced else OUT_OF_TIME * is_out_of_time
                is_counted = bool(live) and not stands and does_count(subject, outcome, withdrawn)
                if is_counted:
                    posts = set(json.loads(visitors))
                    expected += len(posts)
                    missing += sum(self._reader.row(VISITOR, (post, day, subject, n)) is None for post in posts)
                yield (superseded, counts) == (stands, int(is_counted))

        counted = self._counted("visits", verdicts())
        held: int = self._reader.value("SELECT count(*) FROM visit_actor")
        return [counted, Checked("visitors", expected, missing + max(0, held - (expected - missing)))]

    def sums(self) -> list[Checked]:
        """Compare what each post did on each day with its visits, counted again."""
        made: dict[tuple[int, int, int], list[int]] = {}
        for day, channel, visitors, attempts, effective in self._reader.each(MADE):
            for post in set(json.loads(visitors)):
                told = made.setdefault((day, channel, post), [0, 0])
                told[0] += attempts
                told[1] += effective
        kept = {(day, channel, post): numbers for day, channel, post, *numbers in self._reader.each(SUMS)}
        return [self._counted("sums", (made.get(key) == kept.get(key) for key in {*made, *kept}))]

    # -- tickets

    def tickets(self) -> list[Checked]:
        return [self._counted("tickets", self._ticket_verdicts())]

    def _ticket_verdicts(self) -> Iterator[bool]:
        """Compare the head and the events of every ticket with the fold of its events."""
        tickets = Tickets(self._reader, self._replica, self._numbers)
        for n, uid, live, *head in self._reader.each(TICKETS):
            folded = tickets.folded(uid)
            is_awaited = not folded.values and not folded.events
            events = self._reader.rows(TICKET_EVENTS, (n,))
            is_same = live == int(folded.is_live) and [tuple(row) for row in tickets.event_rows(folded)] == events
            yield is_same and (is_awaited or tuple(head) == tickets.head_columns(folded))

    # -- find

    def found(self) -> list[Checked]:
        found = self._counted("find", self._find_verdicts())
        stray: int = self._reader.value(STRAY)
        return [Checked("find", found.compared, found.wrong + stray)]

    def _find_verdicts(self) -> Iterator[bool]:
        """Compare the find row of every household on a list with the keys its facts give."""
        for batch in _batches(self._reader.each(PLACED_HOUSEHOLDS)):
            facts = find_facts(self._reader, [n for n, _ in batch])
            found: dict[int, str] = dict(self._reader.rows(FOUND, (batch[0][1], batch[-1][1])))
            for n, walk in batch:
                yield found.get(walk) == " ".join(sorted(find_keys(facts[n])))


class _Groups:
    """Rows ordered by their first column, taken group by group beside another such stream."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._next: Row | None = next(rows, None)

    def before(self, key: bytes) -> list[Row]:
        """Take the rows of groups that come before one."""
        return self._while(lambda found: found < key)

    def of(self, key: bytes) -> list[Row]:
        """Take the rows of a group, without their first column."""
        return self._while(lambda found: found == key)

    def rest(self) -> list[Row]:
        """Take what is left."""
        return self._while(lambda _found: True)

    def _while(self, holds: Callable[[bytes], bool]) -> list[Row]:
        taken = []
        while self._next is not None and holds(self._next[0]):
            taken.append(self._next[1:])
            self._next = next(self._rows, None)
        return taken


def _folded_heads(entity: bytes, changes: list[Row]) -> set[Row]:
    """Return the live heads (field, op, eff, hlc, value) that operations with their placements fold to."""
    replica = MemoryReplica()
    width = len(OPERATION.split(","))
    for change in changes:
        apply(operation_of_row(change[:width]), Placement(*change[width:]), replica)
    return {
        (head.field, head.op, head.eff, head.hlc, head.value)
        for head in replica.heads(entity)
        if head.dead_by is None
    }


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
