"""The single cases from which most can be learnt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from whyrec.evals.protocols import Block, Case
from whyrec.evals.ranking._scores import Scores
from whyrec.evals.report import Candidate, CaseView, Fact
from whyrec.evals.systems import Whyrec
from whyrec.prompts import versions

MOST = 10
_SHOWN = 10


async def case_views(
    main: Scores, rival: Scores, system: Whyrec, blocks: Sequence[Block]
) -> list[CaseView]:
    """Where the main system and its strongest rival differ most, both ways, and plain misses.

    Args:
        main: The main system's answers.
        rival: Those of the strongest other one.
        system: The main system; it is opened and asked again for profile and explanation.
        blocks: The plan's, so that it knows what it knew when it answered.
    """
    moments = {case.id: block.moment for block in blocks for case in block.cases}
    chosen = _chosen(main, rival)
    views = []
    await system.open()
    try:
        moment = None
        for place, why in chosen:
            case = main.cases[place]
            if moments[case.id] != moment:
                moment = moments[case.id]
                await system.at(moment)
            with versions(system.prompts):
                await system.follow(case)  # its home may have been deleted since
                views.append(await _view(case, main, rival, place, why, system))
    finally:
        await system.close()
    return views


def _chosen(main: Scores, rival: Scores) -> list[tuple[int, str]]:
    gone = 1_000.0
    own = np.where(main.ranks > 0, main.ranks, gone)
    other = np.where(rival.ranks > 0, rival.ranks, gone)
    gain = np.log(other) - np.log(own)
    order = np.argsort(gain, kind="stable")
    best = [(int(p), f"Far better than “{rival.system}”.") for p in order[::-1][:4] if gain[p] > 0]
    worst = [(int(p), f"Far worse than “{rival.system}”.") for p in order[:4] if gain[p] < 0]
    missed = [
        (int(p), "Neither system found it.")
        for p in np.flatnonzero((main.ranks == 0) & (rival.ranks == 0))[:2]
    ]
    found = [*best, *worst, *missed][:MOST]
    return sorted(found, key=lambda pair: main.cases[pair[0]].as_of)


async def _view(
    case: Case, main: Scores, rival: Scores, place: int, why: str, system: Whyrec
) -> CaseView:
    rec = system.rec
    profile = await rec.profile(case.user_id, as_of=case.as_of)
    k = _SHOWN if case.candidates is None else len(case.candidates)
    listed = await rec.recommend(
        case.user_id, k, candidates=case.candidates, as_of=case.as_of, use_model=system.has_model
    )
    titles = {item.id: item.title for item in main.data.items}
    target = case.targets[0]
    answer = await rec.why(case.user_id, target, as_of=case.as_of, use_model=system.has_model)

    def shown(rank: int) -> str:
        return str(rank) if rank else "not in the list"

    return CaseView(
        title=f"{titles[target]} for user {case.user_id}",
        why=why,
        facts=[
            Fact(label="moment", value=case.as_of.isoformat(sep=" ", timespec="seconds")),
            Fact(label="history", value=f"{case.history} interactions"),
            Fact(label="taken next", value=titles[target]),
            Fact(label=f"rank by {main.system}", value=shown(int(main.ranks[place]))),
            Fact(label=f"rank by {rival.system}", value=shown(int(rival.ranks[place]))),
            Fact(label="profile version", value=str(profile.version)),
        ],
        profile="\n".join([profile.summary, *(i.statement for i in profile.living)]),
        candidates=[
            Candidate(
                rank=one.rank,
                title=one.item.title,
                score=one.score,
                is_target=one.item.id in case.targets,
                note=", ".join(one.sources),
            )
            for one in listed
        ],
        explanation=answer.text,
        evidence=[f"{e.at:%Y-%m-%d} {e.title} ({e.kind} {e.value or ''})" for e in answer.evidence],
    )


def strongest(main: Scores, others: Sequence[Scores]) -> Scores:
    """The other system with the best NDCG@10."""
    return max(others, key=lambda one: float(np.nanmean(one.metric("NDCG@10"))))
