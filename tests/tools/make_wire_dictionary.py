"""Train the dictionary that small batches are packed with, from invented records alone.

    python tests/tools/make_wire_dictionary.py NUMBER

Writes ``gridtui/sync/dictionary-NUMBER.zdict``. A dictionary that was ever released is never trained again: the
number names its bytes at both ends (P8). Another set of phrases makes the next number.
"""

import random
import sys
from pathlib import Path

from backports import zstd

from gridtui.core.ids import make_id
from gridtui.core.registry import BY_NAME
from gridtui.sync.messages import Entry, Pulled, Request, Response, ScopeLine, Sent, SessionCount, SessionLine
from gridtui.sync.operation import Kind, Operation, Value, encode_create, encode_set
from gridtui.sync.payload import encode_request, encode_response

FOLDER = Path(__file__).resolve().parents[2] / "gridtui" / "sync"
SIZE = 16 << 10
SAMPLES = 6000
ASKED_OF_FIVE = 3
"""Requests among five samples; the rest are responses."""
NOW_MS = 1_790_000_000_000
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜"
)
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华文玉梅志国建春红海燕云飞鹏浩宇轩子涵欣怡梓晨雨桐佳琪淑珍"
VISIT_WORDS = """
老人身体状况良好 血压偏高 血糖偏高 已提醒按时服药 已提醒定期复查 下周再次上门 下月再访 家中无人
敲门无人应 留了联系卡 邻居说去女儿家了 邻居说回老家了 电话联系上本人 电话未接 改天再来
子女每周回来一次 子女在外地工作 孩子周末回来看过 精神不错 独居 已加入每日问候名单 已建立联系
腿脚不便 上下楼不方便 想问问加扶手 需要助餐服务 已介绍社区食堂 养老金认证已协助完成 医保已续缴
聊了医保续缴的事 问了冬天供暖 温度够 讲了反诈 讲解反诈知识 提醒不给陌生人转账 已安装国家反诈应用
发放宣传单一份 宣传垃圾分类 宣传防火知识 检查燃气软管 燃气软管老化 建议更换 灭火器压力正常
灭火器过期 已提醒更换 楼道内堆放杂物 已当面提醒并约定三日内清理 电动车在门厅充电 阳台飞线充电
当场整改 已拍照上传 窗台花盆有坠落隐患 新租客入住未登记 已现场登记 告知居住证办理流程 租客已搬走
房屋空置 房东电话已更新 申请临时救助 材料尚缺收入证明 低保证明要更新 告诉了要带的材料 残疾证到期
已帮助预约 询问就业意愿 愿意参加技能培训 问最近有没有招工信息 答应下次带来 孩子暑期无人看护
已联系社区托管班 住户反映楼上漏水 反映路灯不亮 说楼道灯又不亮了 记下来报物业 对处理结果表示满意
要求再次回访 情绪稳定 情绪较为激动 家庭和睦 一切都好 平安 无异常 无诉求 新增一人 已迁出 已核实信息
信息无变化 电话已更新 微信问候 回复都好 提醒降温添衣
""".split()  # noqa: SIM905 - a bank of phrases reads better as text
MATTER_WORDS = """
楼道堆放杂物 楼道灯不亮 路灯不亮 下水道堵塞 污水外溢影响通行 井盖松动 围挡已设置 门禁损坏 电梯故障
水管漏水 楼上漏水 墙皮脱落 房屋外墙有裂缝 噪音扰民 装修噪音 广场舞噪音 宠物犬未拴绳 占用消防通道
占道经营 乱停车 车主已挪车 私拉电线 飞线充电 电动车楼道充电 垃圾未清运 积水较深 树枝压到电线
高空抛物 违章搭建 邻里纠纷 停车纠纷 物业费纠纷 用水用电 消防安全 环境卫生 公共设施 特殊人群服务
证明办理 低保申请 临时救助 已报物业维修 已联系排水单位 供电所答复明日处理 已派人处理 已到现场查看
约物业上午到场 当面清理 张贴提示 当天换了灯泡 试亮正常 已修好 已清理 请您看看是否满意
经调解达成口头协议 双方同意 需街道司法所介入 请住建部门鉴定 物业已发整改通知 限期三日整改 已转街道
退回补充材料 已电话答复 已当面答复 居民表示满意 居民不满意 要求继续跟进 非本辖区 已告知受理单位
自行解决 暂无条件 已列入计划
""".split()  # noqa: SIM905 - a bank of phrases reads better as text
CHECKS = "0123456789X"
UNITS = (
    "第一网格",
    "第二网格",
    "第三网格",
    "第四网格",
    "东街社区",
    "西街社区",
    "幸福里",
    "和平路",
    "建设路小区",
    "光明小区",
)
STREETS = (
    "和平路",
    "建设路",
    "人民路",
    "幸福里",
    "光明街",
    "东风巷",
    "新华路",
    "解放路",
    "文化路",
    "青年路",
    "朝阳街",
)


class Writer:
    """Makes invented operations of one session."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.session = (NOW_MS + seed % 99_991 * 9_703).to_bytes(6, "big") + self.random.randbytes(6)
        self.far = (NOW_MS - seed % 99_991 * 7_003).to_bytes(6, "big") + self.random.randbytes(6)
        self.n = 1 + self.random.randrange(300)
        self.ms = NOW_MS + seed % 99_991 * 9_703
        self.post = make_id(self.far, 1 + self.random.randrange(60))

    def name(self) -> str:
        """Return an invented name."""
        return self.random.choice(SURNAMES) + "".join(self.random.choices(GIVEN, k=self.random.choice((1, 2, 2))))

    def words(self, bank: list[str], most: int) -> str:
        """Return some phrases as a sentence."""
        return "，".join(self.random.sample(bank, self.random.randint(1, most))) + "。"

    def some_id(self) -> bytes:
        """Return the id of a record of before."""
        return make_id(self.random.choice((self.far, self.far, self.session)), 1 + self.random.randrange(9000))

    def operation(self) -> Operation:
        """Return one operation of a kind that a working day is full of."""
        kind = self.random.choice(
            ("visit", "visit", "visit", "event", "event", "ticket", "household", "resident", "set")
        )
        self.n += 1
        self.ms += self.random.randrange(500, 2_000_000)
        makers = {
            "visit": self._visit,
            "event": self._event,
            "ticket": self._ticket,
            "household": self._household,
            "resident": self._resident,
            "set": self._set,
        }
        return makers[kind](make_id(self.session, self.n))

    def _phone(self) -> str:
        return f"100{self.random.randrange(10**8):08d}"

    def _put(
        self,
        uid: bytes,
        kind: Kind,
        type_name: str,
        *,
        entity: bytes,
        root: bytes | None,
        base: tuple[bytes, ...] | None,
        body: bytes,
    ) -> Operation:
        return Operation(
            id=uid,
            kind=kind,
            type=BY_NAME[type_name].number,
            entity=entity,
            root=None if root == entity else root,
            hlc=self.ms << 16 | self.random.randrange(2),
            office=1,
            actor=self.post,
            base=base,
            body=body,
        )

    def _visit(self, uid: bytes) -> Operation:
        day = 739_000 + self.random.randrange(700)
        start = 480 + self.random.randrange(600)
        values: dict[str, Value] = {
            "day": day,
            "start_minute": start,
            "end_minute": start + self.random.randrange(5, 50),
            "half_day": self.random.randrange(3),
            "channel": self.random.choice((1, 1, 1, 2, 3)),
            "outcome": self.random.choice((1, 1, 1, 2)),
            "visitors": (self.post,),
            "met": (self.some_id(),),
            "prompts": tuple(self.random.sample(range(1, 9), self.random.randrange(4))),
            "diary": self.words(VISIT_WORDS, 4),
            "summary": self.random.choice(("平安", "反映诉求", "政策已讲", "身体需关注", "")),
            "gifts": "",
            "card_left": False,
            "entered_ms": self.ms,
        }
        return self._put(
            uid,
            Kind.EVENT,
            "visit",
            entity=self.some_id(),
            root=None,
            base=None,
            body=encode_create(BY_NAME["visit"], values),
        )

    def _ticket(self, uid: bytes) -> Operation:
        home = self.some_id()
        values: dict[str, Value] = {
            "number": f"Z{self.random.choice('ABDHYZ')}26-{self.random.randrange(10_000):04d}",
            "kind": self.random.randrange(1, 6),
            "ticket_class": self.random.randrange(1, 5),
            "category": self.random.choice(
                ("environment", "facility", "dispute", "fire_safety", "noise", "parking", "aid")
            ),
            "title": self.random.choice(MATTER_WORDS),
            "detail": self.words(MATTER_WORDS, 3),
            "household": home,
            "source": self.random.randrange(1, 9),
            "reporter_name": self.name(),
            "reporter_phone": self._phone(),
            "opened_ms": self.ms,
            "opener": self.post,
            "scheme": self.random.randbytes(16),
        }
        return self._put(
            uid, Kind.CREATE, "ticket", entity=uid, root=home, base=(), body=encode_create(BY_NAME["ticket"], values)
        )

    def _event(self, uid: bytes) -> Operation:
        values: dict[str, Value] = {
            "act": self.random.randrange(1, 12),
            "at_ms": self.ms,
            "to_post": self.random.choice((None, self.some_id())),
            "to_desk": self.random.choice((None, "物业", "司法所", "综治")),
            "note": self.words(MATTER_WORDS, 2),
            "result": self.random.randrange(6),
            "reply_channel": self.random.randrange(4),
        }
        body = encode_create(BY_NAME["ticket_event"], values)
        return self._put(
            uid,
            Kind.EVENT,
            "ticket_event",
            entity=self.some_id(),
            root=self.some_id(),
            base=(self.some_id(),),
            body=body,
        )

    def _household(self, uid: bytes) -> Operation:
        values: dict[str, Value] = {
            "dwelling": self.some_id(),
            "grid": self.some_id(),
            "paper": self.random.randrange(4000),
            "note": "",
            "doubt": (1,),
            "community": self.some_id(),
        }
        return self._put(
            uid,
            Kind.CREATE,
            "household",
            entity=uid,
            root=None,
            base=(),
            body=encode_create(BY_NAME["household"], values),
        )

    def _resident(self, uid: bytes) -> Operation:
        year, month, day = (
            self.random.randrange(1935, 2024),
            self.random.randrange(1, 13),
            self.random.randrange(1, 29),
        )
        values: dict[str, Value] = {
            "household": self.some_id(),
            "name": self.name(),
            "relation": self.random.randrange(11),
            "sex": self.random.randrange(1, 3),
            "birth_day": 706_000 + self.random.randrange(32_000),
            "id_number": f"629901{year}{month:02d}{day:02d}{self.random.randrange(1000):03d}"
            + self.random.choice(CHECKS),
            "phone": self._phone(),
            "registered": 1,
            "lives": 1,
            "residence": 1,
            "education": self.random.choice(("小学", "初中", "高中", "大专", "本科", "")),
            "politics": self.random.choice(("群众", "中共党员", "共青团员", "")),
            "position": self.random.randrange(6),
        }
        body = encode_create(BY_NAME["resident"], values)
        return self._put(uid, Kind.CREATE, "resident", entity=uid, root=self.some_id(), base=(), body=body)

    def _set(self, uid: bytes) -> Operation:
        some: list[dict[str, Value]] = [
            {"phone": self._phone()},
            {"note": self.words(VISIT_WORDS, 2)},
            {"lives": 2},
            {"relation": 3},
        ]
        changes = self.random.choice(some)
        entity = self.some_id()
        return self._put(
            uid,
            Kind.SET,
            "resident",
            entity=entity,
            root=self.some_id(),
            base=None,
            body=encode_set(BY_NAME["resident"], changes),
        )


def sample(seed: int) -> bytes:
    """Return a request or a response as a working office and its server exchange it."""
    writer = Writer(seed)
    draw = writer.random
    operations = [writer.operation() for _ in range(draw.choice((1, 1, 1, 2, 3, 5, 8)))]
    epoch = NOW_MS << 16 | draw.randrange(1 << 16)
    chain = draw.randbytes(8)
    if draw.randrange(5) < ASKED_OF_FIVE:
        lines = (ScopeLine(0, draw.randrange(20_000), chain), ScopeLine(1, draw.randrange(300), draw.randbytes(8)))
        return encode_request(
            Request(
                1,
                epoch,
                2,
                0,
                65_535,
                (SessionLine(writer.session, writer.n),),
                lines,
                tuple(Sent(0, op) for op in operations),
            )
        )
    seq = draw.randrange(20_000)
    entries = tuple(Entry(op.id, op.hlc, op) for op in operations)
    pulled = Pulled(0, seq, seq + len(entries), 0, entries, chain, draw.randbytes(16), 0)
    return encode_response(
        Response(epoch, 2, sessions=(SessionCount(writer.far, 9, 9),), pulled=(pulled,)), (writer.far,), 2
    )


if __name__ == "__main__":
    samples = [sample(seed) for seed in range(1, SAMPLES)]
    trained = zstd.train_dict(samples, SIZE)
    target = FOLDER / f"dictionary-{int(sys.argv[1])}.zdict"
    target.write_bytes(trained.dict_content)
    held_out = [sample(seed) for seed in range(10_000_001, 10_000_301)]
    plain = sum(map(len, held_out))
    small = sum(len(zstd.compress(part, level=19, zstd_dict=trained)) for part in held_out)
    sys.stdout.write(
        f"{target.name}: {len(trained.dict_content)} bytes, {plain} -> {small} on 300 batches not seen\n"
    )
