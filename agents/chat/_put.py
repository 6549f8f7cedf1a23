"""A question as it is put: its id, and how it is worded."""

from __future__ import annotations

import re
from typing import NamedTuple, Self
from urllib.parse import quote, unquote

from whyrec.agents.chat._phrases import listed, say, things
from whyrec.agents.dynamics import EITHER, MOST_QUESTIONS, NO, YES
from whyrec.agents.gate import readable
from whyrec.agents.profile import PLAIN_FACETS
from whyrec.agents.profile.edit_words import Wish
from whyrec.domain import Choice, Facet, Language, Question
from whyrec.errors import InputError

SKIP = "skip"
"""The choice that answers nothing."""
_NONE = "none"
_OF_ONE = {"yes": YES, "no": NO, "either": EITHER}
_ID = re.compile(r"(?P<number>[1-9]):(?P<topics>[^|]+=[^|]*(?:\|[^|]+=[^|]*){0,3})", re.ASCII)


class Put(NamedTuple):
    """A question."""

    number: int
    """From 1."""
    topics: tuple[Facet, ...]
    """One: is it liked? Several: which of them is liked best?"""

    @property
    def id(self) -> str:
        """Number and topics, so that nothing has to be kept until it is answered."""
        return f"{self.number}:{'|'.join(quote(str(topic), safe='= ') for topic in self.topics)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an id back.

        Raises:
            InputError: It is none.
        """
        match = _ID.fullmatch(text)
        topics = tuple(Facet.parse(unquote(t)) for t in match["topics"].split("|")) if match else ()
        if match is None or len(set(topics)) < len(topics) or int(match["number"]) > MOST_QUESTIONS:
            raise InputError(
                f"{text!r} is the id of no question.",
                remedy="Ask for the open question and answer that one.",
                field="question",
            )
        return cls(int(match["number"]), topics)

    @property
    def choices(self) -> dict[str, int | None]:
        """Place of the answer by the choice's id; None for skipping."""
        if len(self.topics) == 1:
            return {**_OF_ONE, SKIP: None}
        places = {str(n): n - 1 for n in range(1, len(self.topics) + 1)}
        return {**places, _NONE: len(self.topics), SKIP: None}

    def answer(self, choice: str) -> int | None:
        """The answer that a choice stands for.

        Raises:
            InputError: There is no such choice.
        """
        if choice not in self.choices:
            raise InputError(
                f"The question has no choice {choice!r}.",
                remedy=f"Its choices are {', '.join(self.choices)}.",
                field="choice",
            )
        return self.choices[choice]

    def wishes(self, choice: str) -> list[Wish]:
        """What a choice says the user wants more or less of; empty where it says neither."""
        answer = self.answer(choice)
        if len(self.topics) == 1 and answer == NO:
            return [Wish("dislike", self.topics[0].value, self.topics, gradual=True)]
        liked: tuple[Facet, ...] = (
            self.topics[:1] if answer == YES and len(self.topics) == 1 else ()
        )
        if len(self.topics) > 1 and answer is not None:
            liked = self.topics[answer : answer + 1]
        return [Wish("like", topic.value, (topic,)) for topic in liked]

    def thanks(self, answer: int | None, language: Language) -> str:
        """What was taken from an answer, in words."""
        if answer is None:
            return say(language, "question_skipped")
        choice = next(key for key, place in self.choices.items() if place == answer)
        wishes = self.wishes(choice)
        if not wishes:
            return say(language, "question_noted")
        learned = listed(language, [wished(wish, language) for wish in wishes])
        return say(language, "cold_start_thanks", learned=learned)

    def unread(self, language: Language) -> str:
        """What is said where words are no answer."""
        example = say(language, "question_example", topic=readable(self.topics[-1].value))
        return say(language, "question_unread", example=example)

    def worded(self, language: Language, domain: str) -> Question:
        """The question in words.

        Args:
            language: The language; topics stay as the catalogue has them.
            domain: What the items are called.
        """
        names = [_named(topic, language, domain) for topic in self.topics]
        if len(names) == 1:
            text = say(language, "question_topic", topic=names[0])
            texts = {key: say(language, f"choice_{key}") for key in _OF_ONE}
        else:
            text = say(language, "question_choice", topics=listed(language, names, "or"))
            texts = {str(n): readable(topic.value) for n, topic in enumerate(self.topics, 1)}
            texts[_NONE] = say(language, "choice_none")
        texts[SKIP] = say(language, "choice_skip")
        return Question(
            id=self.id,
            text=text,
            choices=tuple(Choice(id=key, text=told) for key, told in texts.items()),
            number=self.number,
            of=MOST_QUESTIONS,
        )


def wished(wish: Wish, language: Language) -> str:
    """What a wish asks for: "more Western"."""
    return say(language, wish.amount.replace(" ", "_"), topic=readable(wish.topic))


def in_words(wish: Wish) -> str:
    """What a choice says, as the user's words."""
    key = "said_like" if wish.polarity == "like" else "said_less"
    return say("en", key, topic=readable(wish.topic))


def _named(topic: Facet, language: Language, domain: str) -> str:
    """A topic in a question: "Horror movies", "Agatha Christie"."""
    name = readable(topic.value)
    if topic.name not in PLAIN_FACETS:
        return name
    return say(language, "question_things", topic=name, things=things(language, domain))
