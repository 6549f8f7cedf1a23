"""The sentence forms of the data files, made into regular expressions.

A text is matched as a row of tokens with one space behind each, so that a form's words can be left out
or chosen among without ever matching half a word.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from whyrec.domain import Polarity

TOPIC = "\ue000-\uf8ff"
"""A topic stands in the row as one private-use character."""
TOKEN = re.compile(
    rf"[{TOPIC}]|[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\W_\u3040-\u9fff]+(?:-[^\W_\u3040-\u9fff]+)*|\S"
)
_PART = re.compile(r"[\[\]()|]|\{t\}|[^\s\[\]()|{]+")


class Form(NamedTuple):
    """One way to say something."""

    kind: Polarity
    scopes: bool
    known: re.Pattern[str]
    """With topics of the catalogue in its slot."""
    open: re.Pattern[str]
    """With any few words in its slot, in the group ``topic``."""


class Circumstance(NamedTuple):
    """Something people say of themselves."""

    said: re.Pattern[str]
    likes: tuple[str, ...]
    dislikes: tuple[str, ...]


class Grammar(NamedTuple):
    """Everything the data files say."""

    forms: tuple[Form, ...]
    circumstances: tuple[Circumstance, ...]
    weak: re.Pattern[str]
    strong: re.Pattern[str]
    courtesy: re.Pattern[str]
    """What may stand before a clause."""
    asking: re.Pattern[str]
    tail: re.Pattern[str]
    """What may stand behind a clause."""
    group: re.Pattern[str]
    """One topic of a list, its characters in the group ``topic``."""
    negations: frozenset[str]
    reserved: frozenset[str]
    """Words of the forms, which no unknown topic may contain."""


@cache
def grammar() -> Grammar:
    """Read the data files."""
    data, lists = _read("patterns.toml"), _read("patterns.toml")["words"]
    topic = (
        f"(?:{_any(lists['determiners'])})?(?:{_any(lists['fillers'])}(?:{_any(lists['about'])}))?"
        f"(?:[{TOPIC}] ){{1,3}}(?:{_any(lists['fillers'])})?"
    )
    joins = _any(lists["joins"])
    listed = f"{topic}(?:(?:[,、] {topic}){{0,6}}(?:, )?(?:{joins}){topic}){{0,4}}"
    word = r"(?:[^\W_]+(?:-[^\W_]+)* )"
    unknown = (
        f"(?:{_any(lists['determiners'])})?(?P<topic>{word}{{1,8}}?)(?:{_any(lists['fillers'])})?"
    )
    forms = [
        Form(
            form["polarity"],
            form.get("scopes", False),
            re.compile(_regex(said, listed)),
            re.compile(_regex(said, unknown)),
        )
        for form in data["form"]
        for said in form["said"]
    ]
    circumstances = [
        Circumstance(
            re.compile(_regex(said, "(?!)")),
            tuple(entry.get("likes", ())),
            tuple(entry.get("dislikes", ())),
        )
        for entry in _read("circumstances.toml")["circumstance"]
        for said in entry["said"]
    ]
    said_words = {
        token
        for form in data["form"]
        for said in form["said"]
        for part in _PART.findall(said)
        for token in TOKEN.findall(part)
    }
    negations = frozenset(data["negations"]["en"].split()) | frozenset(data["negations"]["zh"])
    return Grammar(
        forms=tuple(forms),
        circumstances=tuple(circumstances),
        weak=re.compile(_any(lists["weak"])),
        strong=re.compile(_any(lists["strong"])),
        courtesy=re.compile(f"(?:(?:{_any(lists['before'])})(?:[,，] )?)*"),
        asking=re.compile(f"(?:{_any(lists['asking'])})"),
        tail=re.compile(f"(?:(?:[,，] )?(?:{_any(lists['after'])}))*"),
        group=re.compile(f"(?P<topic>(?:[{TOPIC}] )+)"),
        negations=negations,
        reserved=frozenset(said_words) | negations,
    )


def _regex(said: str, topic: str) -> str:
    """A form as a regular expression over the row of tokens."""
    signs = {"[": "(?:", "(": "(?:", "]": ")?", ")": ")", "|": "|", "{t}": f"(?:{topic})"}
    return "".join(signs.get(part) or _row(part) for part in _PART.findall(said))


def _row(text: str) -> str:
    return "".join(f"{re.escape(token)} " for token in TOKEN.findall(text))


def _any(phrases: Iterable[str]) -> str:
    return "|".join(_row(phrase) for phrase in sorted(phrases, key=len, reverse=True))


@cache
def _read(name: str) -> dict[str, Any]:
    place = files("whyrec.agents.profile.edit_words") / name
    return tomllib.loads(place.read_text(encoding="utf-8"))
