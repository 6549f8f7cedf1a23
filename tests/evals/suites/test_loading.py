"""Suites as YAML: what ships loads, and what is wrong is named with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from whyrec.agents.rank import FEATURES
from whyrec.errors import InputError, NotFoundError
from whyrec.evals import load_suite, shipped
from whyrec.evals._suite import (
    GROUNDED,
    BaselineSpec,
    FeatureSpec,
    FullSpec,
    LambdaMartSpec,
    RankingSuite,
    SampledSpec,
    Suite,
    WhyrecSpec,
)
from whyrec.evals.baselines import BASELINES
from whyrec.evals.ranking._checks import BEST_BASELINE
from whyrec.evals.ranking._scores import METRICS

HEAD = "name: mine\nabout: a test\ndata: somewhere\n"
PROTOCOL = "protocol: {name: sampled, n: 10}\n"
SYSTEMS = "systems:\n  - whyrec: ours\n  - baseline: all\n"
Load = Callable[[str], Suite]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load a suite from its text."""

    def call(text: str) -> Suite:
        file = tmp_path / "mine.yaml"
        file.write_text(text, encoding="utf-8")
        suite, read = load_suite(str(file))
        assert read == text
        return suite

    return call


def names(suite: RankingSuite) -> set[str]:
    """What the rows of a suite will be called."""
    found: set[str] = set()
    for spec in suite.systems:
        match spec:
            case BaselineSpec(baseline="all"):
                found |= set(BASELINES)
            case BaselineSpec():
                found.add(spec.baseline)
            case WhyrecSpec():
                found.add(spec.whyrec)
            case LambdaMartSpec():
                found.add(spec.lambdamart)
            case FeatureSpec(features="each"):
                found |= {f"only {feature.name}" for feature in FEATURES}
            case FeatureSpec():
                found |= set(spec.features)
    return found


@pytest.mark.parametrize("name", list(shipped()))
def test_every_suite_that_ships_loads_and_names_only_what_it_runs(name: str) -> None:
    suite, text = load_suite(name)
    assert suite.name == name
    assert suite.about
    assert text
    if isinstance(suite, RankingSuite):
        known = names(suite)
        for threshold in suite.thresholds:
            rivals = {threshold.system, threshold.above, threshold.not_below}
            assert rivals <= known | {None, BEST_BASELINE}
            assert threshold.metric == GROUNDED or threshold.metric.partition("@")[0] in METRICS


def test_those_that_ship_are_named_in_order() -> None:
    assert list(shipped()) == sorted(shipped())
    assert {"quick", "movielens", "movietweetings"} <= set(shipped())


def test_a_suite_of_ones_own_has_the_defaults(load: Load) -> None:
    suite = load(HEAD + PROTOCOL + SYSTEMS)
    assert isinstance(suite, RankingSuite)
    assert (suite.kind, suite.seed, suite.main, suite.thresholds) == ("ranking", 0, None, ())
    assert suite.protocol == SampledSpec(name="sampled", n=10)
    assert suite.systems == (WhyrecSpec(whyrec="ours"), BaselineSpec(baseline="all"))


def test_each_line_is_the_system_that_it_names(load: Load) -> None:
    lines = (
        "  - {whyrec: a, profile: frozen, without: [content], settings: {rank: {judged: 9}}}\n"
        "  - {whyrec: b, model: {base_url: 'http://localhost/v1'}}\n"
        "  - features: each\n  - features: {mine: {ease: 1.0}}\n  - lambdamart: trees\n"
        "  - {baseline: EASE}\n"
    )
    suite = load(HEAD + "protocol: {name: full, cut: 0.8}\nsystems:\n" + lines)
    assert isinstance(suite, RankingSuite)
    assert suite.protocol == FullSpec(name="full", cut=0.8)
    kinds = (WhyrecSpec, WhyrecSpec, FeatureSpec, FeatureSpec, LambdaMartSpec, BaselineSpec)
    assert tuple(type(spec) for spec in suite.systems) == kinds
    assert names(suite) >= {"a", "b", "mine", "trees", "EASE", "only ease"}


def test_an_unknown_suite_is_told_those_that_ship() -> None:
    with pytest.raises(NotFoundError, match="no suite nonsense") as told:
        load_suite("nonsense")
    for name in shipped():
        assert name in str(told.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + PROTOCOL + SYSTEMS + "colour: red\n", r"mine\.yaml: colour is not known"),
        (HEAD + "protocol: {name: full, cutt: 0.8}\n" + SYSTEMS, r"protocol\.full\.cutt is not"),
        (HEAD + "protocol: {name: fool}\n" + SYSTEMS, r"protocol: .*'fool'"),
        (HEAD + "protocol: {cut: 0.8}\n" + SYSTEMS, r"protocol: .*'name'"),
        (
            HEAD + PROTOCOL + "systems:\n  - baseline: all\n  - {whyrec: a, profil: none}\n",
            r"systems\.1\.whyrec\.profil is not known",
        ),
        (
            HEAD + PROTOCOL + "systems:\n  - {whyrec: a, profile: molten}\n",
            r"systems\.0\.whyrec\.profile: .*'evolving', 'frozen', 'rebuilt' or 'none'",
        ),
        (
            HEAD + PROTOCOL + "systems:\n  - {whyrec: a, without: [everything]}\n",
            r"systems\.0\.whyrec\.without\.0: .*'profile'",
        ),
        (
            HEAD + PROTOCOL + "systems:\n  - {baseline: all, seed: 3}\n",
            r"systems\.0\.baseline\.seed is not known",
        ),
        (
            HEAD + PROTOCOL + "systems:\n  - {recommender: a}\n",
            r"systems\.0: .*baseline, whyrec, features, lambdamart",
        ),
        (HEAD + PROTOCOL + "systems:\n  - whyrec\n", r"systems\.0: .*baseline, whyrec"),
        (HEAD + PROTOCOL + "systems: []\n", r"systems: .*at least 1"),
        (HEAD + PROTOCOL, "systems is missing"),
        (
            HEAD + PROTOCOL + SYSTEMS + "thresholds:\n  - {system: ours, atleast: 0.2}\n",
            r"thresholds\.0\.atleast is not known",
        ),
        (
            HEAD + PROTOCOL + SYSTEMS + "thresholds:\n  - {system: ours, metric: HR@10}\n",
            r"thresholds\.0: .*at_least, above or not_below",
        ),
        (
            HEAD + "protocol: {name: sampled, n: 1}\n" + SYSTEMS,
            r"protocol\.sampled\.n: .*equal to 2",
        ),
        (
            HEAD + "protocol: {name: full, cut: 1}\n" + SYSTEMS,
            r"protocol\.full\.cut: .*less than 1",
        ),
        ("kind: beauty\n" + HEAD, "'beauty'.*'ranking'"),
        ("- a\n- b\n", "the file: Input should be"),
        ("just words\n", "the file: Input should be"),
        ("", "the file: Input should be"),
        ("name: [unclosed\n", "is no YAML"),
        ("name: \x07\n", "is no YAML"),
        ("name: !!python/object:os.system x\n", "is no YAML"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(load: Load, text: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as raised:
        load(text)
    assert "mine.yaml" in str(raised.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_suite(str(tmp_path / "none.yaml"))
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        load_suite(str(tmp_path / "folder.yaml"))
    (tmp_path / "bytes.yml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        load_suite(str(tmp_path / "bytes.yml"))


def test_a_file_without_yamls_ending_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "suite.txt").write_text(HEAD + PROTOCOL + SYSTEMS)
    assert load_suite(str(tmp_path / "suite.txt"))[0].name == "mine"


def test_a_threshold_on_explanations_needs_rows_that_explain(load: Load) -> None:
    claim = "thresholds:\n  - {system: ours, metric: grounded, at_least: 0.9}\n"
    with pytest.raises(InputError, match="nothing of 'ours' is explained"):
        load(HEAD + PROTOCOL + SYSTEMS + claim)
    explained = SYSTEMS.replace("- whyrec: ours", "- whyrec: ours\n    explained: 2")
    load(HEAD + PROTOCOL + explained + claim)


@pytest.mark.parametrize("line", ["card: {juggling: true}", "prompts: {judge: 0}", "explained: -1"])
def test_what_a_row_cannot_mean_is_refused(load: Load, line: str) -> None:
    with pytest.raises(InputError, match=line.partition(":")[0]):
        load(HEAD + PROTOCOL + f"systems:\n  - whyrec: ours\n    {line}\n")


def test_engines_ways_of_judging_and_wordings_are_rows(load: Load) -> None:
    suite = load(
        HEAD
        + PROTOCOL
        + "systems:\n"
        + "  - {whyrec: server, model: {base_url: 'http://127.0.0.1:1/v1'}, prompts: {judge: 1}}\n"
        + "  - {whyrec: lists, model: embedded, card: {likelihood: false, listwise: true}}\n"
    )
    assert isinstance(suite, RankingSuite)
    server, lists = suite.systems
    assert isinstance(server, WhyrecSpec)
    assert isinstance(lists, WhyrecSpec)
    assert server.prompts == {"judge": 1}
    assert lists.card == {"likelihood": False, "listwise": True}
