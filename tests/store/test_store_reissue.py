"""Minting again: no pending operation keeps an id that turned out to be another's, and none is minted twice (P10)."""

from gridtui.core.ids import split_id
from gridtui.core.time import MS_PER_DAY, FixedClock
from gridtui.store.database import Store
from gridtui.store.reissue import reissue
from gridtui.store.replica import OPERATION, operation_of_row
from gridtui.sync.operation import canonical_bytes
from gridtui.sync.replica import Placement, State


def waiting(store: Store) -> dict[bytes, bytes]:
    """Return id -> canonical bytes of what waits to be sent."""
    with store.reading() as reader:
        rows = reader.rows(f"SELECT {OPERATION} FROM op WHERE state = 0")
    return {op.id: canonical_bytes(op) for op in map(operation_of_row, rows)}


def test_operations_of_newer_sessions_follow(store: Store, clock: FixedClock) -> None:
    """An operation that names a reissued id as entity, root, base, reference or actor is minted again too."""
    with store.writing(clock) as writer:
        home = writer.create("household", {"paper": 1}, actor=None)
        post = writer.create("post", {"role": "grid"}, actor=None)
        apart = writer.create("household", {"paper": 2}, actor=None)
    clock.ms += 2 * MS_PER_DAY
    with store.writing(clock) as writer:
        resident = writer.create("resident", {"household": home, "name": "刘秀芬"}, root=home, actor=post)
        change = writer.set(home, {"note": "a"}, actor=None)
        second = writer.set(home, {"note": "b"}, actor=None)
        visit = writer.event("visit", home, {"day": 739_575, "channel": 1, "outcome": 1, "diary": "x"}, actor=None)
        other = writer.event("visit", apart, {"day": 739_575, "channel": 1, "outcome": 1, "diary": "y"}, actor=None)
    assert split_id(home)[0] != split_id(resident)[0]
    before = waiting(store)
    with store.writing(clock) as writer:
        assert reissue(writer, clock, frozenset((home, post))) == 6
    after = waiting(store)
    assert len(after) == 8
    assert {uid for uid in before if uid in after} == {apart, other}
    gone = {home, post, resident, change, second, visit}
    assert not [uid for uid in gone for content in after.values() if uid in content]
    with store.reading() as reader:
        assert [row[0] for row in reader.rows("SELECT note FROM household WHERE live = 1 ORDER BY paper")] == [
            "b",
            "",
        ]
        assert reader.rows("SELECT diary, counts FROM visit WHERE live = 1 ORDER BY diary") == [("x", 1), ("y", 1)]
        assert reader.rows(
            "SELECT r.name FROM resident r JOIN household h ON h.n = r.household WHERE r.live = 1 AND h.live = 1"
        ) == [("刘秀芬",)]
        assert reader.rows("SELECT op, by FROM missing_base") == []
        assert [uid for (uid,) in reader.rows("SELECT id FROM entity") if uid in gone] == []
        minted = {split_id(uid)[0] for uid in after if uid not in before}
        retired: dict[bytes, int] = dict(reader.rows("SELECT session, retired FROM session"))
    assert {session for session, flag in retired.items() if flag} == {split_id(uid)[0] for uid in before}
    assert all(not retired[session] for session in minted)


def test_what_the_log_has_is_not_minted_again(store: Store, clock: FixedClock) -> None:
    """An operation the answer at hand brings a place for stays: minted again, the same fact would be logged twice."""
    with store.writing(clock) as writer:
        shared = writer.create("household", {"paper": 1}, actor=None)
        cloned = writer.create("household", {"paper": 2}, actor=None)
        named = writer.set(cloned, {"note": "a"}, actor=None)
    with store.writing(clock) as writer:
        assert reissue(writer, clock, frozenset((cloned,)), frozenset((shared, named))) == 1
    assert {shared, named} < set(waiting(store))


def test_minting_again_does_not_move_what_is_durable(store: Store, clock: FixedClock) -> None:
    """Only what waits is minted again; an operation with a place keeps its bytes."""
    with store.writing(clock) as writer:
        home = writer.create("household", {"paper": 1}, actor=None)
        change = writer.set(home, {"note": "a"}, actor=None)
        op = operation_of_row(writer.read.rows(f"SELECT {OPERATION} FROM op WHERE id = ?", (home,))[0])
        writer.receive([(op, Placement(writer.scope, State.DURABLE, 1, 1, op.hlc))])
    with store.writing(clock) as writer:
        assert reissue(writer, clock, frozenset((home, change))) == 1
    with store.reading() as reader:
        assert reader.value("SELECT count(*) FROM op WHERE id = ?", (home,)) == 1
        assert reader.value("SELECT note FROM household WHERE uid = ?", (home,)) == "a"
