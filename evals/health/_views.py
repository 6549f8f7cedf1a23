"""The single users from whom most can be learnt."""

from __future__ import annotations

from collections.abc import Sequence

from whyrec.evals.health._features import PROFILE, RECENT
from whyrec.evals.health._outcomes import EditPass, Life
from whyrec.evals.health._section_edits import name_of
from whyrec.evals.report import Candidate, CaseView, Fact


def case_views(lives: Sequence[Life], passes: Sequence[EditPass], last: int) -> list[CaseView]:
    """The worst of each kind, as far as there is one.

    Args:
        lives: All of them.
        passes: What was said.
        last: Updates after which the profile is compared with recent items.
    """
    found = [
        _forgotten(lives),
        _breach(lives, passes),
        _largest(lives),
        _beaten(lives, last),
        *(_unheard(one) for one in passes if one.language == "en"),
    ]
    return [one for one in found if one is not None]


def _forgotten(lives: Sequence[Life]) -> CaseView | None:
    planted = [life for life in lives if life.facts]
    if not planted:
        return None
    worst = min(
        planted,
        key=lambda x: (x.facts[-1].living, x.facts[-1].intact or 0.0, x.facts[-1].share, x.user),
    )
    state = worst.facts[-1]
    what = "lives" if state.living else "is kept aside" if state.kept else "is gone"
    return CaseView(
        title=f"The planted fact that fared worst: {worst.about}",
        why=f"After {state.updates} updates it {what}, with {state.share:.1%} of all liking.",
        facts=[
            Fact(label="user", value=worst.user),
            *(
                Fact(
                    label=f"after {s.updates} updates",
                    value=f"{'living' if s.living else 'kept' if s.kept else 'gone'}, share "
                    f"{s.share:.3f}, {'shown' if s.shown else 'not shown'}",
                )
                for s in worst.facts
            ),
        ],
        profile=worst.text,
    )


def _breach(lives: Sequence[Life], passes: Sequence[EditPass]) -> CaseView | None:
    watched = [(life.user, life.watched, life.text) for life in lives]
    watched += [(one.user, one.watched, "") for each in passes for one in each.users]
    bad = [one for one in watched if one[1].breaches]
    if not bad:
        return None
    user, worst, text = max(bad, key=lambda x: (x[1].contradicting, x[1].against, x[0]))
    return CaseView(
        title=f"The profile that is longest at odds with itself: {user}",
        why=f"In {worst.contradicting} of {worst.versions} versions two interests contradict each "
        f"other, in {worst.against} one is against its evidence.",
        facts=[Fact(label=f"version {b.version}", value=b.words) for b in worst.breaches],
        profile=text,
    )


def _largest(lives: Sequence[Life]) -> CaseView | None:
    sized = [life for life in lives if life.sizes]
    if not sized:
        return None
    largest = max(sized, key=lambda x: (x.sizes[-1].tokens, x.sizes[-1].whole, x.user))
    return CaseView(
        title=f"The largest profile: {largest.user}",
        why="What a prompt gets to see of it, and how it grew.",
        facts=[
            Fact(
                label=f"after {s.updates} updates",
                value=f"{s.tokens} tokens of {s.whole}, {s.living} interests, {s.retired} retired",
            )
            for s in largest.sizes
        ],
        profile=largest.text,
    )


def _beaten(lives: Sequence[Life], last: int) -> CaseView | None:
    predicted = [life for life in lives if last in life.ranks.get(PROFILE, {})]
    if not predicted:
        return None
    worst = max(predicted, key=lambda x: (x.ranks[PROFILE][last] - x.ranks[RECENT][last], x.user))
    return CaseView(
        title=f"Where the profile is furthest behind recent items: {worst.user}",
        why=f"Ranks of the item taken next after {last} updates.",
        facts=[Fact(label=system, value=str(ranks[last])) for system, ranks in worst.ranks.items()],
        profile=worst.text,
    )


def _unheard(one: EditPass) -> CaseView | None:
    if not one.users:
        return None
    side = 1 if one.wish == "more" else -1
    worst = min(one.users, key=lambda u: (side * (u.later - u.before), u.user))
    return CaseView(
        title=f"The least effect of “{name_of(one)}”: user {worst.user}",
        why=f"“{worst.words}”, and the first ten once it was said and ten updates later.",
        facts=[
            Fact(label="topic", value=worst.topic),
            Fact(label="understood", value="yes" if worst.understood else "no"),
            Fact(label="share before", value=f"{worst.before:.0%}"),
            Fact(label="share after", value=f"{worst.after:.0%}"),
            Fact(label="share later", value=f"{worst.later:.0%}"),
        ],
        candidates=[
            Candidate(rank=rank, title=title) for rank, title in enumerate(worst.titles, 1)
        ],
    )
