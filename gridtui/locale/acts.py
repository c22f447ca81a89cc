"""The status line after an act: who, what, and that it is saved. Codes come from ``office.views.Saved.message``."""

from collections.abc import Callable, Mapping

from gridtui.core.time import iso_day
from gridtui.core.words import Outcome, TicketAct
from gridtui.locale import N_, _, say
from gridtui.locale.bulk_words import bulk_words
from gridtui.locale.words import word

ACTS: dict[str, str] = {
    "visit.logged": N_("Saved: {name} {outcome} {day}{time}, not sent yet."),
    "visit.logged_by_other": N_("Saved: {name} {outcome} {day}{time}. Note: a {category} is visited by {wanted}."),
    "visit.corrected": N_("Saved: the visit to {name} is corrected; the old record stays."),
    "visit.withdrawn": N_("Taken back: the visit to {name} of {day}."),
    "visit.restated": N_("Taken back: the correction of the visit to {name}; the record before it holds again."),
    "dwelling.vacant": N_("Saved: {address} is vacant."),
    "ticket.opened": N_("Saved: ticket {number} {title}."),
    "ticket.act": N_("Saved: {number} {act}."),
    "ticket.step_withdrawn": N_("Taken back: {number} {act}."),
    "ticket.voided": N_("Taken back: ticket {number} is void; its number is not used again."),
    "household.changed": N_("Saved: {name}, household changed."),
    "household.added": N_("Saved: new household {name}."),
    "resident.changed": N_("Saved: {name} changed."),
    "resident.added": N_("Saved: {name} added to the household."),
    "resident.removed": N_("Saved: {name} is no longer a member of this household."),
    "tag.added": N_("Saved: {name} is now marked {tag}."),
    "tag.ended": N_("Saved: {name} is no longer marked {tag}."),
    "bulk.changed": N_("Saved: {bulk} {value}, {count} households."),
    "bulk.changed_but": N_("Saved: {bulk} {value}, {count} households; {left} changed meanwhile, left alone."),
    "bulk.withdrawn": N_("Taken back: {bulk} {value}, {count} households."),
    "facts.unchanged": N_("Saved: {name}, {count} facts unchanged."),
    "fields.confirmed": N_("Saved: {name} confirmed."),
    "change.withdrawn": N_("Taken back: {label}"),
    "unit.added": N_("Saved: {unit} added."),
    "staff.appointed": N_("Saved: {name} is now {role}."),
    "staff.changed": N_("Saved: {name}, {role}, changed."),
    "pairing.made": N_("Saved: {name} now looks after {household}."),
    "pairing.ended": N_("Saved: {name} no longer looks after {household} after today."),
    "shift.added": N_("Saved: {name}, hours at {desk}."),
    "shift.ended": N_("Saved: {name} has no hours at {desk} after today."),
    "team.added": N_("Saved: team {name}."),
    "team.ended": N_("Saved: team {name} ends today."),
    "team.member_added": N_("Saved: {name} is in {team}."),
    "team.member_ended": N_("Saved: {name} is no longer in {team} after today."),
    "rebalance.made": N_("Saved: {count} households go to another {role} from today on."),
    "repartition.made": N_("Saved: {before} grids became {after} from {day} on, {count} households with them."),
    "staff.post_ended": N_("Saved: {name} is no longer {role} after today."),
    "activity.recorded": N_("Saved: {title} of {day}."),
    "activity.changed": N_("Saved: {title} changed."),
    "activity.removed": N_("Saved: {title} is off the list; the record is kept."),
    "attendance.added": N_("Saved: {name} came to {title}."),
    "attendance.removed": N_("Saved: {name} is off the list of {title}."),
    "series.started": N_("Saved: {title} recurs from here on."),
    "series.ended": N_("Saved: {title} ends with {day}."),
    "inspection.drawn": N_("Saved: {title}, {count} households drawn."),
    "occurrence.noted": N_("Saved: {title}, {name}."),
    "occurrence.settled": N_("Saved: {title}, {name} is on record."),
    "plan.set": N_("Saved: {name} has a personal plan from {day} on."),
    "plan.ended": N_("Saved: the personal plan of {name} has ended."),
    "pause.set": N_("Saved: {name} is paused, {reason}, {until}."),
    "pause.ended": N_("Saved: the pause of {name} has ended."),
    "scheme.published": N_("Published: {name} holds from {day} on, not sent yet."),
    "campaign.started": N_("Saved: {title} has begun."),
    "campaign.ended": N_("Saved: {title} ends today."),
    "campaign.assigned": N_("Saved: {name} is a {category}."),
    "campaign.assigned_many": N_("Saved: {count} doors are {category}."),
    "import.undone": N_("Taken back: {rows} rows of {file}."),
}
"""code -> message with named parameters."""


def _time(value: str | int) -> str:
    minute = int(value)
    return f" {minute // 60:02d}:{minute % 60:02d}" if minute >= 0 else ""


_SHOWN: dict[str, Callable[[str | int], str]] = {
    "bulk": lambda value: bulk_words(str(value)),
    "outcome": lambda value: word(Outcome, int(value)),
    "act": lambda value: word(TicketAct, int(value)),
    "day": lambda value: iso_day(int(value))[5:],
    "time": _time,
    "until": lambda value: say("until {day}", day=iso_day(int(value))[5:]) if value else _("till further notice"),
}
"""Parameters that are codes or days and are put into words here; every other one is shown as it is."""


def act_sentence(message: str, parameters: Mapping[str, str | int]) -> str:
    """Return the status line of an act in the language in use."""
    if message not in ACTS:
        return _("Saved.")
    shown = {key: _SHOWN[key](value) if key in _SHOWN else value for key, value in parameters.items()}
    return say(ACTS[message], **shown)
