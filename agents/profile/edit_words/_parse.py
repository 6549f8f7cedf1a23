"""From words to wishes, by rules alone."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import islice, product

from whyrec.agents.gate import TopicIndex, TopicMatch
from whyrec.agents.profile._compose import PLAIN_FACETS
from whyrec.agents.profile.edit_words._clauses import Asked, Lived, clauses, may_be_topic
from whyrec.agents.profile.edit_words._forms import TOKEN
from whyrec.agents.profile.edit_words._text import tidy, tokens, with_decades
from whyrec.agents.profile.edit_words._wish import NotUnderstood, Wish
from whyrec.domain import Facet, Polarity

MOST_CHARACTERS = 300
"""Longer words are not requests; they are kept as words."""
MOST_TOKENS = 30
MOST_WISHES = 12
MOST_MEANINGS = 4
"""Facets that one topic of the user may mean, such as Children and Family."""

_QUOTES = re.compile(r"[\"“”„«»‹›「」『』〝〞]")

ChooseTopic = Callable[[str, Sequence[str]], Awaitable[str | None]]
"""Given the user's phrase and the catalogue's values: the value it means, or None."""


def parse(words: str, vocabulary: TopicIndex | Iterable[Facet | str]) -> list[Wish] | NotUnderstood:
    """Read what a user says they want more or less of, in English or Chinese.

    Every clause must be, from its first word to its last, one of the forms in ``patterns.toml`` or
    ``circumstances.toml``; otherwise nothing that was said has any effect. So no word that denies,
    doubts or mocks can be overlooked, and no clause that holds one is ever a like.

    Args:
        words: What the user says.
        vocabulary: The catalogue's facets.

    Returns:
        The wishes in the order said (at least one), or why there are none.
    """
    index = vocabulary if isinstance(vocabulary, TopicIndex) else TopicIndex(vocabulary)
    problem = _unfit(words)
    if problem:
        return NotUnderstood(problem)
    text = with_decades(tidy(words), index)
    read = clauses(tokens(text, index))
    if read is None:
        phrase = _unknown_topic(text, index)
        if phrase:
            return NotUnderstood(f"Nothing in the catalogue is marked as “{phrase}”.", (phrase,))
        return NotUnderstood("It is not certain what this asks for.")
    wishes = list(dict.fromkeys(wish for part in read for wish in _wishes(part, index)))
    if not wishes:
        return NotUnderstood("Nothing in the catalogue is marked with what follows from this.")
    if len(wishes) > MOST_WISHES:
        return NotUnderstood("It asks for too many things at once.")
    wanted = {frozenset(w.facets) for w in wishes if w.polarity == "like"}
    if any(frozenset(w.facets) in wanted for w in wishes if w.polarity == "dislike"):
        return NotUnderstood("It asks for more and for less of the same.")
    unwanted = [frozenset(w.facets) for w in wishes if w.polarity == "dislike" and not w.gradual]
    if any(frozenset(w.facets) in unwanted for w in wishes if w.gradual):
        return NotUnderstood("It asks for less and for none of the same.")
    return wishes


async def parse_with_model(
    words: str, vocabulary: TopicIndex | Iterable[Facet | str], choose: ChooseTopic
) -> list[Wish] | NotUnderstood:
    """As `parse`, asking a model what an unknown topic means in the catalogue's terms.

    The model sees a request only when its form, and with it its polarity, is certain; it answers
    with a value of the catalogue or None. Any other answer counts as None.

    Args:
        words: What the user says.
        vocabulary: The catalogue's facets.
        choose: Asks the model.
    """
    index = vocabulary if isinstance(vocabulary, TopicIndex) else TopicIndex(vocabulary)
    first = parse(words, index)
    if not isinstance(first, NotUnderstood) or not first.phrases:
        return first
    meant = {phrase: await choose(phrase, index.values()) for phrase in first.phrases}
    known = {phrase: value for phrase, value in meant.items() if value in index.values()}
    return parse(words, index.also(known)) if len(known) == len(meant) else first


def _unfit(words: str) -> str | None:
    if not any(char.isalnum() for char in words):
        return "There are no words in it."
    if len(words) > MOST_CHARACTERS:
        return "It is too long to be understood for certain; one sentence is best."
    if _QUOTES.search(words):
        return "It quotes words; only plain requests are understood."
    return None


def _unknown_topic(text: str, index: TopicIndex) -> str | None:
    """The fewest words that, were they a topic, would make the rest certain; None without such."""
    signs = list(TOKEN.finditer(text))
    if len(signs) > MOST_TOKENS:
        return None
    for width in range(1, 9):
        for first in range(len(signs) - width + 1):
            stretch = signs[first].start(), signs[first + width - 1].end()
            phrase = text[slice(*stretch)]
            if not may_be_topic([sign[0] for sign in signs[first : first + width]]):
                continue
            if any(len(v) > 3 and v.lower() in phrase for v in index.values()):
                # "unhorror" is not for a model to read as horror.
                continue
            read = clauses(tokens(text, index, also=stretch))
            asked = [part for part in read or () if isinstance(part, Asked)]
            if any(len(group) == 1 and not group[0].facets for a in asked for group in a.topics):
                return phrase
    return None


def _wishes(part: Asked | Lived, index: TopicIndex) -> list[Wish]:
    if isinstance(part, Asked):
        return [
            Wish(part.polarity, topic, tuple(dict.fromkeys(facets)), part.gradual)
            for together in part.topics
            for topic, facets in _meanings(together)
        ]
    sides: tuple[tuple[Polarity, tuple[str, ...]], ...] = (
        ("like", part.circumstance.likes),
        ("dislike", part.circumstance.dislikes),
    )
    return [
        Wish(polarity, facet.value, (facet,))
        for polarity, values in sides
        for value in values
        for facet in index.exactly(value)
    ]


def _meanings(together: tuple[TopicMatch, ...]) -> list[tuple[str, tuple[Facet, ...]]]:
    """The readings of topics meant together: what they are called, and one facet of each."""
    readings = islice(product(*(match.facets for match in together)), MOST_MEANINGS)
    return [
        (" ".join(_called(m, f) for m, f in zip(together, reading, strict=True)), reading)
        for reading in readings
    ]


def _called(match: TopicMatch, facet: Facet) -> str:
    """The user's words for a topic, the catalogue's spelling of a name."""
    return match.topic if facet.name in {*PLAIN_FACETS, "decade"} else facet.value
