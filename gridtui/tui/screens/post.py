"""One post: how it was filled, until when, what it answers for, with whom it is paired, its holder's other posts."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from gridtui.core.words import PairingKind
from gridtui.locale import _, say
from gridtui.locale.words import word
from gridtui.office import pairings, post_pages, staffing
from gridtui.office.post_pages import PairedHousehold, PostView
from gridtui.tui.look import ALERT, COLUMNS, PLAIN, STRONG
from gridtui.tui.prompts import Act, Menu, MenuChoice
from gridtui.tui.screens.paged import PagedScreen
from gridtui.tui.screens.posts import left_cell, span_words
from gridtui.tui.widgets.plain import EMPTY, Line, cell, line, spaced, wrapped
from gridtui.tui.words import clock_time, short_day, weekday

if TYPE_CHECKING:
    from gridtui.tui.actions import Action
    from gridtui.tui.desk import Desk


HomeAct = Callable[[PairedHousehold], Act]
"""Gives what to do with a household of the post."""


class PostScreen(PagedScreen):
    """The page of one post; digits are its acts."""

    name = "post"

    def __init__(self, desk: "Desk", post: bytes) -> None:
        super().__init__(desk)
        self._post = post
        self.view: PostView | None = None

    async def load(self) -> None:
        """Read the post."""
        self.view = await self.desk.read(post_pages.post_page, self.session, self._post)

    # -- what is shown

    def page(self) -> list[Line]:
        """Return all of the page."""
        view = self.view
        if view is None:
            return []
        return [*self._head(view), *self._filled(view), *self._load(view), *self._held(view), *self._paired(view)]

    def _head(self, view: PostView) -> list[Line]:
        row, today = view.row, self.session.today
        since = say("since {day}", day=short_day(row.from_day, today)) if row.from_day else ""
        ended = say("ended {day}", day=short_day(view.to_day, today)) if view.to_day is not None else ""
        lines: list[Line] = [
            (
                (_("Post"), STRONG),
                (f"  {row.name}  {row.role_title}  {row.unit_name}  {since} ", PLAIN),
                (ended, ALERT),
            )
        ]
        if view.form.phone:
            lines.append(line(" " + say("Phone {number}", number=view.form.phone)))
        return lines

    def _filled(self, view: PostView) -> list[Line]:
        row, today = view.row, self.session.today
        by = view.form.recommended_by
        how = [view.method, view.pool, say("recommended by {name}", name=by) if by else ""]
        if view.form.checked:
            how.append(_("qualities checked"))
        elif row.unchecked:
            how.append(_("qualities still to be checked"))
        lines = [line(" " + "  ".join(filter(None, how)))] if any(how) else []
        if view.form.term_day is not None:
            until = say("Term to {day}", day=short_day(view.form.term_day, today))
            lines.append(line(f" {until}  ", left_cell(_("term"), row.term_left, 12)))
        if row.certificate or row.certificate_left is not None:
            last = view.form.certificate_day
            number = say("Certificate {number}", number=row.certificate or "-")
            until = say("to {day}", day=short_day(last, today)) if last is not None else ""
            lines.append(line(f" {number} {until}  ", left_cell(_("cert."), row.certificate_left, 12)))
        return lines

    @staticmethod
    def _load(view: PostView) -> list[Line]:
        load = view.row.load
        words = say(
            "Answers for {lived} homes really lived in, {all} on record; {persons} key persons",
            lived=load.lived_in,
            all=load.households,
            persons=load.key_persons,
        )
        look = ALERT if load.state in {"short", "over"} else PLAIN
        lines = [EMPTY, line(f" {words}  ", (span_words(view.row), look))]
        if view.rules:
            lines += wrapped(" " + say("Duties: {rules}", rules=_(", ").join(view.rules)), COLUMNS, " ")
        return lines

    def _held(self, view: PostView) -> list[Line]:
        lines: list[Line] = []
        others = [post for post in view.posts if post.uid != self._post]
        if others:
            names = _(", ").join(f"{self.session.role_title(post.role)} {post.unit_name}" for post in others)
            lines += wrapped(" " + say("Also holds: {posts}", posts=names), COLUMNS, " ")
        if view.teams:
            lines += wrapped(" " + say("In teams: {teams}", teams=_(", ").join(view.teams)), COLUMNS, " ")
        if view.hours:
            hours = _(", ").join(
                f"{weekday(row.day)} {clock_time(row.start_minute)}-{clock_time(row.end_minute)} {row.desk}"
                for row in view.hours
            )
            lines += wrapped(" " + say("Hours this week: {hours}", hours=hours), COLUMNS, " ")
        return lines

    def _paired(self, view: PostView) -> list[Line]:
        if not view.paired:
            return [EMPTY, line(" " + _("Paired with no household."))]
        today = self.session.today
        head = line((say("Paired with {count} households", count=len(view.paired)), STRONG))
        return [
            EMPTY,
            head,
            *(
                spaced(
                    cell(" " + (each.address or _("(not yours to see)")), 24),
                    cell(each.head_name, 14),
                    cell(word(PairingKind, each.kind) if each.kind else "", 10),
                    cell(say("since {day}", day=short_day(each.from_day, today)), 18),
                )
                for each in view.paired
            ),
        ]

    # -- keys and acts

    def menu_title(self) -> str:
        """Name the post."""
        return f"{self.view.row.name} {self.view.row.role_title}" if self.view else ""

    def disabled_reason(self, action: "Action") -> str:
        """Say what the post has nothing of."""
        view = self.view
        if view is None:
            return _("There is no row to act on.")
        if action.id in {"post.home", "post.unpair"} and not view.paired:
            return _("Paired with no household.")
        return _("It has ended already.") if action.id == "post.end" and view.to_day is not None else ""

    async def act_edit(self) -> None:
        """Change the post."""
        from gridtui.tui.screens.post_form import PostFormScreen

        if (view := self.view) is not None:
            await self.desk.push(PostFormScreen(self.desk, view.row.role, form=view.form, changes=self._post))

    async def act_more(self) -> None:
        """Give the person another post."""
        view = self.view
        if view is None:
            return
        roles = [role for role in self.session.scheme.roles if post_pages.units_for_role(self.session, role.key)]
        choices = [MenuChoice(self.session.role_title(role.key), self._one_more(role.key)) for role in roles]
        self.desk.prompt = Menu(_("Appoint to which post?"), choices, self.desk.note)

    def _one_more(self, role: str) -> Act:
        async def fill() -> None:
            from gridtui.tui.screens.post_form import PostFormScreen

            if (view := self.view) is not None:
                person = PostFormScreen(self.desk, role, staff=(view.row.staff, view.row.name))
                await self.desk.push(person)

        return fill

    async def act_home(self) -> None:
        """Choose a household and open its card."""
        self._choose_home(_("Open which card?"), self._opening)

    async def act_unpair(self) -> None:
        """Choose a household whose pairing ends."""
        self._choose_home(_("End the pairing with whom?"), self._unpairing)

    def _choose_home(self, title: str, act: HomeAct) -> None:
        found = self.view.paired if self.view else ()
        choices = [
            MenuChoice(f"{each.address} {each.head_name}".strip(), act(each)) for each in found if each.address
        ]
        self.desk.prompt = Menu(title, choices, self.desk.note)

    def _opening(self, paired: PairedHousehold) -> Act:
        async def open_card() -> None:
            from gridtui.tui.screens.household_card import HouseholdCardScreen

            await self.desk.push(HouseholdCardScreen(self.desk, paired.household))

        return open_card

    def _unpairing(self, paired: PairedHousehold) -> Act:
        async def end() -> None:
            await self.desk.write(pairings.end_pairing, self.session, paired.pairing)
            await self.load()

        return end

    async def act_end(self) -> None:
        """End the post with today, once asked."""
        view = self.view
        if view is None:
            return

        async def end() -> None:
            await self.desk.write(staffing.end_post, self.session, self._post)
            await self.load()

        question = say(
            "End the post of {name} with today? {count} pairings and all hours end with it.",
            name=view.row.name,
            count=len(view.paired),
        )
        self.desk.ask(question, _("end now"), end)
