"""Sentences for the codes the rules raise and name: labels of a route sheet, rules that ask the impossible."""

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
    "scheme.too_many_duties": (
        N_("The rule {rule} would ask for {duties_per_day} visits a day, more than {most}. It was not taken over."),
        N_("Make its period longer or its segment smaller."),
    ),
}
