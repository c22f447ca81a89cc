"""Every command that README and manual name is one this program understands, with the options they give it."""

import re
import shlex
from pathlib import Path

import pytest

from gridtui.cli import build_parser
from gridtui.locale import LANGUAGES
from tests.tools.clerk import CHECKOUT

MANUAL = CHECKOUT / "gridtui" / "manual"
PAGES = sorted(
    [CHECKOUT / "README.md", *(page for language in LANGUAGES for page in (MANUAL / language).glob("*.md"))]
)
IN_A_BLOCK = re.compile(r"^(?:    )?(gridtui(?: .*)?)$", re.MULTILINE)
IN_A_SENTENCE = re.compile(r"`(gridtui [^`]+)`")
PLACEHOLDER = {"SECONDS": "60", "秒": "60", "ROW": "3", "DATE": "2026-11-21", "日期": "2026-11-21"}


def commands_of(page: Path) -> list[str]:
    """Return the command lines a page names, in a block of their own or within a sentence."""
    text = page.read_text("utf-8")
    return [*IN_A_BLOCK.findall(text), *IN_A_SENTENCE.findall(text)]


def words_of(line: str) -> list[str]:
    """Return the words behind ``gridtui``, placeholders filled in, without the remark behind them."""
    words = shlex.split(line, comments=True)[1:]
    return [PLACEHOLDER.get(word, word) for word in words if word not in {"...", "…"}]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.name}")
def test_every_command_named_is_understood(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As it stands there; a wrong word would end with status 2."""
    for line in commands_of(page):
        try:
            build_parser().parse_args(words_of(line))
        except SystemExit as end:
            assert end.code == 0, f"{page.name}: {line}\n{capsys.readouterr().err}"  # noqa: PT017 - argparse exits


def test_something_is_named_at_all() -> None:
    """The search finds what README shows."""
    named = " ".join(line for page in PAGES for line in commands_of(page))
    for command in ("init", "import", "serve", "enrol", "sync"):
        assert f"gridtui {command}" in named


@pytest.mark.parametrize("name", sorted(page.name for page in (MANUAL / "en").glob("*.md")))
def test_both_manuals_name_the_same_commands(name: str) -> None:
    """A command that only one language tells of is told to half of the people."""
    first, second = ({line.split()[1] for line in commands_of(MANUAL / language / name) if " " in line}
                     for language in LANGUAGES)  # fmt: skip
    assert first == second
