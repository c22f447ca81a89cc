"""The writer: operation, merge state and rows in one transaction, ids and clock inside it."""

from collections.abc import Mapping

import pytest

from gridtui.core.errors import InputFault
from gridtui.core.ids import split_id
from gridtui.core.time import MS_PER_DAY, FixedClock
from gridtui.core.words import Outcome, Relation, TicketAct, TicketClass, TicketState
from gridtui.scheme.load import load_schemes
from gridtui.settings import shipped_config
from gridtui.store.database import Store
from gridtui.store.rebuild import rebuild_projection
from gridtui.store.replica import ONE_OPERATION, operation_of_row
from gridtui.sync.operation import Kind, Value, decode_body, op_hash
from tests.store.office_histories import dump
from tests.store.written_office import NOW, TODAY, a_visit, household_of_two


def test_a_create_is_an_operation_an_entity_and_a_row(store: Store, clock: FixedClock) -> None:
    """One transaction holds all three; a lone create has no head row (P4)."""
    ids = household_of_two(store, clock)
    with store.reading() as reader:
        row = reader.row(ONE_OPERATION, (ids["resident"],))
        assert row is not None
        op = operation_of_row(row)
        assert (op.kind, op.entity, op.root, op.actor) == (
            Kind.CREATE,
            ids["resident"],
            ids["household"],
            ids["post"],
        )
        assert reader.value("SELECT hash FROM op WHERE id = ?", (op.id,)) == op_hash(op)
        assert reader.row("SELECT type, root, status FROM entity WHERE id = ?", (op.id,)) == (8, ids["household"], 0)
        assert reader.row("SELECT name, live, household FROM resident") == ("刘秀芬", 1, 1)
        assert reader.rows("SELECT 1 FROM field_head") == []


def test_rows_join_by_local_numbers_and_are_derived(store: Store, clock: FixedClock) -> None:
    """Path, walking key, name key, head, address and community follow from the facts."""
    household_of_two(store, clock)
    with store.reading() as reader:
        assert [row[0] for row in reader.rows("SELECT path FROM unit ORDER BY n")] == ["/1/", "/1/2/", "/1/3/"]
        walk = 3 << 40 | 3 << 32 | 2 << 26 | 501 << 12
        assert reader.row("SELECT walk_base FROM dwelling") == (walk,)
        columns = "walk, head, courtyard, building, entrance, door, community, name_key & 134217727"
        assert reader.row(f"SELECT {columns} FROM household") == (walk, 1, 3, 3, 2, "501", 1, 1)
        found = reader.rows('SELECT rowid FROM find WHERE find MATCH \'"lxf" AND "b3e2d501" AND "t5678" AND "u2"\'')
        assert found == [(walk,)]


def create_and_fail(store: Store, clock: FixedClock) -> None:
    """Create a member of staff in a transaction that ends badly."""
    with store.writing(clock) as writer:
        writer.create("staff", {"name": "乙"}, actor=None)
        writer.set(b"\1" * 16, {"name": "丙"}, actor=None)


def test_ids_are_gapless_in_one_session_and_a_rollback_spends_none(store: Store, clock: FixedClock) -> None:
    """N is taken inside the transaction (P1)."""
    with store.writing(clock) as writer:
        first = writer.create("staff", {"name": "甲"}, actor=None)
    with pytest.raises(InputFault, match=r"entity\.unknown"):
        create_and_fail(store, clock)
    with store.writing(clock) as writer:
        second = writer.create("staff", {"name": "丁"}, actor=None)
    session, n = split_id(first)
    assert split_id(second) == (session, n + 1) == (session, 2)
    with store.reading() as reader:
        assert reader.rows("SELECT name FROM staff ORDER BY n") == [("甲",), ("丁",)]


def test_a_new_session_begins_after_a_day_and_with_every_store(store: Store, clock: FixedClock) -> None:
    """24 hours at most; two stores never share a counter."""
    with store.writing(clock) as writer:
        first = writer.create("staff", {}, actor=None)
    clock.ms += MS_PER_DAY - 1
    with store.writing(clock) as writer:
        same = writer.create("staff", {}, actor=None)
    clock.ms += 1
    with store.writing(clock) as writer:
        later = writer.create("staff", {}, actor=None)
    again = Store.open(store.folder)
    with again.writing(clock) as writer:
        other = writer.create("staff", {}, actor=None)
    again.close()
    sessions = [split_id(uid)[0] for uid in (first, same, later, other)]
    assert sessions[0] == sessions[1]
    assert len(set(sessions)) == 3


def test_the_clock_of_operations_always_advances(store: Store, clock: FixedClock) -> None:
    """Also when the machine's clock is set back between two transactions (P2)."""
    hlcs = []
    for _ in range(3):
        with store.writing(clock) as writer:
            uid = writer.create("staff", {}, actor=None)
            hlcs.append(writer.read.value("SELECT hlc FROM op WHERE id = ?", (uid,)))
        clock.ms -= 3_600_000
    assert hlcs == [NOW << 16, (NOW << 16) + 1, (NOW << 16) + 2]


def test_a_change_names_what_it_had_seen(store: Store, clock: FixedClock) -> None:
    """Base is nil for exactly the create, then the heads of the fields; a void has seen every live head."""
    ids = household_of_two(store, clock)
    with store.writing(clock) as writer:
        first = writer.set(ids["resident"], {"phone": "10087654321"}, actor=ids["post"])
        second = writer.set(ids["resident"], {"phone": "10011112222", "name": "刘秀分"}, actor=ids["post"])
        void = writer.void(ids["resident"], actor=ids["post"])
        ops = [
            operation_of_row(row)
            for row in writer.read.rows(ONE_OPERATION.replace("id = ?", "id IN (?,?,?)"), (first, second, void))
        ]
    assert [op.base for op in ops] == [None, (ids["resident"], first), (ids["resident"], second)]
    assert decode_body(ops[2]) == {0: 1}
    with store.reading() as reader:
        assert reader.row("SELECT live, phone, name FROM resident") == (0, "10011112222", "刘秀分")
        assert reader.row("SELECT head FROM household") == (None,)
        assert reader.rows("SELECT 1 FROM conflict") == []


def test_a_restored_entity_is_live_again(store: Store, clock: FixedClock) -> None:
    """Field 0 goes back to 0."""
    ids = household_of_two(store, clock)
    with store.writing(clock) as writer:
        writer.void(ids["household"], actor=None)
    with store.reading() as reader:
        assert reader.row("SELECT live, walk FROM household") == (0, None)
        assert reader.rows("SELECT 1 FROM find") == []
    with store.writing(clock) as writer:
        writer.restore(ids["household"], actor=None)
    with store.reading() as reader:
        assert reader.row("SELECT live, walk IS NOT NULL FROM household") == (1, 1)
        assert len(reader.rows("SELECT 1 FROM find")) == 1


def test_a_visit_is_one_row_that_counts(store: Store, clock: FixedClock) -> None:
    """And one row for each of its visitors."""
    ids = household_of_two(store, clock)
    with store.writing(clock) as writer:
        uid = writer.event("visit", ids["household"], a_visit(ids, summary="一切\x1b[31m正常"), actor=ids["post"])
    with store.reading() as reader:
        columns = "subject, day, channel, outcome, visitors, met, summary, counts, actor, superseded"
        assert reader.row(f"SELECT {columns} FROM visit WHERE uid = ?", (uid,)) == (
            1,
            TODAY,
            1,
            1,
            "[1]",
            "[1]",
            "一切[31m正常",
            1,
            1,
            0,
        )
        assert reader.rows("SELECT * FROM visit_actor") == [(1, TODAY, 1, 1)]


def test_a_correction_stands_in_the_place_of_what_it_corrects(store: Store, clock: FixedClock) -> None:
    """The old one counts no longer; a withdrawal takes both away."""
    ids = household_of_two(store, clock)
    with store.writing(clock) as writer:
        first = writer.event("visit", ids["household"], a_visit(ids), actor=ids["post"])
        second = writer.event(
            "visit", ids["household"], a_visit(ids, corrects=first, day=TODAY - 1), actor=ids["post"]
        )
    with store.reading() as reader:
        assert reader.rows("SELECT superseded, counts FROM visit ORDER BY n") == [(1, 0), (0, 1)]
        assert reader.rows("SELECT day, visit FROM visit_actor") == [(TODAY - 1, 2)]
    with store.writing(clock) as writer:
        writer.event("visit", ids["household"], a_visit(ids, corrects=second, withdrawn=True), actor=ids["post"])
    with store.reading() as reader:
        assert reader.rows("SELECT superseded, counts FROM visit ORDER BY n") == [(1, 0), (1, 0), (0, 0)]
        assert reader.rows("SELECT 1 FROM visit_actor") == []


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ({"day": TODAY + 1}, 0),
        ({"day": TODAY - 300}, 1),
        ({"day": None}, 0),
        ({"entered_ms": NOW + 400 * MS_PER_DAY, "day": TODAY + 400}, 0),
        ({"outcome": Outcome.NO_ANSWER}, 0),
        ({"outcome": 99}, 0),
    ],
)
def test_only_an_effective_visit_of_a_possible_day_counts(
    store: Store, clock: FixedClock, changed: dict[str, Value], counts: int
) -> None:
    """Nobody visits after he wrote it down, and a clock that runs a year ahead proves nothing."""
    ids = household_of_two(store, clock)
    with store.writing(clock) as writer:
        writer.event("visit", ids["household"], a_visit(ids, **changed), actor=ids["post"])
        assert writer.read.row("SELECT counts FROM visit") == (counts,)


def test_what_is_not_here_cannot_be_written_to(store: Store, clock: FixedClock) -> None:
    """Unknown entities and wrong fields are refused before anything is kept."""
    ids = household_of_two(store, clock)
    with store.writing(clock) as writer:
        for uid in (b"\1" * 16, split_id(ids["household"])[0] + b"\0" * 4):
            with pytest.raises(InputFault, match=r"entity\.unknown"):
                writer.event("visit", uid, a_visit(ids), actor=None)
        with pytest.raises(InputFault, match=r"field\.unknown"):
            writer.set(ids["resident"], {"nickname": "x"}, actor=None)
        with pytest.raises(InputFault, match=r"field\.wrong_type"):
            writer.create("resident", {"name": 5}, actor=None)


def test_each_transaction_raises_the_revision_of_what_it_wrote(store: Store, clock: FixedClock) -> None:
    """Kinds, with unit 0 for the whole store and the community of a household."""
    ids = household_of_two(store, clock)

    def revisions() -> dict[tuple[str, int], int]:
        with store.reading() as reader:
            return {(kind, unit): n for kind, unit, n in reader.rows("SELECT kind, unit, n FROM revision")}

    before = revisions()
    with store.writing(clock) as writer:
        writer.event("visit", ids["household"], a_visit(ids), actor=ids["post"])
    after = revisions()
    assert {key for key in after if after[key] != before.get(key)} == {("visit", 0)}
    with store.writing(clock) as writer:
        writer.set(ids["resident"], {"name": "刘"}, actor=None)
    assert {key for key, n in revisions().items() if n != after.get(key)} == {
        ("resident", 0),
        ("household", 0),
        ("household", 1),
    }


def test_many_creates_at_once_are_the_same_rows(store: Store, clock: FixedClock) -> None:
    """Bulk writes what single creates write: operations, entities, rows and everything derived."""
    ids = household_of_two(store, clock)
    doors: list[Mapping[str, Value]] = [
        {"courtyard": ids["courtyard"], "building": 1, "entrance": 1, "door": f"{floor}01"} for floor in range(1, 4)
    ]
    with store.writing(clock) as writer:
        dwellings = writer.bulk_create("dwelling", doors, actor=ids["post"])
        households = writer.bulk_create(
            "household", [{"dwelling": dwelling, "grid": ids["grid"]} for dwelling in dwellings], actor=ids["post"]
        )
        residents = writer.bulk_create(
            "resident",
            [{"household": household, "name": "仇英", "relation": Relation.HEAD} for household in households],
            roots=households,
            actor=ids["post"],
        )
        writer.bulk_create(
            "tag", [{"subject": residents[0], "tag": "elder_alone"}], roots=households[:1], actor=ids["post"]
        )
    with store.reading() as reader:
        found = reader.rows('SELECT rowid FROM find WHERE find MATCH \'"qy" AND "b1e1" AND "u2"\' ORDER BY rowid')
        assert len(found) == 3
        assert reader.rows("SELECT walk FROM household ORDER BY walk")[:3] == found
        assert reader.row("SELECT subject_household, subject_resident, live FROM tag") == (2, 2, 1)
        op = operation_of_row(reader.rows(ONE_OPERATION, (residents[1],))[0])
        assert (op.root, op.actor, op.base) == (households[1], ids["post"], ())
        before = dump(reader)
    rebuild_projection(store, clock)
    with store.reading() as reader:
        assert dump(reader) == before


def test_many_creates_fail_together(store: Store, clock: FixedClock) -> None:
    """A row that does not fit leaves nothing of the others, within a transaction that goes on."""
    with store.writing(clock) as writer:
        with pytest.raises(InputFault, match=r"field\.wrong_type"):
            writer.bulk_create("staff", [{"name": "甲"}, {"name": 5}], actor=None)
        assert writer.read.rows("SELECT 1 FROM op") == []
        assert writer.bulk_create("staff", [], actor=None) == []


def test_households_of_one_door_stand_in_the_order_of_their_ids(store: Store, clock: FixedClock) -> None:
    """Places close up when one leaves; beyond 256 they stand in the tail of the building and come back."""
    ids = household_of_two(store, clock)
    first = 3 << 40 | 3 << 32 | 2 << 26 | 501 << 12
    with store.writing(clock) as writer:
        more: list[Mapping[str, Value]] = [{"dwelling": ids["dwelling"]}] * 257
        households = [ids["household"], *writer.bulk_create("household", more, actor=None)]

    def walks() -> list[int | None]:
        with store.reading() as reader:
            return [walk for (walk,) in reader.rows("SELECT walk FROM household ORDER BY uid")]

    tail = 3 << 40 | 3 << 32 | 63 << 26
    assert walks() == [*range(first, first + 256), tail + 257, tail + 258]
    with store.writing(clock) as writer:
        writer.void(households[0], actor=None)
        writer.set(households[2], {"dwelling": None}, actor=None)
    expected = [None, first, None, *range(first + 1, first + 256)]
    found = walks()
    assert found[:2] == expected[:2]
    assert found[3:] == expected[3:]
    with store.reading() as reader:
        assert reader.value("SELECT count(*) FROM find") == 257


def test_a_ticket_is_the_fold_of_its_events(store: Store, clock: FixedClock) -> None:
    """State, owner, clocks and counters stand in its row, the events in their order, what did not apply is marked."""
    ids = household_of_two(store, clock)
    paths = [shipped_config() / "schemes" / f"{name}.toml" for name in ("common", "yanjiaping")]
    scheme = load_schemes([(path.read_text("utf-8"), str(path)) for path in paths])
    with store.writing(clock) as writer:
        opened: dict[str, Value] = {
            "number": "YP26-0001",
            "kind": 1,
            "ticket_class": TicketClass.ROUTINE,
            "title": "路灯不亮",
            "household": ids["household"],
            "source": 1,
            "opened_ms": NOW,
            "opener": ids["post"],
            "scheme": writer.keep_scheme(scheme),
        }
        ticket = writer.create("ticket", opened, root=ids["household"], actor=ids["post"])
        for act in (TicketAct.ACCEPTED, TicketAct.REOPENED, TicketAct.HANDLED):
            writer.event("ticket_event", ticket, {"act": act, "at_ms": NOW}, actor=ids["post"])
    columns = "state, open, owner, accepted_ms, handled_ms, community, grid, opened_day"
    with store.reading() as reader:
        assert reader.row(f"SELECT {columns} FROM ticket") == (TicketState.HANDLING, 1, 1, NOW, NOW, 1, 2, TODAY)
        assert reader.rows("SELECT seq, act, applied FROM ticket_event") == [(1, 2, 1), (2, 8, 0), (3, 4, 1)]
        assert len(reader.rows("SELECT 1 FROM conflict WHERE entity = ? AND kind = 2", (ticket,))) == 1
        bases = [
            operation_of_row(row).base
            for row in reader.rows(ONE_OPERATION.replace("id = ?", "entity = ? AND kind = 3 ORDER BY hlc"), (ticket,))
        ]
    assert bases[0] is None
    assert [len(base or ()) for base in bases[1:]] == [2, 2]


def test_tickets_wait_for_a_scheme(store: Store, clock: FixedClock) -> None:
    """Without one they stand as registered; when it comes they are folded."""
    ids = household_of_two(store, clock)
    with store.writing(clock) as writer:
        opened: dict[str, Value] = {"number": "YP26-0001", "ticket_class": 1, "opened_ms": NOW, "opener": ids["post"]}
        ticket = writer.create("ticket", opened, actor=ids["post"])
        writer.event("ticket_event", ticket, {"act": TicketAct.ACCEPTED, "at_ms": NOW}, actor=ids["post"])
    with store.reading() as reader:
        assert reader.row("SELECT state, open FROM ticket") == (TicketState.REGISTERED, 1)
    paths = [shipped_config() / "schemes" / f"{name}.toml" for name in ("common", "yanjiaping")]
    with store.writing(clock) as writer:
        writer.keep_scheme(load_schemes([(path.read_text("utf-8"), str(path)) for path in paths]))
    with store.reading() as reader:
        assert reader.row("SELECT state, open FROM ticket") == (TicketState.ACCEPTED, 1)


def test_of_two_corrections_of_one_visit_the_later_stands(store: Store, clock: FixedClock) -> None:
    """Two people corrected the same visit without knowing; both are kept, one counts."""
    ids = household_of_two(store, clock)
    with store.writing(clock) as writer:
        wrong = writer.event("visit", ids["household"], a_visit(ids), actor=ids["post"])
        for days in (1, 2):
            writer.event("visit", ids["household"], a_visit(ids, corrects=wrong, day=TODAY - days), actor=ids["post"])
    with store.reading() as reader:
        assert reader.rows("SELECT superseded, counts FROM visit ORDER BY n") == [(1, 0), (1, 0), (0, 1)]
        assert reader.rows("SELECT day FROM visit_actor") == [(TODAY - 2,)]
