"""The public list of posts as it is printed and put up (S3-8): plain text, or a document of A4.

It says who holds which post where, and the phone the mechanism lets be known; nothing of anybody's home or papers.
"""

from itertools import groupby
from pathlib import Path
from typing import Final

from gridtui.core.text import fit, for_display
from gridtui.core.time import iso_day
from gridtui.exchange.docx import Column, Document
from gridtui.exchange.route_paper import write_pages
from gridtui.locale import _, say
from gridtui.office.post_pages import PublicList

COLUMNS: Final = 78
_PLACE, _POST, _NAME = 24, 18, 16


def public_text(posts: PublicList) -> str:
    """Return the list as plain text, a unit's posts under its name; record text is made safe to show."""
    lines = [for_display(_title(posts)), "-" * COLUMNS]
    for unit, rows in groupby(posts.rows, key=lambda row: row.unit_name):
        for place, row in enumerate(rows):
            where = fit(unit if not place else "", _PLACE)
            cells = (where, fit(row.role_title, _POST), fit(row.name, _NAME), for_display(row.phone))
            lines.append(" ".join(cells).rstrip())
    if not posts.rows:
        lines.append(_("Nobody holds a post the mechanism publishes."))
    return "\n".join(lines) + "\n"


def write_public_text(posts: PublicList, path: Path) -> None:
    """Write the plain text in UTF-8, whole or not at all; raises InputFault ``export.unwritable``."""
    write_pages(public_text(posts), path)


def write_public_docx(posts: PublicList, path: Path) -> None:
    """Write the list as a document; raises InputFault ``export.unwritable``."""
    document = Document(f"{posts.office_name}  {iso_day(posts.day)}")
    document.paragraph(_title(posts), is_heading=True)
    columns = (
        Column(_("Unit"), 3000),
        Column(_("Post"), 2706),
        Column(_("Name"), 2000),
        Column(_("Phone"), 2500),
    )
    document.table(columns, [(row.unit_name, row.role_title, row.name, row.phone) for row in posts.rows])
    document.write(path)


def _title(posts: PublicList) -> str:
    return say("{office}: public list of posts, {day}", office=posts.office_name, day=iso_day(posts.day))
