"""The actions of activities, occurrences, campaigns and supervision, for the one registry in ``tui.actions``."""

from typing import Final

from gridtui.locale import N_
from gridtui.scheme import acts
from gridtui.tui.action import Action, action

FIELDWORK_PAGES: Final = ("activities", "series", "activity", "attendance")
FIELDWORK_FORMS: Final = ("activity_form", "series_form", "inspection_form")

FIELDWORK_ACTIONS: Final[tuple[Action, ...]] = (
    action(
        "activities.open",
        "s",
        N_("open"),
        N_("Open what was held; record a day of a series that has no record yet."),
        ("activities",),
        row=True,
        footer=False,
    ),
    action(
        "activities.new",
        "n",
        N_("record"),
        N_("Record an activity that was held: a patrol, a service, a meeting, an inspection."),
        ("activities",),
        permission=acts.ACTIVITY_RECORD,
        pinyin="j",
    ),
    action(
        "activities.series",
        "e",
        N_("series"),
        N_("What recurs on weekdays: begin or end it."),
        ("activities",),
        pinyin="d",
    ),
    action(
        "activities.group",
        "a",
        N_("which kinds"),
        N_("Show patrols, services, outreach, meetings, supervision, or all."),
        ("activities",),
        footer=False,
        pinyin="l",
    ),
    action(
        "series.end",
        "e",
        N_("end"),
        N_("End the marked series with today."),
        ("series",),
        permission=acts.ACTIVITY_PLAN,
        row=True,
        pinyin="z",
    ),
    action(
        "series.new",
        "n",
        N_("new series"),
        N_("Begin what recurs on weekdays, such as haircuts every Tuesday morning."),
        ("series",),
        permission=acts.ACTIVITY_PLAN,
        pinyin="x",
    ),
    action(
        "activity.finding",
        "t",
        N_("finding"),
        N_("Open a ticket for what was found; it names this activity."),
        ("activity",),
        permission=acts.TICKET_OPEN,
        pinyin="g",
    ),
    action(
        "activity.attend",
        "a",
        N_("who came"),
        N_("Note who came: residents found by pinyin, others by name."),
        ("activity",),
        permission=acts.ACTIVITY_RECORD,
        pinyin="c",
    ),
    action(
        "activity.recheck",
        "v",
        N_("re-visit"),
        N_("Look into a visit of the sample again."),
        ("activity",),
        permission=acts.VISIT_LOG,
        pinyin="f",
    ),
    action(
        "activity.ticket", "s", N_("open ticket"), N_("Open the ticket of a finding."), ("activity",), footer=False
    ),
    action(
        "activity.edit",
        "e",
        N_("edit"),
        N_("Change what was recorded."),
        ("activity",),
        permission=acts.ACTIVITY_RECORD,
        pinyin="j",
    ),
    action(
        "activity.absent",
        "o",
        N_("did not come"),
        N_("Take somebody off the list of who came."),
        ("activity",),
        permission=acts.ACTIVITY_RECORD,
        footer=False,
    ),
    action(
        "activity.remove",
        "x",
        N_("take off"),
        N_("Take a wrongly recorded activity off the list; the record is kept."),
        ("activity",),
        permission=acts.ACTIVITY_RECORD,
        footer=False,
    ),
)
