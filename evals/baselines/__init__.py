"""What every table has beside the system: one interface, `whyrec.evals.System`."""

from whyrec.evals._task import System
from whyrec.evals.baselines._collaborative import Als, Ease, ItemKnn
from whyrec.evals.baselines._content import Embedding, TfIdf
from whyrec.evals.baselines._popularity import Popularity
from whyrec.evals.baselines._random import Random


def all_baselines() -> tuple[System, ...]:
    """Every baseline, weakest assumptions first."""
    return (
        Random(),
        Popularity(),
        Popularity(days=7),
        Ease(),
        ItemKnn(),
        Als(),
        TfIdf(),
        Embedding(),
        Embedding(recent=1),
    )


__all__ = [
    "Als",
    "Ease",
    "Embedding",
    "ItemKnn",
    "Popularity",
    "Random",
    "TfIdf",
    "all_baselines",
]
