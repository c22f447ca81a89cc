"""The migrated schema: what P6 pins, what the models say, and that both agree."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gridtui.core.registry import TYPES, Field
from gridtui.store.database import Reader
from gridtui.store.local_models import StoreModel
from gridtui.store.models import MODELS
from tests.store.store_seed import Seed, new_store

NULLABLE_IN_P6 = {
    "actor", "base", "body", "epoch", "seq", "eff", "chain", "value", "dead_by", "receipt", "moved_to",
}  # fmt: skip
P6_TABLES = (
    "session", "op", "entity", "field_head", "missing_base", "conflict", "cursor", "epoch", "carry", "sync_meta",
)  # fmt: skip
SPLIT = {("tag", "subject"): ("subject_household", "subject_resident")}
"""Fields that stand in other columns than their own name."""


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """Give a reader of an empty store."""
    store = new_store(tmp_path)
    with store.reading() as made:
        yield made
    store.close()


def columns_of(reader: Reader, table: str) -> dict[str, tuple[bool, int]]:
    """Return a table's columns: may it be NULL, its place in the primary key."""
    rows = reader.rows('SELECT name, "notnull", pk FROM pragma_table_info(?)', (table,))
    return {name: (not notnull, place) for name, notnull, place in rows}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_model_has_the_columns_of_its_table(reader: Reader, model: type[StoreModel]) -> None:
    """Every column in the same order, with the same NULLs and the same key."""
    meta: Any = model._meta
    columns = columns_of(reader, meta.table_name)
    assert [field.column_name for field in meta.sorted_fields] == list(columns)
    key = [(place, name) for name, (_, place) in columns.items() if place]
    assert [field.column_name for field in meta.get_primary_keys()] == [name for _, name in sorted(key)]
    for field in meta.sorted_fields:
        may_be_null, place = columns[field.column_name]
        assert field.null == (may_be_null and not place), field.column_name


def test_every_table_has_a_model(reader: Reader) -> None:
    """But the find index with its shadows and the runner's own history."""
    tables = {name for (name,) in reader.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    others = {name for name in tables if name == "find" or name.startswith(("find_", "sqlite_", "schema_migration"))}
    assert tables - others == {model._meta.table_name for model in MODELS}


@pytest.mark.parametrize("table", P6_TABLES)
def test_p6_says_what_may_be_null(reader: Reader, table: str) -> None:
    """All columns of the replication tables are NOT NULL but those P6 names."""
    for name, (may_be_null, place) in columns_of(reader, table).items():
        assert may_be_null == (name in NULLABLE_IN_P6 and not place), name


@pytest.mark.parametrize("entity_type", [each for each in TYPES if each.name != "ticket_event"], ids=lambda t: t.name)
def test_every_registered_field_has_a_column(reader: Reader, entity_type: object) -> None:
    """What is replicated can be shown: the projector finds a column of the field's name."""
    name = getattr(entity_type, "name")  # noqa: B009 - parametrised as object
    fields: tuple[Field, ...] = getattr(entity_type, "fields")  # noqa: B009 - the same
    columns = columns_of(reader, name)
    for field in fields:
        assert set(SPLIT.get((name, field.name), (field.name,))) <= set(columns), field.name


def test_an_awaited_row_needs_its_uid_only(tmp_path: Path) -> None:
    """A reference to what is not here yet makes a bare row, in every table with local numbers."""
    store = new_store(tmp_path)
    with store.transaction() as transaction:
        for entity_type in TYPES:
            if entity_type.name != "ticket_event":
                transaction.execute(f"INSERT INTO {entity_type.name}(uid, live) VALUES(?, 0)", (b"awaited",))
    store.close()


def test_two_households_never_share_a_place_on_the_walk(tmp_path: Path) -> None:
    """The walking key is unique."""
    store = new_store(tmp_path)
    with store.transaction() as transaction:
        seed = Seed(transaction)
        seed.row("household", walk=1)
        with pytest.raises(sqlite3.IntegrityError):
            seed.row("household", walk=1)
    store.close()


def test_an_operation_has_one_place_in_the_log(tmp_path: Path) -> None:
    """(scope, seq) is unique where it is known, and any number of operations may wait for theirs."""
    store = new_store(tmp_path)
    insert = (
        "INSERT INTO op(id, hash, kind, type, entity, root, schema, hlc, office, scope, lane, state, seq, saved_ms)"
        " VALUES(?, x'00', 1, 7, x'01', x'01', 1, 1, 1, 1, 2, 0, ?, 0)"
    )
    with store.transaction() as transaction:
        transaction.executemany(insert, [(b"a", None), (b"b", None), (b"c", 1)])
    with pytest.raises(sqlite3.IntegrityError), store.transaction() as transaction:
        transaction.execute(insert, (b"d", 1))
    store.close()
