"""The way into the app: the keymap is checked, the terminal prepared, the post asked for, and the screens opened."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.term.profile import prepare

if TYPE_CHECKING:
    from gridtui.core.records import Post
    from gridtui.office.session import OfficeSession
    from gridtui.tui.exchange import Exchange

FAILED = 1


def run_app(
    session: "OfficeSession",
    *,
    folder: Path | None = None,
    posts: "tuple[Post, ...] | None" = None,
    exchange: "Exchange | None" = None,
    title: str | None = None,
) -> int:
    """Open the app on a session and return the exit status.

    ``folder`` holds the office's own ``keymap.toml``. ``posts`` are those one may act in, by default one's own:
    asked for where there are several and none was chosen. ``exchange`` syncs with the server, by default with
    the office's own. Raises SettingsFault("keymap.wrong").
    """
    terminal = session.settings.terminal
    profile = prepare(
        os.environ,
        encoding=None if terminal.encoding == "auto" else terminal.encoding,
        key_mode=terminal.key_mode if terminal.key_mode in {"xterm", "sco"} else "auto",
        title=title,
    )
    from gridtui.tui.keymap import load_keymap

    keymap = load_keymap(terminal.keymap, folder)
    from gridtui.term.paced_app import choose_driver
    from gridtui.tui.app import GridtuiApp
    from gridtui.tui.exchange import ServerExchange
    from gridtui.tui.screens.post_choice import PostChoiceScreen

    choices = session.posts if posts is None else posts
    asks = len(choices) > 1 and session.post is None
    app = GridtuiApp(
        session,
        keymap,
        first=(lambda desk: PostChoiceScreen(desk, choices)) if asks else None,
        exchange=exchange or ServerExchange(),
        driver_class=choose_driver().driver_class,
        terminal_profile=profile,
    )
    status = app.run(mouse=False)
    if app.desk.last_words:
        sys.stderr.write("\n".join(app.desk.last_words) + "\n")
        return FAILED
    return FAILED if status is None else status
