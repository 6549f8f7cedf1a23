"""Whether an explanation is grounded: every claim in it accounted for by the evidence."""

from __future__ import annotations

from whyrec.evals.grounding import _claims_words as words
from whyrec.evals.grounding._claims_contexts import contexts
from whyrec.evals.grounding._claims_counts import counts
from whyrec.evals.grounding._claims_dates import dates
from whyrec.evals.grounding._claims_grounds import grounds
from whyrec.evals.grounding._claims_names import names
from whyrec.evals.grounding._claims_order import comparisons
from whyrec.evals.grounding._claims_ratings import levels, ratings
from whyrec.evals.grounding._claims_reactions import reactions
from whyrec.evals.grounding._claims_topics import domains, topics
from whyrec.evals.grounding._evidence import Evidence
from whyrec.evals.grounding._facts import facts_of
from whyrec.evals.grounding._owners import Reading
from whyrec.evals.grounding._text import clean
from whyrec.evals.grounding._verdict import Verdict

_CLAIMS = (
    words.titles,
    words.quotes,
    words.event_ids,
    words.unaccounted,
    ratings,
    levels,
    dates,
    counts,
    contexts,
    reactions,
    comparisons,
    topics,
    domains,
    names,
    grounds,
)


def check(text: str, evidence: Evidence) -> Verdict:
    """Account for every claim of an explanation.

    The text is taken apart into titles, dates, ratings, names, topics and other words. A claim is
    grounded when the evidence has it, of the very thing that it is said of. Words that are neither
    in the evidence nor among those that claim nothing (``lexicon.toml``) count as claims too.

    Written without the gate that whyrec passes its drafts through, so that neither marks its own
    homework.

    Args:
        text: What a reader sees, in English or Chinese.
        evidence: What it may say.

    Returns:
        The claims in the order of the text; an empty text claims nothing and is grounded.
    """
    shown = clean(text)
    reading = Reading.of(shown, facts_of(evidence))
    claims = [claim for find in _CLAIMS for claim in find(reading)]
    return Verdict(shown, tuple(sorted(claims, key=lambda c: (c.start, c.end))))
