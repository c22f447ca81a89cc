"""``gridtui import`` and ``gridtui export``: rosters in, ledgers out."""

import argparse
from typing import TYPE_CHECKING

from gridtui.commands.parsing import acting_session_of
from gridtui.exchange.command import add_export_arguments, add_import_arguments, run_export, run_import
from gridtui.locale import _

if TYPE_CHECKING:
    from gridtui.commands.parsing import Commands


def add_commands(commands: "Commands") -> None:
    """Add ``import`` and ``export``."""
    importing = commands.add_parser("import", help=_("read a roster into the office"))
    add_import_arguments(importing)
    importing.set_defaults(run=_import)
    exporting = commands.add_parser("export", help=_("write a ledger a spreadsheet does not execute"))
    add_export_arguments(exporting)
    exporting.set_defaults(run=_export)


def _import(arguments: argparse.Namespace) -> int:
    with acting_session_of(arguments) as session:
        return run_import(arguments, session)


def _export(arguments: argparse.Namespace) -> int:
    with acting_session_of(arguments) as session:
        return run_export(arguments, session)
