"""Which post acts: asked where a person holds several; the whole app then works in that post."""

import shutil
from pathlib import Path

from gridtui.core.time import FixedClock
from gridtui.locale import set_language
from gridtui.office import staffing
from gridtui.office.session import OfficeSession, open_session
from gridtui.settings import load_settings
from gridtui.tui.screens.post_choice import PostChoiceScreen
from tests.tui.person import Person, play
from tests.tui.small_office import SECRETARY


def secretary_with_two_posts(template: Path, folder: Path, clock: FixedClock) -> OfficeSession:
    """Return 李梅's session, who is also a desk officer."""
    shutil.copytree(template, folder)
    settings = load_settings(folder, {})
    one = open_session(folder, account=SECRETARY, clock=clock, settings=settings)
    staffing.appoint(one, name="李梅", account=SECRETARY, role="desk_officer", unit=one.community.uid)
    one.store.close()
    return open_session(folder, account=SECRETARY, clock=clock, settings=settings)


def test_the_post_is_asked_for_and_the_app_works_in_it(template: Path, tmp_path: Path, clock: FixedClock) -> None:
    """No counts and no areas stand above the question; row 1 then names the post."""
    set_language("zh_CN")
    session = secretary_with_two_posts(template, tmp_path / "two", clock)

    async def story(person: Person) -> None:
        assert person.rows[0] == "中院社区"
        assert person.rows[1] == ""
        row = next(number for number, text in enumerate(person.body) if "专干" in text)
        await person.press(person.body[row][3], "enter")
        assert "李梅(专干)" in person.rows[0]
        await person.act("list.post")
        assert "社区书记" in person.text
        await person.press("left")
        assert "李梅(专干)" in person.rows[0]

    play(session, story, first=lambda desk: PostChoiceScreen(desk, session.posts))
    session.store.close()
    set_language("en")


def test_with_one_post_nothing_is_asked(session: OfficeSession) -> None:
    """And the key says so."""

    async def story(person: Person) -> None:
        assert person.marked
        await person.act("list.post")
        assert person.status == "您今天只有一个岗位。"

    play(session, story)
