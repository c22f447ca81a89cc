"""The exchange with the server as the app runs it: in its own thread, told about by message, worded here."""

from collections.abc import Callable
from typing import NamedTuple

from gridtui.locale import _, say
from gridtui.office.session import OfficeSession


class Progress(NamedTuple):
    """How far an exchange is: records delivered, records of ours in all, records taken in."""

    sent: int
    to_send: int
    received: int


Tell = Callable[[Progress], None]
Exchange = Callable[[OfficeSession, Tell], Progress]
"""Exchanges with the server, telling as it goes; returns what was done; raises SyncFault where it broke off."""


def progress_words(progress: Progress) -> str:
    """Return an exchange under way in words."""
    return say(
        "Exchanging: sent {sent} of {to_send}, received {received}.",
        sent=progress.sent,
        to_send=progress.to_send,
        received=progress.received,
    )


def ended_words(progress: Progress) -> str:
    """Return an exchange that is over in words."""
    if not progress.sent and not progress.received:
        return _("Synced: nothing new on either side.")
    return say("Synced: sent {sent}, received {received}.", sent=progress.sent, received=progress.received)
