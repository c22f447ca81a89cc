"""``gridtui serve``: the central server, its one-time codes, and what it holds; the words are the server's own."""

from typing import TYPE_CHECKING

from gridtui.locale import _
from gridtui.server import command

if TYPE_CHECKING:
    from gridtui.commands.parsing import Commands


def add_commands(commands: "Commands") -> None:
    """Add ``serve``."""
    serve = commands.add_parser("serve", help=_("run the central server"))
    command.add_arguments(serve)
    serve.set_defaults(run=command.run)
