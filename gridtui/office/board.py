"""What is owed on a day: every duty of a post's rules on its unit, decided from facts and kept while nothing changes.

States are decided for everybody, records are made only for what is shown: a board of thousands of households costs
integers. The last boards of each post are kept while nothing they were made of has changed (data access, "What may be
kept and why it is true"), as the first row of every screen asks for one after every key.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec

from gridtui.office.arranged import Arranged
from gridtui.office.asked import Asked, Facts, facts_of
from gridtui.office.session import OfficeSession
from gridtui.office.ways import ways_of
from gridtui.rules.duty import Duty, DutyState
from gridtui.rules.visit_facts import once_window
from gridtui.scheme.model import CadenceRule, Scheme
from gridtui.store import read_duties, read_plans
from gridtui.store.database import Reader, Row
from gridtui.store.mechanism import scheme_on
from gridtui.store.read_revisions import revisions

SHOWN: Final = frozenset((DutyState.DUE, DutyState.OVERDUE))
NOT_ASKED: Final = frozenset((DutyState.PAUSED, DutyState.EXCUSED))
STATE_BITS: Final = 3
"""How many bits hold one state of ``Board.states``."""
STATE_MASK: Final = (1 << STATE_BITS) - 1
MADE_OF: Final = (
    "unit",
    "post",
    "pairing",
    "dwelling",
    "household",
    "resident",
    "tag",
    "visit",
    "plan",
    "pause",
    "former_grid",
)
"""The kinds of records a board is made of."""


class Owed(msgspec.Struct, frozen=True, gc=False):
    """One duty of one household on a board. ``arranged``: its plans and pauses, None where it has none."""

    asked: Asked
    row: Row
    state: DutyState
    arranged: Arranged | None = None

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
        return self.asked.duty(self.row, self.arranged)

    @property
    def is_done_today(self) -> bool:
        """Whether it is done, by a visit of today."""
        return self.state == DutyState.DONE and self.asked.is_done_today(self.row)


@dataclass(frozen=True)
class Board:
    """A post's duties of one day: those to show, and counts over all of them.

    ``is_own``: the rules name the post's role, and ``shown`` are the due, the overdue, those done today and those
    paused; otherwise all rules are asked and none is shown by itself. Of the month every monthly duty that is asked
    counts, a paused one does not; ``overdue_count`` takes each visit once. ``states`` are those of each row's duties
    in the order of the rules that ask them, each ``STATE_BITS`` of one number with the last lowest
    (``standing``): what sums over everybody are made of.
    """

    shown: tuple[Owed, ...]
    month_done: int
    month_due: int
    is_own: bool
    facts: Facts
    states: tuple[int, ...]
    overdue_count: int

    def owed_at(self, households: Collection[bytes]) -> tuple[Owed, ...]:
        """Return what is due, overdue or paused at some households, each kind of visit once."""
        there = [row for row in self.facts.rows if row[read_duties.UID] in households]
        return once_each(owed for owed in all_owed(self.facts, there) if owed.state in SHOWN | {DutyState.PAUSED})


_Key = tuple[Path, bytes | None, bool]
_kept: dict[_Key, tuple[tuple[int, ...], int, Scheme, Board]] = {}
_planned: dict[tuple[Path, int], tuple[tuple[int, ...], frozenset[str]]] = {}


def board(reader: Reader, session: OfficeSession, day: int) -> Board:
    """Return the acting post's board of a day, the kept one where nothing has changed since.

    Of a post whose role no rule names, it is what those it is over have not done.
    """
    return _board(reader, session, day, is_wide=False)


def wide_board(reader: Reader, session: OfficeSession, day: int) -> Board:
    """Return the board of everybody in the acting post's unit, under all rules."""
    return _board(reader, session, day, is_wide=True)


def judged_on(session: OfficeSession, reader: Reader, day: int) -> OfficeSession:
    """Return the session under the mechanism in force on a day: last month is judged by last month's rules."""
    if day == session.today:
        return session
    scheme = scheme_on(reader, day)
    if scheme is None or scheme is session.scheme:
        return session
    return replace(session, scheme=scheme, roles=scheme.role_table())


def acting_roles(session: OfficeSession, role: str) -> frozenset[str]:
    """Return the roles whose duties the holder of a role has: the role, and those held with it (S2-4, S4-3)."""
    return frozenset((role, *(held.key for held in session.scheme.roles if role in held.held_with)))


def countable(rules: Iterable[CadenceRule], planned: Collection[str] = ()) -> tuple[CadenceRule, ...]:
    """Return the rules under which households can be owed visits.

    One for which the office has stated no period is among them where somebody's plan does: ``planned``.
    """
    return tuple(
        rule
        for rule in rules
        if rule.counts == "visits"
        and (
            rule.mode == "once"
            or (rule.mode == "per_subject" and (rule.period.kind != "office_sets" or rule.key in planned))
        )
    )


def household_rules(session: OfficeSession, day: int, planned: Collection[str] = ()) -> tuple[CadenceRule, ...]:
    """Return the rules under which a household can be owed a visit on a day; ``planned`` as in ``countable``.

    A round (mode ``once``) is among them in its days of grace, too.
    """
    return tuple(
        rule
        for rule in countable(session.scheme.rules, planned)
        if rule.in_force(day) or (rule.mode == "once" and rule.from_day <= day <= once_window(rule).last)
    )


def planned_rules(reader: Reader, session: OfficeSession, day: int) -> frozenset[str]:
    """Return the keys of the rules for which a plan that holds on a day states a period of its own (S1-13)."""
    key, present = (session.store.path, day), revisions(reader, ("plan", "tag", "resident"))
    kept = _planned.get(key)
    if kept is not None and kept[0] == present:
        return kept[1]
    plans = [plan for held in read_plans.plans_within(reader, day).values() for plan in held]
    found = frozenset(plan.rule for plan in plans if plan.rule and plan.period_kind)
    _planned.clear()
    _planned[key] = present, found
    return found


def own_rules(session: OfficeSession, rules: Iterable[CadenceRule]) -> tuple[CadenceRule, ...]:
    """Return the rules that name a role the acting post holds."""
    if session.post is None:
        return ()
    roles = acting_roles(session, session.post.role)
    return tuple(rule for rule in rules if not roles.isdisjoint(rule.actor_roles))


def all_owed(facts: Facts, rows: Iterable[Row]) -> Iterator[Owed]:
    """Yield every duty of the subjects of some rows with its state, whoever owes it."""
    for row in rows:
        bits = row[read_duties.SEGMENTS]
        arranged = facts.arranged.get(row[read_duties.UID])
        newest = max(row[read_duties.FROM_DAY], max(row[read_duties.MARKS].values(), default=0))
        for asked in facts.asked:
            if not bits & asked.bit or not is_asked_of(facts, asked, row):
                continue
            if arranged is None:
                state = asked.usual.get(row[asked.last_at]) if newest <= asked.began else None
                state = asked.state(row, newest) if state is None else state
            else:
                state = asked.duty(row, arranged).state
            yield Owed(asked, row, state, arranged)


def owed_in(board: Board, states: Collection[DutyState], limit: int = 0) -> list[Owed]:
    """Return the duties of everybody on a board that are in some states, each visit once, in walking order.

    Of a household that has none no duty is made. ``limit``: enough to have so many, 0 is all.
    """
    facts = board.facts
    pairs = sum(asked.bit for asked in facts.asked if asked.pair_roles)
    wanted: dict[tuple[int, int], list[_Visit]] = {}
    found: list[Owed] = []
    for row, packed in sorted(zip(facts.rows, board.states, strict=True), key=_walk):
        if limit and len(found) >= limit:
            break
        bits: int = row[read_duties.SEGMENTS]
        if bits & pairs or row[read_duties.UID] in facts.arranged:
            found += [entry for entry in once_each(all_owed(facts, (row,))) if entry.state in states]
            continue
        visits = wanted.get((bits, packed))
        if visits is None:
            visits = wanted[bits, packed] = _visits_in(states, standing(facts.asked, bits, packed))
        for visit in visits:
            if len(visit) == 1:
                found.append(Owed(visit[0][0], row, visit[0][1]))
            else:
                (first,) = once_each(Owed(asked, row, state) for asked, state in visit)
                found += [first] if first.state in states else []
    return found


_Visit = list[tuple[Asked, DutyState]]
"""The rules that ask for one visit, each with how it stands."""


def standing(rules: Iterable[Asked], bits: int, packed: int) -> list[tuple[Asked, DutyState]]:
    """Return the rules asked of a household, none of them about pairs, with the states that ``Board.states`` says."""
    found = []
    for asked in reversed([each for each in rules if bits & each.bit]):
        found.append((asked, DutyState(packed & STATE_MASK)))
        packed >>= STATE_BITS
    return found[::-1]


def _visits_in(states: Collection[DutyState], stand: Iterable[tuple[Asked, DutyState]]) -> list[_Visit]:
    """Return the visits of which a rule asks in one of some states."""
    by_visit: dict[object, _Visit] = {}
    for asked, state in stand:
        by_visit.setdefault(asked.visit, []).append((asked, state))
    return [visit for visit in by_visit.values() if any(state in states for _asked, state in visit)]


def _walk(decided: tuple[Row, int]) -> int:
    walk: int = decided[0][read_duties.WALK]
    return walk


def once_each(owed: Iterable[Owed]) -> tuple[Owed, ...]:
    """Return one line where several rules ask for the same visit: of those asked now the one that falls due first."""
    first: dict[tuple[int, tuple[str, tuple[int, ...]]], Owed] = {}
    for entry in owed:
        key = (entry.walk, entry.asked.visit)
        earlier = first.setdefault(key, entry)
        if earlier is not entry and _urgency(entry) < _urgency(earlier):
            first[key] = entry
    return tuple(first.values())


def _urgency(owed: Owed) -> tuple[bool, int]:
    return owed.state in NOT_ASKED, owed.duty.due_day or 0


def _board(reader: Reader, session: OfficeSession, day: int, *, is_wide: bool) -> Board:
    rules = household_rules(session, day, planned_rules(reader, session, day))
    own = () if is_wide else own_rules(session, rules)
    if not own and not is_wide:
        return _board(reader, session, day, is_wide=True)
    key = (session.store.path, session.actor, is_wide)
    present = revisions(reader, MADE_OF)
    kept = _kept.get(key)
    if kept is not None and kept[:2] == (present, day) and kept[2] is session.scheme:
        return kept[3]
    made = _made(reader, session, day, own or rules, is_own=bool(own))
    _kept[key] = (present, day, session.scheme, made)
    return made


def _made(reader: Reader, session: OfficeSession, day: int, rules: tuple[CadenceRule, ...], *, is_own: bool) -> Board:
    paired_with = session.actor if is_own else None
    counted = ways_of(reader, session.scheme, rules)
    scope = session.scope_unit.uid
    facts = facts_of(reader, session.scheme, counted, day, unit=scope, paired_with=paired_with)
    shown = once_each(filter(_is_shown, all_owed(facts, facts.rows))) if is_own else ()
    month_done = month_due = 0
    late_in: dict[int, int] = {}
    decided: list[int] = []
    overdue, done = DutyState.OVERDUE, DutyState.DONE
    arranged_with = facts.arranged
    asked_of: dict[int, list[Asked]] = {}
    arranged: Arranged | None = None
    for row in facts.rows:
        bits = row[read_duties.SEGMENTS]
        of_these = asked_of.get(bits)
        if of_these is None:
            of_these = asked_of[bits] = [asked for asked in facts.asked if bits & asked.bit]
        newest = max(row[read_duties.FROM_DAY], max(row[read_duties.MARKS].values(), default=0))
        if arranged_with:
            arranged = arranged_with.get(row[read_duties.UID])
        states = late = 0
        for asked in of_these:
            if asked.pair_roles and not is_asked_of(facts, asked, row):
                continue
            # Looked up here: a board decides some twenty thousand duties, nearly all of them known already.
            state = asked.usual.get(row[asked.last_at]) if newest <= asked.began and arranged is None else None
            if state is None:
                state = asked.state(row, newest) if arranged is None else asked.duty(row, arranged).state
            states = states << STATE_BITS | state
            if state is overdue:
                late |= asked.bit
            if asked.is_monthly and state not in NOT_ASKED:
                month_due += 1
                month_done += state is done
        late_in[late] = late_in.get(late, 0) + 1
        decided.append(states)
    of_everybody = sum(
        count * len({asked.visit for asked in facts.asked if late & asked.bit}) for late, count in late_in.items()
    )
    overdue_count = sum(owed.state == overdue for owed in shown) if is_own else of_everybody
    return Board(shown, month_done, month_due, is_own, facts, tuple(decided), overdue_count)


def _is_shown(owed: Owed) -> bool:
    """Return whether a post's own list shows a duty: it is asked for, was done today, or somebody has paused it."""
    return owed.state in SHOWN or owed.is_done_today or (owed.arranged is not None and owed.state in NOT_ASKED)


def is_asked_of(facts: Facts, asked: Asked, row: Row) -> bool:
    """Return whether a rule is asked of a household: of one about pairs, it is paired with a post of those roles."""
    if not asked.pair_roles or facts.pairs is None:
        return True
    return any(role in asked.pair_roles for _, role in facts.pairs.get(row[read_duties.UID], ()))
