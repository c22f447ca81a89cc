"""Rosters of any length as an office keeps them, all people invented (area 629901, telephones from 100)."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from gridtui.core.identity import id_number_check_digit
from gridtui.core.time import iso_day
from tests.tools.fill_store import GIVEN, LAST_DAY, SURNAMES

HEADINGS = (
    "序号",
    "网格",
    "小区",
    "楼栋门牌",
    "房屋用途",
    "与户主关系",
    "姓名",
    "性别",
    "公民身份号码",
    "出生日期",
    "联系电话",
    "人员类别",
    "居住情况",
)
RELATIONS = ("户主", "配偶", "子", "女")
WORDS = ("", "", "", "", "低保", "独居老人", "残疾", "流动人口")
BUILDINGS, ENTRANCES, FLOORS, DOORS_A_FLOOR = 20, 4, 6, 2
_DOORS_A_COURTYARD = BUILDINGS * ENTRANCES * FLOORS * DOORS_A_FLOOR


def write_roster(path: Path, people: int, seed: int) -> Path:
    """Write a workbook of one sheet with so many people, one a row, two and a half to a household."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("台账")
    for number, row in enumerate((HEADINGS, *_people(people, seed))):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def _people(people: int, seed: int) -> Iterator[tuple[str, ...]]:
    chance = random.Random(seed)
    household = 0
    left = 0
    place = 0
    for number in range(1, people + 1):
        if not left:
            household += 1
            left = place = 0
            left = chance.choice((2, 2, 3, 3, 1, 4))
        relation = RELATIONS[min(place, len(RELATIONS) - 1)]
        left -= 1
        place += 1
        is_male = relation in {"户主", "子"}
        born = date.fromordinal(LAST_DAY - 30) - timedelta(days=chance.randrange(7_000, 30_000))
        first17 = f"629901{born:%Y%m%d}{(seed * 7 + number) % 100:02}{chance.randrange(5) * 2 + is_male}"
        yield (
            str(number),
            f"网格{household % 8 + 1:02}",
            f"新{seed}院{household // _DOORS_A_COURTYARD + 1}村",
            _door(household),
            "自住",
            relation,
            chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2)))),
            "男" if is_male else "女",
            first17 + id_number_check_digit(first17),
            iso_day(born.toordinal()),
            f"100{chance.randrange(10**8):08}",
            chance.choice(WORDS),
            "常住",
        )


def _door(household: int) -> str:
    at = household % _DOORS_A_COURTYARD
    floor_door = at % (FLOORS * DOORS_A_FLOOR)
    entrance = at // (FLOORS * DOORS_A_FLOOR) % ENTRANCES + 1
    building = at // (FLOORS * DOORS_A_FLOOR * ENTRANCES) + 1
    return f"{building}号楼{entrance}单元{floor_door // DOORS_A_FLOOR + 1}0{floor_door % DOORS_A_FLOOR + 1}"
