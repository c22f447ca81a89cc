"""Whatever the file is, it opens as numbered rows or is refused with a code that says why."""

import datetime as dt
import os
import zipfile
from pathlib import Path

import pytest
import xlwt
from openpyxl import Workbook

from gridtui.core.errors import InputFault
from gridtui.exchange.delimited import encoding_of
from gridtui.exchange.sheets import MAX_FILE_BYTES, open_roster
from tests.exchange.roster_files import HEAD, ROSTER_XLSX, lines, read, write_csv, write_xlsx


def refusal(path: Path) -> str:
    """Return the code with which a file is refused."""
    with pytest.raises(InputFault) as caught:
        read(path)
    return caught.value.code


@pytest.mark.parametrize(
    ("written", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_the_encoding_is_found(tmp_path: Path, written: str, found: str) -> None:
    """A byte order mark, strict UTF-8, strict GB18030, in this order."""
    path = write_csv(tmp_path / "a.csv", lines([HEAD]), written)
    assert encoding_of(path) == found
    assert read(path).households[0].members[0].name == "何春敏"


@pytest.mark.parametrize("separator", ["\t", ";", ","])
def test_the_separator_is_found(tmp_path: Path, separator: str) -> None:
    """Spreadsheets save text with tabs and semicolons, too."""
    path = tmp_path / "a.txt"
    path.write_text("\n".join(separator.join(map(str, line)) for line in lines([HEAD])), encoding="utf-8")
    assert read(path).residents == 1


def test_a_file_in_no_encoding_is_refused(tmp_path: Path) -> None:
    """Bytes that are neither UTF-8 nor GB18030 are not guessed at."""
    path = tmp_path / "a.csv"
    path.write_bytes("姓名,性别\n".encode() + b"\xff\xff\x81\n")
    assert refusal(path) == "import.encoding"


def test_another_encoding_that_happens_to_decode_has_no_header(tmp_path: Path) -> None:
    """Shift-JIS may be valid GB18030; then the headings are not words of a roster."""
    path = write_csv(tmp_path / "a.csv", [["姓名", "性別", "住所"], ["王強", "男", "三号"]], "shift_jis")
    assert refusal(path) in {"import.header_missing", "import.encoding"}


def test_an_open_quote_is_refused_with_its_row(tmp_path: Path) -> None:
    """A quote left open would swallow every row below it."""
    path = tmp_path / "a.csv"
    path.write_text('姓名,性别,楼栋门牌\n王强,男,"3-2-501\n李梅,女,3-2-502\n', encoding="utf-8")
    assert refusal(path) == "import.quotes"


def test_a_row_is_numbered_as_a_spreadsheet_shows_it(tmp_path: Path) -> None:
    """Blank lines count, a line break inside a cell does not."""
    path = tmp_path / "a.csv"
    path.write_text('楼栋门牌,姓名,性别\n\n3-2-501,王强,"男\n"\n\n3-2-502,李梅,女\n', encoding="utf-8")
    assert [household.row for household in read(path).households] == [3, 5]


def test_xls_reads_like_xlsx(tmp_path: Path) -> None:
    """The old workbook format has dates and numbers of its own."""
    workbook = xlwt.Workbook()
    page = workbook.add_sheet("台账")
    for row, line in enumerate(lines([{**HEAD, "楼栋门牌": 501, "出生日期": dt.date(1976, 12, 8)}])):
        for column, cell in enumerate(line):
            style = (
                xlwt.easyxf(num_format_str="YYYY-MM-DD") if isinstance(cell, dt.date) else xlwt.Style.default_style
            )
            page.write(row, column, cell, style)
    workbook.save(str(tmp_path / "a.xls"))
    roster = read(tmp_path / "a.xls")
    assert not roster.findings.problems
    assert roster.households[0].door == "501"
    assert roster.households[0].members[0].birth_day == dt.date(1976, 12, 8).toordinal()


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    """A download cut short has lost its directory."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(ROSTER_XLSX.read_bytes()[:60_000])
    assert refusal(path) == "import.damaged"


def test_a_workbook_with_a_broken_part_is_refused(tmp_path: Path) -> None:
    """The directory may be whole while a sheet is not."""
    content = bytearray(ROSTER_XLSX.read_bytes())
    with zipfile.ZipFile(ROSTER_XLSX) as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    content[start + 200 : start + 4000] = os.urandom(3800)
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert refusal(path) == "import.damaged"


def test_a_locked_workbook_is_refused(tmp_path: Path) -> None:
    """A password-locked xlsx is an OLE file that holds an encrypted package."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le"))
    assert refusal(path) == "import.locked"


def test_a_locked_xls_is_refused(tmp_path: Path) -> None:
    """An old workbook says by a record behind its first that a password is needed."""
    path = tmp_path / "a.xls"
    workbook = xlwt.Workbook()
    workbook.add_sheet("台账").write(0, 0, "姓名")
    workbook.save(str(path))
    content = bytearray(path.read_bytes())
    first_record_of_globals = b"\x09\x08\x10\x00\x00\x06\x05\x00"
    second = content.index(first_record_of_globals) + 20
    content[second : second + 2] = b"\x2f\x00"
    path.write_bytes(content)
    assert refusal(path) == "import.locked"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    """300 MB are refused by size alone; the file is sparse and never touched."""
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        stream.truncate(300 * 1024 * 1024)
    assert path.stat().st_size > MAX_FILE_BYTES
    assert refusal(path) == "import.too_large"


def test_a_cell_at_the_far_corner_does_not_end_the_process(tmp_path: Path) -> None:
    """The workbook library would allocate half a terabyte for two cells."""
    workbook = Workbook()
    workbook.active["A1"] = "姓名"
    workbook.active.cell(1_048_576, 16_384).value = "x"
    workbook.save(tmp_path / "a.xlsx")
    assert refusal(tmp_path / "a.xlsx") == "import.far_cell"


def test_a_styled_far_row_is_no_far_cell(tmp_path: Path) -> None:
    """Offices colour whole columns; empty cells with a style take no room."""
    path = write_xlsx(tmp_path / "a.xlsx", lines([HEAD]))
    workbook = Workbook()
    page = workbook.active
    for line in lines([HEAD]):
        page.append(line)
    page.cell(1_048_576, 3).number_format = "0.00"
    workbook.save(path)
    assert read(path).residents == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.empty"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "import.web_page"),
        (b"PK\x03\x04" + bytes(100), "import.damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "import.damaged"),
        (b"\x00" * 64, "import.header_missing"),
    ],
)
def test_what_is_no_roster_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    """Each with its own sentence, never a traceback."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert refusal(path) == code


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    """An OpenDocument file or an archive of something else."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    assert refusal(path) == "import.not_a_roster"


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    """Neither is a traceback."""
    assert refusal(tmp_path / "nowhere.xlsx") == "import.file_missing"
    assert refusal(tmp_path) == "import.file_missing"


def test_the_same_bytes_have_the_same_digest(tmp_path: Path) -> None:
    """The digest names a file whatever it is called."""
    copy = tmp_path / "other name.xlsx"
    copy.write_bytes(ROSTER_XLSX.read_bytes())
    assert open_roster(copy).digest == open_roster(ROSTER_XLSX).digest
