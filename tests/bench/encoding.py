"""What the encoder costs the processor: a row move, a page for another, a whole screen.

The terminal has everything, which leaves most ways open, so that most are tried. Held against joining the cells of
the screen to text, which is the least that anybody who sends a screen does.
"""

import random
import time
from collections.abc import Callable, Iterator
from typing import Final

from gridtui.term.brush import Capabilities, Stylus
from gridtui.term.cell_model import CellModel, cells_of
from gridtui.term.cell_model import Row as Cells
from gridtui.term.encoder import FrameEncoder
from gridtui.term.pen import PLAIN
from tests.bench.measured import Limit, Row, percentile, row_of
from tests.bench.stores import Bench
from tests.tools.fill_store import SURNAMES

COLUMNS, ROWS = 80, 24
EVERYTHING: Final = Capabilities(rep=True, scroll=True)
ROW_MOVE_MS, FULL_SCREEN_MS = 2, 12

_FIRST = 4
_LISTED = 18
_AT_REST: Final = Stylus(_FIRST, 2, PLAIN)


def encoder_rows(bench: Bench) -> Iterator[Row]:
    """Time the processor alone, so that nothing else on the machine counts."""
    encoder = FrameEncoder(EVERYTHING)
    pages = [page(number) for number in range(bench.calls + 1)]
    moved = [page(number, marked=1) for number in range(bench.calls)]
    joined = percentile(_spent(lambda number: _text_of(pages[number]).encode(), bench.calls), 50)
    scenes: tuple[tuple[str, Callable[[int], object], float], ...] = (
        (
            "encode a row move",
            lambda number: encoder.encode(pages[number], moved[number], (_FIRST + 1, 2), _AT_REST),
            ROW_MOVE_MS,
        ),
        (
            "encode a page for another",
            lambda number: encoder.encode(pages[number], pages[number + 1], (_FIRST, 2), _AT_REST),
            FULL_SCREEN_MS,
        ),
        (
            "encode a whole screen",
            lambda number: encoder.encode(None, pages[number], (_FIRST, 2), _AT_REST),
            FULL_SCREEN_MS,
        ),
    )
    for what, call, at_most in scenes:
        limits = () if bench.quick else (Limit(95, at_most),)
        spent = _spent(call, bench.calls)
        yield row_of(what, "term", f"{COLUMNS}x{ROWS}", spent, limits, ("joining the cells", joined))


def page(number: int, *, marked: int = 0) -> list[Cells]:
    """Return a page of invented households, one of them under the mark."""
    chance = random.Random(number)
    model = CellModel(COLUMNS, ROWS)

    def write(row: int, text: str) -> None:
        model.put(row, 0, cells_of(text, PLAIN))

    write(0, "中院社区 网格03 张三(网格员)               草稿1 未传7 逾期1 急0 已同步09:12")
    write(1, "1今日 2住户 3走访 4工单 6活动 7统计 8同步 9管理    0换区 ?帮助 :命令")
    write(2, f"住户 中院社区  1-{_LISTED}/40000  按走访顺序  第{number}页")
    for place in range(_LISTED):
        mark = ">" if place == marked else " "
        name = "".join(chance.choices(SURNAMES, k=3))
        door = f"晏五村{chance.randrange(1, 20)}-{chance.randrange(1, 7)}-{chance.randrange(101, 699)}"
        people = chance.randrange(1, 6)
        write(_FIRST + place, f"{mark}{place + 1:3} {name}    {door:<12} {people}人 上次11-{place + 1}")
    write(ROWS - 1, "数字选行 Enter办理 v已访 n无人 t建单 y依据 w逐户 /查找 q返回")
    return model.wanted


def _text_of(cells: list[Cells]) -> str:
    return "\n".join("".join(row.characters) for row in cells)


def _spent(call: Callable[[int], object], calls: int) -> list[float]:
    """Return the milliseconds of processor time of each of some calls."""
    spent = []
    for number in range(calls):
        began = time.thread_time_ns()
        call(number)
        spent.append((time.thread_time_ns() - began) / 1e6)
    return spent
