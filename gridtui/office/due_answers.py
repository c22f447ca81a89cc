"""What happened and must be answered, told apart as the lines of the due board: so that a line is its post's own day.

An occurrence is a duty of every post whose role its trigger names and whose unit it was noted in or its household
lies in; where nobody holds such a post, of the role.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from gridtui.core.records import Occurrence
from gridtui.office.answering import Answer, all_triggers, answer_rows, answers, around_of
from gridtui.office.due_tallies import BUILDING_SHIFT, NOBODY, Tally, Telling, holders_of
from gridtui.office.duty_views import By, OccurrenceRow
from gridtui.office.session import COMMUNITIES, OfficeSession
from gridtui.rules.duty import DutyState
from gridtui.store import read_occurrences
from gridtui.store.database import Reader
from gridtui.store.read_occurrences import OccurrencePlace

ELSEWHERE: Final = "elsewhere"
"""The key of the line of what happened at no door, or in no community."""


def answer_tallies(telling: Telling, by: By) -> dict[str, Tally]:
    """Return what each line must answer: ``owed`` are the open ones and those answered on the day."""
    found: dict[str, Tally] = {}
    lines_of = _lines_by(telling, by)
    for each in _answers(telling):
        for line in lines_of(each.occurrence):
            told = found.get(line, Tally())
            done, late = each.state == DutyState.DONE, each.state == DutyState.OVERDUE
            found[line] = Tally(told.owed + 1, told.done + done, told.overdue + late, told.paused)
    return found


def answers_behind(telling: Telling, by: By, line: str, *, with_done: bool) -> tuple[OccurrenceRow, ...]:
    """Return what happened behind a line, the most pressing first; what is done where it is wanted."""
    lines_of = _lines_by(telling, by)
    wanted = (each for each in _answers(telling) if with_done or each.state != DutyState.DONE)
    shown = [each for each in wanted if line in lines_of(each.occurrence)]
    return answer_rows(telling.reader, telling.session, telling.day, shown)


def first_doors_of_answers(telling: Telling) -> dict[str, int]:
    """Return the first walking key of each building where something must be answered, by the key of its line."""
    found: dict[str, int] = {}
    for place in _places(telling).values():
        walk = place.walk
        if walk is not None:
            building = str(walk >> BUILDING_SHIFT)
            found[building] = min(walk, found.get(building, walk))
    return found


def answers_of_everybody(reader: Reader, session: OfficeSession, day: int) -> tuple[Answer, ...]:
    """Return what anybody in the acting post's unit must answer, each once, the most pressing first."""
    return answers(reader, session, day, all_triggers(session))


def _answers(telling: Telling) -> tuple[Answer, ...]:
    return answers_of_everybody(telling.reader, telling.session, telling.day)


def _places(telling: Telling) -> dict[bytes, OccurrencePlace]:
    happened = (each.occurrence.uid for each in _answers(telling))
    return read_occurrences.places_of(telling.reader, happened, telling.day)


def _lines_by(telling: Telling, by: By) -> Callable[[Occurrence], Sequence[str]]:
    places = _places(telling)

    def building(of: Occurrence) -> Sequence[str]:
        walk = places[of.uid].walk
        return (ELSEWHERE if walk is None else str(walk >> BUILDING_SHIFT),)

    def community(of: Occurrence) -> Sequence[str]:
        around = around_of(telling.session, places[of.uid].units)
        units = (telling.session.units.get(unit) for unit in around)
        known = (unit.uid.hex() for unit in units if unit is not None and unit.kind in COMMUNITIES)
        return (next(known, ELSEWHERE),)

    if by == "building":
        return building
    return community if by == "community" else _posts_of(telling, places)


def _posts_of(telling: Telling, places: Mapping[bytes, OccurrencePlace]) -> Callable[[Occurrence], Sequence[str]]:
    """Return what says which posts must answer something, else the role nobody holds there."""
    session = telling.session
    roles = {trigger.key: trigger.roles for trigger in session.scheme.triggers}
    holders = holders_of(telling)

    def posts(of: Occurrence) -> Sequence[str]:
        named = roles.get(of.trigger, ())
        around = around_of(session, places[of.uid].units)
        keys = [key for role in named for unit in around for key in holders.get((role, unit), ())]
        return tuple(dict.fromkeys(keys)) or tuple(NOBODY + role for role in named[:1])

    return posts
