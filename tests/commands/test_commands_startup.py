"""What a command loads, says of itself, and needs of the terminal."""

import subprocess
import sys
from pathlib import Path

import pytest

from gridtui.cli import FAMILIES, build_parser, families_needed
from gridtui.locale import LANGUAGES
from tests.tools.office_host import ROSTER, SECRETARY, WORKER, OfficeHost

COMMANDS = ("demo", "init", "staff", "households", "visits", "due", "tickets", "import", "export", "enrol", "sync",
            "serve", "scheme", "manual", "host", "login", "doctor")  # fmt: skip

LOADED = """
import sys
from gridtui.cli import main
try:
    status = main(sys.argv[1:])
except SystemExit as end:
    status = end.code
print([name for name in ("textual", "rich", "httpx", "starlette", "uvicorn", "python_calamine", "xlsxwriter",
                         "cryptography") if name in sys.modules], file=sys.stderr)
sys.exit(status)
"""


@pytest.mark.parametrize(
    "words",
    [
        ("--version",),
        ("--help",),
        ("households",),
        ("visits",),
        ("due",),
        ("tickets",),
        ("staff",),
        ("sync", "--status"),
        ("sync", "--dry-run"),
        ("scheme", "list"),
        ("scheme", "check"),
        ("manual",),
    ],
    ids=" ".join,
)
def test_a_headless_command_loads_no_screens_and_no_network(read_only: OfficeHost, words: tuple[str, ...]) -> None:
    """So that a list answers in a quarter of a second: no Textual, httpx, server or workbook library."""
    ended = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        env=read_only.environment(WORKER),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_adds_the_commands_it_is_known_by(family: str) -> None:
    """A command line is read with the family of its command alone; it is found behind any options."""
    text = build_parser((family,)).format_help()
    for word in FAMILIES[family]:
        assert f"    {word} " in text
        assert families_needed(("--post", "due", "--language=en", word, "--json", "sync")) == (family,)


def test_every_option_before_the_command_that_takes_a_value_is_known() -> None:
    """Else its value would be taken for the command."""
    values = {
        option for action in build_parser(())._actions if action.nargs is None for option in action.option_strings
    }
    for option in values:
        assert families_needed((option, "due")) == ()
    assert "--post" in values


def test_a_line_that_names_no_command_is_helped_with_all() -> None:
    """``--help`` and a mistyped word get the whole list; the bare program describes nothing."""
    assert families_needed(("--help",)) == families_needed(("houshold",)) == tuple(FAMILIES)
    assert families_needed(()) == families_needed(("--version",)) == families_needed(("--post", "李梅")) == ()


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("starlette", ("serve", "--folder", "{tmp}", "--port", "0")),
        ("python_calamine", ("import", str(ROSTER), "--dry-run")),
        ("xlsxwriter", ("export", "households", "{tmp}/ledger.xlsx")),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_a_part_that_is_not_installed_is_named(
    read_only: OfficeHost, tmp_path: Path, missing: str, words: tuple[str, ...]
) -> None:
    """The smallest installation has neither a server nor workbooks; it says how to get them."""
    without = (
        f"import sys; sys.modules[{missing!r}] = None; from gridtui.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", without, *(word.format(tmp=tmp_path) for word in words)],
        env=read_only.environment(SECRETARY),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 1
    assert missing in ended.stderr
    assert "gridtui[server,office]" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_names_every_command_in_both_languages(bare: OfficeHost, language: str) -> None:
    """A line each, all of it in the language asked for."""
    said = bare.run("--help", language=language).stdout
    for command in COMMANDS:
        assert f"    {command} " in said
    has_hanzi = any("\u4e00" <= character <= "\u9fff" for character in said)
    assert has_hanzi == (language == "zh_CN")
    if language == "zh_CN":
        assert "usage" not in said
        assert "options" not in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", [*COMMANDS, "scheme list", "scheme check", "doctor terminal"])
def test_every_command_has_help_in_both_languages(bare: OfficeHost, command: str, language: str) -> None:
    """No option without a sentence."""
    said = bare.run(*command.split(), "--help", language=language).stdout
    assert f"gridtui {command}" in said
    has_hanzi = any("\u4e00" <= character <= "\u9fff" for character in said)
    assert has_hanzi == (language == "zh_CN")
    alone = [line.split() for line in said.splitlines() if line.startswith("  -")]
    assert all(len(words) > 1 for words in alone) or len(said.splitlines()) > len(alone)


def test_a_flag_beats_the_environments_language(bare: OfficeHost) -> None:
    """``--language en`` in a Chinese surrounding."""
    said = bare.run("--language", "en", "--help").stdout
    assert "list tickets" in said


def test_faults_are_told_in_both_languages(bare: OfficeHost) -> None:
    """The same fault, the same folder."""
    chinese, english = (bare.run("due", language=language, status=1).stderr for language in LANGUAGES)
    assert str(bare.office) in chinese
    assert "文件夹" in chinese
    assert "There is no office in this folder" in english


def test_the_screens_need_a_terminal(read_only: OfficeHost) -> None:
    """In a pipe or from cron the program says what to use there instead, and draws nothing."""
    ended = read_only.run(account=SECRETARY, status=1)
    assert ended.stdout == ""
    assert "\x1b" not in ended.stderr
    assert "gridtui due" in ended.stderr


def test_the_version_is_told(bare: OfficeHost) -> None:
    """One line."""
    assert bare.run("--version").stdout.startswith("gridtui 0.")


def test_the_manual_is_read_in_both_languages(bare: OfficeHost) -> None:
    """The first page, and one by name."""
    for language in LANGUAGES:
        assert bare.run("manual", language=language).stdout.startswith("# ")
        assert "gridtui serve" in bare.run("manual", "server", language=language).stdout
