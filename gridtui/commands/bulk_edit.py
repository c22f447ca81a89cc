"""``gridtui bulk-edit``: one change of many households, previewed, written, listed and taken back."""

import argparse
import sys
from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from gridtui.commands.output import print_json, print_line, print_table
from gridtui.commands.parsing import Once, acting_session_of, add_list_arguments
from gridtui.core.errors import InputFault
from gridtui.core.time import iso_instant
from gridtui.core.words import DwellingUse, Residence, UnitKind, Whereabouts
from gridtui.locale import N_, _, say

if TYPE_CHECKING:
    from gridtui.commands.parsing import Commands
    from gridtui.office.bulk_views import BulkChange, BulkPreview, BulkRow, Selection
    from gridtui.office.session import OfficeSession
    from gridtui.office.views import Saved

KINDS: Final = {
    "grid": "household.grid",
    "paper": "household.paper",
    "note": "household.note",
    "note+": "household.note_added",
    "use": "dwelling.use",
    "tag+": "tag.added",
    "tag-": "tag.ended",
    "residence": "resident.residence",
    "lives": "resident.lives",
    "registered": "resident.registered",
}
"""What ``--set`` calls each kind of change."""
_CODES: Final[dict[str, type[IntEnum]]] = {
    "use": DwellingUse,
    "residence": Residence,
    "lives": Whereabouts,
    "registered": Whereabouts,
}
_YES: Final = frozenset(("1", "yes", "y", "是"))
_NO: Final = frozenset(("0", "no", "n", "否"))
_STATES: Final = {0: N_("interrupted"), 1: N_("carried out"), 2: N_("being taken back"), 3: N_("taken back")}
_SHOWN = 20
"""Refused rows that are named; the rest are counted."""


def add_commands(commands: "Commands") -> None:
    """Add ``bulk-edit``."""
    bulk = commands.add_parser("bulk-edit", help=_("change many households at once, with preview and undo as one"))
    bulk.add_argument("find", nargs="*", help=_("initials, name, address, phone tail, ID tail, tag, in any mix"))
    bulk.add_argument("--grid", action=Once, metavar="NAME", help=_("households of a grid"))
    bulk.add_argument("--courtyard", action=Once, metavar="NAME", help=_("households of a courtyard"))
    bulk.add_argument("--building", type=int, action=Once, metavar="N", help=_("of one building of the courtyard"))
    bulk.add_argument("--tag", action=Once, metavar="TAG", help=_("households that carry a tag, by key or title"))
    bulk.add_argument(
        "--set", action=Once, metavar="FIELD=VALUE", help=_("what to change: {fields}").format(fields=" ".join(KINDS))
    )
    bulk.add_argument(
        "--dry-run", action="store_true", help=_("show what would change and what is refused; write nothing")
    )
    bulk.add_argument("--yes", action="store_true", help=_("do not ask before writing"))
    bulk.add_argument("--list", action="store_true", help=_("list the changes made so far"))
    bulk.add_argument("--undo", metavar="ID", help=_("take a change back: its id, or last"))
    add_list_arguments(bulk)
    bulk.set_defaults(run=_bulk_edit)


def _bulk_edit(arguments: argparse.Namespace) -> int:
    with acting_session_of(arguments) as session:
        if arguments.list:
            return _list(arguments, session)
        if arguments.undo:
            return _undo(arguments, session)
        return _change(arguments, session)


def _change(arguments: argparse.Namespace, session: "OfficeSession") -> int:
    from gridtui.exchange.progress import ProgressLine
    from gridtui.office.bulk_edit import apply, preview

    reading = ProgressLine(_("Looking at households"))
    try:
        seen = preview(session, _selection(arguments, session), _wanted(arguments.set or "", session), reading)
    finally:
        reading.end()
    if not arguments.json:
        _print_preview(seen)
    saved = None
    if not arguments.dry_run and seen.count("change") and (arguments.yes or _agreed()):
        writing = ProgressLine(_("Writing households"))
        try:
            saved = apply(session, seen, writing)
        finally:
            writing.end()
    if arguments.json:
        print_json(_document(seen, saved))
    elif saved is not None:
        from gridtui.locale.acts import act_sentence

        print_line(act_sentence(saved.message, saved.parameters))
    return 0 if saved is not None or arguments.dry_run or not seen.count("change") else 1


def _selection(arguments: argparse.Namespace, session: "OfficeSession") -> "Selection":
    from gridtui.office.bulk_views import Selection

    return Selection(
        find=" ".join(arguments.find),
        grid=_unit(session, UnitKind.GRID, arguments.grid) if arguments.grid else None,
        courtyard=_unit(session, UnitKind.COURTYARD, arguments.courtyard) if arguments.courtyard else None,
        building=arguments.building,
        tag=_tag(session, arguments.tag) if arguments.tag else "",
    )


def _wanted(text: str, session: "OfficeSession") -> "BulkChange":
    """Read ``FIELD=VALUE``; raises InputFault ``bulk.kind_unknown``, ``bulk.value_unknown``."""
    from gridtui.office.bulk_views import BulkChange

    name, equals, value = text.partition("=")
    name = name.strip()
    if name not in KINDS or not equals:
        raise InputFault("bulk.kind_unknown", kind=name[:40])
    kind, value = KINDS[name], value.strip()
    if name == "grid":
        return BulkChange(kind, _unit(session, UnitKind.GRID, value))
    if name == "paper":
        if value.lower() not in _YES | _NO:
            raise InputFault("bulk.value_unknown", value=value[:40], known=f"{_('yes')} {_('no')}")
        return BulkChange(kind, int(value.lower() in _YES))
    if name in _CODES:
        return BulkChange(kind, _code(_CODES[name], value))
    return BulkChange(kind, _tag(session, value) if name.startswith("tag") else value)


def _code(code_list: type[IntEnum], text: str) -> int:
    """Return the code a word or a permanent name stands for; raises InputFault ``bulk.value_unknown``."""
    from gridtui.locale.words import word_list

    words = {label: code for code, label in word_list(code_list)} | {c.name.lower(): int(c) for c in code_list}
    if text.lower() not in words and text not in words:
        raise InputFault("bulk.value_unknown", value=text[:40], known=" ".join(words))
    return words[text] if text in words else words[text.lower()]


def _unit(session: "OfficeSession", kind: UnitKind, name: str) -> bytes:
    units = {unit.name: unit.uid for unit in session.units_of(kind)}
    if name not in units:
        raise InputFault("bulk.value_unknown", value=name[:40], known=" ".join(units))
    return units[name]


def _tag(session: "OfficeSession", text: str) -> str:
    return next((tag.key for tag in session.scheme.tags if text in (tag.key, tag.title)), text)


def _agreed() -> bool:
    """Ask on the terminal; where nobody can be asked the answer is no, and how to say yes is told."""
    if not sys.stdin.isatty():
        sys.stderr.write(_("Nothing was written. Say --yes to go ahead.") + "\n")
        return False
    sys.stderr.write(_("Go ahead? [y/N] "))
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in _YES


def _print_preview(seen: "BulkPreview") -> None:
    counts = {"total": len(seen.rows), "changed": seen.count("change"), "same": seen.count("same")}
    print_line(say("{total} households: {changed} change, {same} are so already", **counts))
    for code, count in seen.refusals.items():
        print_line(say("{count} refused: {why}", count=count, why=_why(seen.rows, code)))
    refused = [row for row in seen.rows if row.outcome == "refused"]
    print_table((_("Address"), _("Head")), [(row.address, row.name) for row in refused[:_SHOWN]]) if refused else None


def _why(rows: "Iterable[BulkRow]", code: str) -> str:
    from gridtui.core.errors import Refused
    from gridtui.locale.sentences import sentences_for

    row = next(row for row in rows if row.code == code)
    return sentences_for(Refused(code, **row.parameters))[0]


def _document(seen: "BulkPreview", saved: "Saved | None") -> dict[str, object]:
    return {
        "change": seen.change.kind,
        "households": len(seen.rows),
        "changed": seen.count("change"),
        "same": seen.count("same"),
        "refused": [
            {"household": row.household.hex(), "address": row.address, "head": row.name, "code": row.code}
            for row in seen.rows
            if row.outcome == "refused"
        ],
        "written": int(saved.parameters["count"]) if saved is not None else None,
        "left_alone": int(saved.parameters["left"]) if saved is not None else None,
        "id": saved.uid.hex() if saved is not None else None,
    }


def _list(arguments: argparse.Namespace, session: "OfficeSession") -> int:
    from gridtui.locale.bulk_words import bulk_words
    from gridtui.office.bulk_edit import bulk_changes

    made = bulk_changes(session)
    if arguments.json:
        print_json(
            [
                {
                    "id": line.uid.hex(),
                    "change": line.kind,
                    "value": line.value,
                    "account": line.account,
                    "households": line.households,
                    "done": line.done,
                    "state": line.state,
                    "started": iso_instant(line.started_ms),
                }
                for line in made
            ]
        )
    else:
        heads = (_("Id"), _("When"), _("Change"), _("Households"), _("Account"), _("State"))
        rows = [
            (
                line.uid.hex(),
                iso_instant(line.started_ms)[:16].replace("T", " "),
                f"{bulk_words(line.kind)} {line.value}",
                f"{line.done}/{line.households}",
                line.account,
                _(_STATES[line.state]),
            )
            for line in made
        ]
        print_table(heads, rows)
    return 0


def _undo(arguments: argparse.Namespace, session: "OfficeSession") -> int:
    from gridtui.exchange.progress import ProgressLine
    from gridtui.office.bulk_edit import bulk_changes
    from gridtui.office.bulk_undo import undo_bulk
    from gridtui.store.local_imports import ImportState

    if arguments.undo == "last":
        standing = [line.uid for line in bulk_changes(session) if line.state != ImportState.UNDONE]
        uid = standing[0] if standing else b""
    else:
        uid = _read_id(arguments.undo)
    if not arguments.yes and not _agreed():
        return 1
    undoing = ProgressLine(_("Taking households back"))
    try:
        undone = undo_bulk(session, uid, undoing)
    finally:
        undoing.end()
    if arguments.json:
        print_json({"restored": undone.restored, "kept": undone.kept})
    else:
        counts = {"restored": undone.restored, "kept": undone.kept}
        print_line(say("{restored} households as before; {kept} kept, changed since", **counts))
    return 0


def _read_id(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise InputFault("bulk.unknown") from error
