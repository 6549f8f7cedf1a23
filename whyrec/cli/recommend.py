"""``whyrec recommend``: lists with reasons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whyrec._counted import counted
from whyrec.cli._command import command
from whyrec.cli._files import write_whole
from whyrec.cli._lists_file import ListsFile
from whyrec.cli._options import AsOf, identifier, moment, new_file
from whyrec.cli._plain import to_json
from whyrec.cli._reach import Reach
from whyrec.cli._recommendation_view import print_list
from whyrec.cli._scene import AtTime, AtWeekend, InDaypart, InScene, OnDevice, scene_told
from whyrec.cli._scene_remarks import remarks
from whyrec.cli._session import Session
from whyrec.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from whyrec.cli._look import Look
    from whyrec.domain import Recommendation
    from whyrec.recommender import Recommender
    from whyrec.remote import RemoteRecommender


async def recommend(
    session: Session,
    user: Annotated[str | None, typer.Argument(help="The user's id.", show_default=False)] = None,
    everybody: Annotated[
        bool, typer.Option("--all", help="A list for every user, to the file --out.")
    ] = False,
    k: Annotated[int, typer.Option("-k", min=1, max=200, help="Length of a list.")] = 10,
    out: Annotated[
        Path | None,
        typer.Option(help="JSON Lines file to write, one line a user.", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
    no_explain: Annotated[
        bool, typer.Option("--no-explain", help="Leave the explanations out.")
    ] = False,
    no_model: Annotated[
        bool, typer.Option("--no-model", help="Rank and explain without the language model.")
    ] = False,
    diversity: Annotated[
        float | None,
        typer.Option(
            min=0, help="0 takes the best, more takes less of the same.", show_default=False
        ),
    ] = None,
    calibration: Annotated[
        float,
        typer.Option(min=0, max=1, help="1 holds interests in the shares of the profile."),
    ] = 0.0,
    cap: Annotated[
        int | None,
        typer.Option(
            min=1, max=200, help="At most so many items that share a facet.", show_default=False
        ),
    ] = None,
    capped: Annotated[
        list[str] | None,
        typer.Option(
            help="A facet that has the cap, such as author; may be given again. By default genres "
            "and the like.",
            show_default=False,
        ),
    ] = None,
    surprise: Annotated[
        float,
        typer.Option(min=0, max=1, help="1 takes what the user is unlikely to know."),
    ] = 0.0,
    scene: InScene = None,
    device: OnDevice = None,
    daypart: InDaypart = None,
    weekend: AtWeekend = None,
    at: AtTime = None,
    domain: Annotated[
        list[str] | None,
        typer.Option(help="Only items of this domain; may be given again.", show_default=False),
    ] = None,
    shown: Annotated[
        bool,
        typer.Option("--shown", help="Users will see this: running experiments count it."),
    ] = False,
    as_of: AsOf = None,
) -> None:
    """Recommend items to one user, or to all into a file.

    Stopped in between, --all goes on where it was when started again with the same options.
    """
    if (user is None) != everybody:
        raise InputError("Name a user or give --all.")
    if everybody and out is None:
        raise InputError("Lists for all users go to a file.", remedy="Name it with --out FILE.")
    target = None if out is None else new_file(out, force=force)
    if capped and cap is None:
        raise InputError("--capped needs a cap.", remedy="Say how many with --cap.")
    from whyrec.agents.retrieve import Filters
    from whyrec.domain import Balance

    try:
        balance = Balance(
            calibration=calibration, cap=cap, capped=tuple(capped or ()), surprise=surprise
        )
    except ValueError as error:
        raise InputError(
            "A facet's name has 1 to 64 characters, and there are at most 20."
        ) from error
    told = scene_told(scene, device, daypart, weekend, at)
    asked: dict[str, Any] = {
        "k": k,
        "explain": not no_explain,
        "use_model": not no_model,
        "diversity": diversity,
        "balance": None if balance.neutral else balance,
        "shown": shown,
        "scene": told,
        "as_of": moment(as_of),
    }
    filters = Filters(domains=frozenset(domain) if domain else None)
    async with session.anywhere() as rec:
        look = session.look(rec)
        for line in [] if told is None else await remarks(rec, told, user):
            session.screen.note(line)
        if target is not None and everybody:
            await _all(session, rec, look, target, {**asked, "domain": domain}, filters)
            return
        assert user is not None
        identifier(user)
        found = await rec.recommend(user, filters=filters, progress=session.stages, **asked)
        session.stages.clear()
        known = await rec.knows(user)
        record = await _as_record(rec, look, user, found, asked["as_of"])
    if not known:
        session.screen.note(f"Nothing is known of a user {user!r}: this is what is popular.")
    if target is not None:
        write_whole(target, to_json(record) + "\n")
        session.screen.say(f"{target}: {counted(len(found), 'item')} for {user}.")
    else:
        print_list(session.screen, found)
    session.screen.result(record)


async def _as_record(
    rec: Recommender | RemoteRecommender,
    look: Look,
    user: str,
    found: Sequence[Recommendation],
    as_of: datetime | None,
) -> dict[str, Any]:
    """What a list is as JSON."""
    if found:
        moment, version = found[0].as_of, found[0].profile_version
    else:
        moment = await look.moment(user, as_of)
        version = (await rec.profile(user, as_of=moment)).version
    return {
        "user_id": user,
        "as_of": moment.isoformat(),
        "profile_version": version,
        "recommendations": [r.model_dump(mode="json") for r in found],
    }


async def _all(
    session: Session,
    rec: Recommender | RemoteRecommender,
    look: Look,
    target: Path,
    asked: dict[str, Any],
    filters: Any,
) -> None:
    users = [u.user_id for u in await rec.users()]
    if not users:
        raise InputError("There are no users.", remedy="Load events: whyrec ingest --events …")
    domain = asked.pop("domain")
    with ListsFile(target, {"place": look.place, "domain": domain, **asked}) as lists:
        if lists.done:
            session.screen.note(f"Going on; made already: {counted(len(lists.done), 'list')}.")
        try:
            for place, user in enumerate(users, 1):
                session.stages("lists", place - 1, len(users))
                if user not in lists.done:
                    found = await rec.recommend(user, filters=filters, **asked)
                    lists.add(
                        user, to_json(await _as_record(rec, look, user, found, asked["as_of"]))
                    )
        except BaseException:
            session.screen.note(
                f"Made so far: {len(lists.done):,} of {counted(len(users), 'list')}. "
                "The same command goes on."
            )
            raise
        lists.finish()
    session.screen.say(
        f"{target}: {counted(len(lists.done), 'list')} of up to {counted(asked['k'], 'item')}."
    )
    session.screen.result({"file": str(target), "users": len(lists.done)})


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "recommend", reach=Reach.SERVER, rich_help_panel=panel)(recommend)
