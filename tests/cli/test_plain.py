import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from whyrec.cli._plain import plain, to_json

ANY = st.text(st.characters())


def test_colours_and_cursor_moves_go_with_all_their_signs() -> None:
    assert plain("a\x1b[31mred\x1b[0m\x1b[2Jb") == "aredb"


def test_a_terminal_title_or_link_goes_whole() -> None:
    assert plain("\x1b]0;owned\x07film") == "film"
    assert plain("\x1b]8;;http://x\x1b\\film\x1b]8;;\x1b\\") == "film"


def test_line_ends_become_spaces() -> None:
    assert plain("one\r\ntwo\u2028three") == "one two three"


def test_text_cannot_be_reordered_or_hidden() -> None:
    assert plain("user\u202etxt.exe\u200b") == "usertxt.exe"


def test_other_scripts_stay_as_they_are() -> None:
    assert plain("千と千尋の神隠し é 🎬") == "千と千尋の神隠し é 🎬"


@given(ANY)
def test_nothing_printed_is_a_control_character(text: str) -> None:
    assert not {unicodedata.category(c) for c in plain(text)} & {"Cc", "Cs"}


@given(ANY)
def test_json_says_the_same_after_escaping(text: str) -> None:
    said = to_json({"text": text})
    assert json.loads(said) == {"text": text}
    assert not {unicodedata.category(c) for c in said} & {"Cc", "Cs"}
