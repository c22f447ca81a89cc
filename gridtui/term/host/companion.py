"""Work that runs beside the sessions in one process of its own, as long as the host does."""

import gc
import os
import select
from collections.abc import Callable
from typing import NamedTuple, NoReturn

from gridtui.term.host.child import FAULT, reset_signals

Wait = Callable[[float], bool]
"""Waits so many seconds; False as soon as the host has ended, and then it is time to end too."""


class Companion(NamedTuple):
    """A piece of work: ``run`` loops until its ``wait`` says False. Ended by a fault, it is started again later."""

    run: Callable[[Wait], None]
    again_after_seconds: float = 30.0


def run_companion(companion: Companion, host_end: int) -> NoReturn:
    """Be the companion, from the fork to the exit. ``host_end`` is a pipe that closes when the host ends."""
    status = FAULT
    try:
        reset_signals()
        gc.enable()
        poll = select.poll()
        poll.register(host_end, select.POLLIN)
        companion.run(lambda seconds: not poll.poll(seconds * 1000))
        status = 0
    finally:
        os._exit(status)
