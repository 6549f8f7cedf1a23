"""Reading an experiment's definition, and checking it as a whole before anything is started."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from whyrec._complaints import complaint
from whyrec.agents.dynamics import extra_sources
from whyrec.agents.rank import load_weights
from whyrec.agents.retrieve import sources_named
from whyrec.domain import ExperimentDefinition, Variant
from whyrec.errors import InputError, WhyrecError
from whyrec.prompts import get_prompt
from whyrec.settings import EngineSettings, RankSettings, Settings

NOT_TRIED: Mapping[str, Mapping[str, str]] = {
    "rank": {
        "serves_s": "how long a ranking is kept is no matter of taste",
        "model_timeout_s": "who waits how long is one setting for all",
    },
    "engine": {"api_key": "definitions are kept and shown, so no key may be in one"},
}
"""Settings that a variant may not change, and why."""


def read_definition(file: Path) -> ExperimentDefinition:
    """Read a definition in TOML; what it names beside itself lies relative to it.

    Raises:
        InputError: It cannot be read, or a field is wrong; all that are wrong are named.
    """
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The experiment {file} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{file} is no TOML: {error}.") from error
    try:
        definition = ExperimentDefinition.model_validate(told)
    except ValidationError as error:
        problems = list(_said(error, "", told))
        for variant in _sound_variants(told):
            problems += _problems(_beside(file.parent, variant), Settings.model_construct())
        raise _wrong(str(file), problems) from error
    variants = tuple(_beside(file.parent, variant) for variant in definition.variants)
    return definition.model_copy(update={"variants": variants})


def check(
    definition: ExperimentDefinition, settings: Settings, *, afar: bool = False
) -> dict[str, dict[str, Any]]:
    """See that every variant can be made.

    Args:
        definition: The experiment.
        settings: Those in force.
        afar: Whether it comes over HTTP: then no variant names a file, or an engine of its own.

    Returns:
        The ranker's weights of the variants that name a file of them.

    Raises:
        InputError: Something is unusable; all that is, is named with its place.
    """
    problems = [p for v in definition.variants for p in _problems(v, settings, afar=afar)]
    if problems:
        raise _wrong(definition.name, problems)
    return {
        variant.name: load_weights(Path(str(variant.rank["weights"]))).model_dump(mode="json")
        for variant in definition.variants
        if "weights" in variant.rank
    }


def _problems(variant: Variant, settings: Settings, *, afar: bool = False) -> Iterator[str]:
    """All that keeps a variant from being made."""
    place = f"variants.{variant.name}"
    refused = _from_afar(variant) if afar else {}
    for name, reason in refused.items():
        how = "so that it is started where the server runs: whyrec experiments start FILE"
        yield f"{place}.{name}: {reason}, {how}"
    yield from _section(place, "rank", variant.rank, settings.rank)
    yield from _section(place, "engine", variant.engine, settings.engine)
    try:
        if "weights" in variant.rank and "rank.weights" not in refused:
            load_weights(Path(str(variant.rank["weights"])))
    except WhyrecError as error:
        yield f"{place}.rank.weights: {error}"
    for task, version in variant.prompts.items():
        try:
            get_prompt(task, version)
        except WhyrecError as error:
            yield f"{place}.prompts.{task}: {error}"


def _sound_variants(told: Mapping[str, Any]) -> Iterator[Variant]:
    """The variants of a definition that is wrong elsewhere."""
    given = told.get("variants")
    for one in given if isinstance(given, list) else ():
        with suppress(ValidationError):
            yield Variant.model_validate(one)


def _from_afar(variant: Variant) -> dict[str, str]:
    """What of a variant may be said where the server runs alone, and why.

    A tenant's admin has no say in files, addresses, threads and memory of a machine that serves
    every tenant.
    """
    refused = {}
    if "weights" in variant.rank:
        refused["rank.weights"] = "it names a file of the machine that the server runs on"
    for name, value in sorted(variant.engine.items()):
        if (name, value) != ("enabled", False):
            refused[f"engine.{name}"] = "engines are the whole server's, and may only be left out"
    return refused


def _section(
    place: str, section: str, given: Mapping[str, Any], own: RankSettings | EngineSettings
) -> Iterator[str]:
    refused = NOT_TRIED[section]
    for name in given:
        if name in refused:
            yield f"{place}.{section}.{name}: a variant cannot change it: {refused[name]}"
    if "@" in str(given.get("base_url", "")):
        yield f"{place}.{section}.base_url: a password in it would be kept and shown"
    kind: type[BaseModel] = type(own)
    try:
        read = kind.model_validate({**own.model_dump(), **given})
    except ValidationError as error:
        yield from _said(error, f"{place}.{section}.", given)
        return
    if isinstance(read, RankSettings):
        try:
            sources_named(read.sources, extra_sources(read.extras))
        except WhyrecError as error:
            yield f"{place}.rank: {error}"


def _beside(folder: Path, variant: Variant) -> Variant:
    """The same with the path of its weights made absolute."""
    if "weights" not in variant.rank:
        return variant
    path = (folder / str(variant.rank["weights"])).absolute()
    return variant.model_copy(update={"rank": {**variant.rank, "weights": str(path)}})


def _said(error: ValidationError, place: str, given: Mapping[str, Any]) -> Iterator[str]:
    for one in error.errors():
        where = ".".join(_steps(one["loc"], given)) or "the whole"
        yield f"{place}{where}: {complaint(one)}"


def _steps(loc: Sequence[int | str], given: Any) -> Iterator[str]:
    """The way to a field; what has a name in a list is called by it."""
    for step in loc:
        try:
            given = given[step]
        except (LookupError, TypeError):
            given = None
        name = given.get("name") if isinstance(step, int) and isinstance(given, dict) else None
        yield name if isinstance(name, str) and name else str(step)


def _wrong(what: str, problems: list[str]) -> InputError:
    told = "; ".join(p.removesuffix(".") for p in problems)
    return InputError(
        f"The experiment {what} cannot be run: {told}.",
        remedy="Mend it in the file: docs/guide/experiments.md says what each field takes.",
    )
