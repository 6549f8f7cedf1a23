"""Rules on the words of an operation: its label and its statement."""

from __future__ import annotations

from whyrec.agents.gate import (
    denial,
    echo,
    instruction,
    item_names,
    keys,
    not_prose,
    odd_character,
    singular,
    unknown_name,
    unknown_number,
    unknown_topic,
    unsupported_word,
)
from whyrec.agents.profile._compose import MAX_LABEL_WORDS
from whyrec.agents.profile._gate_context import (
    GateContext,
    by_model,
    cited,
    facets_of,
    label_of,
    statement_of,
)
from whyrec.agents.profile._placeholders import PLACEHOLDER, cited_in
from whyrec.domain import Add, Facet, Operation, Profile, Rewrite

MAX_STATEMENT_WORDS = 40
MIN_STATEMENT_WORDS = 3

_CARRIED = "carried over from a liking for"
_LIKES = frozenset({"adores", "appreciates", "enjoys", "liked", "likes", "loves", "prefers"})
_DISLIKES = frozenset({"avoid", "avoids", "dislike", "disliked", "dislikes", "hates", "rejects"})


def label_fits(operation: Operation, profile: Profile, context: GateContext) -> str | None:
    """A label has one to six words in one line and starts with a letter or digit."""
    label = label_of(operation)
    if label is None:
        return None
    words = label.split()
    if not 1 <= len(words) <= MAX_LABEL_WORDS or len(label) > 60:
        return f"label of {len(words)} words and {len(label)} characters"
    if not label[0].isalnum() or "\n" in label or PLACEHOLDER.search(label):
        return f"label {label!r}"
    return None


def label_is_no_title(operation: Operation, profile: Profile, context: GateContext) -> str | None:
    """A label names a taste: not one item, and nothing to be done."""
    label = label_of(operation)
    if label is None:
        return None
    own = {f.title for f in context.facts.values()}
    if instruction(label):
        return instruction(label)
    title = context.titles.find(label) or next((t for t in own if plain(t) == plain(label)), None)
    return f"label holds the title {title!r}" if title else None


def statement_fits(operation: Operation, profile: Profile, context: GateContext) -> str | None:
    """A statement is one sentence of 3 to 40 words."""
    text = statement_of(operation)
    if text is None:
        return None
    words = len(text.split())
    if not MIN_STATEMENT_WORDS <= words <= MAX_STATEMENT_WORDS:
        return f"statement of {words} words"
    inner = PLACEHOLDER.sub("item", text).rstrip(" .!?")
    return "more than one sentence" if any(s in inner for s in (". ", "! ", "? ", "\n")) else None


def says_what_it_is_about(
    operation: Operation, profile: Profile, context: GateContext
) -> str | None:
    """A like or dislike is not claimed in words of the other: "Dislikes" for a like and so on."""
    text = statement_of(operation)
    if text is None:
        return None
    polarity = operation.polarity if isinstance(operation, Add) else None
    if isinstance(operation, Rewrite):
        interest = profile.interest(operation.interest)
        polarity = interest.polarity if interest else None
    first = text.split()[0].lower().strip(",.") if text.split() else ""
    if polarity == "like" and first in _DISLIKES:
        return f"a like that starts with {first}"
    if polarity == "dislike" and first in _LIKES:
        return f"a dislike that starts with {first}"
    if polarity == "like" and by_model(operation):
        return next(filter(None, map(denial, _texts(operation))), None)
    return None


def statement_names_only_cited_events(
    operation: Operation, profile: Profile, context: GateContext
) -> str | None:
    """Placeholders stand only for events the operation cites."""
    text = statement_of(operation)
    if text is None:
        return None
    foreign = cited_in(text) - cited(operation)
    if foreign:
        return f"names [event:{sorted(foreign)[0]}] without citing it"
    rest = PLACEHOLDER.sub("", text)
    return "stray brackets" if any(c in rest for c in "[]{}<>|`") else None


def statement_holds_no_bare_title(
    operation: Operation, profile: Profile, context: GateContext
) -> str | None:
    """Titles of two words or more stand only as placeholders."""
    text = statement_of(operation)
    title = context.titles.find(PLACEHOLDER.sub(" . ", text)) if text else None
    return f"names {title!r} outside a placeholder" if title else None


def words_are_prose(operation: Operation, profile: Profile, context: GateContext) -> str | None:
    """Words are no instruction; a model's are plain prose, without markup and no prompt's.

    Code puts its words together of facets, which a catalogue may write in any script.
    """
    for text in _texts(operation):
        reason = instruction(text)
        if reason is None and by_model(operation):
            reason = not_prose(text) or echo(text, context.instructions)
        if reason is not None:
            return reason
    return None


def words_are_writing(operation: Operation, profile: Profile, context: GateContext) -> str | None:
    """A model's words have no character that is hidden or no writing."""
    if not by_model(operation):
        return None
    return next(filter(None, map(odd_character, _texts(operation))), None)


def label_claims_only_facts(
    operation: Operation, profile: Profile, context: GateContext
) -> str | None:
    """Every word of a model's label is one of the facts', or claims nothing."""
    label = label_of(operation)
    if label is None or not by_model(operation):
        return None
    facts = _facts(operation, profile, context)
    return (
        unknown_number(label, facts)
        or unknown_topic(label, context.topics, facts)
        or unsupported_word(label, facts, context.topics)
    )


def statement_claims_only_facts(
    operation: Operation, profile: Profile, context: GateContext
) -> str | None:
    """So is every word of a model's statement; its own label is no fact."""
    text = statement_of(operation)
    if text is None or not by_model(operation):
        return None
    facts = _facts(operation, profile, context)
    prose = _prose(text)
    return (
        unknown_number(prose, facts, len(cited(operation)))
        or unknown_name(prose, facts)
        or unknown_topic(prose, context.topics, facts)
        or unsupported_word(prose, facts, context.topics)
    )


def words_name_a_facet(operation: Operation, profile: Profile, context: GateContext) -> str | None:
    """A model's label names a facet, its statement a facet or an event, and not codes alone."""
    label, text = label_of(operation), statement_of(operation)
    if not by_model(operation):
        return None
    facets = _facets(operation, profile, context)
    if label is not None and not _names_one(label, facets, context):
        return "the label names no facet"
    if text is not None and not keys(PLACEHOLDER.sub(" ", text)):
        return "the statement has no word of its own"
    if text is not None and not (cited_in(text) or _names_one(text, facets, context)):
        return "the statement names neither facet nor event"
    return None


def plain(text: str) -> str:
    """A text as labels and titles are compared: no case, single spaces."""
    return " ".join(text.lower().split())


def _facets(operation: Operation, profile: Profile, context: GateContext) -> set[Facet]:
    """What an operation's words may be about: its interest's facets and those of its events."""
    own = {Facet.parse(facet) for facet in facets_of(operation, profile)}
    return own | context.facets(cited(operation))


def _facts(operation: Operation, profile: Profile, context: GateContext) -> list[str]:
    """What an operation's words may say: those facets, and what the items are called."""
    facets = [str(facet) for facet in _facets(operation, profile, context)]
    named = {*context.item_names(cited(operation))}
    if isinstance(operation, Add) and operation.domain is not None:
        named.update(item_names(operation.domain))
    if isinstance(operation, Add) and operation.origin == "transferred":
        named.add(_CARRIED)  # which it is, and is to say
    return [*facets, *named]


def _names_one(text: str, facets: set[Facet], context: GateContext) -> bool:
    said = set(map(singular, keys(text)))
    named = {f for match in context.topics.find(text) for f in match.facets}
    return bool(named & facets or any(said & set(map(singular, keys(f.value))) for f in facets))


def _texts(operation: Operation) -> list[str]:
    """Label and statement, as far as they are there, without placeholders."""
    return [_prose(t) for t in (label_of(operation), statement_of(operation)) if t is not None]


def _prose(text: str) -> str:
    return PLACEHOLDER.sub("it", text)
