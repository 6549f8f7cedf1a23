"""What planted bots do to profiles and lists, with feedback judged and taken at its word.

    python benchmarks/feedback.py [--users N] [--events N] [--data NAME] [--seed N]

Takes real users of a data set, plants one bot's events with each (bounces, bursts, metronomes,
loops, all on items of one genre that is rare with the user), and compares with the same users
without them: the share of the interests' strength that moved (total variation, 0 to 1), and how
many of the first ten items stay. Items of planted events are seen from then on and left out of both
lists. Without a language model. Prints one table.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from whyrec import Recommender
from whyrec.domain import Event, Item, Profile
from whyrec.evals._home import DataSet, open_data_set, quiet
from whyrec.evals.metrics import bootstrap
from whyrec.evals.simulate import BOTS
from whyrec.settings import FeedbackSettings, Settings, load_settings

MIN_EVENTS = 20


class Seen(NamedTuple):
    """A user as one home knows them."""

    strengths: dict[str, float]
    """Part of all strength, by label and polarity."""
    items: list[str]


def strengths(profile: Profile) -> dict[str, float]:
    found: Counter[str] = Counter()
    for interest in profile.living:
        if interest.measured is not None:
            found[f"{interest.polarity} {interest.label}"] += interest.measured.strength_long
    total = sum(found.values()) or 1.0
    return {label: value / total for label, value in found.items()}


def moved(before: dict[str, float], after: dict[str, float]) -> float:
    labels = before.keys() | after.keys()
    return sum(abs(before.get(n, 0.0) - after.get(n, 0.0)) for n in labels) / 2


def stayed(before: Sequence[str], after: Sequence[str], planted: set[str]) -> float:
    first = [i for i in before if i not in planted][:10]
    return len(set(first) & set(after[:10])) / len(first)


async def see(
    home: Path, settings: Settings, users: Sequence[str], at: datetime
) -> dict[str, Seen]:
    async with Recommender.open(settings.model_copy(update={"home": home})) as rec:
        found = {}
        for user in users:
            await rec.evolve(user, as_of=at)
            listed = await rec.recommend(user, 60, explain=False, use_model=False, as_of=at)
            profile = await rec.profile(user, as_of=at)
            found[user] = Seen(strengths(profile), [r.item.id for r in listed])
        return found


def rare_genre(history: Sequence[Event], items: dict[str, Item], rng: np.random.Generator) -> str:
    taken: Counter[str] = Counter()
    for event in history:
        taken.update(items[event.item_id or ""].facets.get("genre", ()))
    every = Counter(g for item in items.values() for g in item.facets.get("genre", ()))
    common = sorted(g for g, n in every.items() if n >= 100)
    rarest = sorted(common, key=lambda g: (taken[g], g))[:5]
    return rarest[int(rng.integers(len(rarest)))]


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--users", type=int, default=60)
    parser.add_argument("--events", type=int, default=40)
    parser.add_argument("--data", default="movietweetings-100k")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    settings = load_settings()
    assert settings.data is not None, "set WHYREC_DATA"
    with tempfile.TemporaryDirectory() as folder:
        cache = settings.home / "evals"
        data = await open_data_set(settings.data / options.data, cache, settings)
        await _measure(options, data, settings, Path(folder))


async def _measure(
    options: argparse.Namespace, data: DataSet, settings: Settings, folder: Path
) -> None:
    rng = np.random.default_rng(options.seed)
    base = data.copy(folder / "base")
    planted: list[Event] = []
    bot_of: dict[str, str] = {}
    async with Recommender.open(quiet(base, settings)) as rec:
        await rec.rebuild(only="factors")
        watermark = rec.store.look("default").watermark
        assert watermark is not None
        at = watermark + timedelta(days=2)
        many = [u.user_id for u in await rec.users() if u.events >= MIN_EVENTS]
        users = sorted(rng.choice(many, size=min(options.users, len(many)), replace=False).tolist())
        items = {item.id: item for item in data.items}
        for n, user in enumerate(users):
            history = rec.store.events.of_user("default", user)
            genre = rare_genre(history, items, rng)
            taken = {e.item_id for e in history}
            pool = [i for i, x in items.items() if genre in x.facets.get("genre", ())]
            pool = [i for i in pool if i not in taken]
            chosen = rng.choice(pool, size=min(options.events, len(pool)), replace=False).tolist()
            bot_of[user] = list(BOTS)[n % len(BOTS)]
            bot, _ = BOTS[bot_of[user]]
            planted += bot(user, chosen, watermark + timedelta(days=1), rng)
    seen = {}
    for name, judged, bots in (
        ("clean", True, False),
        ("judged", True, True),
        ("at its word", False, True),
    ):
        home = folder / name.replace(" ", "-")
        shutil.copytree(base, home)
        feedback = FeedbackSettings(judged=judged)
        plain = quiet(home, settings).model_copy(update={"feedback": feedback})
        if bots:
            async with Recommender.open(plain) as rec:
                await rec.ingest(events=planted)
        seen[name] = await see(home, plain, users, at)
    _print(options, seen, bot_of, planted)


def _print(
    options: argparse.Namespace,
    seen: dict[str, dict[str, Seen]],
    bot_of: dict[str, str],
    planted: Sequence[Event],
) -> None:
    touched: dict[str, set[str]] = {}
    for event in planted:
        touched.setdefault(event.user_id, set()).add(event.item_id or "")
    table = Table(title=f"{options.data}, {options.events} planted events a user, 95 % intervals")
    for column in ("bot", "users", "strength moved, judged", "at its word"):
        table.add_column(column)
    table.add_column("of ten items stay, judged")
    table.add_column("at its word")
    for bot in (*BOTS, "all"):
        users = [u for u, b in bot_of.items() if bot in (b, "all")]
        cells = []
        for measure in ("moved", "stayed"):
            for name in ("judged", "at its word"):
                values = [
                    moved(seen["clean"][u].strengths, seen[name][u].strengths)
                    if measure == "moved"
                    else 10 * stayed(seen["clean"][u].items, seen[name][u].items, touched[u])
                    for u in users
                ]
                mean = bootstrap(np.array(values))
                cells.append(f"{mean.mean:.3f} ({mean.low:.3f} to {mean.high:.3f})")
        table.add_row(bot, str(len(users)), *cells)
    Console(width=160).print(table)


if __name__ == "__main__":
    asyncio.run(main())
