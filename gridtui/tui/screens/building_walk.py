"""The building walk: one entrance, its doors in walking order, a digit an outcome, the cursor drops to the next door.

Typed after the round from paper: day, half day and visitors stand at the top and hold until they are changed. Knocks
and effective visits count apart; a second miss in a month shows. Thirty doors in a minute.
"""

from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from gridtui.core.time import MS_PER_MINUTE, minute_of
from gridtui.core.words import HalfDay, Outcome
from gridtui.locale import _, say
from gridtui.locale.words import word, word_list
from gridtui.office import browse, households, visits
from gridtui.office.views import Saved, WalkDoor, WalkKey, WalkView
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import ALERT, PLAIN, STRONG
from gridtui.tui.screens.base import OfficeScreen
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.screens.lists import Subject
from gridtui.tui.widgets.choice import ChoiceField, MultiChoiceField
from gridtui.tui.widgets.fields import DayField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line, Span, apart, cell, line
from gridtui.tui.words import keyed, short_day

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk

OUTCOME_KEYS: Final = (
    (1, Outcome.MET),
    (2, Outcome.NO_ANSWER),
    (3, Outcome.REFUSED),
    (4, Outcome.MOVED),
    (5, Outcome.VACANT),
)
TICKET_DIGIT: Final = 6
RECORD_DIGIT: Final = 8
TOLD_DIGIT: Final = 9
SECOND_MISS: Final = 2

NOON_MINUTE: Final = 12 * 60
EVENING_MINUTE: Final = 18 * 60


class Round(msgspec.Struct, frozen=True):
    """What holds for a whole round: the day, the half of it, and who walked."""

    day: int
    half_day: int
    visitors: tuple[bytes, ...]
    names: tuple[str, ...]


class HoldsRound(Protocol):
    """A screen whose lines are of one round."""

    @property
    def round(self) -> Round:
        """What holds for the lines that follow."""
        ...

    def set_round(self, walked: Round) -> None:
        """Take another round for them."""
        ...


def half_day_of(minute: int) -> HalfDay:
    """Return the half day a minute of the day falls in."""
    if minute < NOON_MINUTE:
        return HalfDay.MORNING
    return HalfDay.AFTERNOON if minute < EVENING_MINUTE else HalfDay.EVENING


class BuildingWalkScreen(OfficeScreen):
    """One entrance. Every digit is saved at once; the marked door is the next one."""

    name = "walk"

    def __init__(self, desk: "Desk", key: WalkKey) -> None:
        super().__init__(desk)
        self._key = key
        self._view: WalkView | None = None
        self._at = 0
        self._typed: dict[bytes, int] = {}
        self._topics: tuple[tuple[bytes, str], ...] = ()
        session = desk.session
        names = (session.post.staff_name,) if session.post else ()
        visitors = (session.post.uid,) if session.post else ()
        minute = minute_of(session.now_ms() // MS_PER_MINUTE * MS_PER_MINUTE)
        self._round = Round(session.today, half_day_of(minute), visitors, names)

    # -- life

    async def load(self) -> None:
        """Read the doors; the mark goes to the first one without an outcome."""
        await self.refresh()
        doors = self._doors
        self._at = next((index for index, door in enumerate(doors) if self._outcome(door) is None), 0)
        self._topics = await self.desk.read(browse.topics, self.session, self._round.day)

    async def refresh(self) -> None:
        """Read the doors again, the mark where it was."""
        self._view = await self.desk.read(browse.walk, self.session, self._key, day=self._round.day)
        self._typed.clear()
        self._at = min(self._at, max(0, len(self._doors) - 1))

    async def came_back(self) -> None:
        """Read again: a form in front may have changed a door."""
        await self.refresh()

    def set_round(self, walked: Round) -> None:
        """Take another day, half day or visitors for the doors that follow."""
        self._round = walked

    @property
    def round(self) -> Round:
        """Day, half day and visitors of the doors that follow."""
        return self._round

    @property
    def _doors(self) -> tuple[WalkDoor, ...]:
        return self._view.doors if self._view else ()

    @property
    def _door(self) -> WalkDoor | None:
        return self._doors[self._at] if self._at < len(self._doors) else None

    def _outcome(self, door: WalkDoor) -> int | None:
        return self._typed.get(door.dwelling, door.today)

    # -- what is shown

    def paint(self, height: int) -> list[Line]:
        """Return the round, and the doors around the mark."""
        view = self._view
        if view is None:
            return []
        rows = height - 1
        first = self._at // rows * rows
        shown = view.doors[first : first + rows]
        painted = [self._row(door, marked=first + index == self._at) for index, door in enumerate(shown)]
        return [self._title(view), *(painted or [line("   " + _("No door is known here."))])]

    def cursor(self) -> tuple[int, int]:
        """Rest on the marked door."""
        return 0, 1 + self._at % max(1, self.desk.body_lines - 1)

    def _title(self, view: WalkView) -> Line:
        walked = self._round
        half = word(HalfDay, walked.half_day) if walked.half_day else ""
        left: Line = (
            (_("Door by door"), STRONG),
            (f" {view.title}  {short_day(walked.day, self.session.today)}{half} {' '.join(walked.names)}", PLAIN),
        )
        outcomes = [outcome for door in view.doors if (outcome := self._outcome(door)) is not None]
        knocked = say("knocked {count}", count=sum(1 for outcome in outcomes if outcome != Outcome.VACANT))
        counts = [
            f"{word(Outcome, outcome)}{count}"
            for _digit, outcome in OUTCOME_KEYS
            if (count := outcomes.count(outcome)) or outcome == Outcome.MET
        ]
        return apart(left, line(" ".join([knocked, *counts])))

    def _row(self, door: WalkDoor, *, marked: bool) -> Line:
        outcome = self._outcome(door)
        name = door.head_name or (_("vacant") if door.vacant else "-")
        return (
            (">" if marked else " ", PLAIN),
            cell(f" {door.door:>5} ", 8),
            cell(name, 14),
            cell(door.duty_title or (_("paused") if door.is_paused else "-"), 16),
            self._outcome_span(door, outcome, marked=marked),
        )

    def _outcome_span(self, door: WalkDoor, outcome: int | None, *, marked: bool) -> Span:
        if outcome is None:
            return ("_" if marked else door.note or "-", PLAIN)
        number = next((digit for digit, each in OUTCOME_KEYS if each == outcome), "")
        words = f"{number}{word(Outcome, outcome)}"
        misses = door.misses_this_month + (door.dwelling in self._typed and outcome == Outcome.NO_ANSWER)
        look = PLAIN
        if outcome == Outcome.NO_ANSWER and misses >= SECOND_MISS:
            words += say(" (miss {count} this month)", count=misses)
            look = ALERT
        elif outcome == Outcome.MOVED:
            words += _(" (residence to be confirmed)")
        return (f"{words} {door.note}" if door.note else words), look

    def hints(self) -> list[str]:
        """Return the digits and what else works here."""
        digits = [f"{digit}{word(Outcome, outcome)}" for digit, outcome in OUTCOME_KEYS]
        keymap = self.desk.keymap
        return [
            *digits,
            f"{TICKET_DIGIT}{_('ticket')}",
            f"{RECORD_DIGIT}" + _("records"),
            *([f"{TOLD_DIGIT}" + _("visited and told")] if self._topics else []),
            keyed(keymap.key_of("walk.skip"), _("skip")),
            keyed(keymap.key_of("list.undo"), _("undo")),
            keyed("+-", _("entrance")),
            keyed(keymap.key_of("walk.day"), _("day")),
        ]

    # -- keys

    async def press(self, key: KeyPress) -> None:
        """Take an outcome by digit, move, or turn to another entrance."""
        by_digit = dict(OUTCOME_KEYS)
        if key.digit in by_digit:
            await self._log(by_digit[key.digit])
        elif key.digit == TICKET_DIGIT:
            await self._open_ticket()
        elif key.digit == RECORD_DIGIT:
            await self.act_card()
        elif key.digit == TOLD_DIGIT and self._topics:
            await self._log(Outcome.MET, told=tuple(campaign for campaign, _topic in self._topics))
        elif key.name == "down":
            self._at = min(self._at + 1, max(0, len(self._doors) - 1))
        elif key.name == "up":
            self._at = max(0, self._at - 1)
        elif key.name in {"+", "=", "pagedown"}:
            await self._turn(self._view.next if self._view else None)
        elif key.name in {"-", "pageup"}:
            await self._turn(self._view.previous if self._view else None)
        else:
            await super().press(key)

    async def _turn(self, key: WalkKey | None) -> None:
        if key is None:
            self.desk.note(_("There is no further entrance here."))
            return
        self._key = key
        await self.load()

    async def _log(self, outcome: Outcome, told: tuple[bytes, ...] = ()) -> None:
        door = self._door
        if door is None:
            return
        if self._outcome(door) is not None:
            self.desk.note(_("This door has its outcome; undo it first, or correct the visit."))
            return
        saved = await self._save(door, outcome, told)
        if saved is not None:
            self._typed[door.dwelling] = outcome
            self._at = min(self._at + 1, len(self._doors) - 1)

    async def _save(self, door: WalkDoor, outcome: Outcome, told: tuple[bytes, ...]) -> Saved | None:
        walked = self._round
        if door.household is None:
            if outcome is Outcome.VACANT:
                return await self.desk.write(households.mark_vacant, self.session, door.dwelling)
            self.desk.note(_("Nobody is registered behind this door; 5 marks it vacant."))
            return None
        return await self.desk.write(
            visits.log_walk_door,
            self.session,
            door.household,
            outcome,
            day=walked.day,
            half_day=walked.half_day,
            visitors=walked.visitors,
            told=told,
        )

    def disabled_reason(self, action: "Action") -> str:
        """Acts on a row need a door somebody lives behind."""
        if action.on_row and (self._door is None or self._door.household is None):
            return _("Nobody is registered behind this door.")
        return ""

    def menu_title(self) -> str:
        """Name the marked door."""
        return f"{self._door.door} {self._door.head_name}" if self._door else ""

    async def act_skip(self) -> None:
        """Go to the next door."""
        self._at = min(self._at + 1, max(0, len(self._doors) - 1))

    async def act_day(self) -> None:
        """Set day, half day and visitors."""
        await self.desk.push(WalkRoundScreen(self.desk, self))

    async def act_card(self) -> None:
        """Open the household's card."""
        from gridtui.tui.screens.household_card import HouseholdCardScreen

        if self._door is not None and self._door.household is not None:
            await self.desk.push(HouseholdCardScreen(self.desk, self._door.household))

    async def _open_ticket(self) -> None:
        from gridtui.tui.screens.ticket_form import TicketFormScreen

        door = self._door
        if door is not None and door.household is not None and self._view is not None:
            subject = Subject(door.household, f"{self._view.title}{door.door}", door.head_name)
            await self.desk.push(TicketFormScreen(self.desk, subject))
        else:
            self.desk.note(_("Nobody is registered behind this door."))


class WalkRoundScreen(FormScreen):
    """Day, half day and visitors of a round."""

    name = "walk_round"
    draft_name = ""

    def __init__(self, desk: "Desk", walk: HoldsRound) -> None:
        super().__init__(desk, None)
        self._walk = walk
        self._names: dict[bytes, str] = {}

    async def make_form(self) -> Form:
        """Show what holds now."""
        walked = self._walk.round
        colleagues = await self.desk.read(browse.colleagues, self.session)
        self._names = {post.uid: post.staff_name for post in colleagues}
        halves = [(code, label) for code, label in word_list(HalfDay) if code]
        rows = [
            [Placed(DayField("day", _("Date"), walked.day, self.session.today))],
            [Placed(ChoiceField("half_day", _("Half day"), halves, walked.half_day))],
            [
                Placed(
                    MultiChoiceField("visitors", _("Visitors"), list(self._names.items()), walked.visitors, least=1)
                )
            ],
            [Placed(self.end_field())],
        ]
        return Form(rows, label_width=8)

    def title(self) -> Line:
        """Return what is set here."""
        return ((_("The round"), STRONG),)

    async def save(self) -> None:
        """Give the round to the walk."""
        form = self.form
        if form is None:
            return
        day, half, who = form.field("day"), form.field("half_day"), form.field("visitors")
        if isinstance(day, DayField) and isinstance(half, ChoiceField) and isinstance(who, MultiChoiceField):
            visitors = tuple(uid for uid in who.values if isinstance(uid, bytes))
            names = tuple(self._names[uid] for uid in visitors)
            half_day = half.value if isinstance(half.value, int) else 0
            self._walk.set_round(Round(day.value or self.session.today, half_day, visitors, names))
