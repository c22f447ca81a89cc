"""Teams that work on grids with members from several bodies (S1-1): officials, party members, people who came back.

A member is somebody who holds a post here, or a name with the body that sent them. Teams and memberships are dated.
"""

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.records import Team, TeamMember
from gridtui.office.acts import LONGEST_NAME, UndoStep, line, old_values, remember
from gridtui.office.session import OfficeSession
from gridtui.office.views import Saved
from gridtui.scheme import acts
from gridtui.store import read_posts, read_teams
from gridtui.sync.operation import Value


class TeamForm(msgspec.Struct, frozen=True):
    """What is typed about a team: its name, the units it works on, the programme's key or ''."""

    name: str
    units: tuple[bytes, ...]
    from_day: int
    programme: str = ""


class MemberForm(msgspec.Struct, frozen=True):
    """What is typed about a member: a post held here, or a name and the body that sent the person."""

    post: bytes | None
    from_day: int
    name: str = ""
    body: str = ""
    role: str = ""


class TeamView(msgspec.Struct, frozen=True):
    """A team with its members of today and the title of its programme."""

    team: Team
    programme_title: str
    members: tuple[TeamMember, ...]


def teams(session: OfficeSession) -> tuple[TeamView, ...]:
    """Return the teams of today with their members; raises Refused."""
    session.require(acts.STAFF_VIEW)
    titles = {programme.key: programme.title for programme in session.scheme.programmes}
    with session.store.reading() as reader:
        return tuple(
            TeamView(
                team, titles.get(team.programme, team.programme), read_teams.members(reader, team.uid, session.today)
            )
            for team in read_teams.teams(reader, session.today)
        )


def team(session: OfficeSession, uid: bytes) -> TeamView:
    """Return one team; raises InputFault ``team.unknown``, Refused."""
    found = next((view for view in teams(session) if view.team.uid == uid), None)
    if found is None:
        raise InputFault("team.unknown")
    return found


def add_team(session: OfficeSession, form: TeamForm) -> Saved:
    """Make a team; raises InputFault ``team.no_name``, ``team.no_unit``, ``text.too_long``; Refused."""
    if not line(form.name):
        raise InputFault("team.no_name", field="name")
    if not form.units or not all(session.path(unit) for unit in form.units):
        raise InputFault("team.no_unit", field="units")
    for unit in form.units:
        session.require(acts.STAFF_EDIT, unit=unit)
    values: dict[str, Value] = {
        "name": line(form.name, "name", LONGEST_NAME),
        "units": tuple(dict.fromkeys(form.units)),
        "from_day": form.from_day,
        "programme": form.programme,
    }
    with session.store.writing(session.clock) as writer:
        uid = writer.create("team", values, actor=session.actor)
        return remember(session, writer, uid, "team.added", {"name": str(values["name"])}, [UndoStep("void", uid)])


def add_member(session: OfficeSession, team_uid: bytes, form: MemberForm) -> Saved:
    """Put somebody into a team.

    Raises InputFault ``team.unknown``, ``team.no_member`` (neither a post nor a name), ``post.unknown``,
    ``team.member_held``, ``text.too_long``; Refused.
    """
    view = _changeable(session, team_uid)
    name = line(form.name, "name", LONGEST_NAME)
    with session.store.writing(session.clock) as writer:
        if form.post is not None:
            held = read_posts.post(writer.read, form.post)
            if held is None or not read_posts.is_held(writer.read, form.post, form.from_day):
                raise InputFault("post.unknown", post=form.post.hex(), field="post")
            name = held.staff_name
        if not name:
            raise InputFault("team.no_member", field="name")
        if any((member.post, member.name) == (form.post, name) for member in view.members):
            raise InputFault("team.member_held", name=name)
        values: dict[str, Value] = {
            "team": team_uid,
            "post": form.post,
            "name": "" if form.post is not None else name,
            "body": line(form.body, "body"),
            "role": line(form.role, "role", LONGEST_NAME),
            "from_day": form.from_day,
        }
        uid = writer.create("team_member", values, actor=session.actor)
        told = {"name": name, "team": view.team.name}
        return remember(session, writer, uid, "team.member_added", told, [UndoStep("void", uid)])


def end_member(session: OfficeSession, team_uid: bytes, member: bytes) -> Saved:
    """Take somebody out of a team after today; raises InputFault ``team.unknown``, ``team.no_member``; Refused."""
    view = _changeable(session, team_uid)
    found = next((each for each in view.members if each.uid == member), None)
    if found is None:
        raise InputFault("team.no_member")
    ended: dict[str, Value] = {"to_day": session.today}
    with session.store.writing(session.clock) as writer:
        writer.set(member, ended, actor=session.actor)
        steps = [old_values("team_member", member, {"to_day": found.to_day}, ended)]
        told = {"name": found.name, "team": view.team.name}
        return remember(session, writer, member, "team.member_ended", told, steps)


def end_team(session: OfficeSession, team_uid: bytes) -> Saved:
    """End a team and its memberships with today; raises InputFault ``team.unknown``, Refused."""
    view = _changeable(session, team_uid)
    ended: dict[str, Value] = {"to_day": session.today}
    with session.store.writing(session.clock) as writer:
        steps = []
        for type_name, uid, before in (
            ("team", team_uid, view.team.to_day),
            *(("team_member", member.uid, member.to_day) for member in view.members),
        ):
            writer.set(uid, ended, actor=session.actor)
            steps.append(old_values(type_name, uid, {"to_day": before}, ended))
        return remember(session, writer, team_uid, "team.ended", {"name": view.team.name}, steps)


def _changeable(session: OfficeSession, team_uid: bytes) -> TeamView:
    view = team(session, team_uid)
    for unit in view.team.units:
        session.require(acts.STAFF_EDIT, unit=unit)
    return view
