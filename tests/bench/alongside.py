"""What runs beside people at work: a sync taking in what other offices did, or an import; until its input is closed.

    python -m tests.bench.alongside FOLDER sync|import FLUSH_MS

The sync is the product's own writing and pacing (``office.synchronise``) with the network left out: it finds a
thousand visits of another office in each answer.
"""

import os
import select
import sys
import tempfile
import threading
from pathlib import Path

from gridtui.core.ids import make_id, new_session
from gridtui.core.registry import BY_NAME
from gridtui.core.time import Clock, SystemClock
from gridtui.core.words import Channel, Outcome
from gridtui.exchange.importing import apply, prepare
from gridtui.office.session import OfficeSession
from gridtui.office.synchronise import Synchroniser, SyncReport
from gridtui.store.database import Store
from gridtui.store.sync_meta import read_number
from gridtui.sync.clock import hlc_of
from gridtui.sync.operation import Kind, Operation, Value, encode_create, op_hash
from gridtui.sync.plan import Arrival, Arrived
from gridtui.sync.protocol import SLICE_OPERATIONS
from gridtui.sync.replica import Placement, State
from tests.bench.rosters import write_roster
from tests.bench.stores import opened
from tests.bench.typist import slow_the_flush

ANSWER_OPERATIONS = 1_000
ROSTER_PEOPLE = 20_000
OTHER_OFFICE = 77
FIRST_SEQ = 1 << 40


class _Ended(Exception):
    """The benchmark has closed the input."""


def check_end() -> None:
    """Raise ``_Ended`` once the input is closed."""
    ready, _, _ = select.select([sys.stdin], [], [], 0)
    if ready and not sys.stdin.readline():
        raise _Ended


class _Taking(Synchroniser):
    """The writing half of a sync, without a server to talk to."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._cancelled = threading.Event()
        self._slice = SLICE_OPERATIONS


def take_in(session: OfficeSession) -> None:
    """Take in visits of another office, answer after answer."""
    with session.store.reading() as reader:
        scope = read_number(reader, "scope") or 0
        homes = [uid for (uid,) in reader.rows("SELECT uid FROM household ORDER BY n LIMIT 20000")]
    taking = _Taking(session.store, session.clock)
    minted = new_session(session.clock.now_ms(), os.urandom)
    first = 0
    while True:
        arrivals = tuple(
            _arrival(minted, first + place, homes[(first + place) * 7 % len(homes)], scope, session)
            for place in range(1, ANSWER_OPERATIONS + 1)
        )
        first += ANSWER_OPERATIONS
        for at in range(0, len(arrivals), SLICE_OPERATIONS):
            check_end()
            part = arrivals[at : at + SLICE_OPERATIONS]
            taking._take_in(Arrived(scope, part, b"", 0), frozenset(), SyncReport())


def _arrival(minted: bytes, n: int, household: bytes, scope: int, session: OfficeSession) -> Arrival:
    now_ms = session.clock.now_ms()
    values: dict[str, Value] = {
        "day": session.today,
        "channel": int(Channel.HOME_VISIT),
        "outcome": int(Outcome.MET),
        "summary": "一切正常",
        "entered_ms": now_ms,
    }
    op = Operation(
        id=make_id(minted, n),
        kind=Kind.EVENT,
        type=BY_NAME["visit"].number,
        entity=household,
        root=None,
        hlc=hlc_of(now_ms, n % 65_536),
        office=OTHER_OFFICE,
        actor=None,
        base=None,
        body=encode_create(BY_NAME["visit"], values),
    )
    placement = Placement(scope, State.DURABLE, 1, FIRST_SEQ + n, op.hlc, op_hash(op))
    return Arrival(op.id, placement, op)


def import_rosters(session: OfficeSession) -> None:
    """Import one roster of new people after the other."""

    def ended(_done: int, _all: int) -> None:
        check_end()

    with tempfile.TemporaryDirectory() as place:
        for number in range(1, 1_000):
            roster = write_roster(Path(place) / "roster.xlsx", ROSTER_PEOPLE, number)
            apply(session, prepare(session, roster, mapped={}, progress=ended), ended)


def main() -> None:
    """Run until the input is closed."""
    folder, work, flush_ms = sys.argv[1:]
    slow_the_flush(float(flush_ms))
    with opened(Path(folder), None, SystemClock()) as session:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        try:
            (take_in if work == "sync" else import_rosters)(session)
        except _Ended:
            return


if __name__ == "__main__":
    main()
