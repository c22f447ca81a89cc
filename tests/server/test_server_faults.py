"""Offices with real stores, a server without a line: requests and answers lost, doubled and late, by seed.

Each seed saves, syncs and fails at random; at the end every office syncs in peace, and then: each saved operation is
in the log once (I3), the numbers have no gap (I6), and the offices are equal to the byte (I4).
"""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from gridtui.core.errors import SyncFault
from gridtui.core.time import FixedClock
from gridtui.office import synchronise
from gridtui.office.enrolment import Registration, _ensure_keys, _write_grant, _write_registration
from gridtui.server.enrolment import Enrolment, invite_office
from gridtui.server.epoch import enter_epoch
from gridtui.server.exchange import Exchange
from gridtui.server.running import Opened, open_server
from gridtui.sync.enrolling import EnrolQuestion, put_question, read_enrol_answer, root_print
from gridtui.sync.signing import read_key
from gridtui.sync.transport import Traffic
from tests.server.office_end import Office
from tests.server.running_server import DIVISION

NOW_MS = 1_795_000_000_000
PREFIXES = ("ZA", "ZB", "ZC")


class FaultyLine:
    """What an office has instead of a transport: it loses, doubles and keeps back what is sent, by a seed."""

    def __init__(self, server: Callable[[bytes], bytes], draw: random.Random) -> None:
        self.server = server
        self.draw = draw
        self.faults = True
        self.kept: list[bytes] = []
        self.traffic = Traffic()

    def exchange(self, raw: bytes) -> bytes:
        """Carry a request, or fail before or after the server has seen it."""
        self.traffic.requests += 1
        fate = self.draw.random() if self.faults else 1.0
        if fate < 0.15:
            raise SyncFault("sync.cut")
        if fate < 0.25:
            self.kept.append(raw)
            raise SyncFault("sync.slow")
        answer = self.server(raw)
        if self.kept and fate < 0.6:
            self.server(self.kept.pop())
        if fate < 0.4:
            raise SyncFault("sync.cut")
        if fate < 0.5:
            self.server(raw)
        return answer

    def abort(self) -> None:
        """Nothing to cut."""

    def close(self) -> None:
        """Nothing to close."""


def enrolled(folder: Path, clock: FixedClock, opened: Opened, prefix: str) -> Office:
    """Return an office enrolled without a line."""
    office = Office(folder, clock)
    pinned = root_print(opened.certificates.root_pem)
    _, code = invite_office(opened.database, clock, pinned, name=prefix, division=DIVISION, prefix=prefix)
    key, seal = _ensure_keys(office.store.folder)
    with office.store.writing(clock) as writer:
        question = put_question(EnrolQuestion(code.secret, writer.office, key.public, seal), key)
    answer = read_enrol_answer(Enrolment(opened.database, opened.keys, clock).answer(question)[0])
    with office.store.transaction() as tx:
        _write_grant(tx, answer)
        _write_registration(tx, Registration("https://x:1", "", answer.server_key, answer.office_no, prefix, prefix))
    return office


def work(office: Office, draw: random.Random, homes: list[bytes]) -> None:
    """Save something."""
    act = draw.randrange(5)
    if act == 0 or not homes:
        homes.append(office.create("household", paper=draw.randrange(100), note="new"))
        return
    home = draw.choice(homes)
    with office.store.reading() as reader:
        known = reader.value("SELECT status FROM entity WHERE id = ?", (home,))
    if known != 0:
        return
    if act == 1:
        office.visit(home, f"visit {draw.randrange(1000)}")
    elif act == 2:
        office.ticket(home, f"Z26-{draw.randrange(1000)}", "灯")
    elif act == 3:
        office.create("unit", kind=8, name=f"{draw.randrange(100)}")
    else:
        office.set(home, note=f"{draw.randrange(100)}", paper=draw.randrange(100))


@pytest.mark.parametrize("seed", range(12))
def test_any_faults_lose_and_double_nothing(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the line does, what was saved ends in the log once and all offices end equal."""
    monkeypatch.setattr(synchronise, "_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(synchronise, "_TRIES", 2)
    draw = random.Random(seed)
    clock = FixedClock(NOW_MS)
    opened = open_server(tmp_path / "server", clock)
    epoch, _ = enter_epoch(opened.database, opened.keys.folder, clock.now_ms())
    exchange = Exchange(opened.database, opened.keys, epoch, clock)
    offices = [enrolled(tmp_path / prefix, FixedClock(NOW_MS), opened, prefix) for prefix in PREFIXES]
    lines = [FaultyLine(lambda raw: exchange.answer(raw).answer, draw) for _ in offices]
    waiting = iter(lines)
    monkeypatch.setattr("gridtui.sync.transport.Transport", lambda *_: next(waiting))
    for office in offices:
        assert read_key(office.store.folder / "keys" / "office.key")
        assert office.synchroniser
    homes: list[bytes] = []
    for _ in range(60):
        clock.ms += draw.randrange(100_000)
        place = draw.randrange(len(offices))
        office = offices[place]
        assert isinstance(office.clock, FixedClock)
        office.clock.ms = clock.ms + draw.choice((0, 0, -43_200_000, 43_200_000, 61_000))
        for _ in range(draw.randrange(4)):
            work(office, draw, homes)
        if draw.random() < 0.6:
            try:
                office.sync()
            except SyncFault as fault:
                assert fault.code in {"sync.cut", "sync.slow"}, fault  # noqa: PT017 - any other ends the test
    for line in lines:
        line.faults = False
    for office in (*offices, *offices):
        office.sync()
    check(offices, opened)
    for office in offices:
        office.close()
    opened.database.close()


def check(offices: list[Office], opened: Opened) -> None:
    """Compare what was saved, what is logged and what the offices hold."""
    saved: set[bytes] = set()
    for office in offices:
        state = office.state()
        assert state["pending"] == []
        saved |= {row[0] for row in state["op"] if isinstance(row[0], bytes)}
    with opened.database.reading() as tx:
        rows = tx.rows("SELECT scope, seq, op_id FROM log ORDER BY scope, seq")
        assert tx.rows("SELECT * FROM held") == []
    assert sorted(row[2] for row in rows) == sorted(saved)
    for scope in {row[0] for row in rows}:
        numbers = [row[1] for row in rows if row[0] == scope]
        assert numbers == list(range(1, len(numbers) + 1))
    first = offices[0].state()
    for office in offices[1:]:
        for part, held in office.state().items():
            assert held == first[part], part
