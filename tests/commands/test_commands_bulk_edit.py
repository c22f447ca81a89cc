"""``gridtui bulk-edit``: previewed, written, listed and taken back without the app."""

from tests.tools.office_host import SECRETARY, WORKER, OfficeHost


def test_a_dry_run_tells_and_writes_nothing(read_only: OfficeHost) -> None:
    """How many change, how many are so already, and which are refused why."""
    words = ("bulk-edit", "--grid", "网格03", "--set", "note+=楼道改造", "--dry-run")
    seen = read_only.json(*words, account=SECRETARY)
    assert seen["changed"] == seen["households"] > 0
    assert (seen["refused"], seen["written"]) == ([], None)
    assert read_only.json("bulk-edit", "--list", account=SECRETARY) == []


def test_a_change_is_written_listed_and_taken_back(host: OfficeHost) -> None:
    """By id or the last one; a second time there is nothing to take back."""
    words = ("bulk-edit", "--grid", "网格03", "--set", "paper=是", "--yes")
    done = host.json(*words, account=SECRETARY)
    assert done["written"] == done["changed"] > 0
    (line,) = host.json("bulk-edit", "--list", account=SECRETARY)
    assert (line["id"], line["change"], line["done"]) == (done["id"], "household.paper", done["written"])
    again = host.run(*words, account=SECRETARY).stdout
    assert "要改0户" in again
    undone = host.json("bulk-edit", "--undo", "last", "--yes", account=SECRETARY)
    assert undone == {"restored": done["written"], "kept": 0}
    host.run("bulk-edit", "--undo", done["id"], "--yes", account=SECRETARY, status=1)


def test_of_two_changes_none_is_silently_left_out(read_only: OfficeHost) -> None:
    """An option given twice is wrong use: one change at a time, of one selection."""
    words = ("bulk-edit", "--grid", "网格03", "--set", "note=abc", "--dry-run")
    for twice in (("--set", "paper=是"), ("--grid", "网格04")):
        assert twice[0] in read_only.run(*words, *twice, account=SECRETARY, status=2).stderr


def test_nobody_is_asked_where_nobody_can_answer(host: OfficeHost) -> None:
    """A script has to say --yes."""
    said = host.run("bulk-edit", "--grid", "网格03", "--set", "paper=yes", account=SECRETARY, status=1)
    assert "--yes" in said.stderr
    assert host.json("bulk-edit", "--list", account=SECRETARY) == []


def test_a_worker_is_refused_outside_the_own_grid_row_by_row(read_only: OfficeHost) -> None:
    """The own grid would change, each other household is named with its reason."""
    seen = read_only.json("bulk-edit", "--courtyard", "晏五村", "--set", "note+=x", "--dry-run", account=WORKER)
    assert seen["changed"] > 0
    assert {row["code"] for row in seen["refused"]} == {"permission.scope"}


def test_wrong_words_are_explained(read_only: OfficeHost) -> None:
    """An unknown field, value, unit or tag, and no choice at all."""
    for words, told in (
        (("--grid", "网格03", "--set", "name=x"), "不能批量修改"),
        (("--grid", "网格03", "--set", "paper=maybe"), "可填"),
        (("--grid", "网格03", "--set", "use=9"), "可填"),
        (("--grid", "网格99", "--set", "paper=1"), "可填"),
        (("--tag", "没有的标签", "--set", "paper=1"), "标签"),
        (("--set", "paper=1"), "没有选住户"),
    ):
        assert told in read_only.run("bulk-edit", *words, account=SECRETARY, status=1).stderr, words
