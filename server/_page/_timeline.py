"""How strong each interest was, version by version: rows for the table, lines for the chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Annotated, Literal

from fastapi import Query, Request, Response

from whyrec.agents.profile import unsorted
from whyrec.domain import DriftReport, Interest, Profile
from whyrec.server._page._render import CHART_POLICY, page
from whyrec.server._page._route import router
from whyrec.server._page._words import language_of, words
from whyrec.server._rest._subjects import ReadsUser, Rec

LINES = 6
"""Interests in the chart."""
ROWS = 14
"""Interests in the table."""

routes = router()


@dataclass(frozen=True)
class Row:
    """One interest over the versions."""

    label: str
    stance: Literal["like", "dislike", "less"]
    shares: tuple[float | None, ...]
    """Part of the strength of its polarity in each version, [0, 1]; None where it did not live."""


@dataclass(frozen=True)
class Timeline:
    """The interests that were ever strong, over the latest versions, oldest first."""

    versions: tuple[int, ...]
    moments: tuple[datetime | None, ...]
    rows: tuple[Row, ...]
    """Those strongest in the last version first, then those strongest in any."""
    moved: frozenset[int] = frozenset()
    """Versions at whose moment taste had moved."""

    @property
    def turns(self) -> tuple[int, ...]:
        """Versions at which that was new."""
        return tuple(
            version
            for before, version in pairwise((0, *self.versions))
            if version in self.moved and before not in self.moved
        )

    @property
    def likes(self) -> tuple[Row, ...]:
        """What the chart shows: those that were strong longest."""
        liked = [r for r in self.rows if r.stance == "like"]
        return tuple(sorted(liked, key=_whole, reverse=True)[:LINES])


def timeline_of(profiles: Sequence[Profile], drifts: Sequence[DriftReport] = ()) -> Timeline:
    """What measured versions, oldest first, and the drift at their moments come to."""
    ids = dict.fromkeys(i.id for p in profiles for i in p.living if not unsorted(i))
    rows = [_row(interest_id, profiles) for interest_id in ids]
    rows.sort(key=_strongest, reverse=True)
    return Timeline(
        versions=tuple(p.version for p in profiles),
        moments=tuple(p.as_of for p in profiles),
        rows=tuple(rows[:ROWS]),
        moved=frozenset(d.version for d in drifts if d.alarm and d.version is not None),
    )


@routes.get("/users/{user_id:id}/timeline")
async def chart_page(
    request: Request,
    who: ReadsUser,
    rec: Rec,
    version: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
) -> Response:
    """The table with the chart: of its own, so that what Bokeh needs is allowed nowhere else."""
    say = words(language_of(request))
    shown = timeline_of(
        await rec.timeline(who.user_id, tenant=who.tenant),
        await rec.drift_history(who.user_id, tenant=who.tenant),
    )
    return page(
        request,
        "timeline",
        policy=CHART_POLICY,
        user_id=who.user_id,
        timeline=shown,
        chart={
            "versions": shown.versions,
            "dates": [say.date(at) if at else "" for at in shown.moments],
            "likes": [{"label": r.label, "shares": r.shares} for r in shown.likes],
            "shown": version,
            "turns": shown.turns,
            "turned": say("changes.moved"),
            "axes": [say("changes.chart_axis"), say("changes.chart_value")],
        },
    )


def _row(interest_id: str, profiles: Sequence[Profile]) -> Row:
    found: list[Interest | None] = []
    for profile in profiles:
        one = profile.interest(interest_id)
        found.append(one if one is not None and one.retired_at is None else None)
    last = next(one for one in reversed(found) if one is not None)
    shares = (one.measured.share if one and one.measured else None for one in found)
    stance: Literal["like", "dislike", "less"] = "like"
    if last.polarity == "dislike":
        stance = "less" if last.gradual else "dislike"
    return Row(last.label, stance, tuple(shares))


def _strongest(row: Row) -> tuple[bool, float, float]:
    return row.stance == "like", row.shares[-1] or 0.0, max(s or 0.0 for s in row.shares)


def _whole(row: Row) -> float:
    return sum(share or 0.0 for share in row.shares)
