"""Three films, two of them rated, and a catalogue around them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from whyrec.domain import CitedEvent, Facet, Item
from whyrec.evals.grounding import CatalogueTitles, Evidence, Verdict, check

CATALOGUE = CatalogueTitles(
    (
        *("Heat (1995)", "Heat and Dust (1983)", "Ronin (1998)", "Collateral (2004)", "It", "Her"),
        *("Seven", "Matrix, The (1999)", "Star Wars (1977)", "September", "Crime"),
    )
)


def film(id: str, title: str, *genres: str, **facets: tuple[str, ...]) -> Item:
    return Item(id=id, title=title, domain="movies", facets={"genre": genres, **facets})


HEAT = film("heat", "Heat (1995)", "Crime", "Drama", director=("Michael Mann",))
RONIN = film("ronin", "Ronin (1998)", "Action", "Crime", director=("John Frankenheimer",))
MANN = ("Michael Mann",)
COLLATERAL = film("collateral", "Collateral (2004)", "Crime", "Thriller", director=MANN)


def rated(item: Item, value: float, day: datetime, id: str = "") -> CitedEvent:
    return CitedEvent(
        event_id=id or f"ev-{item.id}-1",
        item_id=item.id,
        title=item.title,
        kind="rating",
        value=value,
        at=day,
    )


EVENTS = (
    rated(HEAT, 9, datetime(2013, 5, 3, 20, tzinfo=UTC)),
    rated(RONIN, 7, datetime(2013, 6, 11, 21, tzinfo=UTC)),
)


def evidence(**more: Any) -> Evidence:
    """Collateral, recommended for crime films, shown by Heat (9/10) and Ronin (7/10)."""
    known: dict[str, Any] = {
        "item": COLLATERAL,
        "events": EVENTS,
        "items": {item.id: item for item in (HEAT, RONIN)},
        "interest_label": "Crime movies",
        "interest_facets": frozenset({Facet("genre", "Crime")}),
        "scale": (0.0, 10.0),
        "grounds": frozenset({"interest"}),
        "catalogue": CATALOGUE,
    }
    return Evidence(**(known | more))


def judged(text: str, **more: Any) -> Verdict:
    return check(text, evidence(**more))


def faults(text: str, **more: Any) -> list[tuple[str, str]]:
    """Kind and words of every claim that nothing bears out."""
    return [(claim.kind, claim.quote) for claim in judged(text, **more).ungrounded]
