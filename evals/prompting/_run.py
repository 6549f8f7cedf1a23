"""Every version of every prompt, measured on the probe's built-in cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from whyrec.agents.models import CapabilityCard, TaskScore
from whyrec.agents.models.probe import probe
from whyrec.errors import PrerequisiteError
from whyrec.evals._context import Context
from whyrec.evals._findings import Findings
from whyrec.evals._models import model_of
from whyrec.evals._suite import PromptSuite
from whyrec.evals.report import Cell, Column, Section, Table
from whyrec.evals.systems import Generations, MeteredModel
from whyrec.prompts import Prompt, list_prompts, versions

MEASURED_BY: Final[Mapping[str, str]] = {
    "sentence": "sentence",
    "name_interest": "name",
    "patch": "patch",
    "judge": "likelihood",
    "judge_null": "likelihood",
    "listwise": "listwise",
}
"""Prompt task to the probe's task that asks with it."""


async def run_prompts(suite: PromptSuite, context: Context) -> Findings:
    """Measure the newest version of every prompt, and each older one in its place.

    Raises:
        PrerequisiteError: The suite's model is switched off or not installed.
    """
    model = model_of(suite.model, context.settings)
    if model is None:
        raise PrerequisiteError("The prompt suite needs a language model.")
    generations = Generations(context.cache / "generations.db")
    metered = MeteredModel(model, generations)
    try:
        rows = await _rows(metered, context)
    finally:
        await model.aclose()
        generations.close()
    table = Table(
        title="Prompts side by side",
        columns=[
            Column(name="prompt"),
            Column(name="sha256"),
            Column(name="released"),
            Column(name="share right", kind="percent", better="higher"),
            Column(name="cases", explanation="or operations", kind="count"),
            Column(name="why not"),
        ],
        rows=rows,
        note="Measured on the probe's built-in cases, with the newest version of every other "
        "prompt. A prompt without such cases is not measured.",
    )
    return Findings(
        summary=[
            f"{len(rows)} versions of prompts, model {metered.model}.",
            f"{metered.usage.prompt_tokens:,} prompt tokens, "
            f"{metered.usage.completion_tokens:,} generated.",
        ],
        sections=[Section(title="Prompts", tables=[table])],
        provenance={"model": metered.model, "engine": metered.engine},
    )


async def _rows(model: MeteredModel, context: Context) -> list[list[Cell]]:
    prompts = list_prompts()
    newest = {prompt.task: prompt.version for prompt in prompts}
    cards: dict[tuple[tuple[str, int], ...], CapabilityCard] = {(): await _card(model, {}, context)}
    rows: list[list[Cell]] = []
    for prompt in prompts:
        task = MEASURED_BY.get(prompt.task)
        forced = {} if newest[prompt.task] == prompt.version else {prompt.task: prompt.version}
        key = tuple(forced.items())
        if task is not None and key not in cards:
            cards[key] = await _card(model, forced, context)
        score = None if task is None else getattr(cards[key], task)
        rows.append(_row(prompt, score))
    return rows


async def _card(model: MeteredModel, forced: Mapping[str, int], context: Context) -> CapabilityCard:
    def progress(done: int, total: int, task: str) -> None:
        named = ", ".join(f"{t} v{v}" for t, v in forced.items()) or "newest"
        context.progress(f"prompts, {named}", done, total)

    with versions(forced):
        return await probe(model, progress)


def _row(prompt: Prompt, score: TaskScore | None) -> list[Cell]:
    released = "yes" if prompt.released else "no"
    told: list[Cell] = [prompt.id, prompt.sha256[:12], released]
    if score is None:
        return [*told, None, None, "no built-in case"]
    return [*told, score.score, score.n, score.failure or ""]
