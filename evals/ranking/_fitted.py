"""whyrec with weights that are fitted anew for every block of cases, on earlier choices alone."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from whyrec.agents.rank import JUDGEMENT, Weights, dump_weights
from whyrec.evals._home import DataSet
from whyrec.evals.protocols import Block
from whyrec.evals.ranking._choice_model import Choice
from whyrec.evals.ranking._fit import artifact, fit
from whyrec.evals.ranking._training import Training
from whyrec.evals.systems import Whyrec

LEAST_CHOICES: Final = 200
"""Fewer choices with their target among the candidates fit nothing: about nine a feature."""


class Fitted(NamedTuple):
    """Weights for one block of cases."""

    moment: datetime
    """The block's; nothing later was learnt from."""
    weights: Weights


def learnt_from(training: Training, moment: datetime) -> list[Choice]:
    """The choices made up to a moment that say something about an order.

    Returns:
        Those with their target among the candidates; none where there are too few to learn from.
    """
    known = [choice for choice in training.until(moment).choices if choice.taken >= 0]
    return known if len(known) >= LEAST_CHOICES else []


def fit_by_block(
    training: Training,
    blocks: Sequence[Block],
    data: DataSet,
    default: Weights,
    names: Sequence[str] | None = None,
) -> list[Fitted]:
    """Fit weights for every block on the choices made up to its moment.

    Args:
        training: The choices.
        blocks: In the order of time.
        data: What the choices are from.
        default: Used where there are too few choices; the weight of the language model's judgement
            is always its.
        names: Features to use; by default all of them.
    """
    found = []
    judgement = default.with_model.weights[JUDGEMENT]
    for block in blocks:
        weights = default
        if learnt_from(training, block.moment):
            known = training.until(block.moment)
            words = f"{known.protocol}; choices up to {block.moment.isoformat()}"
            weights = artifact(data, fit(known, names), judgement, words)
        found.append(Fitted(block.moment, weights))
    return found


def in_words(name: str, training: Training, blocks: Sequence[Block]) -> str:
    """What a reader should know of a row that is fitted."""
    choices = [len(learnt_from(training, block.moment)) for block in blocks]
    early = sum(len(b.cases) for b, known in zip(blocks, choices, strict=True) if not known)
    words = f"“{name}” is fitted for each block of cases on the choices made before it alone"
    if any(choices):
        words += f" ({', '.join(str(known) for known in choices if known)} choices)"
    if early:
        words += (
            f"; {early:,} of {sum(len(b.cases) for b in blocks):,} cases come before "
            f"{LEAST_CHOICES} choices were made and are ranked with the default weights"
        )
    return f"{words}."


class FittedWhyrec(Whyrec):
    """whyrec that takes up new weights at the moments at which they were fitted.

    Args:
        name: As tables show it.
        data: The data set.
        work: Folder for the copies of its home and for the weights.
        plan: The protocol in words.
        fitted: In the order of time, at least one.
        settings: Settings by section; the weights in them are replaced.
        options: As of `Whyrec`.
    """

    def __init__(
        self,
        name: str,
        data: DataSet,
        work: Path,
        plan: str,
        fitted: Sequence[Fitted],
        settings: dict[str, dict[str, Any]],
        **options: Any,
    ) -> None:
        self._files = [(one.moment, weights_file(one.weights, work)) for one in fitted]
        rank = {**settings.get("rank", {}), "weights": self._files[0][1]}
        super().__init__(name, data, work, plan, settings={**settings, "rank": rank}, **options)

    @property
    def provenance(self) -> dict[str, str]:
        """The same, with all weights in the order of time."""
        digests = Counter(file.stem.removeprefix("weights-") for _, file in self._files)
        return {**super().provenance, "weights": " ".join(digests)}

    async def at(self, moment: datetime) -> None:
        """Take up the last weights that were fitted by then, and fit the factors."""
        file = [file for since, file in self._files if since <= moment][-1]
        if file != self._settings.rank.weights:
            rank = self._settings.rank.model_copy(update={"weights": file})
            await self.close()
            self._settings = self._settings.model_copy(update={"rank": rank})
            await self.open()
        await super().at(moment)


def weights_file(weights: Weights, work: Path) -> Path:
    """Write weights down; the same ones are the same file."""
    text = dump_weights(weights)
    file = work / f"weights-{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file
