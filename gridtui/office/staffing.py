"""Who works here: appointing a person to a post on a unit, changing and ending a post. Posts are never deleted.

One person may hold several posts side by side; each is dated, and shifts say when which is worked. Ending a post ends
what hangs on it: its pairings with households and its hours.
"""

from collections.abc import Sequence

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.records import Post, Staff, Unit
from gridtui.core.words import UnitKind
from gridtui.office.acts import LONGEST_NAME, UndoStep, line, old_values, remember
from gridtui.office.post_forms import PostForm, check_post, form_of, staff_values, terms_of
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.scheme import acts
from gridtui.store import read_pairings, read_posts, read_shifts
from gridtui.store.database import Reader
from gridtui.store.read_values import is_still
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value

_LAST_DAY = 9_999_999


def posts(session: OfficeSession) -> tuple[Post, ...]:
    """Return every post held today, by org tree; raises Refused."""
    session.require(acts.STAFF_VIEW)
    with session.store.reading() as reader:
        return read_posts.posts(reader, session.today)


def unit_named(session: OfficeSession, name: str) -> Unit:
    """Return the present unit of a name; raises InputFault ``unit.unknown`` where there is none, or several."""
    found = [unit for unit in session.units_of(*UnitKind) if unit.name == name]
    if len(found) != 1:
        raise InputFault("unit.unknown", unit=name, count=len(found))
    return found[0]


def add_grid(session: OfficeSession, name: str) -> Saved:
    """Add a grid to the community; raises InputFault ``unit.exists``, ``text.too_long``, Refused."""
    session.require(acts.UNIT_EDIT)
    if any(unit.name == line(name) for unit in session.units_of(*UnitKind)):
        raise InputFault("unit.exists", unit=name)
    values: dict[str, Value] = {
        "kind": UnitKind.GRID,
        "name": line(name, "name", LONGEST_NAME),
        "parent": session.community.uid,
        "from_day": session.today,
    }
    with session.store.writing(session.clock) as writer:
        uid = writer.create("unit", values, actor=session.actor)
        return remember(session, writer, uid, "unit.added", {"unit": name}, [UndoStep("void", uid)])


def appoint(session: OfficeSession, *, name: str, account: str, role: str, unit: bytes) -> Saved:
    """Appoint a person from today on with nothing more stated; raises as ``fill_post``."""
    form = PostForm(name, role, unit, session.today, account=account)
    return fill_post(session, form)


def fill_post(
    session: OfficeSession, form: PostForm, *, staff: bytes | None = None, also: Sequence[tuple[str, bytes]] = ()
) -> Saved:
    """Appoint a person to a post, and to others held with it (S2-4, S4-3): (role, unit) of each.

    ``staff`` is a person who holds a post here already; somebody known by the same name and account gets one more
    post too. Raises InputFault as ``check_post`` and ``staff.held`` (the person holds that post), ``text.too_long``;
    Refused.
    """
    wanted = [(form.role, form.unit), *also]
    for role, unit in wanted:
        check_post(session, msgspec.structs.replace(form, role=role, unit=unit))
        session.require(acts.STAFF_EDIT, unit=unit)
    person, terms = staff_values(form), terms_of(form)
    with session.store.writing(session.clock) as writer:
        holder, steps = _holder(session, writer, person, form.from_day, staff)
        made: list[bytes] = []
        for role, unit in wanted:
            _refuse_held(writer.read, holder, role, unit, form)
            first: dict[str, Value] = {"staff": holder, "role": role, "unit": unit, "from_day": form.from_day}
            # Term and certificate are those of the post asked for; the other hats have none of their own.
            values = {**first, **terms} if not made else {**first, "checked": form.checked}
            made.append(writer.create("post", values, actor=session.actor))
        steps = [*(UndoStep("void", post) for post in made), *steps]
        told = {"name": str(person["name"]), "role": session.role_title(form.role)}
        return remember(session, writer, made[0], "staff.appointed", told, steps)


def known_post(session: OfficeSession, post: bytes, act: str) -> Post:
    """Return a post, if the acting one may do an act on its unit; raises InputFault ``post.unknown``, Refused.

    One whose unit this store does not know is the community's, so that somebody can end it.
    """
    with session.store.reading() as reader:
        held = read_posts.post(reader, post)
    if held is None:
        raise InputFault("post.unknown", post=post.hex())
    session.require(act, unit=held.unit if session.path(held.unit) else None)
    return held


def change_post(session: OfficeSession, post: bytes, form: PostForm, seen: PostForm) -> Saved:
    """Change how a post was filled, its term and certificate, and what is known of its holder.

    ``seen`` is the form as it was shown. Role and unit stay: another one is another post. Raises as ``check_post``,
    InputFault ``post.unknown``, ``change.nothing``, ``change.changed_since``; Refused.
    """
    held = known_post(session, post, acts.STAFF_EDIT)
    with session.store.reading() as reader:
        person = read_posts.staff(reader, held.staff)
    now = form_of(held, person)
    form = msgspec.structs.replace(form, role=now.role, unit=now.unit)
    check_post(session, form)
    with session.store.writing(session.clock) as writer:
        steps = [
            step
            for type_name, uid, before, shown, stated in (
                ("post", post, terms_of(now), terms_of(seen), terms_of(form)),
                ("staff", held.staff, staff_values(now), staff_values(seen), staff_values(form)),
            )
            if (step := _changed(session, writer, type_name, uid, before, shown, stated, held.staff_name)) is not None
        ]
        if not steps:
            raise InputFault("change.nothing")
        told = {"name": held.staff_name, "role": session.role_title(held.role)}
        return remember(session, writer, post, "staff.changed", told, steps)


def end_post(session: OfficeSession, post: bytes, last_day: int | None = None) -> Saved:
    """End a post, its pairings and its hours; ``last_day`` is the last it is held on, None today.

    Raises InputFault ``post.unknown``, ``post.ended``, ``dates.order``; Refused.
    """
    held = known_post(session, post, acts.STAFF_EDIT)
    day = session.today if last_day is None else last_day
    if held.to_day is not None and held.to_day <= day:
        raise InputFault("post.ended", name=held.staff_name)
    if held.from_day is not None and day < held.from_day - 1:
        raise InputFault("dates.order", field="to_day", first_field="from_day")
    with session.store.writing(session.clock) as writer:
        steps = end_with_pairings(session, writer, held, day)
        told = {"name": held.staff_name, "role": session.role_title(held.role)}
        return remember(session, writer, post, "staff.post_ended", told, steps)


def end_with_pairings(session: OfficeSession, writer: Writer, held: Post, day: int) -> list[UndoStep]:
    """End a post and what hangs on it within a transaction; return the steps that take it back."""
    actor = session.actor
    ended: dict[str, Value] = {"to_day": day}
    writer.set(held.uid, ended, actor=actor)
    steps = [old_values("post", held.uid, {"to_day": held.to_day}, ended)]
    # After the last day nothing of this post is in force, so what holds on the day after is all there is to end.
    for pairing in read_pairings.pairings_of_post(writer.read, held.uid, day + 1):
        if pairing.from_day is not None and pairing.from_day > day:
            writer.void(pairing.uid, actor=actor)
            steps.append(UndoStep("restore", pairing.uid))
        else:
            writer.set(pairing.uid, ended, actor=actor)
            steps.append(old_values("pairing", pairing.uid, {"to_day": pairing.to_day}, ended))
    for uid in read_pairings.begun_later(writer.read, held.uid, day + 1):
        writer.void(uid, actor=actor)
        steps.append(UndoStep("restore", uid))
    for shift in read_shifts.shifts_of(writer.read, held.uid, day + 1, _LAST_DAY):
        begins = shift.from_day if shift.day is None else shift.day
        if shift.day is None and (begins is None or begins <= day):
            writer.set(shift.uid, ended, actor=actor)
            steps.append(old_values("shift", shift.uid, {"to_day": shift.to_day}, ended))
        else:
            writer.void(shift.uid, actor=actor)
            steps.append(UndoStep("restore", shift.uid))
    return steps


def roles_held_with(session: OfficeSession, role: str) -> tuple[str, ...]:
    """Return the roles the holder of one holds too, as the mechanism says."""
    held = session.roles.get(role)
    return held.held_with if held else ()


def _holder(
    session: OfficeSession, writer: Writer, person: dict[str, Value], from_day: int, staff: bytes | None
) -> tuple[bytes, list[UndoStep]]:
    """Return who is to hold the post, taken on as a new member of staff where nobody is known by name and account."""
    known = _known_staff(writer.read, person, staff)
    if known is None:
        uid = writer.create("staff", {**person, "from_day": from_day}, actor=session.actor)
        return uid, [UndoStep("void", uid)]
    if not person["phone"] or person["phone"] == known.phone:
        return known.uid, []
    phone: dict[str, Value] = {"phone": person["phone"]}
    writer.set(known.uid, phone, actor=session.actor)
    return known.uid, [old_values("staff", known.uid, {"phone": known.phone}, phone)]


def _known_staff(reader: Reader, person: dict[str, Value], staff: bytes | None) -> Staff | None:
    if staff is not None:
        return read_posts.staff(reader, staff)
    of_account = read_posts.staff_of_account(reader, str(person["account"]))
    return next((each for each in of_account if each.name == person["name"]), None)


def _refuse_held(reader: Reader, staff: bytes, role: str, unit: bytes | None, form: PostForm) -> None:
    held = read_posts.posts_of(reader, staff, form.from_day)
    if any((post.role, post.unit) == (role, unit) for post in held):
        raise InputFault("staff.held", name=form.name, field="role")


def _changed(  # noqa: PLR0917 - the three states of one record in one call
    session: OfficeSession,
    writer: Writer,
    type_name: str,
    uid: bytes,
    before: dict[str, Value],
    shown: dict[str, Value],
    stated: dict[str, Value],
    name: str,
) -> UndoStep | None:
    """Set the fields of a record that differ and return the way back; None where none does."""
    different = {field: value for field, value in stated.items() if shown[field] != value}
    if any(before[field] != shown[field] for field in different):
        raise InputFault("change.changed_since", name=name)
    if not different:
        return None
    old = {field: before[field] for field in different}
    if not is_still(writer.read, type_name, uid, old):
        raise InputFault("change.changed_since", name=name)
    writer.set(uid, different, actor=session.actor)
    return old_values(type_name, uid, old, different)
