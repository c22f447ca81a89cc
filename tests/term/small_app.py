"""The smallest app that shows what its terminal sent: one field, one row of facts. Run by the pty tests."""

import os
import subprocess
import sys

from gridtui.term.profile import prepare

profile = prepare(os.environ, title=os.environ.get("SMALL_APP_TITLE"))

from textual import events, on  # noqa: E402 - Textual reads the environment that was just prepared
from textual.app import ComposeResult  # noqa: E402
from textual.binding import Binding  # noqa: E402
from textual.widgets import Input, Static  # noqa: E402

from gridtui.term.driver import EncodingSwitched, PlainDriver, driver_of  # noqa: E402
from gridtui.term.paced_app import PacedApp  # noqa: E402
from gridtui.term.paced_driver import PacedDriver  # noqa: E402

DRIVERS = {"plain": PlainDriver, "paced": PacedDriver}


class SmallApp(PacedApp[None]):
    """Shows the field, and below it the last key, paste, encoding and size."""

    CSS = "Screen { layout: vertical; } Static, Input { height: 1; border: none; padding: 0; }"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [  # noqa: RUF012 - Textual's declaration, never changed
        Binding("ctrl+q", "nothing", priority=True),
        Binding("ctrl+c", "nothing", priority=True),
        Binding("ctrl+l", "repaint", priority=True),
        Binding("ctrl+b", "bell", priority=True),
        Binding("f7", "ask", priority=True),
        Binding("f8", "empty", priority=True),
        Binding("ctrl+o", "list", priority=True),
        Binding("f9", "shell", priority=True),
        Binding("f10", "quit", priority=True),
    ]
    terminal_profile = profile

    def __init__(self) -> None:
        super().__init__(driver_class=DRIVERS[os.environ.get("SMALL_APP_DRIVER", "paced")])
        self.facts = {"key": "-", "paste": "-", "code": profile.encoding, "size": "-", "in": "-"}
        self.is_showing = False

    def compose(self) -> ComposeResult:
        """Lay out title, field and facts."""
        yield Static("small app 住户", id="title")
        yield Input(id="field", compact=True, max_length=60)
        yield Static("", id="facts", markup=False)

    def on_mount(self) -> None:
        """Put the cursor into the field, which must not blink."""
        field = self.query_one("#field", Input)
        field.cursor_blink = False
        field.focus()
        self.show()

    def show(self, **changes: str) -> None:
        """Show facts, once for all that changed since they were last on the screen."""
        self.facts.update(changes)
        if not self.is_showing:
            self.is_showing = self.call_after_refresh(self._show)

    def _show(self) -> None:
        self.is_showing = False
        self.query_one("#facts", Static).update(" ".join(f"{name}={value}" for name, value in self.facts.items()))

    def on_key(self, event: events.Key) -> None:
        """Show the key when no field took it."""
        self.show(key=event.key)

    def on_descendant_focus(self) -> None:
        """Show that the field has the keys."""
        self.show(**{"in": "field"})

    def on_descendant_blur(self) -> None:
        """Show that no field has the keys."""
        self.show(**{"in": "list"})

    def on_paste(self, event: events.Paste) -> None:
        """Show how many lines were pasted."""
        self.show(paste=f"{len(event.text.splitlines())}lines")

    def on_resize(self, event: events.Resize) -> None:
        """Show the window's size."""
        self.show(size=f"{event.size.width}x{event.size.height}")

    @on(EncodingSwitched)
    def show_encoding(self, event: EncodingSwitched) -> None:
        """Show the encoding the session turned to."""
        self.show(code=event.name)

    def action_nothing(self) -> None:
        """Swallow a key that would quit."""

    async def terminal_lost(self, reason: str) -> None:
        """End with a status of our own, as an app does that has drafts to save."""
        self.exit(return_code=70 if reason == "hang_up" else 71)

    def action_repaint(self) -> None:
        """Paint everything anew."""
        driver = driver_of(self)
        if driver is not None:
            driver.repaint()

    def action_ask(self) -> None:
        """Ask something, and show when the terminal has shown the question."""
        self.show(paste="asked")
        driver = driver_of(self)
        if isinstance(driver, PacedDriver):
            self.call_after_refresh(self.call_after_refresh, driver.when_seen, lambda: self.show(key="seen"))

    def action_empty(self) -> None:
        """Empty the field and go back into it."""
        field = self.query_one("#field", Input)
        field.clear()
        self.set_focus(field)

    def action_shell(self) -> None:
        """Give the terminal to a shell for a while."""
        with self.suspend():
            subprocess.run(["/bin/sh", "-c", "stty -a; read line"], check=False)

    def action_list(self) -> None:
        """Leave the field, so that keys show by name."""
        self.set_focus(None)


if __name__ == "__main__":
    app = SmallApp()
    app.run(mouse=False)
    sys.exit(app.return_code)
