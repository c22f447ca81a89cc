"""Reads of teams and who is in them."""

import json

from gridtui.core.records import Team, TeamMember
from gridtui.store.database import Reader, Row

_HELD = "ifnull({0}.from_day, 0) <= ?1 AND ifnull({0}.to_day, 9999999) >= ?1"
_TEAM = "t.uid, t.name, t.units, t.from_day, t.to_day, t.programme"
_MEMBER = "m.uid, t.uid, coalesce(s.name, m.name), p.uid, m.body, m.role, m.from_day, m.to_day"
_JOINS = "LEFT JOIN post p ON p.n = m.post LEFT JOIN staff s ON s.n = p.staff"

TEAMS = f"SELECT {_TEAM} FROM team t WHERE t.live = 1 AND {_HELD.format('t')} ORDER BY t.n"
TEAM = f"SELECT {_TEAM} FROM team t WHERE t.uid = ? AND t.live = 1"
MEMBERS = f"""
SELECT {_MEMBER} FROM team t CROSS JOIN team_member m INDEXED BY team_member_of ON m.team = t.n {_JOINS}
WHERE t.uid = ?2 AND m.live = 1 AND (?1 IS NULL OR ({_HELD.format("m")})) ORDER BY m.n
"""
TEAMS_OF_POST = f"""
SELECT {_TEAM} FROM post p CROSS JOIN team_member m INDEXED BY team_member_post ON m.post = p.n
CROSS JOIN team t ON t.n = m.team
WHERE p.uid = ?2 AND m.live = 1 AND t.live = 1 AND {_HELD.format("m")} AND {_HELD.format("t")} ORDER BY t.n
"""
UNITS = "SELECT u.n, u.uid, u.name FROM json_each(?) wanted CROSS JOIN unit u ON u.n = wanted.value"


def teams(reader: Reader, day: int) -> tuple[Team, ...]:
    """Return the teams of a day, in the order they were made."""
    return tuple(_team(reader, row) for row in reader.rows(TEAMS, (day,)))


def team(reader: Reader, uid: bytes) -> Team | None:
    """Return a team, ended or not; None where it is void or this store does not know it."""
    row = reader.row(TEAM, (uid,))
    return _team(reader, row) if row else None


def members(reader: Reader, team: bytes, day: int | None = None) -> tuple[TeamMember, ...]:
    """Return a team's members of a day, or all there ever were, in the order they joined."""
    return tuple(
        TeamMember(uid, of, name, post, body, role, from_day, to_day)
        for uid, of, name, post, body, role, from_day, to_day in reader.rows(MEMBERS, (day, team))
    )


def teams_of_post(reader: Reader, post: bytes, day: int) -> tuple[Team, ...]:
    """Return the teams a post is in on a day."""
    return tuple(_team(reader, row) for row in reader.rows(TEAMS_OF_POST, (day, post)))


def _team(reader: Reader, row: Row) -> Team:
    uid, name, units, from_day, to_day, programme = row
    named = {n: (unit, title) for n, unit, title in reader.rows(UNITS, (units,))}
    works_on = [named[n] for n in json.loads(units) if n in named]
    return Team(
        uid=uid,
        name=name,
        units=tuple(unit for unit, _ in works_on),
        unit_names=tuple(title for _, title in works_on),
        from_day=from_day,
        to_day=to_day,
        programme=programme,
    )
