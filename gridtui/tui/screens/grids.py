"""Grids drawn anew (S4-2): before and after, grid by grid; proposed or put together by hand; made as one change."""

from typing import TYPE_CHECKING

from gridtui.locale import _, say
from gridtui.locale.sentences import sentences_for
from gridtui.office import repartition_plan as planning
from gridtui.office.repartition import apply_plan
from gridtui.office.repartition_plan import GridPlan, Ground
from gridtui.office.repartition_review import GridRow, Review, review
from gridtui.tui.look import ALERT, COLUMNS, PLAIN, STRONG
from gridtui.tui.prompts import Act, Menu, MenuChoice
from gridtui.tui.screens.grids_forms import GridNameScreen, GridNumberScreen
from gridtui.tui.screens.lists import ListScreen
from gridtui.tui.widgets.plain import Line, cell, line, plain_text, spaced, wrapped
from gridtui.tui.widgets.record_list import RecordList, Row, RowsOnDemand, memory_source
from gridtui.tui.words import short_day

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk

_ON_PLAN = frozenset({"grids.take", "grids.cut", "grids.name", "grids.drop", "grids.apply"})


_MOST_REMARKS = 3


class GridsScreen(ListScreen):
    """The grids as they are; once a plan is begun, the new ones with what comes into them."""

    name = "grids"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self.plan: GridPlan | None = None
        self._ground: Ground | None = None
        self._review: Review | None = None
        self._change: GridPlan | None = None
        self._shown: tuple[GridRow, ...] = ()
        self._prefix = 0
        self._rows: RowsOnDemand[GridRow] = RowsOnDemand((), self._row)

    async def load(self) -> None:
        """Read the grids; a plan begun is looked at again."""
        self._ground = await self.desk.read(planning.ground_of, self.session)
        await self._look()

    async def refresh(self) -> None:
        """Begin anew with the grids as they are."""
        self.plan = None
        await self.load()

    async def _look(self) -> None:
        ground = self._ground
        if ground is None:
            return
        olds = [grid.uid for grid in ground.grids]
        plan = self.plan or planning.as_it_is(ground, olds, from_day=self.session.today)
        shown = await self.desk.read(review, self.session, plan, ground)
        self._shown = shown.after if self.plan is not None else shown.before
        self._prefix = _shared_letters([grid.name for grid in ground.grids])
        # What stays as it is is on show, and is no part of the change.
        self._change = planning.only_changed(plan, ground)
        self._review = await self.desk.read(review, self.session, self._change, ground)
        self._rows = RowsOnDemand(self._shown, self._row)
        self.rows_above = len(self._head())
        await super().load()

    async def change(self, plan: GridPlan) -> None:
        """Take a plan and show what it comes to."""
        self.plan = plan
        await self._look()

    # -- what is shown

    def _row(self, row: GridRow) -> Row:
        origin = " ".join(f"{name[self._prefix :] or _('none')}:{count}" for name, count in row.names)
        people = _(", ").join(name for name, _title in row.staff) or _("no staff")
        where = (cell(origin, 21), cell(people, 18, PLAIN if row.staff else ALERT))
        spans = spaced(
            cell(row.name, 8),
            cell(say("{count} homes", count=row.lived_in), 7),
            cell(say("key {count}", count=row.key_persons), 7),
            cell(say("load {count}", count=row.load), 8),
            *(where if row.names else where[1:]),
        )
        return Row(row.name, spans)

    def paint(self, height: int) -> list[Line]:
        """Return the numbers and what stands against the plan, then the grids."""
        return [*self._head(), *self.records.paint(height - self.rows_above)]

    def _head(self) -> list[Line]:
        shown = self._review
        if shown is None:
            return [line((_("Grids"), STRONG))]
        if self.plan is None:
            return [
                ((_("Grids"), STRONG), (f"  {_loads(self._shown)}", PLAIN)),
                line(" " + _("Load: lived-in households, each key person counted as so many more.")),
            ]
        if self._is_unchanged():
            return [line((_("Grids"), STRONG)), line((" " + _("Nothing in the plan differs from today."), ALERT))]
        day = short_day(shown.from_day, self.session.today)
        words = say(
            "plan from {day}: {before} -> {after}", day=day, before=_loads(shown.before), after=_loads(shown.after)
        )
        lines: list[Line] = [((_("Grids"), STRONG), (f"  {words}", PLAIN))]
        against = [say("Ends with its grid: {post}", post=post) for post in shown.ending]
        against += [say("Runs on a grid that ends: {campaign}", campaign=each) for each in shown.campaigns]
        against += [sentences_for(fault)[0] for fault in shown.faults]
        for text in against[:_MOST_REMARKS]:
            lines += [line((plain_text(each), ALERT)) for each in wrapped(" " + text, COLUMNS, " ")]
        return lines

    def _is_unchanged(self) -> bool:
        return self._change is not None and not self._change.olds and not self._change.grids

    def menu_title(self) -> str:
        """Name the marked grid."""
        return str(self.records.marked.key) if self.records.marked else ""

    def disabled_reason(self, action: "Action") -> str:
        """Most acts need a plan, and the plan no fault."""
        if action.id in _ON_PLAN and self.plan is None:
            return _("Begin a plan first: propose, or add a grid.")
        if action.on_row and self._place() is None:
            return _("There is no row to act on.")
        if action.id == "grids.apply" and self._is_unchanged():
            return _("Nothing in the plan differs from today.")
        if action.id == "grids.apply" and self._review is not None and self._review.faults:
            return sentences_for(self._review.faults[0])[0]
        return ""

    def _place(self) -> int | None:
        """Return the place of the marked grid among those shown."""
        marked = self.records.marked
        names = [row.name for row in self._shown]
        return names.index(str(marked.key)) if marked is not None and marked.key in names else None

    # -- acts

    async def act_propose(self) -> None:
        """Ask how many grids there are to be."""
        ground = self._ground
        if ground is None:
            return

        async def propose(number: int) -> None:
            await self.change(planning.proposed(ground, number, from_day=self.session.today))

        await self.desk.push(GridNumberScreen(self.desk, len(ground.grids), propose))

    async def act_add(self) -> None:
        """Add a new grid; the first one begins a plan with the grids as they are."""
        ground = self._ground
        if ground is None:
            return

        async def add(name: str) -> None:
            begun = self.plan or planning.as_it_is(
                ground, [grid.uid for grid in ground.grids], from_day=self.session.today
            )
            await self.change(planning.with_grid(begun, name))

        await self.desk.push(GridNameScreen(self.desk, "", add))

    async def act_name(self) -> None:
        """Name the marked new grid."""
        plan, place = self.plan, self._place()
        if plan is None or place is None:
            return

        async def rename(name: str) -> None:
            await self.change(planning.renamed(plan, place, name))

        await self.desk.push(GridNameScreen(self.desk, plan.grids[place].name, rename))

    async def act_drop(self) -> None:
        """Take the marked new grid out of the plan."""
        place = self._place()
        if self.plan is not None and place is not None:
            await self.change(planning.without_grid(self.plan, place))

    async def act_back(self) -> None:
        """Go back; a plan that was begun is dropped by a yes alone, as no draft of it is kept."""
        if self.plan is None:
            await super().act_back()
        else:
            self.desk.ask(_("Leave, and drop the plan?"), _("drop the plan"), super().act_back)

    async def act_take(self) -> None:
        """Choose an old grid that goes whole into the marked new one."""
        ground, plan, place = self._ground, self.plan, self._place()
        if ground is None or plan is None or place is None:
            return
        choices = [
            MenuChoice(grid.name, self._changing(planning.taken_whole(plan, ground, grid.uid, place)))
            for grid in ground.grids
        ]
        self.desk.prompt = Menu(
            say("Which old grid goes into {name}?", name=plan.grids[place].name), choices, self.desk.note
        )

    async def act_cut(self) -> None:
        """Choose a building that goes into the marked new grid."""
        ground, plan, place = self._ground, self.plan, self._place()
        if ground is None or plan is None or place is None:
            return
        names = {uid: unit.name for uid, unit in self.session.units.items()}
        choices = [
            MenuChoice(
                f"{names.get(yard or b'', '-')} {number}",
                self._changing(planning.taken_building(plan, ground, (yard, number), place)),
            )
            for yard, number in planning.buildings_of(plan, ground)
        ]
        title = say("Which building goes into {name}?", name=plan.grids[place].name)
        self.desk.prompt = Menu(title, choices, self.desk.note)

    async def act_staff(self) -> None:
        """Choose a post, then the new grid it goes on in."""
        ground, plan, place = self._ground, self.plan, self._place()
        if ground is None or plan is None or place is None:
            self.desk.note(_("Begin a plan first: propose, or add a grid."))
            return
        target = plan.grids[place]
        posts = [post for post in ground.posts if post.unit in plan.olds]
        choices = [
            MenuChoice(
                say("{name} ends", name=post.staff_name)
                if post.uid in target.posts
                else f"{post.staff_name}({post.unit_name})",
                self._changing(planning.with_post(plan, post.uid, None if post.uid in target.posts else place)),
            )
            for post in posts
        ]
        self.desk.prompt = Menu(
            say("Who works in {name}, or whose post ends?", name=target.name), choices, self.desk.note
        )

    def _changing(self, plan: GridPlan) -> Act:
        async def take() -> None:
            await self.change(plan)

        return take

    async def act_apply(self) -> None:
        """Draw the grids anew, once asked."""
        plan = self._change
        if self.plan is None or plan is None:
            return

        async def make() -> None:
            await self.desk.write(apply_plan, self.session, plan)
            self.plan = None
            await self.load()

        question = say(
            "Draw {before} grids anew as {after} from {day} on, {count} households, as one change?",
            before=len(plan.olds),
            after=len(plan.grids),
            day=short_day(plan.from_day, self.session.today),
            count=sum(len(grid.households) for grid in plan.grids),
        )
        self.desk.ask(question, _("draw anew"), make)


def _shared_letters(names: list[str]) -> int:
    """Return how many letters all names begin with, before the first digit: what need not be said of each."""
    if len(names) == 1:
        return 0
    for place, letters in enumerate(zip(*names, strict=False)):
        if len(set(letters)) > 1 or letters[0].isdigit():
            return place
    return 0


def _loads(rows: tuple[GridRow, ...]) -> str:
    """Return how many grids there are and between which loads."""
    if not rows:
        return say("{count} grids", count=0)
    loads = [row.load for row in rows]
    return say("{count} grids of load {least}-{most}", count=len(rows), least=min(loads), most=max(loads))
