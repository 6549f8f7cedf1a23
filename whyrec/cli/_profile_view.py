"""A profile for people: one block of likes, one of dislikes, a bar an interest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whyrec.cli._bars import bar, trend
from whyrec.cli._plain import plain
from whyrec.cli._screen import Screen, styled, table

if TYPE_CHECKING:
    from whyrec.domain import Interest, Profile

WRITERS = {"model": "by the model", "code": "composed", "user": "in your words"}
"""How it is said who wrote a sentence."""


def print_profile(screen: Screen, profile: Profile, *, statements: bool = True) -> None:
    """Print a measured profile.

    Args:
        screen: Where to.
        profile: As `whyrec.Recommender.profile` gives it.
        statements: Also print each interest's sentence.
    """
    head = f"User {profile.user_id}, version {profile.version}"
    if profile.as_of:
        head += f", events up to {profile.as_of:%Y-%m-%d}"
    screen.say(styled((head, "bold"), (f"  {_made_by(profile)}", "dim")))
    if profile.summary:
        screen.say(profile.summary)
    if not profile.living and not profile.notes:
        screen.say("No interests yet.", style="dim")
    for polarity, title in (("like", "Likes"), ("dislike", "Dislikes")):
        interests = strongest([i for i in profile.living if i.polarity == polarity])
        if interests:
            screen.say(_interests(screen, title, interests, statements=statements))
    retired = [i.label for i in profile.interests if i.retired_at is not None]
    if retired:
        screen.say(styled(("Faded: ", "dim"), (", ".join(retired), "dim")))
    for note in profile.notes:
        screen.say(styled("Kept, not understood: ", (note.text, "italic")))


def strongest(interests: list[Interest]) -> list[Interest]:
    """Interests by what they are worth now, strongest first."""
    return sorted(interests, key=lambda i: (-_strength(i), i.id))


def _strength(interest: Interest) -> float:
    return interest.measured.strength_long if interest.measured else float(len(interest.evidence))


def _interests(screen: Screen, title: str, interests: list[Interest], *, statements: bool) -> Table:
    rows = table(
        title,
        ("strength", {"min_width": 12}),
        ("share", {"justify": "right"}),
        "trend",
        ("events", {"justify": "right"}),
        "since",
        "named",
    )
    most = max(_strength(i) for i in interests)
    for interest in interests:
        measured = interest.measured
        words: Text | Table = styled((interest.label, "bold"))
        if statements:
            words = Table.grid()
            words.add_row(styled((interest.label, "bold")))
            words.add_row(Padding(styled((interest.statement, "dim")), (0, 0, 0, 2)))
        rows.add_row(
            words,
            Text(bar(_strength(interest), most, unicode=screen.unicode), style="cyan"),
            f"{measured.share:.0%}" if measured else "",
            trend(measured.trend) if measured else "",
            str(len(interest.evidence)),
            f"{interest.born_at:%Y-%m-%d}",
            plain(WRITERS[interest.named_by]),
        )
    return rows


def _made_by(profile: Profile) -> str:
    made = profile.provenance
    if made is None:
        return ""
    engine = f"{made.mode}, {made.model}" if made.model else made.mode
    return f"({engine}{', degraded' if made.degraded else ''})"
