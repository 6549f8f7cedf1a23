"""A home folder of the demo's own, new at every run."""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from whyrec.errors import InputError, WhyrecError

if TYPE_CHECKING:
    from whyrec.agents.models import CapabilityCard
    from whyrec.recommender import Recommender
    from whyrec.settings import Settings

MARK = "made-by-whyrec-demo"


async def empty_home(settings: Settings) -> CapabilityCard | None:
    """Empty the demo's home, or make it.

    Returns:
        What an earlier run measured of the engine, so that it is not measured again.

    Raises:
        InputError: The folder has something in it and is not the demo's.
    """
    home = settings.home
    if not home.exists() or not any(home.iterdir()):
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        (home / MARK).touch()
        return None
    if not (home / MARK).is_file():
        raise InputError(
            f"{home} has something in it that is not the demo's.",
            remedy="Name an empty folder with --home.",
        )
    card = await _known_card(settings)
    for found in home.iterdir():
        if found.name == MARK:
            continue
        if found.is_dir() and not found.is_symlink():
            shutil.rmtree(found)
        else:
            found.unlink()
    return card


def keep_card(rec: Recommender, card: CapabilityCard | None) -> None:
    """Put the card of an earlier run where the engine's card is looked for."""
    if card is not None:
        rec.store.meta.set("", card.key, card.model_dump(mode="json"))


async def _known_card(settings: Settings) -> CapabilityCard | None:
    from whyrec.recommender import Recommender

    # A home that an earlier run left broken is thrown away like any other.
    with suppress(WhyrecError, ValueError):
        async with Recommender.open(settings) as old:
            return await old.card()
    return None
