"""``whyrec evolve``: take waiting events into profiles."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from whyrec._counted import counted
from whyrec.cli._command import command
from whyrec.cli._options import AsOf, Yes, moment
from whyrec.cli._reach import Reach
from whyrec.cli._session import Session
from whyrec.cli._users import require_known
from whyrec.errors import InputError

if TYPE_CHECKING:
    from whyrec._profiles import EvolveEstimate
    from whyrec.cli._look import Look
    from whyrec.domain import Profile, Revision
    from whyrec.recommender import Recommender
    from whyrec.remote import RemoteRecommender

SIDE_BY_SIDE = 8
"""Users evolved at once where a server answers, which batches their calls."""


async def evolve(
    session: Session,
    user: Annotated[str | None, typer.Argument(help="The user's id.", show_default=False)] = None,
    everybody: Annotated[
        bool, typer.Option("--all", help="All users with waiting events.")
    ] = False,
    no_model: Annotated[
        bool, typer.Option("--no-model", help="Let code alone name and word everything.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=256,
            help=f"Users at once; by default 1, with a model server {SIDE_BY_SIDE}.",
            show_default=False,
        ),
    ] = None,
    yes: Yes = False,
    as_of: AsOf = None,
) -> None:
    """Take waiting events into the profile of one user, or of all.

    Before all users are taken it says how many calls, tokens and seconds that needs at most, and
    asks. Stopped in between, it goes on where it was when started again.
    """
    if (user is None) != everybody:
        raise InputError("Name a user or give --all.")
    if session.url is not None and (no_model or as_of is not None):
        raise InputError(
            "A server takes events in with its own model, for the moment of its own clock.",
            remedy="Leave --no-model and --as-of out, or run it where the server runs.",
        )
    settings = session.settings_with(engine={"enabled": False}) if no_model else session.settings
    at = moment(as_of)
    async with session.anywhere(settings) as rec:
        look = session.look(rec)
        if user is not None:
            await require_known(rec, look, user)
            before = await look.head(user)
            revisions = await rec.evolve(user, as_of=at, progress=session.stages)
            session.stages.clear()
            _print_one(session, before, revisions)
            await _print_rest(session, look, user, at, took=bool(revisions))
            return
        waiting, estimate = await _waiting(session, rec, at)
        _announce(session, estimate, len(waiting))
        if waiting and not yes and session.screen.interactive:
            typer.confirm("Go on?", default=True, abort=True, err=True)
        served = settings.engine.base_url is not None or session.url is not None
        width = jobs or (SIDE_BY_SIDE if served else 1)
        made, refused = await _evolve_all(session, rec, waiting, at, width)
    session.screen.say(f"{counted(len(waiting), 'user')}, {counted(made, 'new version')}.")
    before_all = {} if estimate is None else estimate._asdict()
    session.screen.result(
        {**before_all, "users": len(waiting), "versions": made, "rejected": refused}
    )


async def _waiting(
    session: Session, rec: Recommender | RemoteRecommender, at: datetime | None
) -> tuple[list[str], EvolveEstimate | None]:
    """Users of whom events wait, and what they will take together.

    Through a server that is not told beforehand: all users, of whom some have nothing waiting.
    """
    users = await rec.users()
    if session.url is not None:
        return [u.user_id for u in users], None
    rec = cast("Recommender", rec)
    total = await rec.evolve_estimate([], as_of=at)
    found = []
    for place, user in enumerate(users, 1):
        session.stages("looking for waiting events", place, len(users))
        one = await rec.evolve_estimate([user.user_id], as_of=at)
        if one.events:
            found.append(user.user_id)
            total = type(total)(*map(_plus, total, one))
    session.stages.clear()
    return found, total


def _plus(a: float | None, b: float | None) -> Any:
    return None if a is None or b is None else a + b


async def _evolve_all(
    session: Session,
    rec: Recommender | RemoteRecommender,
    users: Sequence[str],
    at: datetime | None,
    width: int,
) -> tuple[int, int]:
    made = refused = done = 0
    turn = asyncio.Semaphore(width)

    async def one(user: str) -> None:
        nonlocal made, refused, done
        async with turn:
            revisions = await rec.evolve(user, as_of=at, progress=session.stages.check)
        made += len(revisions)
        refused += sum(len(r.rejected) for r in revisions)
        done += 1
        session.stages("users", done, len(users))

    async with asyncio.TaskGroup() as group:
        for user in users:
            group.create_task(one(user))
    return made, refused


def _announce(session: Session, estimate: EvolveEstimate | None, users: int) -> None:
    note = session.screen.note
    if estimate is None:
        note(f"The server takes in what waits of {counted(users, 'user')}.", style=None)
        return
    have = f"{counted(estimate.users, 'user')} {'has' if estimate.users == 1 else 'have'}"
    note(f"{have} {counted(estimate.events, 'event')} waiting.", style=None)
    if not estimate.calls:
        note("No model is needed: everything is composed by code.", style=None)
        return
    tokens = f"{estimate.prompt_tokens:,} + {estimate.completion_tokens:,}"
    time = "time unknown, the engine was never probed"
    if estimate.seconds is not None:
        time = f"about {_duration(estimate.seconds)} one after the other"
    note(f"At most {counted(estimate.calls, 'model call')}, {tokens} tokens; {time}.", style=None)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


async def _print_rest(
    session: Session, look: Look, user: str, at: datetime | None, *, took: bool
) -> None:
    moment = await look.moment(user, at)
    events = await look.events(user)
    known = sum(e.at <= moment for e in events)
    later = len(events) - known
    then = f"{moment:%Y-%m-%d %H:%M}"
    if not later:
        if not took:
            session.screen.say(f"Nothing waits: all events of {user} are taken in ({known:,}).")
        return
    if not took:
        session.screen.say(f"All events of {user} up to {then} are taken in ({known:,}).")
    lie, wait = ("lies", "waits") if later == 1 else ("lie", "wait")
    session.screen.note(f"{counted(later, 'event')} {lie} after {then} and {wait}.")


def _print_one(session: Session, before: Profile, revisions: Sequence[Revision]) -> None:
    say = session.screen.say
    user, known = before.user_id, before.cited_events()
    for revision in revisions:
        # Not all that are cited: a new interest rests on events taken in before as well.
        cited = revision.profile.cited_events()
        line = f"Version {revision.profile.version}: {counted(len(cited - known), 'event')}"
        known = cited
        for polarity in ("like", "dislike"):
            added = [
                o.label
                for o in revision.patch.operations
                if o.op == "add" and o.polarity == polarity
            ]
            line += f", new {polarity}s: {', '.join(added)}" if added else ""
        say(line + (", degraded" if revision.patch.provenance.degraded else ""))
    if revisions:
        session.screen.note(f"See it with: whyrec profile show {user}")
    session.screen.result(
        {
            "user_id": user,
            "versions": [r.profile.version for r in revisions],
            "revisions": [
                r.model_dump(mode="json", include={"patch", "rejected"}) for r in revisions
            ],
        }
    )


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "evolve", reach=Reach.SERVER, rich_help_panel=panel)(evolve)
