"""Which answer says most about somebody: probabilities of answers, and what they tell of groups."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax, xlogy

Array = NDArray[np.float64]

CLEAR = 0.25
"""Natural logarithm of the lift from which on more people say yes than do not: a third more than
others take of it."""
SPREAD = 0.4
"""How gradually answers change with the logarithm of the lift: people of one group differ."""
LAPSE = 0.1
"""Part of the answers that are anything."""
_FAINT = 0.01
"""Added to shares before they are divided."""


def lifts(shares: Array, weights: Array) -> Array:
    """Logarithm of how much more of each topic each group takes than everybody, (c, m).

    ``log (s_cj + .01) / (s_j + .01)`` with ``s_j = Σ_c w_c s_cj``.

    Args:
        shares: Part of what a group takes that is about each topic, [0, 1], (c, m).
        weights: Part of the people in each group; sum to 1, (c,).
    """
    return np.asarray(np.log(shares + _FAINT) - np.log(weights @ shares + _FAINT))


def answers_to_topic(lift: Array) -> Array:
    """Probabilities of "yes", "no" and "I do not mind" in each group, (3, c); columns sum to 1.

    An ordered logit (McCullagh 1980): ``P(yes) = σ((λ − b) / τ)``, ``P(no) = σ((−λ − b) / τ)``,
    mixed with a tenth of anything.

    Args:
        lift: Of the topic in each group, (c,).
    """
    yes, no = expit((lift - CLEAR) / SPREAD), expit((-lift - CLEAR) / SPREAD)
    return _with_lapses(np.stack([yes, no, 1.0 - yes - no]))


def answers_to_choice(lift: Array) -> Array:
    """Probabilities of each of k topics and of "none of them" in each group, (k + 1, c).

    A multinomial logit (McFadden 1974): ``P(j) ∝ exp(λ_j / τ)``, and ``exp(b / τ)`` for none;
    mixed with a tenth of anything. Columns sum to 1.

    Args:
        lift: Of the topics in each group, (c, k).
    """
    none = np.full((1, len(lift)), CLEAR)
    return _with_lapses(softmax(np.concatenate([lift.T, none]) / SPREAD, axis=0))


def posterior(prior: Array, likelihood: Array) -> Array:
    """Probabilities of the groups after an answer, (c,): Bayes' rule.

    Args:
        prior: Before it; sum to 1, (c,).
        likelihood: Of the answer in each group, > 0, (c,).
    """
    joint = prior * likelihood
    return np.asarray(joint / joint.sum())


def information(prior: Array, likelihoods: Array) -> float:
    """What an answer is expected to tell of somebody's group: mutual information, bits, ≥ 0.

    ``I(A; C) = H(Σ_c p_c P(A | c)) − Σ_c p_c H(P(A | c))``; as a criterion for questions to new
    users: Rashid, Karypis and Riedl, Learning Preferences of New Users, SIGKDD Explorations 2008.

    Args:
        prior: Of the groups, (c,).
        likelihoods: Of each answer in each group; columns sum to 1, (a, c).
    """
    return max(0.0, float(_entropy(likelihoods @ prior) - _entropy(likelihoods) @ prior))


def _entropy(probabilities: Array) -> Array:
    return np.asarray(-xlogy(probabilities, probabilities).sum(axis=0) / np.log(2.0))


def _with_lapses(likelihoods: Array) -> Array:
    return np.asarray((1.0 - LAPSE) * likelihoods + LAPSE / len(likelihoods))
