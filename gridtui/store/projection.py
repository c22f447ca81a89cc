"""From operations to rows: the one path by which tables follow what was saved here or came from elsewhere.

Rows are written from shown values as each operation is taken; what is derived from several rows (paths, walking keys,
heads, find keys, ticket folds) is noted and brought up to date by ``flush``, once for each row however often it was
touched. Everything here can be recomputed from operations and heads; ``rebuild_projection`` does.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from gridtui.core.time import instant_of
from gridtui.store.columns import (
    DWELLING,
    HOUSEHOLD,
    POST,
    RESIDENT,
    TABLES,
    TAG,
    TICKET,
    TICKET_EVENT,
    UNIT,
    VISIT,
    Numbers,
    Table,
    reference,
)
from gridtui.store.database import Row, Transaction
from gridtui.store.project_households import Homes
from gridtui.store.project_places import DWELLINGS_OF, UnitPaths, refresh_walk_base
from gridtui.store.project_tickets import Tickets
from gridtui.store.project_visits import Visits
from gridtui.store.replica import StoreReplica
from gridtui.sync.heads import shown_values
from gridtui.sync.operation import Kind, Operation, Value
from gridtui.sync.replica import EntityRow, Status

WATCHED: Final = {
    UNIT: "SELECT name, rank, kind FROM unit WHERE uid = ?",
    HOUSEHOLD: "SELECT n, grid, community, from_day FROM household WHERE uid = ?",
    RESIDENT: "SELECT n, household FROM resident WHERE uid = ?",
    TAG: "SELECT n, subject_household FROM tag WHERE uid = ?",
    POST: "SELECT role FROM post WHERE uid = ?",
}
"""What a row was before, where others depend on it."""

HOUSEHOLDS_AT: Final = "SELECT n FROM household WHERE dwelling = ?"
HOUSEHOLDS_OF_UNITS: Final = """
SELECT uid FROM household WHERE grid IN (SELECT value FROM json_each(?1))
UNION SELECT uid FROM household WHERE community IN (SELECT value FROM json_each(?1))
UNION SELECT uid FROM household WHERE courtyard IN (SELECT value FROM json_each(?1))
"""
TICKETS_OF_UNITS: Final = "SELECT uid FROM ticket WHERE unit IN (SELECT value FROM json_each(?))"
UNITS_BELOW: Final = "SELECT n FROM unit WHERE instr(path, ?) > 0"
"""Not by the path's beginning: two edits may have made units each other's parent."""
EVENTS_OF: Final = f"SELECT id, type FROM op WHERE entity = ? AND kind = {int(Kind.EVENT)}"
TICKETS_OF_HOUSEHOLD: Final = "SELECT uid FROM ticket WHERE household = ?"
MOVE_TICKETS: Final = "UPDATE ticket SET grid = ?, community = ? WHERE household = ?"
UNRESOLVED_TAGS: Final = "SELECT uid FROM tag INDEXED BY tag_subject WHERE subject_household IS NULL"
TAGS_OF_RESIDENT: Final = (
    "SELECT uid FROM tag INDEXED BY tag_subject WHERE subject_household = ? AND subject_resident = ?"
)
TAGGED_HOUSEHOLDS: Final = "SELECT DISTINCT subject_household FROM tag WHERE subject_household IS NOT NULL"
SCHEMES_OF_TICKETS: Final = "SELECT DISTINCT scheme FROM ticket"
TICKETS_UNDER: Final = "SELECT uid FROM ticket WHERE scheme IS ?"
TICKETS_DUE_FROM: Final = "SELECT uid FROM ticket WHERE due_ms >= ?"
SET_SUBJECT: Final = "UPDATE tag SET subject_household = ?, subject_resident = ? WHERE n = ?"
HOUSEHOLD_OF_RESIDENT: Final = "SELECT household FROM resident WHERE n = ?"
RAISE: Final = (
    "INSERT INTO revision(kind, unit, n) VALUES(?, ?, 1) ON CONFLICT(kind, unit) DO UPDATE SET n = revision.n + 1"
)
FIRST_DAY: Final = "SELECT from_day FROM household WHERE n = ?"
PLACE_OF: Final = "SELECT grid, community FROM household WHERE n = ?"

_SUBJECT: Final = 1
"""Field number of ``tag.subject``."""


class Projection:
    """Rows of one write transaction. Call ``flush`` before anything derived is read, and before the commit."""

    def __init__(self, transaction: Transaction, replica: StoreReplica) -> None:
        self._tx = transaction
        self._replica = replica
        self.numbers = Numbers(transaction)
        self._paths = UnitPaths(transaction)
        self._homes = Homes(transaction)
        self._visits = Visits(transaction, self.numbers)
        self.tickets = Tickets(transaction, replica, self.numbers)
        self._units: set[int] = set()
        self._named_units: set[int] = set()
        self._new_units: set[int] = set()
        self._dwellings: set[int] = set()
        self._new_dwellings: set[int] = set()
        self._households: set[int] = set()
        self._placed: dict[int, Row] = {}
        """Household -> (grid, community) before this transaction."""
        self._tickets: set[bytes] = set()
        self._touched: dict[str, set[int]] = defaultdict(set)

    def entity(self, uid: bytes, row: EntityRow | None = None) -> None:
        """Write the row of an entity from its shown values, and note what depends on it."""
        entity = row or self._replica.entity(uid)
        table = TABLES.get(entity.type) if entity is not None else None
        if entity is None or table is None or table.entity_type.is_event:
            return
        if entity.type == TICKET:
            self._tickets.add(uid)
            return
        before = self._tx.row(WATCHED[entity.type], (uid,)) if entity.type in WATCHED else None
        values = shown_values(uid, self._replica)
        live = int(entity.status == Status.LIVE)
        n: int = self._tx.rows(table.upsert, (uid, live, *table.row(values, self.numbers)))[0][0]
        self.numbers.learn(table.name, uid, n)
        if entity.type == TAG:
            self._resolve_subject(n, reference(values.get(_SUBJECT)))
        self.note(table, uid, n, before)

    def awaited(self, uid: bytes) -> None:
        """Note an entity of which only events are here yet."""
        if any(event_type == TICKET_EVENT for _, event_type in self._tx.rows(EVENTS_OF, (uid,))):
            self._tickets.add(uid)

    def created(self, table: Table, first_n: int, uids: Sequence[bytes], placed: Sequence[list[Value]]) -> None:
        """Write the rows of entities just created here, which nothing can name yet, and note what is derived."""
        rows = [table.row(dict(enumerate(values)), self.numbers) for values in placed]
        numbered = range(first_n, first_n + len(uids))
        self._tx.executemany(
            table.insert, [(n, uid, 1, *row) for n, uid, row in zip(numbered, uids, rows, strict=True)]
        )
        for n, uid in zip(numbered, uids, strict=True):
            self.numbers.learn(table.name, uid, n)
        self._touched[table.name].add(0)
        number = table.entity_type.number
        if number == UNIT:
            self._units.update(numbered)
            self._new_units.update(numbered)
        elif number == DWELLING:
            self._new_dwellings.update(numbered)
        elif number == HOUSEHOLD:
            self._households.update(numbered)
        elif number == RESIDENT:
            home = table.position("household")
            self._households.update(at for row in rows if type(at := row[home]) is int)
        elif number == TAG:
            for n, values in zip(numbered, placed, strict=True):
                self._resolve_subject(n, reference(values[_SUBJECT] if len(values) > _SUBJECT else None))
                self._households.update(home for home in self._tag_homes(n, None) if home is not None)
        elif number == TICKET:
            self._tickets.update(uids)
        if number in (HOUSEHOLD, RESIDENT):
            self._resolve_waiting_tags()

    def operation(self, op: Operation) -> None:
        """Write what one operation that is held now adds up to, or what its new place in the log changes."""
        if op.kind == Kind.EVENT:
            if op.type == VISIT:
                self._visits.project(op)
                self._touched["visit"].add(0)
            elif op.type == TICKET_EVENT:
                self._tickets.add(op.entity)
            return
        self.entity(op.entity)
        if op.kind == Kind.ERASE or (op.kind == Kind.CREATE and op.type == UNIT):
            self._events_again(op.entity)

    def withdraw(self, op: Operation) -> None:
        """Take out what a refused operation had added."""
        if op.kind == Kind.EVENT and op.type == VISIT:
            self._visits.blank(op.id, op.entity)
            self._touched["visit"].add(0)
        else:
            self.operation(op)

    def _events_again(self, entity: bytes) -> None:
        """Write the visits of an entity that was erased, or that proved to be a place, again."""
        for uid, event_type in self._tx.rows(EVENTS_OF, (entity,)):
            if event_type == VISIT:
                op = self._replica.operation(uid)
                if op is None:
                    self._visits.blank(uid, entity)
                else:
                    self._visits.project(op)
                self._touched["visit"].add(0)

    @property
    def has_schemes(self) -> bool:
        """Whether published schemes, or parts of them, were written."""
        return not self._touched.keys().isdisjoint(("scheme", "scheme_part"))

    def refold_tickets(self, schemes: Iterable[bytes] | None = None) -> None:
        """Note the tickets opened under schemes that came since; None: those the current scheme stands in for.

        A ticket keeps the scheme it was opened under, so that another mechanism changes none that has its own here.
        """
        self.tickets.forget_mechanism()
        of: Iterable[bytes | None] | None = schemes
        if of is None:
            named: list[bytes | None] = [digest for (digest,) in self._tx.rows(SCHEMES_OF_TICKETS)]
            of = [digest for digest in named if not self.tickets.mechanism.has(digest)]
        for digest in of:
            self._tickets.update(uid for (uid,) in self._tx.rows(TICKETS_UNDER, (digest,)))

    def refold_tickets_due_from(self, day: int) -> None:
        """Note the tickets whose limit runs out on a day or later, after a calendar changed from there on."""
        self.tickets.forget_mechanism()
        self._tickets.update(uid for (uid,) in self._tx.rows(TICKETS_DUE_FROM, (instant_of(day),)))

    def reindex_tagged(self) -> None:
        """Note every household with a tag, after the titles of tags changed."""
        self._households.update(n for (n,) in self._tx.rows(TAGGED_HOUSEHOLDS))

    def note(self, table: Table, uid: bytes, n: int, before: Row | None) -> None:
        """Note what depends on a row just written; ``before`` are its ``WATCHED`` columns as they were."""
        self._touched[table.name].add(0)
        match table.entity_type.number:
            case number if number == UNIT:
                self._note_unit(uid, n, before)
            case number if number == DWELLING:
                self._dwellings.add(n)
            case number if number == HOUSEHOLD:
                self._households.add(n)
                if before is not None:
                    self._placed.setdefault(n, before[1:3])
                    if self._tx.value(FIRST_DAY, (n,)) != before[3]:
                        self._visits.household_changed(n)
                        self._touched["visit"].add(0)
                self._resolve_waiting_tags()
            case number if number == RESIDENT:
                self._note_resident(uid, n, before)
                self._resolve_waiting_tags()
            case number if number == TAG:
                self._households.update(home for home in self._tag_homes(n, before) if home is not None)
            case number if number == POST:
                if before is not None and self._tx.row(WATCHED[POST], (uid,)) != before:
                    self._visits.post_changed(n)
                    self._touched["visit"].add(0)

    def flush(self) -> None:
        """Bring everything derived up to date."""
        self._flush_places()
        if self._households:
            self._homes.refresh(self._households)
            for n in self._households:
                self._note_place(n)
            self._households.clear()
            self._placed.clear()
        for uid in self._tickets:
            self.tickets.project(uid)
            self._touched["ticket"].add(0)
        self._tickets.clear()

    def raise_revisions(self) -> None:
        """Raise the revision of each kind that was written: of unit 0 always, of the communities concerned."""
        for kind, units in sorted(self._touched.items()):
            for unit in {0, *units}:
                self._tx.execute(RAISE, (kind, unit))
        self._touched.clear()

    def _note_place(self, n: int) -> None:
        """Let the tickets of a household that stands in another grid or community now stand there, too.

        Nothing else of a ticket hangs on it. Of a household that is nowhere the ticket's own unit says where.
        """
        place = self._tx.row(PLACE_OF, (n,))
        if n in self._placed and place != self._placed[n]:
            if place is None or place == (None, None):
                self._tickets.update(uid for (uid,) in self._tx.rows(TICKETS_OF_HOUSEHOLD, (n,)))
            else:
                self._tx.execute(MOVE_TICKETS, (*place, n))
                self._touched["ticket"].add(0)
        self._touched["household"].add((place[1] if place else None) or 0)

    def _flush_places(self) -> None:
        concerned = set(self._named_units)
        for unit in self._units:
            concerned.update(self._paths.refresh(unit))
        concerned -= self._new_units
        self._units.clear()
        self._named_units.clear()
        self._new_units.clear()
        if concerned:
            units = json.dumps(sorted(concerned))
            for (home,) in self._tx.rows(HOUSEHOLDS_OF_UNITS, (units,)):
                # The whole row: a community that was derived from the grid has to give way to the stated one.
                self.entity(home)
            self._tickets.update(uid for (uid,) in self._tx.rows(TICKETS_OF_UNITS, (units,)))
        for dwelling in self._dwellings:
            refresh_walk_base(self._tx, dwelling)
            self._households.update(n for (n,) in self._tx.rows(HOUSEHOLDS_AT, (dwelling,)))
        self._dwellings.clear()
        for dwelling in self._new_dwellings:
            refresh_walk_base(self._tx, dwelling)
        self._new_dwellings.clear()

    def _note_unit(self, uid: bytes, n: int, before: Row | None) -> None:
        self._units.add(n)
        if before is None:
            # A row this new is named by no other yet.
            self._new_units.add(n)
            return
        name, rank, kind = before
        now = self._tx.row(WATCHED[UNIT], (uid,))
        if now is None or name != now[0]:
            self._named_units.add(n)
        if now is None or kind != now[2]:
            self._named_units.add(n)
            self._named_units.update(below for (below,) in self._tx.rows(UNITS_BELOW, (f"/{n}/",)))
        if now is None or rank != now[1]:
            self._dwellings.update(dwelling for (dwelling,) in self._tx.rows(DWELLINGS_OF, (n,)))

    def _note_resident(self, uid: bytes, n: int, before: Row | None) -> None:
        now = self._tx.row(WATCHED[RESIDENT], (uid,))
        homes = {row[1] for row in (before, now) if row is not None}
        self._households.update(home for home in homes if home is not None)
        if before is not None and len(homes) > 1:
            for (tag,) in self._tx.rows(TAGS_OF_RESIDENT, (before[1], n)):
                self.entity(tag)

    def _resolve_waiting_tags(self) -> None:
        for (tag,) in self._tx.rows(UNRESOLVED_TAGS):
            self.entity(tag)

    def _tag_homes(self, n: int, before: Row | None) -> set[int | None]:
        return {before[1] if before else None, self._tx.value("SELECT subject_household FROM tag WHERE n = ?", (n,))}

    def _resolve_subject(self, n: int, subject: bytes | None) -> None:
        """Write whose tag it is; both columns stay empty until the subject is here."""
        household: int | None = None
        resident: int | None = None
        if subject is not None:
            resident = self.numbers.find("resident", subject)
            if resident is not None:
                household = self._tx.value(HOUSEHOLD_OF_RESIDENT, (resident,))
            else:
                household = self.numbers.find("household", subject)
        self._tx.execute(SET_SUBJECT, (household, resident, n))
