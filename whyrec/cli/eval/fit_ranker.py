"""``whyrec eval fit-ranker``: fit the ranker's weights."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from whyrec.cli._files import write_whole
from whyrec.cli._session import Session
from whyrec.cli.eval._needed import need_evals


async def fit_ranker(
    session: Session,
    data: Annotated[str, typer.Argument(help="A data set's folder, or its name in WHYREC_DATA.")],
    out: Annotated[Path, typer.Option("--out", help="The weights file to write.")],
    protocol: Annotated[
        Literal["full", "sampled"],
        typer.Option(
            "--protocol",
            help="Fit for the next item of the whole catalogue, or for the best of a few.",
        ),
    ] = "full",
    cut: Annotated[
        float, typer.Option("--cut", help="Where the test begins; nothing later is used.")
    ] = 0.9,
) -> None:
    """Fit the ranker's weights on what happened before the test.

    Use them with the setting rank.weights. Fitting again gives the same bytes. The weight of the
    language model's judgement is kept from the weights in use.
    """
    need_evals()
    from whyrec.agents.rank import JUDGEMENT, dump_weights, load_weights
    from whyrec.evals import Context
    from whyrec.evals.ranking import artifact, fit, training

    evals = session.settings.home / "evals"
    context = Context(session.settings, evals / "cache", evals, session.stages)
    opened = await context.data(data)
    known = await training(
        opened,
        context.work,
        protocol=protocol,
        test_cut=cut,
        extras=session.settings.rank.extras,
        progress=session.stages,
    )
    judgement = load_weights(session.settings.rank.weights).with_model.weights[JUDGEMENT]
    words = (
        f"{opened.name}; {known.protocol}; composed profiles; conditional logit, Platt scaling; "
        "the judgement's weight is kept from before"
    )
    weights = artifact(opened, fit(known), judgement, words)
    write_whole(out, dump_weights(weights))
    found = sum(choice.taken >= 0 for choice in known.choices)
    session.screen.say(
        f"{len(known.choices):,} cases, {found:,} of them with the target among the candidates."
    )
    session.screen.say(f"Wrote {out}.")
    session.screen.result(weights)
