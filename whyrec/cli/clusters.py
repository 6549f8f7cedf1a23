"""``whyrec clusters``: people who take alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from whyrec._counted import counted
from whyrec.cli._command import command
from whyrec.cli._options import AsOf, moment
from whyrec.cli._plain import plain
from whyrec.cli._reach import Reach
from whyrec.cli._screen import Screen, styled, table
from whyrec.cli._session import Session
from whyrec.cli._topics import in_words
from whyrec.cli._users import require_known
from whyrec.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whyrec.domain import Cluster, ClusterFit, Membership

TOPICS = 3
"""Topics in a list."""


async def fit(session: Session, as_of: AsOf = None) -> None:
    """Find clusters of people anew and name them."""
    async with session.recommender() as rec:
        found = await rec.fit_clusters(as_of=moment(as_of))
    _print_fit(session.screen, found)
    session.screen.result(found)


async def list_clusters(session: Session, as_of: AsOf = None) -> None:
    """List the clusters of people, the largest first."""
    async with session.anywhere() as rec:
        found = await rec.clusters(as_of=moment(as_of))
    _print_fit(session.screen, found)
    session.screen.result(found)


async def show(
    session: Session,
    cluster: Annotated[
        str | None, typer.Argument(help="Its name or its id.", show_default=False)
    ] = None,
    user: Annotated[
        str | None, typer.Option("--user", help="Show where this user belongs, then and now.")
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Show what sets a cluster apart, or which ones a user belongs to."""
    if (cluster is None) == (user is None):
        raise InputError(
            "Name either a cluster or a user.",
            remedy="whyrec clusters show NAME, or whyrec clusters show --user USER",
        )
    if cluster is not None:
        async with session.anywhere() as rec:
            found = await rec.cluster(cluster, as_of=moment(as_of))
        _print_cluster(session.screen, found)
        session.screen.result(found)
        return
    assert user is not None
    async with session.anywhere() as rec:
        await require_known(rec, session.look(rec), user)
        now = await rec.membership(user, as_of=moment(as_of))
        past = await rec.membership_history(user)
    _print_memberships(session.screen, now, past)
    session.screen.result(
        {
            "now": now.model_dump(mode="json"),
            "history": [one.model_dump(mode="json") for one in past],
        }
    )


def _print_fit(screen: Screen, found: ClusterFit) -> None:
    clusters = counted(len(found.clusters), "cluster")
    head = f"{clusters} of {found.people:,} people, {found.as_of:%Y-%m-%d}"
    screen.say(styled((head, "bold")))
    if found.why is not None:
        screen.say(found.why, style="dim")
    rows = table("id", "name", "people", "more than others")
    for one in found.clusters:
        topics = ", ".join(in_words(topic.topic) for topic in one.topics[:TOPICS])
        rows.add_row(str(one.id), plain(one.label), f"{one.share:.0%}", topics)
    screen.say(rows)


def _print_cluster(screen: Screen, one: Cluster) -> None:
    screen.say(styled((f"{one.label} ({one.share:.0%} of all people)", "bold")))
    screen.say(plain(one.description))
    if one.topics:
        rows = table("topic", "of theirs", "of everybody's")
        for topic in one.topics:
            rows.add_row(in_words(topic.topic), f"{topic.share:.0%}", f"{topic.overall:.0%}")
        screen.say(rows)
    for item in one.items:
        screen.say(f"  {plain(item.title)}")


def _print_memberships(screen: Screen, now: Membership, past: Sequence[Membership]) -> None:
    if not now.parts and not past:
        screen.note("There are no clusters: whyrec clusters fit")
        return
    rows = table("version", "events up to", "belongs to")
    for one in past:
        rows.add_row(str(one.version), f"{one.as_of:%Y-%m-%d %H:%M}", _parts(one))
    rows.add_row("now", f"{now.as_of:%Y-%m-%d %H:%M}", _parts(now))
    screen.say(rows)


def _parts(one: Membership) -> str:
    return ", ".join(
        f"{plain(part.label or f'cluster {part.cluster_id}')} {part.probability:.0%}"
        for part in one.parts
    )


def register(app: typer.Typer, panel: str) -> None:
    """Add the commands."""
    group = typer.Typer(help="People who take alike: find, list and show them.")
    command(
        group,
        "fit",
        instead="Stop the server, run it where the server ran, without --url and WHYREC_URL, and "
        "start the server again.",
    )(fit)
    command(group, "list", reach=Reach.SERVER)(list_clusters)
    command(group, "show", reach=Reach.SERVER)(show)
    app.add_typer(group, name="clusters", rich_help_panel=panel, no_args_is_help=True)
