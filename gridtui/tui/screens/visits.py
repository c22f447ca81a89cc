"""Visits: what was logged, newest first; one of them in full; a correction points at the old record."""

from typing import TYPE_CHECKING

from gridtui.core.records import Visit
from gridtui.core.words import Channel, HalfDay, Outcome
from gridtui.locale import _, say
from gridtui.locale.words import word
from gridtui.office import browse
from gridtui.office.views import VisitRow
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import ALERT, COLUMNS, PLAIN, STRONG
from gridtui.tui.screens.base import OfficeScreen
from gridtui.tui.screens.lists import OpeningListScreen, Subject, day_and_time, page_words
from gridtui.tui.widgets.plain import EMPTY, Line, cell, line, spaced, wrapped
from gridtui.tui.widgets.record_list import MOST_ROWS, RecordList, RecordPage, Row
from gridtui.tui.words import keyed, moment

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk

Before = tuple[int, bytes] | None
"""Where a page of visits begins: the day and place of the last visit of the page before; None at the newest."""


class VisitsScreen(OpeningListScreen):
    """The third area; of one household, or of a unit's or a post's visits between two days, where such are given."""

    name = "visits"

    def __init__(
        self,
        desk: "Desk",
        household: bytes | None = None,
        *,
        unit: bytes | None = None,
        visitor: bytes | None = None,
        days: tuple[int, int] | None = None,
    ) -> None:
        records: RecordList[Before] = RecordList(self._page, None)
        super().__init__(desk, records)
        self._household = household
        self._unit = unit
        self._visitor = visitor
        self._days = days
        self._shown: dict[bytes, VisitRow] = {}

    async def _page(self, start: Before, height: int) -> RecordPage[Before]:
        page = await self.desk.read(
            browse.visits,
            self.session,
            household=self._household,
            unit=self._unit,
            visitor=self._visitor,
            since=self._days[0] if self._days else None,
            until=self._days[1] if self._days else None,
            before=start,
            limit=min(height, MOST_ROWS),
        )
        self._shown = {row.uid: row for row in page.rows}
        return RecordPage(tuple(self._row(row) for row in page.rows), page.next)

    def _row(self, row: VisitRow) -> Row:
        when = day_and_time(row.day, row.start_minute, word(HalfDay, row.half_day), self.session.today)
        marks = [
            _("(corrected)") if row.superseded else "",
            _("not counted") if row.uncounted else "",
            _("late entry") if row.late else "",
            _("clock?") if row.clock_doubt else "",
        ]
        text = " ".join([*(mark for mark in marks if mark), row.summary])
        return Row(
            row.uid,
            spaced(
                cell(when, 12),
                cell(f"{row.address} {row.head_name}", 24),
                cell(word(Outcome, row.outcome), 7, PLAIN if row.outcome == Outcome.MET else ALERT),
                cell(word(Channel, row.channel), 8),
                cell(_(", ").join(row.visitor_names), 10),
                cell(text, 8),
            ),
        )

    def title(self) -> Line:
        """Return what the list is, and the page."""
        order = _("newest first")
        return ((_("Visits"), STRONG), (f"  {order}  {page_words(self.records)}", PLAIN))

    def menu_title(self) -> str:
        """Name the marked visit."""
        row = self._marked()
        return f"{row.address} {row.head_name}" if row else ""

    def disabled_reason(self, action: "Action") -> str:
        """Acts on a row need one; a corrected visit is corrected where it was corrected."""
        row = self._marked()
        if action.on_row and row is None:
            return _("There is no row to act on.")
        if action.id == "visit.correct" and row is not None and row.superseded:
            return _("This visit was corrected already; correct the newer one.")
        return ""

    def _marked(self) -> VisitRow | None:
        uid = self.marked_uid()
        return self._shown.get(uid) if uid else None

    async def act_open(self) -> None:
        """Open the marked visit."""
        if (row := self._marked()) is not None:
            await self.desk.push(VisitScreen(self.desk, row.uid, _subject(row)))

    async def act_correct(self) -> None:
        """Correct the marked visit."""
        from gridtui.tui.screens.visit_form import VisitFormScreen

        if (row := self._marked()) is not None:
            await self.desk.push(VisitFormScreen(self.desk, _subject(row), corrects=row.uid))

    async def act_card(self) -> None:
        """Open the card of the household visited."""
        from gridtui.tui.screens.household_card import HouseholdCardScreen

        if (row := self._marked()) is not None:
            await self.desk.push(HouseholdCardScreen(self.desk, row.household))


def _subject(row: VisitRow) -> Subject:
    return Subject(row.household, row.address, row.head_name)


class VisitScreen(OfficeScreen):
    """One visit in full, the diary verbatim."""

    name = "visit"

    def __init__(self, desk: "Desk", visit: bytes, subject: Subject) -> None:
        super().__init__(desk)
        self._visit_id = visit
        self._subject = subject
        self._visit: Visit | None = None
        self._prompts: dict[int, str] = {}
        self._first_line = 0

    async def load(self) -> None:
        """Read the visit and the words of the prompts."""
        self._visit = await self.desk.read(browse.visit, self.session, self._visit_id)
        self._prompts = dict(await self.desk.read(browse.prompts, self.session))

    def paint(self, height: int) -> list[Line]:
        """Return the visit, from the line the person paged to."""
        visit = self._visit
        title: Line = ((_("Visit"), STRONG), (f"  {self._subject.full_label}", PLAIN))
        if visit is None:
            return [title]
        today = self.session.today
        when = day_and_time(visit.day, visit.start_minute, word(HalfDay, visit.half_day), today)
        names = _(", ").join(visit.visitor_names)
        lines: list[Line] = [
            title,
            line(f"{when}  {word(Channel, visit.channel)}  {word(Outcome, visit.outcome)}  {names}"),
            line(say("Entered {when} by {name}", when=moment(visit.entered_ms, today), name=visit.entered_by_name)),
        ]
        if visit.superseded:
            lines.append(line((_("This visit was corrected; it counts no more."), ALERT)))
        if visit.prompts:
            lines.append(line("  ".join(self._prompts.get(each, str(each)) for each in visit.prompts)))
        if visit.gifts:
            lines += wrapped(say("Gifts: {gifts}", gifts=visit.gifts))
        if visit.card_left:
            lines.append(line(_("The contact card was left.")))
        for text in (visit.diary, visit.summary):
            lines += [EMPTY, *wrapped(text, COLUMNS)] if text else []
        return lines[self._first_line : self._first_line + height]

    def own_hints(self) -> list[str]:
        """Say how to act."""
        return [keyed("enter", _("act")), _("+- page")]

    def menu_title(self) -> str:
        """Name the household visited."""
        return self._subject.label

    async def press(self, key: KeyPress) -> None:
        """Turn the page, or act."""
        if key.name in {"+", "=", "down", "pagedown"}:
            self._first_line += self.desk.body_lines - 1
        elif key.name in {"-", "up", "pageup"}:
            self._first_line = max(0, self._first_line - self.desk.body_lines + 1)
        else:
            await super().press(key)

    async def act_correct(self) -> None:
        """Correct this visit."""
        from gridtui.tui.screens.visit_form import VisitFormScreen

        await self.desk.replace(VisitFormScreen(self.desk, self._subject, corrects=self._visit_id))

    async def act_card(self) -> None:
        """Open the household's card."""
        from gridtui.tui.screens.household_card import HouseholdCardScreen

        await self.desk.push(HouseholdCardScreen(self.desk, self._subject.household))
