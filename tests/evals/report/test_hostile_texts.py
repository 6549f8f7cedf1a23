from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evals.report.sample import Page, report
from whyrec.evals.report import render

MARKUP = "</script></style></title><img src=x onerror=alert(1)><svg onload=alert(2)>\"' onload='x"
PLAIN = Page(render(report()))


def live(page: Page) -> list[str]:
    handlers = [n for _, attributes in page.elements for n in attributes if n.startswith("on")]
    return handlers + [tag for tag in page.tags if tag in ("script", "img", "iframe", "object")]


def test_markup_in_any_text_stays_text() -> None:
    page = Page(render(report(MARKUP)))
    assert live(page) == []
    assert page.tags == PLAIN.tags
    assert MARKUP in page.text


def test_template_marks_are_shown_and_not_computed() -> None:
    page = Page(render(report("{{7*7}} {% for %} {# #}")))
    assert "{{7*7}} {% for %} {# #}" in page.text
    assert "49" not in page.text


def test_what_would_hide_or_turn_round_its_neighbours_is_made_visible() -> None:
    html = render(report("a\u202eb\u2066c\u200bd\x00e\u200ff\U000e0041g"))
    assert "a�b�c�d�e�f�g" in html
    assert not set(html) & set("\u202e\u2066\u200b\x00\u200f\U000e0041")


def test_letters_of_every_script_and_joined_emoji_stay() -> None:
    text = "千と千尋 אושפיזין می‌خواهم 👩‍👧"
    assert text in Page(render(report(text))).text


def test_a_title_of_10000_characters_is_cut_and_says_so() -> None:
    html = render(report("x" * 10_000))
    assert "… (+9,760 characters)" in html
    assert len(html) < 150_000


def test_the_command_and_the_settings_are_never_cut() -> None:
    html = render(report().model_copy(update={"command": "c" * 10_000, "settings": "s" * 10_000}))
    assert "c" * 10_000 in html
    assert "s" * 10_000 in html


def test_half_a_surrogate_pair_can_be_written() -> None:
    assert report("a\ud83d").title == "a?"
    render(report("a\ud83d")).encode()


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1).filter(str.strip))
def test_no_text_changes_what_the_page_is_made_of(text: str) -> None:
    """But for white space, which ends paragraphs, and names in bars, which say where they stand."""
    page = Page(render(report(" ".join(text.split()))))
    assert page.tags == PLAIN.tags
    assert live(page) == []
