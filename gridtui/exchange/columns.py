"""Find a roster's header and say which column holds which field.

Headings differ from office to office; known words for one field are listed here, and ``--map HEADING=FIELD`` says the
rest. A heading is compared without spaces, width, brackets and marks. Two columns for one field, or a missing name or
address, are refused with the headings, since guessing would mix two fields up.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from gridtui.core.errors import InputFault
from gridtui.core.text import clean_line, normalise_width
from gridtui.exchange.sheets import Row

IGNORED = "-"
"""The field of a column a person said to leave out."""

_HEADINGS: dict[str, str] = {
    "serial": "序号 编号 行号 序 顺序号",
    "grid": "网格 所属网格 网格名称 网格编号 所在网格 网格号",
    "courtyard": "小区/楼院 小区 楼院 院落 小区名称 楼院名称 所属小区 所属楼院 所在小区 小区楼院 家属院 庭院",
    "address": (
        "楼栋门牌 楼栋门牌号 地址 门牌 门牌号 住址 家庭住址 家庭地址 现住址 现住地址 现居住地 "
        "现居住地址 居住地址 详细地址 详细住址 房屋地址 住房地址 房号门牌"
    ),
    "building": "楼栋 楼号 栋 幢 楼 楼栋号 栋号 幢号 号楼",
    "entrance": "单元 单元号",
    "door": "房号 室号 室 门号 房间号 房间 户室 房屋号 门户号",
    "use": "房屋用途 房屋性质 房屋状态 房屋类型 房屋使用情况 住房性质 住房情况 房屋类别",
    "paper": "空挂户 是否空挂户 是否空挂 空挂",
    "relation": "与户主关系 户主关系 与户主的关系 关系 家庭关系 与户主之关系",
    "name": "姓名 居民姓名 人员姓名 成员姓名 家庭成员 家庭成员姓名 名字",
    "sex": "性别",
    "id_number": (
        "公民身份号码 公民身份证号码 公民身份证号 身份证号 身份证号码 身份证 居民身份证号 居民身份证号码 "
        "身份号码 证件号码 证件号"
    ),
    "birth_day": "出生日期 出生年月 出生年月日 生日 出生时间",
    "phone": "联系电话 电话 手机 手机号 手机号码 联系方式 电话号码 联系号码 联系手机 移动电话",
    "tags": "人员类别 人员类型 人群类别 人群类型 人群标签 标签 关爱类别 关爱对象 特殊人群 重点人群 特殊群体",
    "residence": "居住情况 居住状态 居住类型 居住性质 人口类型 人口性质 人口类别 人口属性",
    "education": "文化程度 学历 教育程度 受教育程度",
    "politics": "政治面貌 政治身份",
    "note": "备注 备注信息 备注说明 其他说明 说明",
}
FIELDS = tuple(_HEADINGS)
"""What a column may hold; ``serial`` is read over."""
HOUSEHOLD_FIELDS = frozenset({"grid", "courtyard", "address", "building", "entrance", "door", "use", "paper"})
"""Fields a roster states once a household, on the head's row."""

_REPEATABLE = frozenset({"note", "serial", IGNORED})
_MIN_KNOWN = 3
MAX_TITLE_ROWS = 60
"""The header is looked for in this many rows from the top."""
_MAX_HEADING_CHARACTERS = 40
_REMARK = re.compile(r"[(\[【].*?[)\]】]")
_MARKS = re.compile(r"[\s*＊:：、,.。·_\-\"'“”]+")
_NUMBERED = re.compile(r"(.+)#(\d+)")


def heading_key(heading: str) -> str:
    """Return a heading as it is compared: no spaces, marks, width, nor what stands in brackets."""
    return _MARKS.sub("", _REMARK.sub("", normalise_width(heading))).lower()


_FIELD_OF: dict[str, str] = {
    heading_key(word): field for field, words in _HEADINGS.items() for word in (*words.split(), field)
}


class Columns(msgspec.Struct, frozen=True):
    """Where a sheet's fields stand. ``place`` gives a column from 0 by field; ``notes`` columns joined into the note.

    ``untaken`` lists the headings no field was found for, ``doubled`` fields with the headings of two columns.
    """

    header_row: int
    place: dict[str, int]
    notes: tuple[tuple[int, str], ...]
    headings: dict[int, str]
    untaken: tuple[str, ...]
    doubled: tuple[tuple[str, str, str], ...] = ()

    def heading(self, field: str) -> str:
        """Return the heading of a field's column, '' where the sheet has none."""
        column = self.place.get(field)
        return "" if column is None else self.headings[column]


def read_map(arguments: Sequence[str]) -> dict[str, str]:
    """Return the fields of ``--map`` arguments by compared heading; raises InputFault for one that says nothing."""
    fields = {}
    for argument in arguments:
        heading, mark, field = argument.rpartition("=")
        field = field.strip()
        if not mark or not heading.strip() or field not in (*FIELDS, IGNORED):
            raise InputFault("import.map", argument=argument, fields=" ".join((*FIELDS, IGNORED)))
        numbered = _NUMBERED.fullmatch(heading.strip())
        key = f"{heading_key(numbered[1])}#{numbered[2]}" if numbered else heading_key(heading)
        fields[key] = field
    return fields


def find_columns(rows: Sequence[Row], mapped: Mapping[str, str], sheet: str) -> Columns | None:
    """Find the header among a sheet's first rows; None where there is none.

    A header may stand on two rows, group words above single ones. Raises InputFault for a header without a column for
    names or for addresses (``import.column_missing``) or with two columns for one field (``import.column_doubled``).
    """
    best: Columns | None = None
    for upper, lower in zip(rows, (*rows[1:], None), strict=True):
        single = _read_header(upper.number, _headings(upper), mapped)
        double = single if lower is None else _joined(upper, lower, mapped)
        if "name" in double.place and len(double.place) >= _MIN_KNOWN:
            best = double
            break
        if best is None and len(single.place) >= _MIN_KNOWN:
            best = single
    if best is not None:
        _require(best, sheet)
    return best


def _joined(upper: Row, lower: Row, mapped: Mapping[str, str]) -> Columns:
    """Return the header of a row and, where the row below holds several headings and nothing else, of both."""
    above, below = _headings(upper), _headings(lower)
    keys = [heading_key(heading) for heading in below.values()]
    second = len(keys) > 1 and above and all(_field_of(key, 1, mapped) for key in keys)
    single = _read_header(upper.number, above, mapped)
    if not second or (not single.place and not single.untaken):
        return single
    joined = _read_header(lower.number, {**above, **below}, mapped)
    alone = _read_header(lower.number, below, mapped)
    return joined if len(joined.place) > len(alone.place) else single


def _headings(row: Row) -> dict[int, str]:
    headings = {}
    for column, cell in enumerate(row.cells):
        if isinstance(cell, str) and cell and len(cell) <= _MAX_HEADING_CHARACTERS:
            heading = clean_line(cell)
            if heading:
                headings[column] = heading
    return headings


def _field_of(key: str, occurrence: int, mapped: Mapping[str, str]) -> str | None:
    return mapped.get(f"{key}#{occurrence}") or mapped.get(key) or _FIELD_OF.get(key)


def _read_header(number: int, headings: dict[int, str], mapped: Mapping[str, str]) -> Columns:
    place: dict[str, list[int]] = {}
    notes: list[tuple[int, str]] = []
    untaken: list[str] = []
    seen: Counter[str] = Counter()
    for column, heading in sorted(headings.items()):
        key = heading_key(heading)
        seen[key] += 1
        field = _field_of(key, seen[key], mapped)
        if field is None:
            untaken.append(heading)
        elif field == "note":
            notes.append((column, "" if _FIELD_OF.get(key) == "note" else heading))
        elif field != IGNORED:
            place.setdefault(field, []).append(column)
    doubled = tuple(
        (field, headings[columns[0]], headings[columns[1]])
        for field, columns in place.items()
        if len(columns) > 1 and field not in _REPEATABLE
    )
    single = {field: columns[0] for field, columns in place.items()}
    return Columns(number, single, tuple(notes), headings, tuple(untaken), doubled)


def _require(columns: Columns, sheet: str) -> None:
    found = "、".join(columns.headings[column] for column in sorted(columns.headings))
    if columns.doubled:
        field, first, second = columns.doubled[0]
        raise InputFault("import.column_doubled", sheet=sheet, field=field, first=first, second=second)
    for field, others in (("name", ()), ("address", ("building", "door", "courtyard"))):
        if field not in columns.place and not any(other in columns.place for other in others):
            raise InputFault("import.column_missing", sheet=sheet, field=field, row=columns.header_row, found=found)
