"""The doors a sweep missed, in walking order; Enter walks the entrance of the marked one."""

from typing import TYPE_CHECKING, Literal

from gridtui.core.records import Campaign
from gridtui.core.words import Outcome
from gridtui.locale import _, say
from gridtui.locale.words import word
from gridtui.office import browse
from gridtui.office.activity_views import BuildingRow, MissedDoor
from gridtui.office.views import Saved
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import GOOD, PLAIN, STRONG
from gridtui.tui.screens.lists import ListScreen, PeopleScreen, Subject
from gridtui.tui.widgets.plain import Line, cell, spaced
from gridtui.tui.widgets.record_list import RecordList, Row, RowsOnDemand, memory_source

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk


class MissedScreen(ListScreen, PeopleScreen):
    """Doors not knocked at, or where nobody was met; of one building, or of all (None)."""

    name = "missed"

    def __init__(self, desk: "Desk", campaign: Campaign, building: BuildingRow | None) -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._campaign = campaign
        self._building = building
        self._lacks: Literal["knocked", "met"] = "knocked"
        self._found: tuple[MissedDoor, ...] = ()
        self._rows: RowsOnDemand[MissedDoor] = RowsOnDemand((), self._row)
        self._outcomes: dict[bytes, int] = {}

    async def load(self) -> None:
        """Read the doors; those done here leave."""
        self._outcomes.clear()
        await self._read()
        await super().load()

    async def _read(self) -> None:
        self._found = await self.desk.read(
            browse.missed_doors, self.session, self._campaign.uid, building=self._building, lacks=self._lacks
        )
        self._rows = RowsOnDemand(self._found, self._row)

    async def came_back(self) -> None:
        """Read again: doors may have been walked in front."""
        await self.load()

    def _row(self, door: MissedDoor) -> Row:
        outcome = self._outcomes.get(door.household, 0)
        done = cell("[x]" + word(Outcome, outcome), 12, GOOD) if outcome else cell("", 12)
        return Row(
            door.household, spaced(cell(door.address, 24), cell(door.head_name, 14), done, cell(door.category, 12))
        )

    def title(self) -> Line:
        """Return which doors these are."""
        where = self._building.title if self._building else self._campaign.unit_name
        lacks = _("not knocked at") if self._lacks == "knocked" else _("nobody met")
        words = say("{where}  {lacks} {count}", where=where, lacks=lacks, count=len(self._found))
        return ((self._campaign.title, STRONG), (f"  {words}", PLAIN))

    def empty_words(self) -> str:
        """Say that none is missed."""
        return _("No door is missed.")

    def enter_words(self) -> str:
        """Return what Enter does."""
        return _("door by door")

    def subject(self) -> Subject | None:
        """Return the marked door's household."""
        marked = self.records.marked
        door = next((each for each in self._found if marked and marked.key == each.household), None)
        if door is None:
            return None
        done = door.household in self._outcomes
        return Subject(door.household, door.address, door.head_name, done_today=done)

    async def acted(self, subject: Subject, saved: Saved, outcome: int) -> None:
        """Mark the door where it stands."""
        del saved
        self._outcomes[subject.household] = outcome
        door = next((each for each in self._found if each.household == subject.household), None)
        if door is not None:
            self.records.replace(self._row(door))

    async def press(self, key: KeyPress) -> None:
        """Enter walks the entrance of the marked door."""
        if key.name == "enter" and self.subject() is not None:
            self.records.forget_digits()
            await self.act_walk()
        else:
            await super().press(key)

    async def act_lacks(self) -> None:
        """Show doors where nobody was met, or only those not knocked at."""
        self._lacks = "met" if self._lacks == "knocked" else "knocked"
        await self.load()
