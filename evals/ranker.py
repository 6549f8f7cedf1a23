"""``python -m whyrec.evals.ranker``: fit the ranker, and print it beside every baseline."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from whyrec.agents.embeddings import open_embedder
from whyrec.agents.models import open_model
from whyrec.agents.rank import (
    JUDGEMENT,
    LinearModel,
    Weights,
    dump_weights,
    load_weights,
)
from whyrec.errors import InputError, PrerequisiteError, WhyrecError
from whyrec.evals._ablation import ablate
from whyrec.evals._data_set import DataSet, load_data_set
from whyrec.evals._fit_ranker import TRAINING_CUTS, add_judgement, artifact, fit_without_model
from whyrec.evals._fused import Fused
from whyrec.evals._judgement import judge_sample
from whyrec.evals._protocol_full import cut_moment, split_at
from whyrec.evals._table import as_table, compare
from whyrec.evals.baselines import all_baselines
from whyrec.settings import load_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parser().parse_args(arguments)
    console = Console(stderr=True)
    try:
        _run(options, console)
    except WhyrecError as error:
        console.print(str(error), style="red", markup=False)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m whyrec.evals.ranker", description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", help="data set folder")
    parser.add_argument("--cut", type=float, default=0.9, help="where the test begins (0.9)")
    parser.add_argument("--weights", type=Path, help="artifact to measure; default: what ships")
    parser.add_argument("--fit", type=Path, metavar="OUT", help="fit and write an artifact first")
    parser.add_argument(
        "--judged-users",
        type=int,
        default=0,
        help="with --fit: users whose candidates the language model judges; 0 keeps the "
        "judgement's weight of --weights",
    )
    parser.add_argument("--ablate", action="store_true", help="print what each feature adds, too")
    parser.add_argument("--no-test", action="store_true", help="don't measure")
    return parser


def _run(options: argparse.Namespace, console: Console) -> None:
    settings = load_settings()
    folder = options.data or (settings.data and settings.data / "movietweetings-100k")
    if folder is None:
        raise InputError("No data set.", remedy="Name a folder, or set WHYREC_DATA.")
    data = load_data_set(folder)
    console.print(f"{data.name}: {len(data.items)} items, {len(data.columns.at_us)} events")
    data.embed(open_embedder(settings))
    if options.fit:
        weights = _fit(data, options, console)
        options.fit.write_text(dump_weights(weights), encoding="utf-8")
        console.print(f"wrote {options.fit}")
    else:
        weights = load_weights(options.weights)
    if options.no_test:
        return
    split = split_at(data.catalogue, data.columns, cut_moment(data.columns, options.cut))
    systems = (*all_baselines(), Fused(weights))
    rows = []
    for row in compare(split, systems):
        rows.append(row)
        console.print(f"{row.system}: HR@10 {row.hr10.mean:.4f}")
    title = f"{data.name}, protocol full, cut {options.cut}, {len(split.targets)} users"
    out = Console(width=None if sys.stdout.isatty() else 100)
    out.print(as_table(title, rows))
    if options.ablate:
        out.print(as_table("what each feature adds", list(ablate(split, weights))))


def _fit(data: DataSet, options: argparse.Namespace, console: Console) -> Weights:
    base = fit_without_model(data, test_cut=options.cut, progress=console.print)
    cuts = ", ".join(str(cut) for cut in TRAINING_CUTS if cut < options.cut)
    protocol = (
        f"full on {data.name}: windows cut at {cuts}, ending before {options.cut}; stand-in "
        "profiles; conditional logit, Platt scaling"
    )
    if options.judged_users:
        with_model, users = _with_judgement(data, base, options, console)
        protocol += f"; judgement of {users} in the last window"
    else:
        with_model = _with_known_judgement(base, load_weights(options.weights))
        protocol += "; judgement's weight kept from before"
    return artifact(data, base, with_model, protocol)


def _with_judgement(
    data: DataSet, base: LinearModel, options: argparse.Namespace, console: Console
) -> tuple[LinearModel, str]:
    model = open_model(load_settings())
    if model is None:
        raise PrerequisiteError("The language model is switched off.")
    last = max(cut for cut in TRAINING_CUTS if cut < options.cut)
    try:
        judged = judge_sample(
            data,
            base,
            model,
            cut=last,
            until=options.cut,
            users=options.judged_users,
            progress=console.print,
        )
        return add_judgement(base, judged), f"{len(judged)} users by {model.model}"
    finally:
        asyncio.run(model.aclose())


def _with_known_judgement(base: LinearModel, known: Weights) -> LinearModel:
    judgement = known.with_model.weights[JUDGEMENT]
    return LinearModel(weights={**base.weights, JUDGEMENT: judgement}, bias=base.bias)


if __name__ == "__main__":
    sys.exit(main())
