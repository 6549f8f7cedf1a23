"""Data sets as whyrec homes: loaded once, then copied for every system that changes something."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whyrec import Recommender, Settings
from whyrec.agents.retrieve import CatalogueView, Interactions
from whyrec.domain import IngestReport, Item
from whyrec.errors import InputError
from whyrec.settings import EngineSettings
from whyrec.store import EventColumns

Progress = Callable[[str, int, int | None], None]
_FORMAT = "1"
"""Part of a home's name; another one when what a home holds changes its meaning."""
_DONE = "data-set.json"
_FIRST = 5
"""Rows left out that are told one by one."""
_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class DataSet:
    """An ingested data set with item vectors, and everything about it in memory."""

    name: str
    home: Path
    """Never opened for writing: systems work on copies (`copy`)."""
    items: tuple[Item, ...]
    """By id."""
    catalogue: CatalogueView
    """With vectors."""
    columns: EventColumns
    """All events on items, by time."""
    fingerprint: str
    """sha256 of items and events."""
    ingested: IngestReport = field(default_factory=IngestReport)
    """What became of the rows of its files."""
    source: Path | None = None
    """The folder it was read from."""

    @property
    def provenance(self) -> dict[str, str]:
        """What a report says of it."""
        left_out = self.ingested.rejected + self.ingested.conflicts
        told = {"data set": self.name, "data fingerprint": self.fingerprint}
        return told | ({"rows left out": f"{left_out:,}"} if left_out else {})

    @property
    def left_out(self) -> list[str]:
        """The first rows that were left out, with the reason, and how many there were."""
        told = [
            f"{Path(p.file).name}, line {p.line}: {p.column} '{p.value}' {p.message}."
            for p in self.ingested.problems[:_FIRST]
        ]
        many = self.ingested.rejected + self.ingested.conflicts
        return [*told, f"Rows of {self.name} that were left out: {many:,}."] if many else []

    @cached_property
    def crowd(self) -> Interactions:
        """Everybody's interactions of all time."""
        return Interactions.from_columns(self.catalogue, self.columns, _EVER)

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """Unit vectors by catalogue index, (n, d)."""
        vectors = self.catalogue.vectors
        assert vectors is not None
        return vectors

    def without_events(self) -> DataSet:
        """The home and its catalogue alone: little enough to be sent to another process."""
        users, items, kinds, values, times = self.columns
        none = EventColumns(users[:0], items[:0], kinds[:0], values[:0], times[:0])
        return replace(self, items=(), columns=none)

    def copy(self, to: Path) -> Path:
        """Copy the home, unless it is there already from an interrupted run."""
        if not to.is_dir():
            fresh = Path(tempfile.mkdtemp(prefix=".copy-", dir=_made(to.parent)))
            shutil.copytree(self.home, fresh, dirs_exist_ok=True)
            os.replace(fresh, to)
        return to


async def open_data_set(
    source: Path, cache: Path, settings: Settings, progress: Progress | None = None
) -> DataSet:
    """Open a data set, ingesting and embedding it the first time.

    Args:
        source: A folder that ``whyrec ingest --folder`` reads.
        cache: Where homes are kept.
        settings: Which embedding model; everything else is left at its default.
        progress: Called with (stage, done, total).

    Raises:
        InputError: The folder is no known data set, or holds no usable items or events.
    """
    home = cache / "homes" / f"{source.name}-{_key(source, settings)}"
    if not (home / _DONE).is_file():
        await _ingest(source, home, settings, progress)
    async with Recommender.open(quiet(home, settings)) as rec:
        items = tuple(sorted(rec.store.items.all("default"), key=lambda item: item.id))
        columns = rec.store.events.columns("default")
        catalogue = await rec.catalogue()
    ingested = IngestReport.model_validate_json((home / _DONE).read_bytes())
    fingerprint = _fingerprint(items, columns)
    return DataSet(source.name, home, items, catalogue, columns, fingerprint, ingested, source)


MODEL_TIMEOUT_S = 600.0
"""Patience with a model: no number may depend on how busy the machine is."""


def quiet(home: Path, settings: Settings, model: bool = False) -> Settings:
    """Settings for a home of the evals: nothing of the user's own folders, a model if asked for."""
    return Settings(
        home=home,
        database_url=None,
        tenant="default",
        embedding=settings.embedding,
        clock="watermark",
        engine=EngineSettings(enabled=model),
        rank=settings.rank.model_copy(update={"model_timeout_s": MODEL_TIMEOUT_S}),
    )


async def _ingest(source: Path, home: Path, settings: Settings, progress: Progress | None) -> None:
    fresh = Path(tempfile.mkdtemp(prefix=".home-", dir=_made(home.parent)))
    try:
        async with Recommender.open(quiet(fresh, settings)) as rec:
            report = await rec.ingest(folder=source, progress=progress)
            if not rec.store.items.count("default") or not rec.store.events.count("default"):
                raise InputError(f"{source} holds no usable items or events.")
            await rec.rebuild(only="vectors", progress=progress)
        (fresh / _DONE).write_text(report.model_dump_json(indent=2), encoding="utf-8")
        shutil.rmtree(home, ignore_errors=True)
        os.replace(fresh, home)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _key(source: Path, settings: Settings) -> str:
    """Changes with the files' content and with the embedding model."""
    embedding = settings.embedding.model_dump_json(exclude={"api_key"})
    digest = hashlib.sha256(f"{_FORMAT}\0{embedding}".encode())
    for file in sorted(path for path in source.iterdir() if path.is_file()):
        digest.update(file.name.encode("utf-8", "surrogateescape") + b"\0")
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:12]


def _fingerprint(items: Sequence[Item], columns: EventColumns) -> str:
    digest = hashlib.sha256()
    for item in items:
        digest.update(item.model_dump_json().encode())
    for row in zip(*columns, strict=True):
        digest.update(repr(row).encode())
    return digest.hexdigest()
