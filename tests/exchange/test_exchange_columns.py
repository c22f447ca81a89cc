"""Columns are found by their headings below titles and notes, and refused where two meanings are possible."""

from pathlib import Path

import pytest

from gridtui.core.errors import InputFault
from gridtui.exchange.columns import heading_key, read_map
from tests.exchange.roster_files import HEAD, SPOUSE, lines, read, write_csv, write_xlsx


def test_titles_and_notes_stand_above_the_header(tmp_path: Path) -> None:
    """The header is the first row that holds a name's heading among others."""
    above = [["某社区台账"], ["填表说明：姓名、性别请如实填写"], []]
    roster = read(write_csv(tmp_path / "a.csv", [*above, *lines([HEAD])]))
    assert [(household.row, household.head_name) for household in roster.households] == [(5, "何春敏")]


@pytest.mark.parametrize(
    ("heading", "key"),
    [(" 姓 名 ", "姓名"), ("*身份证号码（18位）", "身份证号码"), ("小区/楼院", "小区/楼院"), ("ＮＡＭＥ：", "name")],
)
def test_a_heading_is_compared_without_its_marks(heading: str, key: str) -> None:
    """Spaces, stars, brackets and width say nothing about a column."""
    assert heading_key(heading) == key


def test_synonyms_name_the_same_field(tmp_path: Path) -> None:
    """Each office has its own words."""
    header = ["户室", "楼号", "单元号", "家庭成员", "身份证号", "手机号码", "学历"]
    rows = [header, ["501", "3", "2", "何春敏", "629901197612087882", "10008847481", "本科"]]
    (household,) = read(write_csv(tmp_path / "a.csv", rows)).households
    assert (household.building, household.entrance, household.door) == (3, 2, "501")
    assert household.members[0].education == "本科"
    assert household.members[0].phone == "10008847481"


def test_a_header_may_stand_on_two_rows(tmp_path: Path) -> None:
    """Group words stand above, merged over the columns they group."""
    rows: list[list[object]] = [
        ["序号", "房屋信息", "", "人员信息", "", "备注"],
        ["", "小区", "门牌号", "姓名", "身份证号", ""],
        [1, "晏五村", "3-2-501", "何春敏", "629901197612087882", "每周透析"],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", rows, merged=("A1:A2", "B1:C1", "D1:E1", "F1:F2"))
    (household,) = read(path).households
    assert (household.row, household.courtyard, household.door) == (3, "晏五村", "501")
    assert household.members[0].note == "每周透析"


def test_map_names_a_column_the_program_does_not_know(tmp_path: Path) -> None:
    """--map HEADING=FIELD."""
    rows = [["住在哪", "称呼", "性别", "证号"], ["3-2-501", "何春敏", "女", "629901197612087882"]]
    roster = read(write_csv(tmp_path / "a.csv", rows), "住在哪=address", "称呼=name", "证号=id_number")
    assert roster.households[0].members[0].id_number == "629901197612087882"


def test_a_mapped_note_keeps_its_heading(tmp_path: Path) -> None:
    """Any column may be kept as a remark."""
    header = ["楼栋门牌", "姓名", "性别", "民族"]
    path = write_csv(tmp_path / "a.csv", [header, ["3-2-501", "何春敏", "女", "汉"]])
    assert read(path, "民族=note").households[0].members[0].note == "民族：汉"


def test_a_column_nobody_named_is_listed(tmp_path: Path) -> None:
    """What is not taken is said, not dropped in silence."""
    header = ["楼栋门牌", "姓名", "性别", "民族"]
    roster = read(write_csv(tmp_path / "a.csv", [header, ["3-2-501", "何春敏", "女", "汉"]]))
    assert roster.columns[0].untaken == ("民族",)


@pytest.mark.parametrize("argument", ["民族", "=name", "民族=color", "民族="])
def test_a_map_that_says_nothing_is_refused(argument: str) -> None:
    """The fields it could name are listed."""
    with pytest.raises(InputFault, match=r"import\.map"):
        read_map([argument])


def test_two_columns_for_one_field_are_refused_with_both_headings(tmp_path: Path) -> None:
    """Guessing would mix them up; one of them is mapped elsewhere."""
    header = ["楼栋门牌", "姓名", "联系电话", "手机号码"]
    path = write_csv(tmp_path / "a.csv", [header, ["3-2-501", "何春敏", "0931-2488218", "10008847481"]])
    with pytest.raises(InputFault) as caught:
        read(path)
    assert caught.value.code == "import.column_doubled"
    assert {caught.value.parameters["first"], caught.value.parameters["second"]} == {"联系电话", "手机号码"}
    assert read(path, "联系电话=note").households[0].members[0].phone == "10008847481"


def test_the_same_heading_twice_is_told_apart_by_number(tmp_path: Path) -> None:
    """HEADING#2 is the second of them."""
    path = write_csv(
        tmp_path / "a.csv", [["地址", "姓名", "电话", "电话"], ["3-2-501", "何春敏", "2488218", "2488219"]]
    )
    with pytest.raises(InputFault, match=r"import\.column_doubled"):
        read(path)
    assert read(path, "电话#2=-").households[0].members[0].phone == "2488218"


@pytest.mark.parametrize(
    ("header", "field"),
    [(["楼栋门牌", "性别", "联系电话"], "name"), (["姓名", "性别", "联系电话"], "address")],
)
def test_a_missing_column_is_refused_by_name(tmp_path: Path, header: list[str], field: str) -> None:
    """The headings that were found are said, so that --map can name one."""
    with pytest.raises(InputFault) as caught:
        read(write_csv(tmp_path / "a.csv", [header, ["x", "y", "z"]]))
    assert caught.value.code == "import.column_missing"
    assert caught.value.parameters["field"] == field


def test_sheets_without_a_header_are_counted_and_left(tmp_path: Path) -> None:
    """A file with none at all is refused."""
    with pytest.raises(InputFault, match=r"import\.header_missing"):
        read(write_csv(tmp_path / "a.csv", [["说明"], ["人员类别用顿号隔开"]]))


def test_a_header_in_the_middle_of_a_sheet_is_no_person(tmp_path: Path) -> None:
    """Printed pages repeat their header."""
    page = lines([HEAD, SPOUSE])
    roster = read(write_csv(tmp_path / "a.csv", [*page, page[0], *lines([{**HEAD, "公民身份号码": ""}])[1:]]))
    assert roster.findings.notes["header_again"] == 1
    assert "标题" not in {person.name for household in roster.households for person in household.members}
    assert roster.person_rows == 3
