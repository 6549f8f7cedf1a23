import pytest

from whyrec.agents.models._prose import ThoughtFilter, plain, without_thoughts


@pytest.mark.parametrize("token", ["<|im_end|>", "<|endoftext|>", "</s>", "<s>", "<think>"])
def test_control_tokens_become_text(token):
    assert token not in plain(f"a {token} b")


@pytest.mark.parametrize("text", ["a < b", "<b>bold</b>", "I <3 films", "<|", "<|a b|>"])
def test_other_angle_brackets_stay(text):
    assert plain(text) == text


def test_a_lone_surrogate_becomes_a_question_mark():
    assert plain("a\ud800") == "a?"


def test_thoughts_are_left_out_finished_or_not():
    assert without_thoughts("<think>a</think> b") == "b"
    assert without_thoughts("<think>a") == ""
    assert without_thoughts("b <think>") == "b <think>"


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<think>a b</think>\n\nHello <b>", "Hello <b>"),
        ("Hello", "Hello"),
        ("<thin air", "<thin air"),
        (" <think>never ends", ""),
        ("Hi <think>x</think>", "Hi <think>x</think>"),
    ],
)
def test_a_stream_shows_what_comes_after_the_thoughts(text, shown, size):
    thoughts = ThoughtFilter()
    pieces = [thoughts.feed(text[n : n + size]) for n in range(0, len(text), size)]
    assert "".join(pieces) == shown
