"""What every table has beside the system: one interface, `Baseline`."""

from whyrec.evals.baselines._baseline import Baseline, Past, Scorer
from whyrec.evals.baselines._collaborative import Als, Ease, ItemKnn
from whyrec.evals.baselines._content import Embedding, TfIdf
from whyrec.evals.baselines._popularity import Popularity
from whyrec.evals.baselines._random import Random

BASELINES: dict[str, Baseline] = {
    baseline.name: baseline
    for baseline in (
        Random(),
        Popularity(),
        Popularity(days=7),
        ItemKnn(),
        Als(),
        Ease(),
        TfIdf(),
        Embedding(),
        Embedding(recent=1),
    )
}
"""Every baseline by its name, weakest assumptions first."""

__all__ = [
    "BASELINES",
    "Als",
    "Baseline",
    "Ease",
    "Embedding",
    "ItemKnn",
    "Past",
    "Popularity",
    "Random",
    "Scorer",
    "TfIdf",
]
