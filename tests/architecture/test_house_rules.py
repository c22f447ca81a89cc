"""The house rules that a reader of the tree relies on, checked over the source itself."""

import ast
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.locale.sentences import SENTENCES
from gridtui.scheme import acts

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "gridtui"
SOURCES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE = 600
LONGEST_FUNCTION = 50
NOT_ASKED = {"sync.run", "draft.own"}
"""Everybody's always: a host syncs for nobody in particular, a draft is found by the account that wrote it."""
FAULTS = {"InputFault", "Refused", "SettingsFault", "StoreFault", "SyncFault", "GridtuiError"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_the_top_level_holds_exactly_what_the_card_allows() -> None:
    """gridtui, tests, config, pyproject.toml, README.md and dotfiles; nothing else is tracked there."""
    allowed = {"gridtui", "tests", "config", "pyproject.toml", "README.md"}
    built = {"build", "dist"}
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - built
    assert {name for name in found if not name.endswith(".egg-info")} == allowed


def test_the_readme_says_what_each_dependency_is_for() -> None:
    """Every requirement of every extra has a row with its reason."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    every = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    names = {re.split(r"[^A-Za-z0-9.-]", each)[0].lower() for each in every} - {"gridtui"}
    rows = [line for line in (ROOT / "README.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    named = {word.strip(",`[]").lower() for row in rows for word in row.split("|")[1].split()}
    assert names - named == set()
    assert all(len(row.split("|")[2].strip()) > len("reason") for row in rows[1:])


def test_every_act_a_role_may_name_is_asked_for() -> None:
    """A permission nobody asks for protects nothing."""
    rooms = ("office", "exchange")
    asking = "".join(path.read_text("utf-8") for room in rooms for path in (PACKAGE / room).glob("*.py"))
    names = {name: value for name, value in vars(acts).items() if name.isupper() and isinstance(value, str)}
    assert set(names.values()) == set(acts.ACTS)
    silent = {value for name, value in names.items() if not re.search(rf"\b{name}\b", asking)}
    assert 'decide(f"ticket.{' in asking
    assert {value for value in silent if not value.startswith("ticket.")} == NOT_ASKED


def test_no_file_grows_past_the_limit() -> None:
    """A file stops at 600 lines."""
    long = {
        _name(path): lines for path in SOURCES if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_function_grows_past_the_limit() -> None:
    """A function stays under 50 lines, its docstring aside."""
    long = []
    for path in SOURCES:
        for function in _functions(path):
            docstring = ast.get_docstring(function, clean=False) or ""
            lines = (function.end_lineno or 0) - function.lineno + 1 - len(docstring.splitlines())
            if lines > LONGEST_FUNCTION:
                long.append(f"{_name(path)}:{function.name} {lines}")
    assert long == []


def test_the_clock_is_read_in_one_place() -> None:
    """No now() outside core/time.py: a clock is passed in."""
    reads = re.compile(r"datetime\.now|date\.today|time\.time\(|time\.time_ns|time\.monotonic|utcnow|perf_counter")
    found = [_name(p) for p in SOURCES if p != PACKAGE / "core" / "time.py" and reads.search(p.read_text("utf-8"))]
    assert found == []


def test_errors_are_never_caught_whole_or_silenced() -> None:
    """``except:`` stands nowhere, ``except Exception`` only at the three boundaries: command, job, HTTP handler."""
    allowed = {"gridtui/cli.py", "gridtui/tui/jobs.py", "gridtui/server/application.py"}
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.ExceptHandler):
                continue
            whole = node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "Exception")
            if whole and _name(path) not in allowed:
                found.append(f"{_name(path)}:{node.lineno}")
    assert found == []


def _raised_codes() -> dict[str, str]:
    codes = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in FAULTS
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                codes[node.args[0].value] = f"{_name(path)}:{node.lineno}"
    return codes


def test_every_error_code_has_its_sentences() -> None:
    """A code that is raised tells a person what happened, what is safe and what to do."""
    missing = {code: place for code, place in _raised_codes().items() if code not in SENTENCES}
    assert missing == {}


def test_no_sentence_is_left_without_its_code() -> None:
    """A sentence that nothing raises is a leftover."""
    source = "".join(path.read_text("utf-8") for path in SOURCES if not path.name.startswith("sentences"))
    assert [code for code in SENTENCES if f'"{code}"' not in source] == []


def _shown_strings() -> Iterator[tuple[str, str]]:
    catalogue = (PACKAGE / "locale/zh_CN/LC_MESSAGES/gridtui.po").read_text("utf-8")
    for number, line in enumerate(catalogue.splitlines(), 1):
        if line.startswith(("msgid", "msgstr", '"')):
            yield f"gridtui.po:{number}", line
    for path in sorted((PACKAGE / "manual").rglob("*.md")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            yield f"{path.parent.name}/{path.name}:{number}", line
    for path in sorted((ROOT / "config").rglob("*.toml")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if not line.lstrip().startswith("#"):
                yield f"{path.name}:{number}", line


def test_no_shown_string_holds_a_character_of_ambiguous_width() -> None:
    """Box lines, arrows, dots and curly quotes are one cell in one terminal and two in the next."""
    found = [
        (place, character)
        for place, line in _shown_strings()
        for character in line
        if unicodedata.east_asian_width(character) == "A"
    ]
    assert found == []


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_manual_has_the_same_pages_in_both_languages(language: str) -> None:
    """Every page exists in Chinese and in English."""
    pages = {path.name for path in (PACKAGE / "manual" / language).glob("*.md")}
    assert pages == {path.name for path in (PACKAGE / "manual" / "en").glob("*.md")}
    assert "index.md" in pages
