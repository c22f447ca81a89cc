"""The status line: every act and every way back says in words who and what, in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import gridtui.office
from gridtui.core.words import DwellingUse, Outcome, TicketAct
from gridtui.locale import set_language
from gridtui.locale.acts import ACTS, act_sentence
from gridtui.office import browse, households, staffing
from gridtui.office.undo import undo
from gridtui.office.views import Saved
from gridtui.office.visits import correct_visit, form_of, log_walk_door, quick_visit
from tests.office.ticket_steps import opened, step
from tests.tools.office_builder import SmallOffice


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    set_language("en")


def every_act(office: SmallOffice) -> Iterator[Saved]:
    """Do each kind of act once."""
    session, home, uid = office.session("chen"), office.homes["王建民"], office.people["王建民"]
    visit = quick_visit(session, home)
    yield visit
    yield correct_visit(session, visit.uid, form_of(browse.visit(session, visit.uid)))
    yield log_walk_door(session, home, Outcome.MOVED, half_day=1)
    yield households.confirm(session, uid)
    yield households.set_household(session, home, {"note": "x"})
    yield households.set_dwelling(session, home, {"use": DwellingUse.RENTED})
    yield households.mark_vacant(session, office.doors["晏五村5-2-602"])
    yield households.set_resident(session, uid, {"phone": "10000000001"})
    yield households.add_resident(session, home, {"name": "王小明"})
    yield households.remove_resident(session, office.people["刘洋"])
    yield households.add_household(session, door={}, grid=office.units["网格03"], head={"name": "沈源"})
    tag = households.add_tag(session, uid, home, "unemployed")
    yield tag
    yield households.end_tag(session, home, tag.uid)
    yield step(office, "chen", opened(office, "chen"), TicketAct.HANDLED)
    yield staffing.add_grid(session, "网格09")
    post = staffing.appoint(session, name="沈源", account="shen", role="grid_worker", unit=office.units["网格03"])
    yield post
    yield staffing.end_post(session, post.uid)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_act_and_its_way_back_is_told(office: SmallOffice, language: str) -> None:
    """No code, no brace left unfilled; taking back all of it tells as much."""
    set_language(language)
    told = list(every_act(office))
    back = [undo(office.session("chen"), saved.undo) for saved in reversed(told)]
    for saved in (*told, *back):
        assert saved.message in ACTS
        sentence = act_sentence(saved.message, saved.parameters)
        assert sentence
        assert not set("{}") & set(sentence)
        assert "  " not in sentence


def test_every_message_an_act_gives_has_its_words() -> None:
    """A status line without words would be a bare "Saved."."""
    given = set()
    for path in Path(gridtui.office.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "remember":
                given |= {
                    part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }
    assert given
    assert given <= set(ACTS)
