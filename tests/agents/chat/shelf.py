"""A small shelf of films whose titles and topics messages are held against."""

from __future__ import annotations

from functools import cache

from whyrec.agents.chat import Message, Remembered, Shelf, TitleLookup
from whyrec.agents.gate import TitleIndex, TopicIndex
from whyrec.agents.profile import Lexicon
from whyrec.agents.retrieve import CatalogueView
from whyrec.domain import Item, Route

GENRES = (
    *("Horror", "Comedy", "Drama", "Western", "Musical", "War", "Thriller", "Documentary"),
    *("Romance", "Action", "Sci-Fi", "Animation", "Crime", "Mystery", "Children", "Adventure"),
    "Fantasy",
)
TITLES = (
    "Blade Runner (1982)",
    "Alien (1979)",
    "Titanic (1997)",
    "Heat (1995)",
    "Grease (1978)",
    "Godfather, The (1972)",
    "It (1990)",
    "Up (2009)",
    "卧虎藏龙",
)


@cache
def shelf() -> Shelf:
    """69 films: those above, and lanterns of every genre from 1930 on."""
    named = [
        Item(id=f"f{n}", title=title, facets={"genre": (GENRES[n % len(GENRES)],)}, domain="movies")
        for n, title in enumerate(TITLES)
    ]
    others = [
        Item(
            id=f"g{n}",
            title=f"Quiet Lantern {n}",
            facets={"genre": (GENRES[n % len(GENRES)],), "year": (str(1930 + n * 5 % 90),)},
            domain="movies",
        )
        for n in range(60)
    ]
    items = [*named, *others]
    by_id = {item.id: item for item in items}
    return Shelf(
        by_id,
        CatalogueView.from_items(items),
        TopicIndex(Lexicon.of(items).carriers),
        TitleLookup(by_id),
        TitleIndex(item.title for item in items),
        "movies",
    )


SHOWN = Remembered(
    route=Route.RECOMMEND, language="en", items=("f3", "g1", "g2", "g3", "g4"), focus=None
)
"""Heat and four lanterns."""


def message(text: str, shown: Remembered | None = SHOWN, *before: str) -> Message:
    """A message behind a list."""
    return Message(text, shelf(), before, shown, shown)
