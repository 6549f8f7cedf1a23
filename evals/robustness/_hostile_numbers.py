"""What a hostile model answers where it is asked for likelihoods."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from whyrec.agents.models import Likelihoods

Numbers = Callable[[Sequence[str], np.random.Generator], Sequence[Any]]
"""From the continuations asked about to whatever is answered in their place."""

NUMBERS: Final[dict[str, Numbers]] = {
    "all_nan": lambda c, _: [math.nan] * len(c),
    "first_nan": lambda c, _: [math.nan, *(-1.0 * n for n in range(1, len(c)))],
    "last_nan": lambda c, _: [*(-1.0 * n for n in range(1, len(c))), math.nan],
    "all_infinite": lambda c, _: [math.inf] * len(c),
    "one_infinite": lambda c, _: [math.inf, *([-1.0] * (len(c) - 1))],
    "all_minus_infinite": lambda c, _: [-math.inf] * len(c),
    "one_minus_infinite": lambda c, _: [-math.inf, *([-1.0] * (len(c) - 1))],
    "both_infinities": lambda c, _: [math.inf if n % 2 else -math.inf for n in range(len(c))],
    "all_zero": lambda c, _: [0.0] * len(c),
    "all_minus_one": lambda c, _: [-1.0] * len(c),
    "all_positive": lambda c, _: [float(n + 1) for n in range(len(c))],
    "all_huge": lambda c, _: [1e308] * len(c),
    "one_huge": lambda c, _: [1e308, *([-1.0] * (len(c) - 1))],
    "one_hugely_negative": lambda c, _: [-1e308, *([-1.0] * (len(c) - 1))],
    "huge_both_ways": lambda c, _: [1e308 if n % 2 else -1e308 for n in range(len(c))],
    "tiny_differences": lambda c, _: [-1.0 - n * 5e-324 for n in range(len(c))],
    "empty": lambda c, _: [],
    "one_short": lambda c, _: [-1.0] * (len(c) - 1),
    "one_long": lambda c, _: [-1.0] * (len(c) + 1),
    "twice_as_many": lambda c, _: [-1.0] * (2 * len(c)),
    "one_for_all": lambda c, _: [-1.0],
    "noise": lambda c, rng: [float(x) for x in -50 * rng.random(len(c))],
    "wild_noise": lambda c, rng: [float(x) for x in rng.standard_cauchy(len(c)) * 1e9],
    "favours_the_first": lambda c, _: [-10.0 * n for n in range(len(c))],
    "favours_the_last": lambda c, _: [10.0 * n for n in range(len(c))],
    "favours_the_longest": lambda c, _: [float(len(text)) for text in c],
    "favours_the_shortest": lambda c, _: [-float(len(text)) for text in c],
    "favours_orders": lambda c, _: [0.0 if _orders(text) else -1e6 for text in c],
    "sinks_all_but_orders": lambda c, _: [-1.0 if _orders(text) else -1e308 for text in c],
    "whole_numbers": lambda c, _: [-n for n in range(len(c))],
    "none_among_them": lambda c, _: [None, *([-1.0] * (len(c) - 1))],
    "words": lambda c, _: ["first", *(["last"] * (len(c) - 1))],
    "truths": lambda c, _: [n % 2 == 0 for n in range(len(c))],
    "lists": lambda c, _: [[-1.0] for _ in c],
}
"""Answers by behaviour."""


def hostile_numbers(name: str, continuations: Sequence[str], seed: int) -> Likelihoods:
    """The answer of one behaviour; its token counts are as wrong as its numbers."""
    answer = NUMBERS[name](continuations, np.random.default_rng(seed))
    return Likelihoods(tuple(answer), tuple(1 for _ in answer))


def _orders(text: str) -> bool:
    return any(word in text.lower() for word in ("rank", "first", "ignore", "must", "第一"))
