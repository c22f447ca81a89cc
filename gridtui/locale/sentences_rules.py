"""Sentences for the codes the rules name: rules that ask for the impossible, grids that cannot be drawn."""

from gridtui.locale import N_

RULES_SENTENCES: dict[str, tuple[str, str]] = {
    "scheme.too_many_duties": (
        N_("The rule {rule} would ask for {duties_per_day} visits a day, more than {most}. It was not taken over."),
        N_("Make its period longer or its segment smaller."),
    ),
    "grid.fewer_than_communities": (
        N_("{grids} grids are too few: there are {communities} communities, and no grid reaches over two of them."),
        N_("Ask for one grid for each community at least."),
    ),
    "grid.more_than_households": (
        N_("{grids} grids are too many for {households} households: some would be empty."),
        N_("Ask for fewer grids."),
    ),
}
