import json
from typing import get_args

import pytest

from tests.fakes import ScriptedModel
from whyrec.agents.models import CapabilityCard, Task, TaskScore, card_key
from whyrec.agents.models import _probe_tasks as tasks
from whyrec.agents.models.probe import THRESHOLDS, probe
from whyrec.errors import UpstreamError


def perfect():
    """A model that answers every built-in case as a good one would."""
    cases = tasks.cases()

    def parse(call):
        if call.schema.__name__ == "InterestName":
            case = next(c for c in cases["name"] if c["events"][0]["title"] in call.prompt)
            verb = "Likes" if case["polarity"] == "like" else "Dislikes"
            topic = " and ".join(case["facets"])
            return {"label": f"{topic} films", "statement": f"{verb} films of {topic}."}
        if call.schema.__name__ == "DraftPatch":
            case = next(c for c in cases["patch"] if c["events"][0]["title"] in call.prompt)
            event = case["events"][0]
            verb = "Likes" if event["sign"] == "+" else "Dislikes"
            genre = event["facets"].split(", ")[0]
            return {
                "operations": [
                    {
                        "op": "add",
                        "label": f"{genre} films",
                        "statement": f"{verb} {genre} films such as [e1].",
                        "polarity": verb[:-1].lower(),
                        "evidence": ["e1"],
                    }
                ]
            }
        if call.schema.__name__ == "ItemContent":
            return content(call)
        case = next(c for c in tasks.ranking_cases() if c.profile in call.prompt)
        line = next(
            line
            for line in call.prompt.splitlines()
            for right in titles_of(case)
            if line.startswith("c") and line.endswith(f": {right}")
        )
        return {"ranking": [line.split(":")[0]]}

    def content(call):
        case = next(c for c in cases["content"] if c["text"] in call.prompt)
        said = {"topics": [], "moods": [], "audiences": [], "eras": [], "proposed": []}
        for word in case["expected"]:
            kind, label = word.split("=")
            shown = " ".join(case["text"].rstrip(".").split()[-2:])
            said[f"{kind}s"].append({"because": shown, "label": label})
        return said

    def titles_of(case):
        return next(t["titles"] for t in cases["tastes"] if f"likes {t['label']}," in case.profile)

    def chat(call):
        line = call.prompt.splitlines()[-1]
        verb, _, topic = line.partition(": ")
        return f"{verb} films of {topic.replace(', ', ' and ')}."

    def likelihood(call):
        for text, right in cases["route"]["lines"]:
            if f"Person: {text}\nWants:" in call.prompt:
                return [-1.0 if c.strip() == right else -9.0 for c in call.continuations]
        for case in tasks.ranking_cases():
            if case.profile in call.prompt:
                own = titles_of(case)
                return [-1.0 if c.strip() in own else -9.0 for c in call.continuations]
        return [-5.0] * len(call.continuations)

    return ScriptedModel(on_chat=chat, on_parse=parse, on_likelihood=likelihood)


async def test_a_good_model_passes_everything():
    card = await probe(perfect())
    failed = {t: getattr(card, t) for t in get_args(Task) if not getattr(card, t).passed}
    assert failed == {}
    assert card.patch_mode == "free"
    assert card.judge == "likelihood"
    assert (card.engine, card.model) == ("llama_cpp", "scripted")


async def test_a_model_that_talks_garbage_passes_nothing_and_is_asked_little():
    model = ScriptedModel(mood="garbage")
    card = await probe(model)
    assert not any(getattr(card, task).passed for task in get_args(Task))
    assert card.patch_mode == "composed"
    assert card.patch.failure
    assert card.patch.n == 0
    assert model.count() < 40


async def test_a_hostile_model_passes_nothing_that_writes():
    def likelihood(call):
        return [-1.0] * len(call.continuations)

    model = ScriptedModel(mood="hostile")
    model.on_likelihood = likelihood
    card = await probe(model)
    assert not any((card.patch.passed, card.name.passed, card.sentence.passed))
    assert card.likelihood.failure
    assert card.judge is None


async def test_a_dead_engine_cannot_be_probed():
    with pytest.raises(UpstreamError):
        await probe(ScriptedModel(mood="dead"))


async def test_an_engine_that_dies_on_the_way_cannot_be_probed():
    with pytest.raises(UpstreamError, match="every task"):
        await probe(ScriptedModel(mood="dead", moods_in_turn=["right"]))


async def test_a_task_that_breaks_off_is_recorded_with_its_reason():
    model = perfect()

    def broken(call):
        raise UpstreamError("The server echoes no log-probabilities.")

    model.on_likelihood = broken
    card = await probe(model)
    assert card.likelihood.score == 0
    assert not card.likelihood.passed
    assert card.likelihood.failure == "The server echoes no log-probabilities."
    assert card.judge == "listwise"


async def test_progress_goes_up_to_the_end():
    seen = []
    await probe(perfect(), lambda done, total, task: seen.append((done, total, task)))
    done = [n for n, _, _ in seen]
    assert done == sorted(done)
    assert seen[-1][:2] == (72, 72)
    assert {task for _, _, task in seen} == set(get_args(Task))


async def test_a_card_survives_json():
    card = await probe(perfect())
    again = CapabilityCard.model_validate(json.loads(card.model_dump_json()))
    assert again == card
    assert card.key == card_key("llama_cpp", "scripted") == "card:llama_cpp:scripted"


@pytest.mark.parametrize(
    ("passed", "mode", "judge"),
    [
        ((), "composed", None),
        (("name",), "guided", None),
        (("name", "patch"), "free", None),
        (("likelihood",), "composed", "likelihood"),
        (("listwise",), "composed", "listwise"),
        (("likelihood", "listwise"), "composed", "likelihood"),
    ],
)
def test_the_card_decides(passed, mode, judge):
    scores = {task: TaskScore(score=1, passed=True, n=1) for task in passed}
    card = CapabilityCard(engine="e", model="m", probed_at="now", **scores)
    assert (card.patch_mode, card.judge) == (mode, judge)


def test_the_built_in_cases_are_sound():
    cases = tasks.ranking_cases()
    assert len(cases) == 24
    assert set(THRESHOLDS) == set(get_args(Task))
    for case in cases:
        assert case.right not in case.recent
        assert len(set(case.wrong)) == tasks.WRONG
        assert not {case.right, *case.recent} & set(case.wrong)


@pytest.mark.embedded
@pytest.mark.slow
async def test_the_installed_model_judges_by_likelihood_and_writes_no_patches(embedded_model):
    card = await probe(embedded_model)
    assert card.patch_mode == "composed"
    assert card.judge == "likelihood"
