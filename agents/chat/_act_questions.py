"""Acting on somebody's beginnings: asking what they like, and taking the answers in."""

from __future__ import annotations

import re
from contextlib import suppress

from whyrec.agents.chat._deeds import deed, speaks_of_others
from whyrec.agents.chat._memory import Remembered
from whyrec.agents.chat._message import Message
from whyrec.agents.chat._outcome import Outcome, said
from whyrec.agents.chat._phrases import listed, say
from whyrec.agents.chat._put import SKIP, Put, wished
from whyrec.agents.chat._reply import Reply, own_words, replied
from whyrec.agents.chat._resolve import resolve
from whyrec.agents.chat._tools import Change, Tools
from whyrec.agents.chat._words import says
from whyrec.agents.gate import quoted, readable
from whyrec.agents.profile.edit_words import NotUnderstood, Wish, parse
from whyrec.domain import Language, Question, Route
from whyrec.errors import ConflictError

_CLAUSES = re.compile(r"[,;.，；。]\s*(?:and |but )?|\s+but\s+|但是?")
_LETTERS = "abcdefgh"


async def ask(message: Message, tools: Tools, before: str = "") -> Outcome:
    """Ask what tells most; the next message is read as the answer."""
    language, shelf = message.language, tools.shelf
    if not shelf.items:
        return said(message, Route.COLD_START, say(language, "no_items"))
    put = await tools.question()
    lines = [before] if before else []
    if put is None:
        example = say(language, "question_example", topic=_example(message))
        lines.append(say(language, "question_none", example=example))
    else:
        known = bool(tools.events()) or (await tools.profile()).version > 0
        if put.number == 1:
            key = "question_intro_known" if known else "question_intro"
            of = put.worded(language, shelf.domain).of
            lines.append(say(language, key, of=of))
        lines.append(question_text(put, language, shelf.domain))
    kept = Remembered(
        route=Route.COLD_START,
        language=language,
        awaits="taste",
        question=put.id if put else None,
    )
    return Outcome("\n".join(lines), kept, question=_worded(put, message))


async def following(done: Outcome, message: Message, tools: Tools) -> Outcome:
    """The same outcome with the next question below, where there is one."""
    put = await tools.question()
    if put is None:
        return done
    text = question_text(put, message.language, tools.shelf.domain)
    return Outcome(
        f"{done.text}\n\n{text}",
        done.kept.model_copy(update={"awaits": "taste", "question": put.id}),
        recommendations=done.recommendations,
        degraded=done.degraded,
        question=_worded(put, message),
    )


def question_text(put: Put, language: Language, domain: str) -> str:
    """A question with its choices and how it can be answered."""
    asked = put.worded(language, domain)
    lines = [say(language, "question_line", number=asked.number, of=asked.of, text=asked.text)]
    several = len(put.topics) > 1
    if several:
        options = [choice for choice in asked.choices if choice.id.isdigit()]
        lines += [
            say(language, "question_option", letter=letter, text=choice.text)
            for letter, choice in zip(_LETTERS, options, strict=False)
        ]
    example = say(language, "question_example", topic=readable(put.topics[-1].value))
    how = "question_how_choice" if several else "question_how_topic"
    return "\n".join([*lines, say(language, how, example=example)])


async def learn(message: Message, tools: Tools) -> Outcome | None:
    """Take the answer to what was asked; None where it is no answer.

    What names a choice is that choice. Else topics are taken as stated interests: by the profile's
    own rules where those understand the words, else as liked where nothing in the words denies.
    Titles are likes, and so are numbers of a list. What is plainly a liking of something that no
    topic stands for becomes an interest in the user's own words.
    """
    put = _put(message)
    reply = replied(message, put) if put else None
    if put is not None and reply is not None:
        return await _chosen(message, tools, put, reply)
    learned = await _in_words(message, tools)
    if learned is not None and put is not None:
        with suppress(ConflictError):  # it was answered elsewhere meanwhile
            await tools.answer(put, SKIP)
    return learned


def names_choice(message: Message) -> bool:
    """Whether it is plainly an answer to the question before it, whatever else it may seem."""
    put = _put(message)
    return put is not None and replied(message, put) is not None


async def _chosen(message: Message, tools: Tools, put: Put, reply: Reply) -> Outcome:
    """Take a choice in."""
    language = message.language
    kept = Remembered(route=Route.COLD_START, language=language)
    if reply.stops:
        return Outcome(say(language, "question_stopped"), kept, stops=True)
    try:
        change = await tools.answer(put, reply.choice)
    except ConflictError:  # it was answered elsewhere meanwhile
        return Outcome(say(language, "question_over"), kept)
    text = put.thanks(put.answer(reply.choice), language)
    if change is None:
        return Outcome(text, kept)
    changed = kept.model_copy(update={"before": change.before, "after": change.after})
    return Outcome(text, changed)


async def _in_words(message: Message, tools: Tools) -> Outcome | None:
    language = message.language
    learned: list[str] = []
    events: list[str] = []
    change: Change | None = None
    parts = _parts(message)
    words = ", ".join(told for part in parts if (told := _stated(part)))
    wishes = parse(words, tools.shelf.topics)
    if words and not isinstance(wishes, NotUnderstood):
        change = await tools.edit(words)
        learned += [wished(w, language) for w in _distinct(wishes)]
    for part in parts:
        points = part.points_at
        if not (points.places or part.named or points.every) or _denies(part):
            continue
        for item_id in resolve(part, guess=False).items:
            events.append((await tools.feedback(item_id, "like")).id)
            learned.append(quoted(tools.shelf.items[item_id].title))
    own = None if learned else own_words(message)
    if own is not None:
        change = await tools.edit(message.read, [own])
        learned.append(wished(own, language))
    if not learned:
        return None
    kept = Remembered(
        route=Route.COLD_START,
        language=language,
        events=tuple(events),
        before=change.before if change else None,
        after=change.after if change else None,
    )
    return Outcome(say(language, "cold_start_thanks", learned=listed(language, learned)), kept)


def _put(message: Message) -> Put | None:
    asked = message.last.question if message.last else None
    return Put.parse(asked) if asked else None


def _worded(put: Put | None, message: Message) -> Question | None:
    return put.worded(message.language, message.shelf.domain) if put else None


def _example(message: Message) -> str:
    facets = message.shelf.topics.facets
    return readable(facets[0].value) if facets else message.shelf.domain


def _parts(message: Message) -> list[Message]:
    """The clauses of an answer that mixes likes and refusals; else the answer as it is.

    What follows on a refusal is refused too ("not drama, horror or number 2"), and left out where
    it doesn't say that it is liked.
    """
    texts = [part for part in _CLAUSES.split(message.read) if part.strip()]
    split = any(_CLAUSES.search(message.read[n.start : n.end]) for n in message.named)
    if len(texts) < 2 or split or not _denies(message):
        return [message]
    if not isinstance(message.wishes, NotUnderstood):
        return [message]
    parts, refused = [], False
    for text in texts:
        part = Message(text.strip(), message.shelf, message.before, message.shown, message.last)
        denies = _denies(part)
        if denies or not refused or says("likes", part.untitled):
            parts.append(part)
        refused = refused or denies
    return parts


def _stated(message: Message) -> str | None:
    """The part of an answer that the profile's rules understand, as words for them."""
    if not isinstance(message.wishes, NotUnderstood):
        return message.read
    if not message.topics or _denies(message):
        return None
    topics = list(dict.fromkeys(t.topic for t in message.topics))[:4]
    # "Comedies, and number 2" is a list of likes in answer to "which do you like?".
    words = f"I like {' and '.join(topics)}"
    return None if isinstance(parse(words, message.shelf.topics), NotUnderstood) else words


def _denies(message: Message) -> bool:
    """Whether any word of it takes something back: then nothing is taken for liked."""
    text = message.untitled
    refused = deed(text) not in (None, "like", "view")
    # What others like, or what is wished for, is nothing that the user liked.
    refused = refused or speaks_of_others(text)
    return refused or says("negation", text) or says("without", text)


def _distinct(wishes: list[Wish]) -> list[Wish]:
    return list({(w.amount, w.topic): w for w in wishes}.values())
