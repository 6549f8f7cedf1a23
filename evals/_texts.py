"""Items as they were told of at a moment: what users wrote of them later is left out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from whyrec.domain import Item
from whyrec.errors import InputError
from whyrec.store.readers import movielens_items, read_items


def items_known(folder: Path, moment: datetime) -> list[Item]:
    """The items of a MovieLens folder with the tags that users had given them by a moment.

    Raises:
        InputError: The texts of the data set have no times.
    """
    if not (folder / "tags.csv").is_file():
        raise InputError(
            f"The texts of {folder.name} have no times: which were known cannot be told.",
            remedy="Leave texts: known out, or run it on MovieLens.",
        )
    source = movielens_items(folder, moment)
    return [item for batch in read_items(source) for item in batch.items]
