"""Peewee models of what is planned, run, noted and published (schema 2)."""

from peewee import IntegerField, TextField

from gridtui.store.models_people import Replicated


class Team(Replicated):
    """A team."""

    name = TextField(default="")
    units = TextField(default="[]")
    from_day = IntegerField(null=True)
    to_day = IntegerField(null=True)
    programme = TextField(default="")


class TeamMember(Replicated):
    """A member of a team."""

    team = IntegerField(null=True)
    post = IntegerField(null=True)
    name = TextField(default="")
    body = TextField(default="")
    role = TextField(default="")
    from_day = IntegerField(null=True)
    to_day = IntegerField(null=True)


class Plan(Replicated):
    """What is agreed with one household instead of a rule."""

    household = IntegerField(null=True)
    rule = TextField(default="")
    period_kind = TextField(default="")
    days = IntegerField(default=0)
    weekdays = TextField(default="[]")
    times = IntegerField(default=0)
    from_day = IntegerField(null=True)
    to_day = IntegerField(null=True)
    reason = TextField(default="")
    ends_with = TextField(default="")


class Pause(Replicated):
    """Days on which a rule does not run for a household."""

    household = IntegerField(null=True)
    rule = TextField(default="")
    from_day = IntegerField(null=True)
    to_day = IntegerField(null=True)
    reason = IntegerField(default=0)
    note = TextField(default="")
    excuse = IntegerField(default=0)


class Scheme(Replicated):
    """A published mechanism."""

    digest = TextField(default="")
    title = TextField(default="")
    from_day = IntegerField(null=True)
    parts = IntegerField(default=0)
    note = TextField(default="")


class SchemePart(Replicated):
    """A slice of a published mechanism's content."""

    scheme = IntegerField(null=True)
    place = IntegerField(default=0)
    content = TextField(default="")


class Campaign(Replicated):
    """A round through the doors of a unit."""

    key = TextField(default="")
    title = TextField(default="")
    unit = IntegerField(null=True)
    from_day = IntegerField(null=True)
    to_day = IntegerField(null=True)
    topic = TextField(default="")
    note = TextField(default="")


class CampaignDoor(Replicated):
    """A household on a campaign's list of doors."""

    campaign = IntegerField(null=True)
    household = IntegerField(null=True)
    category = TextField(default="")


class ActivitySeries(Replicated):
    """An activity that recurs."""

    kind = TextField(default="")
    title = TextField(default="")
    unit = IntegerField(null=True)
    place = TextField(default="")
    weekdays = TextField(default="[]")
    start_minute = IntegerField(null=True)
    end_minute = IntegerField(null=True)
    from_day = IntegerField(null=True)
    to_day = IntegerField(null=True)


class Activity(Replicated):
    """Something done on a day: a patrol, a meeting, a service."""

    kind = TextField(default="")
    series = IntegerField(null=True)
    unit = IntegerField(null=True)
    title = TextField(default="")
    place = TextField(default="")
    day = IntegerField(null=True)
    start_minute = IntegerField(null=True)
    end_minute = IntegerField(null=True)
    posts = TextField(default="[]")
    summary = TextField(default="")
    heads = IntegerField(default=0)
    households = TextField(default="[]")


class Attendance(Replicated):
    """Somebody who came to an activity."""

    activity = IntegerField(null=True)
    resident = IntegerField(null=True)
    name = TextField(default="")
    note = TextField(default="")


class Occurrence(Replicated):
    """Something that must be attended or reported."""

    trigger = TextField(default="")
    household = IntegerField(null=True)
    place = TextField(default="")
    unit = IntegerField(null=True)
    at_ms = IntegerField(default=0)
    post = IntegerField(null=True)
    note = TextField(default="")


class Confirmation(Replicated):
    """Fields found unchanged on a day."""

    household = IntegerField(null=True)
    resident = IntegerField(null=True)
    fields = TextField(default="[]")
    day = IntegerField(null=True)
    visit = IntegerField(null=True)


class FormerGrid(Replicated):
    """The grid a household was in until a day."""

    household = IntegerField(null=True)
    grid = IntegerField(null=True)
    to_day = IntegerField(null=True)


class Shift(Replicated):
    """Hours of a post at a desk."""

    post = IntegerField(null=True)
    desk = TextField(default="")
    day = IntegerField(null=True)
    weekdays = TextField(default="[]")
    start_minute = IntegerField(null=True)
    end_minute = IntegerField(null=True)
    from_day = IntegerField(null=True)
    to_day = IntegerField(null=True)
