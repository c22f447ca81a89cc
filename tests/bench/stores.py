"""The offices that are measured: filled once, kept in a folder under the system's temporary one, opened as a person.

A kept store is used again as long as nothing that shaped it has changed (the schema, the fill, the mechanism).
"""

import getpass
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

from gridtui.core.time import Clock, FixedClock, instant_of
from gridtui.office.mechanism import OWN_CONFIG, load_calendar, load_mechanism
from gridtui.office.session import OfficeSession, opened_session
from gridtui.settings import OfficeTable, Settings, shipped_config, write_settings
from gridtui.store.opening import MIGRATIONS
from tests.bench.asking import Call
from tests.bench.measured import Level, Limit, Row, percentile, row_of, timed
from tests.tools.fill_store import LAST_DAY, Office, Size, fill

SETTINGS = Settings(office=OfficeTable(division="620103006003", schemes=("common", "yanjiaping", "luoguta", "bench")))
NOW_MS = instant_of(LAST_DAY, 600)
"""Ten in the morning of the last day that has visits."""

ONE_COMMUNITY = 40_000
FULL: Mapping[str, Size] = {
    "small": Size(2_000, 5_000, 50_000, 10_000, ONE_COMMUNITY),
    "large": Size(40_000, 100_000, 1_000_000, 200_000, ONE_COMMUNITY),
    "10x visits": Size(40_000, 100_000, 10_000_000, 200_000, ONE_COMMUNITY),
    "10x residents": Size(400_000, 1_000_000, 1_000_000, 200_000, ONE_COMMUNITY),
}
"""The sizes of the contract; the last has ten communities, each as large as the one of ``large``."""
QUICK: Mapping[str, Size] = {
    "large": Size(4_000, 10_000, 10_000, 1_000, 4_000),
    "10x visits": Size(4_000, 10_000, 100_000, 1_000, 4_000),
    "10x residents": Size(40_000, 100_000, 10_000, 1_000, 4_000),
}
"""The same proportions in seconds."""

TIMES_AT_TEN = 2.0
"""At ten times the size everything may take twice the time."""
DUTIES_AT_TEN_VISITS = 1.5
"""What is owed depends on who is cared for, hardly on how many visits there ever were."""

_SHAPED_BY = (
    Path(__file__).with_name("mechanism.toml"),
    Path(__file__).parent.parent / "tools" / "fill_store.py",
    Path(__file__).parent.parent / "tools" / "fill_operations.py",
    *sorted(MIGRATIONS.glob("*.py")),
    *(path for name in SETTINGS.office.schemes if (path := shipped_config() / "schemes" / f"{name}.toml").exists()),
)


def account() -> str:
    """Return the system account that runs the benchmark: the secretary of every office here."""
    return getpass.getuser()


def default_cache() -> Path:
    """Return the folder the stores are kept in."""
    return Path(tempfile.gettempdir()) / f"gridtui-bench-{account()}"


def prepared_folder(cache: Path, size: Size) -> Path:
    """Return an office of a size, filling it where it is not kept yet."""
    digest = hashlib.blake2b(msgspec.json.encode(size), digest_size=6)
    for path in _SHAPED_BY:
        digest.update(path.read_bytes())
    folder = cache / digest.hexdigest()
    if not folder.exists():
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        _set_up(unfinished, size)
        unfinished.rename(folder)
    return folder


def _set_up(folder: Path, size: Size) -> None:
    own = folder / OWN_CONFIG / "schemes"
    own.mkdir(parents=True)
    (own / "bench.toml").write_bytes(Path(__file__).with_name("mechanism.toml").read_bytes())
    office = Office(load_mechanism(folder, SETTINGS), load_calendar(folder), account())
    fill(folder, size, office=office).close()
    write_settings(folder, SETTINGS)


@contextmanager
def opened(folder: Path, who: str | None = None, clock: Clock | None = None) -> Iterator[OfficeSession]:
    """Open an office as an account, by default the secretary's; the clock stands still by default."""
    at = clock or FixedClock(NOW_MS)
    with opened_session(folder, account=who or account(), clock=at, settings=SETTINGS) as session:
        yield session


@contextmanager
def copied(folder: Path) -> Iterator[Path]:
    """Give a copy of an office that may be written to, and take it away again."""
    with tempfile.TemporaryDirectory(prefix="gridtui-bench-", dir=folder.parent) as place:
        copy = Path(place) / "office"
        shutil.copytree(folder, copy)
        yield copy


Prepared = Callable[[OfficeSession], Call]


class Bench:
    """One run: its sizes, how often things are called, and the rows so far.

    ``calls`` of what takes milliseconds, ``few`` of what it is held against, ``children`` whole processes. ``scale``
    names the sizes in the order they are measured; absolute limits hold for ``large`` of a full run.
    """

    def __init__(self, cache: Path, *, quick: bool, only_size: str | None = None) -> None:
        self.quick = quick
        self.calls = 40 if quick else 200
        self.few = 5 if quick else 30
        self.children = 2 if quick else 10
        self.cache = cache
        self.sizes = QUICK if quick else FULL
        self.growth = None if quick else TIMES_AT_TEN
        self._scale = [size for size in self.sizes if only_size in (None, size)]

    def folder(self, size: str) -> Path:
        """Return the kept office of a size."""
        return prepared_folder(self.cache, self.sizes[size])

    def scale(self) -> Iterator[tuple[str, Path]]:
        """Yield each size with its office."""
        for size in self._scale:
            yield size, self.folder(size)

    def sessions(self, who: str | None = None) -> Iterator[tuple[str, OfficeSession]]:
        """Yield each size with its office opened, by default as its secretary."""
        for size, folder in self.scale():
            with opened(folder, who) as session:
                yield size, session

    def at(self, size: str, *limits: Limit) -> tuple[Limit, ...]:
        """Return the limits where they hold: at ``large`` of a full run."""
        return limits if size == "large" and not self.quick else ()

    def growing(
        self,
        what: str,
        level: Level,
        prepared: Prepared,
        *limits: Limit,
        who: str | None = None,
        against: tuple[str, Prepared] | None = None,
        at_ten_visits: float = TIMES_AT_TEN,
    ) -> Iterator[Row]:
        """Yield a row for each size, held against another way to do it; ten times the size against ``large``.

        Whatever has a limit may take twice the time at ten times the size, or what is said of ten times the visits.
        """
        large: float | None = None
        for size, session in self.sessions(who):
            samples = timed(prepared(session), self.calls)
            if size == "large":
                large = percentile(samples, 50)
            if size.startswith("10x") and large is not None:
                growth = at_ten_visits if size == "10x visits" else TIMES_AT_TEN
                most = growth if limits and self.growth is not None else None
                yield row_of(what, level, size, samples, (), ("large", large), ratio_at_most=most)
                continue
            reference = None
            if against is not None:
                name, other = against
                reference = (name, percentile(timed(other(session), self.few), 50))
            yield row_of(what, level, size, samples, self.at(size, *limits), reference)
