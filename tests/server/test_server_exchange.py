"""The server's promises to an office that speaks the protocol: once, gapless, durable, in scope, and by name."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from gridtui.core.errors import SyncFault
from gridtui.core.ids import make_id
from gridtui.core.registry import BY_NAME, SCHEMA_VERSION
from gridtui.core.time import FixedClock
from gridtui.server.application import _answered
from gridtui.server.exchange import Exchange
from gridtui.server.registers import revoke_office, withdraw_scope
from gridtui.sync.chain import chain_next, chain_start
from gridtui.sync.operation import Kind, Operation, canonical_bytes, op_hash
from gridtui.sync.protocol import Held, Notice, Result, Status
from gridtui.sync.wire import Answer, read_answer, request_tag
from tests.server.running_server import Peer, RunningServer
from tests.sync.sync_samples import NOW_MS, OTHER_SESSION, SESSION, change, household, visit

OFFICE = 0x1234_5678_9ABC_DEF0 >> 1


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    """Give a server over TLS on a free port."""
    running = RunningServer(tmp_path / "server")
    yield running
    running.stop()


@pytest.fixture
def peer(server: RunningServer) -> Iterator[Peer]:
    """Give an enrolled office."""
    office = Peer(server, OFFICE, SESSION)
    office.enrol(server.invite())
    yield office
    office.transport.close()


def own(operation: Operation) -> Operation:
    """Return a sample operation as this test's office writes it."""
    return msgspec.structs.replace(operation, office=OFFICE)


def results(answer: Answer) -> dict[int, int]:
    """Return place -> result of what differs from "applied"."""
    assert answer.response is not None
    return {line.place: line.code for line in answer.response.results}


def log_rows(server: RunningServer) -> list[tuple[int, bytes]]:
    """Return (seq, op id) of the whole log."""
    with server.opened.database.reading() as tx:
        return [(row[0], row[1]) for row in tx.rows("SELECT seq, op_id FROM log ORDER BY scope, seq")]


def test_push_is_logged_and_comes_back_bare(server: RunningServer, peer: Peer) -> None:
    """What an office pushes gets the next numbers and comes back as its place alone, the chain proving it."""
    operations = [own(household(n)) for n in (1, 2, 3)]
    response = peer.ask(operations).response
    assert response is not None
    assert response.results == ()
    (block,) = response.pulled
    assert [entry.operation for entry in block.entries] == [None, None, None]
    chain = chain_start(peer.enrolled.scopes[0].scope)
    for seq, op in enumerate(operations, 1):
        chain = chain_next(chain, seq, op_hash(op), op.hlc)
    assert block.chain == chain[:8]
    assert [row[0] for row in log_rows(server)] == [1, 2, 3]
    assert response.sessions[0].have_prefix == 3


def test_same_batch_twice_equals_once(server: RunningServer, peer: Peer) -> None:
    """A batch whose answer was lost is answered again and changes nothing (I7)."""
    operations = [own(household(1)), own(change(2, make_id(SESSION, 1), None, note="x")), own(visit(3))]
    peer.ask(operations)
    before = log_rows(server)
    assert results(peer.ask(operations)) == dict.fromkeys(range(3), Result.DUPLICATE)
    assert log_rows(server) == before


def test_stamps_are_given_for_duplicates_too(peer: Peer) -> None:
    """A clock years ahead is stamped down by the server, and the same stamp answers a repeat (P2, P9)."""
    ahead = msgspec.structs.replace(own(household(1)), hlc=(1 << 62))
    first = peer.ask([ahead]).response
    again = peer.ask([ahead]).response
    assert first is not None
    assert again is not None
    assert first.stamps == again.stamps
    assert first.stamps[0][1] < 1 << 62


def test_clock_of_a_scope_never_falls(tmp_path: Path) -> None:
    """After the server's clock was put back, stamps go on from where they stood (P2, I13)."""
    clock = FixedClock(NOW_MS)
    server = RunningServer(tmp_path / "server", clock)
    with ExitStack() as opened:
        opened.callback(server.stop)
        office = Peer(server, OFFICE, SESSION)
        opened.callback(office.transport.close)
        office.enrol(server.invite())
        ahead = [msgspec.structs.replace(own(household(n)), hlc=1 << 62) for n in (1, 2)]
        office.ask(ahead[:1])
        clock.ms -= 5 * 86_400_000
        office.ask(ahead[1:])
        with server.opened.database.reading() as tx:
            effs = tx.rows("SELECT eff FROM log ORDER BY seq")
        assert effs == [(NOW_MS + 60_000 << 16,)] * 2


def test_held_id_holds_no_other_operation(server: RunningServer, peer: Peer) -> None:
    """Another operation under an id that is held is kept beside it, never taken for it (I3)."""
    for note in ("one", "two"):
        answer = peer.ask([own(household(1, note))], 1)
        assert results(answer) == {0: Result.HELD}
    with server.opened.database.reading() as tx:
        raws = {row[0] for row in tx.rows("SELECT raw FROM held")}
    assert raws == {canonical_bytes(own(household(1, note))) for note in ("one", "two")}


def test_other_office_pulls_full_operations(server: RunningServer, peer: Peer) -> None:
    """Another office of the scope receives every operation whole, with its writer and its hash."""
    operations = [own(household(n)) for n in range(1, 30)]
    peer.ask(operations)
    other = Peer(server, OFFICE + 2)
    other.enrol(server.invite(name="东街社区二", prefix="ZB"))
    response = other.ask(max_n=0).response
    assert response is not None
    entries = [entry.operation for entry in response.pulled[0].entries]
    assert entries == operations
    other.transport.close()


def test_full_bodies_on_request(peer: Peer) -> None:
    """A rolled-back office gets its own operations whole when it asks for full bodies."""
    peer.ask([own(household(1))])
    response = peer.ask(full=True).response
    assert response is not None
    assert response.pulled[0].entries[0].operation == own(household(1))


def test_budget_holds_at_least_one(peer: Peer) -> None:
    """A response respects the office's budget, brings at least one operation, and says how many remain."""
    peer.ask([own(household(n, "说明" * 200)) for n in range(1, 11)], pull=False)
    response = peer.ask(full=True, max_bytes=1).response
    assert response is not None
    assert (len(response.pulled[0].entries), response.pulled[0].more) == (1, 9)
    wider = peer.ask(full=True, max_bytes=2000).response
    assert wider is not None
    assert 1 < len(wider.pulled[0].entries) < 10


def test_counter_seen_gives_nothing_again(peer: Peer) -> None:
    """A request repeated byte for byte is handled as a push, and nothing is pulled to whoever repeats it."""
    raw, asked = peer.seal([own(household(1))])
    peer.transport.exchange(raw)
    answer = read_answer(peer.transport.exchange(raw), request_tag(raw), asked, OFFICE)
    assert answer.status == Status.REPLAYED
    assert answer.response is not None
    assert answer.response.pulled == ()
    assert results(answer) == {0: Result.DUPLICATE}


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        (household(1), Held.SCOPE),
        (msgspec.structs.replace(household(1), kind=Kind.ERASE), Held.NOT_SERVER),
        (change(1, make_id(SESSION, 1), (make_id(SESSION, 3), make_id(SESSION, 2)), note="x"), Held.MALFORMED),
    ],
)
def test_what_cannot_be_taken_is_held(server: RunningServer, peer: Peer, operation: Operation, reason: Held) -> None:
    """An operation in a foreign scope, of a server's kind, or breaking a rule is kept with its reason (I3)."""
    index = 1 if reason == Held.SCOPE else 0
    for _ in range(2):
        response = peer.ask([own(operation)], index).response
        assert response is not None
        assert [(line.code, line.argument) for line in response.results] == [(Result.HELD, reason)]
        assert response.sessions[0].have_prefix == 1
    with server.opened.database.reading() as tx:
        assert tx.rows("SELECT reason, state FROM held") == [(reason, 0)]
    assert log_rows(server) == []


def test_held_operation_delays_no_other(peer: Peer) -> None:
    """What stands around a held operation is taken (I10)."""
    bad = change(2, make_id(SESSION, 1), (make_id(SESSION, 3), make_id(SESSION, 2)), note="x")
    answer = peer.ask([own(household(1)), own(bad), own(household(3))])
    assert results(answer) == {1: Result.HELD}
    assert answer.response is not None
    assert answer.response.sessions[0].have_prefix == 3


def test_malformed_operation_sent_again_is_the_same(server: RunningServer, peer: Peer) -> None:
    """In another batch, with other sessions before it, it is held once and no sign of a clone; its ids are whole."""
    base = (make_id(OTHER_SESSION, 3), make_id(OTHER_SESSION, 2))
    bad = own(change(2, make_id(OTHER_SESSION, 1), base, note="x"))
    assert results(peer.ask([own(household(1)), bad])) == {1: Result.HELD}
    apart = household(5, session=(1).to_bytes(12, "big"), office=OFFICE)
    assert results(peer.ask([apart, bad, own(household(3))])) == {1: Result.HELD}
    with server.opened.database.reading() as tx:
        assert tx.rows("SELECT raw, reason FROM held") == [(canonical_bytes(bad), Held.MALFORMED)]
        assert tx.rows("SELECT max(retired) FROM session") == [(0,)]


def test_unknown_kind_and_type_are_taken(server: RunningServer, peer: Peer) -> None:
    """What this version does not know is logged all the same (I10, I14)."""
    strange = msgspec.structs.replace(own(household(1)), kind=77, type=60_000, body=b"\x01\x02")
    assert results(peer.ask([strange])) == {}
    assert len(log_rows(server)) == 1


def test_reused_id_retires_the_session(server: RunningServer, peer: Peer) -> None:
    """Another operation under a known id is held, and the clone's later ones are to be minted again (P10)."""
    peer.ask([own(household(1))])
    answer = peer.ask([own(household(1, "another")), own(household(2))])
    assert results(answer) == {0: Result.HELD, 1: Result.REISSUE}
    assert len(log_rows(server)) == 1
    assert results(peer.ask([own(household(1))])) == {0: Result.DUPLICATE}


def test_concurrent_values_are_reported(peer: Peer) -> None:
    """Two values that did not know each other are both taken and called a conflict (I8)."""
    entity = make_id(SESSION, 1)
    peer.ask([own(household(1)), own(change(2, entity, None, note="one"))])
    assert results(peer.ask([own(change(3, entity, None, note="two"))])) == {0: Result.CONFLICT}


def test_prefix_waits_for_the_gap(peer: Peer) -> None:
    """The prefix is contiguous: a later n is counted, and taken over when the gap is filled (planted bug 1)."""
    later = peer.ask([own(household(3)), own(household(1))]).response
    assert later is not None
    assert (later.sessions[0].have_prefix, later.sessions[0].have_count) == (1, 2)
    filled = peer.ask([own(household(2))]).response
    assert filled is not None
    assert (filled.sessions[0].have_prefix, filled.sessions[0].have_count) == (3, 3)


def test_place_above_the_log_is_history_lost(peer: Peer) -> None:
    """An office above the server's log in one epoch is told so, and given nothing of that scope."""
    epoch = peer.ask().response
    assert epoch is not None
    peer.epoch = epoch.epoch
    peer.cursors[0] = (5, b"x" * 16)
    response = peer.ask().response
    assert response is not None
    assert (Notice.HISTORY_LOST, 0) in response.notices


def test_different_chain_is_a_fork(peer: Peer) -> None:
    """An office whose chain differs at its place is told so (I4)."""
    peer.ask([own(household(n)) for n in (1, 2)], pull=False)
    peer.cursors[0] = (1, b"x" * 16)
    response = peer.ask().response
    assert response is not None
    assert response.notices == ((Notice.FORK, 0),)
    assert response.pulled == ()


def test_an_office_of_an_older_program_reads_what_it_is_given(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an answer leaves the schema out, it is the one the request stated, not the server's (P8); it is told."""
    monkeypatch.setattr("gridtui.sync.payload.SCHEMA_VERSION", 1)
    peer.schema = 1
    written = [own(household(1)), msgspec.structs.replace(own(household(2)), schema=2)]
    response = peer.ask(written, full=True).response
    assert response is not None
    given = [entry.operation for entry in response.pulled[0].entries]
    assert [op and op_hash(op) for op in given] == [op_hash(op) for op in written]
    assert response.notices[-1] == (Notice.UPGRADE, SCHEMA_VERSION)


def test_withdrawn_scope_gives_nothing(server: RunningServer, peer: Peer) -> None:
    """After a scope was withdrawn the office is told, receives nothing of it, and what it sends is held (I11)."""
    peer.ask([own(household(1))], pull=False)
    granted = peer.enrolled.scopes[0].scope
    with server.opened.database.writing() as tx:
        tenant = (tx.row("SELECT tenant FROM street") or (0,))[0]
        withdraw_scope(tx, tenant, OFFICE, granted, 1)
    answer = peer.ask([own(household(2))])
    assert answer.response is not None
    assert answer.response.pulled == ()
    assert (Notice.WITHDRAWN, 0) in answer.response.notices
    assert results(answer) == {0: Result.HELD}


def test_entity_of_a_foreign_scope_is_not_touched(server: RunningServer, peer: Peer) -> None:
    """Naming its own household as root gives an office no way to a record of a scope it does not hold (I11)."""
    other = Peer(server, OFFICE + 2)
    other.enrol(server.invite(name="西街社区", division="629901001002", prefix="ZB"))
    foreign = household(1, session=other.session, office=other.office)
    other.ask([foreign])
    mine = own(household(1))
    peer.ask([mine])
    edit = own(change(2, foreign.id, None, note="x"))
    rooted = msgspec.structs.replace(own(change(3, foreign.id, None, note="x")), root=mine.id)
    unit = msgspec.structs.replace(own(household(4)), type=BY_NAME["unit"].number)
    assert results(peer.ask([unit], 1)) == {}
    street = msgspec.structs.replace(own(change(5, unit.id, None, note="x")), root=mine.id)
    assert results(peer.ask([edit, rooted, street])) == dict.fromkeys(range(3), Result.HELD)
    with server.opened.database.reading() as tx:
        assert tx.rows("SELECT DISTINCT reason FROM held") == [(Held.SCOPE,)]
        assert tx.rows("SELECT * FROM field_head") == []
    other.transport.close()


def test_session_of_another_office_proves_nothing(server: RunningServer, peer: Peer) -> None:
    """An office that mints in another's session is held, and the owner's session goes on undisturbed (I3)."""
    peer.ask([own(household(1))])
    thief = Peer(server, OFFICE + 2)
    thief.enrol(server.invite(name="西街社区", prefix="ZB"))
    for n in (1, 2):
        response = thief.ask([household(n, "theft", office=thief.office)]).response
        assert response is not None
        assert [(line.code, line.argument) for line in response.results] == [(Result.HELD, Held.UNPROVEN)]
        assert [count.have_prefix for count in response.sessions] == [0]
    answer = peer.ask([own(household(2)), own(household(3))])
    assert results(answer) == {}
    assert answer.response is not None
    assert answer.response.sessions[0].have_prefix == 3
    thief.transport.close()


def test_actor_that_is_no_post_is_held(peer: Peer) -> None:
    """Nobody acts but a post; one that is not known yet may arrive later."""
    mine = own(household(1))
    assert results(peer.ask([mine])) == {}
    answer = peer.ask([msgspec.structs.replace(own(household(2)), actor=mine.id)])
    assert answer.response is not None
    assert [(line.code, line.argument) for line in answer.response.results] == [(Result.HELD, Held.UNPROVEN)]


def test_statuses_leave_nothing(server: RunningServer, peer: Peer) -> None:
    """Wrong signature, unknown office, wrong server, revoked key, rubbish: each its status, and nothing is left."""
    raw, asked = peer.seal([own(household(1))])

    def status(sent: bytes) -> Status:
        return read_answer(peer.transport.exchange(sent), request_tag(sent), asked, OFFICE).status

    assert status(raw[:-1] + bytes((raw[-1] ^ 1,))) == Status.BAD_SIGNATURE
    assert status(raw[:8] + bytes(8) + raw[16:]) == Status.UNKNOWN_OFFICE
    assert status(raw[:4] + bytes(4) + raw[8:]) == Status.WRONG_SERVER
    assert status(raw[:2] + b"\x07" + raw[3:]) == Status.PROTOCOL
    for rubbish in (b"", b"gs", b"hello" * 50, raw[:60], raw[::-1]):
        assert status(rubbish) == Status.BAD_FRAME
    with server.opened.database.writing() as tx:
        tenant = (tx.row("SELECT tenant FROM street") or (0,))[0]
        revoke_office(tx, tenant, OFFICE, 1)
    assert status(raw) == Status.REVOKED
    assert log_rows(server) == []
    with server.opened.database.reading() as tx:
        assert tx.rows("SELECT * FROM held") == []


def test_disk_that_is_full_acknowledges_nothing(server: RunningServer, peer: Peer) -> None:
    """What could not be committed is answered "busy", and taken when there is room again (I2)."""
    database = server.opened.database
    exchange = Exchange(database, server.opened.keys, server.serving.epoch, server.clock)
    operations = [own(household(n, os.urandom(1000).hex())) for n in range(1, 41)]

    def answered(raw: bytes, asked: tuple[bytes, ...]) -> Status:
        return read_answer(_answered(exchange, raw), request_tag(raw), asked, OFFICE).status

    with database.reading() as tx:
        pages = (tx.row("PRAGMA page_count") or (0,))[0]
        tx.execute(f"PRAGMA max_page_count={pages + 1}")
    assert answered(*peer.seal(operations)) == Status.BUSY
    assert log_rows(server) == []
    with database.reading() as tx:
        tx.execute("PRAGMA max_page_count=1000000")
    assert answered(*peer.seal(operations)) == Status.OK
    assert len(log_rows(server)) == 40


def test_office_of_a_later_epoch_gives_nothing(server: RunningServer, peer: Peer) -> None:
    """An office that has seen a newer epoch than this server stands in is not served from an old copy (P10)."""
    peer.epoch = server.serving.epoch + 1
    response = peer.ask([own(household(1))]).response
    assert response is not None
    assert response.epoch < peer.epoch
    assert response.pulled == ()
    assert log_rows(server) == []


def test_body_over_the_limit_is_refused(server: RunningServer, peer: Peer) -> None:
    """A body above one mebibyte is refused before it is read."""
    with pytest.raises(SyncFault) as caught:
        peer.transport.exchange(bytes((1 << 20) + 1))
    assert caught.value.parameters == {"why": "http_413"}
    assert log_rows(server) == []


def test_gapless_under_concurrent_offices(server: RunningServer) -> None:
    """Four offices pushing at once get the numbers 1 to n of their scope without a gap or a repeat (I6)."""
    peers = [Peer(server, OFFICE + 2 * i) for i in range(1, 5)]
    for i, office in enumerate(peers):
        office.enrol(server.invite(name=f"office {i}", prefix="AB" + "CDEF"[i]))

    def work(office: Peer) -> None:
        for start in range(1, 41, 4):
            office.ask([
                household(n, session=office.session, office=office.office) for n in range(start, start + 4)
            ], pull=False)  # fmt: skip

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, peers))
    rows = log_rows(server)
    assert [seq for seq, _ in rows] == list(range(1, 161))
    assert len({op for _, op in rows}) == 160
    for office in peers:
        office.transport.close()


def test_wrong_root_is_not_spoken_to(server: RunningServer, tmp_path: Path) -> None:
    """An office speaks to no server but the one whose root it pinned."""
    stranger = RunningServer(tmp_path / "stranger")
    office = Peer(server, OFFICE)
    office.enrol(server.invite())
    raw, _ = office.seal()
    office.transport.close()
    from gridtui.sync.transport import Transport

    other = Transport(stranger.url, server.opened.certificates.root_pem)
    with pytest.raises(SyncFault) as caught:
        other.exchange(raw)
    assert caught.value.code == "sync.wrong_server"
    other.close()
    stranger.stop()


def test_entity_type_of_street_goes_to_street_scope(server: RunningServer, peer: Peer) -> None:
    """Units, staff and posts belong to the street's log, which every office of the street reads."""
    unit = msgspec.structs.replace(own(household(1)), type=BY_NAME["unit"].number)
    assert results(peer.ask([unit], 0)) == {0: Result.HELD}
    second = msgspec.structs.replace(own(household(2)), type=BY_NAME["unit"].number)
    assert results(peer.ask([second], 1)) == {}
    with server.opened.database.reading() as tx:
        assert tx.rows("SELECT s.kind FROM log l JOIN scope s ON s.scope=l.scope") == [(2,)]
