"""Printed route sheets: kept as printed, found by number, forgotten after their time."""

from gridtui.core.time import MS_PER_DAY
from gridtui.store.database import Store
from gridtui.store.local_sheets import KeptSheet, add_sheet, drop_sheets, sheet, sheets

POST, HOME, NEIGHBOUR = bytes([1]) * 16, bytes([2]) * 16, bytes([3]) * 16


def keep(store: Store, made_ms: int, *households: bytes) -> KeptSheet:
    """Keep a sheet of these rows."""
    with store.transaction() as transaction:
        return add_sheet(transaction, salt=b"salt", post=POST, day=739_000, made_ms=made_ms, households=households)


def test_a_sheet_is_read_back_row_by_row(store: Store) -> None:
    """The order of the paper is the order of the rows; numbers run from 1."""
    kept = keep(store, 5, NEIGHBOUR, HOME)
    assert kept.number == 1
    with store.reading() as reader:
        assert sheet(reader, 1) == kept
        assert kept.households == (NEIGHBOUR, HOME)
        assert sheet(reader, 2) is None


def test_old_sheets_are_forgotten_and_numbers_go_on(store: Store) -> None:
    """What lies in a drawer for months finds no household any more."""
    keep(store, 0, HOME)
    later = keep(store, MS_PER_DAY, HOME)
    with store.transaction() as transaction:
        drop_sheets(transaction, MS_PER_DAY)
    with store.reading() as reader:
        assert sheets(reader) == (later,)
    assert keep(store, MS_PER_DAY, HOME).number == later.number + 1


def test_the_latest_sheet_keeps_its_number_whatever_its_age(store: Store) -> None:
    """After a long pause an old paper must not meet a new sheet of the same number."""
    old = keep(store, 0, HOME)
    with store.transaction() as transaction:
        drop_sheets(transaction, MS_PER_DAY)
    assert keep(store, MS_PER_DAY, HOME).number == old.number + 1
