"""Peewee models of every table but the find index, one field a column.

Lists and histories are SQL of their own (``read_*``), where a plan is part of the contract; the models say what the
migrated schema must be and serve migrations to come. They are imported inside the store only.
"""
# ruff: noqa: D106 - Meta is Peewee's word for a table's options and says nothing a docstring could add

from peewee import BareField, CompositeKey, IntegerField, TextField

from gridtui.store.local_models import (
    LocalDraft,
    LocalImport,
    LocalImportRow,
    LocalPhrase,
    LocalSheet,
    LocalUndo,
    StoreModel,
)
from gridtui.store.models_duties import (
    Activity,
    ActivitySeries,
    Attendance,
    Campaign,
    CampaignDoor,
    Confirmation,
    FormerGrid,
    Occurrence,
    Pause,
    Plan,
    Scheme,
    SchemePart,
    Shift,
    Team,
    TeamMember,
)
from gridtui.store.models_operations import (
    Carry,
    Conflict,
    Cursor,
    Entity,
    Epoch,
    FieldHead,
    MissingBase,
    Op,
    Session,
    SyncMeta,
)
from gridtui.store.models_people import Dwelling, Household, Pairing, Post, Resident, Staff, Tag, Unit
from gridtui.store.models_work import RoleBit, Ticket, TicketEvent, Visit, VisitActor, VisitSum


class Revision(StoreModel):
    """A number raised by every transaction that changes a kind of record in a unit."""

    kind = TextField()
    unit = IntegerField()
    n = IntegerField()

    class Meta:
        primary_key = CompositeKey("kind", "unit")
        without_rowid = True


class StoreMeta(StoreModel):
    """What the store keeps about itself."""

    key = TextField(primary_key=True)
    value = BareField(null=True)

    class Meta:
        table_name = "meta"
        without_rowid = True


MODELS: tuple[type[StoreModel], ...] = (
    Session,
    Op,
    Entity,
    FieldHead,
    MissingBase,
    Conflict,
    Cursor,
    Epoch,
    Carry,
    SyncMeta,
    Unit,
    Staff,
    Post,
    Pairing,
    Dwelling,
    Household,
    Resident,
    Tag,
    Visit,
    VisitActor,
    VisitSum,
    RoleBit,
    Ticket,
    TicketEvent,
    Team,
    TeamMember,
    Plan,
    Pause,
    Scheme,
    SchemePart,
    Campaign,
    CampaignDoor,
    ActivitySeries,
    Activity,
    Attendance,
    Occurrence,
    Confirmation,
    FormerGrid,
    Shift,
    Revision,
    StoreMeta,
    LocalDraft,
    LocalUndo,
    LocalImport,
    LocalImportRow,
    LocalSheet,
    LocalPhrase,
)
"""Every model; the find index is not one, as it has one column and is only ever matched."""
