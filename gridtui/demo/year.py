"""A year of invented work: which door was visited when and by whom, and which matters came up and were answered.

Everything follows from the seed, the doors and the day the demo is built, and happens in the order of time.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from gridtui.core.time import instant_of
from gridtui.core.words import Channel, Outcome, TicketAct, TicketClass, TicketResult
from gridtui.demo import phrases
from gridtui.demo.people import InventedDoor

MONTHLY_TAGS = frozenset(("dibao", "elder_alone", "disability", "floating", "unemployed"))
CLOSE_TAGS = frozenset(("elder_alone", "left_behind_child", "disability"))
DAYS = 365
CLOSE_DAYS = 45
"""The three- and seven-day duties began this many days ago in the demo's office."""

COPY_DESK = "subdistrict"
"""The desk that must hold a copy before a matter that was coordinated is closed."""

_LATELY_MS = 12 * 86_400_000
"""Of the matters of the last twelve days half are still with somebody."""

_MORNING, _EVENING = 9 * 60, 18 * 60


class InventedVisit(NamedTuple):
    """One visit; ``door`` indexes the doors, ``grid`` counts from 1 and names the worker who went."""

    day: int
    minute: int
    door: int
    grid: int
    channel: int
    outcome: int
    prompts: tuple[int, ...]
    diary: str
    summary: str


class InventedStep(NamedTuple):
    """One event of a ticket. ``actor`` 0 is the secretary, else the grid's worker."""

    act: int
    at_ms: int
    actor: int
    to_grid: int
    note: str
    result: int
    to_desk: str = ""


class InventedTicket(NamedTuple):
    """One matter and its steps so far."""

    day: int
    opened_ms: int
    door: int
    grid: int
    matter: phrases.Matter
    steps: tuple[InventedStep, ...]


class YearMaker:
    """Plays a year up to an instant of ``today``; nothing lies after it."""

    def __init__(self, seed: int, doors: Sequence[InventedDoor], now_ms: int, today: int) -> None:
        self._random = random.Random(seed * 7919 + 1)  # noqa: S311 - repeatability, not secrecy
        self._doors = doors
        self._now_ms = now_ms
        self._today = today
        self._monthly = self._tagged(MONTHLY_TAGS)
        self._close = self._tagged(CLOSE_TAGS)

    def _tagged(self, tags: frozenset[str]) -> list[int]:
        return [
            place
            for place, door in enumerate(self._doors)
            if door.people and not door.paper and any(tags.intersection(person.tags) for person in door.people)
        ]

    def visits(self) -> list[InventedVisit]:
        """Return every visit in the order of time."""
        played = [*self._monthly_visits(), *self._close_visits(), *self._other_visits()]
        return sorted(visit for visit in played if instant_of(visit.day, visit.minute) <= self._now_ms)

    def _monthly_visits(self) -> Iterator[InventedVisit]:
        draw = self._random
        for month_first, length in _months_back(self._today, DAYS):
            for place in self._monthly:
                if draw.random() < 0.04:
                    continue
                day = month_first + draw.randrange(length - 1)
                if draw.random() < 0.12:
                    yield self._visit(day, place, Channel.HOME_VISIT, Outcome.NO_ANSWER)
                    day = min(day + draw.randrange(1, 4), month_first + length - 1)
                yield self._visit(day, place, Channel.HOME_VISIT, Outcome.MET)

    def _close_visits(self) -> Iterator[InventedVisit]:
        draw = self._random
        for place in self._close:
            day = self._today - CLOSE_DAYS + draw.randrange(7)
            while day <= self._today:
                yield self._visit(day, place, Channel.HOME_VISIT, Outcome.MET)
                greeting = day + draw.choice((2, 3, 3))
                if greeting <= self._today:
                    yield self._visit(greeting, place, Channel.ONLINE_GREETING, Outcome.MET)
                day += draw.choice((5, 6, 6, 7, 7, 7, 8))

    def _other_visits(self) -> Iterator[InventedVisit]:
        draw = self._random
        lived_in = [place for place, door in enumerate(self._doors) if door.people]
        for day in range(self._today - DAYS, self._today + 1):
            for _ in range(draw.randrange(0, 5)):
                yield self._visit(day, draw.choice(lived_in), Channel.HOME_VISIT, Outcome.MET)

    def _visit(self, day: int, place: int, channel: Channel, outcome: Outcome) -> InventedVisit:
        draw = self._random
        prompts: tuple[int, ...] = ()
        if outcome == Outcome.NO_ANSWER:
            diary, summary = draw.choice(phrases.NO_ANSWER_DIARY), ""
        elif channel == Channel.ONLINE_GREETING:
            diary, prompts, summary = draw.choice(phrases.GREETING_DIARY), (1,), "平安"
        else:
            diary, summary = draw.choice(phrases.MONTHLY_DIARY), draw.choice(phrases.SUMMARIES)
            prompts = (1,) if draw.random() < 0.8 else (draw.choice((2, 3, 4, 5)), 6)
        minute = draw.randrange(_MORNING, _EVENING)
        return InventedVisit(day, minute, place, self._doors[place].grid, channel, outcome, prompts, diary, summary)

    def tickets(self) -> list[InventedTicket]:
        """Return every ticket in the order it was opened, its steps up to now."""
        draw = self._random
        lived_in = [place for place, door in enumerate(self._doors) if door.people]
        made = []
        for day in range(self._today - DAYS, self._today + 1):
            for _ in range(draw.choice((0, 1, 1, 1, 2))):
                opened_ms = instant_of(day, draw.randrange(_MORNING, _EVENING))
                if opened_ms <= self._now_ms:
                    place = draw.choice(lived_in)
                    matter = draw.choice(phrases.MATTERS)
                    steps = tuple(self._steps(matter, opened_ms, self._doors[place].grid))
                    made.append(InventedTicket(day, opened_ms, place, self._doors[place].grid, matter, steps))
        return sorted(made, key=lambda ticket: ticket.opened_ms)

    def _steps(self, matter: phrases.Matter, opened_ms: int, grid: int) -> Iterator[InventedStep]:
        draw = self._random
        hour = 3_600_000
        slow = 24 if matter.ticket_class == TicketClass.APPROVAL else 8
        at_ms = opened_ms
        plan = [InventedStep(TicketAct.ACCEPTED, 1, 0, 0, "", 0)]
        if matter.ticket_class != TicketClass.ROUTINE:
            plan.append(InventedStep(TicketAct.HANDED_OVER, 2, 0, grid, "", 0))
        plan += [
            InventedStep(TicketAct.HANDLED, slow * 3, grid, 0, matter.handled, 0),
            InventedStep(TicketAct.REPLIED, slow, grid, 0, matter.reply, 0),
        ]
        if matter.ticket_class == TicketClass.COORDINATION:
            plan.append(InventedStep(TicketAct.NOTED, 1, grid, 0, "处理结果抄送街道", 0, COPY_DESK))
        result = draw.choice((TicketResult.FIXED,) * 6 + (TicketResult.EXPLAINED,))
        plan.append(InventedStep(TicketAct.CLOSED, slow, 0, 0, "", result))
        waits = self._now_ms - opened_ms < _LATELY_MS and draw.random() < 0.5
        for step in plan[:2] if waits else plan:
            at_ms += hour // 4 + int(draw.random() * step.at_ms * hour)
            if at_ms > self._now_ms:
                return
            yield step._replace(at_ms=at_ms)


def _months_back(today: int, days: int) -> Iterator[tuple[int, int]]:
    """Yield (first day, length) of each calendar month that touches the last ``days`` days."""
    first = date.fromordinal(today - days).replace(day=1)
    while first.toordinal() <= today:
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        yield first.toordinal(), following.toordinal() - first.toordinal()
        first = following
