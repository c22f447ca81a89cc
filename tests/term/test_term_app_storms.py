"""Bad input typed at the real app: it never dies, is right after Ctrl+L in every cell, loses no record, no draft."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.tui.app import LINE_LOST
from tests.tools.demo_desk import make_demo_office
from tests.tools.key_sequences import KEYPAD, SEQUENCES
from tests.tools.pty_session import KEY_BYTES
from tests.tools.storms import PATIENCE_SECONDS, WORDS, Storm, noise, random_keys

NOISE_BYTES = 20_000
KEYS = 2_000
EDGE_SIZES = ((1, 1), (500, 200), (2, 40), (80, 1), (80, 20), (1, 200), (500, 1), (79, 24))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the office that every session begins with."""
    return make_demo_office(tmp_path_factory.mktemp("demo") / "office")


@pytest.fixture
def storm(template: Path, tmp_path: Path) -> Iterator[Storm]:
    """Start the app on an office of its own."""
    with Storm(template, tmp_path) as started:
        yield started


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_random_bytes(template: Path, tmp_path: Path, encoding: str) -> None:
    """Random bytes and fragments of what terminals send: nothing ends but by its keys, and the screen is right."""
    with Storm(template, tmp_path, encoding=encoding) as storm:
        storm.to_list()
        storm.save_a_visit()
        saved = storm.operations()
        storm.type_noise(noise(1, NOISE_BYTES))
        storm.is_right()
        assert storm.operations() >= saved
        storm.leaves_no_trace()


def test_random_keys(storm: Storm) -> None:
    """Keys that mean something, in any order, go deep into the screens: none of them fails."""
    saved = storm.operations()
    storm.type_keys(random_keys(2, KEYS))
    storm.is_right()
    assert storm.operations() >= saved
    storm.leaves_no_trace()


@pytest.mark.parametrize("mode", SEQUENCES)
def test_keys_of_every_mode_on_a_list(storm: Storm, mode: str) -> None:
    """No key of a mode records anything by itself, nor does a letter out of its sequence; the screen is right."""
    storm.to_list()
    saved = storm.operations()
    storm.session.send(b"".join(b"\x1b" + each.encode() for each in SEQUENCES[mode]))
    storm.is_right()
    assert storm.operations() == saved
    storm.leaves_no_trace()


@pytest.mark.parametrize("mode", SEQUENCES)
def test_keys_of_every_mode_in_a_field(storm: Storm, mode: str) -> None:
    """No part of a sequence is typed into a field but what the keypad types, and what stands there stays."""
    storm.to_list()
    storm.write_diary()
    for each in SEQUENCES[mode]:
        storm.session.send(KEY_BYTES["end"] + b"\x1b" + each.encode())  # at the end Delete takes nothing away
    storm.is_right()
    storm.session.hang_up()
    assert storm.session.wait_exit(PATIENCE_SECONDS) == LINE_LOST
    [diary] = storm.diaries(WORDS)
    assert re.fullmatch(WORDS + ("[-0-9*+,./]+\n" if mode == KEYPAD else ""), diary)
    storm.leaves_no_trace()


def test_resize_storm(storm: Storm) -> None:
    """Windows from 1x1 to 500x200: each is right, and a storm of them with keys in between leaves what was typed."""
    session, chance = storm.session, random.Random(3)
    storm.to_list()
    storm.write_diary()
    for size in EDGE_SIZES:
        session.resize(*size)
        storm.is_right()
    for _ in range(60):
        session.resize(chance.randint(1, 500), chance.randint(1, 200))
        session.send("a" if chance.random() < 0.3 else b"\x0c")
    for size in [(100, 30), (80, 24)]:
        session.resize(*size)
        rows = storm.is_right()
        assert any(WORDS in row for row in rows), session.dump()
    storm.leaves_no_trace()
