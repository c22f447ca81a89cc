"""A day of an office, played in real terminals against the real server over TLS, and read back from the server.

The secretary sets the office up by commands and imports the roster; 张三 of 网格03 finds people by their initials,
logs visits and opens a ticket; 李梅 sees it through to its end and syncs. Then the server's database is asked.
"""

import http.client
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from gridtui.core.time import SystemClock, day_of
from gridtui.core.words import Channel, Outcome, TicketAct, TicketClass, TicketKind, TicketResult, TicketSource
from tests.tools.clerk import Clerk
from tests.tools.office_host import ROSTER, SECRETARY, WORKER, OfficeHost, RunningServer
from tests.tools.server_log import ServerRecords

pytestmark = pytest.mark.journey

PLAIN, KNOCKED, FULL = "王桐思", "郭思", "朱勇桂"
PHRASE = "血压正常，按时服药。"
DIARY_LINE = "一楼楼道灯不亮，老人晚上下楼看不见路，怕摔。"
TITLE = "一层楼道灯不亮"
ASKED, DONE, ANSWERED, COPIED = "请社区联系物业换灯", "物业当日换灯两只", "已当面告知，居民满意", "抄送街道备查"


class Day(NamedTuple):
    """What the day left: host, server, the first and last instants, what the first terminal showed of the ticket."""

    host: OfficeHost
    server: RunningServer
    began_ms: int
    ended_ms: int
    dry_run: str
    number: str
    records: ServerRecords

    def visits_to(self, head: str) -> list[dict[str, object]]:
        """Return what the server has of the visits to a household, oldest first."""
        visits = sorted(self.records.of("visit").items())
        return [{**values} for _uid, values in visits if self.records.head_of(values["entity"]) == head]

    def steps(self) -> list[dict[str, object]]:
        """Return what the server has of the ticket's steps, in the order they were taken."""
        return [{**values} for _uid, values in sorted(self.records.of("ticket_event").items())]


def log_visits(clerk: Clerk) -> None:
    """Log a plain visit in three keys, take a wrong knock back, and log one visit in full."""
    clerk.sees("今日").find("wts 5-2").marks(PLAIN)
    clerk.press("1", "person.visit", "enter").saved(f"{PLAIN} 已访")
    clerk.press("list.back").sees("今日 ")
    clerk.pick(KNOCKED).press("person.no_answer", "enter").saved(f"{KNOCKED} 无人")
    clerk.press("list.undo").sees("已撤销：" + KNOCKED)
    clerk.find("zyg 5-1").marks(FULL).press("person.visit_form").form("登记走访")
    clerk.choose("方式", "入户").go_to("要点").press("1", "4").sees("1一切正常 4有诉求")
    clerk.go_to("日记").press("2").sees(PHRASE).press("enter").type(DIARY_LINE).sees(DIARY_LINE)
    clerk.press("enter", "enter").sees(">联系卡").choose("联系卡", "是").fill("慰问品", "米一袋").choose(
        "转工单", "是"
    )
    clerk.press("form.save").form("新建工单")


def open_ticket(clerk: Clerk) -> str:
    """Open the ticket the visit led to, accept it and hand it over; return its number."""
    clerk.sees("1问题").sees("2协调").choose("事类", "公共设施")
    clerk.fill("标题", TITLE).press("form.save").saved(TITLE)
    number = clerk.status.split("工单")[1].split()[0]
    clerk.area("tickets").pick(number).press("enter").sees("张三  登记")
    clerk.act("受理").sees("时限照走").press("enter").saved(f"{number} 受理").sees("张三  受理")
    clerk.act("转办").form("转办").choose("转给", "李梅").fill("备注", ASKED)
    clerk.press("form.save").saved(f"{number} 转办")
    return number


def close_ticket(clerk: Clerk, number: str) -> None:
    """See the ticket through: measure, answer, copy to the street, close, which is asked about once more.

    Each step is waited for in the timeline, as the digits of the next are painted with it.
    """
    clerk.sees("待我办").pick(number).press("enter").sees(ASKED)
    clerk.act("处置").form("处置").fill("备注", DONE).press("form.save").sees(f"处置  {DONE}")
    clerk.act("答复").form("答复").choose("方式", "会面").fill("备注", ANSWERED)
    clerk.press("form.save").sees(f"答复  {ANSWERED}")
    clerk.act("备注").form("备注").choose("抄送", "街道").fill("备注", COPIED)
    clerk.press("form.save").sees(f"街道  {COPIED}")
    clerk.act("办结").form("办结").choose("结果", "已解决").press("form.save").agrees("办结").saved(f"{number} 办结")


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """Play the day once for all tests of this file."""
    host = OfficeHost(tmp_path_factory.mktemp("office_day"))
    began_ms = SystemClock().now_ms()
    host.run("init", "--division", "620103006003", "--prefix", "ZY", "--person", "李梅", account=SECRETARY)
    dry_run = host.run("import", str(ROSTER), "--dry-run", account=SECRETARY).stdout
    assert host.json("households", account=SECRETARY) == []
    host.run("import", str(ROSTER), "--yes", account=SECRETARY)
    host.run("staff", "--appoint", "张三", "--account", WORKER, "--unit", "网格03", account=SECRETARY)
    with host.serving() as server:
        host.run("enrol", server.url, server.code(), account=SECRETARY)
        with host.clerk(WORKER) as clerk:
            log_visits(clerk)
            number = open_ticket(clerk)
            assert clerk.leaves() == 0
        with host.clerk(SECRETARY) as clerk:
            close_ticket(clerk, number)
            clerk.area("sync").press("sync.start").sees("已同步：", patience=120).sees("没有未传的内容")
            assert clerk.leaves() == 0
        records = ServerRecords(server.folder)
        yield Day(host, server, began_ms, SystemClock().now_ms(), dry_run, number, records)


def test_the_dry_run_named_row_column_and_reason(day: Day) -> None:
    """And wrote nothing, which the fixture checked."""
    assert "第780行 性别" in day.dry_run
    assert "居民 1099" in day.dry_run


def test_the_server_holds_every_record_of_the_office(day: Day) -> None:
    """As many operations as the office, none waiting, none set aside."""
    status = day.host.json("sync", "--status", account=SECRETARY)
    assert (sum(status["waiting"].values()), status["held"], status["conflicts"]) == (0, 0, 0)
    held = day.server.holds()
    assert sum(scope["seq"] for scope in held["scopes"]) == sum(status["applied"]) == len(day.records.log)
    counts: dict[str, int] = {}
    for scope in held["scopes"]:
        for name, count in (scope["entities"] | scope["events"]).items():
            counts[name] = counts.get(name, 0) + count
    assert (counts["household"], counts["resident"], counts["dwelling"]) == (400, 1099, 400)
    assert (counts["visit"], counts["ticket"], counts["ticket_event"]) == (4, 1, 6)


def test_the_plain_visit_reads_back_field_by_field(day: Day) -> None:
    """Three keys say whom, when, how and by whom; nothing else is claimed."""
    (visit,) = day.visits_to(PLAIN)
    entered = visit["entered_ms"]
    assert isinstance(entered, int)
    assert day.began_ms <= entered <= day.ended_ms
    assert visit["day"] == day_of(entered)
    worker = day.records.post_named("张三")
    assert (visit["actor"], visit["visitors"]) == (worker, (worker,))
    assert (visit["channel"], visit["outcome"]) == (Channel.HOME_VISIT, Outcome.MET)
    assert not visit.get("diary")
    assert not visit.get("corrects")


def test_the_full_visit_reads_back_field_by_field(day: Day) -> None:
    """Diary with its stock phrase, prompts, card and gift, as typed."""
    (visit,) = day.visits_to(FULL)
    assert visit["diary"] == f"{PHRASE}\n{DIARY_LINE}"
    assert visit["prompts"] == (1, 4)
    assert visit["card_left"] is True
    assert visit["gifts"] == "米一袋"
    assert (visit["channel"], visit["outcome"]) == (Channel.HOME_VISIT, Outcome.MET)
    assert visit["visitors"] == (day.records.post_named("张三"),)
    met = visit["met"]
    assert isinstance(met, tuple)
    assert [day.records.of("resident")[uid]["name"] for uid in met] == [FULL]


def test_what_was_taken_back_is_on_the_server_with_its_withdrawal(day: Day) -> None:
    """Undo deletes nothing: a second record takes the first one back."""
    knock, withdrawal = day.visits_to(KNOCKED)
    assert knock["outcome"] == Outcome.NO_ANSWER
    assert withdrawal["withdrawn"] is True
    (corrected,) = (uid for uid in day.records.of("visit") if uid == withdrawal["corrects"])
    assert day.records.of("visit")[corrected]["outcome"] == Outcome.NO_ANSWER


def test_the_ticket_reads_back_field_by_field(day: Day) -> None:
    """Number, class, category, words, household, source and the visit that found it."""
    ((_uid, ticket),) = day.records.of("ticket").items()
    assert ticket["number"] == day.number
    assert day.number.startswith("ZY")
    assert (ticket["kind"], ticket["ticket_class"]) == (TicketKind.PROBLEM, TicketClass.COORDINATION)
    assert (ticket["title"], ticket["source"]) == (TITLE, TicketSource.VISIT)
    assert DIARY_LINE in str(ticket["detail"])
    assert day.records.head_of(ticket["household"]) == FULL
    visit = ticket["visit"]
    assert isinstance(visit, bytes)
    assert day.records.of("visit")[visit]["gifts"] == "米一袋"
    assert (ticket["opener"], ticket["actor"]) == (day.records.post_named("张三"),) * 2


def test_the_tickets_steps_read_back_in_order(day: Day) -> None:
    """Each with who took it and what was said."""
    worker, secretary = day.records.post_named("张三"), day.records.post_named("李梅")
    told = [(step["act"], step["actor"], step.get("note") or "") for step in day.steps()]
    assert told == [
        (TicketAct.ACCEPTED, worker, ""),
        (TicketAct.HANDED_OVER, worker, ASKED),
        (TicketAct.HANDLED, secretary, DONE),
        (TicketAct.REPLIED, secretary, ANSWERED),
        (TicketAct.NOTED, secretary, COPIED),
        (TicketAct.CLOSED, secretary, ""),
    ]
    _accepted, handed, _handled, replied, noted, closed = day.steps()
    assert handed["to_post"] == secretary
    assert replied["reply_channel"] == Channel.MEETING
    assert noted["to_desk"]
    assert closed["result"] == TicketResult.FIXED
    times = [step["at_ms"] for step in day.steps()]
    assert times == sorted(times, key=lambda at: int(str(at)))


def test_the_command_line_shows_what_the_screens_showed(day: Day) -> None:
    """The twins of the lists agree with the server: the withdrawn knock is no visit any more."""
    shown = day.host.json("visits", account=WORKER)
    assert sorted((row["head"], row["outcome"]) for row in shown if not row["superseded"]) == sorted(
        [(PLAIN, "met"), (FULL, "met")]
    )
    (ticket,) = day.host.json("tickets", "--closed", account=WORKER)
    assert (ticket["number"], ticket["title"], ticket["state"]) == (day.number, TITLE, "closed")
    assert day.host.json("tickets", account=WORKER) == []


def test_the_roster_reads_back_with_what_was_read_from_its_cells(day: Day) -> None:
    """Every household has a dwelling and a first member at the server."""
    homes = day.records.of("household")
    dwellings = day.records.of("dwelling")
    heads = {values["household"] for values in day.records.of("resident").values()}
    assert {values["dwelling"] for values in homes.values()} == set(dwellings)
    assert set(homes) == heads


def test_nothing_is_answered_without_tls(day: Day) -> None:
    """The records crossed the line encrypted: whoever speaks plain HTTP is hung up on."""
    plain = http.client.HTTPConnection("127.0.0.1", day.server.port, timeout=10)
    plain.request("GET", "/")
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        plain.getresponse()
    plain.close()
