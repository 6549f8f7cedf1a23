"""A user's message, taken apart once for all that look at it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from whyrec.agents.chat._language import language_of
from whyrec.agents.chat._memory import Remembered
from whyrec.agents.chat._references import References, references
from whyrec.agents.chat._shelf import Shelf
from whyrec.agents.chat._titles import Named
from whyrec.agents.chat._words import says, words
from whyrec.agents.gate import TopicMatch, readable
from whyrec.agents.profile.edit_words import NotUnderstood, Wish, parse, tidy, with_decades
from whyrec.domain import Language

MOST_CHARACTERS = 1_000
"""Of a message, its beginning and end of together so many characters are read."""


@dataclass(frozen=True)
class Message:
    """The last message of a user, with what was shown before it."""

    text: str
    shelf: Shelf
    before: tuple[str, ...] = ()
    """Earlier messages of the user, oldest first."""
    shown: Remembered | None = None
    """The latest answer that showed items or spoke of one."""
    last: Remembered | None = None
    """The latest answer."""

    @cached_property
    def read(self) -> str:
        """What of the text is read."""
        half = MOST_CHARACTERS // 2
        long = len(self.text) > MOST_CHARACTERS
        return readable(f"{self.text[:half]} {self.text[-half:]}" if long else self.text)

    @cached_property
    def tidy(self) -> str:
        """In one form: lower case, simplified, no apostrophes, decades as 1990s."""
        return " ".join(with_decades(tidy(self.read), self.shelf.topics).split())

    @property
    def has_words(self) -> bool:
        """Whether there is anything to read."""
        return any(char.isalnum() for char in self.read)

    @cached_property
    def language(self) -> Language:
        """The language the answer is written in."""
        return language_of(self.read, self.before)

    @cached_property
    def points_at(self) -> References:
        """Its references to what was shown."""
        return references(self.tidy)

    @cached_property
    def named(self) -> list[Named]:
        """The items it names."""
        return self.shelf.titles.find(self.read, self.shown.items if self.shown else ())

    @cached_property
    def untitled(self) -> str:
        """Tidy text without the titles it names and without a "never mind" in front."""
        text = self.read
        for named in reversed(self.named):
            text = f"{text[: named.start]} {text[named.end :]}"
        text = " ".join(with_decades(tidy(text), self.shelf.topics).split())
        return words().signs["wave_off"].sub("", text, count=1)

    @property
    def waved_off(self) -> bool:
        """Whether it begins with "forget it", "never mind": nothing is to be done of what was."""
        return says("wave_off", self.tidy)

    @cached_property
    def topics(self) -> list[TopicMatch]:
        """The catalogue's topics it names, outside titles."""
        return self.shelf.topics.find(self.untitled)

    @cached_property
    def wishes(self) -> list[Wish] | NotUnderstood:
        """What it asks of the profile, where all of it is such a request."""
        return parse(self.read, self.shelf.topics)
