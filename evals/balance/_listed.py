"""One user's lists, and the interests they are held against."""

from __future__ import annotations

from whyrec import Recommender
from whyrec.domain import Model
from whyrec.evals.balance._variants import Variant
from whyrec.evals.protocols import Case


class Like(Model):
    """A liked interest as the profile tells it."""

    share: float
    facets: tuple[str, ...]


class Listed(Model):
    """All lists of one case."""

    case: str
    lists: dict[str, tuple[str, ...]]
    """Item ids by the variant's name."""
    likes: tuple[Like, ...]

    @property
    def key(self) -> str:
        """The case."""
        return self.case


async def listed(
    rec: Recommender, case: Case, variants: tuple[Variant, ...] | list[Variant], k: int
) -> Listed:
    """Ask for every list of a case; its profile is at the case's moment already."""
    lists = {}
    for one in variants:
        found = await rec.recommend(
            case.user_id,
            k,
            explain=False,
            use_model=False,
            diversity=one.diversity,
            balance=one.balance,
            as_of=case.as_of,
        )
        lists[one.name] = tuple(r.item.id for r in found)
    profile = await rec.profile(case.user_id, as_of=case.as_of)
    likes = tuple(
        Like(share=i.measured.share, facets=i.facets)
        for i in profile.living
        if i.polarity == "like" and i.measured is not None and i.facets
    )
    return Listed(case=case.id, lists=lists, likes=likes)
