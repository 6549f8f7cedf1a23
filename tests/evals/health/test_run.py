"""A whole run on a made-up catalogue."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from whyrec import Settings
from whyrec.errors import InputError
from whyrec.evals import Context, load_suite, run_suite
from whyrec.evals._suite import HealthSuite
from whyrec.evals.health._outcomes import EditPass, Life
from whyrec.evals.report import Report, read


class Run(NamedTuple):
    """A run that several tests look at."""

    report: Report
    folder: Path

    @property
    def lives(self) -> list[Life]:
        return [Life.model_validate_json(line) for line in lines(self.folder / "lives.jsonl")[1:]]

    @property
    def passes(self) -> list[EditPass]:
        found = lines(self.folder / "edits.jsonl")[1:]
        return [EditPass.model_validate_json(line) for line in found]


def lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def run(homes: Path, suite: HealthSuite) -> Run:
    folder = homes / "one-run"
    context = Context(Settings(home=folder / "home"), homes, folder)
    report, page = asyncio.run(run_suite(suite, "kind: profile-health\n", context))
    assert read(page.with_name("report.json")) == report
    return Run(report, folder)


def test_everybody_is_followed_and_the_homes_are_gone(run: Run) -> None:
    groups = Counter(one.group for one in run.lives)
    # The three drawn, and those of the three with the longest histories that were not drawn.
    assert 3 <= groups.pop("real") <= 6
    assert groups == {"batched": 3, "confirmed": 2, "never": 2, "drifting": 2}
    assert not (run.folder / "homes").exists()


async def test_an_interrupted_run_goes_on_and_ends_the_same(
    run: Run, suite: HealthSuite, context: Context
) -> None:
    shutil.copytree(run.folder, context.out)
    # Killed: half of the users are gone, the last of the others in the middle of a line.
    half = lines(context.out / "lives.jsonl")[:9]
    (context.out / "lives.jsonl").write_text("\n".join(half)[:-30], encoding="utf-8")
    first = lines(context.out / "edits.jsonl")[:2]
    (context.out / "edits.jsonl").write_text("\n".join(first) + "\n", encoding="utf-8")
    again, _ = await run_suite(suite, "kind: profile-health\n", context)
    times = {"started_at", "finished_at"}
    assert again.model_dump(exclude=times) == run.report.model_dump(exclude=times)


async def test_a_finished_run_measures_nothing_again(
    run: Run, suite: HealthSuite, context: Context
) -> None:
    shutil.copytree(run.folder, context.out)
    told: list[tuple[str, int, int | None]] = []
    watching = Context(context.settings, context.cache, context.out, lambda *p: told.append(p))
    await run_suite(suite, "kind: profile-health\n", watching)
    assert {(stage, done) for stage, done, total in told if done != total} == {
        ("edits", n) for n in range(4)
    }


def test_one_event_makes_one_version(run: Run) -> None:
    for one in run.lives:
        versions = one.watched.versions
        assert versions < one.events if one.group == "batched" else versions == one.events


def test_every_event_is_evidence_and_nothing_contradicts_itself(run: Run) -> None:
    for one in run.lives:
        assert one.cited == 1.0
        assert one.watched.contradicting == 0


def test_a_planted_fact_is_learnt_and_followed(run: Run) -> None:
    planted = [one for one in run.lives if one.group in ("confirmed", "never")]
    assert [[state.updates for state in one.facts] for one in planted] == [[0, 3, 8]] * 4
    assert all(one.facts[0].living and one.facts[0].intact == 1.0 for one in planted)


def test_the_next_item_has_a_rank_among_the_candidates(run: Run) -> None:
    for one in run.lives:
        for ranks in one.ranks.values():
            assert set(ranks) == {2, 3, 7, 8}
            assert all(1 <= rank <= 8 for rank in ranks.values())


def test_what_nobody_wants_is_gone_from_the_list_and_stays_away(run: Run) -> None:
    passes = run.passes
    assert [(one.wish, one.language) for one in passes] == [
        ("less", "en"),
        ("less", "zh"),
        ("more", "en"),
        ("more", "zh"),
    ]
    less = [user for one in passes if one.wish == "less" for user in one.users]
    assert less
    for user in less:
        assert user.understood
        assert user.before > 0 == user.after == user.later


def test_the_report_holds_every_question(run: Run) -> None:
    report = run.report
    assert [section.title for section in report.sections] == [
        "Size",
        "Forgetting",
        "Contradictions, evidence, gate",
        "Edits",
        "Prediction",
        "Single cases",
    ]
    assert len(report.checks) == 6 + 4 + 4
    assert report.sections[-1].cases


async def test_items_that_no_taste_can_be_made_of_are_refused(
    suite: HealthSuite, context: Context, small: Path
) -> None:
    two_genres = suite.model_copy(update={"data": str(small)})
    with pytest.raises(InputError, match="simulated tastes need 3"):
        await run_suite(two_genres, "", context)


def test_the_suite_that_ships_reads() -> None:
    found, _ = load_suite("profile-health")
    assert isinstance(found, HealthSuite)
    assert found.updates == (10, 50, 200)
