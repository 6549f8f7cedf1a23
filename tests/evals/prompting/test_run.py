"""A whole suite of prompts with a scripted model."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import ScriptedModel
from whyrec import Settings
from whyrec.errors import PrerequisiteError
from whyrec.evals import Context, run_suite
from whyrec.evals._suite import PromptSuite
from whyrec.evals.prompting._run import MEASURED_BY
from whyrec.evals.report import Report
from whyrec.prompts import list_prompts


async def ran(model: ScriptedModel | None, folder: Path, patch: pytest.MonkeyPatch) -> Report:
    """With a cache of its own: what a model of that name said elsewhere is not read here."""
    patch.setattr("whyrec.evals.prompting._run.model_of", lambda *_: model)
    suite = PromptSuite(kind="prompts", name="small", about="a test")
    context = Context(Settings(home=folder / "home"), folder / "cache", folder / "run")
    report, _ = await run_suite(suite, repr(suite), context)
    return report


async def test_every_version_of_every_prompt_has_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await ran(ScriptedModel(), tmp_path, monkeypatch)
    rows = report.sections[0].tables[0].rows
    assert [row[0] for row in rows] == [prompt.id for prompt in list_prompts()]
    measured = {str(row[0]).partition("/")[0] for row in rows if row[4] is not None}
    assert measured == set(MEASURED_BY)
    assert report.provenance["model"] == "scripted"


async def test_without_a_model_there_is_nothing_to_measure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PrerequisiteError, match="needs a language model"):
        await ran(None, tmp_path, monkeypatch)
