"""A change of the mechanism on trial: each post's duties a week now and then, what was done, and publishing it."""

from typing import TYPE_CHECKING, Final, Literal

from gridtui.core.errors import GridtuiError, SettingsFault
from gridtui.locale import N_, _, say
from gridtui.locale.definitions import DEFINITIONS
from gridtui.locale.sentences import sentences_for
from gridtui.office import browse, publishing
from gridtui.office.mechanism_pages import Trial, first_days
from gridtui.office.scheme_words import SchemeWords, duties_words, overload_words, question_words
from gridtui.office.simulation import NOBODY, WEEKS, PostLoadRow
from gridtui.tui.look import ALERT, COLUMNS, PLAIN, QUIET, STRONG
from gridtui.tui.prompts import Act, Menu, MenuChoice
from gridtui.tui.screens.lists import ListScreen
from gridtui.tui.widgets.plain import EMPTY, Line, cell, spaced, wrapped
from gridtui.tui.widgets.record_list import RecordList, Row, memory_source
from gridtui.tui.words import short_day, weekday

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk

Shown = Literal["posts", "rules", "changes"]
VIEWS: Final[dict[Shown, str]] = {
    "posts": N_("duties of each post"),
    "rules": N_("duties under each rule"),
    "changes": N_("changes in words"),
}
CHOICES_OF_WEEKS: Final = (1, 2, 4, 8, 13)
WEEKS_IN_A_ROW: Final = 5
"""Weeks a row has room for; the others stand under the list."""
LINES_BELOW: Final = 6


class SimulationScreen(ListScreen):
    """What the office's files would ask, before they are published; publishing is asked about here."""

    name = "simulation"
    rows_above = 2

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._trial: Trial | None = None
        self._problems: tuple[str, ...] = ()
        self._shown: Shown = "posts"
        self._weeks = WEEKS
        self._rows: tuple[Row, ...] = ()
        self._told: dict[object, str] = {}

    async def load(self) -> None:
        """Read what the files would change, and what that asks of everybody; or what is wrong in them."""
        try:
            self._trial, self._problems = await self.desk.read(browse.trial, self.session, None, self._weeks), ()
        except SettingsFault as fault:
            # The office's folder says nothing here and would fill the row.
            said = [sentences_for(each)[0] for each in fault.problems or (fault,)]
            self._trial, self._problems = None, tuple(each.replace(f"{self.session.folder}/", "") for each in said)
        await self._show(self._shown)

    async def _show(self, shown: Shown) -> None:
        self._shown = shown
        self._told.clear()
        if self._trial is None:
            self._told.update(enumerate(self._problems))
            heading = _("Faults of the files")
            self._rows = tuple(Row(at, (cell(text, 74, ALERT),), heading) for at, text in enumerate(self._problems))
        else:
            made = {"posts": self._post_rows, "rules": self._rule_rows, "changes": self._change_rows}[shown]
            self._rows = tuple(made(self._trial))
        self.fit_to_window()
        await self.records.restart(0)

    def fit_to_window(self) -> None:
        """Leave the last lines to the marked row."""
        super().fit_to_window()
        self.records.lines_for_rows -= LINES_BELOW

    # -- rows

    def _post_rows(self, trial: Trial) -> list[Row]:
        return [self._post_row(trial, row) for row in trial.found.concerned]

    def _post_row(self, trial: Trial, row: PostLoadRow) -> Row:
        who = _("nobody holds the post") if row.post == NOBODY else f"{row.staff_name} {row.role_title}"
        rules = [f"{trial.found.titles.get(key, key)} {number}" for key, number in row.by_rule]
        told = [overload_words(row.overloads), _weeks_words(_("Now"), row.old), _weeks_words(_("Then"), row.new)]
        told += [_weeks_words(_("Done before"), row.done), _(", ").join(rules)]
        self._told[row.post] = "\n".join(each for each in told if each)
        weeks = " ".join(short(number, 4) for number in row.new[:WEEKS_IN_A_ROW])
        return Row(
            row.post,
            spaced(
                cell(who, 20),
                cell(row.unit_name, 10),
                cell(short(sum(row.old), 5), 5),
                cell(short(sum(row.new), 5), 5, STRONG if row.changes else PLAIN),
                cell(short(sum(row.done), 5), 5, QUIET),
                cell(weeks, 5 * WEEKS_IN_A_ROW - 1, ALERT if row.overloads else PLAIN),
            ),
        )

    def _rule_rows(self, trial: Trial) -> list[Row]:
        before = {load.rule: load for load in trial.found.old_rules}
        after = {load.rule: load for load in trial.found.new_rules}
        rows = []
        for key in dict.fromkeys((*after, *before)):
            old, new = before.get(key), after.get(key)
            title = trial.found.titles.get(key, key)
            a_day = say("{number} a day", number=new.duties_per_day) if new else _("taken away")
            self._told[key] = f"{title} ({key})\n{_(DEFINITIONS['obligations'])}"
            rows.append(
                Row(
                    key,
                    spaced(
                        cell(title, 31),
                        cell(short(old.duties if old else 0, 5), 5),
                        cell(short(new.duties if new else 0, 5), 5, PLAIN if old == new else STRONG),
                        cell(a_day, 20, PLAIN if new else ALERT),
                    ),
                )
            )
        return rows

    def _change_rows(self, trial: Trial) -> list[Row]:
        proposed = trial.proposed
        words = SchemeWords(proposed.old, proposed.new)
        faults: list[GridtuiError] = [*trial.found.faults]
        doubts: list[GridtuiError] = [*proposed.doubts]
        told = [(_("Cannot be kept"), " ".join(sentences_for(each)), ALERT) for each in faults]
        told += [(_("What changes"), words.sentence(each), PLAIN) for each in proposed.changes]
        told += [(_("Doubtful"), " ".join(sentences_for(each)), ALERT) for each in doubts]
        told += [
            (_("Left to the office to decide"), question_words(proposed.new, each), QUIET)
            for each in proposed.questions
            if not each.is_assumed
        ]
        self._told.update(enumerate(text for _heading, text, _look in told))
        return [Row(number, (cell(text, 74, look),), heading) for number, (heading, text, look) in enumerate(told)]

    # -- what is shown

    def title(self) -> Line:
        """Return from when and for how long, and what it comes to."""
        if self._trial is None:
            return ((_("On trial"), STRONG), ("", PLAIN))
        found, proposed = self._trial.found, self._trial.proposed
        day = short_day(found.first_day, self.session.today)
        count = say("{count} changes", count=len(proposed.changes))
        words = say("from {day}: {count}. {duties}", day=day, count=count, duties=duties_words(found))
        return ((_("On trial"), STRONG), (f"  {words}", PLAIN))

    def paint(self, height: int) -> list[Line]:
        """Return the rows under their heads, and under them what the marked one says in full."""
        marked = self.records.marked
        told = wrapped(self._told.get(marked.key, ""), COLUMNS) if marked else []
        title, *rows = super().paint(height - LINES_BELOW)
        return [title, self._heads(), *rows, EMPTY, *told][:height]

    def _heads(self) -> Line:
        if self._shown == "changes" or self._trial is None:
            return EMPTY
        heads = [(_("Rule"), 31), (_("Now"), 5), (_("Then"), 5), (_("in the long run"), 20)]
        if self._shown == "posts":
            heads = [(_("Post"), 20), (_("Unit"), 10), (_("Now"), 5), (_("Then"), 5), (_("Done"), 5)]
            heads.append((_("then, week by week"), 24))
        return ((" " * 5, PLAIN), *spaced(*(cell(text, width, QUIET) for text, width in heads)))

    def empty_words(self) -> str:
        """Return what stands where nothing changes."""
        return _("The office's files say what holds already.") if self._shown == "changes" else super().empty_words()

    def menu_title(self) -> str:
        """Name what is on trial."""
        return self._trial.proposed.new.about.title if self._trial else ""

    def disabled_reason(self, action: "Action") -> str:
        """Refuse to publish what holds already or cannot be kept."""
        if action.id != "simulation.publish":
            return ""
        if self._trial is None:
            return _("The office's files have faults.")
        if self._trial.proposed.impossible:
            return sentences_for(self._trial.proposed.impossible[0])[0]
        return _("This is published and in force already.") if self._trial.proposed.is_published else ""

    # -- acts

    async def act_show(self) -> None:
        """Choose what to look at."""
        choices = [MenuChoice(_(label), self._showing(shown)) for shown, label in VIEWS.items()]
        self.desk.prompt = Menu(_("Show what?"), choices, self.desk.note)

    def _showing(self, shown: Shown) -> Act:
        async def show() -> None:
            await self._show(shown)

        return show

    async def act_weeks(self) -> None:
        """Choose how many weeks."""
        choices = [MenuChoice(say("{count} weeks", count=each), self._looking_at(each)) for each in CHOICES_OF_WEEKS]
        self.desk.prompt = Menu(_("How many weeks?"), choices, self.desk.note)

    def _looking_at(self, weeks: int) -> Act:
        async def look() -> None:
            self._weeks = weeks
            await self.load()

        return look

    async def act_publish(self) -> None:
        """Choose the first day, then be asked."""
        today = self.session.today
        days = first_days(self.session)
        names = [_("today") if day == today else f"{weekday(day)}{short_day(day, today)}" for day in days]
        choices = [MenuChoice(name, self._publishing(day)) for name, day in zip(names, days, strict=True)]
        self.desk.prompt = Menu(_("Publish from which day on?"), choices, self.desk.note)

    def _publishing(self, day: int) -> Act:
        async def ask() -> None:
            trial = await self.desk.read(browse.trial, self.session, day, self._weeks)

            async def publish() -> None:
                await self.desk.write(publishing.publish, self.session, trial.proposed)
                await self.load()

            words = say(
                "Publish {title} for the whole street from {day} on: {changes} changes, {posts} posts have too much?",
                title=trial.proposed.new.about.title,
                day=short_day(day, self.session.today),
                changes=len(trial.proposed.changes),
                posts=len(trial.found.overloaded),
            )
            self.desk.ask(words, _("publish"), publish)

        return ask


def _weeks_words(label: str, weeks: tuple[int, ...]) -> str:
    """Return the numbers of all weeks behind what they are; '' where nothing was counted."""
    return f"{label} {' '.join(map(str, weeks))}" if weeks else ""


def short(number: int, width: int) -> str:
    """Return a number right-aligned; one too long for its column in thousands or millions, never cut."""
    for divisor, unit in ((1, ""), (1_000, "k"), (1_000_000, "M")):
        text = f"{number // divisor}{unit}"
        if len(text) <= width:
            return text.rjust(width)
    return ">" * width
