"""The route sheet back at the desk: a label and a digit a line, each of them a visit of the sheet's day.

``8K3M 1`` is somebody met, ``8K3M1`` the same, ``8K3M 2 改天再来`` nobody, with a remark that becomes the diary.
"""

import re
import unicodedata
from typing import Final

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.words import Outcome
from gridtui.office.route_sheets import sheet_with_label
from gridtui.office.route_views import RouteSheet, SheetEntry, SheetRound, SheetRow
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.office.visits import log_visit, new_visit_form
from gridtui.rules.near_labels import near_rows
from gridtui.rules.row_codes import number_of

RESULTS: Final = (
    (1, Outcome.MET),
    (2, Outcome.NO_ANSWER),
    (3, Outcome.REFUSED),
    (4, Outcome.MOVED),
    (5, Outcome.VACANT),
)
"""The digits of the building walk, printed at the head of every sheet."""

_APART = re.compile(r"\s*(\S+)\s+(\d)(?:\s+(.*))?", re.DOTALL)
_TOGETHER = re.compile(r"\s*(\S{4})(\d)(?:\s+(.*))?", re.DOTALL)


def read_line(session: OfficeSession, sheet: RouteSheet, text: str) -> SheetEntry:
    """Return what a typed line says of a sheet.

    Raises InputFault ``route.line_unreadable``, ``route.result_unknown``; of a label no row has
    ``route.label_near`` (``likely`` names the rows one slip away), ``route.label_of_sheet`` (another sheet's, number
    ``sheet``) or ``route.label_wrong``; ``route.row_gone``.
    """
    line = text.strip()
    found = _APART.fullmatch(line) or _TOGETHER.fullmatch(line)
    if found is None:
        raise InputFault("route.line_unreadable", text=line[:40])
    digit = unicodedata.normalize("NFKC", found[2])
    outcome = dict(RESULTS).get(int(digit))
    row = _row_of(session, sheet, found[1])
    if outcome is None:
        raise InputFault("route.result_unknown", digit=digit, most=len(RESULTS))
    return SheetEntry(row, outcome, (found[3] or "").strip())


def enter(session: OfficeSession, sheet: RouteSheet, entry: SheetEntry, walked: SheetRound) -> Saved:
    """Save one line as a visit of the round's day, late where that is past.

    Raises InputFault ``route.entered`` (that row has its outcome), ``route.row_gone`` and as ``log_visit``; Refused.
    """
    row = sheet.rows[entry.row]
    if row.gone:
        raise InputFault("route.row_gone", label=row.label)
    if row.outcome:
        raise InputFault("route.entered", label=row.label, name=row.head_name)
    form = new_visit_form(session, row.household)
    keeps_minute = walked.day == session.today and not walked.half_day
    form = msgspec.structs.replace(
        form,
        day=walked.day,
        start_minute=form.start_minute if keeps_minute else None,
        half_day=walked.half_day,
        visitors=walked.visitors,
        outcome=entry.outcome,
        met=form.met if entry.outcome == Outcome.MET else (),
        diary=entry.remark,
    )
    return log_visit(session, form)


def with_outcome(sheet: RouteSheet, entry: SheetEntry) -> RouteSheet:
    """Return the sheet with a row's outcome noted, so that the same label typed twice is found out."""
    rows = list(sheet.rows)
    rows[entry.row] = msgspec.structs.replace(rows[entry.row], outcome=entry.outcome)
    return msgspec.structs.replace(sheet, rows=tuple(rows))


def place_words(row: SheetRow) -> str:
    """Return how a row is called in a sentence: label, door, name."""
    return " ".join(part for part in (row.label, row.building_title, row.door, row.head_name) if part)


def _row_of(session: OfficeSession, sheet: RouteSheet, text: str) -> int:
    typed = "".join(unicodedata.normalize("NFKC", text).upper().split())
    labels = sheet.labels
    if typed in labels:
        return labels.index(typed)
    if number_of(typed) is not None:
        other = sheet_with_label(session, typed)
        if other is not None:
            raise InputFault("route.label_of_sheet", label=typed, sheet=other, number=sheet.number)
    likely = [place_words(sheet.rows[row]) for row in near_rows(labels, typed)]
    if likely:
        raise InputFault("route.label_near", label=typed[:10], likely="; ".join(likely))
    raise InputFault("route.label_wrong", label=typed[:10], number=sheet.number)
