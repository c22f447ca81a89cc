"""What posts did: sums kept by the day, which follow their visits whatever happens to these."""

import pytest

from gridtui.core.time import FixedClock
from gridtui.core.words import Channel, Outcome
from gridtui.store.checking import check_kept
from gridtui.store.database import Store
from gridtui.store.read_effort import Effort, effort_of_posts
from tests.store.written_office import TODAY, a_visit, household_of_two

AT_THE_DOOR = (int(Channel.HOME_VISIT),)


class Doors:
    """One household's door, knocked at by two posts in ever new ways."""

    def __init__(self, store: Store, clock: FixedClock) -> None:
        self.store, self.clock = store, clock
        self.ids = household_of_two(store, clock)
        with store.writing(clock) as writer:
            self.second = writer.create("post", {"role": "police", "unit": self.ids["grid"]}, actor=None)

    def knock(self, **changed: object) -> bytes:
        """Enter a visit and return its id."""
        with self.store.writing(self.clock) as writer:
            values = a_visit(self.ids, **changed)  # type: ignore[arg-type]  # values of fields
            return writer.event("visit", self.ids["household"], values, actor=self.ids["post"])

    def effort(self, first: int = TODAY - 30, last: int = TODAY) -> tuple[Effort, Effort]:
        """Return what the two posts did, and see that the kept sums are those of the visits counted again."""
        assert [each for each in check_kept(self.store) if each.wrong] == []
        posts = (self.ids["post"], self.second)
        with self.store.reading() as reader:
            made = effort_of_posts(reader, AT_THE_DOOR, first, last, posts)
        return made[posts[0]], made[posts[1]]


@pytest.fixture
def doors(store: Store, clock: FixedClock) -> Doors:
    """Give the door."""
    return Doors(store, clock)


def test_every_visit_is_an_attempt_and_some_are_effective(doors: Doors) -> None:
    """Whatever came of it; by the channels and days asked for; a post that did nothing is told, too."""
    doors.knock()
    doors.knock(outcome=Outcome.NO_ANSWER)
    doors.knock(day=TODAY - 3, outcome=Outcome.REFUSED)
    doors.knock(channel=Channel.PHONE)
    doors.knock(day=TODAY - 40)
    assert doors.effort() == (Effort(3, 1), Effort())
    assert doors.effort(TODAY, TODAY) == (Effort(2, 1), Effort())
    assert doors.effort(TODAY - 50, TODAY - 31) == (Effort(1, 1), Effort())


def test_a_visit_of_two_is_one_of_each(doors: Doors) -> None:
    """They went together."""
    doors.knock(visitors=(doors.ids["post"], doors.second))
    doors.knock(visitors=(doors.second,), outcome=Outcome.NO_ANSWER)
    assert doors.effort() == (Effort(1, 1), Effort(2, 1))


def test_a_correction_takes_the_place_of_what_it_corrects(doors: Doors) -> None:
    """Another day, other visitors, nobody met: the sums of both posts and both days move."""
    first = doors.knock()
    doors.clock.ms += 60_000
    second = doors.knock(corrects=first, visitors=(doors.second,), day=TODAY - 1, outcome=Outcome.NO_ANSWER)
    assert doors.effort() == (Effort(), Effort(1, 0))
    assert doors.effort(TODAY, TODAY) == (Effort(), Effort())
    doors.clock.ms += 60_000
    doors.knock(corrects=second)
    assert doors.effort() == (Effort(1, 1), Effort())


def test_a_withdrawn_visit_was_no_attempt(doors: Doors) -> None:
    """What undo leaves behind is in no sum, and a sum of nothing is no row."""
    first = doors.knock()
    doors.clock.ms += 60_000
    doors.knock(corrects=first, withdrawn=True)
    assert doors.effort() == (Effort(), Effort())
    with doors.store.reading() as reader:
        assert reader.value("SELECT count(*) FROM visit_sum") == 0
