"""Invented households: who lives behind which door of a community that exists on the division table only.

Every person is invented. Identity numbers carry the area 629901 and phones the prefix 100, neither of which is
in use, so that no record can be mistaken for somebody. Names that public reports mention are refused by digest.
"""

import hashlib
import random
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from gridtui.core.identity import id_number_check_digit
from gridtui.core.words import DwellingUse, Relation, Residence, Sex

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜覃单仇解查区盖朴翟"
)
DOUBLE_SURNAMES = ("欧阳", "上官", "司马", "尉迟")
GIVEN = {
    Sex.MALE: "伟强磊军洋勇杰涛明超刚平华文志国建春宇轩远俊博宏达福庚贵根水源林森川",
    Sex.FEMALE: "芳娜秀英敏静丽艳娟霞桂玉梅兰红燕云飞雨桐欣怡梓晨佳琪雪莲仙淑珍秋菊思",
}
_REFUSED = frozenset(
    """
    007910248f 022e9d61d1 0a3bcb7b78 13976b0caa 1e310a092d 2331ef0b3c 243fc46b0b 27b9680357
    2c448c5540 46e74b4c71 57301a0302 61263d6a1d 6a3e623baa 6b688a450d 6f3b066c41 838760bbd6
    8a2c3c6318 b5a4f0e3bc bd7a7ddae8 c2a4aef246 c63af599f0 c70fce89d2 cceca2e4e5 cdf2acf488
    cedf9be1b8 f0d8b7e122 f1f57bcb4b fb47c95faf
    """.split()  # noqa: SIM905 - thirty digests read better as a block
)
"""First ten hex digits of SHA-256 of names that must not appear by chance."""

_ELDER_AGE = 60
_EMPTY_NEST_AGE = 65
_CHILD_AGE = 14
_FIRST_ID_YEAR_AGE = 26


class InventedPerson(NamedTuple):
    """One person; days are ordinals. ``tags`` are keys of the care catalogue."""

    name: str
    relation: int
    sex: int
    birth_day: int
    id_number: str
    phone: str
    residence: int
    education: str
    note: str
    tags: tuple[str, ...]


class InventedDoor(NamedTuple):
    """One door of one building and who lives behind it; nobody where it is vacant."""

    courtyard: int
    building: int
    entrance: int
    door: str
    grid: int
    use: int
    paper: bool
    people: tuple[InventedPerson, ...]


class Courtyard(NamedTuple):
    """A courtyard's plan: buildings, entrances a building, floors, doors a floor."""

    name: str
    buildings: int
    entrances: int
    floors: int
    doors: int


COURTYARDS = (
    Courtyard("晏五村", 12, 4, 6, 2),
    Courtyard("晏六村", 10, 4, 6, 2),
    Courtyard("中院新村", 8, 3, 7, 3),
    Courtyard("机车家属院", 9, 4, 6, 3),
)
GRIDS = 8


class PeopleMaker:
    """Makes people from one random source; no two share an identity number."""

    def __init__(self, seed: int, today: date) -> None:
        self._random = random.Random(seed)  # noqa: S311 - invented people need repeatability, not secrecy
        self._today = today
        self._numbers: set[str] = set()

    def doors(self) -> Iterator[InventedDoor]:
        """Yield every door of the community in walking order."""
        plan = [
            (yard, building) for yard, court in enumerate(COURTYARDS) for building in range(1, court.buildings + 1)
        ]
        for place, (yard, building) in enumerate(plan):
            court = COURTYARDS[yard]
            grid = place * GRIDS // len(plan) + 1
            for entrance in range(1, court.entrances + 1):
                for floor in range(1, court.floors + 1):
                    for door in range(1, court.doors + 1):
                        yield self._door(yard, building, entrance, f"{floor}{door:02d}", grid)

    def _door(self, yard: int, building: int, entrance: int, door: str, grid: int) -> InventedDoor:
        draw = self._random
        use = draw.choices((DwellingUse.OWNER_OCCUPIED, DwellingUse.RENTED, DwellingUse.VACANT), weights=(83, 12, 5))[
            0
        ]
        if use == DwellingUse.VACANT:
            return InventedDoor(yard, building, entrance, door, grid, use, paper=False, people=())
        paper = draw.random() < 0.02
        people = tuple(self._family(rented=use == DwellingUse.RENTED))
        return InventedDoor(yard, building, entrance, door, grid, use, paper, people)

    def _family(self, *, rented: bool) -> Iterator[InventedPerson]:
        draw = self._random
        size = draw.choices((1, 2, 3, 4, 5), weights=(9, 32, 33, 18, 8))[0]
        head_age = draw.choice((28, 35, 42, 50, 58, 63, 68, 72, 76, 81, 88))
        head_sex = Sex.MALE if draw.random() < 0.6 else Sex.FEMALE
        surname = draw.choice(DOUBLE_SURNAMES) if draw.random() < 0.02 else draw.choice(SURNAMES)
        for place in range(size):
            if place == 0:
                relation, age, sex, family = Relation.HEAD, head_age, head_sex, surname
            elif place == 1 and head_age > _FIRST_ID_YEAR_AGE and size > 1:
                relation, age = Relation.SPOUSE, head_age + draw.randrange(-4, 5)
                sex = Sex.FEMALE if head_sex == Sex.MALE else Sex.MALE
                family = draw.choice(SURNAMES)
            else:
                sex = Sex.MALE if draw.random() < 0.5 else Sex.FEMALE
                relation = Relation.SON if sex == Sex.MALE else Relation.DAUGHTER
                age, family = max(0, head_age - 25 - draw.randrange(0, 12)), surname
            yield self._person(family, relation, sex, age, size, rented=rented)

    def _person(
        self, family: str, relation: Relation, sex: Sex, age: int, size: int, *, rented: bool
    ) -> InventedPerson:
        draw = self._random
        birth = date(self._today.year - age - 1, draw.randrange(1, 13), draw.randrange(1, 28))
        phone = f"100{draw.randrange(10**8):08d}" if relation == Relation.HEAD or draw.random() < 0.4 else ""
        tags = tuple(self._tags(relation, age, size, rented=rented))
        note = draw.choice(("", "", "", "", "", "子女在外地", "腿脚不便", "听力不好，敲门要久一点"))
        return InventedPerson(
            self._name(family, sex),
            relation,
            sex,
            birth.toordinal(),
            self._id_number(birth, sex),
            phone,
            Residence.FLOATING if rented else Residence.USUAL,
            draw.choice(("小学", "初中", "高中", "大专", "本科", "")) if age > _CHILD_AGE else "",
            note if relation == Relation.HEAD else "",
            tags,
        )

    def _tags(self, relation: Relation, age: int, size: int, *, rented: bool) -> Iterator[str]:
        draw = self._random
        if relation == Relation.HEAD:
            if size == 1 and age >= _ELDER_AGE:
                yield "elder_alone"
            if size == 2 and age >= _EMPTY_NEST_AGE and draw.random() < 0.5:
                yield "empty_nest"
            if rented:
                yield "floating"
            if draw.random() < 0.035:
                yield "dibao"
            if draw.random() < 0.01:
                yield "veteran"
        if age < _CHILD_AGE and draw.random() < 0.03:
            yield "left_behind_child"
        if draw.random() < 0.012:
            yield "disability"
        if 18 <= age <= 59 and draw.random() < 0.012:
            yield "unemployed"

    def _name(self, family: str, sex: Sex) -> str:
        draw = self._random
        while True:
            given = "".join(draw.choice(GIVEN[sex]) for _ in range(1 if draw.random() < 0.25 else 2))
            if hashlib.sha256((family + given).encode()).hexdigest()[:10] not in _REFUSED:
                return family + given

    def _id_number(self, birth: date, sex: Sex) -> str:
        draw = self._random
        while True:
            order = draw.randrange(50) * 2 + (1 if sex == Sex.MALE else 0)
            body = f"629901{birth:%Y%m%d}{draw.randrange(10)}{order:02d}"
            number = body + id_number_check_digit(body)
            if number not in self._numbers:
                self._numbers.add(number)
                return number
