"""No statement on the path of a save reads a table from end to end."""

import re
from types import ModuleType

import pytest

from gridtui.store import (
    columns,
    minting,
    project_households,
    project_places,
    project_tickets,
    project_visits,
    projection,
    replica,
    sync_meta,
    writer,
)
from gridtui.store.database import Store

MODULES = (
    columns,
    minting,
    project_households,
    project_places,
    project_tickets,
    project_visits,
    projection,
    replica,
    sync_meta,
    writer,
)
WHOLE_TABLES = {
    ("projection", "SCHEMES_OF_TICKETS"): "the mechanism changed",
    ("projection", "TICKETS_DUE_FROM"): "another calendar of working days",
    ("projection", "TICKETS_UNDER"): "a published mechanism came",
    ("projection", "TAGGED_HOUSEHOLDS"): "titles of tags changed",
    ("projection", "HOUSEHOLDS_OF_UNITS"): "a unit was renamed or moved",
    ("projection", "TICKETS_OF_UNITS"): "a unit was renamed or moved",
    ("projection", "UNITS_BELOW"): "a unit became another kind",
    ("project_households", "OF_DOOR"): "more than 255 households at one door",
}
"""Statements that may read a whole table, each with the rare act that needs it."""

SMALL = ("VIRTUAL TABLE", "op_unsent")
"""What may be read from end to end: a list in JSON, the index of what waits to be sent."""


def statements(module: ModuleType) -> list[tuple[str, str, str]]:
    """Return (module, name, statement) of a module's complete statements."""
    short = module.__name__.rpartition(".")[2]
    return [
        (short, name, text)
        for name, text in vars(module).items()
        if name.isupper()
        and isinstance(text, str)
        and re.match(r"\s*(SELECT|UPDATE|DELETE)\b", text)
        and "{" not in text
    ]


HOT = [found for module in MODULES for found in statements(module) if found[:2] not in WHOLE_TABLES]


@pytest.mark.parametrize(("module", "name", "statement"), HOT, ids=[f"{module}.{name}" for module, name, _ in HOT])
def test_a_save_reads_by_index(store: Store, module: str, name: str, statement: str) -> None:
    """Each SELECT, UPDATE and DELETE of the write path searches; it never scans and never sorts on disk."""
    numbered = re.findall(r"\?(\d+)", statement)
    count = max(map(int, numbered)) if numbered else statement.count("?")
    with store.reading() as reader:
        plan = [row[3] for row in reader.rows(f"EXPLAIN QUERY PLAN {statement}", (None,) * count)]
    scans = [step for step in plan if step.startswith("SCAN") and not any(small in step for small in SMALL)]
    assert not scans, (module, name)


def test_the_statements_were_found() -> None:
    """The list above is not empty by accident, and every exception still exists."""
    assert len(HOT) > 30
    named = {found[:2] for module in MODULES for found in statements(module)}
    assert set(WHOLE_TABLES) <= named
