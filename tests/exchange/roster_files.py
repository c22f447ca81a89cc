"""Rosters for tests: the shipped one with its truth, and small ones built on the spot."""

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from gridtui.exchange.columns import read_map
from gridtui.exchange.problems import Problem
from gridtui.exchange.roster import Roster, read_roster
from gridtui.exchange.sheets import open_roster

ROSTERS = Path(__file__).parent / "rosters"
ROSTER_XLSX = ROSTERS / "roster-zhongyuan.xlsx"
ROSTER_CSV = ROSTERS / "roster-zhongyuan.csv"
TRUTH: dict[str, Any] = json.loads((ROSTERS / "roster-zhongyuan.truth.json").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 21).toordinal()
TAG_KEYS = {word: f"key of {word}" for word in TRUTH["tags"]}

HEADINGS = (
    "序号",
    "网格",
    "小区",
    "楼栋门牌",
    "房屋用途",
    "空挂户",
    "与户主关系",
    "姓名",
    "性别",
    "公民身份号码",
    "出生日期",
    "联系电话",
    "人员类别",
    "居住情况",
    "备注",
)
HEAD = {
    "网格": "网格01",
    "小区": "晏五村",
    "楼栋门牌": "3号楼2单元501",
    "房屋用途": "自住",
    "与户主关系": "户主",
    "姓名": "何春敏",
    "性别": "女",
    "公民身份号码": "629901197612087882",
    "出生日期": "1976-12-08",
    "联系电话": "100 0884 7481",
    "居住情况": "常住",
}
SPOUSE = {"与户主关系": "配偶", "姓名": "钟明梓", "性别": "男", "公民身份号码": "629901197808132411"}


def read(path: Path, *mapped: str) -> Roster:
    """Read a roster as the import does, on the day the shipped one was made for."""
    return read_roster(open_roster(path), today=TODAY, tag_keys=TAG_KEYS, mapped=read_map(mapped))


def lines(rows: Iterable[dict[str, Any]], headings: Sequence[str] = HEADINGS) -> list[list[Any]]:
    """Return rows given by heading as lines below their header."""
    return [list(headings), *([row.get(heading, "") for heading in headings] for row in rows)]


def write_csv(path: Path, rows: Iterable[Sequence[Any]], encoding: str = "utf-8") -> Path:
    """Write lines as a csv file."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def write_xlsx(path: Path, rows: Iterable[Sequence[Any]], merged: Sequence[str] = (), sheet: str = "台账") -> Path:
    """Write lines as a workbook of one sheet, with merged cells such as ``B2:B4``."""
    workbook = Workbook()
    page = workbook.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for cells in merged:
        page.merge_cells(cells)
    workbook.save(path)
    return path


def kinds(roster: Roster) -> list[tuple[str, int]]:
    """Return the problems of a roster as kind and row."""
    return [(problem.kind, problem.row) for problem in roster.findings.problems]


def only_problem(roster: Roster) -> Problem:
    """Return the one problem of a roster."""
    (problem,) = roster.findings.problems
    return problem
