"""Titles, quotes, ids, placeholders, and words that nothing accounts for."""

from __future__ import annotations

from collections.abc import Iterator

from whyrec.evals.grounding._atoms import Atom
from whyrec.evals.grounding._claim import claim
from whyrec.evals.grounding._clauses import in_set, is_title
from whyrec.evals.grounding._owners import Reading, events_of
from whyrec.evals.grounding._text import Key, keys
from whyrec.evals.grounding._verdict import Claim, ClaimKind

_MONEY = frozenset("$€£¥%")
_NEAR = 3


def titles(reading: Reading) -> Iterator[Claim]:
    """A title must be the item's or a cited event's."""
    for _, _, _, atom in reading.places():
        if atom.kind == "title":
            by = atom.things[0].title if atom.things else "no title of the evidence"
            yield claim("title", atom, bool(atom.things), by)


def quotes(reading: Reading) -> Iterator[Claim]:
    """What stands in quotes must be the interest's label, a facet or the user's own words."""
    known = (*reading.facts.quotable, *reading.facts.words)
    for _, _, _, atom in reading.places():
        if atom.kind == "quote":
            row = keys(atom.quote)
            right = bool(row) and any(row == k or (len(row) > 1 and _within(row, k)) for k in known)
            yield claim("quote", atom, right, "the interest or the user's words")


def event_ids(reading: Reading) -> Iterator[Claim]:
    """An event id must be cited, and stand behind the title of its event."""
    ids = reading.facts.evidence.event_ids
    for _, clause, at, atom in reading.places():
        if atom.kind == "placeholder":
            yield claim("placeholder", atom, False, "left over")
        if atom.kind != "id":
            continue
        said = atom.quote.strip("[]")
        before = next((a for a in reversed(clause.atoms[:at]) if is_title(a)), None)
        right = said in ids
        if right and before is not None:
            right = said in {event.event_id for event in events_of(before)}
        yield claim("event_id", atom, right, "a cited event's id")


def unaccounted(reading: Reading) -> Iterator[Claim]:
    """Words that neither the evidence nor plain language accounts for; praise of a thing."""
    for _, clause, at, atom in reading.places():
        if atom.kind == "mark" and atom.quote in _MONEY:
            yield claim("number", atom, False, "money and percentages are not in the evidence")
        if atom.kind != "words":
            continue
        if not atom.tags and in_set(atom, "praise"):
            near = clause.atoms[at + 1 : at + 1 + _NEAR]
            fits = any(in_set(a, "fitting") or a.kind == "rating" for a in near)
            if not fits:
                yield claim("outside", atom, False, "praise that nothing bears out")
        elif not atom.tags:
            yield claim(_kind(reading, atom), atom, False, "nothing in the evidence")
        elif "said" in {tag.kind for tag in atom.tags} and len(atom.tags) == 1:
            yield claim("topic", atom, True, "the item's text, the interest or the user's words")


def _kind(reading: Reading, atom: Atom) -> ClaimKind:
    if any(sign.isdigit() for sign in atom.quote):
        return "number"
    before = reading.text[: atom.start].rstrip()
    opening = not before or before[-1] in ".!?;:。!?;:"
    return "name" if atom.quote[0].isupper() and not opening else "outside"


def _within(row: Key, phrase: Key) -> bool:
    return any(phrase[i : i + len(row)] == row for i in range(len(phrase) - len(row) + 1))
