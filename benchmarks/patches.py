"""How much of what a model writes for profiles passes the gate, in guided and in free mode.

    python benchmarks/patches.py FOLDER MODEL.gguf [MODEL.gguf …] [--users N]

FOLDER is a MovieLens or MovieTweetings folder. For each model and mode, the first updates of the
same users are made from the same events; the table counts what the model offered, what passed, and
what was refused by which rule.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from whyrec.agents.embeddings import Embedder, open_embedder
from whyrec.agents.gate import TitleIndex, TopicIndex
from whyrec.agents.models import open_model
from whyrec.agents.profile import Evolver, Lexicon, Mode, Namer, RatingScale, Taste
from whyrec.settings import ProfileSettings, Settings
from whyrec.store import Store
from whyrec.store.ingest import ingest_files

BATCH = 8
UPDATES = 2


async def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--users", type=int, default=5)
    asked = parser.parse_args()
    table = Table("model", "mode", "offered", "passed", "share", "s an update", "refused by")
    embedder = open_embedder(Settings())
    for gguf in asked.models:
        for mode in ("guided", "free"):
            row = await measure(asked.folder, gguf, mode, asked.users, embedder)
            table.add_row(gguf.stem, mode, *row)
    Console(width=160).print(table)


async def measure(
    folder: Path, gguf: Path, mode: Mode, users: int, embedder: Embedder
) -> tuple[str, ...]:
    """One row: the first updates of some users who rated at least 40 items."""
    model = open_model(Settings(engine={"gguf": gguf, "timeout_s": 300}))
    with tempfile.TemporaryDirectory() as home, Store.open(f"sqlite:///{home}/b.db") as store:
        report = ingest_files(store, "t", folder=folder)
        low, high = report.rating_scale or (0.0, 5.0)
        items = store.items.all("t")
        lexicon = Lexicon.of(items)
        taste = Taste(
            items={i.id: i for i in items},
            lexicon=lexicon,
            titles=TitleIndex(i.title for i in items),
            topics=TopicIndex(lexicon.carriers),
            scale=RatingScale.declared(low, high),
            domain="movies",
        )
        chosen = [u.user_id for u in store.events.users("t") if u.events >= 40][:users]
        namer = Namer(model, None, mode)
        evolver = Evolver(store, embedder, namer, ProfileSettings(events_per_update=BATCH))
        rules: Counter[str] = Counter()
        updates = 0
        started = time.perf_counter()
        for user in chosen:
            events = store.events.of_user("t", user)[: BATCH * UPDATES]
            for revision in await evolver.evolve("t", user, taste, events[-1].at):
                rules.update(r.rule for r in revision.rejected)
                updates += 1
        seconds = (time.perf_counter() - started) / max(updates, 1)
    if model is not None:
        await model.aclose()
    share = f"{namer.accepted / namer.offered:.0%}" if namer.offered else "–"
    refused = ", ".join(f"{rule} {n}" for rule, n in rules.most_common())
    return str(namer.offered), str(namer.accepted), share, f"{seconds:.1f}", refused


if __name__ == "__main__":
    asyncio.run(main())
