"""What screens with a form share: keys, the entry, the draft that outlives a dropped line, saving from anywhere."""

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from gridtui.core.errors import GridtuiError, InputFault
from gridtui.locale import _, say
from gridtui.office import drafts
from gridtui.tui.keys import KeyPress
from gridtui.tui.screens.base import EntryPlace, OfficeScreen
from gridtui.tui.widgets.fields import EndField, Field, State
from gridtui.tui.widgets.form import Form
from gridtui.tui.widgets.plain import EMPTY, Line, line
from gridtui.tui.words import keyed

if TYPE_CHECKING:
    from gridtui.office.views import Saved
    from gridtui.tui.desk import Desk

ROWS_ABOVE_FORM = 1
KEYS_A_DRAFT = 20
"""After so many keys typed into a field the draft is kept, so that a power cut costs a sentence and not a diary."""
LEAST_HELP_LINES, MOST_HELP_LINES = 3, 6
"""So many lines at the bottom help with the field in work, as far as the form leaves room."""


class FormScreen(OfficeScreen):
    """A screen that is one form.

    ``draft_name`` is the form its draft is kept under ('' keeps none), ``draft_subject`` whom it is about, None for
    nobody in particular.
    """

    draft_name: ClassVar[str]

    def __init__(self, desk: "Desk", draft_subject: bytes | None) -> None:
        super().__init__(desk)
        self.form: Form | None = None
        self.draft_subject = draft_subject
        self._kept: dict[str, State] = {}
        self._ends: str = ""
        self._untouched = True
        self._typed = 0

    # -- what a form is about

    @abstractmethod
    async def make_form(self) -> Form:
        """Read what the form needs and return it, filled with what is known."""

    @abstractmethod
    async def save(self) -> "Saved | None":
        """Save the finished form through the office; None where the form only sets something on a screen."""

    def title(self) -> Line:
        """Return the line above the form."""
        return EMPTY

    async def saved(self, saved: "Saved") -> None:
        """Go on after saving; the screen is already gone."""
        del saved

    def remarks(self) -> list[Line]:
        """Return what stands below the form whatever field is in work."""
        return []

    def typed_on(self) -> None:
        """Something was typed or chosen."""

    def end_field(self) -> EndField:
        """Return the last field: save or put away by digit."""

        def save() -> None:
            self._ends = "save"

        def leave() -> None:
            self._ends = "leave"

        return EndField(save, leave)

    # -- life

    async def load(self) -> None:
        """Make the form; what a draft kept of it is put back."""
        self.form = await self.make_form()
        self._kept = self.form.state()
        if self.draft_name:
            kept = await self.desk.read(drafts.load_draft, self.session, self.draft_name, self.draft_subject)
            if kept is not None:
                self.form.restore(kept)
                self._kept = self.form.state()
                self.desk.note(_("The draft is back."))
        self._lend_entry()

    async def came_back(self) -> None:
        """Take the entry again."""
        self._lend_entry()

    async def left(self) -> None:
        """Keep the draft, if anything was typed."""
        await self._keep_draft()
        self.desk.refresh_header()

    async def _keep_draft(self) -> None:
        form = self.form
        if form is None or not self.draft_name or self._ends == "saved" or form.state() == self._kept:
            return
        self._kept = form.state()
        body: dict[str, object] = {**self._kept}
        await self.desk.jobs.write(drafts.save_draft, self.session, self.draft_name, self.draft_subject, body)

    # -- what is shown

    def paint(self, height: int) -> list[Line]:
        """Return title, form, remarks, and at the bottom what helps with the field in work."""
        form = self.form
        if form is None:
            return [self.title()]
        lines = [self.title(), *form.paint(), *self.remarks()]
        room = min(MOST_HELP_LINES, max(LEAST_HELP_LINES, height - len(lines) - 1))
        help_lines = [line(text) for text in form.current.help_within(room)]
        if not help_lines:
            return lines
        return [*lines, *[EMPTY] * (height - len(lines) - len(help_lines))][: height - len(help_lines)] + help_lines

    def cursor(self) -> tuple[int, int]:
        """Rest on the mark."""
        column, row = self.form.mark_cell() if self.form else (0, 0)
        return column, row + ROWS_ABOVE_FORM

    def entry_place(self) -> EntryPlace | None:
        """Return where the field in work is typed."""
        cell = self.form.entry_cell() if self.form else None
        return EntryPlace(cell[0], cell[1] + ROWS_ABOVE_FORM, cell[2]) if cell else None

    def hints(self) -> list[str]:
        """Return the form's keys."""
        save = [keyed(key, _("save")) for key in self.desk.keymap.keys["form.save"]]
        return [
            keyed("enter", _("next")),
            keyed("up", _("previous")),
            *save,
            keyed("escape", _("put away (draft kept)")),
        ]

    # -- keys

    async def press(self, key: KeyPress) -> None:
        """Type, choose, go on or back, save, or put away."""
        form = self.form
        if form is None:
            await self.desk.back()
            return
        action = self.desk.keymap.action_for(self.name, key.name)
        if action is not None:
            await self.do(action)
            return
        before = form.current
        try:
            await self._press_field(form, key)
        except InputFault as fault:
            self.desk.fail(fault)
        if form.current is not before:
            self._lend_entry()
            self.desk.jobs.newest("draft", self._draft_behind())
        await self._end()

    async def _press_field(self, form: Form, key: KeyPress) -> None:
        field = form.current
        shown = field.shown()
        if field.press(key):
            if not field.typed and not key.name.isascii() and field.shown() == shown:
                self.desk.note(say("{field} is chosen by number; what you typed was not kept.", field=field.label))
            self.desk.entry.load(field.entered())
            self.typed_on()
            if field.wants_next:
                form.step(1)
        elif form.move(key):
            if form.current is field:
                self.desk.entry.load(field.entered())
        elif field.typed and self._take(field, key):
            field.typing(self.desk.entry.value)
            self.typed_on()
            self._typed += 1
            if self._typed % KEYS_A_DRAFT == 0:
                self.desk.jobs.newest("draft", self._draft_behind())

    def _take(self, field: Field, key: KeyPress) -> bool:
        if self._untouched and field.typing_replaces and key.text:
            self.desk.entry.load("")
        self._untouched = False
        return self.desk.entry.take(key)

    def _lend_entry(self) -> None:
        self._untouched = True
        if self.form is not None and self.form.current.typed:
            self.desk.entry.load(self.form.current.entered())

    async def _draft_behind(self) -> None:
        """Keep the draft behind the typing; a store that is busy or full must not stop it."""
        try:
            await self._keep_draft()
        except GridtuiError as error:
            self.desk.fail(error)
            self.desk.paint()

    async def _end(self) -> None:
        if self._ends == "save":
            self._ends = ""
            await self.act_save()
        elif self._ends == "leave":
            self._ends = ""
            await self.act_leave()

    async def act_save(self) -> None:
        """Check the whole form, save it, drop the draft, and go back."""
        form = self.form
        if form is None:
            return
        try:
            form.finish()
        except InputFault as fault:
            self._lend_entry()
            self.desk.fail(fault)
            return
        saved = await self._try_to_save(form)
        self._ends = "saved"
        if self.draft_name:
            await self.desk.jobs.write(drafts.drop_draft, self.session, self.draft_name, self.draft_subject)
        await self.desk.back()
        if saved is not None:
            self.desk.refresh_header()
            await self.saved(saved)

    async def _try_to_save(self, form: Form) -> "Saved | None":
        """Save; a fault takes the form to the field it names and is raised on."""
        try:
            return await self.save()
        except InputFault as fault:
            field = fault.parameters.get("field")
            if any(each.key == field for each in form.fields):
                form.go_to(str(field))
                self._lend_entry()
            raise

    async def act_help(self) -> None:
        """Open the help of forms."""
        from gridtui.tui.screens.help import HelpScreen

        await self.desk.push(HelpScreen(self.desk, self.name))

    async def act_leave(self) -> None:
        """Put the form away; its draft is kept."""
        await self.desk.back()
