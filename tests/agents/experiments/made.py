"""Experiments and exposures made for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from whyrec.domain import Event, Experiment, ExperimentDefinition, Exposure, Spans

START = datetime(2026, 1, 1, tzinfo=UTC)


def definition(name: str = "try", *weights: float, **more: Any) -> ExperimentDefinition:
    given = [
        {"name": f"v{n}", "weight": w, "rank": {"diversity": float(n)}}
        for n, w in enumerate(weights or (1.0, 1.0))
    ]
    return ExperimentDefinition.model_validate({"name": name, "variants": given, **more})


def experiment(
    name: str = "try", *weights: float, spans: Spans = ((0, 1000),), **more: Any
) -> Experiment:
    return Experiment(definition=definition(name, *weights, **more), spans=spans, starts_at=START)


def shown(*items: str, minute: float = 0, user: str = "ann", **more: Any) -> Exposure:
    at = START + timedelta(minutes=minute)
    return Exposure(
        **{
            "user_id": user,
            "experiment": "try",
            "variant": "v0",
            "response_id": f"r{minute}",
            "kind": "list",
            "items": items,
            "at": at,
            "made_at": at,
            "seconds": 0.01,
            **more,
        }
    )


def did(kind: Any, item: str, minute: float = 1, user: str = "ann", **more: Any) -> Event:
    return Event(
        id=f"{kind}-{item}-{minute}",
        user_id=user,
        item_id=item,
        kind=kind,
        at=START + timedelta(minutes=minute),
        **more,
    )
