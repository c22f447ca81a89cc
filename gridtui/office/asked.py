"""One rule as it is asked of a board on a day, and the facts of everybody it is asked of."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from gridtui.office.arranged import Arranged, arranged_on, decide_arranged, first_day_needed
from gridtui.office.kept_subjects import subjects_of
from gridtui.office.ways import Ways
from gridtui.rules.cadence import Judge, decide
from gridtui.rules.duty import Duty, DutyState
from gridtui.rules.segments import needed_marks, since_marks, wanted_marks
from gridtui.rules.visit_facts import wanted_facts
from gridtui.scheme.model import CadenceRule, Scheme
from gridtui.store import read_duties, read_quotas
from gridtui.store.database import Reader, Row
from gridtui.store.read_segments import Subjects
from gridtui.store.rows import NthLast, Window

VISITS_REACH_DAYS: Final = 800
"""Two years and some weeks: a year's period and the one before it."""


class Places(msgspec.Struct, frozen=True):
    """Where in a row the facts of a rule stand: the last day, counts of this and the last period, the n-th last day.

    None where the rule needs no such fact.
    """

    last: int
    count: int | None = None
    before: int | None = None
    nth: int | None = None


class Asked:
    """What is needed to decide any of a rule's subjects on a day.

    ``usual``: last day -> state, of those for whom nothing began later than the rule. ``pair_roles``: it is asked
    only of households paired with a post of one of these, since they are; empty: of everybody in its segment.
    """

    __slots__ = (
        "_at",
        "_day",
        "_decided",
        "_enough",
        "_judge",
        "began",
        "bit",
        "is_monthly",
        "last_at",
        "needed",
        "pair_roles",
        "rule",
        "usual",
        "visit",
        "ways",
    )

    def __init__(  # noqa: PLR0917 - what a rule is asked with
        self, rule: CadenceRule, ways: Ways, bit: int, at: Places, day: int, pair_roles: frozenset[str]
    ) -> None:
        self.rule = rule
        self.ways = ways
        self.bit = bit
        self.last_at = at.last
        self.is_monthly = rule.period.kind == "month"
        self.pair_roles = pair_roles
        self.visit = (rule.label, ways)
        self.began = rule.from_day
        self.usual: dict[int | None, DutyState] = {}
        self._at = at
        self._day = day
        self._decided: dict[tuple[int | None, ...], Duty] = {}
        self._enough = wanted_marks(rule.segment)
        self.needed = needed_marks(rule.segment, pair_roles)
        self._judge = Judge(rule, day)

    def state(self, row: Row, newest: int) -> DutyState:
        """Return the state of one subject without a plan or a pause.

        ``newest`` is the latest day of all that may put it into the segment.
        """
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

    def duty(self, row: Row, arranged: Arranged | None = None) -> Duty:
        """Return the duty of one subject; of thousands only some hundreds differ."""
        at = self._at
        # Where nothing began later than the rule, the rule's first day is the beginning.
        newest = max(row[read_duties.FROM_DAY], max(row[read_duties.MARKS].values(), default=0))
        from_day = self.began if newest <= self.began else self._since(row)
        last_day: int | None = row[at.last]
        count: int | None = None if at.count is None else row[at.count]
        nth: int | None = None if at.nth is None else row[at.nth]
        if arranged is not None:
            return decide_arranged(
                self.rule,
                self._day,
                from_day=from_day,
                last_day=last_day,
                once_count=count,
                nth_last_day=nth,
                visits=arranged.visits,
                ways=self.ways,
                arranged=arranged,
            )
        before: int | None = None if at.before is None else row[at.before]
        facts = (from_day, last_day, count, before, nth)
        duty = self._decided.get(facts)
        if duty is None:
            duty = self._decided[facts] = decide(
                self.rule,
                as_of_day=self._day,
                from_day=from_day,
                last_day=last_day,
                count=count,
                previous_count=before,
                nth_last_day=nth,
            )
        return duty

    def _since(self, row: Row) -> int:
        return since_marks(self._enough, self.needed, row[read_duties.MARKS], row[read_duties.FROM_DAY])


class Facts(msgspec.Struct, frozen=True):
    """The rules as they are asked on a day, a row of facts for each subject of any, and what is arranged with some.

    ``subjects`` are all who were asked about, those among them that are not to be met included.
    ``pairs`` are the posts paired with a household, each with its role; None where the rows were chosen by pairs.
    """

    day: int
    asked: tuple[Asked, ...]
    subjects: Subjects
    rows: Sequence[Row]
    arranged: Mapping[bytes, Arranged]
    pairs: Mapping[bytes, tuple[tuple[bytes, str], ...]] | None


class _Layout:
    """Which facts are sought for which rules, and where in a row they stand."""

    def __init__(self, scheme: Scheme, rules: Mapping[CadenceRule, Ways], day: int) -> None:
        self.pair_roles = {at: scheme.roles_asked(rule) for at, rule in enumerate(rules) if rule.is_by_pair}
        self.rules = tuple(rules)
        self.ways = tuple(rules.values())
        self.day = day
        self.sets = list(dict.fromkeys(self.ways))
        self.windows: list[tuple[int, Window]] = []
        self.nths: list[tuple[int, NthLast]] = []
        self._sought = [_sought(rule, ways, day) for rule, ways in rules.items()]
        for place, (windows, nth) in enumerate(self._sought):
            self.windows += [(place, window) for window in windows]
            self.nths += [(place, nth)] if nth is not None else []

    def bits(self) -> list[int]:
        """Return, for each fact in order, the bits of the rules it is sought for."""
        of_sets = [sum(1 << place for place, ways in enumerate(self.ways) if ways == each) for each in self.sets]
        return [*of_sets, *(1 << place for place, _ in self.windows), *(1 << place for place, _ in self.nths)]

    def asked(self) -> tuple[Asked, ...]:
        """Return the rules, each with the places of its facts."""
        window_at = read_duties.FIRST_FACT + len(self.sets)
        nth_at = window_at + len(self.windows)
        found: list[Asked] = []
        for place, (rule, (windows, nth)) in enumerate(zip(self.rules, self._sought, strict=True)):
            at = Places(
                last=read_duties.FIRST_FACT + self.sets.index(self.ways[place]),
                count=window_at if windows else None,
                before=window_at + 1 if len(windows) > 1 else None,
                nth=nth_at if nth is not None else None,
            )
            pair_roles = self.pair_roles.get(place, frozenset())
            found.append(Asked(rule, self.ways[place], 1 << place, at, self.day, pair_roles))
            window_at += len(windows)
            nth_at += nth is not None
        return tuple(found)


def facts_of(
    reader: Reader,
    scheme: Scheme,
    rules: Mapping[CadenceRule, Ways],
    day: int,
    *,
    unit: bytes,
    paired_with: bytes | None,
) -> Facts:
    """Return the facts of every household of a unit that is a subject of one of the rules.

    ``rules``: each with the ways of visits that count towards it (``office.ways``).
    ``paired_with``: the post with which the households of a rule about pairs must be paired; None leaves that to
    ``Facts.pairs``.
    """
    layout = _Layout(scheme, rules, day)
    by_pair = layout.pair_roles
    pairs_of = {} if paired_with is None else dict.fromkeys(by_pair, paired_with)
    found = subjects_of(reader, [rule.segment for rule in rules], day, unit, pairs_of, by_pair)
    rows = read_duties.facts_about(
        reader,
        found,
        layout.sets,
        windows=[window for _, window in layout.windows],
        nths=[nth for _, nth in layout.nths],
        asked_of=layout.bits(),
    )
    arranged = arranged_on(reader, day)
    if arranged:
        _read_visits(reader, layout.rules, rows, arranged, day)
    pairs = None if paired_with is not None else read_quotas.pairs_on(reader, day) if by_pair else {}
    return Facts(day, layout.asked(), found, rows, arranged, pairs)


def _sought(rule: CadenceRule, ways: Ways, day: int) -> tuple[list[Window], NthLast | None]:
    """Return the windows in which a rule counts visits, and the n-th last it looks for; none for one of one visit."""
    wanted = wanted_facts(rule, day)
    if wanted is None or (rule.times == 1 and rule.mode != "once"):
        return [], None
    windows = [Window(ways, window.first, window.last) for window in (wanted.window, wanted.before) if window]
    return windows, NthLast(ways, wanted.nth) if wanted.nth > 1 else None


def _read_visits(
    reader: Reader, rules: Sequence[CadenceRule], rows: Sequence[Row], arranged: Mapping[bytes, Arranged], day: int
) -> None:
    """Read the visits of those with whom something is arranged that makes more than the last visit matter."""
    since: dict[int, int] = {}
    for row in rows:
        kept = arranged.get(row[read_duties.UID])
        if kept is None:
            continue
        bits = row[read_duties.SEGMENTS]
        about = [rule for place, rule in enumerate(rules) if bits >> place & 1]
        firsts = [first_day_needed(rule, day, kept.plans_under(rule)) for rule in about]
        needed = [first for first in firsts if first is not None]
        if needed:
            since[row[read_duties.WALK]] = min(needed)
    if since:
        for household, visits in read_quotas.counting_days_since(reader, since, day).items():
            arranged[household].visits = visits
