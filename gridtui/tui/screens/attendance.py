"""Who came: each resident found by pinyin, name or address, then chosen by digit; a stranger by name alone."""

from typing import TYPE_CHECKING

from gridtui.core.records import Resident
from gridtui.locale import _, say
from gridtui.office import activities, browse
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.prompts import Act, Menu, MenuChoice
from gridtui.tui.screens.find import FindScreen
from gridtui.tui.widgets.plain import Line
from gridtui.tui.words import keyed

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk


class AttendanceScreen(FindScreen):
    """Find, with another Enter: it puts somebody of the marked household on the list and asks for the next one."""

    name = "attendance"

    def __init__(self, desk: "Desk", activity: bytes, title: str) -> None:
        super().__init__(desk, "")
        self._activity = activity
        self._title = title
        self._count = 0

    def _label(self) -> str:
        return _("Who came:") + " "

    def title(self) -> Line:
        """Return the field, and how many were noted here."""
        noted = say("   {title}: {count} noted here", title=self._title, count=self._count)
        return ((self._label(), STRONG), ("" if self._typing else self._text + noted, PLAIN))

    def empty_words(self) -> str:
        """Say what can be done where nobody is found."""
        return _("Nobody found; Enter notes the name alone.") if self._text.strip() else ""

    def enter_words(self) -> str:
        """Return what Enter does with the marked household."""
        return _("came")

    async def press(self, key: KeyPress) -> None:
        """Enter on a household asks who of it came."""
        subject = self.subject()
        if not self._typing and key.name == "enter" and subject is not None:
            card = await self.desk.read(browse.household_card, self.session, subject.household)
            choices = [MenuChoice(person.name, self._noting(person)) for person in card.household.members]
            self.desk.prompt = Menu(say("Who of {who} came?", who=subject.label), choices, self.desk.note)
            return
        await super().press(key)

    async def _go_to_rows(self) -> None:
        await super()._go_to_rows()
        name = self._text.strip()
        if self._typing and name:
            self.desk.confirm(say("{name} is not on record. Note the name alone?", name=name), self._naming(name))

    def _noting(self, person: Resident) -> Act:
        async def note() -> None:
            await self.desk.write(activities.add_attendance, self.session, self._activity, resident=person.uid)
            await self._next()

        return note

    def _naming(self, name: str) -> Act:
        async def note() -> None:
            await self.desk.write(activities.add_attendance, self.session, self._activity, name=name)
            await self._next()

        return note

    async def _next(self) -> None:
        """Ask for the next one: the field is empty again."""
        self._count += 1
        self._text = ""
        self._typing = True
        self.desk.entry.load("")
        await self._search()

    def own_hints(self) -> list[str]:
        """Say how to go on from the field, or from the rows."""
        if self._typing:
            return [keyed("enter", _("to the rows")), keyed("escape", _("finished"))]
        return super().own_hints()
