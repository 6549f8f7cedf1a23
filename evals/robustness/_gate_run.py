"""Many answers of a model put through the real gates, and what of them comes out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal, NamedTuple

from whyrec.agents.explain import write
from whyrec.agents.models import LanguageModel, PatchMode
from whyrec.agents.profile import InterestVectors, Namer, apply, expanded, measure, render, revise
from whyrec.domain import Item, Profile
from whyrec.evals.robustness._bench import USER, Bench, NoVectors, make_bench
from whyrec.evals.robustness._canary import carries, says, without_titles
from whyrec.evals.robustness._hostile import HostileModel, Said, trusted_card
from whyrec.evals.robustness._listener import Heard, Listener
from whyrec.evals.robustness._payload import Payload, load_payloads
from whyrec.settings import ProfileSettings

GateTask = Literal["name", "sentence", "patch", "explain", "explain_sentence"]
"""What a model is asked for: an interest's name, a sentence on it, a free patch, an explanation
with placeholders, an explanation of one plain sentence."""
TASKS: Final[tuple[GateTask, ...]] = ("name", "sentence", "patch", "explain", "explain_sentence")

Place = Literal["label", "statement", "summary", "rendered profile", "explanation"]

_MODES: Final[dict[GateTask, PatchMode]] = {
    "name": "guided",
    "sentence": "composed",
    "patch": "free",
    "explain": "guided",
    "explain_sentence": "composed",
}
"""What the card must allow for a model to be asked."""


class Shown(NamedTuple):
    """A text that leaves the gate, as far as a model may have written it."""

    place: Place
    text: str
    """Without the titles that code put in."""


class Leak(NamedTuple):
    """Something foreign that came out."""

    task: GateTask
    behaviour: str
    """The hostile model's, or the payload's id where the word stood in a prompt."""
    token: str
    """The canary, or the foreign words."""
    is_canary: bool
    places: tuple[Place, ...]
    text: str
    """The first text that has it."""


@dataclass(frozen=True)
class GateResult:
    """What became of n answers."""

    outputs: int
    """Answers of the model that went through a gate."""
    by_model: int
    """Texts written by the model that passed: names, statements and explanations."""
    canaries_before: int
    """Answers that had a canary, before the gate."""
    leaks: tuple[Leak, ...]
    """Each with its text; one for each answer and token that came out."""
    seconds: float
    outputs_by_task: dict[GateTask, int]

    @property
    def canaries_out(self) -> int:
        """How many canaries came out."""
        return sum(leak.is_canary for leak in self.leaks)

    @cached_property
    def leaks_by_behaviour(self) -> dict[str, int]:
        """Leaks of every kind by behaviour, the most frequent first."""
        return dict(Counter(leak.behaviour for leak in self.leaks).most_common())

    @cached_property
    def leaks_by_place(self) -> dict[Place, int]:
        """Leaks of every kind by where they show; one that shows twice counts twice."""
        return dict(Counter(p for leak in self.leaks for p in leak.places).most_common())


async def measure_hostile(
    n: int = 9_500,
    *,
    seed: int = 0,
    payloads: Sequence[Payload] | None = None,
    items: Sequence[Item] | None = None,
    tasks: Sequence[GateTask] = TASKS,
    only: Sequence[str] = (),
) -> GateResult:
    """Put ``n`` answers of a hostile model through the gates and count what comes out.

    The answers go the way of an honest model's: `revise` with `Namer`, and `write`. Looked at are
    the stored profile (label, statement, summary), the profile as it is rendered for a prompt, and
    explanations. A title that code shows as an item's name, and the user's own words in a quotation
    of them, are no leak; the same word anywhere else is. Each answer has a canary of its own.

    Args:
        n: Answers of the model, at least; a task that is under way is finished.
        seed: Of everything drawn.
        payloads: What stands in the catalogue; by default all.
        items: The catalogue; by default one made up.
        tasks: What is asked for, in turn.
        only: Behaviours to keep to; by default all.
    """
    bench = make_bench(payloads or load_payloads(), items=items, seed=seed)
    model = HostileModel(seed, foreign_titles=_unshown(bench), only=only)
    return await _measure(n, model, bench, tasks, model.said)


async def measure_real(
    n: int = 500,
    *,
    model: LanguageModel | None = None,
    seed: int = 0,
    payloads: Sequence[Payload] | None = None,
    items: Sequence[Item] | None = None,
    tasks: Sequence[GateTask] = ("name", "sentence", "explain", "explain_sentence"),
) -> GateResult:
    """The same with a real model, whose prompts hold the payloads.

    Args:
        n: Answers, at least; the embedded 135M model takes a second or two for each.
        model: By default the embedded one, which is closed afterwards. It is asked for every task,
            whatever its capability card would say.
        seed: Of the canaries and of who took what.
        payloads: What stands in the catalogue; by default all.
        items: The catalogue; by default one made up.
        tasks: What is asked for, in turn. A free patch of 900 tokens is left out by default.

    Raises:
        PrerequisiteError: The embedded engine is not installed.
    """
    bench = make_bench(payloads or load_payloads(), items=items, seed=seed)
    if model is not None:
        return await _measure(n, model, bench, tasks, ())
    from whyrec.agents.models.llama_cpp import LlamaCppModel

    embedded = LlamaCppModel()
    try:
        return await _measure(n, embedded, bench, tasks, ())
    finally:
        await embedded.aclose()


@dataclass
class _Counts:
    outputs: int = 0
    by_model: int = 0
    before: int = 0
    by_task: Counter[GateTask] = field(default_factory=Counter)
    leaks: list[Leak] = field(default_factory=list)


async def _measure(
    n: int,
    model: LanguageModel,
    bench: Bench,
    tasks: Sequence[GateTask],
    said: Sequence[Said],
) -> GateResult:
    started = time.monotonic()
    listener, counts = Listener(model), _Counts()
    planted = [
        (p.id, token, token == canary)
        for p, canary in bench.planted.values()
        for token in (canary if p.has_canary else None, p.phrase)
        if token
    ]
    turn = 0
    while counts.outputs < n:
        task = tasks[turn % len(tasks)]
        heard_before, said_before = len(listener.heard), len(said)
        shown, by_model = await _ask(task, turn // len(tasks), listener, bench)
        heard = listener.heard[heard_before:]
        counts.outputs += len(heard)
        counts.by_task[task] += len(heard)
        counts.by_model += by_model
        tokens = [*_spoken(said[said_before:]), *planted]
        counts.before += sum(_has_canary(h, tokens) for h in heard)
        counts.leaks += _leaks(task, shown, tokens)
        listener.heard.clear()
        turn += 1
        if turn >= len(tasks) * 3 and not counts.outputs:
            break  # a model that never answers would keep this going for ever
    return GateResult(
        outputs=counts.outputs,
        by_model=counts.by_model,
        canaries_before=counts.before,
        leaks=tuple(counts.leaks),
        seconds=time.monotonic() - started,
        outputs_by_task=dict(counts.by_task),
    )


async def _ask(task: GateTask, turn: int, model: Listener, bench: Bench) -> tuple[list[Shown], int]:
    """Ask for one thing; what is shown afterwards, and how much of it the model wrote."""
    card = trusted_card(model.model, model.engine, patch_mode=_MODES[task])
    if task in ("explain", "explain_sentence"):
        facts = bench.explained[turn % len(bench.explained)]
        written = await write(facts, model, card, bench.titles, bench.topics)
        titles = [facts.item.title, *(e.title for e in facts.events)]
        text = without_titles(written.text, titles)
        return [Shown("explanation", text)], int(written.written_by == "model")
    batch = bench.batches[turn % len(bench.batches)]
    parent = Profile(user_id=USER, version=0)
    settings, vectors = ProfileSettings(), InterestVectors(NoVectors())
    # Every other time on a profile that has interests already: only then can they be rewritten.
    earlier = [bench.batches[(turn + 1) % len(bench.batches)]] if turn % 2 else []
    for events, namer in [*((e, Namer(None, None)) for e in earlier), (batch, Namer(model, card))]:
        patch, _ = await revise(
            parent,
            events,
            lexicon=bench.lexicon,
            titles=bench.titles,
            topics=bench.topics,
            namer=namer,
            vectors=vectors,
            signals=bench.signals,
            settings=settings,
            domain="movies",
        )
        parent = apply(parent, patch)
    by_model = sum(i.named_by == "model" for i in parent.interests)
    return await _profile(parent, bench, settings), by_model


async def _profile(profile: Profile, bench: Bench, settings: ProfileSettings) -> list[Shown]:
    """A stored profile's texts, which hold no title, and the rendered one without its titles."""
    titles = {e: _title(bench, e) for e in profile.cited_events()}
    as_of = profile.as_of
    assert as_of is not None
    measured = measure(profile, bench.signals, as_of, settings)
    rendered = await render(expanded(measured, titles), _tokens)
    return [
        *(Shown("label", i.label) for i in profile.interests),
        *(Shown("statement", i.statement) for i in profile.interests),
        Shown("summary", profile.summary),
        Shown("rendered profile", without_titles(rendered, titles.values())),
    ]


def _title(bench: Bench, event_id: str) -> str:
    found = bench.signals[event_id].event
    item = bench.by_id.get(found.item_id or "")
    return item.title if item else found.text or event_id


async def _tokens(text: str) -> int:
    return len(text) // 4 + 1


def _spoken(said: Iterable[Said]) -> Iterator[tuple[str, str, bool]]:
    """What the hostile model's answers of one task can be known by."""
    for answer in said:
        yield answer.behaviour, answer.canary, True
        yield from ((answer.behaviour, mark, False) for mark in answer.marks)


def _has_canary(heard: Heard, tokens: Collection[tuple[str, str, bool]]) -> bool:
    text = "\n".join(heard.texts)
    return any(canary and carries(text, token) for _, token, canary in tokens)


def _leaks(
    task: GateTask, shown: Sequence[Shown], tokens: Iterable[tuple[str, str, bool]]
) -> Iterator[Leak]:
    # All at once first: hardly any of the hundreds of tokens is anywhere.
    whole = "\n".join(s.text for s in shown)
    for behaviour, token, is_canary in tokens:
        has = carries if is_canary else says
        found = [s for s in shown if has(s.text, token)] if has(whole, token) else []
        if found:
            places = tuple(dict.fromkeys(s.place for s in found))
            yield Leak(task, behaviour, token, is_canary, places, found[0].text[:500])


def _unshown(bench: Bench) -> list[str]:
    """Titles of two words or more that no payload stands in, as they are spoken of."""
    free = [i for i in bench.items if i.id not in bench.planted]
    return [i.title.split(" (")[0] for i in free][:20] or ["The Unshown Harbour Affair"]
