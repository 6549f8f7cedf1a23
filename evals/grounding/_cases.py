"""Explanations labelled by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from whyrec.domain import CitedEvent, EventKind, Facet, Item, Polarity
from whyrec.errors import InputError
from whyrec.evals.grounding._catalogue_titles import CatalogueTitles
from whyrec.evals.grounding._evidence import Evidence, Ground


@dataclass(frozen=True)
class Case:
    """One text with what a person says of it."""

    id: str
    text: str
    evidence: Evidence
    grounded: bool
    why: str
    """Why it was labelled so, in one line."""
    holdout: bool
    """Not looked at while the checker is improved."""
    batch: int = 1
    """2 for those written when the checker stood, which judged them before anything was changed."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Item(_Strict):
    title: str
    domain: str
    text: str = ""
    facets: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class _Event(_Strict):
    id: str
    title: str | None = None
    words: str | None = None
    kind: EventKind
    value: float | None = None
    at: date
    facets: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class _Interest(_Strict):
    label: str
    polarity: Polarity
    facets: tuple[str, ...] = ()


class _Evidence(_Strict):
    item: _Item
    interest: _Interest | None = None
    scale: tuple[float, float] | None = None
    grounds: frozenset[Ground]
    catalogue: str
    events: tuple[_Event, ...] = ()


class _Case(_Strict):
    id: str
    evidence: str
    text: str
    grounded: bool
    why: str
    holdout: bool = False
    batch: int = 1


class _File(_Strict):
    catalogues: dict[str, tuple[str, ...]]
    evidence: dict[str, _Evidence]
    cases: tuple[_Case, ...]


def hand_labelled() -> list[Case]:
    """The cases that come with whyrec."""
    text = files(__package__).joinpath("hand_labelled.yaml").read_text(encoding="utf-8")
    return _read(text, "hand_labelled.yaml")


def load_cases(path: Path) -> list[Case]:
    """Read cases of your own, in the form of ``hand_labelled.yaml``.

    Raises:
        InputError: The file cannot be read, or is not of that form.
    """
    try:
        return _read(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from None


def _read(text: str, name: str) -> list[Case]:
    try:
        table: Any = yaml.safe_load(text)
        file = _File.model_validate(table)
        titles = {key: CatalogueTitles(found) for key, found in file.catalogues.items()}
        evidence = {key: _evidence(said, titles) for key, said in file.evidence.items()}
        return [
            Case(c.id, c.text.strip(), evidence[c.evidence], c.grounded, c.why, c.holdout, c.batch)
            for c in file.cases
        ]
    except (yaml.YAMLError, ValidationError) as error:
        raise InputError(f"{name} is no file of labelled explanations: {error}") from None
    except KeyError as error:
        raise InputError(f"{name}: nothing is named {error}.") from None


def _evidence(said: _Evidence, titles: Mapping[str, CatalogueTitles]) -> Evidence:
    interest = said.interest
    return Evidence(
        item=_item("item", said.item.title, said.item.domain, said.item.facets, said.item.text),
        events=tuple(_cited(event) for event in said.events),
        items={
            f"of-{e.id}": _item(f"of-{e.id}", e.title, said.item.domain, e.facets)
            for e in said.events
            if e.title is not None
        },
        interest_label=interest.label if interest else None,
        interest_facets=frozenset(Facet.parse(f) for f in interest.facets)
        if interest
        else frozenset(),
        polarity=interest.polarity if interest else "like",
        scale=said.scale,
        grounds=said.grounds,
        catalogue=titles[said.catalogue],
    )


def _item(
    id: str, title: str, domain: str, facets: Mapping[str, Sequence[str]], text: str = ""
) -> Item:
    plain = {name: tuple(values) for name, values in facets.items()}
    return Item(id=id, title=title, domain=domain, facets=plain, text=text)


def _cited(event: _Event) -> CitedEvent:
    return CitedEvent(
        event_id=event.id,
        item_id=None if event.title is None else f"of-{event.id}",
        title=event.title or event.words or "",
        kind=event.kind,
        value=event.value,
        at=datetime(event.at.year, event.at.month, event.at.day, 12, tzinfo=UTC),
    )
