"""What the last metre costs: bytes, the distance from the fewest, seconds on thin links; two peers beside the app.

The same work is played in the app on the demo office, in the same list written with stock Textual, and in a curses
program that paints the cells the app painted. Bytes are those that left the pseudo-terminal; the minimum is the
judge's of ``tests/tools/least_bytes``. Links have a round trip of 600 ms and a buffer without bounds, as sshd is.

    python -m tests.bench --only terminal
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from gridtui.core.time import elapsed_ms
from tests.bench.measured import Limit, Row, row_of
from tests.bench.stores import Bench
from tests.tools.demo_desk import BARE_TERMINAL, STARTED, demo_desk, desk_command, desk_environment, make_demo_office
from tests.tools.least_bytes import State
from tests.tools.peer_lists import (
    STOCK_STARTED,
    curses_command,
    curses_list,
    stock_command,
    stock_environment,
    stock_list,
)
from tests.tools.terminal_work import DESK_WORK, QUIT, START, STOCK_WORK, Played, Player, Step
from tests.tools.thin_link import LinkedSession

APP, BARE, CURSES, STOCK = "app", "app, bare", "curses", "Textual"
"""The app on a terminal with ECH, REP and scroll regions, on one without; the peers."""
LINKS_BITS = (64_000, 9_600, 2_400)
ROUND_TRIP_MS = 600
HELD = 45
HELD_INTERVAL_MS = 1_000 / 15
BUDGETS_BYTES: Mapping[str, int] = {
    START: 2_200,
    "list": 1_600,
    "row": 80,
    "page": 1_600,
    "open card": 900,
    "notice": 900,
}
OVER_MINIMUM = 1.03
OF_CURSES: Mapping[str, float] = {APP: 0.9, BARE: 0.95}
OF_STOCK = 1 / 12
RIGHT_AFTER_RELEASE_S: Mapping[int, float] = {9_600: 2.0, 2_400: 8.0}
IDLE_S = 30
_LEAVE = Step(QUIT, ("q", "q", "1"))
_QUICK_WORK = (DESK_WORK[0], Step("row", ("down",)), _LEAVE)
_QUIET_MS = 250
_AFTER_RELEASE_MS = 4_000


def terminal_rows(bench: Bench) -> Iterator[Row]:
    """Count the bytes, then time the links."""
    with TemporaryDirectory(prefix="gridtui-bench-", dir=bench.cache) as place:
        folder = Path(place)
        office = make_demo_office(folder / "office")
        played = _played(bench, office, folder)
        for name, session in played.items():
            yield from _byte_rows(name, session, played, bench)
        if not bench.quick:
            yield _idle_row(office)
            yield from _link_rows(office, folder)


# -- bytes


def _played(bench: Bench, office: Path, folder: Path) -> dict[str, Played]:
    work = _QUICK_WORK if bench.quick else DESK_WORK
    played = {APP: _in_app(office, folder / "app", work, {})}
    with curses_list(played[APP].shown, folder) as session:
        played[CURSES] = Player(session, quiet_ms=_QUIET_MS).play(work, STARTED)
    if not bench.quick:
        played[BARE] = _in_app(office, folder / "bare", work, BARE_TERMINAL)
        with stock_list(office, folder) as session:
            played[STOCK] = Player(session, quiet_ms=_QUIET_MS).play(STOCK_WORK, STOCK_STARTED)
    return played


def _in_app(office: Path, copy: Path, work: Sequence[Step], environment: Mapping[str, str]) -> Played:
    shutil.copytree(office, copy)
    with demo_desk(copy, environment=environment) as session:
        return Player(session, quiet_ms=_QUIET_MS, is_bare=bool(environment)).play(work, STARTED)


def _byte_rows(name: str, session: Played, played: Mapping[str, Played], bench: Bench) -> Iterator[Row]:
    is_app = name in OF_CURSES and not bench.quick
    for step in dict.fromkeys(cost.step for cost in session.costs):
        costs = session.of(step)
        sent = [float(cost.sent) for cost in costs]
        least = sorted(cost.least for cost in costs)[(len(costs) - 1) // 2]
        limits = (Limit(99, BUDGETS_BYTES[step]),) if is_app and step in BUDGETS_BYTES else ()
        yield row_of(f"bytes a key: {step}", "tty", name, sent, limits, ("minimum", least), unit="B")
    held: list[tuple[str, float, float | None]] = [("minimum", session.least, OVER_MINIMUM if is_app else None)]
    if is_app:
        held += [(CURSES, played[CURSES].sent, OF_CURSES[name]), (STOCK, played[STOCK].sent, OF_STOCK)]
    for against, size, at_most in held:
        yield row_of(
            "bytes: whole session",
            "tty",
            name,
            [float(session.sent)],
            (),
            (against, float(size)),
            unit="B",
            ratio_at_most=at_most,
        )


def _idle_row(office: Path) -> Row:
    """Count what leaves while the cursor stands in a field and nobody types."""
    with demo_desk(office) as session:
        session.wait_for(STARTED, 30)
        session.press("/")
        session.settled(_QUIET_MS)
        before = session.bytes_received
        session.settled(IDLE_S * 1_000, 2 * IDLE_S)
        sent = [float(session.bytes_received - before)]
    return row_of(f"bytes: {IDLE_S} s in a field", "tty", APP, sent, (Limit(99, 0),), unit="B")


# -- seconds


class _Program(NamedTuple):
    """How a program is started on a link and led to its list, and whether it looks at the link."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    started: str
    to_list: tuple[str, ...]
    page: str
    looks_at_link: bool


def _link_rows(office: Path, folder: Path) -> Iterator[Row]:
    """Time every program on every link; those that do not look at it do not wait for it either."""
    held = folder / "held"
    held.mkdir()
    programs = [
        _Program(APP, (), desk_environment(), STARTED, ("0", "2"), "+", True),
        _Program(CURSES, curses_command(_held_screens(office, folder), held), {}, STARTED, ("0", "2"), "+", False),
        _Program(STOCK, stock_command(office, held), stock_environment(), STOCK_STARTED, (), "pagedown", False),
    ]
    runs: list[Callable[[], list[Row]]] = []
    for program in programs:
        for bits in LINKS_BITS:
            own = program
            if program.name == APP:
                copy = folder / f"app-{bits}"
                shutil.copytree(office, copy)
                own = program._replace(command=desk_command(copy))
            runs.append(partial(_on_link, own, bits))
    with ThreadPoolExecutor(2) as pool:
        for rows in pool.map(lambda run: run(), runs):
            yield from rows


def _held_screens(office: Path, folder: Path) -> list[State]:
    """Return the screens of the app for the keys that are played on the links."""
    shutil.copytree(office, folder / "held-app")
    keys = ("0", "2", "down", "+", *("down",) * HELD)
    work = (Step("held", keys), _LEAVE)
    with demo_desk(folder / "held-app") as session:
        return list(Player(session, quiet_ms=120).play(work, STARTED).shown)


def _on_link(program: _Program, bits: int) -> list[Row]:
    size = f"{program.name} {bits}"
    begun_ms = elapsed_ms()
    with LinkedSession(
        program.command, program.environment, bits_per_second=bits, round_trip_ms=ROUND_TRIP_MS
    ) as session:
        session.forwarding = not program.looks_at_link
        session.wait_for(program.started, 120)
        session.arrived(2 * ROUND_TRIP_MS)
        rows = [_seconds("first screen", size, session.shown_ms - begun_ms)]
        for key in program.to_list[:-1]:
            _pressed(session, key)
        for what, keys in (("list", program.to_list[-1:]), ("row", ("down",)), ("page", (program.page,))):
            rows += [_seconds(what, size, _pressed(session, key)) for key in keys]
        let_go_ms = session.hold("down", HELD, HELD_INTERVAL_MS)
        session.arrived(_AFTER_RELEASE_MS)
        limits = (RIGHT_AFTER_RELEASE_S[bits],) if program.name == APP and bits in RIGHT_AFTER_RELEASE_S else ()
        rows.append(_seconds("held 3 s, right after release", size, session.shown_ms - let_go_ms, *limits))
    return rows


def _pressed(session: LinkedSession, key: str) -> float:
    """Press a key and return the milliseconds until the last cell it changes is shown."""
    begun_ms = elapsed_ms()
    session.press(key)
    session.arrived(2 * ROUND_TRIP_MS)
    return session.shown_ms - begun_ms


def _seconds(what: str, size: str, took_ms: float, *at_most: float) -> Row:
    limits = tuple(Limit(99, each) for each in at_most)
    return row_of(f"link: {what}", "tty", size, [max(0.0, took_ms) / 1_000], limits, unit="s")
