"""Noting something that must be attended or reported, and what follows at once: a ticket, a tag, a new household."""

from typing import TYPE_CHECKING

import msgspec

from gridtui.core.errors import InputFault
from gridtui.locale import _, say
from gridtui.office import browse, households, occurrences
from gridtui.office.views import Saved
from gridtui.scheme.model import Trigger
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.prompts import Act, Menu, MenuChoice
from gridtui.tui.screens.activity_form import values_of
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.screens.household_add import HouseholdAddScreen
from gridtui.tui.screens.lists import Subject
from gridtui.tui.screens.ticket_form import TicketFormScreen
from gridtui.tui.widgets.choice import ChoiceField
from gridtui.tui.widgets.fields import DayField, TextField, TimeField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

LABEL_WIDTH = 6
SECOND_COLUMN = 26


class OccurrenceFormScreen(FormScreen):
    """Which trigger by digit, when, what was said. ``subject`` None is a place."""

    name = "occurrence_form"
    draft_name = "occurrence"

    def __init__(self, desk: "Desk", subject: Subject | None) -> None:
        super().__init__(desk, subject.household if subject else None)
        self._subject = subject
        self._triggers: tuple[Trigger, ...] = ()

    async def make_form(self) -> Form:
        """Offer the triggers of the mechanism; what must be attended needs a household."""
        found = await self.desk.read(browse.triggers, self.session)
        self._triggers = tuple(each for each in found if self._subject or each.act == "report")
        if not self._triggers:
            raise InputFault("occurrence.none")
        first = self._triggers[0].key
        household = self._subject.household if self._subject else None
        base = await self.desk.read(occurrences.new_occurrence_form, self.session, first, household)
        titles = [(each.key, each.title) for each in self._triggers]
        rows = [
            [Placed(ChoiceField("trigger", _("What"), titles, None))],
            [
                Placed(DayField("day", _("Date"), base.day, self.session.today)),
                Placed(TimeField("start_minute", _("Time"), base.start_minute), SECOND_COLUMN),
            ],
            *([] if self._subject else [[Placed(TextField("place", _("Place"), limit_characters=80))]]),
            [Placed(TextField("note", _("Note"), limit_characters=300))],
            [Placed(self.end_field())],
        ]
        return Form(rows, label_width=LABEL_WIDTH)

    def title(self) -> Line:
        """Return where it happened."""
        return ((_("Note what happened"), STRONG), (f"  {self._subject.full_label if self._subject else ''}", PLAIN))

    async def save(self) -> Saved:
        """Note it."""
        if self.form is None:
            raise RuntimeError
        values = values_of(self.form)
        if not values["trigger"]:
            raise InputFault("occurrence.trigger", field="trigger")
        if values["start_minute"] is None:
            raise InputFault("occurrence.no_time", field="start_minute")
        base = occurrences.OccurrenceForm("", 0, 0, self._subject.household if self._subject else None)
        typed = msgspec.structs.replace(base, **values)
        return await self.desk.write(occurrences.note_occurrence, self.session, typed)

    async def saved(self, saved: Saved) -> None:
        """Go on with what the trigger asks for at once."""
        field = self.form.field("trigger") if self.form else None
        key = field.value if isinstance(field, ChoiceField) else None
        trigger = next((each for each in self._triggers if each.key == key), None)
        if trigger is not None:
            await follow_up(self.desk, saved.uid, trigger, self._subject)


async def follow_up(desk: "Desk", occurrence: bytes, trigger: Trigger, subject: Subject | None) -> None:
    """Open what an occurrence asks for: the ticket form filled in, the tag to give, the household to enter."""
    if trigger.act == "attend":
        return
    if trigger.change == "household":
        await desk.push(IncomingHouseholdScreen(desk, occurrence))
    elif trigger.change == "tag" and subject is not None:
        await _offer_tag(desk, trigger, subject)
    elif trigger.change != "tag":
        form = await desk.read(occurrences.report_form, desk.session, occurrence)
        if form is not None:
            await desk.push(TicketFormScreen(desk, subject, form=form, draft_subject=occurrence))


async def _offer_tag(desk: "Desk", trigger: Trigger, subject: Subject) -> None:
    card = await desk.read(browse.household_card, desk.session, subject.household)
    tag = desk.session.scheme.tag(trigger.tag)
    title = tag.title if tag else trigger.tag

    def tagging(person: bytes) -> Act:
        async def add() -> None:
            await desk.write(households.add_tag, desk.session, person, subject.household, trigger.tag)

        return add

    choices = [MenuChoice(member.name, tagging(member.uid)) for member in card.household.members]
    desk.prompt = Menu(say("{what}: mark whom {tag}?", what=trigger.title, tag=title), choices, desk.note)


class IncomingHouseholdScreen(HouseholdAddScreen):
    """A household that moved in, entered because it must be reported (S4-7)."""

    def __init__(self, desk: "Desk", occurrence: bytes) -> None:
        super().__init__(desk)
        self._occurrence = occurrence

    async def saved(self, saved: Saved) -> None:
        """Say that the report is done, and go on with the card."""
        await self.desk.write(occurrences.settle_with_household, self.session, self._occurrence, saved.uid)
        await super().saved(saved)
