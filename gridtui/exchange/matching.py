"""A roster against what is on record: who is the same, what is new, what changed, what is gone, what to ask.

A person is the same by ID number; without one, by the dwelling and the head's name, then by the own name inside that
household. Where neither decides, the row is a question and nothing is written for it. Rows never match by position.
A blank cell takes nothing away, and what is gone from the file is listed, never deleted.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from gridtui.core.records import Household, Resident
from gridtui.core.words import Relation
from gridtui.exchange.differences import dwelling_changes, household_changes, resident_changes
from gridtui.exchange.roster import Roster
from gridtui.office.roster_entries import DoorKey, HouseholdEntry, ResidentEntry
from gridtui.office.roster_known import KnownRoster
from gridtui.office.roster_plan import HouseholdPlan, MemberPlan
from gridtui.store.read_roster import DoorHousehold, IdNumberHolder

_CHUNK_HOUSEHOLDS = 200
_Holders = Mapping[str, Sequence[IdNumberHolder]]
_T = TypeVar("_T")


class _Unclear(Exception):
    """The rules do not decide who a household or a person is; ``kind`` names the question."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Question(msgspec.Struct, frozen=True):
    """A household of the file the rules cannot place. ``kind`` says why; nothing is written for it."""

    number: int
    sheet: int
    row: int
    kind: str


class Gone(msgspec.Struct, frozen=True):
    """Somebody or something on record that the file no longer holds; ``kind`` is household, resident or tag."""

    kind: str
    uid: bytes
    name: str
    place: DoorKey


class Matching(msgspec.Struct, frozen=True):
    """The outcome: plans with something to do, questions, and what the file no longer holds."""

    plans: tuple[HouseholdPlan, ...]
    questions: tuple[Question, ...]
    gone: tuple[Gone, ...]
    unchanged: int
    new_grids: tuple[str, ...]
    new_courtyards: tuple[str, ...]


def match_roster(
    roster: Roster, known: KnownRoster, *, as_new: Collection[int] = (), written: Mapping[int, bytes] | None = None
) -> Matching:
    """Match a roster.

    ``as_new`` are rows of households a person said to be new; ``written`` are the households an interrupted import of
    this file created, by their place in it.
    """
    return _Matcher(roster, known, frozenset(as_new), written or {}).run()


class _Matcher:
    """One run over the households of a file, in chunks that are looked up together."""

    def __init__(
        self, roster: Roster, known: KnownRoster, as_new: frozenset[int], written: Mapping[int, bytes]
    ) -> None:
        self._households = roster.households
        self._known = known
        self._as_new = as_new
        self._written = written
        self._home_of = {
            person.identity: number
            for number, household in enumerate(roster.households, 1)
            for person in household.members
            if person.identity
        }
        self._claimed: set[bytes] = set()
        self._met: set[bytes] = set()
        self._questions: list[Question] = []
        self._asked: set[bytes] = set()
        self._missed: list[Gone] = []
        self._records: dict[bytes, Household] = {}
        self._heads_at: dict[DoorKey, set[str]] = {}
        for household in roster.households:
            self._heads_at.setdefault(household.door_key, set()).add(household.head_name)
        self._states_tags = any("tags" in columns.taken for columns in roster.columns)

    def run(self) -> Matching:
        """Plan every household in file order."""
        plans: list[HouseholdPlan] = []
        unchanged = 0
        for first in range(0, len(self._households), _CHUNK_HOUSEHOLDS):
            chunk = self._households[first : first + _CHUNK_HOUSEHOLDS]
            numbers = [person.identity for household in chunk for person in household.members if person.identity]
            holders = {} if self._known.is_empty else self._known.holders_of(numbers)
            self._records.clear()
            for number, entry in enumerate(chunk, first + 1):
                plan = self._plan(number, entry, holders)
                if plan is not None and not plan.is_empty:
                    plans.append(plan)
                elif plan is not None:
                    unchanged += 1
        return Matching(
            plans=tuple(plans),
            questions=tuple(self._questions),
            gone=tuple(self._gone()),
            unchanged=unchanged,
            new_grids=self._new_names("grid", self._known.grids),
            new_courtyards=self._new_names("courtyard", self._known.courtyards),
        )

    def _plan(self, number: int, entry: HouseholdEntry, holders: _Holders) -> HouseholdPlan | None:
        """Return the plan of a household, None where it is a question."""
        if number in self._written:
            return self._planned_before(number, entry)
        door = () if self._known.is_empty else self._known.at_door(entry.door_key)
        dwelling = door[0].dwelling if door and entry.states_door else None
        if not entry.members or self._known.is_empty:
            return HouseholdPlan(number, entry, dwelling=dwelling)
        try:
            same = self._same_household(number, entry, holders, door)
            people = self._same_people(entry, same, holders)
        except _Unclear as unclear:
            self._asked |= {at.household for at in door if at.household}
            self._asked |= {
                holder.household for person in entry.members for holder in holders.get(person.identity, ())
            }
            self._questions.append(Question(number, entry.sheet, entry.row, unclear.kind))
            return None
        return self._planned(number, entry, same, people, dwelling)

    def _planned_before(self, number: int, entry: HouseholdEntry) -> HouseholdPlan:
        """Return the plan, with nothing to do, of a household this import wrote before it was interrupted."""
        home = self._record(self._written[number])
        self._claimed.add(home.uid)
        self._met.update(known.uid for known in home.members)
        return HouseholdPlan(number, entry, household=home.uid, members=[])

    def _planned(
        self,
        number: int,
        entry: HouseholdEntry,
        same: Household | None,
        people: list[Resident | None],
        dwelling: bytes | None,
    ) -> HouseholdPlan:
        plan = HouseholdPlan(number, entry, dwelling=dwelling)
        if same is not None:
            self._claimed.add(same.uid)
            plan.household = same.uid
            plan.changes = household_changes(same, entry, dwelling)
            at = same.dwelling if same.dwelling and same.dwelling.uid == dwelling else None
            plan.dwelling_changes = dwelling_changes(at, entry)
        if same is not None or any(people):
            plan.members = [
                self._member(person, known, same) for person, known in zip(entry.members, people, strict=True)
            ]
            self._note_missing(entry, same, people)
        return plan

    def _member(self, person: ResidentEntry, known: Resident | None, same: Household | None) -> MemberPlan:
        if known is None:
            return MemberPlan(person, tags=person.tags)
        self._met.add(known.uid)
        carried = self._carried(known)
        changes = resident_changes(known, person, same.uid if same else None)
        return MemberPlan(person, known.uid, changes, tuple(tag for tag in person.tags if tag not in carried))

    def _carried(self, known: Resident) -> set[str]:
        """Return the tags in force on a person or on the household the person is on record in."""
        tags = self._record(known.household).tags
        return {tag.tag for tag in tags if tag.to_day is None and tag.subject in {known.uid, known.household}}

    def _note_missing(self, entry: HouseholdEntry, same: Household | None, people: list[Resident | None]) -> None:
        """Remember who of a household on record, and which tags, this household of the file does not hold."""
        if same is None:
            return
        here = {known.uid: person for known, person in zip(people, entry.members, strict=True) if known}
        self._missed += [
            Gone("resident", known.uid, known.name, entry.door_key) for known in same.members if known.uid not in here
        ]
        for tag in same.tags if self._states_tags else ():
            person = here.get(tag.subject)
            if person and tag.source == "roster" and tag.to_day is None and tag.tag not in person.tags:
                self._missed.append(Gone("tag", tag.uid, tag.tag, entry.door_key))

    def _same_household(
        self, number: int, entry: HouseholdEntry, holders: _Holders, door: tuple[DoorHousehold, ...]
    ) -> Household | None:
        """Return the household on record that this one is; None where it is new. Raises _Unclear."""
        here = {at.household for at in door if at.household} - self._claimed
        votes = Counter(
            holder.household
            for person in entry.members
            for holder in holders.get(person.identity, ())
            if holder.household not in self._claimed and self._may_be(number, holder.household, here)
        )
        if votes:
            most = max(votes.values())
            best = [uid for uid, count in votes.items() if count == most]
            best = [uid for uid in best if uid in here] or best
            return self._record(self._only(best, "household_several"))
        named = [at.household for at in door if at.household in here and at.head_name == entry.head_name]
        if named:
            return self._record(self._only([uid for uid in named if uid], "household_several"))
        numbered = any(person.identity for person in entry.members)
        others = {at.head_name for at in door if at.household in here} - self._heads_at[entry.door_key]
        if not numbered and entry.row not in self._as_new:
            if others:
                raise _Unclear("door_taken")
            if not entry.states_door:
                raise _Unclear("nowhere")
        return None

    def _may_be(self, number: int, uid: bytes, here: Collection[bytes]) -> bool:
        """Tell whether a household on record may be the file's: its head is in it, or is nowhere else and it is here.

        Somebody who moved out of a household does not take it along.
        """
        head = next((known for known in self._record(uid).members if known.relation == Relation.HEAD), None)
        home = self._home_of.get(head.id_number) if head and head.id_number else None
        return home == number if home is not None else uid in here

    def _same_people(self, entry: HouseholdEntry, same: Household | None, holders: _Holders) -> list[Resident | None]:
        """Return for each member of the file the person on record; None for a new one. Raises _Unclear."""
        people: list[Resident | None] = [self._by_number(person, holders) for person in entry.members]
        taken = {known.uid for known in people if known}
        free = [known for known in same.members if known.uid not in taken] if same else []
        for place, person in enumerate(entry.members):
            if people[place] is None:
                named = [known for known in free if known.name == person.name and known.uid not in taken]
                if named:
                    found = people[place] = self._only(named, "name_twice")
                    taken.add(found.uid)
        return people

    def _by_number(self, person: ResidentEntry, holders: _Holders) -> Resident | None:
        """Return the person on record under an ID number, unless another row of the file is that person."""
        found = [holder for holder in holders.get(person.identity, ()) if holder.resident not in self._met]
        if not found:
            return None
        holder = self._only(found, "number_twice")
        return next((known for known in self._record(holder.household).members if known.uid == holder.resident), None)

    def _only(self, candidates: list[_T], kind: str) -> _T:
        if len(candidates) > 1:
            raise _Unclear(kind)
        return candidates[0]

    def _record(self, uid: bytes) -> Household:
        if uid not in self._records:
            self._records[uid] = self._known.household(uid)
        return self._records[uid]

    def _gone(self) -> Iterator[Gone]:
        """Yield who stands in a grid of the file but not in the file, and who left a household that does."""
        if self._known.is_empty:
            return
        grids = {household.grid for household in self._households}
        for present in self._known.present_households(grids):
            if present.uid not in self._claimed and present.uid not in self._asked:
                place = (present.courtyard, present.building, present.entrance, present.door, present.address)
                yield Gone("household", present.uid, present.head_name, place)
        yield from (gone for gone in self._missed if gone.uid not in self._met)

    def _new_names(self, field: str, known: Collection[str]) -> tuple[str, ...]:
        names = dict.fromkeys(getattr(household, field) for household in self._households)
        return tuple(name for name in names if name and name not in known)
