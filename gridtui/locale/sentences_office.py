"""What a person reads for the codes of the office's own work, in the shape of ``locale.sentences``.

Where a form is open its cursor stands in the field that is meant, so that the sentences need not name it.
"""

from gridtui.locale import N_
from gridtui.locale.sentences_duties import DUTY_SENTENCES
from gridtui.locale.sentences_fieldwork import FIELDWORK_SENTENCES

_STILL_THERE = N_("Put it right; everything typed is still there.")

OFFICE_SENTENCES: dict[str, tuple[str, str]] = {
    **FIELDWORK_SENTENCES,
    **DUTY_SENTENCES,
    "office.not_set_up": (
        N_("No office is set up here yet. Nothing was changed."),
        N_("Start gridtui at a terminal, or set one up with gridtui init."),
    ),
    "account.unknown": (
        N_("The account {account} belongs to nobody of this office today."),
        N_("Ask the secretary to enter you with gridtui staff."),
    ),
    "post.unknown": (
        N_("You do not hold the post '{post}' today."),
        N_("Choose one of your own posts."),
    ),
    "change.nothing": (
        N_("Nothing was changed: everything is as it was."),
        N_("Change a field, or leave the form."),
    ),
    "change.changed_since": (
        N_("Somebody else changed {name} meanwhile. Nothing was saved."),
        N_("Leave the form, look at the new values, and change what is still wrong."),
    ),
    "dates.order": (
        N_("The end lies before the beginning. Nothing was saved."),
        _STILL_THERE,
    ),
    "field.out_of_range": (
        N_("{value} does not fit: it goes from 0 to {most}. Nothing was saved."),
        _STILL_THERE,
    ),
    "field.unit_unknown": (
        N_("This place is not known in the office. Nothing was saved."),
        N_("Choose one of those offered."),
    ),
    "field.unknown": (
        N_("The program gave a field '{field}' that {type} does not have. Nothing was saved."),
        N_("Tell whoever looks after the program."),
    ),
    "field.unknown_choice": (
        N_("'{value}' is none of the choices. Nothing was saved."),
        N_("Choose by digit among those offered."),
    ),
    "text.too_long": (
        N_("The text is {over} characters too long; {most} fit. Nothing was saved."),
        _STILL_THERE,
    ),
    "household.unknown": (
        N_("This household is no longer on record here. Nothing was saved."),
        N_("Read the list again."),
    ),
    "dwelling.unknown": (
        N_("This household has no door on record. Nothing was saved."),
        N_("Read the card again."),
    ),
    "resident.unknown": (
        N_("This person is no longer on record here. Nothing was saved."),
        N_("Read the card again."),
    ),
    "resident.no_name": (
        N_("The person has no name. Nothing was saved."),
        _STILL_THERE,
    ),
    "resident.masked": (
        N_("A number with * is not a number. Nothing was saved."),
        N_("Type the whole number, or leave it as it was."),
    ),
    "resident.born_ahead": (
        N_("The day of birth lies ahead. Nothing was saved."),
        _STILL_THERE,
    ),
    "resident.id_number_held": (
        N_("This ID number is on record already, for {name}. Nothing was saved."),
        N_("Find {name} and correct the record, or look at the number again."),
    ),
    "reveal.field": (
        N_("There is nothing masked in '{field}'."),
        N_("Choose the ID number or the phone."),
    ),
    "rule.unknown": (
        N_("This rule asks no visit of this household today."),
        N_("Read the list again."),
    ),
    "tag.unknown": (
        N_("There is no such tag. Nothing was saved."),
        N_("Choose one of those offered."),
    ),
    "tag.subject_unknown": (
        N_("The person to tag is no longer in this household. Nothing was saved."),
        N_("Read the card again."),
    ),
    "tag.held": (
        N_("{name} is marked {tag} already. Nothing was saved."),
        N_("End the tag first if it is to begin anew."),
    ),
    "walk.no_door": (
        N_("The door of this household is not on record, so there is no building to walk."),
        N_("Enter the door on the card."),
    ),
    "visit.unknown": (
        N_("This visit is no longer on record here. Nothing was saved."),
        N_("Read the list again."),
    ),
    "visit.superseded": (
        N_("This visit was corrected already. Nothing was saved."),
        N_("Correct the newer record."),
    ),
    "visit.day": (
        N_("No visit can have been on such a day. Nothing was saved."),
        _STILL_THERE,
    ),
    "visit.future": (
        N_("This time has not come yet. Nothing was saved."),
        N_("Type the day and time of the visit; if they are right, the clock of this machine is wrong."),
    ),
    "visit.time": (
        N_("There is no such time of day. Nothing was saved."),
        _STILL_THERE,
    ),
    "visit.no_visitor": (
        N_("The visit has no visitor. Nothing was saved."),
        N_("Choose at least one by digit."),
    ),
    "visit.visitor_unknown": (
        N_("One of the visitors held no post on that day. Nothing was saved."),
        N_("Choose who held one, or put the day right."),
    ),
    "visit.met_unknown": (
        N_("The person met is no member of this household. Nothing was saved."),
        N_("Choose among the members."),
    ),
    "visit.unknown_choice": (
        N_("'{value}' is none of the choices. Nothing was saved."),
        N_("Choose by digit among those offered."),
    ),
    "ticket.unknown": (
        N_("This ticket is not on record here. Nothing was saved."),
        N_("Read the list again."),
    ),
    "ticket.no_title": (
        N_("The ticket has no title. Nothing was saved."),
        N_("Type in a few words what it is about."),
    ),
    "ticket.no_category": (
        N_("The ticket has no category. Nothing was saved."),
        N_("Choose one by digit."),
    ),
    "ticket.no_place": (
        N_("The ticket says neither a household nor a place. Nothing was saved."),
        N_("Type the place."),
    ),
    "ticket.other_visit": (
        N_("That visit was to another household. Nothing was saved."),
        N_("Open the ticket from the visit itself."),
    ),
    "ticket.state": (
        N_("{number} does not take this step now. Nothing was saved."),
        N_("Read the ticket again; somebody may have acted."),
    ),
    "ticket.needs": (
        N_("{number} still needs something first. Nothing was saved."),
        N_("The page says behind each step what it still needs."),
    ),
    "ticket.needs_note": (
        N_("This step wants words. Nothing was saved."),
        N_("Type a note."),
    ),
    "ticket.needs_to": (
        N_("This step does not say to whom. Nothing was saved."),
        N_("Choose a post or a desk by digit."),
    ),
    "ticket.needs_result": (
        N_("This step does not say with what result. Nothing was saved."),
        N_("Choose the truthful one by digit."),
    ),
    "ticket.to_unknown": (
        N_("Nobody holds this post today. Nothing was saved."),
        N_("Choose another by digit."),
    ),
    "undo.nothing": (
        N_("Nothing of today is left to undo."),
        N_("What was sent or is older is corrected, not undone."),
    ),
    "undo.not_yours": (
        N_("Somebody else did this. Nothing was changed."),
        N_("Only the person who did it can take it back; you may correct it."),
    ),
    "undo.too_late": (
        N_("This was not done today. Nothing was changed."),
        N_("Correct it instead; the old record stays."),
    ),
    "undo.worked_on_since": (
        N_("Somebody went on working on this. Nothing was changed."),
        N_("Correct it instead."),
    ),
    "staff.no_name": (
        N_("The person has no name. Nothing was saved."),
        N_("Give a name."),
    ),
    "staff.role": (
        N_("The mechanism has no role '{role}'. Nothing was saved."),
        N_("Known roles: {known}"),
    ),
    "unit.exists": (
        N_("There is a unit '{unit}' already. Nothing was saved."),
        N_("Give it another name."),
    ),
    "unit.unknown": (
        N_("'{unit}' fits {count} units of this office. Nothing was saved."),
        N_("Name exactly one."),
    ),
    "setup.division": (
        N_("{division} is no community or village of the table. Nothing was set up."),
        N_("Give its 12-digit statistical division code."),
    ),
    "setup.exists": (
        N_("There is an office in {folder} already. It was left as it is."),
        N_("Start gridtui there, or name an empty folder."),
    ),
    "setup.person": (
        N_("The first person needs a name and an account. Nothing was set up."),
        N_("Give both."),
    ),
    "setup.role": (
        N_("The mechanism has no role '{role}'. Nothing was set up."),
        N_("Known roles: {known}"),
    ),
    "office.no_terminal": (
        N_("The screens need a terminal, and here is none. Nothing was opened."),
        N_("Start gridtui in a terminal, or name a command such as gridtui due."),
    ),
    "program.part_missing": (
        N_("This needs {name}, which is not installed here. Nothing was changed."),
        N_("Install gridtui with its parts: pip install 'gridtui[server,office]'."),
    ),
    "demo.not_a_demo": (
        N_("In {folder} lies something that is not the demo. Nothing there was touched."),
        N_("Name an empty folder or a new one."),
    ),
    "settings.unreadable": (
        N_("{file} cannot be read: {reason}. Nothing was changed."),
        N_("Put the file right, or its permissions."),
    ),
    "settings.not_utf8": (
        N_("{file} is not UTF-8 text. Nothing was changed."),
        N_("Save it as UTF-8."),
    ),
    "settings.not_toml": (
        N_("{file} is not TOML: {reason}. Nothing was changed."),
        N_("Put the line right."),
    ),
    "settings.unknown_key": (
        N_("{file}: [{table}] has a key '{key}' that means nothing here."),
        N_("Check the spelling, or take the key away."),
    ),
    "settings.wrong_value": (
        N_("{file}: [{table}] '{key}' cannot stand: {reason}."),
        N_("Put the value right."),
    ),
    "settings.wrong": (
        N_("{file} has {count} mistakes. Nothing was changed."),
        N_("Put right each of those named."),
    ),
    "manual.no_page": (
        N_("The manual has no page '{name}'."),
        N_("Pages: {pages}"),
    ),
}
"""code -> (what happened and what is safe, what to do next); messages with named parameters."""
