"""Sentences for the codes the rules name: a rule that asks for the impossible, before it is saved."""

from gridtui.locale import N_

RULES_SENTENCES: dict[str, tuple[str, str]] = {
    "scheme.too_many_duties": (
        N_("The rule {rule} would ask for {duties_per_day} visits a day, more than {most}. It was not taken over."),
        N_("Make its period longer or its segment smaller."),
    ),
}
