"""The mechanism to read, a change on trial, publishing it with digits and Enter alone."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from gridtui.core.time import FixedClock
from gridtui.locale import set_language
from gridtui.office import publishing
from gridtui.office.session import OfficeSession, open_session
from gridtui.settings import load_settings, write_settings
from gridtui.tui.screens.simulation import short
from tests.tools.crowds import crowd
from tests.tui.person import Person, play
from tests.tui.small_office import SECRETARY

OWN = (
    '[scheme]\nkey = "ours"\ntitle = "本街道机制"\nsource = "街道会议"\nuses = ["yanjiaping"]\n\n'
    '[[rule]]\nkey = "needy_monthly"\nperiod = { kind = "week" }\n'
)


@pytest.fixture
def secretary(session: OfficeSession, clock: FixedClock) -> Iterator[OfficeSession]:
    """Return the secretary's session on an office whose files say more than it works by."""
    folder = session.folder
    edit(folder, OWN)
    settings = load_settings(folder, {})
    office = msgspec.structs.replace(settings.office, schemes=("common", "yanjiaping", "ours"))
    settings = msgspec.structs.replace(settings, office=office)
    write_settings(folder, settings)
    opened = open_session(folder, account=SECRETARY, clock=clock, settings=settings)
    yield opened
    opened.store.close()


def edit(folder: Path, text: str) -> None:
    """Write the office's own scheme file."""
    own = folder / "config" / "schemes"
    own.mkdir(parents=True, exist_ok=True)
    (own / "ours.toml").write_text(text, "utf-8")


async def open_mechanism(person: Person) -> None:
    """Go to the ninth area and open the mechanism, by digits and Enter."""
    await person.press("0", "9")
    (row,) = (row for row in person.body if "机制" in row and "规定及其出处" in row)
    await person.press(row.replace(">", " ").split()[0], "enter")


async def open_trial(person: Person) -> None:
    """Open the trial from there by its number."""
    await open_mechanism(person)
    await person.press("enter", "1")


def test_rules_stand_with_their_sources(secretary: OfficeSession) -> None:
    """The marked one in full under the list; what is left open behind them."""

    async def story(person: Person) -> None:
        await open_mechanism(person)
        assert "现行规定" in person.text
        assert "S4-5" in person.marked
        assert "(needy_monthly)" in person.text
        assert "网格员" in person.text
        await person.press("+")
        assert "由办公点自定" in person.text

    play(secretary, story)


def test_a_trial_shows_each_post_now_and_then(secretary: OfficeSession) -> None:
    """With the weeks, what was done, and the rules behind the marked one."""

    async def story(person: Person) -> None:
        await open_trial(person)
        assert "改动" in person.body[0]
        assert "张三 网格员" in person.marked
        assert "六访：困难家庭每月必访" in person.text
        now, then = (int(word) for word in person.marked.split()[5:7])
        assert then > now

    play(secretary, story)


def test_what_changes_is_said_in_words_and_by_rule(secretary: OfficeSession) -> None:
    """Behind one key each."""

    async def story(person: Person) -> None:
        await open_trial(person)
        await person.act("simulation.show")
        await person.press("3")
        await person.press("5")
        assert "由「每月」改为「每周」" in person.text
        await person.act("simulation.show")
        await person.press("2")
        assert "每天" in person.marked

    play(secretary, story)


def test_more_weeks_are_looked_at(secretary: OfficeSession) -> None:
    """Eight show their first five in the row, all of them below."""

    async def story(person: Person) -> None:
        await open_trial(person)
        before = person.body[0]
        await person.act("simulation.weeks")
        await person.press("4")
        assert "8周应访" in person.body[0] != before
        (told,) = (row for row in person.body if row.startswith("改后 "))
        assert len(told.split()) == 1 + 8

    play(secretary, story)


def test_publishing_is_asked_about_and_can_be_taken_back(secretary: OfficeSession) -> None:
    """A day by digit, then yes; keys typed before the question was seen are not an answer."""

    async def story(person: Person) -> None:
        await open_trial(person)
        await person.press("enter", "3")
        assert "自哪天起执行" in person.status
        await person.press("1")
        assert "发布吗" in person.status
        await person.press("1")
        assert "已发布：本街道机制" in person.status
        assert len(publishing.versions(secretary)) == 1
        assert person.app.desk.session.scheme.about.title == "本街道机制"
        await person.press("u")
        assert publishing.versions(secretary) == ()
        await person.press("q")
        assert "本办公点的文件" in person.body[0]
        assert person.app.desk.session.scheme.about.title != "本街道机制"

    play(secretary, story)


def test_a_no_publishes_nothing(secretary: OfficeSession) -> None:
    """And the trial stays."""

    async def story(person: Person) -> None:
        await open_trial(person)
        await person.act("simulation.publish")
        await person.press("2")
        assert "发布吗" in person.status
        await person.press("2")
        assert publishing.versions(secretary) == ()
        assert "试算" in person.body[0]

    play(secretary, story)


def test_what_holds_already_is_not_published_again(secretary: OfficeSession) -> None:
    """The act says why not."""

    async def story(person: Person) -> None:
        await open_trial(person)
        await person.act("simulation.publish")
        await person.press("1")
        await person.press("1")
        await person.act("simulation.publish")
        assert "已经发布" in person.status
        assert len(publishing.versions(secretary)) == 1

    play(secretary, story)


def test_what_cannot_be_done_is_not_published(secretary: OfficeSession) -> None:
    """The act names the rule that asks for more than there can be; no question is asked."""
    everybody = 'segment = { everyone = true }\nperiod = { kind = "day" }\ntimes = 24\n'
    edit(secretary.folder, OWN.replace('period = { kind = "week" }\n', everybody))
    crowd(secretary.folder)

    async def story(person: Person) -> None:
        await open_trial(person)
        await person.act("simulation.publish")
        assert "needy_monthly" in person.status
        assert "自哪天起执行" not in person.status
        assert publishing.versions(secretary) == ()

    play(secretary, story)


def test_a_worker_may_look_and_not_publish(session: OfficeSession) -> None:
    """The act is greyed and says why."""

    async def story(person: Person) -> None:
        await open_trial(person)
        assert "试算" in person.body[0]
        assert "发布" not in person.keys
        await person.act("simulation.publish")
        assert publishing.versions(session) == ()
        assert "发布吗" not in person.status

    play(session, story)


def test_faulty_files_are_said_and_the_rules_stay_readable(secretary: OfficeSession) -> None:
    """Each fault is a row of the trial, and there is nothing to publish."""
    edit(secretary.folder, OWN.replace("yanjiaping", "nowhere"))

    async def story(person: Person) -> None:
        await open_trial(person)
        assert "ours.toml" in person.marked
        assert "nowhere" in person.text
        await person.act("simulation.publish")
        assert "有错" in person.status
        await person.press("q")
        assert "现行规定" in person.text

    play(secretary, story)


def test_a_version_that_comes_in_between_is_worked_by(secretary: OfficeSession, session: OfficeSession) -> None:
    """Row 1 is read again after every act and every sync, and with it which mechanism holds."""

    async def story(person: Person) -> None:
        publishing.publish(secretary, publishing.proposal(secretary))
        person.app.desk.refresh_header()
        await person.settled()
        assert person.app.desk.session.scheme.about.title == "本街道机制"

    play(session, story)


def test_english_fits_the_columns(secretary: OfficeSession) -> None:
    """Every page in the other language."""
    set_language("en")

    async def story(person: Person) -> None:
        await open_english_trial(person)
        assert "On trial" in person.body[0]

    play(secretary, story)


async def open_english_trial(person: Person) -> None:
    """Open the trial where labels are English."""
    await person.press("0", "9")
    (row,) = (row for row in person.body if "rules and their sources" in row)
    await person.press(row.replace(">", " ").split()[0], "enter", "enter", "1")


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "    0"), (99_999, "99999"), (225_503, " 225k"), (12_345_678, "  12M"), (10**12, ">>>>>")],
)
def test_a_sum_too_long_for_its_column_is_never_cut(number: int, shown: str) -> None:
    """225,503 is not 22,550."""
    assert short(number, 5) == shown
