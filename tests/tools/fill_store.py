"""Fills an office store straight by SQL with as many invented households, visits and tickets as a benchmark asks for.

Sizes of the data-access design: 40,000 households, 100,000 residents, 1,000,000 visits, 200,000 tickets, and ten
times the visits. The same seed makes the same store. A store that is only read needs no operations; one that is
written to has them too (``operations``), so that a save meets an op table as long as the work that was done.

    python -m tests.tools.fill_store FOLDER --households 40000 --visits 1000000
"""

import argparse
import json
import random
import struct
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from gridtui.core import names
from gridtui.core.calendar import WorkingCalendar
from gridtui.core.time import MS_PER_DAY, elapsed_ms, instant_of, parse_iso_day
from gridtui.core.words import Channel, DwellingUse, Outcome, TicketAct, TicketState, UnitKind
from gridtui.rules.find_keys import FindFacts, find_keys
from gridtui.rules.walking import name_key, walk_key
from gridtui.scheme.load import scheme_digest
from gridtui.scheme.model import Scheme
from gridtui.store.database import Row, Store, Transaction
from gridtui.store.mechanism import keep_calendar, keep_scheme
from tests.tools.fill_operations import write_operations

LAST_DAY = parse_iso_day("2026-11-20")
DAYS = 730

HOUSEHOLDS_A_BLOCK = 2_000
GRIDS_A_BLOCK = 5
COURTYARDS_A_BLOCK = 10
BUILDINGS, ENTRANCES, FLOORS, DOORS_A_FLOOR = 5, 4, 6, 2
TAGGED_SHARE = 7
"""One household in seven carries tags, and three visits in five go to these."""

TAGS = ("elder_alone", "empty_nest", "disability", "left_behind_child", "dibao", "bereaved_family", "floating")
SECONDARY_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
VISIT_ACTORS = """
INSERT INTO visit_actor(post, day, subject, visit) SELECT actor, day, subject, n FROM visit ORDER BY 1, 2, 3, 4
"""
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "伟强磊军洋勇杰涛明超刚平华文志国建春宇轩芳娜秀英敏静丽艳娟霞桂玉梅兰红燕云飞雨桐"
YARDS = "晏和安永西南北东金新"


class Size(msgspec.Struct, frozen=True):
    """How much to make. ``residents`` are shared out evenly over the households."""

    households: int = 40_000
    residents: int = 100_000
    visits: int = 1_000_000
    tickets: int = 200_000
    households_a_community: int = 2_000
    """Rounded up to whole blocks of 2,000 households, five grids and ten courtyards."""


class Office(msgspec.Struct, frozen=True):
    """What an office needs to be opened and worked in."""

    scheme: Scheme
    calendar: WorkingCalendar
    secretary: str
    """System account of the first community's secretary; those of its grid workers are ``a1``, ``a2``, ..."""


class Filling:
    """One run: tables are filled in order, each from the numbers of the one before."""

    def __init__(self, transaction: Transaction, size: Size, seed: int, office: Office | None) -> None:
        self._transaction = transaction
        self._size = size
        self._office = office
        tags = office.scheme.tags if office else ()
        self._titles: dict[str, str] = {tag.key: tag.title for tag in tags}
        self._random = random.Random(seed)
        self._uids = 0
        self._communities: list[int] = []
        self._grids: list[list[int]] = []
        self._courtyards: list[list[int]] = []
        self._posts: list[int] = []
        self._names: dict[int, list[str]] = {}

    def run(self) -> None:
        """Fill everything; secondary indexes are made last, which is five times as fast."""
        if self._office is not None:
            # Which scheme is in force is asked through an index.
            keep_scheme(self._transaction, self._office.scheme)
            keep_calendar(self._transaction, self._office.calendar)
        indexes = self._transaction.rows(SECONDARY_INDEXES)
        for name, _ in indexes:
            self._transaction.execute(f"DROP INDEX {name}")
        self._units()
        self._people_of_the_office()
        self._households()
        self._visits()
        self._tickets()
        if self._office is not None:
            write_operations(self._transaction)
        for _, sql in indexes:
            self._transaction.execute(sql)

    def _uid(self) -> bytes:
        self._uids += 1
        return struct.pack(">QQ", 0x019A_0000_0000_7000, 0x8000_0000_0000_0000 | self._uids)

    def _insert(self, table: str, columns: str, rows: Iterator[Row] | Sequence[Row]) -> None:
        marks = ",".join("?" * len(columns.split(",")))
        self._transaction.executemany(f"INSERT INTO {table}({columns}) VALUES({marks})", rows)

    def _units(self) -> None:
        rows: list[Row] = []

        def unit(kind: UnitKind, name: str, parent: int | None, path: str, rank: int = 0) -> tuple[int, str]:
            n = len(rows) + 1
            rows.append((n, self._uid(), 1, int(kind), name, parent, rank, f"{path}{n}/"))
            return n, f"{path}{n}/"

        district, path = unit(UnitKind.DISTRICT, "样例区", None, "/")
        street, path = unit(UnitKind.SUBDISTRICT, "样例街道", district, path)
        rank = 0
        blocks_a_community = -(-self._size.households_a_community // HOUSEHOLDS_A_BLOCK)
        community, below = 0, ""
        for number in range(-(-self._size.households // HOUSEHOLDS_A_BLOCK)):
            if number % blocks_a_community == 0:
                name = f"样例{number // blocks_a_community + 1}社区"
                community, below = unit(UnitKind.COMMUNITY, name, street, path)
            self._communities.append(community)
            first = number % blocks_a_community * GRIDS_A_BLOCK + 1
            self._grids.append(
                [unit(UnitKind.GRID, f"网格{first + grid:02}", community, below)[0] for grid in range(GRIDS_A_BLOCK)]
            )
            yards = []
            for yard in range(COURTYARDS_A_BLOCK):
                rank += 1
                yards.append(unit(UnitKind.COURTYARD, f"{YARDS[yard]}{number + 1}村", community, below, rank)[0])
            self._courtyards.append(yards)
        self._insert("unit", "n,uid,live,kind,name,parent,rank,path", rows)

    def _people_of_the_office(self) -> None:
        staff: list[Row] = []
        posts: list[Row] = []
        for grids in self._grids:
            for grid in grids:
                n = len(staff) + 1
                staff.append((n, self._uid(), 1, self._name(), f"a{n}"))
                posts.append((n, self._uid(), 1, n, "grid_worker", grid, LAST_DAY - DAYS))
                self._posts.append(n)
        if self._office is not None:
            n = len(staff) + 1
            staff.append((n, self._uid(), 1, self._name(), self._office.secretary))
            seat = self._communities[0]
            posts.append((n, self._uid(), 1, n, "community_secretary", seat, LAST_DAY - DAYS))
        self._insert("staff", "n,uid,live,name,account", staff)
        self._insert("post", "n,uid,live,staff,role,unit,from_day", posts)

    def _name(self) -> str:
        chance = self._random
        return chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2))))

    def _households(self) -> None:
        chance = self._random
        dwellings: list[Row] = []
        households: list[Row] = []
        residents: list[Row] = []
        tags: list[Row] = []
        find: list[Row] = []
        doors = _doors()
        for n in range(1, self._size.households + 1):
            block, at = divmod(n - 1, HOUSEHOLDS_A_BLOCK)
            yard, at_yard = divmod(at, HOUSEHOLDS_A_BLOCK // COURTYARDS_A_BLOCK)
            courtyard = self._courtyards[block][yard]
            rank = block * COURTYARDS_A_BLOCK + yard + 1
            building, entrance, door = doors[at_yard]
            walk = walk_key(rank, building, entrance, door, 0)
            grid = self._grids[block][yard * GRIDS_A_BLOCK // COURTYARDS_A_BLOCK]
            use = DwellingUse.VACANT if n % 25 == 0 else DwellingUse.OWNER_OCCUPIED
            dwellings.append((n, self._uid(), 1, courtyard, building, entrance, door, int(use), walk))
            members = self._members(n)
            first = len(residents) + 1
            residents.extend(members)
            carried = self._tags(n, first) if n % TAGGED_SHARE == 0 else []
            tags.extend(carried)
            self._names[n] = [row[3] for row in members]
            head = self._names[n][0]
            order = name_key(names.name_key(head), n)
            doubt = "[1]" if n % 40 == 0 else "[]"
            paper = int(n % 33 == 0)
            households.append(
                (
                    n,
                    self._uid(),
                    1,
                    n,
                    grid,
                    self._communities[block],
                    paper,
                    doubt,
                    walk,
                    order,
                    first,
                    courtyard,
                    building,
                    entrance,
                    door,
                )
            )
            facts = FindFacts(
                names=tuple(self._names[n]),
                places=(f"{YARDS[yard]}{block + 1}村",),
                tags=tuple(self._titles.get(str(row[4]), str(row[4])) for row in carried),
                building=building,
                entrance=entrance,
                door=door,
                numbers=tuple(row[7] for row in members),
                units=(1, 2, self._communities[block], grid, courtyard),
            )
            find.append((walk, " ".join(sorted(find_keys(facts)))))
        self._insert("dwelling", "n,uid,live,courtyard,building,entrance,door,use,walk_base", dwellings)
        self._insert(
            "household",
            "n,uid,live,dwelling,grid,community,paper,doubt,walk,name_key,head,courtyard,building,entrance,door",
            households,
        )
        self._insert("resident", "uid,live,household,name,relation,sex,birth_day,phone,lives,position", residents)
        self._insert("tag", "uid,live,subject_household,subject_resident,tag,from_day,to_day", tags)
        self._insert("find", "rowid,t", sorted(find))
        chance.random()

    def _members(self, household: int) -> list[Row]:
        chance = self._random
        before = self._size.residents * (household - 1) // self._size.households
        count = max(1, self._size.residents * household // self._size.households - before)
        return [
            (
                self._uid(),
                1,
                household,
                self._name(),
                1 if place == 0 else 3,
                chance.randrange(1, 3),
                LAST_DAY - chance.randrange(1_000, 32_000),
                f"100{chance.randrange(10**8):08}",
                1,
                place,
            )
            for place in range(count)
        ]

    def _tags(self, household: int, first_resident: int) -> list[Row]:
        chance = self._random
        from_day = LAST_DAY - chance.randrange(200, 1_500)
        return [
            (
                self._uid(),
                1,
                household,
                first_resident if place else None,
                tag,
                from_day,
                LAST_DAY - chance.randrange(100) if chance.random() < 0.1 else None,
            )
            for place, tag in enumerate(chance.sample(TAGS, chance.choice((1, 1, 2, 3))))
        ]

    def _visits(self) -> None:
        self._insert(
            "visit",
            "n,uid,live,subject,day,start_minute,channel,outcome,visitors,summary,entered_ms,counts,actor",
            self._visit_rows(),
        )
        self._transaction.execute(VISIT_ACTORS)

    def _visit_rows(self) -> Iterator[Row]:
        chance = self._random
        households = self._size.households
        channels = (int(Channel.HOME_VISIT),) * 6 + (int(Channel.ONLINE_GREETING),) * 3 + (int(Channel.PHONE),)
        outcomes = (int(Outcome.MET),) * 8 + (int(Outcome.NO_ANSWER), int(Outcome.REFUSED))
        for n in range(1, self._size.visits + 1):
            day = LAST_DAY - DAYS + DAYS * n // self._size.visits
            tagged = chance.random() < 0.6
            subject = chance.randrange(households // TAGGED_SHARE) * TAGGED_SHARE + TAGGED_SHARE if tagged else 0
            subject = subject or chance.randrange(households) + 1
            block, at = divmod(subject - 1, HOUSEHOLDS_A_BLOCK)
            grid = at * GRIDS_A_BLOCK // HOUSEHOLDS_A_BLOCK
            post = self._posts[block * GRIDS_A_BLOCK + grid]
            outcome = chance.choice(outcomes)
            minute = chance.randrange(480, 1_200)
            yield (
                (
                    n,
                    self._uid(),
                    1,
                    subject,
                    day,
                    minute,
                    chance.choice(channels),
                    outcome,
                    f"[{post}]",
                    "一切正常",
                    instant_of(day, minute),
                    int(outcome == Outcome.MET),
                    post,
                )
            )

    def _tickets(self) -> None:
        chance = self._random
        scheme = None if self._office is None else scheme_digest(self._office.scheme)
        tickets: list[Row] = []
        events: list[Row] = []
        for n in range(1, self._size.tickets + 1):
            day = LAST_DAY - DAYS + DAYS * n // self._size.tickets
            household = chance.randrange(self._size.households) + 1
            block, at = divmod(household - 1, HOUSEHOLDS_A_BLOCK)
            grid = at * GRIDS_A_BLOCK // HOUSEHOLDS_A_BLOCK
            post = self._posts[block * GRIDS_A_BLOCK + grid]
            opened = instant_of(day, 600)
            is_open = day > LAST_DAY - 15 or chance.random() < 0.005
            closed = None if is_open else opened + chance.randrange(1, 6) * MS_PER_DAY
            state = TicketState.HANDLING if is_open else TicketState.CLOSED
            tickets.append(
                (
                    n,
                    self._uid(),
                    1,
                    f"YL{day}-{n}",
                    chance.randrange(1, 6),
                    chance.randrange(1, 5),
                    "environment",
                    "楼道堆物",
                    household,
                    opened,
                    day,
                    post,
                    self._communities[block],
                    self._grids[block][grid],
                    int(state),
                    int(is_open),
                    post,
                    opened + 3 * MS_PER_DAY,
                    closed,
                    None if closed is None else day + 3,
                    scheme,
                )
            )
            acts = (TicketAct.ACCEPTED, TicketAct.HANDLED, *(() if is_open else (TicketAct.CLOSED,)))
            events.extend(
                (n, seq, self._uid(), int(act), opened + seq * 3_600_000, post) for seq, act in enumerate(acts, 1)
            )
        self._insert(
            "ticket",
            "n,uid,live,number,kind,ticket_class,category,title,household,opened_ms,opened_day,opener,community,grid,"
            "state,open,owner,due_ms,closed_ms,closed_day,scheme",
            tickets,
        )
        self._insert("ticket_event", "ticket,seq,uid,act,at_ms,actor", events)


def _doors() -> list[tuple[int, int, str]]:
    floors = [f"{floor}{door:02}" for floor in range(1, FLOORS + 1) for door in range(1, DOORS_A_FLOOR + 1)]
    return [(b, e, door) for b in range(1, BUILDINGS + 1) for e in range(1, ENTRANCES + 1) for door in floors]


def fill(folder: Path, size: Size, *, seed: int = 7, analyze: bool = False, office: Office | None = None) -> Store:
    """Create a store of that size in an empty folder and return it open; ``analyze`` gives SQLite its statistics.

    With ``office`` it has a mechanism, a secretary and every operation its rows add up from, and can be worked in.
    """
    store = Store.open(folder, create=True)
    with store.transaction() as transaction:
        Filling(transaction, size, seed, office).run()
        if analyze:
            transaction.execute("ANALYZE")
    return store


def main() -> None:
    """Fill the folder named on the command line and say how long it took."""
    parser = argparse.ArgumentParser(description="fill an office store for benchmarks")
    parser.add_argument("folder", type=Path)
    for name, amount in msgspec.structs.asdict(Size()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=amount)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--analyze", action="store_true")
    given = parser.parse_args()
    size = Size(given.households, given.residents, given.visits, given.tickets, given.households_a_community)
    began = elapsed_ms()
    fill(given.folder, size, seed=given.seed, analyze=given.analyze).close()
    seconds = (elapsed_ms() - began) / 1000
    sys.stdout.write(json.dumps(msgspec.structs.asdict(size) | {"seconds": seconds}) + "\n")


if __name__ == "__main__":
    main()
