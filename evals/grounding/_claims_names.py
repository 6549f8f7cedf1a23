"""Claims about who made things."""

from __future__ import annotations

from collections.abc import Iterator

from whyrec.evals.grounding._atoms import Atom
from whyrec.evals.grounding._claim import claim
from whyrec.evals.grounding._clauses import Clause, in_set
from whyrec.evals.grounding._facts import Thing
from whyrec.evals.grounding._owners import Reading, named
from whyrec.evals.grounding._verdict import Claim

_DOES = frozenset({"made", "写", "也"})


def names(reading: Reading) -> Iterator[Claim]:
    """Who made a thing must have made it, in that role."""
    for number, clause, at, atom in reading.places():
        said, role = atom.of("name"), _role(clause, at)
        if said:
            owners = _made(reading, number, at)
            right = all(any(_has(t, said, role) for t in o.things) for o in owners)
            if not owners:
                right = any(_has(t, said, role) for t in reading.facts.things)
            yield claim("name", atom, right, f"name in {named(owners) or 'the evidence'}")
        roles = atom.of("role")
        if roles:
            yield _roles(reading, number, at, roles)


def _role(clause: Clause, at: int) -> str | None:
    """The role that words beside a name claim."""
    for place in (
        *range(at - 1, max(-1, at - 3), -1),
        *range(at + 1, min(at + 3, len(clause.atoms))),
    ):
        if roles := clause.atoms[place].of("role"):
            return str(min(roles))
    return None


def _has(thing: Thing, said: frozenset[str], role: str | None) -> bool:
    return any(
        role is None or role in thing.roles.get(name, ()) for name in said & set(thing.roles)
    )


def _made(reading: Reading, number: int, at: int) -> tuple[Atom, ...]:
    """The titles that a name is said to have made."""
    clause = reading.clauses[number]
    row = clause.atoms
    following = row[at + 1] if at + 1 < len(row) else None
    after, before = clause.after(at), clause.before(at)
    owned = following is not None and following.key in ("s", "的")
    doing = following is not None and (
        following.of("role") or following.key in ("made", "写", "也")
    )
    if doing and after:
        return tuple(row[i] for i in clause.chain(after))
    if owned and after and (after[0] <= at + 4):
        return (row[after[0]],)
    by = any(
        a.key in ("by", "by the") or a.of("role") or in_set(a, "copula")
        for a in row[max(0, at - 3) : at]
    )
    own = before and not any(in_set(a, "you") or a.key == "your" for a in row[before[-1] : at])
    return tuple(row[i] for i in before) if own and (by or owned) else ()


def _roles(reading: Reading, number: int, at: int, roles: frozenset[str]) -> Claim:
    """A word for a role: somebody must have it; "the director of Heat" must be the item's too."""
    facts = reading.facts
    clause = reading.clauses[number]
    row = clause.atoms
    atom = row[at]
    role = min(roles)
    following = row[at + 1] if at + 1 < len(row) else None
    after = clause.after(at)
    if following is not None and following.key == "of" and after and after[0] <= at + 3:
        subject = [row[i] for i in clause.before(at)]
        others = [thing for o in subject for thing in o.things] or [facts.item]
        owners = row[after[0]].things
        right = bool(owners) and all(
            any(owner.in_role(role) & other.in_role(role) for owner in owners) for other in others
        )
        return claim("name", atom, right, f"the same {role}")
    lead = [a.key for a in row[max(0, at - 3) : at]]
    if {"share", "shares", "same"} & {*lead}:
        together = [row[i] for i in clause.before(at)] or list(reading.previous(number))
        if len(together) == 1 and "same" in lead:
            together += reading.previous(number)[-1:]
        names = [frozenset(n for t in o.things for n in t.in_role(role)) for o in together]
        right = bool(names) and bool(frozenset.intersection(*names))
        return claim("name", atom, right, f"the same {role} of {named(together)}")
    held = any(thing.in_role(role) for thing in facts.things)
    return claim("name", atom, held, f"a {role} in the evidence")
