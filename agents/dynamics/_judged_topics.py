"""The language model's own judgement of what comes next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.dynamics._components import Shares
from whyrec.agents.models import LanguageModel
from whyrec.domain import Facet

MOST_JUDGED = 50
"""Topics that are asked about: the likeliest by everybody's shares."""
LONGEST = 100
"""Characters of a topic that are judged."""


async def topic_lifts(
    model: LanguageModel, told: str, bare: str, topics: Sequence[Facet], shares: Shares
) -> NDArray[np.float64]:
    """``log p(topic | user) − log p(topic)``, as for titles; nothing is generated.

    Args:
        model: What is asked; its card says likelihood.
        told: Prompt that ends where the topic begins, with profile and latest items.
        bare: The same without them.
        topics: All m of them.
        shares: Everybody's, which choose the topics that are asked about, (m,).

    Returns:
        Nats; 0 for topics that were not asked about, and where the model gives no number, (m,).

    Raises:
        UpstreamError: The engine failed.
    """
    asked = np.sort(np.argsort(-shares, kind="stable")[:MOST_JUDGED])
    words = [f" {topics[int(place)].value[:LONGEST]}" for place in asked]
    with_user = await model.loglikelihood(told, words)
    without = await model.loglikelihood(bare, words)
    lifts = np.zeros(len(topics))
    lifts[asked] = np.array(with_user.logprobs) - np.array(without.logprobs)
    return np.asarray(np.where(np.isfinite(lifts), lifts, 0.0))


def judged_shares(lifts: NDArray[np.float64], shares: Shares, temperature: float) -> Shares:
    """``p_j exp(lift_j / τ)``, made to sum to 1, (m,).

    Args:
        lifts: Of `topic_lifts`.
        shares: Everybody's, (m,).
        temperature: τ, > 0: the greater, the less the model says.
    """
    raised = lifts / temperature
    weighed = shares * np.exp(raised - raised.max(initial=-np.inf))
    return np.asarray(weighed / weighed.sum())
