"""The law: a negation can never become a like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agents.profile.test_edit_words import CATALOGUE, UNDERSTOOD
from whyrec.agents.profile.edit_words import NotUnderstood, Wish, parse
from whyrec.agents.profile.edit_words._forms import grammar

LIKES = [w for w, m in UNDERSTOOD.items() if m.startswith("+") and not {"-", "~"} & set(m)]
LESS = [w for w, m in UNDERSTOOD.items() if m.startswith("~") and " " not in m]
DISLIKES = [w for w, m in UNDERSTOOD.items() if m.startswith(("-", "~")) and "+" not in m]

CUES = """
no|not|never|none|nothing|hardly|stop|don't|dont|do not|can't|won't|isn't|less|fewer|without|avoid
skip|hate|dislike|enough|nobody|neither|nor|barely|seldom|refuse|unless|except|no,|no.|not.|never!
a bit less|slightly less|not so much|not that many|too much|cut down on
no more|no longer|not only|anything but|I doubt|I don't think|it's not true that|I never said
stop saying|who says|far from|not any more|I used to|I can't|the opposite of|I'm tired of
I hate that
不|没|别|不要|没有|不是|从不|再也不|谁说|才怪|不喜欢|讨厌|并非|绝不|少|未必|难道|不，|不。|没门|勿|莫|非|少一点|少推荐点|不要太多|不怎么喜欢|太多
"""
CUES = [cue for line in CUES.split("\n") if line for cue in line.split("|")]


def likes(words: str) -> list[Wish]:
    wishes = parse(words, CATALOGUE)
    return [] if isinstance(wishes, NotUnderstood) else [w for w in wishes if w.polarity == "like"]


@pytest.mark.parametrize("cue", CUES)
def test_a_like_with_a_denial_around_it_is_no_like(cue: str) -> None:
    around = (
        "{cue} {words}",
        "{cue}{words}",
        "{words} {cue}",
        "{words}, {cue}",
        "{words}{cue}",
        "{words}. {cue}",
        "{cue}, {words}",
    )
    for n, words in enumerate(LIKES):
        denied = around[n % len(around)].format(cue=cue, words=words)
        assert not likes(denied), denied
        assert not likes(denied.upper()), denied


@given(st.sampled_from(LIKES), st.sampled_from(CUES), st.sampled_from(["{} {}", "{}{}", "{}. {}"]))
def test_nor_with_a_denial_before_or_behind_it(words: str, cue: str, joint: str) -> None:
    assert not likes(joint.format(cue, words))
    assert not likes(joint.format(words, cue))


@given(st.sampled_from(LIKES), st.sampled_from(CUES), st.data())
def test_nothing_behind_a_denial_within_a_like_is_liked(
    words: str, cue: str, data: st.DataObject
) -> None:
    parts = words.split(" ") if words.isascii() else list(words)
    at = data.draw(st.integers(min_value=0, max_value=len(parts)))
    glue = " " if words.isascii() else ""

    found = likes(glue.join([*parts[:at], cue, *parts[at:]]))

    before = {f for match in CATALOGUE.find(glue.join(parts[:at])) for f in match.facets}
    assert before.issuperset(f for wish in found for f in wish.facets)


@given(st.sampled_from(DISLIKES), st.text(max_size=12))
def test_no_ending_makes_a_dislike_a_like(words: str, ending: str) -> None:
    assert not likes(words + ending)
    assert not likes(f"{words} {ending}")


@pytest.mark.parametrize("cue", CUES)
def test_less_of_something_with_a_denial_around_it_is_no_like(cue: str) -> None:
    around = ("{cue} {words}", "{cue}{words}", "{words} {cue}", "{words}, {cue}")
    for n, words in enumerate(LESS):
        denied = around[n % len(around)].format(cue=cue, words=words)
        assert not likes(denied), denied


@given(st.sampled_from(LESS), st.sampled_from(CUES), st.data())
def test_nor_with_one_within_it(words: str, cue: str, data: st.DataObject) -> None:
    parts = words.split(" ") if words.isascii() else list(words)
    at = data.draw(st.integers(min_value=0, max_value=len(parts)))
    glue = " " if words.isascii() else ""

    assert not likes(glue.join([*parts[:at], cue, *parts[at:]]))


@given(st.text(max_size=80))
def test_no_random_text_is_a_like(words: str) -> None:
    assert not likes(words)


VOCABULARY = sorted(
    {part for words in [*UNDERSTOOD, *CUES] if words.isascii() for part in words.lower().split()}
)


@given(st.lists(st.sampled_from(VOCABULARY), max_size=9).map(" ".join))
def test_a_like_of_any_words_has_no_word_that_denies_in_its_sentence(words: str) -> None:
    found = likes(words)

    if found:
        first = words.replace("'", "").replace("’", "").split()
        denied = grammar().negations.intersection(part.strip(".,!?") for part in first)
        wishes = parse(words, CATALOGUE)
        assert not denied or any(w.polarity == "dislike" for w in wishes), words


@given(
    st.sampled_from(DISLIKES),
    st.sampled_from([", ", " and ", ". ", " but "]),
    st.sampled_from(LIKES),
)
def test_a_denial_beside_a_like_keeps_its_own_topic_disliked(no: str, joint: str, yes: str) -> None:
    wishes = parse(f"{no}{joint}{yes}", CATALOGUE)

    if not isinstance(wishes, NotUnderstood):
        alone = parse(no, CATALOGUE)
        assert set(alone) <= set(wishes)
