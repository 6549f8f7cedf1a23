"""What one event moved: shares in the profile, places in the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from whyrec.cli._screen import Screen, styled

if TYPE_CHECKING:
    from whyrec.domain import Profile, Recommendation

LEAST_SHARE = 0.005


def print_moves(
    screen: Screen,
    old: Profile,
    new: Profile,
    before: Sequence[Recommendation],
    after: Sequence[Recommendation],
) -> None:
    """Print which interests gained or lost, and which items moved, came or went."""
    shares = _shares(old)
    for interest in new.living:
        measured = interest.measured
        was = shares.get(interest.id)
        if measured and was is not None and abs(measured.share - was) >= LEAST_SHARE:
            screen.say(
                f"  {interest.label} ({interest.polarity}): {was:.1%} → {measured.share:.1%}"
            )
    places = {r.item.id: r.rank for r in before}
    now = {r.item.id for r in after}
    for gone in before:
        if gone.item.id not in now:
            screen.say(styled((f"  {gone.rank:>2} → out  ", "red"), gone.item.title))
    still = 0
    for one in after:
        was_at = places.get(one.item.id)
        if was_at is None:
            screen.say(styled((f"  new → {one.rank:<2} ", "green"), one.item.title))
        elif was_at == one.rank:
            still += 1
        else:
            style = "green" if one.rank < was_at else "yellow"
            screen.say(styled((f"  {was_at:>2} → {one.rank:<4} ", style), one.item.title))
    if still:
        told = "1 stays where it was" if still == 1 else f"{still} stay where they were"
        screen.say(f"  {told}.", style="dim")


def _shares(profile: Profile) -> dict[str, float]:
    return {i.id: i.measured.share for i in profile.living if i.measured}
