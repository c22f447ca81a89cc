"""Peewee models of the org tree, of people and of places, and what every materialised table begins with."""

from peewee import AutoField, BlobField, IntegerField, TextField

from gridtui.store.local_models import StoreModel


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
    pool = IntegerField(default=0)
    checked = IntegerField(default=0)
    term_day = IntegerField(null=True)
    certificate_day = IntegerField(null=True)
    recommended_by = TextField(default="")


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
