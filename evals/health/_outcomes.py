"""What was measured of one user, as it is kept on disk."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Group = Literal["real", "batched", "confirmed", "never", "drifting"]
"""Users of the data set; the same with as many events an update as wait, as whyrec has it by
default; simulated ones whose planted taste is confirmed now and then, or never again; simulated
ones whose taste moves to another. All but the second have one event an update."""
Language = Literal["en", "zh"]
Wish = Literal["less", "more"]


class Outcome(BaseModel):
    """Refuses unknown fields and cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Line(Outcome, ABC):
    """What stands on one line of a file."""

    @property
    @abstractmethod
    def key(self) -> str:
        """Unique in its file."""


class Size(Outcome):
    """How large a profile is after some updates."""

    updates: int
    """Events taken in, one an update."""
    tokens: int
    """Of the profile as a prompt sees it, within its budget."""
    whole: int
    """Tokens it would have, were nothing left out."""
    living: int
    """Interests that have not been retired."""
    retired: int
    """Interests kept aside."""


class FactState(Outcome):
    """What became of a planted fact."""

    updates: int
    """Events taken in since it was planted."""
    living: bool
    """A living interest is about it."""
    kept: bool
    """A living or a retired interest is about it."""
    intact: float | None
    """Share of the evidence it had when planted that it still has; None where it never had any."""
    shown: bool
    """The rendered profile names it."""
    share: float
    """Part of all liking, [0, 1]."""


class Breach(Outcome):
    """A version of a profile with something that must not be."""

    version: int
    words: str
    """What it is, for people."""


class Watched(Outcome):
    """All versions of a profile, looked at one by one."""

    versions: int
    contradicting: int
    """Versions in which two living interests contradict each other."""
    against: int
    """Versions in which the evidence of a living interest speaks against it."""
    breaches: tuple[Breach, ...] = ()
    """The first of each."""
    operations: dict[str, int] = Field(default_factory=dict)
    """Operations that entered, by kind."""
    rejected: dict[str, int] = Field(default_factory=dict)
    """Operations that did not, by rule."""


class Life(Line):
    """A user followed through the updates."""

    user: str
    group: Group
    about: str = ""
    """The planted facet, or the two tastes; empty for users of the data set."""
    events: int
    """Events taken in."""
    cited: float
    """Share of them that are evidence or a note of the profile, [0, 1]."""
    sizes: tuple[Size, ...]
    facts: tuple[FactState, ...] = ()
    ranks: dict[str, dict[int, int]] = Field(default_factory=dict)
    """Features' name to events known to rank of the item taken next, from 1 among n."""
    watched: Watched
    text: str = ""
    """The rendered profile at the end."""

    @property
    def key(self) -> str:
        """Group and user."""
        return f"{self.group} {self.user}"


class Edited(Outcome):
    """A user who said what they want more or less of."""

    user: str
    topic: str
    """The facet."""
    words: str
    """What was said."""
    understood: bool
    before: float
    """Share of the topic in the first ten."""
    after: float
    """The same once it was said."""
    later: float
    """The same ten updates later."""
    watched: Watched
    titles: tuple[str, ...] = ()
    """The first ten, ten updates later."""


class EditPass(Line):
    """All users who said one kind of thing in one language."""

    language: Language
    wish: Wish
    left_out: int
    """Users looked at and left out: no clear taste, or no word for it."""
    users: tuple[Edited, ...]

    @property
    def key(self) -> str:
        """Wish and language."""
        return f"{self.wish} {self.language}"
