"""Where new ids come from: one session for each open store of each process, its counter kept in the store (P1).

The counter is read and raised inside the write transaction, so a transaction that is rolled back spends no number and
the numbers of a session have no gap. A session belongs to one process: after a fork the child opens its own before it
mints anything. Two stores open in one process have two sessions, as their counters are kept apart.
"""

import os
from typing import Final
from weakref import WeakKeyDictionary

from gridtui.core.ids import LAST_N, IdStem, id_stem, new_session, session_start_ms
from gridtui.core.time import MS_PER_DAY, Clock
from gridtui.store.database import Store, Transaction

SESSION_LIFE_MS: Final = MS_PER_DAY

NEXT_N: Final = "SELECT next_n, retired FROM session WHERE session = ?"
KEEP_NEXT_N: Final = (
    "INSERT INTO session(session, next_n) VALUES(?, ?) ON CONFLICT(session) DO UPDATE SET next_n = excluded.next_n"
)
RETIRE: Final = "UPDATE session SET retired = 1 WHERE session = ?"


class _Process:
    """The session one process has open on one store. Touched only inside a write transaction, behind the gate."""

    def __init__(self) -> None:
        self.pid = 0
        self.session = b""


_open: "WeakKeyDictionary[Store, _Process]" = WeakKeyDictionary()


class Minting:
    """Ids of one write transaction. Call ``keep`` before it is committed."""

    def __init__(self, transaction: Transaction, clock: Clock) -> None:
        self._transaction = transaction
        self._clock = clock
        self._process = _open.setdefault(transaction.store, _Process())
        self._stem: IdStem | None = None
        self._next_n = 1

    def new_id(self) -> bytes:
        """Return the next id of this process's session, opening a session where one is due."""
        if self._stem is None or self._next_n > LAST_N:
            self.keep()
            self._begin()
        n = self._next_n
        self._next_n = n + 1
        return self._stem.make(n)  # type: ignore[union-attr]  # _begin sets it

    def new_ids(self, count: int) -> list[bytes]:
        """Return several ids."""
        return [self.new_id() for _ in range(count)]

    def retire(self) -> None:
        """End the session of this process: the next id is of a new one (after reissue, rolled_back or a restore)."""
        if self._process.session:
            self._transaction.execute(RETIRE, (self._process.session,))
        self.keep()
        self._stem = None
        self._process.pid = 0

    def keep(self) -> None:
        """Write the counter down in the transaction that spends the numbers."""
        if self._stem is not None:
            self._transaction.execute(KEEP_NEXT_N, (self._process.session, self._next_n))

    def _begin(self) -> None:
        process = self._process
        now = self._clock.now_ms()
        if process.pid == os.getpid() and now - session_start_ms(process.session) < SESSION_LIFE_MS:
            found = self._transaction.row(NEXT_N, (process.session,))
            next_n, retired = found or (1, 0)
            if not retired and next_n <= LAST_N:
                self._stem, self._next_n = id_stem(process.session), next_n
                return
        process.session = new_session(now, os.urandom)
        process.pid = os.getpid()
        self._stem, self._next_n = id_stem(process.session), 1
