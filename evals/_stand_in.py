"""A profile in place of the real one: interests straight from facets.

The harness fits and checks the ranker before any profile has been evolved for thousands of users.
The stand-in has the shape of a composed profile: one liked interest a facet that the user takes
often and rates well, one disliked a facet they rate badly, with the strengths' own half-lives.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve import InterestView, UserView
from whyrec.evals._task import Task

LONG_DAYS, SHORT_DAYS = 180.0, 14.0
_SHRINKAGE = 5.0
_MOST_LIKES, _MOST_DISLIKES = 8, 3


def rating_weights(task: Task) -> NDArray[np.float32]:
    """Signed weight of every interaction, [−1, 1]: distance from the user's shrunken mean rating.

    A quarter of the observed scale is full weight; what isn't a rating weighs 0.5.
    """
    past = task.interactions
    rated = np.isfinite(past.value)
    if not rated.any():
        return np.full(len(past.value), 0.5, dtype=np.float32)
    values = np.where(rated, past.value, 0.0)
    prior = float(values[rated].mean())
    n = len(past.users)
    sums = np.bincount(past.user, weights=values, minlength=n)
    counts = np.bincount(past.user[rated], minlength=n)
    means = (sums + _SHRINKAGE * prior) / (counts + _SHRINKAGE)
    quarter = max((past.value[rated].max() - past.value[rated].min()) / 4, 1e-9)
    weights = np.clip((values - means[past.user]) / quarter, -1.0, 1.0)
    return np.where(rated, weights, 0.5).astype(np.float32)


def user_view(task: Task, user: int, weights: NDArray[np.float32]) -> UserView:
    """The user as retrieval and ranking see them, with interests from facets.

    Args:
        task: The world at the moment of prediction.
        user: Index into ``task.interactions.users``.
        weights: `rating_weights` of the task.
    """
    own = task.history(user)
    items, signed, ages = task.interactions.item[own], weights[own], task.ages_of(user)
    return UserView(
        user_id=task.interactions.users[user],
        as_of=task.as_of,
        items=items,
        weights=signed,
        ages_days=ages,
        interests=_interests(task, items, signed, ages),
    )


def _interests(
    task: Task,
    items: NDArray[np.int32],
    signed: NDArray[np.float32],
    ages: NDArray[np.float32],
) -> tuple[InterestView, ...]:
    catalogue = task.catalogue
    carried = catalogue.facets[items].toarray()
    long, short = np.exp2(-ages / LONG_DAYS), np.exp2(-ages / SHORT_DAYS)
    # Taking something is a vote for its kind; a rating below the user's mean takes it back.
    pull = 0.5 + 0.5 * signed
    likes = _strongest((pull * long) @ carried, _MOST_LIKES)
    against = np.maximum(-((signed * long) @ carried), 0.0)
    dislikes = [c for c in _strongest(against, _MOST_DISLIKES) if c not in likes]
    names = {column: str(facet) for facet, column in catalogue.facet_columns.items()}
    views: list[InterestView] = []
    for polarity, columns, weight in (("like", likes, pull), ("dislike", dislikes, -signed)):
        strengths = [float(max((weight * long) @ carried[:, c], 0.0)) for c in columns]
        total = sum(strengths) or 1.0
        for column, strength in zip(columns, strengths, strict=True):
            part = np.maximum(weight, 0.0) * long * carried[:, column]
            vectors = catalogue.vectors
            views.append(
                InterestView(
                    id=f"{polarity}:{names[column]}",
                    polarity="like" if polarity == "like" else "dislike",
                    strength_long=strength,
                    strength_short=float(max((weight * short) @ carried[:, column], 0.0)),
                    share=strength / total,
                    facets=(names[column],),
                    vector=None if vectors is None else (part @ vectors[items]).astype(np.float32),
                )
            )
    return tuple(views)


def _strongest(strengths: NDArray[np.floating], most: int) -> list[int]:
    best = np.argsort(-strengths, kind="stable")[:most]
    return [int(column) for column in best if strengths[column] > 0]
