"""The route sheet on paper: 78 columns of text and a document, both safe whatever the records hold."""

import stat
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from gridtui.core.errors import InputFault
from gridtui.core.text import cell_width
from gridtui.core.time import instant_of
from gridtui.exchange.docx import TEXT_WIDTH_TWIPS, Column, Document
from gridtui.exchange.route_paper import COLUMNS, PAGE_LINES, sheet_pages, sheet_text, write_docx, write_text
from gridtui.office.route_views import RouteSheet, SheetRow
from gridtui.office.views import DutyRow, TicketRow
from gridtui.rules.row_codes import sheet_labels

DAY = 739_941
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HOSTILE = "张\x1b[2J<w:r>&\x00\u202e三\ud800\ufffe\x07'\"]]>"


def duty(title: str = "七天一访", days_left: int | None = -2) -> DutyRow:
    """Return what is owed at a door."""
    return DutyRow(
        household=b"h", rule_key="weekly", rule_title=title, building_title="", address="", head_name="",
        channels=(1,), state="overdue", days_left=days_left, last_day=DAY - 9, due_day=DAY - 2, done_today=False,
        pressing=True,
    )  # fmt: skip


def sheet(rows: int, *, name: str = "刘秀芬", building: str = "晏五村 5号楼", tickets: int = 0) -> RouteSheet:
    """Return a sheet of so many rows."""
    labels = sheet_labels(b"salt", rows)
    waiting = TicketRow(
        uid=b"t", number="ZY26-0113", ticket_class=1, kind=1, category="", title=name, address=name, state=1,
        opened_ms=0, due_ms=None, days_left=None, estimated=False, owner_name="", household=None, open=True,
    )  # fmt: skip
    return RouteSheet(
        number=12,
        post=b"p",
        staff_name=name,
        role_title="网格员",
        unit_name="网格03",
        office_name="中院社区",
        day=DAY,
        made_ms=instant_of(DAY, 620),
        rows=tuple(SheetRow(label, bytes([place]), building, "2-501", name, (duty(),))
                   for place, label in enumerate(labels)),
        tickets=(waiting,) * tickets,
    )  # fmt: skip


def parts_of(path: Path) -> dict[str, ET.Element]:
    """Return the parts of a document, each of them well-formed."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: ET.fromstring(archive.read(name)) for name in archive.namelist()}  # noqa: S314 - its own file


def texts(element: ET.Element) -> list[str]:
    """Return every text of a part."""
    return [found.text or "" for found in element.iter(f"{W}t")]


def test_every_row_has_its_label_a_box_and_a_blank() -> None:
    """What is written on the way back fits beside what is printed."""
    made = sheet(3)
    rows = [line for line in sheet_pages(made)[0] if "[ ]" in line]
    assert [line.split()[0] for line in rows] == list(made.labels)
    assert all(line.endswith("_" * 18) and "刘秀芬" in line and "七天一访" in line for line in rows)


def test_no_line_is_wider_than_the_paper_whatever_a_record_holds() -> None:
    """78 columns, and no control character among them."""
    made = sheet(40, name="极" * 80 + HOSTILE, building="晏" * 60, tickets=3)
    text = sheet_text(made, "\n")
    assert all(cell_width(line) <= COLUMNS for line in text.split("\n"))
    assert all(char == "\n" or char.isprintable() for char in text)


def test_each_page_of_a4_begins_with_the_number() -> None:
    """Pages that come apart still say which sheet they are of."""
    pages = sheet_pages(sheet(200, tickets=2))
    assert len(pages) == 4
    assert all(len(page) <= PAGE_LINES and " 12" in page[0] and f" {len(pages)}" in page[0] for page in pages)
    assert sum("[ ]" in line for page in pages for line in page) == 200


def test_text_is_written_for_its_owner_only(tmp_path: Path) -> None:
    """UTF-8, a form feed between pages, 0600."""
    path = tmp_path / "sheet.txt"
    write_text(sheet(120), path)
    assert path.read_text("utf-8").count("\f") == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_document_is_well_formed_and_holds_every_row(tmp_path: Path) -> None:
    """The parts a word processor asks for, one table row a household under its building."""
    path, made = tmp_path / "sheet.docx", sheet(30, tickets=1)
    write_docx(made, path)
    parts = parts_of(path)
    assert set(parts) == {
        "[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels",
        "word/styles.xml", "word/footer1.xml",
    }  # fmt: skip
    document = parts["word/document.xml"]
    shown = texts(document)
    assert [text for text in shown if text in made.labels] == list(made.labels)
    assert "ZY26-0113" in " ".join(shown)
    rows = document.findall(f".//{W}tr")
    assert len(rows) == 1 + 1 + 30
    assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
    assert any(" 12" in text or "12" in text for text in texts(parts["word/footer1.xml"]))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_record_text_never_becomes_markup_in_a_document(tmp_path: Path) -> None:
    """Escaped, and without what XML 1.0 has no place for."""
    path, plain = tmp_path / "hostile.docx", tmp_path / "plain.docx"
    write_docx(sheet(2, name=HOSTILE, building=HOSTILE, tickets=1), path)
    write_docx(sheet(2, name="张三", building="张三", tickets=1), plain)
    hostile, harmless = parts_of(path)["word/document.xml"], parts_of(plain)["word/document.xml"]
    assert [each.tag for each in hostile.iter()] == [each.tag for each in harmless.iter()]
    assert any("<w:r>&" in text for text in texts(hostile))
    assert all(char.isprintable() for text in texts(hostile) for char in text)


def test_the_same_content_makes_the_same_bytes(tmp_path: Path) -> None:
    """No clock stands in the file."""
    first, second = tmp_path / "a.docx", tmp_path / "b.docx"
    write_docx(sheet(5), first)
    write_docx(sheet(5), second)
    assert first.read_bytes() == second.read_bytes()


def test_columns_add_up_to_the_paper(tmp_path: Path) -> None:
    """A4 less its margins."""
    path = tmp_path / "sheet.docx"
    write_docx(sheet(1), path)
    grid = parts_of(path)["word/document.xml"].findall(f".//{W}gridCol")
    assert sum(int(column.attrib[f"{W}w"]) for column in grid) == TEXT_WIDTH_TWIPS


@pytest.mark.parametrize("write", [write_text, write_docx])
def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path, write: object) -> None:
    """And says which file it was."""
    assert callable(write)
    with pytest.raises(InputFault, match=r"export\.unwritable"):
        write(sheet(1), tmp_path / "nowhere" / "sheet.docx")
    assert list(tmp_path.iterdir()) == []


def test_a_row_of_one_cell_spans_the_table(tmp_path: Path) -> None:
    """As the building's name does."""
    document = Document("foot")
    document.table((Column("a", 5_000), Column("b", 5_206)), [("heading",), ("1", "2")])
    document.write(tmp_path / "table.docx")
    spans = parts_of(tmp_path / "table.docx")["word/document.xml"].findall(f".//{W}gridSpan")
    assert [span.attrib[f"{W}val"] for span in spans] == ["2"]


def test_rows_without_duties_are_printed_too() -> None:
    """A sheet that is read back says no more what was owed."""
    bare = sheet(1)
    bare = msgspec.structs.replace(bare, rows=(msgspec.structs.replace(bare.rows[0], duties=()),))
    assert any("[ ]" in line for line in sheet_pages(bare)[0])


def test_a_call_stands_before_what_is_owed() -> None:
    """One goes there first."""
    made = sheet(1)
    called = msgspec.structs.replace(made, rows=(msgspec.structs.replace(made.rows[0], called=True),))
    (row,) = (line for line in sheet_pages(called)[0] if "[ ]" in line)
    assert row.index("must attend") < row.index("七天一访"[:2])
