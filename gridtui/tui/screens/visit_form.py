"""The visit form: day, visitors, outcome, who was met, prompts, the diary with its stock phrases, what was left."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec

from gridtui.core.records import Resident
from gridtui.core.words import Channel, Outcome, Relation
from gridtui.locale import _, say
from gridtui.locale.words import word, word_list
from gridtui.office import browse, visits
from gridtui.office.views import DutyRow, FactKey, Saved, StaleFact
from gridtui.tui.facts import fact_words
from gridtui.tui.look import ALERT, COLUMNS, PLAIN, STRONG
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.screens.lists import Subject
from gridtui.tui.widgets.choice import ChoiceField, MultiChoiceField
from gridtui.tui.widgets.fields import DayField, DiaryField, Field, TextField, TimeField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line, line, wrapped
from gridtui.tui.words import short_day

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

DIARY_LINES = 5
SECOND_COLUMN = 24
LABEL_WIDTH = 6

_ALL = "all"
"""The option that says every fact to be asked again is unchanged."""

WhenSaved = Callable[[Subject, Saved, int], Awaitable[None]]


class VisitFormScreen(FormScreen):
    """Log a visit in full, or correct one: then the new record points at the old; ``form`` is what is known."""

    name = "visit_form"
    draft_name = "visit"

    def __init__(
        self,
        desk: "Desk",
        subject: Subject,
        *,
        corrects: bytes | None = None,
        when_saved: WhenSaved | None = None,
        form: visits.VisitForm | None = None,
    ) -> None:
        super().__init__(desk, corrects or subject.household)
        self._known = form
        self._subject = subject
        self._corrects = corrects
        self._when_saved = when_saved
        self._form_values: visits.VisitForm | None = None
        self._duty_words = ""
        self._questions: list[str] = []
        self._stale: dict[str, StaleFact] = {}

    async def make_form(self) -> Form:
        """Read who lives there, who may have visited, prompts and phrases."""
        session, household = self.session, self._subject.household
        card = await self.desk.read(browse.household_card, session, household)
        if self._corrects is not None:
            values = visits.form_of(await self.desk.read(browse.visit, session, self._corrects))
        elif self._known is not None:
            values = self._known
        else:
            values = await self.desk.read(visits.new_visit_form, session, household, channel=self._subject.channel)
            values = self._as_last_time(values)
        self._form_values = values
        self._duty_words = _duty_words(self._subject, card.duties, session.today)
        fields = await self._fields(values, card.household.members)
        self._questions = await self._to_ask(household)
        topics = await self.desk.read(browse.topics, session)
        told = [[Placed(MultiChoiceField("told", _("Told"), topics, values.told))]] if topics or values.told else []
        rows = [
            [Placed(fields["day"]), Placed(fields["start_minute"], SECOND_COLUMN), Placed(fields["visitors"], 38)],
            [Placed(fields["channel"]), Placed(fields["outcome"], SECOND_COLUMN), Placed(fields["met"], 42)],
            [Placed(fields["prompts"])],
            [Placed(fields["diary"])],
            *told,
            [Placed(fields["card_left"]), Placed(fields["gifts"], SECOND_COLUMN), Placed(fields["ticket"], 52)],
            *([Placed(asked)] for asked in self._asked_again(card.stale)),
            [Placed(self.end_field())],
        ]
        return Form(rows, label_width=LABEL_WIDTH)

    def _asked_again(self, stale: tuple[StaleFact, ...]) -> tuple[Field, ...]:
        """Return the field that asks what is past its shelf life, where anything is; a correction asks nothing."""
        self._stale = {f"{fact.subject.hex()}/{fact.number}": fact for fact in stale if self._corrects is None}
        options = [(code, fact_words(fact)) for code, fact in self._stale.items()]
        if len(options) > 1:
            options.insert(0, (_ALL, _("all of them")))
        return (MultiChoiceField("unchanged", _("Same"), options, ()),) if options else ()

    def _unchanged(self) -> tuple[FactKey, ...]:
        asked = next((field for field in self.form.fields if field.key == "unchanged"), None) if self.form else None
        if not isinstance(asked, MultiChoiceField):
            return ()
        chosen = self._stale if _ALL in asked.values else asked.values
        return tuple(self._stale[code].key for code in chosen if isinstance(code, str))

    async def _to_ask(self, household: bytes) -> list[str]:
        """Return what the mechanism has visitors of this household ask (S0-14)."""
        found = await self.desk.read(browse.templates_for, self.session, household)
        return [f"{template.title}: {' '.join(template.questions)}".rstrip(": ") for template in found]

    def _as_last_time(self, values: visits.VisitForm) -> visits.VisitForm:
        """Offer day and visitors of the last late entry again: a paper round is typed in one go."""
        last = self.desk.last_visit
        if last is None or last.day == values.day:
            return values
        return msgspec.structs.replace(values, day=last.day, start_minute=None, visitors=last.visitors)

    async def _fields(self, values: visits.VisitForm, members: tuple[Resident, ...]) -> dict[str, Field]:
        session = self.session
        posts = [(post.uid, post.staff_name) for post in await self.desk.read(browse.colleagues, session)]
        phrases = [phrase.text for phrase in await self.desk.read(browse.stock_phrases, session)]
        prompts = await self.desk.read(browse.prompts, session)
        people = [(member.uid, _member_words(member, first=not number)) for number, member in enumerate(members)]
        yes_no = ((0, _("no")), (1, _("yes")))
        fields: tuple[Field, ...] = (
            DayField("day", _("Date"), values.day, session.today),
            TimeField("start_minute", _("Time"), values.start_minute),
            MultiChoiceField("visitors", _("Visitors"), posts, values.visitors, least=1),
            ChoiceField("channel", _("Manner"), word_list(Channel), values.channel),
            ChoiceField("outcome", _("Outcome"), word_list(Outcome), values.outcome),
            MultiChoiceField("met", _("Met"), people, values.met),
            MultiChoiceField("prompts", _("Points"), prompts, values.prompts),
            DiaryField("diary", _("Diary"), values.diary, phrases, lines=DIARY_LINES),
            ChoiceField("card_left", _("Card left"), yes_no, int(values.card_left)),
            TextField("gifts", _("Gifts"), values.gifts),
            ChoiceField("ticket", _("To ticket"), yes_no, 0),
        )
        return {field.key: field for field in fields}

    def title(self) -> Line:
        """Return whom the form is about and what is owed there."""
        head = _("Correct visit") if self._corrects else _("Log visit")
        return ((head, STRONG), (f"  {self._subject.full_label}    {self._duty_words}", PLAIN))

    def remarks(self) -> list[Line]:
        """Say that this is a late entry, and that facts are to be asked again."""
        day = self.form.field("day") if self.form else None
        lines = [shown for text in self._questions for shown in wrapped(" " + text, COLUMNS, " ")]
        if isinstance(day, DayField) and day.value is not None and day.value != self.session.today:
            lines.append(
                line(" " + say("Late entry: the visit was on {day}", day=short_day(day.value, self.session.today)))
            )
        if self._stale:
            asked = say("{count} facts to ask again: a digit says unchanged.", count=len(self._stale))
            lines.append(line((" ! " + asked, ALERT)))
        return lines

    def _values(self) -> visits.VisitForm:
        form, base = self.form, self._form_values
        if form is None or base is None:
            raise RuntimeError
        state = {each.key: getattr(each, "value", None) for each in form.fields}
        chosen = {each.key: each.values for each in form.fields if isinstance(each, MultiChoiceField)}
        return msgspec.structs.replace(
            base,
            day=state["day"],
            start_minute=state["start_minute"],
            channel=state["channel"],
            outcome=state["outcome"],
            visitors=chosen["visitors"],
            met=chosen["met"] if state["outcome"] == Outcome.MET else (),
            prompts=tuple(sorted(chosen["prompts"])),
            told=chosen.get("told", base.told) if state["outcome"] == Outcome.MET else (),
            diary=state["diary"],
            gifts=state["gifts"],
            card_left=bool(state["card_left"]),
        )

    async def save(self) -> Saved:
        """Save the visit, or the correction of one."""
        values = self._values()
        if self._corrects is not None:
            return await self.desk.write(visits.correct_visit, self.session, self._corrects, values)
        return await self.desk.write(visits.log_visit, self.session, values, self._unchanged())

    async def saved(self, saved: Saved) -> None:
        """Mark the row the visit was for; open the ticket form where one is to follow."""
        values = self._values()
        self.desk.last_visit = values
        if self._when_saved is not None and values.day == self.session.today:
            await self._when_saved(self._subject, saved, values.outcome)
        ticket = self.form.field("ticket") if self.form else None
        if isinstance(ticket, ChoiceField) and ticket.value == 1:
            from gridtui.tui.screens.ticket_form import TicketFormScreen

            await self.desk.push(TicketFormScreen(self.desk, self._subject, visit=saved.uid))


def _member_words(member: Resident, *, first: bool) -> str:
    relation = "" if first or not member.relation else f"({word(Relation, member.relation)})"
    return member.name + relation


def _duty_words(subject: Subject, duties: tuple[DutyRow, ...], today: int) -> str:
    for duty in duties:
        if duty.rule_key == subject.rule or not subject.rule:
            channels = "/".join(word(Channel, channel) for channel in duty.channels)
            return say(
                "owed {channels} {rule}   last {day}",
                channels=channels,
                rule=duty.rule_title,
                day=short_day(duty.last_day, today),
            )
    return ""
