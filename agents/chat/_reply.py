"""What an answer in words to a question comes to."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from whyrec.agents.chat._deeds import speaks_of_others
from whyrec.agents.chat._message import Message
from whyrec.agents.chat._put import SKIP, Put
from whyrec.agents.chat._words import says, words
from whyrec.agents.gate import function_words, instruction, readable
from whyrec.agents.profile.edit_words import NotUnderstood, Wish, tidy

MOST_WORDS: Final = 6
"""Of an interest in the user's own words: a label has no more."""
MOST_CHARACTERS: Final = 60
_LETTER = re.compile(r"(?:option |choice |answer |选)?\(?([a-d1-4])\)?[.)]?", re.ASCII)
_OWN = re.compile(
    r"^\s*(?:(?:well|oh|yes|so)[,!]? )?i(?:'m| am)? (?:really |also |do |mostly |most |just )*"
    r"(?:like|love|enjoy|adore|prefer|into|fond of|interested in|keen on)\s+(?P<what>.+?)[\s.!]*$"
    r"|^\s*我(?:就|也|很|最|特别|非常|比较)?(?:喜欢|爱|偏爱)(?:看|读|听)?(?P<zh>.+?)[\s。！!]*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w'’-]+")
_NOTHING = re.compile(
    r"(?:any|every|no)thing|all|both|none|them|it|that|this|these|those|some|any|ones?|you|him|her|us"
)


class Reply(NamedTuple):
    """An answer that is plainly one of a question's."""

    choice: str = SKIP
    stops: bool = False
    """Whether no more is to be asked."""


def replied(message: Message, put: Put) -> Reply | None:
    """The choice that a message names, and nothing else; None where it says other things.

    A choice is named by its letter or number, by what it says, or by words such as "yes".

    Args:
        message: The user's message.
        put: What was asked.
    """
    text = " ".join(message.tidy.strip(" .!。！").split())
    if says("answer_stop", text):
        return Reply(stops=True)
    for key in put.choices:
        if not key.isdigit() and says(f"answer_{key}", text):
            return Reply(key)
    if len(put.topics) == 1:
        return None
    letter = _LETTER.fullmatch(text)
    if letter:
        place = "abcd".find(letter[1]) if letter[1].isalpha() else int(letter[1]) - 1
        return Reply(str(place + 1)) if place < len(put.topics) else None
    for place, topic in enumerate(put.topics, 1):
        if " ".join(tidy(readable(topic.value)).split()) == text:
            return Reply(str(place))
        # "Horror", "horror films", but not "horror and war": that is more than a choice.
        if [m.facets for m in message.topics if m.facets] == [(topic,)] and _only(message, text):
            return Reply(str(place))
    return None


def _only(message: Message, text: str) -> bool:
    """Whether nothing but a topic is named."""
    rest = text
    for topic in message.topics:
        rest = rest.replace(topic.topic.lower(), " ", 1)
    rest = words().signs["thing"].sub(" ", rest)
    return not _WORD.search(rest)


def own_words(message: Message) -> Wish | None:
    """A liking that no topic of the catalogue stands for: "I like films about chess".

    It must say that it is a liking, deny nothing, speak of nobody else, ask nothing and tell
    nobody what to do.

    Args:
        message: An answer in which nothing else was understood.
    """
    match = _OWN.match(message.read)
    if match is None or not isinstance(message.wishes, NotUnderstood) or message.named:
        return None
    text = message.untitled
    if says("negation", text) or says("without", text) or says("question", message.tidy):
        return None
    what = " ".join((match["what"] or match["zh"]).split())
    said = _WORD.findall(tidy(what))
    if not said or len(said) > MOST_WORDS or speaks_of_others(text) or instruction(what):
        return None
    if len(what) > MOST_CHARACTERS or any(char in what for char in ",;:，；：。"):
        return None
    content = [w for w in said if w not in function_words() and not _NOTHING.fullmatch(w)]
    content = [w for w in content if not words().signs["thing"].fullmatch(w) and not w.isdigit()]
    return Wish("like", what[0].upper() + what[1:], ()) if content else None
