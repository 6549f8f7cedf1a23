"""Lists for simulated users in their scenes, through the public API."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from whyrec import Recommender
from whyrec.domain import Facet, Recommendation, Scene
from whyrec.evals.scenes._outcomes import Common, InScene, Outcome, Said, World
from whyrec.evals.scenes._plan import END
from whyrec.evals.simulate import PLACES, Place, SceneUser, Shelf

K = 10


async def lists_for(
    rec: Recommender,
    world: World,
    user: SceneUser,
    shelf: Shelf,
    rng: np.random.Generator,
    *,
    saying: Sequence[Said],
    targets: int,
    negatives: int,
) -> list[Outcome]:
    """Lists of a user in both scenes.

    The next items are drawn by the tastes of the scene that is asked for; where contexts were
    shuffled, by those of a scene drawn for each from the user's events.

    Args:
        rec: Holds the user's events.
        world: The user's.
        user: The user.
        shelf: The catalogue.
        rng: Draws next items and those they are ranked among.
        saying: What requests say.
        targets: Next items of each scene.
        negatives: Items that each is ranked among.
    """
    after = len(user.events)
    await rec.evolve(user.user_id, as_of=END)
    done: list[Outcome] = []
    seen = {e.item_id for e in user.events if e.item_id}
    listed: dict[str, frozenset[str]] = {}
    nothing = await _first_ten(rec, user, None)
    for place in PLACES:
        drawn = [_next(world, user, place, shelf, seen, rng) for _ in range(targets)]
        every = [i for i in shelf.facets if i not in seen]
        among = [
            [t, *(every[int(p)] for p in rng.choice(len(every), negatives, replace=False))]
            for t in drawn
        ]
        for said in ("nothing", *saying):
            scene = _scene(place, said)
            first = nothing if scene is None else await _first_ten(rec, user, scene)
            if said == "all":
                listed[place.scene] = frozenset(one.item.id for one in first)
            ranks = [
                await _rank(rec, user, t, some, scene) for t, some in zip(drawn, among, strict=True)
            ]
            done.append(
                InScene(
                    world=world,
                    user=user.user_id,
                    scene=place.scene,
                    after=after,
                    said=said,
                    hit=float(np.mean([rank <= K for rank in ranks])),
                    ndcg=float(np.mean([ndcg(rank) for rank in ranks])),
                    about=_about(first, user, place, shelf),
                )
            )
    if len(listed) == len(PLACES):
        one, other = (listed[place.scene] for place in PLACES)
        done.append(Common(world, user.user_id, after, len(one & other) / K))
    return done


def ndcg(rank: int | None) -> float:
    """NDCG@10 of the one item that is relevant: ``1 / log2(rank + 1)`` to rank 10, then 0."""
    return 1.0 / float(np.log2(rank + 1)) if rank is not None and rank <= K else 0.0


def _scene(place: Place, said: Said) -> Scene | None:
    whole = place.said
    match said:
        case "scene":
            return Scene(scene=whole.scene)
        case "clock":
            return Scene(at=whole.at)
        case "all":
            return whole
        case "nothing":
            return None


def _next(
    world: World,
    user: SceneUser,
    place: Place,
    shelf: Shelf,
    seen: set[str],
    rng: np.random.Generator,
) -> str:
    scene = place.scene
    if world == "shuffled":
        scene = user.drawn_in[int(rng.integers(len(user.drawn_in)))]
    own = user.tastes[scene]
    taste: Facet = list(own)[int(rng.choice(len(own), p=list(own.values())))]
    return shelf.draw(taste, rng, set(seen))


async def _first_ten(
    rec: Recommender, user: SceneUser, scene: Scene | None
) -> list[Recommendation]:
    return await rec.recommend(
        user.user_id, K, explain=False, use_model=False, diversity=0.0, scene=scene, as_of=END
    )


async def _rank(
    rec: Recommender,
    user: SceneUser,
    target: str,
    candidates: Sequence[str],
    scene: Scene | None,
) -> int:
    listed = await rec.recommend(
        user.user_id,
        len(set(candidates)),
        explain=False,
        use_model=False,
        diversity=0.0,
        scene=scene,
        candidates=sorted(set(candidates)),
        as_of=END,
    )
    return next(one.rank for one in listed if one.item.id == target)


def _about(listed: Sequence[Recommendation], user: SceneUser, place: Place, shelf: Shelf) -> float:
    """Share of a list that carries a taste of one scene that the other does not have."""
    (other,) = (one for one in PLACES if one != place)
    only = frozenset(user.tastes[place.scene]) - frozenset(user.tastes[other.scene])
    carried = [bool(shelf.facets[one.item.id] & only) for one in listed]
    return sum(carried) / len(carried) if carried else 0.0
