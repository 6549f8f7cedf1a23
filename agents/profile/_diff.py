"""What changed between two versions: as facts, and as prose."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Literal, NamedTuple, get_args

from whyrec.agents.profile._compose import unsorted
from whyrec.domain import Interest, Origin, Profile

ChangeKind = Literal[
    "stated",
    "new",
    "turned",
    "also_stated",
    "back",
    "faded",
    "gone",
    "renamed",
    "reworded",
    "more",
    "less",
    "note",
]
"""What can change, in the order it is told: words founded an interest, events did, its polarity is
another one, words say what events had shown, it lives again, it was retired, it is not in the newer
version at all, it has another label or sentence, more or less evidence, words were kept."""

Stance = Literal["like", "dislike", "less"]
"""How a user stands to a thing: ``less`` is a dislike that asks for less and not for none."""

_KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)


class Change(NamedTuple):
    """One thing that differs."""

    kind: ChangeKind
    label: str
    """The interest's label; for a note the user's words."""
    stance: Stance = "like"
    was: str = ""
    """``turned``: the older stance; ``renamed``: the older label."""
    statement: str = ""
    """``reworded``: the newer sentence."""
    events: int = 0
    """``new``, ``more``, ``less``: how many events."""
    origin: Origin = "observed"


def changes(old: Profile, new: Profile) -> list[Change]:
    """What changed from one version to another, by kind, then label.

    Only what lives is compared, and an interest is the same one when its id is, or what it is about
    and its polarity: after a rollback the same taste may come back under another id.
    """
    lost, born, found = _tastes(old), _tastes(new), list[Change]()
    for same in (_by_id, _by_facets, _by_label):
        for before, after in _pairs(lost, born, same):
            found += _changed(before, after)
    lost = [i for i in lost if not _lives(i, new)]
    born = [i for i in born if i.origin == "stated" or not _lives(i, old)]
    for same in (_turned_facets, _turned_label):
        for before, after in _pairs(lost, born, same):
            found.append(Change("turned", after.label, _stance(after), was=_stance(before)))
    found += [_born(i, old) for i in born]
    found += [_lost(i, new) for i in lost]
    notes = {n.event_id for n in old.notes}
    found += [Change("note", n.text) for n in new.notes if n.event_id not in notes]
    return sorted(dict.fromkeys(found), key=lambda c: (_KINDS.index(c.kind), c.label))


def diff(old: Profile, new: Profile) -> str:
    """Describe the change from one version to another, one sentence a line; see `changes`.

    Args:
        old: Any version of the user's profile.
        new: Any other version, older or newer.

    Returns:
        Sentences; "Nothing changed." when the interests are the same.
    """
    lines = dict.fromkeys(_worded(change) for change in changes(old, new))
    return "\n".join(sorted(lines, key=_order)) or "Nothing changed."


_OPENINGS = (
    "New",
    "Now",
    "In your words",
    "Back",
    "Faded",
    "No longer",
    "Renamed",
    "Reworded",
    "More",
    "Less",
    "Kept",
)


def _order(line: str) -> tuple[int, str]:
    rank = next((k for k, o in enumerate(_OPENINGS) if line.startswith(o)), len(_OPENINGS))
    return rank, line


def _tastes(profile: Profile) -> list[Interest]:
    return [i for i in profile.living if not unsorted(i)]


_Key = Callable[[Interest, bool], Hashable]
"""What two interests have in common; the flag is True for the newer one."""


def _by_id(interest: Interest, newer: bool) -> Hashable:
    return interest.id


def _by_facets(interest: Interest, newer: bool) -> Hashable:
    return (interest.facet_set(), interest.polarity) if interest.facets else None


def _by_label(interest: Interest, newer: bool) -> Hashable:
    return interest.label.casefold(), interest.polarity


def _turned_facets(interest: Interest, newer: bool) -> Hashable:
    liked = (interest.polarity == "like") != newer
    return (interest.facet_set(), liked) if interest.facets else None


def _turned_label(interest: Interest, newer: bool) -> Hashable:
    return interest.label.casefold(), (interest.polarity == "like") != newer


def _pairs(
    lost: list[Interest], born: list[Interest], same: _Key
) -> Iterator[tuple[Interest, Interest]]:
    """Pairs with the same key, each taken out of its list."""
    for before in list(lost):
        key = same(before, False)
        after = next((i for i in born if same(i, True) == key), None) if key is not None else None
        if after is not None:
            lost.remove(before)
            born.remove(after)
            yield before, after


def _alike(interest: Interest, others: Iterable[Interest]) -> bool:
    """Whether others have an interest of the same polarity in the same, or of the same name."""
    about, name = _by_facets(interest, False), _by_label(interest, False)
    return any(
        (about and _by_facets(i, False) == about) or _by_label(i, False) == name for i in others
    )


def _lives(interest: Interest, profile: Profile) -> bool:
    return _alike(interest, profile.living)


def _born(interest: Interest, old: Profile) -> Change:
    stance = _stance(interest)
    if interest.origin == "stated":
        kind: ChangeKind = "also_stated" if _lives(interest, old) else "stated"
        return Change(kind, interest.label, stance)
    gone = [i for i in old.interests if i.retired_at is not None]
    if _alike(interest, gone):
        return Change("back", interest.label, stance)
    events, origin = len(interest.evidence), interest.origin
    return Change("new", interest.label, stance, events=events, origin=origin)


def _lost(interest: Interest, new: Profile) -> Change:
    retired = new.interest(interest.id) is not None
    return Change("faded" if retired else "gone", interest.label, _stance(interest))


def _changed(old: Interest, new: Interest) -> Iterator[Change]:
    label, stance = new.label, _stance(new)
    if old.gradual != new.gradual:
        yield Change("turned", label, stance, was=_stance(old))
    if old.label != label:
        yield Change("renamed", label, stance, was=old.label)
    if old.statement != new.statement and new.origin != "stated":
        yield Change("reworded", label, stance, statement=new.statement)
    gained = {e.event_id for e in new.evidence} - {e.event_id for e in old.evidence}
    lost = {e.event_id for e in old.evidence} - {e.event_id for e in new.evidence}
    if gained:
        yield Change("more", label, stance, events=len(gained))
    if lost:
        yield Change("less", label, stance, events=len(lost))


def _stance(interest: Interest) -> Stance:
    if interest.polarity == "like":
        return "like"
    return "less" if interest.gradual else "dislike"


_STANCES = {"like": "liked", "dislike": "a dislike", "less": "less wanted"}
_WISHES = {"like": "interest", "dislike": "dislike", "less": "wish for less"}


def _worded(change: Change) -> str:
    """A change as a sentence."""
    label = change.label
    named = label if change.stance == "like" else f"{label} ({_STANCES[change.stance]})"
    events = "1 event" if change.events == 1 else f"{change.events} events"
    match change.kind:
        case "stated":
            return f"New {_WISHES[change.stance]}: {label} (in your words)."
        case "new":
            what = "interest" if change.stance == "like" else "dislike"
            source = f"from {events}" if change.origin == "observed" else change.origin
            return f"New {what}: {label} ({source})."
        case "turned":
            return f"Now {_STANCES[change.stance]}: {label} (was {_STANCES[change.was]})."
        case "also_stated":
            return f"In your words too: {named}."
        case "back":
            return f"Back again: {named}."
        case "faded":
            return f"Faded: {named}."
        case "gone":
            return f"No longer there: {named}."
        case "renamed":
            return f'Renamed: "{change.was}" is now "{label}".'
        case "reworded":
            return f"Reworded: {named}: {change.statement}"
        case "more":
            return f"More evidence for {named}: {events}."
        case "less":
            return f"Less evidence for {named}: {events} gone."
        case "note":
            return f'Kept as your words: "{label}".'
