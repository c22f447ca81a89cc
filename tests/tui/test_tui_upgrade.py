"""A session older than the store: it keeps what is being typed, says why, and ends."""

import sqlite3

from gridtui.office.session import OfficeSession
from gridtui.store.opening import SCHEMA_NUMBER
from tests.tui.person import Person, play


def set_schema(session: OfficeSession, number: int) -> None:
    """Do what a newer program's migration does to the number it keeps in the store."""
    newer = sqlite3.connect(session.store.path)
    newer.execute(f"PRAGMA user_version = {number}")
    newer.close()


def test_a_session_older_than_the_store_keeps_its_draft_and_ends(session: OfficeSession) -> None:
    """Saving finds the newer schema: nothing is saved, the draft is there at the next login, the program ends."""

    async def story(person: Person) -> None:
        await person.act("person.visit_form")
        await person.press(*["down"] * 7)
        await person.type("正说到一半")
        set_schema(session, SCHEMA_NUMBER + 1)
        await person.press("f2")
        await person.pilot.pause()

    app = play(session, story)
    assert app.return_value == 0
    assert "新版程序" in app.desk.last_words[0]
    set_schema(session, SCHEMA_NUMBER)

    async def again(person: Person) -> None:
        await person.act("person.visit_form")
        assert "正说到一半" in person.text
        assert "草稿" in person.status

    play(session, again)


def test_other_faults_end_nothing(session: OfficeSession) -> None:
    """A fault that is not about the schema stays two sentences on the last lines."""

    async def story(person: Person) -> None:
        await person.act("person.visit_form")
        await person.type("99-99")
        await person.press("f2")
        assert person.app.desk.last_words == ()
        assert person.app.return_value is None

    play(session, story)
