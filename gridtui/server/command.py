"""``gridtui serve``: the server itself, the codes offices enrol with, and what it holds.

Loading this module loads neither the server nor its libraries; the parser is built for every command.
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.time import SystemClock, iso_instant
from gridtui.locale import _, say

if TYPE_CHECKING:
    from gridtui.server.database import Transaction
    from gridtui.server.holdings import Holdings
    from gridtui.server.registers import Card
    from gridtui.server.running import Opened

DEFAULT_HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8443
_PREFIX_LETTERS: Final = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``serve`` understands."""
    parser.add_argument("--folder", type=Path, required=True, help=_("where the server keeps its database and keys"))
    parser.add_argument("--host", default=DEFAULT_HOST, help=_("address to listen on"))
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=_("port to listen on; 0 takes a free one"))
    parser.add_argument("--workers", type=int, default=1, help=_("processes; the built-in database allows one"))
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--new-office", metavar="NAME", help=_("enter a new office and print its one-time code"))
    act.add_argument("--new-code", metavar="PREFIX", help=_("print another code for an office not enrolled yet"))
    act.add_argument("--revoke", metavar="PREFIX", help=_("stop an office's key; what it sent stays"))
    act.add_argument("--status", action="store_true", help=_("say what the server holds"))
    parser.add_argument("--division", metavar="CODE", help=_("12-digit division code of the office's community"))
    parser.add_argument("--prefix", help=_("letters its ticket numbers begin with (default: initials of the name)"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(arguments: argparse.Namespace) -> int:
    """Do what the arguments ask; return the exit status. Raises GridtuiError for the caller to word."""
    from gridtui.server.running import check_workers, open_server, serve

    check_workers(arguments.workers)
    chosen = (arguments.new_office, arguments.new_code, arguments.revoke)
    if not any(chosen) and not arguments.status:
        serve(arguments.folder, SystemClock(), host=arguments.host, port=arguments.port, workers=arguments.workers)
        return 0
    opened = open_server(arguments.folder, SystemClock())
    try:
        if arguments.new_office:
            _new_office(opened, arguments)
        elif arguments.new_code:
            _new_code(opened, arguments)
        elif arguments.revoke:
            _revoke(opened, arguments)
        else:
            _status(opened, arguments)
    finally:
        opened.database.close()
    return 0


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _print_document(document: object) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n")
    sys.stdout.buffer.flush()


def default_prefix(name: str, taken: frozenset[str]) -> str:
    """Return the first two initials of an office's name, or the first free letters where that is taken."""
    from gridtui.core.names import place_initials

    letters = "".join(letter for letter in (place_initials(name) or ("",))[0].upper() if letter.isalpha())
    wanted = letters[:_PREFIX_LETTERS]
    alphabet = [chr(code) for code in range(ord("A"), ord("Z") + 1)]
    free = (pair for first in alphabet for second in alphabet if (pair := first + second) not in taken)
    return wanted if len(wanted) == _PREFIX_LETTERS and wanted not in taken else next(free, "")


def _new_office(opened: "Opened", arguments: argparse.Namespace) -> None:
    from gridtui.server.enrolment import invite_office
    from gridtui.server.registers import cards
    from gridtui.sync.enrolling import root_print

    if not arguments.division:
        raise InputFault("server.division_malformed", division="")
    with opened.database.reading() as tx:
        taken = frozenset(card.prefix for card in cards(tx))
    card, code = invite_office(
        opened.database,
        SystemClock(),
        root_print(opened.certificates.root_pem),
        name=arguments.new_office,
        division=arguments.division,
        prefix=arguments.prefix or default_prefix(arguments.new_office, taken),
    )
    _print_code(arguments, card, code.text())


def _new_code(opened: "Opened", arguments: argparse.Namespace) -> None:
    from gridtui.server.enrolment import invite_again
    from gridtui.sync.enrolling import root_print

    with opened.database.reading() as tx:
        card = _card_of(tx, arguments.new_code, arguments.division)
    code = invite_again(
        opened.database,
        SystemClock(),
        root_print(opened.certificates.root_pem),
        tenant=card.tenant,
        office_no=card.office_no,
    )
    _print_code(arguments, card, code.text())


def _print_code(arguments: argparse.Namespace, card: "Card", code: str) -> None:
    if arguments.json:
        _print_document({"office": card.office_no, "name": card.name, "prefix": card.prefix, "code": code})
        return
    _print(
        say(
            "Office {number}, {name}: ticket numbers begin with {prefix}.",
            number=card.office_no,
            name=card.name,
            prefix=card.prefix,
        )
    )
    _print(say("Its one-time code, good for two weeks: {code}", code=code))


def _card_of(tx: "Transaction", prefix: str, division: str | None) -> "Card":
    """Return the office of a ticket prefix, within the street of a division code where several have it."""
    from gridtui.server.registers import cards, street_of

    tenant = street_of(tx, division) if division else None
    found = [card for card in cards(tx) if card.prefix == prefix and tenant in (None, card.tenant)]
    if len(found) != 1:
        raise InputFault("server.office_unknown", prefix=prefix)
    return found[0]


def _revoke(opened: "Opened", arguments: argparse.Namespace) -> None:
    from gridtui.server.registers import revoke_office

    with opened.database.writing() as tx:
        card = _card_of(tx, arguments.revoke, arguments.division)
        if card.office is None:
            raise InputFault("server.office_unknown", prefix=arguments.revoke)
        revoke_office(tx, card.tenant, card.office, SystemClock().now_ms())
    _print(say("{name} can no longer sync. What it sent stays.", name=card.name))


def _status(opened: "Opened", arguments: argparse.Namespace) -> None:
    from gridtui.server.epoch import current_epoch
    from gridtui.server.holdings import holdings

    with opened.database.reading() as tx:
        held = holdings(tx, current_epoch(tx))
    if arguments.json:
        _print_document(held)
        return
    _print_status(held)


def _print_status(held: "Holdings") -> None:
    for scope in held.scopes:
        counts = ", ".join(f"{name} {count}" for name, count in sorted((scope.entities | scope.events).items()))
        _print(f"{scope.code}  {scope.name or scope.kind}  {scope.seq}  {counts}")
    for office in held.offices:
        state = _("revoked") if office.revoked else _("enrolled") if office.enrolled else _("expected")
        _print(f"{office.prefix}  {office.name}  {state}  {office.operations}")
    if held.held:
        waiting = ", ".join(f"{reason} {count}" for reason, count in sorted(held.held.items()))
        _print(say("Set aside until a person decides: {reasons}", reasons=waiting))
    started = held.epoch >> 16
    _print(say("Serving since {when}", when=iso_instant(started)) if started else _("Never served yet"))
