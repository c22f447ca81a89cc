"""A typed-up route sheet as a file: every line a visit of its own, every fault with its place."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.core.errors import InputFault
from gridtui.exchange.route_lines import enter_lines, lines_of
from gridtui.office import browse
from gridtui.office.route_sheets import make_sheet
from tests.tools.office_builder import TODAY, SmallOffice, small_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[SmallOffice]:
    """Give an office of its own."""
    made = small_office(tmp_path)
    yield made
    made.close()


def test_good_lines_are_saved_and_bad_ones_reported_with_their_place(office: SmallOffice) -> None:
    """One slip does not hold up the rest."""
    session = office.session("zhang")
    sheet = make_sheet(session)
    first, second = sheet.labels[:2]
    lines = [f"路线单{sheet.number}号", "", f"{first} 1", "# 楼下停电", f"{second}2 没人", "???? 1", f"{first} 3"]
    entered = enter_lines(session, lines)
    assert entered.number == sheet.number
    assert [(line.line, line.fault.code if line.fault else "") for line in entered.lines] == [
        (3, ""),
        (5, ""),
        (6, "route.label_wrong"),
        (7, "route.entered"),
    ]
    assert len(entered.refused) == 2
    assert len(browse.visits(session, since=TODAY).rows) == 2


def test_a_file_entered_twice_saves_nothing_twice(office: SmallOffice) -> None:
    """The same file again: every line says that it is there."""
    session = office.session("zhang")
    sheet = make_sheet(session)
    lines = [str(sheet.number), *(f"{label} 2" for label in sheet.labels)]
    assert enter_lines(session, lines).refused == ()
    assert {line.fault.code for line in enter_lines(session, lines).refused if line.fault} == {"route.entered"}
    assert len(browse.visits(session, since=TODAY).rows) == len(sheet.rows)


def test_the_day_can_be_another_than_the_sheets(office: SmallOffice) -> None:
    """Who went a day later says so once."""
    session = office.session("zhang")
    sheet = make_sheet(session, day=TODAY - 3)
    enter_lines(session, [str(sheet.number), f"{sheet.labels[0]} 1"], day=TODAY - 1)
    assert {row.day for row in browse.visits(session, since=TODAY - 2).rows if row.late} >= {TODAY - 1}


@pytest.mark.parametrize("lines", [[], ["", "#"], ["没有号"], ["12345678 1"], ["1 2"]])
def test_a_file_without_a_number_saves_nothing(office: SmallOffice, lines: list[str]) -> None:
    """The first line says which sheet it is."""
    make_sheet(office.session("zhang"))
    with pytest.raises(InputFault, match=r"route\.no_number"):
        enter_lines(office.session("zhang"), lines)


def test_an_unknown_number_saves_nothing(office: SmallOffice) -> None:
    """Nor does a number of another office's sheet."""
    with pytest.raises(InputFault, match=r"route\.sheet_unknown"):
        enter_lines(office.session("zhang"), ["77", "8K3M 1"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_files_are_read_as_offices_write_them(tmp_path: Path, encoding: str) -> None:
    """Notepad's encodings, any line ends."""
    path = tmp_path / "sheet.txt"
    path.write_bytes("路线单3\r\n8K3M 1 没人\r\n".encode(encoding))
    assert lines_of(str(path)) == ["路线单3", "8K3M 1 没人"]


@pytest.mark.parametrize("content", [b"\x81\x00\xff\xfe" * 9, b"x" * (1 << 21)])
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    """A picture, or a file of megabytes."""
    path = tmp_path / "sheet.txt"
    path.write_bytes(content)
    with pytest.raises(InputFault, match=r"route\.unreadable_file"):
        lines_of(str(path))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With its path."""
    with pytest.raises(InputFault, match=r"route\.unreadable_file"):
        lines_of(str(tmp_path / "none.txt"))
