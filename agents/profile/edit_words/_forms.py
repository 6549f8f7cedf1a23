"""The sentence forms of the data files, made into regular expressions.

A text is matched as a row of tokens with one space behind each, so that a form's words can be left
out or chosen among without ever matching half a word.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from whyrec.domain import Polarity

TOPIC = "\ue000-\uefff"
"""A topic stands in the row as one of these private-use characters."""
LIST = "\uf000-\uf8ff"
"""And a whole list of topics, with what surrounds them, as one of these."""

_IDEOGRAPH = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WORD = rf"(?:(?![{_IDEOGRAPH}])[^\W_])+"
TOKEN = re.compile(rf"[{_IDEOGRAPH}]|{_WORD}(?:-{_WORD})*|\S")
_PART = re.compile(r"[\[\]()|]|\{t\}|[^\s\[\]()|{]+")


class Form(NamedTuple):
    """One way to say something."""

    polarity: Polarity
    scopes: bool
    """Whether what follows an "and" may be refused too."""
    gradual: bool
    """Whether it asks for less and not for none."""
    pairs: bool
    """Whether another such form may follow without a sign between."""
    said: re.Pattern[str]
    """With the list of topics in the group ``slot``."""


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
    """Before these, a question mark is a request."""
    tail: re.Pattern[str]
    """What may stand behind a clause."""
    listed: re.Pattern[str]
    """One topic or a list of them, with determiners and fillers."""
    negations: frozenset[str]
    harmless: re.Pattern[str]
    """Words that look like denials and are none."""
    reserved: frozenset[str]
    """Words of the forms, which are no topics."""
    around: frozenset[str]
    """Words that stand around topics and requests without being one."""
    simplified: dict[int, str]
    """Traditional characters to simplified ones."""
    same: dict[str, str]
    smileys: frozenset[str]


@cache
def grammar() -> Grammar:
    """Read the data files."""
    data = _read("patterns.toml")
    lists, negations = data["words"], data["negations"]
    denying = frozenset(negations["en"].split()) | frozenset(negations["zh"])
    said_words = {
        token
        for form in data["form"]
        for said in form["said"]
        for part in _PART.findall(said)
        for token in TOKEN.findall(part)
    }
    return Grammar(
        forms=tuple(
            Form(
                form["polarity"],
                form.get("scopes", False),
                form.get("gradual", False),
                form.get("pairs", False),
                re.compile(_regex(said, f"[{LIST}] ")),
            )
            for form in data["form"]
            for said in form["said"]
        ),
        circumstances=tuple(
            Circumstance(
                re.compile(_regex(said, "(?!)")),
                tuple(entry.get("likes", ())),
                tuple(entry.get("dislikes", ())),
            )
            for entry in _read("circumstances.toml")["circumstance"]
            for said in entry["said"]
        ),
        weak=re.compile(_any(lists["weak"])),
        strong=re.compile(_any(lists["strong"])),
        courtesy=re.compile(f"(?:{_any(lists['before'])}(?:, )?)*"),
        asking=re.compile(_any(lists["asking"])),
        tail=re.compile(f"(?:(?:, )?{_any(lists['after'])})*"),
        listed=re.compile(_listed(lists)),
        negations=denying,
        harmless=re.compile(_any(negations["harmless"])),
        reserved=frozenset(said_words) | denying,
        around=frozenset(
            token
            for kind, phrases in lists.items()
            if kind not in ("traditional", "same", "smileys")
            for phrase in phrases
            for token in TOKEN.findall(phrase)
            if phrase.isascii()
        ),
        simplified={ord(pair[0]): pair[1] for pair in lists["traditional"].split()},
        same=dict(pair.split(" = ") for pair in lists["same"]),
        smileys=frozenset(lists["smileys"]),
    )


def _listed(lists: dict[str, Any]) -> str:
    before, behind = _any(lists["determiners"]), _any(lists["fillers"])
    about = f"(?:{behind}{_any(lists['about'])}{before}?)?"
    topic = f"{before}?{about}(?:[{TOPIC}] ){{1,3}}{behind}?"
    joins = _any(lists["joins"])
    return f"(?<![^ ]){topic}(?:(?:[,、] {topic}){{0,6}}(?:, )?{joins}{topic}){{0,4}}"


def _regex(said: str, topic: str) -> str:
    """A form as a regular expression over the row of tokens."""
    signs = {"[": "(?:", "(": "(?:", "]": ")?", ")": ")", "|": "|", "{t}": f"(?P<slot>{topic})"}
    return "".join(signs.get(part) or _row(part) for part in _PART.findall(said))


def _row(text: str) -> str:
    return "".join(f"{re.escape(token)} " for token in TOKEN.findall(text))


def _any(phrases: Iterable[str]) -> str:
    return f"(?:{'|'.join(_row(phrase) for phrase in sorted(phrases, key=len, reverse=True))})"


@cache
def _read(name: str) -> dict[str, Any]:
    place = files("whyrec.agents.profile.edit_words") / name
    return tomllib.loads(place.read_text(encoding="utf-8"))
