"""What changed between two versions, as prose."""

from __future__ import annotations

from whyrec.domain import Interest, Profile


def diff(old: Profile, new: Profile) -> str:
    """Describe the change from one version to another, one sentence a line.

    Args:
        old: Any version of the user's profile.
        new: Any other version, older or newer.

    Returns:
        Sentences; "Nothing changed." when the interests are the same.
    """
    before = {i.id: i for i in old.interests}
    after = {i.id: i for i in new.interests}
    lines = [_born(i) for k, i in after.items() if k not in before]
    lines += [f"No longer there: {i.label}." for k, i in before.items() if k not in after]
    for key in before.keys() & after.keys():
        lines += _changed(before[key], after[key])
    notes = {n.event_id for n in old.notes}
    lines += [f'Kept as your words: "{n.text}".' for n in new.notes if n.event_id not in notes]
    return "\n".join(sorted(lines, key=_order)) or "Nothing changed."


_OPENINGS = ("New", "Back", "Faded", "No longer", "Renamed", "Reworded", "More", "Less", "Kept")


def _order(line: str) -> tuple[int, str]:
    rank = next((k for k, o in enumerate(_OPENINGS) if line.startswith(o)), len(_OPENINGS))
    return rank, line


def _born(interest: Interest) -> str:
    what = {"like": "New interest", "dislike": "New dislike"}[interest.polarity]
    source = {"observed": f"from {_events(len(interest.evidence))}", "stated": "in your words"}
    return f"{what}: {interest.label} ({source.get(interest.origin, interest.origin)})."


def _changed(old: Interest, new: Interest) -> list[str]:
    lines = []
    if old.retired_at is None and new.retired_at is not None:
        lines.append(f"Faded: {new.label}.")
    if old.retired_at is not None and new.retired_at is None:
        lines.append(f"Back again: {new.label}.")
    if old.label != new.label:
        lines.append(f'Renamed: "{old.label}" is now "{new.label}".')
    if old.statement != new.statement:
        lines.append(f"Reworded: {new.label}: {new.statement}")
    gained = {e.event_id for e in new.evidence} - {e.event_id for e in old.evidence}
    lost = {e.event_id for e in old.evidence} - {e.event_id for e in new.evidence}
    if gained:
        lines.append(f"More evidence for {new.label}: {_events(len(gained))}.")
    if lost:
        lines.append(f"Less evidence for {new.label}: {_events(len(lost))} gone.")
    return lines


def _events(n: int) -> str:
    return "1 event" if n == 1 else f"{n} events"
