"""Running a suite of profile health."""

from __future__ import annotations

from collections.abc import Sequence

from whyrec.evals._context import Context
from whyrec.evals._findings import Findings
from whyrec.evals._kept import Kept, made_by
from whyrec.evals._models import model_of
from whyrec.evals._suite import HealthSuite
from whyrec.evals.health._checks import checks
from whyrec.evals.health._features import PROFILE, RECENT
from whyrec.evals.health._figures import GROUPS
from whyrec.evals.health._homes import Homes
from whyrec.evals.health._outcomes import EditPass, Life
from whyrec.evals.health._predicted import PREDICTED, Claim, claims
from whyrec.evals.health._section_edits import edits_section
from whyrec.evals.health._section_facts import fact_states, facts_section
from whyrec.evals.health._section_predict import mean_ndcg, predict_section
from whyrec.evals.health._section_rules import rules_section
from whyrec.evals.health._section_size import size_section
from whyrec.evals.health._trial import Trial
from whyrec.evals.health._views import case_views
from whyrec.evals.report import Section
from whyrec.evals.systems import Generations, MeteredModel


async def run_health(suite: HealthSuite, text: str, context: Context) -> Findings:
    """Run a suite of profile health; goes on where an interrupted run of it stopped.

    Args:
        suite: The suite.
        text: Its YAML, for the report.
        context: Folders and settings.

    Raises:
        InputError: The suite names what there is not, or the data set is too small for it.
        PrerequisiteError: Its model is not installed.
    """
    data = await context.data(suite.data)
    model = model_of(suite.model, context.settings)
    generations = Generations(context.cache / "generations.db")
    metered = MeteredModel(model, generations) if model else None
    named = metered.model if metered else "none"
    homes = Homes(data, context, metered)
    made = made_by(data, text, context.settings, model=named)
    lives = Kept(context.out / "lives.jsonl", Life, made, context.note)
    passes = Kept(context.out / "edits.jsonl", EditPass, made, context.note)
    if lives.begun_anew:
        homes.clean()
    try:
        trial = Trial(suite, homes, context.progress)
        followed = [
            *await trial.real(lives),
            *await trial.batched(lives),
            *await trial.simulated(lives),
        ]
        said = await trial.edits(passes)
        homes.clean()
    finally:
        lives.close()
        passes.close()
        generations.close()
        if model is not None:
            await model.aclose()
    claimed = claims(
        followed, min(suite.predict_at), max(suite.predict_at), suite.around, suite.margin
    )
    return Findings(
        summary=[*trial.plan.notes, *_summary(suite, followed)],
        checks=checks(suite, followed, said, claimed),
        sections=_sections(suite, followed, said, claimed),
        provenance={**data.provenance, "model": named, "seed": str(suite.seed)},
    )


def _sections(
    suite: HealthSuite,
    lives: Sequence[Life],
    passes: Sequence[EditPass],
    claimed: Sequence[Claim],
) -> list[Section]:
    return [
        size_section(lives, suite.tokens_at_most),
        facts_section(lives, suite.liked, suite.confirm_every),
        rules_section(lives, passes),
        edits_section(passes),
        predict_section(
            lives,
            claimed,
            at=sorted(set(suite.predict_at)),
            around=suite.around,
            candidates=suite.candidates,
        ),
        Section(title="Single cases", cases=case_views(lives, passes, max(suite.predict_at))),
    ]


def _summary(suite: HealthSuite, lives: Sequence[Life]) -> list[str]:
    updates = sum(life.watched.versions for life in lives)
    told = [f"{len(lives)} users were followed through {updates:,} updates of one event each."]
    for group, words in (("confirmed", "now and then confirmed"), ("never", "never again shown")):
        states = fact_states(lives, "confirmed" if group == "confirmed" else "never")
        if states:
            since, found = max(states.items())
            living, kept = (sum(getattr(s, a) for s in found) for a in ("living", "kept"))
            told.append(
                f"Of {len(found)} planted facts, {words}, {living} live after {since} updates and "
                f"{kept} are kept."
            )
    last = max(suite.predict_at)
    for predicted in PREDICTED:
        own, recent = (
            mean_ndcg(lives, predicted, system, last, suite.around) for system in (PROFILE, RECENT)
        )
        told.append(
            f"The next item after {last} events, users {GROUPS[predicted]}: NDCG@10 {own:.3f} by "
            f"{PROFILE}, {recent:.3f} by {RECENT}."
        )
    return told
