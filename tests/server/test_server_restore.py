"""Power cuts, restores and clones at either end: every operation saved ends in the log once (I3, P10)."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.core.errors import StoreFault, SyncFault
from gridtui.core.ids import split_id
from gridtui.core.time import SystemClock
from gridtui.office import synchronise
from gridtui.office.enrolment import enrol
from gridtui.server.enrolment import invite_office
from gridtui.server.running import Serving, open_server
from gridtui.store import minting
from gridtui.sync.enrolling import root_print
from tests.server.office_end import Office
from tests.server.running_server import RunningServer, start_process


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder for a server that may be stopped and started."""
    return tmp_path / "server"


def logged(folder: Path) -> list[bytes]:
    """Return the ids of the log in a server's folder, checked for gaps."""
    opened = open_server(folder, SystemClock())
    with opened.database.reading() as tx:
        rows = tx.rows("SELECT scope, seq, op_id FROM log ORDER BY scope, seq")
    opened.database.close()
    for scope in {row[0] for row in rows}:
        numbers = [row[1] for row in rows if row[0] == scope]
        assert numbers == list(range(1, len(numbers) + 1))
    return sorted(row[2] for row in rows)


def saved(*offices: Office) -> list[bytes]:
    """Return the ids of every operation at these offices."""
    ids: set[bytes] = set()
    for office in offices:
        with office.store.reading() as reader:
            ids |= {row[0] for row in reader.rows("SELECT id FROM op")}
    return sorted(ids)


def test_restored_server_gets_everything_again(folder: Path, tmp_path: Path) -> None:
    """A server restored to last week begins a new epoch, and both offices bring what its log lacks."""
    server = RunningServer(folder)
    port = server.serving.port
    one, two = Office(tmp_path / "one"), Office(tmp_path / "two")
    one.enrol(server, "一", "ZA")
    two.enrol(server, "二", "ZB")
    home = one.create("household", paper=1, note="a")
    one.sync()
    two.sync()
    server.stop()
    shutil.copy(folder / "server.db", tmp_path / "backup.db")

    server = _at(folder, port)
    one.visit(home, "visit of one")
    two.visit(home, "visit of two")
    two.set(home, note="b")
    for office in (one, two, one):
        office.hang_up()
        office.sync()
    before = server.serving.epoch
    assert one.state() == two.state()
    server.stop()

    for leftover in folder.glob("server.db*"):
        leftover.unlink()
    shutil.copy(tmp_path / "backup.db", folder / "server.db")
    server = _at(folder, port)
    assert server.serving.is_new_epoch
    assert server.serving.epoch > before
    for office in (one, two, one, two):
        office.hang_up()
        office.sync()
    assert one.state()["pending"] == []
    assert one.state() == two.state()
    server.stop()
    assert logged(folder) == saved(one, two)
    one.close()
    two.close()


def _at(folder: Path, port: int) -> RunningServer:
    return RunningServer(folder, port=port)


def test_missing_marker_is_a_restore(folder: Path) -> None:
    """A database whose epoch file is missing or another begins a new epoch; with its own, it goes on in the old."""
    epochs = []
    for change in (None, None, "remove", "other"):
        if change == "remove":
            (folder / "keys" / "epoch").unlink()
        elif change == "other":
            (folder / "keys" / "epoch").write_text("5 x")
        serving = Serving(folder, SystemClock(), host="127.0.0.1", port=0)
        epochs.append((serving.epoch, serving.is_new_epoch))
        serving.close()
    assert [new for _, new in epochs] == [True, False, True, True]
    assert epochs[0][0] == epochs[1][0] < epochs[2][0] < epochs[3][0]


def test_second_process_is_refused(folder: Path, tmp_path: Path) -> None:
    """Only one process serves a folder, and a port taken is said so."""
    serving = Serving(folder, SystemClock(), host="127.0.0.1", port=0)
    with pytest.raises(StoreFault) as caught:
        Serving(folder, SystemClock(), host="127.0.0.1", port=0)
    assert caught.value.code == "server.already_running"
    with pytest.raises(StoreFault) as caught:
        Serving(tmp_path / "other", SystemClock(), host="127.0.0.1", port=serving.port)
    assert caught.value.code == "server.port_unusable"
    serving.close()


def test_killed_server_loses_nothing(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server killed again and again in the middle of pushes keeps what it answered and loses nothing."""
    monkeypatch.setattr(synchronise, "_PAUSE_SECONDS", 0.001)
    process, port = start_process(folder)
    opened = open_server(folder, SystemClock())
    office = Office(tmp_path / "office")
    pinned = root_print(opened.certificates.root_pem)
    _, code = invite_office(opened.database, SystemClock(), pinned, name="东街", division="629901001001", prefix="ZA")
    opened.database.close()
    enrol(office.store, office.clock, f"https://127.0.0.1:{port}", code.text())
    for round_ in range(6):
        with office.store.writing(office.clock) as writer:
            for n in range(300):
                writer.create("household", {"paper": n, "note": f"{round_}"}, actor=None)
        killer = threading.Timer(0.02 * (round_ + 1), os.kill, (process.pid, signal.SIGKILL))
        killer.start()
        with contextlib.suppress(SyncFault):
            office.sync()
        killer.join()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
        office.hang_up()
        process, _ = start_process(folder, port)
    office.sync()
    assert office.state()["pending"] == []
    process.terminate()
    assert process.wait(20) == 0
    assert process.stdout is not None
    process.stdout.close()
    assert logged(folder) == saved(office)
    office.close()


@pytest.fixture
def server(folder: Path) -> Iterator[RunningServer]:
    """Give a server over TLS on a free port."""
    running = RunningServer(folder)
    yield running
    running.stop()


WRITE = """
import sys
from pathlib import Path
from gridtui.core.time import FixedClock
from gridtui.store import minting
from gridtui.store.database import Store
minting.os.urandom = lambda size: bytes(size)
store = Store.open(Path(sys.argv[1]))
with store.writing(FixedClock(1_795_000_000_000)) as writer:
    new = writer.create("household", {"paper": int(sys.argv[2])}, actor=None)
    writer.set(new, {"note": sys.argv[2]}, actor=None)
    writer.event("visit", bytes.fromhex(sys.argv[3]), {"day": 739_575, "diary": sys.argv[2]}, actor=None)
store.close()
"""


def write_in_one_session(folder: Path, paper: str, home: bytes) -> None:
    """Save three operations in a process whose writer session is always the same, as that of a clone."""
    subprocess.run([sys.executable, "-c", WRITE, str(folder), paper, home.hex()], check=True)


def test_cloned_office_mints_again(server: RunningServer, tmp_path: Path) -> None:
    """Two copies of one store both keep working: the later one's records get new ids, and all of them arrive."""
    original = Office(tmp_path / "original")
    original.enrol(server, "东街", "ZA")
    home = original.create("household", paper=1, note="a")
    original.sync()
    original.close()
    shutil.copytree(tmp_path / "original", tmp_path / "clone")
    for name, paper in (("original", "11"), ("clone", "22")):
        write_in_one_session(tmp_path / name, paper, home)
    first, second = Office(tmp_path / "original"), Office(tmp_path / "clone")
    first.sync()
    report = second.sync()
    assert report.reissued == 3
    for office in (first, second, first):
        office.sync()
    with first.store.reading() as reader:
        notes = [row[0] for row in reader.rows("SELECT diary FROM visit ORDER BY diary")]
    assert notes == ["11", "22"]
    assert first.state()["op"] == second.state()["op"]
    first.close()
    second.close()


def test_what_a_clone_has_in_common_is_logged_once(
    server: RunningServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waited when a store was copied is sent by both copies, and neither mints it again (I3)."""
    original = Office(tmp_path / "original")
    original.enrol(server, "东街", "ZA")
    home = original.create("household", paper=1, note="a")
    original.sync()
    original.visit(home, "00")
    original.hang_up()
    shutil.copytree(tmp_path / "original", tmp_path / "clone")
    clone = Office(tmp_path / "clone")
    monkeypatch.setitem(minting._open, clone.store, minting._open[original.store])
    for office, diary in ((original, "11"), (clone, "22")):
        new = office.create("household", paper=7)
        office.set(new, note=diary)
        office.visit(home, diary)
        office.close()
    first, second = Office(tmp_path / "original"), Office(tmp_path / "clone")
    first.sync()
    assert second.sync().reissued == 3
    for office in (first, second, first):
        office.sync()
    for office in (first, second):
        with office.store.reading() as reader:
            notes = [row[0] for row in reader.rows("SELECT diary FROM visit WHERE live = 1 ORDER BY diary")]
        assert notes == ["00", "11", "22"]
        assert office.state()["pending"] == []
    for part in ("op", "entity", "head", "conflict", "missing", "cursor"):
        assert first.state()[part] == second.state()[part]
    first.close()
    second.close()


def test_rolled_back_office_catches_up(server: RunningServer, tmp_path: Path) -> None:
    """An office restored from last week's copy gets its own later work back, and mints no id a second time."""
    office = Office(tmp_path / "office")
    office.enrol(server, "东街", "ZA")
    home = office.create("household", paper=1, note="a")
    office.sync()
    office.close()
    shutil.copytree(tmp_path / "office", tmp_path / "backup")
    office = Office(tmp_path / "office")
    office.visit(home, "before the restore")
    office.set(home, note="b")
    office.sync()
    before = office.state()
    office.close()
    restored = Office(tmp_path / "backup")
    restored.visit(home, "after the restore")
    report = restored.sync()
    assert (report.sent, report.received, report.held, report.reissued) == (1, 2, 0, 0)
    assert restored.state()["op"][:3] == before["op"]
    assert restored.state()["household"] == before["household"]
    assert len(restored.state()["visit"]) == 2
    restored.close()


def test_session_that_was_rolled_back_mints_no_more(server: RunningServer, tmp_path: Path) -> None:
    """A machine resumed from an older image goes on in the same process: its ids come from a new session (P1)."""
    office = Office(tmp_path / "office")
    office.enrol(server, "东街", "ZA")
    home = office.create("household", paper=1)
    office.sync()
    visit = office.visit(home, "x")
    office.sync()
    session = split_id(home)[0]
    with office.store.transaction() as tx:
        chain = tx.value("SELECT chain FROM op WHERE id = ?", (home,))
        tx.execute("DELETE FROM op WHERE id = ?", (visit,))
        tx.execute("UPDATE session SET next_n = 2, have_prefix = 0 WHERE session = ?", (session,))
        tx.execute("UPDATE cursor SET seq = 1, chain = ? WHERE seq = 2", (chain,))
    report = office.sync()
    assert (report.received, report.reissued) == (1, 0)
    assert split_id(office.create("household", paper=2))[0] != session
    assert office.sync().reissued == 0
    office.close()
