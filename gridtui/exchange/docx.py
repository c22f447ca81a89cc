"""A plain document a word processor opens: paragraphs and tables on A4, written as minimal Office Open XML.

ECMA-376 part 1: a zip of a few XML parts. Every text is cleaned of what XML and records may not hold and escaped, so
that no record can become markup, a field or a link. The bytes depend on the content alone.
"""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.text import clean_line

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_TYPES: Final = f"""{_HEAD}<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>
<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>
</Types>"""
_RELATIONS: Final = f"""{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>
</Relationships>"""
_DOCUMENT_RELATIONS: Final = f"""{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_R}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{_R}/footer" Target="footer1.xml"/>
</Relationships>"""
_STYLES: Final = f"""{_HEAD}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="SimSun" w:cs="Arial"/><w:sz w:val="21"/>
<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>
<w:spacing w:after="0" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>"""
# A4 portrait with margins of 1.5 cm, in twentieths of a point.
_PAGE: Final = """<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/>
<w:pgMar w:top="850" w:right="850" w:bottom="850" w:left="850" w:header="425" w:footer="425" w:gutter="0"/>
</w:sectPr>"""
_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_FILE_MODE = 0o600
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first instant a zip can state; the content tells its own time."""
TEXT_WIDTH_TWIPS: Final = 10_206
"""What columns of a table add up to: A4 less its margins."""


class Column(msgspec.Struct, frozen=True):
    """A column of a table. ``width_twips`` of ``TEXT_WIDTH_TWIPS``; ``is_code``: bold letters of one width."""

    heading: str
    width_twips: int
    is_code: bool = False


class Document:
    """Paragraphs and tables in the order they are added; ``footer`` stands on every page before its number."""

    def __init__(self, footer: str) -> None:
        self._footer = footer
        self._body: list[str] = []

    def paragraph(self, text: str, *, is_heading: bool = False) -> None:
        """Add a line of text."""
        look = '<w:b/><w:sz w:val="28"/>' if is_heading else ""
        keep = "<w:keepNext/>" if is_heading else ""
        self._body.append(f"<w:p><w:pPr>{keep}</w:pPr>{_run(text, look)}</w:p>")

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """Add a table whose headings stand again on every page; a row is never parted.

        A row of one cell is a heading of its own across all columns.
        """
        grid = "".join(f'<w:gridCol w:w="{column.width_twips}"/>' for column in columns)
        heads = "".join(_cell(column.heading, column.width_twips, "<w:b/>") for column in columns)
        head = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>"
        lines = "".join(_row(columns, row) for row in rows)
        self._body.append(
            '<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/>'
            f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{head}{lines}</w:tbl><w:p/>"
        )

    def write(self, path: Path) -> None:
        """Write the document (0600), whole or not at all; raises InputFault ``export.unwritable``."""
        part = path.with_name(f".{path.name}.part")
        try:
            part.touch(_FILE_MODE)
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, text in self._parts().items():
                    archive.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode(), zipfile.ZIP_DEFLATED)
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise InputFault("export.unwritable", file=str(path)) from error

    def _parts(self) -> dict[str, str]:
        body = "".join(self._body)
        number = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        footer = f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{_run(self._footer + "  ")}{number}</w:p>'
        return {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATIONS,
            "word/_rels/document.xml.rels": _DOCUMENT_RELATIONS,
            "word/styles.xml": _STYLES,
            "word/document.xml": f'{_HEAD}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}{_PAGE}</w:body>'
            "</w:document>",
            "word/footer1.xml": f'{_HEAD}<w:ftr xmlns:w="{_W}">{footer}</w:ftr>',
        }


def _row(columns: Sequence[Column], cells: Sequence[str]) -> str:
    if len(cells) == 1:
        width = sum(column.width_twips for column in columns)
        inner = _cell(cells[0], width, "<w:b/>", f'<w:gridSpan w:val="{len(columns)}"/>', keep=True)
    else:
        code = '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New"/><w:b/><w:sz w:val="26"/>'
        inner = "".join(
            _cell(text, column.width_twips, code if column.is_code else "")
            for column, text in zip(columns, cells, strict=True)
        )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{inner}</w:tr>"


def _cell(text: str, width_twips: int, look: str = "", span: str = "", *, keep: bool = False) -> str:
    properties = f'<w:tcPr><w:tcW w:w="{width_twips}" w:type="dxa"/>{span}</w:tcPr>'
    paragraph = "<w:pPr><w:keepNext/></w:pPr>" if keep else ""
    return f"<w:tc>{properties}<w:p>{paragraph}{_run(text, look)}</w:p></w:tc>"


def _run(text: str, look: str = "") -> str:
    """Return a run of text without control characters and what XML 1.0 has no place for, escaped."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(_storable(text))}</w:t></w:r>'


def _storable(text: str) -> str:
    ends_with_blanks = len(text) - len(text.rstrip(" "))
    return clean_line(text) + " " * ends_with_blanks
