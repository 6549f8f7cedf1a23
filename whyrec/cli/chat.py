"""``whyrec chat``: talk with the recommender."""

from __future__ import annotations

import asyncio
import sys
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from whyrec.cli._command import command
from whyrec.cli._options import User, identifier
from whyrec.cli._plain import plain
from whyrec.cli._reach import Reach
from whyrec.cli._scene import AtTime, AtWeekend, InDaypart, InScene, OnDevice, scene_told
from whyrec.cli._session import Session

if TYPE_CHECKING:
    from whyrec.domain import ChatAnswer, ChatTurn, Scene
    from whyrec.recommender import Recommender
    from whyrec.remote import RemoteRecommender


def chat(
    session: Session,
    user: User,
    words: Annotated[
        str | None,
        typer.Argument(
            help='What you say, such as "why the second one?"; without it you are asked, line by '
            "line, until an empty line.",
            show_default=False,
        ),
    ] = None,
    scene: InScene = None,
    device: OnDevice = None,
    daypart: InDaypart = None,
    weekend: AtWeekend = None,
    at: AtTime = None,
) -> None:
    """Talk with the recommender, in English or Chinese.

    It recommends, says why, takes what you liked and what you want no more of, and takes back.
    """
    identifier(user)
    there = scene_told(scene, device, daypart, weekend, at)
    said: list[ChatTurn] = []
    with asyncio.Runner() as runner:
        rec = session.anywhere()
        try:
            if words is not None:
                runner.run(_turn(session, rec, user, said, words, there))
                return
            while line := line_of(session):
                runner.run(_turn(session, rec, user, said, line, there))
        finally:
            runner.run(rec.aclose())


async def _turn(
    session: Session,
    rec: Recommender | RemoteRecommender,
    user: str,
    said: list[ChatTurn],
    words: str,
    scene: Scene | None,
) -> None:
    from whyrec.domain import ChatTurn

    screen = session.screen
    said.append(ChatTurn(role="user", content=words))
    answer: ChatAnswer | None = None
    pieces = rec.chat(user, said, scene=scene)
    async with aclosing(cast(Any, pieces)):
        async for piece in pieces:
            if piece.text and not screen.json:
                screen.raw("\n".join(map(plain, piece.text.split("\n"))))
                screen.flush()
            answer = piece.answer or answer
    screen.say("")
    if answer is None:
        return  # words that a server takes for a front end's own job have no answer as data
    if answer.degraded:
        screen.note("The language model could not take part.")
    said.append(ChatTurn(role="assistant", content=answer.text))
    screen.result(answer)


def line_of(session: Session) -> str:
    """The next line of the user; empty at the end."""
    with suppress(EOFError):
        if not session.screen.interactive:
            return sys.stdin.readline().strip()
        with suppress(ImportError):
            import readline  # noqa: F401  (arrow keys, and the lines said before)
        return input("> ").strip()
    return ""


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "chat", reach=Reach.SERVER, rich_help_panel=panel)(chat)
