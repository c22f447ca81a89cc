"""The way into the app: the keymap is checked, the terminal prepared, the post asked for, and the screens opened."""

import os
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from gridtui.term.asking import FIRST_SCREEN_WAIT_MS, NOTHING_HEARD, ask, patience_ms
from gridtui.term.capabilities import Choices, assess
from gridtui.term.profile import Profile, fitted, locale_names_encoding, prepare
from gridtui.term.tty import RawLine

if TYPE_CHECKING:
    from gridtui.core.errors import GridtuiError
    from gridtui.core.records import Post
    from gridtui.office.session import OfficeSession
    from gridtui.settings import TerminalTable
    from gridtui.tui.exchange import Exchange

FAILED = 1


def run_app(
    session: "OfficeSession",
    *,
    folder: Path | None = None,
    posts: "tuple[Post, ...] | None" = None,
    exchange: "Exchange | None" = None,
    title: str | None = None,
    fault: "GridtuiError | None" = None,
) -> int:
    """Open the app on a session and return the exit status.

    ``folder`` holds the office's own ``keymap.toml``. ``posts`` are those one may act in, by default one's own:
    asked for where there are several and none was chosen. ``exchange`` syncs with the server, by default with
    the office's own. ``fault`` is said below the first screen. Raises SettingsFault("keymap.wrong").
    """
    terminal, environ = session.settings.terminal, dict(os.environ)
    profile = _prepared(terminal, title)
    from gridtui.tui.keymap import load_keymap

    keymap = load_keymap(terminal.keymap, folder)
    line = RawLine(0)
    asked = ask(line) if terminal.probe == "on" else None
    try:
        # The answers are on their way while this is imported.
        from gridtui.term.paced_app import choose_driver
        from gridtui.tui.app import GridtuiApp
        from gridtui.tui.exchange import ServerExchange
        from gridtui.tui.screens.post_choice import PostChoiceScreen

        heard = NOTHING_HEARD if asked is None else asked.hear(_first_wait_ms(terminal, environ))
        reassess = partial(assess, environ, choices=choices_of(terminal))
        profile = msgspec.structs.replace(
            fitted(profile, reassess(heard.answers)),
            typed_ahead=heard.typed,
            open_questions=heard.open_questions,
            reassess=reassess,
            silence_ms=patience_ms(terminal.link),
        )
        held = session.posts if posts is None else posts
        app = GridtuiApp(
            session,
            keymap,
            first=(lambda desk: PostChoiceScreen(desk, held)) if len(held) > 1 and session.post is None else None,
            exchange=exchange or ServerExchange(),
            driver_class=choose_driver().driver_class,
            terminal_profile=profile,
            terminal_line=line,
            fault=fault,
        )
        status = app.run(mouse=False)
    finally:
        line.leave()
    if app.desk.last_words:
        sys.stderr.write("\n".join(app.desk.last_words) + "\n")
        return FAILED
    return FAILED if status is None else status


def _first_wait_ms(terminal: "TerminalTable", environ: Mapping[str, str]) -> int:
    """Return how long the first screen waits for the terminal's answers: not for a thin line's, but for the encoding.

    Screens in a wrong encoding are rubbish until the answers come; everything else they say only saves bytes.
    """
    if terminal.encoding != "auto" or locale_names_encoding(environ):
        return FIRST_SCREEN_WAIT_MS
    return patience_ms(terminal.link)


def _prepared(terminal: "TerminalTable", title: str | None) -> Profile:
    """Prepare this process's environment for Textual and return what the settings say of the terminal."""
    return prepare(
        os.environ,
        encoding=None if terminal.encoding == "auto" else terminal.encoding,
        key_mode=terminal.key_mode if terminal.key_mode in {"xterm", "sco"} else "auto",
        title=title,
        link=None if terminal.link == "auto" else terminal.link,
    )


def choices_of(terminal: "TerminalTable") -> Choices:
    """Return what the settings say of the terminal, for those who decide about it."""
    return msgspec.convert(msgspec.structs.asdict(terminal), Choices)
