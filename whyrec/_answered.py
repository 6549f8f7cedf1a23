"""The questions that a user was put, as they are kept among a chat's answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple, Self

from whyrec._world import World
from whyrec.agents.chat import Put
from whyrec.agents.dynamics import NO, YES
from whyrec.domain import Given, Profile

KEPT_AS = "question-{}"
"""Response id of a question by its number."""


class Answered(NamedTuple):
    """A question that was put: ids and numbers, no words of the user."""

    put: Put
    answer: int | None
    """See `whyrec.domain.Given`."""
    moment: str
    """When on the tenant's clock, ISO 8601: an imported history's stands still, and what is kept
    is kept so long by the clock on the wall."""
    event: str | None = None
    """What the user said with it; None where it changed nothing in the profile."""
    before: int | None = None
    """Version of the profile before it changed that."""
    after: int | None = None
    """Version that it made."""

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """From what is stored."""
        told = {name: value for name, value in row.items() if name != "question"}
        return cls(Put.parse(row["question"]), **{"answer": None, **told})

    @property
    def written(self) -> dict[str, Any]:
        """To be stored."""
        told = {"question": self.put.id, **self._asdict()}
        return {name: v for name, v in told.items() if v is not None and name != "put"}


def answered(
    world: World, tenant: str, user_id: str, until: datetime | None = None
) -> list[Answered]:
    """The questions that a user was put, by number; by default those of all time."""
    kept = (row.answer for row in world.store.shown.of_user(tenant, user_id))
    rows = (Answered.read(row) for row in kept if "awaits" not in row and "question" in row)
    return sorted(r for r in rows if until is None or datetime.fromisoformat(r.moment) <= until)


def given_by(profile: Profile, rows: list[Answered]) -> tuple[Given, ...]:
    """What a user told of their taste, asked and unasked.

    An answer counts as long as the interest lives that it founded, so that what is taken back or
    forgotten says nothing any more.

    Args:
        profile: The user's newest.
        rows: What they were asked.
    """
    stated = [i for i in profile.living if i.origin == "stated"]
    cited = {e.event_id for i in stated for e in i.evidence}
    asked = [
        Given(row.put.topics, row.answer if row.event is None or row.event in cited else None)
        for row in rows
    ]
    told = {topic for one in asked if one.answer is not None for topic in one.topics}
    unasked = [
        Given(tuple(i.facet_set()), YES if i.polarity == "like" else NO)
        for i in stated
        if len(i.facet_set()) == 1 and not told & i.facet_set()
    ]
    return (*asked, *unasked)
