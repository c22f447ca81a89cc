"""What a person reads for the codes of logging in and of the host, in the shape of ``locale.sentences``.

The login program has the code alone: sentences it may have to say take no parameters.
"""

from gridtui.locale import N_

_ASK = N_("Ask whoever looks after this computer.")

HOST_SENTENCES: dict[str, tuple[str, str]] = {
    "host.absent": (
        N_("No host runs here, so the program starts by itself, which takes a little longer."),
        N_("gridtui host makes a login quick."),
    ),
    "host.only_gridtui": (
        N_("This login is for gridtui alone. Nothing was run."),
        N_("Log in without a command, or with one that begins with gridtui."),
    ),
    "host.not_understood": (
        N_("The login program and the host do not understand each other. Nothing was opened."),
        N_("They are of different versions; reload the host, then log in again."),
    ),
    "host.busy": (
        N_("Too many logins at once. Nothing was opened."),
        N_("Log in again in a moment."),
    ),
    "host.full": (
        N_("As many sessions are open as this host or your account may have. Nothing was opened."),
        N_("Leave one of them, or ask whoever looks after this computer."),
    ),
    "host.no_account": (
        N_("The system does not know the account this login comes from. Nothing was opened."),
        _ASK,
    ),
    "host.session_failed": (
        N_("The session ended by a fault. Everything shown as saved is saved, other sessions go on."),
        N_("Log in again."),
    ),
    "host.no_terminal": (
        N_("The screens need a terminal and this login has none. Nothing was opened."),
        N_("Log in with a terminal (ssh -t), or name a command such as gridtui due."),
    ),
    "host.command_elsewhere": (
        N_(
            "'{command}' reads or writes files of the service account and is not run by a login. Nothing was changed."
        ),
        N_("Ask whoever looks after this computer to run it under the office's own account."),
    ),
    "host.other_folder": (
        N_("A login works in the office of its host; it names no other folder. Nothing was opened."),
        N_("Leave --home out."),
    ),
    "host.running": (
        N_("A host listens at {path} already. It was left alone."),
        N_("Reload it with SIGHUP after an upgrade, or name another --socket."),
    ),
    "host.folder_unsafe": (
        N_("Other accounts may write into {path}, or own it: they could pretend to be the host. Nothing was opened."),
        N_("Name a socket in a folder that only the office's account can write."),
    ),
    "host.no_group": (
        N_("There is no system group {group}. Nothing was opened."),
        N_("Create it, and put everybody into it who may log in."),
    ),
    "host.no_socket": (
        N_("The host cannot listen at {path}: {reason}."),
        N_("Name a socket in a folder that the office's account can write."),
    ),
}
