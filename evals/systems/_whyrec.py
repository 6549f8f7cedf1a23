"""whyrec itself as a system: the public API, called as its users call it."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import hashlib
import json
import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from whyrec import Recommender, Settings, __version__
from whyrec._lists import FeatureTable
from whyrec.agents.models import TaskScore
from whyrec.agents.rank import load_weights
from whyrec.domain import Recommendation
from whyrec.errors import InputError, UpstreamError
from whyrec.evals._home import MODEL_TIMEOUT_S, DataSet
from whyrec.evals._texts import items_known
from whyrec.evals.protocols import Case
from whyrec.evals.systems._factors import fit_once
from whyrec.evals.systems._metered import MeteredModel
from whyrec.evals.systems._system import DEPTH, Answer
from whyrec.prompts import versions

_TENANT = "default"

ProfileMode = Literal["evolving", "frozen", "rebuilt", "none"]
"""How the profile follows the user: by patches up to every case's moment; stopped at half of the
history that the first case knows; made anew for every case; not at all."""

Explained = Callable[
    [Recommender, Case, Sequence[Recommendation], bool], Awaitable[tuple[bool, ...]]
]
"""Explains the first items of a case's list, with the model or without, and judges the texts."""


class Whyrec:
    """Recommends through `whyrec.Recommender` on a copy of the data set's home.

    Args:
        name: As tables show it.
        data: The data set.
        work: Folder for the copies; systems whose profiles are alike share one.
        plan: What profiles depend on besides the settings: the protocol in words.
        settings: Settings by section, as in ``whyrec.toml``.
        profile: How the profile follows the user.
        model: Used for profiles and judgements; None runs without.
        card: Tasks that the model counts as able or unable to do, whatever its probe says.
        prompts: Versions of prompts by task, in place of the latest.
        explained: What explains and judges; None explains nothing.
        texts: ``known`` reads of what users wrote of items only what they had written by the
            beginning of each block of cases.
    """

    def __init__(
        self,
        name: str,
        data: DataSet,
        work: Path,
        plan: str,
        *,
        settings: Mapping[str, Any],
        profile: ProfileMode = "evolving",
        model: MeteredModel | None = None,
        card: Mapping[str, bool] | None = None,
        prompts: Mapping[str, int] | None = None,
        explained: Explained | None = None,
        texts: Literal["all", "known"] = "all",
    ) -> None:
        self._name = name
        self._data = data
        self._profile = profile
        self._model = model
        self._card = dict(card or {})
        self.prompts = dict(prompts or {})
        """Versions by task."""
        self._explained = explained
        self._texts = texts
        alike = [
            plan,
            profile,
            settings.get("profile"),
            model.model if model else None,
            self._card,
            self.prompts,
            *([texts, settings.get("content")] if texts != "all" or "content" in settings else []),
        ]
        key = hashlib.sha256(json.dumps(alike, sort_keys=True, default=str).encode()).hexdigest()
        self._home = work / f"{data.home.name}-{key[:12]}"
        self._factors = work / f"factors-{data.home.name}"
        self._settings = _settings_of(name, self._home, settings, model is not None)
        self._rec: Recommender | None = None

    @property
    def name(self) -> str:
        """As tables show it."""
        return self._name

    @property
    def rec(self) -> Recommender:
        """The open recommender."""
        assert self._rec is not None
        return self._rec

    @property
    def has_model(self) -> bool:
        """Whether a language model takes part."""
        return self._model is not None

    @property
    def diversity(self) -> float:
        """λ of its lists where a request says nothing."""
        return self._settings.rank.diversity

    @property
    def provenance(self) -> dict[str, str]:
        """Version, model, weights and settings."""
        weights = load_weights(self._settings.rank.weights)
        told = self._settings.model_dump(mode="json", include={"profile", "rank", "content"})
        return {
            "whyrec": __version__,
            "model": self._model.model if self._model else "none",
            "profile": self._profile,
            "weights": hashlib.sha256(weights.model_dump_json().encode()).hexdigest()[:12],
            "settings": json.dumps(told, sort_keys=True),
            **({"card": json.dumps(self._card, sort_keys=True)} if self._card else {}),
            **({"texts": self._texts} if self._texts != "all" else {}),
            **({"prompts": json.dumps(self.prompts, sort_keys=True)} if self.prompts else {}),
        }

    async def open(self) -> None:
        """Copy the home, unless an interrupted run left it, and open it.

        Factors that were fitted before are thrown away, so that cases know those of their own
        block and no others. A model that was never probed is probed now: that is no case's cost.
        """
        self._data.copy(self._home)
        shutil.rmtree(self._home / "collaborative", ignore_errors=True)
        self._rec = Recommender.open(self._settings, model=self._model)
        if self._model is not None:
            with versions(self.prompts):
                await self._know_the_model()
        if "text" in self._settings.content.used_in:
            await self.rec.rebuild(only="vectors")  # the data set's name no features

    async def _know_the_model(self) -> None:
        card = await self.rec.card()
        if card is None:
            with contextlib.suppress(UpstreamError):
                card = await self.rec.probe()
        if card is not None and self._card:
            told = {
                task: TaskScore(score=float(able), passed=able) for task, able in self._card.items()
            }
            changed = card.model_copy(update=told)
            self.rec.store.meta.set("", changed.key, changed.model_dump(mode="json"))
            await self.rec.aclose()  # opened anew, it reads the card
            self._rec = Recommender.open(self._settings, model=self._model)

    async def at(self, moment: datetime) -> None:
        """Fit the collaborative factors, as a nightly ``whyrec rebuild`` would.

        Where texts or what is said of items count, they are brought up to the moment as well, and
        the clusters of people where lists are made with them.
        """
        if self._texts == "known":
            assert self._data.source is not None
            known = await asyncio.to_thread(items_known, self._data.source, moment)
            await self.rec.items.upsert(known)
        if self._settings.content.used_in:
            await self.rec.content.describe(use_model=self.has_model)
        await fit_once(self.rec, self._factors, moment)
        if "people" in self._settings.rank.extras:
            with contextlib.suppress(InputError):  # too few people yet: lists do without
                await self.rec.fit_clusters(as_of=moment)

    async def answer(self, case: Case) -> Answer:
        """Bring the profile to the case's moment and recommend."""
        if self._model is not None:
            self._model.take()
        with versions(self.prompts):
            await self.follow(case)
            k = DEPTH if case.candidates is None else len(case.candidates)
            listed = await self.rec.recommend(
                case.user_id,
                min(k, 200),
                explain=False,
                use_model=self.has_model,
                candidates=case.candidates,
                as_of=case.as_of,
            )
            grounded: tuple[bool, ...] = ()
            if self._explained is not None:
                grounded = await self._explained(self.rec, case, listed, self.has_model)
        return Answer(
            items=tuple(one.item.id for one in listed),
            probabilities=tuple(one.score for one in listed),
            usage=self._model.take() if self._model else Answer((), ()).usage,
            degraded=any(one.degraded for one in listed),
            grounded=grounded,
        )

    async def features(self, case: Case) -> FeatureTable:
        """Bring the profile to the case's moment and look at every feature."""
        with versions(self.prompts):
            await self.follow(case)
        return await self.rec.features(case.user_id, case.candidates, as_of=case.as_of)

    def by_scores(self, case: Case, table: FeatureTable, scores: NDArray[np.float64]) -> Answer:
        """The candidates of a table by scores of another ranker; ties by the hash of the id."""
        ties = self._data.catalogue.tie_break[self._data.catalogue.indices(table.items)]
        order = np.lexsort((ties, -scores))
        depth = DEPTH if case.candidates is None else len(case.candidates)
        return Answer(tuple(table.items[place] for place in order[:depth]))

    def twin(self, named: str) -> Self | None:
        """The same system on a home of its own, not opened: to be sent to another process.

        Args:
            named: Ends the name of its home.

        Returns:
            None where one process is to do all, as with a model, which uses all cores by itself.
        """
        if self.has_model or self._explained is not None:
            return None
        twin = copy.copy(self)
        twin._home = self._home.with_name(f"{self._home.name}-{named}")
        twin._settings = self._settings.model_copy(update={"home": twin._home})
        twin._data = self._data.without_events()
        return twin

    async def close(self) -> None:
        """Close it."""
        if self._rec is not None:
            await self._rec.aclose()
            self._rec = None

    async def follow(self, case: Case) -> None:
        """Bring the profile to the case's moment, in the way this variant does."""
        user = case.user_id
        if self._profile == "evolving":
            await self.rec.evolve(user, as_of=case.as_of)
        elif self._profile == "rebuilt":
            profile = await self.rec.profile(user, as_of=case.as_of)
            if profile.version:
                await self.rec.rollback(user, 0, as_of=case.as_of)
            await self.rec.evolve(user, as_of=case.as_of)
        elif self._profile == "frozen" and not self.rec.store.profiles.head(_TENANT, user).version:
            known = self.rec.store.events.of_user(_TENANT, user, until=case.as_of)
            if known:
                await self.rec.evolve(user, as_of=known[(len(known) - 1) // 2].at)


def _settings_of(name: str, home: Path, told: Mapping[str, Any], with_model: bool) -> Settings:
    engine = {"enabled": with_model, **told.get("engine", {})}
    rank = {"model_timeout_s": MODEL_TIMEOUT_S, **told.get("rank", {})}
    try:
        return Settings(
            **{
                **told,
                "home": home,
                "database_url": None,
                "durable": False,
                "tenant": _TENANT,
                "clock": "watermark",
                "engine": engine,
                "rank": rank,
            }
        )
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(
            f"The settings of the system {name!r}: {place}: {first['msg']}.",
            remedy="They are written section by section, as in whyrec.toml.",
        ) from error
