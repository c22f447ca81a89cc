"""Posts: who holds which, what it answers for against its span, which terms and certificates run out."""

from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.exchange.post_paper import write_public_docx, write_public_text
from gridtui.locale import N_, _, say
from gridtui.office import post_pages
from gridtui.office.post_pages import PostRow
from gridtui.office.session import OfficeSession
from gridtui.tui.look import ALERT, PLAIN, STRONG
from gridtui.tui.prompts import Act, Menu, MenuChoice
from gridtui.tui.screens.lists import ListScreen
from gridtui.tui.widgets.plain import Line, Span, cell, line, spaced
from gridtui.tui.widgets.record_list import RecordList, Row, RowsOnDemand, memory_source

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk

RUNNING_OUT = "*"
"""What the list shows where it is not one role: posts whose term or certificate ends soon."""
SPANS = {"short": N_("too few"), "within": "", "over": N_("too many"), "unset": "", "": ""}
PUBLIC_FOLDER = "public"


class PostsScreen(ListScreen):
    """The office's posts under their units."""

    name = "posts"

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk, RecordList(memory_source(lambda: self._rows), 0))
        self._role = ""
        self._found: tuple[PostRow, ...] = ()
        self._rows: RowsOnDemand[PostRow] = RowsOnDemand((), self._row)

    async def load(self) -> None:
        """Read the posts."""
        role = "" if self._role == RUNNING_OUT else self._role
        found = await self.desk.read(post_pages.post_list, self.session, role=role)
        self._found = tuple(row for row in found if self._role != RUNNING_OUT or row.runs_out)
        self._rows = RowsOnDemand(self._found, self._row)
        await super().load()

    async def came_back(self) -> None:
        """Read again: a post may have changed in front."""
        await self.load()

    def _row(self, row: PostRow) -> Row:
        load = row.load
        homes = f"{load.lived_in}/{load.households}" if load.lived_in != load.households else str(load.lived_in)
        spans = spaced(
            cell(_("no unit"), 10, ALERT) if row.no_unit else cell(row.unit_name, 10),
            cell(row.role_title, 8),
            cell(("?" if row.unchecked else "") + row.name, 9),
            cell(say("{count} homes", count=homes), 11),
            cell(span_words(row), 10, ALERT if load.state in {"short", "over"} else PLAIN),
            left_cell(_("term"), row.term_left, 9),
            left_cell(_("cert."), row.certificate_left, 9),
        )
        return Row(row.uid, spans)

    def title(self) -> Line:
        """Return which posts these are, and how many run out."""
        soon = sum(row.runs_out for row in self._found)
        which = self._which()
        words = say("{count} posts, {which}", count=len(self._found), which=which)
        out = say("  running out {count}", count=soon) if soon else ""
        return ((_("Posts"), STRONG), (f"  {words}", PLAIN), (out, ALERT))

    def _which(self) -> str:
        if not self._role:
            return _("all")
        return _("running out") if self._role == RUNNING_OUT else self.session.role_title(self._role)

    def menu_title(self) -> str:
        """Name the marked post."""
        row = self._marked()
        return f"{row.name} {row.role_title}" if row else ""

    def disabled_reason(self, action: "Action") -> str:
        """Acts on a row need one."""
        return _("There is no row to act on.") if action.on_row and self._marked() is None else ""

    def _marked(self) -> PostRow | None:
        marked = self.records.marked
        return next((row for row in self._found if marked and marked.key == row.uid), None)

    # -- acts

    async def act_open(self) -> None:
        """Open the marked post."""
        from gridtui.tui.screens.post import PostScreen

        if (row := self._marked()) is not None:
            await self.desk.push(PostScreen(self.desk, row.uid))

    async def act_appoint(self) -> None:
        """Choose a role, then fill in the form."""
        roles = [role for role in self.session.scheme.roles if post_pages.units_for_role(self.session, role.key)]
        choices = [MenuChoice(self.session.role_title(role.key), self._appointing(role.key)) for role in roles]
        self.desk.prompt = Menu(_("Appoint to which post?"), choices, self.desk.note)

    def _appointing(self, role: str) -> Act:
        async def appoint() -> None:
            from gridtui.tui.screens.post_form import PostFormScreen

            await self.desk.push(PostFormScreen(self.desk, role))

        return appoint

    async def act_rebalance(self) -> None:
        """Propose how the posts of the marked one's role on its unit could share evenly."""
        from gridtui.tui.screens.rebalance import RebalanceScreen

        if (row := self._marked()) is not None:
            await self.desk.push(RebalanceScreen(self.desk, row.role, row.unit))

    async def act_role(self) -> None:
        """Choose which posts are shown."""
        held = dict.fromkeys(row.role for row in await self.desk.read(post_pages.post_list, self.session))
        choices = [MenuChoice(_("all"), self._showing("")), MenuChoice(_("running out"), self._showing(RUNNING_OUT))]
        choices += [MenuChoice(self.session.role_title(role), self._showing(role)) for role in held]
        self.desk.prompt = Menu(_("Show which posts?"), choices, self.desk.note)

    def _showing(self, role: str) -> Act:
        async def show() -> None:
            self._role = role
            await self.load()

        return show

    async def act_public(self) -> None:
        """Write the public list as a document and as text."""
        path, count = await self.desk.jobs.write(_published, self.session)
        self.desk.note(say("{count} posts in {file} and .txt", count=count, file=f"{path.parent.name}/{path.name}"))

    def status(self) -> Line:
        """Say what the second number of a row is, and the mark before a name."""
        return line(_("Homes: really lived in / on record. ? marks who is still to be checked."))


def span_words(row: PostRow) -> str:
    """Return the span and how the post stands to it: 20-40 too many; '' where none is stated."""
    load = row.load
    if not load.most:
        return ""
    state = SPANS[load.state]
    return f"{load.least}-{load.most} {_(state) if state else ''}".rstrip()


def left_cell(label: str, left: int | None, width: int) -> Span:
    """Return how long a term or certificate holds, marked where it ends within 60 days."""
    if left is None:
        return cell("", width)
    words = say("{label} over", label=label) if left < 0 else say("{label} {days}d", label=label, days=left)
    return cell(words, width, ALERT if left <= post_pages.SOON_DAYS else PLAIN)


def _published(session: OfficeSession) -> tuple[Path, int]:
    posts = post_pages.public_list(session)
    folder = session.folder / PUBLIC_FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / "posts.docx"
    write_public_docx(posts, path)
    write_public_text(posts, path.with_suffix(".txt"))
    return path, len(posts.rows)
