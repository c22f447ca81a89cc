"""What a person reads for the codes of posts, pairings, hours, teams, spans and grids drawn anew.

In the shape of ``locale.sentences``.
"""

from gridtui.locale import N_

_CHOOSE = N_("Choose one of those offered.")
_READ_AGAIN = N_("Read the list again and choose.")

POSTS_SENTENCES: dict[str, tuple[str, str]] = {
    "staff.unit": (N_("The post needs a unit that exists on its first day. Nothing was saved."), _CHOOSE),
    "staff.method": (N_("The mechanism names no such way to be chosen. Nothing was saved."), _CHOOSE),
    "staff.pool": (N_("The mechanism names no such group to choose from. Nothing was saved."), _CHOOSE),
    "staff.phone": (N_("That is no phone number. Nothing was saved."), N_("Type it in full, or leave it empty.")),
    "staff.held": (
        N_("{name} holds that post already. Nothing was saved."),
        N_("Choose another post or another unit, or change the one that is held."),
    ),
    "post.over": (
        N_("Your post in {unit} is over: its grid was drawn anew, or the post was ended."),
        N_("Leave the program and log in again to work in the post you hold now."),
    ),
    "post.no_unit": (
        N_("This office does not know the unit of {name}'s post, so there is nothing it can show."),
        N_("Sync once; if it stays so, let the secretary end that post and fill it anew."),
    ),
    "field.unit_ended": (N_("That unit has ended. Nothing was saved."), _CHOOSE),
    "post.ended": (N_("The post of {name} has ended already."), _READ_AGAIN),
    "pairing.kind": (N_("There is no such kind of pairing. Nothing was saved."), _CHOOSE),
    "pairing.held": (
        N_("{name} is paired with this household that way already. Nothing was saved."),
        N_("Choose another post or another kind."),
    ),
    "pairing.unknown": (N_("This pairing is no longer on record."), _READ_AGAIN),
    "pairing.ended": (N_("This pairing has ended already."), _READ_AGAIN),
    "shift.no_desk": (N_("The hours need a desk or a place. Nothing was saved."), N_("Type where it is.")),
    "shift.days": (
        N_("The hours need one day, or weekdays, not both. Nothing was saved."),
        N_("Type a day or choose weekdays; leave the other one empty."),
    ),
    "shift.times": (
        N_("The hours end before they begin, or are no time of the day. Nothing was saved."),
        N_("Type them as 0830 and 1200."),
    ),
    "shift.unknown": (N_("These hours are no longer on record."), _READ_AGAIN),
    "team.no_name": (N_("The team needs a name. Nothing was saved."), N_("Type its name.")),
    "team.no_unit": (N_("The team needs a unit to work on. Nothing was saved."), _CHOOSE),
    "team.no_member": (
        N_("There is nobody to put in or take out. Nothing was saved."),
        N_("Choose a post, or type a name and the body that sent the person."),
    ),
    "team.member_held": (N_("{name} is in the team already. Nothing was saved."), _READ_AGAIN),
    "team.unknown": (N_("This team is no longer on record."), _READ_AGAIN),
    "rebalance.no_posts": (
        N_("Nobody holds that post there, so there is nothing to share out."),
        N_("Appoint somebody first."),
    ),
    "rebalance.nothing": (N_("No household has to change hands. Nothing was saved."), _READ_AGAIN),
    "repartition.no_grids": (N_("There is no grid here to be drawn anew."), N_("Add grids to the community first.")),
    "repartition.future": (
        N_("New grids begin today or on a day gone by, not ahead. Nothing was saved."),
        N_("Keep the plan in a file and apply it on its day."),
    ),
    "repartition.name": (
        N_("Two grids would be called {name}, or one has no name. Nothing was saved."),
        N_("Give each grid a name of its own."),
    ),
    "repartition.empty": (
        N_("No household would be in {name}. Nothing was saved."),
        N_("Give it households, or take it out of the plan."),
    ),
    "repartition.two_communities": (
        N_("{name} would reach over two communities. Nothing was saved."),
        N_("A grid lies in one community."),
    ),
    "repartition.unplaced": (
        N_("{count} households of the old grids are in no new one, first {address}. Nothing was saved."),
        N_("Give every household of an old grid a place in the plan."),
    ),
    "repartition.placed_twice": (
        N_("'{text}' is given to two new grids. Nothing was saved."),
        N_("Each place goes to one grid."),
    ),
    "repartition.place_unknown": (
        N_("'{text}' names no grid, courtyard, building or household here. Nothing was saved."),
        N_("Write names as the office has them, buildings as courtyard and number."),
    ),
    "repartition.post_unknown": (
        N_("'{text}' is no post of the grids that end. Nothing was saved."),
        N_("Write the id the proposal gave it."),
    ),
    "repartition.changed_since": (
        N_("{count} households have changed their grid since that day, first {address}. Nothing was saved."),
        N_("Choose a later day, and make the plan anew."),
    ),
    "repartition.unreadable": (
        N_("The plan {file} cannot be read: {problem}. Nothing was saved."),
        N_("Mend the file, or have it written anew with --propose."),
    ),
}
"""code -> (what happened and what is safe, what to do next); messages with named parameters."""
