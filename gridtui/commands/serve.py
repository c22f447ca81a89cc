"""``gridtui serve``: the central server, its one-time codes, and what it holds."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.core.time import SystemClock
from gridtui.locale import _

if TYPE_CHECKING:
    from gridtui.commands.parsing import Commands

DEFAULT_PORT = 8443


def add_commands(commands: "Commands") -> None:
    """Add ``serve``."""
    serve = commands.add_parser("serve", help=_("run the central server"))
    serve.add_argument("--folder", type=Path, required=True, help=_("where the server keeps its database and keys"))
    serve.add_argument("--host", default="127.0.0.1", help=_("address to listen on"))
    serve.add_argument("--port", type=int, default=DEFAULT_PORT, help=_("port to listen on; 0 takes a free one"))
    serve.set_defaults(run=_serve)


def _serve(arguments: argparse.Namespace) -> int:
    from gridtui.server.running import serve

    serve(arguments.folder, SystemClock(), host=arguments.host, port=arguments.port)
    return 0
