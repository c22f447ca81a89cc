"""``gridtui route-sheet``: a post's day on paper, and the paper typed back."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.commands.output import print_json, print_line, print_table
from gridtui.commands.parsing import acting_session_of, add_list_arguments, as_of_day, row_limit
from gridtui.core.time import iso_day, iso_instant
from gridtui.locale import _, say

if TYPE_CHECKING:
    from gridtui.commands.parsing import Commands
    from gridtui.exchange.route_lines import EnteredLine, EnteredSheet
    from gridtui.office.route_views import RouteSheet
    from gridtui.office.session import OfficeSession


def add_commands(commands: "Commands") -> None:
    """Add ``route-sheet``."""
    sheet = commands.add_parser("route-sheet", help=_("print a post's day, or enter what came back on paper"))
    sheet.add_argument("--of", metavar="NAME", help=_("the day of another post you may log visits for"))
    sheet.add_argument("--pressing", action="store_true", help=_("only what presses"))
    sheet.add_argument("--limit", type=row_limit, default=0, help=_("at most so many rows (0: all)"))
    sheet.add_argument("--format", choices=("text", "docx"), default="text", help=_("plain text, or a document"))
    sheet.add_argument("--out", metavar="FILE", help=_("write to a file; text goes to standard output without"))
    sheet.add_argument(
        "--enter", metavar="FILE", help=_("enter a sheet: its number, then a label and a digit a line")
    )
    sheet.add_argument("--day", type=as_of_day, metavar="DATE", help=_("with --enter: the day of the visits"))
    sheet.add_argument("--list", action="store_true", help=_("list the sheets that can be entered"))
    add_list_arguments(sheet, as_of=True)
    sheet.set_defaults(run=_route_sheet)


def _route_sheet(arguments: argparse.Namespace) -> int:
    with acting_session_of(arguments) as session:
        if arguments.enter:
            return _enter(arguments, session)
        if arguments.list:
            return _list(arguments, session)
        return _print(arguments, session)


def _print(arguments: argparse.Namespace, session: "OfficeSession") -> int:
    from gridtui.exchange.route_paper import sheet_text, write_docx, write_text
    from gridtui.office.route_sheets import make_sheet

    sheet = make_sheet(
        session,
        day=arguments.as_of,
        post=_post_named(session, arguments.of) if arguments.of else None,
        only_pressing=arguments.pressing,
        most_rows=arguments.limit if arguments.limit > 0 else None,
    )
    is_document = arguments.format == "docx"
    path = Path(arguments.out or f"route-sheet-{sheet.number}.docx") if arguments.out or is_document else None
    if path is not None:
        (write_docx if is_document else write_text)(sheet, path)
    if arguments.json:
        print_json(sheet_document(sheet, path))
    elif path is None:
        # A form feed is for printers; at a terminal pages follow each other.
        print_line(sheet_text(sheet, "\n" if sys.stdout.isatty() else "\f").rstrip("\n"))
    else:
        print_line(
            say(
                "Route sheet {number}: {rows} rows in {file}",
                number=sheet.number,
                rows=len(sheet.rows),
                file=str(path),
            )
        )
    return 0


def _post_named(session: "OfficeSession", name: str) -> bytes:
    """Return the one post a name or an id stands for; raises InputFault ``post.unknown``."""
    from gridtui.core.errors import InputFault
    from gridtui.core.ids import show_id
    from gridtui.office.route_sheets import posts_for_sheets

    found = [post for post in posts_for_sheets(session) if name in (post.staff_name, show_id(post.uid))]
    if not found:
        raise InputFault("post.unknown", post=name)
    return found[0].uid


def sheet_document(sheet: "RouteSheet", path: Path | None = None) -> dict[str, object]:
    """Return the JSON form of a route sheet; ``file`` is null where it was not written to one."""
    return {
        "number": sheet.number,
        "day": iso_day(sheet.day),
        "staff": sheet.staff_name,
        "unit": sheet.unit_name,
        "printed": iso_instant(sheet.made_ms),
        "file": str(path) if path is not None else None,
        "rows": [
            {
                "label": row.label,
                "household": row.household.hex(),
                "building": row.building_title,
                "door": row.door,
                "head": row.head_name,
                "rules": [duty.rule_key for duty in row.duties],
            }
            for row in sheet.rows
        ],
        "tickets": [ticket.number for ticket in sheet.tickets],
    }


def _list(arguments: argparse.Namespace, session: "OfficeSession") -> int:
    from gridtui.office.route_sheets import route_sheets

    kept = route_sheets(session)
    if arguments.json:
        print_json(
            [
                {
                    "number": line.number,
                    "day": iso_day(line.day),
                    "staff": line.staff_name,
                    "printed": iso_instant(line.made_ms),
                    "rows": line.rows,
                    "entered": line.entered,
                }
                for line in kept
            ]
        )
    else:
        heads = (_("Sheet"), _("Day"), _("Staff"), _("Rows"), _("Entered"))
        cells = [(line.number, iso_day(line.day), line.staff_name, line.rows, line.entered) for line in kept]
        print_table(heads, [tuple(map(str, row)) for row in cells])
    return 0


def _enter(arguments: argparse.Namespace, session: "OfficeSession") -> int:
    from gridtui.exchange.route_lines import enter_lines, lines_of

    entered = enter_lines(session, lines_of(arguments.enter), day=arguments.day)
    if arguments.json:
        print_json(_entered_document(entered))
    else:
        for line in entered.lines:
            print_line(_words(line))
        saved = len(entered.lines) - len(entered.refused)
        print_line(
            say("Sheet {number}: {saved} saved, {refused} refused", number=entered.number, saved=saved,
                refused=len(entered.refused))
        )  # fmt: skip
    return 1 if entered.refused else 0


def _words(line: "EnteredLine") -> str:
    from gridtui.core.text import for_display
    from gridtui.locale.acts import act_sentence
    from gridtui.locale.sentences import sentences_for

    if line.saved is not None:
        told = act_sentence(line.saved.message, line.saved.parameters)
    else:
        told = sentences_for(line.fault)[0] if line.fault is not None else ""
    return for_display(f"{line.line}: {line.text}  {told}")


def _entered_document(entered: "EnteredSheet") -> dict[str, object]:
    return {
        "number": entered.number,
        "lines": [
            {
                "line": line.line,
                "text": line.text,
                "visit": line.saved.uid.hex() if line.saved is not None else None,
                "fault": line.fault.code if line.fault is not None else None,
            }
            for line in entered.lines
        ],
    }
