"""Parts of the recommender that can be switched off: their sources and their features."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from whyrec.agents.rank import LinearModel, Weights
from whyrec.agents.retrieve import SOURCES


class Part(NamedTuple):
    """What belongs together."""

    sources: frozenset[str]
    features: frozenset[str]


PARTS: Final[dict[str, Part]] = {
    "profile": Part(
        frozenset({"interests", "wished", "carried_over"}),
        frozenset({"interest_long", "interest_short", "dislike"}),
    ),
    "collaborative": Part(
        frozenset({"ease", "ease_recent", "item_knn"}),
        frozenset({"ease", "ease_recent", "item_knn", "item_knn_now"}),
    ),
    "popularity": Part(
        frozenset({"recent", "popular"}),
        frozenset(
            {"pop_1d", "pop_3d", "pop_7d", "pop_14d", "pop_30d", "pop_trend", "pop_fit", "novelty"}
        ),
    ),
    "content": Part(
        frozenset({"latest"}),
        frozenset({"neighbours", "facet_affinity", "facet_lift", "year_fit"}),
    ),
    "exploration": Part(frozenset({"exploration"}), frozenset()),
}


def sources_without(parts: Sequence[str]) -> list[str]:
    """The candidate sources that are left."""
    gone = frozenset[str]().union(*(PARTS[part].sources for part in parts))
    return [source.name for source in SOURCES if source.name not in gone]


def features_without(parts: Sequence[str], names: Sequence[str]) -> list[str]:
    """The features that are left, of ``names``."""
    gone = frozenset[str]().union(*(PARTS[part].features for part in parts))
    return [name for name in names if name not in gone]


def weights_without(parts: Sequence[str], weights: Weights) -> Weights:
    """The weights with those of the parts at 0; the others are not fitted anew."""
    gone = frozenset[str]().union(*(PARTS[part].features for part in parts))

    def rest(model: LinearModel) -> LinearModel:
        kept = {name: 0.0 if name in gone else w for name, w in model.weights.items()}
        return model.model_copy(update={"weights": kept})

    return weights.model_copy(
        update={
            "without_model": rest(weights.without_model),
            "with_model": rest(weights.with_model),
        }
    )
