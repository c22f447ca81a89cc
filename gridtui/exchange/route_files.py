"""Route sheets as files of the office: written beside the store for whoever prints, and taken away in their time."""

import re
from pathlib import Path
from typing import Final

from gridtui.core.errors import InputFault
from gridtui.exchange.route_paper import write_docx, write_text
from gridtui.office.route_sheets import kept_numbers
from gridtui.office.route_views import RouteSheet
from gridtui.office.session import OfficeSession

FOLDER: Final = "sheets"
_FOLDER_MODE: Final = 0o700
_NAME: Final = re.compile(r"route-sheet-([0-9]+)\.(?:docx|txt)")


def write_files(session: OfficeSession, sheet: RouteSheet) -> Path:
    """Write a sheet as a document and as text into the office's folder; return the document's path.

    Files of sheets that are kept no longer are deleted: paper files hold names and doors. Raises InputFault
    ``export.unwritable``.
    """
    folder = session.folder / FOLDER
    try:
        folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        _delete_old(folder, kept_numbers(session))
    except OSError as error:
        raise InputFault("export.unwritable", file=str(folder)) from error
    document = folder / f"route-sheet-{sheet.number}.docx"
    write_docx(sheet, document)
    write_text(sheet, document.with_suffix(".txt"))
    return document


def _delete_old(folder: Path, kept: frozenset[int]) -> None:
    for path in folder.iterdir():
        named = _NAME.fullmatch(path.name)
        if named is not None and int(named[1]) not in kept:
            path.unlink(missing_ok=True)
