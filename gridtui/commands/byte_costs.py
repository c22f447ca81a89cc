"""What a list costs a terminal in bytes, by the encoder that draws the screens: invented households, 80 by 24."""

from typing import Final

from gridtui.core.text import fit
from gridtui.term.brush import UNKNOWN_STYLUS, Capabilities
from gridtui.term.cell_model import CellModel, cells_of
from gridtui.term.encoder import FrameEncoder
from gridtui.term.encoding import Encoding
from gridtui.term.pen import PLAIN

COLUMNS: Final = 80
ROWS: Final = 24
LIST_ROWS: Final = 17
FIRST_ROW: Final = 3

_RULE = "-" * (COLUMNS - 1)
_HEAD = ("中院社区 网格03 (网格员)                     草稿0 未传12 逾期3 急0", "1今日 2住户 3走访 4工单", _RULE)
_FOOT = ("", _RULE, "", "Enter办理 +-翻页 v已访 n无人 t建单 q返回")


def byte_costs(capabilities: Capabilities, encoding: Encoding) -> dict[str, int]:
    """Return the bytes of a first screen, of the mark moved by a row, and of a next page."""
    encoder = FrameEncoder(capabilities, encoding)
    model = CellModel(COLUMNS, ROWS)
    stylus = UNKNOWN_STYLUS
    costs: dict[str, int] = {}
    for name, page, marked in (("first", 0, 0), ("mark", 0, 1), ("page", 1, 0)):
        for row, text in enumerate((*_HEAD, *_households(page, marked), *_FOOT)):
            model.put(row, 0, cells_of(fit(text, COLUMNS - 1), PLAIN))
        frame = encoder.encode(model.sent, model.wanted, (FIRST_ROW + marked, 0), stylus)
        model.accept()
        stylus = frame.stylus
        costs[name] = len(frame.output)
    return costs


def _households(page: int, marked: int) -> list[str]:
    """Return the rows of a page, one of them marked."""
    rows = []
    for number in range(LIST_ROWS):
        index = page * LIST_ROWS + number
        door = f"晏五村{index % 7 + 1}-{index % 4 + 1}-{index % 6 + 1}0{index % 3 + 1}"
        name = "刘王马赵周陈"[index % 6] + ("秀芬", "建民", "玉珍", "志强", "洋")[index % 5]
        columns = (
            fit(door, 18),
            fit(name, 8),
            fit(("低保", "独居", "")[index % 3], 6),
            f"2026-11-{index % 28 + 1:02d}",
        )
        rows.append(f"{'>' if number == marked else ' '}{index + 1:3d} {' '.join(columns)}")
    return rows
