"""What ``whyrec serve`` does, once the server's packages are known to be there."""

from __future__ import annotations

import gc
import socket
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from whyrec.cli._demo_home import held, loaded
from whyrec.cli._demo_story import Story
from whyrec.cli._screen import styled
from whyrec.cli._session import Session
from whyrec.errors import PrerequisiteError
from whyrec.recommender import Recommender
from whyrec.server import (
    Server,
    create_app,
    keys_required,
    listen,
    reached_from_elsewhere,
    start_logging,
    url_of,
)
from whyrec.settings import Settings
from whyrec.store import UserSummary, leave_address

DEMO_HOME = Path(".demo")


async def serve_home(session: Session, settings: Settings) -> bool:
    """Serve until told to stop.

    Returns:
        Whether it was Ctrl-C.

    Raises:
        ConflictError: The port is in use, or another process has the home's vectors.
        PrerequisiteError: Keys are asked for and there is none.
    """
    with closing(listen(settings.server.host, settings.server.port)) as listening:
        async with session.recommender(settings) as rec:
            return await _serve(session, rec, listening)


async def serve_demo(session: Session, server: dict[str, Any]) -> bool:
    """The same with the MovieLens sample, loaded first where it is not yet."""
    home = (session.common.home or DEMO_HOME).expanduser().absolute()
    settings = session.settings_with(
        home=home, database_url=None, tenant="default", clock="watermark", server=server
    )
    with closing(listen(settings.server.host, settings.server.port)) as listening, held(settings):
        async with session.recommender(settings) as rec:
            if not loaded(settings):
                await Story(session, rec).data()
                session.stages.clear()
            return await _serve(session, rec, listening)


async def _serve(session: Session, rec: Recommender, listening: socket.socket) -> bool:
    settings = rec.settings
    asked = keys_required(settings)
    if asked and not rec.store.keys.exist():
        raise PrerequisiteError(
            "The server would ask for keys, and there is none.",
            remedy="Make one with: whyrec keys create NAME --scope admin",
        )
    await rec.warm()
    # A full collection would walk the catalogue, 100 ms at 10,000 items, while everybody waits.
    gc.collect()
    gc.freeze()
    if not asked and reached_from_elsewhere(settings.server):
        session.screen.note("Keys are off: whoever reaches this port is admin.", style="yellow")
    leave_address(settings.home / "vectors", url_of(listening))
    users = await rec.users()
    announce = partial(_announce, session, users, url_of(listening), asked)
    server = Server(create_app(rec), announce)
    start_logging()
    await server.serve(sockets=[listening])
    return server.interrupted


def _announce(session: Session, users: Sequence[UserSummary], url: str, asked: bool) -> None:
    say = session.screen.say
    say(styled("whyrec answers at ", (url, "bold"), "  Ctrl-C stops it."))
    key = " -H 'Authorization: Bearer wr-…'" if asked else ""
    if users:
        user = max(users, key=lambda u: (u.last, u.user_id)).user_id
        say(f"  page            {url}/")
        say(f"  for a user      curl{key} '{url}/v1/users/{user}/recommendations?k=5'")
    else:
        say("  No events yet. Load some: whyrec ingest --items … --events …")
    say(f"  OpenAI clients  base_url {url}/v1, model whyrec")
    say(f"  every route     {url}/openapi.json")
    session.screen.result({"url": url, "keys": asked, "users": len(users)})
    session.screen.flush()
