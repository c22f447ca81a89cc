"""``gridtui posts``: who holds which post, what it answers for, what runs out; and the public list to be put up."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.commands.output import print_json, print_line, print_table
from gridtui.commands.parsing import acting_session_of, add_list_arguments
from gridtui.core.time import iso_day
from gridtui.locale import _, say

if TYPE_CHECKING:
    from gridtui.commands.parsing import Commands
    from gridtui.office.post_pages import PostRow, PublicList
    from gridtui.office.session import OfficeSession

SPAN_WORDS = {"short": "-", "within": "", "over": "+", "unset": "", "": ""}


def add_commands(commands: "Commands") -> None:
    """Add ``posts``."""
    posts = commands.add_parser("posts", help=_("list posts with what they answer for, or print the public list"))
    posts.add_argument("--role", default="", help=_("only posts of a role of the mechanism"))
    posts.add_argument("--public", action="store_true", help=_("the public list: names and posts only"))
    posts.add_argument("--format", choices=("text", "docx"), default="text", help=_("plain text, or a document"))
    posts.add_argument("--out", metavar="FILE", help=_("write to a file; text goes to standard output without"))
    add_list_arguments(posts)
    posts.set_defaults(run=_posts)


def _posts(arguments: argparse.Namespace) -> int:
    from gridtui.office.post_pages import post_list, public_list

    with acting_session_of(arguments) as session:
        if arguments.public:
            return _public(arguments, public_list(session))
        rows = post_list(session, role=arguments.role)
        if arguments.json:
            print_json([post_document(session, row) for row in rows])
            return 0
        heads = (
            _("Name"),
            _("Post"),
            _("Unit"),
            _("Lived in"),
            _("Pairings"),
            _("Span"),
            _("Term"),
            _("Certificate"),
        )
        print_table(heads, [_cells(session, row) for row in rows])
    return 0


def _public(arguments: argparse.Namespace, posts: "PublicList") -> int:
    from gridtui.exchange.post_paper import public_text, write_public_docx, write_public_text

    is_document = arguments.format == "docx"
    path = Path(arguments.out or "posts.docx") if arguments.out or is_document else None
    if path is not None:
        (write_public_docx if is_document else write_public_text)(posts, path)
    if arguments.json:
        rows = [
            {"unit": row.unit_name, "post": row.role_title, "name": row.name, "phone": row.phone}
            for row in posts.rows
        ]
        print_json({"office": posts.office_name, "day": iso_day(posts.day), "posts": rows})
    elif path is None:
        print_line(public_text(posts).rstrip("\n"))
    else:
        print_line(say("{count} posts in {file}", count=len(posts.rows), file=str(path)))
    return 0


def post_document(session: "OfficeSession", row: "PostRow") -> dict[str, object]:
    """Return the JSON form of a post; ``span`` is null where the mechanism speaks of none."""
    load = row.load
    today = session.today
    return {
        "id": row.uid.hex(),
        "name": row.name,
        "role": row.role,
        "unit": row.unit_name,
        "no_unit": row.no_unit,
        "from": iso_day(row.from_day) if row.from_day else None,
        "households": load.households,
        "lived_in": load.lived_in,
        "key_persons": load.key_persons,
        "pairings": load.pairings,
        "span": {"state": load.state, "least": load.least, "most": load.most} if load.state else None,
        "term_to": iso_day(today + row.term_left) if row.term_left is not None else None,
        "certificate": row.certificate,
        "certificate_to": iso_day(today + row.certificate_left) if row.certificate_left is not None else None,
        "runs_out": row.runs_out,
        "to_be_checked": row.unchecked,
        "other_posts": row.others,
    }


def _cells(session: "OfficeSession", row: "PostRow") -> tuple[str, ...]:
    today = session.today
    span = f"{row.load.least}-{row.load.most}{SPAN_WORDS[row.load.state]}" if row.load.most else "-"
    term = iso_day(today + row.term_left) if row.term_left is not None else "-"
    certificate = iso_day(today + row.certificate_left) if row.certificate_left is not None else "-"
    return (
        row.name,
        row.role_title,
        _("no unit") if row.no_unit else row.unit_name,
        f"{row.load.lived_in}/{row.load.households}",
        str(row.load.pairings),
        span,
        term,
        f"{row.certificate} {certificate}".strip(),
    )
