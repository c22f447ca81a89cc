"""``gridtui scheme``: the files there are, what the office works by, and what tells two mechanisms apart."""

import pytest

from tests.tools.office_host import OfficeHost

OWN = '[scheme]\nkey = "ours"\ntitle = "本社区"\nsource = "社区会议"\nuses = ["luoguta"]\n'
CHANGE = '[[rule]]\nkey = "home_visit_7_days"\nperiod = { kind = "rolling", days = 14 }\n'


def state(host: OfficeHost, name: str, text: str) -> None:
    """Write a scheme file of the office's own."""
    folder = host.office / "config" / "schemes"
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath(f"{name}.toml").write_text(text, "utf-8")


def test_every_shipped_mechanism_is_listed(bare: OfficeHost) -> None:
    """By the name an office puts into its settings, with what it builds on and whether it is in use."""
    found = {each["name"]: each for each in bare.json("scheme", "list", "--files", "--json")}
    assert set(found) == {
        "common", "assumed", "chengguan", "xiliugou", "jinchengguan", "caochangjie", "hezhengdongjie", "luoguta",
        "yanjiaping",
    }  # fmt: skip
    assert [name for name, each in found.items() if each["is_used"]] == ["common", "yanjiaping"]
    assert found["jinchengguan"]["uses"] == ["common", "chengguan"]
    assert found["luoguta"]["offices"] == ["430811002000"]
    assert "锣鼓塔街道 三长制" in bare.run("scheme", "list", "--files").stdout


def test_an_office_s_own_file_is_listed_too(bare: OfficeHost) -> None:
    """And said to be its own."""
    state(bare, "ours", OWN)
    found = {each["name"]: each for each in bare.json("scheme", "list", "--files", "--json")}
    assert found["ours"]["is_own"]
    assert not found["common"]["is_own"]


def test_two_named_mechanisms_are_compared(bare: OfficeHost) -> None:
    """Each on what it builds on, own files among them; the sentence says what changed."""
    state(bare, "ours", OWN + CHANGE)
    said = bare.run("scheme", "diff", "luoguta", "ours").stdout
    assert "走访规定「七天一入户走访」（home_visit_7_days）：周期由「每7天」改为「每14天」" in said
    found = bare.json("scheme", "diff", "luoguta", "ours", "--json")
    assert [(each["table"], each["key"]) for each in found if each["table"] != "scheme"] == [("rule", "period")]
    assert found[-1]["old"] == {"kind": "rolling", "days": 7}


def test_a_file_by_its_path_is_compared(bare: OfficeHost) -> None:
    """As an editor would, before the file is put in place."""
    path = bare.root / "draft.toml"
    path.write_text(OWN + CHANGE, "utf-8")
    said = bare.run("scheme", "diff", "luoguta", str(path), language="en").stdout
    assert "period changed from 'every 7 days' to 'every 14 days'" in said


def test_a_file_nested_out_of_all_measure_is_a_fault_of_that_file(bare: OfficeHost) -> None:
    """Named like any other text that is no TOML."""
    state(bare, "ours", OWN + "deep = " + "[" * 3_000)
    assert "ours.toml" in bare.run("scheme", "diff", "luoguta", "ours", status=1).stderr


def test_what_a_file_says_steers_no_terminal(bare: OfficeHost) -> None:
    """A title with an escape sequence is shown without it."""
    state(bare, "ours", OWN + CHANGE + 'title = "甲\\u001b]0;X\\u0007乙"\n')
    said = bare.run("scheme", "diff", "luoguta", "ours").stdout
    assert "甲" in said
    assert "\x1b" not in said
    assert "\x07" not in said


def test_files_that_use_each_other_in_a_circle_still_load(bare: OfficeHost) -> None:
    """Each is read once."""
    state(bare, "ours", OWN.replace('["luoguta"]', '["luoguta", "theirs"]'))
    state(bare, "theirs", OWN.replace('"ours"', '"theirs"').replace('["luoguta"]', '["ours"]'))
    assert bare.json("scheme", "diff", "ours", "luoguta", "--json")


@pytest.mark.parametrize("name", ["nowhere", "nowhere.toml"])
def test_a_name_that_is_none_is_told(bare: OfficeHost, name: str) -> None:
    """With where to find the names."""
    said = bare.run("scheme", "diff", "luoguta", name, status=1).stderr
    assert name in said
    assert "gridtui scheme list --files" in said


def test_a_faulty_file_is_refused_with_its_place(bare: OfficeHost) -> None:
    """File, table and key, as everywhere."""
    state(bare, "ours", OWN + CHANGE.replace("14", "0"))
    assert "period days" in bare.run("scheme", "diff", "luoguta", "ours", status=1).stderr


def test_what_the_office_worked_by_last_is_compared_with_its_files(host: OfficeHost) -> None:
    """Before the program is started again one sees what an edit will change."""
    assert "没有差别" in host.run("scheme", "diff").stdout
    text = (host.office / "office.toml").read_text("utf-8")
    state(host, "ours", OWN.replace("luoguta", "yanjiaping") + '[[trigger]]\nkey = "dispute"\nhours = 4\n')
    schemes = 'schemes = ["common", "yanjiaping", "ours"]'
    assert "[office]" in text
    (host.office / "office.toml").write_text(
        "\n".join(line for line in text.replace("[office]", f"[office]\n{schemes}").splitlines()
                  if not line.startswith("schemes") or line == schemes) + "\n",
        "utf-8",
    )  # fmt: skip
    said = host.run("scheme", "diff").stdout
    assert "必到必报「六到：矛盾纠纷必到」（dispute）：时限（小时）由「由单位确定」改为「4」" in said
    assert host.run("scheme", "diff", "files", "files").stdout.strip() == "没有差别。"


def test_a_doubt_is_told_and_the_mechanism_used(bare: OfficeHost) -> None:
    """Two paces of one duty stand beside the open questions."""
    rule = (
        '[[rule]]\nkey = "{key}"\ntitle = "x"\nlabel = "x"\nsource = "x"\nactor_roles = ["grid_worker"]\n'
        'actor_scope = "grid"\nchannels = ["phone"]\nperiod = {{ kind = "{kind}" }}\n'
        'segment = {{ any = ["orphan"] }}\nfrom = 2026-01-01\n'
    )
    state(bare, "yanjiaping", OWN.replace("luoguta", "common") + rule.format(key="a", kind="week")
          + rule.format(key="b", kind="month"))  # fmt: skip
    said = bare.run("scheme", "check", language="en").stdout
    assert "[rule b] asks the same posts for the same visits as a, at another pace." in said
    assert "The mechanism holds together: 2 rules." in said
