"""``whyrec tenant policy``: what a tenant allows, and how long things are kept."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from whyrec.cli._session import Session
from whyrec.errors import InputError

_NEVER = "never"
_DAYS = "Days, or never."


async def policy(
    session: Session,
    local_engine_only: Annotated[
        bool | None,
        typer.Option(
            help="Whether profiles may not leave for an engine beyond this machine.",
            show_default=False,
        ),
    ] = None,
    retention_days: Annotated[
        str | None,
        typer.Option(
            metavar="DAYS", help=f"After so long events are forgotten. {_DAYS}", show_default=False
        ),
    ] = None,
    shown_days: Annotated[
        str | None,
        typer.Option(
            metavar="DAYS",
            help=f"After so long lists shown in chats are deleted. {_DAYS}",
            show_default=False,
        ),
    ] = None,
    timezone: Annotated[
        str | None,
        typer.Option(
            metavar="ZONE",
            help="Where users live whose own time zone is not known: Europe/Vienna, or none.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Show the tenant's rules, or change those that are given."""
    given: dict[str, Any] = {}
    if local_engine_only is not None:
        given["local_engine_only"] = local_engine_only
    for name, text in (("retention_days", retention_days), ("shown_days", shown_days)):
        if text is not None:
            given[name] = _days(text, name)
    if timezone is not None:
        given["timezone"] = _zone(timezone)
    async with session.recommender() as rec:
        rules = rec.tenants.policy()
        if given:
            rules = rec.tenants.set_policy(rules.model_copy(update=given))
    say = session.screen.say
    say(f"local engine only: {'yes' if rules.local_engine_only else 'no'}")
    say(f"events are kept: {_told(rules.retention_days)}")
    say(f"lists shown in chats are kept: {_told(rules.shown_days)}")
    say(f"time zone of users whose own is not known: {rules.timezone or 'none'}")
    if "retention_days" in given:
        session.screen.note("A server looks once a day; at once: whyrec tenant retain")
    session.screen.result(rules)


def _days(text: str, name: str) -> int | None:
    if text == _NEVER:
        return None
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= 36_500):
        option = "--" + name.replace("_", "-")
        raise InputError(f"{option} takes 1 to 36500 days, or never, not {text!r}.")
    return int(text)


def _zone(text: str) -> str | None:
    if text == "none":
        return None
    from pydantic import ValidationError

    from whyrec.domain import TenantPolicy

    try:
        return TenantPolicy(timezone=text).timezone
    except ValidationError as error:
        raise InputError(
            f"--timezone: there is no time zone {text[:64]!r}.",
            remedy="Name one of the IANA database, such as Europe/Vienna, or none.",
        ) from error


def _told(days: int | None) -> str:
    return "for good" if days is None else f"{days} days"
