"""Claims about why an item is in the list."""

from __future__ import annotations

from collections.abc import Iterator

from whyrec.evals.grounding._claim import claim
from whyrec.evals.grounding._owners import Reading
from whyrec.evals.grounding._verdict import Claim


def grounds(reading: Reading) -> Iterator[Claim]:
    """Why the item is in the list must be why it is."""
    evidence = reading.facts.evidence
    for number, clause, _at, atom in reading.places():
        for said in atom.of("ground") if not atom.of("said") else ():
            right = any(ground in evidence.grounds for ground in said.split("_or_"))
            yield claim("ground", atom, right, "why the item is in the list")
        if atom.key in ("interest", "interests", "兴趣") and evidence.interest_label is None:
            negated = any(a.of("ground") for c in reading.clauses[: number + 1] for a in c.atoms)
            if not negated and "ground" not in {t.kind for a in clause.atoms for t in a.tags}:
                yield claim("ground", atom, False, "the evidence has no interest")
