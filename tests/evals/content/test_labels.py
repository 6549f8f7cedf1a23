"""Labels by hand, and how what was said compares with them."""

from __future__ import annotations

import math

from whyrec.domain import Feature
from whyrec.evals.content._labels import LABELLED, Labelled, labelled, precision, recall


def hand(*topics: str) -> Labelled:
    return Labelled("f", {kind: frozenset(topics if kind == "topic" else ()) for kind in LABELLED})


def said(*topics: str) -> tuple[Feature, ...]:
    return tuple(Feature(kind="topic", label=topic, because="x") for topic in topics)


def test_sixty_items_are_labelled_each_once_in_words_of_the_vocabulary() -> None:
    ids = [one.item_id for one in labelled()]
    assert len(ids) == len(set(ids)) == 60


def test_shares_are_of_words_and_not_of_items() -> None:
    by_hand = [hand("war", "spies", "prison"), hand("space")]
    told = [said("war", "zombies"), said("space")]
    assert precision(told, by_hand, "topic").mean == 2 / 3
    assert recall(told, by_hand, "topic").mean == 2 / 4


def test_the_interval_holds_the_share() -> None:
    by_hand = [hand("war")] * 10
    told = [said("war")] * 6 + [said("spies")] * 4
    share = precision(told, by_hand, "topic")
    assert share.low < share.mean == 0.6 < share.high
    assert share.n == 10


def test_of_nothing_there_is_no_share() -> None:
    assert math.isnan(precision([()], [hand("war")], "topic").mean)
    assert recall([()], [hand("war")], "topic").mean == 0.0
