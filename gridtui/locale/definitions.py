"""What each number of a board counts, in one sentence; ``rules.coverage`` names the definitions by these keys."""

from gridtui.locale import N_

DEFINITIONS: dict[str, str] = {
    "doors": N_(
        "Doors: households that live in the area on the last day. "
        "Paper households, vacant dwellings and households that have left are left out."
    ),
    "knocked": N_("Knocked: doors at which somebody called in the period, whatever came of it."),
    "met": N_("Met: doors at which somebody was met in the period, by a visit that was not taken back."),
    "coverage": N_("Coverage: doors at which somebody was met, of all doors."),
    "knocked_share": N_("Tried: doors at which somebody called, of all doors."),
    "effective_share": N_("Effective: doors at which somebody was met, of the doors at which somebody called."),
    "told_share": N_("Told: doors that were told of the topic, of all doors."),
    "effort": N_(
        "Calls: visits made, whatever came of them, and of these the ones that met somebody. "
        "A visit of several people is one of each."
    ),
    "timeliness": N_(
        "In time: duties done by their due day and days of grace, of those that fell due in the period. "
        "What was paused or excused, and what was not owed for the whole of a calendar period, is left out."
    ),
    "lived_in": N_("Lived-in households: those that live there today; paper households and vacant dwellings do not."),
    "load": N_("Load: lived-in households, each key person counted as so many more."),
    "obligations": N_(
        "Duties a week: those of a rolling or weekday rule on their due days, what is overdue in the first week, "
        "those of a calendar period spread evenly over the days left of it."
    ),
}
