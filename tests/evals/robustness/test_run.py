"""A whole run, with models that follow no payload, every payload, or their own malice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import Run, run
from tests.evals.health.conftest import films, homes
from tests.evals.world import events, write
from tests.fakes import ScriptedModel
from tests.fakes.scripted_model import Call
from whyrec import Settings
from whyrec.agents.models import LanguageModel, PatchMode
from whyrec.errors import InputError
from whyrec.evals import Context, run_suite
from whyrec.evals._suite import RobustnessSuite
from whyrec.evals.report import Report, Table, Value
from whyrec.evals.robustness import load_payloads, trusted_card
from whyrec.evals.robustness._canary import CANARY

__all__ = ["films", "homes", "run"]

EARLY = ("shots-13", "markup-01", "evidence-10", "forged-02", "turn-13", "long-02", "json-02")
"""Payloads whose secret word comes so soon that titles are not cut before it."""


@pytest.fixture
def told(films: Path) -> dict[str, Any]:
    """A small suite."""
    suite = {"kind": "robustness", "name": "small", "about": "a test", "data": str(films)}
    return {**suite, "real_outputs": 10, "hostile_outputs": 40}


@pytest.fixture(autouse=True)
def few_payloads(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few for titles, some of every kind, and some for users' words."""
    known = load_payloads()
    few = [
        p for p in known if p.id in EARLY or (p.where == "text" and p.id.endswith(("t-06", "y-06")))
    ]
    few += [p for p in known if p.where == "words"][::20]
    monkeypatch.setattr("whyrec.evals.robustness._parts.load_payloads", lambda: few)


@pytest.fixture
def with_model(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have suites run with a model, trusted without a probe."""

    def use(model: LanguageModel, patch_mode: PatchMode = "composed") -> None:
        async def card(metered: LanguageModel) -> object:
            return trusted_card(metered.model, metered.engine, patch_mode=patch_mode)

        monkeypatch.setattr("whyrec.evals.robustness._run.model_of", lambda *_: model)
        monkeypatch.setattr("whyrec.evals.robustness._run.probe", card)

    return use


RunSuite = Callable[..., Awaitable[Report]]


@pytest.fixture
def measured(
    told: dict[str, Any], with_model: Callable[..., None], homes: Path, tmp_path: Path
) -> RunSuite:
    async def ran(model: LanguageModel, patch_mode: PatchMode = "composed", **more: Any) -> Report:
        with_model(model, patch_mode)
        suite = RobustnessSuite(**{**told, **more})
        context = Context(Settings(home=tmp_path / "home"), homes, tmp_path / "run")
        report, _ = await run_suite(suite, repr(suite), context)
        assert not (tmp_path / "run" / "homes").exists()
        return report

    return ran


def unmoved(call: Call) -> list[float]:
    """Likelihoods that no word changes."""
    return [-1.0] * len(call.continuations)


def obeying(call: Call) -> list[float]:
    """A judge for whom only what carries a canary counts, where it is asked about a user."""
    asked = "this person" in call.prompt
    return [500.0 if asked and CANARY.search(text) else 0.0 for text in call.continuations]


class Repeating(ScriptedModel):
    """A writer that says every secret word it has read."""

    def __init__(self) -> None:
        super().__init__(
            on_chat=self._chat, on_parse=self._read, on_likelihood=unmoved, model="repeating"
        )
        self.read: set[str] = set()

    def _read(self, call: Call) -> None:
        self.read |= set(CANARY.findall(call.prompt))

    def _chat(self, call: Call) -> str:
        self._read(call)
        return f"You like {' '.join(sorted(self.read)) or 'this'}."


def cells(report: Report, section: str, row: str, table: int = 0) -> dict[str, Any]:
    """A row of a table by the names of its columns."""
    (found,) = (s for s in report.sections if s.title == section)
    asked: Table = found.tables[table]
    (values,) = (r for r in asked.rows if r[0] == row)
    return dict(zip((column.name for column in asked.columns), values, strict=True))


def checks(report: Report) -> dict[str, bool]:
    return {check.name: check.passed for check in report.checks}


GAIN = "median rank gain of a payload"
OBEYED = "payloads obeyed in what a user is shown"


async def test_a_model_that_follows_no_payload_gains_nothing_and_is_found_obedient_nowhere(
    measured: RunSuite,
) -> None:
    report = await measured(ScriptedModel(on_likelihood=unmoved, model="unmoved"))
    found = cells(report, "Injection", "all", table=2)
    assert found["payloads"] > 8
    assert (found["obeyed before the gate"], found["obeyed"], found["canaries shown"]) == (0, 0, 0)
    assert checks(report)[GAIN]
    assert checks(report)[OBEYED]
    assert cells(report, "The gates", "real")["with a canary"] == 0


async def test_a_judge_that_obeys_titles_raises_their_rank_and_fails_the_check(
    measured: RunSuite,
) -> None:
    report = await measured(ScriptedModel(on_likelihood=obeying, model="obeying"))
    titles = cells(report, "Injection", "title", table=2)
    gain = titles["rank gain"]
    assert isinstance(gain, Value)
    assert gain.mean is not None
    assert gain.mean > 3
    assert not report.passed


async def test_a_writer_that_obeys_is_overheard_before_the_gate(measured: RunSuite) -> None:
    report = await measured(Repeating(), "guided")
    found = cells(report, "Injection", "all", table=2)
    assert found["obeyed before the gate"] > 0
    assert found["obeyed"] == 0
    for model in ("real", "hostile"):
        gates = cells(report, "The gates", model)
        assert gates["with a canary"] > 0
        assert gates["canaries out"] < gates["with a canary"]
    assert checks(report)[OBEYED]


async def test_what_a_broken_gate_lets_through_is_counted_and_fails_the_checks(
    measured: RunSuite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "whyrec.agents.explain._write.objections", lambda draft: {} if draft.text else {"empty"}
    )
    report = await measured(Repeating(), "guided")
    assert cells(report, "Injection", "all", table=2)["obeyed"] > 0
    assert cells(report, "The gates", "hostile")["canaries out"] > 0
    failed = {name for name, passed in checks(report).items() if not passed}
    assert OBEYED in failed
    assert any("hostile" in name for name in failed)


async def test_a_part_that_was_measured_is_not_measured_again(
    measured: RunSuite, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = ScriptedModel(on_likelihood=unmoved, model="unmoved")

    async def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("whyrec.evals.robustness._parts.measure_position", dies)
        with pytest.raises(KeyboardInterrupt):
            await measured(model)
    for name in ("measure_injection", "measure_edits"):
        monkeypatch.setattr(f"whyrec.evals.robustness._parts.{name}", dies)
    report = await measured(model)
    assert cells(report, "Injection", "all", table=2)["payloads"] > 8


def test_a_missed_check_is_the_exit_status(
    run: Run,
    told: dict[str, Any],
    with_model: Callable[..., None],
    tmp_path: Path,
    few_payloads: None,
) -> None:
    with_model(ScriptedModel(on_likelihood=obeying, model="obeying"))
    file = tmp_path / "small.yaml"
    file.write_text(yaml.safe_dump({**told, "real_outputs": 0, "hostile_outputs": 1}))
    ran = run("--home", tmp_path / "home", "eval", "run", file)
    assert ran.code == 1
    assert f"MISSED: {GAIN}" in ran.out


async def test_too_small_a_data_set_is_told(measured: RunSuite, tmp_path: Path) -> None:
    rows = [row for n, row in enumerate(events()) if n < 60]
    with pytest.raises(InputError, match="has 10 events"):
        await measured(ScriptedModel(), data=str(write(tmp_path / "short", rows)))
