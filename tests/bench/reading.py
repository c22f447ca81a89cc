"""What is read: finding, lists, cards, boards, Today, the first row, at every size, with the growth between sizes."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from gridtui.office import browse
from gridtui.store.read_households import household_list
from gridtui.store.rows import HouseholdFilter
from tests.bench import asking
from tests.bench.measured import Limit, Row, percentile, row_of
from tests.bench.stores import DUTIES_AT_TEN_VISITS, Bench, opened


def find_rows(bench: Bench) -> Iterator[Row]:
    """Time finding against a LIKE scan of the names."""
    yield from bench.growing("find", "store", asking.finding, Limit(95, 2), against=("LIKE scan", asking.scanning))


def list_rows(bench: Bench) -> Iterator[Row]:
    """Time opening the household list against reading every row, and weigh it."""
    against = ("all rows", asking.reading_all)
    yield from bench.growing("open the household list", "office", asking.listing, Limit(50, 60), against=against)
    for size, folder in bench.scale():
        grown = [weighed(folder, "list") for _ in range(bench.children)]
        whole = percentile([weighed(folder, "all") for _ in range(bench.children)], 50)
        limit = bench.at(size, Limit(99, 6))
        yield row_of("memory of the list", "office", size, grown, limit, ("all rows", whole), unit="MiB")


def card_rows(bench: Bench) -> Iterator[Row]:
    """Time opening a household's card."""
    yield from bench.growing("open a card", "office", asking.card, Limit(50, 10))


def today_rows(bench: Bench) -> Iterator[Row]:
    """Time Today of a grid worker."""
    yield from bench.growing(
        "Today of a grid worker",
        "office",
        asking.today,
        Limit(50, 20),
        who=asking.WORKER,
        at_ten_visits=DUTIES_AT_TEN_VISITS,
    )


def board_rows(bench: Bench) -> Iterator[Row]:
    """Time the board of a community, the due board made of it, and Today of its secretary, which shows that."""
    for what, call in (
        ("board of 5,000 subjects, 12 rules", asking.board),
        ("the same, nothing kept", asking.first_board),
        ("due board by post, 5,000 subjects", asking.due_board),
    ):
        yield from bench.growing(what, "office", call, Limit(95, 80), at_ten_visits=DUTIES_AT_TEN_VISITS)
    yield from bench.growing("Today of a secretary", "office", asking.today)


def sweep_rows(bench: Bench) -> Iterator[Row]:
    """Time the coverage of a sweep over every door of a community."""
    yield from bench.growing("coverage of a sweep, 40,000 doors", "office", asking.sweep, Limit(50, 60))


def header_rows(bench: Bench) -> Iterator[Row]:
    """Time the first row of every screen."""
    yield from bench.growing("first row, nothing changed", "office", asking.header)


def page_rows(bench: Bench) -> Iterator[Row]:
    """Time the first pages of visits and of tickets."""
    yield from bench.growing("page of visits", "office", asking.visit_page)
    yield from bench.growing("page of tickets", "office", asking.ticket_page)


def weighed(folder: Path, what: str) -> float:
    """Return the MiB by which a fresh process grew at its peak while it did one of the two readings below."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.reading", str(folder), what], check=True, capture_output=True
    )
    return msgspec.json.decode(done.stdout, type=float)


def _weigh(folder: Path, what: str) -> float:
    with opened(folder) as session:
        browse.header(session)
        browse.household_card(session, browse.find(session, asking.TYPED[1]).rows[0].uid)
        wanted = HouseholdFilter(as_of_day=session.today, unit=session.community.uid)
        before = _resident_kib("VmRSS")
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        with session.store.reading() as reader:
            if what == "list":
                kept: object = household_list(reader, wanted).rows(reader, 0, asking.PAGE)
            else:
                kept = reader.rows(asking.EVERY_ROW)
        del kept
        return (_resident_kib("VmHWM") - before) / 1024


def _resident_kib(name: str) -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name))


if __name__ == "__main__":
    sys.stdout.write(msgspec.json.encode(_weigh(Path(sys.argv[1]), sys.argv[2])).decode())
