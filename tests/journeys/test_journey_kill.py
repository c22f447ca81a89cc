"""kill -9 while saving, a dropped line, an import cut off: what the screen called saved is in the store."""

import random
import re
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests.tools.office_host import DEADLINE_MS, ROSTER, SECRETARY, WORKER, OfficeHost, settled
from tests.tools.store_file import count_rows, integrity

pytestmark = pytest.mark.journey

SEED = 20261121
APP_KILLS = 4
SAVER_KILLS = 8
ROWS_ON_A_PAGE = 17
ID_DIGITS = 32
DONE_ROW = re.compile(r"^[> ] [ \d]\d (\S+) +(\S+) .*\[x\]已访")
LINE_LOST = 129
"""Exit status of a session whose line dropped: 128 and the number of SIGHUP."""

SAVER = """
import sys
from pathlib import Path
from gridtui.core.time import SystemClock
from gridtui.core.words import Outcome
from gridtui.office import browse, visits
from gridtui.office.session import opened_session
from gridtui.settings import load_settings
folder = Path(sys.argv[1])
with opened_session(folder, account=sys.argv[2], clock=SystemClock(), settings=load_settings(folder, {})) as session:
    duties = browse.today(session).duties
    for number in range(100_000):
        saved = visits.quick_visit(session, duties[number % len(duties)].household, Outcome.MET)
        print(saved.uid.hex(), flush=True)
"""


def told_saved(rows: list[str]) -> set[str]:
    """Return whom the screen says visits were saved for: its rows marked done, by door and name."""
    found = (DONE_ROW.match(row) for row in rows)
    return {f"{match[1]} {match[2]}" for match in found if match}


def has_told(wanted: int, rows: list[str]) -> bool:
    """Tell whether the screen says that so many were saved."""
    return len(told_saved(rows)) >= wanted


def is_told(journal: Path, wanted: int, saver: "subprocess.Popen[bytes]") -> bool:
    """Tell whether a running saver has been told of so many saves."""
    assert saver.poll() is None, journal.read_text("utf-8")
    return journal.read_bytes().count(b"\n") >= wanted


def kept_visits(host: OfficeHost) -> list[str]:
    """Return whom the store has visits to, by address and name."""
    rows = host.json("visits", account=SECRETARY)
    return [f"{row['address']} {row['head']}" for row in rows]


def is_kept(told: str, kept: list[str]) -> bool:
    """Tell whether a row of Today, which shows the end of an address and the beginning of a name, is in the store."""
    door, name = told.split()
    return any(f"-{door} {name}" in each for each in kept)


def test_what_the_app_called_saved_survives_kill_9(host: OfficeHost) -> None:
    """Killed while a typist is ahead of it, at random moments; the next start works and shows what was saved."""
    chance = random.Random(SEED)
    told: set[str] = set()
    for _kill in range(APP_KILLS):
        with host.clerk(WORKER) as clerk:
            clerk.sees("每月必访")
            wanted = min(ROWS_ON_A_PAGE, len(told_saved(clerk.rows)) + chance.randint(1, 3))
            for number in range(1, ROWS_ON_A_PAGE + 1):
                clerk.press(*str(number), "person.visit", "enter")
            clerk.sees_when(partial(has_told, wanted), f"{wanted} saved")
            time.sleep(chance.random() / 50)  # the moment of the kill, not a wait for anything
            clerk.pty.kill9()
            clerk.pty.wait_exit(DEADLINE_MS / 1000)
            told |= told_saved(clerk.rows)
        kept = kept_visits(host)
        assert [each for each in sorted(told) if not is_kept(each, kept)] == []
    assert len(told) > APP_KILLS
    assert integrity(host.office) == "ok"


def test_what_a_headless_saver_was_told_survives_kill_9(host: OfficeHost, tmp_path: Path) -> None:
    """The return of a use case is the promise: killed between any two, and inside one, all returned are there."""
    chance = random.Random(SEED)
    told: set[str] = set()
    journal = tmp_path / "journal"
    for _kill in range(SAVER_KILLS):
        wanted = len(told) + chance.randint(1, 40)
        command = [sys.executable, "-c", SAVER, str(host.office), WORKER]
        with host.started(command=command, log=journal) as saver:
            settled(partial(is_told, journal, wanted, saver), f"{wanted} saves")
            time.sleep(chance.random() / 100)  # the moment of the kill, not a wait for anything
        assert saver.returncode == -signal.SIGKILL
        told = {line for line in journal.read_text("ascii").splitlines() if len(line) == ID_DIGITS}
    kept = {row["id"] for row in host.json("visits", account=SECRETARY)}
    assert told - kept == set()
    assert len(kept - told) <= SAVER_KILLS, "more was kept than was ever under way"
    assert integrity(host.office) == "ok"
    operations = count_rows(host.office, "op", "id IN (SELECT uid FROM visit)")
    assert operations == count_rows(host.office, "visit") == len(kept)


def test_an_import_cut_off_by_kill_9_goes_on_where_it_was(tmp_path: Path) -> None:
    """The same words again finish it; nobody is there twice."""
    host = OfficeHost(tmp_path)
    host.set_up(roster=None)
    with host.started("import", str(ROSTER), "--yes", account=SECRETARY):
        settled(lambda: count_rows(host.office, "household") > 0, "the first batch")
    host.run("import", str(ROSTER), "--yes", account=SECRETARY)
    assert count_rows(host.office, "household", "live = 1") == 400
    assert count_rows(host.office, "resident", "live = 1") == 1099
    assert integrity(host.office) == "ok"


def test_a_draft_survives_a_dropped_line(host: OfficeHost) -> None:
    """The form opens where it was left, on the next login."""
    words = "老人近日头晕，已联系女儿"
    with host.clerk(WORKER) as clerk:
        clerk.sees("每月必访").press("person.visit_form").form("登记走访")
        clerk.fill("日记", words)
        clerk.pty.hang_up()
        assert clerk.pty.wait_exit(DEADLINE_MS / 1000) == LINE_LOST
    with host.clerk(WORKER) as clerk:
        clerk.sees("草稿1").press("person.visit_form").form("登记走访").sees(words)
        clerk.press("form.save").sees("已记：").sees("草稿0")
        assert clerk.leaves() == 0
    assert count_rows(host.office, "visit", f"diary = '{words}'") == 1
