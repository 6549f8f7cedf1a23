"""Collaborative factors on disk: one folder a fit, whole or not there."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError
from scipy import sparse

from whyrec.agents.retrieve._catalogue import CatalogueView
from whyrec.agents.retrieve._collaborative import Collaborative
from whyrec.agents.retrieve._interactions import microseconds
from whyrec.domain import UtcDatetime
from whyrec.errors import InputError

_CARD = "collaborative.json"
_EASE = "ease.npy"
_ITEM_KNN = "item_knn.npz"
_ITEM_KNN_NOW = "item_knn_now.npz"


class _Card(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: int = 1
    as_of: UtcDatetime
    fingerprint: str
    item_ids: list[str]
    has_ease: bool


def save_collaborative(
    collaborative: Collaborative, catalogue: CatalogueView, folder: Path, *, keep: int = 2
) -> Path:
    """Write the factors below ``folder`` and drop all but the newest of the others.

    Args:
        collaborative: What was fitted.
        catalogue: The catalogue it was fitted on.
        folder: Where the tenant's fits are; made when missing.
        keep: How many fits stay, this one included.

    Returns:
        The folder of this fit.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / _name(collaborative)
    fresh = Path(tempfile.mkdtemp(prefix=".fit-", dir=folder))
    try:
        if collaborative.ease is not None:
            np.save(fresh / _EASE, collaborative.ease)
        sparse.save_npz(fresh / _ITEM_KNN, collaborative.item_knn, compressed=False)
        sparse.save_npz(fresh / _ITEM_KNN_NOW, collaborative.item_knn_now, compressed=False)
        card = _Card(
            as_of=collaborative.as_of,
            fingerprint=collaborative.fingerprint,
            item_ids=[catalogue.ids[i] for i in collaborative.members],
            has_ease=collaborative.ease is not None,
        )
        (fresh / _CARD).write_text(card.model_dump_json(), encoding="utf-8")
        if target.exists():
            shutil.rmtree(target)
        os.replace(fresh, target)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    # This fit stays also where it is older than all others, as for a moment in the past.
    others = [fit for fit in _fits(folder) if fit != target]
    superseded = [fit for fit in others if _moment(fit) == _moment(target)]
    younger_or_older = [fit for fit in others if fit not in superseded]
    for stale in (*superseded, *younger_or_older[max(keep - 1, 0) :]):
        shutil.rmtree(stale, ignore_errors=True)
    return target


def load_collaborative(
    folder: Path, catalogue: CatalogueView, as_of: datetime, held: Collaborative | None = None
) -> Collaborative | None:
    """Open the newest fit that knows nothing later than ``as_of``.

    Args:
        folder: Where the tenant's fits are.
        catalogue: The catalogue of now; items that have left it are ignored.
        as_of: The moment recommendations are made for.
        held: Factors opened before for this very catalogue; returned where they are the newest.

    Returns:
        The factors, EASE's matrix memory-mapped, or None when no fit is old enough.

    Raises:
        InputError: A fit is damaged.
    """
    fit = newest_fit(folder, as_of)
    if fit is None:
        return None
    return held if held is not None and fit.name == _name(held) else _open(fit, catalogue)


def newest_fit(folder: Path, as_of: datetime) -> Path | None:
    """The folder of the newest fit that knows nothing later than ``as_of``; None without one.

    Its name says all that the fit depends on.
    """
    return next((fit for fit in _fits(folder) if _moment(fit) <= microseconds(as_of)), None)


def _fits(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    named = (path for path in folder.iterdir() if path.name[:1].isdigit())
    return sorted(named, key=lambda path: path.name, reverse=True)


def _name(collaborative: Collaborative) -> str:
    return f"{microseconds(collaborative.as_of):020d}-{collaborative.fingerprint[:12]}"


def _moment(fit: Path) -> int:
    """Microseconds since the epoch."""
    return int(fit.name.partition("-")[0])


def _open(fit: Path, catalogue: CatalogueView) -> Collaborative:
    try:
        card = _Card.model_validate_json((fit / _CARD).read_text(encoding="utf-8"))
        ease = np.load(fit / _EASE, mmap_mode="r") if card.has_ease else None
        item_knn = sparse.csr_array(sparse.load_npz(fit / _ITEM_KNN))
        item_knn_now = sparse.csr_array(sparse.load_npz(fit / _ITEM_KNN_NOW))
    except (OSError, ValueError, ValidationError) as error:
        raise InputError(
            f"The collaborative factors in {fit} cannot be read: {error}.",
            remedy="Delete that folder and run: whyrec rebuild",
        ) from error
    members = [catalogue.index.get(item_id, -1) for item_id in card.item_ids]
    return Collaborative(
        as_of=card.as_of,
        fingerprint=card.fingerprint,
        members=np.array(members, dtype=np.int32),
        ease=ease,
        item_knn=item_knn,
        item_knn_now=item_knn_now,
        items=len(catalogue),
    )
