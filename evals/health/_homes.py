"""Where the users of a run live: copies of the data set's home."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from whyrec import Recommender
from whyrec.agents.models.tokenizer import estimate_tokens
from whyrec.evals._context import Context
from whyrec.evals._home import DataSet, quiet
from whyrec.evals.health._ratings import Ratings
from whyrec.evals.health._size import CountTokens
from whyrec.evals.simulate import Scale
from whyrec.evals.systems import MeteredModel
from whyrec.settings import EngineSettings, ProfileSettings


@dataclass(frozen=True)
class Homes:
    """Copies of a data set's home in the folder of a run.

    Args:
        data: The data set.
        context: Settings, and the folder.
        model: Makes the profiles; None to do without.
    """

    data: DataSet
    context: Context
    model: MeteredModel | None

    @asynccontextmanager
    async def open(
        self, name: str, *, events_per_update: int | None = None, fresh: bool = False
    ) -> AsyncIterator[Recommender]:
        """Open a copy, made if need be.

        Args:
            name: Of its folder.
            events_per_update: By default whyrec's own.
            fresh: Copy anew what an interrupted run left.
        """
        if fresh:
            shutil.rmtree(self._folder / name, ignore_errors=True)
        home = self.data.copy(self._folder / name)
        profile = ProfileSettings()
        if events_per_update is not None:
            profile = ProfileSettings(events_per_update=events_per_update)
        settings = quiet(home, self.context.settings).model_copy(
            update={
                "profile": profile,
                "engine": EngineSettings(enabled=self.model is not None),
            }
        )
        async with Recommender.open(settings, model=self.model) as rec:
            yield rec

    def clean(self) -> None:
        """Delete the copies."""
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def count_tokens(self) -> CountTokens:
        """The model's own count; without one, the estimate that served models are given."""
        return _estimated if self.model is None else self.model.count_tokens

    @property
    def _folder(self) -> Path:
        return self.context.out / "homes"


def ratings_of(rec: Recommender) -> Ratings:
    """How ratings of a home are read."""
    return Ratings(Scale.declared(rec), rec.store.events.columns(rec.settings.tenant))


async def _estimated(text: str) -> int:
    return estimate_tokens(text)
