"""What a suite of clusters says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.clusters._outcomes import Looked, Refitted
from whyrec.evals.clusters._planted import Found
from whyrec.evals.clusters._spec import ClustersSuite
from whyrec.evals.metrics import Difference, bootstrap, paired_bootstrap
from whyrec.evals.report import Check, Column, Section, Table, Value

SIGNIFICANT = 0.05


class Numbers(NamedTuple):
    """All that was found."""

    clusters: int
    """Found among all."""
    temperature: float
    """Chosen, as a part of the mean squared distance to the nearest centre."""
    planted: Sequence[Found]
    """With the same shares within a cluster, then with everybody's own."""
    refitted: Sequence[Refitted]
    gains: NDArray[np.float64]
    """Of the mixture over one-cluster popularity, in nats, one a user."""
    looked: Sequence[Looked]

    @property
    def gain(self) -> Difference:
        """The mixture against popularity over the same users."""
        return paired_bootstrap(self.gains, np.zeros(len(self.gains)))

    @property
    def recall(self) -> Difference:
        """Candidates with people like the user against without, over the same users."""
        return paired_bootstrap(self._flags("found"), self._flags("without"))

    def _flags(self, name: str) -> NDArray[np.float64]:
        return np.array([float(getattr(one, name)) for one in self.looked])


def summary(numbers: Numbers) -> list[str]:
    """What came out, in short sentences."""
    agreement = np.mean([one.agreement for one in numbers.refitted])
    return [
        f"{numbers.clusters} clusters; fits on resampled people agree with them to "
        f"{agreement:.2f} (adjusted Rand index).",
        *(
            f"Of {one.planted} planted clusters of users with {_shares(one)}, {one.found} are "
            f"found, agreement with the truth {one.agreement:.2f}."
            for one in numbers.planted
        ),
        f"Next items: {numbers.gain.difference:+.4f} nats above one-cluster popularity "
        f"[{numbers.gain.low:+.4f}, {numbers.gain.high:+.4f}], p = {numbers.gain.p:.4f}, "
        f"{numbers.gain.n:,} users.",
        f"Candidates with people like the user: {numbers.recall.difference:+.4f} recall "
        f"[{numbers.recall.low:+.4f}, {numbers.recall.high:+.4f}].",
    ]


def checks(suite: ClustersSuite, numbers: Numbers) -> list[Check]:
    """What had to be reached."""
    alike = numbers.planted[0].agreement
    return [
        Check(
            name="planted clusters of users alike: adjusted Rand index with the truth",
            required=f"≥ {suite.planted_at_least:g}",
            measured=alike,
            passed=alike >= suite.planted_at_least,
        ),
        Check(
            name="held-out likelihood above one-cluster popularity",
            required=f"> 0 nats, p < {SIGNIFICANT:g}",
            measured=numbers.gain.difference,
            passed=numbers.gain.difference > 0 and numbers.gain.p < SIGNIFICANT,
        ),
    ]


def sections(numbers: Numbers) -> list[Section]:
    """Stability, planted clusters, likelihood, candidates."""
    agreement = bootstrap(np.array([one.agreement for one in numbers.refitted]))
    counts = [one.clusters for one in numbers.refitted]
    gain, recall = numbers.gain, numbers.recall
    stability = Table(
        title="Fits on people drawn with replacement",
        columns=[
            Column(name="clusters", kind="count"),
            Column(name="fits", kind="count"),
            Column(name="fewest", explanation="clusters of a fit", kind="count"),
            Column(name="most", kind="count"),
            Column(name="agreement", explanation="adjusted Rand index", kind="interval"),
        ],
        rows=[
            [
                numbers.clusters,
                len(counts),
                min(counts),
                max(counts),
                Value.of(agreement),
            ]
        ],
        note="The interval is over fits, not users.",
    )
    truth = Table(
        title="Planted clusters",
        columns=[
            Column(name="users of a cluster have"),
            Column(name="planted", kind="count"),
            Column(name="found", kind="count"),
            Column(name="agreement", explanation="adjusted Rand index", kind="number"),
        ],
        rows=[[_shares(p), p.planted, p.found, p.agreement] for p in numbers.planted],
    )
    likelihood = Table(
        title="What members take next",
        columns=[
            Column(name="users", kind="count"),
            Column(name="temperature", explanation="τ / mean squared distance", kind="number"),
            Column(name="gain", explanation="nats an event above popularity", kind="interval"),
            Column(name="p", kind="number"),
        ],
        rows=[
            [
                gain.n,
                numbers.temperature,
                Value.of(gain),
                gain.p,
            ]
        ],
    )
    candidates = Table(
        title="Next items among the candidates",
        columns=[
            Column(name="users", kind="count"),
            Column(name="without", kind="interval"),
            Column(name="with people", kind="interval"),
            Column(name="gain", explanation="paired", kind="interval"),
        ],
        rows=[
            [
                recall.n,
                Value.of(bootstrap(np.array([float(o.without) for o in numbers.looked]))),
                Value.of(bootstrap(np.array([float(o.found) for o in numbers.looked]))),
                Value.of(recall),
            ]
        ],
    )
    return [
        Section(
            title="Stability",
            text="Everybody goes to the nearest centre of a fit on all, and of fits on people "
            "drawn with replacement. In the planted world users of a cluster share two tastes of "
            "the catalogue, a tenth of their events is on anything, and no cluster shares a taste "
            "with another.",
            tables=[stability, truth],
        ),
        Section(
            title="Likelihood",
            text="The first item each known user took after the cut, by the mixture of what their "
            "clusters took before it, against what everybody took. Temperature and clusters know "
            "nothing after the cut.",
            tables=[likelihood],
        ),
        Section(title="Candidates", tables=[candidates]),
    ]


def _shares(one: Found) -> str:
    return "the same shares" if one.alike else "shares of their own"
