"""What is kept can be proved: a check that recomputes everything finds nothing wrong, and finds what was damaged."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.store.checking import Kept, check_kept, file_facts
from gridtui.store.database import Store
from gridtui.store.opening import SCHEMA_NUMBER
from tests.store.office_histories import Log, Office, dump, make_template

SEEDS = range(6)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the empty office the histories begin with."""
    folder = tmp_path_factory.mktemp("checked") / "template"
    make_template(folder)
    return folder


@pytest.fixture
def offices(tmp_path: Path, template: Path, request: pytest.FixtureRequest) -> Iterator[list[Office]]:
    """Play a history of two offices that write, share a log, and have operations refused."""
    chance = random.Random(getattr(request, "param", 1))
    log = Log()
    opened = [Office(tmp_path / str(n), template, log, skew, chance) for n, skew in enumerate((0, 90_000_000))]
    for _ in range(90):
        office = chance.choice(opened)
        what = chance.randrange(12)
        if what < 9:
            office.act()
        elif what == 9:
            office.push()
        elif what == 10:
            office.pull(shuffled=True)
        else:
            office.refuse_some()
    yield opened
    for office in opened:
        office.store.close()


def wrong(store: Store) -> dict[Kept, int]:
    """Return how much of each kind is wrong, kinds without fault left out."""
    return {each.kept: each.wrong for each in check_kept(store) if each.wrong}


@pytest.mark.parametrize("offices", SEEDS, indirect=True)
def test_after_any_history_nothing_is_wrong(offices: list[Office]) -> None:
    """Own and received, pending, placed and refused operations: what is kept is what they add up to."""
    for office in offices:
        assert wrong(office.store) == {}
        assert sum(each.compared for each in check_kept(office.store)) > 30


def test_a_check_changes_nothing(offices: list[Office]) -> None:
    """Not one row is another afterwards."""
    store = offices[0].store
    with store.reading() as reader:
        before = dump(reader)
    check_kept(store)
    with store.reading() as reader:
        assert dump(reader) == before


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (
            "DELETE FROM field_head WHERE rowid IN (SELECT 1) OR field = (SELECT min(field) FROM field_head)",
            {"heads"},
        ),
        ("UPDATE resident SET name = 'X' WHERE n = (SELECT min(n) FROM resident)", {"rows"}),
        ("UPDATE household SET live = 1 - live WHERE n = (SELECT min(n) FROM household)", {"rows"}),
        ("UPDATE visit SET counts = 1 - counts WHERE n = (SELECT max(n) FROM visit)", {"visits"}),
        ("UPDATE visit SET superseded = 1 - superseded WHERE n = (SELECT min(n) FROM visit)", {"visits"}),
        ("DELETE FROM visit_actor", {"visitors"}),
        ("INSERT INTO visit_actor(post, day, subject, visit) VALUES(9999, 1, 1, 1)", {"visitors"}),
        ("DELETE FROM visit_sum", {"sums"}),
        ("UPDATE visit_sum SET effective = effective + 1", {"sums"}),
        ("INSERT INTO visit_sum(day, channel, post, attempts, effective) VALUES(1, 1, 9999, 1, 0)", {"sums"}),
        ("UPDATE ticket SET state = state + 1 WHERE n = (SELECT min(n) FROM ticket)", {"tickets"}),
        ("UPDATE ticket SET hops = 99 WHERE n = (SELECT max(n) FROM ticket)", {"tickets"}),
        ("DELETE FROM ticket_event", {"tickets"}),
        ("DELETE FROM find WHERE rowid = (SELECT min(rowid) FROM find)", {"find"}),
        ("UPDATE find SET t = 'x' WHERE rowid = (SELECT max(rowid) FROM find)", {"find"}),
        ("INSERT INTO find(rowid, t) VALUES(1, 'x')", {"find"}),
    ],
)
def test_damage_is_found(offices: list[Office], damage: str, found: set[Kept]) -> None:
    """Whatever is changed behind the program's back is told, under the name of what it damages."""
    store = offices[0].store
    with store.transaction() as transaction:
        transaction.execute(damage.replace("rowid IN (SELECT 1) OR ", ""))
    assert found <= set(wrong(store))


def test_progress_is_told(offices: list[Office]) -> None:
    """A large store takes a while; a caller hears what is being compared."""
    with offices[0].store.transaction() as transaction:
        transaction.executemany(
            "INSERT INTO visit(uid, live, day) VALUES(?, 0, 1)", [(n.to_bytes(16, "big"),) for n in range(2_500)]
        )
    told: list[tuple[Kept, int]] = []
    check_kept(offices[0].store, lambda kept, count: told.append((kept, count)))
    assert ("visits", 2_000) in told


def test_the_file_is_looked_at(offices: list[Office]) -> None:
    """Schema, sizes and room, and whether every page is whole."""
    facts = file_facts(offices[0].store)
    assert (facts.schema, facts.is_whole) == (SCHEMA_NUMBER, True)
    assert facts.file_bytes > 0
    assert facts.free_bytes > 0


def test_a_damaged_page_is_found(offices: list[Office]) -> None:
    """A flipped page shows, where a quick look at the header would not."""
    store = offices[0].store
    with store.transaction() as transaction:
        transaction.execute("PRAGMA writable_schema = 1")
        transaction.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'unit_parent'")
    store.close()
    reopened = Store.open(store.folder)
    try:
        assert not file_facts(reopened).is_whole
    finally:
        reopened.close()
