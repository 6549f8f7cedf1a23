"""What a user says in words, as a patch with origin ``stated``.

Polarity comes from rules alone: no model ever decides whether words mean more or less of something.
"""

from __future__ import annotations

from collections.abc import Sequence

from whyrec.agents.profile import _compose as compose
from whyrec.agents.profile._apply import apply
from whyrec.agents.profile.edit_words import NotUnderstood, Wish
from whyrec.domain import (
    Add,
    Event,
    Evidence,
    Interest,
    KeepNote,
    Operation,
    Patch,
    Profile,
    Provenance,
    Retire,
    Revision,
    Summarize,
)


def edit(
    head: Profile, event: Event, wishes: Sequence[Wish] | NotUnderstood, domain: str
) -> Revision:
    """Make the version in which the user's words hold.

    A wish founds a stated interest and retires the living interests that contradict it. Words that
    were not understood are kept as a note and change nothing else.

    Args:
        head: The profile now.
        event: The words, as an event of kind ``state``.
        wishes: What the parser made of them.
        domain: What items are called in labels.
    """
    operations: list[Operation] = []
    if isinstance(wishes, NotUnderstood) or not wishes:
        operations.append(KeepNote(event_id=event.id, text=event.text or ""))
    else:
        born = head.born
        for wish in wishes:
            facets = tuple(str(f) for f in sorted(wish.facets))
            operations += _contradicted(head, wish, event)
            born += 1
            label = compose.label(wish.facets, domain) if facets else wish.topic
            operations.append(
                Add(
                    interest=f"i{born}",
                    label=label,
                    statement=compose.stated_statement(label, wish.amount),
                    polarity=wish.polarity,
                    evidence=(Evidence(event_id=event.id),),
                    facets=facets,
                    origin="stated",
                    named_by="user",
                    gradual=wish.gradual,
                )
            )
    patch = Patch(operations=tuple(operations), at=event.at, provenance=Provenance(mode="edit"))
    changed = apply(head, patch)
    if isinstance(wishes, NotUnderstood) or not wishes:
        return Revision(profile=changed, patch=patch)  # a note changes nothing else
    text = compose.summary(changed, {i.id: _weight(i) for i in changed.living})
    if text != head.summary:
        patch = patch.model_copy(update={"operations": (*operations, Summarize(text=text))})
    return Revision(profile=apply(head, patch), patch=patch)


def _contradicted(head: Profile, wish: Wish, event: Event) -> list[Operation]:
    """Retire what the words take back: the opposite, and older words on the same.

    "No more horror" ends a liking for horror comedies too; "less horror" ends only that for horror,
    and "more horror" ends no dislike of horror comedies.
    """
    about = frozenset(wish.facets)
    if not about:
        # Words that no topic stands for contradict nothing but the same words.
        gone = [i for i in head.living if not i.facets and i.label.lower() == wish.topic.lower()]
        return [_ended(i, event) for i in gone]

    def ends(interest: Interest) -> bool:
        named = interest.facet_set()
        if interest.polarity == wish.polarity:
            return interest.origin == "stated" and named == about
        return bool(named & about) if wish.amount == "no more" else named == about

    return [_ended(i, event) for i in head.living if ends(i)]


def _ended(interest: Interest, event: Event) -> Operation:
    return Retire(interest=interest.id, reason="the user's words", event_id=event.id)


def _weight(interest: Interest) -> float:
    return len(interest.evidence) + (100.0 if interest.origin == "stated" else 0.0)
