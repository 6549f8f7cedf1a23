"""Years in which things were made, apart from days on which something was done with them."""

from __future__ import annotations

from whyrec.evals.grounding._clauses import Clause, in_set, is_title

_RELEASED = frozenset({"released", "published", "made", "filmed", "out"})


def making(clause: Clause, at: int) -> tuple[int, ...] | None:
    """Places of the titles whose year of making a date says; None where it is a day of events."""
    atom, row = clause.atoms[at], clause.atoms
    if atom.when is None or not atom.when.only_year:
        return None
    before = row[at - 1] if at else None
    after = row[at + 1] if at + 1 < len(row) else None
    if atom.depth > 0 and before is not None and before.key == "(":
        closing = after is not None and after.key == ")"
        title = [i for i in range(at) if is_title(row[i])]
        return (title[-1],) if closing and title and title[-1] == at - 2 else None
    named_before = clause.before(at)
    if before is not None and before.key == "from":
        lead = [i for i in range(at - 1) if row[i].kind != "mark"]
        if lead and is_title(row[lead[-1]]):
            return (lead[-1],)
        if any(in_set(a, "copula") for a in row[max(0, at - 4) : at]):
            return named_before
    if any(
        a.key in _RELEASED or a.key.split()[0:1] == ["released"] for a in row[max(0, at - 3) : at]
    ):
        return named_before or clause.after(at)
    possessive = after is not None and after.key in ("s", "的")
    described = after is not None and (after.of("topic") or after.of("domain"))
    follows = next((a for a in row[at + 1 : at + 5] if is_title(a)), None)
    if described and not (before is not None and before.key in ("in", "since")):
        named_after = clause.after(at)
        touching = follows is not None and not any(
            a.kind == "mark" for a in row[at : named_after[0]]
        )
        return (named_after[0],) if touching else named_before or named_after
    if possessive and follows is not None and not (before is not None and before.key == "in"):
        return (clause.after(at)[0],)
    return None
