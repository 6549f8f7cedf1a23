"""Lists and explanations for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from whyrec.cli._bars import bar
from whyrec.cli._profile_view import WRITERS
from whyrec.cli._screen import Screen, styled

if TYPE_CHECKING:
    from whyrec.domain import CitedEvent, Explanation, Recommendation


def print_list(screen: Screen, found: Sequence[Recommendation]) -> None:
    """Print a list, each item with its reason."""
    if not found:
        screen.say("Nothing to recommend: no item passes.", style="dim")
        return
    if found[0].degraded:
        screen.note("The language model could not be asked; this list was made without it.")
    most = max(r.score for r in found)
    rows = Table.grid(padding=(0, 1))
    rows.add_column(justify="right", min_width=3)
    for one in found:
        small = bar(one.score, most, width=8, unicode=screen.unicode)
        rows.add_row(
            f"{one.rank}.",
            styled(
                (one.item.title, "bold"),
                (f"  {one.item.id}", "dim"),
                (f"  {small} {one.score:.1%}", "cyan"),
            ),
        )
        if one.explanation is not None:
            rows.add_row("", _prose(one.explanation))
    screen.say(rows)


def print_explanation(screen: Screen, title: str, why: Explanation) -> None:
    """Print the answer to "why this?": the reason, its events, what if they were not."""
    screen.say(styled((title, "bold"), (f"  {why.item_id}", "dim")))
    screen.say(_prose(why))
    if why.interest_label:
        screen.say(styled(("In the profile: ", "dim"), why.interest_label))
    for event in why.evidence:
        screen.say(styled(f"  {event.at:%Y-%m-%d}  ", event.title, (f"  {_did(event)}", "dim")))
    if why.counterfactual is not None:
        screen.say(_counterfactual(why))
    if screen.verbose and why.rejected:
        screen.note(f"Refused drafts of the model: {', '.join(why.rejected)}")


def _prose(why: Explanation) -> Text:
    degraded = ", the model failed" if why.degraded else ""
    return styled(why.text, (f"  ({WRITERS[why.written_by]}{degraded})", "dim"))


def _counterfactual(why: Explanation) -> str:
    told = why.counterfactual
    assert told is not None
    these = "this event" if len(why.evidence) == 1 else f"these {len(why.evidence)} events"
    if told.rank_without is None:
        without = f"; without {these} it would not be among them"
    elif told.rank_without == told.rank:
        without = f", also without {these}"
    else:
        without = f"; without {these} it would be {told.rank_without}"
    return (
        f"It ranks {told.rank} of {told.candidates} by the score without the language model, "
        f"before the list is made diverse{without}."
    )


def _did(event: CitedEvent) -> str:
    return event.kind if event.value is None else f"{event.kind} {event.value:g}"
