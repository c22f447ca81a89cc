"""A sound scheme file as text, and what is wrong with one that is not: the tests of faults start from here."""

import pytest

from gridtui.core.errors import SettingsFault
from gridtui.locale.sentences import SENTENCES, sentences_for
from gridtui.scheme.load import load_schemes

HEAD = '[scheme]\nkey = "own"\ntitle = "本单位"\nsource = "社区会议"\n'
ROLE = (
    '[[role]]\nkey = "worker"\ntitle = "网格员"\ntitle_en = "worker"\nlevel = "grid"\nkind = "worker"\nsource = "x"\n'
)
TAG = '[[tag]]\nkey = "alone"\ntitle = "独居老人"\npurpose = "company"\nreview_months = 12\nsource = "x"\n'
STEP = '[[machine.step]]\nact = "closed"\nafter = ["registered"]\nto = "closed"\n'
MACHINES = "".join(
    f'[[machine]]\nkey = "{key}"\ntitle = "x"\nsource = "x"\ngoes_to = "opener"\n{STEP}'
    for key in ("routine", "coordination", "urgent", "approval")
)
BASE = HEAD + ROLE + TAG + MACHINES
RULE = {
    "key": '"weekly"',
    "title": '"x"',
    "label": '"x"',
    "source": '"x"',
    "actor_roles": '["worker"]',
    "actor_scope": '"grid"',
    "channels": '["home_visit"]',
    "period": '{ kind = "rolling", days = 7 }',
    "segment": '{ any = ["alone"] }',
    "from": "2026-01-01",
}


def entry(table: str, sound: dict[str, str], **changes: str | None) -> str:
    """Write a sound entry of an array of tables with some keys changed, None leaving the key out."""
    keys = {**sound, **{key.rstrip("_"): value for key, value in changes.items()}}
    return f"[[{table}]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items() if value is not None)


def rule(**changes: str | None) -> str:
    """Write a sound rule with some keys changed, None leaving the key out."""
    return entry("rule", RULE, **changes)


def faults(*texts: str) -> list[tuple[str, object, object]]:
    """Return (code, table, key) of every problem of files named a.toml, b.toml."""
    with pytest.raises(SettingsFault) as fault:
        load_schemes((text, f"{'abc'[place]}.toml") for place, text in enumerate(texts))
    assert fault.value.code == "scheme.faulty"
    for problem in (fault.value, *fault.value.problems):
        assert problem.code in SENTENCES
        assert all(sentences_for(problem))
    assert fault.value.parameters["count"] == len(fault.value.problems)
    return [(p.code, p.parameters.get("table"), p.parameters.get("key")) for p in fault.value.problems]
