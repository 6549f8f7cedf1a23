"""The language model and the embedding model: there, answering, measured."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

from whyrec.cli._check import Check, troubled
from whyrec.errors import WhyrecError
from whyrec.settings import Settings


async def engines(settings: Settings) -> AsyncIterator[Check]:
    """Ask each engine for one real answer."""
    yield await _embedding(settings)
    async for check in _model(settings):
        yield check


async def _embedding(settings: Settings) -> Check:
    from whyrec.agents.embeddings import open_embedder

    try:
        embedder = open_embedder(settings)
        try:
            await embedder.embed(["a film"])
            return Check("embedding", "ok", f"{embedder.model_id}, {embedder.dimensions} numbers")
        finally:
            await embedder.aclose()
    except WhyrecError as error:
        return troubled("embedding", error)


async def _model(settings: Settings) -> AsyncIterator[Check]:
    from whyrec.agents.models import ChatMessage, open_model

    if not settings.engine.enabled:
        yield Check("model", "note", "switched off: all words are composed by code")
        return
    where = f" at {_bare(settings.engine.base_url)}" if settings.engine.base_url else ""
    try:
        model = open_model(settings)
        assert model is not None
        try:
            started = time.monotonic()
            await model.chat([ChatMessage("user", "Say yes.")], max_tokens=1)
            took = time.monotonic() - started
            yield Check("model", "ok", f"{model.model} ({model.engine}{where}), {took:.1f} s")
            yield _card(settings, model.engine, model.model)
        finally:
            await model.aclose()
    except WhyrecError as error:
        remedy = (
            error.remedy or "Lists and profiles go on without it; whyrec model serve starts one."
        )
        yield Check("model", "missing", f"{error.message}{where}", remedy)


def _card(settings: Settings, engine: str, name: str) -> Check:
    from whyrec.agents.models import CapabilityCard, card_key
    from whyrec.store import Store

    file = None if settings.database_url else settings.home / "whyrec.db"
    if file is not None and not Path(file).exists():
        stored = None
    else:
        with Store.open(settings.sql_url) as store:
            stored = store.meta.get("", card_key(engine, name))
    if stored is None:
        return Check(
            "measured", "note", "never: it is measured when first used", "whyrec model probe"
        )
    card = CapabilityCard.model_validate(stored)
    judge = card.judge or "nothing"
    return Check("measured", "ok", f"{card.probed_at}: profiles {card.patch_mode}, judges {judge}")


def _bare(url: str) -> str:
    """An address without a password in it."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
