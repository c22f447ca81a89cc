"""How a command speaks: aligned columns for a person, one JSON document for a program.

Text of records is stripped of control characters before it reaches a terminal; JSON carries it unchanged.
"""

import io
import os
import re
import sys
from collections.abc import Sequence

import msgspec

from gridtui.core.errors import GridtuiError, SettingsFault, StoreFault
from gridtui.core.text import cell_width, for_display
from gridtui.locale.sentences import sentences_for

_STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def mend_streams() -> None:
    """Make standard output and error take any text: a character the locale lacks is replaced, a closed one is null.

    A clerk's shell may run in the C locale, and cron closes what it does not want.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - lives on
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def drop_stdout() -> None:
    """Send what is still to be written to nowhere: nobody reads it any more, or there is no room for it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_line(text: str = "") -> None:
    """Write one line to standard output."""
    sys.stdout.write(harmless(text) + "\n")


def harmless(text: str) -> str:
    """Return text for a terminal: its lines as they are, without whatever else would steer one."""
    return "\n".join(map(for_display, text.split("\n"))) if _STEERING.search(text) else text


def print_json(document: object) -> None:
    """Write one JSON document and a newline to standard output, as UTF-8 whatever the locale."""
    sys.stdout.flush()
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n")
    sys.stdout.buffer.flush()


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write rows under their heads, columns aligned by terminal cells, two spaces apart."""
    shown = [[for_display(cell) for cell in row] for row in rows]
    widths = [max([cell_width(head), *(cell_width(row[i]) for row in shown)]) for i, head in enumerate(heads)]
    for row in [list(heads), *shown]:
        cells = (cell + " " * (width - cell_width(cell)) for cell, width in zip(row, widths, strict=True))
        print_line("  ".join(cells).rstrip())


def print_defect(error: Exception) -> None:
    """Say that a command failed in a way nobody foresaw: kind and place, never its text, which may quote a record.

    Of what the system refused (a full disk under standard output) its own word is told, and of a library that was
    not installed with the program its name.
    """
    if isinstance(error, ModuleNotFoundError):
        print_error(StoreFault("program.part_missing", name=error.name or ""))
        return
    if isinstance(error, OSError):
        drop_stdout()
        print_error(StoreFault("program.fault", kind=error.strerror or type(error).__name__))
        return
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else ""
    print_error(StoreFault("program.fault", kind=f"{type(error).__name__} {place}".strip()))


def print_error(error: GridtuiError) -> None:
    """Write what happened and what to do next to standard error; a settings fault lists all of its problems."""
    happened, next_step = sentences_for(error)
    lines = [happened]
    if isinstance(error, SettingsFault):
        lines += ["  " + sentences_for(problem)[0] for problem in error.problems]
    lines.append(next_step)
    sys.stderr.write("\n".join(for_display(line) for line in lines) + "\n")
