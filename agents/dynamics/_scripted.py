"""The rule that tells scripts: gaps like a metronome's, or one sequence again and again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from whyrec.agents.dynamics._feedback_rules import TOGETHER_S, UNPACED, Refused
from whyrec.domain import Event

REGULAR_GAPS: Final = 10
"""So many gaps in a row of the same length are a machine's. Five in a row occur by chance where
times are whole seconds: 155 ratings of MovieLens; ten: none of MovieLens, 19 of MovieTweetings."""
TOLERANCE: Final = 0.05
"""Gaps are of the same length when the longest exceeds the shortest by this part of their mean."""
SHORTEST_S: Final = 1.5
"""Gaps below are looked at by the rule of bursts, which forty a minute are: a clock of whole
seconds makes one second of every quick gap."""
LONGEST_S: Final = 30 * 60.0
"""Gaps above are a habit: the same hour every day, or dates without times."""

ROUNDS: Final = 3
LOOP_EVENTS: Final = 6
"""A sequence is repeated when it comes at least three times and has at least six events in all."""
LONGEST_LOOP: Final = 10
"""Events of the longest sequence that is looked for."""
LOOP_GAP_S: Final = 30.0
"""Longest pause within, in seconds: an album played three times has minutes between its songs."""


def scripted(events: Sequence[Event]) -> Refused:
    """Patterns that no person makes: `regular_gaps`, `repeated_items`; all in them are refused."""
    return regular_gaps(events) | repeated_items(events)


def regular_gaps(events: Sequence[Event]) -> Refused:
    """Ten gaps in a row of the same length, within 5 %, each of 1.5 seconds to half an hour.

    A script that waits by chance is not told from a person by this.
    """
    paced = [e for e in events if e.kind not in UNPACED]
    gaps = _gaps(paced)
    found: Refused = {}
    for first in range(len(gaps) - REGULAR_GAPS + 1):
        if abs(gaps[first + 1] - gaps[first]) > 2 * TOLERANCE * gaps[first]:
            continue  # most rows end here, at a tenth of the price
        row = gaps[first : first + REGULAR_GAPS]
        least, most = min(row), max(row)
        same = most - least <= TOLERANCE * sum(row) / len(row)
        if same and least >= SHORTEST_S and most <= LONGEST_S:
            reason = f"one of a row with gaps of {least:.1f} to {most:.1f} seconds"
            for event in paced[first : first + REGULAR_GAPS + 1]:
                found.setdefault(event.id, reason)
    return found


def repeated_items(events: Sequence[Event]) -> Refused:
    """The same acts on the same items in the same order, at least three times without a pause.

    For sequences of up to ten events; six events in all at least, so that a page that is loaded
    again three times is no script. The gaps are of a quarter of a second to half a minute.
    """
    found: Refused = {}
    for flow in _flows(events):
        said = [(e.item_id, e.kind, e.value) for e in flow]
        if len(said) - len(set(said)) < LOOP_EVENTS - LOOP_EVENTS // ROUNDS:
            continue  # too little comes again for any three rounds
        for length in range(1, LONGEST_LOOP + 1):
            run = 0  # acts in a row that are those of one round before
            for place in range(length, len(flow)):
                run = run + 1 if said[place] == said[place - length] else 0
                whole = run + length
                if run and whole >= max(ROUNDS * length, LOOP_EVENTS):
                    what = "the same act" if length == 1 else f"the same {length} acts"
                    # The earlier ones of a row that goes on are marked already.
                    new = whole if whole - 1 < max(ROUNDS * length, LOOP_EVENTS) else 1
                    for event in flow[place - new + 1 : place + 1]:
                        found.setdefault(event.id, f"{what} again and again")
    return found


def _flows(events: Sequence[Event]) -> list[list[Event]]:
    """Acts on items that follow each other without a pause, and not all at once either."""
    acts = [e for e in events if e.kind not in UNPACED and e.item_id is not None]
    flows: list[list[Event]] = [acts[:1]]
    for gap, event in zip(_gaps(acts), acts[1:], strict=True):
        if TOGETHER_S <= gap <= LOOP_GAP_S:
            flows[-1].append(event)
        else:
            flows.append([event])
    return [flow for flow in flows if len(flow) >= LOOP_EVENTS]


def _gaps(events: Sequence[Event]) -> list[float]:
    return [b - a for a, b in pairwise([e.at.timestamp() for e in events])]
