"""What is owed on a day: every duty of a post's rules on its unit, decided from facts and kept while nothing changes.

States are decided for everybody, records are made only for what is shown: a board of thousands of households costs
integers. The last board of each post is kept while nothing it was made of has changed (data access, "What may be kept
and why it is true"), as the first row of every screen asks for it after every key.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from gridtui.office.session import OfficeSession
from gridtui.rules.cadence import Judge, decide
from gridtui.rules.duty import Duty, DutyState
from gridtui.rules.periods import window_of
from gridtui.rules.segments import since_marks, wanted_marks
from gridtui.scheme.model import CadenceRule, Scheme
from gridtui.store import read_duties
from gridtui.store.database import Reader, Row
from gridtui.store.read_revisions import revisions
from gridtui.store.rows import Window

SHOWN: Final = frozenset((DutyState.DUE, DutyState.OVERDUE))
MADE_OF: Final = ("unit", "post", "pairing", "dwelling", "household", "resident", "tag", "visit")
"""The kinds of records a board is made of."""


class Asked:
    """One rule as it is asked of a board on a day: what is needed to decide any of its subjects."""

    __slots__ = (
        "_count_at",
        "_day",
        "_decided",
        "_enough",
        "_judge",
        "_needed",
        "began",
        "bit",
        "is_monthly",
        "last_at",
        "rule",
        "usual",
        "visit",
    )

    def __init__(self, rule: CadenceRule, bit: int, last_at: int, count_at: int | None, day: int) -> None:
        self.rule = rule
        self.bit = bit
        self.last_at = last_at
        self.is_monthly = rule.period.kind == "month"
        self.visit = (rule.label, rule.counting_channels)
        self.began = rule.from_day
        self.usual: dict[int | None, DutyState] = {}
        self._count_at = count_at
        self._day = day
        self._decided: dict[tuple[int, int | None, int | None], Duty] = {}
        self._enough = wanted_marks(rule.segment)
        self._needed = frozenset(rule.segment.all)
        self._judge = Judge(rule, day)

    def state(self, row: Row, newest: int) -> DutyState:
        """Return the state of one subject; ``newest`` is the latest day of all that may put it into the segment."""
        if not self._judge.is_plain:
            return self.duty(row).state
        last_day: int | None = row[self.last_at]
        if newest > self.began:
            return self._judge.state(last_day, self._since(row))
        # Nothing began later than the rule: its first day decides, and only the last visit tells subjects apart.
        state = self.usual[last_day] = self._judge.state(last_day, self.began)
        return state

    def is_done_today(self, row: Row) -> bool:
        """Return whether the subject's last visit that counts was today."""
        return bool(row[self.last_at] == self._day)

    def duty(self, row: Row) -> Duty:
        """Return the duty of one subject; of thousands only some hundreds differ."""
        last_day: int | None = row[self.last_at]
        count: int | None = row[self._count_at] if self._count_at is not None else None
        # Where nothing began later than the rule, the rule's first day is the beginning.
        newest = max(row[read_duties.FROM_DAY], max(row[read_duties.MARKS].values(), default=0))
        facts = (self.began if newest <= self.began else self._since(row), last_day, count)
        duty = self._decided.get(facts)
        if duty is None:
            duty = self._decided[facts] = decide(
                self.rule, as_of_day=self._day, from_day=facts[0], last_day=last_day, count=count
            )
        return duty

    def _since(self, row: Row) -> int:
        return since_marks(self._enough, self._needed, row[read_duties.MARKS], row[read_duties.FROM_DAY])


class Owed(msgspec.Struct, frozen=True, gc=False):
    """One duty of one household on a board."""

    asked: Asked
    row: Row
    state: DutyState

    @property
    def household(self) -> bytes:
        """Whose it is."""
        uid: bytes = self.row[read_duties.UID]
        return uid

    @property
    def walk(self) -> int:
        """The household's place in walking order."""
        walk: int = self.row[read_duties.WALK]
        return walk

    @property
    def duty(self) -> Duty:
        """The duty with its days."""
        return self.asked.duty(self.row)


@dataclass(frozen=True)
class Board:
    """A post's duties of one day: those to show, and counts over all of them."""

    shown: tuple[Owed, ...]
    month_done: int
    month_due: int

    @property
    def overdue_count(self) -> int:
        """How many of those shown are overdue."""
        return sum(owed.state == DutyState.OVERDUE for owed in self.shown)


_Key = tuple[Path, bytes | None]
_kept: dict[_Key, tuple[tuple[int, ...], int, Scheme, Board]] = {}


def board(reader: Reader, session: OfficeSession, day: int) -> Board:
    """Return the acting post's board of a day, the kept one where nothing has changed since."""
    key = (session.store.path, session.actor)
    present = revisions(reader, MADE_OF)
    kept = _kept.get(key)
    if kept is not None and kept[:2] == (present, day) and kept[2] is session.scheme:
        return kept[3]
    made = _made(reader, session, day)
    _kept[key] = (present, day, session.scheme, made)
    return made


def countable(rules: Iterable[CadenceRule]) -> tuple[CadenceRule, ...]:
    """Return the rules under which a household can be owed a visit on a day."""
    return tuple(rule for rule in rules if rule.mode == "per_subject" and rule.period.kind != "office_sets")


def counting_window(rule: CadenceRule, day: int) -> Window | None:
    """Return the days in which a rule that wants several visits counts them; None where the last visit is enough."""
    window = window_of(rule.period, day) if rule.times > 1 else None
    return None if window is None else Window(rule.counting_channels, window.first, min(window.last, day))


def _made(reader: Reader, session: OfficeSession, day: int) -> Board:
    rules, is_own = _rules_of(session, day)
    month_done = month_due = 0
    shown: list[Owed] = []
    due, overdue, done = DutyState.DUE, DutyState.OVERDUE, DutyState.DONE
    all_asked, rows = _facts(reader, session, rules, day)
    asked_of: dict[int, list[Asked]] = {}
    for row in rows:
        bits = row[read_duties.SEGMENTS]
        of_these = asked_of.get(bits)
        if of_these is None:
            of_these = asked_of[bits] = [asked for asked in all_asked if bits & asked.bit]
        newest = max(row[read_duties.FROM_DAY], max(row[read_duties.MARKS].values(), default=0))
        for asked in of_these:
            # Looked up here: a board decides some twenty thousand duties, nearly all of them known already.
            state = asked.usual.get(row[asked.last_at]) if newest <= asked.began else None
            if state is None:
                state = asked.state(row, newest)
            if asked.is_monthly:
                month_due += 1
                month_done += state is done
            if state is overdue or (is_own and (state is due or (state is done and asked.is_done_today(row)))):
                shown.append(Owed(asked, row, state))
    return Board(_once_each(shown), month_done, month_due)


def _rules_of(session: OfficeSession, day: int) -> tuple[tuple[CadenceRule, ...], bool]:
    """Return the rules a post answers for, and whether they are its own.

    A post whose role no rule names answers for what those it is over have not done: all rules, overdue only.
    """
    rules = countable(session.scheme.rules_in_force(day))
    role = session.post.role if session.post else ""
    own = tuple(rule for rule in rules if role in rule.actor_roles)
    return own or rules, bool(own)


def _facts(
    reader: Reader, session: OfficeSession, rules: Sequence[CadenceRule], day: int
) -> tuple[list[Asked], list[Row]]:
    """Return the rules as they are asked, and the facts of every subject of any of them."""
    sets = list(dict.fromkeys(rule.counting_channels for rule in rules))
    windows = {place: window for place, rule in enumerate(rules) if (window := counting_window(rule, day))}
    set_bits = [
        sum(1 << place for place, rule in enumerate(rules) if rule.counting_channels == each) for each in sets
    ]
    first_count = read_duties.FIRST_FACT + len(sets)
    count_at = {place: first_count + at for at, place in enumerate(windows)}
    all_asked = [
        Asked(
            rule,
            1 << place,
            read_duties.FIRST_FACT + sets.index(rule.counting_channels),
            count_at.get(place),
            day,
        )
        for place, rule in enumerate(rules)
    ]
    paired = {place: session.actor for place, rule in enumerate(rules) if rule.actor_scope == "paired"}
    rows = read_duties.due_facts(
        reader,
        [rule.segment for rule in rules],
        sets,
        as_of_day=day,
        unit=session.scope_unit.uid,
        paired_with={place: post for place, post in paired.items() if post is not None},
        windows=list(windows.values()),
        asked_of=[*set_bits, *(1 << place for place in windows)],
    )
    return all_asked, rows


def _once_each(owed: Iterable[Owed]) -> tuple[Owed, ...]:
    """Return one line where several rules ask for the same visit: the one that falls due first."""
    first: dict[tuple[int, tuple[str, tuple[int, ...]]], Owed] = {}
    for entry in owed:
        key = (entry.walk, entry.asked.visit)
        earlier = first.setdefault(key, entry)
        if earlier is not entry and (entry.duty.due_day or 0) < (earlier.duty.due_day or 0):
            first[key] = entry
    return tuple(first.values())
