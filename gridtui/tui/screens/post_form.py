"""The form of a post: who, where, since when; how chosen, from where, checked; term, certificate, recommended by."""

from typing import TYPE_CHECKING

import msgspec

from gridtui.locale import _
from gridtui.office import post_pages, staffing
from gridtui.office.post_forms import PostForm, new_post_form
from gridtui.office.views import Saved
from gridtui.tui.look import PLAIN, STRONG
from gridtui.tui.screens.activity_form import values_of
from gridtui.tui.screens.form_screen import FormScreen
from gridtui.tui.widgets.choice import ChoiceField, MultiChoiceField, Option
from gridtui.tui.widgets.fields import DayField, Field, TextField
from gridtui.tui.widgets.form import Form, Placed
from gridtui.tui.widgets.plain import Line, line

if TYPE_CHECKING:
    from gridtui.scheme.model import Numbered
    from gridtui.tui.desk import Desk

LABEL_WIDTH = 10
SECOND_COLUMN = 40


class PostFormScreen(FormScreen):
    """Appoint somebody; change a post (``changes`` is its id, ``form`` what it says); give one more to ``staff``."""

    name = "post_form"
    draft_name = "post"

    def __init__(
        self,
        desk: "Desk",
        role: str,
        *,
        form: PostForm | None = None,
        changes: bytes | None = None,
        staff: tuple[bytes, str] | None = None,
    ) -> None:
        super().__init__(desk, changes or (staff[0] + role.encode() if staff else role.encode()))
        self._role = role
        self._base = form or new_post_form(desk.session, role)
        self._changes = changes
        self._staff = staff

    async def make_form(self) -> Form:
        """Offer the units the role is held on, and what the mechanism says of choosing."""
        base, today = self._base, self.session.today
        rows: list[list[Placed]] = []
        if self._staff is None:
            rows.append([
                Placed(TextField("name", _("Name"), base.name, limit_characters=60)),
                Placed(TextField("phone", _("Phone"), base.phone, limit_characters=40), SECOND_COLUMN),
            ])  # fmt: skip
            rows.append([Placed(TextField("account", _("Account"), base.account, hint=_(
                "The system account the person logs in with; empty for who does not use the program."
            )))])  # fmt: skip
        if self._changes is None:
            units = await self.desk.read(post_pages.units_for_role, self.session, self._role)
            rows.append([Placed(ChoiceField("unit", _("Unit"), units, base.unit or _first(units)))])
            rows.append([
                Placed(DayField("from_day", _("First day"), base.from_day, today, latest_past=False)),
            ])  # fmt: skip
        rows += self._chosen(base)
        rows.append([Placed(TextField("recommended_by", _("By whom"), base.recommended_by, limit_characters=80))])
        rows.append([Placed(self._day("term_day", _("Term to"), base.term_day))])
        rows.append([
            Placed(TextField("certificate", _("Cert. no."), base.certificate, limit_characters=40)),
            Placed(self._day("certificate_day", _("valid to"), base.certificate_day), SECOND_COLUMN),
        ])  # fmt: skip
        others = [role for role in staffing.roles_held_with(self.session, self._role) if self._changes is None]
        if others:
            also: list[Option] = [(role, self.session.role_title(role)) for role in others]
            rows.append([Placed(MultiChoiceField("also", _("Also"), also, others))])
        rows.append([Placed(self.end_field())])
        return Form(rows, label_width=LABEL_WIDTH)

    def _chosen(self, base: PostForm) -> list[list[Placed]]:
        """Return the fields of how somebody came to the post, as far as the mechanism speaks of it (S3-2)."""
        scheme = self.session.scheme
        rows: list[list[Placed]] = []
        if scheme.methods:
            rows.append([Placed(ChoiceField("chosen_how", _("Chosen"), _options(scheme.methods), base.chosen_how))])
        if scheme.pools:
            rows.append([Placed(ChoiceField("pool", _("Pool"), _options(scheme.pools), base.pool))])
        if scheme.qualities:
            options = _options(scheme.qualities)[1:]
            held = [number for number, _label in options] if base.checked else []
            rows.append([Placed(MultiChoiceField("qualities", _("Checked"), options, held))])
        return rows

    def _day(self, key: str, label: str, value: int | None) -> Field:
        return DayField(key, label, value, self.session.today, latest_past=False, optional=True)

    def title(self) -> Line:
        """Return which post it is, and whose."""
        head = _("Change post") if self._changes else _("Appoint")
        who = self._staff[1] if self._staff else (self._base.name if self._changes else "")
        where = ""
        if self._changes and self._base.unit is not None:
            unit = self.session.known_units.held.get(self._base.unit)
            where = unit.name if unit else ""
        return ((head, STRONG), (f"  {self.session.role_title(self._role)}  {where}  {who}".rstrip(), PLAIN))

    def remarks(self) -> list[Line]:
        """Say what the check is for."""
        if not self.session.scheme.qualities:
            return []
        return [line(" " + _("Somebody counts as checked once every quality is ticked."))]

    def typed(self) -> PostForm:
        """Return the form as typed."""
        if self.form is None:
            raise RuntimeError
        values = values_of(self.form)
        values.pop("also", None)
        ticked = values.pop("qualities", ())
        if self.session.scheme.qualities:
            values["checked"] = isinstance(ticked, tuple) and len(ticked) == len(self.session.scheme.qualities)
        if self._staff is not None:
            values["name"] = self._staff[1]
        return msgspec.structs.replace(self._base, **values)

    async def save(self) -> Saved:
        """Appoint, or change."""
        typed = self.typed()
        if self._changes is not None:
            return await self.desk.write(staffing.change_post, self.session, self._changes, typed, self._base)
        return await self.desk.write(
            staffing.fill_post,
            self.session,
            typed,
            staff=self._staff[0] if self._staff else None,
            also=self._also(typed),
        )

    def _also(self, typed: PostForm) -> list[tuple[str, bytes]]:
        """Return the other posts held with this one, each on the unit of its level that this one's lies in."""
        wanted = values_of(self.form).get("also", ()) if self.form else ()
        found: list[tuple[str, bytes]] = []
        for role in wanted if isinstance(wanted, tuple) else ():
            units = {unit for unit, _name in post_pages.units_for_role(self.session, str(role))}
            above = [unit for unit in self.session.line_upwards(typed.unit) if unit in units]
            found += [(str(role), unit) for unit in (above or sorted(units))[:1]]
        return found


def _options(entries: "tuple[Numbered, ...]") -> list[Option]:
    return [(0, _("not stated")), *((entry.number, entry.title) for entry in entries)]


def _first(units: tuple[tuple[bytes, str], ...]) -> bytes | None:
    return units[0][0] if units else None
