"""What one transaction of an import writes: new doors, households, people and tags together, then single changes."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from gridtui.core.records import Dwelling, Household, Resident
from gridtui.office.former_grids import note_former_grid
from gridtui.office.roster_entries import DoorKey, HouseholdEntry, ResidentEntry
from gridtui.office.roster_plan import THIS_HOUSEHOLD, Changes, HouseholdPlan
from gridtui.office.session import OfficeSession
from gridtui.rules.periods import months_after
from gridtui.scheme.model import CareTag
from gridtui.store.local_imports import Kept, WrittenRow
from gridtui.store.read_households import household, resident
from gridtui.store.read_roster import holders_of
from gridtui.store.writer import Writer
from gridtui.sync.operation import Value

SOURCE = "roster"
"""The source a tag of an import states."""
_RESIDENT_FIELDS = (
    "name",
    "relation",
    "sex",
    "birth_day",
    "id_number",
    "phone",
    "registered",
    "lives",
    "evidence",
    "residence",
    "education",
    "politics",
    "note",
    "doubt",
)
Record = Dwelling | Household | Resident


class Grounds(msgspec.Struct):
    """What every transaction of one import stands on: its units by name and the doors it made itself."""

    session: OfficeSession
    grids: dict[str, bytes]
    courtyards: dict[str, bytes]
    doors: dict[DoorKey, bytes] = msgspec.field(default_factory=dict)


class Writing:
    """One batch of households in one transaction. ``overtaken`` are rows somebody else got to first."""

    def __init__(self, writer: Writer, grounds: Grounds, plans: Sequence[HouseholdPlan]) -> None:
        self.overtaken: list[int] = []
        self._writer = writer
        self._grounds = grounds
        self._actor = grounds.session.actor
        self._written = {plan.number: WrittenRow([], []) for plan in plans}
        self._plans = self._not_overtaken(plans)

    def write(self) -> list[tuple[int, WrittenRow]]:
        """Write the batch and return what each household wrote."""
        self._doors()
        homes = self._households()
        self._people(homes)
        for plan in self._plans:
            self._change(plan, homes.get(plan.number))
        return list(self._written.items())

    def _not_overtaken(self, plans: Sequence[HouseholdPlan]) -> list[HouseholdPlan]:
        """Leave out households with a new person who came on record after the plan was made."""
        numbers = {person.identity: plan for plan in plans for person in _new_people(plan) if person.identity}
        late = {numbers[number].number for number in holders_of(self._writer.read, list(numbers))}
        self.overtaken += [plan.entry.row for plan in plans if plan.number in late]
        return [plan for plan in plans if plan.number not in late]

    def _create(
        self,
        type_name: str,
        plans: Sequence[HouseholdPlan],
        rows: list[dict[str, Value]],
        roots: Sequence[bytes] = (),
    ) -> list[bytes]:
        """Create records of one type, each for its plan."""
        if not rows:
            return []
        made: list[bytes] = self._writer.bulk_create(type_name, rows, roots=roots or None, actor=self._actor)
        for plan, uid in zip(plans, made, strict=True):
            self._written[plan.number].created.append((type_name, uid))
        return made

    def _doors(self) -> None:
        """Create the dwellings that neither the store nor this import has; each plan then has its own."""
        doors = self._grounds.doors
        first: dict[DoorKey, HouseholdPlan] = {}
        for plan in self._plans:
            key = plan.entry.door_key
            if plan.dwelling is None and plan.entry.states_door and key not in doors:
                first.setdefault(key, plan)
        rows = [self._dwelling_values(plan.entry) for plan in first.values()]
        doors.update(zip(first, self._create("dwelling", list(first.values()), rows), strict=True))
        for plan in self._plans:
            plan.dwelling = plan.dwelling or doors.get(plan.entry.door_key)

    def _dwelling_values(self, entry: HouseholdEntry) -> dict[str, Value]:
        return _stated(
            courtyard=self._grounds.courtyards.get(entry.courtyard),
            building=entry.building,
            entrance=entry.entrance,
            door=entry.door,
            use=int(entry.use),
            address=entry.address,
        )

    def _households(self) -> dict[int, bytes]:
        """Create the new households; return every household of the batch by the plan's number."""
        plans = [plan for plan in self._plans if plan.household is None and plan.entry.members]
        community = self._grounds.session.community.uid
        rows = [
            _stated(
                dwelling=plan.dwelling,
                grid=self._grounds.grids.get(plan.entry.grid),
                paper=plan.entry.paper,
                note=plan.entry.note,
                doubt=plan.entry.doubt,
                community=community,
            )
            for plan in plans
        ]
        made = self._create("household", plans, rows)
        homes = {plan.number: plan.household for plan in self._plans if plan.household}
        return homes | {plan.number: uid for plan, uid in zip(plans, made, strict=True)}

    def _people(self, homes: Mapping[int, bytes]) -> None:
        """Create new people and their tags, and the new tags of people on record."""
        new = [
            (plan, person, place)
            for plan in self._plans
            for place, person in enumerate(plan.entry.members)
            if plan.members is None or plan.members[place].uid is None
        ]
        plans = [plan for plan, _, _ in new]
        roots = [homes[plan.number] for plan in plans]
        rows = [_resident_values(person, root, place) for (_, person, place), root in zip(new, roots, strict=True)]
        made = self._create("resident", plans, rows, roots)
        tagged = [(plan, uid, tag) for (plan, person, _), uid in zip(new, made, strict=True) for tag in person.tags]
        tagged += [
            (plan, member.uid, tag)
            for plan in self._plans
            for member in plan.members or ()
            if member.uid is not None
            for tag in member.tags
        ]
        plans = [plan for plan, _, _ in tagged]
        tags = [self._tag_values(subject, tag) for _, subject, tag in tagged]
        self._create("tag", plans, tags, [homes[plan.number] for plan in plans])

    def _tag_values(self, subject: bytes, key: str) -> dict[str, Value]:
        session = self._grounds.session
        about: CareTag | None = session.scheme.tag(key)
        return _stated(
            subject=subject,
            tag=key,
            from_day=session.today,
            source=SOURCE,
            purpose=about.purpose if about else "",
            review_day=months_after(session.today, about.review_months) if about else None,
        )

    def _change(self, plan: HouseholdPlan, home_uid: bytes | None) -> None:
        """Set the changed fields of household, people and dwelling, unless somebody changed them meanwhile."""
        reader = self._writer.read
        if plan.changes is not None:
            self._set(plan, plan.changes, household(reader, plan.changes.uid), home_uid)
        for member in plan.members or ():
            if member.changes is not None:
                self._set(plan, member.changes, resident(reader, member.changes.uid), home_uid)
        if plan.dwelling_changes is not None and plan.household is not None:
            home = household(reader, plan.household)
            self._set(plan, plan.dwelling_changes, home.dwelling if home else None, home_uid)

    def _set(self, plan: HouseholdPlan, changes: Changes, known: Record | None, home_uid: bytes | None) -> None:
        if known is None or known.uid != changes.uid or present(known, changes.before) != changes.before:
            self.overtaken.append(plan.entry.row)
            return
        after: dict[str, Kept] = dict(changes.after)
        if after.get("household") == THIS_HOUSEHOLD:
            after["household"] = home_uid
        if "dwelling" in after:
            after["dwelling"] = plan.dwelling
        if "grid" in after:
            after["grid"] = self._grounds.grids.get(plan.entry.grid)
        if isinstance(known, Household) and after.get("grid", known.grid) != known.grid:
            self._leave_grid(plan, known)
        self._writer.set(changes.uid, after, actor=self._actor)
        self._written[plan.number].changed.append((changes.uid, changes.before, after))

    def _leave_grid(self, plan: HouseholdPlan, home: Household) -> None:
        today = self._grounds.session.today
        for step in note_former_grid(self._writer, home.uid, home.grid, home.from_day, today, self._actor):
            self._written[plan.number].created.append(("former_grid", step.uid))


def present(known: Record, fields: Iterable[str]) -> dict[str, Kept]:
    """Return the present values of a record's fields as an operation would state them."""
    values: dict[str, Kept] = {}
    for field in fields:
        value = getattr(known, field)
        values[field] = value.uid if isinstance(value, Dwelling) else value
    return values


def _new_people(plan: HouseholdPlan) -> list[ResidentEntry]:
    if plan.members is None:
        return plan.entry.members
    return [member.entry for member in plan.members if member.uid is None]


def _resident_values(person: ResidentEntry, home: bytes, place: int) -> dict[str, Value]:
    stated = {field: getattr(person, field) for field in _RESIDENT_FIELDS}
    return _stated(household=home, position=place, **stated)


def _stated(**values: Value) -> dict[str, Value]:
    """Return the values that say something: what is blank, 0 or None is not written."""
    return {field: value for field, value in values.items() if value}
