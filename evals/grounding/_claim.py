"""One claim, made from the words that claim it."""

from __future__ import annotations

from whyrec.evals.grounding._atoms import Atom
from whyrec.evals.grounding._verdict import Claim, ClaimKind


def claim(kind: ClaimKind, atom: Atom, grounded: bool, by: str) -> Claim:
    """What the words of an atom claim."""
    return Claim(kind, atom.quote, atom.start, atom.end, grounded, by)
