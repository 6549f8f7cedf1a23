"""How much of what a model writes for profiles passes the gate, in guided and in free mode.

    python benchmarks/patches.py FOLDER MODEL.gguf [MODEL.gguf …] [--users N] [--skip N]
                                 [--modes MODE …] [--reasons]

FOLDER is a MovieLens or MovieTweetings folder. For each model and mode, the first updates of the
same users are made from the same events; the table counts what the model offered, what passed, and
what was refused by which rule. ``--skip`` passes users over: a word list that was widened on some
users is tried on others. ``--reasons`` prints what each refused operation said.
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
from whyrec.domain import Rejection
from whyrec.settings import ProfileSettings, Settings
from whyrec.store import Store
from whyrec.store.ingest import ingest_files

MODES: tuple[Mode, ...] = ("guided", "free")
BATCH = 8
UPDATES = 2


async def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--users", type=int, default=5)
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--modes", choices=MODES, nargs="+", default=MODES)
    parser.add_argument("--reasons", action="store_true")
    asked = parser.parse_args()
    table = Table("model", "mode", "offered", "passed", "share", "s an update", "refused by")
    embedder = open_embedder(Settings())
    for gguf in asked.models:
        for mode in asked.modes:
            users = slice(asked.skip, asked.skip + asked.users)
            row, reasons = await measure(asked.folder, gguf, mode, users, embedder)
            table.add_row(gguf.stem, mode, *row)
            if asked.reasons:
                print(*reasons, sep="\n")
    Console(width=160).print(table)


async def measure(
    folder: Path, gguf: Path, mode: Mode, users: slice, embedder: Embedder
) -> tuple[tuple[str, ...], list[str]]:
    """One row and each reason: the first updates of some users who rated at least 40 items."""
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
        chosen = [u.user_id for u in store.events.users("t") if u.events >= 40][users]
        namer = Namer(model, None, mode)
        evolver = Evolver(store, embedder, namer, ProfileSettings(events_per_update=BATCH))
        rejected: list[Rejection] = []
        updates = 0
        started = time.perf_counter()
        for user in chosen:
            events = store.events.of_user("t", user)[: BATCH * UPDATES]
            for revision in await evolver.evolve("t", user, taste, events[-1].at):
                rejected += revision.rejected
                updates += 1
        seconds = (time.perf_counter() - started) / max(updates, 1)
    if model is not None:
        await model.aclose()
    share = f"{namer.accepted / namer.offered:.0%}" if namer.offered else "–"
    refused = ", ".join(f"{r} {n}" for r, n in Counter(x.rule for x in rejected).most_common())
    row = (str(namer.offered), str(namer.accepted), share, f"{seconds:.1f}", refused)
    return row, [f"{x.rule}: {x.reason}" for x in rejected]


if __name__ == "__main__":
    asyncio.run(main())
