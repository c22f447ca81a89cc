"""``gridtui doctor``: how the office stands, in plain words without personal data; ``terminal``: this terminal."""

import argparse
import sys
from typing import TYPE_CHECKING

import msgspec

from gridtui.commands.output import print_json, print_line
from gridtui.commands.parsing import office_folder, settings_of
from gridtui.core.errors import Refused
from gridtui.core.text import cell_width
from gridtui.core.time import SystemClock
from gridtui.locale import N_, _, say

if TYPE_CHECKING:
    from gridtui.commands.doctor_findings import Finding
    from gridtui.commands.parsing import Commands
    from gridtui.store.checking import Kept

BEFORE_MENDING = "office.db.before-mending"
MARKS = {"good": N_("good"), "note": N_("note"), "wrong": N_("wrong")}


def add_commands(commands: "Commands") -> None:
    """Add ``doctor`` and ``doctor terminal``."""
    doctor = commands.add_parser(
        "doctor", help=_("say how the office and this terminal stand, without personal data")
    )
    doctor.add_argument("--json", action="store_true", help=_("one JSON document instead of sentences"))
    doctor.add_argument("--quick", action="store_true", help=_("leave out what reads every record"))
    doctor.add_argument(
        "--mend", action="store_true", help=_("make anew what does not follow from the records, after a copy")
    )
    doctor.set_defaults(run=_doctor)
    parts = doctor.add_subparsers(title=_("commands"), metavar="COMMAND")
    terminal = parts.add_parser("terminal", help=_("show what this terminal can do, and try it"))
    terminal.add_argument(
        "--json",
        action="store_true",
        default=argparse.SUPPRESS,
        help=_("one JSON document instead of sentences"),
    )
    terminal.set_defaults(run=_terminal)


def _doctor(arguments: argparse.Namespace) -> int:
    from gridtui.commands.doctor_findings import findings

    if arguments.mend:
        _mend(arguments)
    found: list[Finding] = []
    for finding in findings(
        office_folder(arguments),
        lambda: settings_of(arguments),
        SystemClock(),
        compares=not arguments.quick,
        progress=_show_progress,
    ):
        found.append(finding)
        if not arguments.json:
            _clear_progress()
            _print_finding(finding)
    is_healthy = all(finding.state != "wrong" for finding in found)
    if arguments.json:
        _clear_progress()
        print_json({"healthy": is_healthy, "findings": [msgspec.structs.asdict(finding) for finding in found]})
    elif is_healthy:
        print_line(_("Nothing is wrong."))
    else:
        print_line(_("Something is wrong: see the lines marked so."))
    return 0 if is_healthy else 1


def _print_finding(finding: "Finding") -> None:
    width = max(cell_width(_(mark)) for mark in MARKS.values())
    mark = _(MARKS[finding.state])
    print_line(f"{mark}{' ' * (width - cell_width(mark))}  {finding.text}")


def _show_progress(_kept: "Kept", count: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r" + say("{count} records compared", count=count) + "\x1b[K")
        sys.stderr.flush()


def _clear_progress() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def _mend(arguments: argparse.Namespace) -> None:
    """Make rows, heads and find words anew from what was saved, after a checked copy of the file."""
    from gridtui.store.database import Store
    from gridtui.store.rebuild import rebuild_projection

    if getattr(arguments, "login_account", None) is not None:
        raise Refused("host.command_elsewhere", command="doctor --mend")
    folder = office_folder(arguments)
    store = Store.open(folder)
    try:
        copy = store.back_up(folder / BEFORE_MENDING)
        done = rebuild_projection(store, SystemClock())
    finally:
        store.close()
    if not arguments.json:
        print_line(say("{count} records were made anew; the file as it was is {copy}.", count=done, copy=str(copy)))


def _terminal(arguments: argparse.Namespace) -> int:
    from gridtui.commands.doctor_terminal import show_terminal

    return show_terminal(settings_of(arguments).terminal, as_json=arguments.json)
