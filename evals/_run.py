"""Running any suite, and what lies in a run's folder."""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, datetime
from pathlib import Path

from whyrec.errors import InputError
from whyrec.evals._context import Context
from whyrec.evals._findings import Findings
from whyrec.evals._provenance import provenance
from whyrec.evals._suite import (
    DiversitySuite,
    DriftSuite,
    ExplanationSuite,
    HealthSuite,
    PromptSuite,
    RankingSuite,
    RobustnessSuite,
    Suite,
)
from whyrec.evals._work import working
from whyrec.evals.balance import run_diversity
from whyrec.evals.clusters import run_clusters
from whyrec.evals.clusters._spec import ClustersSuite
from whyrec.evals.coldstart import run_cold_start
from whyrec.evals.coldstart._spec import ColdStartSuite
from whyrec.evals.content import run_content
from whyrec.evals.content._spec import ContentSuite
from whyrec.evals.drift import run_drift
from whyrec.evals.explaining import run_explanations
from whyrec.evals.forecast import run_forecast
from whyrec.evals.forecast._spec import ForecastSuite
from whyrec.evals.health import run_health
from whyrec.evals.prompting import run_prompts
from whyrec.evals.ranking import run_ranking
from whyrec.evals.report import Report, read, write
from whyrec.evals.robustness._run import run_robustness
from whyrec.evals.scenes._run import run_context
from whyrec.evals.scenes._spec import ContextSuite
from whyrec.evals.transfer import run_transfer
from whyrec.evals.transfer._spec import TransferSuite

KEPT = (
    "outcomes.jsonl",
    "explanations.jsonl",
    "lists.jsonl",
    "lives.jsonl",
    "edits.jsonl",
    "parts.jsonl",
    "drift.jsonl",
    "coldstart.jsonl",
    "transfer.jsonl",
    "clusters.jsonl",
    "scenes.jsonl",
    "forecast.jsonl",
    "homes",
)
"""What suites keep in a run's folder to go on with."""


async def run_suite(
    suite: Suite, text: str, context: Context, command: str | None = None
) -> tuple[Report, Path]:
    """Run a suite and write its report.

    Args:
        suite: The suite.
        text: Its YAML.
        context: Folders, settings and progress.
        command: What was typed, for the report; by default what runs a suite that ships.

    Returns:
        The report and its page.

    Raises:
        InputError: The suite names what there is not.
    """
    started = datetime.now(UTC)
    with working(context.work):
        found = await _findings(suite, text, context)
    report = Report(
        title=f"{suite.name}: {suite.about}",
        suite=suite.name,
        started_at=started,
        finished_at=datetime.now(UTC),
        summary=found.summary,
        checks=found.checks,
        sections=found.sections,
        provenance={**provenance(), **found.provenance},
        command=command or f"whyrec eval run {suite.name}",
        settings=text,
    )
    page, _ = write(report, context.out)
    return report, page


async def _findings(suite: Suite, text: str, context: Context) -> Findings:
    match suite:
        case RankingSuite():
            return await run_ranking(suite, text, context)
        case HealthSuite():
            return await run_health(suite, text, context)
        case PromptSuite():
            return await run_prompts(suite, context)
        case ExplanationSuite():
            return await run_explanations(suite, text, context)
        case DriftSuite():
            return await run_drift(suite, text, context)
        case ContentSuite():
            return await run_content(suite, context)
        case TransferSuite():
            return await run_transfer(suite, text, context)
        case ClustersSuite():
            return await run_clusters(suite, text, context)
        case ContextSuite():
            return await run_context(suite, text, context)
        case ForecastSuite():
            return await run_forecast(suite, text, context)
        case RobustnessSuite():
            return await run_robustness(suite, text, context)
        case ColdStartSuite():
            return await run_cold_start(suite, text, context)
        case DiversitySuite():
            return await run_diversity(suite, text, context)


def run_folder(runs: Path, suite: Suite, text: str) -> Path:
    """Where a suite's run goes: another folder for another text, so that no run mixes two."""
    return runs / f"{suite.name}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def begin_anew(folder: Path, work: Path) -> None:
    """Throw away what a run would go on with, and nothing else: the folder may be anybody's.

    Args:
        folder: The run's.
        work: Where the choices lie that rankers learn from.
    """
    for path in (*(folder / kept for kept in KEPT), *work.glob("training-*.npz")):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def find_report(runs: Path, named: str) -> Report:
    """A report by its file, its run's folder, or its suite's name (the newest run).

    Raises:
        InputError: There is none.
    """
    given = Path(named)
    if given.is_file():
        return read(given)
    for folder in (given, runs / named):
        if (folder / "report.json").is_file():
            return read(folder / "report.json")
    known = sorted(
        (file for file in runs.glob("*/report.json") if _suite_of(file.parent) == named),
        key=lambda file: file.stat().st_mtime,
    )
    if not known:
        raise InputError(
            f"There is no report {named}.", remedy=f"Reports are in {runs}; run a suite first."
        )
    return read(known[-1])


def _suite_of(folder: Path) -> str:
    """The suite whose run a folder of `run_folder` is."""
    return folder.name.rpartition("-")[0]
