"""Rules: a text is prose of its own, of a fit length, and nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from whyrec.agents.gate._lists import word_list
from whyrec.agents.gate._words import PLACEHOLDER, blanked, is_ideograph, keys, readable, words

_MARKUP = re.compile(
    r"[{}<>`|\\#*_~=^]|https?:|www\.|\w\.[a-z]{2}|!\["
    r"|^\s*(?:[-•+]|\d+[.)])\s|\n\s*\n|\n\s*[-•+]",
    re.MULTILINE,
)
_ODD = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Me", "Mn", "So", "Zl", "Zp"})
"""Unicode categories: controls, what nobody sees, marks that no letter takes in, pictures."""
_INSTRUCTION = re.compile(
    r"""\b(?:
      as\s+an?\s+(?:ai|language\s+model|assistant) | language\s+model | \bAI\b
    | i(?:\s+am|['’]?m)\s+(?:sorry|unable|an?\s+ai)
    | i\s+(?:can(?:no|['’])?t|will|would|hope|think)
    | sure[,!] | certainly[,!] | of\s+course[,!]
    | here(?:['’]s|\s+is|\s+are)\b | (?:please\s+)?note\b
    | (?:ignore|disregard|forget)\s+(?:all|any|the|these|your|my|previous|prior|above|everything)
    | instructions? | prompts? | placeholders? | (?:system|assistant|user)\s*:
    | (?:label|statement|interest|taste|facts?|output|answer|response|explanation|sentence)\s*:
    | (?:write|rewrite|reply|respond|answer|output|click|visit|subscribe)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_ARTICLE = re.compile(
    r"\ba (?!one\b|once\b|u[ns]|eu)[aeiou]\w*|\ban (?!hour|honest|heir)[^aeiou\W\d]\w*",
    re.IGNORECASE,
)
_INSTRUCTION_ZH = re.compile(
    r"忽略|无视|指令|提示词|系统提示|语言模型|人工智能|作为一个|抱歉|对不起|无法回答|请回答|请输出|好的，|当然，"
    r"|(?:系统|用户|助手|标签|回答|输出)\s*[:：]"
)


def not_prose(text: str) -> str | None:
    """Object to markup, JSON, lists, links and letters of neither English nor Chinese."""
    bare = PLACEHOLDER.sub("", readable(text))
    found = _MARKUP.search(bare)
    if found:
        return f"has markup: {found[0].strip()[:20]!r}"
    letters = [char for char in bare if char.isalpha()]
    if not letters:
        return "has no words"
    fine = sum(is_ideograph(char) or char.isascii() or "À" <= char <= "ɏ" for char in letters)
    return "is written in an unexpected script" if fine < len(letters) else None


def odd_character(text: str) -> str | None:
    """Object to characters that are none of writing: hidden ones, marks on their own, pictures.

    The other rules look at a text as `readable` gives it, but what passes is kept as it came.
    """
    for char in unicodedata.normalize("NFC", text):
        if char != "\n" and unicodedata.category(char) in _ODD:
            return f"has the character U+{ord(char):04X}"
    return None


def instruction(text: str) -> str | None:
    """Object to orders, refusals and roles: talk that is not for the reader."""
    clean = blanked(readable(text))
    found = _INSTRUCTION.search(clean) or _INSTRUCTION_ZH.search(clean)
    return f"speaks as “{found[0].strip()}”" if found else None


def bad_length(text: str, least: int, most: int) -> str | None:
    """Object to fewer or more words than allowed; two ideographs count as one word."""
    row = words(blanked(readable(text)))
    signs = sum(is_ideograph(word.key) for word in row)
    count = len(row) - signs + (signs + 1) // 2 + len(PLACEHOLDER.findall(text))
    return None if least <= count <= most else f"has {count} words, not {least} to {most}"


def unfinished(text: str) -> str | None:
    """Object to a text that breaks off."""
    return None if re.search(r"[.!。！][\"'”’)）]*$", text.strip()) else "breaks off"


def repetition(text: str, run: int = 4) -> str | None:
    """Object to the same ``run`` words twice."""
    row = keys(blanked(text))
    seen = set()
    for at in range(len(row) - run + 1):
        part = row[at : at + run]
        if part in seen:
            return f"says “{' '.join(part)}” twice"
        seen.add(part)
    return None


def echo(text: str, instructions: Iterable[str], run: int = 6) -> str | None:
    """Object to ``run`` words in a row that the instructions of the prompt have."""
    row = keys(blanked(text))
    given = {
        part[at : at + run]
        for part in (keys(blanked(i)) for i in instructions)
        for at in range(len(part) - run + 1)
    }
    for at in range(len(row) - run + 1):
        if row[at : at + run] in given:
            return f"repeats the prompt: “{' '.join(row[at : at + run])}”"
    return None


def denial(text: str) -> str | None:
    """Object to a word that denies: a reason to show something says what is, not what is not."""
    for word in words(blanked(readable(text))):
        if word.key in word_list("denials"):
            return f"denies with “{word.key}”"
    return None


def sweeping(text: str) -> str | None:
    """Object to words that claim more than a few facts can show: only, always, best."""
    for word in words(blanked(readable(text))):
        if word.key in word_list("sweeping"):
            return f"claims too much with “{word.key}”"
    return None


def wrong_article(text: str) -> str | None:
    """Object to "a action film" and "an crime film"."""
    found = _ARTICLE.search(blanked(readable(text)))
    return f"says “{found[0]}”" if found else None
