"""A change of many households in the app: chosen, previewed, written as one, taken back by one key."""

from pathlib import Path

import pytest

from gridtui.core.time import FixedClock
from gridtui.office import browse
from gridtui.office.session import OfficeSession, open_session
from gridtui.settings import load_settings
from gridtui.store.rows import HouseholdFilter
from gridtui.sync.operation import Value
from tests.tui.person import Person, play
from tests.tui.small_office import FOLK, MORE, SECRETARY


@pytest.fixture
def secretary(session: OfficeSession, clock: FixedClock) -> OfficeSession:
    """Return the secretary's session on the same office."""
    folder: Path = session.folder
    return open_session(folder, account=SECRETARY, clock=clock, settings=load_settings(folder, {}))


async def begin(person: Person) -> None:
    """Open the form of a new change, with digits and Enter alone."""
    await person.press("0", "9", "2", "enter", "1", "enter")


def paper_households(session: OfficeSession) -> int:
    """Return how many households are paper households now."""
    wanted = HouseholdFilter(as_of_day=session.today, paper=True)
    return browse.open_households(session, wanted=wanted).count


def test_digits_and_enter_alone_change_a_grid_as_one(secretary: OfficeSession) -> None:
    """Form, value, preview, question; then one key takes all of it back."""
    everybody = len(FOLK) + len(MORE)

    async def story(person: Person) -> None:
        await begin(person)
        await person.press("enter", "2", "1", "enter", "1", "2", "1")
        assert "空挂户改为" in person.text
        await person.press("2", "1")
        assert f"共{everybody}户：要改{everybody}" in person.text
        await person.press("enter", "1")
        assert f"改这{everybody}户" in person.text
        await person.settled()
        await person.press("1")
        assert f"空挂户改为是，{everybody}户" in person.text
        assert paper_households(secretary) == everybody
        await person.act("list.undo")
        assert "已撤销" in person.status

    play(secretary, story)
    assert paper_households(secretary) == 0
    secretary.store.close()


def test_a_blank_form_does_not_mean_everybody(secretary: OfficeSession) -> None:
    """It says so, and stays."""

    async def story(person: Person) -> None:
        await begin(person)
        await person.press("f2")
        assert "没有选住户" in person.text
        await person.type("zzzz")
        await person.press("f2", "f2")
        assert "没有符合的住户" in person.text

    play(secretary, story)
    secretary.store.close()


def test_the_preview_writes_nothing_and_names_what_is_refused(session: OfficeSession) -> None:
    """A note that has no room left is refused for its household; q leaves it all as it was."""
    row = browse.find(session, "lxf").rows[0]
    with session.store.writing(session.clock) as writer:
        writer.set(row.uid, {"note": "长" * 995}, actor=None)

    async def story(person: Person) -> None:
        await begin(person)
        await person.type("5-2")
        await person.press("enter", "enter", "enter", "enter", "enter", "3", "f2")
        await person.type("七月改造楼道")
        await person.press("f2")
        assert "要改3，已是这样0，不能改1" in person.text
        assert person.body[2].strip() == "不能改"
        assert "刘秀芬" in person.marked
        await person.press("q")

    play(session, story)
    notes = {browse.household_card(session, each.uid).household.note for each in browse.find(session, "5-2").rows}
    assert notes == {"", "长" * 995}


def test_past_changes_are_listed_and_one_is_taken_back_there(secretary: OfficeSession) -> None:
    """After another act: the list, a question that is deaf to early keys, and what became of it."""

    async def story(person: Person) -> None:
        await begin(person)
        await person.type("lxf")
        await person.press("enter", "enter", "enter", "enter", "enter", "2", "f2", "2", "1", "s")
        await person.settled()
        await person.press("1")
        await person.press("r")
        assert "1/1户" in person.text
        await person.press("2", "enter")
        await person.settled()
        await person.press("1")
        assert "1户已恢复" in person.text
        await person.press("2", "enter")
        assert "已经撤销过" in person.text

    play(secretary, story)
    assert paper_households(secretary) == 0
    secretary.store.close()


def test_a_post_that_edits_nothing_is_told_so(secretary: OfficeSession) -> None:
    """The entry is grey and says why."""
    with secretary.store.writing(secretary.clock) as writer:
        staff = writer.create("staff", {"name": "何春敏", "account": "he"}, actor=None)
        values: dict[str, Value] = {
            "staff": staff,
            "role": "neighbor_lead",
            "unit": secretary.community.uid,
            "from_day": 700_000,
        }
        writer.create("post", values, actor=None)
    settings = load_settings(secretary.folder, {})
    lead = open_session(secretary.folder, account="he", clock=secretary.clock, settings=settings)

    async def story(person: Person) -> None:
        await person.press("0", "9", "2", "enter")
        assert person.rows[2].startswith("管理")
        assert person.status

    play(lead, story)
    lead.store.close()
    secretary.store.close()
