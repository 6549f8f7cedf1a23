"""A whole run: what is counted before and after the gate, and whether cited events matter."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from pydantic import TypeAdapter

from tests.evals.conftest import RunSuite
from tests.fakes import ScriptedModel
from tests.fakes.scripted_model import Call
from whyrec.agents.models import CapabilityCard, TaskScore
from whyrec.agents.rank import dump_weights, load_weights
from whyrec.errors import InputError
from whyrec.evals._suite import ExplanationSuite
from whyrec.evals.explaining._judged import Explained, Judged
from whyrec.evals.report import Report, Value

BEFORE = "drafts of the model, before the gate"
AFTER = "by the model, after the gate"
SHOWN = "all that was shown"


class Run(NamedTuple):
    """What a run came to."""

    report: Report
    judged: list[Judged]

    @property
    def shares(self) -> dict[str, tuple[float | None, int]]:
        """Rows of the first table: share and n by name."""
        found = {}
        for name, share, n in self.report.sections[0].tables[0].rows:
            assert isinstance(share, Value)
            assert isinstance(n, int)
            found[str(name)] = (share.mean, n)
        return found

    @property
    def drops(self) -> tuple[float, float]:
        """Mean drop without the cited events, and without as many others."""
        both = [j for j in self.judged if j.rank_without_random is not None]
        assert len(both) > 8
        cited, others = ([getattr(j, a) for j in both] for a in ("drop", "drop_random"))
        return float(np.mean(cited)), float(np.mean(others))


Writes = Callable[[Call], str]
Explain = Callable[..., Awaitable[Run]]


def honest(call: Call) -> str:
    """What the facts of the prompt say."""
    facets = re.findall(r"\[item\] has: (\w+)", call.prompt)
    return f"You like {facets[-1].lower()} films such as [e1], and [item] is one too."


def fable(call: Call) -> str:
    """What no fact says."""
    return "You loved [e1], which won nine Oscars in Paris."


@pytest.fixture
def run(few: Path, ran: RunSuite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Explain:
    """Run a small suite, without a model or with one that may explain and writes what is given."""

    async def trusted(model: ScriptedModel) -> CapabilityCard:
        passed = TaskScore(score=1.0, passed=True, n=1)
        return CapabilityCard(
            engine=model.engine, model=model.model, probed_at="2026-01-01T00:00:00Z", name=passed
        )

    async def run(writes: Writes | None = None, **more: object) -> Run:
        told = {"name": "small", "about": "a test", "data": str(few), "users": 6, "k": 3, **more}
        suite = ExplanationSuite(kind="explanations", **told)
        if writes is not None:
            model = ScriptedModel(on_chat=writes, model=writes.__name__)
            monkeypatch.setattr("whyrec.evals.explaining._run.model_of", lambda *_: model)
            monkeypatch.setattr("whyrec.evals.explaining._run.probe", trusted)
        report = await ran(suite)
        lines = (tmp_path / "run" / "explanations.jsonl").read_bytes().splitlines()[1:]
        kept = [TypeAdapter(Explained).validate_json(line) for line in lines]
        return Run(report, [one for user in kept for one in user.explanations])

    return run


async def test_an_ungrounded_draft_is_counted_before_the_gate_and_not_after(run: Explain) -> None:
    found = await run(fable)
    share, drafts = found.shares[BEFORE]
    assert share == 0
    assert drafts > 0
    assert AFTER not in found.shares
    assert found.shares[SHOWN] == (1.0, len(found.judged))
    assert found.report.passed
    assert any("Drafts before the gate: 0.0%" in told for told in found.report.summary)


async def test_a_grounded_draft_is_counted_before_and_after(run: Explain) -> None:
    found = await run(honest)
    assert found.shares[BEFORE][0] == found.shares[AFTER][0] == found.shares[SHOWN][0] == 1.0
    assert found.shares[AFTER][1] > 0
    assert found.report.passed


def another_title(call: Call) -> str:
    return "You liked [e1], and Avatar too."


def another_rating(call: Call) -> str:
    return "You gave [e1] a rating of 37."


@pytest.mark.parametrize("says", [fable, another_title, another_rating])
async def test_what_a_broken_gate_lets_through_is_counted_after_it_and_fails_the_suite(
    run: Explain, monkeypatch: pytest.MonkeyPatch, says: Writes
) -> None:
    monkeypatch.setattr("whyrec.agents.explain._write.objections", lambda draft: {})
    found = await run(says)
    share, n = found.shares[AFTER]
    assert share == 0
    assert n > 0
    real, hard = found.report.checks
    assert real.passed
    assert not hard.passed
    assert hard.measured == pytest.approx(1 - n / len(found.judged), abs=1e-5)
    assert found.report.sections[0].cases


def weighing(features: Sequence[str], file: Path) -> str:
    """Weights that look at nothing but some features, at all of them alike."""
    shipped = load_weights(None)
    weights = {name: float(name in features) for name in shipped.without_model.weights}
    linear = shipped.without_model.model_copy(update={"weights": weights})
    file.write_text(dump_weights(shipped.model_copy(update={"without_model": linear})))
    return str(file)


async def test_where_the_list_follows_the_profile_an_item_falls_without_its_events(
    run: Explain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = weighing(["interest_long", "interest_short", "neighbours"], tmp_path / "weights.json")
    monkeypatch.setenv("WHYREC_RANK__WEIGHTS", weights)
    cited, others = (await run(k=5)).drops
    assert cited > 0.05
    assert cited > others


async def test_where_the_list_follows_the_crowd_alone_no_event_of_the_user_matters(
    run: Explain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = weighing(["pop_30d", "pop_7d"], tmp_path / "weights.json")
    monkeypatch.setenv("WHYREC_RANK__WEIGHTS", weights)
    cited, others = (await run(k=5)).drops
    assert abs(cited) < 0.02
    assert abs(others) < 0.02


def judged(rank: int | None, without: int | None, by_chance: int | None) -> Judged:
    return Judged("u", "i", "T", "…", "code", 2, 0, True, {}, (), (), rank, without, by_chance)


def test_the_drop_is_the_logarithm_of_how_much_further_down_it_stands() -> None:
    one = judged(2, 8, 2)
    assert one.drop == pytest.approx(np.log(4))
    assert one.drop_random == 0
    assert judged(8, 2, 4).drop == pytest.approx(-np.log(4))
    assert np.isnan(judged(None, None, None).drop)
    assert np.isnan(judged(3, 4, None).drop_random)


async def test_nobody_with_enough_events_is_told(run: Explain, tmp_path: Path) -> None:
    from tests.evals.world import events, write

    few = [row for n, row in enumerate(events()) if n < 60]
    with pytest.raises(InputError, match="has 20 events"):
        await run(data=str(write(tmp_path / "short", few)))
