"""A profile for people: blocks of likes, dislikes and what is less wanted, a bar an interest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.padding import Padding

from whyrec.cli._bars import bar, trend
from whyrec.cli._plain import plain
from whyrec.cli._screen import Screen, styled

if TYPE_CHECKING:
    from datetime import datetime

    from whyrec.domain import Habit, Interest, Profile

LABEL_WIDTH = 28
BAR_WIDTH = 10

WRITERS = {"model": "by the model", "code": "composed", "user": "in your words"}
"""How it is said who wrote a sentence."""

BLOCKS = (
    ("Likes", "like", False),
    ("Dislikes", "dislike", False),
    ("Less wanted", "dislike", True),
)
"""Title of each block, with the polarity of its interests and whether they ask for less."""


def print_profile(screen: Screen, profile: Profile, *, statements: bool = True) -> None:
    """Print a measured profile.

    Args:
        screen: Where to.
        profile: As `whyrec.Recommender.profile` gives it.
        statements: Also print each interest's sentence.
    """
    from whyrec.agents.profile import unsorted

    head = f"User {profile.user_id}, version {profile.version}"
    if profile.as_of:
        head += f", events up to {profile.as_of:%Y-%m-%d}"
    screen.say(styled((head, "bold"), (f"  {_made_by(profile)}", "dim")))
    if profile.summary:
        screen.say(profile.summary)
    tastes = [i for i in profile.interests if not unsorted(i)]
    living = [i for i in tastes if i.retired_at is None]
    if not living and not profile.notes:
        screen.say("No interests yet.", style="dim")
    for title, polarity, gradual in BLOCKS:
        interests = [i for i in living if i.polarity == polarity and i.gradual == gradual]
        if interests:
            interests = strongest(interests)
            screen.say(styled((title, "bold")))
            print_interests(screen, interests, statements=statements)
    lives = {i.label for i in living}
    gone = (i.label for i in tastes if i.retired_at is not None)
    retired = [label for label in dict.fromkeys(gone) if label not in lives]
    if retired:
        screen.say(styled(("Faded: ", "dim"), (", ".join(retired), "dim")))
    for note in profile.notes:
        screen.say(styled("Kept, not understood: ", (note.text, "italic")))
    waiting = {e.event_id for i in profile.living if unsorted(i) for e in i.evidence}
    if waiting:
        told = "1 event is" if len(waiting) == 1 else f"{len(waiting)} events are"
        screen.say(f"{told} not sorted yet: nothing is known of the items.", style="dim")


def strongest(interests: list[Interest]) -> list[Interest]:
    """Interests by what they are worth now, strongest first."""
    return sorted(interests, key=lambda i: (-_strength(i), i.id))


def _strength(interest: Interest) -> float:
    return interest.measured.strength_long if interest.measured else float(len(interest.evidence))


def print_interests(screen: Screen, interests: list[Interest], *, statements: bool) -> None:
    """Print a line an interest: label, bar, share, trend, events; below it the sentence."""
    most = max(_strength(i) for i in interests)
    width = min(LABEL_WIDTH, max(cell_len(plain(i.label)) for i in interests))
    for interest in interests:
        drawn = bar(_strength(interest), most, width=BAR_WIDTH, unicode=screen.unicode)
        line = styled("  " + set_cell_size(plain(interest.label), width) + "  ")
        line.append(drawn.ljust(BAR_WIDTH), style="cyan")
        if interest.measured:
            line.append(f"{interest.measured.share:>5.0%}  ")
            line.append_text(trend(interest.measured.trend, width=6))
        if statements:
            line.append(f"  {_events(interest)} since {_since(interest):%Y-%m}", style="dim")
        screen.say(line)
        if statements:
            named = (f"  ({WRITERS[interest.named_by]})", "dim")
            screen.say(Padding(styled(interest.statement, named), (0, 0, 0, 6)))
            for habit in interest.measured.habits if interest.measured else ():
                screen.say(Padding(styled((_habit(habit), "dim")), (0, 0, 0, 6)))


def _habit(habit: Habit) -> str:
    """Where it is taken clearly more often, with the events that show it."""
    where = {
        "scene": f"in the scene {plain(habit.value)}",
        "device": f"on {plain(habit.value)}",
        "daypart": "at night" if habit.value == "night" else f"in the {habit.value}",
        "weekend": "at weekends" if habit.value == "weekend" else "on weekdays",
    }[habit.dimension]
    often = "mostly" if habit.share > 0.5 else "more often"
    return f"{often} {where}: {habit.events} of {habit.of} events, usually {habit.usual:.0%}"


def _since(interest: Interest) -> datetime:
    """When its first event happened; its birth is the end of the batch that founded it."""
    return (interest.measured and interest.measured.since) or interest.born_at


def _events(interest: Interest) -> str:
    return "1 event" if len(interest.evidence) == 1 else f"{len(interest.evidence)} events"


def _made_by(profile: Profile) -> str:
    made = profile.provenance
    if made is None:
        return ""
    engine = f"{made.mode}, {made.model}" if made.model else made.mode
    return f"({engine}{', degraded' if made.degraded else ''})"
