"""``gridtui host`` and ``gridtui login``: one parent that keeps the program ready, one quick login for each person.

The parent imports everything, opens no store and starts no thread; what needs the store is done by its children.
"""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.commands.parsing import office_folder, settings_of
from gridtui.core.errors import GridtuiError, Refused, StoreFault
from gridtui.core.time import SystemClock
from gridtui.locale import LANGUAGES, _, language, set_language

if TYPE_CHECKING:
    from gridtui.commands.parsing import Commands
    from gridtui.term.host.child import Login
    from gridtui.term.host.companion import Companion, Wait
    from gridtui.term.host.door import Door

Arrange = Callable[[argparse.Namespace], None]
"""Completes or refuses what was parsed, before it runs."""

RunWords = Callable[[list[str], Arrange], int]
"""Runs a command line's words (``gridtui.cli.run_words``)."""

FOR_LOGINS = frozenset({None, "households", "visits", "due", "tickets", "staff", "sync", "manual", "doctor"})
"""What a login may run, None being the app: nothing that reads or writes files the person names."""

SESSIONS = 200
SESSIONS_EACH = 16
LEAST_SYNC_SECONDS = 30


def add_commands(commands: "Commands", run_words: RunWords) -> None:
    """Add ``host`` and ``login``; ``run_words`` is how a login's words are run."""
    host = commands.add_parser("host", help=_("keep the program ready, so that a login opens it at once"))
    host.add_argument("--socket", metavar="PATH", help=_("where logins knock (default: /run/gridtui/login.sock)"))
    host.add_argument("--group", default="", help=_("system group whose members may log in (default: this account)"))
    host.add_argument("--sessions", type=int, default=SESSIONS, help=_("at most so many sessions"))
    host.add_argument("--sessions-each", type=int, default=SESSIONS_EACH, help=_("at most so many of one account"))
    host.add_argument("--sync-seconds", type=int, default=0, help=_("sync every so many seconds (0: never)"))
    host.set_defaults(run=lambda arguments: _host(arguments, run_words))

    login = commands.add_parser("login", help=_("log in at the host of this computer"))
    login.add_argument("--socket", metavar="PATH", help=_("where the host listens"))
    login.add_argument("words", nargs=argparse.REMAINDER, help=_("a command to run instead of the screens"))
    login.set_defaults(run=_login)


def _login(arguments: argparse.Namespace) -> int:
    from gridtui.term.host.login import main

    return main([*(["--socket", arguments.socket] if arguments.socket else []), *arguments.words])


def _host(arguments: argparse.Namespace, run_words: RunWords) -> int:
    from gridtui.settings import SETTINGS_FILE, terminal_variables
    from gridtui.term.host.door import open_door
    from gridtui.term.host.parent import Host, Limits, hold_signals
    from gridtui.term.host.passing import DEFAULT_SOCKET

    hold_signals()
    found = dict(os.environ)
    folder = office_folder(arguments).absolute()
    if not (folder / SETTINGS_FILE).exists():
        raise StoreFault("office.not_set_up")
    door = open_door(Path(arguments.socket or DEFAULT_SOCKET), arguments.group)
    import_everything()
    office = HostedOffice(folder, run_words)
    office.bring_up(arguments)
    seconds = arguments.sync_seconds
    host = Host(
        door,
        office.session,
        limits=Limits(sessions=arguments.sessions, sessions_of_account=arguments.sessions_each),
        own_variables=terminal_variables(),
        companion=_background_sync(folder, max(LEAST_SYNC_SECONDS, seconds)) if seconds else None,
    )
    if host.run() == "renew":
        _start_again(door, found)
    door.shut()
    return 0


def _start_again(door: "Door", environment: dict[str, str]) -> None:
    """Become the program as it is on the disk now, with the same words, socket and process id; does not return."""
    environment = {**environment, **door.hand_on()}
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)  # noqa: S606 - ourselves, no shell


class HostedOffice:
    """The office a host's logins work in."""

    def __init__(self, folder: Path, run_words: RunWords) -> None:
        self._folder = folder
        self._run_words = run_words

    def bring_up(self, arguments: argparse.Namespace) -> None:
        """Migrate the store and take up the mechanism's files once, in a child, so that no login has to.

        A fault is told and the host goes on: every login meets it again and says it to the person.
        """
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                self._refresh(arguments)
                status = 0
            finally:
                os._exit(status)
        os.waitpid(pid, 0)

    def _refresh(self, arguments: argparse.Namespace) -> None:
        from gridtui.commands.output import print_error
        from gridtui.office.setup import refresh_mechanism
        from gridtui.store.database import Store

        try:
            store = Store.open(self._folder)
            try:
                refresh_mechanism(store, settings_of(arguments), SystemClock())
            finally:
                store.close()
        except GridtuiError as fault:
            print_error(fault)
            raise

    def session(self, login: "Login") -> int:
        """Run a login's words as the account the kernel named, in this office and no other."""

        def arrange(arguments: argparse.Namespace) -> None:
            _permit(arguments)
            arguments.home = str(self._folder)
            arguments.login_account = login.account

        return self._run_words(list(login.words), arrange)


def _permit(arguments: argparse.Namespace) -> None:
    """Raise Refused for what a login has no business with: it runs with the rights of the service account."""
    if arguments.home is not None:
        raise Refused("host.other_folder")
    if arguments.command not in FOR_LOGINS:
        raise Refused("host.command_elsewhere", command=arguments.command)
    if arguments.command is None and not (os.isatty(0) and os.isatty(1)):
        raise Refused("host.no_terminal")


def import_everything() -> None:
    """Import all a session needs and read the catalogues, so that a fork finds them; Textual's environment first."""
    from gridtui.term.profile import prepare

    prepare(os.environ)
    import importlib
    import pkgutil

    for room in ("gridtui.term", "gridtui.tui", "gridtui.store", "gridtui.office", "gridtui.commands"):
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not module.name.startswith("gridtui.store.migrations"):
                importlib.import_module(module.name)
    for name in LATE_IMPORTS:
        importlib.import_module(name)
    from rich.cells import cell_len

    # Rich loads its table of widths with the first character that is not ASCII.
    cell_len("街")
    # Reading a catalogue keeps it for all who come later.
    spoken = language()
    for each in (*LANGUAGES, spoken):
        set_language(each)


LATE_IMPORTS = (
    "pwd",
    "asyncio",
    "textual.layouts.factory",
    "textual.layouts.horizontal",
    "textual.layouts.stream",
    "textual.pilot",
    "textual.scrollbar",
)
"""What others import only when they first need it. A test finds what is missing here."""


def _background_sync(folder: Path, seconds: int) -> "Companion":
    """Return the only background sync of this host."""
    from gridtui.term.host.companion import Companion

    return Companion(lambda wait: _sync_until_told(folder, seconds, wait))


def _sync_until_told(folder: Path, seconds: int, wait: "Wait") -> None:
    """Sync again and again; a fault is told once and tried again, as the line comes and goes."""
    from gridtui.commands.output import print_error
    from gridtui.office.synchronise import run_sync
    from gridtui.store.database import Store

    told = ""
    going = True
    while going:
        try:
            store = Store.open(folder)
            try:
                run_sync(store, SystemClock())
            finally:
                store.close()
            told = ""
        except GridtuiError as fault:
            if fault.code != told:
                print_error(fault)
            told = fault.code
        going = wait(seconds)
