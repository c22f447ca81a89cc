"""Opening a store: what is made, what is migrated, and what is refused with which fault."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.core.errors import StoreFault
from gridtui.store import database, opening
from gridtui.store.database import FILE_NAME, Store
from gridtui.store.opening import SCHEMA_NUMBER, back_up, file_system_of
from tests.store.store_seed import new_store

NEXT = SCHEMA_NUMBER + 1
NEXT_STEP = f"""
def up(migrator, db):
    db.execute_sql("ALTER TABLE meta ADD COLUMN extra INT")
    db.execute_sql("PRAGMA user_version = {NEXT}")
"""


def fault_code(folder: Path) -> str:
    """Open the store of a folder, which must fail; return the fault's code."""
    with pytest.raises(StoreFault) as caught:
        Store.open(folder)
    return caught.value.code


def closed_store(tmp_path: Path) -> Path:
    """Create a store with one fact in it, close it and return its folder."""
    store = new_store(tmp_path)
    with store.transaction() as transaction:
        transaction.execute("INSERT INTO meta(key, value) VALUES('kept', 7)")
    store.close()
    return store.folder


def test_a_new_store_is_private_to_its_account(tmp_path: Path) -> None:
    """Records of people: the folder is 0700 and every file of it 0600, the log included."""
    store = new_store(tmp_path)
    with store.transaction() as transaction:
        transaction.execute("INSERT INTO meta(key, value) VALUES('a', 1)")
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in store.folder.iterdir()} == {0o600}
    store.close()


def test_the_schema_number_is_the_last_migration(tmp_path: Path) -> None:
    """user_version, the constant and the numbered files say the same."""
    numbers = [int(path.name[:4]) for path in opening.MIGRATIONS.glob("[0-9]*.py")]
    store = new_store(tmp_path)
    with store.reading() as reader:
        assert reader.value("PRAGMA user_version") == SCHEMA_NUMBER == max(numbers)
        assert reader.value("PRAGMA application_id") == opening.APPLICATION_ID
    store.close()


def test_connections_have_the_pragmas_of_the_design(tmp_path: Path) -> None:
    """WAL, a flush for every commit, foreign keys, ten seconds of patience."""
    store = new_store(tmp_path)
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "cache_size", "wal_autocheckpoint")
    with store.transaction() as transaction:
        found = [transaction.value(f"PRAGMA {name}") for name in names]
    assert found == ["wal", 2, 1, 10_000, -16_384, 20_000]
    store.close()


def test_a_folder_without_a_store_is_not_made_one(tmp_path: Path) -> None:
    """Only set-up creates; everything else says that there is no office here."""
    assert fault_code(tmp_path / "nowhere") == "store.missing"
    assert not (tmp_path / "nowhere").exists()


def test_a_store_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    """An old program does not write what it does not understand."""
    folder = closed_store(tmp_path)
    with sqlite3.connect(folder / FILE_NAME) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreFault) as caught:
        Store.open(folder)
    assert caught.value.code == "store.newer"
    assert (caught.value.parameters["found"], caught.value.parameters["known"]) == (99, SCHEMA_NUMBER)


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
@pytest.mark.parametrize("number", [0, SCHEMA_NUMBER, 99])
def test_another_programs_database_is_left_alone(tmp_path: Path, journal: str, number: int) -> None:
    """A SQLite file with tables of somebody else is neither migrated nor switched to a log, whatever its number."""
    folder = tmp_path / "other"
    folder.mkdir()
    connection = sqlite3.connect(folder / FILE_NAME)
    connection.execute(f"PRAGMA journal_mode = {journal}")
    connection.execute("CREATE TABLE theirs(a)")
    connection.execute(f"PRAGMA user_version = {number}")
    connection.commit()
    connection.close()
    before = (folder / FILE_NAME).read_bytes()
    assert fault_code(folder) == "store.foreign"
    assert (folder / FILE_NAME).read_bytes() == before


def test_a_folder_in_the_files_place_is_no_store(tmp_path: Path) -> None:
    """It is said, not tripped over."""
    (tmp_path / "odd" / FILE_NAME).mkdir(parents=True)
    assert fault_code(tmp_path / "odd") == "store.foreign"


@pytest.mark.parametrize("content", [b"", b"not a database, not at all, and longer than a header"])
def test_a_damaged_header_is_named(tmp_path: Path, content: bytes) -> None:
    """An emptied file and a file of something else are damage, not a new store."""
    folder = closed_store(tmp_path)
    (folder / FILE_NAME).write_bytes(content)
    assert fault_code(folder) == "store.corrupt"


def damage(file: Path) -> None:
    """Overwrite the first page of one index."""
    connection = sqlite3.connect(file)
    page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ticket_count'").fetchone()[0]
    connection.close()
    with file.open("r+b") as stream:
        stream.seek((page - 1) * 4096)
        stream.write(b"\xff" * 2048)


def test_damage_is_looked_for_after_an_unclean_end(tmp_path: Path) -> None:
    """A log left behind by nobody: every page is looked at before anything is read or written."""
    folder = closed_store(tmp_path)
    damage(folder / FILE_NAME)
    Store.open(folder).close()
    (folder / f"{FILE_NAME}-wal").write_bytes(b"left behind")
    assert fault_code(folder) == "store.corrupt"


def test_a_store_in_use_is_not_unclean(tmp_path: Path) -> None:
    """The log of a store somebody has open is no sign of a crash."""
    store = new_store(tmp_path)
    with store.transaction() as transaction:
        transaction.execute("INSERT INTO meta(key, value) VALUES('a', 1)")
    _, unclean = opening.join_users(store.folder / "users.lock", store.path)
    assert store.path.with_name(f"{FILE_NAME}-wal").stat().st_size
    assert not unclean
    store.close()


@pytest.fixture
def stranger() -> Iterator[None]:
    """Run as an account that owns nothing, where the tests run as root."""
    if os.geteuid() == 0:
        os.seteuid(65534)
        yield
        os.seteuid(0)
    else:
        yield


def test_a_file_that_may_not_be_written_is_named(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """No permission is said as such, not as damage."""
    folder = closed_store(tmp_path)
    (folder / FILE_NAME).chmod(0o400)
    request.getfixturevalue("stranger")
    assert fault_code(folder) == "store.no_permission"


def test_a_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log needs a local disk."""
    monkeypatch.setattr(opening, "file_system_of", lambda _folder: "nfs4")
    with pytest.raises(StoreFault) as caught:
        Store.open(tmp_path / "office", create=True)
    assert (caught.value.code, caught.value.parameters["kind"]) == ("store.network_share", "nfs4")


def test_the_file_system_is_that_of_the_nearest_mount(tmp_path: Path) -> None:
    """Of all mounts above a folder the innermost, and of two at one place the later, holds it."""
    mounts = tmp_path / "mountinfo"
    below = tmp_path / "share point"
    below.mkdir()
    place = str(below).replace(" ", "\\040")
    mounts.write_text(
        "22 27 0:21 / / rw,relatime - ext4 /dev/a rw\n"
        f"23 22 0:22 / {place} rw,relatime shared:1 - ext4 /dev/b rw\n"
        f"24 22 0:23 / {place} rw,relatime shared:2 - cifs //server/b rw\n"
    )
    assert file_system_of(below / "office", mounts) == "cifs"
    assert file_system_of(tmp_path, mounts) == "ext4"
    assert file_system_of(tmp_path, tmp_path / "absent") == ""


def test_a_migration_begins_with_a_checked_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the schema changes, the store as it was lies beside it, whole and private."""
    folder = closed_store(tmp_path)
    steps = tmp_path / "steps"
    steps.mkdir()
    for step in opening.MIGRATIONS.glob("[0-9]*.py"):
        (steps / step.name).write_text(step.read_text(encoding="utf-8"), encoding="utf-8")
    (steps / f"{NEXT:04}_more.py").write_text(NEXT_STEP)
    monkeypatch.setattr(opening, "MIGRATIONS", steps)
    monkeypatch.setattr(opening, "SCHEMA_NUMBER", NEXT)
    monkeypatch.setattr(database, "SCHEMA_NUMBER", NEXT)
    store = Store.open(folder)
    with store.reading() as reader:
        assert reader.row("SELECT value, extra FROM meta WHERE key = 'kept'") == (7, None)
    store.close()
    copy = folder / f"{FILE_NAME}.before-{NEXT}"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    connection = sqlite3.connect(copy)
    assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_NUMBER,)
    assert connection.execute("SELECT value FROM meta WHERE key = 'kept'").fetchone() == (7,)
    connection.close()
    assert not list(folder.glob("*.unfinished"))


def test_a_backup_that_cannot_be_written_is_a_fault(tmp_path: Path) -> None:
    """No copy, no migration."""
    folder = closed_store(tmp_path)
    connection = sqlite3.connect(folder / FILE_NAME)
    with pytest.raises(StoreFault) as caught:
        back_up(connection, tmp_path / "nowhere" / "copy.db")
    connection.close()
    assert caught.value.code == "store.backup_failed"


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    """A store that is up to date is not migrated or copied."""
    folder = closed_store(tmp_path)
    before = (folder / FILE_NAME).read_bytes()
    Store.open(folder).close()
    assert (folder / FILE_NAME).read_bytes() == before
    assert not list(folder.glob("*before*"))
