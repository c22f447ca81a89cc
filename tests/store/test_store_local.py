"""Drafts, ways back and used phrases: local, and in the caller's own transaction."""

from pathlib import Path
from threading import Thread

from gridtui.store import local
from gridtui.store.read_revisions import revisions
from gridtui.store.read_sync import meta_value, sync_state
from tests.store.store_seed import DAY, Desk, new_store


def test_a_draft_gives_way_to_the_next(desk: Desk) -> None:
    """One a form and subject of an account; the latest change first; another account's are its own."""
    with desk.store.transaction() as transaction:
        local.keep_draft(transaction, "zhang", "visit", b"", '{"a":1}', 10)
        local.keep_draft(transaction, "zhang", "visit", b"subject", '{"b":1}', 20)
        local.keep_draft(transaction, "zhang", "visit", b"", '{"a":2}', 30)
        local.keep_draft(transaction, "li", "visit", b"", '{"c":1}', 40)
    with desk.reading() as reader:
        assert local.draft(reader, "zhang", "visit", b"") == '{"a":2}'
        assert local.draft(reader, "zhang", "ticket", b"") is None
        assert local.drafts(reader, "zhang") == [("visit", b"", 30), ("visit", b"subject", 20)]
        assert (local.count_drafts(reader, "zhang"), local.count_drafts(reader, "li")) == (2, 1)


def test_a_dropped_draft_is_gone(desk: Desk) -> None:
    """Dropping none is no fault."""
    with desk.store.transaction() as transaction:
        local.keep_draft(transaction, "zhang", "visit", b"", "{}", 10)
        local.drop_draft(transaction, "zhang", "visit", b"")
        local.drop_draft(transaction, "zhang", "visit", b"")
        assert local.count_drafts(transaction, "zhang") == 0


def test_the_last_act_of_the_day_is_taken_back_first(desk: Desk) -> None:
    """Each once; another account's and another day's stay out of it."""

    def act(account: str, day: int) -> bytes:
        return local.add_undo(
            transaction, account=account, made_ms=5, day=day, label="visit.saved", parameters='{"n":1}', inverse="[]"
        )

    with desk.store.transaction() as transaction:
        act("zhang", DAY - 1)
        first, second = act("zhang", DAY), act("zhang", DAY)
        act("li", DAY)
        last = local.last_undo(transaction, "zhang", DAY)
        assert last is not None
        assert (last.id, last.label, last.parameters, last.undone) == (second, "visit.saved", '{"n":1}', False)
        assert local.mark_undone(transaction, second)
        assert not local.mark_undone(transaction, second)
        assert (left := local.last_undo(transaction, "zhang", DAY)) is not None
        assert left.id == first
        assert local.mark_undone(transaction, first)
        assert local.last_undo(transaction, "zhang", DAY) is None
        taken = local.undo(transaction, second)
        assert taken is not None
        assert taken.undone


def test_old_ways_back_are_forgotten(desk: Desk) -> None:
    """Only the same day's acts can be taken back, so older ones need not be kept."""
    with desk.store.transaction() as transaction:
        made = [
            local.add_undo(transaction, account="a", made_ms=1, day=day, label="x", parameters="{}", inverse="[]")
            for day in (DAY - 1, DAY)
        ]
        local.drop_undos(transaction, DAY)
        assert [local.undo(transaction, each) is None for each in made] == [True, False]


def test_phrases_are_counted_for_each_post(desk: Desk) -> None:
    """A post nobody knows counts nothing."""
    office = desk.office
    with desk.store.transaction() as transaction:
        for post, text in (
            (office.zhang, "一切正常"),
            (office.zhang, "一切正常"),
            (office.li, "身体不适"),
            (b"x", "?"),
        ):
            local.count_phrase(transaction, post, text, 7)
        assert local.phrase_uses(transaction, office.zhang) == {"一切正常": 2}
        assert local.phrase_uses(transaction, office.li) == {"身体不适": 1}
        assert local.phrase_uses(transaction, b"x") == {}


def test_two_stores_on_two_threads_stay_apart(tmp_path: Path) -> None:
    """The models are bound for one thread and one block."""
    stores = [new_store(tmp_path / name) for name in ("one", "two")]
    found: dict[int, list[tuple[str, bytes, int]]] = {}

    def work(number: int) -> None:
        for turn in range(20):
            with stores[number].transaction() as transaction:
                local.keep_draft(transaction, "a", f"form{number}", bytes([turn]), "{}", turn)
        with stores[number].reading() as reader:
            found[number] = local.drafts(reader, "a")

    threads = [Thread(target=work, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert [{kind for kind, _, _ in found[number]} for number in (0, 1)] == [{"form0"}, {"form1"}]
    assert [len(found[number]) for number in (0, 1)] == [20, 20]
    for store in stores:
        store.close()


def test_the_sync_state_counts_what_waits(desk: Desk) -> None:
    """Pending by lane, held and refused together, a conflict once a field, scopes, and the last sync."""
    insert = (
        "INSERT INTO op(id, hash, kind, type, entity, root, schema, hlc, office, scope, lane, state, saved_ms)"
        " VALUES(?, x'00', 1, 7, x'01', x'01', 1, 1, 1, 1, ?, ?, 0)"
    )
    with desk.reading() as reader:
        empty = sync_state(reader)
    assert (empty.pending, empty.unsent, empty.held, empty.conflicts, empty.scopes, empty.last_sync_ms) == (
        {}, 0, 0, 0, (), None,
    )  # fmt: skip
    with desk.store.transaction() as transaction:
        states = [(0, 0), (1, 0), (1, 4), (2, 1), (2, 2), (2, 3), (2, 5), (0, 6)]
        transaction.executemany(insert, [(bytes([n]), lane, state) for n, (lane, state) in enumerate(states)])
        transaction.executemany(
            "INSERT INTO conflict VALUES(?, ?, 1, ?)", [(b"e", 2, b"a"), (b"e", 2, b"b"), (b"e", 3, b"a")]
        )
        transaction.execute("INSERT INTO cursor(scope, seq, state) VALUES(9, 120, 0)")
        transaction.execute("INSERT INTO sync_meta(key, value) VALUES('last_sync_ms', 1700000000000)")
    with desk.reading() as reader:
        found = sync_state(reader)
        assert meta_value(reader, "nothing") is None
    assert (found.pending, found.unsent, found.held, found.conflicts) == ({0: 1, 1: 2}, 3, 2, 2)
    assert [(scope.scope, scope.seq) for scope in found.scopes] == [(9, 120)]
    assert found.last_sync_ms == 1_700_000_000_000


def test_a_revision_is_of_a_kind_and_a_place(desk: Desk) -> None:
    """Of the whole store or of one community; 0 where nothing was ever written, or the community is not known."""
    number = desk.office.seed.n(desk.office.community)
    with desk.store.transaction() as transaction:
        rows = [("visit", 0, 7), ("visit", number, 3), ("tag", 0, 2)]
        transaction.executemany("INSERT INTO revision(kind, unit, n) VALUES(?, ?, ?)", rows)
    with desk.reading() as reader:
        assert revisions(reader, ("visit", "tag", "ticket")) == (7, 2, 0)
        assert revisions(reader, ("visit", "tag"), desk.office.community) == (3, 0)
        assert revisions(reader, ("visit",), b"nobody") == (0,)
