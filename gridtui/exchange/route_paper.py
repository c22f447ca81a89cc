"""The route sheet as it is printed: plain text of 78 columns in pages of A4, or a document.

A row says what is owed, where and since when, never anybody's condition, number or note. Blanks for the result and a
remark stand at the end of each row; the digits that are written there are told at the head of every page.
"""

from itertools import groupby
from pathlib import Path
from typing import Final

from gridtui.core.errors import InputFault
from gridtui.core.text import cell_width, fit, for_display
from gridtui.core.time import iso_day, iso_instant
from gridtui.core.words import Outcome
from gridtui.exchange.docx import Column, Document
from gridtui.locale import _, say
from gridtui.locale.words import word
from gridtui.office.route_entry import RESULTS
from gridtui.office.route_views import RouteSheet, SheetRow

COLUMNS: Final = 78
PAGE_LINES: Final = 58
"""What fits A4 at ten points with room for a printer's margins."""
_FILE_MODE = 0o600


def sheet_pages(sheet: RouteSheet) -> list[list[str]]:
    """Return the pages of the plain text, each with its head; record text is made safe to show."""
    body = [*_row_lines(sheet), *_ticket_lines(sheet)]
    room = PAGE_LINES - len(_head_lines(sheet, 1, 1))
    parts = [body[first : first + room] for first in range(0, len(body), room)] or [[]]
    return [[*_head_lines(sheet, number, len(parts)), *part] for number, part in enumerate(parts, 1)]


def sheet_text(sheet: RouteSheet, between: str = "\f") -> str:
    """Return the plain text; a form feed, or what is given, stands between pages."""
    return between.join("\n".join(page) + "\n" for page in sheet_pages(sheet))


def write_text(sheet: RouteSheet, path: Path) -> None:
    """Write the plain text in UTF-8 (0600), whole or not at all; raises InputFault ``export.unwritable``."""
    write_pages(sheet_text(sheet), path)


def write_pages(text: str, path: Path) -> None:
    """Write a text to be printed in UTF-8 (0600), whole or not at all; raises InputFault ``export.unwritable``."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.touch(_FILE_MODE)
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputFault("export.unwritable", file=str(path)) from error


def write_docx(sheet: RouteSheet, path: Path) -> None:
    """Write the sheet as a document; raises InputFault ``export.unwritable``."""
    document = Document(f"{_title(sheet)}  {iso_day(sheet.day)}")
    document.paragraph(f"{_title(sheet)}    {_whose(sheet)}    {iso_day(sheet.day)}", is_heading=True)
    document.paragraph(results_words())
    document.paragraph(_to_fill_in())
    columns = (
        Column(_("Label"), 950, is_code=True),
        Column(_("Door"), 1250),
        Column(_("Head"), 1250),
        Column(_("Owed"), 2656),
        Column(_("Last visit"), 1300),
        Column(_("Result"), 700),
        Column(_("Remark"), 2100),
    )
    rows: list[tuple[str, ...]] = []
    for building, members in groupby(sheet.rows, key=lambda row: row.building_title):
        rows += [(building,)] if building else []
        rows += [(row.label, row.door, row.head_name, _owed(row), _last(row), "", "") for row in members]
    document.table(columns, rows)
    if sheet.tickets:
        document.paragraph(_("Waiting for me"), is_heading=True)
    for ticket in sheet.tickets:
        document.paragraph(f"{ticket.number}  {ticket.title}  {ticket.address}")
    document.write(path)


def results_words() -> str:
    """Return the digits of the results: 1已访 2无人 ..."""
    return say(
        "Result: {results}", results=" ".join(f"{digit}{word(Outcome, outcome)}" for digit, outcome in RESULTS)
    )


def _title(sheet: RouteSheet) -> str:
    return say("Route sheet {number}", number=sheet.number)


def _whose(sheet: RouteSheet) -> str:
    return f"{sheet.office_name} {sheet.unit_name} {sheet.role_title} {sheet.staff_name}"


def _to_fill_in() -> str:
    return _("Went on: ____-____   morning/afternoon/evening   with: ________________")


def _head_lines(sheet: RouteSheet, page: int, pages: int) -> list[str]:
    number = say("page {page} of {pages}", page=page, pages=pages)
    printed = say("printed {when}", when=iso_instant(sheet.made_ms)[5:16].replace("T", " "))
    title = f"{_title(sheet)}  {iso_day(sheet.day)}  {for_display(_whose(sheet))}"
    room = COLUMNS - cell_width(number) - 1
    return [
        f"{fit(title, room)} {number}",
        fit(f"{results_words()}    {printed}", COLUMNS).rstrip(),
        fit(_to_fill_in(), COLUMNS).rstrip(),
        "-" * COLUMNS,
    ]


def _row_lines(sheet: RouteSheet) -> list[str]:
    lines: list[str] = []
    for building, members in groupby(sheet.rows, key=lambda row: row.building_title):
        lines += [fit(building, COLUMNS).rstrip()] if building else []
        lines += [_row_line(row) for row in members]
    return lines


def _row_line(row: SheetRow) -> str:
    cells = (
        f"  {row.label}",
        fit(row.door, 9),
        fit(row.head_name, 9),
        fit(_owed(row), 20),
        fit(_last(row), 6),
        "[ ]",
        "_" * 18,
    )
    return " ".join(cells)


def _owed(row: SheetRow) -> str:
    """Return what is owed at a door: that one must go there, then each rule's short title with how late it is."""
    owed = (
        duty.rule_title
        + (say("(late {days}d)", days=-duty.days_left) if duty.days_left is not None and duty.days_left < 0 else "")
        for duty in row.duties
    )
    return " ".join((*([_("must attend")] if row.called else []), *owed))


def _last(row: SheetRow) -> str:
    last = max((duty.last_day for duty in row.duties if duty.last_day is not None), default=None)
    return iso_day(last)[5:] if last is not None else "-"


def _ticket_lines(sheet: RouteSheet) -> list[str]:
    if not sheet.tickets:
        return []
    shown = (
        f"  {fit(ticket.number, 10)} {fit(ticket.title, 40)} {fit(ticket.address, 22)}" for ticket in sheet.tickets
    )
    return ["", _("Waiting for me"), *(line.rstrip() for line in shown)]
