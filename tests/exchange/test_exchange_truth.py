"""The shipped roster gives exactly what its truth states, as a workbook and as text."""

from collections import Counter

import pytest

from gridtui.core.words import DwellingUse
from gridtui.exchange.roster import Roster
from tests.exchange.roster_files import ROSTER_CSV, ROSTER_XLSX, TAG_KEYS, TRUTH, kinds, read

USES = {"自住": DwellingUse.OWNER_OCCUPIED, "出租": DwellingUse.RENTED, "空置": DwellingUse.VACANT}
ROWS_ABOVE = {"xlsx": 0, "csv": 2}
"""The workbook has a title and a remark above its header; the text file has none."""


@pytest.fixture(scope="module", params=("xlsx", "csv"))
def kept(request: pytest.FixtureRequest) -> tuple[Roster, int]:
    """Read the roster in one of its forms; its rows stand so many rows earlier."""
    path = ROSTER_XLSX if request.param == "xlsx" else ROSTER_CSV
    return read(path), ROWS_ABOVE[request.param]


def test_households_and_residents_are_counted_as_the_truth_states(kept: tuple[Roster, int]) -> None:
    """A row is a person; a person listed twice is one resident."""
    roster, _ = kept
    assert len(roster.households) == TRUTH["households"]
    assert roster.residents == TRUTH["residents"]
    assert roster.person_rows == TRUTH["rows"]


@pytest.mark.parametrize("kind", sorted({problem["kind"] for problem in TRUTH["problems"]}))
def test_every_problem_of_a_kind_is_reported_and_no_other(kept: tuple[Roster, int], kind: str) -> None:
    """Each kind of problem stands on exactly the rows the truth lists."""
    roster, above = kept
    stated = [problem["row"] for problem in TRUTH["problems"] if problem["kind"] == kind]
    assert [row + above for found, row in kinds(roster) if found == kind] == stated


def test_there_is_no_problem_the_truth_does_not_list(kept: tuple[Roster, int]) -> None:
    """Notes are not problems."""
    roster, above = kept
    stated = {(problem["kind"], problem["row"]) for problem in TRUTH["problems"]}
    assert {(kind, row + above) for kind, row in kinds(roster)} == stated
    assert len(roster.findings.problems) == len(TRUTH["problems"])


def test_a_problem_names_sheet_column_reason_and_what_was_done(kept: tuple[Roster, int]) -> None:
    """A person finds the cell and knows what became of it."""
    roster, _ = kept
    for problem in roster.findings.problems:
        assert problem.sheet
        assert problem.kind in problem.reasons
        assert problem.done
        assert problem.column or problem.kind == "duplicate_resident"


def test_notes_are_counted(kept: tuple[Roster, int]) -> None:
    """Unknown areas, blank phones and old numbers are tallied, by kind."""
    notes = kept[0].findings.notes
    assert notes["id_from_15"] == 6
    assert notes["id_blank"] == 1
    assert notes["id_area_unknown"] > 1000
    assert notes["phone_blank"] + notes["phone_wordless"] == 354
    assert not kept[0].findings.unknown_tags


def test_tags_uses_and_paper_households_are_as_stated(kept: tuple[Roster, int]) -> None:
    """Tags split at every mark offices use; each household has one use."""
    households = kept[0].households
    tags = Counter(tag for household in households for person in household.members for tag in person.tags)
    assert tags == {TAG_KEYS[word]: count for word, count in TRUTH["tags"].items()}
    assert Counter(household.use for household in households) == {
        USES[word]: count for word, count in TRUTH["dwelling"].items()
    }
    assert sum(household.paper or 0 for household in households) == TRUTH["paper"]


def test_every_address_is_read_whatever_its_spelling(kept: tuple[Roster, int]) -> None:
    """All four spellings, full width and Chinese numerals become courtyard, building, entrance and door."""
    for household in kept[0].households:
        assert household.courtyard == "晏五村"
        assert 1 <= household.building <= 12
        assert 1 <= household.entrance <= 4
        assert household.door.isdigit()
        assert household.address == ""
    assert len({household.door_key for household in kept[0].households}) == TRUTH["households"]


def test_both_forms_hold_the_same_people() -> None:
    """A workbook and the text file saved from it read alike, but for row numbers and lost digits."""

    def people(roster: Roster) -> list[tuple[object, ...]]:
        return [
            (household.door_key, person.name, person.id_number, person.birth_day, person.phone, person.doubt)
            for household in roster.households
            for person in household.members
        ]

    assert people(read(ROSTER_XLSX)) == people(read(ROSTER_CSV))


def test_a_person_listed_twice_is_kept_once_and_marked(kept: tuple[Roster, int]) -> None:
    """The first row stays; where else the person stands is kept as evidence, the household is to be confirmed."""
    roster, above = kept
    marked = [person for household in roster.households for person in household.members if 1 in person.doubt]
    assert [(person.name, person.row + above) for person in marked] == [("何春敏", 7)]
    assert str(1103 - above) in marked[0].evidence
    assert "1-4-302" in marked[0].evidence


def test_hostile_names_are_text(kept: tuple[Roster, int]) -> None:
    """Markup and formulas are names like any other."""
    names = {person.name for household in kept[0].households for person in household.members}
    assert "[bold]王[/bold][@click=app.quit]强[/]" in names
    assert '=HYPERLINK("http://127.0.0.1/","李梅")' in names
    assert "龚𬭎" in names
