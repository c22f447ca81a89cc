"""An import's report, and what undoing one did, as lines a person reads."""

from collections.abc import Iterator, Mapping, Sequence

from gridtui.exchange.import_report import ChangeLine, ImportReport, PastLine
from gridtui.exchange.wording import (
    done_words,
    gone_words,
    import_state_words,
    note_words,
    problem_words,
    question_words,
    record_words,
)
from gridtui.locale import _
from gridtui.locale.field_words import field_words
from gridtui.office.roster_plan import UndoOutcome

_LINES_SHOWN = 200
"""Changes and what is gone are printed up to so many lines; the document holds them all."""


def report_lines(report: ImportReport) -> Iterator[str]:
    """Yield the report as lines a person reads, problems first."""
    for sheet in report.sheets:
        taken = "、".join(f"{heading}={field_words(field)}" for field, heading in sheet.columns.items())
        yield _("{sheet}: {columns}").format(sheet=sheet.sheet, columns=taken)
        if sheet.untaken:
            yield _("  columns not taken in (name them with --map): {headings}").format(
                headings="、".join(sheet.untaken)
            )
    yield _("{rows} rows: {households} households, {residents} residents").format(
        rows=report.rows, households=report.households, residents=report.residents
    )
    yield from _problem_lines(report)
    if report.notes:
        counted = _(", ").join(f"{note_words(kind)} {count}" for kind, count in report.notes.items())
        yield _("Notes: {counted}").format(counted=counted)
    if report.unknown_tags:
        words = "、".join(f"{word} {count}" for word, count in report.unknown_tags.items())
        yield _("Tags no mechanism knows, kept in the note: {words}").format(words=words)
    yield from _diff_lines(report)


def _problem_lines(report: ImportReport) -> Iterator[str]:
    yield _("{count} problems").format(count=len(report.problems))
    for problem in report.problems:
        yield _("  {sheet} row {row}, {column}: {reason}; {done}").format(
            sheet=problem.sheet,
            row=problem.row,
            column=problem.column or _("whole row"),
            reason=_(", ").join(problem_words(kind) for kind in problem.reasons),
            done=done_words(problem.done),
        )


def _diff_lines(report: ImportReport) -> Iterator[str]:
    if report.already_imported_ms is not None:
        yield _("This file was imported already. Nothing changes.")
        return
    for names, heading in (
        (report.new_grids, _("New grids: {names}")),
        (report.new_courtyards, _("New courtyards: {names}")),
    ):
        if names:
            yield heading.format(names="、".join(names))
    counts = _record_counts(report.new)
    yield _("New: {counts}").format(counts=counts or "0")
    yield _("Unchanged households: {count}").format(count=report.unchanged)
    yield _("Changed: {count}").format(count=len(report.changed))
    yield from _capped([_change_words(line) for line in report.changed])
    yield _("Gone from the file, kept on record: {count}").format(count=len(report.gone))
    yield from _capped([f"  {gone_words(line.kind)} {line.name} {line.place}" for line in report.gone])
    if report.questions:
        yield _("Not written, since it is not certain who it is (--as-new ROW: it is new): {count}").format(
            count=len(report.questions)
        )
        for question in report.questions:
            yield _("  {sheet} row {row}: {reason}").format(
                sheet=question.sheet, row=question.row, reason=question_words(question.kind)
            )


def _record_counts(counts: Mapping[str, int]) -> str:
    return _(", ").join(f"{record_words(kind)} {count}" for kind, count in counts.items() if count)


def _change_words(line: ChangeLine) -> str:
    fields = []
    for field, (before, after) in line.fields.items():
        values = f" {before or '-'} -> {after}" if isinstance(after, str) else ""
        fields.append(f"{field_words(field)}{values}")
    return _("  row {row} {name}: {fields}").format(row=line.row, name=line.name, fields=_(", ").join(fields))


def _capped(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_LINES_SHOWN]
    if len(lines) > _LINES_SHOWN:
        yield _("  and {count} more (--json lists all)").format(count=len(lines) - _LINES_SHOWN)


def outcome_lines(report: ImportReport) -> Iterator[str]:
    """Yield what was written, as lines a person reads."""
    yield _("Written: {counts}; changed records: {changed}").format(
        counts=_record_counts(report.written) or "0", changed=report.changed_records
    )
    if report.overtaken:
        rows = "、".join(map(str, report.overtaken))
        yield _("Left alone, because somebody changed the same records meanwhile (import again): rows {rows}").format(
            rows=rows
        )
    yield _("To take it back: gridtui import --undo {id}").format(id=report.import_id)


def undo_lines(outcome: UndoOutcome) -> Iterator[str]:
    """Yield what undoing an import did, as lines a person reads."""
    yield _("Taken back: {counts}; changed records set back: {changed}").format(
        counts=_record_counts(outcome.removed) or "0", changed=outcome.restored
    )
    if outcome.kept:
        yield _("Kept, because people worked on them since: {counts}").format(counts=_record_counts(outcome.kept))


def past_words(line: PastLine) -> str:
    """Return an import as one line."""
    state = import_state_words(line.state)
    return f"{line.import_id}  {line.started}  {state}  {line.rows}  {line.file}  {line.account}"
