"""The first start: five questions, then the day's screen; and nothing where somebody gives up."""

from pathlib import Path

import pytest

from tests.tools.office_host import DEADLINE_MS, DIVISION, SECRETARY, OfficeHost

pytestmark = pytest.mark.journey


@pytest.fixture
def bare(tmp_path: Path) -> OfficeHost:
    """Return a host on which no office is set up."""
    return OfficeHost(tmp_path)


def test_five_answers_set_an_office_up_and_open_it(bare: OfficeHost) -> None:
    """Community, name, letters of ticket numbers, mechanism, its open numbers for later; then the app, idle."""
    with bare.clerk(SECRETARY) as clerk:
        clerk.sees("社区或村").type("中院社区").press("enter").sees("晏家坪街道").sees("序号")
        (number,) = (row.split()[0] for row in clerk.rows if "七里河" in row and "中院社区" in row)
        clerk.press(number, "enter").sees("姓名").type("李梅").press("enter").sees("[ZY]").press("enter")
        clerk.sees("[yanjiaping 晏家坪街道").press("enter").sees("由办公点自定").press("enter")
        clerk.sees("中院社区 李梅(社区书记)").sees("今日 ")
        assert clerk.leaves() == 0
    assert DIVISION in (bare.office / "office.toml").read_text("utf-8")
    (post,) = bare.json("staff", account=SECRETARY)
    assert (post["name"], post["role"], post["unit"]) == ("李梅", "community_secretary", "中院社区")
    with bare.clerk(SECRETARY) as clerk:
        clerk.sees("中院社区 李梅(社区书记)")
        assert clerk.leaves() == 0


def test_a_mistake_in_a_scheme_file_locks_nobody_out(bare: OfficeHost) -> None:
    """The app starts on the mechanism in use and says that the files were not taken up."""
    bare.set_up()
    own = bare.office / "config" / "schemes"
    own.mkdir(parents=True, exist_ok=True)
    own.joinpath("yanjiaping.toml").write_text("[scheme\n", "utf-8")
    with bare.clerk(SECRETARY) as clerk:
        clerk.sees("今日 ").sees("机制")
        assert "yanjiaping.toml" in clerk.status
        assert clerk.leaves() == 0


def test_giving_up_leaves_nothing_behind(bare: OfficeHost) -> None:
    """An empty line at any question."""
    for answers in ((), (DIVISION,)):
        with bare.clerk(SECRETARY) as clerk:
            clerk.sees("社区或村")
            for answer in answers:
                clerk.type(answer).press("enter").sees("姓名")
            clerk.press("enter")
            assert clerk.pty.wait_exit(DEADLINE_MS / 1000) == 1
        assert not bare.office.exists()


def test_a_program_told_to_end_at_a_question_ends(bare: OfficeHost) -> None:
    """Ctrl+C at the first question: no traceback, status 130."""
    with bare.clerk(SECRETARY) as clerk:
        clerk.sees("社区或村").pty.settled(300)
        clerk.press("ctrl+c")
        assert clerk.pty.wait_exit(DEADLINE_MS / 1000) == 130
        assert not any("Traceback" in row for row in clerk.rows)
