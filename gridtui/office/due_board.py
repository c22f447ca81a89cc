"""The due board: how each post, building or community of a unit stands, effort beside outcome, nobody ranked.

It is the board of everybody in the acting post's unit, told apart by who owes what. A visit is owed by every post
whose role a rule names and whose unit the household lies in, or which it is paired with; where nobody holds such a
post, the line of the role says so. Order is that of the org tree, of buildings that of the walk.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gridtui.core.errors import InputFault
from gridtui.core.records import Post
from gridtui.office.board import Board, Owed, acting_roles, all_owed, judged_on, once_each, wide_board
from gridtui.office.coverage import AT_THE_DOOR
from gridtui.office.duties import duty_row
from gridtui.office.duty_views import By, DueBoard, DueLine, QuotaRow
from gridtui.office.places import building_title
from gridtui.office.quotas import MODES, quota_row, quotas_of
from gridtui.office.session import COMMUNITIES, OfficeSession
from gridtui.office.views import DutyRow
from gridtui.rules.duty import DutyState
from gridtui.rules.periods import window_of
from gridtui.scheme import acts
from gridtui.scheme.model import Period
from gridtui.store import read_duties, read_posts, read_quotas
from gridtui.store.database import Reader
from gridtui.store.read_effort import Effort, effort_of_posts
from gridtui.store.read_quotas import Places
from gridtui.store.rows import SubjectLine

WAYS: Final[tuple[By, ...]] = ("post", "building", "community")
NOBODY: Final = "nobody:"
"""Keys of lines of roles nobody holds begin so and end in the role's key."""

_COUNTED: Final = frozenset((DutyState.DONE, DutyState.DUE, DutyState.OVERDUE))
_OPEN: Final = frozenset((DutyState.DUE, DutyState.OVERDUE, DutyState.PAUSED))
_BUILDING_SHIFT: Final = 32
"""A walking key without its entrance and door is the building's."""

_Buckets = dict[str, list[Owed]]
_kept: dict[tuple[Path, bytes | None, By], tuple[Board, _Buckets]] = {}


@dataclass(frozen=True)
class _Asking:
    """What one question to the board goes through: reader, session, day, the posts held, and the board itself."""

    reader: Reader
    session: OfficeSession
    day: int
    posts: tuple[Post, ...]
    board: Board


def ways(session: OfficeSession) -> tuple[By, ...]:
    """Return how the acting post's board can be told apart: by community only where it is over several."""
    is_above = session.scope_unit.kind < min(COMMUNITIES)
    return WAYS if is_above else ("post", "building")


def usual_way(session: OfficeSession) -> By:
    """Return how the board is told apart unless something else is asked: by community for a post above them."""
    return "community" if "community" in ways(session) else "post"


def due_board(session: OfficeSession, by: By | None = None, day: int | None = None) -> DueBoard:
    """Return how everybody in the acting post's unit stands on a day. Raises Refused."""
    session.require(acts.DUTY_BOARD, unit=session.scope_unit.uid)
    way = usual_way(session) if by is None else by
    with session.store.reading() as reader:
        asking = _asking(reader, session, day)
        lines = _lines(asking, way)
    return DueBoard(asking.day, way, session.scope_unit.name, lines)


def due_lines(reader: Reader, session: OfficeSession, day: int) -> tuple[By, tuple[DueLine, ...]]:
    """Return the usual lines of the board as Today shows them, and how they are told apart; none without the act."""
    if not session.decide(acts.DUTY_BOARD, unit=session.scope_unit.uid).allowed:
        return "post", ()
    way = usual_way(session)
    return way, _lines(_asking(reader, session, day), way)


def due_rows(
    session: OfficeSession, by: By, key: str, day: int | None = None, *, with_done: bool = False
) -> tuple[DutyRow, ...]:
    """Return the rows behind a line in walking order: due, overdue and paused, the done ones where they are wanted.

    Raises InputFault ``board.line_unknown``, Refused.
    """
    session.require(acts.DUTY_BOARD, unit=session.scope_unit.uid)
    states = _OPEN | {DutyState.DONE} if with_done else _OPEN
    with session.store.reading() as reader:
        asking = _asking(reader, session, day)
        buckets = _buckets(asking, by)
        if key not in buckets and key not in {post.uid.hex() for post in asking.posts}:
            raise InputFault("board.line_unknown", line=key)
        owed = [entry for entry in once_each(buckets.get(key, ())) if entry.state in states]
        lines = read_duties.subject_lines(reader, {entry.walk for entry in owed})
    return _in_walking_order(owed, lines, asking.day)


def open_rows(session: OfficeSession, day: int | None = None, *, with_done: bool = False) -> tuple[DutyRow, ...]:
    """Return what everybody in the acting post's unit owes, each visit once, as ``due_rows``. Raises Refused."""
    session.require(acts.DUTY_BOARD, unit=session.scope_unit.uid)
    states = _OPEN | {DutyState.DONE} if with_done else _OPEN
    with session.store.reading() as reader:
        asking = _asking(reader, session, day)
        facts = asking.board.facts
        owed = [entry for entry in once_each(all_owed(facts, facts.rows)) if entry.state in states]
        lines = read_duties.subject_lines(reader, {entry.walk for entry in owed})
    return _in_walking_order(owed, lines, asking.day)


def _in_walking_order(owed: Iterable[Owed], lines: Mapping[bytes, SubjectLine], day: int) -> tuple[DutyRow, ...]:
    ordered = sorted(owed, key=lambda entry: (entry.walk, entry.duty.due_day or 0))
    return tuple(duty_row(entry.asked.rule, entry.duty, lines[entry.household], day) for entry in ordered)


def _asking(reader: Reader, session: OfficeSession, day: int | None) -> _Asking:
    asked = session.today if day is None else day
    session = judged_on(session, reader, asked)
    posts = sorted(read_posts.posts(reader, asked), key=lambda post: _place_in_tree(session, post.unit))
    return _Asking(reader, session, asked, tuple(posts), wide_board(reader, session, asked))


def _place_in_tree(session: OfficeSession, unit: bytes) -> tuple[tuple[int, str], ...]:
    """Return what orders units as the org tree does: rank and name of each from the top down."""
    steps = [step for step in session.path(unit).split("/") if step]
    known = (session.units.get(bytes.fromhex(step)) for step in steps)
    return tuple((each.rank, each.name) for each in known if each is not None)


def _lines(asking: _Asking, by: By) -> tuple[DueLine, ...]:
    buckets = _buckets(asking, by)
    if by == "building":
        return _building_lines(asking, buckets)
    month = window_of(Period(kind="month"), asking.day)
    effort = _effort(asking, month.first) if month is not None else {}
    if by == "community":
        return _community_lines(asking, buckets, effort)
    quotas: dict[bytes, list[QuotaRow]] = {}
    within = _within(asking)
    for quota in quotas_of(asking.reader, asking.session, within, asking.day):
        quotas.setdefault(quota.post.uid, []).append(quota_row(asking.session, quota))
    named = _named_roles(asking)
    lines = []
    for post in asking.posts:
        key = post.uid.hex()
        is_named = post in within and not named.isdisjoint(acting_roles(asking.session, post.role))
        if key in buckets or is_named:
            title = asking.session.role_title(post.role)
            own = tuple(quotas.get(post.uid, ()))
            lines.append(
                _line(key, post.staff_name, (title, post.unit_name), buckets.get(key, ()), effort.get(post.uid), own)
            )
    for key in sorted(key for key in buckets if key.startswith(NOBODY)):
        role = asking.session.role_title(key.removeprefix(NOBODY))
        lines.append(_line(key, "", (role, asking.session.scope_unit.name), buckets[key]))
    return tuple(lines)


def _effort(asking: _Asking, first_day: int) -> dict[bytes, Effort]:
    """Return what each post did at the doors since a day."""
    uids = [post.uid for post in asking.posts]
    return effort_of_posts(asking.reader, AT_THE_DOOR, first_day, asking.day, uids)


def _building_lines(asking: _Asking, buckets: _Buckets) -> tuple[DueLine, ...]:
    first = {key: min(entry.walk for entry in owed) for key, owed in buckets.items()}
    at = {line.walk: line for line in read_duties.subject_lines(asking.reader, first.values()).values()}
    return tuple(
        _line(key, building_title(at[walk].address) or at[walk].address.line, ("", ""), buckets[key])
        for key, walk in sorted(first.items(), key=lambda each: each[1])
    )


def _community_lines(asking: _Asking, buckets: _Buckets, effort: Mapping[bytes, Effort]) -> tuple[DueLine, ...]:
    session = asking.session
    below = session.path(session.scope_unit.uid)
    lines = []
    for unit in session.units.values():
        key = unit.uid.hex()
        if unit.kind not in COMMUNITIES or not session.path(unit.uid).startswith(below) or key not in buckets:
            continue
        made = [effort.get(post.uid, Effort()) for post in asking.posts if key in session.path(post.unit)]
        both = Effort(sum(each.attempts for each in made), sum(each.effective for each in made))
        lines.append(_line(key, unit.name, ("", ""), buckets[key], both))
    return tuple(lines)


def _line(  # noqa: PLR0917 - the six columns a line is made of
    key: str,
    title: str,
    of: tuple[str, str],
    owed: Iterable[Owed],
    effort: Effort | None = None,
    quotas: tuple[QuotaRow, ...] = (),
) -> DueLine:
    states = [entry.state for entry in once_each(owed)]
    knocked, met = effort or Effort()
    return DueLine(
        key=key,
        title=title,
        role_title=of[0],
        unit_name=of[1],
        owed=sum(state in _COUNTED for state in states),
        done=states.count(DutyState.DONE),
        overdue=states.count(DutyState.OVERDUE),
        paused=states.count(DutyState.PAUSED),
        knocked=knocked,
        met=met,
        quotas=quotas,
    )


def _within(asking: _Asking) -> tuple[Post, ...]:
    """Return the posts held in the acting post's unit or below it."""
    session = asking.session
    below = session.path(session.scope_unit.uid)
    return tuple(post for post in asking.posts if session.path(post.unit).startswith(below))


def _named_roles(asking: _Asking) -> frozenset[str]:
    """Return the roles that a rule in force asks something of."""
    rules = asking.session.scheme.rules_in_force(asking.day)
    of_quotas = (rule for rule in rules if rule.mode in MODES and rule.period.kind != "office_sets")
    of_subjects = (asked.rule for asked in asking.board.facts.asked)
    return frozenset(role for rule in (*of_quotas, *of_subjects) for role in rule.actor_roles)


def _buckets(asking: _Asking, by: By) -> _Buckets:
    """Return the duties by line, the kept ones where the board has not changed."""
    key = (asking.session.store.path, asking.session.actor, by)
    kept = _kept.get(key)
    if kept is not None and kept[0] is asking.board:
        return kept[1]
    keys = _keys_by(asking, by)
    buckets: _Buckets = {}
    for entry in all_owed(asking.board.facts, asking.board.facts.rows):
        if entry.state in _COUNTED or entry.state == DutyState.PAUSED:
            for each in keys(entry):
                buckets.setdefault(each, []).append(entry)
    _kept[key] = (asking.board, buckets)
    return buckets


def _keys_by(asking: _Asking, by: By) -> Callable[[Owed], Sequence[str]]:
    if by == "building":
        return lambda entry: (str(entry.walk >> _BUILDING_SHIFT),)
    rows = asking.board.facts.rows
    places = read_quotas.places_at(asking.reader, (row[read_duties.WALK] for row in rows), asking.day)
    if by == "community":
        return lambda entry: (((places[entry.household].community or b"").hex()),)
    return _Owners(asking, places).of


class _Owners:
    """Who owes what: the posts whose role a rule names, on a unit the household lies in or paired with it."""

    def __init__(self, asking: _Asking, places: Mapping[bytes, Places]) -> None:
        self._session = asking.session
        self._places = places
        self._pairs = asking.board.facts.pairs or {}
        self._holders: dict[tuple[str, bytes], list[str]] = {}
        for post in asking.posts:
            for role in acting_roles(asking.session, post.role):
                self._holders.setdefault((role, post.unit), []).append(post.uid.hex())
        self._above: dict[bytes | None, tuple[bytes, ...]] = {None: ()}
        self._known: dict[tuple[Places, str], tuple[str, ...]] = {}

    def of(self, entry: Owed) -> Sequence[str]:
        """Return the keys of the posts that owe a duty, else of the role nobody holds there."""
        rule = entry.asked.rule
        if entry.asked.by_pair:
            paired = self._pairs.get(entry.household, ())
            return tuple(dict.fromkeys(post.hex() for post, role in paired if role in rule.actor_roles))
        place = self._places[entry.household]
        known = self._known.get((place, rule.key))
        if known is None:
            units = dict.fromkeys(above for unit in place for above in self._units_above(unit))
            keys = [key for role in rule.actor_roles for unit in units for key in self._holders.get((role, unit), ())]
            known = self._known[place, rule.key] = tuple(dict.fromkeys(keys)) or (NOBODY + rule.actor_roles[0],)
        return known

    def _units_above(self, unit: bytes | None) -> tuple[bytes, ...]:
        """Return a unit and those above it."""
        found = self._above.get(unit)
        if found is None:
            steps = self._session.path(unit).strip("/").split("/")
            found = self._above[unit] = tuple(bytes.fromhex(step) for step in steps)
        return found
