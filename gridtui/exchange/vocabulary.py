"""The words rosters use for the code lists of the field, and what each means.

A word that is not here is a problem of its row: the word is kept in the note and the field marked to be confirmed.
"""

import re

from gridtui.core.words import DwellingUse, Relation, Residence, Sex, Whereabouts

_RELATIONS: dict[Relation, str] = {
    Relation.HEAD: "户主 本人 本人户主 户主本人",
    Relation.SPOUSE: "配偶 妻 夫 妻子 丈夫 爱人 夫妻 老婆 老公",
    Relation.SON: "子 儿子 长子 次子 三子 四子 五子 独生子 独子 养子 继子 大儿子 二儿子 小儿子",
    Relation.DAUGHTER: "女 女儿 长女 次女 三女 四女 五女 独生女 养女 继女 大女儿 二女儿 小女儿",
    Relation.GRANDCHILD: (
        "孙子 孙女 外孙 外孙子 外孙女 孙 孙子女 孙子孙女 外孙子女 曾孙 曾孙女 重孙 重孙女 长孙 次孙 长孙女"
    ),
    Relation.PARENT: ("父 母 父亲 母亲 父母 岳父 岳母 公公 婆婆 公婆 岳父母 继父 继母 养父 养母 爸爸 妈妈 配偶父母"),
    Relation.GRANDPARENT: "祖父 祖母 爷爷 奶奶 外祖父 外祖母 外公 外婆 姥爷 姥姥 祖父母 外祖父母 曾祖父 曾祖母",
    Relation.SIBLING: "兄 弟 姐 妹 兄弟 姐妹 姊妹 哥哥 弟弟 姐姐 妹妹 兄弟姐妹 哥 姊",
    Relation.CHILD_IN_LAW: "儿媳 女婿 儿媳妇 媳妇 婿 长媳 次媳 孙媳 孙女婿 孙媳妇",
    Relation.TENANT: "租户 租客 承租人 房客 租住 租住人 合租 合租人 租赁",
    Relation.OTHER: (
        "其他 其它 其他亲属 非亲属 亲属 亲戚 保姆 侄子 侄女 外甥 外甥女 朋友 寄住 挂靠 其他关系 嫂子 弟媳 姐夫 妹夫"
    ),
}
_SEXES = {
    Sex.MALE: "男 男性 m male 1",
    Sex.FEMALE: "女 女性 f female 2",
    Sex.UNSTATED: "未说明 未说明的性别 9",
    Sex.UNKNOWN: "未知 未知的性别 0",
}
_USES = {
    DwellingUse.OWNER_OCCUPIED: "自住 自有 自用 自有自住 自有住房 自住房 自有房 产权人自住 业主自住",
    DwellingUse.RENTED: "出租 租住 租赁 承租 租房 出租房 租用 租 出租屋 公租房 廉租房 租赁房",
    DwellingUse.VACANT: "空置 空 闲置 空房 空闲 无人居住 空置房 无人住 未住人 未入住 空户",
}
_RESIDENCES: dict[tuple[Residence, Whereabouts, Whereabouts], str] = {
    (Residence.USUAL, Whereabouts.UNKNOWN, Whereabouts.HERE): (
        "常住 常住人口 常住户 常驻 户籍常住 人户一致 人户同在 在住 户在人在"
    ),
    (Residence.FLOATING, Whereabouts.ELSEWHERE, Whereabouts.HERE): (
        "流动 流动人口 外来 外来人口 流入 流入人口 暂住 暂住人口 租住人口"
    ),
    (Residence.SPLIT, Whereabouts.UNKNOWN, Whereabouts.UNKNOWN): "人户分离 人户分离人口 人户不一致",
    (Residence.SPLIT, Whereabouts.HERE, Whereabouts.ELSEWHERE): "户在人不在 人不在户在 有户无人 户在人外",
    (Residence.SPLIT, Whereabouts.ELSEWHERE, Whereabouts.HERE): "人在户不在 户不在人在 有人无户",
}
_PAPERS = {
    1: "是 有 对 √ ✓ ✔ y yes true 1 空挂户 空挂",
    0: "否 无 不是 非 × ✗ n no false 0 x",
}

RELATION_OF = {word: relation for relation, words in _RELATIONS.items() for word in words.split()}
"""Relation to the head by word; unmarried forms such as 长子 and 独生女 join their main group (GB/T 4761-2008)."""
SEX_OF = {word: sex for sex, words in _SEXES.items() for word in words.split()}
"""Sex by word or by the number of GB/T 2261.1."""
USE_OF = {word: use for use, words in _USES.items() for word in words.split()}
"""Use of the dwelling by word."""
RESIDENCE_OF = {word: facts for facts, words in _RESIDENCES.items() for word in words.split()}
"""Residence as stated, where the person is registered, where the person lives, by word."""
PAPER_OF = {word: paper for paper, words in _PAPERS.items() for word in words.split()}
"""1 for a paper household, 0 for one that lives here, by word."""

RELATION_WORDS = {int(relation): words.split()[0] for relation, words in _RELATIONS.items()}
SEX_WORDS = {int(Sex.MALE): "男", int(Sex.FEMALE): "女"}
USE_WORDS = {int(use): words.split()[0] for use, words in _USES.items()}
RESIDENCE_WORDS = {tuple(map(int, facts)): words.split()[0] for facts, words in _RESIDENCES.items()}
PAPER_WORDS = {1: "是"}
"""The word a ledger writes for each value, the first one that reads back as it."""
DITTO = frozenset({"同上", "〃", "″", '"', "''", "同前", "上同"})
"""Marks that say "as in the row above"."""
TOTAL = re.compile(r"(?:合|总|共|小|累)\s*计|总\s*数|total", re.IGNORECASE)
"""How a cell of a totals row begins."""
FOOTER = re.compile(
    r"(?:填表|填报|制表|审核|审批|负责|联系|经办|统计|登记|调查)(?:人|日期|时间|单位|员)|(?:备\s*注|注|说明)\s*[:：]"
)
"""How the signature or a remark below a table begins."""

_TAG_MARKS = re.compile(r"[\s、,，;；/|+＋]+")


def tag_words(text: str) -> tuple[str, ...]:
    """Return the words of a tag cell in order, without repeats: split at 、,，；;/ and spaces."""
    return tuple(dict.fromkeys(word for word in _TAG_MARKS.split(text) if word))
