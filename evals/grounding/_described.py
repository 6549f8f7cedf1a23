"""Which things a topic is said of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from whyrec.evals.grounding._atoms import Atom
from whyrec.evals.grounding._clauses import Clause, in_set, is_title
from whyrec.evals.grounding._lexicon import lexicon
from whyrec.evals.grounding._owners import Reading

_LINKS = frozenset({"like", "such", "as", "including", "among", "them", "of", "的", "例如", "比如"})


def described(reading: Reading, number: int, at: int) -> tuple[Atom, ...]:
    """The titles that a topic is said of; empty where it is said in general."""
    clause = reading.clauses[number]
    row = clause.atoms
    found: list[Atom] = []
    after = clause.after(at)
    if after:
        between = row[at + 1 : after[0]]
        plain = all(a.key in _LINKS or _describes(a) for a in between)
        listed = bool(between) and between[-1].key in ("and", ",", "和")
        if plain and not listed and not _wants(clause, at):
            found += [row[i] for i in after if _one(clause, at, i)]
    before = clause.before(at)
    subject = _subject(reading, number, at)
    if subject:
        found += [atom for atom in subject if atom not in found]
    elif before and _apposed(row[before[-1] + 1 : at]):
        found += [row[before[-1]]]
    elif before and (_comes_from(row[before[-1] + 1 : at]) or _likened(row[before[-1] + 1 : at])):
        found += [row[i] for i in before]
    found += [o for o in _same(reading, number, at) if o not in found] if subject else []
    return tuple(found)


def _one(clause: Clause, at: int, place: int) -> bool:
    """Whether a title of the group behind a topic is still described by it."""
    linked = any(a.key in _LINKS for a in clause.atoms[at + 1 : place])
    return linked or place == clause.after(at)[0]


def _describes(atom: Atom) -> bool:
    """Whether it belongs to the words that describe a thing: a crime drama film."""
    return bool(atom.of("topic") or atom.of("domain") or atom.of("said")) or (
        atom.key in ("the", "a", "an", "and", "film", "title", ",")
        or atom.key in ("和", "这部", "作品")
    )


def _wants(clause: Clause, at: int) -> bool:
    """Whether what stands before makes it the user's wish and no description."""
    return any(a.of("reaction") & {"say"} for a in clause.atoms[:at])


def _subject(reading: Reading, number: int, at: int) -> tuple[Atom, ...]:
    """The titles that "is", "shares" or "mixes" says a topic of."""
    clause = reading.clauses[number]
    row = clause.atoms
    verb = None
    for place in range(at - 1, -1, -1):
        if is_title(row[place]) and not _linked(clause, place, at):
            break
        if in_set(row[place], "copula") and row[place].key != "s":
            verb = place
            break
        if in_set(row[place], "you") or row[place].key == "your":
            break
    if verb is None:
        return ()
    group = clause.before(verb)
    between = row[(group[-1] if group else -1) + 1 : verb]
    relative = any(in_set(a, "relative") for a in between)
    if any(in_set(a, "you") or a.key == "your" for a in between) and not relative:
        return ()
    if group:
        return tuple(row[i] for i in group)
    pronoun = next((a for a in reversed(between) if in_set(a, "pronoun")), None)
    return _meant(reading, number, pronoun) if pronoun is not None else ()


def _meant(reading: Reading, number: int, pronoun: Atom) -> tuple[Atom, ...]:
    """What a pronoun in front of a verb means: "it" the thing last talked about."""
    if pronoun.key in ("they", "them", "both", "these", "those", "它们", "两者"):
        return reading.previous(number, many=True)
    here = reading.clauses[number].sentence
    for clause in reversed(reading.clauses[:number]):
        if clause.groups:
            first = clause.sentence < here or len(clause.groups) == 1
            group = clause.groups[0] if first else clause.groups[-1]
            return tuple(clause.atoms[i] for i in group[:1])
    return ()


def _linked(clause: Clause, place: int, at: int) -> bool:
    """Whether a title only serves to liken: a mystery like Seven and a thriller."""
    return place > 0 and at - place <= 3 and in_set(clause.atoms[place - 1], "likening")


def _likened(between: Sequence[Atom]) -> bool:
    """Whether titles stand for what follows: 《功夫》这样的喜剧."""
    return bool(between) and between[0].key in lexicon().sets["likening_after"]


def _comes_from(between: Sequence[Atom]) -> bool:
    """Whether a title comes "from" or "by" what follows, such as a brand or a country."""
    words = [a.key for a in between if a.kind != "mark"]
    return bool(words) and words[-1] in ("from", "by") and len(words) <= 2


def _apposed(between: Sequence[Atom]) -> bool:
    """Whether a topic behind a title describes it: Heat, a 1995 crime film; Heat (a drama)."""
    if not between or between[0].key not in (",", "(", "a", "an"):
        return False
    rest = [a for a in between if a.kind not in ("date", "number") and a.key not in (",", "(")]
    opened = any(a.key in ("a", "an", "the", "another") for a in rest[:1]) or between[0].key == "("
    return opened and all(
        a.of("topic") or a.of("domain") or a.key in ("a", "an", "the", "another", ",", "and")
        for a in rest
    )


def _same(reading: Reading, number: int, at: int) -> Iterator[Atom]:
    """The titles that "so is" and "as is" say the same of, later in the sentence."""
    here = reading.clauses[number]
    for clause in reading.clauses[number:]:
        if clause.sentence != here.sentence:
            return
        row = clause.atoms
        start = at + 1 if clause is here else 0
        for place in range(start, len(row) - 2):
            copula = row[place + 1].key in ("is", "are", "does", "has")
            if row[place].key in ("so", "as", "like") and copula and is_title(row[place + 2]):
                yield row[place + 2]
