"""Drawing grids anew in one reviewed step (S4-2): 37 become 24, one is cut in two, and every old report reproduces.

The old grids end the day before and name their successors; each household keeps a trace of the grid it was in, so
that boards and coverage of a day before are counted on the old ones; posts of the old grids end and go on in the new
ones with their pairings and hours; open tickets follow. It is one transaction and one undo.
"""

from collections.abc import Mapping

import msgspec

from gridtui.core.records import Post
from gridtui.core.words import TicketAct, UnitKind
from gridtui.office.acts import LONGEST_NAME, UndoStep, line, old_values, remember
from gridtui.office.repartition_plan import GridPlan, Ground, main_heirs, read_ground
from gridtui.office.repartition_review import faults_of
from gridtui.office.session import OfficeSession
from gridtui.office.staffing import end_with_pairings
from gridtui.office.ticket_pages import act_choices
from gridtui.office.views import Saved
from gridtui.scheme import acts
from gridtui.store import (
    read_activities,
    read_former,
    read_pairings,
    read_shifts,
    read_teams,
    read_tickets,
)
from gridtui.store.database import Reader
from gridtui.store.read_homes import Home
from gridtui.store.rows import TicketFilter, TicketRow
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value

_MOST_TICKETS = 10_000
_LAST_DAY = 9_999_999


def apply_plan(session: OfficeSession, plan: GridPlan) -> Saved:
    """Draw the grids anew as planned, in one transaction with one way back.

    Raises InputFault ``repartition.*`` with the first fault of the review; Refused without ``unit.edit`` there.
    """
    session.accept(session.may_anywhere(acts.UNIT_EDIT), acts.UNIT_EDIT)
    for old in plan.olds:
        session.require(acts.UNIT_EDIT, unit=old)
    with session.store.writing(session.clock) as writer:
        ground = read_ground(session, writer.read)
        faults = faults_of(session, writer.read, plan, ground)
        if faults:
            raise faults[0]
        made = _Making(session, writer, plan, ground)
        steps = made.make()
        told: dict[str, str | int] = {
            "before": len(plan.olds),
            "after": len(plan.grids),
            "day": plan.from_day,
            "count": made.households,
        }
        return remember(session, writer, made.grids[0], "repartition.made", told, steps)


class _Making:
    """One repartition under way. ``grids`` are the new units in the plan's order."""

    def __init__(self, session: OfficeSession, writer: Writer, plan: GridPlan, ground: Ground) -> None:
        self._session = session
        self._writer = writer
        self._plan = plan
        self._ground = ground
        self._actor = session.actor
        self._last = plan.from_day - 1
        self._heirs = main_heirs(plan, ground)
        self._place_of = {household: place for place, grid in enumerate(plan.grids) for household in grid.households}
        # Looked up before anything moves: a household takes its tickets along.
        self._open_tickets = {old: _open_tickets(writer.read, unit=old) for old in plan.olds}
        self.grids: list[bytes] = []
        self.households = 0

    def make(self) -> list[UndoStep]:
        """Make everything; return the steps that take it back, the last thing done first."""
        steps = [
            *self._new_grids(),
            *self._old_grids(),
            *self._households(),
            *self._staff(),
            *self._what_lies_in_them(),
        ]
        return steps[::-1]

    def _set(self, type_name: str, uid: bytes, before: Mapping[str, Value], after: Mapping[str, Value]) -> UndoStep:
        self._writer.set(uid, after, actor=self._actor)
        return old_values(type_name, uid, before, after)

    def _new_grids(self) -> list[UndoStep]:
        units = {grid.uid: grid for grid in self._ground.grids}
        homes = {home.household: home for home in self._ground.homes}
        for place, grid in enumerate(self._plan.grids):
            heirs = [old for old, heir in self._heirs.items() if heir == place]
            first = homes[grid.households[0]]
            parent = units[heirs[0]].parent if heirs else None
            if parent is None:
                old = units.get(first.grid or b"")
                parent = old.parent if old is not None else first.community
            values: dict[str, Value] = {
                "kind": UnitKind.GRID,
                "name": line(grid.name, "name", LONGEST_NAME),
                "parent": parent,
                "from_day": self._plan.from_day,
                "rank": place + 1,
            }
            self.grids.append(self._writer.create("unit", values, actor=self._actor))
        return [UndoStep("void", grid) for grid in self.grids]

    def _old_grids(self) -> list[UndoStep]:
        place_of = self._place_of
        steps = []
        units = {grid.uid: grid for grid in self._ground.grids}
        for old in self._plan.olds:
            found = {place_of[home.household] for home in self._ground.homes_of((old,)) if home.household in place_of}
            successors = tuple(self.grids[place] for place in sorted(found))
            after: dict[str, Value] = {"to_day": self._last, "successors": successors}
            steps.append(self._set("unit", old, {"to_day": units[old].to_day, "successors": ()}, after))
        return steps

    def _households(self) -> list[UndoStep]:
        """Move every household and keep the grid it was in, but for who was in it on no day before."""
        place_of = self._place_of
        moved = [home for home in self._ground.homes if home.household in place_of]
        self.households = len(moved)
        traced = [home for home in moved if self._was_there_before(home)]
        rows: list[Mapping[str, Value]] = [
            {"household": home.household, "grid": home.grid, "to_day": self._last} for home in traced
        ]
        roots = [home.household for home in traced]
        traces = self._writer.bulk_create("former_grid", rows, roots=roots, actor=self._actor)
        steps = [UndoStep("void", trace) for trace in traces]
        for home in moved:
            after: dict[str, Value] = {"grid": self.grids[place_of[home.household]]}
            steps.append(self._set("household", home.household, {"grid": home.grid}, after))
        return steps

    def _was_there_before(self, home: Home) -> bool:
        if home.from_day is not None and home.from_day > self._last:
            return False
        former = read_former.former_grids(self._writer.read, home.household)
        return not any(to_day >= self._last for _, _, to_day in former)

    def _staff(self) -> list[UndoStep]:
        """End the posts of the old grids; those that go on get one post of the same kind on their new grid."""
        place_of = {post: place for place, grid in enumerate(self._plan.grids) for post in grid.posts}
        going_on: dict[tuple[bytes, str, int], bytes] = {}
        steps: list[UndoStep] = []
        for post in self._ground.posts:
            if post.unit not in self._plan.olds:
                continue
            paired = read_pairings.pairings_of_post(self._writer.read, post.uid, self._plan.from_day)
            hours = read_shifts.shifts_of(self._writer.read, post.uid, self._plan.from_day, _LAST_DAY)
            steps += end_with_pairings(self._session, self._writer, post, self._last)
            place = place_of.get(post.uid)
            if place is None:
                continue
            key = (post.staff, post.role, place)
            if key not in going_on:
                going_on[key] = self._new_post(post, self.grids[place])
                steps.append(UndoStep("void", going_on[key]))
            heir = going_on[key]
            for pairing in paired:
                values: dict[str, Value] = {
                    "post": heir,
                    "household": pairing.household,
                    "kind": pairing.kind,
                    "from_day": max(self._plan.from_day, pairing.from_day or 0),
                    "to_day": pairing.to_day,
                }
                root = pairing.household
                steps.append(UndoStep("void", self._writer.create("pairing", values, root=root, actor=self._actor)))
            for shift in hours:
                steps.append(UndoStep("void", self._again("shift", shift, {"post": heir})))
            steps += self._memberships(post, heir)
            steps += self._tickets_held(post, heir)
        return steps

    def _new_post(self, post: Post, grid: bytes) -> bytes:
        values: dict[str, Value] = {
            "staff": post.staff,
            "role": post.role,
            "unit": grid,
            "from_day": max(self._plan.from_day, post.from_day or 0),
            "to_day": post.to_day,
            "chosen_how": post.chosen_how,
            "certificate": post.certificate,
            "pool": post.pool,
            "checked": post.checked,
            "term_day": post.term_day,
            "certificate_day": post.certificate_day,
            "recommended_by": post.recommended_by,
        }
        return self._writer.create("post", values, actor=self._actor)

    def _again(self, type_name: str, record: msgspec.Struct, changes: dict[str, Value]) -> bytes:
        """Make a record of hours once more, from the plan's day on, with other values in some fields."""
        fields = ("post", "desk", "day", "weekdays", "start_minute", "end_minute", "from_day", "to_day")
        values: dict[str, Value] = {field: getattr(record, field) for field in fields} | changes
        begun = values["from_day"]
        if isinstance(begun, int):
            values["from_day"] = max(begun, self._plan.from_day)
        return self._writer.create(type_name, values, actor=self._actor)

    def _memberships(self, post: Post, heir: bytes) -> list[UndoStep]:
        steps = []
        for team in read_teams.teams_of_post(self._writer.read, post.uid, self._plan.from_day):
            for member in read_teams.members(self._writer.read, team.uid, self._plan.from_day):
                if member.post != post.uid:
                    continue
                steps.append(self._set("team_member", member.uid, {"post": post.uid}, {"post": heir}))
        return steps

    def _tickets_held(self, post: Post, heir: bytes) -> list[UndoStep]:
        """Hand the open tickets of a post to the one in which its holder goes on, where their state allows it."""
        steps = []
        for row in _open_tickets(self._writer.read, owner=post.uid):
            found = read_tickets.ticket(self._writer.read, row.uid)
            choices = act_choices(self._session, self._writer.read, found) if found is not None else ()
            if not any(choice.act == TicketAct.HANDED_OVER and not choice.missing for choice in choices):
                continue
            values: dict[str, Value] = {
                "act": TicketAct.HANDED_OVER,
                "at_ms": self._session.now_ms(),
                "to_post": heir,
            }
            event = self._writer.event("ticket_event", row.uid, values, root=row.household, actor=self._actor)
            steps.append(UndoStep("withdraw_step", event, of=row.uid))
        return steps

    def _what_lies_in_them(self) -> list[UndoStep]:
        """Let teams, recurring activities and open tickets of the old grids go on in the new ones."""
        heirs = {old: self.grids[place] for old, place in self._heirs.items()}
        read, steps = self._writer.read, []
        for team in read_teams.teams(read, self._plan.from_day):
            units = tuple(dict.fromkeys(heirs.get(unit, unit) for unit in team.units))
            if units != team.units:
                steps.append(self._set("team", team.uid, {"units": team.units}, {"units": units}))
        for series in read_activities.series(read, self._plan.from_day):
            if series.unit in heirs:
                after: dict[str, Value] = {"unit": heirs[series.unit]}
                steps.append(self._set("activity_series", series.uid, {"unit": series.unit}, after))
        for old, rows in self._open_tickets.items():
            for row in rows:
                place = self._place_of.get(row.household or b"")
                unit = heirs.get(old) if place is None else self.grids[place]
                found = read_tickets.ticket(read, row.uid)
                if unit is not None and found is not None and found.unit == old:
                    steps.append(self._set("ticket", row.uid, {"unit": old}, {"unit": unit}))
        return steps


def _open_tickets(reader: Reader, *, unit: bytes | None = None, owner: bytes | None = None) -> tuple[TicketRow, ...]:
    return read_tickets.ticket_page(reader, TicketFilter(open=True, unit=unit, owner=owner), limit=_MOST_TICKETS)
