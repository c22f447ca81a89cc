"""What a person reads for the codes of route sheets, freshness and changes of many records at once.

In the shape of ``locale.sentences``.
"""

from gridtui.locale import N_

_LOOK_AT_PAPER = N_("Look at the paper and type the line again.")

RECORDS_SENTENCES: dict[str, tuple[str, str]] = {
    "route.nothing_owed": (
        N_("Nothing is owed on that day, so there is no sheet to print."),
        N_("Choose another day or another post."),
    ),
    "route.too_many": (
        N_("{count} households are owed a visit; a sheet takes {most}."),
        N_("Print only what presses, or fewer rows."),
    ),
    "route.sheet_unknown": (
        N_("There is no route sheet {number} here; sheets are kept for two months."),
        N_("Look at the number at the head of the sheet."),
    ),
    "route.line_unreadable": (
        N_("'{text}' is not a label and a result. Nothing was saved."),
        N_("Type the label and the digit, like 8K3M 1; a remark may follow."),
    ),
    "route.result_unknown": (
        N_("There is no result {digit}. Nothing was saved."),
        N_("The results go from 1 to {most}; they stand at the head of the sheet."),
    ),
    "route.label_near": (
        N_("{label} is no label of this sheet. Was it {likely}? Nothing was saved."),
        _LOOK_AT_PAPER,
    ),
    "route.label_of_sheet": (
        N_("{label} stands on sheet {sheet}, not on sheet {number}. Nothing was saved."),
        N_("Look at the number at the head of the sheet."),
    ),
    "route.label_wrong": (
        N_("{label} is no label of sheet {number}. Nothing was saved."),
        _LOOK_AT_PAPER,
    ),
    "route.row_gone": (
        N_("The household of {label} is no longer on record here, or not yours to see. Nothing was saved."),
        N_("Find the household and log the visit on its card."),
    ),
    "route.entered": (
        N_("{label} {name} has its result for that day already. Nothing was saved a second time."),
        N_("Correct the visit in the list of visits if it is wrong."),
    ),
    "route.no_number": (
        N_("The file does not begin with the number of a route sheet. Nothing was saved."),
        N_("Put the number on the first line, the label and the digit of each row on the lines after it."),
    ),
    "bulk.no_selection": (
        N_("No household was chosen. Nothing was changed."),
        N_("Choose by a find line, a grid, a courtyard or a tag."),
    ),
    "bulk.nobody_chosen": (
        N_("No household is like that. Nothing was changed."),
        N_("Choose by other words, another place or another tag."),
    ),
    "bulk.too_many": (
        N_("{count} households are like that; {most} can be changed at once. Nothing was changed."),
        N_("Choose fewer of them."),
    ),
    "bulk.kind_unknown": (
        N_("'{kind}' cannot be changed of many households at once. Nothing was changed."),
        N_("Choose one of those offered."),
    ),
    "bulk.value_unknown": (
        N_("'{value}' is no value for it. Nothing was changed."),
        N_("It takes: {known}."),
    ),
    "bulk.no_text": (
        N_("There is no text to add. Nothing was changed."),
        N_("Type what is to stand in the note."),
    ),
    "bulk.nobody": (
        N_("Nobody is registered in this household."),
        N_("There is nobody whose residence could change."),
    ),
    "bulk.unknown": (
        N_("There is no such change of many records here."),
        N_("List them with gridtui bulk-edit --list."),
    ),
    "bulk.undone": (
        N_("This change was taken back already."),
        N_("There is nothing left to do."),
    ),
    "freshness.nothing": (
        N_("Nothing here is past its shelf life."),
        N_("Only facts that are to be asked again can be said to be unchanged."),
    ),
    "freshness.unknown": (
        N_("One of these facts is no longer on record. Nothing was saved."),
        N_("Read the card again."),
    ),
    "freshness.nobody_met": (
        N_("Nobody was met, so nothing can have been found unchanged. Nothing was saved."),
        N_("Take the unchanged facts out, or put the outcome right."),
    ),
    "route.unreadable_file": (
        N_("The file {file} cannot be read as text. Nothing was saved."),
        N_("Save it as plain text in UTF-8 or GB18030."),
    ),
}
"""code -> (what happened and what is safe, what to do next); messages with named parameters."""
