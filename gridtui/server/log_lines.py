"""The server's log: one JSON object a line, counts and codes only, never a name, a number or a text of a record."""

import json
import logging
from typing import Final

from gridtui.core.time import iso_instant

LOGGER: Final = logging.getLogger("gridtui.server")
_MS_PER_SECOND: Final = 1000


class JsonLines(logging.Formatter):
    """Formats a record as one JSON line; ``extra={"facts": {...}}`` adds numbers and codes."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record. An exception is told by class and place: its text may quote a record."""
        line: dict[str, object] = {
            "at": iso_instant(int(record.created * _MS_PER_SECOND)),
            "level": record.levelname.lower(),
            "event": record.getMessage() if record.name == LOGGER.name else record.name,
        }
        facts = getattr(record, "facts", None)
        if isinstance(facts, dict):
            line |= facts
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _place(record)
        return json.dumps(line, ensure_ascii=False)


def _place(record: logging.LogRecord) -> str:
    trace = record.exc_info[2] if record.exc_info else None
    place = ""
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def start_logging(level: int = logging.INFO) -> None:
    """Send the server's and uvicorn's records to standard error as JSON lines."""
    out = logging.StreamHandler()
    out.setFormatter(JsonLines())
    for name in (LOGGER.name, "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers = [out]
        logger.propagate = False
        logger.setLevel(level if name == LOGGER.name else logging.WARNING)


def note(event: str, *, level: int = logging.INFO, **facts: int | str) -> None:
    """Write a line about something that happened."""
    LOGGER.log(level, event, extra={"facts": facts})
