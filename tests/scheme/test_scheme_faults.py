"""A scheme file that cannot stand is refused, with every fault at once: file, table and key."""

import pytest

from gridtui.core.errors import SettingsFault
from gridtui.scheme.document import read_document
from gridtui.scheme.load import combine, load_scheme, load_schemes, read_scheme_bytes
from tests.scheme.scheme_texts import BASE, HEAD, ROLE, STEP, TAG, faults, rule


def test_the_sound_file_is_sound() -> None:
    """What the faults below start from loads."""
    assert load_scheme(BASE + rule(), "a.toml").rules[0].period.days == 7


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BASE + rule(colour='"red"'), ("scheme.unknown_key", "rule weekly", "colour")),
        (BASE + "[sceme]\n", ("scheme.unknown_key", "", "sceme")),
        (
            BASE + rule(period='{ kind = "rolling", every = 7 }'),
            ("scheme.unknown_key", "rule weekly period", "every"),
        ),
        (BASE + rule(period='{ kind = "rolling" }'), ("scheme.period", "rule weekly", "period days")),
        (BASE + rule(period='{ kind = "rolling", days = 0 }'), ("scheme.period", "rule weekly", "period days")),
        (BASE + rule(period='{ kind = "month", days = 3 }'), ("scheme.period", "rule weekly", "period days")),
        (BASE + rule(period='{ kind = "rolling", days = -1 }'), ("scheme.wrong_value", "rule weekly period", "days")),
        (BASE + rule(period='{ kind = "weekdays" }'), ("scheme.period", "rule weekly", "period weekdays")),
        (BASE + rule(period='{ kind = "moon" }'), ("scheme.wrong_value", "rule weekly period", "kind")),
        (BASE + rule(period="7"), ("scheme.wrong_value", "rule weekly period", "")),
        (BASE + rule(actor_roles='["emperor"]'), ("scheme.unknown_name", "rule weekly", "actor_roles")),
        (BASE + rule(actor_roles="[]"), ("scheme.wrong_value", "rule weekly", "actor_roles")),
        (BASE + rule(escalate_to='"emperor"'), ("scheme.unknown_name", "rule weekly", "escalate_to")),
        (BASE + rule(segment='{ any = ["alien"] }'), ("scheme.unknown_name", "rule weekly", "segment")),
        (BASE + rule(segment="{}"), ("scheme.segment", "rule weekly", "segment")),
        (BASE + rule(segment='{ any = ["alone"], everyone = true }'), ("scheme.segment", "rule weekly", "segment")),
        (
            BASE + rule(segment='{ any = ["alone"], none = ["alone"] }'),
            ("scheme.contradiction", "rule weekly", "segment none"),
        ),
        (BASE + rule(pause_reasons='["holiday"]'), ("scheme.unknown_name", "rule weekly", "pause_reasons")),
        (BASE + rule(substitutes='["home_visit"]'), ("scheme.contradiction", "rule weekly", "substitutes")),
        (BASE + rule(channels='["telepathy"]'), ("scheme.wrong_value", "rule weekly", "channels")),
        (BASE + rule(times="0"), ("scheme.wrong_value", "rule weekly", "times")),
        (BASE + rule(times_most="3"), ("scheme.contradiction", "rule weekly", "times_most")),
        (BASE + rule(to="2025-12-31"), ("scheme.dates", "rule weekly", "to")),
        (BASE + rule(mode='"once"'), ("scheme.missing_key", "rule weekly", "to")),
        (BASE + rule(assumed='["weather"]'), ("scheme.unknown_name", "rule weekly", "assumed")),
        (BASE + rule(from_=None), ("scheme.missing_key", "rule weekly", "from")),
        (BASE + rule(source=None), ("scheme.missing_key", "rule weekly", "source")),
        (BASE + rule() + rule(), ("scheme.twice", "rule weekly", None)),
        (BASE + rule() + rule(from_="2026-05-01"), ("scheme.overlap", "rule weekly", "from")),
        (BASE + TAG.replace("alone", "other"), ("scheme.synonym_twice", "tag other", "synonyms")),
        (BASE.replace("review_months = 12\n", ""), ("scheme.missing_key", "tag alone", "review_months")),
        (
            BASE.replace("review_months = 12", "review_months = 0"),
            ("scheme.wrong_value", "tag alone", "review_months"),
        ),
        (BASE.replace('purpose = "company"\n', ""), ("scheme.missing_key", "tag alone", "purpose")),
        (BASE.replace('"company"', '"stability"'), ("scheme.wrong_value", "tag alone", "purpose")),
        (BASE.replace("独居老人", "刑满释放人员"), ("scheme.watching_tag", "tag alone", "title")),
        (
            BASE + TAG.replace("alone", "b").replace("独居老人", "乙") + 'synonyms = ["信访户"]\n',
            ("scheme.watching_tag", "tag b", "synonyms"),
        ),
        (
            BASE.replace("12\nsource", "12\nrestricted = true\non_list = true\nsource"),
            ("scheme.contradiction", "tag alone", "on_list"),
        ),
        (
            BASE.replace('kind = "worker"', 'kind = "worker"\nalso = ["world.rule"]'),
            ("scheme.unknown_name", "role worker", "also"),
        ),
        (BASE.replace('title_en = "worker"', 'title_en = ""'), ("scheme.wrong_value", "role worker", "title_en")),
        (BASE.replace('"opener"', '"nowhere"', 1), ("scheme.unknown_name", "machine routine", "goes_to")),
        (
            BASE.replace('["registered"]', '["handling"]', 1),
            ("scheme.no_way", "machine routine step closed", "after"),
        ),
        (BASE.replace('to = "closed"', 'to = "voided"', 1), ("scheme.no_way", "machine routine", "step")),
        (
            BASE.replace('to = "closed"', 'to = "closed"\nneeds = ["copy"]', 1),
            ("scheme.missing_key", "machine routine", "copy_desk"),
        ),
        (BASE.replace('"approval"', '"coordination"'), ("scheme.twice", "machine coordination", None)),
        (BASE.replace(STEP, STEP + STEP, 1), ("scheme.twice", "machine routine step closed", "registered")),
        (HEAD + ROLE + TAG, ("scheme.missing_machine", "machine", "urgent")),
        (
            BASE + '[[limit]]\nticket_class = "routine"\ncategory = "x"\nsource = "x"\n',
            ("scheme.unknown_name", "limit routine x", "category"),
        ),
        (BASE.replace("[scheme]", '[scheme]\nuses = ["common"]'), ("scheme.unknown_name", "scheme", "uses")),
        ("[scheme", ("scheme.not_toml", None, None)),
        ("rule = 3\n" + BASE, ("scheme.wrong_value", "", "rule")),
        (ROLE, ("scheme.missing_key", "", "scheme")),
    ],
)
def test_a_fault_is_named_by_table_and_key(text: str, expected: tuple[str, str | None, str | None]) -> None:
    """Unknown keys, empty periods, unknown names, tags without purpose or review, overlapping dates and the rest."""
    assert expected in faults(text)


def test_numbers_are_permanent_and_single() -> None:
    """Two prompts of one stored number could not be told apart."""
    prompt = '[[prompt]]\nnumber = 1\nkey = "{}"\ntitle = "x"\nsource = "x"\n'
    assert ("scheme.number_twice", "prompt b", "number") in faults(BASE + prompt.format("a") + prompt.format("b"))


def test_all_faults_of_all_files_come_at_once() -> None:
    """One run shows everything wrong in every file, each under its file's name."""
    with pytest.raises(SettingsFault) as fault:
        load_schemes([(BASE + rule(colour="1", size="2"), "a.toml"), (HEAD + "[nonsense]\n", "b.toml")])
    found = [(problem.parameters["file"], problem.parameters["key"]) for problem in fault.value.problems]
    assert found == [("a.toml", "colour"), ("a.toml", "size"), ("b.toml", "nonsense")]


def test_a_fault_of_the_whole_names_the_file_that_stated_the_entry_last() -> None:
    """An office's change that breaks a shipped rule is looked for in the office's file."""
    change = HEAD.replace('"own"', '"office"') + '[[rule]]\nkey = "weekly"\nactor_roles = ["emperor"]\n'
    with pytest.raises(SettingsFault) as fault:
        load_schemes([(BASE + rule(), "a.toml"), (change, "b.toml")])
    assert [problem.parameters["file"] for problem in fault.value.problems] == ["b.toml"]


def test_versions_of_a_rule_follow_each_other() -> None:
    """Two versions told apart by ``from`` stand as long as they do not overlap; the day chooses."""
    scheme = load_scheme(
        BASE + rule(to="2026-06-30") + rule(from_="2026-07-01", period='{ kind = "rolling", days = 14 }'), "a.toml"
    )
    june, july = (rule.from_day for rule in scheme.rules)
    assert [rule.period.days for rule in scheme.rules_in_force(july - 1)] == [7]
    assert [rule.period.days for rule in scheme.rules_in_force(july)] == [14]
    assert scheme.rules_in_force(june - 1) == ()


def test_a_change_without_from_reaches_every_version() -> None:
    """An office that changes who escalates need not repeat the history of a rule."""
    text = BASE + rule(to="2026-06-30") + rule(from_="2026-07-01")
    change = HEAD + '[[rule]]\nkey = "weekly"\ngrace_days = 2\n'
    dated = HEAD + '[[rule]]\nkey = "weekly"\nfrom = 2026-07-01\ngrace_days = 5\n'
    scheme = load_schemes([(text, "a"), (change, "b"), (dated, "c")])
    assert [rule.grace_days for rule in scheme.rules] == [2, 5]
    both = load_schemes([(text, "a"), (change, "b")])
    assert [rule.grace_days for rule in both.rules] == [2, 2]


def test_nothing_at_all_is_no_scheme() -> None:
    """Combining no file is a fault, not an empty mechanism."""
    with pytest.raises(SettingsFault):
        combine()


def test_a_document_keeps_its_faults() -> None:
    """Reading a file raises nothing, so that several files report together."""
    assert read_document("[scheme", "a").key == ""
    assert [fault.code for fault in read_document("[scheme", "a").faults] == ["scheme.not_toml"]
    assert read_document(HEAD, "a").key == "own"


@pytest.mark.parametrize("content", [b"", b"\xff", b"{}", b'{"scheme":{"key":"a"}}'])
def test_a_record_that_is_no_scheme_is_refused(content: bytes) -> None:
    """A synced record of another form raises a fault of ours."""
    with pytest.raises(SettingsFault) as fault:
        read_scheme_bytes(content)
    assert fault.value.code == "scheme.unreadable"
