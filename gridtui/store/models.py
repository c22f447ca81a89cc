"""Peewee models of every table but the find index, one field a column.

Lists and histories are SQL of their own (``read_*``), where a plan is part of the contract; the models say what the
migrated schema must be and serve migrations to come. They are imported inside the store only.
"""
# ruff: noqa: D106 - Meta is Peewee's word for a table's options and says nothing a docstring could add

from peewee import AutoField, BareField, BlobField, CompositeKey, IntegerField, TextField

from gridtui.store.local_models import (
    LocalDraft,
    LocalImport,
    LocalImportRow,
    LocalPhrase,
    LocalUndo,
    StoreModel,
)


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


class Replicated(StoreModel):
    """What every materialised table begins with."""

    n = AutoField()
    uid = BlobField(unique=True)
    live = IntegerField()


class Unit(Replicated):
    """A node of the org tree."""

    kind = IntegerField(default=0)
    name = TextField(default="")
    parent = IntegerField(null=True)
    code = TextField(default="")
    edition = IntegerField(default=0)
    from_day = IntegerField(null=True)
    to_day = IntegerField(null=True)
    rank = IntegerField(default=0)
    successors = TextField(default="[]")
    path = TextField(default="")


class Staff(Replicated):
    """A member of staff."""

    name = TextField(default="")
    account = TextField(default="")
    phone = TextField(default="")
    from_day = IntegerField(null=True)
    to_day = IntegerField(null=True)


class Post(Replicated):
    """A role held on a unit."""

    staff = IntegerField(null=True)
    role = TextField(default="")
    unit = IntegerField(null=True)
    from_day = IntegerField(null=True)
    to_day = IntegerField(null=True)
    chosen_how = IntegerField(default=0)
    certificate = TextField(default="")


class Pairing(Replicated):
    """A post paired with a household."""

    post = IntegerField(null=True)
    household = IntegerField(null=True)
    from_day = IntegerField(null=True)
    to_day = IntegerField(null=True)
    kind = IntegerField(default=0)


class Dwelling(Replicated):
    """A door."""

    courtyard = IntegerField(null=True)
    building = IntegerField(default=0)
    entrance = IntegerField(default=0)
    door = TextField(default="")
    use = IntegerField(default=0)
    address = TextField(default="")
    rank = IntegerField(default=0)
    walk_base = IntegerField(default=0)


class Household(Replicated):
    """A household with what lists need of its dwelling and head."""

    dwelling = IntegerField(null=True)
    grid = IntegerField(null=True)
    community = IntegerField(null=True)
    paper = IntegerField(default=0)
    from_day = IntegerField(null=True)
    to_day = IntegerField(null=True)
    note = TextField(default="")
    doubt = TextField(default="[]")
    walk = IntegerField(null=True, unique=True)
    name_key = IntegerField(null=True, unique=True)
    head = IntegerField(null=True)
    courtyard = IntegerField(null=True)
    building = IntegerField(default=0)
    entrance = IntegerField(default=0)
    door = TextField(default="")


class Resident(Replicated):
    """A person of a household."""

    household = IntegerField(null=True)
    name = TextField(default="")
    relation = IntegerField(default=0)
    sex = IntegerField(default=0)
    birth_day = IntegerField(null=True)
    id_number = TextField(default="")
    phone = TextField(default="")
    registered = IntegerField(default=0)
    lives = IntegerField(default=0)
    lives_from = IntegerField(null=True)
    lives_to = IntegerField(null=True)
    evidence = TextField(default="")
    residence = IntegerField(default=0)
    education = TextField(default="")
    politics = TextField(default="")
    note = TextField(default="")
    doubt = TextField(default="[]")
    position = IntegerField(default=0)


class Tag(Replicated):
    """A care tag."""

    subject_household = IntegerField(null=True)
    subject_resident = IntegerField(null=True)
    tag = TextField(default="")
    from_day = IntegerField(null=True)
    to_day = IntegerField(null=True)
    source = TextField(default="")
    purpose = TextField(default="")
    review_day = IntegerField(null=True)


class Visit(Replicated):
    """A visit as entered, and whether it counts."""

    subject = IntegerField(null=True)
    day = IntegerField(default=0)
    start_minute = IntegerField(null=True)
    end_minute = IntegerField(null=True)
    half_day = IntegerField(default=0)
    channel = IntegerField(default=0)
    outcome = IntegerField(default=0)
    visitors = TextField(default="[]")
    met = TextField(default="[]")
    prompts = TextField(default="[]")
    diary = TextField(default="")
    summary = TextField(default="")
    gifts = TextField(default="")
    card_left = IntegerField(default=0)
    corrects = IntegerField(null=True)
    superseded = IntegerField(default=0)
    withdrawn = IntegerField(default=0)
    entered_ms = IntegerField(default=0)
    clock_doubt = IntegerField(default=0)
    counts = IntegerField(default=0)
    actor = IntegerField(null=True)


class VisitActor(StoreModel):
    """Which posts made a visit."""

    post = IntegerField()
    day = IntegerField()
    subject = IntegerField()
    visit = IntegerField()

    class Meta:
        primary_key = CompositeKey("post", "day", "subject", "visit")
        without_rowid = True


class Ticket(Replicated):
    """A ticket and the fold of its events."""

    number = TextField(default="")
    kind = IntegerField(default=0)
    ticket_class = IntegerField(default=0)
    category = TextField(default="")
    title = TextField(default="")
    detail = TextField(default="")
    household = IntegerField(null=True)
    place = TextField(default="")
    source = IntegerField(default=0)
    reporter = IntegerField(null=True)
    reporter_name = TextField(default="")
    reporter_phone = TextField(default="")
    opened_ms = IntegerField(default=0)
    opened_day = IntegerField(default=0)
    opener = IntegerField(null=True)
    scheme = BlobField(null=True)
    visit = IntegerField(null=True)
    unit = IntegerField(null=True)
    matter = TextField(default="")
    community = IntegerField(null=True)
    grid = IntegerField(null=True)
    state = IntegerField(default=0)
    open = IntegerField(default=0)
    owner = IntegerField(null=True)
    desk = TextField(default="")
    due_ms = IntegerField(null=True)
    accepted_ms = IntegerField(null=True)
    handled_ms = IntegerField(null=True)
    replied_ms = IntegerField(null=True)
    closed_ms = IntegerField(null=True)
    closed_day = IntegerField(null=True)
    result = IntegerField(default=0)
    hops = IntegerField(default=0)
    returns = IntegerField(default=0)
    reopened = IntegerField(default=0)
    answered = IntegerField(default=0)


class TicketEvent(StoreModel):
    """One step of a ticket."""

    ticket = IntegerField()
    seq = IntegerField()
    uid = BlobField()
    act = IntegerField()
    at_ms = IntegerField()
    actor = IntegerField(null=True)
    to_post = IntegerField(null=True)
    to_desk = TextField(default="")
    note = TextField(default="")
    result = IntegerField(default=0)
    reply_channel = IntegerField(default=0)
    withdraws = BlobField(null=True)
    applied = IntegerField(default=1)

    class Meta:
        primary_key = CompositeKey("ticket", "seq")
        without_rowid = True


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
    Ticket,
    TicketEvent,
    Revision,
    StoreMeta,
    LocalDraft,
    LocalUndo,
    LocalImport,
    LocalImportRow,
    LocalPhrase,
)
"""Every model; the find index is not one, as it has one column and is only ever matched."""
