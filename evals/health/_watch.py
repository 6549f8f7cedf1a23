"""Every version of a profile, held against what must never be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from whyrec import Recommender
from whyrec.agents.profile import RatingScale, signals_of, unsorted
from whyrec.domain import Event, Profile
from whyrec.evals.health._contradiction import contradictions
from whyrec.evals.health._leaning import by_age, leaning, speaks_against
from whyrec.evals.health._outcomes import Breach, Watched
from whyrec.evals.health._ratings import Ratings
from whyrec.settings import ProfileSettings

_NEVER = datetime.min.replace(tzinfo=UTC)


async def watch(
    rec: Recommender, user_id: str, ratings: Ratings, made: Mapping[int, datetime] | None = None
) -> Watched:
    """Look at every version of a user's profile as of its own moment.

    Args:
        rec: Where the user lives.
        user_id: The user.
        ratings: Scale and prior of that place.
        made: When versions were made that took in older events; others at the moment of their
            last event. What was usual to rate is known up to that day.
    """
    revisions = await rec.revisions(user_id)
    events = rec.store.events.of_user(rec.settings.tenant, user_id)
    pairs = against = 0
    breaches: dict[str, Breach] = {}
    operations: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    for revision in revisions:
        operations.update(o.op for o in revision.patch.operations)
        rejected.update(r.rule for r in revision.rejected)
        profile = revision.profile
        if found := contradictions(profile):
            pairs += 1
            first, second = found[0]
            words = f"{first.polarity} “{first.label}” beside {second.polarity} “{second.label}”"
            breaches.setdefault("pair", Breach(version=profile.version, words=words))
        usual = ratings.at((made or {}).get(profile.version) or profile.as_of or _NEVER)
        if words := _against(profile, events, usual, rec.settings.profile):
            against += 1
            breaches.setdefault("against", Breach(version=profile.version, words=words))
    return Watched(
        versions=len(revisions),
        contradicting=pairs,
        against=against,
        breaches=tuple(breaches.values()),
        operations=dict(sorted(operations.items())),
        rejected=dict(sorted(rejected.items())),
    )


def _against(
    profile: Profile, events: Sequence[Event], usual: RatingScale, settings: ProfileSettings
) -> str:
    """The first living interest that its evidence speaks against, in words; empty without one."""
    at = profile.as_of
    if at is None:
        return ""
    signals = signals_of([e for e in events if e.at <= at], {}, usual)
    for interest in profile.living:
        if not unsorted(interest) and speaks_against(interest, signals, at, settings):
            total = leaning(interest, signals, by_age(signals, at, settings.half_life_long_days))
            return (
                f"{interest.polarity} “{interest.label}”, whose evidence of "
                f"{len(interest.evidence)} sums to {total:+.2f}"
            )
    return ""
