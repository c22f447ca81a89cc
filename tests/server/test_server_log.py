"""The server's log says what happened in numbers and codes, and nothing of any record."""

import json
import logging

import pytest

from gridtui.server.log_lines import JsonLines, note


def formatted(record: logging.LogRecord) -> dict[str, object]:
    """Return a record as its JSON line says it."""
    parsed: dict[str, object] = json.loads(JsonLines().format(record))
    return parsed


def test_exception_text_stays_out() -> None:
    """An exception may quote a record: its class and place are logged, its text never."""
    with pytest.raises(ValueError, match="王") as caught:
        int("王秀英 629901194001010013")
    trouble = (caught.type, caught.value, caught.tb)
    line = formatted(logging.LogRecord("gridtui.server", logging.ERROR, "x", 1, "exchange", None, trouble))
    assert line["error"] == "ValueError"
    assert "test_exception_text_stays_out" in str(line["where"])
    assert "王" not in json.dumps(line, ensure_ascii=False)


def test_facts_stand_beside_the_event() -> None:
    """Counts are fields of the line."""
    seen: list[logging.LogRecord] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(record)

    keeper = Keeper()
    logger = logging.getLogger("gridtui.server")
    logger.addHandler(keeper)
    logger.setLevel(logging.INFO)
    note("sync", up=140, down=32)
    logger.removeHandler(keeper)
    line = formatted(seen[0])
    assert (line["event"], line["up"], line["down"]) == ("sync", 140, 32)


def test_message_of_a_library_is_not_repeated() -> None:
    """What a library says may hold an address or a header: only its name is kept."""
    record = logging.LogRecord("uvicorn.error", logging.WARNING, "x", 1, "Invalid header %s", ("secret",), None)
    assert formatted(record)["event"] == "uvicorn.error"
