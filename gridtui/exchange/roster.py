"""A roster file as households with their members, with every problem and note found on the way.

Every sheet that has a roster's header is read; the others are counted. A person whose ID number stands twice under
the same name is one resident, marked to be confirmed.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.words import Relation
from gridtui.exchange.assembly import Assembly
from gridtui.exchange.columns import MAX_TITLE_ROWS, find_columns
from gridtui.exchange.people import PersonReader
from gridtui.exchange.problems import Done, Findings
from gridtui.exchange.sheets import RosterFile, Row, Sheet
from gridtui.office.roster_entries import (
    LONGEST_EVIDENCE,
    LONGEST_NOTE,
    RESIDENT_DOUBTS,
    HouseholdEntry,
    ResidentEntry,
    doubts,
)

Progress = Callable[[int, int], None]
"""Told how many rows are read and how many there are about."""

_ROWS_PER_REPORT = 500


class SheetColumns(msgspec.Struct, frozen=True):
    """Which columns of a sheet were taken, by field, and which headings were not."""

    sheet: str
    taken: dict[str, str]
    untaken: tuple[str, ...]


class Roster(msgspec.Struct, frozen=True):
    """A roster as it was read: households in file order, what was found wrong, which columns and sheets were read."""

    file: RosterFile
    households: tuple[HouseholdEntry, ...]
    findings: Findings
    columns: tuple[SheetColumns, ...]
    person_rows: int

    @property
    def residents(self) -> int:
        """How many people the roster holds, each counted once."""
        return sum(len(household.members) for household in self.households)


def read_roster(
    file: RosterFile,
    *,
    today: int,
    tag_keys: Mapping[str, str],
    mapped: Mapping[str, str],
    progress: Progress | None = None,
) -> Roster:
    """Read every sheet that has a roster's header; raises InputFault where no sheet has one.

    ``tag_keys`` maps words of the care catalogue to its keys, ``mapped`` is ``columns.read_map``'s result.
    """
    findings = Findings()
    households: list[HouseholdEntry] = []
    columns: list[SheetColumns] = []
    people = PersonReader(today, tag_keys)
    watched = _Progress(sum(sheet.height for sheet in file.sheets), progress)
    person_rows = 0
    for place, sheet in enumerate(file.sheets):
        rows = watched.rows(sheet)
        titles = list(islice(rows, MAX_TITLE_ROWS))
        found = find_columns(titles, mapped, sheet.name)
        if found is None:
            findings.note("sheet_ignored")
            continue
        taken = {field: found.headings[column] for field, column in found.place.items()}
        columns.append(SheetColumns(sheet.name, taken, found.untaken))
        body = (row for row in chain(titles, rows) if row.number > found.header_row)
        assembly = Assembly(sheet.name, place, found, findings, people)
        assembly.take(body)
        households += assembly.households
        person_rows += assembly.person_rows
    if not columns:
        raise InputFault("import.header_missing", file=file.path.name)
    _settle_repeats(households, file, findings)
    return Roster(file, tuple(households), findings, tuple(columns), person_rows)


class _Progress:
    """Counts rows over all sheets and reports every few hundred."""

    def __init__(self, total: int, report: Progress | None) -> None:
        self._total = total
        self._report = report
        self._done = 0

    def rows(self, sheet: Sheet) -> Iterator[Row]:
        for row in sheet.rows():
            self._done += 1
            if self._report is not None and self._done % _ROWS_PER_REPORT == 0:
                self._report(self._done, max(self._done, self._total))
            yield row


def _settle_repeats(households: list[HouseholdEntry], file: RosterFile, findings: Findings) -> None:
    """Keep a person with one ID number once, in the household that came first; keep both where the names differ."""
    first: dict[str, tuple[HouseholdEntry, ResidentEntry]] = {}
    for household in households:
        for person in tuple(household.members):
            known = first.setdefault(person.identity, (household, person))
            if not person.identity or known[1] is person:
                continue
            sheet = file.sheets[household.sheet].name
            if known[1].name == person.name:
                _join(known, household, person, sheet)
                findings.problem(sheet, person.row, "household", "duplicate_resident", column="", done=Done.MERGED)
            else:
                for twin in (known[1], person):
                    doubts(twin, RESIDENT_DOUBTS["id_number"])
                findings.problem(sheet, person.row, "id_number", "id_shared", column="", done=Done.KEPT)
    households[:] = [household for household in households if household.members or household.row]


def _join(
    known: tuple[HouseholdEntry, ResidentEntry], household: HouseholdEntry, person: ResidentEntry, sheet: str
) -> None:
    """Take a person's second row into the first: what it adds is kept, where else it stands becomes evidence."""
    home, kept = known
    household.members.remove(person)
    place = "-".join(str(part) for part in (household.building, household.entrance, household.door) if part)
    seen = f"{sheet} {person.row}: {household.courtyard} {household.address or place}".strip()
    kept.evidence = "；".join(text for text in (kept.evidence, seen) if text)[:LONGEST_EVIDENCE]
    kept.tags = tuple(dict.fromkeys(kept.tags + person.tags))
    kept.phone = kept.phone or person.phone
    if person.note not in kept.note:
        kept.note = "；".join(text for text in (kept.note, person.note) if text)[:LONGEST_NOTE]
    doubts(kept, RESIDENT_DOUBTS["household"])
    if household.members and person.relation == Relation.HEAD:
        doubts(household.members[0], RESIDENT_DOUBTS["relation"])
    if not household.members and household.door_key == home.door_key:
        household.row = 0
