"""What every command needs from the words on its line: the office's folder, its settings, a day, a session."""

import argparse
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.core.time import SystemClock, day_of, parse_iso_day
from gridtui.locale import _
from gridtui.settings import Settings, default_folder, load_settings, terminal_words

if TYPE_CHECKING:
    from gridtui.office.session import OfficeSession

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - it has no public name


def office_folder(arguments: argparse.Namespace) -> Path:
    """Return the folder the command works on."""
    return Path(arguments.home) if arguments.home else default_folder(os.environ)


def settings_of(arguments: argparse.Namespace) -> Settings:
    """Return the settings in force for the command."""
    flags = {f"terminal.{key}": value for key, value in arguments.terminal or ()}
    if arguments.language:
        flags["terminal.language"] = arguments.language
    return load_settings(office_folder(arguments), os.environ, flags)


def terminal_choice(text: str) -> tuple[str, str]:
    """Read ``--terminal KEY=VALUE``, a key of the settings' table and one of its words; raises argparse's error."""
    key, _equals, value = text.partition("=")
    words = terminal_words()
    if key not in words:
        raise argparse.ArgumentTypeError(_("none of {known}: {text}").format(known=" ".join(words), text=text))
    if value not in words[key]:
        raise argparse.ArgumentTypeError(_("none of {known}: {text}").format(known=" ".join(words[key]), text=text))
    return key, value


def opened_session_of(arguments: argparse.Namespace) -> "AbstractContextManager[OfficeSession]":
    """Open the office as the person who runs the command, for a ``with`` block; ``--post`` chooses among posts."""
    from gridtui.office.session import opened_session

    return opened_session(
        office_folder(arguments),
        account=account_of(arguments),
        clock=SystemClock(),
        settings=settings_of(arguments),
        post=arguments.post,
    )


def account_of(arguments: argparse.Namespace) -> str:
    """Return who runs the command: the account a login came from, which the host knows, else this process's own."""
    from gridtui.office.session import system_account

    login: str | None = getattr(arguments, "login_account", None)
    return system_account() if login is None else login


@contextmanager
def acting_session_of(arguments: argparse.Namespace) -> "Iterator[OfficeSession]":
    """Open the office for a headless command: the post chosen with ``--post``, else the first one held."""
    from gridtui.office.session import choose_post

    with opened_session_of(arguments) as session:
        yield session if session.post else choose_post(session, session.posts[0].uid)


FIRST_DAY, LAST_DAY = parse_iso_day("1900-01-01"), parse_iso_day("8999-12-31")
"""The days a command may be asked about; periods are reckoned a year around them."""


def as_of_day(text: str) -> int:
    """Read ``--as-of``: an ISO date of 1900 to 8999; raises argparse's error with a sentence."""
    try:
        day = parse_iso_day(text)
    except ValueError:
        day = 0
    if not FIRST_DAY <= day <= LAST_DAY:
        raise argparse.ArgumentTypeError(_("not a date such as 2026-11-21: {text}").format(text=text))
    return day


class Once(argparse.Action):
    """An option that may be given once: of a second one nobody could tell that it took the first one's place."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        """Take the value; a second one is wrong use."""
        if getattr(namespace, self.dest, None) is not None:
            parser.error(_("{option} can be given once").format(option=option_string or self.dest))
        setattr(namespace, self.dest, values)


def row_limit(text: str) -> int:
    """Read ``--limit``: how many rows at most, 0 is all; raises argparse's error with a sentence."""
    if text.isdecimal() and text.isascii():
        return int(text)
    raise argparse.ArgumentTypeError(_("not a number of rows: {text}").format(text=text))


def today() -> int:
    """Return the office's present day."""
    return day_of(SystemClock().now_ms())


def add_list_arguments(parser: argparse.ArgumentParser, *, as_of: bool = False) -> None:
    """Add what every list command takes: ``--json``, and ``--as-of`` where a past day can be asked for."""
    parser.add_argument("--json", action="store_true", help=_("one JSON document instead of a table"))
    if as_of:
        parser.add_argument("--as-of", type=as_of_day, metavar="DATE", help=_("as it stood on a day, 2026-11-21"))
