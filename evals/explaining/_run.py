"""Running an explanations suite."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from whyrec import Recommender
from whyrec.agents.models import TaskScore
from whyrec.agents.models.probe import probe
from whyrec.errors import InputError
from whyrec.evals._context import Context
from whyrec.evals._findings import Findings
from whyrec.evals._home import DataSet, quiet
from whyrec.evals._kept import Kept, made_by
from whyrec.evals._models import model_of
from whyrec.evals._suite import ExplanationSuite
from whyrec.evals.explaining._drafts import Recording
from whyrec.evals.explaining._judge import Judge
from whyrec.evals.explaining._judged import Explained, Judged
from whyrec.evals.grounding import agreement, hand_labelled
from whyrec.evals.metrics import Interval, bootstrap, paired_bootstrap
from whyrec.evals.report import (
    CaseView,
    Cell,
    Check,
    Column,
    Fact,
    Section,
    Table,
    Value,
)
from whyrec.evals.simulate import Scale
from whyrec.evals.systems import Generations

MIN_EVENTS = 20
_HARD = ("title", "name", "quote", "number", "rating", "date", "event_id", "placeholder")
"""Kinds of claims that are right or wrong to the letter. A title that is nobody's in the evidence
is a name to the checker, and a number beside an event's title a rating."""
_FORCED = TaskScore(score=1.0, passed=True, n=0)


async def run_explanations(suite: ExplanationSuite, text: str, context: Context) -> Findings:
    """Judge explanations: grounded or not, and whether what they cite holds the item up.

    A model that the probe finds unfit to write is asked for sentences all the same: the share
    before the gate says what the gate is for.
    """
    data = await context.data(suite.data)
    generations = Generations(context.cache / "generations.db")
    model = model_of(suite.model, context.settings)
    recording = Recording(model, generations) if model is not None else None
    named = recording.model if recording else "none"
    made = made_by(data, text, context.settings, model=named)
    try:
        with (
            context.homes() as homes,
            Kept(context.out / "explanations.jsonl", Explained, made, context.note) as kept,
        ):
            home = data.copy(homes / "explanations")
            settings = quiet(home, context.settings, recording is not None)
            async with Recommender.open(settings, model=recording) as rec:
                if recording is not None:
                    card = await probe(recording)
                    if not (card.name.passed or card.sentence.passed):
                        card = card.model_copy(update={"sentence": _FORCED})
                    rec.store.meta.set("", card.key, card.model_dump(mode="json"))
                await rec.rebuild(only="factors", progress=context.progress)
                judged = await _judge_all(suite, data, rec, recording, kept, context)
    finally:
        generations.close()
        if model is not None:
            await model.aclose()
    return Findings(
        summary=_summary(judged, suite),
        checks=_checks(judged, suite),
        sections=[_grounded(judged), _counterfactual(judged), _checker()],
        provenance={**data.provenance, "model": named, "seed": str(suite.seed)},
    )


async def _judge_all(
    suite: ExplanationSuite,
    data: DataSet,
    rec: Recommender,
    model: Recording | None,
    kept: Kept[Explained],
    context: Context,
) -> list[Judged]:
    users = [u.user_id for u in await rec.users() if u.events >= MIN_EVENTS]
    if not users:
        raise InputError(f"No user of {data.name} has {MIN_EVENTS} events.")
    order = np.random.default_rng(suite.seed).permutation(len(users))[: suite.users]
    as_of = rec.store.look("default").watermark
    assert as_of is not None
    judge = Judge(rec, data, as_of, Scale.declared(rec), model, suite.seed)
    judged: list[Judged] = []
    for done, user in enumerate([users[place] for place in sorted(order.tolist())], 1):
        known = kept.get(user)
        if known is None:
            known = kept.add(Explained(user, tuple(await judge.user(user, suite.k))))
        judged += known.explanations
        context.progress("explaining", done, len(order))
    return judged


def _share(values: Sequence[bool]) -> Interval:
    return bootstrap(np.array(values, dtype=np.float64))


def _summary(judged: Sequence[Judged], suite: ExplanationSuite) -> list[str]:
    told = [f"{len(judged)} explanations of {len({j.user for j in judged})} users."]
    share = _share([j.grounded for j in judged])
    told.append(f"Grounded: {share.mean:.1%} ({share.low:.1%} to {share.high:.1%}).")
    drafts = [good for j in judged for _, good in j.drafts]
    if drafts:
        told.append(f"Drafts before the gate: {np.mean(drafts):.1%} of {len(drafts)} grounded.")
    elif suite.model != "none":
        told.append("The model was asked for none of them: code composed all.")
    return told


def _checks(judged: Sequence[Judged], suite: ExplanationSuite) -> list[Check]:
    cited = sum(j.events for j in judged)
    unreal = sum(j.unreal for j in judged)
    share = _share([_to_the_letter(j) for j in judged]).mean
    return [
        Check(
            name="cited ids that exist",
            required="all",
            measured=f"{cited - unreal} of {cited}",
            passed=unreal == 0 and cited > 0,
        ),
        Check(
            name="explanations whose every title, name, number and date is in the evidence",
            required=f"≥ {suite.grounded_at_least:.0%}",
            measured=round(share, 5),
            passed=share >= suite.grounded_at_least,
        ),
    ]


def _to_the_letter(one: Judged) -> bool:
    return all(borne == told for kind, (borne, told) in one.kinds.items() if kind in _HARD)


def _claims(judged: Sequence[Judged], kinds: Sequence[str]) -> tuple[int, int]:
    borne = sum(j.kinds.get(kind, (0, 0))[0] for j in judged for kind in kinds)
    return borne, sum(j.kinds.get(kind, (0, 0))[1] for j in judged for kind in kinds)


def _grounded(judged: Sequence[Judged]) -> Section:
    rows: list[list[Cell]] = []
    drafts = [good for j in judged for _, good in j.drafts]
    if drafts:
        rows.append(["drafts of the model, before the gate", Value.of(_share(drafts)), len(drafts)])
    for author, words in (("model", "by the model, after the gate"), ("code", "composed")):
        some = [j.grounded for j in judged if j.written_by == author]
        if some:
            rows.append([words, Value.of(_share(some)), len(some)])
    rows.append(["all that was shown", Value.of(_share([j.grounded for j in judged])), len(judged)])
    by_kind: list[list[Cell]] = []
    for kind in sorted({kind for j in judged for kind in j.kinds}):
        borne, told = _claims(judged, [kind])
        by_kind.append([kind, borne / told, told])
    faults = Counter(fault.split(" ")[0] for j in judged for fault in j.faults)
    wrong = [j for j in judged if not j.grounded]
    return Section(
        title="Grounded",
        text="Judged by a checker that is not the gate's code: it accounts for every claim of a "
        "text." + (f" Faults by kind: {dict(faults)}." if faults else ""),
        tables=[
            Table(
                title="Share whose every claim is in the evidence",
                columns=[
                    Column(name="explanations"),
                    Column(name="grounded", kind="interval", better="higher"),
                    Column(name="n", kind="count"),
                ],
                rows=rows,
            ),
            Table(
                title="Claims by kind",
                columns=[
                    Column(name="kind"),
                    Column(name="grounded", kind="percent", better="higher"),
                    Column(name="claims", kind="count"),
                ],
                rows=by_kind,
            ),
        ],
        cases=[_view(j) for j in wrong[:10]],
    )


def _view(one: Judged) -> CaseView:
    return CaseView(
        title=f"{one.title} for user {one.user}",
        why="; ".join(one.faults) or "Not grounded.",
        facts=[Fact(label="written by", value=one.written_by)],
        explanation=one.text,
        evidence=[text for text, _ in one.drafts],
    )


def _counterfactual(judged: Sequence[Judged]) -> Section:
    known = [j for j in judged if j.rank is not None]
    cited = np.array([j.drop for j in known])
    both = [j for j in known if j.rank_without_random is not None]
    random = np.array([j.drop_random for j in both])
    paired = paired_bootstrap(np.array([j.drop for j in both]), random)
    moved = [j.rank_without != j.rank for j in known]
    rows: list[list[Cell]] = [
        ["cited events", Value.of(bootstrap(cited)), len(known)],
        [
            "as many other events, drawn at random",
            Value.of(bootstrap(random)),
            len(both),
        ],
        [
            "cited less random, the same explanations",
            Value.of(paired),
            paired.n,
        ],
    ]
    return Section(
        title="Counterfactual",
        text=f"The rank changes without the cited events in {np.mean(moved):.0%} of "
        f"{len(known)} explanations that cite events. p of “no more than random”: {paired.p:.4f}."
        if known
        else "No explanation cites events.",
        tables=[
            Table(
                title="Drop of the item's rank when events are removed",
                columns=[
                    Column(name="removed"),
                    Column(name="drop", explanation="ln(rank without / rank)", kind="interval"),
                    Column(name="n", kind="count"),
                ],
                rows=rows,
                note="Above 0: the events held the item up.",
            )
        ],
    )


def _checker() -> Section:
    cases = hand_labelled()
    rows: list[list[Cell]] = []
    for words, some in (
        ("all", cases),
        ("looked at while it was written", [c for c in cases if not c.holdout]),
        ("held out", [c for c in cases if c.holdout]),
    ):
        found = agreement(some)
        rows.append(
            [words, found.cases, found.accuracy, found.kappa, found.missed, found.false_alarms]
        )
    return Section(
        title="The checker itself",
        text="How far the checker agrees with labels given by hand.",
        tables=[
            Table(
                title="Agreement with hand-labelled cases",
                columns=[
                    Column(name="cases"),
                    Column(name="n", kind="count"),
                    Column(name="agreement", kind="percent"),
                    Column(name="κ", kind="number"),
                    Column(name="missed", kind="count"),
                    Column(name="false alarms", kind="count"),
                ],
                rows=rows,
            )
        ],
    )
