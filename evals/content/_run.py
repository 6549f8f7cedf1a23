"""Running the suite of labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from whyrec.agents.content import Matcher, Vocabulary, ask, completed, load_vocabulary
from whyrec.agents.models import LanguageModel
from whyrec.domain import Feature, Item
from whyrec.errors import InputError, UpstreamError
from whyrec.evals._context import Context
from whyrec.evals._findings import Findings
from whyrec.evals._models import model_of
from whyrec.evals.content._labels import LABELLED, Labelled, Share, labelled, precision, recall
from whyrec.evals.content._spec import ContentSuite
from whyrec.evals.report import Cell, Check, Column, Section, Table, Value
from whyrec.evals.systems import Generations, MeteredModel

RULES = "rules"


class Row(NamedTuple):
    """What one way of describing said of each labelled item."""

    name: str
    said: list[tuple[Feature, ...]]


async def run_content(suite: ContentSuite, context: Context) -> Findings:
    """Describe the labelled items by rules and by a model; answers of an interrupted run are kept.

    Raises:
        InputError: The data set lacks a labelled item.
    """
    data = await context.data(suite.data)
    by_hand = labelled()[: suite.items]
    by_id = {item.id: item for item in data.items}
    missing = [hand.item_id for hand in by_hand if hand.item_id not in by_id]
    if missing:
        raise InputError(f"{data.name} has no item {missing[0]}, which is labelled.")
    items = [by_id[hand.item_id] for hand in by_hand]
    vocabulary = load_vocabulary()
    rows = [Row(RULES, Matcher(vocabulary, data.items).features(items))]
    notes: list[str] = []
    model = model_of(suite.model, context.settings)
    if model is not None:
        generations = Generations(context.cache / "generations.db")
        try:
            asked = await _by_model(MeteredModel(model, generations), vocabulary, items, context)
        finally:
            await model.aclose()
            generations.close()
        rows += _model_rows(model.model, items, rows[0], asked)
        notes.append(_told(asked))
    topics = precision(rows[0].said, by_hand, "topic")
    return Findings(
        summary=[f"{len(items)} items of {data.name}, labelled by hand.", *notes],
        checks=[
            Check(
                name="precision of the rules' topics",
                required=f"≥ {suite.precision_at_least:g}",
                measured=topics.mean,
                passed=topics.mean >= suite.precision_at_least,
            )
        ],
        sections=[Section(title="Words said and words labelled", tables=[_table(rows, by_hand)])],
        provenance={
            **data.provenance,
            "model": model.model if model else "none",
            "vocabulary": str(vocabulary.version),
        },
    )


class Asked(NamedTuple):
    """What a model answered for one item."""

    features: tuple[Feature, ...]
    refused: int = 0
    failed: bool = False


async def _by_model(
    model: LanguageModel, vocabulary: Vocabulary, items: Sequence[Item], context: Context
) -> list[Asked]:
    found = []
    for number, item in enumerate(items, 1):
        try:
            checked = await ask(model, item, vocabulary)
            found.append(Asked(checked.features, len(checked.refused)))
        except UpstreamError:
            found.append(Asked((), failed=True))
        context.progress("asking the model", number, len(items))
    return found


def _model_rows(name: str, items: Sequence[Item], rules: Row, asked: Sequence[Asked]) -> list[Row]:
    """The model's words alone, and as whyrec keeps them."""
    kept = [
        completed(item, one.features, by_code) if one.features else by_code
        for item, one, by_code in zip(items, asked, rules.said, strict=True)
    ]
    return [Row(name, [one.features for one in asked]), Row(f"{name}, with facets and year", kept)]


def _told(asked: Sequence[Asked]) -> str:
    words = sum(len(one.features) for one in asked)
    refused, failed = sum(one.refused for one in asked), sum(one.failed for one in asked)
    return (
        f"Of the model's {words + refused} words the gate refused {refused}; {failed} of "
        f"{len(asked)} items it did not answer for."
    )


def _table(rows: Sequence[Row], by_hand: Sequence[Labelled]) -> Table:
    lines: list[list[Cell]] = []
    for row in rows:
        for kind in LABELLED:
            exact, whole = precision(row.said, by_hand, kind), recall(row.said, by_hand, kind)
            lines.append([row.name, kind, exact.n, _cell(exact), whole.n, _cell(whole)])
    return Table(
        title="Against labels by hand",
        columns=[
            Column(name="by"),
            Column(name="kind"),
            Column(name="said", explanation="words", kind="count"),
            Column(name="precision", kind="interval", better="higher"),
            Column(name="labelled", explanation="words", kind="count"),
            Column(name="recall", kind="interval", better="higher"),
        ],
        rows=lines,
        note="95 % intervals by resampling items. The era is the year's and is not labelled.",
    )


def _cell(share: Share) -> Cell:
    return Value.of(share) if share.n else None
