"""What a person reads for the codes of syncing, enrolling and serving, in the shape of ``locale.sentences``."""

from gridtui.locale import N_

EXCHANGE_SENTENCES: dict[str, tuple[str, str]] = {
    "sync.absent": (
        N_("The server at {url} does not answer. Everything saved here is safe and waits."),
        N_("Check the line and the address; the next sync sends it."),
    ),
    "sync.slow": (
        N_("The line went silent and the sync gave up. What had arrived is kept."),
        N_("Sync again when the line is better; it goes on from where it stopped."),
    ),
    "sync.cut": (
        N_("The line broke again and again. What had arrived is kept."),
        N_("Sync again; it goes on from where it stopped."),
    ),
    "sync.wrong_server": (
        N_("Whoever answers at {url} is not this office's server. Nothing was sent."),
        N_("Check the address and the line; tell whoever looks after the server."),
    ),
    "sync.rubbish": (
        N_("Something other than the server answered, perhaps a login page. Nothing was taken in."),
        N_("Check the line, then sync again."),
    ),
    "sync.cancelled": (
        N_("The sync was stopped. What had arrived is kept."),
        N_("Sync again whenever you like."),
    ),
    "sync.already_running": (
        N_("A sync is running on this computer already."),
        N_("Wait until it has ended."),
    ),
    "sync.not_enrolled": (
        N_("This office is not enrolled at a server. Everything stays on this computer."),
        N_("Ask for a one-time code, then run gridtui enrol."),
    ),
    "sync.server_behind": (
        N_("The server was set back to an older state and does not know it yet. Nothing was changed here."),
        N_("Tell whoever looks after the server; what is saved here will be sent again."),
    ),
    "sync.chain_differs": (
        N_("The server's log differs from what this office has received. Nothing was taken in."),
        N_("Tell whoever looks after the server; everything saved here is safe."),
    ),
    "sync.url_malformed": (
        N_("'{url}' is not the address of a server."),
        N_("Write it as https://host:port."),
    ),
    "sync.key_missing": (
        N_("This office's key {path} is missing. Everything saved here is safe."),
        N_("Put it back from the backup, or enrol again with a new code."),
    ),
    "sync.key_unreadable": (
        N_("This office's key {path} cannot be read. Everything saved here is safe."),
        N_("Check whose file it is, or put it back from the backup."),
    ),
    "sync.status_bad_frame": (
        N_("The server could not read what was sent. Everything saved here is safe."),
        N_("Sync again; if it happens again, update the program."),
    ),
    "sync.status_too_large": (
        N_("The server found the request too large. Everything saved here is safe."),
        N_("Sync again; it is sent in smaller parts."),
    ),
    "sync.status_bad_signature": (
        N_("The server does not accept this office's signature. Nothing was sent."),
        N_("If this folder was copied or restored, put its own key back; else tell whoever looks after the server."),
    ),
    "sync.status_unknown_office": (
        N_("The server does not know this office. Everything saved here is safe."),
        N_("Enrol with a new code."),
    ),
    "sync.status_revoked": (
        N_("The server no longer accepts this office's key. Everything saved here is safe."),
        N_("Ask whoever looks after the server."),
    ),
    "sync.status_wrong_server": (
        N_("This server is not the one this office enrolled at. Nothing was changed."),
        N_("Check the address."),
    ),
    "sync.status_dictionary": (
        N_("Server and program do not share a way of packing. Nothing was changed."),
        N_("Update the program."),
    ),
    "sync.status_protocol": (
        N_("The server and this program are too many versions apart. Everything saved here is safe."),
        N_("Update the program."),
    ),
    "sync.status_busy": (
        N_("The server is busy. Everything saved here is safe and waits."),
        N_("Sync again in a minute."),
    ),
    "sync.status_internal": (
        N_("The server could not do its work. Everything saved here is safe and waits."),
        N_("Tell whoever looks after the server."),
    ),
    "batch.sessions": (
        N_("Too many sources in one batch. Everything saved here is safe."),
        N_("Sync again."),
    ),
    "body.too_long": (
        N_("A received text is too long. It was not taken in."),
        N_("Tell whoever looks after the server."),
    ),
    "enrol.code_malformed": (
        N_("The code has a slip. Nothing was sent."),
        N_("Type all 32 letters and digits again."),
    ),
    "enrol.no_server": (
        N_("No server was named and none stands in the settings. Nothing was sent."),
        N_("Use: gridtui enrol https://host:port CODE."),
    ),
    "enrol.code_unknown": (
        N_("The server does not know this code. Nothing was changed."),
        N_("Ask for a new code."),
    ),
    "enrol.code_expired": (
        N_("The code is older than two weeks and no longer works. Nothing was changed."),
        N_("Ask for a new code."),
    ),
    "enrol.code_used": (
        N_("Another office has used this code. Nothing was changed."),
        N_("Ask for a new code."),
    ),
    "enrol.office_taken": (
        N_("The server knows this office's folder already under another code. Nothing was changed."),
        N_("If the folder is a copy, begin with an empty one."),
    ),
    "enrol.already_enrolled": (
        N_("This office is enrolled at {url}. Nothing was changed."),
        N_("An office stays with its server; ask whoever looks after it."),
    ),
    "enrol.wrong_server": (
        N_("The server at {url} is not the one this code is from. The code was not sent."),
        N_("Check the address and the code."),
    ),
    "server.one_process": (
        N_("The built-in database allows one process, not {workers}. Nothing was started."),
        N_("Leave --workers out."),
    ),
    "server.already_running": (
        N_("A server runs on the folder {path} already. Nothing was started."),
        N_("Stop it first, or use the one that runs."),
    ),
    "server.port_unusable": (
        N_("Port {port} of {host} cannot be used: {why}. Nothing was started."),
        N_("Choose another port, or stop what uses it."),
    ),
    "server.folder_unusable": (
        N_("The folder {path} cannot be used: {why}. Nothing was changed."),
        N_("Check whose folder it is."),
    ),
    "server.newer_database": (
        N_("The database {path} was written by a newer version of the program. Nothing was changed."),
        N_("Start the newer version."),
    ),
    "server.database_unreadable": (
        N_("The database {path} cannot be opened: {why}. Nothing was changed."),
        N_("Check the disk, or restore the last backup."),
    ),
    "server.division_malformed": (
        N_("'{division}' is not a division code of 12 digits. Nothing was changed."),
        N_("Give the code of the community or village with --division."),
    ),
    "server.name_malformed": (
        N_("'{name}' cannot be the name of an office. Nothing was changed."),
        N_("Give a name of 1 to 60 characters."),
    ),
    "server.prefix_malformed": (
        N_("'{prefix}' cannot begin ticket numbers. Nothing was changed."),
        N_("Give 1 to 4 capital letters."),
    ),
    "server.prefix_taken": (
        N_("Another office of the street has the letters {prefix}. Nothing was changed."),
        N_("Choose other letters."),
    ),
    "server.office_unknown": (
        N_("No one office has the letters {prefix}. Nothing was changed."),
        N_("See gridtui serve --status; where streets share letters, add --division."),
    ),
    "server.office_enrolled": (
        N_("Office {number} is enrolled already. Nothing was changed."),
        N_("Another computer needs an office of its own: --new-office."),
    ),
}
"""code -> (what happened and what is safe, what to do next); messages with named parameters."""
