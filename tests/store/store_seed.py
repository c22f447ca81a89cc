"""Rows for tests of the store's reads, written by SQL: what an operation would have added up to."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from gridtui.core.ids import make_id
from gridtui.core.names import name_key
from gridtui.core.words import Channel, Outcome, UnitKind
from gridtui.rules import walking
from gridtui.rules.find_keys import find_keys
from gridtui.store.database import Parameter, Store, Transaction
from gridtui.store.read_find import find_facts

DAY = date(2026, 11, 21).toordinal()


def settled(holds: Callable[[], bool], seconds: float = 5) -> bool:
    """Ask until it holds or the time is up; return whether it holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def new_store(folder: Path) -> Store:
    """Create an empty store."""
    return Store.open(folder / "office", create=True)


class Seed:
    """Adds rows one by one and returns their uids; ``n`` gives the local number of one."""

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self._count = 0
        self._numbers: dict[bytes, int] = {}

    def n(self, uid: bytes | None) -> int | None:
        """Return the local number of a row made here."""
        return None if uid is None else self._numbers[uid]

    def row(self, table: str, **columns: Parameter) -> bytes:
        """Add a live row and return its uid."""
        self._count += 1
        uid = make_id(b"\x01\x9a" + b"\x00" * 9 + b"\x07", self._count)
        values: dict[str, Parameter] = {"uid": uid, "live": 1}
        values |= columns
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        sql = f"INSERT INTO {table}({names}) VALUES({marks})"
        self._numbers[uid] = self.transaction.insert(sql, tuple(values.values()))
        return uid

    def unit(self, kind: UnitKind, name: str, parent: bytes | None = None, rank: int = 0) -> bytes:
        """Add a unit below another."""
        above = self.n(parent)
        uid = self.row("unit", kind=int(kind), name=name, parent=above, rank=rank)
        path = self.transaction.value("SELECT path FROM unit WHERE n = ?", (above,)) or "/"
        self.transaction.execute("UPDATE unit SET path = ? WHERE uid = ?", (f"{path}{self.n(uid)}/", uid))
        return uid

    def post(self, name: str, unit: bytes, *, account: str = "", role: str = "grid_worker") -> bytes:
        """Add a member of staff with a post and return the post."""
        staff = self.row("staff", name=name, account=account)
        return self.row("post", staff=self.n(staff), unit=self.n(unit), role=role)

    def dwelling(self, courtyard: bytes, building: int, entrance: int, door: str, *, use: int = 1) -> bytes:
        """Add a door."""
        rank = self.transaction.value("SELECT rank FROM unit WHERE uid = ?", (courtyard,))
        walk = walking.walk_key(rank, building, entrance, door, 0)
        return self.row(
            "dwelling",
            courtyard=self.n(courtyard),
            building=building,
            entrance=entrance,
            door=door,
            use=use,
            walk_base=walk,
        )

    def household(
        self,
        dwelling: bytes,
        *names: str,
        grid: bytes | None = None,
        community: bytes | None = None,
        **columns: Parameter,
    ) -> bytes:
        """Add a household with members of these names, the first its head."""
        at = "SELECT courtyard, building, entrance, door, walk_base FROM dwelling WHERE uid = ?"
        courtyard, building, entrance, door, walk = self.transaction.row(at, (dwelling,)) or ()
        place = self.transaction.value("SELECT count(*) FROM household WHERE dwelling = ?", (self.n(dwelling),))
        values: dict[str, Parameter] = {
            "dwelling": self.n(dwelling),
            "courtyard": courtyard,
            "building": building,
            "entrance": entrance,
            "door": door,
            "walk": walk + place,
            "grid": self.n(grid),
            "community": self.n(community),
        }
        uid = self.row("household", **(values | columns))
        n = self.n(uid) or 0
        members = [self.resident(uid, name, position=position) for position, name in enumerate(names)]
        head = self.n(members[0]) if members else None
        key = walking.name_key(name_key(names[0]) if names else (), n)
        self.transaction.execute("UPDATE household SET head = ?, name_key = ? WHERE n = ?", (head, key, n))
        return uid

    def resident(self, household: bytes, name: str, **columns: Parameter) -> bytes:
        """Add a member of a household."""
        return self.row("resident", household=self.n(household), name=name, **columns)

    def tag(self, household: bytes, tag: str, resident: bytes | None = None, **columns: Parameter) -> bytes:
        """Put a tag on a household, or on one of its members."""
        subjects: dict[str, Parameter] = {
            "subject_household": self.n(household),
            "subject_resident": self.n(resident),
        }
        return self.row("tag", tag=tag, **subjects, **columns)

    def visit(
        self,
        household: bytes,
        day: int,
        *,
        channel: int = Channel.HOME_VISIT,
        outcome: int = Outcome.MET,
        by: tuple[bytes, ...] = (),
        **columns: Parameter,
    ) -> bytes:
        """Add a visit; one that met somebody counts unless ``counts`` says otherwise."""
        values: dict[str, Parameter] = {
            "subject": self.n(household),
            "day": day,
            "channel": int(channel),
            "outcome": int(outcome),
            "visitors": json.dumps([self.n(post) for post in by]),
            "actor": self.n(by[0]) if by else None,
            "counts": int(outcome == Outcome.MET),
        }
        uid = self.row("visit", **(values | columns))
        for post in by:
            numbers = (self.n(post), day, self.n(household), self.n(uid))
            self.transaction.execute("INSERT INTO visit_actor VALUES(?, ?, ?, ?)", numbers)
        return uid

    def index(self) -> None:
        """Write the find row of every live household."""
        self.transaction.execute("DELETE FROM find")
        walks: dict[int, int] = dict(
            self.transaction.rows("SELECT n, walk FROM household WHERE live = 1 AND walk IS NOT NULL")
        )
        facts = find_facts(self.transaction, list(walks))
        rows = [(walks[n], " ".join(sorted(find_keys(each)))) for n, each in facts.items()]
        self.transaction.executemany("INSERT INTO find(rowid, t) VALUES(?, ?)", rows)


class SmallOffice:
    """One community with two grids and two courtyards, six doors and five households, two posts.

    Walking order: 刘秀芬, 王建民, (vacant 301), 赵志强 of 晏五村 (grid 1), then 仇英 and 欧阳明 of 和平院 (grid 2).
    """

    def __init__(self, seed: Seed) -> None:
        self.seed = seed
        district = seed.unit(UnitKind.DISTRICT, "样例区")
        self.street = seed.unit(UnitKind.SUBDISTRICT, "样例街道", district)
        self.community = seed.unit(UnitKind.COMMUNITY, "中院社区", self.street)
        self.other_community = seed.unit(UnitKind.COMMUNITY, "东院社区", self.street)
        self.grid1 = seed.unit(UnitKind.GRID, "网格01", self.community, 1)
        self.grid2 = seed.unit(UnitKind.GRID, "网格02", self.community, 2)
        self.yard1 = seed.unit(UnitKind.COURTYARD, "晏五村", self.community, 1)
        self.yard2 = seed.unit(UnitKind.COURTYARD, "和平院", self.community, 2)
        self.zhang = seed.post("张三", self.grid1, account="zhang")
        self.li = seed.post("李梅", self.grid2, account="li")
        self.door = seed.dwelling(self.yard1, 5, 2, "501")
        self.empty_door = seed.dwelling(self.yard1, 6, 1, "301", use=3)
        self.liu = self._household(self.door, self.grid1, "刘秀芬", "刘洋")
        self.wang = self._household(seed.dwelling(self.yard1, 5, 2, "602"), self.grid1, "王建民")
        self.zhao = self._household(seed.dwelling(self.yard1, 6, 1, "302"), self.grid1, "赵志强", "马玉珍")
        self.qiu = self._household(seed.dwelling(self.yard2, 1, 1, "101"), self.grid2, "仇英")
        self.ouyang = self._household(seed.dwelling(self.yard2, 1, 1, "102"), self.grid2, "欧阳明", "刘敏")

    def _household(self, dwelling: bytes, grid: bytes, *names: str) -> bytes:
        return self.seed.household(dwelling, *names, grid=grid, community=self.community)


@contextmanager
def small_office(folder: Path) -> Iterator[tuple[Store, SmallOffice]]:
    """Create a store with the small office in it, for one block."""
    store = new_store(folder)
    with store.transaction() as transaction:
        office = SmallOffice(Seed(transaction))
    yield store, office
    store.close()


class Desk:
    """The small office with both ways into its store."""

    def __init__(self, store: Store, office: SmallOffice) -> None:
        self.store = store
        self.office = office
        self.reading = store.reading

    @contextmanager
    def write(self) -> Iterator[Seed]:
        """Add rows in one transaction; the find index is made anew at its end."""
        with self.store.transaction() as transaction:
            self.office.seed.transaction = transaction
            yield self.office.seed
            self.office.seed.index()
