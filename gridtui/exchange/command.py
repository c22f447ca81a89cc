"""``gridtui import`` and ``gridtui export``: the words they take and what they do.

Importing this module loads neither the store nor a spreadsheet library, so that the command line is built at once.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.core.errors import InputFault
from gridtui.locale import _

if TYPE_CHECKING:
    from gridtui.exchange.import_report import ImportReport
    from gridtui.office.session import OfficeSession

LEDGERS = ("households",)
"""What can be exported."""


def add_import_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of ``gridtui import``."""
    parser.add_argument("file", nargs="?", type=Path, help=_("a roster: xlsx, xls or csv"))
    parser.add_argument("--dry-run", action="store_true", help=_("say what would happen and write nothing"))
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="HEADING=FIELD",
        help=_("which field a column holds; - leaves it out"),
    )
    parser.add_argument(
        "--as-new",
        action="append",
        default=[],
        type=int,
        metavar="ROW",
        help=_("the household on this row is a new one"),
    )
    parser.add_argument("--again", action="store_true", help=_("compare a file that was imported already anew"))
    parser.add_argument("--undo", metavar="ID", help=_("take an import back as one; 'last' is the latest"))
    parser.add_argument("--list", action="store_true", help=_("list the imports there were"))
    parser.add_argument("--yes", action="store_true", help=_("write without asking"))
    parser.add_argument("--json", action="store_true", help=_("one JSON document instead of lines"))


def add_export_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of ``gridtui export``."""
    parser.add_argument("ledger", choices=LEDGERS, help=_("which ledger"))
    parser.add_argument("file", type=Path, help=_("where to: a name ending in .xlsx or .csv"))
    parser.add_argument("--encoding", choices=("utf-8", "gb18030"), default="utf-8", help=_("encoding of a csv file"))
    parser.add_argument("--full", action="store_true", help=_("ID numbers and phones in full; needs the permission"))
    parser.add_argument("--json", action="store_true", help=_("one JSON document instead of lines"))


def run_import(arguments: argparse.Namespace, session: "OfficeSession") -> int:
    """Run ``gridtui import``; return its exit status. Raises the errors of ``exchange.importing``."""
    if arguments.list:
        return _list_imports(arguments, session)
    if arguments.undo:
        return _undo(arguments, session)
    if arguments.file is None:
        sys.stderr.write(_("Name a file to import, or --undo, or --list.") + "\n")
        return 2
    return _import(arguments, session)


def _import(arguments: argparse.Namespace, session: "OfficeSession") -> int:
    from gridtui.exchange.columns import read_map
    from gridtui.exchange.import_lines import outcome_lines, report_lines
    from gridtui.exchange.import_report import report_of
    from gridtui.exchange.importing import apply, prepare
    from gridtui.exchange.progress import ProgressLine
    from gridtui.scheme.acts import ROSTER_IMPORT

    session.require(ROSTER_IMPORT)
    reading = ProgressLine(_("Reading rows"))
    try:
        prepared = prepare(
            session,
            arguments.file,
            mapped=read_map(arguments.map),
            as_new=arguments.as_new,
            again=arguments.again,
            progress=reading,
        )
    finally:
        reading.end()
    report = report_of(prepared)
    nothing = prepared.is_done or not (prepared.matching.plans or prepared.is_interrupted)
    if not arguments.json:
        _print(report_lines(report))
    if arguments.dry_run or nothing:
        return _finish(arguments, report)
    if not arguments.yes and not _agreed():
        return 1
    writing = ProgressLine(_("Writing households"))
    try:
        outcome = apply(session, prepared, writing)
    finally:
        writing.end()
    report = report_of(prepared, outcome)
    if not arguments.json:
        _print(outcome_lines(report))
    return _finish(arguments, report)


def _finish(arguments: argparse.Namespace, report: "ImportReport") -> int:
    if arguments.json:
        _print_json(report)
    return 0


def _undo(arguments: argparse.Namespace, session: "OfficeSession") -> int:
    from gridtui.exchange.import_lines import undo_lines
    from gridtui.exchange.progress import ProgressLine
    from gridtui.office.roster_undo import past_imports, undo_import

    if arguments.undo == "last":
        past = [line for line in past_imports(session) if not line.is_undone]
        if not past:
            raise InputFault("import.none")
        import_id = past[0].import_id
    else:
        import_id = _read_id(arguments.undo)
    if not arguments.yes and not _agreed():
        return 1
    undoing = ProgressLine(_("Taking households back"))
    try:
        outcome = undo_import(session, import_id, undoing)
    finally:
        undoing.end()
    if arguments.json:
        _print_json(outcome)
    else:
        _print(undo_lines(outcome))
    return 0


def _list_imports(arguments: argparse.Namespace, session: "OfficeSession") -> int:
    from gridtui.exchange.import_lines import past_words
    from gridtui.exchange.import_report import past_line
    from gridtui.office.roster_undo import past_imports

    lines = [past_line(line) for line in past_imports(session)]
    if arguments.json:
        _print_json(lines)
    else:
        _print(past_words(line) for line in lines)
    return 0


def run_export(arguments: argparse.Namespace, session: "OfficeSession") -> int:
    """Run ``gridtui export``; return its exit status. Raises InputFault ``export.*`` and Refused."""
    from gridtui.exchange.ledgers import households_ledger
    from gridtui.exchange.progress import ProgressLine
    from gridtui.exchange.tables import write_table

    ledger = households_ledger(session, full=arguments.full)
    watched = ProgressLine(_("Writing households"))
    encoding = "gb18030" if arguments.encoding == "gb18030" else "utf-8-sig"
    try:
        rows = write_table(
            arguments.file, ledger.headings, ledger.rows(watched), title=ledger.title, encoding=encoding
        )
    finally:
        watched.end()
    if arguments.json:
        _print_json({"file": str(arguments.file), "rows": rows})
    else:
        _print([_("{rows} rows written to {file}").format(rows=rows, file=arguments.file)])
    return 0


def _read_id(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise InputFault("import.unknown") from error


def _agreed() -> bool:
    """Ask on the terminal; where nobody can be asked the answer is no, and how to say yes is told."""
    if not sys.stdin.isatty():
        sys.stderr.write(_("Nothing was written. Say --yes to go ahead.") + "\n")
        return False
    sys.stderr.write(_("Go ahead? [y/N] "))
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes", "是"}


def _print(lines: Iterable[str]) -> None:
    from gridtui.core.text import for_display

    for line in lines:
        sys.stdout.write(for_display(line) + "\n")


def _print_json(document: object) -> None:
    import msgspec

    sys.stdout.flush()
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n")
    sys.stdout.buffer.flush()
