"""Who works here: appointing a person to a post on a unit, and ending a post. Posts are dated and never deleted."""

from gridtui.core.errors import InputFault
from gridtui.core.records import Post, Unit
from gridtui.core.words import UnitKind
from gridtui.office.acts import UndoStep, line, old_values, remember
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.scheme import acts
from gridtui.store import read_posts
from gridtui.sync.operation import Value


def posts(session: OfficeSession) -> tuple[Post, ...]:
    """Return every post held today, by org tree; raises Refused."""
    session.require(acts.STAFF_VIEW)
    with session.store.reading() as reader:
        return read_posts.posts(reader, session.today)


def unit_named(session: OfficeSession, name: str) -> Unit:
    """Return the unit of a name; raises InputFault ``unit.unknown`` where there is none, or several."""
    found = [unit for unit in session.units.values() if unit.name == name]
    if len(found) != 1:
        raise InputFault("unit.unknown", unit=name, count=len(found))
    return found[0]


def add_grid(session: OfficeSession, name: str) -> Saved:
    """Add a grid to the community; raises InputFault ``unit.exists``, Refused."""
    session.require(acts.UNIT_EDIT)
    if any(unit.name == name for unit in session.units.values()):
        raise InputFault("unit.exists", unit=name)
    values: dict[str, Value] = {
        "kind": UnitKind.GRID,
        "name": line(name),
        "parent": session.community.uid,
        "from_day": session.today,
    }
    with session.store.writing(session.clock) as writer:
        uid = writer.create("unit", values, actor=session.actor)
        return remember(session, writer, uid, "unit.added", {"unit": name}, [UndoStep("void", uid)])


def appoint(session: OfficeSession, *, name: str, account: str, role: str, unit: bytes) -> Saved:
    """Appoint a person to a post from today on; a person already known by the account gets one more post.

    Raises InputFault ``staff.no_name``, ``staff.role`` (the mechanism has no such role); Refused.
    """
    session.require(acts.STAFF_EDIT, unit=unit)
    if not line(name):
        raise InputFault("staff.no_name", field="name")
    if session.scheme.role(role) is None:
        raise InputFault("staff.role", role=role, known=" ".join(sorted(session.roles)))
    with session.store.writing(session.clock) as writer:
        known = [held for held in read_posts.staff_of_account(writer.read, account) if held.name == line(name)]
        steps: list[UndoStep] = []
        if known:
            staff = known[0].uid
        else:
            values: dict[str, Value] = {"name": line(name), "account": line(account), "from_day": session.today}
            staff = writer.create("staff", values, actor=session.actor)
            steps.append(UndoStep("void", staff))
        held: dict[str, Value] = {"staff": staff, "role": role, "unit": unit, "from_day": session.today}
        post = writer.create("post", held, actor=session.actor)
        told = {"name": line(name), "role": session.role_title(role)}
        return remember(session, writer, post, "staff.appointed", told, [UndoStep("void", post), *steps])


def end_post(session: OfficeSession, post: bytes) -> Saved:
    """End a post as of today; raises InputFault ``post.unknown``, Refused."""
    with session.store.reading() as reader:
        held = read_posts.post(reader, post)
    if held is None:
        raise InputFault("post.unknown", post=post.hex())
    session.require(acts.STAFF_EDIT, unit=held.unit)
    with session.store.writing(session.clock) as writer:
        writer.set(post, {"to_day": session.today}, actor=session.actor)
        steps = [old_values("post", post, {"to_day": held.to_day})]
        told = {"name": held.staff_name, "role": session.role_title(held.role)}
        return remember(session, writer, post, "staff.post_ended", told, steps)
