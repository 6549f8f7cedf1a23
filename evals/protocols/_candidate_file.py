"""Candidates given in a file: ``{"user_id": …, "target": …, "candidates": […]}`` a line."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from whyrec.agents.retrieve import Interactions
from whyrec.errors import InputError
from whyrec.evals.protocols._case import Case, Plan, in_blocks
from whyrec.evals.protocols._users import Timeline, timelines


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    user_id: str
    target: str
    candidates: list[str] = Field(min_length=2)


def from_file(crowd: Interactions, ids: Sequence[str], file: Path, *, blocks: int = 8) -> Plan:
    """Cases from a candidates file; the moment is a microsecond before the user took the target.

    Raises:
        InputError: A line is no case, or names a user, an item or a target that the data lacks;
            the message names file and line.
    """
    index = {item: place for place, item in enumerate(ids)}
    known = {timeline.user_id: timeline for timeline in timelines(crowd)}
    cases = []
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The candidates {file} cannot be read: {error}.") from error
    # Not splitlines: an id may hold what Unicode calls a line break.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            cases.append(_case(line, f"{file}:{number}", index, known))
    if not cases:
        raise InputError(f"{file} holds no case.")
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    words = f"sampled: candidates from {file.name} ({digest}), factors fitted {blocks} times"
    return Plan(words, in_blocks(cases, blocks), (f"{len(cases)} cases.",))


def _case(line: str, place: str, index: dict[str, int], known: dict[str, Timeline]) -> Case:
    try:
        told = _Line.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{place}: {where or 'the line'}: {first['msg']}.") from error
    unknown = next((i for i in (told.target, *told.candidates) if i not in index), None)
    if unknown is not None:
        raise InputError(f"{place}: the item {unknown} is not in the catalogue.")
    if told.target not in told.candidates:
        raise InputError(f"{place}: the target {told.target} is not among the candidates.")
    timeline = known.get(told.user_id)
    if timeline is None or index[told.target] not in timeline.item:
        raise InputError(f"{place}: the user {told.user_id} never took {told.target}.")
    last = int(np.flatnonzero(timeline.item == index[told.target])[-1])
    return Case(
        id=f"{told.user_id}@{place.rpartition(':')[2]}",
        user_id=told.user_id,
        as_of=timeline.moment_before(last),
        targets=(told.target,),
        candidates=tuple(sorted(set(told.candidates))),
        history=timeline.known_before(last),
    )
