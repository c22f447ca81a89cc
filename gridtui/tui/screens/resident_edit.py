"""A member of a household: changed or added. An ID number fills in birth date and sex, checked as it is left."""

from typing import TYPE_CHECKING

from gridtui.core.identity import read_id_number
from gridtui.core.records import Resident
from gridtui.core.words import Relation, Residence, Sex, Whereabouts
from gridtui.exchange.wording import problem_words
from gridtui.locale import _
from gridtui.locale.words import word_list
from gridtui.office import browse, households
from gridtui.office.views import Saved
from gridtui.tui.keys import KeyPress
from gridtui.tui.look import ALERT, PLAIN, STRONG
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.screens.household_edit import LABEL_WIDTH, mark_doubts, typed_values
from gridtui.tui.widgets.choice import ChoiceField
from gridtui.tui.widgets.fields import DayField, Field, TextField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line, line

if TYPE_CHECKING:
    from gridtui.tui.desk import Desk

SECOND_COLUMN = 40


class ResidentEditScreen(FormScreen):
    """One member; ``resident`` None adds one. A masked number that is not retyped stays as it is."""

    name = "resident_edit"
    draft_name = "resident"

    def __init__(self, desk: "Desk", household: bytes, resident: bytes | None) -> None:
        super().__init__(desk, resident or household)
        self._household = household
        self._uid = resident
        self._before: Resident | None = None
        self._remarks: tuple[str, ...] = ()

    async def make_form(self) -> Form:
        """Read the member; a new one begins empty."""
        if self._uid is not None:
            member = await self.desk.read(browse.resident, self.session, self._uid)
        else:
            member = Resident(b"", self._household, "")
        self._before = member
        today = self.session.today
        fields: list[Field] = [
            TextField("name", _("Name"), member.name, limit_characters=40),
            ChoiceField("relation", _("Relation"), word_list(Relation), member.relation),
            TextField("id_number", _("ID number"), member.id_number, limit_characters=24),
            TextField("phone", _("Phone"), member.phone, limit_characters=20),
            DayField("birth_day", _("Born"), member.birth_day, today, optional=True),
            ChoiceField("sex", _("Sex"), word_list(Sex), member.sex),
            ChoiceField("registered", _("Register"), word_list(Whereabouts), member.registered),
            ChoiceField("lives", _("Lives"), word_list(Whereabouts), member.lives),
            DayField("lives_from", _("From"), member.lives_from, today, optional=True),
            DayField("lives_to", _("To"), member.lives_to, today, optional=True),
            ChoiceField("residence", _("Residence"), word_list(Residence), member.residence),
            TextField("evidence", _("Evidence"), member.evidence),
            TextField("education", _("Education"), member.education),
            TextField("politics", _("Politics"), member.politics),
            TextField("note", _("Note"), member.note),
        ]
        mark_doubts(fields, "resident", member.doubt)
        by_key = {field.key: field for field in fields}
        pairs = (("name", "relation"), ("id_number", "phone"), ("birth_day", "sex"), ("registered", "lives"),
                 ("lives_from", "lives_to"), ("residence", "evidence"), ("education", "politics"))  # fmt: skip
        rows = [[Placed(by_key[left]), Placed(by_key[right], SECOND_COLUMN)] for left, right in pairs]
        rows += [[Placed(by_key["note"])], [Placed(self.end_field())]]
        return Form(rows, label_width=LABEL_WIDTH)

    def title(self) -> Line:
        """Return who this is."""
        name = self._before.name if self._before else ""
        head = _("Edit member") if self._uid else _("New member")
        return ((head, STRONG), (f"  {name}", PLAIN))

    def remarks(self) -> list[Line]:
        """Return what the checks found, and what the marks mean."""
        lines: list[Line] = [line((" " + remark, ALERT)) for remark in self._remarks]
        if self.form is not None and any(field.doubtful for field in self.form.fields):
            lines.append(line(" " + _("? marks what is to be confirmed")))
        return lines

    async def press(self, key: KeyPress) -> None:
        """Check as a field is left: the ID number fills in what it says."""
        form = self.form
        before = form.current if form else None
        await super().press(key)
        if form is not None and self.desk.screen is self and before is not None and form.current is not before:
            if before.key == "id_number":
                self._fill_from_id_number(form)
            await self._check(form)

    def _fill_from_id_number(self, form: Form) -> None:
        typed = form.field("id_number")
        if not isinstance(typed, TextField) or "*" in typed.value or not typed.value:
            return
        said = read_id_number(typed.value, as_of_day=self.session.today)
        typed.value = said.number
        if said.faults:
            return
        born, sex = form.field("birth_day"), form.field("sex")
        if isinstance(born, DayField) and said.birth_day is not None:
            born.value = said.birth_day
        if isinstance(sex, ChoiceField) and said.sex:
            sex.value = said.sex
        self._lend_entry()

    async def _check(self, form: Form) -> None:
        typed = [
            field.value if isinstance(field, TextField) else "" for field in map(form.field, ("id_number", "phone"))
        ]
        found = await self.desk.read(households.check_resident, self.session, *typed)
        self._remarks = tuple(problem_words(fault) for _field, fault in found)

    def _changes(self, form: Form) -> dict[str, int | str | None]:
        """Return what differs from the record; a new member gives everything that was filled in."""
        before = self._before
        if before is None:
            return {}
        return {name: value for name, value in typed_values(form).items() if getattr(before, name) != value}

    async def save(self) -> Saved:
        """Save the member."""
        form = self.form
        if form is None:
            raise RuntimeError
        changes = self._changes(form)
        if self._uid is None:
            return await self.desk.write(households.add_resident, self.session, self._household, changes)
        seen = {name: getattr(self._before, name) for name in changes}
        return await self.desk.write(households.set_resident, self.session, self._uid, changes, seen=seen)
