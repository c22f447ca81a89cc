"""``gridtui enrol`` and ``gridtui sync``."""

import argparse
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from gridtui.commands.output import print_error, print_json, print_line
from gridtui.commands.parsing import acting_session_of, add_list_arguments, office_folder
from gridtui.core.errors import InputFault, SyncFault
from gridtui.core.registry import Lane
from gridtui.core.time import SystemClock, iso_instant
from gridtui.locale import _, say

if TYPE_CHECKING:
    from gridtui.commands.parsing import Commands
    from gridtui.office.session import OfficeSession
    from gridtui.office.synchronise import SyncReport

LEAST_SECONDS = 30
Told = Callable[[int, int], None]
"""Told (records sent, records to send in all)."""


def add_commands(commands: "Commands") -> None:
    """Add ``enrol`` and ``sync``."""
    enrol = commands.add_parser("enrol", help=_("enrol this office at a central server, once"))
    enrol.add_argument("server", nargs="?", help=_("the central server, https://host:port (default: the setting)"))
    enrol.add_argument("code", help=_("the one-time code the server gave for this office"))
    enrol.set_defaults(run=_enrol)

    sync = commands.add_parser("sync", help=_("sync with the central server"))
    asked = sync.add_mutually_exclusive_group()
    asked.add_argument("--status", action="store_true", help=_("say what waits and when it last worked"))
    asked.add_argument("--dry-run", action="store_true", help=_("say what would be sent and send nothing"))
    asked.add_argument("--watch", type=int, metavar="SECONDS", help=_("sync again every so many seconds"))
    add_list_arguments(sync)
    sync.set_defaults(run=_sync)


def _enrol(arguments: argparse.Namespace) -> int:
    from gridtui.office.enrolment import enrol
    from gridtui.scheme import acts

    with acting_session_of(arguments) as session:
        session.require(acts.STAFF_EDIT)
        server = arguments.server or session.settings.sync.server
        if not server:
            raise InputFault("enrol.no_server")
        registration = enrol(session.store, session.clock, server, arguments.code)
    print_line(
        say(
            "Enrolled as {name}, ticket numbers begin with {prefix}.",
            name=registration.name,
            prefix=registration.prefix,
        )
    )
    return 0


def _sync(arguments: argparse.Namespace) -> int:
    with acting_session_of(arguments) as session:
        if arguments.status:
            return _status(arguments, session)
        if arguments.dry_run:
            return _preview(arguments, session)
        from gridtui.scheme import acts

        session.require(acts.SYNC_RUN)
        if arguments.watch is None:
            _report(arguments, _once(session))
            return 0
        while True:
            try:
                _report(arguments, _once(session))
            except SyncFault as fault:
                print_error(fault)
            time.sleep(max(LEAST_SECONDS, arguments.watch))


def _once(session: "OfficeSession") -> "SyncReport":
    from gridtui.office.synchronise import run_sync

    shown = sys.stderr.isatty()
    report = run_sync(session.store, session.clock, _show_progress if shown else None)
    if shown:
        sys.stderr.write("\r\x1b[K")
    return report


def _show_progress(report: "SyncReport") -> None:
    words = say(
        "sent {sent}, {waiting} waiting, received {received}",
        sent=report.sent,
        waiting=report.waiting,
        received=report.received,
    )
    sys.stderr.write("\r" + words + "\x1b[K")
    sys.stderr.flush()


def _report(arguments: argparse.Namespace, report: "SyncReport") -> None:
    if arguments.json:
        print_json(msgspec.structs.asdict(report))
        return
    print_line(say("Sent {sent}, received {received} records.", sent=report.sent, received=report.received))
    print_line(
        say(
            "{up} bytes up, {down} down, {trips} round trips, {seconds} s.",
            up=report.up_bytes,
            down=report.down_bytes,
            trips=report.round_trips,
            seconds=f"{report.duration_ms / 1000:.1f}",
        )
    )
    if report.held:
        print_line(say("{held} records are set aside at the server; everything else went through.", held=report.held))
    if report.conflicts:
        print_line(say("{conflicts} conflicts wait for a person.", conflicts=report.conflicts))


def _status(arguments: argparse.Namespace, session: "OfficeSession") -> int:
    from gridtui.office import browse

    view = browse.sync_view(session)
    waiting = {Lane(lane).name.lower(): count for lane, count in sorted(view.pending_by_lane.items())}
    if arguments.json:
        print_json(
            {
                "enrolled": view.enrolled,
                "server": view.server,
                "waiting": waiting,
                "held": view.held,
                "conflicts": view.conflicts,
                "applied": [scope.seq for scope in view.scopes],
                "last_sync": iso_instant(view.last_ms) if view.last_ms is not None else None,
            }
        )
        return 0
    print_line(say("Server: {server}", server=view.server or _("none, this office works alone")))
    print_line(say("Waiting to be sent: {count}", count=sum(waiting.values())))
    print_line(say("Set aside: {held}. Conflicts: {conflicts}.", held=view.held, conflicts=view.conflicts))
    print_line(say("Last sync: {when}", when=iso_instant(view.last_ms) if view.last_ms is not None else _("never")))
    return 0


def _preview(arguments: argparse.Namespace, session: "OfficeSession") -> int:
    from gridtui.office.synchronise import preview

    planned = preview(session.store)
    count = sum(planned.operations.values())
    if arguments.json:
        print_json({"records": count, "bytes": planned.body_bytes})
    else:
        print_line(
            say(
                "{count} records, {bytes} bytes before packing, would be sent.", count=count, bytes=planned.body_bytes
            )
        )
    return 0


def enrol_and_sync(arguments: argparse.Namespace, url: str, code: str, told: Told) -> None:
    """Enrol an office and send everything it has; for the demo, which has its own server beside it."""
    from gridtui.office.enrolment import enrol
    from gridtui.office.synchronise import run_sync
    from gridtui.store.database import Store

    store = Store.open(office_folder(arguments))
    try:
        enrol(store, SystemClock(), url, code)
        run_sync(store, SystemClock(), lambda report: told(report.sent, report.sent + report.waiting))
    finally:
        store.close()
