"""What an import would do, or did, as one document for a program; ``import_lines`` words it for a person.

The document names rows, columns, fields and kinds. Values of fields that may not stand on a list (ID numbers,
telephones, notes) are left out of it: the row says where they are.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from gridtui.core.registry import BY_NAME
from gridtui.core.time import iso_instant
from gridtui.exchange.importing import Prepared
from gridtui.exchange.problems import Problem
from gridtui.office.roster_plan import Changes, HouseholdPlan, ImportOutcome
from gridtui.store.local_imports import ImportLine, ImportState

_HIDDEN_ALWAYS = frozenset({"doubt"})


class SheetReport(msgspec.Struct, frozen=True):
    """A sheet that was read: heading by field, and the headings that were not taken."""

    sheet: str
    columns: dict[str, str]
    untaken: tuple[str, ...]


class ChangeLine(msgspec.Struct, frozen=True):
    """A record the file changes. ``fields`` maps each field to (before, after), None where a value is not shown."""

    row: int
    kind: str
    name: str
    fields: dict[str, tuple[str | int | None, str | int | None]]


class GoneLine(msgspec.Struct, frozen=True):
    """Somebody or something on record that the file no longer holds."""

    kind: str
    name: str
    place: str


class QuestionLine(msgspec.Struct, frozen=True):
    """A household nothing is written for until a person decides."""

    sheet: str
    row: int
    kind: str


class ImportReport(msgspec.Struct, frozen=True):
    """The whole report. ``new`` and ``written`` count records by type; ``import_id`` is '' until it is written."""

    file: str
    sheets: tuple[SheetReport, ...]
    rows: int
    households: int
    residents: int
    problems: tuple[Problem, ...]
    notes: dict[str, int]
    unknown_tags: dict[str, int]
    new: dict[str, int]
    new_grids: tuple[str, ...]
    new_courtyards: tuple[str, ...]
    unchanged: int
    changed: tuple[ChangeLine, ...]
    gone: tuple[GoneLine, ...]
    questions: tuple[QuestionLine, ...]
    already_imported_ms: int | None = None
    resumes: bool = False
    import_id: str = ""
    written: dict[str, int] = {}
    changed_records: int = 0
    overtaken: tuple[int, ...] = ()


def report_of(prepared: Prepared, outcome: ImportOutcome | None = None) -> ImportReport:
    """Return the report of a prepared import, and of what was written once it was."""
    roster, matching, past = prepared.roster, prepared.matching, prepared.past
    plans: Sequence[HouseholdPlan] = () if prepared.is_done else matching.plans
    return ImportReport(
        file=roster.file.path.name,
        sheets=tuple(SheetReport(sheet.sheet, sheet.taken, sheet.untaken) for sheet in roster.columns),
        rows=roster.person_rows,
        households=sum(bool(household.members) for household in roster.households),
        residents=roster.residents,
        problems=roster.findings.problems,
        notes=dict(roster.findings.notes),
        unknown_tags=dict(roster.findings.unknown_tags),
        new=dict(_new_records(plans)),
        new_grids=() if prepared.is_done else matching.new_grids,
        new_courtyards=() if prepared.is_done else matching.new_courtyards,
        unchanged=matching.unchanged,
        changed=tuple(line for plan in plans for line in _changed(plan)),
        gone=() if prepared.is_done else tuple(_gone(prepared)),
        questions=tuple(
            QuestionLine(roster.file.sheets[question.sheet].name, question.row, question.kind)
            for question in (() if prepared.is_done else matching.questions)
        ),
        already_imported_ms=past.ended_ms if past is not None and prepared.is_done else None,
        resumes=prepared.is_interrupted,
        import_id=outcome.import_id.hex() if outcome else "",
        written=outcome.created if outcome else {},
        changed_records=outcome.changed if outcome else 0,
        overtaken=outcome.overtaken if outcome else (),
    )


def _new_records(plans: Sequence[HouseholdPlan]) -> Counter[str]:
    new: Counter[str] = Counter()
    doors = set()
    for plan in plans:
        if plan.dwelling is None and plan.entry.states_door:
            doors.add(plan.entry.door_key)
        if plan.members is None:
            new["resident"] += len(plan.entry.members)
            new["tag"] += sum(len(person.tags) for person in plan.entry.members)
        for member in plan.members or ():
            new["resident"] += member.uid is None
            new["tag"] += len(member.tags)
        new["household"] += plan.household is None and bool(plan.entry.members)
    new["dwelling"] = len(doors)
    return +new


def _changed(plan: HouseholdPlan) -> Iterator[ChangeLine]:
    row, head = plan.entry.row, plan.entry.head_name
    if plan.changes is not None:
        yield ChangeLine(row, "household", head, _shown("household", plan.changes))
    if plan.dwelling_changes is not None:
        yield ChangeLine(row, "dwelling", head, _shown("dwelling", plan.dwelling_changes))
    for member in plan.members or ():
        if member.changes is not None:
            yield ChangeLine(member.entry.row, "resident", member.entry.name, _shown("resident", member.changes))


def _shown(type_name: str, changes: Changes) -> dict[str, tuple[str | int | None, str | int | None]]:
    """Return the changed fields, with their values where these may stand on a list."""
    fields = {}
    for field, after in changes.after.items():
        if field in _HIDDEN_ALWAYS:
            continue
        pair = (changes.before.get(field), after) if BY_NAME[type_name].field(field).on_list else (None, None)
        before_shown, after_shown = (value if isinstance(value, (str, int)) else None for value in pair)
        fields[field] = (before_shown, after_shown)
    return fields


def _gone(prepared: Prepared) -> Iterator[GoneLine]:
    for gone in prepared.matching.gone:
        courtyard, building, entrance, door, address = gone.place
        numbers = "-".join(str(part) for part in (building, entrance, door) if part)
        yield GoneLine(gone.kind, gone.name, f"{courtyard} {address or numbers}".strip())


class PastLine(msgspec.Struct, frozen=True):
    """An import there was. ``started`` is ISO 8601; ``state`` is running, finished, undoing or undone."""

    import_id: str
    file: str
    account: str
    state: str
    rows: int
    started: str


def past_line(line: ImportLine) -> PastLine:
    """Return an import as a program and a person may see it."""
    state = ImportState(line.state).name.lower()
    return PastLine(
        line.import_id.hex(), line.file_name, line.account, state, line.rows, iso_instant(line.started_ms)
    )
