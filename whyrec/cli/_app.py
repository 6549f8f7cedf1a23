"""All commands under one name."""

from __future__ import annotations

from typing import Annotated

import typer

from whyrec import __version__
from whyrec.cli import (
    ask,
    backup,
    chat,
    clusters,
    content,
    data,
    demo,
    doctor,
    drift,
    eval,
    evolve,
    experiments,
    feedback,
    forecast,
    ingest,
    journeys,
    keys,
    model,
    profile,
    prompts,
    rebuild,
    recommend,
    refused,
    restore,
    serve,
    tenant,
    timezone,
    transfer,
    users,
    why,
)
from whyrec.cli._command import Home, Json, KeyFile, Tenant, Url, Verbose
from whyrec.cli._session import Common

START = "Start here"
USE = "Use"
ENGINES = "Engines and prompts"
SERVE = "Serve"
KEEP = "Keep"
MEASURE = "Measure"

app = typer.Typer(
    name="whyrec",
    help='The recommender that can always answer "why this?".',
    epilog="Exit codes and settings are listed in the README.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"whyrec {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    ctx: typer.Context,
    json: Json = False,
    tenant: Tenant = None,
    home: Home = None,
    url: Url = None,
    key_file: KeyFile = None,
    verbose: Verbose = False,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    ctx.obj = Common(
        json=json, tenant=tenant, home=home, url=url, key_file=key_file, verbose=verbose
    )


demo.register(app, START)
ingest.register(app, START)
data.register(app, START)
doctor.register(app, START)
evolve.register(app, USE)
profile.register(app, USE)
recommend.register(app, USE)
why.register(app, USE)
chat.register(app, USE)
ask.register(app, USE)
feedback.register(app, USE)
drift.register(app, USE)
content.register(app, USE)
transfer.register(app, USE)
journeys.register(app, USE)
forecast.register(app, USE)
refused.register(app, USE)
clusters.register(app, USE)
timezone.register(app, USE)
users.register(app, USE)
serve.register(app, SERVE)
keys.register(app, SERVE)
tenant.register(app, SERVE)
model.register(app, ENGINES)
prompts.register(app, ENGINES)
eval.register(app, MEASURE)
experiments.register(app, MEASURE)
rebuild.register(app, KEEP)
backup.register(app, KEEP)
restore.register(app, KEEP)
