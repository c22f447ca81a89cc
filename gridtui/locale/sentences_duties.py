"""What a person reads for the codes of plans, pauses and the due board, in the shape of ``locale.sentences``."""

from gridtui.locale import N_

_STILL_THERE = N_("Put it right; everything typed is still there.")
_READ_AGAIN = N_("Read the list again.")

DUTY_SENTENCES: dict[str, tuple[str, str]] = {
    "plan.unknown": (N_("This plan is no longer on record here. Nothing was saved."), _READ_AGAIN),
    "plan.template": (
        N_("The mechanism offers no such plan. Nothing was saved."),
        N_("Choose one of those offered."),
    ),
    "plan.mode": (
        N_("This rule asks for a number of its posts, not for visits to one household. Nothing was saved."),
        N_("Choose another rule."),
    ),
    "plan.nothing": (
        N_("The plan says neither how often nor how many times. Nothing was saved."),
        _STILL_THERE,
    ),
    "plan.period": (N_("This is no way to say how often. Nothing was saved."), N_("Choose one of those offered.")),
    "plan.days": (N_("A plan repeats after 1 to {most} days. Nothing was saved."), _STILL_THERE),
    "plan.weekdays": (N_("It is not said on which weekdays. Nothing was saved."), _STILL_THERE),
    "plan.times": (N_("A plan wants 1 to {most} visits in its period. Nothing was saved."), _STILL_THERE),
    "plan.tag": (
        N_("Nobody in this household carries the tag the plan is to end with. Nothing was saved."),
        N_("Choose another tag, or none."),
    ),
    "plan.held": (
        N_("Another plan of the same rule holds on these days. Nothing was saved."),
        N_("End the other plan on the card first, or take other days."),
    ),
    "pause.unknown": (N_("This pause is no longer on record here. Nothing was saved."), _READ_AGAIN),
    "pause.no_reason": (
        N_("A pause has a reason. Nothing was saved."),
        N_("Choose the reason by its number."),
    ),
    "pause.reason": (
        N_("This is no reason for which the mechanism lets this duty pause. Nothing was saved."),
        N_("Choose one of the reasons offered, or one duty instead of all."),
    ),
    "board.line_unknown": (N_("Nobody on the due board goes by that name."), _READ_AGAIN),
}
"""code -> (what happened and what is safe, what to do now)."""
