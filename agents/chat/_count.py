"""How many items a message asks for."""

from __future__ import annotations

import re

from whyrec.agents.chat._message import Message
from whyrec.agents.chat._references import cardinal, chinese_number

MOST_ITEMS = 20

_COUNT = re.compile(
    r"\b(\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty)"
    r"(?= (?:\S+ ){0,2}?(?:films?|movies?|books?|novels?|games?|songs?|albums?|series|shows?|items?"
    r"|titles?|suggestions?|recommendations?|options?|ideas?|picks?|of them|others?|more|ones)\b)"
)
_LEADING = re.compile(
    r"\b(?:next|top|give me|show me|recommend(?: me)?|suggest(?: me)?|list|find|find me|need|want"
    r"|pick)"
    r" (?:the )?(?:next |top |best )?(\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|fifteen|twenty)\b(?!s\b)"
)
_ONE = re.compile(r"\b(?:just|only|exactly) one\b|只要?一[部个本首]")
_CHINESE_COUNT = re.compile(
    r"(?<!第)(\d{1,2}|[一二三四五六七八九十两]{1,3})(?:部|个|本|首|款|条|张)(?!人)"
)
_YEARS = re.compile(r"\b(1[89]\d\d|20\d\d) ?(?:-|–|to|and|until|到|至) ?(1[89]\d\d|20\d\d)\b")


def count_of(message: Message) -> int | None:
    """The number of items asked for, at most `MOST_ITEMS`; None where nothing is said."""
    text = _YEARS.sub(" ", message.untitled)
    if _ONE.search(text):
        return 1
    for pattern in (_COUNT, _LEADING):
        for match in pattern.finditer(text):
            number = cardinal(match[1])
            if number and not (match[1] == "one" and pattern is _COUNT) and number < 1000:
                return min(number, MOST_ITEMS)
    topics = "|".join(re.escape(topic.topic.lower()) for topic in message.topics)
    if topics:
        behind = re.search(rf"\b(\d{{1,2}}|[a-z]+) (?:\w+ ){{0,2}}?(?:{topics})", text)
        number = cardinal(behind[1]) if behind else None
        if number and number > 1:
            return min(number, MOST_ITEMS)
    found = _CHINESE_COUNT.search(text)
    number = chinese_number(found[1]) if found else None
    return min(number, MOST_ITEMS) if number and number > 1 else None
