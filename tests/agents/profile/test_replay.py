"""``u_t = apply(u_{t-1}, patch_t)``: replaying the patches gives the profile to the byte."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whyrec.agents.profile import apply, replay
from whyrec.domain import (
    Add,
    Evidence,
    KeepNote,
    Merge,
    Operation,
    Patch,
    Profile,
    Provenance,
    Reinforce,
    Restore,
    Retire,
    Rewrite,
    Summarize,
    Weaken,
)
from whyrec.errors import ConflictError

START = datetime(2024, 1, 1, tzinfo=UTC)
EDIT = Provenance(mode="edit")


def patch(*operations: Operation, day: int = 0) -> Patch:
    return Patch(operations=operations, at=START + timedelta(days=day), provenance=EDIT)


def add(interest: str, *events: str) -> Add:
    return Add(
        interest=interest,
        label=f"Taste {interest}",
        statement="Likes what it is.",
        polarity="like",
        evidence=tuple(Evidence(event_id=e) for e in events),
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Patch]:
    """Random valid histories: every operation fits the profile it meets."""
    versions = [Profile(user_id="u", version=0)]
    patches: list[Patch] = []
    for day in range(draw(st.integers(1, 8))):
        current = versions[-1]
        operations: list[Operation] = []
        for n in range(draw(st.integers(0, 4))):
            ids = [i.id for i in current.interests]
            kinds = ["add", "summarize", "note"]
            kinds += ["reinforce", "weaken", "rewrite", "retire"] if ids else []
            kinds += ["merge"] if len(ids) > 1 else []
            kinds += ["restore"] if day else []
            kind = draw(st.sampled_from(kinds))
            event = Evidence(event_id=f"e{day}-{n}", weight=draw(st.floats(0.01, 1)))
            operation: Operation
            if kind == "add":
                operation = add(f"i{current.born + 1}", event.event_id)
            elif kind == "summarize":
                operation = Summarize(text=draw(st.text(max_size=20)))
            elif kind == "note":
                operation = KeepNote(event_id=event.event_id, text="words")
            elif kind == "restore":
                operation = Restore(version=draw(st.integers(0, day)))
            elif kind == "merge":
                into, absorbed = draw(st.permutations(ids))[:2]
                operation = Merge(into=into, absorbed=absorbed)
            else:
                target = draw(st.sampled_from(ids))
                operation = {
                    "reinforce": Reinforce(interest=target, evidence=(event,)),
                    "weaken": Weaken(interest=target, evidence=(event,)),
                    "rewrite": Rewrite(interest=target, statement="Other words for it."),
                    "retire": Retire(interest=target, reason="faded"),
                }[kind]
            operations.append(operation)
            older = {p.version: p for p in versions}
            current = apply(versions[-1], patch(*operations, day=day), older)
        patches.append(patch(*operations, day=day))
        versions.append(apply(versions[-1], patches[-1], {p.version: p for p in versions}))
    return patches


@given(histories())
@settings(max_examples=60, deadline=None)
def test_replaying_stored_patches_gives_every_version_to_the_byte(history: list[Patch]) -> None:
    versions = [Profile(user_id="u", version=0)]
    for one in history:
        versions.append(apply(versions[-1], one, {p.version: p for p in versions}))
    stored = [Patch.model_validate_json(p.model_dump_json()) for p in history]
    replayed = replay("u", stored)
    assert [p.model_dump_json() for p in replayed] == [p.model_dump_json() for p in versions]


@given(histories())
@settings(max_examples=30, deadline=None)
def test_no_interest_id_is_ever_given_twice(history: list[Patch]) -> None:
    born = [o.interest for p in history for o in p.operations if isinstance(o, Add)]
    assert len(born) == len(set(born))


def test_a_retired_interest_comes_back_when_reinforced_and_not_when_weakened() -> None:
    first = apply(Profile(user_id="u", version=0), patch(add("i1", "a")))
    gone = apply(first, patch(Retire(interest="i1", reason="faded")))
    evidence = (Evidence(event_id="b"),)
    assert gone.living == ()
    assert apply(gone, patch(Weaken(interest="i1", evidence=evidence))).living == ()
    back = apply(gone, patch(Reinforce(interest="i1", evidence=evidence)))
    assert [e.event_id for e in back.living[0].evidence] == ["a", "b"]


def test_merging_keeps_all_evidence_once() -> None:
    both = apply(Profile(user_id="u", version=0), patch(add("i1", "a", "b"), add("i2", "b", "c")))
    merged = apply(both, patch(Merge(into="i1", absorbed="i2")))
    assert [e.event_id for e in merged.interests[0].evidence] == ["a", "b", "c"]
    assert merged.interest("i2") is None


def test_what_was_stored_before_there_were_wishes_for_less_replays_to_the_byte() -> None:
    born = add("i1", "a")
    assert "gradual" not in patch(born).model_dump_json()
    version = replay("u", [Patch.model_validate_json(patch(born).model_dump_json())])[-1]
    assert "gradual" not in version.model_dump_json()
    assert not version.interests[0].gradual


def test_a_wish_for_less_is_stored_and_replayed_as_one() -> None:
    wish = add("i1", "a").model_copy(update={"polarity": "dislike", "gradual": True})
    stored = Patch.model_validate_json(patch(wish).model_dump_json())
    assert replay("u", [stored])[-1].interests[0].gradual


def test_a_patch_for_another_parent_is_refused() -> None:
    with pytest.raises(ConflictError, match="i7"):
        apply(Profile(user_id="u", version=0), patch(Retire(interest="i7", reason="faded")))


def test_as_of_never_moves_back_when_old_events_arrive_late() -> None:
    first = apply(Profile(user_id="u", version=0), patch(day=9))
    assert apply(first, patch(day=2)).as_of == first.as_of
