"""The report of an eval run: typed, complete, and all that its HTML page is made from."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from whyrec.evals.report._base import Measured, Part, Several, Text
from whyrec.evals.report._plot import Plot
from whyrec.evals.report._table import Cell, Table, number_of

Moment = Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(UTC))]
"""A moment with a zone, kept in UTC."""


def _sorted(facts: dict[str, str]) -> dict[str, str]:
    return dict(sorted(facts.items()))


class Check(Part):
    """Something the run had to reach."""

    name: Text
    """What was looked at, as ``HR@10 of the fused ranker``."""
    required: Text
    """What it had to be, as ``≥ 0.215``."""
    measured: Cell
    """What it was; None where it was not measured, which never passes."""
    passed: bool
    """Whether it was reached."""

    @model_validator(mode="after")
    def _measured_to_pass(self) -> Self:
        words = isinstance(self.measured, str) and self.measured
        if self.passed and not words and number_of(self.measured) is None:
            raise ValueError(f"“{self.name}” was not measured, so it has not passed")
        return self


class Fact(Part):
    """A label and a value, as ``user`` and ``41``."""

    label: Text
    """What it is."""
    value: Text
    """The fact itself."""


class Candidate(Part):
    """One place of a case's list."""

    rank: int = Field(ge=1)
    """1 is first."""
    title: Text
    """The item's title."""
    score: Measured = None
    """What the ranking gave it, None where it gives no number."""
    is_target: bool = False
    """Whether the user really took it."""
    note: Text = ""
    """What is worth saying of it, as the source that proposed it."""


class CaseView(Part):
    """A single case from which something can be learnt."""

    title: Text
    """Short, as ``Target at rank 41 after a switch of taste``."""
    why: Text
    """Why it is instructive, one or two sentences."""
    facts: Several[Fact] = ()
    """User, moment, target and the like."""
    profile: Text = ""
    """The profile as it was at that moment; line breaks are kept."""
    candidates: Several[Candidate] = ()
    """The list, or the instructive part of it, by rank."""
    explanation: Text = ""
    """What the system said of its choice."""
    evidence: Several[Text] = ()
    """The events the explanation rests on, one a line."""


class Section(Part):
    """One question with what answers it."""

    title: Text
    """Unique in the report."""
    text: Text = ""
    """A few plain sentences; an empty line begins a new paragraph."""
    tables: Several[Table] = ()
    """Shown first."""
    plots: Several[Plot] = ()
    """Shown under the tables."""
    cases: Several[CaseView] = ()
    """Shown last, folded."""

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        _unique("tables", [table.title for table in self.tables])
        return self


class Report(Part):
    """All that one run says."""

    format: Literal[1] = 1
    """Version of this layout."""
    title: Text
    """Heading of the page."""
    suite: Text
    """Name of the suite that was run."""
    started_at: Moment
    """When the run began; UTC."""
    finished_at: Moment
    """When it ended; UTC."""
    summary: Several[Text] = ()
    """What came out, in short sentences."""
    checks: Several[Check] = ()
    """What was required and whether it was reached."""
    sections: Several[Section] = ()
    """The results."""
    provenance: Annotated[dict[Text, Text], AfterValidator(_sorted)] = Field(default_factory=dict)
    """What the numbers come from: prompt ids, versions and sha256, model, engine, seed, code
    commit, fingerprints of data and weights, versions of libraries; sorted by name."""
    command: Text = ""
    """How to run it again."""
    settings: Text = ""
    """The suite, as YAML."""

    @property
    def passed(self) -> bool:
        """Whether every check passed; true without checks."""
        return all(check.passed for check in self.checks)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.finished_at < self.started_at:
            raise ValueError("the run ended before it began")
        _unique("sections", [section.title for section in self.sections])
        return self


def _unique(what: str, titles: list[str]) -> None:
    if len(set(titles)) < len(titles):
        twice = next(title for title in titles if titles.count(title) > 1)
        raise ValueError(f"two {what} are called “{twice[:80]}”")
