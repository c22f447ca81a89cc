"""Peewee models of the local tables, and the base of every model of the store.

Apart from ``models``, as making a class takes Peewee a third of a millisecond and a command needs these only. Models
are imported inside the store only, and no instance leaves it. A model is bound to a database by ``bind_ctx`` for one
thread and one block.
"""
# ruff: noqa: D106 - Meta is Peewee's word for a table's options and says nothing a docstring could add

from typing import ClassVar

from peewee import AutoField, BlobField, CompositeKey, IntegerField, Model, TextField
from playhouse.shortcuts import ThreadSafeDatabaseMetadata


class StoreModel(Model):
    """Base: a binding is per thread, so that two stores of one process stay apart."""

    class Meta:
        """Tables are named in full, and made by migrations only."""

        legacy_table_names = False
        model_metadata_class = ThreadSafeDatabaseMetadata


class LocalDraft(StoreModel):
    """What was typed into a form that was left; never synced."""

    n = AutoField()
    account = TextField()
    kind = TextField()
    subject = BlobField()
    body = TextField()
    updated_ms = IntegerField()

    class Meta:
        indexes: ClassVar = ((("account", "kind", "subject"), True),)


class LocalUndo(StoreModel):
    """The way back of an act; never synced."""

    n = AutoField()
    id = BlobField(unique=True)
    account = TextField()
    made_ms = IntegerField()
    day = IntegerField()
    label = TextField()
    parameters = TextField()
    inverse = TextField()
    undone = IntegerField(default=0)


class LocalImport(StoreModel):
    """How far the import of one file, or one change of many records, came; never synced."""

    n = AutoField()
    digest = BlobField(unique=True)
    name = TextField()
    account = TextField()
    state = IntegerField()
    total_rows = IntegerField()
    done_rows = IntegerField(default=0)
    refused_rows = IntegerField(default=0)
    batch = BlobField()
    started_ms = IntegerField()
    ended_ms = IntegerField(null=True)
    kind = TextField(default="roster")


class LocalImportRow(StoreModel):
    """What one row of an import wrote; never synced."""

    import_ = IntegerField(column_name="import")
    row = IntegerField()
    outcome = IntegerField()
    uids = BlobField()
    reason = TextField(default="")

    class Meta:
        primary_key = CompositeKey("import_", "row")
        without_rowid = True


class LocalSheet(StoreModel):
    """A printed route sheet, so that its labels find their households again; never synced."""

    n = AutoField()
    salt = BlobField()
    post = BlobField()
    day = IntegerField()
    made_ms = IntegerField()
    households = BlobField()


class LocalPhrase(StoreModel):
    """How often a post used a stock phrase; never synced."""

    n = AutoField()
    post = IntegerField()
    text = TextField()
    used = IntegerField(default=0)
    used_ms = IntegerField(default=0)

    class Meta:
        indexes: ClassVar = ((("post", "text"), True),)
