"""What a message says the user did with, or thinks of, an item."""

from __future__ import annotations

import re

from whyrec.agents.chat._words import says, words
from whyrec.domain import FeedbackKind

_CLAUSES = re.compile(
    r"[,.;:!?，。；：！？]|\b(?:but|though|although|whereas|while)\b|但是?|不过|而(?=我)"
    r"|\band (?=(?:i|im|ive|id)\b)"
)


def deed(tidy: str) -> FeedbackKind | None:
    """What a message says was done with, or is thought of, an item; None where it is not certain.

    A negation beside praise never becomes a like. What others did or say, what is wished for, and
    what was not done are no deeds of the user's.
    """
    text = own_words(tidy)
    found = [kind for kind, said in words().deeds if said.search(text)]
    if not found:
        return None
    kind = found[0]
    if kind == "like" and says("negation", _harmless(text)):
        return None
    if "like" in found and kind in ("dismiss", "dislike") and _praises_beside(text):
        return None
    return kind


def judges(tidy: str) -> bool:
    """Whether it judges at all, though it is not certain how."""
    text = own_words(tidy)
    return any(said.search(text) for _, said in words().deeds)


def own_words(tidy: str) -> str:
    """The clauses in which the user speaks for himself of what was."""
    clauses = [clause.strip() for clause in _CLAUSES.split(tidy)]
    own = [clause for clause in clauses if clause and not _no_deed(clause)]
    if any(says("hearsay_alone", clause) for clause in clauses):
        # "Great, I heard": the praise beside it is hearsay too.
        own = [clause for clause in own if says("first_person", clause)]
    return ", ".join(own)


def speaks_of_others(tidy: str) -> bool:
    """Whether any clause is hearsay, a wish, about somebody else, or of what was not done."""
    return any(_no_deed(clause) for clause in _CLAUSES.split(tidy))


def _no_deed(clause: str) -> bool:
    if says("hearsay", clause) or says("unseen", clause) or says("conditional", clause):
        return True
    if says("wish", clause) and not says("negation", clause):
        return True
    other = words().signs["somebody_else"].search(clause)
    return other is not None and not says("first_person", clause[: other.start()])


def _harmless(tidy: str) -> str:
    plain = words().signs["figurative"].sub(" ", tidy)
    return re.sub(r"\bnot bad\b|不错|没的?说|非常|无比|\bno doubt\b|\buntil\b", " ", plain)


def _praises_beside(tidy: str) -> bool:
    """Whether praise stands in a clause of its own beside blame: "hated it, no, loved it"."""
    kinds = {deed_of for clause in _CLAUSES.split(tidy) if (deed_of := _plain_deed(clause))}
    return "like" in kinds and bool(kinds & {"dislike", "dismiss"})


def _plain_deed(clause: str) -> FeedbackKind | None:
    found = [kind for kind, said in words().deeds if said.search(clause)]
    if found[:1] == ["like"] and says("negation", _harmless(clause)):
        return None
    return found[0] if found else None
