"""The language model and the embedding model: there, answering, measured."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whyrec.cli._check import Check, State
from whyrec.cli._checks_store import kept_somewhere
from whyrec.errors import WhyrecError
from whyrec.settings import Settings

_STATES: dict[str, State] = {"ok": "ok", "warning": "note", "missing": "missing"}
_PASSWORD = re.compile(r"(?<=://)[^/@\s]+@")


def engines(settings: Settings) -> Iterator[Check]:
    """Look at each engine; a server is asked for one real token."""
    from whyrec.agents.models.doctor import engine_report

    for found in engine_report(settings):
        detail = _PASSWORD.sub("", found.detail)
        yield Check(found.name, _STATES[found.state], detail, found.remedy)
    if settings.engine.enabled:
        yield from _card(settings)


def _card(settings: Settings) -> Iterator[Check]:
    from whyrec.agents.models import CapabilityCard, card_key, open_model
    from whyrec.store import Store

    try:
        model = open_model(settings)
        assert model is not None
        stored = None
        if kept_somewhere(settings):
            with Store.open(settings.sql_url) as store:
                stored = store.meta.get("", card_key(model.engine, model.model))
    except WhyrecError:
        return  # said already, by what could not be opened
    if stored is None:
        remedy = "whyrec model probe"
        yield Check("measured", "note", "never: it is measured when first used", remedy)
        return
    card = CapabilityCard.model_validate(stored)
    judges = f"judges by {card.judge}" if card.judge else "judges nothing"
    yield Check("measured", "ok", f"{card.probed_at}: profiles {card.patch_mode}, {judges}")
