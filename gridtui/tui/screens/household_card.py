"""The household's card: who lives there, tags, who is paired with it, duties, open tickets, the last five visits."""

from datetime import date
from typing import TYPE_CHECKING

from gridtui.core.errors import Refused
from gridtui.core.records import Resident, Visit
from gridtui.core.time import day_of, iso_day
from gridtui.core.words import Channel, HalfDay, Outcome, Relation, Sex
from gridtui.locale import _, say
from gridtui.locale.words import word
from gridtui.office import browse
from gridtui.office.views import HouseholdCard, Saved
from gridtui.tui.duty_rows import pause_words, plan_words, state_span
from gridtui.tui.facts import facts_by_person
from gridtui.tui.look import ALERT, COLUMNS, PLAIN, STRONG
from gridtui.tui.screens.card_pairing import CardPairing
from gridtui.tui.screens.lists import Subject, day_and_time
from gridtui.tui.screens.paged import PagedScreen
from gridtui.tui.screens.today import ticket_spans
from gridtui.tui.widgets.plain import EMPTY, Line, cell, line, spaced, wrapped
from gridtui.tui.words import keyed, short_day

if TYPE_CHECKING:
    from gridtui.tui.actions import Action


class HouseholdCardScreen(PagedScreen, CardPairing):
    """One household, paged. The numbers of its menu act on it; members are numbered in Edit."""

    name = "card"

    async def load(self) -> None:
        """Read the card; what was revealed is masked again."""
        self.revealed.clear()
        self.card = await self.desk.read(browse.household_card, self.session, self.household)

    def subject(self) -> Subject | None:
        """Return the household, with its first duty."""
        card = self.card
        if card is None:
            return None
        duty = card.duties[0] if card.duties else None
        name = card.household.members[0].name if card.household.members else ""
        return Subject(
            self.household,
            card.short_address,
            name,
            duty.channels[0] if duty and duty.channels else Channel.HOME_VISIT,
            duty.rule_key if duty else "",
            bool(duty and duty.done_today),
        )

    async def acted(self, subject: Subject, saved: Saved, outcome: int) -> None:
        """Show the visit on the card."""
        del subject, saved, outcome
        await self.load()

    # -- what is shown

    def page(self) -> list[Line]:
        """Return all of the page."""
        card = self.card
        if card is None:
            return []
        return [
            *self._head(card),
            *self._member_lines(card),
            *self._tags(card),
            *self._work(card),
            *self._visits(card),
        ]

    def _head(self, card: HouseholdCard) -> list[Line]:
        name = card.household.members[0].name if card.household.members else _("(vacant)")
        paired = say("paired with {names}", names=_(", ").join(card.paired)) if card.paired else ""
        lines: list[Line] = [
            ((_("Card"), STRONG), (f"  {card.address} {name}  {card.household.grid_name}  {paired}", PLAIN))
        ]
        lines += wrapped(" " + card.household.note, COLUMNS, " ") if card.household.note else []
        return lines

    def _member_lines(self, card: HouseholdCard) -> list[Line]:
        lines = [shown for member in card.household.members for shown in self._member(member)]
        if any(member.doubt for member in card.household.members) or card.household.doubt:
            lines.append(line((" " + _("? marks what is to be confirmed"), ALERT)))
        if card.stale:
            asked = say(
                "ask again (known {day}): {facts}   {key}",
                day=iso_day(min(fact.confirmed_day for fact in card.stale)),
                facts=facts_by_person(card.stale),
                key=keyed(self.desk.keymap.key_of("card.unchanged"), _("unchanged")),
            )
            lines += [tuple((text, ALERT) for text, _look in row) for row in wrapped(" ! " + asked, COLUMNS, "   ")]
        return lines

    def _member(self, member: Resident) -> list[Line]:
        today = self.session.today
        id_number = self.revealed.get((member.uid, "id_number"), member.id_number)
        phone = self.revealed.get((member.uid, "phone"), member.phone)
        age = say("{age} y", age=_age(member.birth_day, today)) if member.birth_day is not None else ""
        spans = spaced(
            cell(" " + word(Relation, member.relation), 9),
            cell(self._mark(member) + member.name, 12),
            cell(word(Sex, member.sex) if member.sex else "-", 6),
            cell(age, 5),
            cell(id_number or "-", 19),
            cell(phone or "-", 13),
        )
        return [spans, *(wrapped("    " + member.note, COLUMNS, "    ") if member.note else [])]

    def _mark(self, member: Resident) -> str:
        """Return ``?`` for a member with something to be confirmed, ``!`` for one with something to ask again."""
        stale = self.card.stale if self.card else ()
        return "?" if member.doubt else "!" if any(fact.subject == member.uid for fact in stale) else " "

    def _tags(self, card: HouseholdCard) -> list[Line]:
        today = self.session.today
        return [
            spaced(
                cell(" " + tag.title, 18),
                cell(tag.person, 12),
                cell(_since(tag.from_day, tag.to_day, today), 24),
                cell(tag.source, 20),
            )
            for tag in card.tags
        ]

    def _work(self, card: HouseholdCard) -> list[Line]:
        today = self.session.today
        lines: list[Line] = []
        for duty in card.duties:
            channels = "/".join(word(Channel, channel) for channel in duty.channels)
            state = state_span(duty, Outcome.MET if duty.state == "done" else 0)
            last = say("last {day}", day=short_day(duty.last_day, today))
            owed = _("Owed")
            lines.append(line(f" {owed} {channels} {duty.rule_title}  {last}  ", state))
        for plan in card.plans:
            mark = _("Plan") if plan.in_force else _("Plan to come")
            lines += wrapped(f" {mark} {plan_words(plan, today)}", COLUMNS, "   ")
        for pause in card.pauses:
            mark = _("Paused") if pause.in_force else _("Pause over")
            lines += wrapped(f" {mark} {pause_words(pause, today)}", COLUMNS, "   ")
        lines += [((" ", PLAIN), *ticket_spans(ticket)) for ticket in card.tickets]
        return lines

    def _visits(self, card: HouseholdCard) -> list[Line]:
        if not card.visits:
            return [EMPTY, line(" " + _("No visit yet."))]
        return [EMPTY, line((_("Last visits"), STRONG)), *(self._visit(visit) for visit in card.visits)]

    def _visit(self, visit: Visit) -> Line:
        when = day_and_time(visit.day, visit.start_minute, word(HalfDay, visit.half_day), self.session.today)
        text = visit.summary or visit.diary
        begun = (self.card.household.from_day if self.card else None) or 0
        if visit.day < begun or visit.day > day_of(visit.entered_ms):
            text = _("not counted") + " " + text
        return spaced(
            cell(" " + when, 13),
            cell(word(Outcome, visit.outcome), 7),
            cell(word(Channel, visit.channel), 9),
            cell(_(", ").join(visit.visitor_names), 14),
            cell((_("(corrected)") + " " if visit.superseded else "") + text.replace("\n", " "), 32),
        )

    # -- keys and acts

    def disabled_reason(self, action: "Action") -> str:
        """Acts the office does not permit on this household say so."""
        card = self.card
        if card is not None and action.permission and action.permission not in card.may:
            from gridtui.locale.sentences import sentences_for

            return sentences_for(Refused("permission.not_here"))[0]
        return super().disabled_reason(action)


def _age(birth_day: int, today: int) -> int:
    born, now = date.fromordinal(birth_day), date.fromordinal(today)
    return now.year - born.year - ((now.month, now.day) < (born.month, born.day))


def _since(from_day: int | None, to_day: int | None, today: int) -> str:
    if to_day is not None:
        return say("{first} to {last}", first=short_day(from_day, today), last=short_day(to_day, today))
    return say("since {day}", day=short_day(from_day, today)) if from_day is not None else ""
