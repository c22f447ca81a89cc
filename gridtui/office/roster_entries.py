"""What a roster says, row by row, before anything of it is in the store: households, doors and people as values.

An entry is changed while its file is read (a second row may mark the first), never after. ``doubt`` holds registry
field numbers to be confirmed. ``row`` is the worksheet row, 1-based.
"""

import msgspec

LONGEST_LINE = 120
LONGEST_NAME = 60
LONGEST_NOTE = 1_200
LONGEST_EVIDENCE = 300
"""Characters of an entry's texts: together they fit the body of one operation whatever the script."""
_ID_CHARACTERS = 18
DoorKey = tuple[str, int, int, str, str]
"""What names a dwelling: courtyard, building, entrance, door, and the text where it was not read."""
HOUSEHOLD_DOUBTS = {"dwelling": 1, "grid": 2, "paper": 3, "note": 6}
"""Registry numbers of the household's fields that a roster may leave in doubt."""
RESIDENT_DOUBTS = {
    "household": 1,
    "name": 2,
    "relation": 3,
    "sex": 4,
    "birth_day": 5,
    "id_number": 6,
    "phone": 7,
    "residence": 13,
}
"""Registry numbers of the resident's fields that a roster may leave in doubt."""


class ResidentEntry(msgspec.Struct, gc=False):
    """A person of a roster. Empty text, 0 and None mean the roster does not state it.

    ``tags`` are keys of the scheme's catalogue, without repeats.
    """

    row: int
    name: str
    relation: int = 0
    sex: int = 0
    birth_day: int | None = None
    id_number: str = ""
    phone: str = ""
    registered: int = 0
    lives: int = 0
    residence: int = 0
    education: str = ""
    politics: str = ""
    note: str = ""
    evidence: str = ""
    doubt: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """The ID number where it can tell one person from another, else ''."""
        number = self.id_number
        return number if len(number) == _ID_CHARACTERS and number[:-1].isdigit() else ""


class HouseholdEntry(msgspec.Struct):
    """A household of a roster at its door; with no members it is an empty dwelling.

    ``sheet`` counts from 0, ``row`` is the row the household begins on. ``grid`` and ``courtyard`` are names as they
    stand in the file. ``address`` is the text of an address that could not be read into numbers, else ''.
    """

    sheet: int
    row: int
    grid: str = ""
    courtyard: str = ""
    building: int = 0
    entrance: int = 0
    door: str = ""
    address: str = ""
    use: int = 0
    paper: int | None = None
    note: str = ""
    doubt: tuple[int, ...] = ()
    members: list[ResidentEntry] = msgspec.field(default_factory=list)

    @property
    def head_name(self) -> str:
        """The name of the head, of the first member where none is stated, '' for an empty dwelling."""
        for member in self.members:
            if member.relation == 1:
                return member.name
        return self.members[0].name if self.members else ""

    @property
    def states_door(self) -> bool:
        """Whether the roster says anything about where the household lives."""
        return bool(self.courtyard or self.building or self.door or self.address)

    @property
    def door_key(self) -> DoorKey:
        """What names the dwelling: courtyard, building, entrance, door, and the text where it was not read."""
        return (self.courtyard, self.building, self.entrance, self.door, self.address)


def doubts(entry: HouseholdEntry | ResidentEntry, *fields: int) -> None:
    """Mark registry fields of an entry as to be confirmed; kept sorted, without repeats."""
    entry.doubt = tuple(sorted({*entry.doubt, *fields}))
