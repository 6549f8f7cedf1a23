"""What is on beside what is always on."""

from __future__ import annotations

import pytest

from tests.agents.retrieve.world import snapshot
from whyrec.agents.dynamics import EXTRA_SOURCES, EXTRAS, extra_sources, learn
from whyrec.agents.rank import EXTRA_FEATURES, FEATURES, feature_names
from whyrec.agents.retrieve import SOURCES
from whyrec.errors import InputError


def test_every_extra_brings_a_source_or_a_feature() -> None:
    brought = {source.name for source in EXTRA_SOURCES} | {f.name for f in EXTRA_FEATURES}
    assert brought == set(EXTRAS)


def test_no_extra_is_called_like_what_is_always_on() -> None:
    assert not set(EXTRAS) & {source.name for source in SOURCES}
    assert not set(EXTRAS) & {feature.name for feature in FEATURES}


def test_without_extras_nothing_is_added() -> None:
    assert extra_sources(()) == ()
    assert feature_names() == tuple(feature.name for feature in FEATURES)


def test_an_unknown_extra_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="there is no extra 'horoscope'"):
        extra_sources(("horoscope",))


def test_what_extras_know_of_everybody_is_learned_once() -> None:
    world = snapshot()
    learn(world, EXTRAS)
    before = dict(world._worked_out)
    learn(world, EXTRAS)
    assert before
    assert all(world._worked_out[make] is found for make, found in before.items())
