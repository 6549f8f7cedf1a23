"""The labels by hand, and how what was said compares with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

from whyrec.agents.content import load_vocabulary
from whyrec.domain import Feature

LabelledKind = Literal["topic", "mood", "audience"]
LABELLED: Final[tuple[LabelledKind, ...]] = ("topic", "mood", "audience")
"""The kinds that are labelled; an era is the year's."""
_DRAWS = 2_000


class Labelled(NamedTuple):
    """What a person says of one item."""

    item_id: str
    labels: Mapping[LabelledKind, frozenset[str]]


class Share(NamedTuple):
    """A share with its 95 % interval, by resampling items."""

    mean: float
    low: float
    high: float
    n: int
    """Words that it is a share of."""


@cache
def labelled() -> tuple[Labelled, ...]:
    """The labels that ship.

    Raises:
        ValueError: A label is not in the vocabulary.
    """
    text = (files("whyrec.evals.content") / "hand_labelled.yaml").read_text(encoding="utf-8")
    vocabulary = load_vocabulary()
    found = []
    for told in yaml.safe_load(text)["items"]:
        labels = {kind: frozenset(told[f"{kind}s"]) for kind in LABELLED}
        for kind, words in labels.items():
            if strange := words - set(vocabulary.labels(kind)):
                raise ValueError(f"{told['id']}: no {kind} is called {min(strange)}")
        found.append(Labelled(told["id"], labels))
    return tuple(found)


def precision(
    said: Sequence[Sequence[Feature]], by_hand: Sequence[Labelled], kind: LabelledKind
) -> Share:
    """Of the words that were said, how many a person says: Σ right / Σ said over the items."""
    return _share([_counted(s, hand, kind) for s, hand in zip(said, by_hand, strict=True)], 1)


def recall(
    said: Sequence[Sequence[Feature]], by_hand: Sequence[Labelled], kind: LabelledKind
) -> Share:
    """Of the words that a person says, how many were said: Σ right / Σ labelled."""
    return _share([_counted(s, hand, kind) for s, hand in zip(said, by_hand, strict=True)], 2)


def _counted(said: Sequence[Feature], hand: Labelled, kind: LabelledKind) -> tuple[int, int, int]:
    """Right, said and labelled words of one item."""
    words = {f.label for f in said if f.kind == kind}
    return len(words & hand.labels[kind]), len(words), len(hand.labels[kind])


def _share(counts: Sequence[tuple[int, int, int]], of: int) -> Share:
    """A ratio of sums, with the percentile bootstrap over items (Efron 1979)."""
    table: NDArray[np.int64] = np.array(counts, dtype=np.int64)
    total = int(table[:, of].sum())
    if not total:
        return Share(float("nan"), float("nan"), float("nan"), 0)
    drawn = np.random.default_rng(0).integers(len(table), size=(_DRAWS, len(table)))
    right, all_of = table[drawn, 0].sum(axis=1), table[drawn, of].sum(axis=1)
    shares = right[all_of > 0] / all_of[all_of > 0]
    low, high = np.quantile(shares, (0.025, 0.975))
    return Share(float(table[:, 0].sum() / total), float(low), float(high), total)
