"""What the office already knows that a roster may speak of, as one unchanging state of the store."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from gridtui.core.records import Household, Unit
from gridtui.core.words import UnitKind
from gridtui.office.roster_entries import DoorKey
from gridtui.store.database import Reader, Store
from gridtui.store.local_imports import ImportLine, ImportState, import_of_digest, written_rows
from gridtui.store.read_households import household
from gridtui.store.read_roster import (
    DoorHousehold,
    IdNumberHolder,
    PresentHousehold,
    at_door,
    has_no_people,
    holders_of,
    present_households,
)
from gridtui.store.read_units import units


class KnownRoster:
    """Lookups of one community, all inside one read transaction."""

    def __init__(self, reader: Reader, community: bytes) -> None:
        self.reader = reader
        self._community = community
        known = units(reader)
        self.grids = _below(known, community, UnitKind.GRID)
        """Grids of the community: uid by name."""
        self.courtyards = _below(known, community, UnitKind.COURTYARD)
        """Courtyards of the community: uid by name."""
        self.is_empty = has_no_people(reader)
        """Whether there is nothing yet that a roster could speak of."""

    def holders_of(self, id_numbers: Collection[str]) -> dict[str, list[IdNumberHolder]]:
        """Return who is on record under ID numbers."""
        return holders_of(self.reader, id_numbers)

    def at_door(self, door_key: DoorKey) -> tuple[DoorHousehold, ...]:
        """Return the dwelling of a door and who is in it; empty where a courtyard or the door is not known."""
        courtyard, building, entrance, door, address = door_key
        uid = self.courtyards.get(courtyard)
        if uid is None and courtyard:
            return ()
        return at_door(self.reader, uid, building=building, entrance=entrance, door=door, address=address)

    def household(self, uid: bytes) -> Household:
        """Return a household on record; KeyError where the store does not know it."""
        found = household(self.reader, uid)
        if found is None:
            raise KeyError(uid)
        return found

    def present_households(self, grids: Collection[str]) -> Iterator[PresentHousehold]:
        """Yield the households listed in grids of these names."""
        return present_households(self.reader, self._community, grids)


@contextmanager
def known_roster(store: Store, community: bytes) -> Iterator[KnownRoster]:
    """Give the office's present state for the ``with`` block."""
    with store.reading() as reader:
        yield KnownRoster(reader, community)


def _below(known: Collection[Unit], community: bytes, kind: UnitKind) -> dict[str, bytes]:
    """Return units of a kind at any depth below a unit by name; ``known`` lists parents first.

    A unit that has ended, as a grid merged into others has, takes nobody in.
    """
    inside = {community}
    names: dict[str, bytes] = {}
    for unit in known:
        if unit.parent in inside:
            inside.add(unit.uid)
            if unit.kind == kind and unit.to_day is None:
                names.setdefault(unit.name, unit.uid)
    return names


def past_import(known: KnownRoster, digest: bytes) -> tuple[ImportLine | None, dict[int, bytes]]:
    """Return the import of a file and, if it was interrupted, the households it wrote by their place in the file."""
    line = import_of_digest(known.reader, digest)
    if line is None or line.state != ImportState.RUNNING:
        return line, {}
    return line, {
        number: uid
        for number, row in written_rows(known.reader, line.n)
        for type_name, uid in row.created
        if type_name == "household"
    }
