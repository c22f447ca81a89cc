"""How many duties each post, building or community stands for, by state: the sums of the due board.

A visit is owed by every post whose role a rule names and whose unit the household lies in, or which it is paired
with; where nobody holds such a post, the line of the role says so. Which rules ask and how each stands tells, for
nearly every household, what it adds to a line; that is reckoned once and added as often as it is met. Where two rules
that ask for the same visit disagree, where something is arranged or a pair is meant, the household is told by itself.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple, Protocol

import msgspec

from gridtui.core.records import Post
from gridtui.office.asked import Asked, Facts
from gridtui.office.board import Board, Owed, acting_roles, all_owed, once_each, standing
from gridtui.office.duty_views import By
from gridtui.office.kept_subjects import places_of
from gridtui.office.session import OfficeSession
from gridtui.rules.duty import DutyState
from gridtui.scheme.model import CadenceRule
from gridtui.store import read_duties
from gridtui.store.database import Reader, Row
from gridtui.store.read_quotas import Places

NOBODY: Final = "nobody:"
"""Keys of lines of roles nobody holds begin so and end in the role's key."""

_COUNTED: Final = frozenset((DutyState.DONE, DutyState.DUE, DutyState.OVERDUE))
_TOLD: Final = _COUNTED | {DutyState.PAUSED}
BUILDING_SHIFT: Final = 32
"""How far a walking key is from its building's: a walking key without its entrance and door is the building's."""

_PLACE_BITS: Final = 32
"""While they are added up, the four numbers of a tally are the places of one."""
_OWED, _DONE, _OVERDUE, _PAUSED = (1 << _PLACE_BITS * place for place in range(4))
_WORTH: Final = {
    DutyState.DONE: _OWED + _DONE,
    DutyState.DUE: _OWED,
    DutyState.OVERDUE: _OWED + _OVERDUE,
    DutyState.PAUSED: _PAUSED,
}


class Tally(msgspec.Struct, frozen=True, gc=False):
    """The duties of one line, each visit once: ``owed`` of the present periods, ``done`` and ``overdue`` among them.

    ``paused`` are not owed.
    """

    owed: int = 0
    done: int = 0
    overdue: int = 0
    paused: int = 0


Tallies = Mapping[str, Tally]
"""Those of a board, by the key of their line."""


class Telling(NamedTuple):
    """What one question to the board goes through: reader, session, day, the posts held, the board of everybody."""

    reader: Reader
    session: OfficeSession
    day: int
    posts: tuple[Post, ...]
    board: Board


_KINDS_KEPT: Final = 50_000
_known_worths: dict[tuple[object, ...], tuple[dict[tuple[int, int], bool], dict[tuple[int, int, int], int]]] = {}
_kept: dict[tuple[Path, bytes | None, By], tuple[Board, Tallies]] = {}


def tallies(telling: Telling, by: By) -> Tallies:
    """Return the tally of each line, the kept ones where the board has not changed."""
    key = (telling.session.store.path, telling.session.actor, by)
    kept = _kept.get(key)
    if kept is not None and kept[0] is telling.board:
        return kept[1]
    shifts, most = [_PLACE_BITS * place for place in range(4)], (1 << _PLACE_BITS) - 1
    found = {line: Tally(*(total >> shift & most for shift in shifts)) for line, total in _sums(telling, by).items()}
    _kept[key] = telling.board, found
    return found


def holders_of(telling: Telling) -> dict[tuple[str, bytes], list[str]]:
    """Return role and unit -> the keys of the posts that have the role's duties there."""
    found: dict[tuple[str, bytes], list[str]] = {}
    for post in telling.posts:
        for role in acting_roles(telling.session, post.role):
            found.setdefault((role, post.unit), []).append(post.uid.hex())
    return found


def owed_by(telling: Telling, by: By, line: str) -> list[Owed]:
    """Return the duties a line stands for, done and paused ones included, before each visit is taken once."""
    lines = _lines_by(telling, by)
    facts = telling.board.facts
    return [entry for entry in all_owed(facts, facts.rows) if entry.state in _TOLD and line in lines.of(entry)]


def first_doors(telling: Telling) -> dict[str, int]:
    """Return the first walking key of each building where something is asked for, by the key of its line."""
    found: dict[int, int] = {}
    for row in telling.board.facts.rows:
        walk: int = row[read_duties.WALK]
        building = walk >> BUILDING_SHIFT
        if walk < found.get(building, walk + 1):
            found[building] = walk
    return {str(building): walk for building, walk in found.items()}


def _sums(telling: Telling, by: By) -> dict[str, int]:
    facts = telling.board.facts
    lines = _lines_by(telling, by)
    alone, known = _worths(facts.asked)
    sums: dict[str, int] = {}
    for row, states in zip(facts.rows, telling.board.states, strict=True):
        bits: int = row[read_duties.SEGMENTS]
        is_alone = alone.get((bits, states))
        if is_alone is None:
            is_alone = alone[bits, states] = not _is_agreed(facts.asked, bits, states)
        if is_alone or row[read_duties.UID] in facts.arranged:
            for line, added in _of_household(facts, row, lines.of).items():
                sums[line] = sums.get(line, 0) + added
            continue
        for line, rules in lines.at(row):
            kind = (bits, states, rules)
            worth = known.get(kind)
            if worth is None:
                worth = known[kind] = _of_kind(facts.asked, *kind)
            if worth:
                sums[line] = sums.get(line, 0) + worth
    return sums


def _worths(rules: Iterable[Asked]) -> tuple[dict[tuple[int, int], bool], dict[tuple[int, int, int], int]]:
    """Return what is known of kinds of households: whether they are told by themselves, else what they add to a line.

    That follows from which rules ask and for which visits; it is kept until these are others.
    """
    key = tuple((asked.bit, asked.visit, asked.pair_roles) for asked in rules)
    kept = _known_worths.get(key)
    if kept is None or len(kept[1]) > _KINDS_KEPT:
        _known_worths.clear()
        kept = _known_worths[key] = {}, {}
    return kept


def _is_agreed(rules: Sequence[Asked], bits: int, states: int) -> bool:
    """Return whether no pair is meant and rules that ask for the same visit agree, so that no day has to choose."""
    if any(asked.pair_roles and bits & asked.bit for asked in rules):
        return False
    by_visit: dict[object, int] = {}
    return all(by_visit.setdefault(asked.visit, state) == state for asked, state in standing(rules, bits, states))


def _of_kind(rules: Iterable[Asked], bits: int, states: int, among: int) -> int:
    """Return what a household adds to the line that is asked for some rules: ``among`` are their bits."""
    visits = {asked.visit: state for asked, state in standing(rules, bits, states) if asked.bit & among}
    return sum(_WORTH.get(state, 0) for state in visits.values())


def _of_household(facts: Facts, row: Row, lines_of: Callable[[Owed], Sequence[str]]) -> dict[str, int]:
    """Return what one household adds to each line, of rules that ask for one visit the one that falls due first."""
    by_line: dict[str, list[Owed]] = {}
    for entry in all_owed(facts, (row,)):
        for line in lines_of(entry) if entry.state in _TOLD else ():
            by_line.setdefault(line, []).append(entry)
    return {line: sum(_WORTH[entry.state] for entry in once_each(owed)) for line, owed in by_line.items()}


class _Lines(Protocol):
    """How a board is told apart."""

    def of(self, entry: Owed) -> Sequence[str]:
        """Return the lines that a duty belongs to."""
        ...

    def at(self, row: Row) -> Sequence[tuple[str, int]]:
        """Return the lines that a household adds to, each with the bits of the rules it is asked for."""
        ...


def _lines_by(telling: Telling, by: By) -> _Lines:
    if by == "building":
        return _ByPlace(lambda row: str(row[read_duties.WALK] >> BUILDING_SHIFT))
    facts = telling.board.facts
    places = places_of(telling.reader, facts.subjects, facts.rows)
    if by == "community":
        return _ByPlace(lambda row: (places[row[read_duties.UID]].community or b"").hex())
    return _ByPost(telling, places)


class _ByPlace:
    """Every duty of a household belongs to one line."""

    def __init__(self, line: Callable[[Row], str]) -> None:
        self._line = line

    def of(self, entry: Owed) -> Sequence[str]:
        return (self._line(entry.row),)

    def at(self, row: Row) -> Sequence[tuple[str, int]]:
        return ((self._line(row), -1),)


class _ByPost:
    """Who owes what: the posts whose role a rule names, on a unit the household lies in or paired with it."""

    def __init__(self, telling: Telling, places: Mapping[bytes, Places]) -> None:
        self._session = telling.session
        self._places = places
        self._rules = telling.board.facts.asked
        self._pairs = telling.board.facts.pairs or {}
        self._holders = holders_of(telling)
        self._above: dict[bytes | None, tuple[bytes, ...]] = {None: ()}
        self._known: dict[tuple[Places, tuple[str, ...]], tuple[str, ...]] = {}
        self._at: dict[Places, Sequence[tuple[str, int]]] = {}

    def of(self, entry: Owed) -> Sequence[str]:
        """Return the keys of the posts that owe a duty, else of the role nobody holds there."""
        rule = entry.asked.rule
        if entry.asked.pair_roles:
            paired = self._pairs.get(entry.household, ())
            return tuple(dict.fromkeys(post.hex() for post, role in paired if role in entry.asked.pair_roles))
        return self._owing(self._places[entry.household], rule)

    def at(self, row: Row) -> Sequence[tuple[str, int]]:
        place = self._places[row[read_duties.UID]]
        found = self._at.get(place)
        if found is None:
            bits: dict[str, int] = {}
            for asked in self._rules:
                for line in () if asked.pair_roles else self._owing(place, asked.rule):
                    bits[line] = bits.get(line, 0) | asked.bit
            found = self._at[place] = tuple(bits.items())
        return found

    def _owing(self, place: Places, rule: CadenceRule) -> tuple[str, ...]:
        """Return the keys of the posts that a rule means at a place, else of the role nobody holds there."""
        roles = rule.actor_roles
        known = self._known.get((place, roles))
        if known is None:
            units = dict.fromkeys(above for unit in place for above in self._units_above(unit))
            keys = [key for role in roles for unit in units for key in self._holders.get((role, unit), ())]
            known = self._known[place, roles] = tuple(dict.fromkeys(keys)) or (NOBODY + roles[0],)
        return known

    def _units_above(self, unit: bytes | None) -> tuple[bytes, ...]:
        """Return a unit and those above it."""
        found = self._above.get(unit)
        if found is None:
            steps = self._session.path(unit).strip("/").split("/")
            found = self._above[unit] = tuple(bytes.fromhex(step) for step in steps)
        return found
