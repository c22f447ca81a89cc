"""One person at the desk: a process of its own that types visits with pauses and says how long each save took.

    python -m tests.bench.typist FOLDER ACCOUNT SAVES PAUSE_MS FLUSH_MS

Says ``ready``, begins when a line arrives, ends with a JSON array of milliseconds.
"""

import random
import sys
import time
from pathlib import Path

import msgspec

from gridtui.core.time import SystemClock
from gridtui.office import visits
from gridtui.office.session import OfficeSession
from gridtui.store.database import Parameters, Transaction
from tests.bench.stores import opened

DIARY = "血压正常，按时服药。子女定期看望，联系畅通。"
_HOUSEHOLDS = "SELECT uid FROM household WHERE grid = (SELECT n FROM unit WHERE uid = ?) AND paper = 0 LIMIT 400"


def slow_the_flush(flush_ms: float) -> None:
    """Make every commit of this process take so much longer, the gate and SQLite's lock held meanwhile."""
    if not flush_ms:
        return
    plain = Transaction.execute

    def slowed(self: Transaction, sql: str, parameters: Parameters = ()) -> int:
        if sql == "COMMIT":
            time.sleep(flush_ms / 1000)
        return plain(self, sql, parameters)

    Transaction.execute = slowed  # type: ignore[method-assign]  # a slow disk, for this process alone


def save_one(session: OfficeSession, household: bytes) -> float:
    """Save a visit as the form does; return the milliseconds."""
    form = visits.new_visit_form(session, household)
    form = msgspec.structs.replace(form, diary=DIARY)
    began = time.perf_counter_ns()
    visits.log_visit(session, form)
    return (time.perf_counter_ns() - began) / 1e6


def own_households(session: OfficeSession) -> list[bytes]:
    """Return households of the acting post's grid."""
    with session.store.reading() as reader:
        return [uid for (uid,) in reader.rows(_HOUSEHOLDS, (session.scope_unit.uid,))]


def main() -> None:
    """Type as many visits as asked, with pauses of half to one and a half times the one given."""
    folder, account, saves, pause_ms, flush_ms = sys.argv[1:]
    slow_the_flush(float(flush_ms))
    chance = random.Random(account)
    with opened(Path(folder), account, SystemClock()) as session:
        session.store.start_keeper()
        households = own_households(session)
        save_one(session, households[-1])
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        spent = []
        for number in range(int(saves)):
            time.sleep(float(pause_ms) / 1000 * chance.uniform(0.5, 1.5))
            spent.append(save_one(session, households[number % len(households)]))
    sys.stdout.write(msgspec.json.encode(spent).decode() + "\n")


if __name__ == "__main__":
    main()
