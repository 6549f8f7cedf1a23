"""``whyrec content review``, ``accept``, ``reject``: how the vocabulary grows."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from whyrec.cli._plain import plain
from whyrec.cli._screen import table
from whyrec.cli._session import Session

Kind = Literal["topic", "mood", "audience"]
Term = Annotated[str, typer.Argument(help="The word, as review shows it.", show_default=False)]
OfKind = Annotated[
    Kind | None,
    typer.Option(help="Where it was proposed for more than one kind.", show_default=False),
]


async def review(session: Session) -> None:
    """List the words that the model missed in the vocabulary, with the items it missed them for.

    None of them is ever said of an item before somebody accepts it.
    """
    async with session.recommender() as rec:
        found = await rec.content.terms()
    rows = table("kind", "word", ("items", {"justify": "right"}), "such as", "state")
    for one in found:
        examples = ", ".join(one.examples[:3])
        rows.add_row(one.kind, plain(one.term), str(one.count), plain(examples), one.state)
    session.screen.say(rows if found else "No word waits for review.")
    session.screen.result(found)


async def accept(session: Session, term: Term, kind: OfKind = None) -> None:
    """Take a word into this tenant's vocabulary; it is said at once of the items it came from."""
    await _decide(session, term, kind, "accepted")
    session.screen.note("For all other items, ask anew: whyrec content describe --again")


async def reject(session: Session, term: Term, kind: OfKind = None) -> None:
    """Keep a word out of the vocabulary, also one that was accepted before."""
    await _decide(session, term, kind, "rejected")


async def _decide(
    session: Session, term: str, kind: Kind | None, state: Literal["accepted", "rejected"]
) -> None:
    async with session.recommender() as rec:
        done = await rec.content.review(term, state, kind=kind)
    session.screen.say(f"{done.kind} “{plain(done.term)}”: {state}.")
    session.screen.result(done)
