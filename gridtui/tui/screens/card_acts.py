"""What can be done on a household's card: edit, members, tags, doubtful fields, a masked number in full."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from gridtui.core.records import Resident
from gridtui.locale import _, say
from gridtui.office import browse, freshness, households, plans
from gridtui.office.session import OfficeSession
from gridtui.office.views import HouseholdCard, Saved, StaleFact
from gridtui.tui.duty_rows import pause_words, plan_words
from gridtui.tui.facts import fact_words
from gridtui.tui.prompts import Act, Menu, MenuChoice
from gridtui.tui.screens.lists import PeopleScreen

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk


class CardActs(PeopleScreen):
    """The acts of the card. ``revealed`` holds numbers shown in full until the card is read again."""

    def __init__(self, desk: "Desk", household: bytes) -> None:
        super().__init__(desk)
        self.household = household
        self.card: HouseholdCard | None = None
        self.revealed: dict[tuple[bytes, str], str] = {}

    @property
    def _members(self) -> tuple[Resident, ...]:
        return self.card.household.members if self.card else ()

    def _choose(self, title: str, choices: list[MenuChoice], nothing: str) -> None:
        if choices:
            self.desk.prompt = Menu(title, choices, self.desk.note)
        else:
            self.desk.note(nothing)

    # -- the household and its members

    async def act_edit(self) -> None:
        """Choose what to change: the household, or one of its members."""
        choices = [MenuChoice(_("household"), self._edit_household)]
        choices += [MenuChoice(member.name, self._editing(member)) for member in self._members]
        self._choose(_("Change what?"), choices, "")

    async def _edit_household(self) -> None:
        from gridtui.tui.screens.household_edit import HouseholdEditScreen

        await self.desk.push(HouseholdEditScreen(self.desk, self.household))

    def _editing(self, member: Resident) -> Act:
        async def edit() -> None:
            from gridtui.tui.screens.resident_edit import ResidentEditScreen

            await self.desk.push(ResidentEditScreen(self.desk, self.household, member.uid))

        return edit

    async def act_member(self) -> None:
        """Add a member."""
        from gridtui.tui.screens.resident_edit import ResidentEditScreen

        await self.desk.push(ResidentEditScreen(self.desk, self.household, None))

    async def act_remove(self) -> None:
        """Choose a member to take off the household; asked about once more."""
        choices = [MenuChoice(member.name, self._removing(member)) for member in self._members]
        self._choose(_("Who is no longer a member?"), choices, _("Nobody is registered here."))

    def _removing(self, member: Resident) -> Act:
        async def remove() -> None:
            await self.desk.write(households.remove_resident, self.session, member.uid)
            await self.load()

        async def ask() -> None:
            question = say("Take {name} off this household? The record is kept.", name=member.name)
            self.desk.ask(question, _("take off"), remove)

        return ask

    async def act_confirm(self) -> None:
        """Say that the doubtful fields of household and members are right."""
        doubtful = [member.uid for member in self._members if member.doubt]
        doubtful += [self.household] if self.card and self.card.household.doubt else []
        if not doubtful:
            self.desk.note(_("Nothing here is in doubt."))
        for uid in doubtful:
            await self.desk.write(households.confirm, self.session, uid)
        await self.load()

    async def act_unchanged(self) -> None:
        """Say that facts past their shelf life are as they were: the only one, all of them, or one of them."""
        stale = self.card.stale if self.card else ()
        if len(stale) == 1:
            await self._unchanged(stale)()
            return
        choices = [MenuChoice(_("all of them"), self._unchanged(stale))]
        choices += [MenuChoice(fact_words(fact), self._unchanged((fact,))) for fact in stale]
        self._choose(_("What is unchanged?"), choices if stale else [], _("Nothing here is past its shelf life."))

    def _unchanged(self, facts: tuple[StaleFact, ...]) -> Act:
        async def confirm() -> None:
            keys = [fact.key for fact in facts]
            await self.desk.write(freshness.confirm_unchanged, self.session, self.household, keys)
            await self.load()

        return confirm

    # -- tags

    async def act_tag(self) -> None:
        """Choose whom to tag, or a tag to end."""
        choices = [MenuChoice(member.name, self._tagging(member.uid, member.name)) for member in self._members]
        choices.append(MenuChoice(_("whole household"), self._tagging(self.household, _("whole household"))))
        for tag in self.card.tags if self.card else ():
            label = say("end: {tag} {person}", tag=tag.title, person=tag.person)
            choices.append(MenuChoice(label.strip(), self._ending(tag.uid)))
        self._choose(_("Tag whom, or end which tag?"), choices, "")

    def _tagging(self, subject: bytes, name: str) -> Act:
        async def choose() -> None:
            tags = self.session.scheme.tags
            self._choose(name, [MenuChoice(tag.title, self._adding(subject, tag.key)) for tag in tags], "")

        return choose

    def _adding(self, subject: bytes, key: str) -> Act:
        async def add() -> None:
            await self.desk.write(households.add_tag, self.session, subject, self.household, key)
            await self.load()

        return add

    def _ending(self, tag: bytes) -> Act:
        async def end() -> None:
            await self.desk.write(households.end_tag, self.session, self.household, tag)
            await self.load()

        return end

    # -- plans and pauses

    async def act_plan(self) -> None:
        """Choose a plan to begin, the mechanism's own among them, or a plan or pause to end."""
        card = self.card
        if card is None:
            return
        templates = await self.desk.read(browse.plan_templates, self.session)
        choices = [MenuChoice(_("new plan"), self._planning(""))]
        choices += [MenuChoice(template.title, self._planning(template.key)) for template in templates]
        today = self.session.today
        for plan in card.plans:
            label = say("end: {what}", what=plan_words(plan, today))
            choices.append(MenuChoice(label, self._ending_arranged(plans.end_plan, plan.uid)))
        for pause in card.pauses:
            if pause.to_day is None or pause.to_day >= today:
                label = say("end: {what}", what=pause_words(pause, today))
                choices.append(MenuChoice(label, self._ending_arranged(plans.end_pause, pause.uid)))
        self._choose(_("Begin which plan, or end what?"), choices, "")

    def _planning(self, template: str) -> Act:
        async def plan() -> None:
            from gridtui.tui.screens.plan_form import PlanFormScreen

            if (subject := self.subject()) is not None:
                await self.desk.push(PlanFormScreen(self.desk, subject, template))

        return plan

    def _ending_arranged(self, ending: Callable[[OfficeSession, bytes], Saved], uid: bytes) -> Act:
        async def end() -> None:
            await self.desk.write(ending, self.session, uid)
            await self.load()

        return end

    # -- masked numbers

    async def act_reveal(self) -> None:
        """Choose a masked number to see in full."""
        choices = [
            MenuChoice(f"{member.name} {label}", self._revealing(member.uid, field))
            for member in self._members
            for field, label, value in (
                ("id_number", _("ID number"), member.id_number),
                ("phone", _("phone"), member.phone),
            )
            if "*" in value
        ]
        self._choose(_("Show which number?"), choices, _("Nothing here is masked."))

    def _revealing(self, resident: bytes, field: str) -> Act:
        async def reveal() -> None:
            number = await self.desk.read(browse.reveal, self.session, resident, field)
            self.revealed[resident, field] = number

        return reveal
