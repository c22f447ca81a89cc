"""The rows of one sheet put together into households.

A household begins on the row of its head (户主) or where a new address stands; the rows below it belong to it,
whether its cells are merged, left blank or repeated. An address without a person is an empty dwelling. Totals,
signatures and repeated headers are read over and counted; a row that is none of these is listed.
"""

from collections.abc import Iterable
from itertools import islice
from sys import intern

from gridtui.core.addresses import Address, read_address
from gridtui.core.text import is_wordless
from gridtui.core.words import Relation
from gridtui.exchange.cells import cell_text
from gridtui.exchange.columns import Columns, heading_key
from gridtui.exchange.people import PersonReader, is_person
from gridtui.exchange.problems import Done, Findings
from gridtui.exchange.rows import RosterRow
from gridtui.exchange.sheets import Cell, Row
from gridtui.exchange.vocabulary import DITTO, FOOTER, PAPER_OF, RELATION_OF, TOTAL, USE_OF
from gridtui.office.roster_entries import (
    HOUSEHOLD_DOUBTS,
    LONGEST_NOTE,
    RESIDENT_DOUBTS,
    DoorKey,
    HouseholdEntry,
    doubts,
)

_LEADING_CELLS = 3
_PLACE_FIELDS = ("courtyard", "address", "building", "entrance", "door")
_DOOR_UNITS = (("building", "号楼"), ("entrance", "单元"), ("door", "室"))


class Assembly:
    """Households of one sheet in the making. ``sheet`` and ``place`` are its name and its position in the file."""

    def __init__(self, sheet: str, place: int, columns: Columns, findings: Findings, people: PersonReader) -> None:
        self.households: list[HouseholdEntry] = []
        self.person_rows = 0
        self._sheet = sheet
        self._place = place
        self._columns = columns
        self._findings = findings
        self._people = people
        self._above: dict[str, str] = {}
        self._addresses: dict[str, Address] = {}
        self._open: HouseholdEntry | None = None
        self._open_text = ""
        self._open_row: RosterRow | None = None

    def take(self, rows: Iterable[Row]) -> None:
        """Take the rows below the header, in order."""
        for row in rows:
            roster_row = RosterRow(self._sheet, row, self._columns, self._findings)
            if self._is_aside(roster_row):
                continue
            if is_person(roster_row):
                self.person_rows += 1
                self._take_person(roster_row)
            else:
                self._take_other(roster_row)
        self._close()

    def _is_aside(self, row: RosterRow) -> bool:
        """Tell whether a row is a total, a signature, a remark or the header again, and count it."""
        if row.cell("id_number") != "":
            heading = self._columns.heading("name")
            again = heading[0] in row.raw("name") and heading_key(row.raw("name")) == heading_key(heading)
            kind = "header_again" if again else ""
        else:
            leading = list(islice((cell_text(cell) for cell in row.row.cells if cell != ""), _LEADING_CELLS))
            patterns = ((TOTAL, "totals_row"), (FOOTER, "footer_row"))
            kind = next((kind for pattern, kind in patterns if any(map(pattern.match, leading))), "")
        if kind:
            self._findings.note(kind)
        return bool(kind)

    def _take_person(self, row: RosterRow) -> None:
        is_head = RELATION_OF.get(row.text("relation")) is Relation.HEAD
        text = self._address_text(row)
        if self._begins(row, text, is_head=is_head):
            self._begin(row, text)
        elif self._open is not None:
            self._check_repeats(row, self._open)
        if self._open is not None:
            self._open.members.append(self._people.read(row))

    def _take_other(self, row: RosterRow) -> None:
        """Take a row without a person: an empty dwelling, nothing at all, or something to be listed."""
        text = self._address_text(row)
        if text and self._begins(row, text, is_head=False):
            self._begin(row, text)
            self._close()
            self._findings.note("empty_dwelling")
        elif text or not any(cell_text(cell) for cell in self._told(row)):
            self._findings.note("blank_row")
        else:
            row.problem("", "row_not_person", done=Done.LISTED)

    def _told(self, row: RosterRow) -> Iterable[Cell]:
        """Yield the cells of a row but the running number's."""
        serial = self._columns.place.get("serial", -1)
        return (cell for column, cell in enumerate(row.row.cells) if column != serial and cell != "")

    def _address_text(self, row: RosterRow) -> str:
        """Return what a row itself says about the door, in one line; '' where it says nothing."""
        parts = [(row.text(field), unit) for field, unit in _DOOR_UNITS if field in self._columns.place]
        if any(text for text, _ in parts):
            return "".join(f"{text}{unit}" if text.isdigit() else text for text, unit in parts if text)
        text = row.text("address")
        return "" if text in DITTO else text

    def _begins(self, row: RosterRow, text: str, *, is_head: bool) -> bool:
        """Tell whether a household begins here: nothing is open, another address stands here, or a second head."""
        household = self._open
        if household is None:
            return True
        if text and text != self._open_text:
            courtyard = self._household_text(row, "courtyard") or household.courtyard
            if self._door_key(courtyard, text) != household.door_key:
                return True
        return is_head and any(member.relation == Relation.HEAD for member in household.members)

    def _door_key(self, courtyard: str, text: str) -> DoorKey:
        address = self._read(text)
        if address.faults:
            return (courtyard, 0, 0, "", text)
        return (courtyard or address.courtyard, address.building, address.entrance, address.door, "")

    def _read(self, text: str) -> Address:
        if text not in self._addresses:
            self._addresses[text] = read_address(text)
        return self._addresses[text]

    def _household_text(self, row: RosterRow, field: str) -> str:
        """Return a household field of a row; a cell merged into the one above, or a ditto mark, says the same."""
        text = row.text(field)
        if text in DITTO or (not text and row.is_below(field)):
            return self._above.get(field, "")
        if text:
            self._above[field] = intern(text)
        return text

    def _begin(self, row: RosterRow, text: str) -> None:
        """Open a household on a row."""
        previous, previous_text = self._open, self._open_text
        self._close()
        household = HouseholdEntry(self._place, row.number, grid=intern(self._household_text(row, "grid")))
        household.courtyard = intern(self._household_text(row, "courtyard"))
        if not text and previous is not None:
            text = previous_text
            household.courtyard = household.courtyard or previous.courtyard
            household.grid = household.grid or previous.grid
            if not row.is_below("address"):
                self._doubtful(household, row, "address", "address_missing", done=Done.ASSUMED)
        elif not text:
            self._doubtful(household, row, "address", "address_missing", done=Done.KEPT)
        self._open, self._open_text, self._open_row = household, text, row
        self.households.append(household)
        if text:
            self._set_door(household, row, text)
        self._set_use(household, row)

    def _set_door(self, household: HouseholdEntry, row: RosterRow, text: str) -> None:
        address = self._read(text)
        yard, _, _, _, household.address = self._door_key(household.courtyard, text)
        if address.faults:
            self._doubtful(household, row, "address", *address.faults, done=Done.KEPT)
            return
        if address.courtyard not in household.courtyard and household.courtyard not in address.courtyard:
            household.address = text
            self._doubtful(household, row, "address", "courtyard_differs", done=Done.KEPT)
        household.courtyard = intern(yard)
        household.building, household.entrance, household.door = address.building, address.entrance, address.door

    def _set_use(self, household: HouseholdEntry, row: RosterRow) -> None:
        use, paper = row.text("use"), row.text("paper").lower()
        household.use = USE_OF.get(use, 0)
        if not household.use and not is_wordless(use):
            self._noted(household, row, "use", "use_unknown")
        household.paper = PAPER_OF.get(paper)
        if paper and paper not in PAPER_OF and not is_wordless(paper):
            self._noted(household, row, "paper", "paper_unknown")

    def _check_repeats(self, row: RosterRow, household: HouseholdEntry) -> None:
        """Compare what a member's row repeats of the household's cells; what differs is kept in the note."""
        for field, known, words in (
            ("grid", household.grid, {}),
            ("use", household.use, USE_OF),
            ("paper", household.paper, PAPER_OF),
        ):
            text = row.text(field)
            if text and text not in DITTO and words.get(text, text) != known and not row.is_below(field):
                self._noted(household, row, field, "household_differs")

    def _noted(self, household: HouseholdEntry, row: RosterRow, field: str, kind: str) -> None:
        """Keep a word that does not fit the household's field in its note, and mark the field."""
        remark = f"{self._columns.heading(field)}：{row.text(field)}"
        household.note = "；".join(text for text in (household.note, remark) if text)[:LONGEST_NOTE]
        self._doubtful(household, row, field, kind, done=Done.NOTED)

    def _doubtful(self, household: HouseholdEntry, row: RosterRow, field: str, *kinds: str, done: Done) -> None:
        doubts(household, HOUSEHOLD_DOUBTS.get(field, HOUSEHOLD_DOUBTS["dwelling"]))
        row.problem(field, *kinds, done=done)

    def _close(self) -> None:
        """Close the open household; one without a stated head takes its first member for it."""
        household, row = self._open, self._open_row
        self._open = self._open_row = None
        if household is None or row is None or not household.members:
            return
        if any(member.relation == Relation.HEAD for member in household.members):
            return
        first = household.members[0]
        if "relation" not in self._columns.place:
            first.relation = Relation.HEAD
            self._findings.note("head_assumed")
            return
        doubts(first, RESIDENT_DOUBTS["relation"])
        stated = first.relation != Relation.OTHER
        first.relation = first.relation if stated else Relation.HEAD
        row.problem("relation", "head_missing", done=Done.KEPT if stated else Done.ASSUMED)
