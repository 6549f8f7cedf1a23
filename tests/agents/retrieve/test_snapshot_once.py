"""What is worked out of a snapshot."""

from __future__ import annotations

from dataclasses import replace

from tests.agents.retrieve.world import snapshot
from whyrec.agents.retrieve import Listing, Snapshot


def test_it_is_worked_out_once() -> None:
    asked: list[Snapshot] = []

    def size(of: Snapshot) -> int:
        asked.append(of)
        return len(of.catalogue)

    world = snapshot()
    assert world.once(size) == world.once(size) == len(world.catalogue)
    assert len(asked) == 1


def test_another_listing_of_the_same_world_shares_it() -> None:
    def made(of: Snapshot) -> object:
        return object()

    world = snapshot()
    assert replace(world, listing=Listing()).once(made) is world.once(made)


def test_another_world_does_not() -> None:
    def made(of: Snapshot) -> object:
        return object()

    assert snapshot().once(made) is not snapshot().once(made)
