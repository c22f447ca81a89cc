"""An office with a real store that syncs with a real server, for the tests here."""

from pathlib import Path

from gridtui.core.time import Clock, SystemClock
from gridtui.office.enrolment import enrol
from gridtui.office.synchronise import Synchroniser, SyncReport
from gridtui.store.database import Store
from gridtui.sync.operation import Value
from tests.server.running_server import RunningServer

ENTITY_TABLES = ("unit", "staff", "post", "dwelling", "household", "resident", "visit", "ticket")


class Office:
    """A store, its clock and its sync."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        self.clock = clock or SystemClock()
        self.store = Store.open(folder, create=True)
        self._synchroniser: Synchroniser | None = None

    def enrol(self, server: RunningServer, name: str, prefix: str, url: str = "") -> None:
        """Enrol at a server with a fresh code."""
        enrol(self.store, self.clock, url or server.url, server.invite(name=name, prefix=prefix))

    @property
    def synchroniser(self) -> Synchroniser:
        """The office's sync with its warm connection."""
        if self._synchroniser is None:
            self._synchroniser = Synchroniser(self.store, self.clock)
        return self._synchroniser

    def sync(self) -> SyncReport:
        """Sync once over the warm connection."""
        return self.synchroniser.sync()

    def hang_up(self) -> None:
        """Drop the connection, as a new process would begin."""
        if self._synchroniser is not None:
            self._synchroniser.close()
            self._synchroniser = None

    def close(self) -> None:
        """Close everything."""
        self.hang_up()
        self.store.close()

    def create(self, type_name: str, **values: Value) -> bytes:
        """Create an entity; return its id."""
        with self.store.writing(self.clock) as writer:
            return writer.create(type_name, values, actor=None)

    def set(self, uid: bytes, **values: Value) -> None:
        """Change an entity."""
        with self.store.writing(self.clock) as writer:
            writer.set(uid, values, actor=None)

    def steps(self, ticket: bytes, notes: list[str]) -> None:
        """Record a step of a ticket for each note."""
        for act, note in enumerate(notes, 2):
            values: dict[str, Value] = {"act": act, "at_ms": self.clock.now_ms(), "note": note}
            with self.store.writing(self.clock) as writer:
                writer.event("ticket_event", ticket, values, actor=None)

    def visit(self, household: bytes, diary: str, day: int = 739_575, start_minute: int = 555) -> bytes:
        """Log a visit; return its id."""
        values: dict[str, Value] = {
            "day": day, "start_minute": start_minute, "channel": 1, "outcome": 1, "diary": diary, "entered_ms": 1,
        }  # fmt: skip
        with self.store.writing(self.clock) as writer:
            return writer.event("visit", household, values, actor=None)

    def ticket(self, household: bytes, number: str, title: str) -> bytes:
        """Open a ticket; return its id."""
        values: dict[str, Value] = {
            "number": number, "kind": 1, "ticket_class": 1, "title": title, "household": household, "opened_ms": 1,
        }  # fmt: skip
        with self.store.writing(self.clock) as writer:
            return writer.create("ticket", values, root=household, actor=None)

    def state(self) -> dict[str, list[tuple[object, ...]]]:
        """Return what two converged offices have in common: operations with places, heads, conflicts, entities."""
        with self.store.reading() as reader:
            return {
                "op": reader.rows(
                    "SELECT id, hash, scope, seq, eff, chain, state FROM op WHERE seq IS NOT NULL ORDER BY scope, seq"
                ),
                "pending": reader.rows("SELECT id FROM op WHERE seq IS NULL ORDER BY id"),
                "entity": reader.rows("SELECT id, type, root, status FROM entity ORDER BY id"),
                "head": reader.rows(
                    "SELECT entity, field, op, eff, hlc, value, dead_by FROM field_head ORDER BY 1,2,3"
                ),
                "conflict": reader.rows("SELECT entity, field, kind, ref FROM conflict ORDER BY 1,2,3,4"),
                "missing": reader.rows("SELECT op, by, fields FROM missing_base ORDER BY 1,2"),
                "cursor": reader.rows("SELECT scope, seq, chain, state FROM cursor ORDER BY scope"),
                "household": reader.rows("SELECT uid, live, paper, note FROM household ORDER BY uid"),
                "visit": reader.rows("SELECT uid, day, diary FROM visit ORDER BY uid"),
                "ticket": reader.rows("SELECT uid, number, title, state FROM ticket ORDER BY uid"),
            }
