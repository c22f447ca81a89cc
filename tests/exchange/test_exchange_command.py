"""``gridtui import`` and ``gridtui export`` as a person and a script use them."""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from gridtui.core.errors import InputFault
from gridtui.exchange import command, wording
from gridtui.exchange.problems import Done
from gridtui.exchange.progress import ProgressLine, progress_words
from gridtui.office.session import OfficeSession
from tests.exchange.roster_files import HEAD, ROSTER_CSV, ROSTER_XLSX, TRUTH, lines, read, write_csv
from tests.exchange.roster_office import live_records, make_office, office


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Set an office up once for all tests of this file."""
    folder = tmp_path_factory.mktemp("office") / "template"
    make_office(folder)
    return folder


@pytest.fixture
def session(template: Path, tmp_path: Path) -> Iterator[OfficeSession]:
    """Open a fresh office."""
    with office(template, tmp_path / "office") as opened:
        yield opened


def import_(session: OfficeSession, *words: str | Path) -> int:
    """Run ``gridtui import`` with words."""
    parser = argparse.ArgumentParser()
    command.add_import_arguments(parser)
    return command.run_import(parser.parse_args(list(map(str, words))), session)


def export(session: OfficeSession, *words: str | Path) -> int:
    """Run ``gridtui export`` with words."""
    parser = argparse.ArgumentParser()
    command.add_export_arguments(parser)
    return command.run_export(parser.parse_args(list(map(str, words))), session)


def document(capsys: pytest.CaptureFixture[str]) -> Any:
    """Return the JSON document that was printed."""
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_names_row_column_and_reason(session: OfficeSession, capsys: pytest.CaptureFixture[str]) -> None:
    """One line a problem."""
    assert import_(session, ROSTER_XLSX, "--dry-run") == 0
    printed = capsys.readouterr().out
    problem_lines = [line for line in printed.splitlines() if line.startswith("  居民台账 row ")]
    assert len(problem_lines) == len(TRUTH["problems"])
    assert "row 780, 性别" in printed
    assert live_records(session)["resident"] == 0


def test_notes_are_one_line_and_no_problems(session: OfficeSession, capsys: pytest.CaptureFixture[str]) -> None:
    """Each kind with its count; none of them is named row by row."""
    assert import_(session, ROSTER_XLSX, "--dry-run") == 0
    printed = capsys.readouterr().out
    assert import_(session, ROSTER_XLSX, "--dry-run", "--json") == 0
    notes = document(capsys)["notes"]
    noted = [line for line in printed.splitlines() if line.startswith("Notes:")]
    assert len(noted) == 1
    assert len(notes) > 2
    assert all(f" {count}" in noted[0] for count in notes.values())


def test_a_heading_of_the_offices_own_is_mapped_by_a_word(
    session: OfficeSession, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--map`` says what a column is that goes by no common name."""
    odd = [["怪名" if cell == "姓名" else cell for cell in row] for row in lines([HEAD])]
    file = write_csv(tmp_path / "odd.csv", odd)
    with pytest.raises(InputFault) as fault:
        import_(session, file, "--dry-run")
    assert fault.value.code == "import.column_missing"
    assert import_(session, file, "--map", "怪名=name", "--dry-run", "--json") == 0
    assert document(capsys)["residents"] == 1


def test_the_document_holds_every_problem(session: OfficeSession, capsys: pytest.CaptureFixture[str]) -> None:
    """For a script that compares it with the truth."""
    assert import_(session, ROSTER_XLSX, "--dry-run", "--json") == 0
    told = document(capsys)
    stated = [{"kind": problem["kind"], "row": problem["row"]} for problem in TRUTH["problems"]]
    assert [{"kind": problem["kind"], "row": problem["row"]} for problem in told["problems"]] == stated
    assert (told["households"], told["residents"], told["rows"]) == (400, 1099, 1100)
    assert told["import_id"] == ""


def test_it_asks_before_it_writes(session: OfficeSession, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nobody can be asked, nothing is written and --yes is named."""
    assert import_(session, ROSTER_CSV) == 1
    assert "--yes" in capsys.readouterr().err
    assert live_records(session)["resident"] == 0


def test_yes_writes_and_undo_takes_back(session: OfficeSession, capsys: pytest.CaptureFixture[str]) -> None:
    """The id stands in the report, and 'last' finds it."""
    assert import_(session, ROSTER_CSV, "--yes", "--json") == 0
    import_id = document(capsys)["import_id"]
    assert live_records(session)["resident"] == TRUTH["residents"]
    assert import_(session, "--list", "--json") == 0
    assert [(line["import_id"], line["state"]) for line in document(capsys)] == [(import_id, "finished")]
    assert import_(session, "--undo", "last", "--yes", "--json") == 0
    assert document(capsys)["removed"]["resident"] == TRUTH["residents"]
    assert live_records(session)["resident"] == 0
    with pytest.raises(InputFault, match=r"import\.none"):
        import_(session, "--undo", "last", "--yes")


def test_the_second_time_nothing_changes(session: OfficeSession, capsys: pytest.CaptureFixture[str]) -> None:
    """And nothing is asked."""
    import_(session, ROSTER_CSV, "--yes")
    assert import_(session, ROSTER_CSV) == 0
    assert "Nothing changes" in capsys.readouterr().out


def test_no_file_is_wrong_use(session: OfficeSession) -> None:
    """Exit status 2."""
    assert import_(session) == 2


def test_record_text_reaches_a_terminal_without_control_characters(
    session: OfficeSession, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Headings and sheet names come from the file, too."""
    header = ["楼栋门牌", "姓名", "性别", "坏\x1b[31m列"]
    import_(session, write_csv(tmp_path / "a.csv", [header, ["3-2-501", "王\x1b]0;x\x07强", "男", ""]]), "--yes")
    assert "\x1b" not in capsys.readouterr().out


def test_a_full_export_comes_back_unchanged(session: OfficeSession, tmp_path: Path) -> None:
    """A ledger is a roster: reading it finds the same people."""
    import_(session, ROSTER_CSV, "--yes")
    for name in ("out.xlsx", "out.csv"):
        assert export(session, "households", tmp_path / name, "--full") == 0
        assert import_(session, tmp_path / name) == 0
    roster = read(tmp_path / "out.xlsx")
    assert (len(roster.households), roster.residents) == (TRUTH["households"], TRUTH["residents"])


def test_an_export_masks_numbers(session: OfficeSession, tmp_path: Path) -> None:
    """Unless they are asked for in full, which is a permission."""
    import_(session, write_csv(tmp_path / "a.csv", lines([{**HEAD, "备注": "每周透析"}])), "--yes")
    export(session, "households", tmp_path / "out.csv")
    written = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert HEAD["公民身份号码"] not in written
    assert "10008847481" not in written
    assert "每周透析" not in written
    assert "何春敏" in written


def test_progress_says_rows_and_time_left() -> None:
    """Once there is something to tell it by."""
    assert progress_words("Reading rows", 500, 20_000, 100) == "Reading rows 500 / 20,000"
    assert progress_words("Reading rows", 5_000, 20_000, 1_000) == "Reading rows 5,000 / 20,000, 3 s left"


def test_progress_is_silent_in_a_pipe() -> None:
    """Only a terminal is written over."""
    stream = StringIO()
    line = ProgressLine("Reading rows", stream)
    line(1, 1)
    line.end()
    assert stream.getvalue() == ""


def test_an_import_tells_its_progress_on_a_terminal(session: OfficeSession, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of all rows, while it reads and while it writes; nothing of it stays on the line."""
    terminal = StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    assert import_(session, ROSTER_CSV, "--yes") == 0
    drawn = [text.strip() for text in terminal.getvalue().split("\r")]
    assert any(re.fullmatch(r".* [0-9,]+ / [0-9,]+.*", text) for text in drawn), drawn
    assert len({text.split(" ")[0] for text in drawn if " / " in text}) > 1
    assert drawn[-1] == ""


def test_every_kind_has_words() -> None:
    """What the code can report, a person can read."""
    for done in Done:
        assert wording.done_words(done)
    for problem in TRUTH["problems"]:
        assert wording.problem_words(problem["kind"]) != problem["kind"]


def test_building_the_command_line_loads_neither_store_nor_spreadsheets() -> None:
    """The help is shown in a quarter of a second."""
    code = (
        "import argparse, sys; from gridtui.exchange import command; p = argparse.ArgumentParser();"
        "command.add_import_arguments(p);"
        "print([m for m in ('peewee', 'python_calamine', 'xlsxwriter', 'textual', 'httpx') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
