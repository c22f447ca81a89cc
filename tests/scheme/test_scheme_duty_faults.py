"""Faults of posts, rules, triggers, campaigns and activities: each is named by file, table and key."""

import pytest

from gridtui.scheme.check import open_questions, scheme_doubts
from gridtui.scheme.load import load_scheme
from tests.scheme.scheme_texts import BASE, RULE, entry, faults, rule

HEAD_ROLE = (
    '[[role]]\nkey = "head"\ntitle = "片长"\ntitle_en = "head"\nlevel = "community"\nkind = "leader"\nsource = "x"\n'
)
CATEGORY = '[[category]]\nkey = "noise"\ntitle = "噪声"\nsource = "x"\n'
ACTIVITY = {"key": '"round"', "title": '"巡查"', "kind": '"patrol"', "level": '"grid"', "leaves": '"findings"',
            "source": '"x"'}  # fmt: skip
COUNTED = {**{key: value for key, value in RULE.items() if key != "channels"}, "counts": '"activities"',
           "activity": '"round"', "mode": '"per_area"', "times": "2", "period": '{ kind = "year" }',
           "segment": "{ everyone = true }"}  # fmt: skip
ATTEND = {"key": '"sudden"', "title": '"突发"', "act": '"attend"', "roles": '["worker"]', "source": '"x"',
          "hours": "2", "visit_channels": '["home_visit"]'}  # fmt: skip
REPORT = {"key": '"dirty"', "title": '"脏乱"', "act": '"report"', "roles": '["worker"]', "source": '"x"',
          "ticket_kind": '"problem"', "ticket_class": '"routine"', "category": '"noise"'}  # fmt: skip
TEMPLATE = {"key": '"needy"', "title": '"问"', "when": '{ segment = { any = ["alone"] } }', "source": '"x"',
            "questions": '["怎样？"]'}  # fmt: skip
CAMPAIGN = {"key": '"sweep"', "title": '"大走访"', "source": '"x"', "days": "30", "target_percent": "100"}
DOOR = '[[campaign.category]]\nkey = "poor"\ntitle = "困难户"\nvisitor_roles = ["worker"]\n'
SPAN = {"role": '"worker"', "source": '"x"', "least": "5", "most": "15"}
PLAN = {"key": '"daily"', "title": '"每日"', "source": '"x"', "period": '{ kind = "day" }'}
LEVELS = (
    '[[level]]\nkey = "community"\ntitle = "社区"\ntitle_en = "community"\nsource = "x"\n'
    '[[level]]\nkey = "grid"\ntitle = "网格"\ntitle_en = "grid"\nsource = "x"\nunder = ["community"]\n'
)
SHELF = {"type": '"resident"', "field": '"phone"', "source": '"x"', "months": "6"}
SOUND = (
    BASE
    + HEAD_ROLE
    + CATEGORY
    + LEVELS
    + entry("activity", ACTIVITY)
    + entry("rule", COUNTED)
    + entry("trigger", ATTEND)
    + entry("trigger", REPORT)
    + entry("template", TEMPLATE)
    + entry("campaign", CAMPAIGN)
    + DOOR
    + entry("span", SPAN)
    + entry("plan", PLAN)
    + entry("shelf_life", SHELF)
)


def activity(**changes: str | None) -> str:
    """Write a file with one activity kind changed."""
    return BASE + entry("activity", ACTIVITY, **changes)


def counted(**changes: str | None) -> str:
    """Write a file with a changed rule that counts activities."""
    return activity() + entry("rule", COUNTED, **changes)


def attend(**changes: str | None) -> str:
    """Write a file with a changed trigger to go somewhere."""
    return BASE + CATEGORY + entry("trigger", ATTEND, **changes)


def report(**changes: str | None) -> str:
    """Write a file with a changed trigger to report."""
    return BASE + CATEGORY + entry("trigger", REPORT, **changes)


def template(**changes: str | None) -> str:
    """Write a file with a changed visit template, beside a campaign of one category."""
    return BASE + entry("campaign", CAMPAIGN) + DOOR + entry("template", TEMPLATE, **changes)


def campaign(**changes: str | None) -> str:
    """Write a file with a changed campaign of one category."""
    return BASE + entry("campaign", CAMPAIGN, **changes) + DOOR


def span(**changes: str | None) -> str:
    """Write a file with a changed span."""
    return BASE + entry("span", SPAN, **changes)


def twice_numbered(table: str) -> str:
    """Write two choices of one number."""
    return "".join(f'[[{table}]]\nnumber = 1\nkey = "{key}"\ntitle = "x"\nsource = "x"\n' for key in "ab")


def test_every_table_has_a_sound_form() -> None:
    """What the faults below start from loads, and its entries are found by key."""
    scheme = load_scheme(SOUND, "a.toml")
    assert [scheme.trigger("sudden"), scheme.template("needy"), scheme.activity("round")] == [
        scheme.triggers[0],
        scheme.templates[0],
        scheme.activities[0],
    ]
    sweep, spanned, level = scheme.campaign("sweep"), scheme.span("worker"), scheme.level("grid")
    assert sweep is not None
    assert sweep.category("poor") == sweep.categories[0]
    assert sweep.category("rich") is None
    assert spanned is not None
    assert (spanned.least, spanned.most) == (5, 15)
    assert level is not None
    assert level.under == ("community",)
    assert scheme.shelf_months("resident", "phone") == 6
    assert scheme.shelf_months("resident", "lives") is None
    assert open_questions(scheme)[0].key == "hours"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (counted(activity='"walk"'), ("scheme.unknown_name", "rule weekly", "activity")),
        (counted(activity=None), ("scheme.missing_key", "rule weekly", "activity")),
        (counted(channels='["home_visit"]'), ("scheme.contradiction", "rule weekly", "channels")),
        (counted(substitutes='["phone"]'), ("scheme.contradiction", "rule weekly", "substitutes")),
        (counted(mode='"per_subject"'), ("scheme.contradiction", "rule weekly", "mode")),
        (counted(times=None), ("scheme.missing_key", "rule weekly", "times")),
        (counted(times="20000"), ("scheme.wrong_value", "rule weekly", "times")),
        (counted(period='{ kind = "day" }', times="25"), ("scheme.too_many", "rule weekly", "times")),
        (
            counted(times_most="3") + entry("rule", COUNTED, key='"more"', times="5"),
            ("scheme.contradiction", "rule more", "times"),
        ),
        (BASE + rule(channels=None), ("scheme.missing_key", "rule weekly", "channels")),
        (BASE + rule(channels="[]"), ("scheme.missing_key", "rule weekly", "channels")),
        (activity() + rule(activity='"round"'), ("scheme.contradiction", "rule weekly", "activity")),
        (BASE + rule(programme='"hearts"'), ("scheme.unknown_name", "rule weekly", "programme")),
        (BASE + rule(mode='"per_actor"'), ("scheme.missing_key", "rule weekly", "times")),
        (
            BASE + rule(mode='"per_actor"', times="201", period='{ kind = "day" }'),
            ("scheme.too_many", "rule weekly", "times"),
        ),
        (BASE + rule(period='{ kind = "day" }', times="25"), ("scheme.too_many", "rule weekly", "times")),
        (BASE + rule(times="169"), ("scheme.too_many", "rule weekly", "times")),
        (
            BASE + rule(mode='"once"', to="2026-01-02", times="49"),
            ("scheme.too_many", "rule weekly", "times"),
        ),
        (
            BASE + rule(period='{ kind = "weekdays", weekdays = [2] }', times="3"),
            ("scheme.contradiction", "rule weekly", "times"),
        ),
        (
            BASE + rule(period='{ kind = "weekdays", weekdays = [8] }'),
            ("scheme.wrong_value", "rule weekly period", "weekdays"),
        ),
        (BASE + LEVELS + rule(actor_scope='"courtyard"'), ("scheme.unknown_name", "rule weekly", "actor_scope")),
        (BASE + rule(actor_scope='"community"'), ("scheme.scope", "rule weekly", "actor_scope")),
        (BASE + rule(escalate_to='"worker"'), ("scheme.circle", "rule weekly", "escalate_to")),
        (
            BASE
            + HEAD_ROLE
            + rule(escalate_to='"head"')
            + rule(key='"back"', actor_roles='["head"]', actor_scope='"community"', escalate_to='"worker"'),
            ("scheme.circle", "rule back", "escalate_to"),
        ),
    ],
)
def test_a_fault_of_a_rule(text: str, expected: tuple[str, str, str]) -> None:
    """Rules that count nothing, that nobody can keep, that reach beyond their post or escalate in a circle."""
    assert expected in faults(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BASE + LEVELS.replace('"grid"', '"group"'), ("scheme.unknown_name", "role worker", "level")),
        (
            BASE + LEVELS.replace('under = ["community"]', 'under = ["estate"]'),
            ("scheme.wrong_value", "level grid", "under"),
        ),
        (
            BASE + LEVELS.replace('under = ["community"]', 'under = ["area"]'),
            ("scheme.unknown_name", "level grid", "under"),
        ),
        (
            BASE + LEVELS.replace('under = ["community"]', 'under = ["grid"]'),
            ("scheme.circle", "level grid", "under"),
        ),
        (BASE.replace('kind = "worker"', 'held_with = ["x"]\nkind = "worker"'),
         ("scheme.unknown_name", "role worker", "held_with")),
        (BASE.replace('kind = "worker"', 'held_with = ["worker"]\nkind = "worker"'),
         ("scheme.contradiction", "role worker", "held_with")),
        (BASE.replace('level = "grid"', ""), ("scheme.missing_key", "role worker", "level")),
        (BASE.replace('level = "grid"', 'level = "moon"'), ("scheme.wrong_value", "role worker", "level")),
        (span(role='"emperor"'), ("scheme.unknown_name", "span emperor", "role")),
        (span(least=None, most=None), ("scheme.missing_key", "span worker", "most")),
        (span(least="20"), ("scheme.contradiction", "span worker", "least")),
        (span(office_sets="true"), ("scheme.contradiction", "span worker", "office_sets")),
        (span(special='{ any = ["alien"] }'), ("scheme.unknown_name", "span worker", "special")),
        (span() + entry("span", SPAN), ("scheme.twice", "span worker", None)),
        (BASE + entry("shelf_life", SHELF, field='"shoe_size"'),
         ("scheme.unknown_name", "shelf_life resident shoe_size", "field")),
        (BASE + entry("shelf_life", SHELF, type='"dog"'), ("scheme.wrong_value", "shelf_life dog phone", "type")),
        (BASE + entry("shelf_life", SHELF, months="-1"),
         ("scheme.wrong_value", "shelf_life resident phone", "months")),
        (BASE + entry("plan", PLAN, ends_with='"alien"'), ("scheme.unknown_name", "plan daily", "ends_with")),
        (BASE + entry("plan", PLAN, times="30"), ("scheme.too_many", "plan daily", "times")),
        (BASE + entry("plan", PLAN, period='{ kind = "rolling" }'), ("scheme.period", "plan daily", "period days")),
        (
            BASE + '[[team]]\nkey = "team"\ntitle = "组"\nlevel = "grid"\nmembers = []\nsource = "x"\n',
            ("scheme.wrong_value", "team team", "members"),
        ),
        *(
            (
                BASE + twice_numbered(table),
                ("scheme.number_twice", f"{table} b", "number"),
            )
            for table in ("method", "pool", "quality", "pause_reason", "result")
        ),
    ],
)  # fmt: skip
def test_a_fault_of_posts_and_people(text: str, expected: tuple[str, str, str | None]) -> None:
    """Posts on levels there are not, spans without a number, fields nobody keeps, plans nobody can follow."""
    assert expected in faults(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (attend(roles='["emperor"]'), ("scheme.unknown_name", "trigger sudden", "roles")),
        (attend(roles="[]"), ("scheme.wrong_value", "trigger sudden", "roles")),
        (attend(hours="-1"), ("scheme.wrong_value", "trigger sudden", "hours")),
        (attend(hours="100000"), ("scheme.wrong_value", "trigger sudden", "hours")),
        (attend(act='"wait"'), ("scheme.wrong_value", "trigger sudden", "act")),
        (attend(visit_channels=None), ("scheme.missing_key", "trigger sudden", "visit_channels")),
        (attend(ticket_kind='"problem"'), ("scheme.contradiction", "trigger sudden", "ticket_kind")),
        (attend(prompts='["sad"]'), ("scheme.unknown_name", "trigger sudden", "prompts")),
        (attend(template='"sad"'), ("scheme.unknown_name", "trigger sudden", "template")),
        (attend(programme='"six"'), ("scheme.unknown_name", "trigger sudden", "programme")),
        (report(category='"aliens"'), ("scheme.unknown_name", "trigger dirty", "category")),
        (report(category=None), ("scheme.missing_key", "trigger dirty", "category")),
        (report(ticket_class=None), ("scheme.missing_key", "trigger dirty", "ticket_class")),
        (report(ticket_kind='"gossip"'), ("scheme.wrong_value", "trigger dirty", "ticket_kind")),
        (report(visit_channels='["phone"]'), ("scheme.contradiction", "trigger dirty", "visit_channels")),
        (report(change='"household"'), ("scheme.contradiction", "trigger dirty", "ticket_kind")),
        (report(change='"tag"', ticket_kind=None, ticket_class=None, category=None),
         ("scheme.missing_key", "trigger dirty", "tag")),
        (report(tag='"alone"'), ("scheme.contradiction", "trigger dirty", "tag")),
        (report(change='"tag"', tag='"alien"', ticket_kind=None, ticket_class=None, category=None),
         ("scheme.unknown_name", "trigger dirty", "tag")),
        (template(prompts='["sad"]'), ("scheme.unknown_name", "template needy", "prompts")),
        (template(questions=None), ("scheme.missing_key", "template needy", "questions")),
        (template(records='["photo"]'), ("scheme.wrong_value", "template needy", "records")),
        (template(when="{}"), ("scheme.when", "template needy", "when")),
        (template(when='{ campaign = "sweep", ticket_sources = ["petition"] }'),
         ("scheme.when", "template needy", "when")),
        (template(when='{ segment = { any = ["alien"] } }'),
         ("scheme.unknown_name", "template needy", "when segment")),
        (template(when='{ campaign = "war" }'), ("scheme.unknown_name", "template needy", "when campaign")),
        (template(when='{ campaign = "sweep", category = "rich" }'),
         ("scheme.unknown_name", "template needy", "when category")),
        (template(when='{ segment = { everyone = true }, category = "poor" }'),
         ("scheme.unknown_name", "template needy", "when category")),
        (template(when='{ ticket_sources = ["rumour"] }'),
         ("scheme.wrong_value", "template needy when", "ticket_sources")),
        (campaign(days="-1"), ("scheme.wrong_value", "campaign sweep", "days")),
        (campaign(target_percent="101"), ("scheme.wrong_value", "campaign sweep", "target_percent")),
        (campaign(told="true"), ("scheme.missing_key", "campaign sweep", "topic")),
        (campaign(programme='"hearts"'), ("scheme.unknown_name", "campaign sweep", "programme")),
        (campaign() + DOOR, ("scheme.twice", "campaign sweep category poor", "key")),
        (campaign().replace('["worker"]', '["emperor"]'),
         ("scheme.unknown_name", "campaign sweep category poor", "visitor_roles")),
        (campaign() + 'template = "poor"\n', ("scheme.unknown_name", "campaign sweep category poor", "template")),
        (campaign() + 'colour = "red"\n', ("scheme.unknown_key", "campaign sweep category poor", "colour")),
        (activity(kind='"party"'), ("scheme.wrong_value", "activity round", "kind")),
        (activity(leaves='"nothing"'), ("scheme.wrong_value", "activity round", "leaves")),
        (activity(level='"courtyard"') + LEVELS, ("scheme.unknown_name", "activity round", "level")),
        (activity(weekdays="[0]"), ("scheme.wrong_value", "activity round", "weekdays")),
        (activity(start_minute="1440"), ("scheme.wrong_value", "activity round", "start_minute")),
        (activity(half_day='"morning"', start_minute="840"),
         ("scheme.contradiction", "activity round", "start_minute")),
        (activity(start_minute="600", end_minute="540"), ("scheme.contradiction", "activity round", "end_minute")),
        (activity(end_minute="540"), ("scheme.contradiction", "activity round", "end_minute")),
        (activity(ages='[{ title = "老人", least = 60, most = 5 }]'),
         ("scheme.contradiction", "activity round", "ages 老人 most")),
        (activity(segment="{}"), ("scheme.segment", "activity round", "segment")),
        (activity(programme='"hearts"'), ("scheme.unknown_name", "activity round", "programme")),
        (activity(assumed='["weather"]'), ("scheme.unknown_name", "activity round", "assumed")),
    ],
)  # fmt: skip
def test_a_fault_of_fieldwork(text: str, expected: tuple[str, str, str]) -> None:
    """Triggers that lead nowhere, templates for no visit, campaigns and activities nobody can hold."""
    assert expected in faults(text)


def test_a_circle_names_its_chain_once_a_rule() -> None:
    """Who reads the fault sees which roles hand the duty round; rules that never hold together make no circle."""
    there = rule(escalate_to='"head"', to="2026-06-30")
    back = {"key": '"back"', "actor_roles": '["head"]', "actor_scope": '"community"', "escalate_to": '"worker"'}
    assert faults(BASE + HEAD_ROLE + there + rule(**back)) == [
        ("scheme.circle", "rule weekly", "escalate_to"),
        ("scheme.circle", "rule back", "escalate_to"),
    ]
    later = load_scheme(BASE + HEAD_ROLE + there + rule(**back, from_="2026-07-01"), "a.toml")
    assert len(later.rules) == 2


def test_numbers_at_the_edge_are_kept() -> None:
    """A visit an hour, a weekday's turn for each listed day, a quota of two hundred doors: hard, and possible."""
    for text in (
        BASE + rule(period='{ kind = "day" }', times="24"),
        BASE + rule(period='{ kind = "weekdays", weekdays = [1, 3] }', times="2"),
        BASE + rule(mode='"per_actor"', times="200", period='{ kind = "day" }'),
        BASE + rule(mode='"per_actor"', period='{ kind = "office_sets" }'),
    ):
        assert load_scheme(text, "a.toml").rules


def test_two_paces_of_one_duty_are_a_doubt() -> None:
    """The same posts, households and channels twice: kept and told; a substitute or another channel is meant."""
    text = BASE + rule() + rule(key='"other"', period='{ kind = "rolling", days = 3 }')
    (doubt,) = scheme_doubts(load_scheme(text, "a.toml"), "a.toml")
    assert (doubt.code, doubt.parameters["table"], doubt.parameters["other"]) == (
        "scheme.doubled",
        "rule other",
        "weekly",
    )
    for meant in (
        rule(key='"other"', period='{ kind = "rolling", days = 3 }', channels='["phone"]'),
        rule(key='"other"', period='{ kind = "rolling", days = 3 }', substitutes='["phone"]'),
        rule(key='"other"', period='{ kind = "office_sets" }'),
        rule(key='"other"'),
    ):
        assert not list(scheme_doubts(load_scheme(BASE + rule() + meant, "a.toml"), "a.toml"))


def test_what_the_office_must_decide_is_listed() -> None:
    """Every empty value of every table stands in the list first, every assumed one behind it."""
    text = (
        BASE
        + entry("activity", ACTIVITY, segment="{ office_sets = true }", assumed='["level"]')
        + entry("rule", COUNTED, period='{ kind = "office_sets" }', times=None, assumed='["actor_roles"]')
        + entry("trigger", ATTEND, hours="0", assumed='["roles"]')
        + entry("campaign", CAMPAIGN, days="0", target_percent="0")
        + entry("span", SPAN, least="0", most="0", office_sets="true", special="{ office_sets = true }")
        + entry("shelf_life", SHELF, months="0")
        + entry("plan", PLAN, period='{ kind = "office_sets" }')
        + '[[limit]]\nticket_class = "routine"\nsource = "x"\n'
    )
    asked = [(each.table, each.key, each.is_assumed) for each in open_questions(load_scheme(text, "a.toml"))]
    assert asked == [
        ("rule weekly", "period", False),
        ("plan daily", "period", False),
        ("trigger sudden", "hours", False),
        ("campaign sweep", "days", False),
        ("campaign sweep", "target_percent", False),
        ("activity round", "segment", False),
        ("span worker", "most", False),
        ("span worker", "special", False),
        ("shelf_life resident phone", "months", False),
        ("limit routine", "amount", False),
        ("rule weekly", "actor_roles", True),
        ("trigger sudden", "roles", True),
        ("activity round", "level", True),
    ]
