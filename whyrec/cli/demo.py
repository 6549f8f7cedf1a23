"""``whyrec demo``: the whole story on the MovieLens sample."""

from __future__ import annotations

import time
from pathlib import Path

import typer

from whyrec.cli._command import command
from whyrec.cli._reach import Reach
from whyrec.cli._session import Session

HOME = Path(".demo")


async def demo(session: Session) -> None:
    """Show everything on the MovieLens sample, in the folder .demo: profile, list, reasons.

    It begins anew at every run and touches nothing else. Another folder: --home.
    """
    from whyrec.cli._demo_home import empty_home, held, keep_card
    from whyrec.cli._demo_story import Story

    started = time.monotonic()
    home = (session.common.home or HOME).expanduser().absolute()
    settings = session.settings_with(
        home=home, database_url=None, tenant="default", clock="watermark"
    )
    with held(settings):
        card = await empty_home(settings)
        async with session.recommender(settings) as rec:
            keep_card(rec, card)
            story = Story(session, rec)
            await story.data()
            await story.engine()
            user = await story.choose()
            await story.chapters(user)
            await story.profile(user)
            first = await story.recommend(user)
            await story.why(user, first)
            await story.dislike(user, first)
            story.told()
    took = time.monotonic() - started
    session.screen.say(f"All of this took {took:.0f} s.", style="dim")
    session.screen.result({**story.result, "seconds": round(took, 1)})


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "demo", reach=Reach.MACHINE, rich_help_panel=panel)(demo)
