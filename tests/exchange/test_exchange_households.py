"""Rows become households however an office keeps them: merged, left blank, repeated, with empty doors between."""

from pathlib import Path
from typing import Any

from gridtui.core.words import DwellingUse, Relation
from gridtui.exchange.problems import Done
from gridtui.exchange.roster import Roster
from gridtui.office.roster_entries import HOUSEHOLD_DOUBTS
from tests.exchange.roster_files import HEAD, SPOUSE, kinds, lines, only_problem, read, write_csv, write_xlsx

OTHER = {
    **HEAD,
    "楼栋门牌": "3号楼2单元502",
    "姓名": "戴博飞",
    "性别": "男",
    "公民身份号码": "629901199802087938",
    "出生日期": "1998.2.8",
}
DOOR = ("网格", "小区", "楼栋门牌")


def shape(roster: Roster) -> list[tuple[str, list[str]]]:
    """Return each household as its door and the names in it."""
    return [(household.door, [person.name for person in household.members]) for household in roster.households]


TWO = [("501", ["何春敏", "钟明梓"]), ("502", ["戴博飞"])]


def test_blank_cells_below_the_head_belong_to_the_household(tmp_path: Path) -> None:
    """Household cells are filled on the head's row only."""
    assert shape(read(write_csv(tmp_path / "a.csv", lines([HEAD, SPOUSE, OTHER])))) == TWO


def test_merged_cells_belong_to_the_household(tmp_path: Path) -> None:
    """A merged cell is filled in its first row only."""
    path = write_xlsx(tmp_path / "a.xlsx", lines([HEAD, SPOUSE, OTHER]), merged=("B2:B4", "C2:C4", "D2:D3"))
    roster = read(path)
    assert shape(roster) == TWO
    assert {household.grid for household in roster.households} == {"网格01"}


def test_a_grid_merged_over_households_is_everybodys(tmp_path: Path) -> None:
    """A cell merged over several households says the same for each."""
    rows = lines([HEAD, {**OTHER, "网格": "", "小区": ""}])
    roster = read(write_xlsx(tmp_path / "a.xlsx", rows, merged=("B2:B3", "C2:C3")))
    assert [(household.grid, household.courtyard) for household in roster.households] == [("网格01", "晏五村")] * 2
    assert not roster.findings.problems


def test_repeated_cells_belong_to_the_same_household(tmp_path: Path) -> None:
    """Some offices repeat the address on every row, in any spelling."""
    repeated = {**SPOUSE, "网格": "网格01", "小区": "晏五村", "楼栋门牌": "3-2-501"}
    assert shape(read(write_csv(tmp_path / "a.csv", lines([HEAD, repeated, OTHER])))) == TWO


def test_another_address_begins_a_household_without_a_head(tmp_path: Path) -> None:
    """The first person is kept as stated and marked."""
    roster = read(write_csv(tmp_path / "a.csv", lines([HEAD, {**OTHER, "与户主关系": "子"}])))
    assert shape(roster) == [("501", ["何春敏"]), ("502", ["戴博飞"])]
    assert only_problem(roster).kind == "head_missing"
    assert roster.households[1].members[0].relation == Relation.SON


def test_a_second_head_at_the_same_door_is_a_second_household(tmp_path: Path) -> None:
    """One door may hold two households."""
    second = {**OTHER, "楼栋门牌": HEAD["楼栋门牌"]}
    roster = read(write_csv(tmp_path / "a.csv", lines([HEAD, SPOUSE, second])))
    assert shape(roster) == [("501", ["何春敏", "钟明梓"]), ("501", ["戴博飞"])]
    assert not roster.findings.problems


def test_a_second_head_without_an_address_takes_the_one_above(tmp_path: Path) -> None:
    """It is assumed, said and marked."""
    second = {heading: cell for heading, cell in OTHER.items() if heading not in DOOR}
    roster = read(write_csv(tmp_path / "a.csv", lines([HEAD, second])))
    assert shape(roster) == [("501", ["何春敏"]), ("501", ["戴博飞"])]
    assert (only_problem(roster).kind, only_problem(roster).done) == ("address_missing", Done.ASSUMED)
    assert roster.households[1].doubt == (HOUSEHOLD_DOUBTS["dwelling"],)


def test_an_address_without_a_person_is_an_empty_dwelling(tmp_path: Path) -> None:
    """The walk shows empty doors, and the next head is not its household."""
    empty = {"网格": "网格01", "小区": "晏五村", "楼栋门牌": "3-2-503", "房屋用途": "空置"}
    roster = read(write_csv(tmp_path / "a.csv", lines([HEAD, empty, OTHER])))
    assert shape(roster) == [("501", ["何春敏"]), ("503", []), ("502", ["戴博飞"])]
    assert roster.households[1].use == DwellingUse.VACANT
    assert not roster.findings.problems


def test_an_unread_address_is_kept_as_text(tmp_path: Path) -> None:
    """The dwelling is to be confirmed."""
    roster = read(write_csv(tmp_path / "a.csv", lines([{**HEAD, "楼栋门牌": "3号楼2单元5楼东户"}])))
    assert only_problem(roster).kind == "address_unreadable"
    assert roster.households[0].address == "3号楼2单元5楼东户"
    assert roster.households[0].courtyard == "晏五村"


def test_a_ditto_mark_says_the_same(tmp_path: Path) -> None:
    """同上 in the grid's and the courtyard's cell."""
    roster = read(write_csv(tmp_path / "a.csv", lines([HEAD, {**OTHER, "网格": "同上", "小区": "〃"}])))
    assert (roster.households[1].grid, roster.households[1].courtyard) == ("网格01", "晏五村")


def test_totals_signatures_and_blank_rows_are_counted(tmp_path: Path) -> None:
    """They are no people and no problems."""
    below: list[dict[str, Any]] = [
        {},
        {"序号": 3},
        {"序号": "合计", "网格": "1户", "小区": "1人"},
        {"序号": "填表人：王某", "姓名": "审核人："},
    ]
    roster = read(write_csv(tmp_path / "a.csv", lines([HEAD, *below])))
    assert roster.residents == 1
    assert not roster.findings.problems
    assert {kind: roster.findings.notes[kind] for kind in ("totals_row", "footer_row", "blank_row")} == {
        "totals_row": 1,
        "footer_row": 1,
        "blank_row": 1,
    }


def test_a_row_that_is_nobody_is_listed(tmp_path: Path) -> None:
    """Nothing is dropped in silence."""
    roster = read(write_csv(tmp_path / "a.csv", lines([HEAD, {"备注": "以下为新入住"}])))
    assert (only_problem(roster).kind, only_problem(roster).done) == ("row_not_person", Done.LISTED)


def test_an_unknown_use_stays_in_the_households_note(tmp_path: Path) -> None:
    """The word is kept beside its heading."""
    roster = read(write_csv(tmp_path / "a.csv", lines([{**HEAD, "房屋用途": "商用"}])))
    assert only_problem(roster).kind == "use_unknown"
    assert roster.households[0].note == "房屋用途：商用"


def test_a_member_that_contradicts_the_household_is_a_problem(tmp_path: Path) -> None:
    """The head's cell holds; the other word is kept in the note."""
    roster = read(write_csv(tmp_path / "a.csv", lines([HEAD, {**SPOUSE, "网格": "网格02"}])))
    assert only_problem(roster).kind == "household_differs"
    assert roster.households[0].grid == "网格01"
    assert "网格02" in roster.households[0].note


def test_one_number_under_two_names_keeps_both_people(tmp_path: Path) -> None:
    """One of them is wrong, and nobody can say which."""
    roster = read(write_csv(tmp_path / "a.csv", lines([HEAD, {**OTHER, "公民身份号码": HEAD["公民身份号码"]}])))
    assert roster.residents == 2
    assert "id_shared" in {kind for kind, _ in kinds(roster)}
    assert all(6 in household.members[0].doubt for household in roster.households)


def test_a_household_listed_twice_is_one(tmp_path: Path) -> None:
    """Both of its people are flagged, and no empty household is left."""
    roster = read(write_csv(tmp_path / "a.csv", lines([HEAD, SPOUSE, OTHER, HEAD, SPOUSE])))
    assert shape(roster) == TWO
    assert [kind for kind, _ in kinds(roster)] == ["duplicate_resident"] * 2
