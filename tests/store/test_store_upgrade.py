"""A store of schema 1 with records in it comes up at schema 2: a copy beside it, nothing lost, and it works."""

import importlib.util
import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import peewee
import pytest

from gridtui.core.time import FixedClock
from gridtui.store.checking import check_kept
from gridtui.store.database import FILE_NAME, Row, Store
from gridtui.store.opening import MIGRATIONS, SCHEMA_NUMBER
from gridtui.store.rebuild import rebuild_projection
from gridtui.sync.operation import Value
from tests.store.office_histories import dump
from tests.store.written_office import NOW, TODAY, a_ticket, a_visit, household_of_two

OWN_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'find%'"
)


def tables_of_schema_1(file: Path) -> None:
    """Make the empty tables of schema 1 by its own step, and note that it was run."""
    spec = importlib.util.spec_from_file_location("step_1", MIGRATIONS / "0001_office_tables.py")
    assert spec is not None
    assert spec.loader is not None
    step = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(step)
    database = peewee.SqliteDatabase(str(file), pragmas={"journal_mode": "wal"})
    with database.atomic():
        step.up(None, database)
    database.close()


def columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """Return the names of a table's columns."""
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def rows_of(file: Path) -> dict[str, list[Row]]:
    """Return every row of a schema 1 file, the find index by what it holds."""
    connection = sqlite3.connect(file)
    tables = [name for (name,) in connection.execute(OWN_TABLES)]
    found = {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in tables}
    found["find"] = connection.execute("SELECT rowid, t FROM find").fetchall()
    connection.close()
    return found


class OldOffice:
    """A folder with a store of schema 1, filled with what ``household_of_two`` wrote and a plan it could not read."""

    def __init__(self, folder: Path, written: Path, ids: dict[str, bytes], plan: bytes) -> None:
        self.folder = folder
        self.file = folder / FILE_NAME
        self.ids = ids
        self.plan = plan
        folder.mkdir(mode=0o700)
        self.file.touch(0o600)
        tables_of_schema_1(self.file)
        history = sqlite3.connect(written / FILE_NAME)
        history_rows = history.execute("SELECT * FROM schema_migration WHERE name LIKE '0001%'").fetchall()
        declared = history.execute("SELECT sql FROM sqlite_master WHERE name = 'schema_migration'").fetchone()
        history.close()
        connection = sqlite3.connect(self.file)
        connection.execute("ATTACH ? AS new", (str(written / FILE_NAME),))
        if declared is not None:
            connection.execute(declared[0])
            marks = ",".join("?" * len(history_rows[0]))
            connection.executemany(f"INSERT INTO schema_migration VALUES({marks})", history_rows)
        for (table,) in connection.execute(OWN_TABLES).fetchall():
            if table != "schema_migration":
                names = ", ".join(f'"{name}"' for name in columns(connection, table))
                connection.execute(f"INSERT INTO main.{table}({names}) SELECT {names} FROM new.{table}")
        connection.execute("INSERT INTO find(rowid, t) SELECT rowid, t FROM new.find")
        # What an older program makes of a type it does not know: kept whole, merged, and shown nowhere.
        connection.execute("UPDATE op SET opaque = 1 WHERE entity = ?", (plan,))
        connection.execute("UPDATE op SET schema = 1, opaque = 0 WHERE entity <> ?", (plan,))
        connection.execute("DELETE FROM revision WHERE kind = 'plan'")
        connection.commit()
        connection.close()


@pytest.fixture
def old(tmp_path: Path, store: Store, clock: FixedClock) -> OldOffice:
    """Give the folder of an office that was last worked in with the program before."""
    ids = household_of_two(store, clock)
    a_ticket(store, clock, ids)
    with store.writing(clock) as writer:
        writer.event("visit", ids["household"], a_visit(ids), actor=ids["post"])
        planned: dict[str, Value] = {"household": ids["household"], "rule": "monthly", "days": 9, "from_day": TODAY}
        plan = writer.create("plan", planned, root=ids["household"], actor=ids["post"])
        writer.set(plan, {"days": 10}, actor=ids["post"])
        writer.read.execute("INSERT INTO meta(key, value) VALUES('kept', 7)")
    store.close()
    return OldOffice(tmp_path / "old", store.folder, ids, plan)


@pytest.fixture
def upgraded(old: OldOffice) -> Iterator[Store]:
    """Give the old office opened by this program."""
    opened = Store.open(old.folder)
    yield opened
    opened.close()


def test_an_old_store_comes_up_with_nothing_lost(old: OldOffice) -> None:
    """Every row of every table is as it was; what schema 2 adds to it says nothing yet."""
    before = rows_of(old.file)
    assert {"op", "visit", "ticket", "household", "find", "meta"} <= {name for name, rows in before.items() if rows}
    opened = Store.open(old.folder)
    with opened.reading() as reader:
        assert reader.value("PRAGMA user_version") == SCHEMA_NUMBER
        for table, rows in before.items():
            if table in {"schema_migration", "revision", "op"}:
                continue
            width = len(rows[0]) if rows else 0
            found = reader.rows("SELECT rowid, t FROM find" if table == "find" else f"SELECT * FROM {table}")
            assert sorted((row[:width] for row in found), key=repr) == rows, table
        assert reader.row("SELECT told, rechecks FROM visit") == ("[]", None)
        assert reader.row("SELECT activity, occurrence FROM ticket") == (None, None)
        assert reader.row("SELECT pool, checked, term_day, certificate_day FROM post") == (0, 0, None, None)
    opened.close()


def test_a_checked_copy_lies_beside_it(old: OldOffice) -> None:
    """The store as it was, whole, private, and of the old schema."""
    before = rows_of(old.file)
    Store.open(old.folder).close()
    copy = old.folder / f"{FILE_NAME}.before-{SCHEMA_NUMBER}"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    connection = sqlite3.connect(copy)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert rows_of(copy) == before


def test_what_the_old_program_could_not_read_is_read(old: OldOffice, upgraded: Store) -> None:
    """A plan that came from an office of the new program stands on its table, once, and is opaque no longer (P3)."""
    with upgraded.reading() as reader:
        row = reader.row("SELECT uid, live, rule, days, from_day, household FROM plan")
        assert row == (old.plan, 1, "monthly", 10, TODAY, 1)
        assert reader.value("SELECT count(*) FROM op WHERE opaque = 1") == 0
        assert reader.value("SELECT n FROM revision WHERE kind = 'plan'") == 1
        assert reader.value("SELECT count(*) FROM meta WHERE key = 'read_again'") == 0


def test_what_even_this_program_cannot_read_stays_opaque(old: OldOffice) -> None:
    """An operation of a registry newer still is kept for the program after."""
    connection = sqlite3.connect(old.file)
    connection.execute("UPDATE op SET type = 60000 WHERE id = ?", (old.plan,))
    connection.execute("UPDATE entity SET type = 60000 WHERE id = ?", (old.plan,))
    connection.execute("UPDATE op SET schema = 65535 WHERE entity = ?", (old.plan,))
    connection.commit()
    connection.close()
    opened = Store.open(old.folder)
    with opened.reading() as reader:
        assert reader.value("SELECT count(*) FROM op WHERE opaque = 1") == 2
        assert reader.value("SELECT count(*) FROM plan") == 0
    opened.close()


def test_an_upgraded_store_is_worked_in(old: OldOffice, upgraded: Store, clock: FixedClock) -> None:
    """Old and new kinds of record are written, everything kept is true, and a rebuild changes nothing."""
    clock.ms += 60_000
    home, post = old.ids["household"], old.ids["post"]
    with upgraded.writing(clock) as writer:
        campaign = writer.create("campaign", {"key": "sweep", "unit": old.ids["grid"]}, actor=post)
        told = a_visit(old.ids, told=(campaign,), entered_ms=NOW + 60_000)
        writer.event("visit", home, told, actor=post)
        writer.create("pause", {"household": home, "reason": 1, "from_day": TODAY}, root=home, actor=post)
        writer.set(post, {"term_day": TODAY + 365, "checked": True}, actor=None)
    assert [each for each in check_kept(upgraded) if each.wrong] == []
    with upgraded.reading() as reader:
        assert reader.value("SELECT count(*) FROM visit WHERE counts = 1") == 2
        assert reader.value("SELECT count(*) FROM visit v, json_each(v.told) t JOIN campaign c ON c.n = t.value") == 1
        assert reader.row("SELECT term_day, checked FROM post") == (TODAY + 365, 1)
        before = dump(reader)
    rebuild_projection(upgraded, clock)
    with upgraded.reading() as reader:
        assert dump(reader) == before


def test_two_processes_that_come_to_it_leave_one_schema(old: OldOffice) -> None:
    """The second finds the work done and opens."""
    child = os.fork()
    if child == 0:
        try:
            Store.open(old.folder).close()
        except BaseException:  # noqa: BLE001 - a forked child must not run the test's ending
            os._exit(1)
        os._exit(0)
    Store.open(old.folder).close()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    connection = sqlite3.connect(old.file)
    assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_NUMBER,)
    assert connection.execute("SELECT count(*) FROM plan").fetchone() == (1,)
    connection.close()
