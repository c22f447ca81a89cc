"""The manual's page on mechanisms names every table and every key of the format, in both languages."""

import re
from collections.abc import Iterator
from types import UnionType
from typing import Any, get_args, get_origin

import msgspec
import pytest

from gridtui.locale import LANGUAGES
from gridtui.manual import FIRST_PAGE, page_names, read_page
from gridtui.scheme.load import load_schemes
from gridtui.scheme.model import Scheme
from gridtui.settings import shipped_config

IN_BACKTICKS = re.compile(r"`([^`\n]+)`")


def structs_in(kind: Any) -> Iterator[type[msgspec.Struct]]:
    """Yield the tables a type holds, directly or in a tuple; a period is spelled out on the page."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
    elif get_origin(kind) in {tuple, UnionType}:
        for inner in get_args(kind):
            yield from structs_in(inner)


def keys_of(struct: type[msgspec.Struct]) -> Iterator[str]:
    """Yield every key of a table and of the tables inside it."""
    for field in msgspec.structs.fields(struct):
        yield field.encode_name
        for inner in structs_in(field.type):
            yield from keys_of(inner)


def named_on(page: str) -> set[str]:
    """Return what a page names in code: words in backticks and in indented blocks, tables without their brackets."""
    spans = [*IN_BACKTICKS.findall(page), *(line for line in page.splitlines() if line.startswith("    "))]
    return set(re.findall(r"[a-z_.]+", " ".join(spans)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_and_key_of_the_format_is_told(language: str) -> None:
    """A key an office cannot read of is a key it cannot use."""
    named = named_on(read_page("scheme", language)) | {"segment"}
    for table in msgspec.structs.fields(Scheme):
        assert table.encode_name in named
    assert set(keys_of(Scheme)) - named - {"step"} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_mechanism_is_told(language: str) -> None:
    """By the name the settings want."""
    named = named_on(read_page("scheme", language))
    assert {path.stem for path in (shipped_config() / "schemes").glob("*.toml")} <= named


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_an_own_file_loads(language: str) -> None:
    """As it stands there, behind the mechanisms it names."""
    page = read_page("scheme", language)
    start = page.index("    [scheme]")
    block = page[start : page.index("\n\n", page.index("hours = 2"))]
    example = "\n".join(line.removeprefix("    ") for line in block.splitlines())
    folder = shipped_config() / "schemes"
    files = [
        (folder.joinpath(f"{name}.toml").read_text("utf-8"), name) for name in ("common", "xiliugou", "yanjiaping")
    ]
    scheme = load_schemes([*files, (example, "ours.toml")])
    trigger = scheme.trigger("dispute")
    assert trigger is not None
    assert trigger.hours == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_names_every_page(language: str) -> None:
    """Nobody looks for a page the index does not tell of."""
    index = read_page(FIRST_PAGE, language)
    assert all(f"| `{name}` |" in index for name in page_names() if name != FIRST_PAGE)
