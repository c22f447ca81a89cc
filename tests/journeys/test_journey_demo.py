"""A newcomer starts ``gridtui demo``: it builds, opens on the work of a day, syncs, and touches nothing else."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.tools.clerk import Clerk
from tests.tools.office_host import OfficeHost
from tests.tools.store_file import count_rows, integrity

pytestmark = pytest.mark.journey

BUILD_SECONDS = 240.0
"""On two cores that other tests use, too; alone it takes some ten."""


class Demo(NamedTuple):
    """A demo that was built and left: its folder, what the first screen was, what lay around it before and after."""

    host: OfficeHost
    folder: Path
    first_screen: list[str]
    before: dict[str, bytes]
    after: dict[str, bytes]

    @property
    def office(self) -> Path:
        """The demo's office."""
        return self.folder / "office"

    def opened(self) -> Clerk:
        """Return somebody who starts the demo."""
        return Clerk(self.host.office, self.host.home, "", "demo", "--folder", str(self.folder))


def around(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by name, with what is in it."""
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Build a demo as a newcomer does, look at its first screen, leave."""
    root = tmp_path_factory.mktemp("demo")
    host = OfficeHost(root / "host")
    (host.home / "kept.txt").write_text("what was there before", "utf-8")
    unmade = Demo(host, root / "folder" / "demo", [], around(host.root), {})
    with unmade.opened() as clerk:
        clerk.sees("应访", patience=BUILD_SECONDS).sees("(网格员)")
        first_screen = clerk.rows
        assert clerk.leaves() == 0
    return unmade._replace(first_screen=first_screen, after=around(host.root))


def test_it_opens_on_visits_that_are_due(demo: Demo) -> None:
    """As a grid worker, in Chinese, with more than one row to work on."""
    assert "(网格员)" in demo.first_screen[0]
    due = int(demo.first_screen[2].split("应访")[1].split()[0])
    assert due > 0
    assert sum("上次" in row for row in demo.first_screen) > 5


def test_nothing_outside_its_folder_is_touched(demo: Demo) -> None:
    """Not the home, not the office's folder the environment names."""
    assert demo.after == demo.before
    assert {path.name for path in demo.folder.parent.iterdir()} == {"demo"}


def test_office_and_server_hold_the_same(demo: Demo) -> None:
    """Everything was sent, nothing waits, and the server counts what the office counts."""
    waiting = count_rows(demo.office, "op", "seq IS NULL")
    status = demo.host.json("serve", "--folder", str(demo.folder / "server"), "--status")
    assert waiting == 0
    assert sum(scope["seq"] for scope in status["scopes"]) == count_rows(demo.office, "op") > 10_000
    assert status["held"] == {}
    assert integrity(demo.office) == "ok"


def test_the_second_start_opens_what_is_there_and_its_server_answers(demo: Demo) -> None:
    """Nothing is built again; a visit logged now reaches the server with one key."""
    ready = (demo.folder / "ready").stat()
    held = count_rows(demo.office, "op")
    with demo.opened() as clerk:
        clerk.sees("应访").press("person.visit", "enter").sees("已记：").sees("未传1")
        clerk.area("sync").press("sync.start").sees("已同步：已传1条").sees("未传0")
        assert clerk.leaves() == 0
    assert (demo.folder / "ready").stat() == ready
    assert count_rows(demo.office, "op") == held + 1
    status = demo.host.json("serve", "--folder", str(demo.folder / "server"), "--status")
    assert sum(scope["seq"] for scope in status["scopes"]) == held + 1


def test_the_twins_work_on_the_demo(demo: Demo) -> None:
    """What the screen listed, the command lists."""
    words = ("--home", str(demo.office), "--post", "张三")
    due = json.loads(demo.host.run(*words, "due", "--json").stdout)
    assert due
    assert {row["state"] for row in due} <= {"due", "overdue"}


def test_a_folder_of_somebody_elses_is_left_alone(demo: Demo, tmp_path: Path) -> None:
    """A demo deletes only what is a demo's."""
    theirs = tmp_path / "office" / "office.db"
    theirs.parent.mkdir()
    theirs.write_bytes(b"records of years")
    ended = demo.host.run("demo", "--folder", str(tmp_path), "--fresh", status=1)
    assert "不是演示数据" in ended.stderr
    assert theirs.read_bytes() == b"records of years"
