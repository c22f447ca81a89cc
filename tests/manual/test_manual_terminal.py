"""The page about terminals: both languages tell the same numbers, and those are within the limits."""

import re

from gridtui.locale import LANGUAGES
from gridtui.manual import read_page
from tests.bench.bench_terminal import LINKS_BITS, OF_CURSES, OF_STOCK, OVER_MINIMUM

COMMAND = "python -m tests.bench --only terminal"
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def measured(language: str) -> list[list[float]]:
    """Return the numbers of the page's rows that are measurements, row by row, in their order."""
    behind = read_page("terminal", language).partition(COMMAND)[2]
    rows = [row.split("|")[2:] for row in behind.splitlines() if row.startswith("|")]
    numbers = [[float(each.replace(",", "")) for each in NUMBER.findall(" ".join(row))] for row in rows]
    return [row for row in numbers if row]


def test_both_languages_tell_what_was_measured() -> None:
    """Behind the command that measures it, the same numbers in the same rows."""
    first, second = (measured(language) for language in LANGUAGES)
    assert first == second
    assert {row[0] for row in first} >= set(map(float, LINKS_BITS))


def test_what_is_told_keeps_the_budgets() -> None:
    """The numbers of the page are those of a program that is within its limits."""
    rows = {row[0]: row for row in measured("en")}
    program, bare, curses, stock = max((row for row in rows.values() if len(row) == 4), key=sum)
    assert program <= OF_CURSES["app"] * curses
    assert bare <= OF_CURSES["app, bare"] * curses
    assert program <= OF_STOCK * stock
    assert any(row[0] <= OVER_MINIMUM and row[2] > OVER_MINIMUM for row in rows.values() if len(row) == 4)
