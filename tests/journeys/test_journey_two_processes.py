"""Two processes on one office file at once: nobody waits for the other, nobody loses anything, both see both."""

from pathlib import Path

import pytest

from gridtui.core.time import elapsed_ms
from tests.exchange.roster_files import lines, write_csv
from tests.tools.clerk import Clerk
from tests.tools.office_host import DEADLINE_MS, NEIGHBOUR, SECRETARY, WORKER, OfficeHost, settled
from tests.tools.store_file import count_rows

pytestmark = pytest.mark.journey

VISITS_EACH = 12
IMPORTED_HOUSEHOLDS = 6_000
A_SAVE_WAITS_AT_MOST_MS = 5_000
"""What a typist may wait for one save beside an import on two cores that other tests use, too."""


def name_in_row(clerk: Clerk, number: int) -> str:
    """Return the head of household in a row of Today, as far as the column shows the name."""
    row = next(row for row in clerk.rows[2:-3] if row[:5].strip("> ") == str(number))
    return row.split()[2 if row.startswith(" ") else 3]


def log_ahead(clerk: Clerk, first: int, last: int) -> list[str]:
    """Type plain visits to rows of Today ahead, without a look in between; return whom they are to."""
    names = [name_in_row(clerk, number) for number in range(first, last + 1)]
    for number in range(first, last + 1):
        clerk.press(*str(number), "person.visit", "enter")
    return names


def test_what_one_saves_the_other_sees_after_a_refresh(host: OfficeHost) -> None:
    """Two terminals, two people, two grids, one file."""
    with host.clerk(WORKER) as zhang, host.clerk(NEIGHBOUR) as wang:
        zhang.sees("张三(网格员)").sees("每月必访").area("visits").area("today")
        wang.sees("王丽(网格员)").sees("每月必访")
        for author, reader in ((zhang, wang), (wang, zhang)):
            name = name_in_row(author, 1)
            author.press("1", "person.visit", "enter").saved(f"{name} 已访")
            reader.area("visits").press("list.refresh").sees(name)
            reader.area("today")
        assert (zhang.leaves(), wang.leaves()) == (0, 0)


def test_both_save_as_fast_as_they_type_and_nothing_is_lost(host: OfficeHost) -> None:
    """Every visit either of them was told of is there, once."""
    with host.clerk(WORKER) as zhang, host.clerk(NEIGHBOUR) as wang:
        zhang.sees("每月必访")
        wang.sees("每月必访")
        typed: list[str] = []
        for first in range(1, VISITS_EACH, 3):
            for clerk in (zhang, wang):
                typed += log_ahead(clerk, first, first + 2)
        for clerk in (zhang, wang):
            clerk.sees_when(lambda rows: sum("[x]已访" in row for row in rows) == VISITS_EACH, "all visits done")
        assert (zhang.leaves(), wang.leaves()) == (0, 0)
    kept = sorted(row["head"] for row in host.json("visits", account=SECRETARY))
    assert len(kept) == len(typed)
    assert all(head.startswith(shown) for head, shown in zip(kept, sorted(typed), strict=True))


def test_tickets_opened_at_once_have_numbers_of_their_own(host: OfficeHost) -> None:
    """The office's counter never gives one number twice."""
    with host.clerk(WORKER) as zhang, host.clerk(NEIGHBOUR) as wang:
        clerks = (zhang, wang)
        for clerk in clerks:
            clerk.sees("每月必访").press("person.ticket").form("新建工单").choose("事类", "公共设施")
        for clerk in clerks:
            clerk.fill("标题", "楼道堆物")
        for clerk in clerks:
            clerk.press("form.save")
        for clerk in clerks:
            clerk.saved("楼道堆物")
    numbers = [row["number"] for row in host.json("tickets", account=SECRETARY)]
    assert len(set(numbers)) == len(numbers) == 2


def big_roster(path: Path) -> Path:
    """Write a roster of new households, one person each, in buildings the office does not know yet."""
    rows = [
        {
            "网格": "网格05",
            "小区": "新建小区",
            "楼栋门牌": f"{1 + number // 60}号楼{1 + number // 30 % 2}单元{1 + number % 30 // 3}0{1 + number % 3}",
            "与户主关系": "户主",
            "姓名": f"{'赵钱孙李周吴郑王冯陈'[number % 10]}{'春夏秋冬东西南北中上'[number // 10 % 10]}"
            f"{'云雨雪霜风雷电光星月'[number // 100 % 10]}",
            "性别": "男",
            "居住情况": "常住",
        }
        for number in range(IMPORTED_HOUSEHOLDS)
    ]
    return write_csv(path, lines(rows))


def test_an_import_runs_while_a_typist_saves(host: OfficeHost, tmp_path: Path) -> None:
    """The typist never waits long, and both find everything of theirs."""
    before = count_rows(host.office, "household")
    words = ("import", str(big_roster(tmp_path / "new.csv")), "--yes")
    with host.clerk(WORKER) as zhang, host.started(*words, account=SECRETARY) as running:
        zhang.sees("每月必访")
        settled(lambda: count_rows(host.office, "household") > before, "the first batch")
        beside, longest_ms = 0, 0
        for number in range(1, VISITS_EACH + 1):
            asked = elapsed_ms()
            (name,) = log_ahead(zhang, number, number)
            zhang.saved(f"{name} 已访")
            longest_ms = max(longest_ms, elapsed_ms() - asked)
            beside += running.poll() is None
        assert beside > 0, "the import was over before anything was saved"
        assert longest_ms < A_SAVE_WAITS_AT_MOST_MS
        assert running.wait(DEADLINE_MS / 1000) == 0
        assert zhang.leaves() == 0
    assert count_rows(host.office, "household") == before + IMPORTED_HOUSEHOLDS
    assert len(host.json("visits", account=SECRETARY)) == VISITS_EACH
