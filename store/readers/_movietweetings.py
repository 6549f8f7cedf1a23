"""MovieTweetings folders as they are published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from whyrec.errors import InputError
from whyrec.store.readers._batch import Batch
from whyrec.store.readers._dat import dat_batches
from whyrec.store.readers._movielens import MOVIES, with_film_facets
from whyrec.store.readers._scale import Scale
from whyrec.store.readers._sources import Source
from whyrec.store.readers._text import text_lines

MOVIETWEETINGS_SCALE = Scale(0.0, 10.0)
_EVENTS = ("user_id", "item_id", "value", "at")
_ITEMS = ("item_id", "title", "genre")
_MOVIELENS_1M_USER_CELLS = 5


def movietweetings_events(folder: Path) -> Source:
    """The ratings, on the scale 0 to 10.

    Raises:
        InputError: It is MovieLens 1M, whose files have the same names and another scale.
    """
    _refuse_movielens_1m(folder)
    file = folder / "ratings.dat"
    return Source(file, lambda: dat_batches(file, _EVENTS), MOVIETWEETINGS_SCALE)


def movietweetings_items(folder: Path) -> Source:
    """The films with genres and year as facets."""
    file = folder / "movies.dat"
    return Source(file, lambda: _items(file), domain=MOVIES)


def _items(file: Path) -> Iterator[Batch]:
    for batch in dat_batches(file, _ITEMS, joined="title"):
        if batch.frame.height:
            yield batch._replace(frame=with_film_facets(batch.frame))
        else:
            yield batch


def _refuse_movielens_1m(folder: Path) -> None:
    users = folder / "users.dat"
    if not users.is_file():
        return
    with text_lines(users) as lines:
        cells = next(lines, "").count("::") + 1
    if cells == _MOVIELENS_1M_USER_CELLS:
        raise InputError(
            f"{folder} looks like MovieLens 1M, which is not read as it is.",
            remedy="Take ml-latest-small or ml-25m, or write items and events as CSV.",
        )
