"""Sync: its own thread, told by message, never a key held up, errors in two sentences."""

import threading

from gridtui.core.errors import SyncFault
from gridtui.office.session import OfficeSession
from gridtui.sync.replica import State
from gridtui.tui.exchange import Progress, Tell
from tests.tui.person import Person, play


class SlowExchange:
    """An exchange that tells once, waits for the test, and ends as it is told to."""

    def __init__(self, end: Progress | SyncFault) -> None:
        self.go_on = threading.Event()
        self.begun = threading.Event()
        self.cancelled = False
        self._end = end

    def run(self, session: OfficeSession, tell: Tell) -> Progress:
        """Exchange nothing."""
        del session
        tell(Progress(sent=3, received=0, waiting=4, bytes=2048))
        self.begun.set()
        self.go_on.wait(10)
        if isinstance(self._end, SyncFault):
            raise self._end
        return self._end

    def cancel(self) -> None:
        """End at once."""
        self.cancelled = True
        self.go_on.set()


async def start(person: Person, exchange: SlowExchange) -> None:
    """Start an exchange and wait until its thread runs."""
    person.app.desk.start_sync()
    while not exchange.begun.is_set():
        await person.pilot.pause()
    await person.pilot.pause()


def test_keys_go_on_while_an_exchange_runs(session: OfficeSession) -> None:
    """A visit is logged while the server is slow."""
    exchange = SlowExchange(Progress())

    async def story(person: Person) -> None:
        await start(person, exchange)
        await person.pilot.press("v", "enter")
        await person.pilot.pause()
        assert "[x]已访" in person.marked
        exchange.go_on.set()
        await person.settled()

    play(session, story, exchange=exchange)


def test_progress_stands_on_the_sync_screen(session: OfficeSession) -> None:
    """What was sent so far, in words."""
    exchange = SlowExchange(Progress(sent=7, received=2, bytes=4096))

    async def story(person: Person) -> None:
        await person.press("0", "8")
        await start(person, exchange)
        assert "正在同步：已传3条" in person.text
        exchange.go_on.set()
        await person.settled()
        assert "已同步：已传7条，收到2条，4.0 KB" in person.text

    play(session, story, exchange=exchange)


def test_what_the_server_set_aside_is_told(session: OfficeSession) -> None:
    """Area 8 says how many records; nobody has to ask."""
    with session.store.transaction() as transaction:
        changed = "UPDATE op SET state = ? WHERE id IN (SELECT id FROM op ORDER BY id LIMIT 2)"
        transaction.execute(changed, (int(State.HELD),))

    async def story(person: Person) -> None:
        await person.press("0", "8")
        assert "服务器搁置2条" in person.text

    play(session, story)


def test_what_arrived_is_announced_and_rows_stay(session: OfficeSession) -> None:
    """有更新 r刷新, and nothing moves until r."""
    exchange = SlowExchange(Progress(received=5))

    async def story(person: Person) -> None:
        before = person.body
        await start(person, exchange)
        exchange.go_on.set()
        await person.settled()
        await person.press("down", "up")
        assert person.status == "有更新 r刷新"
        assert person.body == before
        await person.act("list.refresh")
        assert person.status == ""

    play(session, story, exchange=exchange)


def test_a_broken_exchange_says_what_is_safe_and_what_to_press(session: OfficeSession) -> None:
    """Two sentences; the next exchange may be started."""
    exchange = SlowExchange(SyncFault("sync.absent", url="https://127.0.0.1:1"))

    async def story(person: Person) -> None:
        await start(person, exchange)
        exchange.go_on.set()
        await person.settled()
        assert person.rows[-3] != "-" * 79
        assert person.status
        assert not person.app.desk.sync_runs

    play(session, story, exchange=exchange)


def test_leaving_ends_an_exchange_under_way(session: OfficeSession) -> None:
    """Nobody waits for a slow server to go home."""
    exchange = SlowExchange(Progress())

    async def story(person: Person) -> None:
        await start(person, exchange)

    play(session, story, exchange=exchange)
    assert exchange.cancelled


def test_without_a_server_the_key_says_so(session: OfficeSession) -> None:
    """An office may work alone."""

    async def story(person: Person) -> None:
        await person.press("0", "8")
        assert "单机使用" in person.text
        await person.act("sync.start")
        assert person.status == "本办公点没有登记服务器。"

    play(session, story)
