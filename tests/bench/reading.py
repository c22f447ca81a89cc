"""What is read: finding, lists, cards, boards, Today, the first row, at every size, with the growth between sizes."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from gridtui.office import board as boards
from gridtui.office import browse
from gridtui.office.session import OfficeSession
from gridtui.store.read_find import find
from gridtui.store.read_households import household_list
from gridtui.store.rows import HouseholdFilter
from tests.bench.measured import Limit, Row, percentile, row_of
from tests.bench.stores import Bench, opened

TYPED = (
    "wf",
    "王",
    "张伟",
    "3-2-501",
    "501",
    "7788",
    "独居",
    "3号楼",
    "zw 独居",
    "李 低保",
    "晏五",
    "lm",
    "陈",
    "5-1-",
    "88",
)
"""Initials, names, doors, telephone tails, tags, buildings and their mixes, as people type them."""

LIKE = "SELECT n FROM resident WHERE name LIKE ? AND live = 1 ORDER BY n LIMIT 20"
EVERY_ROW = """
SELECT h.uid, h.walk, r.name, h.building, h.entrance, h.door FROM household h LEFT JOIN resident r ON r.n = h.head
WHERE h.live = 1 ORDER BY h.walk
"""
WORKER = "a1"
PAGE = 18


def find_rows(bench: Bench) -> Iterator[Row]:
    """Time finding, from a typed line to the rows of its first page, against a LIKE scan of the names."""

    def prepared(session: OfficeSession) -> Callable[[int], object]:
        day, scope = session.today, (session.community.uid,)

        def call(number: int) -> None:
            with session.store.reading() as reader:
                find(reader, TYPED[number % len(TYPED)], scope=scope, as_of_day=day, limit=PAGE)

        return call

    def like(session: OfficeSession) -> Callable[[int], object]:
        def call(number: int) -> None:
            with session.store.reading() as reader:
                reader.rows(LIKE, (f"%{TYPED[number % len(TYPED)]}%",))

        return call

    yield from bench.growing("find", "store", prepared, Limit(95, 2), against=("LIKE scan", like))


def list_rows(bench: Bench) -> Iterator[Row]:
    """Time opening the household list and showing its first page, against reading every row, and weigh it."""

    def prepared(session: OfficeSession) -> Callable[[int], object]:
        return lambda _: browse.open_households(session).rows(0, PAGE)

    def every_row(session: OfficeSession) -> Callable[[int], object]:
        def call(_: int) -> None:
            with session.store.reading() as reader:
                reader.rows(EVERY_ROW)

        return call

    against = ("all rows", every_row)
    yield from bench.growing("open the household list", "office", prepared, Limit(50, 60), against=against)
    for size, folder in bench.scale():
        grown = [weighed(folder, "open_list") for _ in range(bench.children)]
        whole = percentile([weighed(folder, "every_row") for _ in range(bench.children)], 50)
        limit = bench.at(size, Limit(50, 6))
        yield row_of("memory of the list", "office", size, grown, limit, ("all rows", whole), unit="MiB")


def card_rows(bench: Bench) -> Iterator[Row]:
    """Time opening a household's card, a different one each time."""

    def prepared(session: OfficeSession) -> Callable[[int], object]:
        listed = browse.open_households(session)
        uids = [listed.rows(place * listed.count // 400, 1)[0].uid for place in range(400)]
        return lambda number: browse.household_card(session, uids[number % len(uids)])

    yield from bench.growing("open a card", "office", prepared, Limit(50, 10))


def today_rows(bench: Bench) -> Iterator[Row]:
    """Time Today of a grid worker, computed anew each time, as it is after each save."""

    def prepared(session: OfficeSession) -> Callable[[int], object]:
        def call(_: int) -> None:
            boards._kept.clear()
            browse.today(session)

        return call

    yield from bench.growing("Today of a grid worker", "office", prepared, Limit(50, 20), who=WORKER)


def board_rows(bench: Bench) -> Iterator[Row]:
    """Time the board of everybody who is cared for: each state under twelve rules, counted, computed anew."""

    def prepared(session: OfficeSession) -> Callable[[int], object]:
        def call(_: int) -> None:
            boards._kept.clear()
            with session.store.reading() as reader:
                boards.board(reader, session, session.today)

        return call

    yield from bench.growing("board of 5,000 subjects, 12 rules", "office", prepared, Limit(50, 80))


def header_rows(bench: Bench) -> Iterator[Row]:
    """Time the first row of every screen while nothing has changed."""
    yield from bench.growing("first row, board kept", "office", lambda session: lambda _: browse.header(session))


def page_rows(bench: Bench) -> Iterator[Row]:
    """Time the first pages of visits and of tickets."""
    yield from bench.growing("page of visits", "office", lambda session: lambda _: browse.visits(session, limit=PAGE))
    yield from bench.growing(
        "page of tickets", "office", lambda session: lambda _: browse.tickets(session, limit=PAGE)
    )


def weighed(folder: Path, what: str) -> float:
    """Return the MiB by which a fresh process grew at its peak while it did one of the two readings below."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.reading", str(folder), what], check=True, capture_output=True
    )
    return msgspec.json.decode(done.stdout, type=float)


def _weigh(folder: Path, what: str) -> float:
    with opened(folder) as session:
        browse.header(session)
        browse.household_card(session, browse.find(session, TYPED[1]).rows[0].uid)
        wanted = HouseholdFilter(as_of_day=session.today, unit=session.community.uid)
        before = _resident_kib("VmRSS")
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        with session.store.reading() as reader:
            if what == "open_list":
                kept: object = household_list(reader, wanted).rows(reader, 0, PAGE)
            else:
                kept = reader.rows(EVERY_ROW)
        del kept
        return (_resident_kib("VmHWM") - before) / 1024


def _resident_kib(name: str) -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name))


if __name__ == "__main__":
    sys.stdout.write(msgspec.json.encode(_weigh(Path(sys.argv[1]), sys.argv[2])).decode())
