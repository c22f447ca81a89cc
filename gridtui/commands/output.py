"""How a command speaks: aligned columns for a person, one JSON document for a program.

Text of records is stripped of control characters before it reaches a terminal; JSON carries it unchanged.
"""

import sys
from collections.abc import Sequence

import msgspec

from gridtui.core.errors import GridtuiError, SettingsFault
from gridtui.core.text import cell_width, for_display
from gridtui.locale.sentences import sentences_for


def print_line(text: str = "") -> None:
    """Write one line to standard output."""
    sys.stdout.write(text + "\n")


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


def print_error(error: GridtuiError) -> None:
    """Write what happened and what to do next to standard error; a settings fault lists all of its problems."""
    happened, next_step = sentences_for(error)
    lines = [happened]
    if isinstance(error, SettingsFault):
        lines += ["  " + sentences_for(problem)[0] for problem in error.problems]
    lines.append(next_step)
    sys.stderr.write("\n".join(for_display(line) for line in lines) + "\n")
