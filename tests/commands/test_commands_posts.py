"""``gridtui posts`` and ``gridtui grids``: lists, the public list, and a plan proposed, changed, applied."""

import zipfile
from pathlib import Path

from tests.tools.office_host import SECRETARY, WORKER, OfficeHost


def test_posts_tell_what_they_answer_for(read_only: OfficeHost) -> None:
    """Homes really lived in beside those on record; no span where the mechanism names none."""
    found = {each["name"]: each for each in read_only.json("posts", account=SECRETARY)}
    worker = found["张三"]
    assert (worker["role"], worker["unit"]) == ("grid_worker", "网格03")
    assert 0 < worker["lived_in"] <= worker["households"]
    assert worker["span"] is None
    assert "张三" in read_only.run("posts", "--role", "grid_worker", account=SECRETARY).stdout
    assert read_only.json("posts", "--role", "mayor", account=SECRETARY) == []


def test_the_public_list_has_names_and_posts_only(read_only: OfficeHost, tmp_path: Path) -> None:
    """On the screen, as a text, as a document a word processor opens; the grid worker may print it."""
    rows = read_only.json("posts", "--public", account=WORKER)["posts"]
    assert {"unit", "post", "name", "phone"} == set(rows[0])
    text = read_only.run("posts", "--public", account=SECRETARY).stdout
    assert all(row["name"] in text for row in rows)
    target = tmp_path / "posts.docx"
    read_only.run("posts", "--public", "--format", "docx", "--out", str(target), account=SECRETARY)
    with zipfile.ZipFile(target) as archive:
        body = archive.read("word/document.xml").decode()
    assert all(row["name"] in body for row in rows)


def test_grids_are_drawn_anew_by_a_plan_file(host: OfficeHost, tmp_path: Path) -> None:
    """A proposal is written, looked at, changed in an editor, applied; households are counted in the new ones."""
    before = host.json("grids", account=SECRETARY)
    plan = tmp_path / "plan.toml"
    shown = host.json("grids", "repartition", "--propose", "4", "--out", str(plan), account=SECRETARY)
    assert (len(shown["before"]), len(shown["after"]), shown["applied"], shown["faults"]) == (6, 4, False, [])
    assert host.json("grids", account=SECRETARY) == before
    plan.write_text(plan.read_text("utf-8").replace('name = "网格01"', 'name = "一号网格"'), "utf-8")
    looked = host.json("grids", "repartition", "--plan", str(plan), "--dry-run", account=SECRETARY)
    assert looked["after"][0]["name"] == "一号网格"
    applied = host.json("grids", "repartition", "--plan", str(plan), "--apply", account=SECRETARY)
    assert applied["applied"]
    after = host.json("grids", account=SECRETARY)
    assert [grid["name"] for grid in after][:1] == ["一号网格"]
    assert sum(grid["households"] for grid in after) == sum(grid["households"] for grid in before)
    assert {each["unit"] for each in host.json("posts", "--role", "grid_worker", account=SECRETARY)} <= {
        grid["name"] for grid in after
    }


def test_a_plan_that_cannot_be_made_says_why(host: OfficeHost, tmp_path: Path) -> None:
    """The old plan names grids that are gone; a file that is none; a worker draws no grids."""
    plan = tmp_path / "plan.toml"
    host.run("grids", "repartition", "--propose", "2", "--out", str(plan), "--apply", account=SECRETARY)
    again = host.run("grids", "repartition", "--plan", str(plan), "--apply", account=SECRETARY, status=1)
    assert "不是这里的网格" in again.stderr
    plan.write_text("from = yesterday\n", "utf-8")
    assert "plan.toml" in host.run("grids", "repartition", "--plan", str(plan), account=SECRETARY, status=1).stderr
    assert host.run("grids", "repartition", "--propose", "2", account=WORKER, status=1).stderr
