"""What the invented staff wrote: diary sentences and matters of a community's ordinary year."""

from typing import NamedTuple

from gridtui.core.words import TicketClass, TicketKind, TicketSource

MONTHLY_DIARY = (
    "家里一切都好，问了冬天供暖，温度够。",
    "聊了医保续缴的事，已经缴过了。",
    "说楼道灯又不亮了，记下来报物业。",
    "孩子周末回来看过，精神不错。",
    "讲了反诈，提醒不给陌生人转账。",
    "问最近有没有招工信息，答应下次带来。",
    "腿疼，上下楼不方便，想问问加扶手。",
    "低保证明要更新，告诉了要带的材料。",
    "说楼下早市停车堵门，希望管一管。",
    "身体还行，按时吃药，血压本上记着。",
)
GREETING_DIARY = (
    "微信问候，回复都好。",
    "电话里声音精神，说刚买菜回来。",
    "提醒降温添衣，答应了。",
    "问药还够不够，说够吃一周。",
)
NO_ANSWER_DIARY = ("敲门无人应，留了联系卡。", "家里没人，邻居说去女儿家了。", "电话未接，改天再来。")
SUMMARIES = ("平安", "反映诉求", "政策已讲", "身体需关注", "")


class Matter(NamedTuple):
    """One kind of matter that comes up, with what was done and what the person was told."""

    kind: TicketKind
    ticket_class: TicketClass
    category: str
    title: str
    detail: str
    handled: str
    reply: str
    source: TicketSource


MATTERS = (
    Matter(
        TicketKind.PROBLEM,
        TicketClass.COORDINATION,
        "environment",
        "楼道堆放纸箱杂物",
        "一层楼道堆纸箱，堵消防通道。",
        "约物业上午到场，当面清理，张贴提示。",
        "已清理，请您看看是否满意。",
        TicketSource.VISIT,
    ),
    Matter(
        TicketKind.PROBLEM,
        TicketClass.ROUTINE,
        "facility",
        "楼道灯不亮",
        "三层声控灯坏了，晚上看不清台阶。",
        "当天换了灯泡，试亮正常。",
        "灯已修好。",
        TicketSource.PATROL,
    ),
    Matter(
        TicketKind.APPEAL,
        TicketClass.COORDINATION,
        "heating",
        "家中暖气不热",
        "卧室暖气片只有进水口热。",
        "联系热力公司上门排气，测温二十度。",
        "师傅已上门，今晚再看温度，不行随时打电话。",
        TicketSource.RESIDENT,
    ),
    Matter(
        TicketKind.DISPUTE,
        TicketClass.COORDINATION,
        "neighbours",
        "楼上漏水引起争执",
        "卫生间顶棚渗水，两家说法不一。",
        "约两家到社区，楼上同意本周换管。",
        "楼上周五修，修好我们再来看。",
        TicketSource.RESIDENT,
    ),
    Matter(
        TicketKind.HAZARD,
        TicketClass.URGENT,
        "hazard",
        "飞线给电动车充电",
        "二楼窗户拉线到楼下充电，线头破皮。",
        "当场断电收线，引导到充电棚。",
        "线已收，充电棚在北门。",
        TicketSource.PATROL,
    ),
    Matter(
        TicketKind.MICRO_SERVICE,
        TicketClass.ROUTINE,
        "elder_care",
        "帮老人买药",
        "老人腿疼下不了楼，药快吃完。",
        "志愿者当天送到，核对了药名。",
        "药已送到。",
        TicketSource.VISIT,
    ),
    Matter(
        TicketKind.APPEAL,
        TicketClass.APPROVAL,
        "relief",
        "申请临时救助",
        "户主住院，家里三个月没有收入。",
        "材料收齐，报街道审核。",
        "街道已批，本月随低保款发放。",
        TicketSource.DESK,
    ),
    Matter(
        TicketKind.PROBLEM,
        TicketClass.COORDINATION,
        "environment",
        "早市占道停车",
        "早上七点到九点，车停在单元门口出不来。",
        "与市场管理方商定单侧停放，派人值守。",
        "这周起有人看着，再有情况您说。",
        TicketSource.HOTLINE,
    ),
    Matter(
        TicketKind.APPEAL,
        TicketClass.COORDINATION,
        "employment",
        "想找近处的活",
        "照顾孩子走不远，想找附近钟点工。",
        "介绍到社区家政班，周三面谈。",
        "周三上午十点来社区，带身份证。",
        TicketSource.VISIT,
    ),
    Matter(
        TicketKind.PROBLEM,
        TicketClass.ROUTINE,
        "environment",
        "垃圾桶满溢",
        "北门垃圾桶满了没人收。",
        "联系保洁当天清运，加一班。",
        "已清，以后每天两次。",
        TicketSource.PROPERTY_MANAGER,
    ),
)
"""Categories are keys of the ticket categories in ``config/schemes/common.toml``."""
