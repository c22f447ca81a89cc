"""``gridtui`` itself, ``init`` and ``staff``: opening the app, setting an office up, appointing people."""

import argparse
import os
from typing import TYPE_CHECKING

from gridtui.commands.output import print_json, print_line, print_table
from gridtui.commands.parsing import account_of, add_list_arguments, office_folder, opened_session_of, settings_of
from gridtui.core.time import SystemClock
from gridtui.locale import _, say

if TYPE_CHECKING:
    from pathlib import Path

    from gridtui.commands.parsing import Commands
    from gridtui.core.errors import SettingsFault
    from gridtui.settings import Settings
    from gridtui.store.database import Store

DEFAULT_ROLE = "community_secretary"


def add_commands(commands: "Commands") -> None:
    """Add ``init`` and ``staff``."""
    init = commands.add_parser("init", help=_("set an office up without questions"))
    init.add_argument("--division", required=True, help=_("12-digit division code of the community or village"))
    init.add_argument("--name", default="", help=_("name shown in the first row (default: the division's)"))
    init.add_argument("--prefix", default="ZY", help=_("letters in front of ticket numbers"))
    init.add_argument("--scheme", action="append", help=_("a file of the mechanism; may be given several times"))
    init.add_argument("--person", required=True, help=_("name of the first person"))
    init.add_argument(
        "--role", default=DEFAULT_ROLE, help=_("the first person's role (default: {role})").format(role=DEFAULT_ROLE)
    )
    init.add_argument("--account", help=_("the first person's system account (default: yours)"))
    init.add_argument("--server", default="", help=_("the central server, https://host:port"))
    init.set_defaults(run=_init)

    staff = commands.add_parser("staff", help=_("list posts, appoint people, end posts"))
    staff.add_argument("--appoint", metavar="NAME", help=_("appoint a person"))
    staff.add_argument("--account", default="", help=_("the person's system account"))
    staff.add_argument("--role", default="grid_worker", help=_("a role of the mechanism"))
    staff.add_argument("--unit", default="", help=_("name of the unit (default: the community)"))
    staff.add_argument("--add-grid", metavar="NAME", help=_("add a grid to the community"))
    staff.add_argument("--end", metavar="POST", help=_("end a post, by its id"))
    add_list_arguments(staff)
    staff.set_defaults(run=_staff)


def open_app(arguments: argparse.Namespace) -> int:
    """Open the office on screen; where none is set up yet, set one up first by asking."""
    from gridtui.settings import SETTINGS_FILE

    folder = office_folder(arguments)
    if not (folder / SETTINGS_FILE).exists():
        if not has_terminal():
            from gridtui.core.errors import StoreFault

            raise StoreFault("office.not_set_up")
        from gridtui.commands.wizard import ask_for_office

        if not ask_for_office(folder, settings_of(arguments)):
            return 1
    return run_screens(arguments, folder)


def has_terminal() -> bool:
    """Tell whether a person sits at both ends: a pipe, a file or cron is nobody to show screens to."""
    return os.isatty(0) and os.isatty(1)


def require_terminal() -> None:
    """Raise Refused ``office.no_terminal`` where there is nobody to show screens to."""
    if not has_terminal():
        from gridtui.core.errors import Refused

        raise Refused("office.no_terminal")


def run_screens(arguments: argparse.Namespace, folder: "Path") -> int:
    """Run the app on an office's folder and return its exit status; raises Refused ``office.no_terminal``."""
    require_terminal()
    from gridtui.office.mechanism import OWN_CONFIG
    from gridtui.office.session import session_on
    from gridtui.store.database import Store
    from gridtui.tui.run import run_app

    settings, clock = settings_of(arguments), SystemClock()
    store = Store.open(folder)
    try:
        fault = _taken_up(store, settings, clock)
        account = account_of(arguments)
        session = session_on(store, account=account, clock=clock, settings=settings, post=arguments.post)
        store.start_keeper()
        return run_app(session, folder=folder / OWN_CONFIG, title=session.office_name, fault=fault)
    finally:
        store.close()


def _taken_up(store: "Store", settings: "Settings", clock: SystemClock) -> "SettingsFault | None":
    """Take up the office's files; return what is wrong in them, as the mechanism in use goes on without them."""
    from gridtui.core.errors import SettingsFault
    from gridtui.office.setup import refresh_mechanism

    try:
        refresh_mechanism(store, settings, clock)
    except SettingsFault as fault:
        return fault
    return None


def _init(arguments: argparse.Namespace) -> int:
    from gridtui.office.session import system_account
    from gridtui.office.setup import FirstPerson, set_up_office

    folder = office_folder(arguments)
    person = FirstPerson(arguments.person, arguments.account or system_account(), arguments.role)
    settings = _chosen(arguments)
    set_up_office(folder, settings, (person,), SystemClock())
    tell_mechanism(folder, settings)
    print_line(say("The office is set up in {folder}. Start it with: gridtui", folder=str(folder)))
    return 0


def tell_mechanism(folder: "Path", settings: "Settings") -> None:
    """Say by which mechanism an office works, and what its sources leave for the office to decide."""
    from gridtui.commands.schemes import print_questions
    from gridtui.office.mechanism import load_mechanism

    scheme = load_mechanism(folder, settings)
    names = " ".join(settings.office.schemes)
    print_line(say("Mechanism: {title} ({names})", title=scheme.about.title, names=names))
    print_questions(scheme, with_assumed=False)


def _chosen(arguments: argparse.Namespace) -> "Settings":
    from gridtui.office.scheme_files import proposed_schemes
    from gridtui.settings import OfficeTable, Settings, SyncTable

    schemes = arguments.scheme or proposed_schemes(office_folder(arguments), arguments.division)
    office = OfficeTable(
        division=arguments.division, name=arguments.name, prefix=arguments.prefix, schemes=tuple(schemes)
    )
    return Settings(office=office, sync=SyncTable(server=arguments.server))


def _staff(arguments: argparse.Namespace) -> int:
    from gridtui.locale.acts import act_sentence
    from gridtui.office import staffing

    with opened_session_of(arguments) as session:
        saved = None
        if arguments.add_grid:
            saved = staffing.add_grid(session, arguments.add_grid)
        elif arguments.appoint:
            named = staffing.unit_named(session, arguments.unit).uid if arguments.unit else session.community.uid
            saved = staffing.appoint(
                session, name=arguments.appoint, account=arguments.account, role=arguments.role, unit=named
            )
        elif arguments.end:
            from gridtui.core.ids import read_id

            saved = staffing.end_post(session, read_id(arguments.end))
        if saved is not None:
            print_line(act_sentence(saved.message, saved.parameters))
            return 0
        held = staffing.posts(session)
        if arguments.json:
            print_json(
                [
                    {"id": post.uid.hex(), "name": post.staff_name, "role": post.role, "unit": post.unit_name}
                    for post in held
                ]
            )
        else:
            rows = [(post.staff_name, session.role_title(post.role), post.unit_name, post.uid.hex()) for post in held]
            print_table((_("Name"), _("Post"), _("Unit"), _("Id")), rows)
    return 0
