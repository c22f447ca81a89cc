"""What an office lacks of each scope it was granted (P7, P9): the log after its cursor, in order, within a budget."""

from collections.abc import Sequence
from typing import Final

import msgspec

from gridtui.core.ids import split_id
from gridtui.server.database import Row, Transaction
from gridtui.server.registers import Grant, OfficeKey
from gridtui.server.replica import operation_of_row
from gridtui.sync.chain import COMPARED_BYTES, chain_start, receipt
from gridtui.sync.messages import Entry, Pulled, Request, ScopeLine
from gridtui.sync.packing import Packed
from gridtui.sync.protocol import MAX_PLAIN_BYTES, Notice

_ENTRY_OVERHEAD: Final = 64
_BARE_BYTES: Final = 8
_PAGE: Final = 512
_LEAST_PAGE: Final = 16
_PLAIN_PER_PACKED: Final = 2
"""Personal notes and names shrink to about half; the budget is in packed bytes, entries are counted plain."""
_MOST_PLAIN: Final = MAX_PLAIN_BYTES // 2
_LOG: Final = (
    "SELECT op_id, kind, type, entity, root, schema, hlc, office, actor, base, body, seq, eff, chain FROM log"
    " WHERE tenant=? AND scope=? AND seq>? ORDER BY seq LIMIT ?"
)


class Given(msgspec.Struct, frozen=True):
    """What is given to an office: blocks of the log, and notices about scopes that cannot be given."""

    pulled: tuple[Pulled, ...] = ()
    notices: tuple[tuple[Packed, ...], ...] = ()


class Puller:
    """Reads for one office inside one transaction; the budget is shared by its scopes in the order asked."""

    def __init__(
        self, tx: Transaction, key: OfficeKey, *, epoch: int, receipt_key: bytes, request: Request, full_bodies: bool
    ) -> None:
        self._tx = tx
        self._key = key
        self._epoch = epoch
        self._receipt_key = receipt_key
        self._most = {line.session: line.max_n for line in request.sessions} if not full_bodies else {}
        self._budget = min(max(1, request.max_bytes) * _PLAIN_PER_PACKED, _MOST_PLAIN)
        self._given_any = False

    def give(self, grants: Sequence[Grant], lines: Sequence[ScopeLine]) -> Given:
        """Return what the office lacks of the scopes it names."""
        pulled: list[Pulled] = []
        notices: list[tuple[Packed, ...]] = []
        for line in lines:
            grant = grants[line.index] if line.index < len(grants) else None
            if grant is None or grant.withdrawn:
                notices.append((int(Notice.WITHDRAWN), line.index))
                continue
            given = self._scope(grant, line)
            if isinstance(given, Pulled):
                pulled.append(given)
            elif given is not None:
                notices.append((int(given), line.index))
        return Given(tuple(pulled), tuple(notices))

    def _scope(self, grant: Grant, line: ScopeLine) -> Pulled | Notice | None:
        """Return a block, a notice why there is none, or None when nothing is new and the chains agree."""
        head = self._tx.row(
            "SELECT seq, floor_seq, chain FROM scope WHERE tenant=? AND scope=?", (self._key.tenant, grant.scope)
        )
        if head is None or line.seq > head[0]:
            return Notice.HISTORY_LOST
        seq, floor, chain = head
        if line.seq < floor:
            return Notice.REBUILD
        at = chain if line.seq == seq else self._chain_at(grant.scope, line.seq)
        if at[:COMPARED_BYTES] != line.chain:
            return Notice.FORK
        if line.seq == seq:
            return None
        entries, last, chain = self._entries(grant.scope, line.seq, chain)
        if not entries:
            return None
        return Pulled(
            index=line.index,
            from_seq=line.seq,
            to_seq=last,
            floor=floor,
            entries=tuple(entries),
            chain=chain[:COMPARED_BYTES],
            receipt=receipt(self._receipt_key, grant.scope, self._epoch, last, chain),
            more=seq - last,
        )

    def _chain_at(self, scope: int, seq: int) -> bytes:
        if seq == 0:
            return chain_start(scope)
        row = self._tx.row(
            "SELECT chain FROM log WHERE tenant=? AND scope=? AND seq=?", (self._key.tenant, scope, seq)
        )
        return b"" if row is None else bytes(row[0])

    def _entries(self, scope: int, after: int, chain: bytes) -> tuple[list[Entry], int, bytes]:
        """Return (entries, number of the last, chain there); at least one entry of a response, whatever its size."""
        entries: list[Entry] = []
        last = after
        while True:
            size = min(max(_LEAST_PAGE, self._budget // _ENTRY_OVERHEAD), _PAGE)
            page = self._tx.rows(_LOG, (self._key.tenant, scope, last, size))
            for row in page:
                cost, entry = self._entry(row)
                if self._given_any and cost > self._budget:
                    return entries, last, chain
                self._budget -= cost
                self._given_any = True
                entries.append(entry)
                last, chain = row[11], bytes(row[13])
            if len(page) < size:
                return entries, last, chain

    def _entry(self, row: Row) -> tuple[int, Entry]:
        session, n = split_id(row[0])
        eff = int(row[12])
        if row[7] == self._key.office and n <= self._most.get(session, 0):
            return _BARE_BYTES, Entry(row[0], None if eff == row[6] else eff)
        return _ENTRY_OVERHEAD + len(row[10]), Entry(row[0], eff, operation_of_row(row[:11]))
