"""``gridtui serve``: the central server, its one-time codes, and what it holds."""

from typing import TYPE_CHECKING

from gridtui.locale import _
from gridtui.server.command import add_arguments, run

if TYPE_CHECKING:
    from gridtui.commands.parsing import Commands


def add_commands(commands: "Commands") -> None:
    """Add ``serve``."""
    serve = commands.add_parser("serve", help=_("run the central server"))
    add_arguments(serve)
    serve.set_defaults(run=run)
