"""What changed between two versions, as prose."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator

from whyrec.agents.profile._compose import unsorted
from whyrec.domain import Interest, Profile


def diff(old: Profile, new: Profile) -> str:
    """Describe the change from one version to another, one sentence a line.

    Only what lives is compared, and an interest is the same one when its id is, or what it is about
    and its polarity: after a rollback the same taste may come back under another id.

    Args:
        old: Any version of the user's profile.
        new: Any other version, older or newer.

    Returns:
        Sentences; "Nothing changed." when the interests are the same.
    """
    lost, born, lines = _tastes(old), _tastes(new), list[str]()
    for same in (_by_id, _by_facets, _by_label):
        for before, after in _pairs(lost, born, same):
            lines += _changed(before, after)
    lost = [i for i in lost if not _lives(i, new)]
    born = [i for i in born if i.origin == "stated" or not _lives(i, old)]
    for same in (_turned_facets, _turned_label):
        for before, after in _pairs(lost, born, same):
            lines.append(_turned(before, after))
    lines += [_born(i, old) for i in born]
    lines += [_lost(i, new) for i in lost]
    notes = {n.event_id for n in old.notes}
    lines += [f'Kept as your words: "{n.text}".' for n in new.notes if n.event_id not in notes]
    return "\n".join(sorted(dict.fromkeys(lines), key=_order)) or "Nothing changed."


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


def _born(interest: Interest, old: Profile) -> str:
    name = interest.label
    if interest.origin == "stated":
        if _lives(interest, old):
            return f"In your words too: {_named(interest)}."
        wanted = {"like": "interest", "dislike": "wish for less" if interest.gradual else "dislike"}
        return f"New {wanted[interest.polarity]}: {name} (in your words)."
    gone = [i for i in old.interests if i.retired_at is not None]
    if _alike(interest, gone):
        return f"Back again: {_named(interest)}."
    what = {"like": "New interest", "dislike": "New dislike"}[interest.polarity]
    source = {"observed": f"from {_events(len(interest.evidence))}"}
    return f"{what}: {name} ({source.get(interest.origin, interest.origin)})."


def _lost(interest: Interest, new: Profile) -> str:
    retired = new.interest(interest.id) is not None
    return f"{'Faded' if retired else 'No longer there'}: {_named(interest)}."


def _turned(old: Interest, new: Interest) -> str:
    was = "liked" if old.polarity == "like" else _stance(old)
    return f"Now {'liked' if new.polarity == 'like' else _stance(new)}: {new.label} (was {was})."


def _stance(dislike: Interest) -> str:
    return "less wanted" if dislike.gradual else "a dislike"


def _named(interest: Interest) -> str:
    """The label, with the polarity where it is not a like."""
    return (
        interest.label if interest.polarity == "like" else f"{interest.label} ({_stance(interest)})"
    )


def _changed(old: Interest, new: Interest) -> list[str]:
    lines = []
    if old.gradual != new.gradual:
        lines.append(f"Now {_stance(new)}: {new.label} (was {_stance(old)}).")
    if old.label != new.label:
        lines.append(f'Renamed: "{old.label}" is now "{new.label}".')
    if old.statement != new.statement and new.origin != "stated":
        lines.append(f"Reworded: {_named(new)}: {new.statement}")
    gained = {e.event_id for e in new.evidence} - {e.event_id for e in old.evidence}
    lost = {e.event_id for e in old.evidence} - {e.event_id for e in new.evidence}
    if gained:
        lines.append(f"More evidence for {_named(new)}: {_events(len(gained))}.")
    if lost:
        lines.append(f"Less evidence for {_named(new)}: {_events(len(lost))} gone.")
    return lines


def _events(n: int) -> str:
    return "1 event" if n == 1 else f"{n} events"
