"""A person at the app: presses keys, reads the screen as plain text. What happens in between is waited for."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from textual.events import Key
from textual.pilot import Pilot

from gridtui.office.session import OfficeSession
from gridtui.tui.app import FirstScreen, GridtuiApp
from gridtui.tui.exchange import Exchange
from gridtui.tui.keymap import load_keymap


@dataclass
class Person:
    """Somebody at a running app."""

    app: GridtuiApp
    pilot: Pilot[Any]

    async def press(self, *keys: str) -> None:
        """Type ahead keys by their names, or by the characters they are, and wait for what they do."""
        for key in keys:
            self.app.post_message(Key(key, key if len(key) == 1 else None))
        await self.settled()

    async def type(self, text: str) -> None:
        """Type a text character by character."""
        await self.press(*text)

    async def act(self, *action_ids: str) -> None:
        """Press the key the keymap gives each action."""
        await self.press(*(self.app.desk.keymap.key_of(each) for each in action_ids))

    async def settled(self) -> None:
        """Wait until no job runs, nothing waits to be painted, and no screen has a defect."""
        await self.pilot.pause()
        await self.app.desk.jobs.settled()
        await self.pilot.pause()
        if self.app.desk.defects:
            raise self.app.desk.defects[0]

    @property
    def rows(self) -> list[str]:
        """The screen as text, a row a line; the last column is always blank."""
        strips = self.app.screen._compositor.render_strips()
        rows = ["".join(segment.text for segment in strip) for strip in strips]
        assert all(row[-1:] == " " for row in rows if len(row) > 1), "column 80 is in use"
        return [row.rstrip() for row in rows]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.rows)

    @property
    def body(self) -> list[str]:
        """The rows between the frame."""
        return self.rows[2:-3]

    @property
    def status(self) -> str:
        """The status line."""
        return self.rows[-2]

    @property
    def keys(self) -> str:
        """The last line."""
        return self.rows[-1]

    @property
    def marked(self) -> str:
        """The row under the mark, '' where there is none."""
        return next((row for row in self.body if row.startswith(">")), "")

    @property
    def cursor(self) -> tuple[int, int]:
        """Where the cursor stands, (column, row)."""
        return self.app.cursor_position.x, self.app.cursor_position.y


Story = Callable[[Person], Awaitable[None]]


def play(
    session: OfficeSession,
    story: Story,
    *,
    size: tuple[int, int] = (80, 24),
    exchange: Exchange | None = None,
    first: FirstScreen | None = None,
) -> GridtuiApp:
    """Run the app headless on a session, let a person do things, and return the app as it ended."""

    async def run() -> GridtuiApp:
        app = GridtuiApp(session, load_keymap("letters", None), exchange=exchange, first=first)
        async with app.run_test(size=size) as pilot:
            person = Person(app, pilot)
            await person.settled()
            await story(person)
        return app

    return asyncio.run(run())
