"""The probe's task on what items are about."""

from __future__ import annotations

from typing import Any

from whyrec.agents.models._probe_tasks import Tally
from whyrec.agents.models._protocol import LanguageModel
from whyrec.domain import Item


async def content(model: LanguageModel, case: dict[str, Any]) -> Tally:
    """An item told of in sentences, whose content no list of words would find.

    What was expected and is said, of all that was expected or said. Words that a case allows count
    neither way.
    """
    from whyrec.agents.content import ask, load_vocabulary  # which knows the models

    item = Item(id="probe", title=case["title"], text=case["text"], domain="films")
    checked = await ask(model, item, load_vocabulary())
    said = {f"{f.kind}={f.label}" for f in checked.features if f.kind != "era"}
    expected, allowed = set(case["expected"]), set(case["allowed"])
    wrong = len(said - expected - allowed) + len(checked.refused)
    return Tally(len(said & expected), len(expected) + wrong)
