"""What tests/test_kill.py kills: a real ingest or evolve that says what it has done."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from whyrec import Recommender, Settings


def say(*words: object) -> None:
    print(*words, flush=True)


async def main(task: str, home: Path, data: Path) -> None:
    settings = Settings(home=home, engine={"enabled": False}, profile={"events_per_update": 4})
    async with Recommender.open(settings) as rec:
        say("ready")
        if task == "ingest":
            await rec.ingest(
                items=data / "items.csv",
                events=data / "events.csv",
                progress=lambda stage, done, total: say(stage, done),
            )
            say("done")
            return
        for user in await rec.users():
            version = rec.store.profiles.head("default", user.user_id).version

            def taken(stage: str, done: int, total: int | None, name: str = user.user_id) -> None:
                nonlocal version
                if stage == "events":
                    version += 1
                    say(name, version)

            await rec.evolve(user.user_id, progress=taken)
        say("done")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
