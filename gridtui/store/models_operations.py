"""Peewee models of the operations and their merge state (P6)."""
# ruff: noqa: D106 - Meta is Peewee's word for a table's options and says nothing a docstring could add

from peewee import BareField, BlobField, CompositeKey, IntegerField, TextField

from gridtui.store.local_models import StoreModel


class Session(StoreModel):
    """A writer session of this office (P1)."""

    session = BlobField(primary_key=True)
    next_n = IntegerField()
    have_prefix = IntegerField(default=0)
    retired = IntegerField(default=0)

    class Meta:
        without_rowid = True


class Op(StoreModel):
    """An operation, the only thing replicated (P3, P6)."""

    id = BlobField(primary_key=True)
    hash = BlobField()
    kind = IntegerField()
    type = IntegerField()
    entity = BlobField()
    root = BlobField()
    schema = IntegerField()
    hlc = IntegerField()
    office = IntegerField()
    actor = BlobField(null=True)
    base = BlobField(null=True)
    body = BlobField(null=True)
    scope = IntegerField()
    lane = IntegerField()
    state = IntegerField()
    epoch = IntegerField(null=True)
    seq = IntegerField(null=True)
    eff = IntegerField(null=True)
    chain = BlobField(null=True)
    opaque = IntegerField(default=0)
    saved_ms = IntegerField()

    class Meta:
        without_rowid = True


class Entity(StoreModel):
    """What an operation created or awaits (P6)."""

    id = BlobField(primary_key=True)
    type = IntegerField()
    root = BlobField()
    scope = IntegerField()
    status = IntegerField()
    moved_to = IntegerField(null=True)

    class Meta:
        without_rowid = True


class FieldHead(StoreModel):
    """A live value of a field (P4)."""

    entity = BlobField()
    field = IntegerField()
    op = BlobField()
    eff = IntegerField(null=True)
    hlc = IntegerField()
    value = BlobField(null=True)
    dead_by = BlobField(null=True)

    class Meta:
        primary_key = CompositeKey("entity", "field", "op")
        without_rowid = True


class MissingBase(StoreModel):
    """An operation somebody knew that is not held here yet (P4)."""

    op = BlobField()
    by = BlobField()
    fields = IntegerField()

    class Meta:
        primary_key = CompositeKey("op", "by")
        without_rowid = True


class Conflict(StoreModel):
    """Live values that did not know each other (P4)."""

    entity = BlobField()
    field = IntegerField()
    kind = IntegerField()
    ref = BlobField()

    class Meta:
        primary_key = CompositeKey("entity", "field", "kind", "ref")
        without_rowid = True


class Cursor(StoreModel):
    """How far this store is in the log of a scope (P6)."""

    scope = IntegerField(primary_key=True)
    seq = IntegerField(null=True)
    chain = BlobField(null=True)
    receipt = BlobField(null=True)
    state = IntegerField()


class Epoch(StoreModel):
    """The server's epochs and where each began (P10)."""

    ord = IntegerField()
    epoch = IntegerField(null=True)
    scope = IntegerField()
    base = IntegerField(null=True)

    class Meta:
        primary_key = CompositeKey("ord", "scope")
        without_rowid = True


class Carry(StoreModel):
    """A field this version does not know, kept for the one that does."""

    entity = BlobField()
    field = IntegerField()
    value = BlobField(null=True)

    class Meta:
        primary_key = CompositeKey("entity", "field")
        without_rowid = True


class SyncMeta(StoreModel):
    """What the office keeps about itself as a replica (P6)."""

    key = TextField(primary_key=True)
    value = BareField(null=True)
