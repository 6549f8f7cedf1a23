"""``whyrec ask``: a few questions to somebody new."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from whyrec.cli._command import command
from whyrec.cli._options import User, identifier
from whyrec.cli._plain import plain
from whyrec.cli._reach import Reach
from whyrec.cli._screen import styled
from whyrec.cli._session import Session
from whyrec.cli.chat import line_of

if TYPE_CHECKING:
    from whyrec._questions import AnswerOutcome
    from whyrec.domain import Question
    from whyrec.recommender import Recommender
    from whyrec.remote import RemoteRecommender

_STOP = frozenset({"stop", "quit", "够了", "停"})


def ask(
    session: Session,
    user: User,
    answers: Annotated[
        list[str] | None,
        typer.Option(
            "--answer",
            help="Answer the open question with the id of a choice, or in words; may be given "
            "several times. Nothing is then asked for.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Ask a user at most five things, each chosen for what the answer tells.

    Answer with a choice, its number or in your own words; an empty line or “stop” ends it.
    """
    identifier(user)
    with asyncio.Runner() as runner:
        rec = session.anywhere()
        try:
            question = runner.run(rec.question(user))
            if question is None:
                session.screen.say("There is nothing to ask: no topic tells more of them.")
                if answers:
                    session.screen.note("The answers were not used.")
                session.screen.result(None)
                return
            if answers is None and not session.screen.interactive:
                _show(session, question)
                session.screen.result(question)
                return
            waiting = None if answers is None else list(answers)
            while question is not None:
                if waiting is None:
                    _show(session, question)
                said = line_of(session) if waiting is None else (waiting or [""]).pop(0)
                if not said or said.lower() in _STOP:
                    break
                done = runner.run(_answer(rec, user, question, said))
                session.screen.say(plain(done.message))
                question = done.following
            if question is None:
                session.screen.say("There is nothing more to ask.")
            if waiting:
                left = ", ".join(f"“{plain(one)}”" for one in waiting)
                why = "no question was open" if question is None else "you stopped before"
                session.screen.note(f"Not used, since {why}: {left}.")
            if waiting is not None:
                if question is not None:
                    _show(session, question)
                session.screen.result(question)
        finally:
            runner.run(rec.aclose())


async def _answer(
    rec: Recommender | RemoteRecommender, user: str, question: Question, said: str
) -> AnswerOutcome:
    """By choice where one is named by its id, text or number, else in words."""
    named = {}
    for number, choice in enumerate(question.choices, 1):
        for name in (str(number), choice.text.lower(), choice.id):
            named[name] = choice.id
    choice_id = named.get(said.lower())
    if choice_id is not None:
        return await rec.answer(user, question.id, choice_id)
    return await rec.answer(user, question.id, text=said)


def _show(session: Session, question: Question) -> None:
    screen = session.screen
    screen.say(styled((f"{question.number} of {question.of}: {plain(question.text)}", "bold")))
    for number, choice in enumerate(question.choices, 1):
        screen.say(f"  {number}  {plain(choice.text)}")


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "ask", reach=Reach.SERVER, rich_help_panel=panel)(ask)
