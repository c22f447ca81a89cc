"""Random histories: offices that write, share a log, and must end alike. Used by tests of the write path."""

import json
import random as randoms
import shutil
from pathlib import Path
from typing import Final

from gridtui.core.registry import BY_NAME, TYPES, Field
from gridtui.core.time import FixedClock, day_of
from gridtui.core.words import TicketAct, UnitKind
from gridtui.scheme.load import load_schemes
from gridtui.settings import shipped_config
from gridtui.store.database import Reader, Row, Store
from gridtui.store.replica import OPERATION, operation_of_row
from gridtui.store.writer import Writer
from gridtui.sync.chain import chain_next, chain_start
from gridtui.sync.clock import effective
from gridtui.sync.operation import Operation, Value, op_hash
from gridtui.sync.replica import Placement, State

NOW: Final = 1_795_000_000_000
SCOPE: Final = 4711
ENTITY_TABLES: Final = tuple(each.name for each in TYPES if not each.is_event)
TABLES: Final = (
    *ENTITY_TABLES,
    "visit",
    "visit_actor",
    "visit_sum",
    "ticket_event",
    "find",
    "conflict",
    "entity",
    "field_head",
    "missing_base",
)
REFERENCES: Final = {
    (each.name, field.name): field.target
    for each in TYPES
    for field in each.fields
    if field.type == "ref" and field.target
} | {
    ("household", "courtyard"): "unit",
    ("household", "head"): "resident",
    ("tag", "subject_household"): "household",
    ("tag", "subject_resident"): "resident",
    ("visit", "subject"): "household",
    ("visit", "actor"): "post",
    ("visit_actor", "post"): "post",
    ("visit_actor", "subject"): "household",
    ("visit_actor", "visit"): "visit",
    ("visit_sum", "post"): "post",
    ("ticket", "community"): "unit",
    ("ticket", "grid"): "unit",
    ("ticket", "owner"): "post",
    ("ticket_event", "ticket"): "ticket",
    ("ticket_event", "actor"): "post",
    ("ticket_event", "to_post"): "post",
}
LISTS: Final = {
    (each.name, field.name): field.target for each in TYPES for field in each.fields if field.type == "refs"
}
LOCAL: Final = {("household", "walk"), ("household", "name_key"), ("unit", "path")}
"""Columns made of local numbers."""


def dump(reader: Reader) -> dict[str, list[Row]]:
    """Return every row of the tables operations add up to."""
    return {table: sorted(reader.rows(f"SELECT * FROM {table}"), key=repr) for table in TABLES} | {
        "find": reader.rows("SELECT rowid, t FROM find ORDER BY rowid")
    }


def shared_dump(reader: Reader) -> dict[str, list[Row]]:
    """Return the same without anything local: references as ids, no local numbers, no rows that only await."""
    uids: dict[str, dict[int, bytes]] = {
        name: dict(reader.rows(f"SELECT n, uid FROM {name}")) for name in {*REFERENCES.values(), *LISTS.values()}
    }
    found: dict[str, list[Row]] = {}
    for table in TABLES:
        if table in {"find", "field_head", "missing_base", "entity"}:
            continue
        names = [row[1] for row in reader.rows(f"PRAGMA table_info({table})")]
        rows = []
        for row in reader.rows(f"SELECT * FROM {table}"):
            named = dict(zip(names, row, strict=True))
            if named.get("live") == 0 and reader.value("SELECT 1 FROM entity WHERE id = ?", (named["uid"],)) is None:
                continue
            named.pop("n", None)
            rows.append(tuple(_shared(table, name, value, uids) for name, value in named.items()))
        found[table] = sorted(rows, key=repr)
    return found


def _shared(table: str, name: str, value: object, uids: dict[str, dict[int, bytes]]) -> object:
    if (table, name) in LOCAL or value is None:
        return None
    if (table, name) in REFERENCES:
        assert isinstance(value, int)
        return uids[REFERENCES[table, name]][value]
    if (table, name) in LISTS:
        assert isinstance(value, str)
        return [uids[LISTS[table, name]][n] for n in json.loads(value)]
    return value


class Log:
    """The central server as far as histories need it: one scope, a number and an eff for each operation."""

    def __init__(self) -> None:
        self.entries: list[tuple[Operation, Placement]] = []
        self._chain = chain_start(SCOPE)
        self._seqs: dict[bytes, int] = {}

    def push(self, op: Operation, clock_ms: int) -> None:
        """Give an operation its place; one that has one keeps it."""
        if op.id in self._seqs:
            return
        seq = len(self.entries) + 1
        eff = effective(op.hlc, clock_ms)
        self._chain = chain_next(self._chain, seq, op_hash(op), eff)
        self._seqs[op.id] = seq
        self.entries.append((op, Placement(SCOPE, State.DURABLE, 1, seq, eff, self._chain)))


class Office:
    """One office host of the history, with a clock of its own."""

    def __init__(self, folder: Path, template: Path, log: Log, skew_ms: int, random: randoms.Random) -> None:
        shutil.copytree(template, folder)
        self.store = Store.open(folder)
        self.clock = FixedClock(NOW + skew_ms)
        self.log = log
        self.random = random
        self.refused: list[bytes] = []

    def act(self) -> None:
        """Do one to three random things in a transaction."""
        self.clock.ms += self.random.randrange(0, 7_200_000)
        with self.store.writing(self.clock) as writer:
            for _ in range(self.random.randrange(1, 4)):
                _one_act(writer, self.random, day_of(self.clock.ms))

    def pending(self) -> list[Operation]:
        """Return what is in no log, oldest first."""
        with self.store.reading() as reader:
            rows = reader.rows(f"SELECT {OPERATION} FROM op WHERE seq IS NULL AND state <> 5 ORDER BY hlc")
            return [operation_of_row(row) for row in rows]

    def push(self) -> None:
        """Send everything pending."""
        for op in self.pending():
            self.log.push(op, NOW + 40_000_000)

    def refuse_some(self) -> None:
        """Lose a pending operation that nothing else speaks of the creation of."""
        changes = [op for op in self.pending() if op.kind == 2]
        if changes:
            op = self.random.choice(changes)
            with self.store.writing(self.clock) as writer:
                writer.refuse(op.id)
            self.refused.append(op.id)

    def pull(self, *, shuffled: bool) -> None:
        """Take in the whole log in slices, in the log's order or in any other."""
        entries = list(self.log.entries)
        if shuffled:
            self.random.shuffle(entries)
        while entries:
            size = self.random.randrange(1, 51)
            with self.store.writing(self.clock) as writer:
                writer.receive(entries[:size])
            del entries[:size]


def make_template(folder: Path) -> None:
    """Make an empty office that knows a scheme; copying it is faster than making it each time."""
    store = Store.open(folder, create=True)
    paths = [shipped_config() / "schemes" / f"{name}.toml" for name in ("common", "yanjiaping")]
    with store.writing(FixedClock(NOW)) as writer:
        writer.read.execute("INSERT INTO sync_meta(key, value) VALUES('scope', ?)", (SCOPE,))
        writer.keep_scheme(load_schemes([(path.read_text("utf-8"), str(path)) for path in paths]))
    store.close()


DERIVED_FROM: Final = (
    "unit", "staff", "post", "pairing", "dwelling", "household", "resident", "tag", "ticket",
)  # fmt: skip
NAMES: Final = ("刘秀芬", "王强", "阿依古丽·买买提", "欧阳明", "仇英", "")
DOORS: Final = ("501", "502", "门面", "101甲", "")


def _pick(writer: Writer, random: randoms.Random, table: str) -> bytes | None:
    rows = writer.read.rows(
        f"SELECT t.uid FROM {table} t JOIN entity e ON e.id = t.uid WHERE e.status IN (0, 1) ORDER BY t.uid"
    )
    return random.choice(rows)[0] if rows else None


def _values(writer: Writer, random: randoms.Random, name: str, day: int) -> dict[str, Value]:
    def ref(table: str) -> bytes | None:
        return _pick(writer, random, table)

    chance = random.randrange
    made: dict[str, dict[str, Value]] = {
        "unit": {
            "kind": random.choice(list(UnitKind)),
            "name": random.choice(("晏北村", "一网格", "铁路社区")),
            "parent": ref("unit"),
            "rank": chance(4),
        },
        "staff": {"name": random.choice(NAMES), "account": "a"},
        "post": {"staff": ref("staff"), "role": "grid_worker", "unit": ref("unit")},
        "pairing": {"post": ref("post"), "household": ref("household"), "from_day": day},
        "dwelling": {
            "courtyard": ref("unit"),
            "building": chance(3),
            "entrance": chance(2),
            "door": random.choice(DOORS),
        },
        "household": {
            "dwelling": ref("dwelling"),
            "grid": ref("unit"),
            "community": ref("unit") if chance(2) else None,
            "doubt": (1, 2) if chance(2) else None,
        },
        "resident": {
            "household": ref("household"),
            "name": random.choice(NAMES),
            "relation": chance(3),
            "position": chance(3),
            "phone": f"100{chance(100):08}",
        },
        "tag": {
            "subject": ref(random.choice(("household", "resident"))),
            "tag": "elder_alone",
            "to_day": day if chance(3) == 0 else None,
        },
        "ticket": {
            "number": "Y-1",
            "kind": 1,
            "ticket_class": chance(1, 5),
            "title": "路灯不亮",
            "household": ref("household"),
            "unit": ref("unit"),
            "reporter_name": random.choice(("", "王强")),
            "opened_ms": NOW,
            "opener": ref("post"),
        },
    }
    return made[name] if name in made else _any_values(writer, random, name, day)


def _any_values(writer: Writer, random: randoms.Random, name: str, day: int) -> dict[str, Value]:
    """Return values for the fields of a type that nothing is derived from."""

    def value(field: Field) -> Value:
        if field.type in ("ref", "refs"):
            picked = _pick(writer, random, field.target)
            return picked if field.type == "ref" else () if picked is None else (picked,)
        made: dict[str, Value] = {
            "day": day + random.randrange(-40, 40) if random.randrange(2) else None,
            "ints": tuple(range(random.randrange(4))),
            "flag": bool(random.randrange(2)),
            "text": random.choice(NAMES),
        }
        return made.get(field.type, random.randrange(1_440))

    return {field.name: value(field) for field in BY_NAME[name].fields}


def _one_act(writer: Writer, random: randoms.Random, day: int) -> None:
    what = random.randrange(14)
    actor = _pick(writer, random, "post")
    # What rows are derived from is written as often as all the rest together.
    name = random.choice(DERIVED_FROM if random.randrange(2) else ENTITY_TABLES)
    uid = _pick(writer, random, name)
    if what < 3 or uid is None:
        writer.create(name, _values(writer, random, name, day), actor=actor)
    elif what < 6:
        values = _values(writer, random, name, day)
        chosen = random.sample(sorted(values), random.randrange(1, len(values) + 1))
        writer.set(uid, {field: values[field] for field in chosen}, actor=actor)
    elif what == 6:
        (writer.restore if random.randrange(2) else writer.void)(uid, actor=actor)
    elif what < 11:
        _visit(writer, random, day, actor)
    else:
        _step(writer, random, actor)


def _visit(writer: Writer, random: randoms.Random, day: int, actor: bytes | None) -> None:
    household = _pick(writer, random, "household")
    if household is None:
        return
    earlier = writer.read.rows("SELECT uid FROM visit WHERE live = 1 ORDER BY uid")
    values: dict[str, Value] = {
        "day": day + random.randrange(-3, 2),
        "channel": random.randrange(1, 4),
        "outcome": random.randrange(1, 4),
        "visitors": () if actor is None else (actor,),
        "corrects": random.choice(earlier)[0] if earlier and random.randrange(2) else None,
        "withdrawn": random.randrange(4) == 0,
        "told": tuple(uid for uid in (_pick(writer, random, "campaign"),) if uid is not None),
        "entered_ms": NOW,
    }
    writer.event("visit", household, values, actor=actor)


def _step(writer: Writer, random: randoms.Random, actor: bytes | None) -> None:
    ticket = _pick(writer, random, "ticket")
    if ticket is None:
        return
    steps = writer.read.rows("SELECT uid FROM ticket_event ORDER BY uid")
    values: dict[str, Value] = {
        "act": random.choice(list(TicketAct)),
        "at_ms": NOW,
        "to_post": _pick(writer, random, "post"),
        "note": "记",
        "withdraws": random.choice(steps)[0] if steps and random.randrange(4) == 0 else None,
    }
    writer.event("ticket_event", ticket, values, actor=actor)
