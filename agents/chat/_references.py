"""What a message points at: "the second one", "number 3", "that one", 第二部, 它."""

from __future__ import annotations

import re
from typing import NamedTuple

# fmt: off
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth",
    "seventeenth", "eighteenth", "nineteenth", "twentieth",
)
_CARDINALS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)
# fmt: on
_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}

_THING = (
    r"(?:ones?|picks?|films?|movies?|books?|items?|titles?|suggestions?|recommendations?|entry"
    r"|option|choice|song|game|on(?: the| your| this)? list)"
)
_ORDINAL = rf"(?P<word>{'|'.join(_ORDINALS)}|(?P<digits>\d{{1,2}})(?:st|nd|rd|th)|last|final)"
_BY_ORDINAL = re.compile(
    rf"\b(?P<lead>(?:the|your|that|my|this) (?:very )?)?{_ORDINAL}(?P<thing> {_THING})?\b"
    r"(?! (?:world|time|half|grade|person|hand|class|week|month|year|night|night|bit|change|thing"
    r"|edit|step|war|of all|decade|century|message|answer)\b)"
)
_COUNTED = rf"\d{{1,2}}|{'|'.join(_CARDINALS)}"
_BY_NUMBER = re.compile(
    rf"(?:\b(?:numbers?|num|item|pick|film|movie|option|entry|choice) (?P<n>{_COUNTED})"
    rf"|(?:\b(?:no|nr)\.? ?|#\s?)(?P<d>\d{{1,2}}))\b"
    rf"(?:(?:,| and|, and| &| or) (?P<m>{_COUNTED})\b)?"
)
_BARE = re.compile(
    r"(?:^|(?<=[ ,]))(?P<n>\d{1,2})(?=$|[.!?,;]| (?:is|are|was|were|for|looks?|sounds?|seems?"
    r"|and|please|too|"
    r"isnt|wasnt|then|again|instead)\b)(?!\.\d)"
)
_CHINESE_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十两]{1,3})"
_CHINESE = re.compile(
    rf"(?P<back>倒数)?第(?P<n>{_CHINESE_NUMBER})(?!次|天|步|世|季|集)"
    r"|(?P<last>最后(?:那|这)?一?(?:个|部|本|条|首|款|项|张))"
    rf"|(?P<m>\d{{1,2}})号"
)
_THIS = re.compile(
    r"\b(?:it|this|that|this one|that one|this film|that film|this movie|that movie|this book"
    r"|that book|that recommendation|this recommendation)\b|它|[这那](?:一?[部个本条首款片]|电影)|"
    r"给我看这|推荐这|推荐那"
)
_FEW = re.compile(
    rf"\b(?P<end>first|last|top|final) (?P<count>{'|'.join(_CARDINALS[1:10])}|[2-9]|couple)"
    rf"(?: of (?:them|these|those)| {_THING})?(?= (?:is|are|was|were|and|please|too|look|sound)\b"
    r"|[.!?,;]|$)"
    r"|(?P<front>[前后])(?P<zh>[两二三四五六七八九2-9])(?:部|个|本|条|首|款|项)"
)
_BOTH = re.compile(r"\b(?:both|those two|these two|the two)\b|两[部个本]都|这两|那两")
_ALL = re.compile(
    r"\b(?:all of (?:them|these|those)|every one of|each of them|them all|all those)\b"
    r"|全部|这些[都我]|都看过|全都"
)
_DECADE = re.compile(
    r"\b(?:that|this|the same|same) (?:decade|era|period|years|time period)\b"
    r"|(?:那|这|那个|这个|同一个?|相同)(?:的)?(?:年代|时代|时期|十年)"
)


class References(NamedTuple):
    """What a message points at, before it is held against a list."""

    places: tuple[int, ...] = ()
    """Places in the list from 1; from −1 backwards."""
    this: bool = False
    """"it", "that one": what was last spoken of."""
    both: bool = False
    every: bool = False
    decade: bool = False
    """"that decade"."""

    @property
    def anything(self) -> bool:
        """Whether it points at items at all."""
        return bool(self.places) or self.this or self.both or self.every


def references(tidy: str) -> References:
    """Read the references of a message.

    Args:
        tidy: The message as `edit_words.tidy` returns it.
    """
    decade = bool(_DECADE.search(tidy))
    text = _DECADE.sub(" ", tidy)
    found: list[tuple[int, int]] = []
    for match in _FEW.finditer(text):
        count = _number((match["count"] or match["zh"]).replace("couple", "2"))
        backwards = match["end"] in ("last", "final") or match["front"] == "后"
        found += [(match.start(), -n if backwards else n) for n in range(1, count + 1)]
    text = _FEW.sub(" ", text)
    for match in _BY_ORDINAL.finditer(text):
        if not (match["lead"] or match["thing"] or _ends(text, match.end())):
            continue
        word = match["word"]
        last = word in ("last", "final")
        if last and not (match["thing"] or _ends(text, match.end()) or _is(text, match.end())):
            continue
        place = -1 if last else int(match["digits"]) if match["digits"] else _ordinal(word)
        found.append((match.start(), place))
    for match in _BY_NUMBER.finditer(text):
        found += [(match.start(), _number(match[name])) for name in ("n", "d", "m") if match[name]]
    if not found:
        found = [(m.start(), int(m["n"])) for m in _BARE.finditer(text)]
    for match in _CHINESE.finditer(text):
        if match["last"]:
            found.append((match.start(), -1))
        else:
            number = _number(match["n"] or match["m"])
            found.append((match.start(), -number if match["back"] else number))
    places = tuple(
        dict.fromkeys(
            place for _, place in sorted(found, key=lambda f: f[0]) if place and abs(place) <= 99
        )
    )
    return References(
        places,
        this=bool(_THIS.search(text)) and not places,
        both=bool(_BOTH.search(text)),
        every=bool(_ALL.search(text)),
        decade=decade,
    )


def chinese_number(text: str) -> int | None:
    """A number up to 99 in digits or Chinese characters."""
    if text.isascii() and text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS.get(text)
    head = _DIGITS.get(tens, 1 if not tens else -1)
    tail = _DIGITS.get(ones, 0 if not ones else -1)
    return head * 10 + tail if head > 0 and tail >= 0 else None


def cardinal(text: str) -> int | None:
    """A number up to 99 in digits, or up to twenty in English words."""
    if text.isascii() and text.isdecimal():
        return int(text)
    return _CARDINALS.index(text) + 1 if text in _CARDINALS else None


def _number(text: str) -> int:
    return cardinal(text) or chinese_number(text) or 0


def _ordinal(word: str) -> int:
    return _ORDINALS.index(word) + 1


def _ends(text: str, at: int) -> bool:
    return not text[at:].strip(" .!?,;:)。！？，")


def _is(text: str, at: int) -> bool:
    return bool(re.match(r" (?:is|isnt|was|wasnt|looks|too|and|please|again)\b|[,.!?]", text[at:]))
