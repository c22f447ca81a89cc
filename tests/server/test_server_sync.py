"""Two real offices and a real server over TLS: what is saved anywhere arrives everywhere, once."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from gridtui.core.errors import InputFault, Refused, SyncFault
from gridtui.core.time import FixedClock
from gridtui.office.enrolment import enrol, read_registration
from gridtui.office.synchronise import Synchroniser, only_sync, preview
from gridtui.store.replica import operation_of_row
from gridtui.store.sync_place import ONE
from gridtui.store.writer import Writer
from gridtui.sync import wire
from gridtui.sync.merge import Applied
from gridtui.sync.operation import Operation
from gridtui.sync.replica import Placement
from tests.server.office_end import Office
from tests.server.running_server import RunningServer

NOW_MS = 1_795_000_000_000


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    """Give a server over TLS on a free port."""
    running = RunningServer(tmp_path / "server")
    yield running
    running.stop()


@pytest.fixture
def offices(server: RunningServer, tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    """Give two enrolled offices of one community."""
    one, two = Office(tmp_path / "one"), Office(tmp_path / "two")
    one.enrol(server, "东街一", "ZA")
    two.enrol(server, "东街二", "ZB")
    yield one, two
    one.close()
    two.close()


def test_two_offices_converge(offices: tuple[Office, Office]) -> None:
    """After both have synced, operations, heads, entities and rows are equal to the byte (I4)."""
    one, two = offices
    home = one.create("household", paper=1, note="甲")
    one.visit(home, "家中无人")
    one.ticket(home, "ZA26-0001", "路灯不亮")
    other = two.create("household", paper=2, note="乙")
    assert one.sync().sent == 3
    assert two.sync().received == 3
    two.visit(home, "电话联系上本人")
    two.sync()
    one.sync()
    two.set(other, note="丙")
    one.set(other, note="丁")
    one.sync()
    two.sync()
    one.sync()
    assert one.state() == two.state()
    assert len(one.state()["op"]) == 7
    assert len(one.state()["conflict"]) == 1
    assert one.state()["pending"] == []


def test_units_travel_by_the_street(offices: tuple[Office, Office]) -> None:
    """What the street keeps arrives by the street's scope."""
    one, two = offices
    one.create("unit", kind=8, name="第一网格")
    one.sync()
    assert two.sync().received == 1
    scopes = {row[2] for row in two.state()["op"]}
    with two.store.reading() as reader:
        assert scopes == {reader.value("SELECT value FROM sync_meta WHERE key='street_scope'")}


def test_saved_before_enrolment_is_sent(server: RunningServer, tmp_path: Path) -> None:
    """An office works for weeks without a server; what it saved goes out after it enrols (P1)."""
    office = Office(tmp_path / "alone")
    home = office.create("household", paper=1)
    office.create("unit", kind=8, name="网格")
    office.visit(home, "早")
    office.enrol(server, "东街", "ZA")
    assert office.sync().sent == 3
    assert office.state()["pending"] == []
    with server.opened.database.reading() as tx:
        assert tx.rows("SELECT kind, seq FROM scope ORDER BY kind") == [(1, 2), (2, 1)]
    office.close()


def test_clock_years_off_is_no_obstacle(server: RunningServer, tmp_path: Path) -> None:
    """An office whose clock fell back to 1970 syncs, and one years ahead does not win by it (I13)."""
    late, early = Office(tmp_path / "late", FixedClock(NOW_MS + 10**11)), Office(tmp_path / "early", FixedClock(1000))
    late.enrol(server, "快", "ZA")
    early.enrol(server, "慢", "ZB")
    home = early.create("household", paper=1, note="a")
    early.sync()
    late.sync()
    late.set(home, note="b")
    late.sync()
    early.sync()
    early.set(home, note="c")
    early.sync()
    late.sync()
    assert late.state()["household"] == early.state()["household"]
    assert late.state()["household"][0][3] == "c"
    late.close()
    early.close()


def test_clock_centuries_ahead_is_no_obstacle(server: RunningServer, tmp_path: Path) -> None:
    """Beyond what 32 bits of seconds hold an office still enrols, sends and receives (I13)."""
    office = Office(tmp_path / "office", FixedClock(NOW_MS + 10**13))
    office.enrol(server, "快", "ZA")
    home = office.create("household", paper=1)
    assert office.sync().sent == 1
    office.visit(home, "x")
    assert office.sync().sent == 1
    office.close()


def test_thousands_arrive_in_bounded_requests(offices: tuple[Office, Office]) -> None:
    """A first pull of many records takes several requests and ends complete."""
    one, two = offices
    with one.store.writing(one.clock) as writer:
        for n in range(1, 1501):
            writer.create("household", {"paper": n, "note": f"住户{n}说明"}, actor=None)
    sent = one.sync()
    got = two.sync()
    assert (sent.sent, sent.waiting, got.received) == (1500, 0, 1500)
    assert 1 < sent.round_trips < 20
    assert one.state() == two.state()


def test_cursor_never_passes_what_is_not_here(
    offices: tuple[Office, Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off in the middle of a slice, an office holds every operation up to its cursor and goes on there (I5)."""
    one, two = offices
    with one.store.writing(one.clock) as writer:
        for n in range(1, 121):
            writer.create("household", {"paper": n}, actor=None)
    one.sync()

    receive, left = Writer.receive, 0

    def cut(writer: Writer, received: list[tuple[Operation, Placement]]) -> list[Applied]:
        nonlocal left
        left -= 1
        if left < 0:
            raise SyncFault("sync.cancelled")
        return receive(writer, received)

    for most in (70, 30):
        left = most
        with monkeypatch.context() as patched:
            patched.setattr(Writer, "receive", cut)
            with pytest.raises(SyncFault):
                two.sync()
        with two.store.reading() as reader:
            seq = reader.value("SELECT max(seq) FROM cursor")
            assert reader.rows("SELECT seq FROM op ORDER BY seq") == [(n,) for n in range(1, seq + 1)]
        two.hang_up()
    two.sync()
    assert one.state() == two.state()


def test_what_an_office_cannot_read_is_kept_in_its_place(offices: tuple[Office, Office]) -> None:
    """An operation of a newer program's kind and type is held whole, and what follows it arrives (I10, I14)."""
    one, two = offices
    home = one.create("household", paper=1)
    with one.store.writing(one.clock) as writer:
        row = writer.read.rows(ONE, (home,))[0]
        strange = msgspec.structs.replace(
            operation_of_row(row), id=writer._minting.new_id(), kind=77, type=60_000, body=b"\xc1newer"
        )
        writer.receive([(strange, Placement(writer.scope))])
    one.visit(home, "x")
    one.sync()
    assert two.sync().received == 3
    one.sync()
    assert one.state() == two.state()
    with two.store.reading() as reader:
        assert reader.rows("SELECT body, opaque FROM op WHERE id = ?", (strange.id,)) == [(b"\xc1newer", 1)]


def test_a_sync_sends_everything_that_waits(offices: tuple[Office, Office], monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that is full to its last operation is not the last one."""
    one, _ = offices
    monkeypatch.setattr("gridtui.sync.engine.MAX_OPERATIONS", 64)
    monkeypatch.setattr("gridtui.office.synchronise.MAX_OPERATIONS", 64)
    with one.store.writing(one.clock) as writer:
        for n in range(1, 301):
            writer.create("household", {"paper": n}, actor=None)
    report = one.sync()
    assert (report.sent, report.waiting) == (300, 0)


def test_empty_sync_is_one_small_round_trip(offices: tuple[Office, Office]) -> None:
    """Asking for news when there is none is one request of few bytes."""
    one, _ = offices
    one.sync()
    report = one.sync()
    assert report.round_trips == 1
    assert report.up_bytes + report.down_bytes < 270


def test_unknown_dictionary_is_done_without(offices: tuple[Office, Office], monkeypatch: pytest.MonkeyPatch) -> None:
    """An office whose dictionary an older server does not have sends without it."""
    one, two = offices
    monkeypatch.setattr(wire, "KNOWN_DICTIONARIES", (0,))
    home = one.create("household", paper=1, note="家里一切都好，问了冬天供暖，温度够。" * 5)
    assert one.sync().sent == 1
    assert two.sync().received == 1
    assert two.state()["household"][0][0] == home


def test_dead_connection_is_replaced(offices: tuple[Office, Office]) -> None:
    """A connection that died while idle is replaced without anybody noticing."""
    one, _ = offices
    one.create("household", paper=1)
    one.sync()
    one.synchroniser._transport._backend.cut()
    one.create("household", paper=2)
    assert one.sync().sent == 1


def test_one_sync_per_host(offices: tuple[Office, Office]) -> None:
    """A second sync on the host is refused while one runs."""
    one, _ = offices
    with only_sync(one.store.folder), pytest.raises(SyncFault) as caught:
        one.sync()
    assert caught.value.code == "sync.already_running"


def test_cancelled_sync_says_so(offices: tuple[Office, Office]) -> None:
    """A cancelled sync ends with its code and loses nothing."""
    one, _ = offices
    one.create("household", paper=1)
    one.synchroniser.cancel()
    with pytest.raises(SyncFault) as caught:
        one.sync()
    assert caught.value.code == "sync.cancelled"
    one.hang_up()
    assert one.sync().sent == 1


def test_preview_sends_nothing(offices: tuple[Office, Office]) -> None:
    """What a sync would send is told by lane without a connection."""
    one, _ = offices
    home = one.create("household", paper=1)
    one.visit(home, "x")
    assert preview(one.store).operations == {1: 1, 2: 1}


def test_not_enrolled(tmp_path: Path) -> None:
    """An office without a server is told to enrol."""
    office = Office(tmp_path / "alone")
    with pytest.raises(SyncFault) as caught:
        Synchroniser(office.store, office.clock)
    assert caught.value.code == "sync.not_enrolled"
    office.close()


def test_code_works_once_for_one_key(server: RunningServer, tmp_path: Path) -> None:
    """A code enrols one office, the same one again if its answer was lost, and no other."""
    code = server.invite()
    office, thief = Office(tmp_path / "office"), Office(tmp_path / "thief")
    first = enrol(office.store, office.clock, server.url, code)
    with office.store.transaction() as tx:
        tx.execute("DELETE FROM sync_meta WHERE key LIKE 'server_%'")
    assert enrol(office.store, office.clock, server.url, code.lower().replace("-", " ")) == first
    with pytest.raises(InputFault) as caught:
        enrol(thief.store, thief.clock, server.url, code)
    assert caught.value.code == "enrol.code_used"
    assert (first.office_no, first.prefix, first.name) == (1, "ZY", "东街社区")
    with office.store.reading() as reader:
        assert read_registration(reader) == first
    office.close()
    thief.close()


def test_code_expires_and_slips_are_caught(tmp_path: Path) -> None:
    """An old code, an unknown one and a slip of the hand are each named; another server is never told the secret."""
    clock = FixedClock(NOW_MS)
    server = RunningServer(tmp_path / "server", clock)
    stranger = RunningServer(tmp_path / "stranger", clock)
    office = Office(tmp_path / "office", clock)
    code = server.invite()

    def refused(url: str, told: str) -> str:
        with pytest.raises((InputFault, SyncFault, Refused)) as caught:
            enrol(office.store, office.clock, url, told)
        return caught.value.code

    slip = ("A" if code[0] != "A" else "B") + code[1:]
    assert refused(server.url, slip) == "enrol.code_malformed"
    assert refused(stranger.url, code) == "enrol.wrong_server"
    clock.ms += 15 * 86_400_000
    assert refused(server.url, code) == "enrol.code_expired"
    enrol(office.store, clock, server.url, server.invite(name="x", prefix="ZB"))
    assert refused(stranger.url, stranger.invite()) == "enrol.already_enrolled"
    office.close()
    server.stop()
    stranger.stop()
