"""Running any suite, and what lies in a run's folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

from whyrec.errors import InputError
from whyrec.evals._context import Context
from whyrec.evals._suite import PromptSuite, RankingSuite, Suite
from whyrec.evals.prompting import run_prompts
from whyrec.evals.ranking import run_ranking
from whyrec.evals.report import Report, read, write


async def run_suite(suite: Suite, text: str, context: Context) -> tuple[Report, Path]:
    """Run a suite and write its report.

    Returns:
        The report and its page.

    Raises:
        InputError: The suite names what there is not.
    """
    match suite:
        case RankingSuite():
            report = await run_ranking(suite, text, context)
        case PromptSuite():
            report = await run_prompts(suite, text, context)
        case _:
            raise InputError(f"Suites of kind {suite.kind} are not run by this version.")
    page, _ = write(report, context.out)
    return report, page


def run_folder(runs: Path, suite: Suite, text: str) -> Path:
    """Where a suite's run goes: another folder for another text, so that no run mixes two."""
    return runs / f"{suite.name}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


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
    known = sorted(runs.glob(f"{named}-*/report.json"), key=lambda file: file.stat().st_mtime)
    if not known:
        raise InputError(
            f"There is no report {named}.", remedy=f"Reports are in {runs}; run a suite first."
        )
    return read(known[-1])
