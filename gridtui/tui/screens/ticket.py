"""One ticket: the timeline, the five slots, the acts its state takes by number, with what is still missing."""

from typing import TYPE_CHECKING

from gridtui.core.phones import mask_phone
from gridtui.core.records import TicketEvent
from gridtui.core.text import cell_width
from gridtui.core.words import TicketAct, TicketClass, TicketResult, TicketSource, TicketState
from gridtui.locale import N_, _, say
from gridtui.locale.words import word
from gridtui.office import browse, tickets
from gridtui.office.views import ActChoice, TicketView
from gridtui.scheme.model import SlotKey
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import COLUMNS, PLAIN, QUIET, STRONG
from gridtui.tui.prompts import Act, MenuChoice
from gridtui.tui.screens.base import OfficeScreen
from gridtui.tui.widgets.plain import EMPTY, Line, Span, apart, line, wrapped
from gridtui.tui.words import keyed, late_look, moment, short_day, working_days_words

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

SLOTS: dict[SlotKey, str] = {
    "found": N_("found by"),
    "reported": N_("reported by"),
    "owned": N_("owner"),
    "solved": N_("solved by"),
    "supervised": N_("supervised by"),
}
"""How a slot is called where the mechanism has no word for it."""
NEEDS = {"reply": N_("reply"), "handled": N_("handle"), "copy": N_("copy"), "handed_over": N_("hand over")}
EFFECTS = {
    TicketAct.ACCEPTED: N_("the clock runs on; the opener sees who took it"),
    TicketAct.HANDED_OVER: N_("the clock runs on; the new owner and the opener see it"),
    TicketAct.HANDLED: N_("the clock runs on; opener and owner see the measure"),
    TicketAct.REPLIED: N_("the clock runs on; the answer is recorded"),
    TicketAct.CLOSED: N_("the clock stops; opener and owner see the result"),
    TicketAct.RETURNED: N_("the clock runs on; it goes back to who had it before"),
    TicketAct.REOPENED: N_("a new clock starts; opener and owner see it"),
    TicketAct.NOTED: N_("the clock runs on; everyone on the ticket sees the note"),
    TicketAct.VOIDED: N_("the clock stops; the number is not used again"),
}
"""What an act does to the clock and who will see it (rules.lifecycle does the same in every machine)."""

_DIGITS = 9


class TicketScreen(OfficeScreen):
    """The page of one ticket; digits are its acts."""

    name = "ticket"

    def __init__(self, desk: "Desk", ticket: bytes) -> None:
        super().__init__(desk)
        self._ticket = ticket
        self.view: TicketView | None = None
        self._newest_first_line = 0

    async def load(self) -> None:
        """Read the ticket."""
        self.view = await self.desk.read(browse.ticket, self.session, self._ticket)

    async def came_back(self) -> None:
        """Read again: an act may have been taken in front."""
        await self.load()

    # -- what is shown

    def paint(self, height: int) -> list[Line]:
        """Return head, slots, the latest of the timeline, and the numbered acts at the bottom."""
        view = self.view
        if view is None:
            return []
        head = self._head(view)
        acts = self._acts(view)
        timeline = self._timeline(view)
        room = max(1, height - len(head) - len(acts))
        first = max(0, len(timeline) - room - self._newest_first_line)
        shown = timeline[first : first + room]
        return [*head, *shown, *[EMPTY] * (room - len(shown)), *acts]

    def _head(self, view: TicketView) -> list[Line]:
        ticket, today = view.ticket, self.session.today
        due = (
            say(
                "{left} due {when}",
                left=working_days_words(view.days_left, view.estimated),
                when=moment(ticket.due_ms, today),
            )
            if ticket.due_ms is not None
            else _("no clock runs")
        )
        kind = word(TicketClass, ticket.ticket_class)
        state = word(TicketState, ticket.state)
        title: Line = (
            (f"{ticket.number} {kind}  ", STRONG),
            (f"{ticket.title or view.category} {view.address}", PLAIN),
        )
        slots = "  ".join(f"{slot.title or _(SLOTS[slot.key])} {slot.name or '?'}" for slot in view.slots)
        origin = say("source {source}", source=word(TicketSource, ticket.source))
        if view.came_of_day is not None:
            origin = f"{origin} {short_day(view.came_of_day, self.session.today)} {view.came_of}".rstrip()
        if ticket.reporter_name:
            origin += "  " + say(
                "reporter {name} {phone}", name=ticket.reporter_name, phone=mask_phone(ticket.reporter_phone)
            )
        lines = [
            apart(title, ((state, STRONG),)),
            line(slots),
            apart(line(origin), ((due, late_look(view.days_left)),)),
        ]
        return [*lines, *(wrapped(ticket.detail) if ticket.detail else [])]

    def _timeline(self, view: TicketView) -> list[Line]:
        ticket = view.ticket
        opened = TicketEvent(
            ticket.uid, ticket.uid, TicketAct.OPENED, ticket.opened_ms, ticket.opener, ticket.opener_name
        )
        has_opened = any(event.act == TicketAct.OPENED for event in ticket.events)
        events = ticket.events if has_opened else (opened, *ticket.events)
        taken_back = {event.withdraws for event in events if event.act == TicketAct.WITHDRAWN and event.applied}
        return [shown for event in events for shown in self._event(event, is_taken_back=event.uid in taken_back)]

    def _event(self, event: TicketEvent, *, is_taken_back: bool) -> list[Line]:
        words = [
            moment(event.at_ms, self.session.today),
            event.actor_name or _("system"),
            word(TicketAct, event.act),
            event.to_post_name or event.to_desk,
            word(TicketResult, event.result) if event.result else "",
            event.note.replace("\n", " "),
        ]
        if is_taken_back:
            words.append(_("(taken back)"))
        elif not event.applied:
            words.append(_("(kept, but the ticket could not take it)"))
        return wrapped("  ".join(each for each in words if each), COLUMNS, " " * 13)

    def _acts(self, view: TicketView) -> list[Line]:
        spans: list[Span] = []
        lines: list[Line] = []
        used = 0
        for number, choice in enumerate(view.acts[:_DIGITS], 1):
            text = f"{number}{act_words(choice)}"
            span = (text if choice.allowed else f"({text})", QUIET if why_not(choice) else PLAIN)
            width = cell_width(span[0]) + 1
            if spans and used + width > COLUMNS:
                lines.append(tuple(spans))
                spans, used = [], 0
            spans += [span, (" ", PLAIN)]
            used += width
        return [*lines, tuple(spans)] if spans else lines

    def own_hints(self) -> list[str]:
        """Say that digits act."""
        return [_("digits act"), keyed("enter", _("menu"))]

    def menu_title(self) -> str:
        """Name the ticket."""
        return f"{self.view.ticket.number} {self.view.ticket.title}" if self.view else ""

    # -- acts

    def own_choices(self) -> list[MenuChoice]:
        """Return the ticket's acts as numbered choices."""
        if self.view is None:
            return []
        return [MenuChoice(act_words(choice), self._acting(choice), why_not(choice)) for choice in self.view.acts]

    async def press(self, key: KeyPress) -> None:
        """Take a digit as an act, turn the timeline, or leave the rest to every screen."""
        view = self.view
        if view is not None and key.digit and key.digit <= len(view.acts):
            choice = view.acts[key.digit - 1]
            if reason := why_not(choice):
                self.desk.note(reason)
            else:
                await self._acting(choice)()
        elif key.name in {"-", "up", "pageup"} and view is not None:
            self._newest_first_line = min(self._newest_first_line + 5, max(0, len(self._timeline(view)) - 1))
        elif key.name in {"+", "=", "down", "pagedown"}:
            self._newest_first_line = max(0, self._newest_first_line - 5)
        else:
            await super().press(key)

    def _acting(self, choice: ActChoice) -> Act:
        async def act() -> None:
            from gridtui.tui.screens.ticket_act import TicketActScreen

            if choice.act == TicketAct.ACCEPTED:
                self._accept()
            elif self.view is not None:
                await self.desk.push(TicketActScreen(self.desk, self.view, choice))

        return act

    def _accept(self) -> None:
        async def accept() -> None:
            await self.desk.write(tickets.act_on_ticket, self.session, self._ticket, TicketAct.ACCEPTED)
            await self.load()

        self.desk.confirm(
            say(
                "{act}: {effect}",
                act=word(TicketAct, TicketAct.ACCEPTED),
                effect=_(EFFECTS[TicketAct.ACCEPTED]),
            ),
            accept,
        )

    async def act_card(self) -> None:
        """Open the card of the household the ticket is about."""
        from gridtui.tui.screens.household_card import HouseholdCardScreen

        if self.view is not None and self.view.ticket.household is not None:
            await self.desk.push(HouseholdCardScreen(self.desk, self.view.ticket.household))
        else:
            self.desk.note(_("This ticket concerns no household."))


def act_words(choice: ActChoice) -> str:
    """Return an act with what it still needs: 办结(还缺：答复)."""
    words = word(TicketAct, choice.act)
    if not choice.missing:
        return words
    needs = _(", ").join(_(NEEDS[need]) if need in NEEDS else need for need in choice.missing)
    return say("{act} (still needs: {needs})", act=words, needs=needs)


def why_not(choice: ActChoice) -> str:
    """Return why an act cannot be taken now, '' where it can."""
    if choice.missing:
        return act_words(choice)
    if choice.allowed:
        return ""
    from gridtui.core.errors import Refused
    from gridtui.locale.sentences import sentences_for

    return sentences_for(Refused(choice.reason))[0] if choice.reason else _("The ticket does not take this now.")
