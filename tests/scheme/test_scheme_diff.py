"""What tells two schemes apart: entry by entry, key by key, versions of a rule by their first day."""

import json

import msgspec
import pytest

from gridtui.core.words import Channel
from gridtui.locale import set_language
from gridtui.office.scheme_words import SchemeWords, key_word, table_word
from gridtui.scheme.diff import Change, _stated, changes
from gridtui.scheme.load import load_schemes
from gridtui.scheme.model import Scheme
from tests.scheme.scheme_texts import BASE, HEAD, RULE, entry, rule
from tests.scheme.test_scheme_duty_faults import CAMPAIGN, DOOR, SOUND, SPAN
from tests.scheme.test_scheme_shipped import shipped

WHOLE = {"segment", "when.segment", "special", "category", "ages"}
"""Tables and arrays an entry may have inside; what is in them is told by its own keys."""


def read(*texts: str) -> Scheme:
    """Return what texts add up to."""
    return load_schemes((text, f"{place}.toml") for place, text in enumerate(texts))


def told(old: str, new: str) -> list[tuple[str, str, str, object, object]]:
    """Return table, entry, key, old and new of every change between two texts."""
    return [(each.table, each.entry, each.key, each.old, each.new) for each in changes(read(old), read(new))]


def test_equal_schemes_have_no_change() -> None:
    """Nor has a file that states again what stands already."""
    assert changes(shipped("common", "luoguta"), shipped("common", "luoguta")) == ()
    again = HEAD + entry("rule", {"key": '"weekly"', "times": "1", "period": '{ kind = "rolling", days = 7 }'})
    assert changes(read(BASE + rule()), read(BASE + rule(), again)) == ()


@pytest.mark.parametrize(
    ("changed", "key", "old", "new"),
    [
        ({"period": '{ kind = "month" }'}, "period", {"kind": "rolling", "days": 7}, {"kind": "month"}),
        ({"times": "2"}, "times", 1, 2),
        ({"substitutes": '["phone"]'}, "substitutes", (), ("phone",)),
        ({"segment": "{ everyone = true }"}, "segment.any", ("alone",), ()),
        ({"to": "2026-06-30"}, "to", None, "2026-06-30"),
        ({"from_": "2026-02-01"}, "from", "2026-01-01", "2026-02-01"),
        ({"source": '"社区会议"'}, "source", "x", "社区会议"),
    ],
)
def test_a_changed_key_is_named_with_both_values(changed: dict[str, str], key: str, old: object, new: object) -> None:
    """As JSON has them; a key not stated has its default."""
    assert ("rule", "weekly", key, old, new) in told(BASE + rule(), BASE + rule(**changed))


def test_only_what_changed_is_told() -> None:
    """One number is one change."""
    assert told(BASE + rule(), BASE + rule(times="2")) == [("rule", "weekly", "times", 1, 2)]


def test_an_entry_that_comes_or_goes_is_told_whole() -> None:
    """Once, whatever it holds inside."""
    sweep = entry("campaign", CAMPAIGN) + DOOR
    (added,) = changes(read(BASE), read(BASE + sweep))
    (gone,) = changes(read(BASE + sweep), read(BASE))
    assert (added.table, added.entry, added.title, added.key, added.old) == ("campaign", "sweep", "大走访", "", None)
    assert isinstance(added.new, dict)
    assert added.new["days"] == 30
    assert (gone.old, gone.new) == (added.new, None)


def test_an_entry_inside_an_entry_is_told_by_itself() -> None:
    """A category of a campaign, a step of a machine."""
    sweep = entry("campaign", CAMPAIGN)
    assert told(BASE + sweep, BASE + sweep + DOOR) == [
        ("campaign sweep category", "poor", "", None,
         {"key": "poor", "title": "困难户", "visitor_roles": ("worker",)}),
    ]  # fmt: skip
    other = DOOR.replace('["worker"]', "[]")
    assert told(BASE + sweep + DOOR, BASE + sweep + other) == [
        ("campaign sweep category", "poor", "visitor_roles", ("worker",), ()),
    ]
    steps = [
        each for each in changes(shipped("common"), shipped("common", "yanjiaping")) if each.table.endswith("step")
    ]
    assert [(each.table, each.entry, each.key) for each in steps] == [
        ("machine coordination step", "closed", "needs"),
    ]


def test_a_table_inside_an_entry_that_one_side_lacks() -> None:
    """Only what it says is told, not what it leaves at its default."""
    special = entry("span", SPAN, special='{ any = ["alone"] }')
    assert told(BASE + entry("span", SPAN), BASE + special) == [
        ("span", "worker", "special.any", None, ("alone",)),
    ]


def test_versions_of_a_rule_are_told_apart_by_their_first_day() -> None:
    """An office that changes a pace from July on ends one version and adds another."""
    before = BASE + rule()
    after = BASE + rule(to="2026-06-30") + rule(from_="2026-07-01", period='{ kind = "month" }')
    assert [each[:3] for each in told(before, after)] == [
        ("rule", "weekly 2026-01-01", "to"),
        ("rule", "weekly 2026-07-01", ""),
    ]


def test_changes_follow_the_tables_and_go_back() -> None:
    """What came on the way there goes on the way back."""
    there = changes(shipped("common"), shipped("common", "xiliugou"))
    back = changes(shipped("common", "xiliugou"), shipped("common"))
    assert sorted((each.table, each.entry, each.key) for each in there) == sorted(
        (each.table, each.entry, each.key) for each in back
    )
    tables = [each.table.split(" ")[0] for each in there]
    assert [tables.index(name) for name in dict.fromkeys(tables)] == sorted(map(tables.index, set(tables)))


def test_a_change_is_json() -> None:
    """``--json`` gives the same values."""
    found = changes(read(BASE), read(SOUND))
    assert len(json.loads(msgspec.json.encode(found))) == len(found)


def words(old: Scheme, new: Scheme, language: str) -> list[str]:
    """Return every change as a sentence of a language."""
    set_language(language)
    try:
        said = SchemeWords(old, new)
        return [said.sentence(change) for change in changes(old, new)]
    finally:
        set_language("en")


def test_a_change_in_words() -> None:
    """Posts and tags by their titles, a period as people say it, an empty number as the office's to set."""
    old = read(BASE + rule() + entry("campaign", CAMPAIGN, days="0"))
    new = read(
        BASE
        + rule(period='{ kind = "weekdays", weekdays = [2, 4] }', mode='"per_actor"', times="5", to="2026-12-31",
               substitutes='["phone", "meeting"]', segment="{ everyone = true }")
        + entry("campaign", CAMPAIGN)
    )  # fmt: skip
    assert words(old, new, "en") == [
        "visiting rule x (weekly): households with one of changed from '独居老人' to 'nothing'",
        "visiting rule x (weekly): every household changed from 'no' to 'yes'",
        "visiting rule x (weekly): period changed from 'every 7 days' to 'every Tue, Thu'",
        "visiting rule x (weekly): counted for changed from 'each household' to 'each post, different households'",
        "visiting rule x (weekly): times changed from '1' to '5'",
        "visiting rule x (weekly): also counts changed from 'nothing' to 'phone call, meeting'",
        "visiting rule x (weekly): last day changed from 'open' to '2026-12-31'",
        "campaign 大走访 (sweep): days changed from 'the office sets it' to '30'",
    ]
    assert words(old, new, "zh_CN")[2] == "走访规定「x」（weekly）：周期由「每7天」改为「每周二、周四」"
    assert words(old, new, "zh_CN")[-1] == "专项行动「大走访」（sweep）：天数由「由单位确定」改为「30」"


def test_what_comes_and_goes_in_words() -> None:
    """Under the title the office knows it by; an entry inside another behind the other's title."""
    sweep = entry("campaign", CAMPAIGN)
    assert words(read(BASE + sweep), read(BASE + sweep + DOOR), "zh_CN") == [
        "新增专项行动户别「大走访 困难户」（poor）"
    ]
    assert words(read(BASE + sweep), read(BASE), "en") == ["campaign 大走访 (sweep): taken away"]
    assert words(read(BASE + entry("span", SPAN)), read(BASE), "zh_CN") == ["去掉岗位联系户数「网格员」（worker）"]
    closed = words(shipped("common"), shipped("common", "yanjiaping"), "zh_CN")
    assert "处置步骤「协调 办结」（closed）：须先具备由「处置、答复」改为「处置、答复、抄送」" in closed


def test_every_key_of_every_table_has_a_word() -> None:
    """No change is told by the bare name TOML has for a table or key."""
    set_language("zh_CN")
    try:
        for name in ("xiliugou", "chengguan", "hezhengdongjie", "luoguta", "yanjiaping", "assumed"):
            for (table, _entry), stated in _stated(shipped("common", name), frozenset()).items():
                assert table_word(table) != table
                assert [key for key in stated.keys if key_word(table, key) == key and key not in WHOLE] == []
    finally:
        set_language("en")


def test_an_unknown_table_and_key_are_shown_as_they_are() -> None:
    """A scheme of a newer program still has its changes told."""
    change = Change("orbit", "moon", "月", "phase", 1, 2)
    scheme = read(BASE)
    assert SchemeWords(scheme, scheme).sentence(change) == "orbit 月 (moon): phase changed from '1' to '2'"


def test_a_word_of_a_closed_list_comes_from_the_one_list_of_words() -> None:
    """The channel is called as on every screen."""
    assert {name.upper() for name in ("home_visit", "phone")} <= set(Channel.__members__)
    assert RULE["channels"] == '["home_visit"]'
    old, new = read(BASE + rule()), read(BASE + rule(channels='["phone"]'))
    assert words(old, new, "en") == ["visiting rule x (weekly): channels changed from 'home visit' to 'phone call'"]
