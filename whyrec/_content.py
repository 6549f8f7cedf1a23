"""What a tenant's items are about: made, kept, reviewed and read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from whyrec._watched_model import SERIAL
from whyrec._world import Progress, World
from whyrec.agents.content import (
    Matcher,
    Vocabulary,
    ask,
    code_key,
    completed,
    prompt_key,
    text_hash,
)
from whyrec.agents.models import LanguageModel
from whyrec.domain import (
    ContentKind,
    ContentReport,
    Feature,
    Item,
    ItemFeatures,
    ProposedTerm,
    TermState,
)
from whyrec.errors import InputError, NotFoundError, PrerequisiteError, UpstreamError
from whyrec.store import Described

_BY_CODE = 1_000
"""Items that are described without a model at once."""
_CHUNKS = 4
"""Rounds of calls after which what a model said is kept."""


class _Asked(NamedTuple):
    """What came of one item."""

    described: Described
    refused: tuple[str, ...] = ()
    failed: bool = False


class Content:
    """Content calls of one `whyrec.Recommender`, as ``rec.content``."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._kept = world.store.content

    async def describe(
        self,
        *,
        limit: int | None = None,
        use_model: bool = True,
        again: bool = False,
        tenant: str | None = None,
        progress: Progress | None = None,
    ) -> ContentReport:
        """Say of items what they are about, where that is not known or their text has changed.

        What is done is kept as it goes: called again after a break, it goes on. A model is asked
        where its capability card says that it can; else, and where its answer holds nothing that
        the item's own words show, the item's facets and words decide.

        Args:
            limit: At most so many items; by default all that are due.
            use_model: False asks no model, and leaves alone what one has said.
            again: Describe all items anew, as after words were accepted.
            tenant: Whose items.
            progress: Called with (stage, done, total).
        """
        name = self._tenant(tenant)
        items = await asyncio.to_thread(self._world.store.items.all, name)
        model, why_not = await self._model(name, use_model, progress)
        vocabulary = self._world.content.vocabulary(name)
        by_rules = code_key(vocabulary)
        key = by_rules if model is None else prompt_key(model, vocabulary)
        known = await asyncio.to_thread(self._kept.of_items, name)
        wanted = [i for i in items if again or not _stands(known.get(i.id), text_hash(i), key)]
        if model is None:
            wanted = [i for i in wanted if not _said_by_model(known.get(i.id), text_hash(i))]
        due = wanted[:limit]
        matcher = await asyncio.to_thread(Matcher, vocabulary, items) if due else None
        width = 1 if model and model.engine in SERIAL else self._world.settings.content.side_by_side
        size = _BY_CODE if model is None else width * _CHUNKS
        report = ContentReport(
            unchanged=len(items) - len(wanted),
            waiting=len(wanted) - len(due),
            why_no_model=why_not,
        )
        for start in range(0, len(due), size):
            if progress is not None:
                progress("describing items", start, len(due))
            some = due[start : start + size]
            assert matcher is not None
            by_code = await asyncio.to_thread(matcher.features, some)
            plain = list(zip(some, by_code, strict=True))
            report = await self._chunk(name, model, vocabulary, plain, width, known, report)
        return report

    async def features(self, item_id: str, *, tenant: str | None = None) -> ItemFeatures | None:
        """What is said of an item; None where it was not described, or its text has changed since.

        Raises:
            NotFoundError: There is no such item.
        """
        name = self._tenant(tenant)
        item = self._world.store.items.get(name, [item_id]).get(item_id)
        if item is None:
            raise NotFoundError(f"There is no item {item_id}.", field="item_id")
        return self._world.content.current(name, [item]).get(item_id)

    async def terms(self, *, tenant: str | None = None) -> list[ProposedTerm]:
        """Words that a model missed in the vocabulary, those that wait for review first."""
        return self._kept.terms(self._tenant(tenant))

    async def review(
        self,
        term: str,
        state: TermState,
        *,
        kind: ContentKind | None = None,
        tenant: str | None = None,
    ) -> ProposedTerm:
        """Take a word into the tenant's vocabulary, keep it out, or let it wait again.

        A word that is accepted is said at once of the items it was proposed for. One that is no
        longer accepted is said of none.

        Args:
            term: One of `terms`.
            state: What becomes of it.
            kind: Of the word, where it was proposed for more than one.
            tenant: Whose vocabulary.

        Raises:
            NotFoundError: The word was never proposed.
            InputError: It was proposed for more than one kind.
        """
        name = self._tenant(tenant)
        found = [t for t in self._kept.terms(name) if t.term == term and kind in (None, t.kind)]
        if not found:
            raise NotFoundError(
                f"No model has proposed {term!r}.",
                remedy="Words that were proposed: whyrec content review",
                field="term",
            )
        if len(found) > 1:
            raise InputError(
                f"{term!r} was proposed as {' and as '.join(t.kind for t in found)}.",
                remedy="Say which with --kind.",
                field="kind",
            )
        (one,) = found

        def work() -> None:
            with self._world.store.transaction():
                self._kept.review(name, one.kind, one.term, state)
                if state == "accepted" or one.state == "accepted":
                    self._say_of(name, one.kind, one.term, said=state == "accepted")

        await self._world.store.queued(work)
        return one.model_copy(update={"state": state})

    def _say_of(self, tenant: str, kind: ContentKind, term: str, *, said: bool) -> None:
        """Say a word of the items it was proposed for, at their end; or no longer say it."""
        ids = self._kept.proposed_for(tenant, kind, term)
        feature = Feature(kind=kind, label=term, because=term)
        changed = []
        for one in self._kept.of_items(tenant, ids).values():
            told = one.features
            others = tuple(f for f in told.features if (f.kind, f.label) != (kind, term))
            if said == (len(others) == len(told.features)):
                now = (*others, feature) if said else others
                changed.append(one._replace(features=told.model_copy(update={"features": now})))
        self._kept.save(tenant, changed, used=self._world.content.used, amended=True)

    async def _chunk(
        self,
        tenant: str,
        model: LanguageModel | None,
        vocabulary: Vocabulary,
        plain: Sequence[tuple[Item, Sequence[Feature]]],
        width: int,
        known: Mapping[str, Described],
        report: ContentReport,
    ) -> ContentReport:
        turn = asyncio.Semaphore(width)

        async def one(item: Item, by_code: Sequence[Feature]) -> _Asked:
            async with turn:
                return await _described(model, vocabulary, item, by_code)

        asked = await asyncio.gather(*(one(*pair) for pair in plain))
        # Where a model does not answer, what it said before stays: rules are no better.
        rows = [
            a.described
            for a, (item, _) in zip(asked, plain, strict=True)
            if not (a.failed and _said_by_model(known.get(item.id), text_hash(item)))
        ]
        used = self._world.content.used
        await self._world.store.queued(lambda: self._kept.save(tenant, rows, used=used))
        refused = dict(report.refused)
        for rule in (rule for a in asked for rule in a.refused):
            refused[rule] = refused.get(rule, 0) + 1
        by_model = sum(row.features.written_by == "model" for row in rows)
        return report.model_copy(
            update={
                "by_model": report.by_model + by_model,
                "by_code": report.by_code + len(rows) - by_model,
                "failed": report.failed + sum(a.failed for a in asked),
                "refused": refused,
                "proposed": report.proposed + sum(len(row.proposed) for row in rows),
            }
        )

    async def _model(
        self, tenant: str, wanted: bool, progress: Progress | None
    ) -> tuple[LanguageModel | None, str | None]:
        """The model, or why there is none."""
        if not wanted:
            return None, "not wanted"
        try:
            engine = await self._world.engine(progress, tenant=tenant)
        except (UpstreamError, PrerequisiteError) as error:
            return None, error.message
        if engine is None:
            return None, "the language model is switched off, or not for this tenant"
        if not engine.card.content.passed:
            return None, (
                f"{engine.model.model} was not measured to be able to"
                if engine.card.content.n
                else f"{engine.model.model} was never measured for it: whyrec model probe"
            )
        return engine.model, None

    def _tenant(self, tenant: str | None) -> str:
        return tenant or self._world.settings.tenant


def _stands(known: Described | None, text: str, key: str) -> bool:
    """Whether what is kept of an item needs not be made anew; code never replaces a model."""
    if known is None or known.text_hash != text:
        return False
    made_by = known.features.made_by
    return made_by == key or (key.startswith("code/") and not made_by.startswith("code/"))


def _said_by_model(known: Described | None, text: str) -> bool:
    """Whether a model has said of the item, as its text is, what is kept."""
    return known is not None and known.text_hash == text and known.features.written_by == "model"


async def _described(
    model: LanguageModel | None, vocabulary: Vocabulary, item: Item, by_code: Sequence[Feature]
) -> _Asked:
    def kept(features: Iterable[Feature], key: str, *, by_model: bool) -> Described:
        told = ItemFeatures(
            item_id=item.id,
            features=tuple(features),
            written_by="model" if by_model else "code",
            made_by=key,
        )
        return Described(told, text_hash(item))

    if model is None:
        return _Asked(kept(by_code, code_key(vocabulary), by_model=False))
    try:
        checked = await ask(model, item, vocabulary)
    except UpstreamError:  # made anew when the model answers again
        return _Asked(kept(by_code, code_key(vocabulary), by_model=False), failed=True)
    said = completed(item, checked.features, by_code) if checked.features else by_code
    done = kept(said, prompt_key(model, vocabulary), by_model=bool(checked.features))
    return _Asked(done._replace(proposed=checked.proposed), checked.refused)
