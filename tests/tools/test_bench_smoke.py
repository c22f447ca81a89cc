"""The benchmark command runs, and what is read does not grow with what is stored.

Nothing here is timed: each benchmark gives its rows on tiny stores, and the growth is counted in SQLite's own steps.
"""

from pathlib import Path

import pytest

from tests.bench import asking, programs, saving, screens
from tests.bench.__main__ import BENCHMARKS
from tests.bench.measured import Limit, Row, row_of, table
from tests.bench.stores import Bench, Prepared, opened, prepared_folder
from tests.tools.fill_store import Size

TINY = Size(900, 2_000, 1_000, 100, 2_000)
TEN_TIMES_THE_VISITS = Size(900, 2_000, 10_000, 100, 2_000)
STEPS_COUNTED_EACH = 50
GROWTH = 2.0
"""Ten times the visits may cost twice the steps: a level more of an index here and there, never a scan."""
FEW_STEPS = 2_000
"""What a statement's own start may differ by where next to nothing is read."""

READ: dict[str, tuple[Prepared, str | None]] = {
    "find": (asking.finding, None),
    "list": (asking.listing, None),
    "card": (asking.card, None),
    "today": (asking.today, asking.WORKER),
    "board": (asking.board, None),
    "first row": (asking.header, None),
    "page of visits": (asking.visit_page, None),
    "page of tickets": (asking.ticket_page, None),
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Give a run on one tiny store, with as few calls as there can be."""
    made = Bench(tmp_path_factory.mktemp("bench"), quick=True, only_size="large")
    made.sizes = {"large": TINY}
    made.calls, made.few, made.children = 4, 1, 1
    return made


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two people type at once without pauses, import few rows, and press few keys."""
    monkeypatch.setattr(saving, "TYPISTS", 2)
    monkeypatch.setattr(saving, "PAUSE_MS", 1)
    monkeypatch.setattr(saving, "SCENES", saving.SCENES[-1:])
    monkeypatch.setattr(programs, "IMPORTED_ROWS", 400)
    monkeypatch.setattr(screens, "FINDING", ("w", "backspace"))
    monkeypatch.setattr(screens, "PAGING", ("+", "-"))
    monkeypatch.setattr(screens, "QUIET_MS", 100)


@pytest.mark.parametrize("name", BENCHMARKS)
@pytest.mark.usefixtures("hurried")
def test_every_benchmark_gives_its_rows(bench: Bench, name: str) -> None:
    """Each with percentiles in order; a quick run has no absolute limits to miss."""
    rows = list(BENCHMARKS[name](bench))
    assert rows
    for row in rows:
        assert row.n > 0
        assert row.p50 <= row.p95 <= row.p99
        assert row.met in (None, True)


@pytest.mark.parametrize("name", READ)
def test_ten_times_the_visits_cost_at_most_twice_the_steps(bench: Bench, name: str) -> None:
    """Counted by SQLite's virtual machine, so that it holds on any machine at any load."""
    prepared, who = READ[name]
    small = steps(prepared_folder(bench.cache, TINY), prepared, who)
    large = steps(prepared_folder(bench.cache, TEN_TIMES_THE_VISITS), prepared, who)
    assert large <= small * GROWTH + FEW_STEPS


def steps(folder: Path, prepared: Prepared, who: str | None) -> int:
    """Return the steps SQLite takes for the calls of one reading, each thing it asks for once."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += STEPS_COUNTED_EACH
        return 0

    with opened(folder, who) as session:
        call = prepared(session)
        call(0)
        with session.store.reading() as reader:
            reader._connection.set_progress_handler(count, STEPS_COUNTED_EACH)
            for number in range(len(asking.TYPED)):
                call(number)
            reader._connection.set_progress_handler(None, 0)
    return counted


def test_a_missed_limit_is_seen() -> None:
    """By the percentile it is about, or by the growth; without any limit nothing is missed."""
    samples = [1.0] * 96 + [9.0] * 4
    assert row_of("x", "store", "large", samples, (Limit(50, 2), Limit(95, 2))).met is True
    assert row_of("x", "store", "large", samples, (Limit(99, 2),)).met is False
    assert row_of("x", "store", "large", samples, (), ("y", 0.4), ratio_at_most=2).met is False
    assert row_of("x", "store", "large", samples, (), ("y", 0.5), ratio_at_most=2).met is True
    assert row_of("x", "store", "large", samples).met is None


def test_the_table_is_aligned() -> None:
    """One line a row below the heads, what it is held against last."""
    rows = [
        Row("find", "store", "large", 200, 1.0, 1.5, 2.0, limits=(Limit(95, 2),), reference="LIKE scan", ratio=0.1),
        Row("memory of the list", "office", "10x visits", 10, 12.25, 13.0, 14.0, unit="MiB"),
    ]
    heads, first, second = table(rows).splitlines()
    assert " ".join(first.split()) == "find store large 200 1.00 1.50 2.00 ms p95 2 yes x0.1 LIKE scan"
    assert " ".join(second.split()) == "memory of the list office 10x visits 10 12.2 13.0 14.0 MiB"
    assert heads.index("held against") == first.index("LIKE scan")
