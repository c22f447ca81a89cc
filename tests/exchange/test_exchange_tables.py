"""What is exported is text to every spreadsheet, whole or not there at all."""

import csv
from pathlib import Path

import openpyxl
import pytest

from gridtui.core.errors import InputFault
from gridtui.exchange.spreadsheet_safety import neutralised, restored
from gridtui.exchange.tables import write_table

HOSTILE = (
    '=HYPERLINK("http://127.0.0.1/","李梅")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "＝1+1",
    "http://127.0.0.1/",
    "王强",
)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-", "@x", "\t=1", "\r=1", "＝1", "－1"])
def test_a_formula_becomes_text_and_back(text: str) -> None:
    """An apostrophe stands in front, and reading takes it away."""
    assert neutralised(text) == "'" + text
    assert restored(neutralised(text)) == text


@pytest.mark.parametrize("text", ["", "王强", "0931-2488218", "'", "'quoted'", "1=1"])
def test_plain_text_stays_as_it_is(text: str) -> None:
    """Nothing else is touched, either way."""
    assert neutralised(text) == text
    assert restored(text) == text


@pytest.mark.parametrize(("encoding", "mark"), [("utf-8-sig", b"\xef\xbb\xbf"), ("gb18030", b"")])
def test_csv_cells_never_begin_a_formula(tmp_path: Path, encoding: str, mark: bytes) -> None:
    """UTF-8 has the mark spreadsheets look for; GB18030 holds every character."""
    path = tmp_path / "a.csv"
    assert write_table(path, ["姓名"], [[cell] for cell in (*HOSTILE, "龚𬭎")], title="x", encoding=encoding) == 9
    assert path.read_bytes().startswith(mark)
    with path.open(encoding=encoding, newline="") as stream:
        cells = [row[0] for row in csv.reader(stream)][1:]
    assert all(cell[0] not in "=+-@\t\r＝" for cell in cells)
    assert [restored(cell) for cell in cells] == [*HOSTILE, "龚𬭎"]


def test_workbook_cells_are_text_and_no_links(tmp_path: Path) -> None:
    """Neither a formula nor a hyperlink, and ID numbers keep their digits."""
    path = tmp_path / "a.xlsx"
    write_table(path, ["姓名"], [[cell] for cell in (*HOSTILE, "629901199802087938")], title="居民台账")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = [sheet.cell(row, 1) for row in range(2, 11)]
    assert [cell.value for cell in cells] == [*HOSTILE, "629901199802087938"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert not any(cell.hyperlink for cell in cells)


def test_another_ending_is_refused(tmp_path: Path) -> None:
    """The ending says what is written."""
    with pytest.raises(InputFault, match=r"export\.ending"):
        write_table(tmp_path / "a.pdf", ["x"], [], title="x")


def test_a_failed_export_leaves_the_older_file(tmp_path: Path) -> None:
    """A file appears whole or not at all."""
    path = tmp_path / "a.csv"
    path.write_text("older")

    def broken() -> list[list[str]]:
        raise OSError

    with pytest.raises(InputFault, match=r"export\.unwritable"):
        write_table(path, ["x"], (row for _ in range(1) for row in broken()), title="x")
    assert path.read_text() == "older"
    assert list(tmp_path.iterdir()) == [path]


def test_an_export_is_for_the_owner_alone(tmp_path: Path) -> None:
    """Ledgers leave by whoever made them."""
    path = tmp_path / "a.csv"
    write_table(path, ["x"], [], title="x")
    assert path.stat().st_mode & 0o077 == 0
