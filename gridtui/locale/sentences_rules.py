"""Sentences for the codes the rules raise: labels of a route sheet that were mistyped or are of another sheet."""

from gridtui.locale import N_

RULES_SENTENCES: dict[str, tuple[str, str]] = {
    "route.label_wrong": (
        N_("No row has the label {label}: it was mistyped or misread. Nothing was recorded."),
        N_("Read the four symbols again; 0, O, 1, I and L are never used."),
    ),
    "route.label_elsewhere": (
        N_("The label {label} is not on this sheet. Nothing was recorded."),
        N_("Take the sheet whose number stands at its top, or open the sheet the label is from."),
    ),
}
