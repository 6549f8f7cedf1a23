"""An experiment on the screen."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from whyrec.cli._plain import plain
from whyrec.cli._screen import Screen, styled, table

if TYPE_CHECKING:
    from whyrec.domain import Experiment, Variant

Name = Annotated[str, typer.Argument(help="The experiment's name.", show_default=False)]

_BUCKETS = 1_000


def state(experiment: Experiment) -> str:
    """Whether it runs, in a word or two."""
    now = datetime.now(UTC)
    if experiment.over_at(now):
        return "stopped" if experiment.stopped else "ended"
    return "running" if experiment.runs_at(now) else "not started"


def share(experiment: Experiment) -> float:
    """Its users, of all."""
    return sum(high - low for low, high in experiment.spans) / _BUCKETS


def print_experiment(screen: Screen, experiment: Experiment) -> None:
    """Print what is tried on whom."""
    definition = experiment.definition
    until = "" if experiment.ends_at is None else f" to {experiment.ends_at:%Y-%m-%d %H:%M}"
    screen.say(styled((experiment.name, "bold"), (f"  {state(experiment)}", "cyan")))
    screen.say(
        f"{experiment.starts_at:%Y-%m-%d %H:%M}{until} UTC, {share(experiment):.1%} of the users, "
        f"decided by {definition.metric}."
    )
    total = sum(v.weight for v in definition.variants)
    rows = table("variant", ("users", {"justify": "right"}), "changes")
    for variant in definition.variants:
        rows.add_row(plain(variant.name), f"{variant.weight / total:.1%}", plain(changes(variant)))
    screen.say(rows)


def changes(variant: Variant) -> str:
    """What a variant changes, as it is written in a settings file."""
    told = [f"rank.{name} = {value}" for name, value in variant.rank.items()]
    told += [f"engine.{name} = {value}" for name, value in variant.engine.items()]
    told += [f"prompts.{task} = v{version}" for task, version in variant.prompts.items()]
    return ", ".join(told) or "nothing"
