"""What a process really loads: contracts a static graph cannot prove, as imports may be deferred."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def loaded_after(statement: str) -> set[str]:
    """Return the top-level names and gridtui modules a fresh interpreter has loaded after a statement."""
    program = f"import sys, json\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_command_line_loads_nothing_heavy_before_it_knows_the_command() -> None:
    """Parsing the words costs no Textual, Peewee, httpx, cryptography or starlette."""
    loaded = loaded_after("from gridtui.cli import build_parser; build_parser()")
    assert not loaded & {"textual", "rich", "peewee", "httpx", "cryptography", "starlette", "uvicorn", "pypinyin"}


@pytest.mark.parametrize(
    "module", ["gridtui.server.application", "gridtui.office.browse", "gridtui.office.synchronise"]
)
def test_server_and_use_cases_load_no_textual(module: str) -> None:
    """A server and every headless command run without the screen library."""
    assert not loaded_after(f"import {module}") & {"textual", "rich"}


def test_use_cases_load_no_http_client() -> None:
    """The exchange with the server is loaded when a sync starts, not before."""
    assert not loaded_after("import gridtui.office.browse, gridtui.office.visits") & {"httpx", "cryptography"}


def test_the_app_loads_no_http_client_before_a_sync() -> None:
    """Opening the app costs no httpx."""
    assert not loaded_after("import gridtui.tui.app, gridtui.tui.run") & {"httpx", "cryptography", "uvicorn"}


def test_store_models_are_imported_only_inside_the_store() -> None:
    """No model instance leaves the store, so no query can fire on the thread that draws."""
    package = ROOT / "gridtui"
    outside = [p for p in package.rglob("*.py") if "store" not in p.relative_to(package).parts]
    assert [str(p) for p in outside if "store.models" in p.read_text("utf-8")] == []
