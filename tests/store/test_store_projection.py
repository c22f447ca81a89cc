"""Rows follow from operations: incremental equals rebuilt, and offices that share a log end alike (I4)."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.core.time import FixedClock
from gridtui.store.digest import state_digest
from gridtui.store.rebuild import rebuild_projection
from tests.store.office_histories import NOW, SCOPE, Log, Office, dump, make_template, shared_dump

SEEDS = range(8)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the empty office the histories begin with."""
    folder = tmp_path_factory.mktemp("histories") / "template"
    make_template(folder)
    return folder


@pytest.fixture
def offices(tmp_path: Path, template: Path, request: pytest.FixtureRequest) -> Iterator[list[Office]]:
    """Open three offices on one log, one of them with a clock that runs ahead."""
    chance = random.Random(request.param)
    log = Log()
    opened = [Office(tmp_path / str(n), template, log, skew, chance) for n, skew in enumerate((0, 0, 90_000_000))]
    yield opened
    for office in opened:
        office.store.close()


def run_history(offices: list[Office], *, shuffled: bool) -> None:
    """Let offices write and exchange for a while, then exchange everything."""
    chance = offices[0].random
    for _ in range(80):
        office = chance.choice(offices)
        what = chance.randrange(12)
        if what < 9:
            office.act()
        elif what == 9:
            office.push()
        elif what == 10:
            office.pull(shuffled=shuffled)
        else:
            office.refuse_some()
    for office in offices:
        office.push()
    for office in offices:
        office.pull(shuffled=shuffled)


def check_rebuilt(office: Office) -> None:
    """Compare what was kept incrementally with what is recomputed from operations and heads."""
    with office.store.reading() as reader:
        before = dump(reader)
    rebuild_projection(office.store, FixedClock(NOW))
    with office.store.reading() as reader:
        after = dump(reader)
    for table, rows in before.items():
        assert after[table] == rows, table


@pytest.mark.parametrize("offices", SEEDS, indirect=True)
def test_incremental_equals_rebuilt(offices: list[Office]) -> None:
    """After any history of own and received operations, pending and refused ones included."""
    run_history(offices, shuffled=True)
    offices[0].act()
    for office in offices:
        check_rebuilt(office)


@pytest.mark.parametrize("offices", SEEDS, indirect=True)
def test_offices_that_share_a_log_end_alike(offices: list[Office]) -> None:
    """Rows, conflicts and digest are equal, whatever the order the operations came in."""
    run_history(offices, shuffled=True)
    dumps = []
    digests = []
    for office in offices:
        with office.store.reading() as reader:
            dumps.append(shared_dump(reader))
            digests.append(state_digest(reader, SCOPE).buckets())
    for other in dumps[1:]:
        for table, rows in dumps[0].items():
            assert other[table] == rows, table
    assert digests[0] == digests[1] == digests[2]
    assert any(any(total) for total in digests[0])
