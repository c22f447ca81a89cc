"""Teams with their members, each under its team; teams are made and ended here, members put in and taken out."""

from typing import TYPE_CHECKING, Any

from gridtui.core.records import TeamMember
from gridtui.core.words import UnitKind
from gridtui.locale import _, say
from gridtui.office import browse, teams
from gridtui.office.teams import MemberForm, TeamForm, TeamView
from gridtui.office.views import Saved
from gridtui.scheme import acts
from gridtui.tui.look import PLAIN, QUIET, STRONG
from gridtui.tui.screens.activity_form import values_of
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.screens.lists import ListScreen
from gridtui.tui.widgets.choice import ChoiceField, MultiChoiceField, Option
from gridtui.tui.widgets.fields import DayField, TextField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line, cell, line, spaced
from gridtui.tui.widgets.record_list import RecordList, Row, memory_source
from gridtui.tui.words import short_day

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk

NOBODY = "-"
"""The option of a member who holds no post here."""


class TeamsScreen(ListScreen):
    """The teams of today."""

    name = "teams"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._found: tuple[TeamView, ...] = ()
        self._rows: tuple[Row, ...] = ()

    async def load(self) -> None:
        """Read the teams."""
        self._found = await self.desk.read(teams.teams, self.session)
        self._rows = tuple(row for view in self._found for row in self._rows_of(view))
        await super().load()

    async def came_back(self) -> None:
        """Read again: a team may have changed in front."""
        await self.load()

    def _rows_of(self, view: TeamView) -> list[Row]:
        team = view.team
        units = _(", ").join(team.unit_names)
        heading = f"{team.name}  {units}  {view.programme_title}".rstrip()
        if not view.members:
            return [Row((team.uid, b""), (cell(_("nobody yet"), 20, QUIET),), heading)]
        return [Row((team.uid, member.uid), self._member(member), heading) for member in view.members]

    def _member(self, member: TeamMember) -> Line:
        since = say("since {day}", day=short_day(member.from_day, self.session.today))
        body = member.body or (_("post here") if member.post else "")
        return spaced(cell(member.name, 14), cell(member.role, 14), cell(body, 26), cell(since, 18))

    def title(self) -> Line:
        """Return how many there are."""
        people = sum(len(view.members) for view in self._found)
        words = say("{teams} teams, {people} members", teams=len(self._found), people=people)
        return ((_("Teams"), STRONG), (f"  {words}", PLAIN))

    def empty_words(self) -> str:
        """Say that there is none."""
        return _("No team yet.")

    def menu_title(self) -> str:
        """Name the marked row."""
        view, member = self._marked()
        return f"{view.team.name} {member.name if member else ''}".rstrip() if view else ""

    def disabled_reason(self, action: "Action") -> str:
        """Acts on a row need one, taking out a member."""
        view, member = self._marked()
        if action.on_row and view is None:
            return _("There is no row to act on.")
        return _("Nobody is in this team.") if action.id == "teams.leave" and member is None else ""

    def _marked(self) -> tuple[TeamView | None, TeamMember | None]:
        key = self.records.marked.key if self.records.marked else None
        if not isinstance(key, tuple):
            return None, None
        view = next((view for view in self._found if view.team.uid == key[0]), None)
        member = next((each for each in view.members if each.uid == key[1]), None) if view else None
        return view, member

    async def act_new(self) -> None:
        """Make a team."""
        await self.desk.push(TeamFormScreen(self.desk))

    async def act_member(self) -> None:
        """Put somebody into the marked team."""
        view, _member = self._marked()
        if view is not None:
            await self.desk.push(MemberFormScreen(self.desk, view))

    async def act_leave(self) -> None:
        """Take the marked member out of the team, once asked."""
        view, member = self._marked()
        if view is None or member is None:
            return

        async def leave() -> None:
            await self.desk.write(teams.end_member, self.session, view.team.uid, member.uid)
            await self.load()

        words = say("{name} leaves {team} after today.", name=member.name, team=view.team.name)
        self.desk.ask(words, _("take out"), leave)

    async def act_end(self) -> None:
        """End the marked team, once asked."""
        view, _member = self._marked()
        if view is None:
            return

        async def end() -> None:
            await self.desk.write(teams.end_team, self.session, view.team.uid)
            await self.load()

        self.desk.ask(say("End the team {name} with today?", name=view.team.name), _("end now"), end)


class TeamFormScreen(FormScreen):
    """A new team."""

    name = "team_form"
    draft_name = "team"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, None)

    async def make_form(self) -> Form:
        """Offer grids and communities, and the mechanism's programmes."""
        session = self.session
        units: list[Option] = [
            (unit.uid, unit.name)
            for unit in session.units_of(UnitKind.GRID, UnitKind.COMMUNITY, UnitKind.VILLAGE)
            if session.decide(acts.STAFF_EDIT, unit=unit.uid).allowed
        ]
        programmes: list[Option] = [("", _("no programme"))]
        programmes += [(programme.key, programme.title) for programme in session.scheme.programmes]
        rows: list[list[Placed]] = [
            [Placed(TextField("name", _("Name of it"), limit_characters=60))],
            [Placed(MultiChoiceField("units", _("Works on"), units, ()))],
            [Placed(ChoiceField("programme", _("Programme"), programmes, ""))],
            [Placed(DayField("from_day", _("First day"), session.today, session.today, latest_past=False))],
            [Placed(self.end_field())],
        ]
        return Form(rows, label_width=10)

    def title(self) -> Line:
        """Return what is made."""
        return line((_("New team"), STRONG))

    async def save(self) -> Saved:
        """Make the team."""
        return await self.desk.write(teams.add_team, self.session, TeamForm(**_typed(self.form)))


class MemberFormScreen(FormScreen):
    """A member of a team: somebody with a post here, or a name and the body that sent the person."""

    name = "member_form"
    draft_name = "member"

    def __init__(self, desk: "Desk", view: TeamView) -> None:
        super().__init__(desk, view.team.uid)
        self._view = view

    async def make_form(self) -> Form:
        """Offer the posts of today, and a name."""
        held = await self.desk.read(browse.colleagues, self.session)
        posts: list[Option] = [(NOBODY, _("from elsewhere"))]
        posts += [(post.uid, f"{post.staff_name}({self.session.role_title(post.role)})") for post in held]
        today = self.session.today
        rows: list[list[Placed]] = [
            [Placed(ChoiceField("post", _("Post"), posts, NOBODY))],
            [Placed(TextField("name", _("Name"), hint=_("Only for who holds no post here."), limit_characters=60))],
            [Placed(TextField("body", _("Sent by"), hint=_("The body that sent the person."), limit_characters=80))],
            [Placed(TextField("role", _("In the team"), limit_characters=40))],
            [Placed(DayField("from_day", _("First day"), today, today, latest_past=False))],
            [Placed(self.end_field())],
        ]
        return Form(rows, label_width=12)

    def title(self) -> Line:
        """Return whose member it will be."""
        return ((_("New member"), STRONG), (f"  {self._view.team.name}", PLAIN))

    async def save(self) -> Saved:
        """Put the person in."""
        values = _typed(self.form)
        if values["post"] == NOBODY:
            values["post"] = None
        return await self.desk.write(teams.add_member, self.session, self._view.team.uid, MemberForm(**values))


def _typed(form: Form | None) -> dict[str, Any]:
    """Return what was typed, by field; ``Any`` because the struct it fills checks nothing here."""
    if form is None:
        raise RuntimeError
    return values_of(form)
