"""The user's words as a row of tokens with the topics marked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from whyrec.agents.gate import TopicIndex, TopicMatch, keys, readable, words
from whyrec.agents.profile.edit_words._forms import TOKEN, TOPIC, grammar

_FIRST_TOPIC, _FIRST_LIST = 0xE000, 0xF000
_GROUP = re.compile(f"(?:[{TOPIC}] )+")
_APOSTROPHE = re.compile(r"(?<=[a-z])['’ʼ´`](?=[a-z])|(?<=s)['’](?=\s)")

_TENS = (
    ("thirties", "三"),
    ("forties", "四"),
    ("fifties", "五"),
    ("sixties", "六"),
    ("seventies", "七"),
    ("eighties", "八"),
    ("nineties", "九"),
)
_DECADES = {
    written: f"19{ten}0s"
    for ten, (english, chinese) in enumerate(_TENS, 3)
    for written in (f"{ten}0s", english, f"{chinese}十年代", f"{ten}0年代", f"19{ten}0年代")
}
"""Other ways to write a decade of the last century; of this one "10s" would be either's."""
_DECADE = re.compile(rf"(?<![a-z0-9-])['’]?({'|'.join(_DECADES)})(?![a-z0-9-])")


@dataclass(frozen=True)
class Row:
    """The tokens of a text, one space behind each."""

    marked: str
    """With each list of topics as one private-use character."""
    plain: str
    """With the topics as words."""
    lists: dict[str, tuple[tuple[TopicMatch, ...], ...]]
    """What such a character stands for: its topics, those that are meant together side by side."""
    into_plain: dict[int, int]
    """Offset in ``marked`` to offset in ``plain``, where a token begins or the row ends."""
    into_marked: dict[int, int]
    """The way back."""


def tidy(text: str) -> str:
    """Words in one form: composed, lower case, simplified, without apostrophes and politeness."""
    rules = grammar()
    form = unicodedata.normalize("NFKC", readable(text)).lower().translate(rules.simplified)
    form = "".join(char for char in form if char not in rules.smileys)
    form = _APOSTROPHE.sub("", form.replace("\n", " . "))
    for short, long in rules.same.items():
        form = re.sub(rf"(?<![\w-]){re.escape(short)}(?![\w-])", long, form)
    return form


def with_decades(text: str, index: TopicIndex) -> str:
    """Tidy words with "70s", "seventies" and 七十年代 as "1970s", where the catalogue has that."""

    def spelled(match: re.Match[str]) -> str:
        decade = _DECADES[match[1]]
        known = index.exactly(decade) and not index.exactly(match[1])
        return f" {decade} " if known else match[0]

    return _DECADE.sub(spelled, text)


def tokens(text: str, index: TopicIndex, also: tuple[int, int] | None = None) -> Row:
    """Take tidy words apart.

    Args:
        text: What `tidy` returned.
        index: The catalogue's topics. One made only of words that the forms are made of ("love",
            "more") is not looked for.
        also: A stretch of the text, as character offsets, taken for one more topic.
    """
    row = words(text)
    stretches = [
        (row[match.first].start, row[match.last - 1].end, match)
        for match in index.find_in(row, text)
        if not grammar().reserved.issuperset(keys(match.topic))
    ]
    if also:
        unknown = TopicMatch(text[slice(*also)], (), 0, 0)
        apart = [s for s in stretches if s[1] <= also[0] or also[1] <= s[0]]
        stretches = sorted([*apart, (*also, unknown)], key=lambda s: s[:2])
    pieces: list[tuple[str, TopicMatch | None]] = []
    at = 0
    for start, end, match in stretches:
        pieces += [(text[at:start], None), (text[start:end], match)]
        at = end
    pieces.append((text[at:], None))
    marked, plain, topics, offsets = _marked(pieces)
    return _collapsed(marked, plain, topics, offsets)


def _marked(
    pieces: list[tuple[str, TopicMatch | None]],
) -> tuple[str, str, dict[str, TopicMatch], dict[int, int]]:
    """Each topic as one character."""
    marked, plain = "", ""
    topics: dict[str, TopicMatch] = {}
    offsets = {0: 0}
    for piece, topic in pieces:
        signs = TOKEN.findall(piece)
        if topic is None:
            for sign in signs:
                marked += f"{sign} "
                plain += f"{sign} "
                offsets[len(marked)] = len(plain)
        else:
            mark = chr(_FIRST_TOPIC + len(topics))
            topics[mark] = topic
            marked += f"{mark} "
            plain += "".join(f"{sign} " for sign in signs)
            offsets[len(marked)] = len(plain)
    return marked, plain, topics, offsets


def _collapsed(
    marked: str, plain: str, topics: dict[str, TopicMatch], offsets: dict[int, int]
) -> Row:
    """Each list of topics as one character, with the determiners and fillers around them."""
    short, at = "", 0
    lists: dict[str, tuple[tuple[TopicMatch, ...], ...]] = {}
    into_plain: dict[int, int] = {}
    for match in grammar().listed.finditer(marked):
        for place in range(at, match.start() + 1):
            if place in offsets:
                into_plain[len(short) + place - at] = offsets[place]
        mark = chr(_FIRST_LIST + len(lists))
        lists[mark] = tuple(
            tuple(topics[mark] for mark in group[0].split()) for group in _GROUP.finditer(match[0])
        )
        short += f"{marked[at : match.start()]}{mark} "
        at = match.end()
    for place in range(at, len(marked) + 1):
        if place in offsets:
            into_plain[len(short) + place - at] = offsets[place]
    short += marked[at:]
    return Row(short, plain, lists, into_plain, {b: a for a, b in into_plain.items()})
