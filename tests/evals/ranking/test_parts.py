"""Parts that are switched off."""

from __future__ import annotations

import pytest

from whyrec.agents.rank import FEATURES, JUDGEMENT, load_weights
from whyrec.agents.retrieve import SOURCES
from whyrec.evals._suite import Part as PartName
from whyrec.evals.ranking import PARTS, features_without
from whyrec.evals.ranking._parts import sources_without, weights_without

NAMES = [feature.name for feature in FEATURES]


def test_every_part_of_a_suite_is_known() -> None:
    assert set(PartName.__args__) == set(PARTS)  # type: ignore[attr-defined]


def test_parts_name_what_there_is() -> None:
    sources = {source.name for source in SOURCES}
    for part in PARTS.values():
        assert part.sources <= sources
        assert part.features <= set(NAMES)


def test_no_source_and_no_feature_belongs_to_two_parts() -> None:
    for kind in ("sources", "features"):
        members = [name for part in PARTS.values() for name in getattr(part, kind)]
        assert len(members) == len(set(members))


def test_every_source_belongs_to_a_part() -> None:
    assert set().union(*(part.sources for part in PARTS.values())) == {s.name for s in SOURCES}


def test_what_belongs_to_no_part_knows_neither_user_nor_windows() -> None:
    left = features_without(list(PARTS), NAMES)
    assert left == ["rrf", "mean_rating", "item_age"]


@pytest.mark.parametrize("part", PARTS)
def test_without_a_part_its_sources_are_not_asked_and_its_features_weigh_nothing(part: str) -> None:
    sources = sources_without([part])
    assert not set(sources) & PARTS[part].sources
    assert set(sources) | PARTS[part].sources == {s.name for s in SOURCES}
    whole = load_weights()
    less = weights_without([part], whole)
    for before, after in (
        (whole.without_model, less.without_model),
        (whole.with_model, less.with_model),
    ):
        assert before.weights.keys() == after.weights.keys()
        for name, weight in after.weights.items():
            gone = name in PARTS[part].features
            assert weight == (0.0 if gone else before.weights[name])
    assert less.with_model.weights[JUDGEMENT] == whole.with_model.weights[JUDGEMENT]


def test_several_parts_go_together_and_none_leaves_everything() -> None:
    assert sources_without(["profile", "content"]) == [
        s.name for s in SOURCES if s.name not in ("interests", "wished", "carried_over", "latest")
    ]
    assert sources_without([]) == [source.name for source in SOURCES]
    assert features_without([], NAMES) == NAMES
    assert weights_without([], load_weights()) == load_weights()
