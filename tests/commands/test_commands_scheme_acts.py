"""``gridtui scheme publish`` and ``simulate``: what a change costs each post is seen before it is made."""

import re

from tests.tools.crowds import crowd
from tests.tools.office_host import NEIGHBOUR, SECRETARY, WORKER, OfficeHost

OWN = (
    '[scheme]\nkey = "ours"\ntitle = "本街道"\nsource = "街道会议"\nuses = ["yanjiaping"]\n\n'
    '[[rule]]\nkey = "needy_monthly"\nsegment = { everyone = true }\n'
)
DAILY = 'period = { kind = "day" }\ntimes = 24\n'


def edit(host: OfficeHost, text: str = OWN) -> None:
    """Write the office's own file and put it last into its settings."""
    own = host.office / "config" / "schemes"
    own.mkdir(parents=True, exist_ok=True)
    (own / "ours.toml").write_text(text, "utf-8")
    settings = host.office / "office.toml"
    lines = [line for line in settings.read_text("utf-8").splitlines() if not line.startswith("schemes")]
    lines.insert(lines.index("[office]") + 1, 'schemes = ["common", "yanjiaping", "ours"]')
    settings.write_text("\n".join(lines) + "\n", "utf-8")


def test_a_change_is_simulated_for_every_post(host: OfficeHost) -> None:
    """By default the office's files against what it works by; nothing is changed by looking."""
    edit(host)
    found = host.json("scheme", "simulate", "--weeks", "2", "--json", account=SECRETARY)
    posts = {each["name"]: each for each in found["posts"]}
    assert found["weeks"] == 2
    assert sum(posts["张三"]["new"]) > sum(posts["张三"]["old"])
    (rule,) = (each for each in found["new_rules"] if each["rule"] == "needy_monthly")
    before = {each["rule"]: each["duties"] for each in found["old_rules"]}
    assert rule["duties"] > before["needy_monthly"]
    assert found["faults"] == []
    assert "没有差别" not in host.run("scheme", "diff").stdout


def test_two_named_mechanisms_are_simulated(host: OfficeHost) -> None:
    """As a table, with the definition of what is counted under it."""
    said = host.run("scheme", "simulate", "yanjiaping", "luoguta", account=SECRETARY, language="en").stdout
    assert "nobody holds the post" in said
    assert "Duties a week:" in said
    assert re.search(r"\(home_visit_7_days\)\s+-\s+\d+", said)


def test_who_would_have_too_much_is_said(host: OfficeHost) -> None:
    """Against what somebody says a post can do in a week."""
    edit(host, OWN + DAILY)
    said = host.run("scheme", "simulate", "--most", "3", account=SECRETARY, language="en").stdout
    assert re.search(r"week 1: \d+, more than 3", said)


def test_a_number_of_weeks_that_is_none_is_refused(host: OfficeHost) -> None:
    """Wrong use, status 2."""
    for wrong in ("0", "54", "x"):
        assert wrong in host.run("scheme", "simulate", "--weeks", wrong, account=SECRETARY, status=2).stderr


def test_nothing_is_published_without_a_yes(host: OfficeHost) -> None:
    """What would change is said all the same."""
    edit(host)
    asked = host.run("scheme", "publish", account=SECRETARY, status=1)
    assert "needy_monthly" in asked.stdout
    assert "--yes" in asked.stderr
    assert "已发布" not in asked.stdout


def test_what_cannot_be_done_is_named_at_check_and_not_published(host: OfficeHost) -> None:
    """More than 100,000 visits a day of the households kept here: the rule by its key, whatever was agreed to."""
    assert "还没有按它办" not in host.run("scheme", "check").stdout
    edit(host, OWN + DAILY)
    assert "还没有按它办" in host.run("scheme", "check").stdout
    crowd(host.office)
    checked = host.run("scheme", "check", status=1, language="en").stderr
    assert re.search(r"ours\.toml: \[rule needy_monthly\] 'period' would ask for \d{6} visits a day", checked)
    published = host.run("scheme", "publish", "--yes", account=SECRETARY, status=1)
    assert "needy_monthly" in published.stderr
    assert host.json("scheme", "list", "--versions", "--json", account=SECRETARY) == []


def test_what_is_published_is_what_the_office_works_by(host: OfficeHost) -> None:
    """Whatever is written into the files from then on."""
    edit(host)
    assert "已发布：本街道" in host.run("scheme", "publish", "--yes", "--note", "试行", account=SECRETARY).stdout
    assert "没有差别" in host.run("scheme", "diff").stdout
    (version,) = host.json("scheme", "list", "--versions", "--json", account=SECRETARY)
    assert (version["title"], version["note"], version["is_in_force"]) == ("本街道", "试行", True)
    edit(host, OWN + "times = 2\n")
    rules = {each["rule"]: each for each in host.json("scheme", "list", "--json", account=SECRETARY)}
    assert rules["needy_monthly"]["times"] == 1
    assert "needy_monthly" in host.run("scheme", "diff").stdout


def test_the_same_content_is_refused_the_second_time(host: OfficeHost) -> None:
    """With what to do instead."""
    edit(host)
    host.run("scheme", "publish", "--yes", account=SECRETARY)
    again = host.run("scheme", "publish", "--yes", account=SECRETARY, status=1)
    assert "已经发布" in again.stderr


def test_a_later_day_is_published_for_that_day(host: OfficeHost) -> None:
    """And a day that has passed is refused."""
    edit(host)
    assert "不能从已过去的日子" in host.run(
        "scheme", "publish", "--from", "2020-01-01", "--yes", account=SECRETARY, status=1
    ).stderr  # fmt: skip
    host.run("scheme", "publish", "--from", "2999-01-01", "--yes", account=SECRETARY)
    (version,) = host.json("scheme", "list", "--versions", "--json", account=SECRETARY)
    assert (version["from"], version["is_in_force"]) == ("2999-01-01", False)
    said = host.run("scheme", "list", "--versions", account=SECRETARY).stdout
    assert "2999-01-01" in said


def test_only_a_secretary_publishes(host: OfficeHost) -> None:
    """A grid worker and a neighbour lead are told why not."""
    edit(host)
    for account in (WORKER, NEIGHBOUR):
        assert host.run("scheme", "publish", "--yes", account=account, status=1).stderr


def test_a_faulty_file_is_not_published(host: OfficeHost) -> None:
    """Every fault is named as by check."""
    edit(host, OWN.replace("everyone = true", 'any = ["no_such_tag"]'))
    assert "no_such_tag" in host.run("scheme", "publish", "--yes", account=SECRETARY, status=1).stderr
