"""A list of invented people in the look of thin links, to count bytes by: mark, card, entry, filter, notice."""

import os
import sys

from gridtui.term.brush import Capabilities
from gridtui.term.profile import prepare

_ALL = Capabilities(bce=True, ech=True, rep=True, scroll=True)
profile = prepare(os.environ, capabilities=_ALL if os.environ.get("LIST_APP_CAPABLE") else None)

from rich.segment import Segment  # noqa: E402 - Textual reads the environment that was just prepared
from rich.style import Style  # noqa: E402
from textual import events  # noqa: E402
from textual.app import ComposeResult  # noqa: E402
from textual.geometry import Offset, Region  # noqa: E402
from textual.strip import Strip  # noqa: E402
from textual.widget import Widget  # noqa: E402
from textual.widgets import Input  # noqa: E402

from gridtui.core.text import fit  # noqa: E402
from gridtui.term.driver import driver_of  # noqa: E402
from gridtui.term.paced_app import PacedApp, choose_driver  # noqa: E402

COLUMNS = 79
PAGE_ROWS = 17
CARD_ROW = 11
FIND_ROW = 21
PLAIN, BOLD, ALERT = Style.null(), Style(bold=True), Style(color="red", bold=True)
FAMILY, GIVEN = "张王李赵陈刘杨黄周吴", ("建国", "秀英", "伟", "芳", "建军", "桂兰", "强")
TAGS = ("低保", "独居", "残疾", "", "", "")
PEOPLE = [
    (
        f"{number + 1:4d}",
        FAMILY[number * 7 % 10] + GIVEN[number * 3 % 7],
        f"文昌街道{number * 11 % 40 + 1}号楼{number % 6 + 1}单元{number * 13 % 9 + 1}0{number % 4 + 1}",
        f"100{number * 7919 % 100_000_000:08d}",
        TAGS[number * 5 % 6],
        f"2026-{number % 12 + 1:02d}-{number * 17 % 28 + 1:02d}",
    )
    for number in range(200)
]
WIDTHS = (4, 8, 30, 11, 4, 10)


class Page(Widget):
    """The screen as lines of (text, style)."""

    lines: tuple[tuple[str, Style], ...] = ()

    def show(self, lines: list[tuple[str, Style]]) -> None:
        """Repaint the lines that differ."""
        before, self.lines = self.lines, tuple(lines)
        for row, line in enumerate(self.lines):
            if row >= len(before) or before[row] != line:
                self.refresh(Region(0, row, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """Return one line as cells."""
        text, style = self.lines[y] if y < len(self.lines) else ("", PLAIN)
        width = self.size.width
        return Strip([Segment(fit(text, min(width, COLUMNS)), style), Segment(" " * (width - COLUMNS))], width)


class ListApp(PacedApp[None]):
    """Down, up, page down, page up; Enter opens a card, c closes it, / finds, n tells a notice, q ends."""

    CSS = """
    Screen { layers: page entry; overflow: hidden; }
    Page { layer: page; width: 100%; height: 100%; }
    Input { layer: entry; position: absolute; offset: 6 21; width: 30; height: 1; }
    Input > .input--cursor { text-style: none; background: ansi_default; color: ansi_default; }
    """
    ENABLE_COMMAND_PALETTE = False
    terminal_profile = profile

    def __init__(self) -> None:
        super().__init__(driver_class=choose_driver().driver_class)
        self.theme = "ansi-dark"
        self.chosen = 0
        self.people = PEOPLE
        self.has_card = False
        self.notice = ""
        self.page = Page()
        self.entry = Input(compact=True)
        self.entry.cursor_blink = False
        self.entry.display = False

    def compose(self) -> ComposeResult:
        """Lay out the page and, above it, the entry."""
        yield self.page
        yield self.entry

    def on_mount(self) -> None:
        """Show the first page."""
        self.paint()

    def on_resize(self) -> None:
        """Show it again."""
        self.paint()

    def paint(self) -> None:
        """Show what is."""
        first = self.chosen - self.chosen % PAGE_ROWS
        lines = [("文昌街道办事处 李秀英 (网格员)              草稿 0 未发 3 逾期 12 紧急 1 07-21 09:15", PLAIN)]
        lines += [
            ("1今日 2住户 3走访 4工单 5事项 6指标 7活动 8同步 9设置   0 区域 ? 帮助 : 命令", BOLD),
            ("-" * COLUMNS, PLAIN),
        ]
        for number, person in enumerate(self.people[first : first + PAGE_ROWS], first):
            columns = " ".join(fit(text, width) for text, width in zip(person, WIDTHS, strict=True))
            lines.append((f"{'>' if number == self.chosen else ' '}{columns}", PLAIN))
        lines += [("", PLAIN)] * (FIND_ROW - len(lines))
        if self.has_card:
            lines[CARD_ROW:] = self._card()
        lines += [("", PLAIN)] * (FIND_ROW - len(lines))
        lines.append(("找人: " if self.entry.display else "", PLAIN))
        lines += [(self.notice, ALERT), ("Enter 打开  c 关闭  / 查找  n 通知  PgDn 下页  q 退出", PLAIN)]
        self.page.show(lines)
        if not self.entry.display:
            self.cursor_position = Offset(0, 3 + self.chosen - first)

    def _card(self) -> list[tuple[str, Style]]:
        number, name, door, phone, tag, day = self.people[self.chosen]
        facts = [f"住址: {door}", f"电话: {phone}", f"标签: {tag or '无'}", f"上次走访: {day} 见到本人 生活正常"]
        visits = [f"{day} 上门 见到 {name} 反映楼道灯不亮 已转物业 第{index}次" for index in range(1, 4)]
        return [
            ("-" * COLUMNS, PLAIN),
            (f"{name} ({number.strip()})", BOLD),
            *((fact, PLAIN) for fact in facts + visits),
        ]

    def on_key(self, event: events.Key) -> None:
        """Do what a key says; in the entry keys are text."""
        driver = driver_of(self)
        if event.key == "ctrl+l" and driver is not None:
            driver.repaint()
        if self.entry.display:
            return
        steps = {"down": 1, "up": -1, "pagedown": PAGE_ROWS, "pageup": -PAGE_ROWS}
        if event.key in steps:
            self.chosen = max(0, min(len(self.people) - 1, self.chosen + steps[event.key]))
        elif event.key in {"enter", "c"}:
            self.has_card = event.key == "enter"
        elif event.key == "n":
            self.notice = "工单 ZY26-0113 今天 17:00 到期"
        elif event.key == "slash":
            self.entry.display = True
            self.entry.focus()
        elif event.key == "q":
            self.exit()
        self.paint()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Show who was found."""
        self.people = [person for person in PEOPLE if event.value in person[1] + person[2]]
        self.chosen = 0
        event.input.display = False
        self.set_focus(None)
        self.paint()


if __name__ == "__main__":
    app = ListApp()
    app.run(mouse=False)
    sys.exit(app.return_code)
