"""The form of a post: what it begins with, what is refused in it, and the values it becomes."""

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.phones import read_phone
from gridtui.core.records import Post, Staff
from gridtui.office.acts import LONGEST_LINE, LONGEST_NAME, line
from gridtui.office.session import OfficeSession
from gridtui.rules.periods import months_after
from gridtui.scheme.model import Numbered, Role
from gridtui.sync.operation import Value


class PostForm(msgspec.Struct, frozen=True):
    """What is typed about a post and who holds it.

    ``chosen_how`` and ``pool`` are numbers of the mechanism (S3-2), 0 not stated; ``checked``: its qualities were
    looked into before. ``term_day`` and ``certificate_day`` are last days, None not stated.
    """

    name: str
    role: str
    unit: bytes | None
    from_day: int
    account: str = ""
    phone: str = ""
    chosen_how: int = 0
    pool: int = 0
    checked: bool = False
    term_day: int | None = None
    certificate: str = ""
    certificate_day: int | None = None
    recommended_by: str = ""


def new_post_form(session: OfficeSession, role: str, unit: bytes | None = None) -> PostForm:
    """Return the form of an appointment from today on, with the end of the term the mechanism states."""
    today = session.today
    return PostForm("", role, unit, today, term_day=term_end(session.roles.get(role), today))


def term_end(role: Role | None, from_day: int) -> int | None:
    """Return the last day of a term that begins on a day; None where the mechanism states no term."""
    if role is None or not role.term_months:
        return None
    return months_after(from_day, role.term_months) - 1


def form_of(post: Post, staff: Staff | None) -> PostForm:
    """Return the form that shows a post, to be changed."""
    return PostForm(
        name=post.staff_name,
        role=post.role,
        unit=post.unit,
        from_day=post.from_day or 1,
        account=staff.account if staff else "",
        phone=staff.phone if staff else "",
        chosen_how=post.chosen_how,
        pool=post.pool,
        checked=post.checked,
        term_day=post.term_day,
        certificate=post.certificate,
        certificate_day=post.certificate_day,
        recommended_by=post.recommended_by,
    )


def check_post(session: OfficeSession, form: PostForm) -> None:
    """Refuse what cannot be a post.

    Raises InputFault ``staff.no_name``, ``staff.role``, ``staff.unit`` (no unit, or one that has ended),
    ``staff.method``, ``staff.pool``, ``dates.order``, ``staff.phone``.
    """
    if not line(form.name):
        raise InputFault("staff.no_name", field="name")
    if session.scheme.role(form.role) is None:
        raise InputFault("staff.role", role=form.role, known=" ".join(sorted(session.roles)), field="role")
    unit = session.units.get(form.unit) if form.unit is not None else None
    if unit is None or (unit.to_day is not None and unit.to_day < form.from_day):
        raise InputFault("staff.unit", field="unit")
    _check_number(session.scheme.methods, "staff.method", "chosen_how", form.chosen_how)
    _check_number(session.scheme.pools, "staff.pool", "pool", form.pool)
    for field, day in (("term_day", form.term_day), ("certificate_day", form.certificate_day)):
        if day is not None and day < form.from_day:
            raise InputFault("dates.order", field=field, first_field="from_day")
    if "*" in form.phone or (form.phone and read_phone(form.phone).faults):
        raise InputFault("staff.phone", field="phone")


def staff_values(form: PostForm) -> dict[str, Value]:
    """Return what is kept of the person; raises InputFault ``text.too_long``."""
    return {
        "name": line(form.name, "name", LONGEST_NAME),
        "account": line(form.account, "account"),
        "phone": read_phone(form.phone).number if form.phone else "",
    }


def terms_of(form: PostForm) -> dict[str, Value]:
    """Return what is kept of how a post was filled and until when; raises InputFault ``text.too_long``."""
    return {
        "chosen_how": form.chosen_how,
        "pool": form.pool,
        "checked": form.checked,
        "term_day": form.term_day,
        "certificate": line(form.certificate, "certificate", LONGEST_NAME),
        "certificate_day": form.certificate_day,
        "recommended_by": line(form.recommended_by, "recommended_by", LONGEST_LINE),
    }


def _check_number(known: tuple[Numbered, ...], code: str, field: str, number: int) -> None:
    if number and all(entry.number != number for entry in known):
        raise InputFault(code, field=field, number=number)
