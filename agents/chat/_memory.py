"""What is kept of an answer, and how it is found again in the messages a client sends."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

from whyrec.domain import ChatTurn, Language, Route, Scene
from whyrec.domain._base import Model

LATEST_READ = 20
"""Messages of a conversation that are looked at, the latest ones."""
LONGEST_READ = 20_000
"""Characters of a message that are looked at, the first ones."""
_MARKS = b"\x01" * 31
"""More combining marks in a row are in no word, and take long to put in order."""
_NUMBERED = re.compile(r"[>*#_ -]{0,8}(\d{1,2})[.)．、] ?(.{1,400})")
_BEHIND_TITLE = re.compile(r" [—–] | -- |：")
DASH = " — "
"""Between a title and its reason in a list."""


class Asked(Model):
    """What a list was asked to hold, in the catalogue's terms."""

    any_of: tuple[tuple[str, ...], ...] = ()
    """Facets ``name=value``; an item has at least one of each group."""
    none_of: tuple[str, ...] = ()
    """Facets that no item has."""
    domains: tuple[str, ...] = ()
    """Only items of these, where it is not empty."""
    first_year: int | None = None
    last_year: int | None = None
    like: tuple[str, ...] = ()
    """Items that those of the list are like."""
    unlike: tuple[str, ...] = ()
    """Items that they are not like."""
    surprise: bool = False
    """Whether they are to be what the user is unlikely to know."""

    @property
    def anything(self) -> bool:
        """Whether it asks for nothing in particular, be it a surprise."""
        return self.model_copy(update={"surprise": False}) == Asked()


class Remembered(Model):
    """One answer: ids, numbers, the route and the context, and no words of the conversation."""

    route: Route
    language: Language
    items: tuple[str, ...] = ()
    """The items shown, by their numbers from 1."""
    focus: str | None = None
    """The item that the answer was about."""
    asked: Asked | None = None
    """Of a list: what it was asked to hold."""
    scene: Scene | None = None
    """The context that the items shown were chosen for."""
    events: tuple[str, ...] = ()
    """Events that this turn added."""
    before: int | None = None
    """Version of the profile before this turn changed it."""
    after: int | None = None
    """Version that this turn made."""
    undid: str | None = None
    """The response that this turn took back."""
    restored: int | None = None
    """Version of the profile that an undo went back to."""
    rolled: int | None = None
    """Version that an undo made."""
    awaits: Literal["erase", "forget", "taste"] | None = None
    """What the next message of the user may answer."""
    question: str | None = None
    """Id of the question that it is, in the catalogue's terms."""
    forgets: tuple[str, ...] = ()
    """Events that are forgotten if the next message says so."""
    turn: str = ""
    """Hash of the conversation up to this answer: a regenerated answer has the same."""

    @property
    def changed(self) -> bool:
        """Whether the turn changed what is known of the user."""
        return bool(self.events) or self.after is not None


class Answered(Model):
    """An earlier answer of a conversation, as far as it is known."""

    response_id: str | None = None
    """None where only its text is known."""
    kept: Remembered


def text_hash(text: str) -> str:
    """SHA-256 of a text, whatever its white space and composition.

    Of a text longer than `LONGEST_READ` the rest counts as it is.
    """
    head, rest = text[:LONGEST_READ], text[LONGEST_READ:]
    if not head.isascii():
        marked = bytes(unicodedata.combining(char) > 0 for char in head)
        if _MARKS not in marked:
            head = unicodedata.normalize("NFC", head)
    form = " ".join(head.split()) + rest.rstrip()
    return hashlib.sha256(form.encode("utf-8", "replace")).hexdigest()


def hashes_of(text: str) -> tuple[str, ...]:
    """What an answer may be kept under: its whole text, or all but a last paragraph of prose."""
    whole = text_hash(text)
    head, parted, _ = text.rstrip().rpartition("\n\n")
    return (whole, text_hash(head)) if parted and head.strip() else (whole,)


class Turns:
    """Hashes of a conversation up to each of its messages; each message is hashed once.

    Args:
        user_id: Whose conversation.
        messages: What a client sent, without messages of the system: those are its own affair.
    """

    def __init__(self, user_id: str, messages: Sequence[ChatTurn]) -> None:
        self._user = user_id
        self._messages = messages
        self._known: dict[int, str] = {}

    def up_to(self, index: int) -> str:
        """Hash of the messages up to that one, the latest `LATEST_READ` of them, and how many."""
        digest = hashlib.sha256(f"{self._user}\x00{index}".encode("utf-8", "replace"))
        for place in range(max(0, index + 1 - LATEST_READ), index + 1):
            if place not in self._known:
                message = self._messages[place]
                self._known[place] = f"\x00{message.role}\x00{text_hash(message.content)}"
            digest.update(self._known[place].encode())
        return digest.hexdigest()[:32]


def turn_hash(user_id: str, messages: Sequence[ChatTurn]) -> str:
    """Hash of what a client sent; system messages are the client's own affair and left out."""
    said = [message for message in messages if message.role != "system"]
    return Turns(user_id, said).up_to(len(said) - 1)


def numbered_titles(text: str) -> list[tuple[int, str]]:
    """The numbered lines of a list as (number, what may be a title), reasons left out."""
    found = []
    for line in text[:LONGEST_READ].splitlines():
        match = _NUMBERED.match(" ".join(line.split()))
        if match is None:
            continue
        title = _BEHIND_TITLE.split(match[2], maxsplit=1)[0].strip(' *_`“”"')
        if title:
            found.append((int(match[1]), title))
    return found
