"""What a run of profile health had to reach."""

from __future__ import annotations

from collections.abc import Sequence

from whyrec.evals._suite import HealthSuite
from whyrec.evals.health._outcomes import EditPass, Life
from whyrec.evals.health._predicted import Claim
from whyrec.evals.health._section_edits import gain, name_of
from whyrec.evals.health._section_facts import fact_states
from whyrec.evals.health._section_rules import seen
from whyrec.evals.report import Check

_SURE = 0.05


def checks(
    suite: HealthSuite,
    lives: Sequence[Life],
    passes: Sequence[EditPass],
    claimed: Sequence[Claim],
) -> list[Check]:
    """Hold what was measured against the suite's thresholds."""
    return [
        _cited(lives),
        *_contradictions(lives, passes),
        _tokens(suite, lives),
        *_facts(suite, lives),
        *(_edit(one) for one in passes),
        *(_claim(one, suite.margin) for one in claimed),
    ]


def _cited(lives: Sequence[Life]) -> Check:
    least = min(life.cited for life in lives)
    return Check(
        name="Share of events cited, of any user",
        required="= 1",
        measured=least,
        passed=least == 1.0,
    )


def _contradictions(lives: Sequence[Life], passes: Sequence[EditPass]) -> list[Check]:
    groups = seen(lives, passes)
    versions = sum(one.total("versions") for one in groups)
    counts = {
        "two interests contradict each other": sum(one.total("contradicting") for one in groups),
        "an interest is against its evidence": sum(one.total("against") for one in groups),
    }
    return [
        Check(
            name=f"Profiles in which {words}, of {versions:,}",
            required="= 0",
            measured=count,
            passed=count == 0,
        )
        for words, count in counts.items()
    ]


def _tokens(suite: HealthSuite, lives: Sequence[Life]) -> Check:
    most = max(size.tokens for life in lives for size in life.sizes)
    return Check(
        name="Tokens of the largest rendered profile",
        required=f"≤ {suite.tokens_at_most}",
        measured=most,
        passed=most <= suite.tokens_at_most,
    )


def _facts(suite: HealthSuite, lives: Sequence[Life]) -> list[Check]:
    found: list[Check] = []
    states = fact_states(lives, "confirmed").get(max(suite.updates), [])
    where = f"confirmed planted facts after {max(suite.updates)} updates, n {len(states)}"
    living = sum(s.living for s in states) / len(states) if states else None
    known = [s.intact for s in states if s.intact is not None]
    intact = sum(known) / len(known) if known else None
    for name, share in (("living", living), ("with their evidence", intact)):
        found.append(
            Check(
                name=f"Share {name}: {where}",
                required=f"≥ {suite.living_at_least}",
                measured=share,
                passed=share is not None and share >= suite.living_at_least,
            )
        )
    return found


def _edit(one: EditPass) -> Check:
    if one.wish == "less":
        most = max((max(u.after, u.later) for u in one.users), default=None)
        return Check(
            name=f"Share of X in the first ten after “{name_of(one)}”, at once and later",
            required="= 0",
            measured=most,
            passed=most == 0.0,
        )
    found = gain(one.users)
    return Check(
        name=f"Share of X in the first ten after “{name_of(one)}”",
        required=f"above before, p < {_SURE}",
        measured=f"{found.difference:+.4f} ({found.low:+.4f} to {found.high:+.4f}), "
        f"p {found.p:.4f}",
        passed=found.difference > 0 and found.p < _SURE,
    )


def _claim(one: Claim, margin: float) -> Check:
    return Check(
        name=one.name,
        required=f"not below {one.than} by more than {margin}",
        measured=f"{one.found.difference:+.4f}, at least {one.found.low:+.4f}; p {one.p:.4f} "
        "(Holm)",
        passed=one.p < _SURE,
    )
