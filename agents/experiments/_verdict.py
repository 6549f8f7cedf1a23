"""What an experiment says, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from whyrec.domain import Feedback, VariantReport

_RATES = {"click": "clicks", "like": "likes", "conversion": "conversions"}
_GUARDS = {
    "slow": "slow lists",
    "degraded": "lists without the model",
    "empty": "empty lists",
    "dislikes": "dislikes",
    "refused": "feedback that counts nothing",
}


def verdict(variants: Sequence[VariantReport], metric: Feedback, *, mismatched: bool) -> str:
    """What there is to do.

    Trust comes first, then harm, then gain.

    Args:
        variants: The first is the control.
        metric: What decides.
        mismatched: Whether users were not split as wanted.
    """
    control, *others = variants
    if not any(v.lists for v in variants):
        return "Nothing was shown yet."
    if mismatched:
        return (
            "Guard broken: stop. The users are not split as wanted, so that no difference can be "
            "trusted."
        )
    broken = [(v.name, g.name) for v in others for g in v.guards if g.broken]
    if broken:
        told = "; ".join(f"{name}: more {_GUARDS[guard]}" for name, guard in broken)
        return f"Guard broken: stop. {told} than {control.name}."
    said = [
        f"{v.name} is {v.outcome} than {control.name}, by {_RATES[metric]}."
        for v in others
        if v.outcome in ("better", "worse")
    ]
    return " ".join(said) or "Not decided yet."
