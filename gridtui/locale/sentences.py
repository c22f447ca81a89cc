"""What a person reads for an error code: what happened and what is safe, then what to press or do.

Never a traceback, never a bare code. A code without an entry is a defect that a test finds: every code raised in the
package stands here.
"""

from gridtui.core.errors import GridtuiError
from gridtui.locale import N_, say
from gridtui.locale.sentences_exchange import EXCHANGE_SENTENCES
from gridtui.locale.sentences_files import FILE_SENTENCES
from gridtui.locale.sentences_host import HOST_SENTENCES
from gridtui.locale.sentences_office import OFFICE_SENTENCES
from gridtui.locale.sentences_posts import POSTS_SENTENCES
from gridtui.locale.sentences_records import RECORDS_SENTENCES
from gridtui.locale.sentences_rules import RULES_SENTENCES

SENTENCES: dict[str, tuple[str, str]] = {
    "store.newer": (
        N_("This office file was written by a newer version of the program. Nothing was changed."),
        N_("Start the newer version, or ask whoever installed it."),
    ),
    "store.missing": (
        N_("There is no office in this folder ({path})."),
        N_("Name the right folder, or set an office up here with gridtui init."),
    ),
    "store.no_permission": (
        N_("This account may not read and write the office file ({path}). Nothing was changed."),
        N_("Start the program with the account that owns the office, or ask whoever looks after the computer."),
    ),
    "store.network_share": (
        N_(
            "The folder {path} is on a network share ({kind}), where a power cut can lose what was saved. "
            "Nothing was opened."
        ),
        N_("Move the folder to a disk of this computer."),
    ),
    "store.corrupt": (
        N_("The office file is damaged ({path}). It was not written to."),
        N_(
            "Keep the file, and restore the last backup with gridtui restore; "
            "what was synchronised is on the server too."
        ),
    ),
    "store.foreign": (
        N_("The file {path} belongs to another program. It was left as it is."),
        N_("Name another folder for the office."),
    ),
    "store.backup_failed": (
        N_("No copy of the office file could be made ({path}), so nothing was changed."),
        N_("Make room on the disk or check the folder's permissions, then start again."),
    ),
    "store.upgraded": (
        N_(
            "A newer version of the program has taken over this office. "
            "This was not saved; what you typed is kept as a draft."
        ),
        N_("Start the program again."),
    ),
    "store.closed": (
        N_("The office file is closed already. Nothing was saved."),
        N_("Start the program again."),
    ),
    "store.disk_full": (
        N_("The disk is full. This was not saved; everything saved before is safe."),
        N_("Make room on the disk, then save again."),
    ),
    "store.busy": (
        N_("Others were saving for more than ten seconds. This was not saved; everything saved before is safe."),
        N_("Save again in a moment."),
    ),
    "store.disk_failing": (
        N_("The disk could not be read or written ({path}). This was not saved."),
        N_("Make a backup at once and have the disk looked at."),
    ),
    "store.no_memory": (
        N_("The computer ran out of memory. This was not saved; everything saved before is safe."),
        N_("Close other programs, then save again."),
    ),
    "store.too_big": (
        N_("A text is too long to be saved. Nothing was changed."),
        N_("Shorten it, then save again."),
    ),
    "date.unreadable": (
        N_("'{text}' is not a date. What you typed is still there."),
        N_("Type 21, 11-21, -3 (three days ago), z1 (Monday) or a full date such as 2026-11-21."),
    ),
    "address.door_full": (
        N_("There are already {places} households at door {door}. Nothing was saved."),
        N_("Check the door number; a dormitory is better entered as several doors."),
    ),
    "household.row_number": (
        N_("This store holds as many households as it can ({n}). Nothing was saved."),
        N_("Tell whoever looks after the program."),
    ),
    "permission.no_post": (
        N_("You hold no post in this office today. Nothing was changed."),
        N_("Ask the secretary to enter your post, or choose another post at login."),
    ),
    "permission.unknown_role": (
        N_("The mechanism of this office does not know the role of your post. Nothing was changed."),
        N_("Ask the secretary to correct the post, or sync to receive the present mechanism."),
    ),
    "permission.role": (
        N_("Your post does not do this. Nothing was changed."),
        N_("Hand it to the secretary or the clerk, or choose another post at login."),
    ),
    "permission.scope": (
        N_("This lies outside the area of your post. Nothing was changed."),
        N_("Open a ticket for the post in charge there, or ask the secretary."),
    ),
    "permission.author": (
        N_("Somebody else entered this, and only its author may take it back or correct it. Nothing was changed."),
        N_("Ask the author, or the secretary for a correction."),
    ),
    "program.fault": (
        N_("Something in the program did not work ({kind}). What was shown as saved is saved."),
        N_("Go on, or try again; if it happens again, tell whoever looks after the program."),
    ),
    "permission.not_here": (
        N_("Your post may not do this for this household. Nothing was changed."),
        N_("Ask the post that looks after it, or act in another of your posts."),
    ),
    "time.unreadable": (
        N_("'{text}' is not a time of day. What you typed is still there."),
        N_("Type 1020 or 10:20, or leave it empty."),
    ),
    "number.unreadable": (
        N_("'{text}' is not a number. What you typed is still there."),
        N_("Type digits, or leave it empty."),
    ),
    "household.no_grid": (
        N_("The form does not say which grid the household belongs to. Nothing was saved."),
        N_("Choose the grid by its digit."),
    ),
    "date.ahead": (
        N_("This day has not come yet. What you typed is still there."),
        N_("Type the day of the visit: today or an earlier one."),
    ),
    "command.unknown": (
        N_("There is no command '{text}'. Nothing was done."),
        N_("Use v (visit), t (ticket) or h (find), a digit of an area, or the word of an action."),
    ),
    "command.encoding": (
        N_("'{text}' is no encoding a terminal here has. Nothing was changed."),
        N_("Type encoding utf-8 or encoding gb18030."),
    ),
    "command.nobody": (
        N_("Nobody was found under '{text}'. Nothing was saved."),
        N_("Type more of the address, or initials and door: lxf 5-2."),
    ),
    "command.several": (
        N_("'{text}' fits {count} households. Nothing was saved."),
        N_("Type the whole address, or open find with h."),
    ),
    "command.place_missing": (
        N_("The command does not say where. Nothing was saved."),
        N_("Type v, the address, the outcome, and what was said."),
    ),
    "command.ticket_words": (
        N_("A ticket needs a place, a category and a title. Nothing was saved."),
        N_("Type t, the place, the category and the title."),
    ),
    "command.category": (
        N_("'{text}' is no category of tickets. Nothing was saved."),
        N_("Press Tab after the place to see the categories."),
    ),
    "import.file_missing": (
        N_("There is no file {file}. Nothing was changed."),
        N_("Check the name and the folder."),
    ),
    "import.unreadable": (
        N_("{file} cannot be read. Nothing was changed."),
        N_("Check that you may read it, then try again."),
    ),
    "import.empty": (
        N_("{file} is empty. Nothing was changed."),
        N_("Ask whoever sent it to send it again."),
    ),
    "import.too_large": (
        N_("{file} has {megabytes} MB; rosters up to {limit_megabytes} MB are read. Nothing was changed."),
        N_("Take pictures and other sheets out, or split it by grid, and import the parts."),
    ),
    "import.swollen": (
        N_("{file} unpacks to more than {limit_megabytes} MB. Nothing was changed."),
        N_("Copy the roster into a new workbook, save it as xlsx and import that."),
    ),
    "import.locked": (
        N_("{file} is locked with a password. Nothing was changed."),
        N_("Open it in the spreadsheet program, take the password off, save it and import it again."),
    ),
    "import.damaged": (
        N_("{file} is damaged or only part of it is there. Nothing was changed."),
        N_("Open it in the spreadsheet program and save it as xlsx, or ask for it again."),
    ),
    "import.far_cell": (
        N_("{file} has a cell far outside the table (row {row}, column {column}). Nothing was changed."),
        N_("Copy the table into a new workbook, save it as xlsx and import that."),
    ),
    "import.not_a_roster": (
        N_("{file} is neither an xlsx or xls workbook nor a csv file. Nothing was changed."),
        N_("Save it as xlsx or csv and import that."),
    ),
    "import.web_page": (
        N_("{file} is a web page with a spreadsheet's name. Nothing was changed."),
        N_("Open it in the spreadsheet program, save it as xlsx and import that."),
    ),
    "import.encoding": (
        N_("{file} is neither UTF-8 nor GB18030 text. Nothing was changed."),
        N_("Save it as xlsx, or as csv in UTF-8, and import that."),
    ),
    "import.quotes": (
        N_("The quotation marks of {file} do not match from row {row} on. Nothing was changed."),
        N_("Put that row right, or save the file as xlsx, and import it again."),
    ),
    "import.header_missing": (
        N_("{file} has no row of headings with name and address. Nothing was changed."),
        N_("Check that it is the roster and not in another encoding; --map HEADING=FIELD names columns."),
    ),
    "import.column_missing": (
        N_("Sheet {sheet} has no column for {field}; its headings on row {row} are {found}. Nothing was changed."),
        N_("Say which column it is: --map HEADING={field}"),
    ),
    "import.column_doubled": (
        N_("Sheet {sheet} has two columns for {field}: {first} and {second}. Nothing was changed."),
        N_("Keep one as a note or leave it out: --map {second}=note, or --map {second}=- (HEADING#2: the second)."),
    ),
    "import.map": (
        N_("--map {argument} does not say HEADING=FIELD. Nothing was changed."),
        N_("The fields are: {fields}"),
    ),
    "import.unknown": (
        N_("There is no import of this id. Nothing was changed."),
        N_("gridtui import --list shows the imports there were."),
    ),
    "import.none": (
        N_("There is no import to take back. Nothing was changed."),
        N_("gridtui import --list shows the imports there were."),
    ),
    "import.undone": (
        N_("The import of {file} was taken back already."),
        N_("Import the file again if you want it back."),
    ),
    "export.ending": (
        N_("{file} ends neither in .xlsx nor in .csv. Nothing was written."),
        N_("Give it one of these endings."),
    ),
    "export.unwritable": (
        N_("{file} cannot be written. An older file of that name is untouched."),
        N_("Close it in other programs, check the folder and the free space, then try again."),
    ),
    "id.clock_range": (
        N_("This computer's clock stands at an impossible time. Nothing was saved."),
        N_("Set the clock, then save again."),
    ),
    "id.malformed": (
        N_("This is no id of a record. Nothing was changed."),
        N_("Copy the id as the list shows it: 32 letters and digits."),
    ),
    "entity.unknown": (
        N_("This record is not here. Nothing was changed."),
        N_("Open the list again; it may have been entered at another office and come with the next sync."),
    ),
    "entity.erased": (
        N_("This record was erased for good. Nothing was changed."),
        N_("Nothing can be added to it any more."),
    ),
    "field.unknown": (
        N_("A record of this kind has no field {field}. Nothing was saved."),
        N_("Update the program, or leave the field out."),
    ),
    "field.wrong_type": (
        N_("The value does not fit the field {field}. Nothing was saved."),
        N_("Correct the value and save again."),
    ),
    "value.unstorable": (
        N_("The text holds characters that cannot be stored. Nothing was saved."),
        N_("Type it again instead of pasting it."),
    ),
    "op.empty": (
        N_("Nothing was changed, so nothing was saved."),
        N_("Change a field, or leave with Esc."),
    ),
    "op.body_limit": (
        N_("The text is too long: {bytes} bytes, at most {limit}. Nothing was saved."),
        N_("Shorten the longest text and save again."),
    ),
    "op.base_limit": (
        N_("More than {limit} changes of this record wait to be settled. Nothing was saved."),
        N_("Settle its conflicts first, then try again."),
    ),
    "op.malformed": (
        N_("A received record cannot be read. It was not taken in; everything saved here is safe."),
        N_("Sync again; if it happens again, tell whoever looks after the server."),
    ),
    "op.create_lost": (
        N_("A part of this record's history is missing in the file. Nothing was changed."),
        N_("Run gridtui doctor, or restore the last backup."),
    ),
    "frame.malformed": (
        N_("What arrived cannot be read. Nothing was taken in; everything saved here is safe."),
        N_("Sync again; a bad line can damage what it carries."),
    ),
    **EXCHANGE_SENTENCES,
    **FILE_SENTENCES,
    **HOST_SENTENCES,
    **OFFICE_SENTENCES,
    **POSTS_SENTENCES,
    **RECORDS_SENTENCES,
    **RULES_SENTENCES,
}
"""code -> (what happened and what is safe, what to do next); messages with named parameters."""

_UNKNOWN = (
    N_("Something did not work ({code}). What was shown as saved is saved."),
    N_("Try again; if it happens again, tell whoever looks after the program this code."),
)


def sentences_for(error: GridtuiError) -> tuple[str, str]:
    """Return the two sentences for an error in the language in use."""
    happened, next_step = SENTENCES.get(error.code, _UNKNOWN)
    parameters = {**error.parameters, "code": error.code}
    return say(happened, **parameters), say(next_step, **parameters)
