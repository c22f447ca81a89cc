"""Occurrences: what must be attended or reported, and when it was."""

from typing import Any

import pytest

from gridtui.core.time import MS_PER_DAY, instant_of
from gridtui.core.words import Channel, Outcome
from gridtui.store.read_occurrences import attended, occurrence, occurrences, occurrences_of, reported
from tests.store.store_seed import DAY, Desk

HOME = (int(Channel.HOME_VISIT),)
AT = instant_of(DAY, 600)


def test_occurrences_are_listed_by_instant(desk: Desk) -> None:
    """Of a unit they were noted on or whose household they concern, of some triggers, oldest first."""
    office = desk.office
    with desk.write() as seed:
        at_home = seed.row("occurrence", trigger="illness", household=seed.n(office.liu), at_ms=AT, note="跌倒")
        noted = {"unit": seed.n(office.grid2), "post": seed.n(office.li), "place": "东门"}
        in_grid = seed.row("occurrence", trigger="dispute", at_ms=AT - 1, **noted)
        seed.row("occurrence", trigger="dispute", at_ms=AT, live=0)
        later = seed.row("occurrence", trigger="dispute", at_ms=AT + MS_PER_DAY)
    with desk.reading() as reader:

        def listed(since_ms: int = 0, until_ms: int | None = None, **asked: object) -> list[bytes]:
            found = occurrences(reader, since_ms, until_ms, **asked)  # type: ignore[arg-type] # each a keyword of it
            return [one.uid for one in found]

        assert listed() == [in_grid, at_home, later]
        assert listed(AT, AT) == [at_home]
        assert listed(unit=office.grid1) == listed(unit=office.yard1) == [at_home]
        assert listed(unit=office.grid2) == [in_grid]
        assert listed(unit=office.street) == [in_grid, at_home]
        assert listed(triggers=("dispute",), unit=office.community) == [in_grid]
        assert [one.uid for one in occurrences_of(reader, office.liu)] == [at_home]
        found = occurrence(reader, in_grid)
        assert found is not None
        assert (found.unit_name, found.post, found.post_name, found.place) == ("网格02", office.li, "李梅", "东门")
        assert (found.household, found.at_ms, found.trigger) == (None, AT - 1, "dispute")


@pytest.mark.parametrize(
    ("visit", "came_ms"),
    [
        ({"day": DAY, "start_minute": 700}, instant_of(DAY, 700)),
        ({"day": DAY, "start_minute": 600}, AT),
        ({"day": DAY, "start_minute": 599}, None),
        ({"day": DAY, "entered_ms": AT + 5}, AT + 5),
        ({"day": DAY, "entered_ms": AT - 5}, None),
        ({"day": DAY, "entered_ms": AT + 3 * MS_PER_DAY}, instant_of(DAY, 1_439)),
        ({"day": DAY + 1, "entered_ms": AT + 3 * MS_PER_DAY}, instant_of(DAY + 1, 1_439)),
        ({"day": DAY - 1, "start_minute": 700, "entered_ms": AT + 5}, None),
        ({"day": DAY, "start_minute": 700, "channel": int(Channel.PHONE)}, None),
        ({"day": DAY, "start_minute": 700, "outcome": int(Outcome.NO_ANSWER)}, None),
    ],
)
def test_it_is_attended_by_the_first_visit_since(desk: Desk, visit: dict[str, Any], came_ms: int | None) -> None:
    """At the visit's own time, by one of the channels, with somebody met; before it happened nobody attended it."""
    office = desk.office
    with desk.write() as seed:
        uid = seed.row("occurrence", household=seed.n(office.liu), at_ms=AT)
        seed.visit(office.liu, **visit)
    with desk.reading() as reader:
        assert attended(reader, (uid,), HOME) == ({} if came_ms is None else {uid: came_ms})


def test_the_earliest_of_a_day_attended_it(desk: Desk) -> None:
    """However the visits of that day were typed; what happened at no household is attended by none."""
    office = desk.office
    with desk.write() as seed:
        at_home = seed.row("occurrence", household=seed.n(office.liu), at_ms=AT)
        elsewhere = seed.row("occurrence", place="东门", at_ms=AT)
        for minute in (900, 300, 660):
            seed.visit(office.liu, DAY, start_minute=minute)
        seed.visit(office.liu, DAY + 1, start_minute=1)
    with desk.reading() as reader:
        assert attended(reader, (elsewhere, at_home, b"unknown"), HOME) == {at_home: instant_of(DAY, 660)}


def test_it_is_reported_by_the_first_ticket_that_names_it(desk: Desk) -> None:
    """A void ticket reports nothing."""
    with desk.write() as seed:
        told, silent = (seed.row("occurrence", at_ms=AT) for _ in range(2))
        for opened_ms, live in ((AT + 9, 1), (AT + 4, 1), (AT + 1, 0)):
            seed.row("ticket", occurrence=seed.n(told), opened_ms=opened_ms, live=live)
    with desk.reading() as reader:
        assert reported(reader, (told, silent)) == {told: AT + 4}
