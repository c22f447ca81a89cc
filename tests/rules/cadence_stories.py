"""Random histories of duties, read off a tape of bytes: fast to draw by the thousand, and shrunk byte by byte.

They lie around the ends of months, quarters and years and around 29 February.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, TypeVar

from hypothesis import strategies as st

from gridtui.rules.duty import Pause, Plan
from gridtui.scheme.model import CadenceRule, ChannelName, Mode, Period, PeriodKind, Segment
from tests.rules.reference_cadence import Seen, Story

ANCHORS: Final = tuple(
    date.fromisoformat(text).toordinal()
    for text in ("2028-02-29", "2026-12-31", "2027-04-01", "2026-03-01", "2025-12-29", "2024-02-29", "2026-10-01")
)
KINDS: Final[tuple[PeriodKind, ...]] = (
    "rolling", "rolling", "rolling", "day", "week", "month", "month", "quarter", "year", "weekdays", "weekdays",
    "office_sets",
)  # fmt: skip
CHANNELS: Final[tuple[ChannelName, ...]] = ("online_greeting", "home_visit", "phone")
HOUSEHOLDS: Final = ("h0", "h1", "h2", "h3")
DAYS_ASKED: Final = 6

T = TypeVar("T")
Days = tuple[int, int | None]


class Tape:
    """Bytes read one after the other as choices; a tape that has run out gives the first of each."""

    def __init__(self, tape: bytes) -> None:
        self._tape = iter(tape)

    def number(self, most: int) -> int:
        """Return a number from 0 to ``most``, which may be up to 65,535."""
        high, low = next(self._tape, 0), next(self._tape, 0)
        return (high * 256 + low) % (most + 1)

    def choice(self, options: Sequence[T]) -> T:
        """Return one of some."""
        return options[next(self._tape, 0) % len(options)]

    def is_one_in(self, times: int) -> bool:
        """Return whether it is the one among so many; never on a tape that has run out."""
        return next(self._tape, 0) % times == times - 1

    def near(self, anchor: int) -> int:
        """Return a day around another: mostly within two months, sometimes within two years."""
        reach = self.choice((20, 60, 60, 700))
        return anchor - reach + self.number(2 * reach)


def stories(mode: Mode) -> st.SearchStrategy[tuple[Story, tuple[int, ...]]]:
    """Return histories of one mode, each with the days it is asked about."""
    return st.binary(min_size=200, max_size=200).map(lambda tape: story_on(Tape(tape), mode))


def story_on(tape: Tape, mode: Mode) -> tuple[Story, tuple[int, ...]]:
    """Return the history a tape holds, and the days it is asked about."""
    anchor = tape.choice(ANCHORS)
    subject = {"per_actor": "anna", "per_area": "unit"}.get(mode, "h0")
    tagged = {subject: _begins_and_ends(tape, anchor, 300)}
    for household in HOUSEHOLDS:
        tagged.setdefault(household, _begins_and_ends(tape, anchor, 300) if mode == "per_actor" else (1, None))
    of_household = mode in {"per_subject", "once"}
    rule = _rule(tape, anchor, mode)
    story = Story(
        rule,
        subject,
        tagged,
        {"h0": tape.near(anchor)} if tape.is_one_in(2) else {},
        tuple(_visit(tape, anchor) for _ in range(tape.number(14))),
        tuple(_pause(tape, anchor) for _ in range(tape.number(3) if of_household else 0)),
        tuple(_plan(tape, anchor) for _ in range(tape.choice((0, 0, 1, 2, 3)))),
    )
    return story, tuple(tape.near(anchor) for _ in range(DAYS_ASKED))


def _period(tape: Tape) -> Period:
    kind = tape.choice(KINDS)
    if kind == "rolling":
        return Period(kind=kind, days=tape.choice((1, 2, 3, 7, 10, 30, 90)))
    if kind == "weekdays":
        return Period(kind=kind, weekdays=tuple(sorted({1 + tape.number(6) for _ in range(1 + tape.number(3))})))
    return Period(kind=kind)


def _rule(tape: Tape, anchor: int, mode: Mode) -> CadenceRule:
    begins = tape.near(anchor)
    ends = begins + tape.number(40 if mode == "once" else 200)
    has_end = mode == "once" or tape.is_one_in(4)
    times = tape.choice((1, 1, 2, 3))
    return CadenceRule(
        key="k",
        title="走访",
        label="走访",
        source="S3-5",
        actor_roles=("worker",),
        actor_scope="grid",
        segment=Segment(everyone=True),
        channels=("online_greeting",),
        substitutes=("home_visit",) if tape.is_one_in(2) else (),
        period=_period(tape),
        times=times,
        times_most=times + 1 if mode == "per_area" else 0,
        grace_days=tape.choice((0, 0, 1, 3)),
        mode=mode,
        from_=date.fromordinal(begins),
        to=date.fromordinal(ends) if has_end else None,
    )


def _begins_and_ends(tape: Tape, anchor: int, most: int) -> Days:
    """Return two days, the second perhaps open, perhaps even before the first."""
    first = tape.near(anchor)
    if tape.is_one_in(4):
        return first, None
    return first, first - 3 + tape.number(most)


def _visit(tape: Tape, anchor: int) -> Seen:
    """Return a visit, entered on the day or later, by one or two, over this channel or that, met or not."""
    day = tape.near(anchor)
    return Seen(
        day,
        tape.choice(("h0", "h0", *HOUSEHOLDS)),
        tape.choice(CHANNELS),
        tape.choice((("anna",), ("bao",), ("anna", "bao"))),
        is_effective=not tape.is_one_in(5),
        entered_day=day + tape.choice((0, 0, 1, 30)),
    )


def _pause(tape: Tape, anchor: int) -> Pause:
    first, last = _begins_and_ends(tape, anchor, 40)
    return Pause(first, last, is_excuse=tape.is_one_in(3))


def _plan(tape: Tape, anchor: int) -> Plan:
    first, last = _begins_and_ends(tape, anchor, 90)
    return Plan(_period(tape), 1 + tape.number(1), first, last)
