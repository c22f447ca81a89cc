"""``gridtui manual [PAGE]``: the manual on standard output."""

import argparse
from typing import TYPE_CHECKING

from gridtui.commands.output import print_line
from gridtui.locale import _, language
from gridtui.manual import FIRST_PAGE, page_names, read_page

if TYPE_CHECKING:
    from gridtui.commands.parsing import Commands


def add_commands(commands: "Commands") -> None:
    """Add ``manual``."""
    parser = commands.add_parser("manual", help=_("read the manual"))
    parser.add_argument(
        "page", nargs="?", default=FIRST_PAGE, help=_("one of: {pages}").format(pages=" ".join(page_names()))
    )
    parser.set_defaults(run=_show)


def _show(arguments: argparse.Namespace) -> int:
    print_line(read_page(arguments.page, language()))
    return 0
