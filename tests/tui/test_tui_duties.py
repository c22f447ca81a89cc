"""Pauses, plans, the due board, quotas and what happened, from the keyboard."""

import msgspec
import pytest

from gridtui.core.time import FixedClock
from gridtui.office import browse, occurrences, staffing
from gridtui.office.mechanism import load_mechanism
from gridtui.office.session import OfficeSession, session_on
from gridtui.office.visits import quick_visit
from gridtui.scheme.model import CadenceRule, Period, PlanTemplate, Scheme, Segment, Trigger
from gridtui.sync.operation import Value
from tests.tui.person import Person, play
from tests.tui.small_office import GRID_WORKER, SECRETARY


def again(session: OfficeSession, account: str, post: str | None = None) -> OfficeSession:
    """Return an account's session on the same store, as it is after a change of the mechanism."""
    return session_on(session.store, account=account, clock=session.clock, settings=session.settings, post=post)


def with_more(session: OfficeSession, *rules: CadenceRule, triggers: tuple[Trigger, ...] = ()) -> OfficeSession:
    """Return the worker's session under a mechanism with more rules, triggers and a plan to offer."""
    scheme: Scheme = load_mechanism(session.folder, session.settings)
    plan = PlanTemplate(key="care", title="每日探望", source="S1-13", period=Period(kind="day"))
    changed = msgspec.structs.replace(
        scheme,
        rules=(*scheme.rules, *rules),
        triggers=(*scheme.triggers, *triggers),
        plans=(plan,),
    )
    with session.store.writing(session.clock) as writer:
        writer.keep_scheme(changed)
    return again(session, GRID_WORKER)


def five_homes(session: OfficeSession) -> CadenceRule:
    """Return a quota of grid workers: two homes a month."""
    first = next(rule for rule in session.scheme.rules if rule.period.kind == "month")
    return msgspec.structs.replace(
        first,
        key="two_homes",
        title="每月两户",
        label="每月两户",
        mode="per_actor",
        times=2,
        segment=Segment(everyone=True),
    )


def test_a_duty_is_paused_with_digits_and_enter(session: OfficeSession) -> None:
    """Reason by digit, an end, save; the row stays and says so; undo brings it back."""

    async def story(person: Person) -> None:
        await person.press("1")
        await person.act("person.pause")
        assert "1住院" in person.text
        await person.press("1")
        await person.type("12-01")
        await person.press("enter", "enter", "enter", "enter", "enter", "1")
        assert person.status.startswith("已存：刘秀芬 缓访，住院，至12-01")
        assert "缓访" in person.marked
        assert "缓访1" in person.rows[2]
        await person.act("list.undo")
        assert "剩9天" in person.marked

    play(session, story)


def test_a_pause_is_reached_without_a_letter(session: OfficeSession) -> None:
    """By the numbered acts of the row."""

    async def story(person: Person) -> None:
        await person.press("1", "enter")
        while "缓访" not in person.keys:
            await person.press("+")
        digit = person.keys[person.keys.index("缓访") - 1]
        await person.press(digit)
        assert person.rows[2].startswith("缓访")
        assert "刘秀芬" in person.rows[2]

    play(session, story)


def test_a_pause_without_a_reason_stays_on_the_form(session: OfficeSession) -> None:
    """The cursor goes to the reason; nothing was saved."""

    async def story(person: Person) -> None:
        await person.act("person.pause")
        await person.press("f2")
        assert "理由" in person.rows[-3]
        assert person.rows[2].startswith("缓访")

    play(session, story)


def test_a_plan_of_the_mechanism_begins_and_ends_on_the_card(session: OfficeSession) -> None:
    """Chosen from the numbered list, saved by keys, said by why, ended from the same list."""
    session = with_more(session)

    async def story(person: Person) -> None:
        await person.press("1")
        await person.act("person.card", "card.plan")
        assert "2每日探望" in person.keys
        await person.press("2")
        assert "每天" in person.text
        await person.press("f2")
        assert "个人计划" in person.text
        assert "每日探望" in person.text
        await person.act("person.why")
        assert "个人计划：" in person.text
        await person.press("left")
        await person.act("card.plan")
        await person.press("3")
        assert "已存：刘秀芬 的个人计划已结束。" in person.status
        assert "每日探望" not in "\n".join(person.body)

    play(session, story)


def test_why_says_pace_and_pause(session: OfficeSession) -> None:
    """The rule, how often, the pause that holds."""

    async def story(person: Person) -> None:
        await person.act("person.pause")
        await person.press("2", "f2")
        await person.act("person.why")
        assert "每月" in person.text
        assert "缓访：" in person.text

    play(session, story)


def test_a_secretary_s_today_is_the_due_board(session: OfficeSession) -> None:
    """A line a post, its rows behind Enter, a visit logged there, and by building from the board."""
    secretary = again(session, SECRETARY)

    async def story(person: Person) -> None:
        assert "张三" in person.marked
        assert "敲门/已访" in person.text
        await person.press("enter")
        assert person.rows[2].startswith("张三 网格员 网格03")
        await person.act("person.visit")
        await person.press("enter")
        assert "[x]已访" in person.marked
        await person.press("left")
        assert "张三" in person.marked
        await person.act("today.board", "board.by")
        assert "晏五村 5号楼" in person.marked
        await person.press("enter")
        assert "刘秀芬" in person.text or "王建民" in person.text

    play(secretary, story)


def test_a_number_owed_says_how_much_is_short(session: OfficeSession) -> None:
    """Beside the households; Enter says which were counted; the number follows a visit."""
    session = with_more(session, five_homes(session))

    async def story(person: Person) -> None:
        assert person.marked.startswith(">  1 每月两户")
        assert "0/2户" in person.marked
        assert "差2" in person.marked
        await person.press("2")
        await person.act("person.visit")
        await person.press("enter", "r", "1")
        assert "1/2户" in person.marked
        await person.press("enter")
        assert "已计入：" in person.text
        assert "刘秀芬" in person.text
        await person.press("left")
        await person.act("person.why")
        assert "已计入：" in person.text

    play(session, story)


@pytest.mark.parametrize("act", ["attend", "report"])
def test_what_happened_stands_on_today_with_its_hours(session: OfficeSession, clock: FixedClock, act: str) -> None:
    """On top; a visit answers one that must be attended, Enter opens the ticket of one that must be reported."""
    trigger = Trigger(
        key="there",
        title="有事必到",
        act="attend" if act == "attend" else "report",
        roles=("grid_worker",),
        source="S4-6",
        hours=4,
        visit_channels=("home_visit",) if act == "attend" else (),
        ticket_kind="" if act == "attend" else "problem",
        ticket_class="" if act == "attend" else "routine",
        category="" if act == "attend" else "environment",
    )
    session = with_more(session, triggers=(trigger,))
    home = browse.find(session, "王建民").rows[0].uid
    with session.store.writing(clock) as writer:
        values: dict[str, Value] = {"trigger": "there", "household": home, "at_ms": clock.now_ms() - 3_600_000}
        writer.create("occurrence", values, root=home, actor=session.actor)

    async def story(person: Person) -> None:
        assert "必到必报" in person.text
        assert "剩3小时" in person.marked
        if act == "report":
            await person.press("enter")
            assert person.rows[2].startswith("建单") or "类别" in person.text
            return
        await person.act("person.visit")
        await person.press("enter")
        await person.act("list.refresh")
        assert "[x]" in person.marked

    play(session, story)


def test_what_happened_is_answered_from_the_line_of_the_board(session: OfficeSession, clock: FixedClock) -> None:
    """A secretary opens a post's line, sees what must be attended on top, and a visit there takes it away."""
    session = with_more(session)
    home = browse.find(session, "王建民").rows[0].uid
    form = occurrences.new_occurrence_form(session, "mood_swing", home)
    occurrences.note_occurrence(session, form)
    clock.ms += 60_000
    elsewhere = occurrences.new_occurrence_form(session, "damaged_facility")
    occurrences.note_occurrence(session, msgspec.structs.replace(elsewhere, place="晏五村东门"))
    clock.ms += 60_000

    async def story(person: Person) -> None:
        await person.press("enter")
        assert "必到必报" in person.text
        assert "晏五村东门" in person.text
        await person.press("1")
        assert "王建民" in person.marked
        assert "应到" in person.marked
        await person.act("person.visit")
        await person.press("enter")
        assert "[x]" in person.marked
        await person.act("list.refresh")
        assert "情绪" not in person.text
        assert "晏五村东门" in person.marked
        await person.press("enter")
        assert "类别" in person.text

    play(again(session, SECRETARY), story)


def test_another_post_of_the_person_is_one_enter_away(session: OfficeSession) -> None:
    """Its line at the end; Enter works there."""
    secretary = again(session, SECRETARY)
    unit = session.scope_unit.uid
    staffing.appoint(secretary, name="张三", account=GRID_WORKER, role="window_clerk", unit=session.community.uid)
    worker = again(session, GRID_WORKER, "网格员")
    assert worker.scope_unit.uid == unit

    async def story(person: Person) -> None:
        assert "我的其他岗位" in person.text
        await person.press("end", "enter")
        assert "综窗" in person.rows[0]

    play(worker, story)


def test_the_count_follows_the_worker_s_visits(session: OfficeSession) -> None:
    """A secretary's line counts doors and people met."""
    quick_visit(session, browse.find(session, "王建民").rows[0].uid)
    secretary = again(session, SECRETARY)

    async def story(person: Person) -> None:
        assert "1/1" in person.marked

    play(secretary, story)


def test_a_line_of_the_board_shows_its_number_whole(session: OfficeSession) -> None:
    """How much is short stands in the last column, inside the 79 that are used."""
    with_more(session, five_homes(session))
    secretary = again(session, SECRETARY)

    async def story(person: Person) -> None:
        assert "0/2户 差2" in next(row for row in person.body if "张三" in row)

    play(secretary, story)
