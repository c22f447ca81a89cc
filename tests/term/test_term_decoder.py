"""The input decoder: what terminals send, split anywhere, and what noise does to it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui.term.decoder import ESCAPE_WAIT_MS, PASTE_LIMIT_CHARACTERS, PASTE_SILENCE_MS, InputDecoder
from gridtui.term.keys import CursorReport, DeviceReport, EncodingChanged, InputEvent, Key, Paste

LONG_AFTER_MS = 60_000


def decode(raw: bytes, decoder: InputDecoder | None = None) -> list[InputEvent]:
    """Return all events of bytes that arrive at once and are followed by silence."""
    decoder = decoder or InputDecoder()
    return decoder.feed(raw, 0) + decoder.tick(LONG_AFTER_MS)


def keys(raw: bytes, decoder: InputDecoder | None = None) -> list[str]:
    """Return the names of the keys in bytes; anything that is not a key shows as itself."""
    return [each.key if isinstance(each, Key) else repr(each) for each in decode(raw, decoder)]


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (b"a", ["a"]),
        (b"Z", ["Z"]),
        (b" ", ["space"]),
        (b"/", ["slash"]),
        (b"\r", ["enter"]),
        (b"\n", ["ctrl+j"]),
        (b"\t", ["tab"]),
        (b"\x0c", ["ctrl+l"]),
        (b"\x00", ["ctrl+@"]),
        (b"\x08\x7f", ["backspace", "backspace"]),
        (b"\x1f", ["ctrl+underscore"]),
    ],
)
def test_ascii_has_textual_names(raw: bytes, names: list[str]) -> None:
    """Letters, signs and control characters go by the names Textual binds; ^H and DEL are both backspace."""
    assert keys(raw) == names


@pytest.mark.parametrize(
    ("terminal", "raw", "names"),
    [
        ("xterm", b"\x1bOP\x1bOQ\x1bOR\x1bOS\x1b[15~\x1b[24~", ["f1", "f2", "f3", "f4", "f5", "f12"]),
        ("xterm", b"\x1b[A\x1bOB\x1b[C\x1bOD\x1b[H\x1b[F", ["up", "down", "right", "left", "home", "end"]),
        ("xterm", b"\x1b[1;5C\x1b[1;2A\x1b[5;5~", ["ctrl+right", "shift+up", "ctrl+pageup"]),
        ("PuTTY", b"\x1b[11~\x1b[12~\x1b[13~\x1b[14~\x1b[15~\x1b[21~", ["f1", "f2", "f3", "f4", "f5", "f10"]),
        (
            "PuTTY",
            b"\x1b[1~\x1b[2~\x1b[3~\x1b[4~\x1b[5~\x1b[6~",
            ["home", "insert", "delete", "end", "pageup", "pagedown"],
        ),
        ("VT100+", b"\x1bOP\x1bOT\x1bOU\x1bOX\x1bOY\x1bOZ\x1bO[", ["f1", "f5", "f6", "f9", "f10", "f11", "f12"]),
        ("Linux", b"\x1b[[A\x1b[[E\x1b[17~", ["f1", "f5", "f6"]),
        (
            "rxvt",
            b"\x1b[7~\x1b[8~\x1b[7$\x1b[8^\x1b[a\x1bOa",
            ["home", "end", "shift+home", "ctrl+end", "shift+up", "ctrl+up"],
        ),
        ("rxvt", b"\x1b[23$x", ["f23", "x"]),
        ("any", b"\x1b[Z", ["shift+tab"]),
        ("shifted", b"\x1b[1;2P\x1b[15;2~\x1b[1;5Q\x1b[1;6S", ["f13", "f17", "ctrl+f2", "ctrl+f16"]),
    ],
)
def test_function_keys(terminal: str, raw: bytes, names: list[str]) -> None:
    """Every terminal's function and cursor keys arrive under one name (terminal.md 7)."""
    assert keys(raw) == names, terminal


def test_application_keypad_types_text() -> None:
    """The numeric pad in application mode types digits and signs, and Enter is Enter."""
    assert decode(b"\x1bOp\x1bOy\x1bOl\x1bOk\x1bOM") == [
        Key("0", "0"), Key("9", "9"), Key("comma", ","), Key("plus", "+"), Key("enter"),
    ]  # fmt: skip


def test_sco_keys_when_chosen() -> None:
    """In SCO mode F1 to F12, Insert and the page keys are what PuTTY sends there."""
    raw = b"".join(b"\x1b[%c" % code for code in b"MNOPQRSTUVWXLIGHF")
    assert keys(raw, InputDecoder(key_mode="sco")) == [
        *(f"f{number}" for number in range(1, 13)), "insert", "pageup", "pagedown", "home", "end",
    ]  # fmt: skip
    assert keys(b"\x1b[A\x1b[Z\x1b[a", InputDecoder(key_mode="sco")) == ["up", "shift+tab", "f15"]


def test_ambiguous_sco_keys_do_nothing_until_it_is_sure() -> None:
    """Left to itself the decoder never takes F4 for F1; a key only SCO sends settles it."""
    decoder = InputDecoder()
    assert keys(b"\x1b[P\x1b[O\x1b[I", decoder) == []
    assert keys(b"\x1b[V\x1b[P\x1b[I", decoder) == ["f10", "f4", "pageup"]
    assert decoder.key_mode == "sco"


def test_escape_before_another_key_is_escape_at_once() -> None:
    """There is no Alt: Esc then v is two keys, without waiting; so is Esc Esc."""
    decoder = InputDecoder()
    assert decoder.feed(b"\x1bv", 0) == [Key("escape"), Key("v", "v")]
    assert decoder.feed(b"\x1b2", 1) == [Key("escape"), Key("2", "2")]
    assert decoder.feed(b"\x1b\x1b", 2) == [Key("escape")]
    assert decoder.deadline_ms == 2 + ESCAPE_WAIT_MS


@pytest.mark.parametrize("raw", [b"\x1b[B", b"\x1bOB", b"\x1b[1;5B", b"\x1b[20~", b"\x1b[[A"])
def test_sequences_survive_slow_split_packets(raw: bytes) -> None:
    """A sequence whose bytes arrive up to 800 ms apart is one key, not Esc and letters."""
    decoder = InputDecoder()
    events: list[InputEvent] = []
    for index in range(len(raw)):
        events += decoder.tick(index * 799)
        events += decoder.feed(raw[index : index + 1], index * 799)
    assert events == decode(raw)
    assert len(events) == 1


def test_lone_introducers_become_the_keys_they_were() -> None:
    """After the wait a lone Esc is Esc, and Esc then [ or O were two keys."""
    decoder = InputDecoder()
    assert decoder.feed(b"\x1b", 0) == []
    assert decoder.tick(ESCAPE_WAIT_MS - 1) == []
    assert decoder.tick(ESCAPE_WAIT_MS) == [Key("escape")]
    assert decode(b"\x1b[") == [Key("escape"), Key("left_square_bracket", "[")]
    assert decode(b"\x1bO") == [Key("escape"), Key("O", "O")]
    assert decode(b"\x1b[\r") == [Key("escape"), Key("left_square_bracket", "["), Key("enter")]


@pytest.mark.parametrize(
    "raw",
    [
        b"\x1b[?2026;2$y", b"\x1b[97;5u", b"\x1b[27;5;13~",
        b"\x1b[48;24;80;0;0t", b"\x1b[99~", b"\x1b[1;3A", b"\x1b[E", b"\x1bOK", b"\x1b[=1;2z",
        b"\x1b[I", b"\x1b[O", b"\x1b[<0;10;20M", b"\x1b[<0;10;20m", b"\x1b[32;10;20M", b"\x1b[M !!",
        b"\x1b[" + b"1;" * 500 + b"A", b"\x1b[12\x18", b"\x1b[201~",
    ],
)  # fmt: skip
def test_unknown_sequences_are_swallowed_whole(raw: bytes) -> None:
    """What nobody knows, reports of mouse and focus, and overlong sequences type nothing."""
    assert keys(raw + b"x") == ["x"]


@pytest.mark.parametrize(
    ("raw", "report"),
    [
        (b"\x1b[?6c", DeviceReport("?", (6,))),
        (b"\x1b[?64;1;2c", DeviceReport("?", (64, 1, 2))),
        (b"\x1b[>0;136;0c", DeviceReport(">", (0, 136, 0))),
        (b"\x1b[>;1c", DeviceReport(">", (0, 1))),
    ],
)
def test_a_terminal_that_says_what_it_is_types_nothing(raw: bytes, report: DeviceReport) -> None:
    """The answers to DA1 and DA2 are read as such, however late they come."""
    assert decode(b"a" + raw + b"b") == [Key("a", "a"), report, Key("b", "b")]


def test_cut_off_sequence_is_swallowed() -> None:
    """A sequence with parameters that never ends types nothing and does not hold up the next key."""
    decoder = InputDecoder()
    assert decoder.feed(b"\x1b[1;5", 0) == []
    assert decoder.feed(b"x", ESCAPE_WAIT_MS) == [Key("x", "x")]


def test_cursor_reports_are_not_keys() -> None:
    """A cursor report is an event of its own; ESC[1;2R is Shift+F3 unless a report was asked for."""
    decoder = InputDecoder()
    assert decode(b"\x1b[12;40R", decoder) == [CursorReport(12, 40)]
    assert decode(b"\x1b[1;40R", decoder) == [CursorReport(1, 40)]
    assert decode(b"\x1b[1;2R\x1b[1;5R\x1b[1;3R", decoder) == [Key("f15"), Key("ctrl+f3")]
    decoder.expect_cursor_report(100_000)
    assert decoder.feed(b"\x1b[1;2R\x1b[1;2R", 100_001) == [CursorReport(1, 2), Key("f15")]
    decoder.expect_cursor_report(200_000)
    assert decoder.feed(b"\x1b[1;2R", 300_000) == [Key("f15")]


def test_paste_is_one_event_of_plain_text() -> None:
    """A bracketed paste is text: line ends as newline, tabs as spaces, no control character."""
    raw = "\x1b[200~住户\t1\r\n第二\r行\x1b[31m\x00\x07\x7f\x9b末\x1b[201~x".encode()
    assert decode(raw) == [Paste("住户 1\n第二\n行[31m末"), Key("x", "x")]


def test_paste_without_end_gives_the_keyboard_back() -> None:
    """A paste whose end was lost ends after a silence."""
    decoder = InputDecoder()
    decoder.feed(b"\x1b[200~lost", 0)
    assert decoder.tick(PASTE_SILENCE_MS) == [Paste("lost")]
    assert decoder.feed(b"\r", PASTE_SILENCE_MS) == [Key("enter")]


def test_paste_has_a_limit() -> None:
    """A paste beyond the limit is cut there and its end is still found."""
    decoder = InputDecoder()
    raw = b"\x1b[200~" + b"1" * (PASTE_LIMIT_CHARACTERS + 10) + b"\x1b[201~x"
    assert decode(raw, decoder) == [Paste("1" * PASTE_LIMIT_CHARACTERS), Key("x", "x")]


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("１", "1"), ("Ａ", "A"), ("ｖ", "v"), ("　", "space"), ("、", "slash"), ("。", "full_stop"),
        ("《", "less_than_sign"), ("》", "greater_than_sign"), ("【", "left_square_bracket"),
        ("】", "right_square_bracket"), ("￥", "dollar_sign"), ("：", "colon"), ("？", "question_mark"),
        ("＋", "plus"), ("－", "minus"), ("，", "comma"), ("／", "slash"), ("住", "住"),
    ],
)  # fmt: skip
def test_input_method_characters_act_as_keys_and_stay_as_typed(character: str, name: str) -> None:
    """A full-width character or Chinese punctuation acts as its ASCII key; a text field gets what was typed."""
    assert decode(character.encode()) == [Key(name, character)]


def test_double_dash_is_one_underscore() -> None:
    """The input method sends two dashes for one key: one "_" acts, both are text."""
    decoder = InputDecoder()
    assert decode("——".encode(), decoder) == [Key("underscore", "—"), Key("em_dash", "—")]
    assert decode("—".encode(), InputDecoder()) == [Key("underscore", "—")]


# -- encodings


def test_gbk_terminal_switches_the_session_once() -> None:
    """Bytes that are not UTF-8 but GB18030 switch the session before their first key, and once."""
    decoder = InputDecoder()
    assert decode("住户".encode("gb18030"), decoder) == [EncodingChanged("gb18030"), Key("住", "住"), Key("户", "户")]
    assert decode("走访".encode("gb18030"), decoder) == [Key("走", "走"), Key("访", "访")]
    assert decoder.encoding == "gb18030"


def test_gb18030_split_across_reads() -> None:
    """A GB18030 character split between reads, four-byte ones included, arrives whole."""
    decoder = InputDecoder(encoding="gb18030")
    events: list[InputEvent] = []
    for at, byte in enumerate("户䶮走a".encode("gb18030")):
        events += decoder.feed(bytes([byte]), at * 700)
    assert [each.character for each in events if isinstance(each, Key)] == ["户", "䶮", "走", "a"]


def test_gb_trail_bytes_are_not_brackets() -> None:
    """A GBK second byte in the ASCII range is part of its hanzi."""
    assert decode("镕".encode("gb18030"), InputDecoder(encoding="gb18030")) == [Key("镕", "镕")]
    assert decode("朱镕基".encode("gb18030"))[1:] == [Key("朱", "朱"), Key("镕", "镕"), Key("基", "基")]


def test_hanzi_that_looks_like_a_foreign_letter() -> None:
    """住 in GBK is a Hebrew letter in UTF-8; nobody here types that."""
    assert decode("住".encode("gb18030")) == [EncodingChanged("gb18030"), Key("住", "住")]
    assert decode("住".encode("gb18030") + b"\r")[1:] == [Key("住", "住"), Key("enter")]


def test_utf8_terminal_stays_utf8() -> None:
    """Hanzi, the dot of a name and pinyin letters in UTF-8 never switch, in any order."""
    for text in ("住户", "·", "艾合买提·买买提", "lǜ", "é", "℃"):
        assert [each.character for each in decode(text.encode()) if isinstance(each, Key)] == list(text)


def test_noise_in_a_utf8_session_does_not_switch_it() -> None:
    """Once hanzi were read as UTF-8, lost bytes show as replacement and the session stays."""
    for cut in range(1, 12):
        decoder = InputDecoder()
        decode("住户".encode(), decoder)
        raw = "晏五村楼".encode()
        decode(raw[:cut] + raw[cut + 1 :], decoder)
        assert decoder.encoding == "utf-8"
    assert decode(b"\xff\xfea") == [Key("replacement_character", "\ufffd")] * 2 + [Key("a", "a")]


def test_client_set_to_gbk_in_mid_session() -> None:
    """Two common hanzi in GBK switch even a session that was UTF-8."""
    decoder = InputDecoder()
    decode("住户".encode(), decoder)
    assert decode("工作".encode("gb18030"), decoder)[0] == EncodingChanged("gb18030")


def test_first_hanzi_wait_only_a_moment() -> None:
    """The first run is judged after 50 ms at most, later ones at once."""
    decoder = InputDecoder()
    assert decoder.feed("户".encode(), 0) == []
    assert decoder.deadline_ms == 50
    assert decoder.tick(50) == [Key("户", "户")]
    assert decoder.feed("户".encode(), 60) == [Key("户", "户")]


def test_chosen_encoding_holds() -> None:
    """A person can set the encoding back."""
    decoder = InputDecoder(encoding="gb18030")
    decoder.use_encoding("utf-8")
    assert decode("住".encode(), decoder) == [Key("住", "住")]


# -- properties

sent = st.lists(
    st.one_of(
        st.binary(max_size=12),
        st.text(max_size=6).map(lambda text: text.encode("utf-8", "replace")),
        st.text(alphabet="住户走访工单·", max_size=6).map(lambda text: text.encode("gb18030")),
        st.sampled_from(
            [
                b"\x1b",
                b"\x1b[",
                b"\x1bO",
                b"\x1b[200~",
                b"\x1b[201~",
                b"\x1b[A",
                b"\x1b[1;2R",
                b"\x1b[V",
                b"\x1b[M",
                b"~",
            ]
        ),
    ),
    max_size=12,
).map(b"".join)


@settings(max_examples=300, deadline=None)
@given(raw=sent, cuts=st.lists(st.integers(0, 200)), key_mode=st.sampled_from(["auto", "sco", "xterm"]))
def test_any_chunking_gives_the_same_events(raw: bytes, cuts: list[int], key_mode: str) -> None:
    """Bytes that arrive at one time give the same events however reads cut them, and nothing raises."""
    whole = InputDecoder(key_mode=key_mode)  # type: ignore[arg-type]  # drawn from the literal's values
    parts = InputDecoder(key_mode=key_mode)  # type: ignore[arg-type]  # drawn from the literal's values
    expected = whole.feed(raw, 7) + whole.tick(LONG_AFTER_MS)
    at, events = 0, []
    for cut in [*sorted(cuts), len(raw)]:
        events += parts.feed(raw[at:cut], 7)
        at = max(at, cut)
    assert events + parts.tick(LONG_AFTER_MS) == expected


@settings(max_examples=300, deadline=None)
@given(raw=sent, gaps=st.lists(st.sampled_from([0, 0, 30, 60, 500, 900, 4000]), max_size=80), ticks=st.booleans())
def test_ticking_in_time_or_late_gives_the_same_events(raw: bytes, gaps: list[int], ticks: bool) -> None:
    """The events depend on when bytes arrive, not on when the caller gets round to tick."""
    prompt, late = InputDecoder(), InputDecoder()
    prompt_events: list[InputEvent] = []
    late_events: list[InputEvent] = []
    now_ms = 0
    for index, byte in enumerate(raw):
        now_ms += gaps[index] if index < len(gaps) else 0
        while prompt.deadline_ms is not None and prompt.deadline_ms <= now_ms:
            prompt_events += prompt.tick(prompt.deadline_ms)
        if ticks:
            late_events += late.tick(now_ms)
        prompt_events += prompt.feed(bytes([byte]), now_ms)
        late_events += late.feed(bytes([byte]), now_ms)
    assert prompt_events + prompt.tick(now_ms + LONG_AFTER_MS) == late_events + late.tick(now_ms + LONG_AFTER_MS)


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=40))
def test_text_round_trips(text: str) -> None:
    """Typed text arrives as typed in a session known to be UTF-8, and in one set to GB18030."""
    utf8 = InputDecoder()
    decode("住户".encode(), utf8)
    assert "".join(each.character or "" for each in decode(text.encode(), utf8) if isinstance(each, Key)) == text
    gb = InputDecoder(encoding="gb18030")
    assert (
        "".join(each.character or "" for each in decode(text.encode("gb18030"), gb) if isinstance(each, Key)) == text
    )


@given(text=st.text(max_size=60))
def test_paste_round_trips(text: str) -> None:
    """Pasted text arrives less its control characters, whatever it holds."""
    events = decode(b"\x1b[200~x" + text.replace("\x1b", "").encode("utf-8", "replace") + b"\x1b[201~")
    pasted = [each for each in events if isinstance(each, Paste)]
    assert len(pasted) == 1
    assert all(each == "\n" or each.isprintable() or ord(each) >= 0xA0 for each in pasted[0].text)


@settings(max_examples=50, deadline=None)
@given(raw=st.binary(max_size=2000))
def test_after_any_noise_the_keyboard_works(raw: bytes) -> None:
    """Whatever came in, after a pause Ctrl+L and digits are keys again."""
    decoder = InputDecoder()
    decoder.feed(raw, 0)
    decoder.tick(LONG_AFTER_MS)
    assert decoder.feed(b"\x0c1", LONG_AFTER_MS) == [Key("ctrl+l"), Key("1", "1")]
