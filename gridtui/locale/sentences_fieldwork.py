"""What a person reads for the codes of activities, occurrences, campaigns, inspections; as ``sentences_office``."""

from gridtui.locale import N_

_STILL_THERE = N_("Put it right; everything typed is still there.")
_READ_AGAIN = N_("Read the list again.")
_CHOOSE = N_("Choose one of those offered.")

FIELDWORK_SENTENCES: dict[str, tuple[str, str]] = {
    "activity.unknown": (N_("This activity is no longer on record here. Nothing was saved."), _READ_AGAIN),
    "activity.kind": (N_("The mechanism names no such kind of activity. Nothing was saved."), _CHOOSE),
    "activity.no_title": (N_("The activity has no title. Nothing was saved."), _STILL_THERE),
    "activity.unit": (N_("It is not said where the activity belongs. Nothing was saved."), _CHOOSE),
    "activity.times": (
        N_("The time of day does not fit, or the end is before the start. Nothing was saved."),
        _STILL_THERE,
    ),
    "activity.future": (
        N_("This day has not come yet, so nothing can have been held on it. Nothing was saved."),
        N_("Put the day right, or start a series for what is to come."),
    ),
    "activity.heads": (N_("The number of people goes from 0 to {most}. Nothing was saved."), _STILL_THERE),
    "activity.nobody": (
        N_("It is not said who held it. Nothing was saved."),
        N_("Choose at least one person by digit."),
    ),
    "activity.post_unknown": (
        N_("Somebody chosen held no post on that day. Nothing was saved."),
        N_("Choose who was there on that day, or put the day right."),
    ),
    "activity.recorded": (
        N_("This day of the series is recorded already. Nothing was saved."),
        N_("Leave the form and open what was recorded."),
    ),
    "attendance.no_name": (N_("Nobody was named. Nothing was saved."), _STILL_THERE),
    "attendance.held": (N_("{name} is on the list already. Nothing was saved."), N_("Go on with the next person.")),
    "attendance.unknown": (N_("This person is no longer on the list. Nothing was saved."), _READ_AGAIN),
    "series.unknown": (N_("This series is no longer on record here. Nothing was saved."), _READ_AGAIN),
    "series.weekdays": (
        N_("It is not said on which weekdays. Nothing was saved."),
        N_("Choose at least one weekday by digit."),
    ),
    "series.ended": (
        N_("{title} has ended already. Nothing was changed."),
        N_("Start a new series if it is to go on."),
    ),
    "inspection.kind": (
        N_("This kind of activity draws no sample. Nothing was saved."),
        N_("Choose a kind that leaves a sample."),
    ),
    "inspection.percent": (
        N_("It is not said how many of a hundred are drawn. Nothing was saved."),
        N_("Type a number from 1 to 100."),
    ),
    "inspection.nothing": (
        N_("Nobody was visited there in these days, so there is nothing to look into. Nothing was saved."),
        N_("Choose other days or another place."),
    ),
    "inspection.too_many": (
        N_("The sample would hold {count} households; {most} fit. Nothing was saved."),
        N_("Draw fewer of a hundred, or choose fewer days."),
    ),
    "inspection.not_drawn": (N_("This household is not in the sample."), _READ_AGAIN),
    "occurrence.unknown": (N_("This occurrence is no longer on record here. Nothing was saved."), _READ_AGAIN),
    "occurrence.trigger": (N_("The mechanism names no such trigger. Nothing was saved."), _CHOOSE),
    "occurrence.none": (
        N_("The mechanism of this office names nothing that must be attended or reported."),
        N_("Go back; a visit or a ticket says it too."),
    ),
    "occurrence.no_time": (N_("It is not said when. Nothing was saved."), _STILL_THERE),
    "occurrence.no_place": (N_("It is not said where it happened. Nothing was saved."), N_("Type the place.")),
    "occurrence.no_household": (
        N_("What must be attended is at a household, and none was named. Nothing was saved."),
        N_("Note it from the household's card or row."),
    ),
    "occurrence.future": (N_("This time has not come yet. Nothing was saved."), _STILL_THERE),
    "occurrence.settled": (N_("A household was entered for it already. Nothing was saved."), _READ_AGAIN),
    "campaign.unknown": (N_("This campaign is no longer on record here. Nothing was saved."), _READ_AGAIN),
    "campaign.kind": (N_("The mechanism names no such campaign. Nothing was saved."), _CHOOSE),
    "campaign.no_title": (N_("The campaign has no title. Nothing was saved."), _STILL_THERE),
    "campaign.no_end": (
        N_("The mechanism does not say how long it runs, and no last day was typed. Nothing was saved."),
        N_("Type the last day."),
    ),
    "campaign.too_long": (N_("A campaign runs {most} days at most. Nothing was saved."), _STILL_THERE),
    "campaign.ended": (N_("{title} has ended. Nothing was changed."), N_("Start a new campaign if it is to go on.")),
    "campaign.category": (N_("The campaign has no such category. Nothing was saved."), _CHOOSE),
    "visit.recheck_unknown": (
        N_("The visit to look into is not one of this household. Nothing was saved."),
        _READ_AGAIN,
    ),
    "visit.recheck_before": (
        N_("A re-visit cannot be before the visit it looks into. Nothing was saved."),
        N_("Put the day right."),
    ),
    "visit.recheck_own": (
        N_("Whoever made a visit does not look into it again. Nothing was saved."),
        N_("Choose somebody else for the re-visit."),
    ),
}
