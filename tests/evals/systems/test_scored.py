"""A baseline as a system: what it is shown, and how ties are broken."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.evals.crowds import INSTANT, ITEMS, Row, day, drawn_rows, item, made
from whyrec.agents.retrieve import CatalogueView, Interactions
from whyrec.evals._home import DataSet
from whyrec.evals.baselines import Past, Popularity, Scorer
from whyrec.evals.protocols import Case, sampled
from whyrec.evals.systems import DEPTH, Answer, Scored


@dataclass
class Told:
    """A baseline that says what a test tells it and remembers what it was shown."""

    scores: NDArray[np.float64]
    name: str = "told"
    fitted: list[Interactions] = field(default_factory=list)
    asked: list[Past] = field(default_factory=list)

    def fit(self, catalogue: CatalogueView, past: Interactions) -> Scorer:
        self.fitted.append(past)

        def score(user: Past) -> NDArray[np.float64]:
            self.asked.append(user)
            return self.scores

        return score


def case(user: str, at: float, target: int = 0, candidates: tuple[str, ...] | None = None) -> Case:
    return Case(f"{user}@{at}", user, day(at), (item(target),), candidates, 0)


async def answer(data: DataSet, scores: NDArray[np.float64], asked: Case) -> Answer:
    system = Scored(Told(scores), data)
    await system.open()
    await system.at(asked.as_of)
    found = await system.answer(asked)
    await system.close()
    return found


def flat(items: int = ITEMS) -> NDArray[np.float64]:
    return np.zeros(items)


async def test_candidates_come_back_best_first_and_all_of_them() -> None:
    data = made([("u", 1, 0)])
    scores = flat()
    scores[[4, 2]] = 1, -np.inf
    found = await answer(data, scores, case("u", 5, candidates=(item(2), item(4), item(1))))
    assert found.items == (item(4), item(1), item(2))
    assert found.probabilities == ()


async def test_without_candidates_what_was_taken_and_what_is_never_stay_out() -> None:
    data = made([("u", 1, 0), ("u", 2, 9)])
    scores = np.arange(ITEMS, dtype=float)
    scores[28:] = -np.inf
    found = await answer(data, scores, case("u", 5))
    assert found.items == tuple(item(n) for n in range(27, -1, -1) if n != 1)


async def test_lists_end_at_the_depth() -> None:
    data = made([("u", 1, 0)], items=90)
    assert len((await answer(data, flat(90), case("u", 5))).items) == DEPTH


async def test_ties_at_the_end_of_the_list_go_by_the_hash_too() -> None:
    data = made([("u", 1, 0)], items=90)
    scores = flat(90)
    scores[:10] = 1
    listed = (await answer(data, scores, case("nobody", 5))).items
    rest = sorted(range(10, 90), key=lambda n: int(data.catalogue.tie_break[n]))
    assert set(listed[:10]) == {item(n) for n in range(10)}
    assert listed[10:] == tuple(item(n) for n in rest[: DEPTH - 10])


async def test_the_order_of_candidates_and_which_is_the_target_change_nothing() -> None:
    data = made([("u", 1, 0)])
    given = [item(n) for n in range(20)]
    lists = set()
    for target in (0, 7, 19):
        for order in (given, given[::-1], given[10:] + given[:10]):
            asked = case("u", 5, target, tuple(order))
            lists.add((await answer(data, flat(), asked)).items)
    assert len(lists) == 1


async def test_without_any_preference_the_target_is_found_by_chance_alone() -> None:
    hits = cases = 0
    for seed in range(40):
        data = made(drawn_rows(seed))
        system = Scored(Told(flat()), data)
        await system.open()
        for asked in sampled(data.crowd, data.catalogue.ids, n=10, seed=seed).cases:
            await system.at(asked.as_of)
            listed = (await system.answer(asked)).items
            hits += asked.targets[0] in listed[:5]
            cases += 1
    # Half of them, by the hash of 30 ids over 480 cases: four standard errors.
    assert abs(hits / cases - 0.5) < 4 * np.sqrt(0.25 / cases) + 0.02


async def test_it_is_shown_the_past_up_to_each_case_and_fitted_up_to_the_block() -> None:
    rows: list[Row] = [("u", 5, 1), ("v", 6, 2), ("u", 7, 3), ("u", 8, 4), ("u", 9, 6)]
    told = Told(flat())
    system = Scored(told, made(rows))
    await system.open()
    await system.at(day(3))
    await system.answer(case("u", 5))
    await system.answer(case("nobody", 5))
    (fitted,), (own, nobody) = told.fitted, told.asked
    assert fitted.as_of == day(3)
    assert fitted.item.tolist() == [5, 6, 7]
    assert own.as_of == own.crowd.as_of == day(5)
    assert own.items.tolist() == [5, 7, 8]
    assert own.ages_days.tolist() == [4, 2, 1]
    assert own.crowd.item.tolist() == [5, 6, 7, 8]
    assert nobody.items.tolist() == []


@pytest.mark.parametrize("late", [0.0, 1e-6, 1.0])
async def test_nothing_later_than_the_case_reaches_the_list(late: float) -> None:
    rows = [row for row in drawn_rows(5) if row[2] < 60]
    canaries: list[Row] = [(f"u{n % 12:02d}", 3, 60 + late + n / 1000) for n in range(100)]
    asked = Case("c", "u03", day(60) - INSTANT, (item(0),), None, 0)
    lists = []
    for happened in (rows, rows + canaries):
        system = Scored(Popularity(), made(happened))
        await system.open()
        await system.at(asked.as_of)
        lists.append(await system.answer(asked))
    assert lists[0] == lists[1]


async def test_its_name_and_settings_are_the_baselines() -> None:
    system = Scored(Popularity(days=7), made([("u", 1, 0)]))
    assert system.name == "popularity 7d"
    assert system.provenance == {"baseline": "Popularity(days=7)"}


async def test_nobody_having_done_anything_is_no_error() -> None:
    found = await answer(made([]), flat(), case("u", 5))
    assert len(found.items) == ITEMS
