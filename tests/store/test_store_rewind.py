"""What waits again after the server was restored: all of the office's own that the restored log may lack (P10)."""

from gridtui.core.time import FixedClock
from gridtui.store.database import Store
from gridtui.store.replica import OPERATION, operation_of_row
from gridtui.store.sync_place import pending_operations, read_position, rewind, write_cursor, write_grants
from gridtui.sync.chain import chain_start
from gridtui.sync.plan import Cursor, Granted, Rewind, Standing
from gridtui.sync.protocol import ScopeKind
from gridtui.sync.replica import Placement, State


def test_all_that_a_restored_server_may_lack_waits_again(store: Store, clock: FixedClock) -> None:
    """Above the common place, durable without a place, held there: each is sent again, and counts with its hlc."""
    with store.writing(clock) as writer:
        tx, scope, office = writer.read, writer.scope, writer.office
        ids = [writer.create("household", {"paper": n}, actor=None) for n in range(1, 4)]
        noted = writer.set(ids[0], {"note": "a"}, actor=None)
        held = writer.create("household", {"paper": 4}, actor=None)
        refused = writer.create("household", {"paper": 5}, actor=None)
        for seq, uid in enumerate(ids[:2], 1):
            op = operation_of_row(tx.rows(f"SELECT {OPERATION} FROM op WHERE id = ?", (uid,))[0])
            writer.receive([(op, Placement(scope, State.DURABLE, 1, seq, op.hlc, bytes([seq]) * 16))])
        writer.acknowledge(ids[2], State.DURABLE)
        writer.acknowledge(noted, State.DURABLE, 5)
        writer.acknowledge(held, State.HELD)
        writer.refuse(refused)
        write_grants(tx, [Granted(scope, ScopeKind.COMMUNITY)], 1)
        write_cursor(tx, scope, Cursor(2, b"\2" * 16))
    with store.transaction() as tx:
        assert rewind(tx, office, Rewind(scope, 1)) == Cursor(1, b"\1" * 16, Standing.REWOUND)
    with store.reading() as reader:
        waiting = {pending.operation.id for pending in pending_operations(reader, 9)}
        assert waiting == {ids[1], ids[2], noted, held}
        assert reader.rows("SELECT 1 FROM op WHERE state = 0 AND (seq IS NOT NULL OR eff IS NOT NULL)") == []
        assert reader.rows("SELECT 1 FROM field_head WHERE op = ? AND eff <> hlc", (noted,)) == []
        position = read_position(reader)
    assert position is not None
    assert position.cursors[scope].seq == 1


def test_place_whose_chain_is_not_here_is_fetched_from_the_beginning(store: Store, clock: FixedClock) -> None:
    """Nothing keeps a number of the old epoch then: the new log gives every number again."""
    with store.writing(clock) as writer:
        tx, scope, office = writer.read, writer.scope, writer.office
        uid = writer.create("household", {"paper": 1}, actor=None)
        op = operation_of_row(tx.rows(f"SELECT {OPERATION} FROM op WHERE id = ?", (uid,))[0])
        writer.receive([(op, Placement(scope, State.DURABLE, 1, 3, op.hlc, b"c" * 16))])
    with store.transaction() as tx:
        assert rewind(tx, office, Rewind(scope, 5)) == Cursor(0, chain_start(scope))
        assert tx.rows("SELECT 1 FROM op WHERE seq IS NOT NULL") == []
