"""Ids under fire: killed writers lose nothing they reported, forked children never mint the same (I1, P1)."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gridtui.core.ids import LAST_N, split_id
from gridtui.core.time import FixedClock, SystemClock
from gridtui.store.database import FILE_NAME, Store
from gridtui.store.minting import KEEP_NEXT_N, Minting
from gridtui.store.rebuild import rebuild_projection

ROUNDS = 5
CHILDREN = 20

WRITING_FOREVER = """
import sys
from pathlib import Path
from gridtui.core.time import SystemClock
from gridtui.store.database import Store

store = Store.open(Path(sys.argv[1]))
while True:
    with store.writing(SystemClock()) as writer:
        household = writer.create("household", {}, actor=None)
        resident = writer.create("resident", {"household": household, "name": "刘秀芬"}, root=household, actor=None)
    with store.writing(SystemClock()) as writer:
        visit = writer.event("visit", household, {"day": 739000, "channel": 1, "outcome": 1}, actor=None)
    print(household.hex(), resident.hex(), visit.hex(), flush=True)
"""


def test_a_killed_writer_loses_nothing_it_reported(tmp_path: Path) -> None:
    """Every id printed after its commit is in the file, whole, with its rows; the file is sound (I1)."""
    folder = tmp_path / "office"
    Store.open(folder, create=True).close()
    chance = random.Random(5)
    reported: list[str] = []
    for _ in range(ROUNDS):
        with subprocess.Popen(
            [sys.executable, "-c", WRITING_FOREVER, str(folder)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            # At random moments after it has begun to report: so many lines, then a part of one more act.
            lines = [process.stdout.readline() for _ in range(chance.randrange(1, 40))]
            time.sleep(chance.random() / 200)
            process.send_signal(signal.SIGKILL)
            lines += process.stdout.readlines()
        assert process.returncode == -signal.SIGKILL
        reported += [line for line in lines if line.endswith("\n")]
    assert len(reported) >= ROUNDS
    with sqlite3.connect(folder / FILE_NAME) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for line in reported:
            household, resident, visit = (bytes.fromhex(text) for text in line.split())
            assert connection.execute(
                "SELECT count(*) FROM op WHERE id IN (?,?,?)", (household, resident, visit)
            ).fetchone() == (3,)
            assert connection.execute("SELECT 1 FROM household WHERE uid = ? AND live = 1", (household,)).fetchone()
            assert connection.execute("SELECT 1 FROM resident WHERE uid = ? AND live = 1", (resident,)).fetchone()
            assert connection.execute("SELECT 1 FROM visit WHERE uid = ? AND counts = 1", (visit,)).fetchone()
    connection.close()
    store = Store.open(folder)
    assert rebuild_projection(store, SystemClock()) >= 3 * len(reported)
    store.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_forked_children_never_mint_the_same_id(tmp_path: Path) -> None:
    """The parent's session is dropped after a fork; each child opens its own."""
    store = Store.open(tmp_path / "office", create=True)
    with store.writing(SystemClock()) as writer:
        before = writer.create("staff", {}, actor=None)
    children = []
    for _ in range(CHILDREN):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                for _ in range(5):
                    with store.writing(SystemClock()) as writer:
                        writer.create("staff", {}, actor=None)
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * CHILDREN
    with store.writing(SystemClock()) as writer:
        after = writer.create("staff", {}, actor=None)
    with store.reading() as reader:
        ids = [uid for (uid,) in reader.rows("SELECT id FROM op")]
        sessions: dict[bytes, int] = dict(reader.rows("SELECT session, next_n FROM session"))
    store.close()
    assert len(set(ids)) == len(ids) == CHILDREN * 5 + 2
    found: dict[bytes, list[int]] = {}
    for uid in ids:
        session, n = split_id(uid)
        found.setdefault(session, []).append(n)
    assert len(found) == CHILDREN + 1
    assert split_id(before)[0] == split_id(after)[0]
    for session, numbers in found.items():
        assert sorted(numbers) == list(range(1, sessions[session]))


def test_a_session_that_is_spent_gives_way(tmp_path: Path) -> None:
    """At n = 2^26-1 a new session begins in the middle of a transaction, and both counters are kept."""
    store = Store.open(tmp_path / "office", create=True)
    clock = FixedClock(1_795_000_000_000)
    with store.transaction() as transaction:
        minting = Minting(transaction, clock)
        session, _ = split_id(minting.new_id())
        transaction.execute(KEEP_NEXT_N, (session, LAST_N - 1))
        minting = Minting(transaction, clock)
        ids = minting.new_ids(4)
        minting.keep()
        counters: dict[bytes, int] = dict(transaction.rows("SELECT session, next_n FROM session"))
    store.close()
    assert [split_id(uid)[1] for uid in ids] == [LAST_N - 1, LAST_N, 1, 2]
    assert counters == {session: LAST_N + 1, split_id(ids[2])[0]: 3}
    assert session != split_id(ids[2])[0]
