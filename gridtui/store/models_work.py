"""Peewee models of visits and tickets."""
# ruff: noqa: D106 - Meta is Peewee's word for a table's options and says nothing a docstring could add

from peewee import BlobField, CompositeKey, IntegerField, TextField

from gridtui.store.local_models import StoreModel
from gridtui.store.models_people import Replicated


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
    told = TextField(default="[]")
    rechecks = IntegerField(null=True)
    roles = IntegerField(default=0)


class RoleBit(StoreModel):
    """The bit a role has in ``visit.roles``."""

    role = TextField(primary_key=True)
    bit = IntegerField()

    class Meta:
        without_rowid = True


class VisitActor(StoreModel):
    """Which posts made a visit."""

    post = IntegerField()
    day = IntegerField()
    subject = IntegerField()
    visit = IntegerField()

    class Meta:
        primary_key = CompositeKey("post", "day", "subject", "visit")
        without_rowid = True


class VisitSum(StoreModel):
    """How many visits a post attempted on a day through a channel, and how many of them count."""

    day = IntegerField()
    channel = IntegerField()
    post = IntegerField()
    attempts = IntegerField()
    effective = IntegerField()

    class Meta:
        primary_key = CompositeKey("day", "channel", "post")
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
    activity = IntegerField(null=True)
    occurrence = IntegerField(null=True)


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
