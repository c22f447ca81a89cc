"""Lists page and never scroll; digits, arrows, + and - are enough for everything."""

import asyncio

from gridtui.tui.keys import KeyPress
from gridtui.tui.widgets.plain import line, plain_text
from gridtui.tui.widgets.record_list import RecordList, Row, RowsOnDemand, memory_source, page_of


def rows(count: int, per_heading: int = 100) -> tuple[Row, ...]:
    """Return that many rows, a new heading every so many."""
    return tuple(Row(number, line(f"row{number}"), f"group{number // per_heading}") for number in range(count))


def listed(count: int, lines: int = 10) -> RecordList[int]:
    """Return a list of that many rows on pages of so many lines."""
    records = RecordList(memory_source(lambda: rows(count)), 0)
    records.lines_for_rows = lines
    asyncio.run(records.read())
    return records


def press(records: RecordList[int], *names: str) -> None:
    """Press keys."""

    async def pressing() -> None:
        for name in names:
            await records.press(KeyPress(name))

    asyncio.run(pressing())


def test_a_digit_picks_its_row() -> None:
    """The number printed is the number typed."""
    records = listed(5)
    press(records, "3")
    assert records.marked is not None
    assert records.marked.key == 2


def test_a_second_digit_extends_while_such_a_row_exists() -> None:
    """1 then 2 is row 12; where there is no row 12 it is row 2."""
    records = listed(15, lines=18)
    press(records, "1", "2")
    assert records.mark == 11
    few = listed(5)
    press(few, "1", "2")
    assert few.mark == 1


def test_another_key_ends_the_number() -> None:
    """Digits belong together only while nothing stands between them."""
    records = listed(15, lines=18)
    press(records, "1", "down", "2")
    assert records.mark == 1


def test_zero_alone_is_not_a_row() -> None:
    """0 goes to an area; after a 1 it is row 10."""
    records = listed(15, lines=18)
    assert not asyncio.run(records.press(KeyPress("0")))
    press(records, "1", "0")
    assert records.mark == 9


def test_pages_turn_and_keep_their_rows() -> None:
    """+ goes on, - comes back to the very same page."""
    records = listed(25)
    first = [row.key for row in records.rows]
    press(records, "+")
    second = [row.key for row in records.rows]
    assert (first[-1], second[0]) == (8, 9)
    press(records, "-")
    assert [row.key for row in records.rows] == first


def test_arrows_cross_pages() -> None:
    """Down at the last row turns the page, up at the first one comes back to the last row."""
    records = listed(25)
    press(records, *["down"] * 9)
    assert [row.key for row in records.rows[:1]] == [9]
    press(records, "up")
    assert records.rows[records.mark].key == 8


def test_a_page_never_outgrows_its_lines() -> None:
    """Headings count as lines, and a heading is repeated where its group goes on."""
    everything = rows(40, per_heading=3)
    start: int | None = 0
    seen: list[int] = []
    while start is not None:
        page = page_of(everything, start, 9)
        headings = len({row.heading for row in page.rows})
        assert len(page.rows) + headings <= 9
        seen += [int(str(row.key)) for row in page.rows]
        start = page.next
    assert seen == list(range(40))


def test_reading_again_keeps_the_mark_on_its_record() -> None:
    """A refresh may bring rows before it; the mark stays with whom it was on."""
    shown = list(rows(8))
    records = RecordList(memory_source(lambda: shown), 0)
    asyncio.run(records.read())
    press(records, "4")
    shown.insert(0, Row("new", line("new"), "group0"))
    asyncio.run(records.read())
    assert records.marked is not None
    assert records.marked.key == 3


def test_moving_the_mark_changes_two_lines() -> None:
    """Only the mark cells differ: a row move costs two cells on a thin link."""
    records = listed(9)
    before = records.paint(12)
    press(records, "down")
    after = records.paint(12)
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 2
    assert all(plain_text(old)[1:] == plain_text(new)[1:] for old, new in changed)


def test_a_replaced_row_stays_where_it_is() -> None:
    """A done row is marked in its place."""
    records = listed(5)
    records.replace(Row(2, line("[x]"), "group0"))
    assert [row.key for row in records.rows] == [0, 1, 2, 3, 4]
    assert plain_text(records.rows[2].spans) == "[x]"


def test_only_rows_that_are_looked_at_are_made() -> None:
    """A page of a list of thousands costs a page."""
    made: list[int] = []

    def row_of(number: int) -> Row:
        made.append(number)
        return rows(number + 1)[number]

    on_demand = RowsOnDemand(range(5_000), row_of)
    assert len(on_demand) == 5_000
    page = page_of(on_demand, 100, 10)
    assert [row.key for row in page.rows] == list(range(100, 100 + len(page.rows)))
    assert set(made) <= set(range(100, 112))
    assert on_demand[-1].key == 4_999
