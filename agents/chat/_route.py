"""Where a message belongs: rules for what is certain, and a guess that always gives a route."""

from __future__ import annotations

from typing import NamedTuple

from whyrec.agents.chat._deeds import deed, judges
from whyrec.agents.chat._forget_words import forgetting, unwanted
from whyrec.agents.chat._message import Message
from whyrec.agents.chat._words import says, words
from whyrec.agents.profile.edit_words import NotUnderstood
from whyrec.domain import Route


class Routed(NamedTuple):
    """A route and how it was found."""

    route: Route
    certain: bool
    """Whether a rule says so; a guess may be made better by a model."""


def route(message: Message) -> Routed:
    """Send a message where it belongs, by rules alone."""
    if not message.has_words:
        return Routed(Route.OUT_OF_SCOPE, True)
    text = message.untitled
    if message.waved_off and not text and not message.named:
        return Routed(Route.OUT_OF_SCOPE, True)
    if undoes(message):
        return Routed(Route.UNDO, True)
    if unwanted(message):
        return Routed(Route.CORRECT, True)
    if forgetting(message):
        return Routed(Route.FORGET, True)
    for meant, said in words().rules:
        if said.search(text) and not _overruled(meant, message):
            return Routed(meant, True)
    for meant, holds in (
        (Route.CORRECT, _corrects),
        (Route.REFINE, _refines),
        (Route.FEEDBACK, _tells),
        (Route.WHY, _asks_about),
        (Route.RECOMMEND, _asks),
    ):
        if holds(message):
            return Routed(meant, True)
    return Routed(_guess(message), False)


def undoes(message: Message) -> bool:
    """Whether it is about taking something back and about nothing else."""
    text = message.untitled
    return not message.named and says("undo_only", text) and says("taken_back", text)


def _overruled(meant: Route, message: Message) -> bool:
    """Where more of the message than a rule's words says otherwise."""
    text = message.untitled
    match meant:
        case Route.WHY:
            # "what for" and "explain" of something that is no item are for nobody.
            return False
        case Route.OUT_OF_SCOPE:
            return bool(message.topics) and says("sure", text) and not says("injection", text)
        case _:
            return False


def _corrects(message: Message) -> bool:
    """Whether it is a request of lasting taste that the profile's own rules understand."""
    text = message.untitled
    if says("passing", text):
        return False
    if isinstance(message.wishes, NotUnderstood):
        return bool(message.topics) and says("taste_changed", text)
    likes_only = all(wish.polarity == "like" for wish in message.wishes)
    return not (likes_only and says("asking", text) and not says("lasting", text))


def _refines(message: Message) -> bool:
    """Whether it asks for another list in terms of the one shown."""
    if message.shown is None:
        return False
    text, points = message.untitled, message.points_at
    alike = says("like", text) or says("unlike", text)
    if alike and points.anything and not message.named and deed(text) not in ("like", "dislike"):
        return True
    if points.decade:
        return True
    anew = (bool(message.topics) and says("asking", text)) or _indefinite(text)
    if any(mood.said.search(text) for mood in words().moods) and not (
        anew or says("recommend_verb", text)
    ):
        return True
    if says("more_of", text) or (says("quality", text) and not message.topics):
        return True
    if says("newer", text) or says("older", text):
        return not (anew or says("recommend_verb", text)) and deed(text) != "view"
    if says("nothing_before", text) or says("unknowable", text):
        return True
    changed = says("only", text) or says("without", text)
    return changed and bool(message.topics)


def _tells(message: Message) -> bool:
    """Whether it says what the user did with, or thinks of, an item."""
    text, points = message.untitled, message.points_at
    if not judges(text) or _questions(message):
        return False
    if points.anything or message.named:
        return True
    if _indefinite(text) or says("asking", text):
        return False
    return message.shown is not None and not message.topics


def _indefinite(tidy: str) -> bool:
    """Whether it names a kind of item and no item: "a good film"."""
    return says("indefinite", tidy) and not says("spoken_of", tidy)


def _asks_about(message: Message) -> bool:
    """Whether it is a question on an item that it names."""
    text = message.untitled
    alike = says("like", text) or says("recommend_verb", text)
    return bool(message.named) and _questions(message) and not alike


def _questions(message: Message) -> bool:
    """Whether it asks: what is asked is not said. "Good, isn't it" is taken for a question too."""
    return says("question", message.tidy)


def _asks(message: Message) -> bool:
    text = message.untitled
    if says("sure", text) or says("sure_zh", text):
        return True
    about = message.topics or message.named or says("thing", text)
    return bool(about) and (says("ask", text) or bool(message.topics))


def _guess(message: Message) -> Route:
    """The likeliest route of a message that no rule is certain of."""
    text, points = message.untitled, message.points_at
    if points.anything and message.shown is not None:
        return Route.WHY
    if message.named:
        asks = _questions(message) or says("about_item", text)
        return Route.WHY if asks else Route.RECOMMEND
    if says("thing", text):
        return Route.RECOMMEND
    return Route.OUT_OF_SCOPE
