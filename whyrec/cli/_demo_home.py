"""A home folder of the demo's own, new at every run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from whyrec.errors import ConflictError, InputError, WhyrecError

if TYPE_CHECKING:
    from whyrec.agents.models import CapabilityCard
    from whyrec.recommender import Recommender
    from whyrec.settings import Settings

MARK = "made-by-whyrec-demo"
LOCK = "demo.lock"


@contextmanager
def held(settings: Settings) -> Iterator[None]:
    """Take the demo's home, made if need be, for as long as the block lasts.

    Raises:
        InputError: The folder has something in it and is not the demo's.
        ConflictError: Another demo runs in it.
    """
    home = settings.home
    if home.exists() and any(home.iterdir()) and not (home / MARK).is_file():
        raise InputError(
            f"{home} has something in it that is not the demo's.",
            remedy="Name an empty folder with --home.",
        )
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    (home / MARK).touch()
    lock = FileLock(home / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise ConflictError(
            f"Another demo runs in {home}.", remedy="Wait for it, or name a folder with --home."
        ) from error
    try:
        yield
    finally:
        lock.release()


def loaded(settings: Settings) -> bool:
    """Whether the demo's home has the sample in it, with all that is made of it."""
    # Factors are what is made last.
    return (settings.home / "collaborative").is_dir() and (settings.home / "whyrec.db").is_file()


async def empty_home(settings: Settings) -> CapabilityCard | None:
    """Empty the demo's home, which is `held`.

    Returns:
        What an earlier run measured of the engine, so that it is not measured again.
    """
    home = settings.home
    card = await _known_card(settings) if (home / "whyrec.db").exists() else None
    for found in home.iterdir():
        if found.name in (MARK, LOCK):
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
