"""Writing the invented office into a folder: units, staff, doors, people, a year of visits and tickets.

Everything goes through the store's one writer, with a clock that walks through the invented year, so that operations
carry the times at which they would have been made and the newest is not ahead of the present.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from gridtui.core.divisions import EDITION
from gridtui.core.time import Clock, FixedClock, day_of, instant_of
from gridtui.core.words import HalfDay, Outcome, TicketSource, UnitKind, Whereabouts
from gridtui.demo.people import COURTYARDS, GRIDS, InventedDoor, InventedPerson, PeopleMaker
from gridtui.demo.year import CLOSE_DAYS, CLOSE_TAGS, DAYS, InventedTicket, InventedVisit, YearMaker
from gridtui.office.mechanism import OWN_CONFIG, load_calendar, load_mechanism
from gridtui.settings import OfficeTable, Settings, SyncTable, write_settings
from gridtui.store.database import Store
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value

DIVISION = "620103006003"
STREET = "620103006000"
NAME = "中院社区"
PREFIX = "ZY"
SCHEMES = ("common", "yanjiaping", "luoguta", "assumed", "demo")
SEED = 7
WORKERS = ("李建国", "王秀梅", "张三", "陈晓燕", "赵永强", "孙桂兰", "周志军", "马小红")
OTHERS = (
    ("李梅", "community_secretary"),
    ("王丽", "window_clerk"),
    ("赵敏", "desk_officer"),
    ("周明", "contact_leader"),
)
"""Name and role of the staff of the community; all invented."""
FIRST_PLAYED = WORKERS[2]
"""As whom the demo opens: a grid worker, to whom visits are due. The app's own key changes to another."""

BATCH = 250
"""Records of one transaction while building; nobody else uses the store yet."""

Tell = Callable[[int, int], None]
"""Told (records written, records in all) now and then."""

Made = dict[str, bytes]
Act = tuple[int, str, int, int]
"""Instant, what kind, which one, which step of it (-1: its opening)."""


class _Builder:
    """One building of the demo office, from an empty store to today."""

    def __init__(self, store: Store, clock: Clock, account: str, tell: Tell) -> None:
        self._store = store
        self._account = account
        self._tell = tell
        self._now_ms = clock.now_ms()
        self._today = day_of(self._now_ms)
        self._clock = FixedClock(instant_of(self._today - DAYS - 30, 9 * 60))
        self._posts: dict[int, bytes] = {}
        self._units: Made = {}
        self._done = 0
        self._total = 0
        self._scheme = b""

    def build(self, folder: Path, settings: Settings) -> None:
        doors = list(PeopleMaker(SEED, date.fromordinal(self._today)).doors())
        year = YearMaker(SEED, doors, self._now_ms, self._today)
        visits, tickets = year.visits(), year.tickets()
        steps = sum(len(ticket.steps) for ticket in tickets)
        people = sum(len(door.people) for door in doors)
        self._total = len(doors) * 2 + people + len(visits) + len(tickets) + steps
        with self._store.writing(self._clock) as writer:
            self._scheme = writer.keep_scheme(load_mechanism(folder, settings))
            writer.keep_calendar(load_calendar(folder))
            self._found_office(writer)
        homes = self._settle(doors)
        self._work(visits, tickets, homes)

    def _found_office(self, writer: Writer) -> None:
        since = self._today - DAYS - 30
        street = self._unit(writer, UnitKind.SUBDISTRICT, "晏家坪街道", None, 0, STREET)
        community = self._unit(writer, UnitKind.COMMUNITY, NAME, street, 3, DIVISION)
        for number in range(1, GRIDS + 1):
            self._unit(writer, UnitKind.GRID, f"网格{number:02d}", community, number)
        for rank, court in enumerate(COURTYARDS, 1):
            self._unit(writer, UnitKind.COURTYARD, court.name, community, rank)
        for number, name in enumerate(WORKERS, 1):
            self._posts[number] = self._appoint(writer, name, "grid_worker", self._units[f"网格{number:02d}"], since)
        for number, (name, role) in enumerate(OTHERS):
            post = self._appoint(writer, name, role, community, since)
            if number == 0:
                self._posts[0] = post
        self._community = community

    def _unit(  # noqa: PLR0917 - a line of the plan
        self, writer: Writer, kind: UnitKind, name: str, parent: bytes | None, rank: int, code: str = ""
    ) -> bytes:
        values: dict[str, Value] = {"kind": kind, "name": name, "parent": parent, "rank": rank}
        if code:
            values |= {"code": code, "edition": EDITION}
        self._units[name] = writer.create("unit", values, actor=None)
        return self._units[name]

    def _appoint(self, writer: Writer, name: str, role: str, unit: bytes, since: int) -> bytes:
        staff = writer.create("staff", {"name": name, "account": self._account, "from_day": since}, actor=None)
        post: dict[str, Value] = {"staff": staff, "role": role, "unit": unit, "from_day": since}
        return writer.create("post", post, actor=None)

    def _settle(self, doors: Sequence[InventedDoor]) -> dict[int, tuple[bytes, bytes]]:
        """Create every door and who lives behind it; return door number -> (household, its head)."""
        homes: dict[int, tuple[bytes, bytes]] = {}
        for first in range(0, len(doors), BATCH):
            part = doors[first : first + BATCH]
            with self._store.writing(self._clock) as writer:
                dwellings = writer.bulk_create("dwelling", [self._door(door) for door in part], actor=self._posts[0])
                lived_in = [place for place, door in enumerate(part) if door.people]
                households = writer.bulk_create(
                    "household",
                    [self._household(part[place], dwellings[place]) for place in lived_in],
                    actor=self._posts[0],
                )
                rows, roots = [], []
                for place, household in zip(lived_in, households, strict=True):
                    for position, person in enumerate(part[place].people, 1):
                        rows.append(_resident(household, position, person))
                        roots.append(household)
                residents = writer.bulk_create("resident", rows, roots=roots, actor=self._posts[0])
                by_home = iter(residents)
                tags, tag_roots = [], []
                for place, household in zip(lived_in, households, strict=True):
                    members = [next(by_home) for _ in part[place].people]
                    homes[first + place] = (household, members[0])
                    for person, member in zip(part[place].people, members, strict=True):
                        tags += [self._tag(member, key) for key in person.tags]
                        tag_roots += [household] * len(person.tags)
                writer.bulk_create("tag", tags, roots=tag_roots, actor=self._posts[0])
            self._count(len(part) * 2 + len(residents))
        return homes

    def _door(self, door: InventedDoor) -> dict[str, Value]:
        return {
            "courtyard": self._units[COURTYARDS[door.courtyard].name],
            "building": door.building,
            "entrance": door.entrance,
            "door": door.door,
            "use": door.use,
        }

    def _household(self, door: InventedDoor, dwelling: bytes) -> dict[str, Value]:
        return {
            "dwelling": dwelling,
            "grid": self._units[f"网格{door.grid:02d}"],
            "community": self._community,
            "paper": int(door.paper),
            "from_day": self._today - DAYS - 30,
        }

    def _tag(self, member: bytes, key: str) -> dict[str, Value]:
        since = self._today - (CLOSE_DAYS if key in CLOSE_TAGS else DAYS + 30)
        return {
            "subject": member,
            "tag": key,
            "from_day": since,
            "source": "入户登记",
            "review_day": self._today + 90,
        }

    def _work(
        self,
        visits: Sequence[InventedVisit],
        tickets: Sequence[InventedTicket],
        homes: dict[int, tuple[bytes, bytes]],
    ) -> None:
        """Play the year in the order of time, a batch of records to a transaction."""
        acts = sorted([*_timed_visits(visits), *_timed_tickets(tickets)], key=lambda act: act[0])
        opened: dict[int, bytes] = {}
        for first in range(0, len(acts), BATCH):
            part = acts[first : first + BATCH]
            with self._store.writing(self._clock) as writer:
                for at_ms, kind, number, step in part:
                    self._clock.ms = max(self._clock.ms, at_ms)
                    if kind == "visit":
                        self._visit(writer, visits[number], homes)
                    elif step < 0:
                        opened[number] = self._open(writer, tickets[number], homes, len(opened) + 1)
                    else:
                        self._step(writer, tickets[number], step, opened[number])
            self._count(len(part))

    def _visit(self, writer: Writer, visit: InventedVisit, homes: dict[int, tuple[bytes, bytes]]) -> None:
        household, head = homes[visit.door]
        values: dict[str, Value] = {
            "day": visit.day,
            "start_minute": visit.minute,
            "half_day": HalfDay.UNKNOWN,
            "channel": visit.channel,
            "outcome": visit.outcome,
            "visitors": (self._posts[visit.grid],),
            "met": (head,) if visit.outcome == Outcome.MET else (),
            "prompts": visit.prompts,
            "diary": visit.diary,
            "summary": visit.summary,
            "entered_ms": self._clock.ms,
        }
        writer.event("visit", household, values, root=household, actor=self._posts[visit.grid])

    def _open(
        self, writer: Writer, ticket: InventedTicket, homes: dict[int, tuple[bytes, bytes]], counter: int
    ) -> bytes:
        household, head = homes[ticket.door]
        matter = ticket.matter
        year = date.fromordinal(ticket.day).year % 100
        values: dict[str, Value] = {
            "number": f"{PREFIX}{year:02d}-{counter:04d}",
            "kind": matter.kind,
            "ticket_class": matter.ticket_class,
            "category": matter.category,
            "title": matter.title,
            "detail": matter.detail,
            "household": household,
            "source": matter.source,
            "reporter": head if matter.source != TicketSource.PATROL else None,
            "opened_ms": ticket.opened_ms,
            "opener": self._posts[ticket.grid],
            "scheme": self._scheme,
            "unit": self._units[f"网格{ticket.grid:02d}"],
        }
        return writer.create("ticket", values, root=household, actor=self._posts[ticket.grid])

    def _step(self, writer: Writer, ticket: InventedTicket, number: int, uid: bytes) -> None:
        step = ticket.steps[number]
        values: dict[str, Value] = {
            "act": step.act,
            "at_ms": step.at_ms,
            "note": step.note,
            "result": step.result,
            "to_desk": step.to_desk,
            "to_post": self._posts[step.to_grid] if step.to_grid else None,
        }
        writer.event("ticket_event", uid, values, actor=self._posts[step.actor])

    def _count(self, records: int) -> None:
        self._done += records
        self._tell(self._done, self._total)


def build_demo(folder: Path, clock: Clock, account: str, tell: Tell, server: str = "") -> None:
    """Build the demo office in an empty folder; ``account`` is who may play all of its people."""
    settings = Settings(office=OfficeTable(DIVISION, NAME, PREFIX, SCHEMES), sync=SyncTable(server))
    _write_demo_scheme(folder)
    store = Store.open(folder, create=True)
    try:
        _Builder(store, clock, account, tell).build(folder, settings)
    finally:
        store.close()
    write_settings(folder, settings)


def _resident(household: bytes, position: int, person: InventedPerson) -> dict[str, Value]:
    return {
        "household": household,
        "name": person.name,
        "relation": person.relation,
        "sex": person.sex,
        "birth_day": person.birth_day,
        "id_number": person.id_number,
        "phone": person.phone,
        "lives": Whereabouts.HERE,
        "residence": person.residence,
        "education": person.education,
        "note": person.note,
        "position": position,
    }


def _timed_visits(visits: Sequence[InventedVisit]) -> Iterator[Act]:
    for number, visit in enumerate(visits):
        yield instant_of(visit.day, visit.minute), "visit", number, 0


def _timed_tickets(tickets: Sequence[InventedTicket]) -> Iterator[Act]:
    for number, ticket in enumerate(tickets):
        yield ticket.opened_ms, "ticket", number, -1
        for step, event in enumerate(ticket.steps):
            yield event.at_ms, "ticket", number, step


def _write_demo_scheme(folder: Path) -> None:
    """State what the demo's office decided: its workers also keep the three- and seven-day duties."""
    path = folder / OWN_CONFIG / "schemes" / "demo.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_DEMO_SCHEME, "utf-8")


_DEMO_SCHEME = """[scheme]
key = "demo"
title = "演示社区"
source = "演示"
uses = ["common", "yanjiaping", "luoguta"]

[[rule]]
key = "online_greeting_3_days"
actor_roles = ["grid_worker"]
substitutes = ["home_visit"]

[[rule]]
key = "home_visit_7_days"
actor_roles = ["grid_worker"]
"""
